"""Keeping a set of attempts also while the disk does not take it: nothing measured is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.recorder import as_written
from balance.samples import SampleBlock
from balance.timing.results import Item
from drivers.keeping import Keeper, event_rows


def new_path(folder: Path, stem: str) -> Path:
    """Give a path for a recording that begins now, in a folder that is made where it is missing.

    Raises
    ------
    OSError
        Where the folder can't be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    path, number = folder / f"{made}.csv", 1
    while path.exists():
        number += 1
        path = folder / f"{made}-{number}.csv"
    return path


class SafeKeeper:
    """Keeps one set of attempts, also while the disk does not take it.

    A fault of the disk never ends a test: it is said in `trouble`, and all samples and events of
    the set stay in memory until `close` has found them on the disk or `save_as` has put them
    somewhere else.

    Attributes
    ----------
    trouble : str
        What keeps the set from being on the disk, in a sentence; empty where nothing does.
    closed : bool
        Whether the file is at its end.
    """

    def __init__(self, folder: Path, stem: str, header: Header) -> None:
        self.trouble = ""
        self.closed = False
        self.header = header
        self._blocks: list[SampleBlock] = []
        self._rows: list[EventRow] = []
        self._written = 0
        self._keeper: Keeper | None = None
        try:
            self._keeper = Keeper(new_path(folder, stem), header)
        except OSError as error:
            self._refused(f"{folder}: this folder can't be used ({error.strerror or error})")

    @property
    def path(self) -> Path | None:
        """Where the set is or is to be; None where there is no place for it yet."""
        return self._keeper.path if self._keeper else None

    def push(self, block: SampleBlock) -> SampleBlock:
        """Keep a block, and give it back as it is or will be written."""
        block = as_written(block)
        self._blocks.append(block)
        if self._keeper is not None and not self.trouble:
            try:
                self._keeper.push(block)
            except RecordingError as error:
                self._refused(str(error))
        return block

    def note(self, items: Iterable[Item]) -> None:
        """Keep what was found."""
        self.add(event_rows(items))

    def add(self, rows: Iterable[EventRow]) -> None:
        """Keep rows for the events file."""
        self._rows.extend(rows)
        if self._keeper is not None and not self.trouble and self._keeper.path.exists():
            try:
                append_events(events_path(self._keeper.path), self._rows[self._written :])
            except RecordingError as error:
                self._refused(str(error))
            else:
                self._written = len(self._rows)

    def close(self) -> bool:
        """End the file; True where everything is on the disk, and nothing is held any more."""
        if self.closed:
            return not self.trouble
        self.closed = True
        if self._keeper is not None:
            try:
                self._keeper.__exit__()
            except RecordingError as error:
                self._refused(str(error))
            if self._blocks and not self.trouble and not self._keeper.path.exists():
                self._refused(f"{self._keeper.path}: the recording is gone from its folder")
        if self.trouble:
            return False
        self._blocks.clear()
        return True

    def save_as(self, folder: Path) -> Path | None:
        """Put what is held into another folder; None, and `trouble`, where that fails as well."""
        if not self._blocks:
            return self.path
        try:
            keeper = Keeper(new_path(folder, "kept"), self.header)
            with keeper:
                for block in self._blocks:
                    keeper.push(block)
            if self._rows:
                append_events(events_path(keeper.path), self._rows)
        except OSError as error:
            self._refused(f"{folder}: this folder can't be used ({error.strerror or error})")
            return None
        except RecordingError as error:
            self._refused(str(error))
            return None
        self._keeper, self.trouble, self._written = keeper, "", len(self._rows)
        self._blocks.clear()
        return keeper.path

    def _refused(self, reason: str) -> None:
        self.trouble = self.trouble or f"Not saved: {reason.rstrip('.')}."

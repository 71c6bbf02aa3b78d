"""Where a live run is kept: a new recording, and the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli import output
from drivers.keeping import Keeper, header_for

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from balance.records.history.engine import History
    from balance.session import Session
    from drivers.source import SourceInfo


@dataclass(frozen=True, slots=True)
class Keeping:
    """How runs are kept.

    Parameters
    ----------
    history
        Where holds go as they end; None for no history.
    folder
        Where the recording goes, in place of the history's own folder.
    person
        Code of who stands on the leg.
    supervised
        Whether somebody watches over the session.
    """

    history: History | None = None
    folder: Path | None = None
    person: str | None = None
    supervised: bool = False

    def begin(self, info: SourceInfo, conditions: Conditions) -> Keeper:
        """Give what keeps a run that begins now.

        Raises
        ------
        OSError
            Where the folder can't be made.
        """
        header = header_for(info, conditions, person=self.person, supervised=self.supervised)
        path = self._new_path()
        if self.history is None:
            return Keeper(path, header)
        from balance.bookkeeping import RunningBook

        return Keeper(path, header, RunningBook(self.history, path, header))

    def end(self, keeper: Keeper, session: Session) -> None:
        """End a run, and say where these samples had been kept before.

        Raises
        ------
        RecordingError
            Where not all of it could be kept.
        """
        same = keeper.finish(session)
        if same is None or self.history is None:
            return
        if self.folder is None:
            from balance.records.events_file import events_path

            for path in (keeper.path, events_path(keeper.path)):
                path.unlink(missing_ok=True)
        output.note(f"These samples are in the history already ({same.name}): they count once.")

    def _new_path(self) -> Path:
        """Give a path for a recording that begins now, in a folder that is made if missing."""
        folder, suffix = self.folder, ".csv"
        if folder is None and self.history is not None:
            folder, suffix = self.history.folder, ".csv.gz"
        if folder is None:
            raise ValueError("A run is kept in a folder, in the history, or not at all.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = f"time-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        path, number = folder / f"{stem}{suffix}", 1
        while path.exists():
            number += 1
            path = folder / f"{stem}-{number}{suffix}"
        return path

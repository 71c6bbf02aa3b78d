"""Keeping a set of attempts: samples, events and holds, also while the disk does not take them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance.records.edits import is_said
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.recorder import Recorder, Transcript
from balance.records.recording import read_recording
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.timing.results import Item
from drivers.live.desk import Desk
from drivers.live.rows import event_rows, with_partner

if TYPE_CHECKING:
    from balance.bookkeeping import RunningBook, Snapshot
    from balance.records.history.engine import History
    from balance.session import Session
    from drivers.live.place import Place

LOOK_EVERY_S: Final = 1.0
_MOST_NAMES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where runs are kept.

    Parameters
    ----------
    folder
        Where recordings go.
    suffix
        Theirs, ``.csv`` or ``.csv.gz``.
    history
        Opens the history that holds go into once they are final; None for no history.
    spare
        Folders to go on in where the first one no longer takes it.
    copies
        Whether a recording of samples that are in the history already is taken away again.
    place
        Where it is noted who is being timed, so that nobody erases them meanwhile.
    """

    folder: Path
    suffix: str = ".csv.gz"
    history: Callable[[], History] | None = None
    spare: tuple[Path, ...] = ()
    copies: bool = False
    place: Place | None = None

    def noted(self, code: str | None) -> AbstractContextManager[None]:
        """Note that somebody is being timed, as long as this is entered.

        Raises
        ------
        HistoryError
            On entering, where the person is being erased, renamed or handed over at this moment.
        """
        if self.place is None:
            return nullcontext()
        from balance.records.history.kept import person_of
        from drivers.live.running import running

        return running(self.place, person_of(Header(person=code)))

    def get_ready(self) -> None:
        """Open the history ahead of the source: samples that waited for it would only be in memory.

        What keeps it from being opened is said where something is to be kept.
        """
        if self.history is not None:
            with contextlib.suppress(RecordingError):
                self.history()

    def keeper(self, stem: str, header: Header, desk: Desk) -> Keeper:
        """Give what keeps a set that begins now."""
        path = self.folder / f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{self.suffix}"
        return Keeper(path, header, desk, self)

    def pair(
        self, stem: str, headers: tuple[Header, Header], clocks: Clocks, desk: Desk
    ) -> tuple[Keeper, Keeper]:
        """Give what keeps a set of two sensors that begins now: each file names the other.

        Parameters
        ----------
        headers
            Of the one whose clock counts, and of the other one.
        clocks
            From the other one's clock to that.
        """
        now = datetime.now(UTC)
        since = now.isoformat(timespec="milliseconds")
        # To the microsecond, so that no name is taken, and each can be said in the other's file.
        made = f"{stem}-{now:%Y%m%dT%H%M%S_%fZ}"
        paths = [self.folder / f"{made}-{head.placement}{self.suffix}" for head in headers]
        keepers = [
            Keeper(path, with_partner(head, other.name, since, each), desk, self)
            for path, other, head, each in zip(
                paths, reversed(paths), headers, (Clocks(), clocks), strict=True
            )
        ]
        return keepers[0], keepers[1]


class Keeper:
    """Keeps one set. A fault of the disk never ends a test.

    What is written and asked of a database is done at the desk, in order; `push` and the others
    never wait for it. All samples and events stay in memory until `close` has found them on the
    disk: where it does not take them any more, they are put somewhere else from the first on.

    Parameters
    ----------
    path
        The recording; another name beside it where this one is taken.
    header
        Its first line.
    desk
        Does what has to wait.
    keeping
        The history, and where else it may go; None for a path that was asked for, whose name is
        no other's, and no history.
    spare
        Where it goes on, without a `keeping`, when its path no longer takes it.

    Attributes
    ----------
    path : Path
        Where the set is, or is to be.
    trouble : str
        What keeps the set from being on the disk, in a sentence; empty where nothing does.
    doubt : str
        What keeps its holds from being in the history; tried again at each hold and at the end.
    said : str
        What has become of the set, where that is not what was asked for.
    closed : bool
        Whether the file is at its end, as far as that was asked for.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        desk: Desk,
        keeping: Keeping | None = None,
        *,
        spare: tuple[Path, ...] = (),
    ) -> None:
        self.path = path
        self.header = header
        self.trouble = ""
        self.doubt = ""
        self.said = ""
        self.closed = False
        self._desk = desk
        self._keeping = keeping or Keeping(path.parent, spare=spare)
        self._free_name = keeping is not None
        self._transcript: Transcript | None = None
        self._book: RunningBook | None = None
        self._session: Session | None = None
        self._edits: list[EventRow] = []
        # From here on they belong to the desk.
        self._blocks: list[SampleBlock] = []
        self._rows: list[EventRow] = []
        self._rows_written = 0
        self._recorder: Recorder | None = None
        self._looked_s = 0.0
        self._ended = False
        self._newest: tuple[RunningBook, Snapshot] | None = None
        self._left: list[Path] = []
        self._history: History | None = None

    # -- what a run says ----------------------------------------------------------------------

    def push(self, block: SampleBlock) -> SampleBlock:
        """Keep a block, and give it back as it will be read again."""
        if len(block) == 0:
            return block
        if self._transcript is None:
            self._transcript = Transcript(has_gyr=block.gyr_rad_s is not None)
            self._begin_book()
        written = self._transcript.push(block)
        if self._book is not None:
            self._book.push(written)
        self._desk.do(lambda: self._write(block))
        return written

    def note(self, items: Iterable[Item]) -> None:
        """Keep what was found."""
        self.add(event_rows(items))

    def add(self, rows: Iterable[EventRow]) -> None:
        """Keep rows for the events file; what people say changes what the history has of it."""
        new = list(rows)
        if not new:
            return
        self._desk.do(lambda: self._write_rows(new))
        edits = [row for row in new if is_said(row)]
        self._edits += edits
        if edits and self._session is not None:
            self.keep(self._session)

    def keep(self, session: Session) -> None:
        """Put the holds so far into the history."""
        self._session = session
        if self._book is None or self._transcript is None:
            return
        faults = self._transcript.faults()
        book, now = self._book, self._book.look(session, faults, self._edits, over=self.closed)
        self._desk.do(lambda: self._keep(book, now))

    def close(self, session: Session | None = None) -> None:
        """End the file, once all before it is done; again does nothing."""
        if self.closed:
            return
        self.closed = True
        self._desk.do(self._end)
        if session is not None:
            self.keep(session)

    def save_as(self, folder: Path) -> None:
        """Put what is held into another folder; `trouble` says whether that is done."""
        self._desk.do(lambda: self._put_into(folder))

    # -- at the desk --------------------------------------------------------------------------

    def _write(self, block: SampleBlock) -> None:
        self._blocks.append(block)
        if self.trouble:
            return
        try:
            if self._recorder is None:
                self._recorder = self._new_recorder(self.path, block)
                if self._recorder.path != self.path:
                    self._left.append(self.path)
                    self.path = self._recorder.path
            self._recorder.push(block)
            self._look(self._recorder, block)
        except RecordingError as error:
            self._move(str(error))
        else:
            if self._rows_written < len(self._rows):  # what came before the first block
                self._write_rows([])

    def _look(self, recorder: Recorder, block: SampleBlock) -> None:
        """See now and then whether the file is still where it was made."""
        if abs(block.time_s[-1] - self._looked_s) < LOOK_EVERY_S:
            return
        self._looked_s = float(block.time_s[-1])
        if not recorder.in_place():
            raise RecordingError("the recording is gone from its folder", self.path)

    def _write_rows(self, rows: list[EventRow]) -> None:
        self._rows += rows
        if self.trouble or self._recorder is None:
            return
        path = events_path(self.path)
        if not path.exists():
            self._rows_written = 0
        if self._rows_written == len(self._rows):
            return
        try:
            append_events(path, self._rows[self._rows_written :])
        except RecordingError as error:
            self._move(str(error))
        else:
            self._rows_written = len(self._rows)

    def _end(self) -> None:
        self._ended = True
        recorder = self._recorder
        if recorder is not None and not self.trouble:
            try:
                recorder.sync()
                recorder.close()
                if not recorder.in_place():
                    raise RecordingError("the recording is gone from its folder", self.path)
            except RecordingError as error:
                self._move(str(error))
        if not self.trouble:
            self._blocks.clear()

    def _new_recorder(self, path: Path, block: SampleBlock) -> Recorder:
        """Make the file, under the next free name where the first one is taken."""
        has_gyr = block.gyr_rad_s is not None
        if not self._free_name:
            return Recorder(path, self.header, has_gyr=has_gyr)
        _make_folder(path.parent)
        for tried in _names(path):
            try:
                return Recorder(tried, self.header, has_gyr=has_gyr)
            except RecordingError as error:
                if not isinstance(error.__cause__, FileExistsError):
                    raise
        raise RecordingError("there are too many recordings of this name here", path)

    def _move(self, reason: str) -> None:
        """Go on somewhere else, with all that came so far."""
        reason = reason.rstrip(".")
        for folder in self._keeping.spare:
            if self._put_into(folder):
                self.said = f"{reason}. All of it is in {self.path} now, and goes on there."
                return
        self.trouble = f"Not saved: {reason}."

    def _put_into(self, folder: Path) -> bool:
        before, old = self.path, self._recorder
        try:
            # What was found on the disk is not held any more, and is taken from there.
            blocks = self._blocks or [read_recording(before).block]
            self._free_name = True
            recorder = self._new_recorder(folder / before.name, blocks[0])
            try:
                self._fill(recorder, blocks)
            except RecordingError:
                _let_go(recorder)
                for path in (recorder.path, events_path(recorder.path)):
                    path.unlink(missing_ok=True)  # half of it, in the way of the next try
                raise
        except RecordingError as error:
            self.trouble = self.trouble or f"Not saved: {str(error).rstrip('.')}."
            return False
        if old is not None:
            _let_go(old)
        self._recorder, self.path, self.trouble = recorder, recorder.path, ""
        self._rows_written = len(self._rows)
        self._left.append(before)
        if self._newest is not None:
            self._keep(*self._newest)
        if self._ended:
            self._blocks.clear()
        return True

    def _fill(self, recorder: Recorder, blocks: list[SampleBlock]) -> None:
        for block in blocks:
            recorder.push(block)
        if self._ended:
            recorder.close()
        if self._rows:
            append_events(events_path(recorder.path), self._rows)

    # -- the history --------------------------------------------------------------------------

    def _begin_book(self) -> None:
        if self._keeping.history is not None:
            from balance.bookkeeping import RunningBook

            book = self._book = RunningBook(self.header)
            self._desk.do(lambda: self._enter(book))

    def _enter(self, book: RunningBook) -> None:
        """Have the history know of a recording before it is made: whose it is, they find it."""
        if self._free_name:
            self.path = next((each for each in _names(self.path) if not each.exists()), self.path)
        self._put_in(book, book.beginning())

    def _keep(self, book: RunningBook, now: Snapshot) -> None:
        """Put it into the history as it stands, once there is a recording."""
        self._newest = book, now
        if self._recorder is not None and not self.trouble:
            self._put_in(book, now)

    def _put_in(self, book: RunningBook, now: Snapshot) -> None:
        """Put it into the history, or say why not and wait for the next time."""
        from balance.records.history.store import forget

        self._newest = book, now
        if self._keeping.history is None:
            return
        try:
            if self._recorder is not None:
                self._recorder.sync()  # what the history knows of is on the disk
            self._history = self._history or self._keeping.history()
            for left in self._left:  # it is not there any more under these names
                forget(self._history, left)
            self._left.clear()
            done = book.keep(self._history, self.path, now)
        except RecordingError as error:
            self.doubt = (
                f"{str(error).rstrip('.')}; the recording is whole, and is taken up with: "
                f"balance-timer analyze --save {self.path}"
            )
            return
        self.doubt = ""
        if done.same_as is not None:
            self._drop_copy(done.same_as)

    def _drop_copy(self, same: Path) -> None:
        if self._keeping.copies and same.exists():
            for path in (self.path, events_path(self.path)):
                path.unlink(missing_ok=True)
            self._recorder = None  # what is said of it from now on has no place
        self.said = f"These samples are in the history already ({same.name}): they count once."


def _let_go(recorder: Recorder) -> None:
    """Close a file that no longer takes what is written; why is known already."""
    with contextlib.suppress(RecordingError):
        recorder.close()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = f"this folder can't be used ({error.strerror or error})"
        raise RecordingError(reason, folder) from error


def _names(path: Path) -> Iterator[Path]:
    """Names for a recording: `NAME.csv`, `NAME-2.csv`, and so on."""
    yield path
    stem, dot, suffix = path.name.partition(".csv")
    for number in range(2, _MOST_NAMES):
        yield path.with_name(f"{stem}-{number}{dot}{suffix}")

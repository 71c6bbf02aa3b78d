"""What takes time, with the history or with a file: in a thread of its own, while one looks on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from gui.kit.controls import wait_for
from gui.kit.text import FRONT, tr

if TYPE_CHECKING:
    from contextlib import ExitStack

    from balance.moving import Moved
    from balance.records.history.belongings import Belongings
    from balance.records.history.engine import History
    from balance.records.history.people import Erased, Renamed
    from drivers.live.bids import Looked
    from drivers.live.desk import Desk
    from drivers.live.handing import Handed, Wish
    from drivers.live.place import Place
    from drivers.live.taking import Brought, Taken
    from gui.book import Book

T = TypeVar("T")

NO_FOLDER: Final = "There is no folder for the history; choose one in Sensor."
NOT_KEPT: Final = (
    "This recording is not in your history, so it is nobody's yet. Copy it into the folder of your "
    "recordings, and open it from there."
)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What became of an errand: its result, or in one sentence why there is none.

    Neither, where the window was closed meanwhile: then nothing is to be asked of the history.
    """

    result: T | None
    trouble: str = ""


class Errands:
    """Runs errands one after another; each waits for what the disk is still to take.

    Parameters
    ----------
    place
        Gives where the history is.
    before
        Gives what is to be done before an errand begins; None where nothing is.
    """

    def __init__(
        self,
        book: Book,
        place: Callable[[], Place | None],
        before: Callable[[], Future[object] | None],
    ) -> None:
        self._book, self._place, self._before = book, place, before
        self._desk: Desk | None = None
        self._read = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the window was closed: nothing is to be asked any more."""
        return self._closed

    def read(self, job: Callable[[], T]) -> T | None:
        """Do what only reads, and give what came of it.

        None where something else was to be read meanwhile: the newest wish counts. So it is where
        the window was closed. What was not begun by then is not done at all.

        Raises
        ------
        RecordingError, OSError
            What the job raises.
        """
        from balance.records.errors import RecordingError

        self._read += 1
        mine = self._read
        made: list[T | Exception] = []

        def run() -> None:
            try:
                if mine == self._read and not self._closed:
                    made.append(job())
            except (RecordingError, OSError) as error:
                made.append(error)

        self._wait(run)
        if mine != self._read or self._closed:
            return None
        if isinstance(made[0], Exception):
            raise made[0]
        return made[0]

    def owner_of(self, path: Path) -> Done[str]:
        """Give the code of the person whose recording this is, where nobody times them now.

        One that lies in a folder of the history is taken up first, where it was not yet.
        """

        def job(place: Place, history: History) -> str:
            from balance.moving import find_owner
            from balance.records.history.migrating import HistoryError
            from drivers.live.running import not_running

            code = find_owner(history, path) or _taken_up(history, path)
            if code is None:
                raise HistoryError(tr(NOT_KEPT))
            with not_running(place, code):
                return code

        return self._do(job)

    def move(
        self, path: Path, to: str, *, attempt: int | None = None, new: bool = False
    ) -> Done[Moved]:
        """Give a recording, or an attempt of it, to another person."""
        from drivers.live import people

        return self._do(lambda p, h: people.move(p, h, path, to, attempt=attempt, new=new))

    def split(self, path: Path, to: str, *, after: int, new: bool = False) -> Done[Moved]:
        """Cut a recording of two people after an attempt."""
        from drivers.live import people

        return self._do(lambda p, h: people.split(p, h, path, to, after=after, new=new))

    def rename(self, code: str, new: str) -> Done[Renamed]:
        """Give a person another code."""
        from drivers.live import people

        return self._do(lambda p, h: people.rename(p, h, code, new))

    def belongings(self, code: str) -> Done[Belongings]:
        """List what there is of a person."""
        from balance.records.history.belongings import belongings

        return self._do(lambda _, history: belongings(history, code))

    def erase(self, code: str) -> Done[Erased]:
        """Erase a person, recordings and all."""
        from drivers.live import people

        return self._do(lambda p, h: people.erase(p, h, code))

    def hand_over(self, wish: Wish) -> Done[Handed]:
        """Write what is handed over into new files."""
        from datetime import datetime

        from drivers.live.handing import hand_over, unheard
        from gui.printing import page_pdf

        now = datetime.now().astimezone()
        return self._do(lambda p, h: hand_over(p, h, wish, now, page_pdf, unheard, FRONT))

    def look_at(self, path: Path) -> Done[tuple[Brought, str | None]]:
        """Find out whose a file is that was handed over, and whose code that is close to."""
        from drivers.live import taking

        def job(_: Place, history: History) -> tuple[Brought, str | None]:
            brought = taking.look_at(path)
            return brought, taking.near_one(history, brought)

        return self._do(job)

    def look_into(
        self, folder: Path, open_until: ExitStack
    ) -> Done[tuple[Looked, tuple[str | None, ...]]]:
        """Look through a data set, which stays open, and whose codes those in it are close to."""
        from balance.records.formats.told import NOTHING
        from drivers.live import taking
        from drivers.live.bids import looked_into
        from drivers.live.handing import unheard

        def job(_: Place, history: History) -> tuple[Looked, tuple[str | None, ...]]:
            looked = open_until.enter_context(looked_into(folder, NOTHING, unheard))
            return looked, tuple(taking.near_one(history, each) for each in looked.brought)

        return self._do(job)

    def take_in(self, brought: Brought, code: str) -> Done[Taken]:
        """Take in what somebody handed over, as this person's."""
        from drivers.live import taking
        from drivers.live.handing import unheard

        def job(place: Place, history: History) -> Taken:
            meant = brought if code == brought.code else brought.given_to(code)
            return taking.take_in(place, history, meant, unheard, FRONT)

        return self._do(job)

    def ask(self, job: Callable[[History | None], T], *, makes: bool = True) -> Done[T]:
        """Do a job with the history, or without one where there is no folder for it.

        Where the job `makes` nothing that is to be kept, no history is made for it.
        """
        place = self._place()
        if place is None or not (makes or place.is_made):
            return self._done(lambda: job(None))
        return self._done(lambda: job(self._book.history()))

    def later(self, job: Callable[[History | None], T], then: Callable[[Done[T]], object]) -> None:
        """Read without waiting for it; `then` is called in the thread that reads.

        Where there is no history yet none is made for it.
        """
        from drivers.live.desk import Desk

        if self._closed:
            return
        place, first = self._place(), self._before()

        def read() -> T:
            if first is not None:
                first.result()
            made = place is not None and place.is_made
            return job(self._book.history() if made else None)

        def run() -> None:
            if not self._closed:
                then(_made(read))

        self._desk = self._desk or Desk()
        self._desk.do(run)

    def close(self) -> None:
        """Let what is under way be done, and begin nothing any more."""
        self._closed = True
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def _do(self, job: Callable[[Place, History], T]) -> Done[T]:
        place = self._place()
        if place is None:
            return Done(None, tr(NO_FOLDER))
        return self._done(lambda: job(place, self._book.history()))

    def _done(self, job: Callable[[], T]) -> Done[T]:
        made: list[Done[T]] = []
        first = self._before()
        if first is not None:
            wait_for(first)
        self._wait(lambda: made.append(_made(job)))
        return Done(None) if self._closed else made[0]

    def _wait(self, run: Callable[[], None]) -> None:
        """Have something done after what was asked for before, and wait until it is."""
        from drivers.live.desk import Desk

        if self._closed:
            return
        self._desk = self._desk or Desk()
        future = self._desk.do(run)
        wait_for(future)
        future.result()


def _made(job: Callable[[], T]) -> Done[T]:
    """Do a job; what hinders it is said in a sentence."""
    from balance.records.errors import RecordingError

    try:
        return Done(job())
    except (RecordingError, OSError) as error:
        return Done(None, str(error))


def _taken_up(history: History, path: Path) -> str | None:
    """Take a recording up that lies in a folder of the history; whose it is, None for nobody's."""
    from balance.bookkeeping import take_up
    from balance.moving import find_owner
    from balance.records.history.folders import is_known

    if not is_known(history, path):
        return None
    take_up(history, path)
    return find_owner(history, path)

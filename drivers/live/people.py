"""People erased, renamed, given recordings, handed over and taken in: while nobody times them.

The next hold of a test would bring back who was erased, and a recording that is being written is
none to move or to copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from drivers.live.running import not_running

if TYPE_CHECKING:
    from pathlib import Path

    from balance.moving import Moved
    from balance.records.history.engine import History
    from balance.records.history.people import Erased, Renamed
    from balance.report.person_given import Given
    from balance.report.person_in import TakenIn
    from balance.report.person_zip import HandedOver
    from balance.report.unpacking import Tell
    from drivers.live.place import Place


def erase(place: Place, history: History, code: str) -> Erased:
    """Erase a person for good, as `balance.records.history.people.erase` does.

    Raises
    ------
    HistoryError
        Also where the person is being timed.
    """
    from balance.records.history import people

    with not_running(place, code):
        return people.erase(history, code)


def rename(place: Place, history: History, code: str, new: str) -> Renamed:
    """Give a person another code, as `balance.records.history.people.rename` does.

    Raises
    ------
    HistoryError
        Also where somebody is being timed under the old code or the new one.
    RecordingError
        Where a recording can't be written anew.
    """
    from balance.records.history import people

    with _none_running(place, code, new):
        return people.rename(history, code, new)


def move(
    place: Place,
    history: History,
    path: Path,
    to: str,
    *,
    attempt: int | None = None,
    new: bool = False,
) -> Moved:
    """Give a recording, or one attempt of it by its number, to another person.

    Somebody who is `new` is added first. See `balance.moving.move_recording` and `move_attempt`.

    Raises
    ------
    HistoryError
        Also where one of the two is being timed.
    RecordingError
        Where the recording can't be read, cut or written anew.
    """
    from balance import moving

    with _none_running(place, moving.owner_of(history, path), to):
        if new:
            _add(history, to)
        if attempt is None:
            return moving.move_recording(history, path, to)
        return moving.move_attempt(history, path, attempt, to)


def split(
    place: Place,
    history: History,
    path: Path,
    to: str,
    *,
    at_s: float | None = None,
    after: int | None = None,
    new: bool = False,
) -> Moved:
    """Cut a recording of two people at a time, or after an attempt by its number.

    What comes then is the other person's; somebody who is `new` is added first. See
    `balance.moving.split` and `split_after`.

    Raises
    ------
    HistoryError
        Also where one of the two is being timed.
    RecordingError
        Where the recording can't be read or cut.
    ValueError
        Where both are given, or neither.
    """
    from balance import moving

    if (at_s is None) == (after is None):
        raise ValueError("Give a time or an attempt to cut at, and not both.")
    with _none_running(place, moving.owner_of(history, path), to):
        if new:
            _add(history, to)
        if at_s is not None:
            return moving.split(history, path, at_s, to)
        return moving.split_after(history, path, int(after or 0), to)


def hand_over(
    place: Place, history: History, code: str, target: Path, *, with_name: bool, tell: Tell
) -> HandedOver:
    """Write all that there is of a person into a zip; see `balance.report.person_zip`.

    Raises
    ------
    HistoryError
        Also where the person is being timed.
    RecordingError
        Where a file can't be read or written, or changes meanwhile.
    """
    from balance.report.person_zip import write_person

    with not_running(place, code):
        return write_person(history, code, target, with_name=with_name, tell=tell)


def take_in(place: Place, history: History, given: Given, tell: Tell) -> TakenIn:
    """Take a person in out of a zip; see `balance.report.person_in`.

    Raises
    ------
    HistoryError
        Also where the person is being timed.
    RecordingError
        Where something can't be read or written.
    """
    from balance.report import person_in

    with not_running(place, given.code):
        return person_in.take_in(history, given, tell)


def _add(history: History, code: str) -> None:
    from balance.records.history import people

    people.add(history, code, people.Description())


@contextmanager
def _none_running(place: Place, code: str, other: str) -> Iterator[None]:
    """See that neither of two people is being timed."""
    from balance.records.history.codes import alike

    with ExitStack() as stack:
        stack.enter_context(not_running(place, code))
        if alike(other) != alike(code):
            stack.enter_context(not_running(place, other))
        yield

"""People erased and renamed, only while nobody times them: the next hold would bring them back."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from drivers.live.running import not_running

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from balance.records.history.people import Erased, Renamed
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
    from balance.records.history.codes import alike

    with ExitStack() as stack:
        stack.enter_context(not_running(place, code))
        if alike(new) != alike(code):
            stack.enter_context(not_running(place, new))
        return people.rename(history, code, new)

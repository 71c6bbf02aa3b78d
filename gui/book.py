"""The history as the window uses it: opened when first asked, its troubles as sentences."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.engine import History
    from balance.records.history.exercises.summary import Summary
    from balance.records.history.exercises.week import WeekGlance
    from balance.records.history.kept import Kept
    from balance.records.history.people import Description
    from balance.records.history.people_list import ListedPerson
    from balance.records.history.progress import Line
    from balance.records.history.queries import GroupKey, Point
    from balance.records.history.recording_list import ListedRecording
    from drivers.live.keeper import Keeping
    from drivers.live.place import Place

T = TypeVar("T")


class Book:
    """People and their attempts.

    Parameters
    ----------
    place
        Gives where the history is; None has no history.

    Attributes
    ----------
    trouble : str
        Why the newest question or change failed, in a sentence; empty where it did not.
    """

    def __init__(self, place: Callable[[], Place | None]) -> None:
        self.trouble = ""
        self._place = place
        self._opened: Place | None = None
        self._history: History | None = None
        self._opening = threading.Lock()

    def history(self) -> History:
        """Give the open history, from any thread.

        Raises
        ------
        HistoryError
            Where it can't be opened, or there is no folder for it.
        """
        from balance.records.history.migrating import HistoryError

        place = self._place()
        if place is None:
            raise HistoryError("There is no folder for the history; choose one in Sensor.")
        with self._opening:
            if self._history is None or place != self._opened:
                self.close()
                self._history, self._opened = place.open(), place
            return self._history

    def keeping(self) -> Keeping | None:
        """Say where a test is kept, with everything that comes of it."""
        from drivers.live.keeper import Keeping

        place = self._place()
        if place is None:
            return None
        spare = (place.folder, Path.home() / "balance-timer")
        return Keeping(place.recordings, ".csv", self.history, spare, place=place)

    def close(self) -> None:
        """Let go of the database."""
        if self._history is not None:
            self._history.close()
            self._history = None

    def people(self) -> list[ListedPerson]:
        """List everybody, archived people too, by code."""
        from balance.records.history.people_list import list_people

        none: list[ListedPerson] = []
        return self._change(lambda history: list_people(history, archived=None), none)

    def lines(self, code: str, today: date) -> list[Line]:
        """Say how a person stands under all their conditions.

        By the usual rule set, and with `trouble`, where the one that was picked can't be read.
        """
        from balance.protocol.progression import DEFAULT
        from balance.records.history import progress
        from balance.records.history.codes import find
        from balance.records.history.rule_files import rules_of

        picked = self._ask(lambda session: find(session, code).rules, None) or ""
        rules, trouble = rules_of(code, picked)
        none: list[Line] = []
        lines = self._ask(lambda s: progress.lines(s, today, {code: rules}, DEFAULT, code), none)
        self.trouble = self.trouble or trouble
        return lines

    def recordings(self) -> list[ListedRecording]:
        """List all recordings; nothing where there is no history yet."""
        from balance.records.history.recording_list import Wanted, list_recordings

        place = self._place()
        none: list[ListedRecording] = []
        if place is None or not place.is_made:
            return none
        return self._change(lambda history: list_recordings(history, Wanted(archived=True)), none)

    def course(self, key: GroupKey) -> list[Point]:
        """Give every attempt under one set of conditions."""
        from balance.records.history import queries

        return self._ask(lambda session: queries.course(session, key), [])

    def weeks(self, code: str, today: date) -> tuple[Sequence[Week], WeekPlan]:
        """Count the sessions of the newest weeks, oldest first, and give their plan."""
        from balance.protocol.weeks import PLAN
        from balance.records.history import progress
        from balance.records.history.codes import find
        from balance.records.history.exercises.plans import week_plan_of

        plan = self._ask(lambda session: week_plan_of(find(session, code)), PLAN)
        none: Sequence[Week] = ()
        return self._ask(lambda session: progress.weeks(session, code, today), none), plan

    def exercises(self, code: str, today: date) -> Summary | None:
        """Say what there is of a person's exercises and named tests; None where nothing is.

        With `trouble`, where a script or a plan of one's own can't be read, or the plan followed.
        """
        from balance.records.history.exercises.own_files import exercises_of
        from balance.records.history.exercises.summary import summary, with_exercises

        found: Summary | None = None
        nobody: list[str] = []
        if not self._ask(lambda session: with_exercises(session, [code]), nobody):
            return found
        own = self._change(exercises_of, None)
        if own is not None:
            found = self._ask(lambda s: summary(s, code, own.library, today), found)
        if found is not None and own is not None:
            self.trouble = "\n".join(filter(None, (*own.troubles, found.trouble)))
        return found

    def week(self, found: Summary, day: date) -> WeekGlance | None:
        """Give the week of a day of a person, by the plan of today; None where it can't be read."""
        from balance.records.history.exercises.week import glance

        code, regimen, none = found.person, found.regimen, ()
        weeks: tuple[WeekGlance, ...] = self._ask(lambda s: glance(s, code, regimen, day, 1), none)
        return weeks[-1] if weeks else None

    def keep(self, paths: Sequence[Path]) -> int:
        """Put recordings into the history, or anew where they are there; how many attempts."""
        from balance.bookkeeping import score_kept
        from balance.records.history.store import keep

        def change(history: History) -> int:
            return sum(one.attempts for one in keep(history, [score_kept(one) for one in paths]))

        return self._change(change, 0) if paths else 0

    def keep_scored(self, scored: Sequence[Kept]) -> int:
        """Put recordings that are scored into the history; how many attempts."""
        from balance.records.history.store import keep

        def change(history: History) -> int:
            return sum(one.attempts for one in keep(history, scored))

        return self._change(change, 0)

    def add(self, code: str, description: Description | None = None) -> bool:
        """Add a person; False, and `trouble`, where the code is none or is taken."""
        from balance.records.history import people

        said = description or people.Description()
        return self._changed(lambda history: people.add(history, code, said))

    def describe(self, code: str, description: Description) -> bool:
        """Set what is known of a person."""
        from balance.records.history import people

        return self._changed(lambda history: people.describe(history, code, description))

    def archive(self, code: str, *, archived: bool) -> bool:
        """Take a person out of what is listed and offered, or back into it."""
        from balance.records.history import people

        return self._changed(lambda history: people.archive(history, code, archived=archived))

    def new_refusal(self, code: str, but: str = "") -> str:
        """Say why a code can't be that of somebody new, or of `but`; empty where it can."""
        from balance.records.history.codes import check_new_code, refuse_twin
        from balance.records.history.migrating import HistoryError

        try:
            check_new_code(code)
            self._ask(lambda session: refuse_twin(session, code.strip(), but=but), None)
        except HistoryError as error:
            return str(error)
        return self.trouble

    def refusal(self, code: str) -> str:
        """Say why nobody may be timed under a code; empty where somebody may.

        A history that is not open refuses nobody: no test waits for it.
        """
        from balance.records.history.codes import check_code, twin_in_words, twin_of
        from balance.records.history.migrating import HistoryError

        try:
            check_code(code)
        except HistoryError as error:
            return str(error)
        if self._history is None:
            return ""
        twin = self._ask(lambda session: twin_of(session, code), None)
        return "" if twin is None else twin_in_words(code, twin)

    def near(self, code: str) -> str | None:
        """Give who is there and may be meant by a code that is nobody's; None for nobody.

        A history that is not open knows nobody: no test waits for it.
        """
        from balance.records.history.codes import twin_of
        from balance.records.history.near_codes import near_code

        code = code.strip()
        if self._history is None or not code:
            return None
        return self._ask(lambda session: twin_of(session, code) or near_code(session, code), None)

    def knows(self, path: Path) -> bool:
        """Tell whether a recording lies in a folder of the history, or is known to it."""
        from balance.records.history.folders import is_known

        place = self._place()
        if place is None or not place.is_made:
            return place is not None and path.is_relative_to(place.recordings)
        return self._change(lambda history: is_known(history, path), False)

    def _changed(self, act: Callable[[History], object]) -> bool:
        """Change something, and tell whether it was done."""

        def change(history: History) -> bool:
            act(history)
            return True

        return self._change(change, False)

    def _ask(self, question: Callable[[Session], T], otherwise: T) -> T:
        def ask(history: History) -> T:
            asking: AbstractContextManager[Session] = history.reading()
            with asking as session:
                return question(session)

        return self._change(ask, otherwise)

    def _change(self, act: Callable[[History], T], otherwise: T) -> T:
        from balance.records.errors import RecordingError

        if self._place() is None:
            return otherwise
        try:
            done = act(self.history())
        except (RecordingError, OSError) as error:
            self.trouble = str(error)
            return otherwise
        self.trouble = ""
        return done

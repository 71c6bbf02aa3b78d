"""The history as the window uses it: opened when first asked, its troubles as sentences."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from balance.protocol.progression import RuleSet
    from balance.records.history.engine import History
    from balance.records.history.kept import Kept
    from balance.records.history.people import Description
    from balance.records.history.progress import Line
    from balance.records.history.queries import GroupKey, Point

FILE: Final = "history.db"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the history has them."""

    code: str
    name: str = ""
    birth_year: int | None = None
    rules: str = ""
    week_plan: str = ""


class Book:
    """People and their attempts.

    Parameters
    ----------
    folder
        Where the database is; None has no history.
    recordings
        Gives the folder of the kept recordings.

    Attributes
    ----------
    trouble : str
        Why the newest question or change failed, in a sentence; empty where it did not.
    """

    def __init__(self, folder: Path | None, recordings: Callable[[], Path | None]) -> None:
        self.trouble = ""
        self._folder = folder
        self._recordings = recordings
        self._history: History | None = None
        self._opening = threading.Lock()

    def history(self) -> History:
        """Give the open history, from any thread.

        Raises
        ------
        HistoryError
            Where it can't be opened, or there is no folder for it.
        """
        from balance.records.history.engine import open_history
        from balance.records.history.migrating import HistoryError

        folder, recordings = self._folder, self._recordings()
        if folder is None or recordings is None:
            raise HistoryError("There is no folder for the history; choose one in Sensor.")
        with self._opening:
            if self._history is None or self._history.folder != recordings:
                self.close()
                self._history = open_history(folder / FILE, recordings)
            return self._history

    def close(self) -> None:
        """Let go of the database."""
        if self._history is not None:
            self._history.close()
            self._history = None

    def people(self) -> list[Known]:
        """List the people, by code."""
        from balance.records.history import queries

        def ask(session: Session) -> list[Known]:
            return [
                Known(
                    row.code, row.name or "", row.birth_year, row.rules or "", row.week_plan or ""
                )
                for row in queries.people(session)
            ]

        return self._ask(ask, [])

    def lines(self, code: str, today: date) -> list[Line]:
        """Say how a person stands under all their conditions."""
        from balance.protocol.progression import DEFAULT
        from balance.records.history import progress

        rules = {each.code: self.rules_of(each) for each in self.people() if each.rules}
        return self._ask(lambda s: progress.lines(s, today, rules, DEFAULT, code), [])

    def rules_of(self, known: Known) -> RuleSet:
        """Give a person's rule set; the usual one where theirs can't be read."""
        from balance.protocol.progression import DEFAULT
        from balance.records.errors import RecordingError
        from balance.records.history.rule_files import find_rules

        try:
            return find_rules(known.rules) if known.rules else DEFAULT
        except RecordingError as error:
            self.trouble = str(error)
            return DEFAULT

    def course(self, key: GroupKey) -> list[Point]:
        """Give every attempt under one set of conditions."""
        from balance.records.history import queries

        return self._ask(lambda session: queries.course(session, key), [])

    def week(self, code: str, today: date) -> str:
        """Say how the week stands against the plan."""
        from balance.protocol.weeks import PLAN, parse_plan
        from balance.records.history import progress

        own = next((each.week_plan for each in self.people() if each.code == code), "")
        plan = parse_plan(own) if own else PLAN

        def ask(session: Session) -> str:
            return progress.week_in_words(progress.week(session, code, today), plan)

        return self._ask(ask, "")

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

    def add(self, code: str) -> bool:
        """Add a person; False, and `trouble`, where the code is none or is taken."""
        from balance.records.history import people

        def change(history: History) -> bool:
            people.add(history, code, people.Description())
            return True

        return self._change(change, False)

    def describe(self, code: str, description: Description) -> bool:
        """Set what is known of a person."""
        from balance.records.history import people

        def change(history: History) -> bool:
            people.describe(history, code, description)
            return True

        return self._change(change, False)

    def erase(self, code: str) -> int | None:
        """Erase a person, recordings and all; how many files, None where it failed."""
        from balance.records.history import people

        return self._change(lambda history: people.erase(history, code).files, None)

    def _ask(self, question: Callable[[Session], T], otherwise: T) -> T:
        def ask(history: History) -> T:
            asking: AbstractContextManager[Session] = history.reading()
            with asking as session:
                return question(session)

        return self._change(ask, otherwise)

    def _change(self, act: Callable[[History], T], otherwise: T) -> T:
        from balance.records.errors import RecordingError

        if self._folder is None or self._recordings() is None:
            return otherwise
        try:
            done = act(self.history())
        except RecordingError as error:
            self.trouble = str(error)
            return otherwise
        self.trouble = ""
        return done

"""Rows of a person out of another history, joined with what there is of them here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from balance.records.history.codes import check_code, refuse_twin
from balance.records.history.copied import columns, copied
from balance.records.history.exercises.joining import join_exercises
from balance.records.history.links import link_again, take_out
from balance.records.history.migrating import HistoryError
from balance.records.history.occasions import drop_empty, number_of, occasion
from balance.records.history.schema import Condition, Occasion, Person, Recorded, Tried, Whole
from balance.records.results_file import SUFFIX

_AT_ONCE: Final = 200
_WITH_ALL: Final = (
    joinedload(Recorded.session),
    selectinload(Recorded.wholes),
    selectinload(Recorded.attempts).joinedload(Tried.hold),
)
_DESCRIBED: Final = {
    "name": "name",
    "birth_year": "year of birth",
    "rules": "rule set",
    "week_plan": "sessions a week",
    "regimen": "plan of the week",
    "heel_to_ball_cm": "length of the foot",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of the rows.

    Parameters
    ----------
    is_new
        The person was not there.
    kept
        What was said of the person here and otherwise there, in words: it stands as it was here.
    attempts
        How many came in.
    sittings
        The numbers of the sessions led by voice that came in or went on.
    """

    is_new: bool
    kept: tuple[str, ...]
    attempts: int
    sittings: tuple[int, ...]


@dataclass(slots=True)
class Joining:
    """Brings the rows of one person from one history into another, in its transaction.

    Parameters
    ----------
    source, target
        The histories; in the first there is nobody else.
    """

    source: Session
    target: Session
    _theirs: dict[str, str] = field(default_factory=dict)
    _occasions: dict[int, int] = field(default_factory=dict)
    _conditions: dict[int, int] = field(default_factory=dict)
    _attempts: int = 0

    def join(self, code: str, names: Mapping[str, str], rules: str | None) -> Joined:
        """Bring all in.

        Parameters
        ----------
        names
            What each recording is called here, by its name there: those that are here already, and
            those that come in with their rows. A recording takes the place of its results.
        rules
            The rule set that was picked there, as it is found here.

        Raises
        ------
        HistoryError
            Where the code is told from another's by case or form alone, or a recording came in
            meanwhile.
        """
        theirs = self.source.scalars(select(Person)).one()
        there = self.target.scalar(select(Person).where(Person.code == code))
        kept: tuple[str, ...] = ()
        if there is None:
            check_code(code)
            refuse_twin(self.target, code)
            mine = copied(theirs, rules=rules)
            self.target.add(mine)
            self.target.flush()
        else:
            mine, kept = there, _describe(there, theirs, rules)
        self._join_recordings(names, mine.id)
        sittings = join_exercises(self.source, self.target, mine.id, self._theirs)
        return Joined(there is None, kept, self._attempts, sittings)

    def _join_recordings(self, names: Mapping[str, str], person_id: int) -> None:
        place = select(Recorded.path, Recorded.checksum, Occasion.person_id).join(Occasion)
        here = {row.path: row for row in self.target.execute(place)}
        checksums = {row.checksum for row in here.values()} - {None}
        results = {row.checksum: path for path, row in here.items() if path.endswith(SUFFIX)}
        numbers = self.source.scalars(select(Recorded.id).order_by(Recorded.id)).all()
        query = select(Recorded).order_by(Recorded.id).options(*_WITH_ALL)
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            for row in self.source.scalars(query.where(Recorded.id.in_(some))):
                name = names.get(row.path)
                if name is None:
                    continue
                if name not in here:
                    result = results.get(row.checksum) if not name.endswith(SUFFIX) else None
                    is_theirs = result is not None and here[result].person_id == person_id
                    if row.checksum in checksums and not is_theirs:
                        reason = "somebody else took in the same recording just now; do it again"
                        raise HistoryError(reason)
                    linked = take_out(self.target, result) if result is not None else []
                    self._add(row, name, person_id)
                    link_again(self.target, linked, name)
                if name not in here or here[name].person_id == person_id:
                    self._theirs[row.path] = name
            self.target.flush()
            self.source.expunge_all()
        drop_empty(self.target)

    def _add(self, row: Recorded, name: str, person_id: int) -> None:
        session_id = self._occasion(row.session, person_id)
        new = copied(
            row, path=name, session_id=session_id, condition_id=self._condition(row.condition_id)
        )
        new.wholes = [Whole(checksum=whole.checksum) for whole in row.wholes]
        for attempt in row.attempts:
            tried = copied(
                attempt,
                recording_id=None,
                person_id=person_id,
                session_id=session_id,
                condition_id=self._condition(attempt.condition_id),
            )
            tried.hold = copied(attempt.hold, attempt_id=None)
            new.attempts.append(tried)
        self.target.add(new)
        self._attempts += len(row.attempts)

    def _occasion(self, of: Occasion, person_id: int) -> int:
        if of.id not in self._occasions:
            found = occasion(self.target, person_id, of.day, of.label, supervised=of.supervised)
            self._occasions[of.id] = found
        return self._occasions[of.id]

    def _condition(self, number: int | None) -> int | None:
        if number is not None and number not in self._conditions:
            row = self.source.get_one(Condition, number)
            values = {name: getattr(row, name) for name in columns(Condition) if name != "key"}
            self._conditions[number] = number_of(self.target, Condition, {"key": row.key}, values)
        return None if number is None else self._conditions[number]


def _describe(mine: Person, theirs: Person, rules: str | None) -> tuple[str, ...]:
    """Take over what was not said here, and give what was said otherwise, in words."""
    kept = []
    said = {name: getattr(theirs, name) for name in _DESCRIBED} | {"rules": rules}
    for name, words in _DESCRIBED.items():
        here, there = getattr(mine, name), said[name]
        if here is None:
            setattr(mine, name, there)
        elif there is not None and here != there:
            kept.append(words)
    if theirs.notes and theirs.notes not in (mine.notes or ""):
        mine.notes = "; ".join(filter(None, (mine.notes, theirs.notes)))
    return tuple(kept)

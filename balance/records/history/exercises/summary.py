"""All that the history says of a person's exercises and named tests, in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import Regimen
from balance.records.history.exercises.done import ExerciseDone, course_of, set_rows
from balance.records.history.exercises.plans import regimen_of
from balance.records.history.exercises.scores import KeptScore, scores_of
from balance.records.history.exercises.week import NextTime, WeekGlance, glance, next_time
from balance.records.history.migrating import HistoryError
from balance.records.history.schema import Led, Occasion, Person, Scored
from balance.version import SOFTWARE


@dataclass(frozen=True, slots=True)
class Course:
    """One exercise in the course of time; `title` is its id where the script is gone."""

    script: str
    title: str
    sessions: tuple[ExerciseDone, ...]

    def as_dict(self) -> dict[str, Any]:
        """Object of `history --json`."""
        return {
            "script": self.script,
            "title": self.title,
            "sessions": [
                {**asdict(one), "left_less_right": one.left_less_right} for one in self.sessions
            ],
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person has done, what is planned, and what comes next.

    Parameters
    ----------
    person
        Code.
    regimen
        The plan, None where there is none; `trouble` says where it can't be followed.
    weeks
        The newest weeks, oldest first.
    courses, scores
        Each exercise, and each score of a named test with the test's title, oldest first.
    next
        What to do next time.
    """

    person: str
    regimen: Regimen | None
    weeks: tuple[WeekGlance, ...]
    courses: tuple[Course, ...]
    scores: tuple[tuple[str, KeptScore], ...]
    next: NextTime
    titles: dict[str, str]
    trouble: str = ""

    @property
    def this_week(self) -> WeekGlance:
        """The week of today."""
        return self.weeks[-1]

    def as_dict(self, next_words: str) -> dict[str, Any]:
        """Object of `history --json`; `next_words` is what to do next time, in words."""
        said, regimen = self.next.suggestion, self.regimen
        return {
            "person": self.person,
            "plan": None if regimen is None else {"id": regimen.id, "title": regimen.title},
            "exercises": [one.as_dict() for one in self.courses],
            "tests": [{"title": title, **score.as_dict()} for title, score in self.scores],
            "week": _week_dict(self.this_week),
            "weeks": [_week_dict(one) for one in self.weeks],
            "next_time": {
                "text": next_words,
                "script": None if self.next.script is None else self.next.script.id,
                "tier": None if said is None else said.tier,
                "change": None if said is None else said.change,
                "why": None if said is None else said.why,
                "source": None if said is None else said.source,
            },
            "software": SOFTWARE,
        }


def summary(session: Session, code: str, library: Library, today: date) -> Summary:
    """Put together what the history says of a person's exercises.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    regimen, trouble = None, ""
    try:
        regimen = regimen_of(session, code, library)
    except HistoryError as error:
        trouble = f"{error}."
    scripts = {one.id: one for one in (*library.exercises(), *library.tests())}
    titles = {name: one.title for name, one in scripts.items()}
    scores = scores_of(session, code)
    tests = {one.id for one in library.tests()} | {one.script for one in scores}
    done = dict.fromkeys(row.script for row, _, _ in set_rows(session, code))
    held = {name for name, one in scripts.items() if one.work in ("hold", "stance")}
    return Summary(
        person=code,
        regimen=regimen,
        weeks=glance(session, code, regimen, today),
        courses=tuple(
            Course(
                name,
                titles.get(name, name),
                tuple(course_of(session, code, name, held=name in held)),
            )
            for name in done
            if name not in tests
        ),
        scores=tuple((titles.get(one.script, one.script), one) for one in scores),
        next=next_time(session, code, library, regimen, today),
        titles=titles,
        trouble=trouble,
    )


def with_exercises(session: Session, codes: Sequence[str]) -> list[str]:
    """Give those of some people of whom there is a sitting, a score or a plan, in their order."""
    sat = select(Led.id).join(Occasion).where(Occasion.person_id == Person.id).exists()
    scored = select(Scored.id).join(Occasion).where(Occasion.person_id == Person.id).exists()
    query = select(Person.code).where(or_(sat, scored, Person.regimen.is_not(None)))
    there = set(session.scalars(query))
    return [code for code in codes if code in there]


def _week_dict(one: WeekGlance) -> dict[str, Any]:
    return {
        "monday": one.week.monday.isoformat(),
        "home": one.week.home,
        "supervised": one.week.supervised,
        "planned_home": one.plan.home,
        "planned_supervised": one.plan.supervised,
        "exercises": [
            {"script": each.script, "planned": each.planned, "days": list(each.days)}
            for each in one.exercises
        ],
    }

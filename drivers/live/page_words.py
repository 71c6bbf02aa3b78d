"""How a page that is handed over puts holds and exercises, and what came of one that came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.live import exercise_words, progress_words
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.best_times import Mean, Time
    from balance.protocol.conditions import Conditions
    from balance.protocol.reference import Reference
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.exercises.summary import Summary
    from balance.records.history.progress import Line
    from balance.report.carried import TakenIn


@dataclass(frozen=True, slots=True)
class PageWords:
    """The sayings of `balance.report.page`, as `front` speaks."""

    front: Front = PLAIN

    def conditions(self, said: Conditions) -> str:
        """Say the conditions that are never mixed, without the leg."""
        return progress_words.conditions(said, self.front)

    def leg(self, line: Line) -> str:
        """Say which leg."""
        return progress_words.leg(line, self.front)

    def day(self, text: str) -> str:
        """Say a day."""
        return progress_words.day(text, self.front)

    def time(self, best: Time | None) -> str:
        """Say a time."""
        return progress_words.time(best, self.front)

    def mean(self, found: Mean | None) -> str:
        """Say the mean of three."""
        return progress_words.mean(found, self.front)

    def number(self, value: float, decimals: int = 1) -> str:
        """Write a number."""
        return self.front.number(value, decimals)

    def changed(self, line: Line) -> str:
        """Say whether somebody holds longer than at the start."""
        return progress_words.first_line(line, self.front)

    def newest(self, line: Line) -> str:
        """Say how the newest session was."""
        return progress_words.newest(line, self.front)

    def sides(self, line: Line) -> str:
        """Say left against right."""
        both = (
            progress_words.sides(line.sides, self.front),
            progress_words.usual_sides(line.legs, self.front),
        )
        return " ".join(filter(None, both))

    def reference(self, found: Reference | None) -> str:
        """Say what healthy people of that age held."""
        return progress_words.reference(found, self.front)

    def weeks(self, weeks: Sequence[Week], plan: WeekPlan) -> tuple[str, ...]:
        """Say how weeks stand against their plan."""
        return (
            progress_words.this_week(weeks, plan, self.front),
            progress_words.weeks_kept(weeks, plan, self.front),
        )

    def exercises(self, found: Summary) -> tuple[str, ...]:
        """Say what was done of exercises and named tests, the newest of each test first."""
        said = [exercise_words.course(one, self.front) for one in found.courses]
        tests: dict[tuple[str, str | None], str] = {}
        for title, score in reversed(found.scores):
            told = exercise_words.score(title, score, self.front)
            tests.setdefault((score.script, score.side), told)
        return (*said, *tests.values())


def taken_in(taken: TakenIn, front: Front = PLAIN) -> str:
    """Say what became of the results of a page."""
    person, parts = taken.person, []
    if taken.new:
        many = _many(taken.new, "{n} recording", "{n} recordings", front)
        tried = _many(taken.attempts, "{n} attempt", "{n} attempts", front)
        parts.append(front.tr("{many} with {tried}", many=many, tried=tried))
    if taken.sittings:
        one, more = "{n} session led by voice", "{n} sessions led by voice"
        parts.append(_many(taken.sittings, one, more, front))
    if parts:
        what = front.tr(" and ").join(parts)
        said = front.tr("{what} of {person} taken in.", what=what, person=person)
    else:
        said = front.tr("nothing of {person} is new here.", person=person)
    if taken.known:
        many = _many(taken.known, "{n} recording", "{n} recordings", front)
        text = "{many} had come in before, to be counted once."
        said += f" {front.tr(text, many=many)}"
    return said


def _many(n: int, one: str, more: str, front: Front) -> str:
    return front.tr(one if n == 1 else more, n=n)

"""What a person has done of each exercise: for suggestions, and in the course of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.protocol.exercise.library import OPENING
from balance.protocol.exercise.outcomes import State
from balance.protocol.exercise.scripts import Script, Side
from balance.protocol.exercise.tiers import Ease, Sitting
from balance.records.history.codes import find
from balance.records.history.migrating import DamagedError
from balance.records.history.schema import Led, Occasion, Worked
from balance.timing.raises.results import LegRaises, LegsCompared, left_against_right


@dataclass(frozen=True, slots=True)
class SideDone:
    """What one side did in one session.

    Parameters
    ----------
    asked, done
        Repetitions, of all sets together.
    best_s, censored
        The longest hold, and whether it is "or more"; None where none was measured.
    count, tempo_s, height_cm, decline
        Raises that were counted, and means over them; None where nobody counted.
    """

    side: Side
    asked: int
    done: int
    best_s: float | None
    censored: bool
    count: int | None
    tempo_s: float | None
    height_cm: float | None
    decline: float | None


@dataclass(frozen=True, slots=True)
class ExerciseDone:
    """One exercise in one session.

    `started_utc` is when its session was begun; `sets` how many were asked, `sets_done` how many
    of them were done in full; those of both sides are counted.
    """

    started_utc: str
    day: str
    version: int
    tier: str
    state: State
    ease: Ease | None
    soreness: int | None
    sets: int
    sets_done: int
    sides: tuple[SideDone, ...]

    @property
    def left_less_right(self) -> float | None:
        """Left against right, in seconds held or else in raises; None where one is not known."""
        by = {one.side: one for one in self.sides}
        if not {"left", "right"} <= set(by):
            return None
        pairs = [(by["left"].best_s, by["right"].best_s), (by["left"].count, by["right"].count)]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        return round(known[0][0] - known[0][1], 3) if known else None


def raises_compared(one: ExerciseDone) -> LegsCompared | None:
    """Compare the heel raises of both legs in one session; None where not both did some."""
    by = {each.side: each for each in one.sides}
    left, right = by.get("left"), by.get("right")
    if left is None or right is None or not left.count or not right.count:
        return None
    return left_against_right(
        LegRaises("left", left.count, left.tempo_s, left.height_cm),
        LegRaises("right", right.count, right.tempo_s, right.height_cm),
    )


def known(session: Session, code: str) -> frozenset[str]:
    """Give the ids of the scripts that a person has done before, the opening among them.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    query = (
        select(Worked.script)
        .join(Led, Led.id == Worked.sitting_id)
        .join(Occasion)
        .where(Occasion.person_id == find(session, code).id, Worked.done > 0)
        .distinct()
    )
    scripts = frozenset(session.scalars(query))
    return scripts | {OPENING} if scripts else scripts


def sittings_of(session: Session, code: str, script: str) -> list[Sitting]:
    """Give the sittings in which something of a script was done, oldest first, for `suggest`.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    return [
        Sitting(one.tier, one.state == "done", one.ease, one.soreness)
        for one in course_of(session, code, script, held=False)
        if one.state != "skipped"
    ]


def course(session: Session, code: str, script: Script) -> list[ExerciseDone]:
    """Give each session that asked for a script, in any version of it, oldest first.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    # Of paced work, and of raises, the seconds say nothing of the person.
    return course_of(session, code, script.id, held=script.work in ("hold", "stance"))


def course_of(session: Session, code: str, script: str, *, held: bool) -> list[ExerciseDone]:
    """Give the same by the id of a script; `held` is whether its seconds are those of holds."""
    rows = set_rows(session, code, script=script)
    groups = groupby(rows, key=lambda row: row[1].id)
    return [_done(list(group), held=held) for _, group in groups]


def set_rows(
    session: Session, code: str, *, script: str | None = None, since: str = ""
) -> list[tuple[Worked, Led, str]]:
    """Give a person's sets with their sittings and days, oldest first.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    query = (
        select(Worked, Led, Occasion.day)
        .join(Led, Led.id == Worked.sitting_id)
        .join(Occasion, Occasion.id == Led.session_id)
        .where(Occasion.person_id == find(session, code).id, Occasion.day >= since)
        .order_by(Led.started_utc, Led.id, Worked.number, Worked.id)
    )
    if script is not None:
        query = query.where(Worked.script == script)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def state_of(sets: Sequence[Worked]) -> State:
    """Say whether all sets were done, some of it, or nothing."""
    if _full(sets) == len(sets):
        return "done"
    return "short" if any(one.done for one in sets) else "skipped"


def _full(sets: Sequence[Worked]) -> int:
    """Count the sets of which all was done."""
    return sum(one.done >= one.asked for one in sets)


def _done(rows: Sequence[tuple[Worked, Led, str]], *, held: bool) -> ExerciseDone:
    sets = [row[0] for row in rows]
    _, led, day = rows[-1]
    sides = sorted({one.side for one in sets})
    ease = next((one.ease for one in sets if one.ease is not None), None)
    if ease not in (None, *get_args(Ease)) or not set(sides) <= set(get_args(Side)):
        raise DamagedError("ease or side")
    return ExerciseDone(
        started_utc=led.started_utc,
        day=day,
        version=sets[-1].version,
        tier=sets[-1].tier,
        state=state_of(sets),
        ease=cast("Ease | None", ease),
        soreness=led.soreness,
        sets=len(sets),
        sets_done=_full(sets),
        sides=tuple(_side(cast("Side", side), sets, held=held) for side in sides),
    )


def _side(side: Side, every: Sequence[Worked], *, held: bool) -> SideDone:
    sets = [one for one in every if one.side == side]
    lasting = [one for one in sets if held and one.seconds is not None]
    best = max(lasting, key=lambda one: one.seconds or 0.0, default=None)
    counted = [one for one in sets if one.count is not None]
    return SideDone(
        side=side,
        asked=sum(one.asked for one in sets),
        done=sum(one.done for one in sets),
        best_s=None if best is None else best.seconds,
        censored=best is not None and bool(best.censored),
        count=sum(one.count or 0 for one in counted) if counted else None,
        tempo_s=_mean(counted, "tempo_s"),
        height_cm=_mean(counted, "height_cm"),
        decline=_mean(counted, "decline"),
    )


def _mean(sets: Sequence[Worked], name: str) -> float | None:
    values: list[Any] = [getattr(one, name) for one in sets if getattr(one, name) is not None]
    return round(fmean(values), 3) if values else None

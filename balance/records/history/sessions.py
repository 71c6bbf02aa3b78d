"""Sessions one by one: what each came to, so that any two can be laid side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Literal

from balance.protocol.attempts import MEAN_OF
from balance.protocol.best_times import Mean, Time, best, mean_of_three
from balance.protocol.change import START, Change, SessionMean, Spread, compare
from balance.records.history.queries import Point

Best = Literal["longer", "shorter", "as long", "untold"]


@dataclass(frozen=True, slots=True)
class SessionScore:
    """One session of one person under one set of conditions.

    Parameters
    ----------
    session
        The database's number of it.
    day
        ISO 8601, empty where it is not known.
    attempts
        How many are scored.
    best, mean, average
        Of them; `mean` is that of the newest three, None where there are fewer, and `average` the
        mean of all.
    """

    session: int
    day: str
    attempts: int
    best: Time
    mean: Mean | None
    average: SessionMean


@dataclass(frozen=True, slots=True)
class Beside:
    """A session beside an earlier one.

    Parameters
    ----------
    best
        What the newer best is; `as long` within what the times are known to, and `untold` where
        one that was cut short leaves it open.
    best_s
        How much longer the newer one was held, or at least where `best_open` says so.
    means
        The means of three beside each other; None where one of them is missing.
    """

    best: Best
    best_s: float
    best_open: bool
    means: Change | None


def sessions_of(points: Sequence[Point]) -> list[SessionScore]:
    """Give the sessions of a course, oldest first; without an attempt that counts there is none."""
    numbers = {point.session: index for index, point in reversed(list(enumerate(points)))}
    counted = sorted((p for p in points if p.scored), key=lambda p: numbers[p.session])
    found = []
    for session, of in groupby(counted, key=lambda point: point.session):
        group = list(of)
        times = [point.time for point in group]
        longest = best(times)
        if longest is not None:
            mean = mean_of_three(times[-MEAN_OF:])
            held_s = math.fsum(time.duration_s for time in times) / len(times)
            average = SessionMean(held_s, any(time.censored for time in times))
            found.append(SessionScore(session, group[0].day, len(times), longest, mean, average))
    return found


def usual_s(sessions: Sequence[SessionScore]) -> list[float]:
    """Give after each session what was usual then: the middle of it and the three before it.

    It ends with what the newest sessions are compared by; those that were cut short are in it with
    what was held.
    """
    held = [each.average.mean_s for each in sessions]
    return [median(held[max(0, at - START + 1) : at + 1]) for at in range(len(held))]


def beside(newer: SessionScore, earlier: SessionScore, spread: Spread | None) -> Beside:
    """Lay a session beside an earlier one; `spread` are the usual ups and downs."""
    new, old = newer.best, earlier.best
    gained_s = round(new.duration_s - old.duration_s, 3)
    doubt_s = sum(time.uncertainty_s for time in (new, old) if not time.censored)
    said: Best = "as long"
    if new.censored or old.censored:
        longer = new.censored and not old.censored and gained_s > doubt_s
        shorter = old.censored and not new.censored and -gained_s > doubt_s
        said = "longer" if longer else "shorter" if shorter else "untold"
    elif abs(gained_s) > doubt_s:
        said = "longer" if gained_s > 0 else "shorter"
    return Beside(said, gained_s, new.censored or old.censored, _means(newer, earlier, spread))


def _means(newer: SessionScore, earlier: SessionScore, spread: Spread | None) -> Change | None:
    if newer.mean is None or earlier.mean is None:
        return None
    old, new = (SessionMean(m.mean_s, m.censored) for m in (earlier.mean, newer.mean))
    return compare([old], [new], sessions=2, spread=spread)

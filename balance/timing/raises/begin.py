"""Whether a set of raises has begun on the shank: something that comes back, and goes up.

For each of a few periods the cycle before the newest one is looked for before and after itself.
Where it comes back, all that looks like it is gathered, and judged: it must come evenly, with
nothing alike in between and nothing that comes back better after two or three, and go up by enough,
clearly, each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.signal.grid import rows as rows_in
from balance.timing.raises.matching import Match, Template, each_trace, flat, match
from balance.timing.raises.rows import KEEP, Rows
from balance.timing.raises.traces import GROUPS, PARTS, Traces, traces_of
from balance.timing.raises.upward import way_up

#: Periods that are looked at: what comes back does so within a third of one of them.
PERIODS_S: Final = (1.8, 2.2, 2.7, 3.3, 4.0, 4.9, 6.0, 7.3, 9.0)
#: Shares of push, speed, tilt and its rate by which a cycle may come back: any one will do.
_SHARES: Final = ((0.3, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 1.0), (0.2, 0.8, 0.5, 0.5))
_ALL: Final = (0.3, 1.0, 0.5, 0.5)
_COMES_BACK: Final = 0.8
_SOONEST: Final = 0.72
_LATEST: Final = 1.35
_SIZES: Final = (0.45, 2.2)
_MOST_TILT: Final = float(np.sin(np.radians(12.0)))
#: From the first look at a cycle so much must have been seen, in periods; and is looked at.
_NEEDED: Final = 2.6
_LOOK: Final = 3.7
_SIDE: Final = 0.5
#: And so much of standing still is put before all, that the first raise may be cut off by.
_CUT_OFF: Final = 0.2
#: How much a raise must look like the others at the start of a set, and to be learned from.
LEAST: Final = 0.6
_LEARNED: Final = 0.85
#: And is no smaller, by what of it is alike: the end of the last looks like a small one.
LEAST_SIZE: Final = 0.34
_UP_SIZES: Final = (0.25, 2.2)
#: A chain of raises is broken by more than this many periods.
_BROKEN: Final = 1.6
#: So many make a set: chance, on a leg that sways and steps, makes three.
ENOUGH: Final = 4
_QUICK_S: Final = 3.0
_ENOUGH_QUICK: Final = 5
_PERIOD_S: Final = (1.4, 9.0)
_OF_LOOK: Final = (0.75, 1.4)
_EVEN: Final = 1.5
_EVEN_AT_LAST: Final = 1.4
_EVEN_SIZE: Final = 0.33
_EVEN_PUSH: Final = 0.3
_NEWEST: Final = 8
#: Coming back so much better after two or three is a longer period.
_BETTER: Final = 0.1
#: And so much alike in between is a shorter one.
_BETWEEN: Final = 0.8
_ALIKE: Final = 0.5
#: The least rise, by period: at slow paces the errors of an accelerometer eat into it.
_RISE_AT_S: Final = (3.0, 5.0)
_RISE_M: Final = (0.011, 0.007)
_CLEARLY: Final = 4.0
_UP_ALIKE: Final = 0.84
_SCORE: Final = 0.84


@dataclass(frozen=True, slots=True)
class Begun:
    """A set that has begun: its raises, and what they look like."""

    period_s: float
    rise_m: float
    matches: tuple[Match, ...]
    template: Template
    windows: tuple[FloatArray, ...]
    up_score: float


def begun(
    rows: Rows, begin: int, period_s: float, *, over: bool
) -> Begun | Literal["unclear"] | None:
    """Give the set that has begun since a row, if one has, of raises about every `period_s`.

    By `over` there is nothing more to come. It is unclear where something comes back evenly that
    goes up too little to tell.
    """
    first = max(begin, rows.last - rows_in(_LOOK * period_s))
    if rows.last - first < rows_in(_NEEDED * period_s):
        return None
    before_s = _SIDE * period_s if first == begin else 0.0
    look = traces_of(rows, first, rows.last, period_s, before_s, _SIDE * period_s * over)
    windows = _coming_back(look)
    if windows is None:
        return None
    traces = _all(rows, begin, period_s, over)
    matches = Template(windows).matches(traces, period_s, LEAST)
    alike = [each for each in matches if each.score > _COMES_BACK - 0.05]
    good = _there([traces.window(each.place) for each in alike])
    if len(good) > 1:  # one alone says nothing of what they have in common
        windows = good
    matches = _chain(Template(windows).matches(traces, period_s, LEAST), period_s)
    if not matches:
        return None
    goes_on = not over and (rows.last - matches[-1].top) * STEP_S < _BROKEN * period_s
    if not _evenly(matches, period_s, goes_on) or not _plainly(traces, matches):
        return None
    way = way_up(traces, matches, period_s)
    if way is None or not _PERIOD_S[0] < way.period_s < _PERIOD_S[1]:
        return None
    if not _OF_LOOK[0] * period_s < way.period_s < _OF_LOOK[1] * period_s:
        return None
    least_m = float(np.interp(way.period_s, _RISE_AT_S, _RISE_M))
    if way.rise_m < least_m or way.rise_m < _CLEARLY * way.error_m:
        return "unclear"
    traces = _all(rows, begin, way.period_s, over)
    return _as_set(traces, way.tops, way.period_s, way.rise_m) or "unclear"


def _all(rows: Rows, begin: int, period_s: float, over: bool) -> Traces:
    first = max(begin, rows.last - KEEP)
    before_s = _CUT_OFF * period_s if first == begin else 0.0
    return traces_of(rows, first, rows.last, period_s, before_s, (_SIDE + 0.1) * period_s * over)


def _coming_back(traces: Traces) -> list[FloatArray] | None:
    """The cycle before the newest, and where it comes back before and after; None if not."""
    values = traces.values
    middle = values.shape[1] - round(2.3 * PARTS)
    soonest = round(_SOONEST * PARTS)
    if middle < soonest:
        return None
    cycle = values[:, middle : middle + PARTS]
    tilt = float(np.sqrt(np.sum(flat(cycle[GROUPS[2]]) ** 2) / PARTS))
    if tilt > _MOST_TILT:
        return None
    longest = min(round(_LATEST * PARTS), middle)
    earlier = values[:, middle - longest : middle - soonest + PARTS]
    later = values[:, middle + soonest :]
    best, found = _COMES_BACK, None
    for shares in _SHARES:
        weights = each_trace(shares, cycle)
        (a, a_size), (b, b_size) = (match(each, cycle, weights) for each in (earlier, later))
        if not a.size or not b.size:
            return None
        k, m = int(np.argmax(a)), int(np.argmax(b))
        if not all(_SIZES[0] < size < _SIZES[1] for size in (a_size[k], b_size[m])):
            continue
        back, on = longest - k, soonest + m
        if max(back, on) > _BROKEN * min(back, on):
            continue
        if min(a[k], b[m]) >= best:
            best = float(min(a[k], b[m]))
            found = [values[:, at : at + PARTS] for at in (middle, middle - back, middle + on)]
    return found


def _chain(matches: list[Match], period_s: float) -> list[Match]:
    """The newest ones that follow one another."""
    chain = matches[-1:]
    for each in reversed(matches[:-1]):
        if (chain[0].top - each.top) * STEP_S > _BROKEN * period_s:
            break
        chain.insert(0, each)
    return chain


def _evenly(matches: list[Match], period_s: float, goes_on: bool) -> bool:
    """Whether there are enough, that come evenly and are of one size."""
    enough = _ENOUGH_QUICK if period_s < _QUICK_S and goes_on else ENOUGH
    if len(matches) < enough:
        return False
    steps = np.diff([each.top for each in matches][-5:])
    if max(steps) > _EVEN * min(steps):
        return False
    sizes = np.log([each.size for each in matches])
    if float(np.std(sizes[-4:])) > _EVEN_SIZE:
        return False
    # Every second one larger: it is their pair that comes back.
    by_two = float(np.median(np.abs(sizes[2:] - sizes[:-2])))
    return by_two + 0.2 >= float(np.median(np.abs(np.diff(sizes))))


def _plainly(traces: Traces, matches: list[Match]) -> bool:
    """Whether it is this period that they have, and neither a multiple nor a part of it."""
    newest = [each for each in matches if traces.window(each.place) is not None][-_NEWEST:]
    windows = _there([traces.window(each.place) for each in newest])
    if len(windows) < 3:
        return False
    alike = _likeness(windows)
    next_one = float(np.mean(np.diag(alike, 1)))
    for on in (2, 3):
        if len(windows) >= 4 and float(np.mean(np.diag(alike, on))) > next_one + _BETTER:
            return False
    between = []
    for (a, b), window in zip(pairwise(newest), windows, strict=False):
        place = round((0.5 * (a.top + b.top) - traces.row) / traces.step - PARTS / 2)
        near = traces.values[:, max(0, place - 6) : place + 6 + PARTS]
        scores, _ = match(near, window, each_trace(_ALL, window))
        if scores.size:
            between.append(float(np.max(scores)))
    if between and float(np.median(between)) > _BETWEEN * next_one:
        return False
    return next_one >= _ALIKE


def _likeness(windows: Sequence[FloatArray]) -> FloatArray:
    """The correlation of each window with each other, all traces weighted."""
    each = flat(np.array(windows))
    shares = np.empty((each.shape[1], 1))
    for share, group in zip(_ALL, GROUPS, strict=True):
        shares[group] = share / (float(np.mean(np.sum(each[:, group] ** 2, axis=(1, 2)))) + 1e-15)
    lines = (each * np.sqrt(shares)).reshape(len(windows), -1)
    lines /= np.sqrt(np.sum(lines * lines, axis=1) + 1e-15)[:, None]
    result: FloatArray = lines @ lines.T
    return result


def _as_set(traces: Traces, tops: Sequence[float], period_s: float, rise_m: float) -> Begun | None:
    """The set, each raise with its top in the middle, learned from those that are most alike."""
    windows = _there([traces.about(top) for top in tops])
    for _ in range(2):
        if len(windows) < 2:
            return None
        matches = Template(windows).matches(traces, period_s, LEAST)
        if len(matches) < ENOUGH:
            return None
        usual = float(np.median([each.score for each in matches]))
        good = [each for each in matches if each.score >= _LEARNED * usual]
        windows = _there([traces.window(each.place) for each in good])
    if len(windows) < 2:
        return None
    template = Template(windows)
    matches = template.matches(traces, period_s, LEAST)
    if not matches:
        return None
    up_score = float(np.median([each.up_score for each in matches]))
    chain = _chain([each for each in matches if goes_up(each, up_score)], period_s)
    if len(chain) < ENOUGH or up_score < _UP_ALIKE:
        return None
    if float(np.median([each.score for each in chain])) < _SCORE:
        return None
    steps = np.diff([each.top for each in chain])
    if max(steps) > _EVEN_AT_LAST * min(steps):
        return None
    if float(np.std(np.log([max(each.up_size, 0.01) for each in chain]))) > _EVEN_PUSH:
        return None
    return Begun(period_s, rise_m, tuple(chain), template, tuple(windows), up_score)


def goes_up(each: Match, usual: float, least: float = LEAST_SIZE) -> bool:
    """Whether a match is a whole one, and goes up as the others do, where they do so alike."""
    if each.score * each.size < least:
        return False
    return usual < LEAST or (
        each.up_score > 0.5 * usual and _UP_SIZES[0] < each.up_size < _UP_SIZES[1]
    )


def _there(windows: Sequence[FloatArray | None]) -> list[FloatArray]:
    return [each for each in windows if each is not None]

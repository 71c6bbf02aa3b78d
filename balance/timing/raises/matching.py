"""One raise as a template of its own set, and where else the set looks like it.

Every set is its own measure: what repeats from raise to raise has weight, whatever it is (the way
up, the tilt, what a badly calibrated sensor makes of both), and what does not repeat has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from balance.samples import FloatArray
from balance.timing.raises.traces import GROUPS, PARTS, Traces

#: A raise may take so much shorter or longer than the usual one.
_STRETCHES: Final = (0.84, 1.0, 1.18)
#: And be so much smaller or larger.
_SIZES: Final = (0.35, 2.5)
#: The nearest that two tops come, as a share of the usual time between them.
APART: Final = 0.58
#: What makes a template's weights: likeness that is as good as can be hoped for, and the least.
_AT_BEST: Final = 0.03
_AT_LEAST: Final = 0.02
#: From heel off to the top, as a share of the time between tops.
_HALF: Final = 0.36
_TINY: Final = 1e-15


@dataclass(frozen=True, slots=True)
class Match:
    """Where a stretch looks like the template: rows, and how much.

    Parameters
    ----------
    start, top, end
        Rows.
    place
        The trace value that a window of `PARTS` about the top begins with.
    score
        The correlation with the template, all traces weighted.
    size
        How large it is beside the template.
    up_score, up_size
        The same of the way up alone.
    """

    start: float
    top: float
    end: float
    place: int
    score: float
    size: float
    up_score: float
    up_size: float


def flat(windows: FloatArray) -> FloatArray:
    """Windows, shape (..., n), without their mean and slope."""
    n = windows.shape[-1]
    at = np.linspace(-1.0, 1.0, n)
    away = windows - windows.mean(axis=-1, keepdims=True)
    result: FloatArray = away - (away @ at)[..., None] * at / float(np.sum(at * at))
    return result


def match(
    values: FloatArray, course: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Correlate a course (c, m) with every window of values (c, n): scores and sizes, (n - m + 1,).

    Means and slopes have no say; `weights` (c,) is what a trace counts for.
    """
    m = course.shape[1]
    if values.shape[1] < m:
        return np.zeros(0), np.zeros(0)
    course = flat(course)
    windows = sliding_window_view(values - values.mean(axis=1, keepdims=True), m, axis=1)
    at = np.linspace(-1.0, 1.0, m)
    sums, slopes = windows.sum(axis=2), windows @ at
    energy = np.einsum("cnm,cnm->cn", windows, windows)
    energy = energy - sums * sums / m - slopes * slopes / float(np.sum(at * at))
    common = np.einsum("cnm,cm->n", windows, course * weights[:, None])
    of_windows = np.maximum(weights @ energy, _TINY)
    of_course = float(np.sum(weights[:, None] * course * course)) + _TINY
    return common / np.sqrt(of_windows * of_course), common / of_course


def each_trace(shares: Sequence[float], course: FloatArray) -> FloatArray:
    """Weights by which the groups of traces have these shares of what a course holds."""
    course = flat(course)
    weights = np.empty(course.shape[0])
    for share, group in zip(shares, GROUPS, strict=True):
        weights[group] = share / (float(np.sum(course[group] ** 2)) + _TINY)
    return weights


class Template:
    """What a raise of one set looks like.

    Parameters
    ----------
    windows
        Two raises of it or more, each (traces, PARTS).
    """

    def __init__(self, windows: Sequence[FloatArray]) -> None:
        each = flat(np.array(windows))
        self._course = each.mean(axis=0)
        shares = []
        for group in GROUPS:
            common = np.sum(each[:, group] * self._course[group], axis=(1, 2))
            own = np.sum(each[:, group] ** 2, axis=(1, 2))
            whole = float(np.sum(self._course[group] ** 2))
            alike = float(np.median(common / np.sqrt(own * whole + _TINY**2)))
            n = len(windows)  # a mean of few is like each of them by being made of it
            known = max(0.0, (alike * alike - 1.0 / n) / (1.0 - 1.0 / n))
            shares.append(known / (1.0 - known + _AT_BEST) + _AT_LEAST)
        self._weights = each_trace(shares, self._course)

    def matches(self, traces: Traces, period_s: float, least: float) -> list[Match]:
        """Where traces look like it at least so much, in order; no two nearer than `APART`."""
        values = traces.values
        score = np.full(values.shape[1], -1.0)
        size, stretch = np.zeros_like(score), np.ones_like(score)
        for each in _STRETCHES:
            course = _stretched(self._course, each)
            scores, sizes = match(values, course, self._weights)
            first = course.shape[1] // 2
            here = slice(first, first + scores.size)
            better = scores > score[here]
            score[here] = np.where(better, scores, score[here])
            size[here] = np.where(better, sizes, size[here])
            stretch[here] = np.where(better, each, stretch[here])
        score = np.where((size > _SIZES[0]) & (size < _SIZES[1]), score, -1.0)
        found: list[int] = []
        for k in np.argsort(-score, kind="stable").tolist():
            if score[k] < least:
                break
            if all(abs(k - other) >= APART * PARTS for other in found):
                found.append(k)
        result = []
        for k in sorted(found):
            top = traces.row + (k + _between(score, k)) * traces.step
            half = _HALF * period_s * 100.0 * float(stretch[k])
            up = self._way_up(values, k, float(stretch[k]))
            result.append(
                Match(top - half, top, top + half, k - PARTS // 2, float(score[k]),
                      float(size[k]), *up)
            )  # fmt: skip
        return result

    def _way_up(self, values: FloatArray, k: int, stretch: float) -> tuple[float, float]:
        """How much the way up alone looks like it about a place, and how large it is."""
        course = _stretched(self._course[:2], stretch)
        first = k - course.shape[1] // 2
        if first < 0 or first + course.shape[1] > values.shape[1]:
            return 1.0, 1.0  # cut off: nothing speaks against it
        weights = 1.0 / (np.sum(flat(course) ** 2, axis=1) + _TINY)
        score, size = match(values[:2, first : first + course.shape[1]], course, weights)
        return float(score[0]), float(size[0])


def _between(score: FloatArray, k: int) -> float:
    """Where between its neighbours a peak is highest."""
    if not 0 < k < score.size - 1 or min(score[k - 1], score[k + 1]) <= 0.0:
        return 0.0
    bend = score[k - 1] - 2.0 * score[k] + score[k + 1]
    if bend >= 0.0:
        return 0.0
    return float(np.clip(0.5 * (score[k - 1] - score[k + 1]) / bend, -0.5, 0.5))


def _stretched(course: FloatArray, by: float) -> FloatArray:
    n = round(course.shape[1] * by)
    at = np.linspace(0.0, course.shape[1] - 1.0, n)
    return np.array([np.interp(at, np.arange(course.shape[1]), row) for row in course])

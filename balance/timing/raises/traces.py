"""What a shank shows of raises: the push upward, its speed, the tilt and how fast that changes.

The push upward is the length of what is felt, less its usual length. Turning the sensor leaves that
as it is, so that it needs no gyroscope and no knowledge of how the sensor is strapped; tilt only
enters by what a badly calibrated sensor makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.grid import STEP_S
from balance.signal.grid import rows as rows_in
from balance.timing.raises.rows import Rows

#: A raise is looked at in so many parts of its time, whatever its pace.
PARTS: Final = 40
#: Push, speed, tilt, rate of tilt: where each stands in the traces.
GROUPS: Final = (slice(0, 1), slice(1, 2), slice(2, 5), slice(5, 8))
_SMOOTH_SHARE: Final = 0.1
_LEAST_SMOOTH: Final = rows_in(0.08)
_LEAST_STEP: Final = 2
#: What it stood still at before and after is the mean of so much.
_BEFORE: Final = rows_in(1.0)
_AFTER: Final = rows_in(0.5)


@dataclass(frozen=True, slots=True)
class Traces:
    """Values (8, n) at rows `row`, `row + step`, ..."""

    values: FloatArray
    row: int
    step: int

    def window(self, place: int) -> FloatArray | None:
        """The `PARTS` values from a place on, or None where they are not all there."""
        if not 0 <= place <= self.values.shape[1] - PARTS:
            return None
        return self.values[:, place : place + PARTS]

    def about(self, row: float) -> FloatArray | None:
        """The `PARTS` values about a row, or None."""
        return self.window(round((row - self.row) / self.step - PARTS / 2))


def traces_of(
    rows: Rows, first: int, last: int, period_s: float, before_s: float, after_s: float
) -> Traces:
    """Give the traces of rows for raises that come every `period_s`.

    Parameters
    ----------
    before_s, after_s
        For so long it is taken to have stood still before and after: where there is nothing else.

    Notes
    -----
    Times the period over a turn (squared, for the push), all are of one size whatever the pace.
    """
    step = max(_LEAST_STEP, round(rows_in(period_s) / PARTS))
    width = max(_LEAST_SMOOTH, rows_in(_SMOOTH_SHARE * period_s))
    felt = rows.felt(first, last)
    down = rows.down(first, last) if rows.has_gyr else felt
    push = np.sqrt(np.sum(felt * felt, axis=0)) - GRAVITY_M_S2
    size = np.sqrt(np.sum(down * down, axis=0)) if rows.has_gyr else GRAVITY_M_S2
    both = np.concatenate([push[None, :], down / size])
    early = round(before_s / STEP_S)
    both = _longer(both, early, round(after_s / STEP_S))
    both = _smoothed(_smoothed(both, width), width)
    row = max(first, rows.first) - early + width - 1
    skip = -row % step
    both, row = both[:, skip::step], row + skip
    turn = period_s / (2.0 * np.pi)
    away = both[:1] - float(np.median(both[0])) if both.shape[1] else both[:1]
    speed = np.cumsum(away, axis=1) * (step * STEP_S * turn)
    rate = np.zeros_like(both[1:])
    if both.shape[1] > 2:
        rate = np.gradient(both[1:], axis=1) / (step * STEP_S) * turn
    return Traces(np.concatenate([both[:1] * turn**2, speed, both[1:], rate]), row, step)


def _longer(values: FloatArray, before: int, after: int) -> FloatArray:
    parts = [values]
    if before:
        parts.insert(0, np.repeat(values[:, :_BEFORE].mean(axis=1)[:, None], before, axis=1))
    if after:
        parts.append(np.repeat(values[:, -_AFTER:].mean(axis=1)[:, None], after, axis=1))
    return np.concatenate(parts, axis=1)


def _smoothed(values: FloatArray, over: int) -> FloatArray:
    sums = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(values, axis=1)], axis=1)
    result: FloatArray = (sums[:, over:] - sums[:, :-over]) / over
    return result

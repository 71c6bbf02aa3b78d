"""One axis that stands still while the others move: part of a sensor is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray, IntArray, SampleBlock
from balance.signal.living import FINE_M_S2, FINE_RAD_S, runs_of

_STUCK_S: Final = 2.0
_AT_REST_S: Final = 10.0  # some gyroscopes hold back what they take for rest, and read zero
_NEVER_S: Final = 10.0  # of a kind that never made a step, so that nothing tells if it is coarse
_OTHERS: Final = 0.5
_FLOOR: Final = 1e-6
_NAMES: Final = tuple(
    f"the {axis} axis of the {of}" for of in ("acceleration", "rate of turn") for axis in "xyz"
)


@dataclass(frozen=True, slots=True)
class _Still:
    """An axis stands still: since when, for how many rows, and in how many others moved."""

    since_s: float
    rows: int = 0
    others: int = 0


class Stuck:
    """Watches each axis of a stream; any cut of it gives the same answer."""

    def __init__(self) -> None:
        self._last: FloatArray | None = None
        self._last_s = 0.0
        self._still: list[_Still] = []
        self._longest: list[tuple[float, float]] = []
        self._steps = [np.inf, np.inf]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Which axes stood still, and when for longest, in words."""
        least_s = [
            0.0 if step < finest else _NEVER_S if step == np.inf else np.inf
            for step, finest in zip(self._steps, (FINE_M_S2, FINE_RAD_S), strict=True)
        ]
        return tuple(
            f"{_NAMES[i]} did not change for {length_s:.2f} s from {since_s:.2f} s on, while "
            "others did"
            for i, (length_s, since_s) in enumerate(self._longest)
            if length_s > least_s[i // 3]
        )

    def push(self, block: SampleBlock) -> None:
        """Take note of a block."""
        if len(block) == 0:
            return
        parts = [block.acc_m_s2] if block.gyr_rad_s is None else [block.acc_m_s2, block.gyr_rad_s]
        values, time_s = np.concatenate(parts, axis=1), block.time_s
        if self._last is None:
            self._last, self._last_s = values[:1], float(time_s[0])
            self._still = [_Still(self._last_s)] * values.shape[1]
            self._longest = [(0.0, 0.0)] * values.shape[1]
        changes = np.abs(np.diff(np.concatenate([self._last, values]), axis=0))
        moved = changes > 0.0
        count = moved.sum(axis=1)
        for i in range(moved.shape[1]):
            if moved[:, i].all():
                self._still[i] = _Still(float(time_s[-1]))
            else:
                self._look(i, moved[:, i], count, time_s, values[:, i])
        for kind in range(moved.shape[1] // 3):
            of_kind = changes[:, 3 * kind : 3 * kind + 3]
            smallest = float(of_kind.min(initial=np.inf, where=of_kind > _FLOOR))
            self._steps[kind] = min(self._steps[kind], smallest)
        self._last, self._last_s = values[-1:], float(time_s[-1])

    def _look(
        self, i: int, moved: BoolArray, count: IntArray, time_s: FloatArray, values: FloatArray
    ) -> None:
        """Follow one axis: the run that goes on, and those that begin in this block."""
        starts, ends = runs_of(~moved)
        sums = np.concatenate([[0], np.cumsum(count > 0)])
        times_s = np.concatenate([[self._last_s], time_s])
        since_s, rows, others = times_s[starts], ends - starts, sums[ends] - sums[starts]
        if starts.size and starts[0] == 0:
            before = self._still[i]
            since_s[0], rows[0], others[0] = (
                before.since_s, rows[0] + before.rows, others[0] + before.others,
            )  # fmt: skip
        lasts_s = times_s[ends] - since_s
        at_rest = (values[ends - 1] == 0.0) & (i >= 3)
        stuck = lasts_s > np.where(at_rest, _AT_REST_S, _STUCK_S)
        stuck &= others >= _OTHERS * rows
        for run in np.flatnonzero(stuck):
            if lasts_s[run] > self._longest[i][0]:
                self._longest[i] = (float(lasts_s[run]), float(since_s[run]))
        if ends.size and ends[-1] == len(moved):
            self._still[i] = _Still(float(since_s[-1]), int(rows[-1]), int(others[-1]))
        else:
            self._still[i] = _Still(float(time_s[-1]))

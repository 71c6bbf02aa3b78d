"""A sensor that is dead from its very first row on.

Whether a reading stands still for longer than it can is told by the steps that a sensor makes, and
before its first change there are none: a coarse one may lie on a table. So these rows are let
through, and judged by what comes after: where the steps turn out fine, the sensor was dead until
its first change. One that never changes at all is dead by the time that no coarse one worn by
anybody stands so still.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray, SampleBlock
from balance.signal.living import FINE_M_S2, FINE_RAD_S, HELD_S, Died

NEVER_S: Final = 10.0
_FLOOR: Final = 1e-6


class Opening:
    """Watches a stream until its steps are known; any cut of it gives the same answer."""

    def __init__(self) -> None:
        self._last: FloatArray | None = None
        self._since_s = 0.0
        self._until_s = 0.0
        self._changed = False
        self._known = False
        self._is_nothing = False  # whether the first reading is all zeros, which is told elsewhere

    @property
    def reasons(self) -> tuple[str, ...]:
        """What of the stream came from a sensor that was dead from the first row on, in words."""
        if self._changed and not self._known:
            return ()  # its steps were coarse so far
        lasted_s = self._until_s - self._since_s
        if lasted_s <= (HELD_S if self._known else NEVER_S):
            return ()
        return (
            f"dead sensor: one reading did not change for {lasted_s:.2f} s from the first row on",
        )

    def push(self, block: SampleBlock) -> list[SampleBlock | Died]:
        """Add samples; give all of them, and the moment at which it is known that it was dead."""
        if self._known or len(block) == 0:
            return [block] if len(block) else []
        values = block.acc_m_s2
        if block.gyr_rad_s is not None:
            values = np.concatenate([values, block.gyr_rad_s], axis=1)
        if self._last is None:
            self._last, self._since_s = values[:1], float(block.time_s[0])
            self._is_nothing = not values[0].any()
        changes = np.abs(np.diff(np.concatenate([self._last, values]), axis=0))
        self._last = values[-1:]
        if not self._changed:
            self._note_first(block, np.asarray((changes > 0.0).any(axis=1)))
        fine = _is_fine(changes[:, :3], FINE_M_S2)
        fine |= _is_fine(changes[:, 3:], FINE_RAD_S) & values[:, 3:].any(axis=1)
        found = np.flatnonzero(fine)
        if not found.size:
            return [block]
        self._known = True
        at = int(found[0]) + 1
        if self._until_s - self._since_s <= HELD_S or self._is_nothing:
            return [block]
        died = Died(self._until_s, float(block.time_s[at - 1]))
        parts: list[SampleBlock | Died] = [block[:at], died]
        return [*parts, block[at:]] if at < len(block) else parts

    def _note_first(self, block: SampleBlock, changed: BoolArray) -> None:
        """Follow the first reading for as long as it stands still."""
        rows = np.flatnonzero(changed)
        last = int(rows[0]) - 1 if rows.size else len(block) - 1
        self._changed = bool(rows.size)
        if last >= 0:
            self._until_s = float(block.time_s[last])


def _is_fine(changes: FloatArray, finest: float) -> BoolArray:
    return np.asarray(((changes > _FLOOR) & (changes < finest)).any(axis=1))

"""Samples that come in blocks with one stamp each, the time of the first or of the last of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.samples import FloatArray
from drivers.wire.decoder import Rows

#: Steps from sample to sample that are looked back at.
_KEPT: Final = 15
#: A step that is so much longer than usual is a block that was lost.
_LONGER: Final = 1.4
#: Steps that differ by no more are of the same rate; stamps are rounded.
_ABOUT: Final = 0.1
#: No sensor that can be used is slower.
_SLOWEST_S: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    stamp_s: float
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None
    end_byte: int


class Blocks:
    """Lays the samples of blocks out in time, at the step that their stamps show.

    The first block waits for the second, which tells that step.

    Parameters
    ----------
    stamped
        Which sample of a block its stamp is the time of.
    """

    def __init__(self, stamped: Literal["first", "last"]) -> None:
        self._stamped = stamped
        self._before: tuple[float, int] | None = None
        self._steps: deque[float] = deque(maxlen=_KEPT)
        self._held: list[_Block] = []

    def forget(self) -> None:
        """What comes next does not go on from what came; a block that waits is let go."""
        self._before = None
        self._held.clear()

    def push(
        self, stamp_s: float, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None, end_byte: int
    ) -> list[Rows]:
        """Take a block, and give the rows of all whose step is known now.

        Parameters
        ----------
        stamp_s
            Of one of its samples, in seconds.
        acc_m_s2, gyr_rad_s
            Shape (n, 3), n at least 1.
        end_byte
            How many bytes had been pushed at its end.
        """
        n = len(acc_m_s2)
        if self._before is not None:
            before_s, before_n = self._before
            self._note((stamp_s - before_s) / (n if self._stamped == "last" else before_n))
        self._before = stamp_s, n
        self._held.append(_Block(stamp_s, acc_m_s2, gyr_rad_s, end_byte))
        if not self._steps:
            del self._held[:-1]
            return []
        ready, self._held = self._held, []
        return [self._rows(block) for block in ready]

    def _note(self, step_s: float) -> None:
        """Take a step for what it is: usual, over a block that was lost, or a clock set anew."""
        if not 0.0 < step_s <= _SLOWEST_S:
            return
        if self._steps:
            usual_s = float(np.median(self._steps))
            if step_s > _LONGER * usual_s:
                return
            if usual_s > _LONGER * step_s:  # the steps so far were over blocks that were lost
                self._steps.clear()
        self._steps.append(step_s)

    def _rows(self, block: _Block) -> Rows:
        n = len(block.acc_m_s2)
        steps = np.array(self._steps)
        usual_s = float(np.median(steps))
        step_s = float(steps[np.abs(steps - usual_s) <= _ABOUT * usual_s].mean())
        place = np.arange(n) - (0 if self._stamped == "first" else n - 1)
        ends = np.full(n, block.end_byte, dtype=np.int64)
        stamp_s = np.asarray(block.stamp_s + place * step_s, dtype=np.float64)
        return Rows(block.acc_m_s2, block.gyr_rad_s, stamp_s, None, ends)


def joined(rows: list[Rows]) -> Rows:
    """Give rows of several blocks as one."""
    if len(rows) == 1:
        return rows[0]
    if not rows:
        return Rows.empty()
    gyr = [each.gyr_rad_s for each in rows if each.gyr_rad_s is not None]
    return Rows(
        np.concatenate([each.acc_m_s2 for each in rows]),
        np.concatenate(gyr) if gyr else None,
        np.concatenate([each.stamp_s for each in rows if each.stamp_s is not None]),
        None,
        np.concatenate([each.end_byte for each in rows]),
    )

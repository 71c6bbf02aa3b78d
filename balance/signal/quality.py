"""Is the signal good enough to time and measure from? A status, with reasons in words."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from balance.samples import MANY_LOST, NO_LOSSES, SOME_LOST, FloatArray, Losses, SampleBlock
from balance.signal.flat import Flat
from balance.signal.holes import Holes
from balance.signal.repeats import Repeats

Status = Literal["valid", "attention", "invalid"]

LOWEST_RATE_HZ: Final = 40.0
LONGEST_GAP_S: Final = 0.3
COARSE_M_S2: Final = 0.05
_STEP_FLOOR_M_S2: Final = 1e-6


class Quality:
    """Watches a stream, block by block; any cut of it gives the same answer.

    Attributes
    ----------
    samples : int
        How many have come.
    longest_gap_s : float
        The longest step between two samples.
    resolution_m_s2 : float
        Smallest change of acceleration seen; inf until something changed.
    """

    def __init__(self) -> None:
        self.samples = 0
        self.longest_gap_s = 0.0
        self.resolution_m_s2 = float("inf")
        self._gap_at_s = 0.0
        self._sampled_s = 0.0
        self._holes = Holes()
        self._repeats = Repeats()
        self._last: SampleBlock | None = None
        self._flat = Flat()

    def push(self, block: SampleBlock) -> None:
        """Take note of a block.

        Parameters
        ----------
        block
            The next samples.
        """
        if len(block) == 0:
            return
        self.samples += len(block)
        self._repeats.push(block)
        self._holes.push(block)
        self._flat.push(block)
        time_s, acc = block.time_s, block.acc_m_s2
        if self._last is not None:
            time_s = np.concatenate([self._last.time_s, time_s])
            acc = np.concatenate([self._last.acc_m_s2, acc])
        self._note_steps(time_s)
        self._note_resolution(acc)
        self._last = block[-1:]

    @property
    def rate_hz(self) -> float:
        """Measured rate, gaps left out; nan before there are two samples."""
        return (self.samples - 1) / self._sampled_s if self._sampled_s > 0 else float("nan")

    def losses(self, known: Losses) -> Losses:
        """What was lost in all: what is `known` to be, and what only the holes in the times tell.

        A row that is known to be lost leaves a hole as well, and is counted once.

        Parameters
        ----------
        known
            As of `status`.
        """
        holes = max(0, self._holes.missing - known.count)
        rows = self.samples + known.count + holes
        return Losses(
            rows, known.lost + ((("samples missing between others", holes),) * (holes > 0))
        )

    def status(self, *, settled: bool, known: Losses = NO_LOSSES) -> tuple[Status, tuple[str, ...]]:
        """Status and reasons.

        Parameters
        ----------
        settled
            Whether there ever was quiet stance.
        known
            Rows that are known to have been lost before they became samples.
        """
        invalid: list[str] = []
        attention: list[str] = []
        least = f"at least {LOWEST_RATE_HZ:.0f} are needed to time a hold"
        if not self.rate_hz >= LOWEST_RATE_HZ:
            shown = min(self.rate_hz, LOWEST_RATE_HZ - 0.1)  # 39.96 is not 40.0
            invalid.append(f"rate too low: {shown:.1f} samples a second, {least}")
        elif (true_hz := self.rate_hz / self._repeats.times) < LOWEST_RATE_HZ:
            often = f"each given {self._repeats.times:.3g} times"
            invalid.append(f"rate too low: {true_hz:.1f} samples a second, {often}, {least}")
        elif not settled:
            invalid.append("never still: no second of quiet stance to start from")
        losses = self.losses(known)
        if losses.share > SOME_LOST:
            (invalid if losses.share > MANY_LOST else attention).extend(losses.faults())
        attention += self._doubts()
        status: Status = "invalid" if invalid else "attention" if attention else "valid"
        return status, tuple(invalid + attention)

    def _doubts(self) -> list[str]:
        """What is worth a look in the samples that came."""
        doubts = []
        if self.longest_gap_s >= LONGEST_GAP_S:
            doubts.append(f"gap of {self.longest_gap_s:.2f} s at {self._gap_at_s:.2f} s")
        if saturated := self._flat.count:
            doubts.append(f"saturated: {saturated} samples at the end of the range")
        if COARSE_M_S2 <= self.resolution_m_s2 < np.inf:
            doubts.append(f"resolution coarse: steps of {self.resolution_m_s2:.2g} m/s^2")
        return doubts

    def _note_steps(self, time_s: FloatArray) -> None:
        steps = np.diff(time_s)
        if steps.size == 0:
            return
        longest = int(np.argmax(steps))
        if steps[longest] > self.longest_gap_s:
            self.longest_gap_s = float(steps[longest])
            self._gap_at_s = float(time_s[longest])
        sampled = np.concatenate([[self._sampled_s], np.minimum(steps, LONGEST_GAP_S)])
        self._sampled_s = float(np.cumsum(sampled)[-1])

    def _note_resolution(self, acc: FloatArray) -> None:
        changes = np.abs(np.diff(acc, axis=0))
        changes = changes[changes > _STEP_FLOOR_M_S2]
        if changes.size:
            self.resolution_m_s2 = min(self.resolution_m_s2, float(changes.min()))

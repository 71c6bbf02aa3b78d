"""Samples that are missing between others, told by the holes that they leave in the times."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray, SampleBlock, joined

_BIN_S: Final = 5e-5
_LONGEST_S: Final = 0.3  # what is longer is a gap, and said as one
_BINS: Final = round(_LONGEST_S / _BIN_S)
_LENGTH_S: Final = (np.arange(_BINS) + 0.5) * _BIN_S
_LEAST: Final = 100
_NEAR: Final = 0.25
_EVEN: Final = 0.55  # share of steps near the usual one, from which on a hole tells something
_HOLE: Final = 1.5
_EARLY: Final = 0.5
_MOST: Final = 0.9  # for each sample that came; more is a stream of bursts
_BY_CHANCE: Final = 4.0
# Steps that are all whole multiples of one.
_SHORTEST: Final = 0.05  # share of the steps that may be shorter than that one
_OFF: Final = 0.15
_WHOLE: Final = 0.95
_DOUBLES: Final = 0.4  # of the holes
_TRIPLES: Final = 0.5  # of the single steps; late samples give as many of both
# How much more moves in a double step than in a single one, as a logarithm: 0.69 where the movement
# is smooth. Where none was lost it was 0.11 at the most in real recordings of 3 s, else 0.03.
_MOVES_MORE: Final = 0.12
_LEAST_DOUBLES: Final = 30
_NOISE: Final = (0.02**2, 0.002**2)  # of m/s^2 and rad/s; what is smaller is no movement


class Holes:
    """Counts the steps of a stream by their length; any cut of it gives the same answer.

    Lengths are counted, not kept, so that a day takes no more room than a minute.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, dtype=np.int64)
        self._changes = np.zeros(_BINS)  # sums over the same steps
        self._last: SampleBlock | None = None

    def push(self, block: SampleBlock) -> None:
        """Take note of samples: of their times, and of how much each moved from the one before."""
        rows = block if self._last is None else joined([self._last, block])
        bins = self.note(np.diff(rows.time_s))
        np.add.at(self._changes, bins[bins >= 0], _changes(rows)[bins >= 0])
        self._last = rows[-1:]

    def note(self, steps_s: FloatArray) -> IntArray:
        """Take note of steps between samples, shape (n,), seconds; give where each was counted.

        What is a gap, or a source that starts again at 0, is counted nowhere: -1.
        """
        known = (steps_s > 0.0) & (steps_s < _LONGEST_S)
        bins = np.full(steps_s.size, -1)
        bins[known] = np.minimum(_BINS - 1, (steps_s[known] / _BIN_S).astype(np.int64))
        np.add.at(self._counts, bins[known], 1)
        return bins

    @property
    def missing(self) -> int:
        """How many samples are missing between others, in holes shorter than a gap.

        A hole is filled by steps of the usual length. A sample that is late leaves a hole and is
        followed by a short step: one is set against the other. Where the steps are of no usual
        length, as of samples that come in bursts, nothing can be told; but where all of them are
        whole multiples of one, the longer ones are holes if more moved in them. Times that were
        rounded to such a step look alike, and hide no movement.
        """
        if self._counts.sum() < _LEAST:
            return 0
        return max(self._beside_the_usual(), self._of_multiples())

    def _beside_the_usual(self) -> int:
        counts, n = self._counts, int(self._counts.sum())
        usual_s = _LENGTH_S[np.searchsorted(np.cumsum(counts), 0.5 * n)]
        steps = _LENGTH_S / usual_s
        usual = np.abs(steps - 1.0) < _NEAR
        if counts[usual].sum() < _EVEN * n:
            return 0
        holes = steps > _HOLE
        filled = int((counts[holes] * (np.round(steps[holes]) - 1.0)).sum())
        early = int(counts[steps < _EARLY].sum())
        if filled > _MOST * n or filled - early <= _BY_CHANCE * early**0.5:
            return 0
        return filled - early

    def _of_multiples(self) -> int:
        counts, n = self._counts, int(self._counts.sum())
        short_s = _LENGTH_S[np.searchsorted(np.cumsum(counts), _SHORTEST * n)]
        near = np.abs(_LENGTH_S / short_s - 1.0) < _NEAR
        one_s = float((counts[near] * _LENGTH_S[near]).sum() / counts[near].sum())
        steps = _LENGTH_S / one_s
        times = np.round(steps)
        single, double, more = times == 1.0, times == 2.0, times > 2.0
        whole = (np.abs(steps - times) < _OFF) & (times > 0.0)
        if counts[whole].sum() < _WHOLE * n or counts[double].sum() < _LEAST_DOUBLES:
            return 0
        if counts[double].sum() < _DOUBLES * counts[double | more].sum():
            return 0
        if counts[more].sum() > _TRIPLES * counts[single].sum():
            return 0
        in_double, in_single = (
            float(self._changes[of].sum() / counts[of].sum()) for of in (double, single)
        )
        if in_double - in_single < _MOVES_MORE + float(counts[double].sum()) ** -0.5:
            return 0
        return int((counts * np.maximum(times - 1.0, 0.0)).sum())


def missing_in(time_s: FloatArray) -> int:
    """How many samples are missing between those at `time_s`, shape (n,), as `Holes` tells."""
    holes = Holes()
    holes.note(np.diff(time_s))
    return holes.missing


def _changes(rows: SampleBlock) -> FloatArray:
    """Logarithms of how much samples moved from the one before, of both sensors alike."""
    moved = np.ones(max(0, len(rows) - 1))
    parts = [part for part in (rows.acc_m_s2, rows.gyr_rad_s) if part is not None]
    for part, noise in zip(parts, _NOISE, strict=False):
        change = np.diff(part, axis=0)
        moved *= change[:, 0] ** 2 + change[:, 1] ** 2 + change[:, 2] ** 2 + noise
    logarithms: FloatArray = np.log(moved) / (2.0 * len(parts))
    return logarithms

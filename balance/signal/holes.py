"""Samples that are missing between others, told by the holes that they leave in the times."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray

_BIN_S: Final = 5e-5
_LONGEST_S: Final = 0.3  # what is longer is a gap, and said as one
_BINS: Final = round(_LONGEST_S / _BIN_S)
_LEAST: Final = 100
_NEAR: Final = 0.25
_EVEN: Final = 0.55  # share of steps near the usual one, from which on a hole tells something
_HOLE: Final = 1.5
_EARLY: Final = 0.5
_MOST: Final = 0.9  # for each sample that came; more is a stream of bursts
_BY_CHANCE: Final = 4.0


class Holes:
    """Counts the steps of a stream by their length; any cut of it gives the same answer.

    Lengths are counted, not kept, so that a day takes no more room than a minute.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, dtype=np.int64)

    def note(self, steps_s: FloatArray) -> None:
        """Take note of steps between samples, shape (n,), seconds."""
        known = (steps_s > 0.0) & (steps_s < _LONGEST_S)  # a source may start again at 0
        bins = np.minimum(_BINS - 1, (steps_s[known] / _BIN_S).astype(np.int64))
        np.add.at(self._counts, bins, 1)

    @property
    def missing(self) -> int:
        """How many samples are missing between others, in holes shorter than a gap.

        A hole is filled by steps of the usual length. A sample that is late leaves a hole and is
        followed by a short step: one is set against the other. Where the steps are of no usual
        length, as of samples that come in bursts, nothing can be told.
        """
        n = int(self._counts.sum())
        if n < _LEAST:
            return 0
        length_s = (np.arange(_BINS) + 0.5) * _BIN_S
        usual_s = length_s[np.searchsorted(np.cumsum(self._counts), 0.5 * n)]
        steps = length_s / usual_s
        if self._counts[np.abs(steps - 1.0) < _NEAR].sum() < _EVEN * n:
            return 0
        holes = steps > _HOLE
        filled = int((self._counts[holes] * (np.round(steps[holes]) - 1.0)).sum())
        early = int(self._counts[steps < _EARLY].sum())
        if filled > _MOST * n or filled - early <= _BY_CHANCE * early**0.5:
            return 0
        return filled - early


def missing_in(time_s: FloatArray) -> int:
    """How many samples are missing between those at `time_s`, shape (n,), as `Holes` tells."""
    holes = Holes()
    holes.note(np.diff(time_s))
    return holes.missing

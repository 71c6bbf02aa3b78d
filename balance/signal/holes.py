"""Samples that are missing between others, told by the holes that they leave in the times.

Times that were rounded to a step of their clock go in steps of two lengths, and their long ones
are no holes. Two things tell them from lost samples. Rounding never puts a time off by more than
a step of the clock, so that long stretches are as long as one another; losses by chance are not.
Losses as even as rounding, each third sample or each fourth, are told by what moved in them alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray, SampleBlock
from balance.signal.moved import Moved

_NS: Final = 1_000_000_000
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
# Steps that are all whole multiples of one, or of half of one.
_SHORTEST: Final = 0.05  # share of the steps that may be shorter than that one
_ALIKE: Final = 0.35  # 15 and 20 ms, as 60 Hz at ticks of 5 ms, are one length
_OFF: Final = 0.15
_WHOLE: Final = 0.95
_DOUBLES: Final = 0.3  # of the holes
_TRIPLES: Final = 1.2  # of all that are shorter
_LEAST_DOUBLES: Final = 30
_MOVES_MORE: Final = 0.35  # it was 0.07 at the most where none was lost
_RUNS: Final = (1, 2, 3, 4, 6, 8, 12, 24, 48)
_STEADY: Final = 3.0  # steps; losses by chance make runs differ by more
_AS_STEPS: Final = 2.0
_PATTERN: Final = 0.3  # of a step
_LESS: Final = 0.4  # of how much steps differ
_UNBROKEN: Final = 0.01  # share of the runs that none is missing in
_FEW: Final = 0.02
_LIKELY: Final = 0.2
_MOVES_ALL: Final = 0.48
_SURELY: Final = 0.75
_SINGLES: Final = 4  # and more, one after the other, where a step is as long as the shortest


class Holes:
    """Counts the steps of a stream by their length; any cut of it gives the same answer.

    Lengths are counted, not kept, so that a day takes no more room than a minute.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, dtype=np.int64)
        self._runs = np.zeros((len(_RUNS), _BINS), dtype=np.int64)  # by their mean step
        self._newest = np.empty(0, dtype=np.int64)  # steps, ns: whole, to add up in any order
        self._moved = Moved()
        self._last_s = np.empty(0)

    def push(self, block: SampleBlock) -> None:
        """Take note of samples: of their times, and of how much each moved from the one before."""
        self.note(np.diff(block.time_s, prepend=self._last_s))
        self._moved.push(block)
        self._last_s = block.time_s[-1:] if len(block) else self._last_s

    def note(self, steps_s: FloatArray) -> None:
        """Take note of steps between samples, shape (n,), seconds.

        What is a gap, or a source that starts again at 0, is counted nowhere.
        """
        known = (steps_s > 0.0) & (steps_s < _LONGEST_S)
        np.add.at(self._counts, _bins(steps_s[known]), 1)
        new = np.round(np.where(known, steps_s, _RUNS[-1]) * _NS).astype(np.int64)
        steps = np.concatenate([self._newest, new])
        ends = np.concatenate([[0], np.cumsum(steps)])
        for k, run in enumerate(_RUNS):
            first = max(0, self._newest.size - run + 1)
            mean_s = (ends[run:] - ends[:-run])[first:] / (_NS * run)
            np.add.at(self._runs[k], _bins(mean_s[mean_s < _LONGEST_S]), 1)
        self._newest = steps[-_RUNS[-1] + 1 :]

    @property
    def missing(self) -> int:
        """How many samples are missing between others, in holes shorter than a gap.

        A hole is filled by steps of the usual length. A sample that is late leaves a hole and is
        followed by a short step: one is set against the other. Where the steps are of no usual
        length, as of samples that come in bursts, nothing can be told.
        Where all steps are whole multiples of one, they may be rounded; what rounding can't
        explain is missing, and where more moved in the long steps, what it could explain too. Where
        nothing moves that is not told, and none of it is said to be missing: no hold is there.
        """
        if self._counts.sum() < _LEAST:
            return 0
        if (tick_s := self._tick_s()) is not None:
            return self._of_ticks(tick_s)
        return max(self._beside_the_usual(), self._even())

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

    def _single_s(self, alike: float) -> float:
        """The mean of the shortest steps, and those that are as long but for a share of it."""
        counts = self._counts
        short_s = _LENGTH_S[np.searchsorted(np.cumsum(counts), _SHORTEST * counts.sum())]
        near = np.abs(_LENGTH_S / short_s - 1.0) < alike
        return float((counts[near] * _LENGTH_S[near]).sum() / counts[near].sum())

    def _tick_s(self) -> float | None:
        """What all steps are whole multiples of, and some of them one or two: steps of a clock."""
        one_s = self._single_s(_OFF)
        times = _times(one_s)
        single, double, more = times == 1.0, times == 2.0, times > 2.0
        counts, doubles = self._counts, self._counts[times == 2.0].sum()
        if doubles < max(_LEAST_DOUBLES, _DOUBLES * counts[double | more].sum()):
            return None
        if counts[more].sum() > _TRIPLES * counts[single | double].sum():
            return None
        return next((tick_s for tick_s in (one_s, one_s / 2) if self._whole(tick_s, _OFF)), None)

    def _of_ticks(self, tick_s: float) -> int:
        one_s = self._single_s(_OFF)
        most, share = self._filled(_times(one_s)), self._moved.share
        if self._steady(one_s):
            if self._in_a_pattern(one_s):
                return self._lost_in_a_pattern(tick_s, one_s)
            unbroken = abs(self._shortest_s(len(_RUNS) - 1) / one_s - 1.0) < _FEW
            return self._beside_the_usual() if unbroken or (share or 0.0) > _SURELY else 0
        n, span_s = int(self._counts.sum()), float((self._counts * _LENGTH_S).sum())
        shortest_s = [(run, self._shortest_s(k)) for k, run in enumerate(_RUNS)]
        period_s, run = min((mean_s + tick_s / run, run) for run, mean_s in shortest_s)
        alike = [of for of, mean_s in shortest_s if abs(mean_s / one_s - 1.0) < _FEW]
        singles, missing = max(alike, default=0), max(0, round(span_s / period_s) - n)
        if singles >= run or (singles >= _SINGLES and (share is None or share > _SURELY)):
            return most
        if share is None or share < _MOVES_MORE:
            return missing
        return max(missing, self._beyond_rounding(tick_s))

    def _lost_in_a_pattern(self, tick_s: float, one_s: float) -> int:
        if (self._moved.share or 0.0) < _MOVES_MORE:
            return 0
        most, beyond = self._filled(_times(one_s)), self._beyond_rounding(tick_s)
        if beyond > _LIKELY * most:
            return beyond
        return most if (self._moved.share or 0.0) > _MOVES_ALL else 0

    def _steady(self, one_s: float) -> bool:
        """Tell whether long runs differ in length little more than steps do."""
        return self._spread_s(len(_RUNS) - 1) < max(_STEADY * one_s, _AS_STEPS * self._spread_s(0))

    def _in_a_pattern(self, one_s: float) -> bool:
        """Tell whether runs of some steps are more alike than steps are, as of each third row.

        Rounded and uneven times make runs that differ as much as steps do, unless a clock beats
        with its samples.
        """
        spread_s = min(self._spread_s(k) for k in range(1, len(_RUNS)))
        of_steps_s = self._spread_s(0)
        return of_steps_s - spread_s > max(_PATTERN * one_s, _LESS * of_steps_s)

    def _shortest_s(self, k: int) -> float:
        """The mean step in runs that are so short that none is missing in them."""
        return self._quantile_s(k, _UNBROKEN)

    def _spread_s(self, k: int) -> float:
        """How much runs differ in length, the few that are shortest and longest left out."""
        apart_s = self._quantile_s(k, 1.0 - _SHORTEST) - self._quantile_s(k, _SHORTEST)
        return apart_s * _RUNS[k]

    def _quantile_s(self, k: int, share: float) -> float:
        counts = self._runs[k]
        return float(_LENGTH_S[np.searchsorted(np.cumsum(counts), share * counts.sum())])

    def _beyond_rounding(self, tick_s: float) -> int:
        """How many are missing in steps that are longer than a tick makes them."""
        n, span_s = int(self._counts.sum()), float((self._counts * _LENGTH_S).sum())
        before, found = -1, 0
        while found > before:
            before, period_s = found, span_s / (n + found)
            found = self._filled(np.floor((_LENGTH_S - tick_s) / period_s + _FEW) + 1.0)
        return found

    def _even(self) -> int:
        """How many are missing where each third is, or so, at times that are nearly whole."""
        one_s = self._single_s(_ALIKE)
        if (self._moved.share or 0.0) < _MOVES_MORE or not self._whole(one_s, _ALIKE):
            return 0
        if self._steady(one_s) and not self._in_a_pattern(one_s):
            return 0
        return self._filled(_times(one_s))

    def _whole(self, one_s: float, off: float) -> bool:
        """Tell whether nearly all steps are whole multiples of one."""
        steps = _LENGTH_S / one_s
        whole: BoolArray = (np.abs(steps - np.round(steps)) < off) & (steps > 0.5)
        return bool(self._counts[whole].sum() >= _WHOLE * self._counts.sum())

    def _filled(self, times: FloatArray) -> int:
        return int((self._counts * np.maximum(times - 1.0, 0.0)).sum())


def missing_in(time_s: FloatArray) -> int:
    """How many samples are missing between those at `time_s`, shape (n,), as `Holes` tells."""
    holes = Holes()
    holes.note(np.diff(time_s))
    return holes.missing


def _bins(lengths_s: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    bins: np.ndarray[tuple[int], np.dtype[np.int64]]
    bins = np.minimum(_BINS - 1, (lengths_s / _BIN_S).astype(np.int64))
    return bins


def _times(one_s: float) -> FloatArray:
    """How many times as long as one each length is, halves up."""
    times: FloatArray = np.floor(_LENGTH_S / one_s + 0.5)
    return times

"""Whether a sensor lives: readings that stand still longer than those of a living one can.

A sensor that lost its power, its bus or its driver often goes on sending: zeros, or its last
reading. Such rows are dropped, so that they are what they are, a gap. How long a reading may stand
still depends on its steps. Those of a fine sensor are smaller than its noise: they never repeat on
all axes for long. A coarse one may repeat for minutes on a table, and nothing tells that from a
dead one. A stream may also give each sample several times: what it did so far is no sign of death.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray, IntArray, SampleBlock, joined
from balance.signal.quality import LONGEST_GAP_S

ZEROS_S: Final = 0.1  # no free fall is so quiet
FROZEN_S: Final = 0.3
HELD_S: Final = 1.0  # what is not known to be dead by then is let through
# Noise of common sensors is 0.005 to 0.02 m/s^2 and 0.0005 to 0.003 rad/s.
FINE_M_S2: Final = 0.015
FINE_RAD_S: Final = 0.0025
_FLOOR: Final = 1e-6
_LEAST_ROWS: Final = 5
_CHANCE: Final = 1e-6
_TIMES: Final = 3  # as long as the longest run so far
_LIVE, _SAME, _ZEROS = 0, 1, 2
_WORDS: Final = {_SAME: "one reading did not change", _ZEROS: "nothing but zeros came"}


@dataclass(frozen=True, slots=True)
class Died:
    """The sensor gave its last reading at `since_s`, as is known at `known_s`: a gap begins."""

    since_s: float
    known_s: float


class Living:
    """Lets through what a living sensor gives. Any cut of the stream gives the same rows.

    Rows that are equal on all axes to the one before wait until it is known what they are, a
    second at most; those of a coarse sensor do not wait, and no others ever do.
    """

    def __init__(self) -> None:
        self._habits = _Habits()
        self._before: SampleBlock | None = None  # the newest row that does not wait
        self._waiting: SampleBlock | None = None
        self._run = _LIVE  # the kind of run that the newest row is in, where that is judged
        self._dead = False  # and how
        self._since_s = 0.0
        self._told = False
        self._spells = {kind: _Spells() for kind in _WORDS}

    @property
    def reasons(self) -> tuple[str, ...]:
        """What of the stream came from a dead sensor, in words."""
        kinds = self._spells.items()
        return tuple(f"dead sensor: {_WORDS[kind]} {s.words()}" for kind, s in kinds if s.count)

    def push(self, block: SampleBlock) -> list[SampleBlock | Died]:
        """Add samples; give those that live, and the moments at which a death becomes known."""
        if self._waiting is not None:
            block, self._waiting = joined([self._waiting, block]), None
        if len(block) == 0:
            return []
        rows = _Rows(block, self._before)
        parts: list[SampleBlock | Died] = []
        at = passed = self._go_on(rows, parts)
        for start, end in rows.suspects(at):
            self._habits.learn(rows, at, start)
            dead = self._dead_at(rows, start, end)
            at = start
            if dead is not None:
                parts += rows.part(passed, start)
                self._die(rows, start, dead, end, parts)
                at = passed = end
            elif end == rows.n and not self._is_lawful(rows, start, end):
                parts += rows.part(passed, start)
                self._waiting = block[start:]
                self._before = block[start - 1 : start] if start else self._before
                return parts
            elif end == rows.n:
                self._run, self._dead = int(rows.kind[start]), False
        self._habits.learn(rows, at, rows.n)
        self._before = block[rows.n - 1 :]
        return parts + rows.part(passed, rows.n)

    def finish(self) -> list[SampleBlock | Died]:
        """Give what waits: no more samples will come."""
        waiting, self._waiting = self._waiting, None
        return [] if waiting is None else [waiting]

    def _go_on(self, rows: _Rows, parts: list[SampleBlock | Died]) -> int:
        """Take the rows of a run that is judged already; give the first row after the dead ones."""
        if self._run == _LIVE:
            return 0
        other = np.flatnonzero(rows.kind != self._run)
        end = int(other[0]) if other.size else rows.n
        kind, self._run = self._run, self._run if end == rows.n else _LIVE
        if not self._dead:
            rows.lawful = end
            return 0
        self._note_dead(rows, kind, 0, end, parts)
        return end

    def _die(
        self, rows: _Rows, start: int, dead: int, end: int, parts: list[SampleBlock | Died]
    ) -> None:
        """Drop the rows `start` to `end`, known to be dead from row `dead` on."""
        kind = int(rows.kind[start])
        self._run, self._dead = (kind if end == rows.n else _LIVE), True
        self._since_s, self._told = rows.before_s(start), False
        self._spells[kind].begin(self._since_s)
        self._note_dead(rows, kind, dead, end, parts)

    def _note_dead(
        self, rows: _Rows, kind: int, first: int, end: int, parts: list[SampleBlock | Died]
    ) -> None:
        """Go on with a dead run, and say once that it is long enough for a gap."""
        if first == end:
            return
        self._spells[kind].go_on(float(rows.time_s[end - 1]))
        gap = np.flatnonzero(rows.time_s[first:end] - self._since_s >= LONGEST_GAP_S)
        if gap.size and not self._told:
            self._told = True
            parts.append(Died(self._since_s, float(rows.time_s[first + gap[0]])))

    def _dead_at(self, rows: _Rows, start: int, end: int) -> int | None:
        """Give the row of a run at which it is known that the sensor is dead."""
        lasts_s = rows.time_s[start:end] - rows.time_s[start]
        if rows.kind[start] == _ZEROS:
            dead = lasts_s > ZEROS_S
        elif start < rows.lawful or not self._habits.fine(rows, start):
            return None
        else:
            dead = (lasts_s > FROZEN_S) & (lasts_s <= HELD_S)
            dead[: self._habits.rows_explained] = False
        found = np.flatnonzero(dead)
        return start + int(found[0]) if found.size else None

    def _is_lawful(self, rows: _Rows, start: int, end: int) -> bool:
        """Whether a run that goes on and is not dead will never be."""
        if rows.kind[start] == _ZEROS:
            return False
        if start < rows.lawful or not self._habits.fine(rows, start):
            return True
        return bool(rows.time_s[end - 1] - rows.time_s[start] > HELD_S)


class _Rows:
    """Rows of a block, with what each of them has to do with the one before.

    `kind` says of each whether it is like the one before (`_SAME`), zero on all axes of the
    acceleration (`_ZEROS`), or neither. Rows before `lawful` may repeat.
    """

    def __init__(self, block: SampleBlock, before: SampleBlock | None) -> None:
        self.block = block
        self.n = len(block)
        self.time_s = block.time_s
        self.lawful = 0
        self._first_s = float(block.time_s[0] if before is None else before.time_s[0])
        last_acc = None if before is None else before.acc_m_s2
        last_gyr = None if before is None else before.gyr_rad_s
        self.acc_change = _changes(block.acc_m_s2, last_acc)
        self.gyr_change = None
        changed = self.acc_change.any(axis=1)
        if block.gyr_rad_s is not None:
            self.gyr_change = _changes(block.gyr_rad_s, last_gyr)
            changed |= self.gyr_change.any(axis=1)
        zeros = ~block.acc_m_s2.any(axis=1)
        self.kind: IntArray = np.where(zeros, _ZEROS, np.where(changed, _LIVE, _SAME))

    def suspects(self, first: int) -> list[tuple[int, int]]:
        """Give the runs from row `first` on that are long enough to ask, and one at the end."""
        if not self.kind[first:].any():  # nearly always: each row lives
            return []
        found = [
            run
            for kind, least_s in ((_SAME, FROZEN_S), (_ZEROS, ZEROS_S))
            for run in self._long_runs(self.kind[first:] == kind, first, least_s)
        ]
        return sorted(found)

    def part(self, first: int, end: int) -> list[SampleBlock | Died]:
        """Give a part of the block, unless it is empty."""
        return [self.block[first:end]] if end > first else []

    def before_s(self, row: int) -> float:
        """Time of the row before; of the very first row, its own."""
        return float(self.time_s[row - 1]) if row else self._first_s

    def _long_runs(self, of_kind: BoolArray, first: int, least_s: float) -> list[tuple[int, int]]:
        starts, ends = runs_of(of_kind)
        last_s = self.time_s[first + ends - 1] - self.time_s[first + starts]
        asked = (last_s > least_s) | (first + ends == self.n)
        return [
            (first + int(a), first + int(b))
            for a, b in zip(starts[asked], ends[asked], strict=True)
        ]


class _Habits:
    """How a living stream was so far: its steps, and how often it repeated itself."""

    def __init__(self) -> None:
        self._acc_step = np.inf
        self._gyr_step = np.inf
        self._rows = 0
        self._repeats = 0
        self._longest = 0
        self._open = 0  # rows of the run at the end

    def learn(self, rows: _Rows, first: int, end: int) -> None:
        """Take note of rows that live."""
        if first == end:
            return
        self._rows += end - first
        self._acc_step = min(self._acc_step, _smallest(rows.acc_change[first:end]))
        if rows.gyr_change is not None:
            self._gyr_step = min(self._gyr_step, _smallest(rows.gyr_change[first:end]))
        same = rows.kind[first:end] == _SAME
        if not same.any():
            self._open = 0
            return
        starts, ends = runs_of(same)
        lengths = ends - starts
        if same[0]:
            lengths[0] += self._open
        self._open = int(lengths[-1]) if same[-1] else 0
        self._repeats += int(np.count_nonzero(same))
        self._longest = max(self._longest, int(lengths.max(initial=0)))

    def fine(self, rows: _Rows, row: int) -> bool:
        """Whether the steps are so small that noise alone would change a reading such as this."""
        gyr = rows.block.gyr_rad_s
        # Some gyroscopes hold back what they take for rest, and read zero.
        turns = gyr is not None and self._gyr_step < FINE_RAD_S and bool(gyr[row].any())
        return self._acc_step < FINE_M_S2 or turns

    @property
    def rows_explained(self) -> int:
        """How many repeats in a row need no dead sensor."""
        share = (self._repeats + 1) / (self._rows + 2)
        by_chance = np.log(_CHANCE) / np.log(share)
        return max(_LEAST_ROWS, int(min(by_chance, _TIMES * self._longest)))


class _Spells:
    """How often a sensor was dead, and when for longest."""

    def __init__(self) -> None:
        self.count = 0
        self._longest = (0.0, 0.0)
        self._since_s = 0.0

    def begin(self, since_s: float) -> None:
        self.count += 1
        self._since_s = since_s

    def go_on(self, until_s: float) -> None:
        self._longest = max(
            self._longest, (until_s - self._since_s, self._since_s), key=lambda spell: spell[0]
        )

    def words(self) -> str:
        length_s, since_s = self._longest
        often = f"{self.count} times, at the longest " if self.count > 1 else ""
        return f"{often}for {length_s:.2f} s from {since_s:.2f} s on"


def runs_of(flags: BoolArray) -> tuple[IntArray, IntArray]:
    """Give where runs of true flags begin, and where each is over."""
    if not flags.any():  # nearly always, and live it is asked many times a second
        none = np.empty(0, dtype=np.int64)
        return none, none
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]


def _changes(values: FloatArray, last: FloatArray | None) -> FloatArray:
    """Size of the change of each row, shape (n, 3); of the very first row infinite."""
    if last is None:
        last = np.full((1, values.shape[1]), np.inf)
    changes: FloatArray = np.abs(values - np.concatenate([last, values[:-1]]))
    return changes


def _smallest(changes: FloatArray) -> float:
    return float(changes.min(initial=np.inf, where=changes > _FLOOR))

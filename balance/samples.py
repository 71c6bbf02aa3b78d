"""SampleBlock, the one thing that everything passes on, and the edge where it is made.

Times are seconds of the source's own clock; acceleration is specific force in m/s^2 (at rest the
axis pointing up reads +9.81); rate of turn is in rad/s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

GRAVITY_M_S2: Final = 9.80665
SHORTEST_GAP_S: Final = 0.1
#: More than any sensor for people reads on one axis: of 24 g, and of 4,000 degrees a second.
LARGEST_M_S2: Final = 250.0
LARGEST_RAD_S: Final = 100.0
CANT_BE: Final = "rows with a reading that can't be dropped"
#: Shares of the rows: past the first a loss is worth a look, past the second little is left.
SOME_LOST: Final = 0.02
MANY_LOST: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class SampleBlock:
    """A run of samples of one sensor.

    Parameters
    ----------
    time_s
        Shape (n,), strictly increasing, seconds.
    acc_m_s2
        Shape (n, 3), specific force.
    gyr_rad_s
        Shape (n, 3), rate of turn, or None where the sensor has no gyroscope.

    Raises
    ------
    ValueError
        Where a shape is wrong, a value is not finite or the times do not increase. Raw rows from
        a device or a file go through `Inlet`, which drops such rows and counts them.
    """

    time_s: FloatArray
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None = None

    def __post_init__(self) -> None:
        time_s = _frozen(self.time_s)
        acc = _frozen(self.acc_m_s2)
        gyr = None if self.gyr_rad_s is None else _frozen(self.gyr_rad_s)
        _check_shapes(time_s, acc, gyr)
        if time_s.size and not (np.isfinite(time_s).all() and (time_s[1:] > time_s[:-1]).all()):
            raise ValueError("The times of a block must be finite and strictly increasing.")
        if not (np.isfinite(acc).all() and (gyr is None or np.isfinite(gyr).all())):
            raise ValueError("The values of a block must be finite.")
        object.__setattr__(self, "time_s", time_s)
        object.__setattr__(self, "acc_m_s2", acc)
        object.__setattr__(self, "gyr_rad_s", gyr)

    def __len__(self) -> int:
        return int(self.time_s.size)

    def __getitem__(self, rows: slice) -> SampleBlock:
        if rows.indices(len(self)) == (0, len(self), 1):
            return self  # nothing to check again
        gyr = None if self.gyr_rad_s is None else self.gyr_rad_s[rows]
        return SampleBlock(self.time_s[rows], self.acc_m_s2[rows], gyr)

    @property
    def duration_s(self) -> float:
        """Seconds from the first to the last sample; 0 for fewer than two."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0


def joined(blocks: Sequence[SampleBlock]) -> SampleBlock:
    """Join blocks of one stream; of a single one nothing is copied."""
    if len(blocks) == 1:
        return blocks[0]
    gyrs = [block.gyr_rad_s for block in blocks if block.gyr_rad_s is not None]
    return SampleBlock(
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.acc_m_s2 for block in blocks]),
        np.concatenate(gyrs) if len(gyrs) == len(blocks) else None,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without samples.

    Attributes
    ----------
    start_s, end_s : float
        Times of the last sample before it and of the first one after it, seconds.
    """

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Losses:
    """Rows that were lost before they became samples, and of how many.

    Parameters
    ----------
    rows
        All that came or should have come, the lost ones among them.
    lost
        How many for each cause, which is in words: "rows with a step back in time dropped".
    """

    rows: int = 0
    lost: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """How many were lost."""
        return sum(count for _, count in self.lost)

    @property
    def share(self) -> float:
        """What part of all was lost, 0 to 1."""
        return min(1.0, self.count / self.rows) if self.rows else 0.0

    def after(self, before: Losses) -> Losses:
        """Give these losses together with those of the rows on their way here.

        Parameters
        ----------
        before
            Losses of an earlier part of the way.
        """
        return Losses(max(self.rows + before.count, before.rows), self._with(before, 1))

    def since(self, before: Losses) -> Losses:
        """Give what was lost since `before`, of one source that counts on and on.

        Parameters
        ----------
        before
            Its losses at an earlier moment.
        """
        return Losses(max(0, self.rows - before.rows), self._with(before, -1))

    def faults(self) -> list[str]:
        """Each loss in words; with the share of it where all of them are more than a few."""
        if self.share <= SOME_LOST:
            return [count_of(count, cause) for cause, count in self.lost]
        return [_share_of(count, self.rows, cause) for cause, count in self.lost]

    def _with(self, other: Losses, sign: int) -> tuple[tuple[str, int], ...]:
        counts = dict(self.lost)
        for cause, count in other.lost:
            counts[cause] = counts.get(cause, 0) + sign * count
        return tuple((cause, count) for cause, count in counts.items() if count > 0)


NO_LOSSES: Final = Losses()


class Inlet:
    """The one place where raw rows become valid blocks, and what was wrong with them is counted.

    Rows that are not finite or can't be, repeat a time or step backward are dropped, never
    repaired. Gaps are noted, never bridged. Any split of the same rows gives the same samples and
    the same counts.

    Parameters
    ----------
    largest
        The largest acceleration that can be on one axis, m/s^2; inf for rows of something else.

    Attributes
    ----------
    gaps : list[Gap]
        Stretches of at least `SHORTEST_GAP_S` without a sample.
    rows : int
        Rows that came.
    repeats, backward, not_finite, cant_be : int
        Rows dropped, by reason.
    """

    def __init__(self, largest: float = LARGEST_M_S2) -> None:
        self.gaps: list[Gap] = []
        self.rows = 0
        self.repeats = 0
        self.backward = 0
        self.not_finite = 0
        self.cant_be = 0
        self._largest = largest
        self._last_s = -np.inf

    def push(
        self, time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None = None
    ) -> SampleBlock:
        """Check rows and give back the good ones.

        Parameters
        ----------
        time_s, acc_m_s2, gyr_rad_s
            As in `SampleBlock`, but with any values.

        Returns
        -------
        SampleBlock
            The rows that are good; empty where none is.

        Raises
        ------
        ValueError
            Where a shape is wrong: that is a fault of the caller, not of the data.
        """
        time = np.asarray(time_s, dtype=np.float64)
        acc = np.asarray(acc_m_s2, dtype=np.float64)
        gyr = None if gyr_rad_s is None else np.asarray(gyr_rad_s, dtype=np.float64)
        _check_shapes(time, acc, gyr)
        self.rows += time.size
        keep = np.isfinite(time) & np.isfinite(acc).all(axis=1)
        if gyr is not None:
            keep &= np.isfinite(gyr).all(axis=1)
        self.not_finite += int(time.size - np.count_nonzero(keep))
        can_be = (np.abs(acc) <= self._largest).all(axis=1)
        if gyr is not None:
            can_be &= (np.abs(gyr) <= LARGEST_RAD_S).all(axis=1)
        self.cant_be += int(np.count_nonzero(keep & ~can_be))
        keep &= can_be

        latest = np.maximum.accumulate(np.append(self._last_s, np.where(keep, time, -np.inf)))
        before = latest[:-1]
        self.repeats += int(np.count_nonzero(keep & (time == before)))
        self.backward += int(np.count_nonzero(keep & (time < before)))
        keep &= time > before
        self._note_gaps(time[keep])
        self._last_s = float(latest[-1])
        return SampleBlock(time[keep], acc[keep], None if gyr is None else gyr[keep])

    @property
    def losses(self) -> Losses:
        """The rows dropped so far, by cause."""
        counted = (
            ("rows without a finite value dropped", self.not_finite),
            (CANT_BE, self.cant_be),
            ("rows with a repeated time dropped", self.repeats),
            ("rows with a step back in time dropped", self.backward),
        )
        return Losses(self.rows, tuple((cause, count) for cause, count in counted if count))

    def faults(self) -> list[str]:
        """What was wrong so far, each fault in words; empty where nothing was."""
        words = self.losses.faults()
        if self.gaps:
            longest = max(gap.duration_s for gap in self.gaps)
            words.append(f"{count_of(len(self.gaps), 'gaps')}, the longest {longest:.2f} s")
        return words

    def _note_gaps(self, time_s: FloatArray) -> None:
        if time_s.size == 0:
            return
        first = self._last_s if np.isfinite(self._last_s) else time_s[0]
        times = np.append(first, time_s)
        for i in np.flatnonzero(np.diff(times) >= SHORTEST_GAP_S):
            self.gaps.append(Gap(float(times[i]), float(times[i + 1])))


def measured_rate_hz(time_s: FloatArray) -> float:
    """Samples a second, gaps left out; nan for fewer than two samples.

    The mean step is used, not the median: stamps rounded to a millisecond have a median that is
    wrong by several per cent.
    """
    steps = np.diff(time_s)
    if steps.size == 0:
        return float("nan")
    steps = steps[steps < max(SHORTEST_GAP_S, 5.0 * float(np.median(steps)))]
    return float(steps.size / steps.sum())


def count_of(count: int, things: str) -> str:
    """Say how many: `2 rows lost`, and `1 row lost`, from "rows lost"."""
    noun, *rest = things.split(" ", 1)
    return " ".join([str(count), noun.removesuffix("s") if count == 1 else noun, *rest])


def _share_of(count: int, rows: int, things: str) -> str:
    """Say how many of how many: `12 of 400 rows (3 %) lost`, from "rows lost"."""
    noun, *rest = things.split(" ", 1)
    percent = 100.0 * count / rows
    shown = f"{percent:.0f}" if percent >= 1.0 else f"{percent:.1g}"
    return " ".join([f"{count} of {rows} {noun} ({shown} %)", *rest])


def _frozen(values: ArrayLike) -> FloatArray:
    array = np.array(values, dtype=np.float64, order="C", ndmin=1)
    array.flags.writeable = False
    return array


def _check_shapes(time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None) -> None:
    n = time_s.size
    if time_s.ndim != 1 or acc.shape != (n, 3) or (gyr is not None and gyr.shape != (n, 3)):
        shapes = f"{time_s.shape}, {acc.shape}, {None if gyr is None else gyr.shape}"
        raise ValueError(f"A block takes shapes (n,), (n, 3) and (n, 3) or None, got {shapes}.")

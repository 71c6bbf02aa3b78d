"""Simulators beside real people: sizes, spectra and phases, as a table for docs/simulator.md.

    python benchmarks/simulators.py

All is measured in the same way, on samples brought to 100 Hz: real starts and ends of a walk, real
stances on one leg from motion capture, real attempts labelled by hand, and the worlds forces,
plain, third, loose, gestures and jointed. Without ``../shared`` the real columns are left out.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from scipy import signal
from scipy.spatial.transform import Rotation
from worlds import forces, gestures, jointed, loose, plain, real_pieces, real_sway, third
from worlds.labelled import Labelled

from balance.records.open_any import open_recording
from balance.samples import FloatArray, SampleBlock
from balance.signal.placement import Placement

STANCES: Final = real_pieces.SHARED / "people" / "one-leg-kinematics"
HAND: Final = real_pieces.SHARED / "people" / "olst-hold-times" / "olst_two_participants.csv"
FS: Final = 100.0
SLOW: Final = signal.butter(4, 3.5, "low", fs=FS, output="sos")
SLOWER: Final = signal.butter(4, 2.0, "low", fs=FS, output="sos")
RIPPLE: Final = signal.butter(2, (6.0, 30.0), "band", fs=FS, output="sos")
WORLDS: Final = {
    "forces": forces,
    "plain": plain,
    "third": third,
    "loose": loose,
    "gestures": gestures,
    "jointed": jointed,
}
RECORDINGS: Final = 60  # of each world and placement
WINDOW: Final = 400  # rows of one stretch on one leg; the mocap has no longer ones to spare
ROWS: Final[dict[Placement, tuple[tuple[str, str], ...]]] = {
    "lower_back": (
        ("quiet_larger", "back, quiet, larger level axis"), ("quiet_smaller", "smaller level axis"),
        ("quiet_ripple", "ripple, median"), ("quiet_ripple_high", "ripple, 99.5 % point"),
        ("quiet_rate", "rate of turn"), ("lift_level", "back, level peak before lift-off"),
        ("lift_sideways", "the same, sideways alone"), ("lift_ripple", "ripple at lift-off"),
        ("contact_ripple", "ripple at contact"), ("hold_level", "back, on one leg, level"),
        ("hold_vertical", "vertical"), ("hold_slower", "vertical below 2 Hz"),
        ("hold_rate", "rate of turn below 3.5 Hz"), ("hold_f50", "F50, level axes, Hz"),
        ("hold_f95", "F95, level axes, Hz"), ("hold_above", "share of power above 1 Hz"),
        ("before_rms", "back, vertical before contact"), ("before_peak", "the same, peak"),
        ("settles", "back, lift-off to settled, s"), ("breaks", "break to contact, s"),
    ),
    "foot": (
        ("quiet_ripple", "foot, quiet, ripple, median"), ("quiet_rate", "rate of turn"),
        ("lift_rate", "foot, rate of turn at lift-off"),
        ("lift_moving", "over 0.3 rad/s before it, s"), ("contact_ripple", "ripple at contact"),
        ("hold_rate", "foot, on one leg, rate of turn below 3.5 Hz"),
        ("settles", "foot, lift-off to settled, s"), ("breaks", "break to contact, s"),
    ),
}  # fmt: skip
Sizes = dict[str, list[float]]


def rms(values: FloatArray) -> float:
    """Root of the mean square of the length of rows."""
    return float(np.sqrt((values**2).sum() / len(values)))


def length(values: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(values, axis=1))


class Course:
    """Acceleration and rate of turn at 100 Hz, and what is asked of them."""

    def __init__(self, acc: FloatArray, gyr: FloatArray, sizes: Sizes) -> None:
        self.rows = len(acc)
        self._acc, self._gyr, self._sizes = acc, gyr, sizes
        self._ripple = length(signal.sosfiltfilt(RIPPLE, acc, axis=0))

    @classmethod
    def of(cls, block: SampleBlock, sizes: Sizes) -> Course:
        """Bring samples to 100 Hz."""
        at = np.arange(float(block.time_s[0]), float(block.time_s[-1]), 1.0 / FS)
        assert block.gyr_rad_s is not None
        both = np.hstack([block.acc_m_s2, block.gyr_rad_s])
        even = np.stack([np.interp(at, block.time_s, column) for column in both.T], axis=1)
        return cls(even[:, :3], even[:, 3:], sizes)

    def still(self, rows: slice) -> None:
        """Take the rate of turn as none in these rows on average."""
        self._gyr = self._gyr - self._gyr[rows].mean(axis=0)

    def _add(self, name: str, value: float) -> None:
        self._sizes[name].append(value)

    def _upright(self, rows: slice, mean: slice, *, slow: bool = True) -> FloatArray:
        """Give acceleration in rows, less its mean in others, where it points up."""
        at_rest = self._acc[mean].mean(axis=0)
        turn = Rotation.align_vectors([[0.0, 0.0, 1.0]], [at_rest])[0]
        felt = turn.apply(self._acc[rows] - at_rest)
        return np.asarray(signal.sosfiltfilt(SLOW, felt, axis=0) if slow else felt)

    def quiet(self, rows: slice) -> None:
        """Measure on two legs."""
        spread = np.linalg.eigvalsh(np.cov(self._upright(rows, rows)[:, :2].T))
        self._add("quiet_larger", float(np.sqrt(spread[1])))
        self._add("quiet_smaller", float(np.sqrt(max(spread[0], 0.0))))
        self._add("quiet_ripple", float(np.median(self._ripple[rows])))
        self._add("quiet_ripple_high", float(np.quantile(self._ripple[rows], 0.995)))
        self._add("quiet_rate", rms(self._gyr[rows] - self._gyr[rows].mean(axis=0)))

    def lift(self, row: int, sideways: FloatArray | None = None) -> None:
        """Measure around a lift-off; `sideways` is that axis of the sensor, where it is known."""
        before, rest = slice(row - 100, row), slice(max(row - 300, 0), row - 130)
        shown = self._upright(slice(0, row + 100), rest)[before, :2]
        self._add("lift_level", float(length(shown).max()))
        if sideways is not None:
            felt = (self._acc[: row + 100] - self._acc[rest].mean(axis=0)) @ sideways
            self._add("lift_sideways", float(np.abs(signal.sosfiltfilt(SLOW, felt)[before]).max()))
        self._add("lift_ripple", float(self._ripple[row - 15 : row + 16].max()))
        rate = length(self._gyr)
        self._add("lift_rate", float(rate[row]))
        calm = np.flatnonzero(rate[:row] <= 0.3)
        self._add("lift_moving", (row - 1 - calm[-1] if calm.size else row) / FS)

    def contact(self, row: int) -> None:
        """Measure around a contact."""
        self._add("contact_ripple", float(self._ripple[row - 15 : row + 16].max()))
        vertical = self._upright(slice(0, row + 1), slice(row - 100, row + 1))[-101:-5, 2]
        self._add("before_rms", rms(vertical))
        self._add("before_peak", float(np.abs(vertical).max()))

    def hold(self, start: int, end: int, most: int = 3) -> None:
        """Measure on one leg, in stretches of `WINDOW`."""
        for first in range(start, end - WINDOW + 1, WINDOW)[:most]:
            rows = slice(first, first + WINDOW)
            slow = self._upright(rows, rows)
            self._add("hold_level", rms(slow[:, :2] - slow[:, :2].mean(axis=0)))
            self._add("hold_vertical", float(slow[:, 2].std()))
            self._add("hold_slower", float(signal.sosfiltfilt(SLOWER, slow[:, 2]).std()))
            turning = signal.sosfiltfilt(SLOW, self._gyr[rows], axis=0)
            self._add("hold_rate", rms(turning - turning.mean(axis=0)))
            level = signal.detrend(self._upright(rows, rows, slow=False)[:, :2], axis=0)
            hz, power = signal.periodogram(level, FS, "hann", axis=0)
            power = power.sum(axis=1)[(hz >= 0.15) & (hz <= 5.0)]
            hz, share = hz[(hz >= 0.15) & (hz <= 5.0)], np.cumsum(power) / power.sum()
            self._add("hold_f50", float(np.interp(0.5, share, hz)))
            self._add("hold_f95", float(np.interp(0.95, share, hz)))
            self._add("hold_above", float(power[hz > 1.0].sum() / power.sum()))

    def phases(self, lift: int, end: int, *, ends: bool = True) -> None:
        """Find when the movement settles after the lift-off and breaks before the contact.

        Settled is where the first 0.25 s begins in which the rate of turn has less than 1.5 times
        the RMS that is usual in the hold; broken is where the last such 0.25 s ends.
        """
        square = (self._gyr[lift : end + 1] ** 2).sum(axis=1)
        moved = np.sqrt(np.convolve(square, np.full(25, 1 / 25), "valid"))
        settled = np.flatnonzero(moved < 1.5 * np.median(moved))
        self._add("settles", float(settled[0]) / FS)
        if ends:
            self._add("breaks", float(len(moved) - 1 - settled[-1]) / FS)


def simulated(draw: Callable[..., Labelled], placement: Placement) -> Sizes:
    sizes: Sizes = defaultdict(list)
    for seed in range(RECORDINGS):
        made = draw(seed, placement)
        course = Course.of(made.block, sizes)
        for k, ((lift_s, end_s), ending) in enumerate(zip(made.holds, made.endings, strict=True)):
            lift, end = (round((at - float(made.block.time_s[0])) * FS) for at in (lift_s, end_s))
            if lift < 210:
                continue
            course.still(slice(20, lift - 130) if k == 0 else slice(lift - 300, lift - 130))
            course.lift(lift)
            if k == 0:
                course.quiet(slice(20, min(220, lift - 160)))
            if end_s - lift_s >= 2.0:
                course.phases(lift, end, ends=ending in ("firm", "soft"))
            course.hold(lift + 100, end - 50)
            if ending in ("firm", "soft"):
                course.contact(end)
    return sizes


def walked(placement: Placement) -> Sizes:
    """Measure the starts and ends of walks."""
    sizes: Sizes = defaultdict(list)
    for piece in real_pieces.starts(placement) + real_pieces.landings(placement):
        back, up = piece.clip.turn.inv(), np.array([0.0, 0.0, piece.gravity_m_s2])
        course = Course(back.apply(piece.clip.lin + up), back.apply(piece.clip.rate), sizes)
        if piece.part == "start":
            course.quiet(piece.quiet)
            course.lift(piece.clip.event, np.array([0.0, 1.0, 0.0]))
        else:
            course.contact(piece.clip.event)
    return sizes


def stood(placement: Placement) -> Sizes:
    """Measure stances on one leg by motion capture."""
    sizes: Sizes = defaultdict(list)
    index = _rows(STANCES / "index.csv")
    for row in (row for row in index if row["placement"] == placement):
        course = Course.of(open_recording(STANCES / row["file"]).block, sizes)
        lift = round(float(row["lift_off_s"] or -0.8) * FS)
        if lift > 0:
            course.lift(lift)
            course.phases(lift, course.rows - 1, ends=False)
        if placement != "foot" or lift > 0:  # the other person swings the raised leg about
            course.hold(lift + 100, course.rows - 20, most=5)
    return sizes


def labelled(first: str, last: str) -> list[float]:
    """Give the times between two labels set by hand."""
    rows = (row for row in _rows(HAND) if row[first] and row[last])
    return [float(row[last]) - float(row[first]) for row in rows]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as table:
        yield from csv.DictReader(table)


def cell(values: list[float]) -> str:
    if not values:
        return ""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    digits = 3 if middle < 0.1 else 2 if middle < 10 else 1
    return f"{middle:.{digits}f} ({low:.{digits}f}, {high:.{digits}f})"


def main() -> None:
    real = real_pieces.available() and real_sway.available() and HAND.is_file()
    if not real:
        print("No real people: ../shared/people is not here.\n")
    heads = [*(("real, walks", "real, one leg") if real else ()), *WORLDS]
    print(f"| | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}")
    for placement, rows in ROWS.items():
        columns = [walked(placement), stood(placement)] if real else []
        columns += [simulated(world.draw, placement) for world in WORLDS.values()]
        for key, name in rows:
            print(f"| {name} | {' | '.join(cell(column[key]) for column in columns)} |")
    if real:
        stable, broken = labelled("t_foot_up_s", "t_stable_s"), labelled("t_break_s", "t_end_s")
        print(f"\nBy hand: foot up to stable {cell(stable)}, break to contact {cell(broken)} s.")


if __name__ == "__main__":
    main()

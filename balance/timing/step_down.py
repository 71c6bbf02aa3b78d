"""Finding the step-down: a first sign, the evidence that bears it out, and the contact's time.

The first sign is sensitive and pauses the clock: a ripple above its own recent level, or the
segment on its way back to where it was in quiet stance. The evidence is weighed some tenths of a
second later by a logistic rule whose weights are in `weights.py`. A landing so soft that neither
shows is found by the quiet stance that follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray, IntArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import STEP_S, rows
from balance.signal.stillness import WINDOW, Quiet, quiet_at
from balance.signal.vectors import dot, length, log_ratio, rms, squared
from balance.timing.motion import motion, ripple_floor
from balance.timing.shift import Shift, across, largest_shift, share_undone, speed_gained

BLIND: Final = rows(0.7)  # after lift-off, while the leg is on its way to its pose
MEMORY: Final = rows(2.5)
GUARD: Final = rows(0.1)
SWING: Final = rows(0.3)
POSE_GUARD: Final = rows(0.3)
BEFORE: Final = rows(0.6)
LATE: Final = rows(2.0)
POSE_MEMORY: Final = rows(5.0)
CLEARLY_GONE_M_S2: Final = 0.2
MUCH_QUIETER: Final = 0.5
DOUBT: Final = (rows(0.2), rows(0.3), rows(0.4), rows(0.5), rows(0.6))

EVIDENCE: Final = (
    "impact",
    "impact_size",
    "return",
    "return_peak",
    "displacement",
    "calm",
    "calm_size",
    "ripple_calm",
    "descent",
    "push",
    "push_along",
    "crest",
    "left",
    "moved",
    "unrest_calm",
    "unrest_left",
)
SHIFT_EVIDENCE: Final = ("undone", "undone_push", "undone_fit", "return_speed")


@dataclass(frozen=True, slots=True)
class SignLimits:
    """When a ripple or a return counts as a first sign."""

    ripple_m_s2: float
    ripple_ratio: float
    returned: float
    displaced_m_s2: float
    stir_ratio: float
    speed_back: float


@dataclass(frozen=True, slots=True)
class Pose:
    """What the hold before a row was like: where up was, how much it moved and rippled."""

    up_m_s2: FloatArray
    rate_rad_s: float
    ripple_m_s2: float
    slow_m_s2: FloatArray
    acc_rms_m_s2: float


def first_sign(
    features: Features,
    first: int,
    last: int,
    lift_row: int,
    quiet: Quiet,
    shift: Shift,
    limits: SignLimits,
) -> int | None:
    """First row of `first` to `last` that may be a step-down, or None.

    A sign is the first of a run of its kind: a ripple that goes on is not a new one.
    """
    first = max(first, lift_row + BLIND)
    if first >= last:
        return None
    seen = _Seen(features, first - 1, last, lift_row)
    kinds = [_loud(seen, limits), _returned(seen, quiet, limits), _carried(seen, shift, limits)]
    if features.has_gyr:
        kinds.append(_stirred(seen, quiet, limits))
    signs = np.stack(kinds)
    begins = np.flatnonzero((signs[:, 1:] & ~signs[:, :-1]).any(axis=0))
    return first + int(begins[0]) if begins.size else None


class _Seen:
    """Rows in which signs are looked for, and the hold before each of them.

    `at`, `begin` and `end` are columns of `view`: a row, and the stretch that it is compared with.
    """

    def __init__(self, features: Features, first: int, last: int, lift_row: int) -> None:
        start = features.rows.start
        rows_at = np.arange(first, last)
        self.view = features.rows.view(start, last)
        self.now = self.view[:, first - start :]
        self.at = rows_at - start
        self.begin = _since(rows_at, lift_row, MEMORY) - start
        self.end = np.maximum(rows_at - POSE_GUARD, lift_row + 5) - start
        self.has_gyr = features.has_gyr

    def mean(self, sums: slice) -> FloatArray:
        """Mean over the stretch of what was summed up in these columns."""
        total = self.view[sums]
        mean: FloatArray = (total[:, self.end] - total[:, self.begin]) / np.maximum(
            self.end - self.begin, 1
        )
        return mean


def _loud(seen: _Seen, limits: SignLimits) -> BoolArray:
    """The ripple rises over its usual level."""
    floor = ripple_floor(seen.view, 0, seen.begin, seen.at - GUARD)
    loud: BoolArray = (
        seen.now[f.RIPPLE2] > np.maximum(limits.ripple_m_s2, limits.ripple_ratio * floor) ** 2
    )
    return loud


def _returned(seen: _Seen, quiet: Quiet, limits: SignLimits) -> BoolArray:
    """The segment has turned back most of the way to where it was in quiet stance."""
    pose = seen.mean(f.SUM_UP)
    away = pose - quiet.up_m_s2[:, None]
    away2 = squared(away)
    along = dot(pose - seen.now[f.UP], away)
    returned: BoolArray = (along > limits.returned * away2) & (away2 > limits.displaced_m_s2**2)
    return returned


def _carried(seen: _Seen, shift: Shift, limits: SignLimits) -> BoolArray:
    """The body gains speed against the way of the lift's weight shift."""
    felt = seen.view[f.SUM_ACC, seen.at] - seen.view[f.SUM_ACC, seen.at - SWING]
    if seen.has_gyr:
        rest = seen.view[f.SUM_UP, seen.at] - seen.view[f.SUM_UP, seen.at - SWING]
    else:
        rest = SWING * seen.mean(f.SUM_UP)
    speed = dot(felt - rest, -shift.size_m) / (float(length(shift.size_m)) + 1e-9) * STEP_S
    carried: BoolArray = speed > limits.speed_back * shift.speed_m_s
    return carried


def _stirred(seen: _Seen, quiet: Quiet, limits: SignLimits) -> BoolArray:
    """It turns much faster than it did of late."""
    turning = seen.view[f.SUM_GYR2]
    before = seen.at - GUARD
    usual2 = (turning[before] - turning[seen.begin]) / np.maximum(before - seen.begin, 1)
    stirred: BoolArray = squared(seen.now[f.GYR]) > limits.stir_ratio**2 * (
        usual2 + quiet.gyr_rms_rad_s**2
    )
    return stirred


def _since(at: IntArray, lift_row: int, memory: int) -> IntArray:
    """Row from which the hold is looked back on: never before the leg was up."""
    return np.maximum(at - memory, np.minimum(lift_row + rows(0.15), at - 2 * GUARD))


def pose_before(features: Features, row: int, lift_row: int, quiet: Quiet) -> Pose:
    """What the hold was like up to shortly before `row`."""
    begin = max(row - POSE_MEMORY, lift_row + rows(0.15), features.rows.start)
    end = max(row - POSE_GUARD, begin + 10)
    change = (features.rows.row(end) - features.rows.row(begin)) / (end - begin)
    return Pose(
        up_m_s2=change[f.SUM_UP],
        rate_rad_s=_usual_rate(features, begin, end, quiet, change),
        ripple_m_s2=float(change[f.SUM_ROOT] ** 2),
        slow_m_s2=features.rows.view(begin, end)[f.SLOW].mean(axis=1),
        acc_rms_m_s2=quiet_at(features, end, end - begin).acc_rms_m_s2,
    )


def _usual_rate(features: Features, begin: int, end: int, quiet: Quiet, mean: FloatArray) -> float:
    """RMS rate of turn between two rows, from their means where there is a gyroscope."""
    if not features.has_gyr:
        return rms(motion(features, begin, end, quiet).rate_rad_s)
    zero = quiet.gyr_rad_s
    about_zero = mean[f.SUM_GYR2] - 2.0 * dot(zero, mean[f.SUM_GYR]) + squared(zero)
    return float(np.sqrt(max(0.0, float(about_zero))))


def evidence(features: Features, sign: int, now: int, lift_row: int, quiet: Quiet) -> FloatArray:
    """What speaks for a step-down at `sign`, known at row `now`; the order is `EVIDENCE`."""
    pose = pose_before(features, sign, lift_row, quiet)
    begin = max(sign - BEFORE, lift_row + 1, features.rows.start)
    seen = motion(features, begin, now + 1, quiet)
    at = sign - begin
    recent = min(LATE, max(rows(0.15), now - sign - rows(0.3)))
    late = slice(-recent, None)
    since = quiet_at(features, now, recent)
    away = pose.up_m_s2 - quiet.up_m_s2
    away2 = float(squared(away)) + 1e-9
    returned = dot(pose.up_m_s2[:, None] - seen.up_m_s2, away) / away2
    peak = float(seen.ripple_m_s2[max(0, at - 8) : at + rows(0.6)].max())
    late_rate = rms(seen.rate_rad_s[late])
    late_ripple = float(np.sqrt(seen.ripple_m_s2[late]).mean() ** 2)
    push = (seen.slow_m_s2[:, max(0, at - 5) :] - pose.slow_m_s2[:, None]).mean(axis=1)
    burst = seen.ripple_m_s2[max(0, at - rows(0.3)) : at + rows(0.6)]
    now_up = seen.up_m_s2[:, late].mean(axis=1)
    return np.array(
        [
            log_ratio(peak, pose.ripple_m_s2 + 0.02),
            log_ratio(peak, 0.5),
            float(np.clip(returned[late].mean(), -1.0, 2.0)),
            float(np.clip(returned[max(0, at - 10) :].max(), -1.0, 2.0)),
            log_ratio(float(np.sqrt(away2)), 0.5),
            log_ratio(late_rate, pose.rate_rad_s + 0.005),
            log_ratio(late_rate, quiet.gyr_rms_rad_s + 0.01),
            log_ratio(late_ripple, pose.ripple_m_s2 + 0.02),
            log_ratio(float(seen.rate_rad_s[: at + rows(0.4)].max()), pose.rate_rad_s + 0.005),
            log_ratio(float(length(push)), 0.2),
            float(np.clip(dot(push, away) / (np.sqrt(away2) + 0.1) / 0.2, -3.0, 3.0)),
            log_ratio(peak, rms(burst)),
            log_ratio(float(length(now_up - quiet.up_m_s2)), 0.5),
            log_ratio(float(length(now_up - pose.up_m_s2)), 0.5),
            log_ratio(since.acc_rms_m_s2, pose.acc_rms_m_s2 + 0.01),
            log_ratio(since.acc_rms_m_s2, quiet.acc_rms_m_s2 + 0.01),
        ]
    )


def shift_evidence(
    features: Features, sign: int, now: int, lift_row: int, quiet: Quiet, shift: Shift
) -> FloatArray:
    """What the weight's way back says, on a trunk; the order is `SHIFT_EVIDENCE`."""
    up = pose_before(features, sign, lift_row, quiet).up_m_s2
    begin = max(sign - BEFORE, lift_row + 1)
    pushed = across(features, begin, now + 1, up)
    back = largest_shift(pushed, -shift.size_m)
    return np.array(
        [
            share_undone(shift, back),
            log_ratio(back.push_m_s2, 0.1),
            back.fit,
            log_ratio(speed_gained(pushed, -shift.size_m), 0.05),
        ]
    )


def marks(
    features: Features, sign: int, first: int, now: int, quiet: Quiet, shift: Shift | None
) -> tuple[int, int]:
    """Rows that a contact is looked for around: its sign, and where the weight's way back begins.

    The way back is looked for from row `first` on. Without a shift, on a leg, both are the sign.
    """
    if shift is None:
        return sign, sign
    back = largest_shift(across(features, first, now + 1, quiet.up_m_s2), -shift.size_m)
    return sign, back.first


def span(sign: int, now: int, lift_row: int, *, trunk: bool) -> tuple[int, int]:
    """Rows among which the contact lies, given a sign and when it was believed."""
    first = max(sign - rows(0.5 if trunk else 0.25), lift_row + rows(0.3))
    last = min(sign + rows(0.5 if trunk else 0.8), now - 1)
    return first, max(last, first + 10)


def stands_again(features: Features, row: int, lift_row: int, quiet: Quiet) -> bool:
    """Whether the quiet second that ends with `row` is two-leg stance, and not a quiet hold.

    Amplitude alone does not tell one leg from two: it must be much quieter than the quieter
    seconds of the hold were, and, where the lift had moved it clearly, most of the way back.
    """
    now = quiet_at(features, row)
    pose = pose_before(features, row - WINDOW - POSE_GUARD, lift_row, quiet)
    gone, left = pose.up_m_s2 - quiet.up_m_s2, now.up_m_s2 - quiet.up_m_s2
    if float(length(gone)) > CLEARLY_GONE_M_S2 and dot(left, gone) > 0.4 * squared(gone):
        return False
    ends = np.arange(row - WINDOW - POSE_GUARD, lift_row + WINDOW, -WINDOW)[:8]
    seconds = [quiet_at(features, int(end)) for end in ends]
    if features.has_gyr:
        usual = [second.gyr_rms_rad_s for second in seconds]
        return now.gyr_rms_rad_s < MUCH_QUIETER * float(np.percentile(usual, 30)) if usual else True
    usual = [second.acc_rms_m_s2 for second in seconds]
    return now.acc_rms_m_s2 < MUCH_QUIETER * float(np.percentile(usual, 30)) if usual else True


def loudest(features: Features, first: int, last: int) -> int:
    """Row of the largest ripple among `first` to `last`."""
    view = features.rows.view(first, max(last, first + 1))
    return first + int(np.argmax(view[f.RIPPLE2]))

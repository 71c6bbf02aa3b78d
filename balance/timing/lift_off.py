"""Finding the lift-off: a first sign, the evidence that the foot left, and the time it did.

Lift-off is not the first deviation: weight is shifted up to a second before, the heel rises first
on a leg, and people shift their weight and change their minds. So a first sign only starts a
watch; what comes after it decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import STEP_S, rows
from balance.signal.stillness import Quiet, quiet_at
from balance.signal.vectors import angle_rad, dot, length, log_ratio, rms, squared
from balance.timing.motion import motion
from balance.timing.shift import SHORTEST, STRIDE, Shift, across, largest_shift, share_undone

LOCATED_AFTER: Final = rows(0.3)
LONG: Final = rows(3.0)
SHIFT_WITHIN: Final = (rows(0.4), rows(2.5))  # before and after a sign
SHIFT_AROUND: Final = (rows(1.3), rows(0.7))  # before and after a lift-off

EVIDENCE: Final = (
    "unrest",
    "unrest_size",
    "turning",
    "turning_size",
    "ripple_level",
    "tilt",
    "tilt_least",
    "push",
    "ripple_peak",
    "rate_peak",
    "unrest_long",
    "turning_long",
    "ripple_long",
    "lean_long",
    "lean_along_push",
)
SHIFT_EVIDENCE: Final = ("shift", "shift_push", "shift_fit", "shift_undone", "since_shift")


@dataclass(frozen=True, slots=True)
class SignLimits:
    """What quiet stance never shows: departures from its own mean."""

    acc_m_s2: float
    rate_rad_s: float
    tilt_m_s2: float


def first_sign(
    features: Features,
    first: int,
    last: int,
    quiet_rows: IntArray,
    window: int,
    limits: SignLimits,
) -> int | None:
    """First of the rows `first` to `last` that departs from the quiet stance before it.

    Parameters
    ----------
    quiet_rows
        For each row, the last row of the quiet stance that it is compared with.
    window
        How many rows that quiet stance was.
    """
    start = features.rows.start
    view = features.rows.view(start, last)
    sums = view[f.SUM_ACC.start : f.SUM_UP.stop]
    at = quiet_rows - start
    mean = (sums[:, at] - sums[:, at - window]) / window
    now = view[:, first - start :]
    pushed = squared(now[f.SLOW] - mean[0:3]) > limits.acc_m_s2**2
    turned = squared(now[f.GYR] - mean[3:6]) > limits.rate_rad_s**2
    tilted = squared(now[f.UP] - mean[6:9]) > limits.tilt_m_s2**2
    found = np.flatnonzero(pushed | turned | tilted)
    return first + int(found[0]) if found.size else None


def evidence(features: Features, sign: int, now: int, quiet: Quiet) -> FloatArray:
    """What speaks for a foot in the air at row `now` after a first sign; order is `EVIDENCE`."""
    late = quiet_at(features, now, rows(0.5))
    seen = motion(features, sign - rows(0.2), now + 1, quiet)
    recent = motion(features, now - rows(0.5), now + 1, quiet)
    settled = min(sign + rows(0.5), now - rows(0.2))
    since = quiet_at(features, now, max(rows(0.2), min(now - settled, LONG)))
    lean = since.up_m_s2 - quiet.up_m_s2
    tilt_rad = angle_rad(recent.up_m_s2, quiet.up_m_s2[:, None])
    push = seen.slow_m_s2 - quiet.acc_m_s2[:, None]
    rate = rms(recent.rate_rad_s)
    return np.array(
        [
            log_ratio(late.acc_rms_m_s2, quiet.acc_rms_m_s2 + 0.01),
            log_ratio(late.acc_rms_m_s2, 0.1),
            log_ratio(rate, quiet.gyr_rms_rad_s + 0.005),
            log_ratio(rate, 0.1),
            log_ratio(late.ripple_m_s2, quiet.ripple_m_s2 + 0.01),
            log_ratio(float(np.median(tilt_rad)), 0.03),
            log_ratio(float(tilt_rad.min()), 0.03),
            log_ratio(float(length(push).max()), 0.2),
            log_ratio(float(seen.ripple_m_s2.max()), quiet.ripple_m_s2 + 0.02),
            log_ratio(float(seen.rate_rad_s.max()), 0.2),
            log_ratio(since.acc_rms_m_s2, quiet.acc_rms_m_s2 + 0.01),
            log_ratio(since.gyr_rms_rad_s, quiet.gyr_rms_rad_s + 0.005),
            log_ratio(since.ripple_m_s2, quiet.ripple_m_s2 + 0.01),
            log_ratio(float(length(lean)), 0.2),
            float(np.clip(dot(push[:, : rows(0.8)].mean(axis=1), lean) / 0.04, -4.0, 4.0)),
        ]
    )


def shift_evidence(features: Features, sign: int, now: int, quiet: Quiet) -> FloatArray:
    """What the weight shift says, on a trunk; the order is `SHIFT_EVIDENCE`."""
    shift, undone = weight_shift(features, sign, now, quiet)
    return np.array(
        [
            log_ratio(float(length(shift.size_m)), 0.03),
            log_ratio(shift.push_m_s2, quiet.acc_rms_m_s2 + 0.01),
            shift.fit,
            undone,
            (now - shift.last) * STEP_S,
        ]
    )


def weight_shift(features: Features, sign: int, now: int, quiet: Quiet) -> tuple[Shift, float]:
    """The weight shift around a sign, and how much of it has been taken back since."""
    seen = across(features, sign - SHIFT_WITHIN[0], now + 1, quiet.up_m_s2)
    shift = largest_shift(seen.until(sign + SHIFT_WITHIN[1]))
    since = seen.since(shift.middle)
    if since.acc_m_s2.shape[1] * STRIDE < SHORTEST:
        return shift, 0.0
    return shift, share_undone(shift, largest_shift(since, -shift.size_m))


def shift_at(features: Features, lift_row: int, now: int, quiet: Quiet) -> Shift:
    """The weight shift of a lift-off that is believed."""
    first, last = lift_row - SHIFT_AROUND[0], min(lift_row + SHIFT_AROUND[1], now + 1)
    return largest_shift(across(features, first, last, quiet.up_m_s2))


def marks(features: Features, sign: int, now: int, quiet: Quiet, *, trunk: bool) -> tuple[int, int]:
    """Rows to look for a lift-off around: its sign and, on a trunk, the end of its weight shift."""
    if not trunk:
        return sign, sign
    shift, _ = weight_shift(features, sign, now, quiet)
    return sign, shift.last


def span(sign: int, now: int, *, trunk: bool) -> tuple[int, int]:
    """Rows among which the lift-off lies, given a sign and when it was believed."""
    return sign - rows(0.3), min(now - rows(0.1), sign + rows(2.2 if trunk else 1.5))

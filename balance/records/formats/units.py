"""Units: as the file states them, or told by what gravity does to the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.records.errors import RecordingError
from balance.records.formats.ranges import check_range
from balance.records.formats.scales import (
    NEARLY_ALIKE,
    assumed,
    fitting,
    is_scale,
    size_of,
    unknown,
)
from balance.records.formats.turning import GYR_RAD_S, told_by_turning, turning_scale
from balance.samples import GRAVITY_M_S2, FloatArray

#: What may be stated of a rate of turn; turns a minute are never told from the numbers alone.
STATED_RAD_S: Final = {**GYR_RAD_S, "rpm": 2.0 * np.pi / 60.0, "rev/s": 2.0 * np.pi}
_REST_G: Final = (0.85, 1.15)
_STATED_REST_G: Final = (0.5, 1.5)
# No doubt about it: of such a length, and of the same one in all seconds at rest.
_SURELY_G: Final = (0.93, 1.07)
_SAME_LENGTH: Final = 0.06
_RATIO: Final = (0.05, 1.8)
_MOVED_M_S2: Final = 0.3  # over all axes: more than the noise of any sensor
_NOISE: Final = (0.005, 0.02)
#: More than anybody turns a sensor that is worn, and more than most sensors read.
FASTEST_RAD_S: Final = 40.0
_IN_WORDS: Final = {
    "deg/s": "degrees a second",
    "rad/s": "radians a second",
    "mdeg/s": "thousandths of a degree a second",
    "raw": "counts of an MPU-6050",
}
_LARGEST: Final = 1e6
_COARSE_M_S2: Final = 0.02
_LINEAR: Final = 0.3  # of its mean length: the mean vector of what has no gravity in it
_SAME: Final = 1e-6

NO_GRAVITY: Final = (
    "holds an acceleration from which gravity was taken away; export the acceleration with gravity"
)
_NO_GRAVITY_SEEN: Final = NO_GRAVITY.replace(";", ", or no acceleration at all;")


def acc_unit(time_s: FloatArray, acc: FloatArray, stated: str | None) -> str:
    """Decide the unit of an acceleration, shape (n, 3), and see that gravity is in it.

    One that is stated is believed, unless gravity says another one and leaves no doubt.

    Raises
    ------
    RecordingError
        Where gravity is not in it, or the size of gravity fits no unit.
    """
    rests = rest_sizes(time_s, acc)
    rest = float(np.median(rests))
    fits = fitting(rest, whole=are_whole(acc), stated=stated)
    if stated is None or not is_scale(stated):
        if fits:
            return fits[0]
        check_range(acc, stated)
        raise RecordingError(_NO_GRAVITY_SEEN) if _is_linear(acc) else unknown(rest)
    rest_g = rest * size_of(stated) / GRAVITY_M_S2
    alike = is_gravity(rests * (GRAVITY_M_S2 / rest)) if rest else False
    known = _REST_G if alike else _STATED_REST_G
    if known[0] <= rest_g <= known[1] and (alike or not _is_linear(acc)):
        return stated
    surely = [unit for unit in fits if is_gravity(rests * size_of(unit))]
    if surely:
        return surely[0]
    check_range(acc, stated)
    if rest_g < _STATED_REST_G[0] or _is_linear(acc):
        raise RecordingError(NO_GRAVITY)
    raise RecordingError(
        f"states its acceleration in {stated}, but reads {rest:.4g} at rest, which is no gravity; "
        "correct the unit, or see whether it is an acceleration at all"
    )


def are_whole(acc: FloatArray) -> bool:
    """Tell whether all numbers are whole, as counts are."""
    finite = acc[np.isfinite(acc)]
    return bool(finite.size) and bool((finite == np.round(finite)).all())


def scale_assumed(time_s: FloatArray, acc: FloatArray, stated: str | None, unit: str) -> str:
    """Say where gravity alone decided between scales that are nearly alike; else empty."""
    if is_scale(stated) or unit not in NEARLY_ALIKE:
        return ""
    return assumed(rest_size(time_s, acc), unit, whole=are_whole(acc), stated=stated)


def _is_linear(acc: FloatArray) -> bool:
    """Tell what has no gravity: it points nowhere in the mean."""
    good = acc[(np.abs(acc) < _LARGEST).all(axis=1)]
    length = float(np.linalg.norm(good, axis=1).mean()) if good.size else 0.0
    return bool(length) and float(np.linalg.norm(good.mean(axis=0))) < _LINEAR * length


def contradicted(stated: str | None, unit: str) -> str:
    """Say that gravity contradicts the unit that is stated; empty where it does not."""
    if stated is None or not is_scale(stated) or stated == unit:
        return ""
    return f"its acceleration is said to be in {stated}, but gravity reads as in {unit}: read so"


def is_gravity(rests_m_s2: FloatArray) -> bool:
    """Tell gravity beyond doubt by the lengths at rest: right, and one as the other."""
    middle = float(np.median(rests_m_s2))
    low, high = np.percentile(rests_m_s2, (10.0, 90.0))
    alike = float(high - low) <= _SAME_LENGTH * middle
    return alike and _SURELY_G[0] <= middle / GRAVITY_M_S2 <= _SURELY_G[1]


def rest_size(time_s: FloatArray, acc: FloatArray) -> float:
    """Length of the acceleration where the sensor is most at rest, in the file's unit."""
    return float(np.median(rest_sizes(time_s, acc)))


def rest_sizes(time_s: FloatArray, acc: FloatArray) -> FloatArray:
    """Lengths of the acceleration in the seconds of most rest, in the file's unit; 0 without any.

    The mean vector of each second is taken, not the mean length: that of a walk without gravity
    is next to nothing. The quietest quarter of them counts. Rows of mere zeros are
    a sensor that has not started.
    """
    good = np.isfinite(time_s) & (np.abs(acc) < _LARGEST).all(axis=1) & acc.any(axis=1)
    if not good.any():
        return np.zeros(1)
    time_s, acc = time_s[good], acc[good]
    window, count = _seconds(time_s)
    means = _means(acc, window, count)
    spread = _spread(acc, window, count)
    full = np.flatnonzero(count * 2 >= count.max())
    quietest = full[np.argsort(spread[full], kind="stable")][: max(1, full.size // 4)]
    return np.asarray(np.linalg.norm(means[quietest], axis=1))


@dataclass(frozen=True, slots=True)
class TurnUnit:
    """The unit of a rate of turn that nothing states; `told` where the numbers tell it."""

    unit: str
    told: bool

    @property
    def assumed(self) -> str:
        """What is to be said where it is taken for granted; empty where it is told."""
        words = _IN_WORDS.get(self.unit, self.unit)
        return "" if self.told else f"unit of the rate of turn not stated: read as {words}"


def gyr_unit(
    time_s: FloatArray, acc_m_s2: FloatArray, gyr: FloatArray, acc_is_in: str = "m/s^2"
) -> TurnUnit | None:
    """Tell the unit of a rate of turn, shape (n, 3), from the numbers.

    What turns faster than anybody can is not in that unit. Of those left gravity tells, by how it
    turns while the sensor moves; else how much the sensor turns for how much it is shaken. A
    tilt of gravity by an angle that swings at f hertz turns 2 pi f / g as fast as it accelerates,
    0.2 to 3 rad/s for each m/s^2, and other movement adds acceleration. In the recordings of five
    devices on feet, legs and trunks the ratio of the spreads, the median over seconds, was 0.18
    to 0.57 (rad/s)/(m/s^2), standing or walking. Seconds at rest are noise, and have no say in it.

    Returns
    -------
    TurnUnit or None
        None where the numbers fit no unit: mere counts, or zeros.
    """
    good = np.isfinite(time_s) & (np.abs(np.hstack([acc_m_s2, gyr])) < _LARGEST).all(axis=1)
    if not good.any() or not gyr[good].any():
        return None
    time_s, acc_m_s2, gyr = time_s[good], acc_m_s2[good], gyr[good]
    units = possible_units(gyr)
    later = np.concatenate([[True], time_s[1:] > np.maximum.accumulate(time_s)[:-1]])
    by_turning = told_by_turning(time_s[later], acc_m_s2[later], gyr[later])
    if by_turning in units:
        return TurnUnit(by_turning, told=True)
    window, count = _seconds(time_s)
    shaken, turned = _spread(acc_m_s2, window, count), _spread(gyr, window, count)
    moved = (count > 1) & (shaken > _MOVED_M_S2**2)
    if not moved.any():
        return unit_at_rest(gyr, acc_is_in)
    ratio = float(np.median(np.sqrt(turned[moved] / shaken[moved])))
    fits = [name for name in ("rad/s", "deg/s") if name in units and _fits(ratio * GYR_RAD_S[name])]
    return TurnUnit(fits[0], told=True) if fits else None


def turning_agrees(time_s: FloatArray, acc_m_s2: FloatArray, gyr: FloatArray) -> float | None:
    """Say how well a rate of turn fits the turning of gravity, at most 1; None where none turned.

    Rows that are broken or step back in time have no say.
    """
    good = np.isfinite(time_s) & (np.abs(np.hstack([acc_m_s2, gyr])) < _LARGEST).all(axis=1)
    time_s, acc_m_s2, gyr = time_s[good], acc_m_s2[good], gyr[good]
    later = time_s > np.maximum.accumulate(np.append(-np.inf, time_s))[:-1]
    scale = turning_scale(time_s[later], acc_m_s2[later], gyr[later])
    return None if scale is None else scale.agrees


def possible_units(gyr: FloatArray) -> list[str]:
    """Units in which a rate of turn, shape (n, 3), is one that a worn sensor can have.

    One broken row in a thousand has no say.
    """
    fastest = float(np.quantile(np.abs(gyr).max(axis=1), 0.999, method="lower"))
    return [unit for unit, rad_s in GYR_RAD_S.items() if fastest * rad_s <= FASTEST_RAD_S]


def unit_at_rest(gyr: FloatArray, acc_is_in: str) -> TurnUnit | None:
    """Give the likeliest unit of a rate of turn that shows nothing but noise; it is not told.

    Noise of 0.02 rad/s is more than a gyroscope has, and 0.005 deg/s less. Between them it is what
    most programs write: rad/s beside m/s^2, and deg/s beside g and mg.
    """
    noise = float(np.median(np.abs(np.diff(gyr, axis=0)))) if len(gyr) > 1 else 0.0
    usual = "rad/s" if acc_is_in == "m/s^2" else "deg/s"
    likely = "deg/s" if noise > _NOISE[1] else "rad/s" if 0.0 < noise < _NOISE[0] else usual
    units = possible_units(gyr)
    first = [unit for unit in (likely, "deg/s", "mdeg/s") if unit in units]
    return TurnUnit(first[0], told=False) if first else None


def coarse_step(acc_m_s2: FloatArray) -> float | None:
    """Smallest step of an acceleration, shape (n, 3), where it is coarse: 0.02 m/s^2 or more."""
    steps = np.abs(np.diff(acc_m_s2, axis=0))
    steps = steps[steps > _SAME]
    smallest = float(steps.min()) if steps.size else 0.0
    return round(smallest, 6) if smallest >= _COARSE_M_S2 else None


def _fits(ratio: float) -> bool:
    return _RATIO[0] <= ratio <= _RATIO[1]


def _seconds(time_s: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number the seconds that samples fall into, and count the samples of each."""
    window = np.unique(np.floor(time_s - time_s.min()), return_inverse=True)[1]
    return window, np.bincount(window)


def _means(values: FloatArray, window: NDArray[np.intp], count: NDArray[np.intp]) -> FloatArray:
    return np.stack([np.bincount(window, values[:, i]) / count for i in range(3)], axis=1)


def _spread(values: FloatArray, window: NDArray[np.intp], count: NDArray[np.intp]) -> FloatArray:
    """Variance over all axes within each second."""
    apart = values - _means(values, window, count)[window]
    spread: FloatArray = np.bincount(window, (apart**2).sum(axis=1)) / count
    return spread

"""Times written as numbers: in which unit, and whether they are times at all.

What speaks for a unit, the strongest first: what was told or the name states; that the times are
since 1970 in it, at a rate that can be; the rate that was told or the file states; the rates that
sensors have. Those are 0.8 to 2,000 a second here: 1 a second is what apps for logging begin with
(SensorLog; AndroSensor takes 2), 1,000 is the most that an MPU-6050 measures (its product
specification, rev. 3.4, section 6.2), 1,600 a BMI160 (its data sheet, table 1). So 1 to 2 a second
in one unit can be 1,000 to 2,000 in the next, and where nothing else tells, a person is asked.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import EPOCH_S, Clock, run_over
from balance.records.formats.clock_packets import row_step
from balance.records.formats.clock_scales import (
    DAY_S,
    Scale,
    days,
    from_digits,
    since_1970,
)
from balance.records.formats.clock_ticks import are_binary, ticks_by_rate
from balance.samples import FloatArray
from balance.signal.quality import LOWEST_RATE_HZ

SECONDS_IN: Final = {
    "days": 86_400.0, "h": 3600.0, "min": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9
}  # fmt: skip
_TELLABLE: Final = ("s", "ms", "us", "ns")
_WORDS: Final = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
_SENSOR_HZ: Final = (0.8, 2000.0)
_FASTEST_HZ: Final = 10_000.0
_FITS: Final = 1.5
# Where no unit gives a rate that a sensor has, the nearest.
_UNIT_FROM_STEP: Final = ((5e5, "ns"), (500.0, "us"), (0.5, "ms"), (0.0, "s"))
_LATEST_S: Final = 1e11
_TOO_LARGE: Final = 1e300
_TOO_SMALL: Final = 1e-200
_COUNTING: Final = 0.9
# Counters of 16 to 32 bits, the last also of micros() divided; a day and a week in each unit.
_WHOLE_SPANS: Final = (2.0**16, 2.0**24, 2.0**32)
_DECIMAL_SPANS: Final = (100.0, 1e3, 1e4)
_SPANS: Final = (
    *(2.0**32 * part for part in (1.0, 1e-3, 1e-6, 1e-9)),
    *(DAY_S * parts for parts in (1.0, 1e3, 1e6, 1e9)),
    *(7.0 * DAY_S * parts for parts in (1.0, 1e3)),
)
_MOST_DIGITS: Final = 6
_SHARED: Final = 0.1


def numeric_clock(
    values: FloatArray,
    unit: str | None = None,
    rate_hz: float | None = None,
    *,
    fine: bool = False,
    told: bool = False,
    ticks: float | None = None,
) -> Clock | None:
    """Times written as numbers; None where they are a mere count or no times at all.

    Parameters
    ----------
    values
        Shape (n,), nan where a row holds none.
    unit
        What was told, or the name states.
    rate_hz
        The rate that was told or the file states.
    fine
        True for the SampleTimeFine of Xsens: microseconds, or ticks of 0.1 ms.
    told
        Whether it was a person who told the rate.
    ticks
        How many are a second, where the file says it.

    Raises
    ------
    RecordingError
        Where two units are possible, or the times were rounded.
    """
    values = _bounded(values)
    _refuse_rounded(values)
    if unit in (None, "s", "ms") and (digits := from_digits(values)) is not None:
        return Clock(run_over(digits[0], (DAY_S,)), "clock")
    values = _carried(values)
    step = row_step(values)
    if step is None or step < _TOO_SMALL:
        return None
    if ticks is not None and not _SENSOR_HZ[0] <= ticks / step <= _SENSOR_HZ[1]:
        ticks = None  # of another clock than this one
    typical = float(np.median(values[np.isfinite(values)]))
    if unit == "days" and (scale := days(typical, step, stated=True)) is not None:
        return _on_scale(values, scale)
    if unit is not None and ticks is None:
        return _since_zero(values, unit, 1.0 / SECONDS_IN[unit])
    if is_count(values) and ticks is None:
        return None
    scale = since_1970(typical, step) or days(typical, step, stated=False)
    if scale is not None and ticks in (None, scale.a_second):
        return _on_scale(values, scale)
    if ticks is not None:
        return _since_zero(values, "ticks", ticks)
    clock = _since_zero(values, *_told_unit(values, step, rate_hz, fine, told=told))
    return clock if np.isfinite(clock.time_s).any() else None


def is_count(values: FloatArray) -> bool:
    """Tell a column that numbers the samples by its steps of 1."""
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
    return bool(steps.size and np.mean(steps == 1.0) > _COUNTING)


def counted_clock(count: FloatArray, rate_hz: float) -> Clock:
    """Times of samples that are numbered, at a rate that the file states.

    A counter of 8 to 32 bit that starts anew is carried on, and so is one that twice began anew
    after the same number.
    """
    count = _bounded(count)
    finite = count[np.isfinite(count)]
    top = float(finite.max()) if finite.size else 0.0
    spans = [span for span in (256.0, *_WHOLE_SPANS) if span > top][:1]
    spans += [span for span in _DECIMAL_SPANS if span == top + 1.0]
    falls = np.flatnonzero(np.diff(finite) < -2.0)
    ends, begins = finite[falls], finite[falls + 1]
    if falls.size >= 2 and np.unique(ends).size == np.unique(begins).size == 1:
        spans.append(float(ends[0] - begins[0]) + 1.0)
    return Clock(_sane(run_over(count, spans) / rate_hz), "counter")


def _bounded(values: FloatArray) -> FloatArray:
    """Blank what is too large for its steps to be a number."""
    return np.where(np.abs(values) < _TOO_LARGE, values, np.nan)


def _carried(values: FloatArray) -> FloatArray:
    finite = values[np.isfinite(values)]
    with np.errstate(all="ignore"):
        whole = bool((finite == np.floor(finite)).all())
    return run_over(values, (*_WHOLE_SPANS, *_SPANS[1:]) if whole else _SPANS)


def _told_unit(
    values: FloatArray, step: float, rate_hz: float | None, fine: bool, *, told: bool
) -> tuple[str, float]:
    """Tell the unit, and how many of it are a second."""
    rates = {unit: 1.0 / (step * SECONDS_IN[unit]) for unit in _TELLABLE}
    if rate_hz is not None:
        for unit, rate in rates.items():
            if 1.0 / _FITS <= rate / rate_hz <= _FITS:
                if unit == "ms" and are_binary(step, rate_hz):
                    return _binary(rate, rate_hz, told=told)
                return unit, 1.0 / SECONDS_IN[unit]
        if (ticks := ticks_by_rate(values, step, rate_hz, told=told)) is not None:
            return "ticks", ticks
    if fine:
        return ("us", 1e6) if rates["us"] <= _SENSOR_HZ[1] else ("ticks", 1e4)
    possible = [u for u, rate in rates.items() if _SENSOR_HZ[0] <= rate <= _SENSOR_HZ[1]]
    if rates["s"] > _FASTEST_HZ:
        raise RecordingError(_unknown(rates["s"]))
    if len(possible) > 1:
        raise RecordingError(_asked(possible[0], possible[1], rates))
    nearest = next(name for least, name in _UNIT_FROM_STEP if step >= least)
    unit = possible[0] if possible else nearest
    finite = values[np.isfinite(values)]
    if rates[unit] < LOWEST_RATE_HZ and (finite == np.floor(finite)).all():
        raise RecordingError(_slow(unit, rates[unit]))
    return unit, 1.0 / SECONDS_IN[unit]


def _asked(one: str, other: str, rates: dict[str, float]) -> str:
    return (
        f"has times that can be {_WORDS[one]}, at {rates[one]:.1f} samples a second, which is too "
        f"slow to time a hold, or {_WORDS[other]}, at {rates[other]:,.0f}; say which with "
        f"--time-unit {one} or --time-unit {other}, or say its rate with --rate HZ"
    )


def _binary(rate: float, rate_hz: float, *, told: bool) -> tuple[str, float]:
    """Decide between 1024ths and thousandths of a second where the first give a rate exactly."""
    if told:
        return "ticks", 1024.0
    raise RecordingError(
        f"has times that can be milliseconds, at {rate:.1f} samples a second, or 1024ths of a "
        f"second, at the {rate_hz:.1f} that it states; say which with --time-unit ms or "
        f"--rate {rate_hz:g}"
    )


def _slow(unit: str, rate_hz: float) -> str:
    return (
        f"holds {rate_hz:.1f} samples a second if its times are {_WORDS[unit]}, and at least "
        f"{LOWEST_RATE_HZ:.0f} are needed to time a hold: record it faster, or, where they are "
        "ticks of another clock, say the rate with --rate HZ"
    )


def _unknown(rate_hz: float) -> str:
    return (
        f"has times that would be {rate_hz:,.0f} samples a second if they were seconds; name their "
        "unit in the first line, as in time_min or time_h, or say the rate with --rate HZ"
    )


def _on_scale(values: FloatArray, scale: Scale) -> Clock:
    """Count times from their first; where the scale has a zero, that tells when it was."""
    first = float(values[np.isfinite(values)][0])
    at_s = first / scale.a_second - scale.zero_s
    time_s = _sane((values - first) / scale.a_second)
    since = EPOCH_S[0] <= at_s <= EPOCH_S[1]
    return Clock(time_s if since else time_s + at_s, scale.unit, epoch_s=at_s if since else None)


def _since_zero(values: FloatArray, unit: str, ticks_a_second: float) -> Clock:
    # Dividing keeps 20 ms at 0.02 s, where multiplying by 1e-3 may not.
    a_second = round(ticks_a_second, 3) if ticks_a_second >= 1.0 else ticks_a_second
    zero = float(values[np.isfinite(values)][0])
    with np.errstate(all="ignore"):
        if unit != "ticks" and EPOCH_S[0] <= zero / a_second <= EPOCH_S[1]:
            return Clock(_sane((values - zero) / a_second), unit, epoch_s=zero / a_second)
        return Clock(_sane(values / a_second), unit)


def _sane(time_s: FloatArray) -> FloatArray:
    """Blank times that no clock gives, so that one broken cell can't hide all that follow."""
    return np.where(np.abs(time_s) < _LATEST_S, time_s, np.nan)


def _refuse_rounded(values: FloatArray) -> None:
    """Refuse times that a spreadsheet cut to a few digits, so that later ones are coarser."""
    finite = values[np.isfinite(values) & (np.abs(values) < 1e300)]
    if finite.size < 2 or np.mean(np.diff(finite) == 0) < _SHARED:
        return
    sizes = np.abs(finite[np.abs(finite) > 1e-300])
    if not sizes.size:
        return
    power = np.floor(np.log10(sizes))
    for digits in range(2, _MOST_DIGITS + 1):
        scaled = sizes / 10.0 ** (power - digits + 1)
        if (np.abs(scaled - np.round(scaled)) < 1e-6 * scaled).all():
            break
    else:
        return
    coarsest = 10.0 ** (float(power.max()) - digits + 1)
    parts = sizes / coarsest
    finer = np.abs(parts - np.round(parts)) > 1e-6 * np.maximum(parts, 1.0)
    if finer.any() or (sizes.max() >= 1e9 and coarsest >= 1e3):
        raise RecordingError(rounded(f"to {digits} digits"))


def rounded(how: str) -> str:
    """Say that a spreadsheet has rounded the times."""
    return (
        f"has times that were rounded {how}, as a spreadsheet does when it saves a table, so that "
        "rows can't be told apart; give the original file, as the recording program wrote it"
    )

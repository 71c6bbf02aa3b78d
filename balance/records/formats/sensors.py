"""What a file holds, sensor by sensor, and how one recording is made of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import Clock
from balance.records.formats.roles import Kind
from balance.records.formats.scales import size_of
from balance.records.formats.units import (
    NO_GRAVITY,
    STATED_RAD_S,
    acc_unit,
    coarse_step,
    contradicted,
    gyr_unit,
    is_gravity,
    rest_sizes,
    scale_assumed,
    turning_agrees,
)
from balance.records.header import ASSUMED, NO_PLACEMENT
from balance.records.recording import Header, Recording
from balance.samples import (
    LARGEST_M_S2,
    SHORTEST_GAP_S,
    BoolArray,
    FloatArray,
    Inlet,
    SampleBlock,
    measured_rate_hz,
)
from balance.signal.holes import missing_in
from balance.signal.quality import LOWEST_RATE_HZ

_LEAST_SAMPLES: Final = 10
_LIKELY_HZ: Final = 1000.0
_COVERED: Final = 0.9
_OVERLAPS: Final = 0.5
_TURNS: Final = 0.3  # a magnetic field, an angle and the like agree by less


@dataclass(frozen=True)
class Sensor:
    """The samples of one sensor, as the file gives them.

    Parameters
    ----------
    clock
        Their times.
    values
        Shape (n, 3), in the file's unit.
    unit
        That unit, None where the file states none.
    unfit
        Why it can't be what it is taken for, in words; empty where nothing speaks against it.
    """

    clock: Clock
    values: FloatArray
    unit: str | None
    unfit: str = ""


@dataclass(frozen=True)
class Export:
    """All that was found in a file of another program.

    Parameters
    ----------
    source
        The program or the format.
    sensors
        What it holds.
    sign
        -1 where gravity points the other way, as on an iPhone; else 1.
    model, rate_hz, created_utc
        As in `Header`, where the file tells.
    faults
        What was wrong so far, in words.
    read_with
        Names of the files beside it that were read with it.
    """

    source: str
    sensors: Mapping[Kind, Sensor]
    sign: float = 1.0
    model: str | None = None
    rate_hz: float | None = None
    created_utc: str | None = None
    faults: tuple[str, ...] = ()
    read_with: tuple[str, ...] = ()


def to_recording(path: Path, export: Export) -> Recording:
    """Make a recording: our units and sign, one clock, broken rows dropped and counted.

    Raises
    ------
    RecordingError
        Where there is no acceleration with gravity, or too little or too slow a one.
    """
    acc, made = _acceleration(export.sensors)
    unit = acc_unit(acc.clock.time_s, acc.values, acc.unit)
    with np.errstate(over="ignore"):
        acc_m_s2 = acc.values * (export.sign * size_of(unit))
    turn = _Turn(None, None, ())
    if (gyr := export.sensors.get("gyr")) is not None:
        turn = _rate_of_turn(acc.clock, _sane(acc_m_s2, LARGEST_M_S2), unit, gyr)
    inlet = Inlet()
    own = _own_rows(acc.clock.time_s, acc_m_s2)
    gyr_rad_s = None if turn.gyr_rad_s is None else turn.gyr_rad_s[own]
    block = inlet.push(acc.clock.time_s[own], acc_m_s2[own], gyr_rad_s)
    check_enough(block, inlet, len(acc.values), acc.clock.unit)
    epoch_s = acc.clock.epoch_s
    scale = scale_assumed(acc.clock.time_s, acc.values, acc.unit, unit)
    units = {"time": acc.clock.unit, "acc": unit, "gyr": turn.unit}
    header = Header(
        source=export.source,
        model=export.model,
        resolution_m_s2=coarse_step(block.acc_m_s2),
        rate_hz=export.rate_hz,
        created_utc=export.created_utc or (None if epoch_s is None else utc(epoch_s)),
        extra={
            "units": {key: value for key, value in units.items() if value is not None},
            **_zero(acc.clock),
            **made,
            ASSUMED: [
                NO_PLACEMENT,
                *filter(None, (contradicted(acc.unit, unit), scale, turn.assumed, acc.clock.doubt)),
            ],
            **({"read_with": list(export.read_with)} if export.read_with else {}),
        },
    )
    faults = (*export.faults, *acc.clock.faults, *turn.faults, *inlet.faults())
    return Recording(path, header, block, faults, tuple(inlet.gaps), inlet.losses)


def that_turns(acc: Sensor, likely: FloatArray, others: Iterable[FloatArray]) -> FloatArray | None:
    """Take the rate of turn that fits the turning of gravity best, where no name tells it.

    Parameters
    ----------
    acc
        The acceleration beside it, with gravity.
    likely, others
        Shape (n, 3), in any unit. The likely one is taken where it fits, or never turned.
    """
    time_s = acc.clock.time_s
    with np.errstate(over="ignore"):
        acc_m_s2 = acc.values * size_of(acc_unit(time_s, acc.values, acc.unit))
    agrees = turning_agrees(time_s, acc_m_s2, likely)
    if agrees is None or agrees >= _TURNS:
        return likely
    fits = [(turning_agrees(time_s, acc_m_s2, other) or 0.0, other) for other in others]
    best, values = max(fits, key=lambda fit: fit[0], default=(0.0, likely))
    return values if best >= _TURNS else None


def holds_gravity(sensor: Sensor) -> bool:
    """Tell whether an acceleration reads gravity at rest, in m/s^2 where no unit is stated."""
    scale = size_of(sensor.unit or "m/s^2")
    return is_gravity(rest_sizes(sensor.clock.time_s, sensor.values) * scale)


def overlap(one: Clock, other: Clock) -> bool:
    """Tell whether two clocks are linked and run at the same time for most of the first."""
    shift_s = _shift_s(other, one)
    own, others = (each.time_s[np.isfinite(each.time_s)] for each in (one, other))
    if math.isnan(shift_s) or not own.size or not others.size:
        return False
    first, last = max(own[0], others[0] + shift_s), min(own[-1], others[-1] + shift_s)
    return bool(last - first >= _OVERLAPS * (own[-1] - own[0]))


def refusal(kinds: Mapping[Kind, object], names: tuple[str, ...] = ()) -> RecordingError:
    """Say which sensor a file without acceleration holds, and what to export instead."""
    for kind, reason in _INSTEAD.items():
        if kind in kinds:
            return RecordingError(reason)
    shown = ", ".join(name for name in names if name.isprintable() and name)[:120]
    listed = f" that a name tells (its columns are: {shown})" if shown else ""
    return RecordingError(
        f"holds no acceleration{listed}; it needs times and three axes, as in "
        "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
    )


def utc(epoch_s: float) -> str:
    """Write seconds since 1970 as ISO 8601 in UTC."""
    began = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(epoch_s, 3))
    return began.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_INSTEAD: Final[dict[Kind, str]] = {
    "linear": "holds linear acceleration alone, from which gravity was taken away; export the "
    'acceleration with gravity (in phyphox "Acceleration with g")',
    "gyr": "holds the gyroscope alone; export the acceleration with gravity, with or without it",
    "mag": "holds the magnetic field alone; export the acceleration with gravity",
    "gravity": "holds the direction of gravity alone; export the acceleration with gravity",
}


@dataclass(frozen=True)
class _Turn:
    gyr_rad_s: FloatArray | None
    unit: str | None
    faults: tuple[str, ...]
    assumed: str = ""


def _acceleration(sensors: Mapping[Kind, Sensor]) -> tuple[Sensor, dict[str, object]]:
    """Take the acceleration with gravity, or add gravity to the one without.

    What is called linear has gravity in it all the same where it reads gravity at rest, as that of
    ROS does.
    """
    if "acc" in sensors:
        return sensors["acc"], {}
    linear = sensors.get("linear")
    if linear is not None and "gravity" not in sensors and holds_gravity(linear):
        return linear, {"acceleration": "called linear, with gravity in it"}
    if not {"linear", "gravity"} <= sensors.keys():
        raise refusal(sensors)
    linear, gravity = sensors["linear"], sensors["gravity"]
    if linear.unit != gravity.unit:
        raise RecordingError(NO_GRAVITY)
    added = linear.values + _at(linear.clock, gravity)
    return replace(linear, values=added), {"acceleration": "linear acceleration plus gravity"}


def _rate_of_turn(clock: Clock, acc_m_s2: FloatArray, acc_is_in: str, gyr: Sensor) -> _Turn:
    """Bring the gyroscope to rad/s and to the accelerometer's times, or say why it is left out."""
    if gyr.unfit:
        return _Turn(None, None, (), f"gyroscope left out: {gyr.unfit}")
    values = gyr.values if gyr.clock is clock else None
    if values is None or _whole(values) < _COVERED:
        values = _at(clock, gyr)
    if _whole(values) < _COVERED * _whole(acc_m_s2):
        return _Turn(None, None, ("gyroscope left out: it does not cover the acceleration",))
    unit, assumed = gyr.unit, ""
    if unit is not None and unit not in STATED_RAD_S:
        reason = f"gyroscope left out: its unit, {unit[:20]}, is none that is known"
        return _Turn(None, None, (), reason)
    if unit is None and not acc_is_in.startswith("raw"):
        found = gyr_unit(clock.time_s, acc_m_s2, values, acc_is_in)
        unit, assumed = (found.unit, found.assumed) if found else (None, "")
    if unit is None:
        return _Turn(None, None, ("gyroscope left out: its unit is not stated and can't be told",))
    return _Turn(values * STATED_RAD_S[unit], unit, (), assumed)


def _own_rows(time_s: FloatArray, acc: FloatArray) -> BoolArray:
    """Which rows are this sensor's, where sensors take turns in a table.

    A row without any of its values is lost, unless the others have no hole where it would be.
    """
    blank = np.isnan(acc).all(axis=1) & np.isfinite(time_s)
    if blank.any() and 2 * missing_in(time_s[~blank]) < np.count_nonzero(blank):
        return ~blank
    return np.ones(len(blank), dtype=bool)


def _whole(values: FloatArray) -> float:
    """Share of rows without a hole."""
    return float(np.mean(np.isfinite(values).all(axis=1))) if len(values) else 0.0


def _at(clock: Clock, sensor: Sensor) -> FloatArray:
    """Read a sensor at another one's times, between neighbours less than 0.1 s apart; else nan."""
    if sensor.clock is clock and _whole(sensor.values) == 1.0:
        return sensor.values
    shift_s = _shift_s(sensor.clock, clock)
    found = np.full((clock.time_s.size, 3), np.nan)
    # An Inlet takes any three axes; here it sorts out the broken rows of this sensor.
    own = Inlet(largest=np.inf).push(sensor.clock.time_s + shift_s, sensor.values)
    if math.isnan(shift_s) or len(own) < 2:
        return found
    time_s = np.where(np.isfinite(clock.time_s), clock.time_s, -np.inf)
    after = np.clip(np.searchsorted(own.time_s, time_s), 1, len(own) - 1)
    near = np.diff(own.time_s)[after - 1] < SHORTEST_GAP_S
    near &= (time_s >= own.time_s[0]) & (time_s <= own.time_s[-1])
    for i in range(3):
        found[near, i] = np.interp(time_s[near], own.time_s, own.acc_m_s2[:, i])
    return found


def _shift_s(own: Clock, other: Clock) -> float:
    """Seconds to add to one clock to get the other; nan where nothing links them."""
    if own.epoch_s is not None and other.epoch_s is not None:
        return own.epoch_s - other.epoch_s
    linked = own.epoch_s is None and other.epoch_s is None and own.began == other.began
    return 0.0 if linked else math.nan


def check_enough(block: SampleBlock, inlet: Inlet, rows: int, unit: str = "") -> None:
    """Refuse a file that holds too few samples, or too few a second.

    Raises
    ------
    RecordingError
        With how many there are, and what to do.
    """
    if len(block) < _LEAST_SAMPLES:
        why = f" ({', '.join(inlet.faults())})" if inlet.faults() else ""
        reason = f"holds {len(block)} samples that can be used of {rows}{why}; record it again"
        raise RecordingError(reason)
    rate_hz = measured_rate_hz(block.time_s)
    if rate_hz >= LOWEST_RATE_HZ:
        return
    shown = min(rate_hz, LOWEST_RATE_HZ - 0.1)  # 39.96 is not 40.0
    advice = "record it faster"
    if inlet.repeats + inlet.backward > len(block):
        advice = "its times do not go on from row to row; give the file as it was recorded"
    elif unit == "s" and LOWEST_RATE_HZ <= rate_hz * 1000.0 <= _LIKELY_HZ:
        advice = "record it faster, or, where its times are milliseconds, say --time-unit ms"
    reason = (
        f"holds {shown:.1f} samples a second; at least {LOWEST_RATE_HZ:.0f} are needed to time a "
        f"hold: {advice}"
    )
    raise RecordingError(reason)


def _sane(values: FloatArray, largest: float) -> FloatArray:
    """Blank what no sensor can read."""
    return np.where(np.abs(values) < largest, values, np.nan)


def _zero(clock: Clock) -> dict[str, object]:
    zero: dict[str, object] = {}
    if clock.epoch_s is not None:
        zero["time_zero_epoch_s"] = round(clock.epoch_s, 6)
    if clock.began is not None:
        zero["time_zero_clock"] = clock.began
    if clock.spread:
        zero["times"] = "spread within packets"
    return zero

"""One recording of BIDS Motion: ours comes back as it was, another's as its sidecars say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.bids.channels import Channels, Point, Triad, channels_in
from balance.records.formats.bids.keys import FIRST, header_in, is_laid_out
from balance.records.formats.bids.naming import MOTION
from balance.records.formats.bids.samples import Rows, read_samples
from balance.records.formats.bids.sidecars import said_of, table_of
from balance.records.formats.bids.texts import MISSING
from balance.records.formats.bids.when import began
from balance.records.formats.choosing import match_name, moving, several
from balance.records.formats.clock_course import Clock
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor, to_recording
from balance.records.formats.told import LEAST_RATE_HZ, MOST_RATE_HZ, NOTHING, Told
from balance.records.header import Header
from balance.records.limits import MOST_GAPS, check_rows
from balance.records.recording import Recording
from balance.samples import FloatArray, Inlet, SampleBlock

SOURCE: Final = "BIDS Motion"
_MICROS: Final = 1e6
_OF_SECONDS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


@dataclass(frozen=True)
class _Read:
    path: Path
    said: Mapping[str, Any]
    channels: Channels
    rows: Rows


def read_motion(path: Path, told: Told = NOTHING) -> Recording:
    """Read a recording with what is said beside it and above it.

    Parameters
    ----------
    path
        A file ``..._motion.tsv``.
    told
        Which of several tracked points, and what else a person said.

    Raises
    ------
    RecordingError
        Where a file can't be read or is not as BIDS has it; file and line are named.
        `SeveralSensorsError` where several points have an acceleration and none was told.
    """
    said, sheet = said_of(path, MOTION), table_of(path, "channels")
    if sheet is None:
        reason = "there is no _channels.tsv beside it or above it, which says what its columns are"
        raise RecordingError(reason, path)
    channels = channels_in(sheet)
    read = _Read(path, said, channels, read_samples(path, channels.names))
    try:
        return _ours(read) if is_laid_out(said) else _of_others(read, told)
    except RecordingError as error:
        raise error if str(error) != error.reason else error.at(path) from error


def first_of(said: Mapping[str, Any]) -> float:
    """Give the time of the first sample, seconds, as one of our recordings has it.

    Raises
    ------
    RecordingError
        Where it is no number.
    """
    first = said.get(FIRST, 0.0)
    if isinstance(first, bool) or not isinstance(first, int | float) or not abs(first) < 1e15:
        raise RecordingError(f'"{FIRST}" must be a number of seconds')
    return float(first)


def moved_s(times_s: FloatArray, by_s: float) -> FloatArray:
    """Add whole microseconds to whole microseconds; each sum is the number that its text is."""
    micros: FloatArray = np.rint(times_s * _MICROS) + np.rint(by_s * _MICROS)
    return micros / _MICROS


def _ours(read: _Read) -> Recording:
    header = header_in(read.said)
    if read.channels.latency is None or len(read.channels.points) != 1:
        raise RecordingError("its channels are not those that this program wrote")
    point, values = read.channels.points[0], read.rows.values
    time_s = moved_s(values[:, read.channels.latency], first_of(read.said))
    gyr = None if point.gyr is None else values[:, point.gyr.columns]
    inlet = Inlet()
    block = inlet.push(time_s, values[:, point.acc.columns], gyr)
    check_rows(len(inlet.gaps), MOST_GAPS, "gaps")
    faults = (*read.rows.faults, *inlet.faults())
    return Recording(read.path, header, block, faults, tuple(inlet.gaps), inlet.losses)


def _of_others(read: _Read, told: Told) -> Recording:
    point = _point(read, told)
    clock = _clock(read, told)
    sensors: dict[Kind, Sensor] = {"acc": _sensor(read, clock, point.acc)}
    if point.gyr is not None:
        sensors["gyr"] = _sensor(read, clock, point.gyr)
    made = Export(
        SOURCE,
        sensors,
        model=_model(read.said),
        rate_hz=_rate(read.said.get("SamplingFrequency")),
        created_utc=began(read.path),
        faults=read.rows.faults,
    )
    recording = to_recording(read.path, made)
    worn = {} if point.placement is None else {"placement": point.placement}
    header = recording.header.said({**worn, **told.conditions()})
    return _with_header(recording, header)


def _with_header(recording: Recording, header: Header) -> Recording:
    block: SampleBlock = recording.block
    return Recording(
        recording.path, header, block, recording.faults, recording.gaps, recording.losses
    )


def _point(read: _Read, told: Told) -> Point:
    points = read.channels.points
    if len(points) == 1:
        return points[0]
    names = [point.name for point in points]
    if told.sensor is not None:
        return points[names.index(match_name(told.sensor, names))]
    values = [read.rows.values[:, point.acc.columns] for point in points]
    raise several(names, moving(values, names), "tracked points")


def _sensor(read: _Read, clock: Clock, triad: Triad) -> Sensor:
    values = read.rows.values[:, triad.columns]
    if triad.unit is None and triad.stated not in ("", MISSING):
        return Sensor(clock, values, triad.stated)
    return Sensor(clock, values, triad.unit)


def _clock(read: _Read, told: Told) -> Clock:
    channels = read.channels
    if channels.latency is not None:
        unit = told.time_unit or channels.latency_unit or "s"
        if unit not in _OF_SECONDS:
            raise RecordingError(f"states its LATENCY in {unit}, which is no time")
        return Clock(read.rows.values[:, channels.latency] * _OF_SECONDS[unit], unit)
    effective = _rate(read.said.get("SamplingFrequencyEffective"))
    rate_hz = told.rate_hz or effective or _rate(read.said.get("SamplingFrequency"))
    if rate_hz is None or not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        reason = (
            'its JSON says no "SamplingFrequency" that can be, and there is no LATENCY channel; '
            "say it, as in --rate 100"
        )
        raise RecordingError(reason)
    return Clock(np.arange(len(read.rows.values)) / rate_hz, "counter")


def _rate(said: object) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 1e9:
        return None
    return float(said)


def _model(said: Mapping[str, Any]) -> str | None:
    words = (said.get("Manufacturer"), said.get("ManufacturersModelName"))
    model = " ".join(each for each in words if isinstance(each, str) and each != MISSING)
    return model or None

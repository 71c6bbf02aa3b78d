"""XDF, what LabRecorder writes of streams of Lab Streaming Layer; read by pyxdf, which is optional.

Clocks are brought together as the file says, and nothing is dejittered: that hides what was lost.
"""

from __future__ import annotations

import importlib
import io
import logging
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.choosing import chosen_name, unique_names
from balance.records.formats.clock_course import Clock
from balance.records.formats.lsl_names import channel_names
from balance.records.formats.roles import Axes, Kind, find_roles
from balance.records.formats.sensors import Export, Sensor
from balance.records.formats.told import NOTHING, Told
from balance.samples import FloatArray

_MAGIC: Final = b"XDF:"
#: What pyxdf raises on a damaged file.
_DAMAGED: Final = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError,
    struct.error, ParseError, MemoryError, OverflowError, ZeroDivisionError, AssertionError,
)  # fmt: skip
_MISSING: Final = (
    "is XDF, and pyxdf, which reads that, is not installed; install it with "
    "pip install 'balance-timer[lab]'"
)


@dataclass(frozen=True)
class _Stream:
    """A stream of numbers with three axes of acceleration or of turning in it."""

    name: str
    stamp_s: FloatArray
    values: FloatArray
    axes: Mapping[Kind, Axes]


def is_xdf(data: bytes) -> bool:
    """Tell XDF by its first bytes."""
    return data.startswith(_MAGIC)


def read_xdf(data: bytes, told: Told = NOTHING) -> Export:
    """Read the acceleration of a file, and the rate of turn of the same stream or beside it.

    Raises
    ------
    RecordingError
        Where pyxdf is missing, the file is damaged, or no stream holds an acceleration.
        `SeveralSensorsError` where several do and none was told.
    """
    streams = list(_streams(_loaded(data)))
    moving = [each for each in streams if "acc" in each.axes]
    if not moving:
        there = f" (it holds {', '.join(each.name for each in streams)})" if streams else ""
        reason = (
            f"holds no stream with an acceleration that a label tells{there}; describe its "
            "channels as acc_x, acc_y and acc_z"
        )
        raise RecordingError(reason)
    silent, moving = moving, [each for each in moving if each.stamp_s.size]
    if not moving:
        there = ", ".join(f"'{each.name}'" for each in silent)
        reason = f"has no sample in {there}, which was announced and sent nothing; record it again"
        raise RecordingError(reason)
    names = unique_names([each.name for each in moving])
    chosen = moving[names.index(chosen_name(told.sensor, names))]
    turning = _turning(chosen, streams, alone=len(moving) == 1)
    origin_s = float(chosen.stamp_s[0]) if chosen.stamp_s.size else 0.0
    clock = Clock(chosen.stamp_s - origin_s, "s")
    sensors: dict[Kind, Sensor] = {"acc": _sensor(chosen, "acc", clock)}
    if turning is chosen:
        sensors["gyr"] = _sensor(chosen, "gyr", clock)
    elif turning is not None:
        sensors["gyr"] = _sensor(turning, "gyr", Clock(turning.stamp_s - origin_s, "s"))
    return Export("XDF", sensors, model=chosen.name)


def _turning(chosen: _Stream, streams: Sequence[_Stream], *, alone: bool) -> _Stream | None:
    """Take the rate of turn beside the acceleration, or the only one where there is one sensor."""
    if "gyr" in chosen.axes:
        return chosen
    turning = [each for each in streams if "gyr" in each.axes and each.stamp_s.size]
    others = [each for each in turning if "acc" not in each.axes]
    return others[0] if alone and len(others) == 1 else None


def _sensor(stream: _Stream, kind: Kind, clock: Clock) -> Sensor:
    axes = stream.axes[kind]
    return Sensor(clock, stream.values[:, axes.columns], axes.unit)


def _streams(loaded: Sequence[Mapping[str, Any]]) -> Iterator[_Stream]:
    for each in loaded:
        values, info = each.get("time_series"), each.get("info", {})
        if not isinstance(values, np.ndarray) or values.ndim != 2 or values.shape[1] < 3:
            continue
        if not np.issubdtype(values.dtype, np.number):
            continue
        axes = find_roles(_names(info, values.shape[1])).axes
        if {"acc", "gyr"} & axes.keys():
            stamps = np.asarray(each["time_stamps"], dtype=np.float64)
            yield _Stream(_said(info, "name"), stamps, values.astype(np.float64), axes)


def _names(info: Mapping[str, Any], count: int) -> list[str]:
    """Names of the channels; pyxdf gives each element of the description as a list."""
    channels: Sequence[Any] = ()
    try:
        channels = info["desc"][0]["channels"][0]["channel"]
    except (KeyError, IndexError, TypeError):
        channels = ()
    if len(channels) != count:
        channels = [{}] * count
    said = [[_said(channel, key) for channel in channels] for key in ("label", "unit", "type")]
    return channel_names(_said(info, "type"), *said)


def _said(element: object, key: str) -> str:
    value = element.get(key) if isinstance(element, Mapping) else None
    first = value[0] if isinstance(value, list) and value else value
    return first.strip() if isinstance(first, str) else ""


def _loaded(data: bytes) -> Sequence[Mapping[str, Any]]:
    try:
        pyxdf = importlib.import_module("pyxdf")
    except ImportError as error:
        raise RecordingError(_MISSING) from error
    try:
        with _hushed(), np.errstate(all="ignore"):
            streams, _ = pyxdf.load_xdf(io.BytesIO(data), dejitter_timestamps=False)
    except _DAMAGED as error:
        reason = "is XDF that is damaged and can't be read; record it again, or repair it"
        raise RecordingError(reason) from error
    return list(streams)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep pyxdf's warnings out of the terminal: what matters of them shows in the samples."""
    logger = logging.getLogger("pyxdf.pyxdf")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before

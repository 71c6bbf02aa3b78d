"""Names of the channels of a stream of Lab Streaming Layer, live or out of an XDF file.

Its description may have a label, a unit and a type for each channel, or nothing at all; the labels
of movement are free (https://github.com/sccn/xdf/wiki/MoCap-Meta-Data and its neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from balance.records.formats.names import split_unit

#: What streams of movement are called, in lower case.
TYPES: Final = ("accelerometer", "acc", "accel", "imu", "mocap", "gyroscope", "gyro", "motion")
_ACC: Final = ("accelerometer", "acc", "accel", "acceleration")
_GYR: Final = ("gyroscope", "gyro", "gyr", "angularvelocity")
_AXES: Final = "xyz"


def channel_names(
    stream_type: str, labels: Sequence[str], units: Sequence[str], types: Sequence[str]
) -> list[str]:
    """Name the channels, their units in brackets, as far as a stream describes them.

    A label that says the axis alone gets its sensor from the type of the channel, or of the stream.

    Parameters
    ----------
    stream_type
        Type of the whole stream.
    labels, units, types
        One for each channel, empty where nothing is said.

    Returns
    -------
    list of str
        Empty names where nothing tells what the channels hold.
    """
    if not any(labels):
        if len(labels) != len(_AXES) or stream_type.casefold() not in _ACC:
            return [""] * len(labels)
        labels = [f"acc_{axis}" for axis in _AXES]
    named = zip(labels, units, types, strict=True)
    return [_with_unit(_whole(label, each or stream_type), unit) for label, unit, each in named]


def _whole(label: str, kind: str) -> str:
    sensor = "acc" if kind.casefold() in _ACC else "gyr" if kind.casefold() in _GYR else ""
    bare = label.casefold() in tuple(_AXES)
    return f"{sensor}_{label}" if bare and sensor else label


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if label and unit and split_unit(label)[1] is None else label

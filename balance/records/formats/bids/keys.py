"""What line 1 of a recording of ours is called in the JSON of BIDS, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.header import FORMAT, VERSION, Header

#: Says that a recording of ours was laid out so, and in which way.
LAYOUT: Final = "BalanceTimerFormat"
LAYOUT_VERSION: Final = 1
#: Seconds of the first sample in the recording's own time: what onsets and latencies count from.
FIRST: Final = "FirstSampleTime"
#: What the file was called.
FILE: Final = "RecordingName"
#: Keys that this program does not know, as they were.
OTHERS: Final = "OtherKeys"
#: By the key of line 1. What BIDS has a name for has that name.
NAMES: Final[dict[str, str]] = {
    "placement": "SensorPlacement",
    "stance_leg": "StanceLeg",
    "sensor_on": "SensorOn",
    "eyes": "Eyes",
    "surface": "Surface",
    "arms": "Arms",
    "footwear": "Footwear",
    "sound": "Sound",
    "practice": "Practice",
    "cap_s": "LongestTime",
    "forward_axis": "ForwardAxis",
    "test": "NamedTest",
    "person": "PersonCode",
    "session": "SessionName",
    "attempt": "AttemptNumber",
    "source": "SourceAddress",
    "model": "ManufacturersModelName",
    "resolution_m_s2": "AccelerationResolution",
    "rate_hz": "ClaimedRate",
    "created_utc": "CreatedUTC",
    "software": "RecordingSoftware",
    "notes": "Notes",
}


def keys_of(header: Header) -> dict[str, Any]:
    """Give a header as keys of BIDS; what is None is left out."""
    said = header.to_dict()
    known = {NAMES[key]: value for key, value in said.items() if key in NAMES}
    return known | ({OTHERS: dict(header.extra)} if header.extra else {})


def is_laid_out(said: Mapping[str, Any]) -> bool:
    """Tell whether this program laid a recording out so.

    Raises
    ------
    RecordingError
        Where a newer version did.
    """
    version = said.get(LAYOUT)
    if version is None:
        return False
    if type(version) is not int or version < 1:
        raise RecordingError(f'"{LAYOUT}" must be a whole number from 1 on')
    if version > LAYOUT_VERSION:
        reason = f"made by a newer version (layout {version}); update this program to read it"
        raise RecordingError(reason)
    return True


def header_in(said: Mapping[str, Any]) -> Header:
    """Read a header out of keys of BIDS.

    Raises
    ------
    RecordingError
        Where a value is none that it can have.
    """
    others = said.get(OTHERS)
    known = {key: said[name] for key, name in NAMES.items() if name in said}
    extra = others if isinstance(others, dict) else {}
    try:
        return Header.from_dict({**extra, "format": FORMAT, "version": VERSION, **known})
    except RecordingError as error:
        told = error.reason
        for key, name in NAMES.items():
            told = told.replace(f'"{key}"', f'"{name}"')
        raise RecordingError(told) from error

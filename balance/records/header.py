"""The first line of a recording: how, on whom and with what it was made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, get_args

from balance.protocol.conditions import (
    Conditions,
    Eyes,
    Leg,
    SensorOn,
    Sound,
    Surface,
)
from balance.records.errors import RecordingError
from balance.signal.placement import FORWARD_AXES, PLACEMENTS, ForwardAxis, Placement

FORMAT: Final = "balance-recording"
VERSION: Final = 1
ASSUMED: Final = "assumed"
#: The key that says what a recording has in place of holds, and its one value.
EXERCISE_KEY: Final = "exercise"
HEEL_RAISE: Final = "heel_raise"
#: Trunk and leg are timed by different signs, so that a wrong guess gives a wrong time.
NO_PLACEMENT: Final = (
    "placement not said: timed as on the lower back, which is wrong for a leg; "
    "say where it was worn"
)
_TOO_LARGE: Final = 1e300


@dataclass(frozen=True)
class Header:
    """Line 1 of a recording, with the defaults of keys that are missing.

    Parameters
    ----------
    placement, stance_leg, sensor_on, eyes, surface, arms, footwear, sound, practice, cap_s, \
    forward_axis, test
        As in `Conditions`.
    person
        A code, never a name.
    session, attempt
        The occasion, and the attempt's number in it.
    source, model
        The address that the samples came from, and the device.
    resolution_m_s2
        Smallest step of the acceleration.
    rate_hz
        Nominal rate: what the device claims, never what calculations use.
    created_utc
        ISO 8601.
    software, notes
        Text.
    extra
        Unknown keys, kept and written back.
    sensor_said
        Whether `sensor_on` was there to be read, and is not the default.
    """

    placement: Placement = "lower_back"
    stance_leg: Leg | None = None
    sensor_on: SensorOn = "raised"
    eyes: Eyes = "open"
    surface: Surface = "firm"
    arms: str | None = None
    footwear: str | None = None
    sound: Sound = "silent"
    practice: bool = False
    cap_s: float | None = None
    forward_axis: ForwardAxis | None = None
    test: str | None = None
    person: str | None = None
    session: str | None = None
    attempt: int | None = None
    source: str | None = None
    model: str | None = None
    resolution_m_s2: float | None = None
    rate_hz: float | None = None
    created_utc: str | None = None
    software: str | None = None
    notes: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)
    sensor_said: bool = field(default=False, compare=False)

    def conditions(self) -> Conditions:
        """How the attempt was made, as the protocol takes it."""
        return Conditions(**{f.name: getattr(self, f.name) for f in fields(Conditions)})

    @property
    def assumed(self) -> tuple[str, ...]:
        """What nothing told when the samples were read, and was taken for granted, in words."""
        return assumed_in(self.extra)

    def said(self, instead: Mapping[str, Any]) -> Header:
        """Give it with conditions that a person said in place of its own.

        Parameters
        ----------
        instead
            Values by the name of their field in `Conditions`.
        """
        extra = dict(self.extra)
        if "placement" in instead and NO_PLACEMENT in self.assumed:
            extra[ASSUMED] = [each for each in self.assumed if each != NO_PLACEMENT]
            extra = {key: value for key, value in extra.items() if key != ASSUMED or value}
        return replace(self, extra=extra, **instead)

    @classmethod
    def from_dict(cls, d: Mapping[str, object]) -> Header:
        """Read the JSON object of line 1.

        A key that is missing or null takes its default.

        Parameters
        ----------
        d
            The object, as `json.loads` gives it.

        Raises
        ------
        RecordingError
            Where it is not a recording's header, is of a newer version, or a value is wrong; the
            key is named.
        """
        _check_format(d)
        known: dict[str, Any] = {}
        for key, check in _CHECKS.items():
            value = d.get(key)
            if value is not None:
                known[key] = check(key, value)
        extra = {k: v for k, v in d.items() if k not in _CHECKS and k not in ("format", "version")}
        return cls(**known, extra=extra, sensor_said="sensor_on" in known)

    def to_dict(self) -> dict[str, object]:
        """Give the JSON object of line 1: format and version first, what is None left out."""
        values = {key: getattr(self, key) for key in _CHECKS}
        known = {"format": FORMAT, "version": VERSION}
        known |= {key: value for key, value in values.items() if value is not None}
        return known | {key: value for key, value in self.extra.items() if key not in known}


def assumed_in(extra: Mapping[str, object]) -> tuple[str, ...]:
    """Give what was taken for granted, out of the keys that a header has beside its own."""
    said = extra.get(ASSUMED)
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def _check_format(d: Mapping[str, object]) -> None:
    if d.get("format") != FORMAT:
        raise RecordingError('not a recording: its "format" is not "balance-recording"')
    version = d.get("version")
    if type(version) is not int or version < 1:
        raise _refused("version", "a whole number from 1 on", version)
    if version > VERSION:
        reason = f"made by a newer version (format {version}); update this program to read it"
        raise RecordingError(reason)


def _refused(key: str, expected: str, value: object) -> RecordingError:
    return RecordingError(f'"{key}" must be {expected}, not {json.dumps(value)[:60]}')


def _one_of(*choices: str) -> Callable[[str, object], str]:
    def check(key: str, value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise _refused(key, f"one of {', '.join(choices)}", value)

    return check


def _text(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise _refused(key, "text", value)


def _code(key: str, value: object) -> str:
    # People number their participants and sessions: 7 means "7".
    return str(value) if type(value) is int else _text(key, value)


def _yes_or_no(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _refused(key, "true or false", value)


def _count(key: str, value: object) -> int:
    if type(value) is int and value >= 0:
        return value
    raise _refused(key, "a whole number, 0 or more", value)


def _positive(key: str, value: object) -> float:
    # JSON knows NaN, Infinity and whole numbers too long for a float.
    if isinstance(value, int | float) and value is not True and 0 < value < _TOO_LARGE:
        return float(value)
    raise _refused(key, "a number above 0", value)


_CHECKS: Final[dict[str, Callable[[str, object], object]]] = {
    "placement": _one_of(*PLACEMENTS),
    "stance_leg": _one_of(*get_args(Leg)),
    "sensor_on": _one_of(*get_args(SensorOn)),
    "eyes": _one_of(*get_args(Eyes)),
    "surface": _one_of(*get_args(Surface)),
    "arms": _text,
    "footwear": _text,
    "sound": _one_of(*get_args(Sound)),
    "practice": _yes_or_no,
    "cap_s": _positive,
    "forward_axis": _one_of(*FORWARD_AXES),
    "test": _text,
    "person": _code,
    "session": _code,
    "attempt": _count,
    "source": _text,
    "model": _text,
    "resolution_m_s2": _positive,
    "rate_hz": _positive,
    "created_utc": _text,
    "software": _text,
    "notes": _text,
}

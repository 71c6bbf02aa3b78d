"""What Sensor Logger pushes, saved as it came: messages of readings, one, a list, or one a line.

``{"messageId": 0, "sessionId": "..", "deviceId": "..", "payload": [{"name": "accelerometer",
"time": 1698501144401773000, "values": {"x": 0.1, "y": 0.2, "z": 0.3}}, ...]}``; times are
nanoseconds since 1970. Messages may come out of order and twice. The platform is not said: Android
alone states an accuracy and sends a total acceleration (PUSHING.md and UNITS.md of
tszheichoi/awesome-sensor-logger; live it is `drivers/wire/sensor_logger.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from balance.records.formats.choosing import unique_names


@dataclass(frozen=True)
class Pushed:
    """The readings of one recording.

    Parameters
    ----------
    rows
        An object for each, in the order of time: sensor, time, x, y, z.
    platform
        ios or android, as Sensor Logger's own files say it.
    """

    rows: list[dict[str, Any]]
    platform: str


def are_messages(values: Sequence[Any]) -> bool:
    """Tell messages from other JSON."""
    return any(_is_message(value) for value in values)


def recordings(values: Sequence[Any]) -> dict[str, Pushed]:
    """Put messages in order, those of each phone and each recording by themselves."""
    of: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for message in filter(_is_message, values):
        whose = str(message.get("deviceId", "")), str(message.get("sessionId", ""))
        of.setdefault(whose, []).append(message)
    several_phones = len({device for device, _ in of}) == len(of)
    names = unique_names([device if several_phones else session for device, session in of])
    return dict(zip(names, map(_pushed, of.values()), strict=True))


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("payload"), list)


def _pushed(messages: Sequence[Mapping[str, Any]]) -> Pushed:
    entries = [each for said in messages for each in said["payload"] if isinstance(each, dict)]
    android = any("accuracy" in e or _name(e) == "totalacceleration" for e in entries)
    once = {(_name(each), _time(each)): each for each in entries if _time(each) > 0}
    rows = [
        {"sensor": name, "time": time, **_axes(each)}
        for (name, time), each in sorted(once.items(), key=lambda item: item[0])
    ]
    return Pushed(rows, "android" if android else "ios")


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("name")).lower()


def _time(entry: Mapping[str, Any]) -> int:
    time = entry.get("time")
    return int(time) if isinstance(time, int | float) and 0 < time < 1e19 else 0


def _axes(entry: Mapping[str, Any]) -> dict[str, Any]:
    values = entry.get("values")
    return {axis: values.get(axis) for axis in "xyz"} if isinstance(values, dict) else {}

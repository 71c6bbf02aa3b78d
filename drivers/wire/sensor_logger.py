"""Sensor Logger's pushes (iOS and Android): a JSON message each batch period, one a push.

``{"messageId": 0, "sessionId": "...", "deviceId": "...", "payload": [{"name": "accelerometer",
"time": 1698501144401773000, "values": {"x": 0.1, "y": 0.2, "z": 0.3}}, ...]}``; times are
nanoseconds since 1970, units m/s^2 and rad/s. "accelerometer" is without gravity, which is added;
Android sends "totalacceleration" as well. On iPhones the signs of both are turned, unless
"Standardise Units & Frames" is on there; Android alone states an accuracy
(tszheichoi/awesome-sensor-logger: PUSHING.md, UNITS.md, COORDINATES.md, CROSSPLATFORM.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from balance.samples import FloatArray
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.streams import GRAVITY, LINEAR, RATE, TOTAL, Streams

_KINDS: Final[Mapping[str, str]] = {
    "totalacceleration": TOTAL,
    "accelerometer": LINEAR,
    "gravity": GRAVITY,
    "gyroscope": RATE,
}
_MOST: Final = 500.0  # m/s^2 or rad/s
_LATEST_NS: Final = 1e19
#: So many messages behind a missing one, it is given up.
PATIENCE: Final = 5
#: A number further away, either way, is believed once the next one goes on from it.
FAR: Final = 1000
#: Of a recording that goes on for months.
_MOST_MESSAGES: Final = 10**9


@dataclass(frozen=True, slots=True)
class Message:
    """One push.

    Parameters
    ----------
    number
        Its place in the recording, None where it says none.
    session, device
        Which recording on which phone.
    samples
        For each sensor of use: stamps in seconds since 1970, shape (n,), in order, and values,
        shape (n, 3).
    is_android
        Whether it says so, by what Android alone sends.
    broken
        Readings of these sensors that could not be used.
    """

    number: int | None
    session: str
    device: str
    samples: Mapping[str, tuple[FloatArray, FloatArray]]
    is_android: bool
    broken: int


def read_message(body: bytes) -> Message:
    """Read a push.

    Raises
    ------
    ValueError
        Where it is none of Sensor Logger; the text says why.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("is no JSON") from None
    if not (isinstance(said, dict) and isinstance(said.get("payload"), list)):
        raise ValueError("has no payload")
    number = said.get("messageId")
    if isinstance(number, bool) or not (number is None or isinstance(number, int)):
        raise ValueError("has a messageId that is no number")
    if not 0 <= (number or 0) <= _MOST_MESSAGES:
        raise ValueError("has a messageId that can't be")
    readings: dict[str, list[list[float]]] = {}
    is_android, broken = False, 0
    for entry in said["payload"]:
        if not isinstance(entry, dict):
            raise ValueError("has a payload that holds no readings")
        kind = _KINDS.get(str(entry.get("name")).lower())
        if kind is None:
            continue
        is_android = is_android or kind == TOTAL or "accuracy" in entry
        row = _row(entry)
        if row is None:
            broken += 1
        else:
            readings.setdefault(kind, []).append(row)
    samples = {kind: _sorted(rows) for kind, rows in readings.items()}
    session, device = str(said.get("sessionId", "")), str(said.get("deviceId", ""))
    return Message(number, session, device, samples, is_android, broken)


class SensorLogger(Decoder):
    """Decodes pushes, in or out of order: a message that is missing is waited for."""

    name: ClassVar[str] = "sensor_logger"
    by_message: ClassVar[bool] = True
    own_time: ClassVar[bool] = True
    #: Whether signs are those of Android on an iPhone too.
    standardised: ClassVar[bool] = False

    def __init__(self) -> None:
        self._streams = Streams()
        self._sign: float | None = None
        self._session: str | None = None
        self._next: int | None = None
        self._waiting: dict[int, tuple[Message, int]] = {}
        self._astray: tuple[Message, int] | None = None
        self._pushed = 0
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take one message and give the rows that it completes."""
        self._pushed += len(data)
        try:
            message = read_message(data)
        except ValueError:
            self._counts["broken"] += 1
            return Rows.empty()
        for each, end in self._in_order(message):
            self._take(each, end)
        return self._streams.rows()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good readings; broken; messages broken, doubled, lost; late; lacking a sensor; astray."""
        names = ("frames", "values", "broken", "doubled", "messages_lost")
        counted = {name: self._counts[name] for name in names}
        streams = self._streams
        found = {"late": streams.late, "rate_lost": streams.lost, "stamp": streams.astray}
        return {**counted, **found}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the phone so far."""
        phone = {None: "", 1.0: " on Android", -1.0: " on an iPhone"}[self._sign]
        return DeviceFacts(f"Sensor Logger{phone}", has_gyr=self._streams.has_gyr)

    @property
    def trouble(self) -> str:
        """What keeps samples from being made of what comes."""
        streams = self._streams
        if streams.knows(LINEAR) and not (streams.knows(GRAVITY) or streams.knows(TOTAL)):
            return "sends acceleration without gravity alone; switch Gravity on in Sensor Logger"
        if self._counts["messages"] and not (streams.knows(LINEAR) or streams.knows(TOTAL)):
            return "sends no acceleration; switch Accelerometer and Gravity on in Sensor Logger"
        return ""

    def _in_order(self, message: Message) -> list[tuple[Message, int]]:
        """Messages whose turn it is now."""
        ready: list[tuple[Message, int]] = []
        if message.session != self._session:
            ready = self._give_up()
            self._session, self._next, self._astray = message.session, None, None
        if message.number is None:
            return [*ready, (message, self._pushed)]
        if self._next is not None and abs(message.number - self._next) > FAR:
            return self._follow(message, message.number)
        if (self._next or 0) > message.number or message.number in self._waiting:
            self._counts["doubled"] += 1
            return ready
        self._waiting[message.number] = (message, self._pushed)
        if self._next is None:
            # Whoever comes in the middle can't tell the first one but by the second.
            if message.number != 0 and len(self._waiting) < 2:
                return ready
            self._next = min(self._waiting)
            if max(self._waiting) - self._next > FAR:
                self._astray = self._waiting.pop(max(self._waiting))
        return ready + self._due(self._next)

    def _due(self, number: int) -> list[tuple[Message, int]]:
        """Take out what waits from a number on, or from what comes behind those given up."""
        ready: list[tuple[Message, int]] = []
        if len(self._waiting) > PATIENCE and number not in self._waiting:
            first = min(self._waiting)
            self._counts["messages_lost"] += first - number
            number = first
        while number in self._waiting:
            ready.append(self._waiting.pop(number))
            number += 1
        self._next = number
        return ready

    def _follow(self, message: Message, number: int) -> list[tuple[Message, int]]:
        """Go on elsewhere where a second message says so; a lone number far away is a fault."""
        before, self._astray = self._astray, (message, self._pushed)
        known = None if before is None else before[0].number
        if before is None or known is None or not 0 < abs(number - known) <= PATIENCE:
            self._counts["broken"] += before is not None
            return []
        ready = self._give_up()
        first = min(known, number)
        self._counts["messages_lost"] += max(0, first - (self._next or 0))
        self._waiting = {known: before, number: (message, self._pushed)}
        self._astray = None
        return ready + self._due(first)

    def _give_up(self) -> list[tuple[Message, int]]:
        """Messages that still wait, where the numbers do not go on from them."""
        waiting = [self._waiting[number] for number in sorted(self._waiting)]
        if self._waiting and self._next is not None:
            last = max(self._waiting)
            self._counts["messages_lost"] += last + 1 - self._next - len(waiting)
            self._next = last + 1
        self._waiting = {}
        return waiting

    def _take(self, message: Message, end: int) -> None:
        self._counts["messages"] += 1
        self._counts["values"] += message.broken
        if self._sign is None and message.samples:
            self._sign = 1.0 if message.is_android or self.standardised else -1.0
        for kind, (stamp_s, values) in message.samples.items():
            self._counts["frames"] += stamp_s.size
            sign = 1.0 if kind == RATE else self._sign or 1.0
            self._streams.push(kind, stamp_s, sign * values, end)


class SensorLoggerStandardised(SensorLogger):
    """The same, where "Standardise Units & Frames" is on in the app."""

    name: ClassVar[str] = "sensor_logger_standardised"
    standardised: ClassVar[bool] = True


def _row(entry: Mapping[str, Any]) -> list[float] | None:
    """Time in seconds and three axes, where all are numbers that can be."""
    said = entry.get("values")
    if not isinstance(said, dict):
        return None
    stamp, axes = entry.get("time"), [said.get(axis) for axis in "xyz"]
    numbers = [each for each in (stamp, *axes) if isinstance(each, int | float)]
    if len(numbers) != 4 or not 0.0 < numbers[0] < _LATEST_NS:
        return None
    if not all(abs(axis) <= _MOST for axis in numbers[1:]):
        return None
    return [numbers[0] / 1e9, *map(float, numbers[1:])]


def _sorted(rows: list[list[float]]) -> tuple[FloatArray, FloatArray]:
    table = np.array(rows, dtype=np.float64)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0], table[:, 1:]

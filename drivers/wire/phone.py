"""What the page on a phone sends: JSON objects, one a push, to rows.

``hello`` says what phone it is; ``sync`` tells how its clock stands to that of this computer
(`PageClock`); ``samples`` hold rows of [t_ms, ax, ay, az, alpha, beta, gamma] as the browser gave
them: acceleration with gravity in m/s^2, rate of turn in deg/s around x, y and z, null where there
is none. On an iPhone the sign of acceleration is turned (WebKit adds gravity as it pulls; DESIGN's
specific force is its opposite). Browsers on Android round to 0.1 m/s^2 and 0.1 deg/s.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np

from balance.samples import FloatArray
from drivers.wire.course import BACK_S, Course
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.page_clock import PageClock

MOST_ROWS: Final = 512
COARSE_M_S2: Final = 0.1
LOOK: Final = 8
#: A number further away, either way, is believed once the next one goes on from it.
FAR: Final = 1000
_MOST_ACC: Final = 500.0  # m/s^2
_MOST_RATE: Final = 1e5  # deg/s
_LATEST_MS: Final = 1e12
_MOST_MESSAGES: Final = 10**9
_EXACT: Final = 1e-6
#: Rows that wait for a first exchange.
_WAITING: Final = 600
_NAN: Final = float("nan")
_PLATFORMS: Final[Mapping[str, str]] = {
    "ios": " on an iPhone",
    "android": " on Android",
    "other": "",
}


def read_object(data: bytes) -> dict[str, Any]:
    """Read one message.

    Raises
    ------
    ValueError
        Where it is no object with a type, or holds a number that JSON has not.
    """
    try:
        said = json.loads(data, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    if not (isinstance(said, dict) and isinstance(said.get("type"), str)):
        raise ValueError("is no message of the page")
    return said


def read_rows(said: Mapping[str, Any]) -> tuple[int, list[list[Any]]]:
    """Read a message of samples: its number and its rows, each with seven members.

    Raises
    ------
    ValueError
        Where it is none; the text says why.
    """
    number, rows = said.get("n"), said.get("rows")
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError("has no number")
    if not 0 <= number <= _MOST_MESSAGES:
        raise ValueError("has a number that can't be")
    if not (isinstance(rows, list) and 0 < len(rows) <= MOST_ROWS):
        raise ValueError("has no rows, or too many")
    if not all(isinstance(row, list) and len(row) == 7 for row in rows):
        raise ValueError("has rows that are none")
    return number, rows


def number_of(said: object, most: float) -> float:
    """Give a number of a message, nan where it is none or its size is beyond `most`."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not abs(said) <= most:
        return _NAN
    return float(said)


class Phone(Decoder):
    """Decodes the page's messages, one a push, ``hello`` before the samples of a page."""

    name: ClassVar[str] = "phone"
    by_message: ClassVar[bool] = True
    own_time: ClassVar[bool] = True

    def __init__(self) -> None:
        self.clock = PageClock()
        self._page: object = None
        self._platform = ""
        self._next: int | None = None
        self._astray: tuple[int, list[list[Any]], int] | None = None
        self._course: Course[tuple[list[float], int]] = Course(doubts_first=True)
        self._last_s = -math.inf
        self._last: list[float] = []
        self._waiting: list[tuple[list[float], int]] = []
        self._has_gyr: bool | None = None
        self._is_coarse: bool | None = None
        self._pushed = 0
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take one message and give the rows that it completes."""
        self._pushed += len(data)
        try:
            said = read_object(data)
            if said["type"] == "hello":
                self._begin(said)
            elif said["type"] == "sync":
                self._exchange(said)
            elif said["type"] == "samples":
                self._take(*read_rows(said))
        except ValueError:
            self._counts["malformed"] += 1
        return self._rows()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good rows; broken messages; messages doubled and lost; rows without a value and more."""
        names = ("frames", "malformed", "doubled", "messages_lost", "no_value", "values", "late")
        counted = {name: self._counts[name] for name in (*names, "repeated")}
        return {**counted, "stamp": self._course.astray}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the phone so far."""
        step = COARSE_M_S2 if self._is_coarse else None
        model = f"phone's browser{_PLATFORMS.get(self._platform, '')}"
        return DeviceFacts(model, step, has_gyr=self._has_gyr)

    @property
    def trouble(self) -> str:
        """What keeps samples from being made of what comes."""
        if self._counts["no_value"] and not self._counts["frames"]:
            return "gives no acceleration; this phone, or its browser, has no motion sensor for it"
        return ""

    def _begin(self, said: Mapping[str, Any]) -> None:
        """Go on with a page that is known, or begin with a new one."""
        self._platform = str(said.get("platform", ""))
        if said.get("page") != self._page:
            self._page = said.get("page")
            self.clock = PageClock()
            self._next, self._last_s, self._last, self._waiting = None, -math.inf, [], []
            self._astray, self._course = None, Course(doubts_first=True)

    def _exchange(self, said: Mapping[str, Any]) -> None:
        sent, host, came = (
            number_of(said.get(name), _LATEST_MS) for name in ("t0_ms", "host_s", "t1_ms")
        )
        if math.isnan(sent + host + came):
            raise ValueError("has no times")
        self.clock.exchange(sent / 1000.0, host, came / 1000.0)

    def _take(self, number: int, rows: list[list[Any]]) -> None:
        """Take a message, where its number goes on from the last one's."""
        astray, self._astray = self._astray, None
        if self._next is not None and abs(number - self._next) > FAR:
            if astray is None or number != astray[0] + 1:
                self._counts["malformed"] += astray is not None
                self._astray = (number, rows, self._pushed)
                return
            self._counts["messages_lost"] += max(0, astray[0] - self._next)
            self._take_rows(*astray[1:])
        elif self._next is not None:  # else the page was there before whoever reads this
            self._counts["malformed"] += astray is not None
            if number < self._next:
                self._counts["doubled"] += 1
                return
            self._counts["messages_lost"] += number - self._next
        self._next = number + 1
        self._take_rows(rows, self._pushed)

    def _take_rows(self, rows: list[list[Any]], end: int) -> None:
        for row in rows:
            values = self._values(row)
            if values is None:
                continue
            for each in self._course.take(values[0], (values, end)):
                self._keep(*each.item)
        del self._waiting[:-_WAITING]

    def _values(self, row: list[Any]) -> list[float] | None:
        """Give time in seconds and six values as sent, nan for a rate of turn that is not."""
        if None in row[1:4]:
            self._counts["no_value"] += 1
            return None
        stamp, *acc = (
            number_of(each, most)
            for each, most in zip(row[:4], (_LATEST_MS, *[_MOST_ACC] * 3), strict=True)
        )
        turn = [number_of(each, _MOST_RATE) for each in row[4:]]
        if math.isnan(stamp + sum(acc)):
            self._counts["values"] += 1
            return None
        return [stamp / 1000.0, *acc, *turn]

    def _keep(self, row: list[float], end: int) -> None:
        """Keep a row, unless it came before; in SI units, and with the signs of Android."""
        stamp_s, *values = row
        if self._last_s - BACK_S <= stamp_s <= self._last_s:  # else the clock was set back
            self._counts["late"] += 1
            return
        self._last_s = stamp_s
        # WebKit asks a sensor of 60 Hz 60 times a second, and now and then gets the same again.
        # Rounded values are the same by themselves.
        if values == self._last and not self._is_coarse_row(values):
            self._counts["repeated"] += 1
            return
        self._last = values
        self._counts["frames"] += 1
        sign = -1.0 if self._platform == "ios" else 1.0
        acc, turn = (sign * axis for axis in values[:3]), map(math.radians, values[3:])
        self._waiting.append(([stamp_s, *acc, *turn], end))

    @staticmethod
    def _is_coarse_row(values: list[float]) -> bool:
        tenths = [axis / COARSE_M_S2 for axis in values[:3]]
        return all(abs(tenth - round(tenth)) < _EXACT for tenth in tenths)

    def _rows(self) -> Rows:
        """Give what waited, once the clock and the members of a row are known."""
        if self.clock.offset_s is None or not self._waiting:
            return Rows.empty()
        if self._has_gyr is None:
            if len(self._waiting) < LOOK:
                return Rows.empty()
            first = [values for values, _ in self._waiting]
            self._has_gyr = any(not math.isnan(sum(values[4:])) for values in first)
            self._is_coarse = all(self._is_coarse_row(values[1:4]) for values in first)
        table: FloatArray = np.array([values for values, _ in self._waiting])
        ends = np.array([end for _, end in self._waiting], dtype=np.int64)
        self._waiting = []
        gyr = table[:, 4:].copy()
        gyr[np.isnan(gyr).any(axis=1)] = _NAN
        stamp_s = self.clock.at(table[:, 0])
        return Rows(table[:, 1:4].copy(), gyr if self._has_gyr else None, stamp_s, None, ends)


def _no_number(name: str) -> float:
    msg = f"holds {name}, which is no number"
    raise ValueError(msg)

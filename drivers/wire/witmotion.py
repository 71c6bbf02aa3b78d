"""WitMotion's normal protocol, over a cable or classic Bluetooth, and its frame over Bluetooth LE.

Over a cable: frames of 11 bytes, ``55 type`` and eight bytes of data, then the sum of the ten.
Type 50 is the time, 51 acceleration, 52 rate of turn; they come in this order, one behind the
other, and share no number. Over Bluetooth LE: 20 bytes, ``55 61`` and nine int16, no checksum;
a frame is believed where the next one's head follows it. All int16 are little endian, full scale is
16 g and 2000 deg/s whatever the range set (WITMOTION/WitStandardProtocol_JY901, REG.h;
WITMOTION/WitBluetooth_BWT901BLE5_0, device_model.py).

Three frames tell which of the two a stream is, eight accelerations what comes with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from balance.samples import GRAVITY_M_S2, BoolArray, FloatArray, IntArray
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.frames import Bytes, FixedFrames, byte_sums

_LENGTH: Final = 11
_LE_LENGTH: Final = 20
_TIME, _ACC, _RATE = 0x50, 0x51, 0x52
_REGISTERS: Final = 0x5F
_LE_DATA, _LE_REGISTERS = 0x61, 0x71
_SURE: Final = 3
_LOOK: Final = 8
_M_S2: Final = 16.0 * GRAVITY_M_S2 / 32768
_RAD_S: Final = float(np.radians(2000.0)) / 32768


class WitMotion(Decoder):
    """Decodes what a WitMotion sensor sends by itself, whichever link it comes over."""

    name: ClassVar[str] = "witmotion"

    def __init__(self) -> None:
        self._cable = _Cable()
        self._air = _Air()
        self._chosen: _Cable | _Air | None = None

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        if self._chosen is not None:
            return self._chosen.push(data)
        cable, air = self._cable.push(data), self._air.push(data)
        sure = [each for each in (self._cable, self._air) if each.sure_at is not None]
        if not sure:
            return Rows.empty()
        self._chosen = min(sure, key=lambda each: each.sure_at or 0)
        return cable if self._chosen is self._cable else air

    @property
    def counts(self) -> Mapping[str, int]:
        """Frames, wrong checksums, bytes outside, samples whose rate or time frame was lost."""
        one = self._chosen or self._cable
        found = one.frames
        return {
            "frames": found.frames,
            "checksum": found.broken if one is self._cable else 0,
            "skipped_bytes": found.skipped,
            "rate_lost": self._cable.rate_lost,
            "time_lost": self._cable.time_lost,
        }

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""
        on_air = self._chosen is self._air
        return DeviceFacts(
            model="WitMotion",
            resolution_m_s2=_M_S2,
            range_m_s2=16.0 * GRAVITY_M_S2,
            has_gyr=True if on_air else self._cable.has_rate,
            checked=not on_air,
        )


class _Cable:
    """The frames of 11 bytes, put together to one row for each acceleration."""

    def __init__(self) -> None:
        self.frames = FixedFrames(_LENGTH, _heads, _check)
        self.sure_at: int | None = None
        self.has_rate: bool | None = None
        self.has_time = False
        self.rate_lost = 0
        self.time_lost = 0
        self._held = (np.empty((0, _LENGTH), dtype=np.uint8), np.empty(0, dtype=np.int64))
        self._first: list[int] = []
        self._seen: set[int] = set()
        self._next = 0  # accelerations that begin before it have had their row

    def push(self, data: bytes) -> Rows:
        found, places = self.frames.push(data)
        if self.sure_at is None:
            self._first = [*self._first, *places[:_SURE].tolist()][:_SURE]
            self.sure_at = self._first[-1] + _LENGTH if len(self._first) == _SURE else None
        frames = np.concatenate((self._held[0], found))
        starts = np.concatenate((self._held[1], places))
        if self.has_rate is None and not self._look(frames[:, 1]):
            first = np.append(np.flatnonzero(frames[:, 1] == _ACC), starts.size)[0]
            keep = min(max(first - 1, 0), max(starts.size - 2, 0))
            self._seen |= set(frames[:keep, 1].tolist())
            self._held = frames[keep:], starts[keep:]
            return Rows.empty()
        rows = self._rows(frames, starts)
        self._held = frames[-2:], starts[-2:]  # a time and its acceleration may yet be wanted
        return rows

    def _look(self, types: Bytes) -> bool:
        """See what comes with the first accelerations; say whether there are enough of them."""
        acc = np.flatnonzero(types == _ACC)
        if acc.size < _LOOK:
            return False
        seen = self._seen | set(types[: acc[_LOOK - 1]].tolist())
        self.has_rate = _RATE in seen
        self.has_time = _TIME in seen
        return True

    def _rows(self, frames: Bytes, starts: IntArray) -> Rows:
        types = frames[:, 1]
        acc = np.flatnonzero((types == _ACC) & (starts >= self._next))
        if self.has_rate:  # the one that may still come begins where the acceleration ends
            acc = acc[starts[acc] + _LENGTH < self.frames.judged]
        if not acc.size:
            return Rows.empty()
        self._next = int(starts[acc[-1]]) + 1
        stamp = None
        if self.has_time:
            time, there = _beside(starts, types, acc, -_LENGTH, _TIME)
            self.time_lost += int(np.count_nonzero(~there))
            acc, stamp = acc[there], _seconds(frames[time[there], 2:10])
        end = starts[acc] + _LENGTH
        gyr = None
        if self.has_rate:
            rate, there = _beside(starts, types, acc, _LENGTH, _RATE)
            self.rate_lost += int(np.count_nonzero(~there))
            gyr = np.where(there[:, None], _int16(frames[rate, 2:8]) * _RAD_S, np.nan)
            end = end + np.where(there, _LENGTH, 0)
        return Rows(_int16(frames[acc, 2:8]) * _M_S2, gyr, stamp, None, end)


class _Air:
    """The frames of 20 bytes."""

    def __init__(self) -> None:
        self.frames = FixedFrames(_LE_LENGTH, _le_heads, _le_check, peek=2)
        self.sure_at: int | None = None
        self._held: list[Rows] = []

    def push(self, data: bytes) -> Rows:
        frames, starts = self.frames.push(data)
        before = sum(len(rows) for rows in self._held)
        data_of = frames[:, 1] == _LE_DATA
        values = _int16(frames[data_of, 2:14])
        end = starts[data_of] + _LE_LENGTH
        rows = Rows(values[:, :3] * _M_S2, values[:, 3:] * _RAD_S, None, None, end)
        if self.sure_at is not None:
            return rows if len(rows) else Rows.empty()
        self._held += [rows] if len(rows) else []
        if before + len(rows) < _SURE:
            return Rows.empty()
        ends = np.concatenate([each.end_byte for each in self._held])
        self.sure_at = int(ends[_SURE - 1]) + 2
        acc = np.concatenate([each.acc_m_s2 for each in self._held])
        gyr = np.concatenate([each.gyr_rad_s for each in self._held if each.gyr_rad_s is not None])
        return Rows(acc, gyr, None, None, ends)


def _beside(
    starts: IntArray, types: Bytes, acc: IntArray, offset: int, kind: int
) -> tuple[IntArray, BoolArray]:
    """Find the frame of a kind that stands right beside each acceleration, and whether it does."""
    wanted = starts[acc] + offset
    place = np.minimum(np.searchsorted(starts, wanted), starts.size - 1)
    return place, (starts[place] == wanted) & (types[place] == kind)


def _int16(data: Bytes) -> FloatArray:
    return np.ascontiguousarray(data).view("<i2").astype(np.float64)


def _seconds(data: Bytes) -> FloatArray:
    """Year, month, day, hour, minute, second and milliseconds to seconds since 2000.

    A clock that was never set may send a month or a day 0, which counts on from its neighbours.
    """
    year, month, day, hour, minute, second = data[:, :6].astype(np.int64).T
    months = np.datetime64("2000-01", "M") + (12 * year + month - 1)
    days = (months.astype("datetime64[D]") - np.datetime64("2000-01-01", "D")).astype(np.int64)
    whole = ((days + day - 1) * 24 + hour) * 3600 + minute * 60 + second
    milliseconds = np.ascontiguousarray(data[:, 6:8]).view("<u2")[:, 0]
    return np.asarray(whole + milliseconds / 1000.0, dtype=np.float64)


def _heads(first: Bytes, second: Bytes) -> BoolArray:
    known = (second >= _TIME) & (second <= _REGISTERS)
    heads: BoolArray = (first == 0x55) & known
    return heads


def _check(frames: Bytes) -> BoolArray:
    right: BoolArray = byte_sums(frames[:, :-1]) == frames[:, -1]
    return right


def _le_heads(first: Bytes, second: Bytes) -> BoolArray:
    heads: BoolArray = (first == 0x55) & ((second == _LE_DATA) | (second == _LE_REGISTERS))
    return heads


def _le_check(windows: Bytes) -> BoolArray:
    return _le_heads(windows[:, -2], windows[:, -1])

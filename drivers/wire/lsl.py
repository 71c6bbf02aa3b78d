"""Samples of a stream of Lab Streaming Layer, handed on as messages: a description, then numbers.

A message is ``D`` and JSON with the names of the channels, their units in brackets, or ``N`` and
float64, little endian: a stamp in seconds and the channels, sample by sample. What the
channels hold is told as in lines of text (`layout.py`): by their names and units, else by what
gravity does to them. Stamps are those of this computer's clock and stand as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np

from balance.records.formats.places import UntoldError
from balance.samples import FloatArray, IntArray
from drivers.wire.decoder import Claim, Decoder, DeviceFacts, Rows
from drivers.wire.layout import WINDOW, Layout, find_layout

_DESCRIPTION, _NUMBERS = b"D", b"N"
_HELD: Final = 1024
_UNTOLD: Final = (
    "sends channels without names, one more than its axes, and nothing tells which one that is; "
    "name them in the stream's description, as in acc_x (m/s^2)"
)


def described(name: str, channels: Sequence[str]) -> bytes:
    """Give the message that describes a stream."""
    return _DESCRIPTION + json.dumps({"name": name, "channels": list(channels)}).encode()


def numbers(stamp_s: Sequence[float], samples: Sequence[Sequence[float]]) -> bytes:
    """Give the message of samples and their stamps."""
    table = np.column_stack([stamp_s, np.asarray(samples, dtype="<f8")])
    return _NUMBERS + np.ascontiguousarray(table, dtype="<f8").tobytes()


class Lsl(Decoder):
    """Decodes such messages; one is pushed at a time."""

    name: ClassVar[str] = "lsl"
    own_time: ClassVar[bool] = True
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._model: str | None = None
        self._channels: list[str] = []
        self._layout: Layout | None = None
        self._held = np.empty((0, 0))
        self._ends: IntArray = np.empty(0, dtype=np.int64)
        self._pushed = 0
        self._untold = False
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take a message."""
        self._pushed += len(data)
        if data[:1] == _DESCRIPTION:
            self._describe(data[1:])
            return Rows.empty()
        width = len(self._channels) + 1
        if data[:1] != _NUMBERS or width == 1 or (len(data) - 1) % (8 * width):
            self._counts["broken"] += 1
            return Rows.empty()
        table = np.frombuffer(data[1:], dtype="<f8").reshape(-1, width)
        whole = np.isfinite(table).all(axis=1) & (np.abs(table) < 1e12).all(axis=1)
        self._counts["no_value"] += int(np.count_nonzero(~whole))
        self._counts["frames"] += int(np.count_nonzero(whole))
        return self._rows(table[whole].astype(np.float64))

    @property
    def claim(self) -> Claim:
        """What it knows its rows by."""
        return Claim.MARKED

    @property
    def counts(self) -> Mapping[str, int]:
        """Good samples, broken messages, samples without a value, and none with gravity."""
        names = ("frames", "broken", "no_value", "no_gravity", "range")
        return {name: self._counts[name] for name in names}

    @property
    def trouble(self) -> str:
        """What keeps rows from being made."""
        return _UNTOLD if self._untold else ""

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the stream so far."""
        layout = self._layout
        if layout is None:
            return DeviceFacts(model=self._model)
        guessed = layout.gyr is not None and layout.gyr_guessed
        return DeviceFacts(
            model=self._model,
            unit=layout.acc_unit if layout.guessed else None,
            has_gyr=layout.gyr is not None,
            gyr_unit=layout.gyr_unit if guessed else None,
        )

    def _describe(self, data: bytes) -> None:
        try:
            said: Any = json.loads(data)
            channels = [str(each) for each in said["channels"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            self._counts["broken"] += 1
            return
        if channels != self._channels:
            self._channels, self._layout = channels, None
            self._held, self._ends = np.empty((0, 0)), np.empty(0, dtype=np.int64)
        self._model = str(said.get("name")) if said.get("name") else None

    def _rows(self, table: FloatArray) -> Rows:
        ends = np.full(len(table), self._pushed, dtype=np.int64)
        if self._layout is None:
            held = table if not self._held.size else np.concatenate((self._held, table))
            ends = np.concatenate((self._ends, ends))
            self._layout = self._told(held[:, 1:])
            if self._layout is None:
                self._held, self._ends = held[-_HELD:], ends[-_HELD:]
                return Rows.empty()
            table, self._held, self._ends = held, np.empty((0, 0)), np.empty(0, dtype=np.int64)
        return self._made(self._layout, table, ends) if len(table) else Rows.empty()

    def _told(self, rows: FloatArray) -> Layout | None:
        """Find out what the channels hold, from the newest rows: it may have been moved before."""
        if len(rows) < WINDOW:
            return None
        self._untold = False
        try:
            found = find_layout(rows[-WINDOW:], self._channels, rows)
        except UntoldError:
            self._untold = True
            return None
        self._counts["no_gravity"] += found is None
        return found

    def _made(self, layout: Layout, table: FloatArray, ends: IntArray) -> Rows:
        values = table[:, 1:]
        acc = values[:, layout.acc] * layout.acc_scale
        gyr = None if layout.gyr is None else values[:, layout.gyr] * layout.gyr_scale
        good = (np.abs(acc) <= layout.acc_limit).all(axis=1)
        if gyr is not None:
            good &= (np.abs(gyr) <= layout.gyr_limit).all(axis=1)
        self._counts["range"] += int(np.count_nonzero(~good))
        turn = None if gyr is None else gyr[good]
        return Rows(acc[good], turn, table[good, 0], None, ends[good])

"""Outlets: what is measured and found, as streams of Lab Streaming Layer for others to record.

Three streams: ``NAME`` has the samples (type IMU, or Accelerometer without a rate of turn),
``NAME-events`` the events (type Markers, a word each) and ``NAME-holds`` each hold once it is
final, as the object of ``time --json``. All stamps are of when it happened, on the clock of LSL.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from balance.hold_json import hold_dict
from balance.samples import SampleBlock, measured_rate_hz
from balance.timing.results import Hold, Item
from drivers.lsl.library import library
from drivers.source import AddressError

_ACC: Final = tuple(f"acc_{axis}" for axis in "xyz")
_GYR: Final = tuple(f"gyr_{axis}" for axis in "xyz")
#: Samples that tell the rate.
_LOOK: Final = 20
_LINGER_S: Final = 0.3
_MAKER: Final = "Balance Timer"


class Outlets:
    """The three streams of one session.

    Parameters
    ----------
    name
        What they are called.

    Raises
    ------
    AddressError
        Where streams can't be called so.
    CannotOpen
        Where LSL can't be used here; one sentence.
    """

    def __init__(self, name: str) -> None:
        self._name = name.strip()
        if not self._name or not self._name.isprintable():
            msg = f"Streams can't be called {name!r}; give letters, as in --lsl Clinic."
            raise AddressError(msg)
        self._lsl = library()
        self._samples: Any = None  # pylsl has no types
        self._ahead_s = 0.0
        self._first: list[SampleBlock] = []
        self._early: list[Item] = []
        self._events = self._made("events", "Markers")
        self._holds = self._made("holds", "Results")

    def push(self, block: SampleBlock) -> None:
        """Send samples; their times are carried over to the clock of LSL with the first of them."""
        if self._samples is not None:
            self._send(block)
            return
        self._first.append(block)
        if sum(map(len, self._first)) >= _LOOK:
            self._begin()

    def show(self, items: Sequence[Item]) -> None:
        """Send events and holds; none before the first samples."""
        if self._samples is None:
            self._early += items
            return
        for item in items:
            if isinstance(item, Hold):
                self._holds.push_sample([json.dumps(hold_dict(item))], self._at(item.end_s))
            else:
                self._events.push_sample([item.event], self._at(item.t_s))

    def close(self) -> None:
        """Take the streams away, after a moment for those who read to have the last of them."""
        made = [each for each in (self._samples, self._events, self._holds) if each is not None]
        if any(each.have_consumers() for each in made):
            time.sleep(_LINGER_S)
        self._samples = self._events = self._holds = None

    def _begin(self) -> None:
        """Make the stream of samples, at the rate of the first ones, and send what waited."""
        blocks, self._first = self._first, []
        times_s = np.concatenate([block.time_s for block in blocks])
        turns = all(block.gyr_rad_s is not None for block in blocks)
        self._samples = self._made_for(measured_rate_hz(times_s), turns=turns)
        self._ahead_s = float(self._lsl.local_clock()) - float(times_s[-1])
        for block in blocks:
            self._send(block)
        early, self._early = self._early, []
        self.show(early)

    def _send(self, block: SampleBlock) -> None:
        rows = block.acc_m_s2.tolist()
        if block.gyr_rad_s is not None:
            turns = block.gyr_rad_s.tolist()
            rows = [acc + turn for acc, turn in zip(rows, turns, strict=True)]
        if rows:
            self._samples.push_chunk(rows, (block.time_s + self._ahead_s).tolist())

    def _at(self, time_s: float) -> float:
        return time_s + self._ahead_s

    def _made(self, part: str, kind: str) -> Any:  # noqa: ANN401 - pylsl has no types
        lsl = self._lsl
        name = f"{self._name}-{part}"
        info = lsl.StreamInfo(name, kind, 1, lsl.IRREGULAR_RATE, lsl.cf_string, _identity(name))
        return lsl.StreamOutlet(info)

    def _made_for(self, rate_hz: float, *, turns: bool) -> Any:  # noqa: ANN401 - pylsl has no types
        lsl = self._lsl
        channels = [(label, "m/s^2", "Accelerometer") for label in _ACC]
        channels += [(label, "rad/s", "Gyroscope") for label in _GYR] if turns else []
        kind = "IMU" if turns else "Accelerometer"
        info = lsl.StreamInfo(
            self._name,
            kind,
            len(channels),
            round(rate_hz, 1),
            lsl.cf_double64,
            _identity(self._name),
        )
        described = info.desc().append_child("channels")
        for label, unit, sensor in channels:
            channel = described.append_child("channel")
            for key, value in (("label", label), ("unit", unit), ("type", sensor)):
                channel.append_child_value(key, value)
        info.desc().append_child_value("manufacturer", _MAKER)
        return lsl.StreamOutlet(info)


def _identity(name: str) -> str:
    """Tell a stream from one of the same name on another computer, so that none takes its place."""
    return f"{name}@{socket.gethostname()}"

"""Finding out what a channel speaks: speeds and decoders tried on what comes, nothing written.

All decoders listen at once; a speed is left after a quarter of a second in which none of them makes
sense of anything. A decoder is believed for its frames, and one without checksums only where its
acceleration is about that of gravity.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from drivers.arrivals import Arrivals
from drivers.channel import Channel, ChannelLost
from drivers.feed import Feed, Read
from drivers.health import Health
from drivers.source import CannotOpen
from drivers.wire import DeviceFacts, Rows, decoder_for

#: At a speed where nothing makes sense, and where it is the only one.
LOOK_S: Final = 0.25
LOOK_LONG_S: Final = 2.5
#: The rate is measured for so long.
MEASURE_S: Final = 1.0
READ_S: Final = 0.02
GATHER_S: Final = 0.01
LEAST_FRAMES: Final = 3
LEAST_ROWS: Final = 5
_PLAUSIBLE: Final = (0.5, 2.0)
_TEXT: Final = frozenset(b"\t\r\n" + bytes(range(32, 127)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a channel turned out to carry.

    Parameters
    ----------
    protocol
        Name of the decoder.
    baud
        Speed, or None where the channel has none.
    rate_hz
        Samples a second, measured.
    has_gyr
        Whether there is a rate of turn.
    facts, counts
        What the decoder knows of the device, and has counted.
    reads
        All that was read at that speed, and when: nothing of it is to be lost.
    """

    protocol: str
    baud: int | None
    rate_hz: float
    has_gyr: bool
    facts: DeviceFacts
    counts: Mapping[str, int]
    reads: tuple[Read, ...]

    def feed(self) -> Feed:
        """Make a feed for what was found; nothing is pushed yet."""
        decoder = decoder_for(self.protocol)
        return Feed(decoder, rate_hz=self.rate_hz, has_gyr=self.has_gyr)

    def health(self) -> Health:
        """How it came while it was found out."""
        feed = self.feed()
        feed.push(list(self.reads))
        return feed.health()


def identify(channel: Channel, names: Sequence[str], stopped: threading.Event) -> Found:
    """Find out what an open channel speaks, of the decoders named, the most certain first.

    Raises
    ------
    CannotOpen
        Where nothing comes, or nothing that is understood.
    """
    speeds: Sequence[int | None] = channel.speeds or (None,)
    look_s = LOOK_S if len(speeds) > 1 else LOOK_LONG_S
    wait_s = channel.first_wait_s
    why, heard = "", False
    try:
        for baud in speeds:
            if baud is not None:
                channel.set_speed(baud)
            trial = Trial(names)
            trial.listen(channel, wait_s, look_s, stopped)
            if not trial.reads:
                break
            heard = True
            found = trial.best(baud)
            if found is not None:
                return found
            why = why or trial.why_not()
            wait_s = look_s
    except ChannelLost as error:
        msg = f"{error}, while it was listened to; plug the sensor in again."
        raise CannotOpen(msg) from error
    raise CannotOpen(_not_found(channel, why, heard=heard))


class Trial:
    """Decoders side by side, on what comes at one speed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.reads: list[Read] = []
        self._decoders = {name: decoder_for(name) for name in names}
        self._rows: dict[str, list[Rows]] = {name: [] for name in names}
        self._arrivals = Arrivals()

    def listen(
        self, channel: Channel, wait_s: float, look_s: float, stopped: threading.Event
    ) -> None:
        """Listen until it is plain what comes, or that it won't be."""
        now_s = start_s = time.monotonic()
        while now_s - start_s < (LOOK_LONG_S + look_s if self.reads else wait_s):
            if stopped.is_set():
                raise CannotOpen("The source was closed while it was being opened.")
            data = channel.read(READ_S)
            now_s = time.monotonic()
            if data:
                start_s = start_s if self.reads else now_s
                self.push(data, now_s)
                stopped.wait(GATHER_S)
            if not self.reads:
                continue
            if now_s - start_s >= look_s and not self._promises():
                return
            if self._name(now_s - MEASURE_S) is not None:
                return

    def is_understood(self) -> bool:
        """Whether a decoder is believed."""
        return self._name(math.inf) is not None

    def best(self, baud: int | None) -> Found | None:
        """What it is, where that is plain."""
        name = self._name(math.inf)
        if name is None:
            return None
        decoder, rows = self._decoders[name], self._rows[name]
        has_gyr = any(len(each) and each.gyr_rad_s is not None for each in rows)
        rate_hz = _rate_hz(rows, self._arrivals)
        facts, counts = decoder.facts, dict(decoder.counts)
        return Found(name, baud, rate_hz, has_gyr, facts, counts, tuple(self.reads))

    def why_not(self) -> str:
        """What keeps a protocol that is spoken from being used, behind "It ..."; or nothing."""
        for name, decoder in self._decoders.items():
            if decoder.trouble:
                return decoder.trouble
            if decoder.facts.checked and decoder.counts["frames"] >= LEAST_FRAMES:
                there = "switch that on in the sensor's own program"
                return f"speaks {name}, but sends no acceleration; {there}"
            if decoder.counts.get("no_gravity"):
                still = (
                    "keep the sensor still while it is found, and send acceleration with gravity"
                )
                return f"sends lines of numbers in which gravity was not seen; {still}"
        return ""

    def push(self, data: list[bytes], now_s: float) -> None:
        """Take what was read at one time."""
        self.reads.append((data, now_s))
        for piece in data:
            self._arrivals.note(len(piece), now_s)
            for name, decoder in self._decoders.items():
                rows = decoder.push(piece)
                if len(rows):
                    self._rows[name].append(rows)

    def _promises(self) -> bool:
        if any(decoder.counts["frames"] >= LEAST_FRAMES for decoder in self._decoders.values()):
            return True
        # Lines of text are held back until there are enough of them to tell what is in them.
        data = b"".join(piece for pieces, _ in self.reads for piece in pieces)
        return data.count(b"\n") > 1 and sum(byte in _TEXT for byte in data) > 0.95 * len(data)

    def _name(self, since_s: float) -> str | None:
        """Name of the first decoder that is believed, and has had rows since then or before."""
        for name, decoder in self._decoders.items():
            rows = self._rows[name]
            if sum(len(each) for each in rows) < LEAST_ROWS:
                continue
            if not (decoder.facts.checked or len(self._decoders) == 1 or _is_gravity(rows)):
                continue
            if self._arrivals.of(rows[0].end_byte[:1])[0] <= since_s:
                return name
        return None


def _is_gravity(rows: list[Rows]) -> bool:
    length = np.linalg.norm(np.concatenate([each.acc_m_s2 for each in rows]), axis=1)
    low, high = _PLAUSIBLE
    return bool(low * GRAVITY_M_S2 <= np.median(length) <= high * GRAVITY_M_S2)


def _rate_hz(rows: list[Rows], arrivals: Arrivals) -> float:
    stamps = [each.stamp_s for each in rows if each.stamp_s is not None]
    if stamps:
        times: FloatArray = np.concatenate(stamps)
        steps = np.diff(times)
        if np.count_nonzero(steps > 0.0) >= LEAST_ROWS - 1:
            return float(1.0 / np.mean(steps[steps > 0.0]))
    came_s = arrivals.of(np.concatenate([each.end_byte for each in rows]))
    span_s = float(came_s[-1] - came_s[0])
    if span_s > 0.0:
        return float(np.count_nonzero(came_s > came_s[0])) / span_s
    return came_s.size / MEASURE_S


def _not_found(channel: Channel, why: str, *, heard: bool) -> str:
    if why:
        return f"{channel.place} {why}."
    if heard:
        return (
            f"{channel.place} sends something that no known sensor sends; give speed and protocol "
            "where you know them, as in ?baud=115200&protocol=text."
        )
    return (
        f"Nothing came from {channel.place} in {channel.first_wait_s:.0f} s; {channel.silent_hint}."
    )

"""Finding out what a channel speaks: speeds and decoders tried on what comes, nothing written.

All decoders listen at once, and `wire.judging` says which of them speaks; a speed is left after a
quarter of a second in which none of them makes sense of anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from drivers.arrivals import Arrivals
from drivers.channel import Channel, ChannelLost
from drivers.feed import Feed, Read
from drivers.health import Health
from drivers.source import CannotOpen
from drivers.wire import DeviceFacts, Rows, decoder_for
from drivers.wire.judging import LEAST_ROWS, Candidates, Evidence, judge

#: At a speed where nothing makes sense, and where it is the only one.
LOOK_S: Final = 0.25
LOOK_LONG_S: Final = 2.5
#: The rate is measured for so long.
MEASURE_S: Final = 1.0
READ_S: Final = 0.02
GATHER_S: Final = 0.01
LEAST_FRAMES: Final = 3
#: Signs of those that are reached by another kind of address.
_FOREIGN: Final[Mapping[bytes, str]] = {
    b'"payload"': "sends what Sensor Logger pushes; write sensorlogger:?port=8000, and have the "
    "app push to this computer",
    b"updateMode": "sends what phyphox answers; write phyphox:HOST",
    b"HTTP/1.": "is no sensor, but a server or a client of web pages; choose the sensor's own port",
}
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
    doubt
        What speaks against the protocol that was asked for, in words; empty where nothing does.
    """

    protocol: str
    baud: int | None
    rate_hz: float
    has_gyr: bool
    facts: DeviceFacts
    counts: Mapping[str, int]
    reads: tuple[Read, ...]
    doubt: str = ""

    def feed(self) -> Feed:
        """Make a feed for what was found; nothing is pushed yet."""
        decoder = decoder_for(self.protocol)
        return Feed(decoder, rate_hz=self.rate_hz, has_gyr=self.has_gyr)

    def health(self) -> Health:
        """How it came while it was found out."""
        feed = self.feed()
        feed.push(list(self.reads))
        return feed.health()


def identify(
    channel: Channel, names: Sequence[str], stopped: threading.Event, asked: str = ""
) -> Found:
    """Find out what an open channel speaks.

    Parameters
    ----------
    channel
        Open.
    names
        Decoders that may speak.
    stopped
        Set where nobody wants to know any more.
    asked
        The one that is to speak, whatever the others say; empty where that is to be found out.

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
            trial = Trial(names, asked)
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
        msg = f"{error}, while it was listened to; {channel.lost_hint}."
        raise CannotOpen(msg) from error
    raise CannotOpen(_not_found(channel, why, heard=heard))


class Trial:
    """Decoders side by side, on what comes at one speed.

    Parameters
    ----------
    names
        Decoders that may speak.
    asked
        The one that is to speak, whatever the others say.
    """

    def __init__(self, names: Sequence[str], asked: str = "") -> None:
        self.reads: list[Read] = []
        self._asked = asked or (names[0] if len(names) == 1 else "")
        self._candidates = Candidates(names)
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
            if self._is_measured(now_s - MEASURE_S):
                return
            if self._is_another() and now_s - start_s >= max(look_s, MEASURE_S):
                return

    def is_understood(self) -> bool:
        """Whether a decoder is believed."""
        return self._best() is not None

    def best(self, baud: int | None) -> Found | None:
        """What it is, where that is plain."""
        name = self._best()
        if name is None:
            return None
        decoder, rows = self._candidates.decoders[name], self._candidates.rows[name]
        has_gyr = any(len(each) and each.gyr_rad_s is not None for each in rows)
        rate_hz = _rate_hz(rows, self._arrivals)
        facts, counts = decoder.facts, dict(decoder.counts)
        reads = tuple(self.reads)
        return Found(name, baud, rate_hz, has_gyr, facts, counts, reads, self._doubt())

    def why_not(self) -> str:
        """What keeps a protocol that is spoken from being used, behind "It ..."; or nothing."""
        other = self._candidates.best()
        if self._asked and other is not None:
            return f"does not speak {self._asked}, but {other}; {_instead(other)}"
        heard = {each.name: each for each in self._candidates.evidence()}
        for name, decoder in self._candidates.decoders.items():
            if decoder.trouble:
                return decoder.trouble
            if decoder.facts.checked and decoder.counts["frames"] >= LEAST_FRAMES:
                there = "switch that on in the sensor's own program"
                return f"speaks {name}, but sends no acceleration; {there}"
            if heard[name].too_fast > 0.0:
                how = "name the units in a line before the numbers, as in gyr_x_deg_s"
                return (
                    f"sends a rate of turn that no leg reaches in the unit it was taken for; {how}"
                )
            if decoder.counts.get("no_gravity") or heard[name].weightless:
                still = (
                    "keep the sensor still while it is found, and send acceleration with gravity"
                )
                return f"sends lines of numbers in which gravity was not seen; {still}"
        return _foreign(b"".join(piece for pieces, _ in self.reads for piece in pieces))

    def push(self, data: list[bytes], now_s: float) -> None:
        """Take what was read at one time."""
        self.reads.append((data, now_s))
        for piece in data:
            self._arrivals.note(len(piece), now_s)
            self._candidates.push(piece)

    def _promises(self) -> bool:
        decoders = self._candidates.decoders.values()
        if any(decoder.counts["frames"] >= LEAST_FRAMES for decoder in decoders):
            return True
        # Lines of text are held back until there are enough of them to tell what is in them.
        data = b"".join(piece for pieces, _ in self.reads for piece in pieces)
        return data.count(b"\n") > 1 and sum(byte in _TEXT for byte in data) > 0.95 * len(data)

    def _best(self) -> str | None:
        if not self._asked:
            return self._candidates.best()
        return self._asked if self._has_rows(self._asked) else None

    def _is_measured(self, since_s: float) -> bool:
        """Whether it is settled what speaks, and that has had rows since then or before."""
        name = self._asked or self._candidates.decided
        if name is None or not self._has_rows(name):
            return False
        first = self._candidates.rows[name][0]
        return bool(self._arrivals.of(first.end_byte[:1])[0] <= since_s)

    def _is_another(self) -> bool:
        """Whether something else speaks than what was asked for."""
        other = self._candidates.decided
        return bool(self._asked) and other is not None and not self._has_rows(self._asked)

    def _has_rows(self, name: str) -> bool:
        return sum(len(each) for each in self._candidates.rows[name]) >= LEAST_ROWS

    def _doubt(self) -> str:
        """Say it where the protocol that was asked for is plainly another one's."""
        heard = {each.name: each for each in self._candidates.evidence()}
        own, better = heard.get(self._asked), judge(list(heard.values()))
        if own is None or better is None or _is_as_good(own, better):
            return ""
        return f"what comes is rather {better.name}: {_instead(better.name)}"


def _is_as_good(own: Evidence, other: Evidence) -> bool:
    return own.can_be and (own.name == other.name or own.weight >= other.weight)


def _instead(name: str) -> str:
    return f"write protocol={name}, or leave the protocol out"


def _foreign(data: bytes) -> str:
    """What is known to come from something that has an address of another kind."""
    for mark, words in _FOREIGN.items():
        if mark in data:
            return words
    return ""


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

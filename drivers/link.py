"""LinkSource: a source over a channel, which is found out, timed, and opened again when lost.

Once open it never gives up: a cable that is out, a sensor without power and a silence are gaps in
the samples, and `health` says what is the matter. It ends when it is closed.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from balance.records.formats.units import TurnUnit
from balance.records.header import ASSUMED
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.signal.quality import LOWEST_RATE_HZ
from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.feed import Feed, Read
from drivers.health import Health, LinkState
from drivers.live.log import kind_of
from drivers.probe import Found, identify
from drivers.source import (
    THIS_COMPUTER,
    CannotOpen,
    EndOfSource,
    SharedClock,
    Source,
    SourceInfo,
)

#: So long without a byte is a silence; the hold under way is over then.
SILENT_S: Final = 0.7
#: So long, and a connection is worth making anew.
REOPEN_S: Final = 5.0
RETRY_S: Final = 0.5
#: What comes is handed on at most this often, so that a fast sensor costs no more than a slow one.
GATHER_S: Final = 0.008
GATHER_FAST_S: Final = 0.02
FAST_HZ: Final = 250.0
#: After a silence, what was held up comes in a rush and what was lost does not: listen first.
LISTEN_S: Final = 0.1
HEALTH_S: Final = 0.2
#: What to do where a phone app is too slow.
HIGHER_RATE: Final[Mapping[str, str]] = {
    "sensor_server": "it comes set to 5 Hz: set its sampling rate to 10000 microseconds",
    "sensagram": "set its sampling rate to 10000 microseconds",
    "hyperimu": "it comes set to 100 ms: set its sampling time to 10 ms",
    "phone": "take another browser, or an app such as phyphox",
    "phyphox": "open an experiment without a rate of its own, such as 'Acceleration with g'",
    "sensor_logger": "set its sampling frequency to 100 Hz",
    "sensor_logger_standardised": "set its sampling frequency to 100 Hz",
}
_log = logging.getLogger(__name__)
_TURN_S: Final = 0.1
_LET_GO_S: Final = 1.0
#: A sensor that says 40 Hz may run a little slower.
_TOLERANCE: Final = 0.97


class LinkSource(Source):
    """A sensor that sends by itself, over any channel. Subclasses write `channels` alone.

    Parameters
    ----------
    address
        Where it is.
    protocols
        Names of the decoders that may speak.
    asked
        The one that is to speak; empty where that is to be found out.
    """

    def __init__(self, address: Address, protocols: Sequence[str], asked: str = "") -> None:
        super().__init__(str(address))
        self._conditions = address.conditions()
        self._protocols = tuple(protocols)
        self._asked = asked
        self._closed = threading.Event()
        self._using = threading.Lock()
        self._channel: Channel | None = None
        self._feed: Feed | None = None
        self._first: SampleBlock | None = None
        self._gather_s = GATHER_S
        self._connected = False
        self._retry_at_s = 0.0
        self._heard_s = 0.0
        self._reconnects = 0
        self._health = Health()
        self._health_at_s = 0.0

    @abstractmethod
    def channels(self) -> list[Channel]:
        """Channels to try, in this order; raises `CannotOpen` where there is none."""

    def open(self) -> SourceInfo:
        """Find the sensor, and out what it speaks and how fast."""
        if self._feed is not None:
            msg = f"{self.address} is open already."
            raise RuntimeError(msg)
        with self._using:
            try:
                if self._closed.is_set():
                    msg = f"{self.address} was closed; make a new source to open it again."
                    raise CannotOpen(msg)
                channel, found = self._found()
                unfit = too_slow(channel, found)
                if unfit:
                    _log.warning("too slow: %s at %.1f Hz", found.protocol, found.rate_hz)
                    channel.close()
                    raise CannotOpen(unfit)
                return self._begin(channel, found)
            finally:
                self._let_go_if_closed()

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next samples; while the sensor is lost there are none."""
        if self._closed.is_set():
            raise EndOfSource("The source was closed.")
        if self._feed is None or self._channel is None:
            msg = f"{self.address} was not opened."
            raise RuntimeError(msg)
        with self._using:
            try:
                return self._read(self._channel, self._feed, timeout_s)
            finally:
                self._let_go_if_closed()

    def close(self) -> None:
        """End an `open` or a `read` that waits, and let go of the channel."""
        self._closed.set()
        # Whoever is using the channel lets go of it; a system that hangs is not waited for.
        if self._using.acquire(timeout=_LET_GO_S):
            try:
                self._let_go_if_closed()
            finally:
                self._using.release()

    def health(self) -> Health | None:
        """How the connection stands; None before it is open."""
        return None if self._feed is None else self._health

    def waiting_hint(self) -> str:
        """What to do so that it can be opened; empty where there is nothing, or once it is open."""
        return "" if self._feed is not None else self.hint()

    def hint(self) -> str:
        """What to do at the sensor, where it has to call this computer."""
        return ""

    # -- opening ------------------------------------------------------------------------------

    def find(self, stopped: threading.Event) -> tuple[Channel, Found]:
        """Find the sensor, fit or not; its channel is left open.

        Raises
        ------
        CannotOpen
            Where there is none that is understood.
        """
        refused: list[CannotOpen] = []
        for channel in self.channels():
            self._channel = channel
            try:
                channel.open()
                names = channel.protocols() or self._protocols
                return channel, identify(channel, names, stopped, self._asked)
            except CannotOpen as error:
                channel.close()
                refused.append(error)
        if len(refused) == 1:
            raise refused[0]
        raise CannotOpen(" ".join(str(error) for error in refused))

    def _found(self) -> tuple[Channel, Found]:
        try:
            return self.find(self._closed)
        except CannotOpen as error:
            _log.warning("not opened: %s", kind_of(error))
            raise

    def _begin(self, channel: Channel, found: Found) -> SourceInfo:
        turn = "with" if found.has_gyr else "without"
        _log.info("open: %s at %.1f Hz, %s rate of turn", found.protocol, found.rate_hz, turn)
        self._feed = found.feed()
        self._gather_s = GATHER_FAST_S if found.rate_hz > FAST_HZ else GATHER_S
        self._first = self._feed.push(list(found.reads))
        self._connected = True
        self._heard_s = found.reads[-1][1]
        self._note_health(self._heard_s, "open")
        return SourceInfo(
            address=self.address,
            model=channel.called() or found.facts.model,
            conditions=self._conditions,
            resolution_m_s2=found.facts.resolution_m_s2,
            nominal_rate_hz=round(found.rate_hz, 2),
            has_gyr=found.has_gyr,
            found=describe(channel, found),
            details=_details(found, self._health),
            clock=_clock(self._feed.zero_s),
        )

    # -- reading ------------------------------------------------------------------------------

    def _read(self, channel: Channel, feed: Feed, timeout_s: float) -> SampleBlock | None:
        block, self._first = self._first, None
        if block is not None:
            return block
        until_s = time.monotonic() + timeout_s
        while not self._closed.is_set():
            now_s = time.monotonic()
            left_s = min(until_s - now_s, _TURN_S)
            if self._connected:
                block = self._take(channel, feed, left_s, now_s)
            elif not self._connect(channel, feed, now_s) and left_s > 0.0:
                self._closed.wait(left_s)
            if block is not None or time.monotonic() >= until_s:
                return block
        raise EndOfSource("The source was closed.")

    def _take(
        self, channel: Channel, feed: Feed, left_s: float, now_s: float
    ) -> SampleBlock | None:
        gather_s = self._heard_s + self._gather_s - now_s
        if gather_s > 0.0 and left_s > gather_s:
            self._closed.wait(gather_s)
        try:
            data = channel.read(left_s)
            now_s = time.monotonic()
            if not data:
                self._note_silence(channel, feed, now_s)
                return None
            reads: list[Read] = [(data, now_s)]
            if now_s - self._heard_s >= LISTEN_S and feed.listens_first:
                reads += _listened(channel, now_s)
        except ChannelLost as error:
            _log.warning("lost: %s", kind_of(error))
            self._lose(channel, feed, str(error))
            return None
        if self._health.state != "open":
            _log.info("samples come again")
            self._reconnects += 1
            self._health_at_s = 0.0
        self._heard_s = reads[-1][1]
        block = feed.push(reads)
        self._note_health(now_s, "open")
        return block

    def _note_silence(self, channel: Channel, feed: Feed, now_s: float) -> None:
        silent_s = now_s - self._heard_s
        if silent_s < (channel.silence_s() or SILENT_S):
            return
        if self._health.state != "silent":
            _log.warning("silent for %.1f s", silent_s)
            feed.restart(reconnected=False)
            self._say("silent", channel.why_silent())
        if channel.reopens_when_silent and silent_s >= REOPEN_S:
            self._connected = False
            self._heard_s = now_s

    def _lose(self, channel: Channel, feed: Feed, why: str) -> None:
        channel.close()
        feed.restart(reconnected=True)
        self._connected = False
        self._retry_at_s = 0.0
        self._say("lost", why)

    def _connect(self, channel: Channel, feed: Feed, now_s: float) -> bool:
        """Try to open the channel again, now and then; True where that went well."""
        if now_s < self._retry_at_s:
            return False
        self._retry_at_s = now_s + RETRY_S
        try:
            channel.open()
        except CannotOpen as error:
            self._say("lost", str(error).rstrip("."))
            return False
        feed.restart(reconnected=True)
        self._connected = True
        self._heard_s = time.monotonic()
        return True

    def _note_health(self, now_s: float, state: LinkState) -> None:
        if self._feed is not None and (
            now_s - self._health_at_s >= HEALTH_S or state != self._health.state
        ):
            self._health_at_s = now_s
            health = self._feed.health()
            refused = {} if self._channel is None else self._channel.refused()
            errors = {**health.errors, **{name: n for name, n in refused.items() if n}}
            stranger = "" if self._channel is None else self._channel.stranger()
            told = None if self._channel is None else self._channel.battery()
            self._health = replace(
                health,
                state=state,
                reconnects=self._reconnects,
                errors=errors,
                stranger=stranger,
                battery=health.battery if told is None else told,
            )

    def _say(self, state: LinkState, detail: str) -> None:
        self._health = replace(self._health, state=state, detail=detail)

    def _let_go_if_closed(self) -> None:
        if self._closed.is_set() and self._channel is not None:
            self._channel.close()


def protocol_of(address: Address, automatic: Sequence[str]) -> str:
    """Give the decoder that an address asks for; empty where it is to be found out.

    Raises
    ------
    AddressError
        Where there is no such protocol.
    """
    if "protocol" not in address.options:
        return ""
    name = address.choice("protocol", ("auto", *automatic))
    return "" if name == "auto" else name


def protocols_of(address: Address, automatic: Sequence[str]) -> tuple[Sequence[str], str]:
    """Give the decoders that may speak, and the one that was asked for or nothing.

    Where one of several sensors is named, lines of text are meant: no other protocol has any.

    Raises
    ------
    AddressError
        Where there is no such protocol.
    """
    asked = protocol_of(address, automatic)
    sensor = address.options.get("sensor", "").strip()
    return ((f"text:{sensor}",), "") if sensor and asked in ("", "text") else (automatic, asked)


def too_slow(channel: Channel, found: Found) -> str:
    """Why a sensor can't be used, in a sentence; empty where its rate is high enough."""
    if found.rate_hz >= _TOLERANCE * LOWEST_RATE_HZ:
        return ""
    how = HIGHER_RATE.get(found.protocol, "set a higher rate in the sensor's own program")
    if found.protocol == "witmotion" and channel.speeds:
        how = f"'balance-timer devices serial:{channel.place} --configure' offers another rate"
    place = f"{channel.place[0].upper()}{channel.place[1:]}"
    return (
        f"{place} sends {found.rate_hz:.1f} samples a second, and at least "
        f"{LOWEST_RATE_HZ:.0f} are needed to time a hold; {how}."
    )


def describe(channel: Channel, found: Found) -> str:
    """What was found, in words."""
    speed = f" at {found.baud} baud" if found.baud else ""
    unit = f", acceleration taken to be in {found.facts.unit}" if found.facts.unit else ""
    turn = "" if found.has_gyr else ", no rate of turn"
    remark = channel.remark()
    remarks = "".join(f"; {each}" for each in (remark, found.doubt) if each)
    how = f"{found.rate_hz:.1f} Hz{turn}{unit}{remarks}"
    return f"{found.protocol} on {channel.place}{speed}, {how}"


def _clock(zero_s: float | None) -> SharedClock | None:
    """Give this computer's clock, where it is known how it stands to the sensor's."""
    return None if zero_s is None else SharedClock(THIS_COMPUTER, Clocks(zero_s))


def _details(found: Found, health: Health) -> Mapping[str, object]:
    """What goes into the header of a recording, as it was while the sensor was found."""
    facts = found.facts
    details = {
        "protocol": found.protocol,
        "baud": found.baud,
        "range_m_s2": facts.range_m_s2,
        "battery": health.battery,
        "jitter_ms": None if health.jitter_s is None else round(health.jitter_s * 1e3, 1),
        "faults": health.faults() or None,
        "unit": facts.unit,
        "gyr_unit": facts.gyr_unit,
        ASSUMED: [TurnUnit(facts.gyr_unit, told=False).assumed] if facts.gyr_unit else None,
    }
    return {key: value for key, value in details.items() if value is not None}


def _listened(channel: Channel, now_s: float) -> list[Read]:
    """Read on for a while; a loss is met again by the next read, and costs nothing that came."""
    reads: list[Read] = []
    until_s = now_s + LISTEN_S
    with suppress(ChannelLost):
        while (left_s := until_s - time.monotonic()) > 0.0:
            data = channel.read(left_s)
            if data:
                reads.append((data, time.monotonic()))
    return reads

"""LslChannel: one stream of Lab Streaming Layer, resolved, described and read."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from balance.records.formats.lsl_names import TYPES, channel_names
from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.lsl.library import library
from drivers.source import CannotOpen
from drivers.wire.lsl import described, numbers

FIND_S: Final = 6.0
#: Whoever reads a stream that is gone waits for each try.
FIND_AGAIN_S: Final = 1.0
#: So long others are looked for once one was seen, and others of the same name.
MORE_S: Final = 1.5
NAMESAKES_S: Final = 0.6
DESCRIBE_S: Final = 5.0
_TURN_S: Final = 0.1
_AT_ONCE: Final = 4096
_BUFFER_S: Final = 60


class LslChannel(Channel):
    """A stream.

    Parameters
    ----------
    name
        What it is called; empty for any.
    kind
        Its type; empty for any of `TYPES`.
    stopped
        Set where nobody wants it any more; ends an `open` that waits.
    host
        The computer that sends it; empty for any.
    """

    first_wait_s: ClassVar[float] = 6.0
    silent_hint: ClassVar[str] = "see that the program that sends it is running and measuring"

    def __init__(self, name: str, kind: str, stopped: threading.Event, host: str = "") -> None:
        super().__init__(f"the LSL stream '{name}'" if name else "the LSL stream")
        self._name = name
        self._kind = kind
        self._host = host
        self._was_open = False
        self._stopped = stopped
        self._inlet: Any = None  # pylsl has no types
        self._description = b""

    def open(self) -> None:
        """Find the stream, and ask what its channels are."""
        self.close()
        lsl = library()
        found = self._find(lsl)
        self.place = f"the LSL stream '{found.name()}'"
        inlet = lsl.StreamInlet(
            found,
            max_buflen=_BUFFER_S,
            recover=False,  # a sender that comes back may send something else: it is asked anew
            processing_flags=lsl.proc_clocksync,  # never dejittered: that hides what is lost
        )
        try:
            info = inlet.info(timeout=DESCRIBE_S)
            inlet.open_stream(timeout=DESCRIBE_S)
        except (RuntimeError, TimeoutError) as error:
            inlet.close_stream()
            msg = f"{self.place} is announced and does not answer; a firewall may be in the way."
            raise CannotOpen(msg) from error
        self._was_open = True
        self._inlet, self._description = inlet, described(found.name(), channels_of(info))

    def read(self, timeout_s: float) -> list[bytes]:
        """Wait for samples, and take all that are there."""
        inlet = self._inlet
        if inlet is None:
            raise ChannelLost("the stream is closed")
        try:
            first, stamp_s = inlet.pull_sample(timeout=max(0.0, timeout_s))
            if stamp_s is None:
                return []
            more, stamps_s = inlet.pull_chunk(timeout=0.0, max_samples=_AT_ONCE)
        except (RuntimeError, TimeoutError) as error:
            raise ChannelLost(f"{self.place} is gone") from error
        before, self._description = self._description, b""
        message = numbers([stamp_s, *stamps_s], [first, *more])
        return [before, message] if before else [message]

    def close(self) -> None:
        """Let go of the stream."""
        inlet, self._inlet = self._inlet, None
        if inlet is not None:
            inlet.close_stream()

    def _find(self, lsl: Any) -> Any:  # noqa: ANN401 - pylsl has no types
        looking = lsl.ContinuousResolver(forget_after=5.0)
        seen_s = None
        began_s = time.monotonic()
        fitting: list[Any] = []
        find_s = FIND_AGAIN_S if self._was_open else FIND_S
        more_s = NAMESAKES_S if self._name else MORE_S
        while (now_s := time.monotonic()) - began_s < find_s:
            if self._stopped.wait(_TURN_S):
                msg = "The source was closed while it was being opened."
                raise CannotOpen(msg)
            fitting = [each for each in looking.results() if self._fits(lsl, each)]
            if fitting and seen_s is None:
                seen_s = now_s
            if seen_s is not None and (self._was_open or now_s - seen_s >= more_s):
                break
        return self._only(fitting)

    def _fits(self, lsl: Any, info: Any) -> bool:  # noqa: ANN401 - pylsl has no types
        if info.channel_format() == lsl.cf_string or info.channel_count() < 3:
            return False
        if self._host and info.hostname().casefold() != self._host.casefold():
            return False
        kind = info.type().casefold()
        if self._kind and kind != self._kind.casefold():
            return False
        if self._name:
            return bool(info.name().casefold() == self._name.casefold())
        return bool(self._kind) or kind in TYPES

    def _only(self, fitting: Sequence[Any]) -> Any:  # noqa: ANN401 - pylsl has no types
        # A sender that was started anew is there twice for a while.
        one = {(each.name(), each.source_id(), each.hostname()): each for each in fitting}
        if len(one) == 1:
            return next(iter(one.values()))
        if not one:
            what = f"called '{self._name}'" if self._name else f"of the type {self._kind or 'IMU'}"
            msg = (
                f"No LSL stream {what} was found in {FIND_S:.0f} s; start the program that sends "
                "it, in this network, and let a firewall pass it."
            )
            raise CannotOpen(msg)
        there = ", ".join(_called(each, list(one.values())) for each in one.values())
        msg = f"There are {len(one)} LSL streams that fit; name one: {there}."
        raise CannotOpen(msg)


def _called(info: Any, among: Sequence[Any]) -> str:  # noqa: ANN401 - pylsl has no types
    """Give its address, with the computer and the type where its name alone does not tell it."""
    options = {"name": info.name()}
    namesakes = [each for each in among if each.name() == info.name()]
    for option, of in (("host", "hostname"), ("type", "type")):
        if len({getattr(each, of)() for each in namesakes}) > 1:
            options[option] = getattr(info, of)()
    return f"{Address('lsl', options=options)} ({info.type()})"


def channels_of(info: Any) -> list[str]:  # noqa: ANN401 - pylsl has no types
    """Name the channels by what the stream says of them."""
    labels, units, kinds = [], [], []
    channel = info.desc().child("channels").child("channel")
    for _ in range(info.channel_count()):
        labels.append(channel.child_value("label").strip())
        units.append(channel.child_value("unit").strip())
        kinds.append(channel.child_value("type").strip())
        channel = channel.next_sibling("channel")
    return channel_names(info.type(), labels, units, kinds)

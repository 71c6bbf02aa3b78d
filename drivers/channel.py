"""Channel: bytes from one place, opened as often as needed; a port, a connection, a listener."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar


class ChannelLost(Exception):  # noqa: N818 - the name says what happened
    """An open channel is gone; the text says how, as the end of a sentence."""


class Channel(ABC):
    """Bytes as they come. All calls come from one thread at a time.

    Attributes
    ----------
    place : str
        What a person calls it: a port, an address.
    """

    #: Speeds to try, the likeliest first; empty where a speed means nothing.
    speeds: tuple[int, ...] = ()
    #: How long to wait for the first bytes: a board that is reset by opening needs some seconds.
    first_wait_s: ClassVar[float] = 3.0
    #: What to do where none come.
    silent_hint: ClassVar[str] = "switch the sensor on, and see that it is set to send by itself"
    #: What to do where it went while it was being found out.
    lost_hint: ClassVar[str] = "see that the sensor is switched on and within reach, and try again"
    #: Whether a silence of some seconds may be mended by opening it anew.
    reopens_when_silent: ClassVar[bool] = True

    def __init__(self, place: str) -> None:
        self.place = place

    @abstractmethod
    def open(self) -> None:
        """Open it, or open it again.

        Raises
        ------
        CannotOpen
            In one sentence.
        """

    @abstractmethod
    def read(self, timeout_s: float) -> list[bytes]:
        """Wait for bytes: what is there in one piece, or a piece for each datagram.

        Parameters
        ----------
        timeout_s
            About the longest wait; 0 takes what is there.

        Raises
        ------
        ChannelLost
            Where it is gone.
        """

    @abstractmethod
    def close(self) -> None:
        """Close it; again does nothing."""

    def protocols(self) -> Sequence[str]:
        """Decoders that alone may speak, once it is open; empty where it does not know."""
        return ()

    def called(self) -> str:
        """What the sensor calls itself beside its samples; empty where it does not."""
        return ""

    def battery(self) -> float | None:
        """Charge of the sensor, 0 to 1, where that is told beside its samples."""
        return None

    def silence_s(self) -> float | None:
        """How long a silence is, where what comes has pauses of its own; None for the usual."""
        return None

    def why_silent(self) -> str:
        """Why nothing comes though it is open, as the end of a sentence."""
        return f"{self.place} is connected, but nothing comes from it"

    def remark(self) -> str:
        """What a person should know of how it comes; empty where there is nothing to say."""
        return ""

    def refused(self) -> Mapping[str, int]:
        """What was kept out, by name; see `Health.errors`."""
        return {}

    def stranger(self) -> str:
        """Who else has sent, and was not heard: the address of the first; empty while nobody."""
        return ""

    def set_speed(self, baud: int) -> None:  # noqa: B027 - most channels have none
        """Change the speed of an open channel, and drop what came at the old one."""

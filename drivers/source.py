"""Source: what every device, replay and simulation looks like from outside, and its errors.

Times belong to the source: the times of a block come from the device's own clock or counter, never
from the moment of arrival.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from balance.errors import BalanceError
from balance.protocol.conditions import Conditions

if TYPE_CHECKING:
    from types import TracebackType

    from balance.samples import Losses, SampleBlock
    from drivers.health import Health
    from drivers.telling import Cue, Told, Wish


class SourceError(BalanceError):
    """Something that a person can put right; the text is one sentence that says how."""


class AddressError(SourceError):
    """The address is wrong: its form, its scheme or one of its options."""


class CannotOpen(SourceError):  # noqa: N818 - the name says what happened
    """The address is right, but what it names cannot be opened now."""


class SourceLost(SourceError):  # noqa: N818
    """An open source is gone: unplugged, out of reach, switched off."""


class EndOfSource(Exception):  # noqa: N818
    """No more samples will come, and nothing is wrong: played to the end, or closed."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source once it is open.

    Parameters
    ----------
    address
        The address, written in full.
    model
        What the device calls itself, or None where it does not say.
    conditions
        What the source knows of how it is worn and used, options of the address included.
    resolution_m_s2
        Smallest step of acceleration in m/s^2, or None where unknown.
    nominal_rate_hz
        The rate in Hz that the source claims; the true one is measured.
    has_gyr
        Whether blocks carry a rate of turn; None where the first block will tell.
    found
        What was found out by itself, in words: port, protocol, speed.
    details
        What else belongs in the header of a recording.
    """

    address: str
    model: str | None = None
    conditions: Conditions = field(default_factory=Conditions)
    resolution_m_s2: float | None = None
    nominal_rate_hz: float | None = None
    has_gyr: bool | None = None
    found: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


class Source(ABC):
    """Samples from somewhere, a block at a time. A source is opened once and closed once.

    `open` and `read` are called from one thread, `close` from any. As a context manager a source
    closes itself on the way out; it is not opened on the way in, because `open` has an answer.

    Parameters
    ----------
    address
        The address that it was made from, for names and messages.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    @abstractmethod
    def open(self) -> SourceInfo:
        """Open it, and wait until it is or can't be.

        Returns
        -------
        SourceInfo
            What is known of it now.

        Raises
        ------
        CannotOpen
            Where that cannot be done, or where it was closed already.
        """

    @abstractmethod
    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next samples.

        Parameters
        ----------
        timeout_s
            The longest wait in seconds; 0 takes what is there.

        Returns
        -------
        SampleBlock or None
            None where nothing came in time. Times increase strictly from block to block.

        Raises
        ------
        EndOfSource
            At the end and after `close`, each time that it is asked.
        SourceLost
            Where the device is gone, each time that it is asked.
        """

    @abstractmethod
    def close(self) -> None:
        """End an `open` or a `read` that waits, and release the device. Again, it does nothing."""

    def health(self) -> Health | None:
        """How the connection stands now; None where there is none to speak of. From any thread."""
        return None

    def losses(self) -> Losses:
        """What came so far and became no sample. From any thread."""
        from balance.samples import NO_LOSSES  # late: a command that opens no source needs no numpy

        health = self.health()
        return NO_LOSSES if health is None else health.losses

    def waiting_hint(self) -> str:
        """What to do while `open` waits; empty where there is nothing. From any thread."""
        return ""

    def invitation(self) -> str:
        """What a phone is to open to become the sensor; empty while none is wanted. Any thread."""
        return ""

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:  # noqa: B027
        """Show a moment of the test at the sensor, where it has a screen. From any thread.

        Parameters
        ----------
        told
            How the test stands, as it is to be seen there.
        cues
            What is to be heard now.
        """

    def wishes(self) -> list[Wish]:
        """What the person at the sensor asked for since this was asked last. From any thread."""
        return []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

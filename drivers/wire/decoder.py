"""What every decoder takes and gives: bytes in, rows out. No port, no socket, no clock."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

import numpy as np

from balance.samples import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Samples as the device sent them, n of them. All arrays are read-only.

    Parameters
    ----------
    acc_m_s2
        Shape (n, 3), finite. Specific force: at rest the axis pointing up reads +9.81.
    gyr_rad_s
        Shape (n, 3), or None where the device sends no rate of turn. A row is nan where the frame
        with its rate of turn was lost or broken on the way.
    stamp_s
        Shape (n,), the device's own clock in seconds, finite, unwrapped within the stream; None
        where it sends none. A clock that was set, or started anew, steps backward.
    count
        Shape (n,), the device's counter of samples, unwrapped; None where it sends none.
    end_byte
        Shape (n,), not decreasing: how many bytes had been pushed in all at the end of each row's
        frame. It tells when a row arrived, where it was known only later.
    """

    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None
    stamp_s: FloatArray | None
    count: IntArray | None
    end_byte: IntArray

    def __post_init__(self) -> None:
        for array in (self.acc_m_s2, self.gyr_rad_s, self.stamp_s, self.count, self.end_byte):
            if array is not None:
                array.flags.writeable = False

    def __len__(self) -> int:
        return int(self.end_byte.size)

    @classmethod
    def empty(cls) -> Self:
        """No rows."""
        return cls(np.empty((0, 3)), None, None, None, np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What a decoder knows of the device so far; None where it does not.

    Parameters
    ----------
    model
        The kind of device, or of program, as the protocol tells it.
    resolution_m_s2
        Smallest step of acceleration.
    range_m_s2
        Largest acceleration that can be sent.
    battery
        Charge, 0 to 1.
    unit
        Unit of acceleration where it was guessed: g, mg, m/s^2 or raw.
    has_gyr
        Whether rows carry a rate of turn.
    checked
        Whether each frame carries a checksum, so that broken ones are told for certain.
    gyr_unit
        Unit of the rate of turn where it was guessed: deg/s, rad/s or raw.
    """

    model: str | None = None
    resolution_m_s2: float | None = None
    range_m_s2: float | None = None
    battery: float | None = None
    unit: str | None = None
    has_gyr: bool | None = None
    checked: bool = False
    gyr_unit: str | None = None


class Claim(IntEnum):
    """What a decoder knows the bytes by, the most certain last."""

    #: They read like its own, and something in them is not as its device sends it.
    STRANGE = 0
    #: Numbers that can be its own.
    ALIKE = 1
    #: Names or units of the columns say what they hold.
    STATED = 2
    #: Signs that no other protocol has.
    MARKED = 3
    #: Frames with a checksum.
    CHECKED = 4


class Decoder(ABC):
    """Makes rows out of what one device sends, from the moment its port was opened.

    Any bytes are taken: what is no frame is passed over and counted. Any cut of the same bytes into
    pushes gives the same rows, counts and facts; of datagrams, one is pushed at a time.
    """

    name: ClassVar[str]
    #: Whether its stamps are the times of the samples as they stand: of a clock that never begins
    #: anew, in batches that come too late to tell anything of the clock of this computer.
    own_time: ClassVar[bool] = False
    #: Whether each push has to be one datagram or message, neither part of one nor two.
    by_message: ClassVar[bool] = False

    @abstractmethod
    def push(self, data: bytes) -> Rows:
        """Take the next bytes, or one datagram, and give the rows that they complete."""

    def restart(self) -> None:  # noqa: B027 - frames with a checksum need nothing
        """What comes next does not go on from what came: the connection was made anew."""

    @property
    def claim(self) -> Claim:
        """What it knows its rows by."""
        return Claim.CHECKED if self.facts.checked else Claim.MARKED

    @property
    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """Good frames of any kind as "frames"; then each fault met, by its name."""

    @property
    def trouble(self) -> str:
        """What keeps rows from being made of what comes, behind "It ..."; empty where nothing."""
        return ""

    @property
    @abstractmethod
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""

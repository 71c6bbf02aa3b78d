"""Open Sound Control 1.0: a packet to its messages (opensoundcontrol.stanford.edu/spec-1_0)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_BUNDLE: Final = b"#bundle\x00"
_AT_ONCE: Final = 1
_DEEPEST: Final = 8
_SIZES: Final = {"f": ">f", "d": ">d", "i": ">i", "h": ">q", "t": ">Q", "c": ">i", "r": ">i"}
_NUMBERS: Final = "fdih"
_WITHOUT_DATA: Final = "TFNI[]"
_TEXTS: Final = "sS"


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its address, its numbers, and the time of its bundle in seconds since 1900."""

    address: str
    numbers: tuple[float, ...]
    time_s: float | None


def read_packet(data: bytes, time_s: float | None = None, depth: int = 0) -> list[Message]:
    """Read the messages of a packet, those in bundles with the time of their bundle.

    Raises
    ------
    ValueError
        Where it is no packet.
    """
    if not data.startswith(_BUNDLE):
        return [_read_message(data, time_s)]
    if len(data) < 16 or depth > _DEEPEST:
        raise ValueError("The bundle is cut off, or too deep.")
    tag = int.from_bytes(data[8:16])
    time_s = None if tag == _AT_ONCE else tag / 2.0**32
    messages, place = [], 16
    while place < len(data):
        size = int.from_bytes(data[place : place + 4])
        element = data[place + 4 : place + 4 + size]
        if size == 0 or len(element) < size:
            raise ValueError("An element of the bundle is cut off.")
        messages += read_packet(element, time_s, depth + 1)
        place += 4 + size
    return messages


def _read_message(data: bytes, time_s: float | None) -> Message:
    address, place = _read_text(data, 0)
    if not address.startswith("/"):
        raise ValueError("An address begins with a slash.")
    tags, place = _read_text(data, place)
    if not tags.startswith(","):
        raise ValueError("The types of the arguments are missing.")
    numbers = []
    for tag in tags[1:]:
        if tag in _TEXTS:
            _, place = _read_text(data, place)
        elif tag == "b":
            size = int.from_bytes(data[place : place + 4])
            place += 4 + size + -size % 4
        elif tag in _SIZES:
            size = struct.calcsize(_SIZES[tag])
            if place + size > len(data):
                raise ValueError("An argument is cut off.")
            if tag in _NUMBERS:
                numbers.append(float(struct.unpack_from(_SIZES[tag], data, place)[0]))
            place += size
        elif tag not in _WITHOUT_DATA:
            raise ValueError("An argument is of a type unknown.")
    return Message(address, tuple(numbers), time_s)


def _read_text(data: bytes, place: int) -> tuple[str, int]:
    """Read a text that ends with one to four zeros, up to a multiple of four bytes."""
    end = data.find(b"\x00", place)
    if end < 0:
        raise ValueError("A text has no end.")
    return data[place:end].decode("latin-1"), end + 4 - end % 4

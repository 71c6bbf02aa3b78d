"""Rate and speed of a WitMotion sensor: the commands, and sending them. Nothing is sent unasked.

A setting is five bytes, ``FF AA register low high``, taken within ten seconds of the unlocking,
kept over a switch-off only once saved. The speed holds at once
(WITMOTION/WitStandardProtocol_JY901, REG.h and wit_c_sdk.c).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drivers.channel import ChannelLost
from drivers.probe import Found, identify
from drivers.serial_port import SerialChannel
from drivers.source import CannotOpen

RATES: Final[Mapping[int, int]] = {50: 0x08, 100: 0x09, 200: 0x0B}
SPEED: Final = 115200
_SPEED_CODE: Final = 0x06
_PAUSE_S: Final = 0.15
_BITS_A_BYTE: Final = 10
_ROOM: Final = 1.1
_TOLERANCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Command:
    """Bytes for the sensor, and what they do in words.

    Parameters
    ----------
    data, words
        The bytes and what they do.
    baud
        The speed from then on, where it changes.
    """

    data: bytes
    words: str
    baud: int | None = None


UNLOCK: Final = Command(bytes.fromhex("ffaa6988b5"), "unlock the settings")
SAVE: Final = Command(bytes.fromhex("ffaa000000"), "save them")


def plan(found: Found, rate_hz: int) -> list[Command]:
    """Commands that set a rate, and the speed where the rate needs more; without the saving.

    Parameters
    ----------
    found
        The sensor as it sends now.
    rate_hz
        One of `RATES`.
    """
    sent = sum(len(piece) for pieces, _ in found.reads for piece in pieces)
    span_s = found.reads[-1][1] - found.reads[0][1]
    bytes_a_sample = sent / max(1.0, span_s * found.rate_hz)
    commands = []
    if found.baud is not None and found.baud < bytes_a_sample * rate_hz * _BITS_A_BYTE * _ROOM:
        speed = Command(bytes((0xFF, 0xAA, 0x04, _SPEED_CODE, 0)), f"{SPEED} baud", SPEED)
        commands += [UNLOCK, speed]
    rate = Command(bytes((0xFF, 0xAA, 0x03, RATES[rate_hz], 0)), f"{rate_hz} samples a second")
    return [*commands, UNLOCK, rate]


def carry_out(
    channel: SerialChannel, commands: list[Command], rate_hz: int, stopped: threading.Event
) -> Found:
    """Send commands, see that the sensor does what they say, and only then have it save them.

    Raises
    ------
    CannotOpen
        Where it doesn't: nothing is saved then, and a switch-off takes it all back.
    """
    back = "nothing was saved: switch it off and on, and it is as it was."
    try:
        _send(channel, commands, stopped)
        found = identify(channel, ("witmotion",), stopped)
        if abs(found.rate_hz / rate_hz - 1.0) > _TOLERANCE:
            msg = f"{channel.place} sends {found.rate_hz:.1f} samples a second now, and {back}"
            raise CannotOpen(msg)
    except ChannelLost as error:
        msg = f"{error}, and {back}"
        raise CannotOpen(msg) from error
    except CannotOpen as error:
        if back in str(error):
            raise
        msg = f"After the change the sensor is not understood ({error}) and {back}"
        raise CannotOpen(msg) from error
    _send(channel, [UNLOCK, SAVE], stopped)
    return found


def _send(channel: SerialChannel, commands: list[Command], stopped: threading.Event) -> None:
    for command in commands:
        channel.write(command.data)
        stopped.wait(_PAUSE_S)
        if command.baud is not None:
            channel.speeds = (command.baud,)
            channel.set_speed(command.baud)
            stopped.wait(_PAUSE_S)

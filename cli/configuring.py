"""`devices --configure`: the rate of a WitMotion sensor, shown, asked for, set and seen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import typer

from cli import output

if TYPE_CHECKING:
    from drivers.channel import Channel
    from drivers.link import LinkSource
    from drivers.probe import Found


def configure_one(links: list[LinkSource], rate_hz: int) -> None:
    """Offer a rate for the first WitMotion sensor on a serial port among the links.

    Raises
    ------
    CannotOpen
        Where there is none, or it does not take the change.
    """
    from drivers.witmotion_setup import RATES

    if rate_hz not in RATES:
        rates = ", ".join(map(str, RATES))
        output.fail(f"--rate {rate_hz} is none of {rates}.", output.WRONG_USAGE)
    stopped = threading.Event()
    channel, found = _find(links, stopped)
    try:
        _offer(channel, found, rate_hz, stopped)
    finally:
        channel.close()


def _find(links: list[LinkSource], stopped: threading.Event) -> tuple[Channel, Found]:
    from drivers.serial_port import SerialChannel
    from drivers.source import CannotOpen

    seen = []
    for link in links:
        try:
            channel, found = link.find(stopped)
        except CannotOpen as error:
            seen.append(str(error))
            continue
        if found.protocol == "witmotion" and isinstance(channel, SerialChannel):
            return channel, found
        channel.close()
        seen.append(f"{channel.place} speaks {found.protocol}.")
    msg = " ".join(["No WitMotion sensor was found on a serial port; plug it in.", *seen])
    raise CannotOpen(msg)


def _offer(channel: Channel, found: Found, rate_hz: int, stopped: threading.Event) -> None:
    from drivers.serial_port import SerialChannel
    from drivers.witmotion_setup import SAVE, UNLOCK, carry_out, plan

    if not isinstance(channel, SerialChannel):
        return
    output.line(f"{channel.place}: WitMotion at {found.baud} baud, {found.rate_hz:.1f} Hz.")
    if abs(found.rate_hz / rate_hz - 1.0) < 0.1:
        output.line("It has that rate already; nothing is to be changed.")
        return
    commands = plan(found, rate_hz)
    output.line("To be sent:")
    for command in [*commands, UNLOCK, SAVE]:
        output.line(f"  {command.data.hex(' ')}   {command.words}")
    if not typer.confirm("Send this to the sensor?", default=False):
        output.line("Nothing was sent.")
        return
    now = carry_out(channel, commands, rate_hz, stopped)
    output.line(
        f"Done: {channel.place} at {now.baud} baud sends {now.rate_hz:.1f} Hz, and saved it."
    )

"""`balance-timer devices`: what is connected, what it speaks, and how well it comes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli import output
from cli.progress import working

if TYPE_CHECKING:
    from drivers.link import LinkSource
    from drivers.survey import Surveyed

#: Addresses of phones, and what has to be done there.
PHONES: Final = (
    ("phone:", "any phone: 'balance-timer time phone:' shows a code to scan, no app is needed"),
    ("phyphox:HOST", "phyphox: open 'Acceleration with g', allow remote access in its menu"),
    (
        "sensorserver:HOST:PORT",
        "SensorServer: set its sampling rate to 10000 microseconds, start it",
    ),
    ("sensorlogger:", "Sensor Logger: HTTP Push to http://{own}:8000/data; to record, not live"),
    ("udp:PORT", "SensaGram, HyperIMU, GyrOSC, ZIG SIM, Sensors2OSC: send to {own}"),
)


def devices(
    addresses: Annotated[
        list[str] | None,
        typer.Argument(
            help="Look at these alone, such as serial:/dev/ttyUSB0 or phyphox:HOST.  "
            "[default: every serial port, and what Bluetooth sees]",
            metavar="[ADDRESS...]",
            show_default=False,
        ),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object a device on standard output.")
    ] = False,
    configure: Annotated[
        bool, typer.Option("--configure", help="Offer to set the rate of a WitMotion sensor.")
    ] = False,
    rate: Annotated[
        int, typer.Option(help="With --configure: samples a second, 50, 100 or 200.", metavar="HZ")
    ] = 100,
) -> None:
    """List sensors. Ports are opened and listened to; nothing is ever written unasked.

    A Bluetooth sensor that is named is connected, and started as its maker says.
    """
    from drivers.source import AddressError, SourceError

    with output.errors_in_words(SourceError, TimeoutError, usage=AddressError):
        if configure:
            from cli.configuring import configure_one

            configure_one(_links(addresses or []), rate)
            return
        failed = _list(_links(addresses or []), json_lines=json_lines)
        if not addresses:
            _list_bluetooth(json_lines=json_lines)
        if not addresses and not json_lines:
            _explain_phones()
            _explain_added()
        if failed:
            raise typer.Exit(output.INPUT_FAILED)


def _links(addresses: Sequence[str]) -> list[LinkSource]:
    """Sources at the addresses, or on every port that a sensor may be on."""
    from drivers.link import LinkSource
    from drivers.ports import list_ports
    from drivers.registry import open_source
    from drivers.source import AddressError

    if not addresses:
        addresses = [f"serial:{port.device}" for port in list_ports() if port.likely]
    links = []
    for address in addresses:
        source = open_source(address)
        if not isinstance(source, LinkSource):
            msg = (
                f"'{address}' is no device; give serial:PORT, ble:ADDRESS, tcp:HOST:PORT, "
                "udp:PORT, phyphox:HOST, sensorserver:HOST:PORT or sensorlogger:."
            )
            raise AddressError(msg)
        links.append(source)
    return links


def _explain_phones() -> None:
    """Say how phones are named, which are never found by themselves."""
    from drivers.network import own_address

    output.note("Phones are named by their app; see docs/devices.md:")
    for address, what in PHONES:
        output.note(f"  {address:24}{what.format(own=own_address())}")


def _explain_added() -> None:
    """Say what installed packages add, and which of them are broken."""
    from drivers.registry import added_sources, source_troubles, trouble_with

    for plugin in added_sources():
        if not trouble_with(plugin):
            output.note(f"  {plugin.name + ':':24}added by the package {plugin.package}")
    for trouble in source_troubles():
        output.note(trouble)


def _list(links: list[LinkSource], *, json_lines: bool) -> bool:
    """Look at links and list them; whether one failed."""
    from drivers.survey import survey

    if not links:
        output.note(
            "No serial port with a sensor was found; plug the sensor in. Where it is plugged in, "
            "the driver of its CH340 or CP210x bridge may be missing."
        )
        return False
    for hint in filter(None, (link.waiting_hint() for link in links)):
        output.note(hint)
    with working("Looking at what is connected"):
        found = survey(links, threading.Event())
    for each in found:
        if json_lines:
            output.json_line(_object(each))
    if not json_lines:
        _print_table(found)
    return any(each.error for each in found)


def _list_bluetooth(*, json_lines: bool) -> None:
    """List known sensors that advertise themselves; none is connected, and nothing is written."""
    from drivers.ble.scan import scan
    from drivers.source import CannotOpen

    try:
        with working("Looking around over Bluetooth"):
            seen = scan(threading.Event())
    except CannotOpen as error:  # most have no such sensor: it is worth a word, and no failure
        output.note(str(error))
        return
    for each in seen:
        name = each.name or "a sensor without a name"
        kind = "" if each.profile is None else each.profile.name
        if json_lines:
            said = {"name": each.name, "profile": kind, "rssi_dbm": each.rssi_dbm}
            output.json_line({"address": f"ble:{each.address}", **said})
        else:
            output.line(f"ble:{each.address}: {name}, signal {each.rssi_dbm} dBm")
    if not seen:
        output.note(
            "No known Bluetooth sensor is in sight; switch it on, wear it, and close its own app."
        )


def _object(each: Surveyed) -> dict[str, Any]:
    if each.found is None or each.health is None:
        return {"address": each.address, "error": each.error}
    return {
        "address": each.address,
        "place": each.place,
        "model": each.found.facts.model,
        "protocol": each.found.protocol,
        "baud": each.found.baud,
        "gyroscope": each.found.has_gyr,
        "unit": each.found.facts.unit,
        **each.health.as_dict(),
        "fit": not each.unfit,
        "reason": each.unfit or None,
    }


def _print_table(found: list[Surveyed]) -> None:
    for each in found:
        if each.found is None or each.health is None:
            output.note(each.error)
            continue
        facts, health = each.found.facts, each.health
        output.line(f"{each.address}: {facts.model or 'a sensor'}, {each.words}")
        faults = health.faults() or ["nothing lost or broken"]
        output.line(f"  {', '.join([*health.measures(), *faults])}")
        if each.unfit:
            output.line(f"  {each.unfit}")

"""Which class reads which scheme. Modules are imported when asked for: optional parts stay so."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from drivers.address import parse_address, perhaps
from drivers.source import AddressError, Source

#: Scheme to "module:Class". A class is called with an `Address` and gives a `Source`.
SCHEMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "replay": "drivers.replay:ReplaySource",
        "sim": "drivers.simulated:SimulatedSource",
        "serial": "drivers.serial_port:SerialSource",
        "tcp": "drivers.network:TcpSource",
        "udp": "drivers.network:UdpSource",
        "phone": "drivers.phone_page.source:PhoneSource",
        "phyphox": "drivers.phyphox:PhyphoxSource",
        "sensorlogger": "drivers.sensor_logger:SensorLoggerSource",
        "sensorserver": "drivers.sensor_server:SensorServerSource",
        "ble": "drivers.ble.source:BleSource",
        "lsl": "drivers.lsl.source:LslSource",
    }
)

_log = logging.getLogger(__name__)


def open_source(address: str) -> Source:
    """Make the source that an address names. It is not opened yet.

    Raises
    ------
    AddressError
        Where the address, its scheme or one of its options is wrong.
    """
    parsed = parse_address(address)
    where = SCHEMES.get(parsed.scheme)
    if where is None:
        known = ", ".join(f"{scheme}:" for scheme in SCHEMES)
        msg = (
            f"'{address}' starts with '{parsed.scheme}:', which is no known kind of source"
            f"{perhaps(parsed.scheme, SCHEMES)}; known are {known}."
        )
        raise AddressError(msg)
    # Of an address its kind alone: what is behind it may be a file, a person or a place.
    _log.info("source: %s, with %s", parsed.scheme, ", ".join(parsed.options) or "no options")
    module, name = where.split(":")
    source = getattr(importlib.import_module(module), name)(parsed)
    if not isinstance(source, Source):
        msg = f"{where} is not a Source."
        raise TypeError(msg)
    return source

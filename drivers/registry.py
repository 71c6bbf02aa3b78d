"""Which class reads which scheme. Modules are imported when asked for: optional parts stay so.

Other packages add sources by entry points of the group ``balance_timer.sources``.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Mapping
from os import PathLike, fspath
from types import MappingProxyType
from typing import Final

from balance.plugins import ANYTHING, SOURCES, Plugin, PluginError, plugins
from drivers.address import Address, parse_address, perhaps
from drivers.source import AddressError, CannotOpen, Source, SourceError

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

_SCHEME: Final = re.compile(r"[a-z][a-z0-9]+")
_log = logging.getLogger(__name__)


def open_source(address: str | PathLike[str]) -> Source:
    """Make the source that an address names. It is not opened yet.

    Parameters
    ----------
    address
        Such as ``sim:?seed=1`` or ``serial:/dev/ttyUSB0``, or the path of a recording, as text or
        as a path. A scheme is one of `SCHEMES`, or one that an installed package adds.

    Returns
    -------
    Source
        `Source.open` opens it, `Source.read` gives its blocks, `Source.close` closes it.

    Raises
    ------
    AddressError
        Where the address, its scheme or one of its options is wrong.
    CannotOpen
        Where a package adds the scheme and is broken; it is named.
    """
    return _made(fspath(address))[0]


def open_guarded(address: str) -> Source:
    """Make a source as `open_source` does; one of another package can do no harm."""
    source, plugin = _made(address)
    if plugin is None:
        return source
    from drivers.guarded import GuardedSource  # late: it needs numpy

    return GuardedSource(source, plugin)


def _made(text: str) -> tuple[Source, Plugin | None]:
    """Make a source, and say which package it is of, where it is none of ours."""
    parsed = parse_address(text)
    # Of an address its kind alone: what is behind it may be a file, a person or a place.
    _log.info("source: %s, with %s", parsed.scheme, ", ".join(parsed.options) or "no options")
    where = SCHEMES.get(parsed.scheme)
    if where is None:
        plugin = _adding(parsed.scheme, text)
        return _added(parsed, plugin), plugin
    module, name = where.split(":")
    source = getattr(importlib.import_module(module), name)(parsed)
    if not isinstance(source, Source):
        msg = f"{where} is not a Source."
        raise TypeError(msg)
    return source, None


def added_sources() -> tuple[Plugin, ...]:
    """Give the sources that installed packages add, without those whose scheme is not free."""
    return tuple(plugin for plugin in plugins(SOURCES) if not _refused(plugin))


def source_troubles() -> tuple[str, ...]:
    """Load all sources that packages add, and give a sentence for each that can't be used."""
    return tuple(filter(None, map(trouble_with, plugins(SOURCES))))


def trouble_with(plugin: Plugin) -> str:
    """Load a source that a package adds, and say why it can't be used; empty where it can."""
    if refused := _refused(plugin):
        return refused
    try:
        plugin.load()
    except PluginError as error:
        return str(error)
    return ""


def _refused(plugin: Plugin) -> str:
    """Say why a source that a package adds is left out; empty where it is not."""
    others = [each.package for each in plugins(SOURCES) if each.name == plugin.name]
    if plugin.name in SCHEMES:
        return plugin.blamed(f"{plugin.name}: is a kind of source of this program")
    if _SCHEME.fullmatch(plugin.name) is None:
        return plugin.blamed("a scheme is two letters or digits or more, beginning with a letter")
    if len(others) > 1:
        return plugin.blamed(f"{' and '.join(others)} add the same")
    return ""


def _adding(scheme: str, text: str) -> Plugin:
    """Find what adds a scheme."""
    found = [plugin for plugin in plugins(SOURCES) if plugin.name == scheme]
    if not found:
        schemes = [*SCHEMES, *(plugin.name for plugin in added_sources())]
        known = ", ".join(f"{each}:" for each in schemes)
        msg = (
            f"'{text}' starts with '{scheme}:', which is no known kind of source"
            f"{perhaps(scheme, schemes)}; known are {known}."
        )
        raise AddressError(msg)
    if refused := _refused(found[0]):
        raise CannotOpen(refused)
    return found[0]


def _added(parsed: Address, plugin: Plugin) -> Source:
    try:
        made = plugin.load()(parsed)
    except SourceError:
        raise
    except PluginError as error:
        raise CannotOpen(str(error)) from error
    except ANYTHING as error:  # a stranger's class may do anything
        raise CannotOpen(plugin.blamed(error)) from error
    if not isinstance(made, Source):
        raise CannotOpen(plugin.blamed(f"{plugin.where} gives no drivers.Source"))
    return made

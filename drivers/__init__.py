"""Devices, replay and simulation as sources of SampleBlocks.

The names in `__all__` are the public API for whoever reads a sensor or adds a kind of one, and
stay as docs/api.md promises. Each is imported when it is first asked for. What helps to test a
driver is in `drivers.testing`::

    from drivers import EndOfSource, open_source

    with open_source("sim:?placement=shank&seed=1&speed=0") as source:
        print(source.open().model)
        block = source.read(timeout_s=1.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from drivers.address import Address
    from drivers.health import Health
    from drivers.playback import PlayedSource
    from drivers.registry import open_source
    from drivers.source import (
        AddressError,
        CannotOpen,
        EndOfSource,
        Source,
        SourceError,
        SourceInfo,
        SourceLost,
    )

__all__ = [
    "Address",
    "AddressError",
    "CannotOpen",
    "EndOfSource",
    "Health",
    "PlayedSource",
    "Source",
    "SourceError",
    "SourceInfo",
    "SourceLost",
    "open_source",
]

_HOMES: Final = {
    "drivers.address": ("Address",),
    "drivers.health": ("Health",),
    "drivers.playback": ("PlayedSource",),
    "drivers.registry": ("open_source",),
    "drivers.source": (
        "AddressError",
        "CannotOpen",
        "EndOfSource",
        "Source",
        "SourceError",
        "SourceInfo",
        "SourceLost",
    ),
}

if not TYPE_CHECKING:  # a type checker must not take every name for one that is here

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                found = globals()[name] = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module 'drivers' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

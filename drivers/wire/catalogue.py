"""Which decoder has which name. Modules are imported when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from drivers.wire.decoder import Decoder

#: Name to "module:Class". A class is called without arguments and gives a `Decoder`.
DECODERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "witmotion": "drivers.wire.witmotion:WitMotion",
        "rvc": "drivers.wire.rvc:Rvc",
        "ximu3": "drivers.wire.ximu3:XImu3",
        "text": "drivers.wire.text:Text",
        "sensagram": "drivers.wire.sensagram:SensaGram",
        "sensor_server": "drivers.wire.sensagram:SensorServer",
        "phyphox": "drivers.wire.phyphox:Phyphox",
        "sensor_logger": "drivers.wire.sensor_logger:SensorLogger",
        "sensor_logger_standardised": "drivers.wire.sensor_logger:SensorLoggerStandardised",
        "hyperimu": "drivers.wire.hyperimu:HyperImu",
        "phone": "drivers.wire.phone:Phone",
        "osc": "drivers.wire.osc:Osc",
        "osc_slip": "drivers.wire.osc:OscSlip",
        "polar": "drivers.wire.polar:Polar",
        "movesense": "drivers.wire.movesense_gsp:MovesenseGsp",
        "dot": "drivers.wire.movella_dot:MovellaDot",
        "lsl": "drivers.wire.lsl:Lsl",
    }
)


def decoder_for(name: str) -> Decoder:
    """Make a fresh decoder.

    Parameters
    ----------
    name
        One of `DECODERS`; ``text:NAME`` takes one of several sensors out of lines of text.

    Raises
    ------
    ValueError
        Where there is none of that name; the text lists the names.
    """
    name, _, sensor = name.partition(":")
    if name not in DECODERS:
        msg = f"'{name}' is no known protocol; known are {', '.join(DECODERS)}."
        raise ValueError(msg)
    module, cls = DECODERS[name].split(":")
    made = getattr(importlib.import_module(module), cls)
    decoder = made(sensor=sensor) if sensor else made()
    if not isinstance(decoder, Decoder):
        msg = f"{DECODERS[name]} is not a Decoder."
        raise TypeError(msg)
    return decoder

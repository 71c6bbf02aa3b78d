"""Scales of an acceleration: those that are stated, and those that gravity tells apart.

Gravity tells factors of two for certain. Thousandths of g and counts of 1024 to 1 g are nearer to
one another than a sensor is to gravity: the nearest is taken, and it is said that it was.
Hundredths of m/s^2 are as near, and so seldom written that they have to be stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.names import words
from balance.samples import GRAVITY_M_S2

RAW: Final = "raw"
"""Stated where names say counts without saying of what size."""

_COUNTED: Final = (16384, 8192, 4096, 2048, 1024, 512, 256)
#: What is told by gravity alone.
_TOLD: Final[dict[str, float]] = {
    "m/s^2": 1.0,
    "g": GRAVITY_M_S2,
    "mg": GRAVITY_M_S2 / 1000.0,
    **{f"raw, {lsb} to 1 g": GRAVITY_M_S2 / lsb for lsb in _COUNTED},
}
#: What may be stated. Of the others ft/s^2 reads at rest what a compass does.
ACC_M_S2: Final[dict[str, float]] = {
    **_TOLD,
    "cm/s^2": 0.01,
    "mm/s^2": 0.001,
    "ft/s^2": 0.3048,
    "ug": GRAVITY_M_S2 / 1e6,
}
#: Scales that gravity tells apart by the nearest alone.
NEARLY_ALIKE: Final = ("mg", "raw, 1024 to 1 g")
# Sensors at rest read 0.94 to 1.08 g; the margin beyond is for short and restless files.
_REST_G: Final = (0.85, 1.15)
_AS_WELL_G: Final = (0.93, 1.07)
_SENSITIVITY: Final = re.compile(
    r"\b(\d{2,6}(?:\.\d+)?) ?(?:lsb|counts?|digits?|cts|steps?) ?(?:/|per|to) ?(?:1 ?)?g\b",
    re.IGNORECASE,
)
_COUNTS: Final = re.compile(r"raw, (\d+(?:\.\d+)?) to 1 g")
_COUNT_NAMES: Final = frozenset(("raw", "lsb", "count", "counts", "adc", "digits"))


def size_of(unit: str) -> float:
    """Give the m/s^2 of one of a unit, of counts of any size too."""
    if unit in ACC_M_S2:
        return ACC_M_S2[unit]
    match = _COUNTS.fullmatch(unit)
    return GRAVITY_M_S2 / float(match[1]) if match else 1.0


def is_scale(unit: str | None) -> bool:
    """Tell whether a unit says how large one of it is."""
    return unit is not None and (unit in ACC_M_S2 or _COUNTS.fullmatch(unit) is not None)


def stated_counts(preamble: Iterable[str], names: Iterable[str]) -> str | None:
    """Find ``sensitivity: 1024 LSB/g`` before a table; `RAW` where names say counts."""
    found = {match[1] for line in preamble for match in _SENSITIVITY.finditer(line)}
    if len(found) == 1:
        return f"raw, {float(found.pop()):g} to 1 g"
    return RAW if any(_COUNT_NAMES.intersection(words(name)) for name in names) else None


def fitting(rest: float, *, whole: bool, stated: str | None = None) -> list[str]:
    """Give the scales in which a length at rest is gravity, the nearest first.

    Parameters
    ----------
    rest
        The length, in the file's unit.
    whole
        Whether all numbers are whole, as counts are.
    stated
        `RAW` where counts are meant.
    """
    off = {unit: rest * size / GRAVITY_M_S2 for unit, size in _TOLD.items()}
    fits = [unit for unit, of_g in off.items() if _REST_G[0] <= of_g <= _REST_G[1]]
    # Rounded thousandths are whole as well, but what is not whole is no count.
    fits = [unit for unit in fits if whole or unit != "raw, 1024 to 1 g"]
    counts = [unit for unit in fits if unit.startswith(RAW)]
    return sorted(counts if stated == RAW and counts else fits, key=lambda unit: abs(off[unit] - 1))


def assumed(rest: float, unit: str, *, whole: bool, stated: str | None) -> str:
    """Say that another scale fits as well, where nothing states one; empty where none does."""
    others = [
        other
        for other in fitting(rest, whole=whole, stated=stated)
        if other != unit and _AS_WELL_G[0] <= rest * ACC_M_S2[other] / GRAVITY_M_S2 <= _AS_WELL_G[1]
    ]
    if not others:
        return ""
    as_well = " or ".join(map(_said, others))
    return f"unit of the acceleration not stated: read as {_said(unit)}, though {as_well} fit too"


def unknown(rest: float) -> RecordingError:
    """Say that what is read at rest is gravity in no unit."""
    return RecordingError(
        f"reads {rest:.3g} at rest, which is gravity in no unit known; export the acceleration "
        "with gravity, or name the unit in its first line, as in acc_x_m_s2"
    )


def _said(unit: str) -> str:
    return "thousandths of g" if unit == "mg" else unit.replace("raw,", "counts,")

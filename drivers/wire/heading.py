"""What lines of words say of the numbers behind them: names of columns, and their units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from balance.records.formats.names import split_unit
from balance.records.formats.roles import find_roles
from balance.records.formats.scales import ACC_M_S2, RAW
from balance.records.formats.turning import GYR_RAD_S
from drivers.wire.cells import header_names
from drivers.wire.layout import Layout

#: Lines of words that are remembered.
_MOST: Final = 16
#: A word with a slash or a power in it, or one that may be a unit by itself.
_WORDS: Final = re.compile(r"[^\s,;:|=()\[\]\"'#]+")
#: "500 deg/s" is a size; what tells ranges and sensitivities is not about the numbers behind it.
_SIZE: Final = re.compile(r"(?<![\w/^.])\d+(?:\.\d+)?\s*[^\s,;:)\]]+")
_OF_RANGES: Final = re.compile(r"range|full|lsb|sensitiv|scale|\bper\b|bandwidth", re.IGNORECASE)
#: Single letters are units in brackets or behind `in` alone.
_LONE: Final = re.compile(r"(?:[(\[]|\bin\s+)(m?g|m/s\^?2|m/s²)\s*(?=[)\],;]|$|\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """Units that were stated for all axes of a sensor; None where they were not."""

    acc: str | None = None
    gyr: str | None = None

    def applied(self, layout: Layout) -> Layout:
        """Put the units in the place of those that were guessed; raw counts are in none."""
        if layout.acc_unit == RAW:
            return layout
        if self.acc is not None and layout.guessed and self.acc == layout.acc_unit:
            layout = replace(layout, guessed=False)
        if self.gyr is not None and layout.gyr is not None and layout.gyr_guessed:
            scale = GYR_RAD_S[self.gyr]
            layout = replace(layout, gyr_unit=self.gyr, gyr_scale=scale, gyr_guessed=False)
        return layout


class Heading:
    """Remembers lines of words. Which of them are names is told by how many columns there are."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = []
        self.stated = Stated()

    def note(self, line: bytes) -> None:
        """Take a line without numbers."""
        text = line.decode("latin-1")
        acc, gyr = _units_in(text)
        self.stated = Stated(acc or self.stated.acc, gyr or self.stated.gyr)
        cells = header_names(line)
        if cells:
            self._lines = [*self._lines, cells][-_MOST:]

    def names(self, columns: int) -> list[str]:
        """Give the names of so many columns, their units behind them; empty where there are none.

        The last line that names an acceleration is taken, and a line of nothing but units beside
        it is a second row of it.
        """
        fitting = [cells for cells in self._lines if len(cells) == columns]
        naming = [cells for cells in fitting if "acc" in find_roles(cells).axes]
        if not naming:
            return fitting[-1] if fitting else []
        names = naming[-1]
        units = next((cells for cells in reversed(fitting) if _are_units(cells)), None)
        if units is None:
            return names
        return [
            name if split_unit(name)[1] or unit == "-" else f"{name} ({unit})"
            for name, unit in zip(names, units, strict=True)
        ]


def _are_units(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if _unit(cell) is not None]
    return len(known) >= 3 and all(_unit(cell) or cell in ("-", "C", "°C") for cell in cells)


def _unit(word: str) -> str | None:
    return split_unit(f"x ({word.strip('()[]')})")[1]


def _units_in(text: str) -> tuple[str | None, str | None]:
    """Find a unit of acceleration and one of a rate of turn in a line of words, one of each."""
    if _OF_RANGES.search(text):
        return None, None
    text = _SIZE.sub(" ", text)
    words = {_unit(word.rstrip(".")) for word in _WORDS.findall(text) if len(word) > 2}
    words |= {split_unit(word)[1] for word in _WORDS.findall(text)}  # acc_x_m_s2
    words |= {_unit(match[1]) for match in _LONE.finditer(text)}
    acc = [word for word in words if word in ACC_M_S2]
    gyr = [word for word in words if word in GYR_RAD_S]
    return acc[0] if len(acc) == 1 else None, gyr[0] if len(gyr) == 1 else None

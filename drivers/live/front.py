"""What one front door says in its own way: its language, its numbers, its keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

#: Is told how far something is, of how much.
Tell = Callable[[int, int], None]


def _as_it_is(text: str) -> str:
    return text


def _plain_number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


@dataclass(frozen=True, slots=True)
class Front:
    """How a front door speaks.

    Parameters
    ----------
    translate, write
        A text and a number with so many decimals, as the person reads them.
    start, again, scan
        How a test is started there, and again, and where a phone finds the code to scan.
    """

    translate: Callable[[str], str] = _as_it_is
    write: Callable[[float, int], str] = _plain_number
    start: str = "Press Start"
    again: str = ""
    scan: str = "Scan the code with the phone."

    def tr(self, text: str, **values: object) -> str:
        """Translate a text, then put values into its places in braces."""
        said = self.translate(text)
        return said.format(**values) if values else said

    def number(self, value: float, decimals: int = 1) -> str:
        """Write a number."""
        return self.write(float(value), decimals)

    def seconds(
        self, duration_s: float, uncertainty_s: float | None = None, *, censored: bool
    ) -> str:
        """Say a time: `8.6 s ± 0.2`, or `45 s or more`; neither promises more than is known."""
        if censored:
            least = math.floor(duration_s * 10 + 1e-6) / 10
            time = self.number(least, 0 if least == int(least) else 1)
            return self.tr("{time} s or more", time=time)
        if uncertainty_s is None:
            return self.tr("{time} s", time=self.number(duration_s))
        wide = math.ceil(uncertainty_s * 10 - 1e-6) / 10
        return self.tr("{time} s ± {wide}", time=self.number(duration_s), wide=self.number(wide))


PLAIN = Front()

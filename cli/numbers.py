"""Numbers on the command line: what is none is said in one sentence, with what would be one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from cli import output

_MOST: Final = 1e9


def number(option: str, low: float, high: float = _MOST) -> Callable[[str], float]:
    """Make what reads a finite number from `low` on, up to `high`.

    Where it is none, that is said of the option, and the command ends.
    """
    return lambda text: _read(option, text, low, high, float, "number")


def whole(option: str, low: int) -> Callable[[str], int]:
    """Make what reads a whole number from `low` on; see `number`."""
    return lambda text: int(_read(option, text, low, _MOST, int, "whole number"))


def _read(
    option: str, text: str, low: float, high: float, kind: Callable[[str], float], what: str
) -> float:
    try:
        found = kind(text)
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and low <= found <= high):
        wanted = f"from {low:.15g} on" if high == _MOST else f"from {low:.15g} to {high:.15g}"
        output.fail(f"{option}: '{text[:40]}' is no {what} {wanted}.", output.WRONG_USAGE)
    return found

"""Times that are ticks of a clock: how many are a second, as the file says or a rate tells.

``time (100ns)``, ``ticks [1/32768 s]`` and ``clock (32.768 kHz)`` say it in the name, ``# tick
rate: 32768 Hz`` and ``# 1 tick = 30.5 us`` before the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.samples import FloatArray

_OF_CLOCK: Final = re.compile(r"tick|timer|\bclock|timestamp|resolution", re.IGNORECASE)
_SIZES: Final = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_PREFIXES: Final = {"": 1.0, "k": 1e3, "m": 1e6}
_NUMBER: Final = r"(?<![a-z0-9./])(?P<many>\d+(?:\.\d+)?(?:e-?\d+)?)"
_LENGTH: Final = re.compile(rf"{_NUMBER} ?(?P<unit>ns|[uµμ]s(?:ec)?|ms(?:ec)?|s(?:ec)?)\b")
_SHARE: Final = re.compile(r"(?<![\d.])1 ?/ ?(?P<many>\d+(?:\.\d+)?) ?(?:s|sec|seconds?)\b")
_RATE: Final = re.compile(rf"{_NUMBER} ?(?P<prefix>[km]?)hz\b")
_NAMED: Final = re.compile(r"tick|jiff")
_ROUND: Final = (1.0, 1.5625, 2.0, 2.5, 3.125, 4.0, 5.0, 8.0, 10.0)
_EXACT: Final = 0.01
_LEAST_TICKS: Final = 1000.0  # a line that states less is of the samples
#: A thousandth of a second, and a 1024th.
_BINARY: Final = 1024.0
_NEARLY: Final = 0.004


def stated_ticks(name: str, preamble: Iterable[str]) -> float | None:
    """Give how many ticks are a second, by the name of the column or the lines before the table."""
    said = name.lower().replace("_", " ")
    if (found := _ticks_in(said)) is not None:
        return found
    return next((found for line in preamble if (found := lines_ticks(line)) is not None), None)


def lines_ticks(line: str) -> float | None:
    """Give the ticks a second that a line states; such a line says nothing of the samples."""
    ticks = _ticks_in(line.lower()) if _OF_CLOCK.search(line) else None
    return ticks if ticks is not None and ticks >= _LEAST_TICKS else None


def check_stated(name: str) -> None:
    """Ask for the rate of ticks that nothing states.

    Raises
    ------
    RecordingError
        Where the name says that they are ticks.
    """
    if _NAMED.search(name.lower()):
        raise RecordingError(
            f"times its samples by ticks ('{name[:40]}') and does not say how many are a second; "
            "say its rate with --rate HZ, or its unit with --time-unit"
        )


def ticks_by_rate(values: FloatArray, step: float, rate_hz: float, *, told: bool) -> float | None:
    """Give the ticks a second that a rate makes of whole numbers.

    Parameters
    ----------
    values, step
        The times, and their mean step from row to row.
    rate_hz, told
        The rate, and whether a person said it; else it may be a mere name, and the ticks have
        to be round.
    """
    finite = values[np.isfinite(values)]
    ticks = rate_hz * step
    if ticks < 1.0 or (finite != np.floor(finite)).any():
        return None
    power = 10.0 ** np.floor(np.log10(ticks))
    known = [power * digit for digit in _ROUND] + [2.0 ** np.round(np.log2(ticks))]
    best = min(known, key=lambda each: abs(ticks / each - 1.0))
    if abs(ticks / best - 1.0) < _EXACT:
        return float(best)
    return ticks if told else None


def are_binary(step: float, rate_hz: float) -> bool:
    """Tell 1024ths of a second from thousandths by the rate."""
    return abs(rate_hz * step / _BINARY - 1.0) < _NEARLY


def _ticks_in(said: str) -> float | None:
    if match := _SHARE.search(said):
        return float(match["many"])
    if match := _RATE.search(said):
        return float(match["many"]) * _PREFIXES[match["prefix"]]
    if (match := _LENGTH.search(said)) and float(match["many"]) > 0.0:
        unit = match["unit"].replace("µ", "u").replace("μ", "u").replace("ec", "")
        return _SIZES[unit] / float(match["many"])
    return None

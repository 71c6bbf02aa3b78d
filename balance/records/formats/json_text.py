"""JSON, one value or several one behind the other, and what can be said of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final

from balance.records.errors import RecordingError

_BETWEEN: Final = re.compile(r"[\s,\x1e]*")
_LONGEST: Final = 120


def read_json(text: str) -> list[Any]:
    """Read all values of a text: one, or one a line, as what comes in is often kept.

    A last value that was cut off is left out where others stand before it.

    Raises
    ------
    RecordingError
        Where the text begins with none.
    """
    decoder = json.JSONDecoder()
    values: list[Any] = []
    at = _end_of_gap(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if len(values) > 1:
                break
            reason = f"is JSON that can't be read ({str(error)[:80]}); export it again"
            raise RecordingError(reason) from error
        values.append(value)
        at = _end_of_gap(text, at)
    return values


def number(value: object) -> float:
    """Give a value as a number, nan where it is none."""
    if value is None or isinstance(value, float):
        return math.nan if value is None else value
    try:
        return float(str(value))
    except ValueError:
        return math.nan


def described(values: Sequence[Any]) -> str:
    """Say in a few words what JSON holds, by the keys of its first object."""
    first = values[0] if values else None
    what = "its" if len(values) == 1 else f"{len(values)} values, the first one's"
    if isinstance(first, list):
        if not first or not isinstance(first[0], dict):
            return f"a list of {len(first)} values without names"
        what, first = f"a list of {len(first)} objects, the first one's", first[0]
    if not isinstance(first, dict):
        return "a mere value"
    keys = ", ".join(key for key in map(str, first) if key and key.isprintable())
    shown = keys if len(keys) <= _LONGEST else keys[:_LONGEST].rpartition(",")[0] + ", ..."
    return f"{what} keys are: {shown}" if shown else "an object without keys"


def _end_of_gap(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    return at if gap is None else gap.end()

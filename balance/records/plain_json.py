"""JSON that holds nothing but what every database takes."""

from __future__ import annotations

import json
from math import isfinite
from typing import Final

_LARGEST: Final = 2**31 - 1
_DEEPEST: Final = 20


def read_plain(data: bytes) -> object:
    """Read JSON of texts that can be written, and numbers that are some.

    Raises
    ------
    ValueError
        Where it is none, or holds anything else.
    """
    try:
        value = json.loads(data.decode(), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("too deep") from error
    _check(value, 0)
    return value


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, dict):
        for key, one in value.items():
            _check(key, depth)
            _check(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth + 1)
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError("a text that can't be written")
    elif not _is_small(value):
        raise ValueError("a number that is too large")


def _is_small(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or abs(value) <= _LARGEST


def _no_number(sign: str) -> float:
    raise ValueError(sign)

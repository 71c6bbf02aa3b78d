"""Values out of plain JSON, each seen to be what it is to be; else a `RecordingError` is raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from balance.records.errors import RecordingError

T = TypeVar("T")
LONGEST_TEXT: Final = 10_000
_MOST: Final = 1e9
_MOST_COUNT: Final = 1_000_000
_CHECKSUM: Final = re.compile("[0-9a-f]{64}", re.ASCII)


def refused(key: str) -> RecordingError:
    """Say that a value is none that could have been written."""
    return RecordingError(f'holds what no results are, at "{key}"; take another copy of it')


def table(value: object, key: str, keys: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    """Give what is an object; with `keys` it has those, all of them and no others."""
    if not isinstance(value, dict) or (keys is not None and set(value) != set(keys)):
        raise refused(key)
    return value


def items(value: object, key: str) -> list[Any]:
    """Give what is a list."""
    if not isinstance(value, list):
        raise refused(key)
    return value


def text(value: object, key: str, longest: int = LONGEST_TEXT) -> str:
    """Give a text that is not too long."""
    if not isinstance(value, str) or len(value) > longest:
        raise refused(key)
    return value


def one_of(value: object, key: str, choices: tuple[T, ...]) -> T:
    """Give one of some texts."""
    for choice in choices:
        if value == choice and isinstance(value, str):
            return choice
    raise refused(key)


def flag(value: object, key: str) -> bool:
    """Give what is true or false."""
    if not isinstance(value, bool):
        raise refused(key)
    return value


def count(value: object, key: str) -> int:
    """Give a whole number from 0 on."""
    if type(value) is not int or not 0 <= value <= _MOST_COUNT:
        raise refused(key)
    return value


def number(value: object, key: str) -> float:
    """Give a number that can be a time, a rate or a measure; whole ones stay whole."""
    if type(value) not in (int, float):
        raise refused(key)
    found: float = value  # type: ignore[assignment]
    if abs(found) > _MOST:
        raise refused(key)
    return found


def seconds(value: object, key: str) -> float:
    """Give a number of seconds."""
    return float(number(value, key))


def positive(value: object, key: str) -> float:
    """Give a number that is not below 0."""
    found = seconds(value, key)
    if found < 0:
        raise refused(key)
    return found


def checksum(value: object, key: str) -> str:
    """Give a checksum of samples."""
    if not isinstance(value, str) or _CHECKSUM.fullmatch(value) is None:
        raise refused(key)
    return value

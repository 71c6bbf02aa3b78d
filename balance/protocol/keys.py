"""What a TOML file of a person's own says, checked key by key.

Each raises a ValueError with the end of a sentence that names the key and `where` it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

LONGEST_S: Final = 600.0
MOST: Final = 200
T = TypeVar("T")


def table(keys: object, where: str) -> Mapping[str, Any]:
    """Give what is a table."""
    if not isinstance(keys, Mapping):
        raise ValueError(f"{where} must be a table")
    return keys


def tables(keys: Mapping[str, Any], key: str, where: str) -> list[object]:
    """Give the list that is written as ``[[key]]``."""
    values = keys.get(key)
    if not isinstance(values, list) or not 0 < len(values) <= MOST:
        raise ValueError(f"{where} needs 1 to {MOST} of [[{key}]]")
    return values


def no_others(keys: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    """See that there is no key that nobody reads."""
    unknown = sorted(str(key) for key in keys if key not in known)
    if unknown:
        raise ValueError(f"{where} has no key {unknown[0]!r}; it knows {', '.join(known)}")


def text(keys: Mapping[str, Any], key: str, where: str) -> str:
    """Give words that say something."""
    value = keys.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} of {where} must say something, in quotes")
    return value.strip()


def one_of(keys: Mapping[str, Any], key: str, choices: tuple[T, ...], where: str) -> T:
    """Give one of some choices."""
    value = keys.get(key)
    for choice in choices:
        if value == choice and type(value) is type(choice):
            return choice
    wanted = " or ".join(map(str, choices))
    raise ValueError(f"{key} of {where} must be {wanted}, not {value!r}")


def truth(keys: Mapping[str, Any], key: str, where: str) -> bool:
    """Give what is true or false."""
    value = keys.get(key)
    if not isinstance(value, bool):
        raise ValueError(f"{key} of {where} must be true or false, not {value!r}")
    return value


def whole(keys: Mapping[str, Any], key: str, where: str) -> int:
    """Give a whole number from 1 on."""
    value = keys.get(key)
    if type(value) is not int or not 1 <= value <= MOST:
        raise ValueError(f"{key} of {where} must be a whole number from 1 to {MOST}, not {value!r}")
    return value


def seconds_of(keys: Mapping[str, Any], key: str, where: str) -> float:
    """Give seconds."""
    value: Any = keys.get(key)
    if type(value) not in (int, float) or not 0 <= value <= LONGEST_S:
        raise ValueError(f"{key} of {where} must be 0 to {LONGEST_S:g} seconds, not {value!r}")
    return float(value)

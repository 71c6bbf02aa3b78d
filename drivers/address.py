"""Source addresses: `scheme:target?key=value&key=value`, such as `replay:h0001.csv?speed=4`.

The target and the options are percent-decoded; `%`, `?` and `&` inside them are written `%25`,
`%3F` and `%26`. A plus sign is a plus sign. The path of an existing file is an address as it
stands, taken as `replay:`, and is not decoded.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, get_args
from urllib.parse import unquote

from balance.protocol.conditions import Conditions, Eyes, Leg, Surface
from balance.signal.placement import PLACEMENTS
from drivers.source import AddressError

# Option, field of Conditions, allowed values.
_COMMON: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "placement": ("placement", PLACEMENTS),
    "leg": ("stance_leg", get_args(Leg)),
    "eyes": ("eyes", get_args(Eyes)),
    "surface": ("surface", get_args(Surface)),
}
COMMON_OPTIONS: Final[tuple[str, ...]] = tuple(_COMMON)

# Two letters at least: the one of `C:\walks\h1.csv` is a drive.
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9]+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """A source address in its parts. `str` of it is the text that parses to the same address.

    Parameters
    ----------
    scheme
        Which kind of source, in lower case.
    target
        What stands between the scheme and the options: a file, a port, a host; may be empty.
    options
        The options as text; the methods below read them.
    """

    scheme: str
    target: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    def __str__(self) -> str:
        pairs = "&".join(
            f"{_encoded(key, '&=')}={_encoded(value, '&')}" for key, value in self.options.items()
        )
        return f"{self.scheme}:{_encoded(self.target, '?')}" + (f"?{pairs}" if pairs else "")

    def check_options(self, *own: str) -> None:
        """Refuse options that are neither `COMMON_OPTIONS` nor the source's own.

        Parameters
        ----------
        *own
            The options that the source takes besides.

        Raises
        ------
        AddressError
            Naming the unknown option and the nearest right one.
        """
        known = (*own, *COMMON_OPTIONS)
        for key in self.options:
            if key not in known:
                msg = (
                    f"'{self}' has the unknown option '{key}'{perhaps(key, known)}; "
                    f"{self.scheme}: takes {', '.join(known)}."
                )
                raise AddressError(msg)

    def conditions(self, base: Conditions | None = None) -> Conditions:
        """Give `base`, or the defaults, with what the common options say put in its place.

        Parameters
        ----------
        base
            What the source knows by itself.

        Raises
        ------
        AddressError
            Where a value is none of those allowed, which it lists.
        """
        said = {
            name: self.choice(key, allowed)
            for key, (name, allowed) in _COMMON.items()
            if key in self.options
        }
        # `choice` has checked the values against the very literals that the fields are typed with.
        return replace(base or Conditions(), **said)  # type: ignore[arg-type]

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """Read an option that takes one of some words. It must be there.

        Parameters
        ----------
        key, allowed
            The option, and its words.

        Raises
        ------
        AddressError
            Where it has another value.
        """
        value = self.options[key]
        if value not in allowed:
            msg = (
                f"'{self}' has {key}={value}{perhaps(value, allowed)}; "
                f"{key} takes {_either(allowed)}."
            )
            raise AddressError(msg)
        return value

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        """Read a number, or the default where the option is absent.

        Parameters
        ----------
        key, default
            The option, and what stands for it.
        low, high
            The least and the largest value that it takes.

        Raises
        ------
        AddressError
            Where it is no number in that range.
        """
        if key not in self.options:
            return default
        try:
            value = float(self.options[key])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise self._not_in_range("a number", key, low, high)
        return value

    def integer(self, key: str, default: int, *, low: int, high: int) -> int:
        """Read a whole number, or the default where the option is absent.

        Parameters
        ----------
        key, default, low, high
            As of `number`.

        Raises
        ------
        AddressError
            Where it is no whole number in that range.
        """
        if key not in self.options:
            return default
        try:
            value = int(self.options[key])
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise self._not_in_range("a whole number", key, low, high)
        return value

    def _not_in_range(self, what: str, key: str, low: float, high: float) -> AddressError:
        value = self.options[key]
        return AddressError(
            f"'{self}' has {key}={value}; {key} takes {what} from {low:.16g} to {high:.16g}."
        )


def parse_address(text: str) -> Address:
    """Take an address apart.

    Parameters
    ----------
    text
        An address, or the path of an existing file, with or without options behind it.

    Raises
    ------
    AddressError
        Where it is neither, or where an option is not of the form key=value.
    """
    match = _SCHEME.fullmatch(text)
    if match is None:
        return _bare_path(text)
    target, _, query = match[2].partition("?")
    return Address(match[1].lower(), _decoded(target, text), _parse_options(query, text))


def perhaps(word: str, known: Iterable[str]) -> str:
    """Words for the end of "this is unknown": the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", perhaps for '{near[0]}'" if near else ""


def _bare_path(text: str) -> Address:
    if _is_file(text):
        return Address("replay", text)
    path, mark, query = text.rpartition("?")
    if mark and _is_file(path):
        return Address("replay", path, _parse_options(query, text))
    msg = (
        f"'{text}' is neither a file that exists nor an address; "
        "give the path of a recording, replay:FILE or sim:?seed=1."
    )
    raise AddressError(msg)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # a text too long for a path, or a folder that may not be searched
        return False


def _parse_options(query: str, text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        raw_key, mark, raw_value = pair.partition("=")
        key = _decoded(raw_key, text)
        if not mark:
            msg = f"'{text}' has '{pair}' without a value; write {key}=VALUE."
            raise AddressError(msg)
        if key in options:
            msg = f"'{text}' says {key} twice; leave one of them out."
            raise AddressError(msg)
        options[key] = _decoded(raw_value, text)
    return options


def _decoded(part: str, text: str) -> str:
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        msg = (
            f"'{text}' has percent signs that do not stand for UTF-8 text; "
            "write a percent sign itself as %25."
        )
        raise AddressError(msg) from None


def _encoded(part: str, special: str) -> str:
    for sign in "%" + special:
        part = part.replace(sign, f"%{ord(sign):02X}")
    return part


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]

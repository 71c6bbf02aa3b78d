"""A line of text to numbers, and to the labels in front of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

Labels = tuple[str, ...]

_SEPARATORS: Final = re.compile(r"[,;\t |]+")
_TABLE: Final = re.compile(r"[,;\t|]")
# `ax: 0.1`, `ax=0.1`, `a/g:`, but not the 10:20 of a clock.
_LABEL: Final = re.compile(r"([A-Za-z][\w./()^²]*)\s*[:=]\s*")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2}):(\d{2}(?:\.\d*)?)")
_DATE: Final = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")
_MAC: Final = re.compile(r"\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}\b[,;\t ]*")
_COMMENT: Final = re.compile(r"^\s*(?:#|%|//)\s*")
_AXES: Final = "xyz"
#: Members of an object that say what its numbers are of.
_KINDS: Final = ("type", "name", "sensor", "kind")
_DEEPEST: Final = 4
#: A number that can be squared, and more than any sensor or clock sends.
_LARGEST: Final = 1e100


def read_line(line: bytes) -> tuple[Labels, list[float]] | None:
    """Read the numbers of a line.

    Returns
    -------
    labels
        One for each number, empty where it has none.
    values
        A time of day is seconds since midnight, a date is 0. None is not finite: such a cell makes
        the line one without numbers.
    None
        Where the line holds no numbers, or something that is none.
    """
    try:
        text = line.decode("ascii").strip(", ;\t|\r")
        if text[:1] == "{":
            return _read_object(text)
        values = [float(cell) for cell in _SEPARATORS.split(text)]
    except UnicodeDecodeError:
        return None
    except ValueError:
        return _read_labelled(text)
    # float() takes nan, inf and 1_000, which no line of samples holds.
    return None if "_" in text or not _are_numbers(values) else (("",) * len(values), values)


def header_names(line: bytes) -> list[str]:
    """Read a line as the names of columns; empty where it can't be."""
    text = _COMMENT.sub("", line.decode("latin-1")).strip().rstrip(",; \t|")
    cells = _TABLE.split(text) if _TABLE.search(text) else text.split()
    names = [cell.strip(" \"'") for cell in cells]
    return names if len(names) > 2 and all(names) else []


def axis_names(labels: Labels) -> Labels:
    """Name the axes where one label stands before each three numbers: `acc: 0.1 0.2 9.8`."""
    n = len(labels)
    one_in_three = n % 3 == 0 and all(bool(label) == (i % 3 == 0) for i, label in enumerate(labels))
    if not one_in_three:
        return labels
    return tuple(f"{labels[i - i % 3]}_{_AXES[i % 3]}" for i in range(n))


def _read_object(text: str) -> tuple[Labels, list[float]] | None:
    """Read a JSON object: each number is labelled with the members that lead to it.

    Three numbers in a row are x, y and z. Text says what an object is of, or nothing of use.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = _numbers_in(said, "", _DEEPEST)
    labels, values = tuple(label for label, _ in found), [value for _, value in found]
    return (labels, values) if values and _are_numbers(values) else None


def _numbers_in(said: object, label: str, deep: int) -> list[tuple[str, float]]:
    if isinstance(said, int | float) and not isinstance(said, bool):
        try:
            return [(label, float(said))]
        except OverflowError:
            return []
    if isinstance(said, dict) and deep:
        kinds = [said[key] for key in _KINDS if isinstance(said.get(key), str)]
        inner = [(str(key), value) for key, value in said.items()]
        label = "_".join(part for part in (label, *kinds) if part)
    elif isinstance(said, list) and len(said) == len(_AXES) and deep:
        inner = list(zip(_AXES, said, strict=True))
    else:
        return []
    return [
        each
        for key, value in inner
        for each in _numbers_in(value, f"{label}_{key}" if label else key, deep - 1)
    ]


def _read_labelled(text: str) -> tuple[Labels, list[float]] | None:
    """Read cells that may be labelled, or times of day; hardware addresses are passed over.

    Words between the numbers join the label.
    """
    labels: list[str] = []
    values: list[float] = []
    words: list[str] = []
    for cell in _SEPARATORS.split(_LABEL.sub(r" \1: ", _MAC.sub("", text)).strip()):
        value = _number(cell)
        if value is not None:
            labels.append("_".join(words))
            values.append(value)
            words = []
        elif cell[:1].isalpha():
            words.append(cell.rstrip(":"))
        else:
            return None
    return (tuple(labels), values) if values and _are_numbers(values) else None


def _number(cell: str) -> float | None:
    if match := _CLOCK.fullmatch(cell):
        return int(match[1]) * 3600.0 + int(match[2]) * 60.0 + float(match[3])
    if _DATE.fullmatch(cell):
        return 0.0
    try:
        return float(cell) if not cell[:1].isalpha() and "_" not in cell else None
    except ValueError:
        return None


def _are_numbers(values: Sequence[float]) -> bool:
    return all(abs(value) < _LARGEST for value in values)

"""Lines of labelled numbers, as sketches print them to be read by people, to a table with names.

``AcX = 123 | AcY = -45 | ..``, ``ax:0.1 ay:0.2 az:9.8`` and ``Accel X: 1, Y: 2, Z: 3 m/s^2``, with
the time of the serial monitor in front or none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_LOOKED_AT: Final = 60
_LEAST_LABELS: Final = 3
# A time of day stays whole, and the digits of a label or a unit (GyX1, m/s^2) are no numbers.
_NUMBER: Final = re.compile(
    r"(?<![^\s,;|:=>])(\d{1,2}:\d\d:\d\d(?:\.\d+)?|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"(?=[\s,;|]|$)"
)
_LABELLED: Final = re.compile(r"[^\W\d_][^,;|:=]*[:=]\s*$")
_LABEL: Final = re.compile(r"([^\W\d_][^,;|:=]*?)\s*[:=]?\s*$")
_AXES: Final = "xyz"
Form = tuple[str, ...]


def unlabelled(text: str) -> str:
    """Give lines of labelled numbers as a table with their labels for names; other text as it is.

    Of lines of several forms those are taken that hold an acceleration, or else the most frequent.
    """
    head = text[: 200 * _LOOKED_AT].splitlines()[:_LOOKED_AT]
    forms = Counter(form for line in head if _is_labelled(form := _split(line)[0]))
    if not forms or forms.total() * 2 < sum(bool(line.strip()) for line in head):
        return text
    form = max(forms, key=lambda each: (_says_acc(each), forms[each]))
    split = (_split(line) for line in text.splitlines())
    rows = [",".join(numbers) for found, numbers in split if found == form]
    return "\n".join([",".join(_names(form)), *rows])


def _split(line: str) -> tuple[Form, list[str]]:
    pieces = _NUMBER.split(line)
    return tuple(pieces[::2]), pieces[1::2]


def _is_labelled(form: Form) -> bool:
    """Tell labels before at least three numbers, or before each three."""
    labels = [_LABELLED.search(words) is not None for words in form[:-1]]
    return len(labels) >= _LEAST_LABELS and sum(labels) * 3 >= len(labels) and any(labels[-3:])


def _says_acc(form: Form) -> bool:
    return any(re.search(r"\ba|acc", words, re.IGNORECASE) for words in form)


def _names(form: Form) -> list[str]:
    """Name each number by the words before it; one label for three names x, y and z."""
    found = [_LABEL.search(words) for words in form[:-1]]
    labels = ["" if match is None else match[1].replace(",", " ") for match in found]
    for i, label in enumerate(labels[:-2]):
        bare = labels[i + 1 : i + 3] == ["", ""] and (i + 3 == len(labels) or labels[i + 3])
        if label and bare:
            labels[i : i + 3] = [f"{label} {axis}" for axis in _AXES]
    return [label or ("time" if i == 0 else f"column {i}") for i, label in enumerate(labels)]

"""Text and numbers as a person reads them: through Qt's translation, and by their locale."""

from __future__ import annotations

import math
import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from drivers.live.front import Front

CONTEXT = "BalanceTimer"


def tr(text: str, **values: object) -> str:
    """Translate a text, then put values into its places in braces."""
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said


def person_line(code: str, name: str | None, *, archived: bool) -> str:
    """Say a person in a list."""
    said = f"{code}   {name}" if name else code
    return tr("{person}   (archived)", person=said) if archived else said


def read_by_people(said: str) -> str:
    """Give what recordings keep word for word of `samples` in the word of the window."""
    return re.sub(r"\bsample(s?)\b", r"reading\1", said)


def number(value: float, decimals: int = 1) -> str:
    """Write a number as the person's locale does."""
    return QLocale().toString(float(value), "f", decimals)


#: How sentences that the terminal says too are said in the window.
FRONT: Final = Front(translate=tr, write=number)


def seconds(duration_s: float, uncertainty_s: float | None = None, *, censored: bool) -> str:
    """Say a time: `8.6 s ± 0.2`, or `45 s or more`; neither promises more than is known."""
    if censored:
        least = math.floor(duration_s * 10 + 1e-6) / 10
        return tr("{time} s or more", time=number(least, 0 if least == int(least) else 1))
    if uncertainty_s is None:
        return tr("{time} s", time=number(duration_s))
    wide = math.ceil(uncertainty_s * 10 - 1e-6) / 10
    return tr("{time} s ± {wide}", time=number(duration_s), wide=number(wide))

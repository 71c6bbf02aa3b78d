"""Labels of a data set: letters and digits alone, and what a person, a day or a condition is then.

BIDS has nothing else in a label. A code of letters and digits is its own label. Of any other the
letters and digits are kept, and the beginning of the code's SHA-256 is put behind them, so that two
codes are never one label and the same code is always the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from random import Random
from typing import Final

from balance.records.header import EXERCISE_KEY, HEEL_RAISE, Header
from balance.records.history.kept import day_of

TRACKING: Final = "imu"
NO_DAY: Final = "nodate"
STANCE: Final = "one-leg stance"
RAISES: Final = "heel raises"
_OTHER: Final = re.compile(r"[^0-9A-Za-z]")
_KEPT: Final = 24
_DIGITS: Final = 10


def labels_of(codes: Iterable[str]) -> dict[str, str]:
    """Give each code a label; on no disk are two of them one folder."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        bare = _OTHER.sub("", code)
        label = code if bare == code else _marked(bare, code)
        if label.casefold() in taken:
            label = _marked(bare, code)
        labels[code] = label
        taken.add(label.casefold())
    return labels


def drawn_labels(codes: Iterable[str], draw: Random) -> dict[str, str]:
    """Give each code a label that says nothing, in an order that says nothing."""
    return {code: f"{draw.getrandbits(40):010x}" for code in codes}


def task_of(header: Header) -> str:
    """Give what was to be done, in words."""
    return RAISES if header.to_dict().get(EXERCISE_KEY) == HEEL_RAISE else STANCE


def session_label(header: Header) -> str:
    """Give the label of a session: its day."""
    return day_of(header).replace("-", "") or NO_DAY


def condition_label(header: Header) -> str:
    """Give the label of leg, eyes and surface: ``leftEOfirm``, with ``practice`` behind it."""
    eyes = "EO" if header.eyes == "open" else "EC"
    practice = "practice" if header.practice else ""
    return f"{header.stance_leg or ''}{eyes}{header.surface}{practice}"


def bare(words: str) -> str:
    """Give words as a label."""
    return _OTHER.sub("", words)


def _marked(bare: str, code: str) -> str:
    told = hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
    return f"{bare[:_KEPT]}x{told[:_DIGITS]}"

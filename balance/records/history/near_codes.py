"""Codes that are one another's slip of a finger, so that nobody is two people by it.

People are counted: P7 and P8, or A and B, are two people however little they differ. So digits
tell people apart, but for letters that stand in for them and zeros before them; in numbers of many
digits, which nobody counts by hand, two that changed places or one too many are a slip as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from balance.records.history.codes import alike
from balance.records.history.schema import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LOOKS_LIKE: Final = str.maketrans("oilsz", "01152")
_LONG_WORD: Final = 4
_WORD: Final = 3
_LONG_NUMBER: Final = 5
_BETWEEN: Final = re.compile(r"(?<!\d)[-_. ]+|[-_. ]+(?!\d)")
_LEADING: Final = re.compile(r"(?<!\d)0+(?=\d)")
_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")


def near_code(session: Session, code: str) -> str | None:
    """Give the code of somebody who is there, and may be meant by one that is nobody's.

    None where nobody may be, and where the code is somebody's already.
    """
    codes = session.scalars(select(Person.code).order_by(Person.code)).all()
    if code in codes:
        return None
    return next((each for each in codes if is_near(code, each)), None)


def is_near(one: str, other: str) -> bool:
    """Tell whether one of two codes may have been written for the other."""
    one, other = alike(one), alike(other)
    if _bare(one) == _bare(other):
        return True
    runs, others = _RUNS.findall(one), _RUNS.findall(other)
    if [run.isdigit() for run in runs] != [run.isdigit() for run in others]:
        return False
    differing = [pair for pair in zip(runs, others, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _is_slip(*differing[0])


def _bare(code: str) -> str:
    """Give what is left of a code without leading zeros, look-alikes and signs between.

    A sign between two digits stays: 1-12 is not 11-2.
    """
    signs = _BETWEEN.sub("", code).translate(_LOOKS_LIKE)
    return _LEADING.sub("", signs)


def _is_slip(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if one.isdigit():
        return len(shorter) >= _LONG_NUMBER and (_swapped(one, other) or _one_more(shorter, longer))
    if len(longer) < _WORD:
        return False
    if len(longer) >= _LONG_WORD and (_replaced(one, other) or _one_more(shorter, longer)):
        return True
    return _swapped(one, other)


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbours changed places."""
    if len(one) != len(other):
        return False
    at = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(at) == 2
        and at[1] == at[0] + 1
        and one[at[0]] + one[at[1]] == (other[at[1]] + other[at[0]])
    )


def _replaced(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _one_more(shorter: str, longer: str) -> bool:
    """Whether one sign was written too much."""
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))

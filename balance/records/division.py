"""Where a recording of two people is to be cut, what each part would hold, and what it is called.

Nothing is read or written here: it is asked before anything is done, and again when it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Final

from balance.records.edits import KeptHold
from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.parts import ORIGINALS

# Of the time between two holds: a lift-off is worked out from many seconds before it, an end from
# few after it.
_SHARE_BEFORE: Final = 0.25
PART: Final = "-part"

#: The time that each part begins at, and whose code is to stand in it; None leaves it as it is.
Pieces = Mapping[float, str | None]


def around(path: Path, holds: Sequence[KeptHold], at: int, to: str) -> Pieces:
    """Cut around one hold; one piece alone where there is no other to leave behind.

    Parameters
    ----------
    at
        Its place among the holds.

    Raises
    ------
    RecordingError
        Where there is nothing between two holds to cut at.
    """
    others = [hold for i, hold in enumerate(holds) if i != at and not hold.discarded]
    first_s, last_s = holds[at].span_s
    before_s = max((each.span_s[1] for each in others if each.span_s[0] < first_s), default=None)
    after_s = min((each.span_s[0] for each in others if each.span_s[0] > first_s), default=None)
    pieces: dict[float, str | None] = {-inf: None if before_s is not None else to}
    if before_s is not None:
        pieces[_between(path, before_s, first_s)] = to
    if after_s is not None:
        pieces[_between(path, last_s, after_s)] = None
    return pieces


def behind(path: Path, holds: Sequence[KeptHold], at: int, last_s: float, to: str) -> Pieces:
    """Cut behind one hold.

    Parameters
    ----------
    at
        Its place among the holds.
    last_s
        When the recording ends.

    Raises
    ------
    RecordingError
        Where there is nothing behind it to cut at.
    """
    end_s = holds[at].span_s[1]
    later = [hold.span_s[0] for hold in holds if hold.span_s[0] >= end_s and not hold.discarded]
    return {-inf: None, _between(path, end_s, later[0] if later else last_s): to}


def shared(holds: Sequence[KeptHold], pieces: Pieces) -> list[list[int]]:
    """Give the places of the holds that each piece would have, in their order."""
    begins = sorted(pieces)
    made: list[list[int]] = [[] for _ in begins]
    for at, hold in enumerate(holds):
        made[bisect_right(begins, hold.span_s[0]) - 1].append(at)
    return made


def part_paths(path: Path, count: int) -> list[Path]:
    """Give where the parts of a recording would go, beside it: there is nothing yet."""
    stem, taken = path.name.partition(".csv")[0], list[Path]()
    for number in range(1, count + 1):
        taken.append(_free(path.with_name(f"{stem}{PART}{number}.csv.gz"), taken))
    return taken


def aside_of(path: Path) -> Path:
    """Give where the whole would be set aside."""
    return _free(path.parent / ORIGINALS / path.name)


def _between(path: Path, end_s: float, lift_off_s: float) -> float:
    if lift_off_s <= end_s:
        raise RecordingError(f"nothing is between the holds at {end_s:.2f} s to cut at", path)
    return end_s + _SHARE_BEFORE * (lift_off_s - end_s)


def _free(path: Path, taken: Sequence[Path] = ()) -> Path:
    """Give a path at which there is nothing, nor events: its own, or one with a number."""
    stem, number, tried = path.name.partition(".csv")[0], 1, path
    while tried.exists() or events_path(tried).exists() or tried in taken:
        number += 1
        tried = path.with_name(f"{stem}-{number}{path.name[len(stem) :]}")
    return tried

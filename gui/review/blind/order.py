"""Recordings under numbers that say nothing, in an order that is each rater's own. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from balance.records.errors import RecordingError
from balance.records.events_file import events_path, read_events
from balance.records.ratings import rating_by

State = Literal["", "begun", "done", "unreadable"]
_NUMBERS: Final = 90_000
_LEAST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Item:
    """A recording, and the number that stands for its name."""

    path: Path
    number: int


def shuffled(paths: Iterable[Path], rater: str) -> list[Item]:
    """Give recordings by number.

    The number comes of the rater's code and the name of the file alone: it stays the same whatever
    else is there, and the order says nothing of when they were made or of whom.
    """
    made: list[Item] = []
    for path in sorted(paths, key=lambda one: (_share(one, rater), str(one))):
        number = _LEAST + int(_share(path, rater) * _NUMBERS)
        least = made[-1].number + 1 if made else number
        made.append(Item(path, max(number, least)))
    return made


def state_of(path: Path, rater: str) -> State:
    """Tell how far a rater is with a recording."""
    try:
        rating = rating_by(read_events(events_path(path)), rater)
    except RecordingError:
        return "unreadable"
    if rating is None:
        return ""
    return "done" if rating.done else "begun"


def _share(path: Path, rater: str) -> float:
    """Give a number from 0 to 1 that looks like drawn at random."""
    digest = sha256(f"{rater.casefold()}/{path.name}".encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:6]) / 2**48

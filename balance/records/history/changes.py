"""What changes where a recording is scored again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from balance.records.history.engine import History
from balance.records.history.kept import Kept
from balance.records.history.schema import Held, Recorded, Tried
from balance.records.history.store import named_path


@dataclass(frozen=True, slots=True)
class TimeChange:
    """A time of a kept recording that this version of the timer sees otherwise.

    None for a hold that was not there before, or is no longer found. `edited` means that a
    person's time stands in its place, whatever the timer finds.
    """

    path: Path
    lift_off_s: float
    old_s: float | None
    new_s: float | None
    edited: bool


def changes(history: History, kept: Kept) -> Iterator[TimeChange]:
    """Compare a recording as it was just scored with what the history has of it.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        query = (
            select(Held.lift_off_s, Held.end_s, Held.edited_end_s, Held.discarded)
            .join(Tried)
            .join(Recorded)
            .where(Recorded.path == named_path(history.folder, kept.path))
        )
        old = {
            (lift_off_s, end_s): edited_s is not None or discarded
            for lift_off_s, end_s, edited_s, discarded in session.execute(query)
            if lift_off_s is not None and end_s is not None
        }
    for hold in kept.holds:
        if hold.automatic is None:
            continue
        now = (round(hold.automatic.lift_off_s, 3), round(hold.automatic.end_s, 3))
        edited = hold.edited_s is not None or hold.discarded
        before = next((each for each in old if each[0] < now[1] and now[0] < each[1]), None)
        if before is not None:
            del old[before]
        if before != now:
            old_s = None if before is None else _length_s(before)
            yield TimeChange(kept.path, now[0], old_s, _length_s(now), edited)
    for span_s, edited in old.items():
        yield TimeChange(kept.path, span_s[0], _length_s(span_s), None, edited)


def _length_s(span_s: tuple[float, float]) -> float:
    return round(span_s[1] - span_s[0], 3)

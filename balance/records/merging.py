"""What people said about one recording in two places, put together: nothing of it is lost.

Both files of events begin alike, and each was added to since. What stands in either stands, but for
what the other one knew and took back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from balance.records.edits import is_rating, is_undo, undo_edit
from balance.records.events_file import EventRow
from balance.records.ratings import as_rating, raters_in, said_by

#: Time and text of a row, and the how manieth of its like it is.
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Added:
    """What is to be added to the rows of one place.

    Parameters
    ----------
    rows
        In their order.
    notes_stay
        A note was taken away in the other place, and stays here beside others.
    """

    rows: tuple[EventRow, ...]
    notes_stay: bool = False


def rows_to_add(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> Added:
    """Give the rows that make of ours what both have said; none where they are in it already."""
    notes, stay = _notes(ours, theirs)
    return Added((*_edits(ours, theirs), *_ratings(ours, theirs), *notes), stay)


def rows_to_follow(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> tuple[EventRow, ...]:
    """Give what is to be added to ours of what was said of the results that were made of it.

    An empty note there takes away what stood in the results, which is ours.
    """
    known = Counter(map(_text, _of_people(ours)))
    notes = []
    for row in _of_people(theirs):
        said = _text(row)
        if known[said]:
            known[said] -= 1
        else:
            notes.append(row)
    return (*_edits(ours, theirs), *_ratings(ours, theirs), *notes)


@dataclass(frozen=True, slots=True)
class _Said:
    """All edits that were ever made, and those that stand, in their order."""

    made: dict[_Key, EventRow]
    stand: list[_Key]

    @classmethod
    def of(cls, rows: Sequence[EventRow]) -> _Said:
        """Read them, as `standing_edits` does."""
        made: dict[_Key, EventRow] = {}
        stand: list[_Key] = []
        count = Counter[tuple[str, str]]()
        for row in rows:
            if row.event != "edit" or row.by != "user" or is_rating(row):
                continue
            if is_undo(row) and stand and not is_undo(made[stand[-1]]):
                stand.pop()
                continue
            said = _text(row)
            count[said] += 1
            key = (*said, count[said])
            made[key] = row
            stand.append(key)
        return cls(made, stand)


def _edits(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> list[EventRow]:
    here, there = _Said.of(ours), _Said.of(theirs)
    stay = [key for key in here.stand if key not in there.made or key in there.stand]
    new = {key: row for key, row in there.made.items() if key not in here.made}
    new = {key: row for key, row in new.items() if not is_undo(row)}
    kept = _alike(here.stand, stay)
    above = here.stand[kept:]
    if any(is_undo(here.made[key]) for key in here.stand):
        kept, above, stay = 0, [], []  # an undo of nothing is in the way of all others
    rows = [undo_edit(here.made[key].time_s) for key in reversed(above)]
    rows += [here.made[key] for key in stay[kept:]]
    for key, row in new.items():
        # What was taken back there as well: both are told.
        rows += [row] if key in there.stand else [row, undo_edit(row.time_s)]
    return rows


def _ratings(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> list[EventRow]:
    """Put together what each rater said: each has edits and undos of their own."""
    return [
        as_rating(rater, row)
        for rater in raters_in([*ours, *theirs])
        for row in _edits(said_by(ours, rater), said_by(theirs, rater))
    ]


def _alike(one: Sequence[_Key], other: Sequence[_Key]) -> int:
    """Give how far two stacks are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _notes(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> tuple[list[EventRow], bool]:
    here, there = _of_people(ours), _of_people(theirs)
    known, known_there = Counter(map(_text, here)), Counter(map(_text, there))
    # An empty note takes away those before it: not those that it never knew.
    own = any(row.detail and not known_there[_text(row)] for row in here)
    rows, stay = [], False
    for row in there:
        said = _text(row)
        if known[said]:
            known[said] -= 1
        elif row.detail or not own:
            rows.append(row)
        else:
            stay = True
    return rows, stay


def _of_people(rows: Sequence[EventRow]) -> list[EventRow]:
    """Give the notes that people wrote."""
    return [row for row in rows if row.event == "note" and row.by == "user"]


def _text(row: EventRow) -> tuple[str, str]:
    return f"{row.time_s:.6f}", row.detail.strip()

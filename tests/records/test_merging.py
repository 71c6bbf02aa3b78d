"""What two people said about one recording, put together: nothing is lost, and twice is once."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from balance.records.edits import hold_edit, no_hold_edit, note_on, standing_edits, undo_edit
from balance.records.events_file import EventRow
from balance.records.merging import rows_to_add

A, B, C = hold_edit(1.0, 2.0), no_hold_edit(3.0, 4.0), hold_edit(5.0, 6.0, went_on=True)
D = hold_edit(7.0, 8.0)
UNDO = undo_edit(1.0)
NOTE, OTHER, NONE = (note_on((1.0, 2.0), text) for text in ("one", "other", ""))


def merged(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> list[EventRow]:
    return [*ours, *rows_to_add(ours, theirs).rows]


def stand(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> list[EventRow]:
    return standing_edits(merged(ours, theirs))


def test_each_side_s_edits_stand() -> None:
    assert stand([A, B], [A, C]) == [A, B, C]
    assert stand([], [A, C]) == [A, C]
    assert stand([A, C], []) == [A, C]
    assert stand([A], [A]) == [A]
    assert merged([A], [A]) == [A]


def test_what_one_knew_and_took_back_is_taken_back() -> None:
    assert stand([A], [A, UNDO]) == []
    assert stand([A, UNDO], [A]) == []
    assert stand([A, B], [A, UNDO]) == [B]
    assert stand([A, UNDO], [A, C]) == [C]
    assert stand([A, UNDO, B], [A, C]) == [B, C]


def test_what_was_said_and_taken_back_is_told_and_does_not_stand() -> None:
    assert stand([A], [A, C, undo_edit(5.0)]) == [A]
    assert C in merged([A], [A, C, undo_edit(5.0)])


def test_an_undo_of_nothing_takes_nothing_else() -> None:
    assert stand([UNDO, A], [A, UNDO, C])[:2] == [UNDO, A]
    assert C in stand([UNDO, A], [A, UNDO, C])
    assert stand([A], [UNDO, A, B]) == [A, B]


def test_notes_of_both_stay() -> None:
    assert merged([NOTE], [NOTE, OTHER]) == [NOTE, OTHER]
    assert merged([NOTE], [NOTE, NONE]) == [NOTE, NONE]
    added = rows_to_add([NOTE, OTHER], [NOTE, NONE])
    assert (added.rows, added.notes_stay) == ((), True)
    assert rows_to_add([NOTE, NONE], [NOTE]).rows == ()


def test_only_what_people_said_is_added() -> None:
    found = EventRow(1.0, "lift_off", "auto")
    assert merged([], [found, EventRow(2.0, "note", "auto", "x"), A]) == [A]


def said(*rows: EventRow) -> st.SearchStrategy[list[EventRow]]:
    """Some rows, each once, with undos between them."""
    mixed = st.lists(st.sampled_from([*rows, UNDO]), max_size=8)
    return mixed.map(
        lambda drawn: [r for i, r in enumerate(drawn) if r not in drawn[:i] or r == UNDO]
    )


@given(said(A, B, NOTE), said(C, NONE), said(D, OTHER, NONE))
def test_twice_is_once_and_nothing_here_is_changed(
    both: list[EventRow], ours: list[EventRow], theirs: list[EventRow]
) -> None:
    ours, theirs = both + ours, both + theirs
    once = merged(ours, theirs)
    assert once[: len(ours)] == ours
    assert merged(once, theirs) == once
    for row in theirs:
        if row in (A, B, D, NOTE, OTHER):
            assert row in once
    mine, others = standing_edits(ours), standing_edits(theirs)
    if UNDO not in mine + others:
        knew = [row for row in both if row in (A, B)]
        kept = [row for row in mine if row not in knew or row in others]
        assert standing_edits(once) == [*kept, *(row for row in others if row == D)]

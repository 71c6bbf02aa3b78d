"""Edits by people, laid over what the timer found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keepers import hold

from balance.records.edits import (
    BY_HAND_S,
    KeptHold,
    apply_edits,
    hold_edit,
    no_hold_edit,
    undo_edit,
)
from balance.records.events_file import EventRow, append_events, read_events

FIRST = KeptHold(hold(8.0, start_s=5.0))
SECOND = KeptHold(hold(4.0, start_s=20.0, censored=True))


def spans(holds: tuple[KeptHold, ...]) -> list[tuple[float, float, bool]]:
    return [(*each.span_s, each.discarded) for each in holds]


def test_an_end_that_was_moved_counts_and_the_automatic_time_stays() -> None:
    (first, second), troubles = apply_edits([FIRST, SECOND], [hold_edit(5.0, 12.5)])
    assert troubles == ()
    assert first.span_s == (5.0, 12.5)
    assert (first.duration_s, first.uncertainty_s, first.censored) == (7.5, BY_HAND_S, False)
    assert first.automatic == FIRST.automatic
    assert second == SECOND


def test_not_a_step_down_makes_one_hold_of_two() -> None:
    holds, _ = apply_edits([FIRST, SECOND], [hold_edit(5.0, 24.0)])
    assert spans(holds) == [(5.0, 24.0, False), (20.0, 24.0, True)]
    assert [each.timed for each in holds] == [True, False]


def test_what_was_no_hold_is_kept_and_not_timed() -> None:
    holds, _ = apply_edits([FIRST, SECOND], [no_hold_edit(19.0, 21.0)])
    assert spans(holds) == [(5.0, 13.0, False), (20.0, 24.0, True)]
    back, _ = apply_edits([FIRST, SECOND], [no_hold_edit(19.0, 21.0), hold_edit(20.0, 24.0)])
    assert spans(back) == [(5.0, 13.0, False), (20.0, 24.0, False)]


def test_a_hold_that_the_timer_missed() -> None:
    holds, _ = apply_edits([FIRST], [hold_edit(30.0, 40.0)])
    assert holds[1].automatic is None
    assert holds[1].duration_s == 10.0
    gone, _ = apply_edits([FIRST], [hold_edit(30.0, 40.0), no_hold_edit(31.0, 32.0)])
    assert gone == (FIRST,)


def test_an_edit_up_to_the_longest_time_is_that_or_more() -> None:
    (edited,), _ = apply_edits([KeptHold(hold(30.0), cap_s=45.0)], [hold_edit(5.0, 50.0)], 45.0)
    assert edited.censored
    (kept_end,), _ = apply_edits([SECOND], [hold_edit(19.0, 24.0)])
    assert kept_end.censored, "the end was not moved"


def test_undo_takes_back_the_newest_edit_that_stands() -> None:
    made = [hold_edit(5.0, 12.5), hold_edit(30.0, 40.0)]
    once, troubles = apply_edits([FIRST], [*made, undo_edit(30.0)])
    assert spans(once) == [(5.0, 12.5, False)]
    twice, _ = apply_edits([FIRST], [*made, undo_edit(30.0), undo_edit(5.0)])
    assert (twice, troubles) == ((FIRST,), ())
    anew, _ = apply_edits([FIRST], [*made, undo_edit(30.0), undo_edit(5.0), hold_edit(5.0, 11.0)])
    assert spans(anew) == [(5.0, 11.0, False)]
    same, (trouble,) = apply_edits([FIRST], [undo_edit(1.0)])
    assert same == (FIRST,)
    assert "not understood" in trouble


def test_a_gap_has_no_time_until_a_person_gives_it_one() -> None:
    cut = KeptHold(hold(8.0, reason="gap", censored=True))
    assert not cut.timed
    (edited,), _ = apply_edits([cut], [hold_edit(5.0, 12.0)])
    assert edited.timed


@pytest.mark.parametrize("detail", ["", "hold 9 to 4", "hold a to b", "lift_off 4.31 to 4.20, é"])
def test_what_is_not_understood_changes_nothing_and_is_said(detail: str) -> None:
    holds, troubles = apply_edits([FIRST], [EventRow(4.2, "edit", "user", detail)])
    assert holds == (FIRST,)
    assert len(troubles) == 1


def test_only_edits_by_people_count() -> None:
    rows = [EventRow(1.0, "edit", "auto", "no hold 0 to 99"), EventRow(1.0, "note", "user", "x")]
    assert apply_edits([FIRST], rows) == ((FIRST,), ())


def test_they_come_back_from_the_file(tmp_path: Path) -> None:
    rows = [hold_edit(5.0, 12.5), no_hold_edit(19.0, 21.25)]
    append_events(tmp_path / "r.events.csv", rows)
    assert list(read_events(tmp_path / "r.events.csv")) == rows


SPANS = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(st.tuples(st.booleans(), SPANS), max_size=8))
def test_no_edit_loses_what_the_timer_found(edits: list[tuple[bool, tuple[int, int]]]) -> None:
    rows = [hold_edit(*span) if is_hold else no_hold_edit(*span) for is_hold, span in edits]
    holds, _ = apply_edits([FIRST, SECOND], rows)
    found = [each.automatic for each in holds if each.automatic is not None]
    assert sorted(found, key=lambda each: each.lift_off_s) == [FIRST.automatic, SECOND.automatic]
    if edits and edits[-1][0]:
        last_s = tuple(map(float, edits[-1][1]))
        assert [each.span_s for each in holds if each.span_s == last_s and not each.discarded]

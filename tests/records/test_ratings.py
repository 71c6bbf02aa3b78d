"""Opinions of raters beside the result: they change nothing that counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keepers import hold

from balance.records.edits import (
    KeptHold,
    apply_edits,
    hold_edit,
    is_rating,
    is_said,
    no_hold_edit,
    standing_edits,
    undo_edit,
)
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, read_events
from balance.records.merging import rows_to_add
from balance.records.ratings import (
    RatedHold,
    Rating,
    rated_hold,
    rated_no_hold,
    rater_code,
    raters_in,
    rating_by,
    rating_done,
    rating_undo,
    ratings_of_part,
    standing_ratings,
)

FOUND = KeptHold(hold(8.0, start_s=5.0))


def test_a_rating_is_written_as_an_edit_with_its_rater(tmp_path: Path) -> None:
    rows = [
        rated_hold("B", 4.25, 12.9),
        rated_hold("B", 20.0, 65.0, went_on=True),
        rated_no_hold("B", 4.31, 12.88),
        rating_undo("B", 30.0),
        rating_done("B", 31.19),
    ]
    path = tmp_path / "h.events.csv"
    append_events(path, rows)
    assert path.read_text().splitlines()[1:] == [
        "4.250000,edit,user,rater=B hold 4.250 to 12.900",
        "20.000000,edit,user,rater=B hold 20.000 to 65.000 or more",
        "4.310000,edit,user,rater=B no hold 4.310 to 12.880",
        "30.000000,edit,user,rater=B undo",
        "31.190000,edit,user,rater=B done",
    ]
    assert read_events(path) == tuple(rows)


RATINGS = st.sampled_from(
    [
        rated_hold("B", 6.0, 12.0),
        rated_no_hold("B", 5.0, 13.0),
        rating_undo("B", 1.0),
        rating_undo("C", 1.0),
        rating_done("B", 30.0),
        EventRow(1.0, "edit", "user", "rater= hold 1 to 2"),
        EventRow(1.0, "edit", "user", "rater=B nonsense"),
    ]
)
EDITS = st.sampled_from([hold_edit(5.0, 12.5), no_hold_edit(5.0, 13.0), undo_edit(1.0)])


@given(st.lists(st.one_of(RATINGS, EDITS), max_size=12))
def test_ratings_change_nothing_that_counts(rows: list[EventRow]) -> None:
    without = [row for row in rows if not is_rating(row)]
    assert apply_edits([FOUND], rows) == apply_edits([FOUND], without)
    assert standing_edits(rows) == standing_edits(without)
    assert not any(is_said(row) for row in rows if is_rating(row))


def test_a_rater_s_holds_are_those_that_the_rater_said() -> None:
    rows = [
        hold_edit(5.0, 12.5),
        rated_hold("B", 20.0, 30.0),
        rated_hold("B", 4.0, 12.0),
        rated_hold("C", 4.5, 12.0),
        rated_hold("B", 4.2, 12.1),  # takes the place of the one it overlaps
        rating_done("B", 40.0),
    ]
    assert rating_by(rows, "b") == Rating(
        "B", (RatedHold(4.2, 12.1), RatedHold(20.0, 30.0)), done=True
    )
    found = rating_by(rows, "C")
    assert found is not None
    assert (found.done, found.holds[0].duration_s) == (False, 7.5)
    assert rating_by(rows, "D") is None
    assert raters_in(rows) == ("B", "C")


def test_an_undo_takes_back_the_newest_row_of_its_rater_alone() -> None:
    rows = [rated_hold("B", 1.0, 5.0), rated_hold("C", 1.0, 6.0), rating_undo("B", 1.0)]
    assert standing_ratings(rows) == [rows[1]]
    assert rating_by(rows, "B") is None
    assert rating_by([*rows, undo_edit(1.0), rating_undo("B", 1.0)], "C") is not None


def test_a_rated_hold_that_reached_the_longest_time_is_that_or_more() -> None:
    rows = [rated_hold("B", 1.0, 46.0), rated_hold("B", 50.0, 60.0, went_on=True)]
    found = rating_by(rows, "B", cap_s=45.0)
    assert found is not None
    assert [one.censored for one in found.holds] == [True, True]


def test_what_is_not_understood_is_said_with_its_rater() -> None:
    rows = [rated_hold("B", 1.0, 5.0), EventRow(2.0, "edit", "user", "rater=B hold 5 to 4")]
    found = rating_by(rows, "B")
    assert found is not None
    assert found.troubles == ('rater B: the edit "hold 5 to 4" at 2.000 s is not understood',)


@pytest.mark.parametrize("code", ["", " ", "Anna B", "B,C", "x" * 33, "_b", "é"])
def test_what_is_no_code_of_a_rater(code: str) -> None:
    with pytest.raises(RecordingError, match="is no code of a rater"):
        rater_code(code)


def test_ratings_of_two_places_are_put_together_each_rater_alone() -> None:
    both = [rated_hold("B", 1.0, 5.0)]
    ours = [*both, rating_undo("B", 1.0), rated_hold("C", 1.0, 6.0), hold_edit(1.0, 4.0)]
    theirs = [*both, rated_hold("C", 8.0, 9.0), rated_hold("B", 20.0, 25.0), rating_done("B", 30)]
    merged = [*ours, *rows_to_add(ours, theirs).rows]
    found = {code: rating_by(merged, code) for code in "BC"}
    assert found["B"] == Rating("B", (RatedHold(20.0, 25.0),), done=True)
    assert found["C"] == Rating("C", (RatedHold(1.0, 6.0), RatedHold(8.0, 9.0)), done=False)
    assert standing_edits(merged) == [ours[-1]]
    assert rows_to_add(merged, theirs).rows == ()


def test_a_part_of_a_recording_has_the_ratings_that_lie_in_it() -> None:
    rows = [
        rated_hold("B", 1.0, 5.0),
        rated_hold("B", 2.0, 3.0),
        rating_undo("B", 2.0),
        rated_hold("B", 20.0, 25.0),
        rating_done("B", 30.0),
    ]
    here = [row for row in rows if row.time_s < 10]
    assert ratings_of_part(rows, here, 10.0) == [rows[0], rating_done("B", 10.0)]

"""What may stay of a recording that is shared: what is known to be harmless, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from keepers import hold

from balance.records.events_file import LOST, EventRow, losses_in
from balance.records.found import Found, found_in, found_note
from balance.records.header import ASSUMED, NO_PLACEMENT, Header
from balance.records.ratings import rated_hold, rating_by, rating_done
from balance.records.recording import Recording
from balance.report.agreement.cleaning import SOMETHING, clean_header, clean_rows, cleaned
from balance.samples import SampleBlock
from balance.timing.hold_timer import ALGORITHM


def recording(first_s: float = 0.0, **header: object) -> Recording:
    time_s = first_s + np.arange(500) / 100
    block = SampleBlock(time_s, np.full((500, 3), 1 / 3), np.full((500, 3), 0.1))
    return Recording(Path("h.csv"), Header(**header), block)  # type: ignore[arg-type]


def rows(*said: EventRow, first_s: float = 0.0) -> list[EventRow]:
    return clean_rows(recording(first_s), said, {}, first_s)


def test_what_nobody_knows_goes() -> None:
    header = Header(
        person="P7",
        notes="x",
        model="x",
        source="x",
        created_utc="x",
        software="x",
        session="x",
        attempt=3,
        arms="x",
        footwear="x",
        test="x",
        cap_s=45.0,
        extra={"x": "x", "simulated": "x", ASSUMED: [NO_PLACEMENT, "x"]},
    )
    kept = clean_header(header, person="1", simulated=False)
    assert kept == Header(person="1", cap_s=45.0, extra={ASSUMED: [NO_PLACEMENT, SOMETHING]})
    assert clean_header(replace(header, arms="crossed"), person=None, simulated=True).arms


@pytest.mark.parametrize(
    "row",
    [
        EventRow(1.0, "note", "user", "x"),
        EventRow(1.0, "note", "auto", "x"),
        EventRow(1.0, "note", "truth", "x"),
        EventRow(1.0, "edit", "user", "hold 1.000 to 2.000"),
        EventRow(1.0, "edit", "user", "rater=X hold 1.000 to 2.000"),
        EventRow(1.0, "x", "auto"),
        EventRow(1.0, "lift_off", "x"),
    ],
)
def test_rows_that_may_say_anything_go(row: EventRow) -> None:
    assert rows(row) == []


def test_rows_of_events_stay_without_their_text() -> None:
    assert rows(EventRow(1.0, "lift_off", "truth", "x")) == [EventRow(1.0, "lift_off", "truth")]
    stop = EventRow(4.0, "stop", "auto", LOST)
    assert rows(stop) == [stop]  # without it the hold would end otherwise


def test_losses_stay_as_numbers() -> None:
    (kept,) = rows(EventRow(1.0, "note", "auto", "lost on the way: 900 in all; x: 3; y: 4"))
    lost = losses_in([kept])
    assert (lost.rows, lost.count) == (900, 7)
    assert "x" not in kept.detail.replace("in all", "")


def test_what_was_found_in_a_whole_stays_where_it_is_numbers_and_known_words() -> None:
    conditions = recording().header.conditions()
    found = Found(ALGORITHM, conditions.placement, None, (hold(2.0, start_s=1.0),))
    (kept,) = rows(found_note(4.0, found))
    again = found_in([kept])
    assert again is not None
    assert again.holds == (replace(found.holds[0], evidence=()),)
    odd = replace(found, holds=(replace(found.holds[0], end_reason="x"),))  # type: ignore[arg-type]
    assert rows(found_note(4.0, odd)) == []
    assert rows(found_note(4.0, replace(found, algorithm="x"))) == []


def test_raters_become_letters_and_others_go() -> None:
    said = [
        rated_hold("Grace", 1.0, 3.0, went_on=True),
        rating_done("Ada", 4.0),
        rated_hold("Else", 1.0, 2.0),
    ]
    kept = clean_rows(recording(), said, {"Grace": "A", "Ada": "B"}, 0.0)
    first, second = rating_by(kept, "A"), rating_by(kept, "B")
    assert first is not None
    assert second is not None
    assert (first.done, first.holds[0].censored, second.done) == (False, True, True)
    assert len(kept) == 2


def test_times_of_a_calendar_are_counted_from_the_first_second_and_no_digit_is_lost() -> None:
    one = cleaned(recording(), [], person=None, simulated=False, raters={})
    late = recording(1935878400.25)
    other = cleaned(
        late, [EventRow(1935878401.25, "stop", "user")], person=None, simulated=False, raters={}
    )
    assert (one.shift_s, other.shift_s) == (0.0, 1935878400.0)
    assert b"1.250000,stop,user," in other.events
    written = [float(line.split(b",")[0]) for line in other.text.splitlines()[2:]]
    assert written == (late.block.time_s - 1935878400.0).tolist()
    assert [a + 1935878400.0 for a in written] == late.block.time_s.tolist()
    assert b"0.3333333333333333" in one.text

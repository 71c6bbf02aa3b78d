"""The events beside a recording: added only, read however they were cut off."""

from __future__ import annotations

import math
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.records.errors import RecordingError
from balance.records.events_file import (
    BY,
    EVENTS,
    EventRow,
    append_events,
    events_path,
    read_events,
)

ROWS = (
    EventRow(1.25, "settled", "auto"),
    EventRow(4.31, "lift_off", "auto", 'toe, then "heel"'),
    EventRow(4.2, "edit", "user", "lift_off 4.31 to 4.20, é"),
    EventRow(12.880001, "step_down", "truth", " "),
)


@pytest.mark.parametrize(
    ("recording", "events"),
    [
        ("a/h0001.csv", "a/h0001.events.csv"),
        ("a.b/h.2.csv.gz", "a.b/h.2.events.csv"),
        ("H.CSV", "H.events.csv"),
        ("run.txt", "run.txt.events.csv"),
        ("run.json.gz", "run.json.gz.events.csv"),
    ],
)
def test_events_stand_beside_their_recording(recording: str, events: str) -> None:
    assert events_path(Path(recording)) == Path(events)


def test_rows_are_written_as_the_design_says(tmp_path: Path) -> None:
    path = tmp_path / "r.events.csv"
    append_events(path, ROWS[:2])
    append_events(path, ROWS[2:])
    assert path.read_text("utf-8").splitlines() == [
        "time_s,event,by,detail",
        "1.250000,settled,auto,",
        '4.310000,lift_off,auto,"toe, then ""heel"""',
        '4.200000,edit,user,"lift_off 4.31 to 4.20, é"',
        "12.880001,step_down,truth, ",
    ]
    assert read_events(path) == ROWS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name != "posix"


LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30)
TIMES = st.integers(-(10**12), 10**12).map(lambda us: us / 10**6)
EVENT_ROWS = st.builds(EventRow, TIMES, st.sampled_from(EVENTS), st.sampled_from(BY), LINE)


@given(st.lists(st.lists(EVENT_ROWS, max_size=4), min_size=1, max_size=4))
def test_what_is_added_comes_back_in_order(added: list[list[EventRow]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.events.csv"
        for rows in added:
            append_events(path, rows)
        assert read_events(path) == tuple(row for rows in added for row in rows)


def test_no_file_is_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path / "r.events.csv") == ()
    append_events(tmp_path / "r.events.csv", [])
    assert read_events(tmp_path / "r.events.csv") == ()


def test_a_file_cut_at_any_byte_keeps_its_whole_rows_and_takes_more(tmp_path: Path) -> None:
    path = tmp_path / "r.events.csv"
    append_events(path, ROWS)
    whole = path.read_bytes()
    more = (EventRow(20.0, "note", "user", "after"), EventRow(21.0, "stop", "user"))
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        n_rows = max(whole[:size].count(b"\n") - 1, 0)
        assert read_events(path) == ROWS[:n_rows]
        append_events(path, more)
        assert path.read_bytes().startswith(whole[:size])
        assert read_events(path) == ROWS[:n_rows] + more


def test_events_of_a_newer_version_and_other_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.events.csv"
    text = "\ufefftime_s,event,by,detail\r\n1.5,pirouette,robot,\r\n\r\n2,note,user,x\r\n"
    path.write_bytes(text.encode())
    assert read_events(path) == (
        EventRow(1.5, "pirouette", "robot"),
        EventRow(2.0, "note", "user", "x"),
    )


@pytest.mark.parametrize("time", ["soon", "", "nan", "inf"])
def test_a_time_that_is_not_a_number_is_refused_by_its_line(tmp_path: Path, time: str) -> None:
    path = tmp_path / "r.events.csv"
    path.write_text(f"time_s,event,by,detail\n1,note,user,\n{time},note,user,\n2,note,user,\n")
    with pytest.raises(RecordingError) as caught:
        read_events(path)
    assert str(caught.value) == (
        f'{path}, line 3: the time "{time}" is not a number; correct the line or take it out'
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (EventRow(1.0, "lift-off", "auto"), '"lift-off" is no event; it must be one of settled'),
        (EventRow(1.0, "note", "me"), 'an event is by auto, user, truth, not by "me"'),
        (EventRow(math.nan, "note", "user"), "must be a finite number, not nan"),
        (EventRow(1.0, "note", "user", "two\nlines"), "must be one line"),
        (EventRow(1.0, "note", "user", "two\rlines"), "must be one line"),
    ],
)
def test_wrong_rows_are_refused_and_none_of_their_company_is_written(
    tmp_path: Path, row: EventRow, said: str
) -> None:
    path = tmp_path / "r.events.csv"
    with pytest.raises(RecordingError) as caught:
        append_events(path, [ROWS[0], row])
    assert said in str(caught.value)
    assert not path.exists()


def test_a_file_that_can_not_be_written_or_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="can't be written"):
        append_events(tmp_path / "no" / "r.events.csv", ROWS)
    with pytest.raises(RecordingError, match="can't be read"):
        read_events(tmp_path)

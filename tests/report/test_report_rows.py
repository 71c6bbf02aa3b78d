"""The rows of holds and sway, as they are worked out of a history."""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from carried import NAME, SWAY, TEXTS, recordings
from keepers import dump, kept
from servers import schema_of_its_own, with_server

from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.history.people import archive
from balance.records.history.store import keep
from balance.report.columns import HOLD_COLUMNS, SWAY_COLUMNS, Column
from balance.report.rows import HoldRow, rows_of
from balance.report.sway_rows import SwayRow


def holds_in(history: History, name: str) -> list[HoldRow]:
    return [row for row in rows_of(history).holds if row.recording == f"{name}.csv.gz"]


def test_there_is_a_row_for_each_hold_of_the_history(history: History) -> None:
    rows = rows_of(history).holds
    stored = dump(history)
    assert sorted((row.recording, row.attempt, row.hold_s) for row in rows) == sorted(
        (Path(one["recordings.path"]).name, one["attempts.number"], one["attempts.duration_s"])
        for one in stored
    )
    assert len({row.hold for row in rows}) == len(rows)
    assert [row.person for row in rows] == sorted(row.person for row in rows)


def test_a_hold_with_all_that_is_known_of_it(history: History) -> None:
    first, capped = holds_in(history, "plain")
    assert (first.person, first.day, first.recorded_at) == (
        "P1",
        "2026-02-01",
        "2026-02-01T10:00:00.250000+00:00",
    )
    assert (first.hold_s, first.uncertainty_s, first.or_more) == (12.345, 0.1, False)
    assert (capped.hold_s, capped.or_more, capped.end_reason) == (45.0, True, "cap")
    assert (first.algorithm, first.status, first.rate_hz) == ("1.0", "valid", 100.0)
    (practice,) = holds_in(history, "practice")
    assert (practice.arms, practice.footwear, practice.sound) == ("crossed", "bare", "coached")
    assert (practice.practice, practice.scored) == (True, False)
    assert practice.recorded_at == "2026-02-01T10:05:00+00:00"
    (undated,) = holds_in(history, "undated")
    assert (undated.recorded_at, undated.day, undated.stance_leg) == (None, None, None)


def test_the_automatic_time_stands_beside_what_people_set(history: History) -> None:
    moved, none, went_on, added = holds_in(history, "edited")
    assert (moved.edited, moved.hold_s, moved.automatic_hold_s) == (True, 8.5, 8.57)
    assert (
        (moved.lift_off_s, moved.end_s)
        == (0.5, 9.0)
        == (moved.edited_lift_off_s, moved.edited_end_s)
    )
    assert (moved.automatic_lift_off_s, moved.automatic_end_s) == (0.0, 8.57)
    assert (moved.uncertainty_s, moved.automatic_uncertainty_s) == (0.2, 0.1)
    assert (none.edited, none.discarded, none.scored) == (False, True, False)
    assert (none.automatic_hold_s, none.hold_s) == (8.57, 8.57)
    assert (went_on.or_more, went_on.automatic_or_more) == (True, False)
    assert (added.hold_s, added.automatic_hold_s, added.automatic_or_more) == (4.0, None, None)
    assert moved.note == f"{NAME} touched the wall"


def test_only_the_first_attempt_of_a_session_is_the_first_of_a_test(history: History) -> None:
    first = {row.recording: row.first_of_test for row in rows_of(history, "P3").holds}
    assert {name.removesuffix(".csv.gz"): said for name, said in first.items()} == {
        "first": True,
        "second": False,
        "tried": False,
        "after": False,  # the second in it; the first is below
        "too late": False,  # what came before had no hold, and was a try
        "closed": True,
        "longer": True,
        "other": True,
        "foam": True,
    }
    assert [row.first_of_test for row in holds_in(history, "after")] == [True, False]
    assert holds_in(history, "plain")[0].first_of_test is None


def test_a_test_that_nobody_can_order_has_no_first_attempt(history: History) -> None:
    more = {"test": "phenx_30@1", "session": "once", "person": "P4"}
    keep(history, [kept(name, [5.0], created=None, **more) for name in ("a", "b")])
    assert [row.first_of_test for row in rows_of(history, "P4").holds] == [False, False]


def test_sway_is_a_row_a_measure(history: History) -> None:
    rows = rows_of(history).sway
    found = {(row.part, row.direction, row.measure): row for row in rows}
    assert {key: row.value for key, row in found.items()} == {
        ("hold", "resultant", "rms_m_s2"): SWAY["rms_m_s2"],
        ("hold", "resultant", "f95_hz"): SWAY["f95_hz"],
        ("hold", "ap", "rms_m_s2"): 0.2,
        ("hold", "ml", "rms_m_s2"): 1e-05,
        ("hold", "ml", "f95_hz"): 0.0,
        ("first_seconds", "resultant", "rms_m_s2"): 0.3,
    }
    assert {key for key, row in found.items() if row.spoiled} == {
        ("hold", "resultant", "f95_hz"),
        ("hold", "ml", "rms_m_s2"),
    }
    (chest,) = holds_in(history, "chest")
    assert {row.hold for row in rows} == {chest.hold}
    spans = {row.part: (row.from_s, row.to_s, row.samples) for row in rows}
    assert spans == {"hold": (8.0, 16.5, 850), "first_seconds": (5.0, 8.0, 300)}
    assert '"lowpass_hz": 3.5' in rows[0].settings


def test_one_person_alone_and_those_who_are_archived(history: History) -> None:
    archive(history, "P2", archived=True)
    assert {row.person for row in rows_of(history).holds} == {"007", "B", "P1", "P2", "P3", "a"}
    assert {row.person for row in rows_of(history, "P2").holds} == {"P2"}
    assert rows_of(history, "P2").sway == ()
    with pytest.raises(HistoryError, match='nobody here has the code "P9"'):
        rows_of(history, "P9")


def test_no_row_has_a_name_but_in_what_people_wrote(history: History) -> None:
    rows = rows_of(history)
    for row in rows.holds:
        said = [value for value in astuple(row) if value != row.note]
        assert not any(NAME in str(value) for value in said)
    assert [row.note for row in holds_in(history, "texts")] == list(TEXTS)


def test_a_recording_from_elsewhere_is_called_by_its_name_alone(history: History) -> None:
    keep(history, [kept("far", [5.0], folder=Path("/home") / NAME, person="P5")])
    (row,) = rows_of(history, "P5").holds
    assert row.recording == "far.csv.gz"


KINDS: dict[str, set[Any]] = {
    "text": {str, str | None},
    "time": {str | None},
    "day": {str | None},
    "number": {float, float | None},
    "whole": {int, int | None},
    "yes_no": {bool, bool | None},
}


@pytest.mark.parametrize(("row", "columns"), [(HoldRow, HOLD_COLUMNS), (SwayRow, SWAY_COLUMNS)])
def test_every_value_has_its_column(row: type, columns: tuple[Column, ...]) -> None:
    assert [column.name for column in columns] == [each.name for each in fields(row)]
    hints = get_type_hints(row)
    for column in columns:
        assert hints[column.name] in KINDS[column.kind], column.name
        units = {"s": "_s", "Hz": "_hz", None: ""}
        assert column.name.endswith(units[column.unit]), column.name


@with_server
def test_a_server_gives_the_rows_that_a_file_does(history: History, tmp_path: Path) -> None:
    wanted = rows_of(history)
    with schema_of_its_own() as address, open_history(address, tmp_path / "recordings") as server:
        keep(server, recordings())
        assert rows_of(server) == wanted

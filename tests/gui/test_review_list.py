"""The list of recordings, and what a hold is compared with: rules without a window."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from balance.protocol.best_times import Time
from balance.protocol.conditions import Conditions
from balance.records.header import Header
from balance.records.history.recording_list import ListedRecording
from balance.records.recorder import Recorder
from drivers.live import progress_words
from gui.kit.text import FRONT
from gui.progress import canvas
from gui.review import words
from gui.review.looking import Looking
from gui.review.rivals import rivals
from gui.review.rows import Row, Rows, matching, people

LEFT = Conditions(placement="shank", stance_leg="left")


def written(folder: Path, name: str, **header: object) -> Path:
    path = folder / f"{name}.csv"
    with Recorder(path, Header(**header), has_gyr=False):  # type: ignore[arg-type]
        pass
    return path


def listed(path: Path, **more: object) -> ListedRecording:
    made = ListedRecording(
        path=path,
        person="P1",
        name="José Müller",
        day="2026-09-03",
        by_file=False,
        label="",
        supervised=False,
        conditions=LEFT,
        attempts=1,
        practice=0,
        best=None,
        status="valid",
        placed=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def row(name: str, day: int, best_s: float | None = None, **more: object) -> Row:
    best = None if best_s is None else Time(best_s)
    made = Row(Path(name), datetime(2026, 9, day, tzinfo=UTC), "P1", False, LEFT, best)
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_row_has_what_the_history_knows(tmp_path: Path) -> None:
    path = written(tmp_path, "a", person="other")
    known = listed(path, created_utc="2026-09-03T08:00:00+00:00", best=Time(12.5))
    (made,) = Rows().of([path], [known])
    assert (made.person, made.leg, made.best) == ("P1", "left", Time(12.5))
    assert made.made == datetime(2026, 9, 3, 8, tzinfo=UTC)
    assert not made.by_file


def test_what_the_history_does_not_know_is_read_in_the_first_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a",
        person="P7",
        stance_leg="right",
        eyes="closed",
        created_utc="2026-09-04T08:00:00+00:00",
    )
    rows = Rows()
    (made,) = rows.of([path])
    assert (made.person, made.leg, made.best, made.by_file) == ("P7", "right", None, False)
    assert "eyes closed" in words.row_said(made)
    path.write_text("")  # it is another file now
    (made,) = rows.of([path])
    assert made.person == ""


def test_a_file_of_another_program_stands_under_its_own_date_once_it_was_opened(
    tmp_path: Path,
) -> None:
    path = tmp_path / "theirs.csv"
    lines = [f"{at / 100:.2f},0.0,0.1,{9.8 + 0.01 * (at % 3)}" for at in range(500)]
    path.write_text("\n".join(["time_s,ax,ay,az", *lines]))
    os.utime(path, (1_780_000_000, 1_780_000_000))
    rows = Rows()
    (made,) = rows.of([path])
    assert made.by_file
    assert "(date of the file)" in words.when(made)
    assert words.whose(made) == "theirs.csv"
    look = Looking(path)
    look.recording = replace(
        look.recording,
        header=replace(look.recording.header, created_utc="2026-01-02T10:00:00+00:00"),
    )
    assert not rows.learn(look).by_file
    (made,) = rows.of([path])
    assert made.made == datetime(2026, 1, 2, 10, tzinfo=UTC)


def test_a_day_without_a_time_is_that_day_wherever_one_is(tmp_path: Path) -> None:
    path = written(tmp_path, "a")
    (made,) = Rows().of([path], [listed(path)])
    assert words.when(made) == "3 Sep 2026"
    (odd,) = Rows().of([path], [listed(path, day="", created_utc="0001-01-01T00:00:00Z")])
    assert odd.by_file, "a date that is none"


def test_the_newest_is_first_and_what_is_gone_is_left_out(tmp_path: Path) -> None:
    old = written(tmp_path, "old", created_utc="2026-09-01T08:00:00+00:00")
    new = written(tmp_path, "new", created_utc="2026-09-02T08:00:00+00:00")
    assert [one.path for one in Rows().of([old, new, tmp_path / "gone.csv"])] == [new, old]


def test_recordings_are_searched_and_filtered() -> None:
    one = row("a.csv", 1, 20.0)
    other = row("b.csv", 2, 10.0, person="anna", conditions=replace(LEFT, stance_leg="right"))
    rows = [one, other]
    assert people(rows) == ["P1", "anna"]
    assert matching(rows, person="anna") == [other]
    assert matching(rows, leg="left") == [one]
    assert matching(rows, text="ANNA right", said=words.row_said) == [other]
    assert matching(rows, text="sep 20.0", said=words.row_said) == [one]
    assert matching(rows, text="b.csv", said=words.row_said) == [other]
    assert matching(rows, text="zebra", said=words.row_said) == []


def test_a_recording_is_found_as_the_terminal_finds_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a")
    known = listed(path, notes=("wobbled",), person_notes="after a stroke", model="WT901")
    (made,) = Rows().of([path], [known])
    for text in ("jose muller", "WOBBLED p1", "stroke", "wt901 left"):
        assert matching([made], text=text, said=words.row_said) == [made]
    assert matching([made], text="jose zebra") == []


def test_practice_is_listed_with_the_best_of_practice(tmp_path: Path) -> None:
    path = written(tmp_path, "a")
    (made,) = Rows().of([path], [listed(path, practice_best=Time(9.0))])
    assert made.best == Time(9.0)


def test_recordings_of_archived_people_are_apart(tmp_path: Path) -> None:
    one, other = written(tmp_path, "a"), written(tmp_path, "b")
    known = [listed(one), listed(other, person="P2", archived=True)]
    rows = Rows().of([one, other], known)
    assert [found.path for found in matching(rows)] == [one]
    assert [found.path for found in matching(rows, archived=True)] == [other]
    assert people(rows) == ["P1"]


@pytest.fixture(scope="module")
def look(recording: Path) -> Looking:
    return Looking(recording)


def longest(look: Looking) -> int:
    times = [seen.kept.duration_s for seen in look.holds]
    return times.index(max(times))


def mine(look: Looking) -> Row:
    return row(str(look.path), 10, look.holds[longest(look)].kept.duration_s)


def test_a_hold_is_compared_with_the_best_under_the_same_conditions(look: Looking) -> None:
    rows = [
        row("closed.csv", 9, 99.0, conditions=replace(LEFT, eyes="closed")),
        row("right.csv", 8, 98.0, conditions=replace(LEFT, stance_leg="right")),
        row("theirs.csv", 7, 97.0, person="P2"),
        row("back.csv", 6, 96.0, conditions=replace(LEFT, placement="lower_back")),
        row("best.csv", 5, 60.0),
        row("worse.csv", 4, 50.0),
    ]
    found = rivals(look, 0, mine(look), rows)
    assert (found[0].why, found[0].row.path.name) == ("best", "best.csv")
    assert found[0].number_in(look) == longest(look)
    names = {one.row.path.name for one in found}
    assert names == {"best.csv", "worse.csv", look.path.name}


def test_the_best_is_compared_with_the_one_before(look: Looking) -> None:
    best = longest(look)
    rows = [row("later.csv", 12, 1.0), row("old.csv", 2, 1.0), row("before.csv", 9, 1.0)]
    first = rivals(look, best, mine(look), rows)[0]
    assert first.why == "before"
    if best > 0:
        assert (first.row.path, first.number) == (look.path, best - 1)
    else:
        assert first.row.path.name == "before.csv"
        assert first.number_in(look) == len(look.holds) - 1


def test_alone_there_is_nothing_to_compare_with(look: Looking) -> None:
    one = Looking(look.path)
    one.holds = one.holds[:1]
    assert rivals(one, 0, mine(look), [row("right.csv", 1, 3.0, person="P2")]) == []


def test_a_day_is_said_alike_in_every_place() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))  # where Qt writes Sept
    made = row("a", 21)
    said = progress_words.day("2026-09-21", FRONT)
    assert words.when(made).startswith(said)
    assert canvas._day(date(2026, 9, 21).toordinal()) == said
    QLocale.setDefault(before)

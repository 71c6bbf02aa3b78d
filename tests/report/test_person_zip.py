"""A person handed over and taken in elsewhere: all views say the same, and nothing is lost."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn import drawn
from installed import NAME, bring, fill, hand_over, opened, says, written
from keepers import dump, kept
from sat import FEET, HEELS, everything, items_of, part_way, places, sit
from servers import schema_of_its_own, with_server
from sqlalchemy import select

from balance.bookkeeping import kept_paths, rebuild, score_kept
from balance.moving import split_after
from balance.records.edits import hold_edit, note_on, undo_edit
from balance.records.errors import RecordingError
from balance.records.events_file import append_events, events_path, read_events
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.codes import find
from balance.records.history.dumping import lines_of, rows_of_person
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.joining import Joining
from balance.records.history.loading import loaded
from balance.records.history.migrating import VERSIONS, HistoryError
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import Wanted, list_recordings
from balance.records.history.schema import Recorded
from balance.records.history.store import keep
from balance.records.open_any import open_recording
from balance.records.recorder import write_recording
from balance.records.recording import read_header
from balance.report import packing, person_in, person_zip, staging
from balance.simulate.attempt import Trial

NIGHT = "2026-02-03T23:00:00+00:00"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "one") as history:
        fill(history, tmp_path)
        yield history


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "other") as history:
        yield history


def nameless(said: dict[str, Any]) -> str:
    return str(said).replace(f"'{NAME}'", "None")


@pytest.mark.parametrize("with_name", [False, True])
def test_what_is_taken_in_says_the_same(
    one: History, other: History, tmp_path: Path, with_name: bool
) -> None:
    made = hand_over(one, tmp_path / "p.zip", with_name=with_name)
    assert (made.recordings, made.missing, made.left, made.originals) == (5, (), (), ())
    assert stat.S_IMODE((tmp_path / "p.zip").stat().st_mode) == 0o600
    done = bring(other, tmp_path / "p.zip")
    assert (done.joined.is_new, done.recordings, done.there, done.told) == (True, 5, 0, ())
    there, here = says(one, "P1"), says(other)
    names = {row["file"] for row in here["recordings"]}
    assert names == {"a.csv.gz", "a-2.csv.gz", "b.csv", "c.csv.gz", "raises.csv.gz"}
    for row in (*there["recordings"], *here["recordings"]):
        row["file"] = ""
    assert str(here) == (str(there) if with_name else nameless(there))
    (described,) = list_people(other)
    before = list_people(one)[0]
    assert Path(described.rules or "").read_text() == Path(before.rules or "").read_text()
    assert (NAME.encode() in b"".join(contents(tmp_path / "p.zip").values())) is with_name


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_files_are_as_they_were_and_others_are_not_in_it(
    one: History, other: History, tmp_path: Path
) -> None:
    hand_over(one, tmp_path / "p.zip")
    inside = contents(tmp_path / "p.zip")
    assert inside["recordings/b.csv"] == (one.folder / "deep" / "b.csv").read_bytes()
    assert not any(b"Q2" in content or b"Charles" in content for content in inside.values())
    bring(other, tmp_path / "p.zip")
    assert (other.folder / "b.csv").read_bytes() == inside["recordings/b.csv"]
    assert stat.S_IMODE((other.folder / "b.csv").stat().st_mode) == 0o600
    assert len(read_events(events_path(other.folder / "b.csv"))) == 2
    assert not list(other.folder.rglob(".*"))


def test_a_zip_of_ours_is_no_recording_and_it_says_where_it_goes(
    one: History, tmp_path: Path
) -> None:
    hand_over(one, tmp_path / "p.zip")
    with pytest.raises(RecordingError, match="this program made; import takes in that of a person"):
        open_recording(tmp_path / "p.zip")


def test_taken_in_twice_is_once(one: History, other: History, tmp_path: Path) -> None:
    hand_over(one, tmp_path / "p.zip")
    bring(other, tmp_path / "p.zip")
    before = says(other), sorted(other.folder.rglob("*")), everything(other)
    again = bring(other, tmp_path / "p.zip")
    assert (again.joined.is_new, again.recordings, again.there) == (False, 0, 5)
    assert (again.joined.attempts, again.joined.sittings, again.merged) == (0, (), ())
    assert (says(other), sorted(other.folder.rglob("*")), everything(other)) == before
    # The same things give the same bytes, and where they are from comes in as nothing new.
    hand_over(one, tmp_path / "q.zip")
    assert (tmp_path / "q.zip").read_bytes() == (tmp_path / "p.zip").read_bytes()
    said = says(one)
    assert bring(one, tmp_path / "p.zip").there == 5
    assert says(one) == said


def test_what_is_here_stands_and_what_is_not_comes_in(
    one: History, other: History, tmp_path: Path
) -> None:
    people.add(other, "P1", Description(name="Somebody", birth_year=1900, notes="left-handed"))
    keep(other, [written(other.folder / "a.csv.gz", 9, [3.0], person="P1")])
    hand_over(one, tmp_path / "p.zip", with_name=True)
    done = bring(other, tmp_path / "p.zip")
    assert done.joined.kept == ("name", "year of birth")
    (person,) = list_people(other)
    assert (person.name, person.birth_year, person.week_plan) == ("Somebody", 1900, "2+1")
    assert person.notes == "left-handed; likes tea"
    assert len(list_recordings(other, Wanted())) == 6
    heads = [read_header(path) for path in sorted(other.folder.glob("a*.csv.gz"))]
    assert sorted(str(head.session) for head in heads) == ["2026-02-02", "None", "None"]
    assert bring(other, tmp_path / "p.zip").joined.kept == ("name", "year of birth")
    assert list_people(other) == [person]


def test_a_history_made_anew_from_the_files_has_the_same_recordings(
    one: History, other: History, tmp_path: Path
) -> None:
    hand_over(one, tmp_path / "p.zip")
    bring(other, tmp_path / "p.zip")
    rebuild(other, [score_kept(path) for path in kept_paths(other)])
    assert len(list_recordings(other, Wanted())) == 5


def test_what_was_split_is_taken_in_as_parts_and_the_whole_stays(
    other: History, tmp_path: Path
) -> None:
    block = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)]).block
    with opened(tmp_path / "one") as one:
        people.add(one, "P2", Description())
        path = one.folder / "both.csv.gz"
        one.folder.mkdir()
        write_recording(path, Header(placement="shank", stance_leg="left", person="P1"), block)
        keep(one, [score_kept(path)])
        split_after(one, path, 1, "P2")
        made = hand_over(one, tmp_path / "p.zip")
        assert (made.recordings, len(made.originals)) == (1, 1)
        bring(other, tmp_path / "p.zip")
        assert says(other)["answers"] == says(one, "P1")["answers"]
        assert says(other)["recordings"] == says(one, "P1")["recordings"]


def test_parts_do_not_come_in_beside_their_whole_nor_it_beside_them(
    other: History, tmp_path: Path
) -> None:
    block = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)]).block
    with opened(tmp_path / "one") as one, opened(tmp_path / "third") as third:
        people.add(one, "P2", Description())
        path = one.folder / "both.csv.gz"
        one.folder.mkdir()
        write_recording(path, Header(placement="shank", stance_leg="left", person="P1"), block)
        keep(one, [score_kept(path)])
        hand_over(one, tmp_path / "whole.zip")
        split_after(one, path, 1, "P2")
        hand_over(one, tmp_path / "part.zip")
        for history, first, second in ((other, "whole", "part"), (third, "part", "whole")):
            bring(history, tmp_path / f"{first}.zip")
            before = says(history)
            assert bring(history, tmp_path / f"{second}.zip").recordings == 0
            assert says(history) == before


def test_what_both_sides_said_is_put_together(other: History, tmp_path: Path) -> None:
    block = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)]).block
    with opened(tmp_path / "one") as one:
        path = one.folder / "a.csv.gz"
        one.folder.mkdir()
        write_recording(path, Header(placement="shank", stance_leg="left", person="P1"), block)
        keep(one, [score_kept(path)])
        hand_over(one, tmp_path / "first.zip")
        bring(other, tmp_path / "first.zip")
        first, second, third = (hold.span_s for hold in score_kept(path).holds)
        there, here = events_path(path), events_path(other.folder / "a.csv.gz")
        append_events(there, [hold_edit(first[0], first[1] - 0.5), note_on(third, "there")])
        append_events(here, [hold_edit(second[0], second[1] - 1.0), note_on(third, "here")])
        keep(one, [score_kept(path)])
        keep(other, [score_kept(other.folder / "a.csv.gz")])
        hand_over(one, tmp_path / "second.zip")
        done = bring(other, tmp_path / "second.zip")
        assert done.merged == (other.folder / "a.csv.gz",)
        (listed,) = list_recordings(other, Wanted())
        assert listed.notes == ("here; there",)
        holds = score_kept(other.folder / "a.csv.gz").holds
        assert [hold.edited_s is not None for hold in holds] == [True, True, False]
        rows = read_events(here)
        assert bring(other, tmp_path / "second.zip").merged == ()
        assert read_events(here) == rows
        # What is taken back there is taken back here, and what was said here stands.
        append_events(there, [undo_edit(first[0])])
        keep(one, [score_kept(path)])
        hand_over(one, tmp_path / "third.zip")
        bring(other, tmp_path / "third.zip")
        holds = score_kept(other.folder / "a.csv.gz").holds
        assert [hold.edited_s is not None for hold in holds] == [False, True, False]
        assert read_events(here)[: len(rows)] == rows


def test_a_session_that_went_on_there_goes_on_here(other: History, tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one:
        leading, place = part_way(one, "P1", FEET, 3)
        hand_over(one, tmp_path / "first.zip")
        bring(other, tmp_path / "first.zip")
        sittings.say_soreness(other, 1, 4)
        items = items_of(FEET)
        (*_, last) = places(items, begin=place)
        sittings.finish(one, leading, items, last)
        hand_over(one, tmp_path / "second.zip")
        assert bring(other, tmp_path / "second.zip").joined.sittings == (1,)
        sittings.say_soreness(one, leading.sitting, 4)
        assert everything(other) == everything(one)
        assert bring(other, tmp_path / "first.zip").joined.sittings == ()
        assert everything(other) == everything(one)


def test_many_recordings_come_in_as_few_do(other: History, tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one:
        made = [kept(f"r{i}", [5.0 + i], session=f"s{i % 7}", created=NIGHT) for i in range(450)]
        keep(one, made)
        with one.reading() as session:
            number = find(session, "P1").id
            lines = list(lines_of(rows_of_person(session, number), lambda _, row: row))
            names = {path: path for path in session.scalars(select(Recorded.path))}
        with loaded(lines, VERSIONS[-1]) as rows, other.writing() as session:
            assert Joining(rows, session).join("P1", names, None).attempts == 450
        assert dump(other) == dump(one)
        with loaded(lines, VERSIONS[-1]) as rows, other.writing() as session:
            assert Joining(rows, session).join("P1", names, None).attempts == 0
        assert dump(other) == dump(one)


def test_whoever_is_told_by_case_alone_is_not_taken_in(
    one: History, other: History, tmp_path: Path
) -> None:
    people.add(other, "p1", Description())
    hand_over(one, tmp_path / "p.zip")
    with pytest.raises(HistoryError, match="differ only in how"):
        bring(other, tmp_path / "p.zip")
    assert list_recordings(other, Wanted()) == []


def test_the_same_samples_as_somebody_else_s_are_left_theirs(
    one: History, other: History, tmp_path: Path
) -> None:
    head = {"person": "X9", "session": "2026-02-02"}
    keep(other, [written(other.folder / "a.csv.gz", 1, [6.0, 11.0], **head)])
    hand_over(one, tmp_path / "p.zip")
    done = bring(other, tmp_path / "p.zip")
    assert [told.rpartition(": ")[2] for told in done.told] == [
        "a-2.csv.gz is here as X9's; nothing of it was changed"
    ]
    assert done.recordings == 4


def test_broken_off_it_is_nothing_and_done_again_it_is_all(
    one: History, other: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(one, tmp_path / "p.zip")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(staging.shutil, "rmtree", lambda *_, **__: None)  # as by a kill

    monkeypatch.setattr(person_in.Joining, "join", broken)
    with pytest.raises(KeyboardInterrupt):
        bring(other, tmp_path / "p.zip")
    assert list_people(other) == []
    monkeypatch.undo()
    assert list(other.folder.glob(".taken-in-*"))
    assert bring(other, tmp_path / "p.zip").joined.is_new
    assert not list(other.folder.glob(".*"))
    names = [path.name for path in other.folder.iterdir() if ".csv" in path.name]
    assert len([name for name in names if ".events" not in name]) == 5
    assert says(other)["answers"] == says(one, "P1")["answers"]


def test_what_changes_meanwhile_is_refused_and_nothing_stays(
    one: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_file = person_zip.Packing.add_file

    def noted_on(packing: Any, name: str, path: Path, *, still: bool) -> None:
        add_file(packing, name, path, still=still)
        people.describe(one, "P1", Description(notes="new"))

    monkeypatch.setattr(person_zip.Packing, "add_file", noted_on)
    with pytest.raises(RecordingError, match="changed while it was being copied; do it again"):
        hand_over(one, tmp_path / "p.zip")
    assert list(tmp_path.glob("*.zip")) == list(tmp_path.glob(".*"))


def test_a_file_that_changes_meanwhile_is_refused(
    one: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = packing._pieces

    def and_more(path: Path, file: Any, size: int) -> Iterator[bytes]:
        yield from pieces(path, file, size)
        if path.name == "b.events.csv":
            append_events(path, [note_on((1.0, 2.0), "late")])

    monkeypatch.setattr(packing, "_pieces", and_more)
    with pytest.raises(RecordingError, match=r"b\.events\.csv: it changed while it was"):
        hand_over(one, tmp_path / "p.zip")
    assert not list(tmp_path.glob("*.zip"))


def test_a_full_disk_leaves_nothing(
    one: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile._ZipWriteFile, "write", full)  # type: ignore[attr-defined]
    with pytest.raises(RecordingError, match=r"p\.zip: can't be written \(No space left"):
        hand_over(one, tmp_path / "p.zip")
    assert not [*tmp_path.glob("*.zip"), *tmp_path.glob(".*")]


def test_what_was_under_way_is_scored_where_it_comes(other: History, tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one:
        made = written(one.folder / "a.csv.gz", 1, [5.0], person="P1")
        keep(one, [replace(made, checksum=None, holds=())])
        hand_over(one, tmp_path / "p.zip")
    bring(other, tmp_path / "p.zip")
    (listed,) = list_recordings(other, Wanted())
    assert (listed.person, listed.attempts) == ("P1", 1)  # the one that somebody set by hand
    assert bring(other, tmp_path / "p.zip").there == 1


@with_server
def test_a_person_comes_from_a_file_to_a_server_and_back(one: History, tmp_path: Path) -> None:
    hand_over(one, tmp_path / "p.zip", with_name=True)
    with schema_of_its_own() as address, open_history(address, tmp_path / "s" / "r") as server:
        people.add(server, "A1", Description())
        sit(server, "A1", FEET)
        bring(server, tmp_path / "p.zip")
        assert says(server, "P1")["answers"] == says(one, "P1")["answers"]
        assert says(server, "P1")["exercises"] == says(one, "P1")["exercises"]
        assert bring(server, tmp_path / "p.zip").there == 5
        hand_over(server, tmp_path / "q.zip", with_name=True)
    with opened(tmp_path / "other") as other:
        bring(other, tmp_path / "q.zip")
        assert says(other)["answers"] == says(one, "P1")["answers"]
        assert says(other)["exercises"] == says(one, "P1")["exercises"]


def test_nothing_is_overwritten(one: History, tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_text("mine")
    with pytest.raises(RecordingError, match="nothing is overwritten"):
        hand_over(one, tmp_path / "p.zip")
    assert (tmp_path / "p.zip").read_text() == "mine"
    assert not list(tmp_path.glob(".*"))


def test_what_is_missing_or_can_t_be_told_is_named(one: History, tmp_path: Path) -> None:
    (one.folder / "a.csv.gz").unlink()
    (one.folder / "stranger.csv").write_text("a,b\n1,2\n")
    made = hand_over(one, tmp_path / "p.zip")
    assert made.missing == (one.folder / "a.csv.gz",)
    assert [left.path for left in made.left] == [one.folder / "stranger.csv"]
    assert made.recordings == 4


def test_own_scripts_come_along_and_those_here_stay(other: History, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "balance/protocol/exercise/shipped/heel_raise.toml"
    script = shipped.read_text("utf-8").replace('id = "heel_raise"', 'id = "my_raise"', 1)
    with opened(tmp_path / "one") as one:
        for name, text in (("mine.toml", script), ("unused.toml", shipped.read_text("utf-8"))):
            place = tmp_path / "one" / "scripts" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        keys = HEELS.keys()
        keys["exercise"][0]["script"] = "my_raise"
        people.add(one, "P1", Description(regimen=keys))
        hand_over(one, tmp_path / "p.zip")
    assert "scripts/mine.toml" in contents(tmp_path / "p.zip")
    assert "scripts/unused.toml" not in contents(tmp_path / "p.zip")
    assert bring(other, tmp_path / "p.zip").told == ()
    mine = tmp_path / "other" / "scripts" / "mine.toml"
    assert mine.read_text("utf-8") == script
    mine.write_text(script + "\n", "utf-8")
    told = bring(other, tmp_path / "p.zip").told
    assert told == ("scripts/mine.toml: another script of this id is here, and stays",)
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


def test_the_list_names_the_versions(one: History, tmp_path: Path) -> None:
    hand_over(one, tmp_path / "p.zip")
    said = json.loads(contents(tmp_path / "p.zip")["manifest.json"])
    assert {key: said[key] for key in ("format", "version", "person")} == {
        "format": "balance-timer-person",
        "version": 1,
        "person": "P1",
    }

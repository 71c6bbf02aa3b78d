"""What a page carries: read back as it was, and taken in once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from carried import NAME
from drawn import drawn
from keepers import dump, kept
from mutations import mutated
from sat import HEELS, NOON, single, sit
from sqlalchemy import select

from balance.bookkeeping import import_recording, kept_paths, rebuild, score_kept
from balance.moving import move_attempt, move_recording, owner_of
from balance.records.edits import hold_edit, note_on
from balance.records.errors import RecordingError
from balance.records.events_file import append_events, events_path
from balance.records.header import Header
from balance.records.history.engine import History, open_history
from balance.records.history.kept import Kept
from balance.records.history.migrating import HistoryError
from balance.records.history.notes import note_attempt
from balance.records.history.people import Description, add, erase, rename
from balance.records.history.recording_list import list_recordings
from balance.records.history.schema import Recorded, Worked
from balance.records.history.store import keep
from balance.records.open_any import find_recordings, open_recording
from balance.records.recorder import write_recording
from balance.records.results_file import find_results, read_results
from balance.report import carried as report
from balance.report.carried import carried_from, carried_json, carried_of, take_in
from balance.simulate.attempt import Trial

PEOPLE = ("P1", "P2", "P3", "007")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[History]:
    folder = tmp_path / "elsewhere"
    with open_history(folder / "history.db", folder / "recordings") as opened:
        yield opened


def rows(history: History, code: str) -> list[Any]:
    """All that the history says of somebody, but for where files are."""
    said = dump(history)
    with history.reading() as session:
        from balance.records.history.as_kept import recordings_of

        sums = {each.checksum for each in recordings_of(session, code)[0]}
    mine = [row for row in said if row["recordings.checksum"] in sums]
    for row in mine:
        del row["recordings.path"], row["recordings.source"]
    return sorted(mine, key=lambda row: (row["recordings.checksum"], row["attempts.number"]))


@pytest.mark.parametrize("code", PEOPLE)
def test_it_is_the_database_and_makes_the_same_elsewhere(
    history: History, elsewhere: History, code: str
) -> None:
    carried = carried_of(history, code)
    again = carried_from(carried_json(carried))
    assert again == carried
    taken = take_in(elsewhere, again)
    assert (taken.new, taken.known, taken.refused) == (len(carried.recordings), 0, ())
    assert rows(elsewhere, code) == rows(history, code)
    assert carried_of(elsewhere, code) == carried
    assert {path.stat().st_mode & 0o777 for path in elsewhere.folder.iterdir()} == {0o600}


def test_twice_is_once_and_ones_own_page_brings_nothing(
    history: History, elsewhere: History
) -> None:
    carried = carried_of(history, "P1")
    first = take_in(elsewhere, carried)
    before = dump(elsewhere)
    assert take_in(elsewhere, carried).known == first.new
    assert take_in(history, carried).new == 0
    assert dump(elsewhere) == before
    assert len(find_results([elsewhere.folder])) == first.new


def test_what_can_t_be_put_on_the_disk_is_said_and_comes_in_another_time(
    history: History, elsewhere: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = carried_of(history, "P1")
    full = carried.recordings[1].checksum or ""
    put_new = report.put_new

    def put(place: Path, data: bytes) -> None:
        if full[:16] in place.name:
            raise RecordingError("can't be written (the disk is full)", place)
        put_new(place, data)

    with monkeypatch.context() as patched:
        patched.setattr(report, "put_new", put)
        taken = take_in(elsewhere, carried)
    assert taken.new == len(carried.recordings) - 1
    (reason,) = taken.refused
    assert reason.endswith("can't be written (the disk is full)")
    assert take_in(elsewhere, carried).new == 1
    assert carried_of(elsewhere, "P1") == carried


def test_a_name_goes_along_only_where_it_was_asked_for(
    history: History, elsewhere: History
) -> None:
    assert NAME.encode() not in carried_json(carried_of(history, "P1"))
    add(elsewhere, "P1", Description(birth_year=1950))
    take_in(elsewhere, carried_of(history, "P1", with_name=True))
    assert list_recordings(elsewhere)[0].name == NAME


def test_the_history_is_made_again_from_what_a_page_brought(
    history: History, elsewhere: History
) -> None:
    take_in(elsewhere, carried_of(history, "P2"))
    before = dump(elsewhere)
    with open_history(elsewhere.folder.parent / "new.db", elsewhere.folder) as new:
        paths = kept_paths(new)
        assert rebuild(new, [score_kept(path) for path in paths])
        assert dump(new) == before
        # What the database lost sight of is not there twice.
        assert take_in(new, carried_of(history, "P2")).new == 0


def test_erased_renamed_moved_and_noted_on_as_a_recording_is(
    history: History, elsewhere: History
) -> None:
    take_in(elsewhere, carried_of(history, "P2"))
    (path,) = find_results([elsewhere.folder])
    note_attempt(elsewhere, path, 3, "the wall again")
    note_attempt(elsewhere, path, 1, "")
    notes = [hold.note for hold in score_kept(path).holds]
    assert notes == ["", "", "the wall again", ""]
    assert [row["attempts.note"] for row in dump(elsewhere)] == [None, None, "the wall again", None]
    assert rename(elsewhere, "P2", "B12").recordings == 1
    assert read_results(path).person == "B12"
    assert [hold.note for hold in score_kept(path).holds] == notes
    add(elsewhere, "C7", Description())
    with pytest.raises(RecordingError, match="samples are elsewhere"):
        move_attempt(elsewhere, path, 1, "C7")
    move_recording(elsewhere, path, "C7")
    assert read_results(path).person == owner_of(elsewhere, path) == "C7"
    erase(elsewhere, "C7")
    assert not list(elsewhere.folder.iterdir())


def test_it_is_no_recording_for_those_who_look_for_samples(
    history: History, elsewhere: History
) -> None:
    take_in(elsewhere, carried_of(history, "P2"))
    (path,) = find_results([elsewhere.folder])
    assert find_recordings([elsewhere.folder]) == []
    with pytest.raises(RecordingError, match="samples are elsewhere"):
        open_recording(path)


@pytest.fixture
def native(tmp_path: Path) -> Path:
    made = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0)])
    path = tmp_path / "run.csv"
    header = Header(placement="shank", stance_leg="left", person="P9", session="S1")
    write_recording(path, header, made.block)
    return path


def test_the_recording_takes_the_place_of_its_results(
    history: History, elsewhere: History, native: Path
) -> None:
    kept_as = import_recording(history, native).path
    (first, _) = score_kept(kept_as).holds
    edit = hold_edit(first.span_s[0], first.span_s[1] - 0.25)
    append_events(events_path(kept_as), [edit, note_on(first.span_s, "a hand on the wall")])
    keep(history, [score_kept(kept_as)])
    take_in(elsewhere, carried_of(history, "P9"))
    (path,) = find_results([elsewhere.folder])
    note_attempt(elsewhere, path, 2, "better")
    rename(elsewhere, "P9", "B9")
    before = dump(elsewhere)
    # The file that was recorded, which says nothing of edits, notes and who it is here.
    taken = import_recording(elsewhere, native)
    assert taken.same_as is None
    assert not path.exists()
    assert not events_path(path).exists()
    after = dump(elsewhere)
    for row in (*before, *after):
        del row["recordings.path"]
    assert after == before
    assert [row["attempts.note"] for row in after] == ["a hand on the wall", "better"]
    assert take_in(elsewhere, carried_of(history, "P9")).known == 1
    assert import_recording(elsewhere, native).same_as is not None


def test_edits_beside_the_recording_are_those_that_its_results_were_made_of(
    history: History, elsewhere: History, native: Path
) -> None:
    kept_as = import_recording(history, native).path
    (first, second) = score_kept(kept_as).holds
    append_events(events_path(kept_as), [hold_edit(first.span_s[0], first.span_s[1] - 0.25)])
    keep(history, [score_kept(kept_as)])
    take_in(elsewhere, carried_of(history, "P9"))
    append_events(events_path(kept_as), [hold_edit(second.span_s[0], second.span_s[1] - 0.5)])
    import_recording(elsewhere, kept_as)
    (found,) = elsewhere.folder.glob("*.csv.gz")
    assert score_kept(found).holds == score_kept(kept_as).holds


def test_a_recording_laid_into_the_folder_takes_their_place_as_the_history_is_made_again(
    history: History, elsewhere: History, native: Path
) -> None:
    import_recording(history, native)
    take_in(elsewhere, carried_of(history, "P9"))
    (path,) = find_results([elsewhere.folder])
    note_attempt(elsewhere, path, 2, "better")
    native.rename(elsewhere.folder / native.name)
    rebuild(elsewhere, [score_kept(each) for each in kept_paths(elsewhere)])
    assert kept_paths(elsewhere) == [elsewhere.folder / native.name]
    assert [row["attempts.note"] for row in dump(elsewhere)] == [None, "better"]


def test_sessions_that_were_led_go_along_with_their_recordings(
    history: History, elsewhere: History
) -> None:
    number = sit(history, "P1", HEELS, label="Tuesday", supervised=True)
    sit(history, "P1", single("unipedal_45"), NOON + timedelta(days=1))
    with history.writing() as session:  # the raises of the first set were counted in a recording
        first = session.scalars(select(Worked).where(Worked.sitting_id == number)).first()
        recorded = session.scalars(select(Recorded).where(Recorded.path.contains("plain"))).one()
        assert first is not None
        first.recording_id = recorded.id
    carried = carried_of(history, "P1")
    assert len(carried.sittings) == 2
    again = carried_from(carried_json(carried))
    assert again == carried
    assert b"plain" not in carried_json(carried)
    taken = take_in(elsewhere, again)
    assert (taken.sittings, take_in(elsewhere, again).sittings) == (2, 0)
    assert carried_of(elsewhere, "P1") == carried
    with open_history(elsewhere.folder.parent / "new.db", elsewhere.folder) as new:
        rebuild(new, [score_kept(path) for path in kept_paths(new)])
        assert carried_of(new, "P1") == carried
    taken = take_in(elsewhere, again.given_to("B1"))
    assert taken.sittings == 2
    assert {each.person for each in carried_of(elsewhere, "B1").sittings} == {"B1"}
    erase(elsewhere, "P1")
    erase(elsewhere, "B1")
    assert not list(elsewhere.folder.iterdir())


def parted(name: str, whole: Kept) -> Kept:
    part = [{"file": "whole.csv.gz", "checksum": whole.checksum}]
    return kept(name, [5.0], created="2026-02-01T10:00:00Z", extra={"part_of": part})


def test_neither_a_part_nor_the_whole_of_what_is_there_comes_in(
    history: History, elsewhere: History
) -> None:
    whole = kept("cut", [5.0, 6.0], created="2026-02-01T10:00:00Z", person="P7")
    part = replace(parted("part", whole), header=replace(parted("p", whole).header, person="P7"))
    keep(history, [part])
    keep(elsewhere, [replace(whole, path=elsewhere.folder / "cut.csv.gz")])
    assert take_in(elsewhere, carried_of(history, "P7")).known == 1
    assert not find_results([elsewhere.folder])
    assert take_in(history, carried_of(elsewhere, "P7")).known == 1


def test_a_person_who_is_told_by_case_alone_is_refused(
    history: History, elsewhere: History
) -> None:
    add(elsewhere, "p1", Description())
    with pytest.raises(HistoryError, match="differ only in how letters are written"):
        take_in(elsewhere, carried_of(history, "P1"))
    taken = take_in(elsewhere, carried_of(history, "P1").given_to("p1"))
    assert taken.new
    assert {one.person for one in list_recordings(elsewhere)} == {"p1"}


def test_what_is_newer_says_so(history: History) -> None:
    data = carried_json(carried_of(history, "P1"))
    newer = data.replace(b'"version":1,', b'"version":2,', 1)
    with pytest.raises(RecordingError, match=r"made by a newer version \(format 2\)"):
        carried_from(newer)


def test_whatever_is_changed_is_refused_or_read_as_it_was(history: History) -> None:
    carried = carried_of(history, "P1")
    data = carried_json(carried)
    rng = Random(7)
    for _ in range(300):
        try:
            found = carried_from(mutated(rng, data, [data]))
        except RecordingError:
            continue
        assert found == carried


BROKEN: list[tuple[str, Any]] = [
    ("holds", [{"automatic": None, "edited_s": None}]),
    ("rate_hz", -1),
    ("algorithm", "x" * 300),
    ("duration_s", float("1e12")),
    ("duration_s", "8.5"),
    ("status", "fine"),
    ("checksum", "abc"),
    ("reasons", "none"),
    ("holds", [{}]),
    ("header", {"format": "balance-recording", "version": 1, "person": "P1", "more": 1}),
    ("header", {"format": "balance-recording", "version": 1, "person": "P2"}),
    ("header", {"format": "balance-recording", "version": 1, "person": "P1", "notes": "\ud800"}),
]


@pytest.mark.parametrize(("key", "value"), BROKEN)
def test_what_is_sealed_rightly_and_holds_no_results_is_refused(
    history: History, key: str, value: object
) -> None:
    from balance.records.sealed import seal

    said = json.loads(carried_json(carried_of(history, "P1")))
    body = {k: v for k, v in said.items() if k not in ("format", "version", "sha256")}
    body["recordings"][0][key] = value
    with pytest.raises(RecordingError) as refused:
        carried_from(seal("balance-page", 1, body))
    assert "\n" not in str(refused.value)

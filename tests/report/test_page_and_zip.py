"""A page and a zip of the same person, in any order: each recording once, with all of its notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drawn import drawn
from installed import bring, hand_over, opened, quiet, says
from keepers import answers, dump
from sat import HEELS, everything, sit
from servers import schema_of_its_own, with_server
from sqlalchemy import select

from balance.bookkeeping import import_recording, kept_paths, rebuild, score_kept
from balance.moving import split_after
from balance.records.edits import hold_edit, note_on, undo_edit
from balance.records.events_file import append_events, events_path, read_events
from balance.records.header import Header
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.folders import remember_folder
from balance.records.history.people import Description, add, erase, rename
from balance.records.history.recording_list import Wanted, list_recordings
from balance.records.history.schema import Worked
from balance.records.history.store import keep
from balance.records.recorder import write_recording
from balance.records.results_file import find_results
from balance.report import carried as page
from balance.report.backup import write_backup
from balance.report.person_in import TakenIn
from balance.report.restore import restore
from balance.report.unpacking import Unpacking
from balance.simulate.attempt import Trial


@pytest.fixture
def one(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "one") as history:
        history.folder.mkdir(parents=True)
        add(history, "P1", Description(birth_year=1950))
        recorded(history, "a.csv.gz", 4, session="Monday")
        yield history


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "other") as history:
        yield history


def recorded(history: History, name: str, seed: int, **head: Any) -> Path:
    block = drawn(seed, placement="shank", trials=[Trial(4.0), Trial(6.0)]).block
    path = history.folder / name
    day = f"2026-02-{seed:02}T10:00:00+00:00"
    head = {"placement": "shank", "stance_leg": "left", "person": "P1", **head}
    write_recording(path, Header(created_utc=day, **head), block)
    keep(history, [score_kept(path)])
    return path


def said(history: History, path: Path, number: int, text: str, *, edited: bool = True) -> None:
    """Write a note on a hold, and set its end."""
    span_s = score_kept(path).holds[number - 1].span_s
    rows = [note_on(span_s, text)]
    if edited:
        rows.append(hold_edit(span_s[0], span_s[1] - 0.25))
    append_events(events_path(path), rows)
    keep(history, [score_kept(path)])


def notes(history: History) -> list[str | None]:
    return [row["attempts.note"] for row in dump(history)]


def give_page(one: History, other: History) -> page.TakenIn:
    return page.take_in(other, page.carried_from(page.carried_json(page.carried_of(one, "P1"))))


def give_zip(one: History, other: History, target: Path) -> TakenIn:
    target.unlink(missing_ok=True)
    assert not hand_over(one, target).left
    return bring(other, target)


def rows(history: History) -> list[dict[str, Any]]:
    """All that the history has of recordings, but for where they are."""
    found = dump(history)
    for row in found:
        del row["recordings.path"], row["recordings.source"]
    return found


def check_made_anew(history: History) -> None:
    before = rows(history)
    rebuild(history, [score_kept(path) for path in kept_paths(history)])
    assert rows(history) == before


def test_the_recording_comes_after_its_page(one: History, other: History, tmp_path: Path) -> None:
    said(one, one.folder / "a.csv.gz", 1, "held the rail")
    number = sit(one, "P1", HEELS)
    with one.reading() as session:
        first = session.scalars(select(Worked).order_by(Worked.id)).first()
    assert first is not None
    sittings.link(one, number, first, one.folder / "a.csv.gz")
    give_page(one, other)
    assert find_results([other.folder])
    done = give_zip(one, other, tmp_path / "p.zip")
    assert (done.recordings, done.there, done.joined.attempts) == (1, 0, 2)
    assert (done.merged, done.told) == ((), ())
    assert not find_results([other.folder])
    assert rows(other) == rows(one)
    assert (answers(other), everything(other)) == (answers(one), everything(one))
    assert (other.folder / "a.csv.gz").read_bytes() == (one.folder / "a.csv.gz").read_bytes()
    here = sorted(other.folder.rglob("*"))
    assert give_zip(one, other, tmp_path / "p.zip").there == 1
    assert give_page(one, other).known == 1
    assert sorted(other.folder.rglob("*")) == here
    check_made_anew(other)
    assert says(other)["answers"] == says(one)["answers"]


def test_a_page_after_the_zip_brings_nothing(one: History, other: History, tmp_path: Path) -> None:
    give_zip(one, other, tmp_path / "p.zip")
    assert (give_page(one, other).new, find_results([other.folder])) == (0, [])
    check_made_anew(other)


def test_what_was_said_on_either_side_is_there_once(
    one: History, other: History, tmp_path: Path
) -> None:
    path = one.folder / "a.csv.gz"
    said(one, path, 1, "held the rail")
    give_page(one, other)
    recorded(one, "b.csv.gz", 7)  # of a later day than the page
    (results,) = find_results([other.folder])
    said(other, results, 2, "a cough")
    said(one, path, 1, "with shoes", edited=False)
    done = give_zip(one, other, tmp_path / "p.zip")
    assert (done.recordings, done.joined.attempts) == (2, 4)
    assert [path.name for path in other.folder.glob("*.json*")] == []
    here = score_kept(other.folder / "a.csv.gz").holds
    assert [hold.note for hold in here] == ["held the rail; with shoes", "a cough"]
    assert [hold.edited_s is not None for hold in here] == [True, True]
    assert notes(other)[:2] == ["held the rail; with shoes", "a cough"]
    check_made_anew(other)
    # And back again, where it is put together with what is there.
    give_zip(other, one, tmp_path / "q.zip")
    assert rows(one) == rows(other)


@pytest.mark.parametrize("also", [False, True], ids=["results", "mixed"])
def test_results_go_along_in_a_zip(
    one: History, other: History, tmp_path: Path, also: bool
) -> None:
    said(one, one.folder / "a.csv.gz", 1, "held the rail")
    with opened(tmp_path / "third") as third:
        give_page(one, other)
        (results,) = find_results([other.folder])
        said(other, results, 2, "a cough")
        if also:
            recorded(other, "b.csv.gz", 7)
        done = give_zip(other, third, tmp_path / "r.zip")
        assert (done.recordings, done.joined.attempts) == (1 + also, 2 + 2 * also)
        assert rows(third) == rows(other)
        assert [path.name for path in find_results([third.folder])] == [results.name]
        assert give_zip(other, third, tmp_path / "r.zip").there == 1 + also
        check_made_anew(third)
        # Then the recording itself, with what was said of it where it is.
        done = give_zip(one, third, tmp_path / "p.zip")
        assert (done.recordings, done.there) == (1, 0)
        assert notes(third)[:2] == ["held the rail", "a cough"]
        assert not find_results([third.folder])
        assert not list(third.folder.glob("*.json*"))
        check_made_anew(third)


def test_results_bring_nothing_new_where_the_recording_is(
    one: History, other: History, tmp_path: Path
) -> None:
    give_page(one, other)
    before = rows(one)
    done = give_zip(other, one, tmp_path / "r.zip")
    assert (done.recordings, done.there, done.merged) == (0, 1, ())
    assert (rows(one), find_results([one.folder])) == (before, [])
    # But for what was said of them, which then comes back as nothing new.
    (results,) = find_results([other.folder])
    said(other, results, 2, "a cough")
    done = give_zip(other, one, tmp_path / "r.zip")
    assert done.merged == (one.folder / "a.csv.gz",)
    assert notes(one) == [None, "a cough"]
    give_zip(one, other, tmp_path / "p.zip")
    assert notes(other) == [None, "a cough"]
    assert read_events(events_path(other.folder / "a.csv.gz")) == read_events(
        events_path(one.folder / "a.csv.gz")
    )


def test_what_was_said_of_results_in_two_places_is_put_together(
    one: History, other: History, tmp_path: Path
) -> None:
    with opened(tmp_path / "third") as third:
        give_page(one, other)
        give_page(one, third)
        for number, history in enumerate((other, third), start=1):
            said(history, find_results([history.folder])[0], number, f"note {number}")
        done = give_zip(other, third, tmp_path / "r.zip")
        assert done.merged == tuple(find_results([third.folder]))
        assert notes(third) == ["note 1", "note 2"]
        check_made_anew(third)


def test_an_edit_that_was_taken_back_here_is_not_back(
    one: History, other: History, tmp_path: Path
) -> None:
    give_page(one, other)
    (results,) = find_results([other.folder])
    said(other, results, 1, "a cough")
    give_zip(other, one, tmp_path / "r.zip")
    said(one, one.folder / "a.csv.gz", 2, "a sneeze")
    append_events(events_path(results), [undo_edit(1.0)])
    keep(other, [score_kept(results)])
    give_zip(one, other, tmp_path / "p.zip")
    holds = score_kept(other.folder / "a.csv.gz").holds
    assert [hold.edited_s is not None for hold in holds] == [False, True]
    assert [hold.note for hold in holds] == ["a cough", "a sneeze"]


def test_erased_and_renamed_afterwards_as_any(one: History, other: History, tmp_path: Path) -> None:
    with opened(tmp_path / "third") as third:
        give_page(one, other)
        give_zip(other, third, tmp_path / "r.zip")
        rename(third, "P1", "B1")
        assert {row["person"] for row in answers(third)} == {"B1"}
        # Whose results these are now is not said in the recording.
        done = give_zip(one, third, tmp_path / "p.zip")
        assert "is here as B1's; nothing of it was changed" in done.told[0]
        rename(one, "P1", "B1")
        hand_over(one, tmp_path / "b.zip", "B1")
        bring(third, tmp_path / "b.zip")
        assert not find_results([third.folder])
        erase(third, "B1")
        erase(third, "P1")
        assert not list(third.folder.rglob("*"))
        bring(third, tmp_path / "b.zip")
        assert rows(third) == rows(one)


def test_of_what_was_split_since_nothing_comes_in_twice(
    one: History, other: History, tmp_path: Path
) -> None:
    add(one, "Q2", Description())
    with opened(tmp_path / "third") as third:
        give_page(one, other)
        give_zip(one, third, tmp_path / "p.zip")
        split_after(one, one.folder / "a.csv.gz", 1, "Q2")
        for history in (other, third):
            before = rows(history)
            done = give_zip(one, history, tmp_path / "p.zip")
            assert (done.recordings, done.there) == (0, 1)
            assert rows(history) == before


def test_broken_off_it_is_all_when_it_is_done_again(
    one: History, other: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_page(one, other)
    (results,) = find_results([other.folder])
    said(other, results, 2, "a cough")
    before = rows(other)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("balance.report.person_in.Joining.join", broken)
        with pytest.raises(KeyboardInterrupt):
            give_zip(one, other, tmp_path / "p.zip")
    assert (rows(other), results.exists()) == (before, True)
    assert give_zip(one, other, tmp_path / "p.zip").recordings == 1
    assert notes(other) == [None, "a cough"]
    assert len(list(other.folder.glob("*.csv.gz"))) == 1


@pytest.mark.parametrize("name", ["a.csv.gz", "kept-{sum}.csv.gz"])
def test_a_recording_laid_into_the_folder_has_what_was_said_of_its_results(
    one: History, other: History, tmp_path: Path, name: str
) -> None:
    give_page(one, other)
    (results,) = find_results([other.folder])
    said(other, results, 2, "a cough")
    path = one.folder / "a.csv.gz"
    place = other.folder / name.format(sum=(score_kept(path).checksum or "")[:16])
    place.write_bytes(path.read_bytes())
    # Opened where it lies, or brought once more beside what the history lost sight of.
    done = import_recording(other, place if name == "a.csv.gz" else path)
    assert (done.path, done.attempts, done.same_as) == (place, 2, None)
    assert notes(other) == [None, "a cough"]
    assert not list(other.folder.glob("*.json*"))
    check_made_anew(other)


def back(path: Path, place: Path) -> History:
    with Unpacking(path) as zipped:
        restore(zipped, lambda: opened(place), quiet)
    return opened(place)


def test_results_are_in_a_backup(one: History, other: History, tmp_path: Path) -> None:
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    remember_folder(other, clinic)
    page.take_in(other, page.carried_of(one, "P1"), clinic)
    (results,) = find_results([clinic])
    said(other, results, 2, "a cough")
    # What the history lost sight of is there as well, and is found when it is made anew.
    lost = clinic / "lost"
    lost.mkdir()
    with opened(tmp_path / "two") as two:
        two.folder.mkdir(parents=True)
        recorded(two, "z.csv.gz", 9)
        page.take_in(opened(tmp_path / "aside"), page.carried_of(two, "P1"), lost)
    made = write_backup(other, tmp_path / "b.zip", quiet)
    assert (made.recordings, made.missing) == (1, ())
    with back(tmp_path / "b.zip", tmp_path / "again") as again:
        assert rows(again) == rows(other)
        assert len(find_results([again.folder])) == 2
        assert len(list_recordings(again, Wanted())) == 1
        give_zip(one, again, tmp_path / "p.zip")
        assert len(find_results([again.folder])) == 1
        assert notes(again) == [None, "a cough"]


@with_server
def test_results_and_their_recording_on_a_server(one: History, tmp_path: Path) -> None:
    with schema_of_its_own() as address, open_history(address, tmp_path / "s" / "r") as server:
        give_page(one, server)
        (results,) = find_results([server.folder])
        said(server, results, 2, "a cough")
        give_zip(one, server, tmp_path / "p.zip")
        assert notes(server) == [None, "a cough"]
        assert not find_results([server.folder])
        give_zip(server, one, tmp_path / "q.zip")
        assert rows(server) == rows(one)

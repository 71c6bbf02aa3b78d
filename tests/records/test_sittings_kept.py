"""Sittings beside the recordings: from their copies the history comes back as it was."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sat import (
    ADVICE,
    FEET,
    HEELS,
    LIBRARY,
    NOON,
    everything,
    items_of,
    part_way,
    places,
    single,
    sit,
)
from servers import schema_of_its_own, with_server
from sqlalchemy import delete, select, update
from test_history_exercises_stay import raises

from balance.bookkeeping import kept_paths, rebuild, score_kept
from balance.moving import move_recording, split
from balance.protocol.exercise.outcomes import sets_of
from balance.protocol.exercise.scoring import score_of
from balance.records.errors import RecordingError
from balance.records.history import people
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.copies import copy_all, copy_missing, read_copies
from balance.records.history.exercises.scores import keep_score, scores_of
from balance.records.history.exercises.taking import sitting_of, take_sitting
from balance.records.history.folders import remember_folder
from balance.records.history.people import Description
from balance.records.history.schema import Led, Person, Scored
from balance.records.open_any import find_recordings
from balance.records.sitting_file import (
    SittingFile,
    read_sitting,
    sitting_from,
    text_of,
    write_sitting,
)
from balance.records.sitting_names import find_sittings
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        people.add(opened, "P1", Description())
        yield opened


def again(history: History) -> list[Any]:
    rebuild(history, [score_kept(path) for path in kept_paths(history)])
    return told(history)


def told(history: History) -> list[Any]:
    """All that was done by voice, without the numbers of rows."""
    rows = [
        {key: value for key, value in row.items() if key != "id"}
        if isinstance(row, dict)
        else row[1:]
        if isinstance(row, tuple)
        else row
        for row in everything(history)
    ]
    return sorted(rows, key=repr)


def lose(history: History) -> History:
    """Move the database away, and begin another."""
    assert history.path is not None
    history.close()
    for file in history.path.parent.glob("history.db*"):
        file.unlink()
    return open_history(history.path, history.folder)


def score(history: History, number: int) -> None:
    items = items_of(single("unipedal_45"))
    (*_, place) = places(items)
    keep_score(history, number, score_of(LIBRARY["unipedal_45"], items, place.outcomes), NOON)


def linked(history: History) -> list[str | None]:
    """The recordings of the sets of heel raises of the first sitting."""
    with history.reading() as session:
        first = session.scalars(select(Led.id).order_by(Led.started_utc, Led.id).limit(1)).one()
        return [one.recording for one in sitting_of(session, first).sets]


def weeks(history: History) -> None:
    """Sittings of two people: done, left, gone on with, scored, linked, with all that was said."""
    number = sit(history, "P1", HEELS, supervised=True)
    (*_, place) = places(items_of(HEELS))
    history.folder.mkdir(exist_ok=True)
    paths = raises(history, "a"), raises(history, "bb")
    for one, path in zip(sets_of(items_of(HEELS), place.outcomes), paths, strict=True):
        sittings.link(history, number, one, path)
    sittings.say_ease(history, number, "heel_raise", "hard")
    sittings.say_soreness(history, number, 3)
    left, _ = part_way(history, "P1", ADVICE, 4, NOON + timedelta(hours=1))
    sittings.go_on(history, left.sitting)
    number = sit(history, "P2", single("unipedal_45"), label="a day of its own")
    score(history, number)
    sit(history, "P1", FEET, NOON + timedelta(days=1), lambda _: None)
    sittings.begin(history, "P2", FEET, NOON + timedelta(days=2))


def test_all_of_it_comes_back_where_the_database_is_lost(history: History) -> None:
    weeks(history)
    before = told(history)
    assert again(history) == before, "nothing is new to a history that has it all"
    with lose(history) as new:
        assert again(new) == before
        assert again(new) == before, "each once"
        assert linked(new) == ["a.csv.gz", "bb.csv.gz"]
        with new.reading() as session:
            found = sittings.unfinished(session, "P1", NOON + timedelta(hours=2))
        assert found is not None
        leading = sittings.go_on(new, found.sitting)
        assert leading.turn == 3


def test_it_is_taken_once(history: History) -> None:
    number = sit(history, "P1", HEELS)
    with history.reading() as session:
        one = sitting_of(session, number)
    assert (one.person, one.regimen, one.finished, one.place) == ("P1", "heels", True, None)
    with lose(history) as new, new.writing() as session:
        assert [take_sitting(session, one) for _ in range(2)] == [True, False]
        assert session.scalars(select(Led.id)).all() == [1]
        assert sitting_of(session, 1) == one


def test_two_that_begin_at_once_are_two(history: History) -> None:
    for _ in range(3):
        sit(history, "P1", FEET)
    assert len(find_sittings([history.folder])) == 3


def test_those_of_two_people_at_once_are_beside_each_other(history: History) -> None:
    for code in ("P1", "P2", "P1"):
        sit(history, code, FEET)
    assert [path.name for path in find_sittings([history.folder])] == [
        "sitting-20260304-120000-000-2.json",
        "sitting-20260304-120000-000.json",
        "sitting-20260304-120000-001.json",
    ]
    before = told(history)
    with lose(history) as new:
        assert again(new) == before


def copy_of(history: History) -> Path:
    (path,) = find_sittings([history.folder])
    return path


@pytest.mark.skipif(os.name != "posix", reason="rights are others there")
def test_a_copy_is_its_owners_alone(history: History) -> None:
    sit(history, "P1", FEET)
    assert copy_of(history).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("how", ["edited", "cut off", "empty", "newer"])
def test_an_edited_or_damaged_one_is_named_and_left(history: History, how: str) -> None:
    sit(history, "P1", FEET)
    path = copy_of(history)
    sit(history, "P1", HEELS, NOON + timedelta(days=1))
    text = path.read_text()
    spoilt = {
        "edited": text.replace('"label": "2026-03-04"', '"label": "2026-03-05"'),
        "cut off": text[: len(text) // 2],
        "empty": "",
        "newer": text.replace('"version": 1', '"version": 2', 1),
    }[how]
    assert spoilt != text
    path.write_text(spoilt)
    before = told(history)
    assert again(history) == before
    found, troubles = read_copies(history)
    assert [one.regimen for one in found] == ["heels"]
    (trouble,) = troubles
    assert trouble.startswith(f"{path}: ")
    assert trouble.endswith("; it is left as it is.")
    assert "\n" not in trouble
    assert copy_all(history) == []
    assert path.read_text() == spoilt
    assert len(find_sittings([history.folder])) == 3, "what the history has is beside it anew"
    with lose(history) as new:
        assert again(new) == before


def changed(sitting: SittingFile, **values: Any) -> bytes:
    """A text as a program that is wrong would write it, with a checksum that is right."""
    return text_of(replace(sitting, **values)).encode()


@pytest.mark.parametrize(
    "values",
    [
        {"person": " "},
        {"person": 7},
        {"day": "Wednesday"},
        {"started_utc": "2026-03-04T12:00:00"},
        {"started_utc": "0001-01-01T00:00:00+23:00"},
        {"side": "front"},
        {"finished": False},
        {"soreness": 11},
        {"soreness": True},
        {"supervised": 1},
        {"label": "a\0b"},
        {"keys": {"home": 2**40}},
        {"regimen": ""},
        {"turn": "1"},
    ],
)
def test_what_was_never_written_is_refused_in_a_sentence(
    history: History, values: dict[str, Any]
) -> None:
    sit(history, "P1", HEELS)
    one = read_sitting(copy_of(history))
    with pytest.raises(RecordingError, match="is no session"):
        sitting_from(changed(one, **values))


def test_sets_are_checked_as_well(history: History) -> None:
    sit(history, "P1", HEELS)
    one = read_sitting(copy_of(history))
    first, second = one.sets
    for sets in (
        (first, first),
        (replace(first, state="half"), second),  # type: ignore[arg-type]
        (replace(first, seconds="60"), second),  # type: ignore[arg-type]
    ):
        with pytest.raises(RecordingError, match="no session that was ever written"):
            sitting_from(changed(one, sets=sets))
    for data in (b"\xff\xfe", b"[1]", b"{}", b'{"format": NaN}', b"[" * 100_000):
        with pytest.raises(RecordingError, match="is no session"):
            sitting_from(data)


def test_the_text_says_all_of_it(history: History) -> None:
    weeks(history)
    for path in find_sittings([history.folder]):
        data = path.read_bytes()
        assert text_of(sitting_from(data)).encode() == data
        keys = json.loads(data)
        assert (keys["format"], keys["version"]) == ("balance-sitting", 1)


def test_whoever_lists_recordings_passes_over_them(history: History) -> None:
    weeks(history)
    assert {path.suffix for path in find_recordings([history.folder])} == {".gz"}
    assert {path.suffix for path in kept_paths(history)} == {".gz"}


def test_erasing_takes_theirs_and_nobody_elses(history: History) -> None:
    weeks(history)
    sit(history, "P11", FEET, NOON + timedelta(days=9))
    torn = history.folder / "sitting-20200101-000000-000.json"
    torn.write_text('{"format": "balance-sitting", "person": "P1", ')
    of_others = [path for path in find_sittings([history.folder]) if path != torn]
    of_others = [path for path in of_others if read_sitting(path).person != "P1"]
    erased = people.erase(history, "P1")
    assert [left.path for left in erased.left] == [torn]
    assert sorted([*of_others, torn]) == find_sittings([history.folder])
    with lose(history) as new:
        again(new)
        with new.reading() as session:
            assert sorted(session.scalars(select(Person.code))) == ["P11", "P2"]


def test_what_was_broken_off_while_it_was_written_is_erased(history: History) -> None:
    sit(history, "P1", FEET)
    path = copy_of(history)
    path.rename(path.with_name(f".{path.name}.unfinished"))
    people.erase(history, "P1")
    assert find_sittings([history.folder]) == []


def test_renaming_writes_the_code(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    weeks(history)
    before = told(history)
    calls = 0

    def fails(path: Path, sitting: SittingFile) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise RecordingError("can't be written (the power went)", path)
        write_sitting(path, sitting)

    monkeypatch.setattr(people, "write_sitting", fails)
    with pytest.raises(RecordingError, match="the power went"):
        people.rename(history, "P1", "P5")
    monkeypatch.undo()
    people.rename(history, "P1", "P5")
    expected = sorted(str(row).replace("P1", "P5") for row in before)
    assert sorted(map(str, told(history))) == expected
    with lose(history) as new:
        assert sorted(map(str, again(new))) == expected


def test_a_folder_that_moved_is_searched(history: History, tmp_path: Path) -> None:
    weeks(history)
    before = told(history)
    moved = tmp_path / "elsewhere"
    shutil.move(history.folder, moved)
    with lose(history) as new:
        remember_folder(new, moved)
        rows = [str(row).replace(f"{moved.as_posix()}/", "") for row in again(new)]
        assert sorted(rows) == sorted(map(str, before))
        assert not new.folder.exists()


def test_it_goes_where_recordings_go_and_is_found_where_it_was(
    history: History, tmp_path: Path
) -> None:
    chosen = tmp_path / "chosen"
    elsewhere = replace(history, chosen=chosen)
    remember_folder(history, chosen)
    leading, place = part_way(elsewhere, "P1", FEET, 2)
    assert len(find_sittings([chosen])) == 1
    sittings.finish(history, leading, items_of(FEET), place)
    assert find_sittings([history.folder]) == []
    (path,) = find_sittings([chosen])
    assert read_sitting(path).finished


def test_a_disk_that_is_full_is_said_and_the_next_piece_makes_good(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading = sittings.begin(history, "P1", FEET, NOON)
    old = copy_of(history).read_bytes()
    first, second, *_ = places(items_of(FEET))
    with monkeypatch.context() as patch:
        patch.setattr(
            "balance.records.sitting_file.open_for_owner",
            lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")),
        )
        said = r"the history has this session, but its copy can't be written \(No space left"
        with pytest.raises(RecordingError, match=said):
            sittings.keep(history, leading, items_of(FEET), first)
        other = sittings.begin(history, "P2", FEET, NOON)
    assert copy_of(history).read_bytes() == old
    with history.reading() as session:
        assert sitting_of(session, leading.sitting).place == first
        assert sitting_of(session, other.sitting).place is not None
    sittings.keep(history, leading, items_of(FEET), second)
    assert read_sitting(copy_of(history)).place == second


def test_a_copy_is_whole_or_not_there(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    number = sit(history, "P1", FEET)
    old = copy_of(history).read_bytes()

    def torn(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", torn)
        with pytest.raises(RecordingError, match="Input/output"):
            sittings.say_soreness(history, number, 4)
    assert copy_of(history).read_bytes() == old
    assert [path.name for path in history.folder.iterdir()] == [copy_of(history).name]


def test_those_of_an_older_version_get_theirs(history: History) -> None:
    weeks(history)
    before = told(history)
    copies = find_sittings([history.folder])
    for path in copies:
        path.unlink()
    sit(history, "P3", FEET)
    assert len(find_sittings([history.folder])) == len(copies) + 1
    people.erase(history, "P3")
    with lose(history) as new:
        assert again(new) == before


def test_a_damaged_row_of_one_session_troubles_no_other(history: History) -> None:
    part_way(history, "P1", FEET, 2)
    copy_of(history).unlink()
    with history.writing() as session:
        session.execute(update(Led).values(place={"index": "no"}))
    sit(history, "P1", HEELS, NOON + timedelta(days=1))
    assert read_sitting(copy_of(history)).regimen == "heels"
    (said,) = copy_all(history)
    assert said.endswith("the session of 2026-03-04T12:00:00.000+00:00 is damaged there.")


def test_an_older_database_is_brought_as_far_as_the_copies_go(history: History) -> None:
    leading, place = part_way(history, "P1", FEET, 3)
    assert history.path is not None
    history.close()
    older = history.path.read_bytes()
    sittings.finish(history, leading, items_of(FEET), place)
    sittings.say_soreness(history, leading.sitting, 2)
    after, copy = told(history), copy_of(history).read_bytes()
    history.close()
    for file in history.path.parent.glob("history.db*"):
        file.unlink()
    history.path.write_bytes(older)
    with open_history(history.path, history.folder) as old:
        assert told(old) != after
        assert copy_all(old) == []
        assert copy_of(old).read_bytes() == copy, "what goes further is not written over"
        assert again(old) == after


def test_a_score_in_no_sitting_has_a_copy_too(history: History) -> None:
    number = sit(history, "P1", single("unipedal_45"))
    score(history, number)
    with history.writing() as session:
        (alone,) = session.scalars(select(Scored))
        alone.sitting_id = None
        session.flush()
        session.execute(delete(Led))
    copy_of(history).unlink()
    copy_missing(history)
    one = read_sitting(copy_of(history))
    assert (one.is_score_alone, one.sets, len(one.scores)) == (True, (), 1)
    with history.reading() as session:
        before = scores_of(session, "P1")
    with lose(history) as new:
        again(new)
        again(new)
        with new.reading() as session:
            assert scores_of(session, "P1") == before


def test_a_recording_that_is_not_there_now_is_linked_once_it_is(history: History) -> None:
    weeks(history)
    away = history.folder / "a.csv.gz"
    away.rename(history.folder.parent / "a.csv.gz")
    with lose(history) as new:
        again(new)
        assert copy_all(new) == []
        assert linked(new) == [None, "bb.csv.gz"]
        sittings.say_soreness(new, 1, 1)
        (history.folder.parent / "a.csv.gz").rename(away.with_name("other name.csv.gz"))
        again(new)
        assert linked(new) == ["other name.csv.gz", "bb.csv.gz"], "told by its samples"


def test_a_recording_of_somebody_else_is_no_sets(history: History) -> None:
    weeks(history)
    move_recording(history, history.folder / "a.csv.gz", "P2")
    with lose(history) as new:
        again(new)
        assert linked(new) == [None, "bb.csv.gz"]


def test_a_recording_that_was_split_is_linked_where_it_is_theirs(history: History) -> None:
    people.add(history, "P2", Description())
    made = draw_session(4, placement="shank", sensor="imu100", trials=[Trial(3.0)])
    history.folder.mkdir()
    whole = raises(history, "whole", samples=made.block)
    number = sit(history, "P1", HEELS)
    sittings.link(history, number, sets_of(items_of(HEELS), ())[0], whole)
    middle_s = float(made.block.time_s[len(made.block) // 2])
    parts = split(history, whole, middle_s, "P2").parts
    with lose(history) as new:
        again(new)
        assert linked(new) == [parts[0].name, None]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[History, History]]:
    """Two databases on a server, with one folder of recordings."""
    with schema_of_its_own() as first, schema_of_its_own() as second:
        folder = tmp_path / "recordings"
        with open_history(first, folder) as one, open_history(second, folder) as other:
            yield one, other


@with_server
def test_on_a_server_it_is_the_same(servers: tuple[History, History]) -> None:
    first, second = servers
    people.add(first, "P1", Description())
    weeks(first)
    before = told(first)
    assert again(first) == before
    assert again(second) == before
    found, _ = read_copies(second)
    with second.writing() as session:
        assert [take_sitting(session, one) for one in found] == [False] * len(found)
    people.rename(second, "P1", "P5")
    people.erase(second, "P5")
    kept = find_sittings([second.folder])
    assert {read_sitting(path).person for path in kept} == {"P2"}
    kept[0].unlink()
    assert copy_all(second) == []
    assert not kept[0].exists(), "it may be that of another room"

"""Recordings and attempts given to whose they are: times stay, nothing is doubled or lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keepers import dump

from balance import moving
from balance.bookkeeping import import_recording, kept_paths, rebuild, score_kept
from balance.records.edits import (
    hold_edit,
    no_hold_edit,
    note_on,
    standing_edits,
    undo_edit,
)
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path, read_events
from balance.records.header import Header
from balance.records.history import people, store
from balance.records.history.belongings import belongings
from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.history.notes import note_attempt
from balance.records.history.people import Description
from balance.records.history.recording_list import list_recordings
from balance.records.parts import ORIGINALS, wholes_of
from balance.records.recorder import write_recording
from balance.records.recording import read_header, read_recording
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated, draw_session

CREATED = "2026-02-03T10:00:00.000+00:00"


@pytest.fixture(scope="module")
def made() -> Simulated:
    return draw_session(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)])


@pytest.fixture(scope="module")
def spans(made: Simulated, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[float, float]]:
    path = tmp_path_factory.mktemp("spans") / "a.csv"
    write_recording(path, Header(placement="shank"), made.block)
    return [hold.span_s for hold in score_kept(path).holds]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        opened.folder.mkdir()
        people.add(opened, "P2", Description())
        yield opened


@pytest.fixture
def path(history: History, made: Simulated, spans: list[tuple[float, float]]) -> Path:
    """A recording of P1 with three attempts, what was said of them, and a stop in between."""
    path = history.folder / "left.csv.gz"
    head = Header(
        placement="shank",
        stance_leg="left",
        person="P1",
        session="2026-02-03",
        created_utc=CREATED,
        notes="by the window",
    )
    write_recording(path, head, made.block)
    (first, second, third) = spans
    append_events(
        events_path(path),
        [
            EventRow(first[0], "lift_off", "auto"),
            EventRow(first[1] + 4.0, "stop", "auto"),
            hold_edit(second[0], second[1] - 0.5),
            note_on(third, "wobbled"),
            EventRow(third[1], "step_down", "auto"),
        ],
    )
    store.keep(history, [score_kept(path)])
    return path


TIMES = ("attempts.duration_s", "attempts.uncertainty_s", "attempts.note", "attempts.scored")


def held(history: History) -> list[tuple[Any, ...]]:
    """What the history has of each attempt, whosever it is."""
    names = (*TIMES, "holds.lift_off_s", "holds.end_s", "holds.edited_end_s", "holds.evidence")
    return sorted((tuple(row[name] for name in names) for row in dump(history)), key=str)


def whose(history: History) -> dict[str, list[float]]:
    """The times of each person, in the order in which they were made."""
    found: dict[str, list[float]] = {}
    for each in sorted(list_recordings(history), key=lambda one: one.path):
        holds = score_kept(each.path).holds
        found.setdefault(each.person, []).extend(hold.duration_s for hold in holds)
    return found


def again(history: History) -> None:
    rebuild(history, [score_kept(each) for each in kept_paths(history)])


def test_a_whole_recording_is_given_to_another(history: History, path: Path) -> None:
    before, samples = held(history), read_recording(path).block.acc_m_s2
    moved = moving.move_recording(history, path, "P2")
    assert (moved.recordings, moved.attempts, moved.original) == ((path,), 3, None)
    assert moving.owner_of(history, path) == "P2"
    after = read_recording(path)
    assert (after.header.person, after.header.notes) == ("P2", "by the window")
    assert (after.block.acc_m_s2 == samples).all()
    assert held(history) == before
    again(history)
    assert held(history) == before
    with pytest.raises(HistoryError, match="P2's already"):
        moving.move_recording(history, path, "P2")


def test_a_move_that_was_broken_off_is_completed(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise HistoryError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(moving, "move_rows", full)
        with pytest.raises(HistoryError, match="full"):
            moving.move_recording(history, path, "P2")
    assert moving.owner_of(history, path) == "P1"
    assert moving.move_recording(history, path, "P2").attempts == 3
    assert moving.owner_of(history, path) == "P2"


def test_two_people_are_split_at_a_time(
    history: History, path: Path, spans: list[tuple[float, float]]
) -> None:
    before, whole = held(history), path.read_bytes()
    at_s = spans[1][0] - 2.0  # where the timer, on its own, gives other times
    moved = moving.split(history, path, at_s, "P2")
    _, second = moved.parts
    assert moved.recordings == (second,)
    assert moved.attempts == 2
    assert held(history) == before
    assert len(whose(history)["P1"]) == 1
    times = [read_recording(part).block.time_s for part in moved.parts]
    assert times[0][-1] < at_s <= times[1][0]
    heads = [read_header(part) for part in moved.parts]
    assert [head.person for head in heads] == ["P1", "P2"]
    assert {head.notes for head in heads} == {"by the window"}
    assert heads[0].created_utc == CREATED
    assert str(heads[1].created_utc) > CREATED
    said = [[row.event for row in read_events(events_path(part))] for part in moved.parts]
    assert said == [["lift_off", "stop", "note"], ["note", "step_down", "edit", "note"]]
    assert moved.original == path.parent / ORIGINALS / path.name
    assert moved.original.read_bytes() == whole
    assert events_path(moved.original).exists()
    assert not path.exists()


def test_rescoring_and_a_history_made_from_nothing_double_nothing(
    history: History, path: Path, spans: list[tuple[float, float]], tmp_path: Path
) -> None:
    before = held(history)
    moving.split(history, path, spans[1][0] - 1.5, "P2")
    there = whose(history)
    again(history)
    assert (held(history), whose(history)) == (before, there)
    with open_history(tmp_path / "new.db", history.folder) as new:
        again(new)
        assert (held(new), whose(new)) == (before, there)


def test_one_attempt_of_several_is_given_to_another(history: History, path: Path) -> None:
    before, there = held(history), whose(history)["P1"]
    moved = moving.move_attempt(history, path, 2, "P2")
    assert len(moved.parts) == 3
    assert moved.attempts == 1
    assert whose(history) == {"P1": [there[0], there[2]], "P2": [there[1]]}
    assert held(history) == before
    with pytest.raises(HistoryError, match="no attempt 9"):
        moving.move_attempt(history, moved.parts[0], 9, "P2")
    # The only one that is left: nothing is to be cut.
    last = moving.move_attempt(history, moved.parts[0], 1, "P2")
    assert last.original is None
    assert whose(history)["P1"] == [there[2]]


def test_a_part_is_split_again(history: History, path: Path) -> None:
    before = held(history)
    first = moving.split_after(history, path, 1, "P2")
    people.add(history, "P3", Description())
    second = moving.split_after(history, first.parts[1], 1, "P3")
    assert held(history) == before
    assert [each.person for each in list_recordings(history)] != ["P1", "P2"]
    assert {each.person: each.attempts for each in list_recordings(history)} == {
        "P1": 1,
        "P2": 1,
        "P3": 1,
    }
    assert len(wholes_of(read_header(second.parts[1]))) == 2
    erased = people.erase(history, "P3")
    assert not (path.parent / ORIGINALS / path.name).exists()
    assert list((path.parent / ORIGINALS).iterdir()) == []
    assert erased.left == ()


def test_a_cut_is_between_holds_and_within_the_recording(
    history: History, path: Path, spans: list[tuple[float, float]]
) -> None:
    files = sorted(history.folder.rglob("*"))
    with pytest.raises(RecordingError, match="within the hold from"):
        moving.split(history, path, sum(spans[0]) / 2, "P2")
    for at_s in (-5.0, 1e6):
        with pytest.raises(RecordingError, match="not within this recording"):
            moving.split(history, path, at_s, "P2")
    with pytest.raises(HistoryError, match='nobody here has the code "P9"'):
        moving.split(history, path, 12.0, "P9")
    with pytest.raises(HistoryError, match="does not know"):
        moving.split(history, path.with_name("other.csv"), 12.0, "P2")
    assert sorted(history.folder.rglob("*")) == files


@pytest.mark.parametrize("breaks", ["put", "keep_parts", "_set_aside"])
def test_a_split_that_was_broken_off_loses_and_doubles_nothing(
    history: History,
    path: Path,
    spans: list[tuple[float, float]],
    monkeypatch: pytest.MonkeyPatch,
    breaks: str,
) -> None:
    before, whole = held(history), path.read_bytes()

    def killed(*_: object) -> None:
        raise RecordingError("killed")

    def late(history: History, path: Path, parts: Any, put: Any) -> None:
        put()
        killed()

    with monkeypatch.context() as patch:
        if breaks == "put":
            patch.setattr(moving.Copy, "put", killed)
        else:
            patch.setattr(moving, breaks, late if breaks == "keep_parts" else killed)
        with pytest.raises(RecordingError, match="killed"):
            moving.split(history, path, spans[1][0] - 2.0, "P2")
    assert path.read_bytes() == whole
    assert held(history) == before
    again(history)
    assert held(history) == before
    if breaks == "_set_aside":
        assert path in belongings(history, "P2").files, "their samples are in it"
        return
    moved = moving.split(history, path, spans[2][0] - 2.0, "P2")
    assert held(history) == before
    names = [f"left-part{number}.csv.gz" for number in (1, 2)]
    assert [part.name for part in moved.parts] == names, "what was left behind is cleared"


def test_what_was_split_does_not_come_in_again(
    history: History, path: Path, spans: list[tuple[float, float]], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick.csv.gz"
    elsewhere.write_bytes(path.read_bytes())
    moving.split(history, path, spans[1][0] - 2.0, "P2")
    before = held(history)
    assert import_recording(history, elsewhere).same_as is not None
    assert held(history) == before


@pytest.mark.parametrize("code", ["P1", "P2"])
def test_erasing_takes_the_original_as_well(
    history: History, path: Path, spans: list[tuple[float, float]], code: str
) -> None:
    note_attempt(history, path, 1, "QX was here")
    moved = moving.split(history, path, spans[1][0] - 2.0, "P2")
    assert moved.original is not None
    people.erase(history, code)
    assert not moved.original.exists()
    assert not events_path(moved.original).exists()
    (left,) = list_recordings(history)
    assert left.person != code
    assert left.path.exists()


def test_renaming_one_of_two_leaves_the_original_the_others(
    history: History, path: Path, spans: list[tuple[float, float]]
) -> None:
    moved = moving.split(history, path, spans[1][0] - 2.0, "P2")
    assert moved.original is not None
    people.rename(history, "P2", "P7")
    assert read_header(moved.original).person == "P1"
    assert read_header(moved.parts[1]).person == "P7"
    people.erase(history, "P7")
    assert not moved.original.exists()


def test_a_note_on_an_attempt_stands_and_is_taken_back(history: History, path: Path) -> None:
    note_attempt(history, path, 1, "held\nthe rail")
    (one,) = list_recordings(history)
    assert one.notes == ("held the rail", "wobbled")
    again(history)
    (one,) = list_recordings(history)
    assert one.notes == ("held the rail", "wobbled")
    note_attempt(history, path, 1, "")
    (one,) = list_recordings(history)
    assert one.notes == ("wobbled",)
    with pytest.raises(HistoryError, match="no attempt 9"):
        note_attempt(history, path, 9, "x")


def test_the_newest_edit_is_taken_back_first_in_a_part_too(
    history: History, path: Path, spans: list[tuple[float, float]]
) -> None:
    first, second, third = spans
    said = [
        hold_edit(second[0], second[1] - 1.0),
        hold_edit(first[0] + 0.2, first[1]),
        hold_edit(first[0] + 0.4, first[1]),
        no_hold_edit(*third),
        undo_edit(third[0]),
        no_hold_edit(*third),
    ]
    append_events(events_path(path), said)
    store.keep(history, [score_kept(path)])
    before = held(history)
    one, _ = moving.split(history, path, third[0] - 1.0, "P2").parts
    assert held(history) == before
    lift_offs = []
    for _ in range(4):
        lift_offs.append(round(score_kept(one).holds[0].span_s[0] - first[0], 2))
        (*_, newest) = standing_edits(read_events(events_path(one)))
        append_events(events_path(one), [undo_edit(newest.time_s)])
    assert lift_offs == [0.4, 0.2, 0.0, 0.0]
    assert [hold.edited_s for hold in score_kept(one).holds] == [None, None]

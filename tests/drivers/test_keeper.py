from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keepers import dump, hold

from balance.records.edits import no_hold_edit
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_path, read_events
from balance.records.header import Header
from balance.records.history import engine
from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.open_any import find_recordings
from balance.records.recorder import as_written
from balance.records.recording import read_recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.simulate.session import draw_session
from balance.timing.results import Event, Hold
from drivers.live import keeper as keeper_module
from drivers.live.desk import Desk
from drivers.live.keeper import Keeper, Keeping
from drivers.live.rows import event_rows

BLOCK = draw_session(1, placement="shank", holds=1).block
PIECES = [BLOCK[first : first + 200] for first in range(0, len(BLOCK), 200)]
ROW = no_hold_edit(1.0, 2.0)
HEAD = Header(placement="shank", stance_leg="left", person="P1")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as made:
        yield made


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "own" / "history.db", tmp_path / "own" / "kept") as opened:
        yield opened


def keeper(folder: Path, desk: Desk, *spare: Path, suffix: str = ".csv") -> Keeper:
    return Keeping(folder, suffix, spare=spare).keeper("left", HEAD, desk)


def as_it_is_read(blocks: list[SampleBlock]) -> SampleBlock:
    return as_written(BLOCK[: sum(map(len, blocks))])


def same(one: SampleBlock, other: SampleBlock) -> bool:
    assert one.gyr_rad_s is not None
    assert other.gyr_rad_s is not None
    return (
        one.time_s.tolist() == other.time_s.tolist()
        and one.acc_m_s2.tolist() == other.acc_m_s2.tolist()
        and one.gyr_rad_s.tolist() == other.gyr_rad_s.tolist()
    )


def replace_times(block: SampleBlock, from_s: float) -> SampleBlock:
    return SampleBlock(block.time_s - block.time_s[0] + from_s, block.acc_m_s2, block.gyr_rad_s)


def timed(kept: Keeper, pieces: list[SampleBlock]) -> Session:
    """A run: timed as it is kept, its events noted, its holds in the history as they end."""
    session = Session(HEAD.conditions(), recorder=kept)
    for piece in pieces:
        items = session.push(piece)
        kept.note(items)
        if any(isinstance(item, Hold) for item in items):
            kept.keep(session)
    return session


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_a_set_is_on_the_disk_with_its_events(tmp_path: Path, desk: Desk, suffix: str) -> None:
    kept = keeper(tmp_path / "new", desk, suffix=suffix)
    given = [kept.push(piece) for piece in PIECES]
    kept.add([ROW])
    kept.close()
    desk.wait()
    assert (kept.trouble, kept.doubt, kept.said) == ("", "", "")
    assert kept.path.name.endswith(f"Z{suffix}")
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert [each.time_s.tolist() for each in given] == [
        piece.time_s.tolist() for piece in (as_written(each) for each in PIECES)
    ]
    assert read_events(events_path(kept.path)) == (ROW,)


def test_events_before_the_first_block_are_kept_with_it(tmp_path: Path, desk: Desk) -> None:
    kept = keeper(tmp_path, desk)
    kept.add([ROW])
    desk.wait()
    assert list(tmp_path.iterdir()) == []
    kept.push(PIECES[0])
    kept.close()
    desk.wait()
    assert read_events(events_path(kept.path)) == (ROW,)


def test_where_no_sample_came_there_is_no_file(tmp_path: Path, desk: Desk) -> None:
    kept = keeper(tmp_path / "new", desk)
    kept.push(BLOCK[:0])
    kept.close()
    desk.wait()
    assert kept.trouble == ""
    assert not (tmp_path / "new").exists()


def test_what_is_said_after_the_end_is_written_too(tmp_path: Path, desk: Desk) -> None:
    kept = keeper(tmp_path, desk)
    kept.push(PIECES[0])
    kept.close()
    kept.close()
    kept.add([ROW])
    desk.wait()
    assert read_events(events_path(kept.path)) == (ROW,)


def test_both_ends_of_a_hold_are_written_once_it_is_final() -> None:
    decided = [Event("ready", 1.0, 1.0), Event("lift_off", 5.2, 5.4), Event("pause", 9.0, 9.1)]
    decided += [Event("correction", 9.0, 9.4), Event("step_down", 13.2, 13.4)]
    assert [(row.event, row.time_s) for row in event_rows(decided)] == [
        ("ready", 1.0),
        ("correction", 9.0),
    ]
    assert [(row.event, row.time_s) for row in event_rows([hold(8.0)])] == [
        ("lift_off", 5.0),
        ("step_down", 13.0),
    ]
    cut = [hold(8.0, reason="gap"), Event("gap", 13.0, 13.5, "0.50 s")]
    assert [row.event for row in event_rows(cut)] == ["lift_off", "gap"]


def test_two_sets_of_one_second_get_two_names(tmp_path: Path, desk: Desk) -> None:
    keeping = Keeping(tmp_path, ".csv.gz")
    one, *others = (keeping.keeper("left", HEAD, desk) for _ in range(4))
    for made in others:
        made.path = one.path  # whatever second it is by now
    for at, made in enumerate((one, *others)):
        made.push(PIECES[at])
    for made in (one, *others):
        made.close()
    desk.wait()
    names = [made.path.name for made in (one, *others)]
    stem = one.path.name.removesuffix(".csv.gz")
    assert names == [f"{stem}.csv.gz", *(f"{stem}-{number}.csv.gz" for number in (2, 3, 4))]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(names)
    for at, made in enumerate((one, *others)):
        assert same(read_recording(made.path).block, as_written(PIECES[at]))


def test_a_path_that_was_asked_for_is_nobody_elses(tmp_path: Path, desk: Desk) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("taken")
    kept = Keeper(target, HEAD, desk)
    kept.push(PIECES[0])
    desk.wait()
    assert "nothing is overwritten" in kept.trouble
    assert target.read_text() == "taken"
    assert list(tmp_path.iterdir()) == [target]


def refuse(*_: object) -> None:
    raise RecordingError("can't be written (No space left on device)", Path("full.csv"))


def test_a_full_disk_is_said_and_nothing_is_lost(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeper(tmp_path / "full", desk)
    kept.push(PIECES[0])
    desk.wait()
    monkeypatch.setattr(keeper_module.Recorder, "push", refuse)
    for piece in PIECES[1:]:
        kept.push(piece)
    kept.add([ROW])
    kept.close()
    desk.wait()
    monkeypatch.undo()
    assert kept.trouble.startswith("Not saved: ")
    assert "No space left" in kept.trouble
    kept.save_as(tmp_path / "elsewhere")
    desk.wait()
    assert kept.trouble == ""
    assert kept.path.parent == tmp_path / "elsewhere"
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW,)


def test_a_full_disk_is_left_for_a_spare_folder(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeper(tmp_path / "full", desk, tmp_path / "spare")
    kept.push(PIECES[0])
    kept.add([ROW])
    desk.wait()
    full, push = kept.path, keeper_module.Recorder.push

    def push_elsewhere(recorder: keeper_module.Recorder, block: SampleBlock) -> SampleBlock:
        if recorder.path.parent == full.parent:
            refuse()
        return push(recorder, block)

    monkeypatch.setattr(keeper_module.Recorder, "push", push_elsewhere)
    for piece in PIECES[1:]:
        kept.push(piece)
    kept.add([replace(ROW, time_s=3.0)])
    kept.close()
    desk.wait()
    assert kept.trouble == ""
    assert kept.path == tmp_path / "spare" / full.name
    assert "No space left" in kept.said
    assert str(kept.path) in kept.said
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW, replace(ROW, time_s=3.0))


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_a_folder_that_goes_away_is_noticed_and_nothing_is_lost(
    tmp_path: Path, desk: Desk, suffix: str
) -> None:
    kept = keeper(tmp_path / "gone", desk, suffix=suffix)
    for piece in PIECES:
        kept.push(piece)
    desk.wait()
    shutil.rmtree(tmp_path / "gone")
    kept.add([ROW])
    kept.close()
    desk.wait()
    assert kept.trouble.startswith("Not saved: ")
    kept.save_as(tmp_path / "here")
    desk.wait()
    assert kept.trouble == ""
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW,)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_recording_deleted_in_the_middle_goes_on_elsewhere(
    tmp_path: Path, desk: Desk, what: str
) -> None:
    """Within a second of samples: what is written to a deleted file is written for nobody."""
    kept = keeper(tmp_path / "gone", desk, tmp_path / "spare")
    middle = len(PIECES) // 2
    for piece in PIECES[:middle]:
        kept.push(piece)
    kept.add([ROW])
    desk.wait()
    before = kept.path
    if what == "folder":
        shutil.rmtree(before.parent)
    else:
        before.unlink()
    kept.push(PIECES[middle])
    desk.wait()
    assert kept.trouble == ""
    assert kept.path == tmp_path / "spare" / before.name
    assert kept.said == (
        f"{before}: the recording is gone from its folder. "
        f"All of it is in {kept.path} now, and goes on there."
    )
    for piece in PIECES[middle + 1 :]:
        kept.push(piece)
    later = EventRow(5.0, "note", "auto", "later")
    kept.add([later])
    kept.close()
    desk.wait()
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW, later)
    assert find_recordings([tmp_path]) == [kept.path]


def test_events_that_cannot_be_written_take_the_samples_with_them(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after the end, when the samples are no longer held."""
    kept = keeper(tmp_path / "full", desk, tmp_path / "spare")
    for piece in PIECES:
        kept.push(piece)
    kept.close()
    desk.wait()
    append = keeper_module.append_events

    def append_elsewhere(path: Path, rows: list[EventRow]) -> None:
        if path.parent == tmp_path / "full":
            refuse()
        append(path, rows)

    monkeypatch.setattr(keeper_module, "append_events", append_elsewhere)
    kept.add([ROW])
    desk.wait()
    assert kept.trouble == ""
    assert kept.path.parent == tmp_path / "spare"
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW,)


def test_where_no_folder_takes_the_events_that_is_said_and_they_are_kept_for_later(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeper(tmp_path / "full", desk, tmp_path / "spare")
    kept.add([ROW])
    monkeypatch.setattr(keeper_module, "append_events", refuse)
    for piece in PIECES:
        kept.push(piece)
    kept.close()
    desk.wait()
    assert "No space left" in kept.trouble
    assert list((tmp_path / "spare").iterdir()) == []
    monkeypatch.undo()
    kept.save_as(tmp_path / "better")
    desk.wait()
    assert kept.trouble == ""
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))
    assert read_events(events_path(kept.path)) == (ROW,)


def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "file").touch()
    kept = keeper(tmp_path / "file" / "folder", desk)
    kept.push(PIECES[0])
    desk.wait()
    assert kept.trouble.startswith("Not saved: ")
    kept.save_as(tmp_path / "file" / "other")
    desk.wait()
    assert kept.trouble.startswith("Not saved: ")
    kept.save_as(tmp_path)
    desk.wait()
    assert kept.trouble == ""
    for piece in PIECES[1:]:
        kept.push(piece)
    kept.close()
    desk.wait()
    assert same(read_recording(kept.path).block, as_it_is_read(PIECES))


# -- the history ------------------------------------------------------------------------------


def kept_in(history: Callable[[], History], folder: Path, desk: Desk, *spare: Path) -> Keeper:
    keeping = Keeping(folder, ".csv.gz", history, spare, copies=True)
    return keeping.keeper("left", HEAD, desk)


def test_holds_are_in_the_history_as_they_end(history: History, desk: Desk) -> None:
    kept = kept_in(lambda: history, history.folder, desk)
    session = timed(kept, PIECES)
    desk.wait()
    assert len(dump(history)) == len(session.attempts) == 1
    assert dump(history)[0]["recordings.checksum"] is None
    kept.note(session.finish())
    kept.close(session)
    desk.wait()
    (row,) = dump(history)
    assert row["recordings.checksum"] is not None
    assert row["recordings.path"] == kept.path.name


def test_what_is_said_of_a_hold_is_in_the_history_too(history: History, desk: Desk) -> None:
    kept = kept_in(lambda: history, history.folder, desk)
    session = timed(kept, PIECES)
    made = session.attempts[0].hold
    kept.close(session)
    kept.add([no_hold_edit(made.lift_off_s, made.end_s)])
    desk.wait()
    assert [row["attempts.scored"] for row in dump(history)] == [False]


def test_a_history_that_cannot_be_opened_is_tried_again(
    tmp_path: Path, history: History, desk: Desk
) -> None:
    closed = [True]

    def opened() -> History:
        if closed[0]:
            raise HistoryError("history.db: the disk can't be read.")
        return history

    kept = kept_in(opened, history.folder, desk)
    session = timed(kept, PIECES)
    desk.wait()
    assert kept.trouble == ""
    assert kept.doubt == (
        "history.db: the disk can't be read; the recording is whole, and is taken up with: "
        f"balance-timer analyze --save {kept.path}"
    )
    assert dump(history) == []
    closed[0] = False
    kept.keep(session)
    desk.wait()
    assert kept.doubt == ""
    assert len(dump(history)) == 1
    kept.close(session)


def test_a_history_that_is_locked_is_tried_again_at_the_end(
    history: History, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_WAIT_MS", 20)
    assert history.path is not None
    with open_history(history.path, history.folder) as impatient:
        kept = kept_in(lambda: impatient, history.folder, desk)
        other = sqlite3.connect(history.path, isolation_level=None)
        other.execute("begin exclusive")
        session = timed(kept, PIECES)
        desk.wait()
        assert "another program has held it for too long" in kept.doubt
        assert kept.trouble == ""
        other.rollback()
        other.close()
        kept.close(session)
        desk.wait()
        assert kept.doubt == ""
        assert len(dump(history)) == 1
        assert same(read_recording(kept.path).block, as_it_is_read(PIECES))


def test_a_set_that_moves_is_in_the_history_once_under_its_new_name(
    tmp_path: Path, history: History, desk: Desk
) -> None:
    kept = kept_in(lambda: history, history.folder, desk, tmp_path / "spare")
    longer = replace_times(BLOCK, float(BLOCK.time_s[-1]) + 0.01)
    session = timed(kept, PIECES)
    desk.wait()
    (row,) = dump(history)
    assert row["recordings.path"] == kept.path.name
    shutil.rmtree(history.folder)
    kept.note(session.push(longer))
    desk.wait()
    assert kept.path.parent == tmp_path / "spare"
    (row,) = dump(history)
    assert row["recordings.path"] == str(kept.path)
    kept.close(session)
    desk.wait()
    rows = dump(history)
    assert len(rows) == len(session.attempts) == 2
    assert {row["recordings.path"] for row in rows} == {str(kept.path)}
    assert all(row["recordings.checksum"] is not None for row in rows)


def test_what_the_disk_did_not_take_is_in_the_history_once_it_is_saved(
    tmp_path: Path, history: History, desk: Desk
) -> None:
    (tmp_path / "file").touch()
    kept = kept_in(lambda: history, tmp_path / "file" / "folder", desk)
    session = timed(kept, PIECES)
    kept.close(session)
    desk.wait()
    assert kept.trouble
    assert dump(history) == []
    kept.save_as(tmp_path / "better")
    desk.wait()
    assert (kept.trouble, kept.doubt) == ("", "")
    (row,) = dump(history)
    assert row["recordings.path"] == str(kept.path)


def test_the_same_samples_count_once_and_their_copy_goes(history: History, desk: Desk) -> None:
    first = kept_in(lambda: history, history.folder, desk)
    first.close(timed(first, PIECES))
    again = kept_in(lambda: history, history.folder, desk)
    session = timed(again, PIECES)
    again.close(session)
    again.add([ROW])
    desk.wait()
    assert len(dump(history)) == 1
    assert first.path.name in again.said
    assert find_recordings([history.folder]) == [first.path]
    assert not events_path(again.path).exists()


def test_a_copy_stays_where_the_first_one_is_gone(history: History, desk: Desk) -> None:
    first = kept_in(lambda: history, history.folder, desk)
    first.close(timed(first, PIECES))
    desk.wait()
    first.path.unlink()
    again = kept_in(lambda: history, history.folder, desk)
    again.path = again.path.with_name("again.csv.gz")
    again.close(timed(again, PIECES))
    desk.wait()
    assert same(read_recording(again.path).block, as_it_is_read(PIECES))


# -- the desk ---------------------------------------------------------------------------------


def test_a_desk_does_things_in_order_and_raises_what_they_raise() -> None:
    done: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError

    with Desk() as desk:
        for number in range(100):
            desk.do(lambda number=number: done.append(number))  # type: ignore[misc]
        desk.wait()
        assert done == list(range(100))
        desk.do(fail)
        with pytest.raises(ZeroDivisionError):
            desk.wait()
        desk.do(lambda: done.append(100))
        desk.wait()
    assert done[-1] == 100


def test_a_desk_does_what_is_waiting_before_it_closes() -> None:
    done: list[int] = []
    with Desk() as desk:
        for number in range(100):
            desk.do(lambda number=number: done.append(number))  # type: ignore[misc]
    assert len(done) == 100

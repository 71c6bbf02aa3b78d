"""The recording is the truth: kept live, imported, made again, scored again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import drawn
from keepers import answers, dump, hold
from late import LATE_S, LateTimer
from sqlalchemy import delete, event, select, text

from balance import bookkeeping
from balance.analysis import analyze
from balance.bookkeeping import (
    RunningBook,
    import_recording,
    kept_paths,
    rebuild,
    score_kept,
)
from balance.protocol.attempts import Attempt
from balance.records import copying
from balance.records.edits import hold_edit, no_hold_edit
from balance.records.errors import RecordingError
from balance.records.events_file import LOST, EventRow, append_events, events_path, read_events
from balance.records.header import Header
from balance.records.history.changes import changes
from balance.records.history.engine import History, open_history
from balance.records.history.kept import Checksum, checksum_of
from balance.records.history.schema import Occasion, Recorded, Tried
from balance.records.recorder import Recorder, as_written, write_recording
from balance.records.recording import read_recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.simulate.attempt import Trial
from balance.timing.results import Cue, Hold
from drivers.live.rows import event_rows


@pytest.fixture(scope="module")
def block() -> SampleBlock:
    trials = [Trial(4.0), Trial(6.0), Trial(5.0)]
    return drawn(4, placement="shank", trials=trials).block


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "own" / "history.db", tmp_path / "own" / "recordings") as opened:
        opened.folder.mkdir()
        yield opened


def header(**more: Any) -> Header:
    more = {"person": "P1", "created_utc": "2026-02-01T10:00:00Z"} | more
    return Header(placement="shank", stance_leg="left", **more)


def live(
    history: History,
    path: Path,
    block: SampleBlock,
    step: int,
    *,
    stop_at: int | None = None,
    lost: bool = False,
    edits: Sequence[EventRow] = (),
    kept: Callable[[], object] = lambda: None,
) -> Session:
    """A live run: each block recorded, timed as recorded, and kept as its holds end."""
    head = header()
    session_is = Session(head.conditions(), recorder=None)
    book = RunningBook(head)
    with Recorder(path, head, has_gyr=True) as recorder:
        for first in range(0, len(block), step):
            written = recorder.push(block[first : first + step])
            book.push(written)
            items = session_is.push(written)
            if stop_at is not None and first <= stop_at < first + step:
                items += session_is.stop(lost=lost)
            rows = event_rows(items)
            if rows:
                append_events(events_path(path), rows)
            if any(isinstance(item, Hold) for item in items):
                recorder.sync()
                book.keep(history, path, book.look(session_is, recorder.faults(), edits))
                kept()
        session_is.finish()
        faults = recorder.faults()
    book.keep(history, path, book.look(session_is, faults, edits, over=True))
    kept()
    return session_is


def made_again(history: History) -> list[Any]:
    """Empty the database but for people, make it again, and dump it."""
    with history.writing() as session:
        session.execute(delete(Occasion))
    assert dump(history) == []
    rebuild(history, [score_kept(path) for path in kept_paths(history)])
    return dump(history)


def with_gaps(block: SampleBlock) -> SampleBlock:
    """The same with a short gap and a long one, both in quiet stance before the first lift."""
    keep_rows = np.ones(len(block), dtype=bool)
    keep_rows[20:35] = keep_rows[60:110] = False
    gyr = None if block.gyr_rad_s is None else block.gyr_rad_s[keep_rows]
    return SampleBlock(block.time_s[keep_rows], block.acc_m_s2[keep_rows], gyr)


@pytest.mark.parametrize("step", [7, 33, 500])
@pytest.mark.parametrize("name", ["r.csv", "r.csv.gz"])
def test_a_live_run_is_what_its_recording_says(
    history: History, block: SampleBlock, step: int, name: str
) -> None:
    # Values that a sensor of its own step would give: not those that text of 4 decimals holds.
    odd = SampleBlock(block.time_s + 1e-7, block.acc_m_s2 * 1.0000123, block.gyr_rad_s)
    live(history, history.folder / name, with_gaps(odd), step)
    lived = dump(history)
    assert len(lived) >= 2
    assert "gap" in str(lived[0]["recordings.reasons"])
    assert made_again(history) == lived


@pytest.mark.parametrize("step", [10, 500])
def test_what_is_final_later_and_what_was_seen_are_kept_live_and_made_again_alike(
    history: History, block: SampleBlock, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Seeing(LateTimer):
        def _release(self, items: list[Any], *, at_once: bool = False) -> list[Any]:
            seen = (Cue("step_down", "jolt", 3.14159),)
            given = super()._release(items, at_once=at_once)
            return [replace(it, evidence=seen) if isinstance(it, Hold) else it for it in given]

    monkeypatch.setattr("balance.session.HoldTimer", Seeing)
    live(history, history.folder / "r.csv", block, step)
    lived = dump(history)
    jolt = {"event": "step_down", "kind": "jolt", "value": 3.142}
    assert [row["holds.evidence"] for row in lived] == [[jolt]] * 3
    for row in lived[:2]:
        assert row["holds.final_s"] == pytest.approx(row["holds.decided_s"] + LATE_S, abs=0.002)
        assert row["holds.lift_off_s"] < row["holds.lift_off_decided_s"]
        assert row["holds.lift_off_decided_s"] <= row["holds.lift_off_final_s"]
    assert made_again(history) == lived


def test_a_stop_by_hand_is_made_again_too(history: History, block: SampleBlock) -> None:
    whole = analyze(as_recording(block)).holds
    in_first = int(np.searchsorted(block.time_s, whole[0].lift_off_s + 2.0))
    session = live(history, history.folder / "r.csv", block, 10, stop_at=in_first)
    assert session.attempts[0].hold.end_reason == "stop"
    lived = dump(history)
    assert lived[0]["holds.end_reason"] == "stop"
    assert made_again(history) == lived


def test_a_stop_by_hand_where_no_samples_came_is_made_again_too(
    history: History, block: SampleBlock
) -> None:
    whole = analyze(as_recording(block)).holds
    in_first = int(np.searchsorted(block.time_s, whole[0].lift_off_s + 2.0))
    path = history.folder / "r.csv"
    session = live(history, path, block, 10, stop_at=in_first, lost=True)
    made = session.attempts[0].hold
    assert (made.end_reason, made.censored) == ("gap", True)
    assert [row.detail for row in read_events(events_path(path)) if row.event == "stop"] == [LOST]
    lived = dump(history)
    assert lived[0]["holds.end_reason"] == "gap"
    assert made_again(history) == lived


def as_recording(block: SampleBlock) -> Any:
    from balance.records.recording import Recording

    return Recording(Path("x.csv"), header(), as_written(block))


def test_each_attempt_is_kept_as_it_ends(history: History, block: SampleBlock) -> None:
    seen: list[tuple[int, bool]] = []

    def look() -> None:
        with history.reading() as asked:
            over = asked.scalar(select(Recorded.checksum)) is not None
        seen.append((len(dump(history)), over))

    live(history, history.folder / "r.csv", block, 20, kept=look)
    assert seen == [(1, False), (2, False), (3, False), (3, True)]


def test_what_is_said_while_it_runs_is_kept_as_its_events_will_say_it(
    history: History, block: SampleBlock
) -> None:
    first, second, _ = analyze(as_recording(block)).holds
    said = [
        hold_edit(first.lift_off_s, first.end_s, went_on=True),
        no_hold_edit(second.lift_off_s, second.end_s),
    ]
    path = history.folder / "r.csv"
    live(history, path, block, 20, edits=said)
    append_events(events_path(path), said)
    lived = dump(history)
    assert [row["attempts.scored"] for row in lived] == [True, False, True]
    assert [row["attempts.censored"] for row in lived] == [True, False, False]
    assert made_again(history) == lived


def long_run(history: History, holds: int) -> tuple[RunningBook, Session]:
    """A run of so many holds that is known to the history, without the samples of it."""
    head = header()
    session = Session(head.conditions(), recorder=None)
    for number in range(1, holds + 1):
        session.attempts += (Attempt(number, session.conditions, hold(2.0, start_s=9.0 * number)),)
    book = RunningBook(head)
    keep_now(history, book, session)
    return book, session


def keep_now(
    history: History, book: RunningBook, session: Session, faults: Sequence[str] = ()
) -> None:
    book.keep(history, history.folder / "r.csv", book.look(session, faults))


def one_more(session: Session) -> None:
    number = len(session.attempts) + 1
    session.attempts += (Attempt(number, session.conditions, hold(2.0, start_s=9.0 * number)),)


def written_by(history: History, work: Callable[[], object]) -> tuple[int, int]:
    """How many statements some work takes, and how many rows it writes."""
    seen: list[int] = []

    def note(*args: Any) -> None:
        seen.append(len(args[3]) if args[5] else 1)

    def changed() -> int:
        # What SQLite itself has changed on the one connection that is used again and again.
        with history.writing() as session:
            return int(session.execute(text("SELECT total_changes()")).scalar_one())

    before = changed()
    event.listen(history.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(history.engine, "before_cursor_execute", note)
    return len(seen), changed() - before


def test_the_thousandth_hold_costs_what_the_second_does(history: History, tmp_path: Path) -> None:
    costs = []
    for holds in (1, 1000):
        place = tmp_path / str(holds)
        with open_history(place / "history.db", place / "recordings") as own:
            book, session = long_run(own, holds)
            one_more(session)
            costs.append(written_by(own, partial(keep_now, own, book, session)))
            assert len(dump(own)) == holds + 1
            assert [row["attempts.number"] for row in dump(own)] == list(range(1, holds + 2))
    assert costs[0] == costs[1]
    assert costs[0][1] == 3, "the recording's row, the attempt and its hold"


def test_a_run_that_was_made_again_under_way_is_kept_whole(history: History) -> None:
    book, session = long_run(history, 3)
    with history.writing() as asked:
        asked.execute(delete(Recorded))
    one_more(session)
    keep_now(history, book, session)
    assert [row["attempts.number"] for row in dump(history)] == [1, 2, 3, 4]


def test_with_another_status_all_of_a_run_is_scored_anew(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, session = long_run(history, 2)
    one_more(session)
    monkeypatch.setattr(Session, "status", ("attention", ("why",)))
    keep_now(history, book, session, ["a fault"])
    rows = dump(history)
    assert [row["attempts.clean"] for row in rows] == [False] * 3
    assert rows[0]["recordings.reasons"] == ["why", "a fault"]
    one_more(session)
    keep_now(history, book, session, ["another"])
    assert [row["recordings.reasons"] for row in dump(history)] == [["why", "another"]] * 4


def test_edits_stand_and_are_made_again(history: History, block: SampleBlock) -> None:
    path = history.folder / "r.csv"
    live(history, path, block, 50)
    first, second, third = (row["holds.lift_off_s"] for row in dump(history))
    append_events(events_path(path), [hold_edit(first - 0.2, first + 3.0)])
    append_events(events_path(path), [no_hold_edit(second, second + 1.0)])
    rebuild(history, [score_kept(path)])
    edited = dump(history)
    assert [row["attempts.scored"] for row in edited] == [True, False, True]
    assert edited[0]["attempts.duration_s"] == 3.2
    assert edited[0]["holds.lift_off_s"] == first
    assert edited[2]["holds.lift_off_s"] == third
    answered = answers(history)
    assert made_again(history) == edited
    assert answers(history) == answered


def test_a_file_twice_is_one_attempt(history: History, block: SampleBlock, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    write_recording(path, header(), block)
    append_events(events_path(path), [hold_edit(2.0, 3.5)])
    taken = import_recording(history, path)
    assert taken.same_as is None
    lived = dump(history)
    assert taken.attempts == len(lived) >= 3
    assert {row["recordings.path"] for row in lived} == {taken.path.name}
    assert taken.path.parent == history.folder
    (tmp_path / "copy").mkdir()
    other = tmp_path / "copy" / "other name.csv.gz"
    write_recording(other, header(person="P9", notes="the same samples"), block)
    assert import_recording(history, other).same_as == taken.path
    assert import_recording(history, path).same_as == taken.path
    assert import_recording(history, taken.path).same_as is None
    assert dump(history) == lived
    assert len(list(history.folder.glob("*.csv.gz"))) == 1


def test_what_was_said_of_a_foreign_file_is_kept_with_it(
    history: History, block: SampleBlock, tmp_path: Path
) -> None:
    path = tmp_path / "phone.csv"
    table = np.column_stack([block.time_s, block.acc_m_s2])
    head = "time (s),acc x (m/s^2),acc y (m/s^2),acc z (m/s^2)"
    np.savetxt(path, table, delimiter=",", header=head, comments="")
    os.utime(path, (1_700_000_000, 1_700_000_000))  # nothing else says when it was made
    taken = import_recording(
        history, path, person="P4", instead={"placement": "shank", "stance_leg": "right"}
    )
    assert read_recording(taken.path).header.person == "P4"
    (line,) = answers(history)
    assert (line["person"], line["stance_leg"]) == ("P4", "right")
    assert line["last_session"] == "2023-11-14"
    lived = dump(history)
    path.unlink()
    assert made_again(history) == lived


def test_a_copy_that_was_broken_off_is_made_whole(
    history: History, block: SampleBlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.csv"
    write_recording(path, header(), block)

    def breaks(target: Path, head: Header, samples: SampleBlock) -> None:
        write_recording(target, head, samples[:100])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copying, "write_recording", breaks)
        with pytest.raises(KeyboardInterrupt):
            import_recording(history, path)
    assert kept_paths(history) == []
    assert import_recording(history, path).attempts == 3


def test_a_copy_that_finds_no_room_leaves_nothing(
    history: History, block: SampleBlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.csv"
    write_recording(path, header(), block)

    def full(target: Path, head: Header, samples: SampleBlock) -> None:
        write_recording(target, head, samples[:100])
        raise RecordingError("can't be written (No space left on device)", target)

    monkeypatch.setattr(copying, "write_recording", full)
    with pytest.raises(RecordingError, match=r"old\.csv: can't be copied .* make room"):
        import_recording(history, path)
    assert list(history.folder.iterdir()) == []


def test_scoring_again_lists_what_changes_and_stores_nothing(
    history: History, block: SampleBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = history.folder / "r.csv"
    live(history, path, block, 50)
    before = dump(history)
    assert list(changes(history, score_kept(path))) == []
    lift_s = before[2]["holds.lift_off_s"]
    append_events(events_path(path), [hold_edit(lift_s, lift_s + 4.0)])
    rebuild(history, [score_kept(path)])
    edited = dump(history)

    def newer(recording: Any, **more: Any) -> Any:
        return analyze(recording, **more, min_hold_s=4.5)

    with monkeypatch.context() as patch:
        patch.setattr(bookkeeping, "analyze", newer)
        found = list(changes(history, score_kept(path)))
    gone = [row for row in before if row["holds.end_s"] - row["holds.lift_off_s"] < 4.5]
    assert [each.lift_off_s for each in found] == [row["holds.lift_off_s"] for row in gone]
    assert all(each.new_s is None and each.old_s is not None for each in found)
    assert found
    assert not any(each.edited for each in found)
    assert dump(history) == edited


def test_what_a_person_set_and_the_timer_no_longer_finds_is_said_to_stand(
    history: History, block: SampleBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = history.folder / "r.csv"
    live(history, path, block, 50)
    lift_s = dump(history)[0]["holds.lift_off_s"]
    append_events(events_path(path), [hold_edit(lift_s, lift_s + 3.0)])
    rebuild(history, [score_kept(path)])

    def newer(recording: Any, **more: Any) -> Any:
        return analyze(recording, **more, min_hold_s=60.0)

    monkeypatch.setattr(bookkeeping, "analyze", newer)
    kept = score_kept(path)
    found = list(changes(history, kept))
    assert [(each.new_s, each.edited) for each in found] == [
        (None, True),
        (None, False),
        (None, False),
    ]
    rebuild(history, [kept])
    assert answers(history)[0]["best_s"] == 3.0


def test_a_recording_that_is_gone_stays_in_the_history(
    history: History, block: SampleBlock, tmp_path: Path
) -> None:
    live(history, history.folder / "a.csv", block, 100)
    live(history, tmp_path / "stick.csv", block[: len(block) // 2], 100)
    lived = dump(history)
    (tmp_path / "stick.csv").rename(tmp_path / "unplugged.csv")
    there = [path for path in kept_paths(history) if path.exists()]
    rebuild(history, [score_kept(path) for path in there])
    assert dump(history) == lived


def test_a_checksum_is_of_the_samples_however_they_come(block: SampleBlock, tmp_path: Path) -> None:
    path = tmp_path / "r.csv.gz"
    write_recording(path, header(), block)
    in_parts = Checksum()
    for first in range(0, len(block), 37):
        in_parts.push(as_written(block)[first : first + 37])
    assert (
        str(in_parts) == checksum_of(as_written(block)) == checksum_of(read_recording(path).block)
    )
    assert checksum_of(block[1:]) != checksum_of(block)


def test_attempts_are_attempts_of_the_table(history: History, block: SampleBlock) -> None:
    live(history, history.folder / "r.csv", block, 100)
    with history.reading() as session:
        numbers = session.scalars(select(Tried.number).order_by(Tried.number)).all()
    assert numbers == [1, 2, 3]


def test_a_recording_of_heel_raises_is_kept_without_attempts(
    history: History, block: SampleBlock, tmp_path: Path
) -> None:
    head = header(extra={"exercise": "heel_raise"})
    write_recording(tmp_path / "raises.csv", head, block)
    append_events(events_path(tmp_path / "raises.csv"), [hold_edit(5.0, 9.0)])
    done = import_recording(history, tmp_path / "raises.csv")
    assert (done.attempts, done.same_as) == (0, None)
    book = RunningBook(replace(head, person="P2"))
    session_is = Session(head.conditions())
    session_is.push(block[: len(block) // 2])
    session_is.finish()
    assert session_is.attempts
    path = history.folder / "live.csv"
    assert book.keep(history, path, book.look(session_is, ())).attempts == 0
    (again,) = [score_kept(path) for path in kept_paths(history) if path.exists()]
    assert (again.header.extra["exercise"], again.holds) == ("heel_raise", ())
    assert list(changes(history, again)) == []
    (rebuilt,) = rebuild(history, [again])
    assert (rebuilt.attempts, rebuilt.same_as) == (0, None)
    with history.reading() as session:
        assert len(session.scalars(select(Recorded)).all()) == 2
        assert session.scalars(select(Tried)).all() == []

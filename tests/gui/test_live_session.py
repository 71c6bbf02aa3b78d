from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import END, StepPump, blocks
from gui.live_session import LiveSession
from late import LATE_S, LateTimer
from pytestqt.qtbot import QtBot

from balance.records.events_file import events_path, read_events
from balance.records.header import Header
from balance.records.open_any import find_recordings, open_recording
from balance.records.recording import Recording
from balance.session import analyze
from balance.simulate.session import draw_session
from drivers.live.cues import Wanted, cues
from drivers.live.standing import Standing
from drivers.source import CannotOpen, SourceLost
from gui import live_session, words
from gui.setup import Setup

SOON_MS = 60_000
SIM = Setup("sim:?placement=shank", kind="free")


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveSession]:
    made = LiveSession(folder=tmp_path / "kept")
    yield made
    made.disconnect_source()


def scripted(monkeypatch: pytest.MonkeyPatch, pump: StepPump) -> None:
    monkeypatch.setattr(live_session, "Pump", pump)


def run_to_end(qtbot: QtBot, live: LiveSession, setup: Setup = SIM) -> list[Standing]:
    live._timer.setInterval(0)
    seen: list[Standing] = []
    live.changed.connect(seen.append)
    live.start(setup)
    qtbot.waitUntil(lambda: live.standing.stage == "over", timeout=SOON_MS)
    return seen


def in_turn(seen: list[Standing]) -> list[str]:
    said = [words.headline(now)[0] for now in seen]
    return [one for one, before in zip(said, ["", *said], strict=False) if one != before]


def test_every_state_is_shown_in_its_turn(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    pump = StepPump([*blocks(), END])
    scripted(monkeypatch, pump)
    said = in_turn(run_to_end(qtbot, live))
    turn = iter(said)
    hold = ["Get still on both feet", "Lift your foot", "Holding", "Touched?"]
    assert all(word in turn for word in ["Opening the sensor", *hold, "Step-down found"])
    assert said.count("Step-down found") == 3
    assert said[-1] == "Session done"
    assert pump.closed


def test_a_decided_end_stands_until_it_is_final(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    seen = run_to_end(qtbot, live)
    said = in_turn(seen)
    at = said.index("Step-down, being checked")
    assert said[at + 1] == "Step-down found"
    assert said.count("Step-down found") == 3
    checked = [now for now in seen if now.checked and not now.entries]
    assert len({now.held_s for now in checked}) == 1
    assert all(now.last is None and not now.can_judge for now in checked)
    tones = [cue.tone for now, then in pairwise(seen) for cue in cues(now, then, Wanted())]
    assert tones.count("end") == tones.count("start") >= 3
    path = live.standing.entries[-1].path
    assert path is not None
    rows = read_events(events_path(path))
    ends = [row.time_s for row in rows if row.event == "step_down"]
    assert ends == pytest.approx([one.hold.end_s for one in live.standing.entries], abs=1e-6)


def test_a_press_after_a_decided_end_does_not_end_the_hold_by_hand(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 3_600_000)
    scripted(monkeypatch, StepPump(blocks()))
    live._timer.setInterval(0)
    live.start(SIM)
    qtbot.waitUntil(lambda: live.standing.checked, timeout=SOON_MS)
    live.press()
    assert live.standing.active
    qtbot.waitUntil(lambda: bool(live.standing.entries), timeout=SOON_MS)
    (made,) = live.standing.entries
    assert made.hold.end_reason == "step_down"
    assert made.hold.final_s == pytest.approx(made.hold.decided_s + LATE_S)
    live.stop()


def test_a_sensor_that_is_lost_after_a_decided_end_leaves_the_end_as_it_is(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    block = draw_session(1, placement="shank", holds=3).block
    first, *_ = analyze(Recording(Path("x.csv"), Header(placement="shank"), block)).holds
    rows = int((block.time_s < first.decided_s + 0.5).sum()) // 5
    pump = StepPump(blocks()[:rows])
    pump.lost_after = "unplugged"
    scripted(monkeypatch, pump)
    live._timer.setInterval(0)
    live.start(SIM)
    qtbot.waitUntil(lambda: bool(live.standing.entries), timeout=SOON_MS)
    (made,) = live.standing.entries
    assert (made.hold.end_reason, made.hold.censored) == ("step_down", False)
    live.stop()


def test_the_clock_counts_up_by_tenths_and_the_sensor_line_stands_still(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    seen = run_to_end(qtbot, live)
    first = [now for now in seen if now.held_s is not None and not now.entries]
    clock = [now.held_s for now in first if now.phase == "holding" and now.held_s is not None]
    assert clock[-1] > 3.0
    assert max(after - before for before, after in pairwise(clock)) < 1.0
    assert {now.rate_hz for now in first} == {first[0].rate_hz}


def test_what_is_kept_gives_the_same_holds_as_the_live_test(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    run_to_end(qtbot, live)
    (path,) = {entry.path for entry in live.standing.entries}
    assert path is not None
    again = analyze(open_recording(path)).holds
    held = [entry.hold for entry in live.standing.entries]
    assert len(held) == 3
    for one, other in zip(held, again, strict=True):
        # The file holds times to the microsecond and values to four decimals.
        assert one.duration_s == pytest.approx(other.duration_s, abs=0.02)


def test_a_plan_runs_by_itself_leg_after_leg(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(holds=6), END]))
    setup = replace(SIM, kind="custom", list_text="2 left, 1 right @2", rest_s=1.0)
    seen = run_to_end(qtbot, live, setup)
    entries = [entry for entry in live.standing.entries if entry.counted]
    assert [entry.conditions.stance_leg for entry in entries] == ["left", "left", "right"]
    assert any(now.stage == "resting" and now.rest_s for now in seen)
    assert any(now.move_sensor for now in seen)
    paths = {entry.path for entry in live.standing.entries}
    assert len(paths) == 2
    legs = {open_recording(path).header.stance_leg for path in paths if path}
    assert legs == {"left", "right"}
    assert all(open_recording(p).header.person == "simulated" for p in paths if p)


def test_a_verdict_stands_in_the_events_file(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    run_to_end(qtbot, live)
    live.judge("discarded")
    live.undo()
    live.judge("not_step_down")
    assert live.run is not None
    live.run.let_go()
    path = live.standing.entries[-1].path
    assert path is not None
    edits = [row.detail for row in read_events(events_path(path)) if row.event == "edit"]
    assert len(edits) == 1
    assert edits[0].endswith(" or more")


def test_skip_and_pause_between_holds(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(holds=6), END]))
    live._timer.setInterval(0)
    live.start(replace(SIM, kind="both", rest_s=500.0))
    qtbot.waitUntil(lambda: live.standing.stage == "resting", timeout=SOON_MS)
    live.pause()
    assert live.standing.stage == "paused"
    live.pause()
    live.skip()
    assert live.standing.stage == "running"
    live.stop()
    assert live.standing.stage == "over"


def test_the_cap_ends_a_hold(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    seen = run_to_end(qtbot, live, replace(SIM, cap_s=2.0))
    assert words.hold(live.standing.entries[0].hold) == "2 s or more"
    assert "Longest time reached" in in_turn(seen)


def test_a_press_ends_the_hold_and_a_late_one_does_nothing(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump(blocks()))
    live._timer.setInterval(0)
    live.start(SIM)
    qtbot.waitUntil(lambda: (live.standing.held_s or 0.0) > 2.0, timeout=SOON_MS)
    live.press()
    assert [one.hold.end_reason for one in live.standing.entries] == ["stop"]
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 3_600_000)
    live.press()
    assert live.standing.active
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 0)
    live.press()
    assert live.standing.stage == "over"


def test_a_replay_is_not_recorded_again(qtbot: QtBot, live: LiveSession, recording: Path) -> None:
    run_to_end(qtbot, live, Setup(f"{recording}?speed=0"))
    assert len(live.standing.entries) == 3
    assert live.folder is not None
    assert not live.folder.exists()


@pytest.mark.parametrize("address", ["", "nonsense:1", "no/such/file.csv", "sim:?seed=x"])
def test_a_wrong_address_is_said(qtbot: QtBot, live: LiveSession, address: str) -> None:
    run_to_end(qtbot, live, Setup(address))
    assert live.standing.trouble


def test_a_wrong_list_is_said(live: LiveSession) -> None:
    live.start(replace(SIM, kind="custom", list_text="up"))
    assert "3 left, 3 right" in live.standing.trouble


def test_a_source_that_cannot_open_is_said(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([], opened=CannotOpen("Plug it in.")))
    run_to_end(qtbot, live)
    assert live.standing == Standing(stage="over", trouble="Plug it in.")


def test_a_source_that_is_lost_in_a_hold_keeps_what_was_held(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = blocks()[:180]
    scripted(monkeypatch, StepPump([*given, SourceLost("It is gone.")]))
    run_to_end(qtbot, live)
    assert live.standing.trouble == "It is gone."
    (made,) = live.standing.entries
    assert made.hold.end_reason == "recording_end"
    assert made.path is not None
    assert len(open_recording(made.path).block) == sum(map(len, given))


def test_a_disk_that_takes_nothing_does_not_end_the_test(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    live = LiveSession(folder=tmp_path / "file" / "kept")
    scripted(monkeypatch, StepPump([*blocks(), END]))
    run_to_end(qtbot, live)
    assert len(live.standing.entries) == 3
    assert "Not saved" in live.standing.unsaved
    assert live.save_in(tmp_path / "better")
    assert live.standing.unsaved == ""
    (path,) = find_recordings([tmp_path / "better"])
    assert len(analyze(open_recording(path)).holds) == 3


def test_silence_is_said_and_taken_back(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump(blocks()[:20]))
    monkeypatch.setattr(live_session, "SILENT_MS", 50)
    live.start(SIM)
    qtbot.waitUntil(lambda: live.standing.lost != "", timeout=SOON_MS)
    monkeypatch.setattr(live_session, "SILENT_MS", 3_600_000)
    qtbot.waitUntil(lambda: not live.standing.lost, timeout=SOON_MS)
    live.stop()


def test_a_sensor_that_is_lost_in_a_hold_ends_it_and_is_noted(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = blocks()[:180]
    pump = StepPump(given)
    pump.lost_after = "unplugged"
    scripted(monkeypatch, pump)
    live._timer.setInterval(0)
    live.start(SIM)
    qtbot.waitUntil(lambda: bool(live.standing.entries), timeout=SOON_MS)
    assert "unplugged" in live.standing.lost
    (made,) = live.standing.entries
    assert made.hold.end_reason == "gap"
    assert made.hold.end_s <= given[-1].time_s[-1]
    assert made.path is not None
    live.stop()
    notes = [row.detail for row in read_events(events_path(made.path)) if row.event == "note"]
    assert notes == ["sensor lost: unplugged"]


def test_a_source_that_does_not_let_go_is_said(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(StepPump):
        def close(self) -> None:
            raise CannotOpen("It does not answer.")

    scripted(monkeypatch, Stuck(blocks()))
    live.start(SIM)
    live.stop()
    assert live.standing.trouble == "It does not answer."


def test_a_source_can_be_watched_without_a_test(
    qtbot: QtBot, live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump(blocks()))
    live._timer.setInterval(0)
    live.connect_to(SIM)
    qtbot.waitUntil(lambda: live.standing.rate_hz is not None, timeout=SOON_MS)
    assert live.standing.stage == "idle"
    assert live.standing.recording == ""
    live.disconnect_source()
    assert live.folder is not None
    assert not live.folder.exists()

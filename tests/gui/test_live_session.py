from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from fakes import END, StepPump, blocks
from pytestqt.qtbot import QtBot

from balance.records.open_any import open_recording
from balance.session import analyze
from drivers.source import CannotOpen, SourceLost
from gui import live_session, words
from gui.live_session import LiveSession
from gui.standing import Standing

SOON_MS = 60_000
ADDRESS = "sim:"


def scripted(monkeypatch: pytest.MonkeyPatch, pump: StepPump) -> None:
    monkeypatch.setattr(live_session, "Pump", pump)
    monkeypatch.setattr(live_session, "TICK_MS", 0)


def run_to_end(qtbot: QtBot, live: LiveSession) -> list[Standing]:
    seen: list[Standing] = []
    live.changed.connect(seen.append)
    live.start(ADDRESS)
    qtbot.waitUntil(lambda: live.standing.stage == "over", timeout=SOON_MS)
    return seen


def in_turn(seen: list[Standing]) -> list[str]:
    said = [words.headline(now)[0] for now in seen]
    return [one for one, before in zip(said, ["", *said], strict=False) if one != before]


def test_every_state_is_shown_in_its_turn(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pump = StepPump([*blocks(), END])
    scripted(monkeypatch, pump)
    said = in_turn(run_to_end(qtbot, LiveSession()))
    turn = iter(said)
    hold = ["Get still on both feet", "Ready: lift your foot", "Holding", "Touched?"]
    assert all(word in turn for word in ["Opening the sensor", *hold, "Step-down found"])
    assert said.count("Step-down found") == 3
    assert said[-1] == "Session over"
    assert pump.closed


def test_the_clock_counts_up_by_tenths_and_the_sensor_line_stands_still(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    seen = run_to_end(qtbot, LiveSession())
    first = [now for now in seen if now.held_s is not None and not now.attempts]
    clock = [now.held_s for now in first if now.phase == "holding" and now.held_s is not None]
    assert clock[-1] > 3.0
    assert max(after - before for before, after in pairwise(clock)) < 1.0
    assert {now.rate_hz for now in first} == {first[0].rate_hz}
    assert first[0].rate_hz == pytest.approx(100.0, abs=1.0)


def test_the_live_times_are_those_of_the_offline_analysis(qtbot: QtBot, recording: Path) -> None:
    live = LiveSession()
    live.start(f"{recording}?speed=0")
    qtbot.waitUntil(lambda: live.standing.stage == "over", timeout=SOON_MS)
    held = tuple(attempt.hold for attempt in live.standing.attempts)
    assert held == analyze(open_recording(recording)).holds
    assert len(held) == 3


def test_the_cap_is_the_window_s_where_one_is_given(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks(), END]))
    live = LiveSession(cap_s=2.0)
    seen = run_to_end(qtbot, live)
    assert words.hold(live.standing.attempts[0].hold) == "2 s or more"
    assert "Longest time reached" in in_turn(seen)


def test_a_press_ends_the_hold_and_a_late_one_does_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump(blocks()))
    live = LiveSession()
    live.start(ADDRESS)
    qtbot.waitUntil(lambda: (live.standing.held_s or 0.0) > 2.0, timeout=SOON_MS)
    live.press()
    assert [one.hold.end_reason for one in live.standing.attempts] == ["stop"]
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 3_600_000)
    live.press()
    assert live.standing.stage == "running"
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 0)
    live.press()
    assert live.standing.stage == "over"
    assert len(live.standing.attempts) == 1


def test_starting_again_begins_afresh(qtbot: QtBot, recording: Path) -> None:
    live = LiveSession()
    for _ in range(2):
        live.start(f"{recording}?speed=0")
        assert live.standing == Standing(stage="opening")
        qtbot.waitUntil(lambda: live.standing.stage == "over", timeout=SOON_MS)
        assert len(live.standing.attempts) == 3


@pytest.mark.parametrize("address", ["", "nonsense:1", "no/such/file.csv", "sim:?seed=x"])
def test_a_wrong_address_is_said_at_once(qtbot: QtBot, address: str) -> None:
    live = LiveSession()
    live.start(address)
    assert live.standing.stage == "over"
    assert live.standing.trouble


def test_a_source_that_cannot_open_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, StepPump([], opened=CannotOpen("Plug it in.")))
    live = LiveSession()
    run_to_end(qtbot, live)
    assert live.standing == Standing(stage="over", trouble="Plug it in.")


def test_a_source_that_is_lost_in_a_hold_keeps_what_was_held(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, StepPump([*blocks()[:180], SourceLost("It is gone.")]))
    live = LiveSession()
    run_to_end(qtbot, live)
    assert live.standing.trouble == "It is gone."
    (made,) = live.standing.attempts
    assert made.hold.censored
    assert made.hold.end_reason == "recording_end"


def test_silence_is_said_and_taken_back(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, StepPump(blocks()[:20]))
    monkeypatch.setattr(live_session, "SILENT_MS", 50)
    live = LiveSession()
    live.start(ADDRESS)
    qtbot.waitUntil(lambda: live.standing.silent, timeout=SOON_MS)
    monkeypatch.setattr(live_session, "SILENT_MS", 3_600_000)
    qtbot.waitUntil(lambda: not live.standing.silent, timeout=SOON_MS)
    live.stop()


def test_a_source_that_does_not_let_go_is_said(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(StepPump):
        def close(self) -> None:
            raise CannotOpen("It does not answer.")

    scripted(monkeypatch, Stuck(blocks()))
    live = LiveSession()
    live.start(ADDRESS)
    live.stop()
    assert live.standing.trouble == "It does not answer."

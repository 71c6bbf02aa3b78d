"""A phone that is the sensor: what it shows and sounds of the window, and asks of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import StepPump, blocks, hold
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.protocol.conditions import Conditions
from drivers.live.course import Entry, scores_of
from drivers.live.screen import told
from drivers.live.standing import Standing
from gui import live_session
from gui.setup import Setup
from gui.window import Window

SOON_MS = 60_000
ENTRIES = (Entry(1, hold(8.57), Conditions(stance_leg="left"), None),)
RUNNING = Standing("running", leg="left")
DONE = Standing("over", entries=ENTRIES, last=hold(8.57), scores=scores_of(ENTRIES))


@pytest.mark.parametrize(
    ("now", "state", "said", "wishes"),
    [
        (Standing(), "idle", "Press Start", ("start",)),
        (RUNNING, "still", "Get still on both feet", ("stop",)),
        (replace(RUNNING, phase="ready"), "lift", "Lift your foot", ("stop",)),
        (replace(RUNNING, phase="holding", held_s=3.2), "hold", "Holding", ("stop",)),
        (replace(RUNNING, phase="maybe_down", held_s=3.2), "doubt", "Touched?", ("stop",)),
        (
            replace(RUNNING, phase="ended", held_s=3.2, ended_by="step_down"),
            "ended",
            "Step-down, being checked",
            ("stop",),
        ),
        (
            replace(RUNNING, just_over=True, last=hold(8.57), entries=ENTRIES),
            "result",
            "Step-down found",
            ("keep", "again", "stop"),
        ),
        (
            replace(RUNNING, stage="resting", rest_s=20, entries=ENTRIES, last=hold(8.57)),
            "rest",
            "Rest",
            ("keep", "again", "stop"),
        ),
        (replace(RUNNING, stage="paused"), "paused", "Paused", ("stop",)),
        (DONE, "over", "Session done", ("keep", "again", "start")),
        (
            Standing("over", trouble="The disk is full."),
            "trouble",
            "Something is wrong",
            ("start",),
        ),
    ],
)
def test_each_moment(now: Standing, state: str, said: str, wishes: tuple[str, ...]) -> None:
    shown = told(now)
    assert (shown.state, shown.words, shown.wishes) == (state, said, wishes)


def test_seconds_run_and_the_result_stays_until_the_next_attempt() -> None:
    assert told(replace(RUNNING, phase="holding", held_s=3.2)).held_s == 3.2
    assert told(DONE).held_s == 8.6
    assert told(DONE).result == "8.6 s"
    assert told(DONE).best == "left 8.6"
    assert told(replace(RUNNING, phase="ready", last=hold(8.57))).held_s is None


def test_what_was_said_of_an_attempt_is_not_asked_again() -> None:
    kept = (replace(ENTRIES[0], verdict="kept"),)
    assert told(replace(DONE, entries=kept)).wishes == ("start",)


def test_trouble_is_told_in_its_own_words() -> None:
    shown = told(Standing("over", trouble="The disk is full."))
    assert shown.hint == "The disk is full."


def test_the_page_need_not_ask_for_the_leg() -> None:
    assert Setup("phone:", leg="right").source_address == "phone:?leg=right"
    assert Setup("phone:?port=9000").source_address == "phone:?port=9000&leg=left"
    assert Setup("phone:?leg=right").source_address == "phone:?leg=right"
    assert Setup("serial:").source_address == "serial:"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Window(app, tmp_path)
    qtbot.addWidget(made, before_close_func=lambda shown: shown.close())
    made.show()
    made.attach()
    return made


def test_a_test_from_the_phone_alone(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is shown; start, try again, stop, all tapped on the phone; sounds and shows it."""
    pump = StepPump([])
    pump.opened, pump.link = None, "https://192.168.0.2:8443/?t=abc"
    monkeypatch.setattr(live_session, "Pump", pump)
    monkeypatch.setattr(live_session, "LATE_PRESS_MS", 0)
    live = window.live
    assert live is not None
    live._timer.setInterval(0)
    sensor = window.open_place("sensor")
    sensor.use("phone:")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.standing.invitation == pump.link, timeout=SOON_MS)
    assert sensor.qr.isVisible()  # type: ignore[attr-defined]
    assert "192.168.0.2:8443" in sensor.qr_words.text()  # type: ignore[attr-defined]
    pump.link = ""
    again = StepPump([*blocks(holds=1)])
    pump._items, pump._left, pump.opened = again._items, again._left, again.opened
    qtbot.waitUntil(lambda: not sensor.qr.isVisible(), timeout=SOON_MS)  # type: ignore[attr-defined]
    pump.wished.append("start")
    qtbot.waitUntil(lambda: bool(window.standing.entries), timeout=SOON_MS)
    pump.wished.append("again")
    qtbot.waitUntil(lambda: window.standing.entries[-1].verdict == "again", timeout=SOON_MS)
    pump.wished.append("stop")
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    qtbot.waitUntil(lambda: pump._left == 0, timeout=SOON_MS)
    assert not window.standing.unsaved  # a device goes on sending after the test
    states = {each.state for each in pump.told}
    assert {"still", "lift", "hold", "doubt", "over"} <= states
    tones = [cue.tone for cue in pump.cues]
    assert tones.count("start") == 1
    assert tones.count("end") == 1

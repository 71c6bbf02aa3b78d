"""A phone that is the sensor of the window: what it shows and sounds, and asks of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import Pumps, StepPump, blocks
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.setup import Setup
from gui.window import Window

SOON_MS = 60_000


def test_the_page_need_not_ask_for_the_leg() -> None:
    assert Setup("phone:", leg="right").source_address == "phone:?leg=right"
    assert Setup("phone:?port=9000").source_address == "phone:?port=9000&leg=left"
    assert Setup("phone:?leg=right").source_address == "phone:?leg=right"
    assert Setup("serial:").source_address == "serial:"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, pumps: Pumps) -> Window:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Window(app, tmp_path, pump=pumps)
    qtbot.addWidget(made, before_close_func=lambda shown: shown.close())
    made.show()
    made.attach()
    return made


def test_a_test_from_the_phone_alone(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    """The code is shown; start, try again, stop, all tapped on the phone; sounds and shows it."""
    pump = pumps.scripted = StepPump([], opened=None)
    pump.link = "https://192.168.0.2:8443/?t=abc"
    window.turning._timer.setInterval(0)
    sensor = window.open_place("sensor")
    sensor.use("phone:")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.standing.invitation == pump.link, timeout=SOON_MS)
    assert sensor.qr.isVisible()  # type: ignore[attr-defined]
    assert "192.168.0.2:8443" in sensor.qr_words.text()  # type: ignore[attr-defined]
    pump.link = ""
    pump.go_on(blocks(holds=1))
    qtbot.waitUntil(lambda: not sensor.qr.isVisible(), timeout=SOON_MS)  # type: ignore[attr-defined]
    pump.wished.append("start")
    qtbot.waitUntil(lambda: bool(window.standing.entries), timeout=SOON_MS)
    pump.wished.append("again")
    qtbot.waitUntil(lambda: window.standing.entries[-1].verdict == "again", timeout=SOON_MS)

    def stopped() -> bool:
        if window.standing.active and not pump.wished:
            pump.wished.append("stop")  # a tap that comes just after the hold does nothing
        return window.standing.stage == "over"

    qtbot.waitUntil(stopped, timeout=SOON_MS)
    qtbot.waitUntil(lambda: pump.left == 0, timeout=SOON_MS)
    assert not window.standing.unsaved  # a device goes on sending after the test
    states = {each.state for each in pump.told}
    assert {"still", "lift", "hold", "doubt", "over"} <= states
    tones = [cue.tone for cue in pump.cues]
    assert tones.count("start") == 1
    assert tones.count("end") == 1

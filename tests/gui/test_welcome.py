from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import END, Pumps, StepPump, blocks
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.words import SAFETY
from gui.help import HelpDialog
from gui.measure.figure import caption
from gui.measure.welcome import Welcome
from gui.setup import WORN, options_of
from gui.window import Window

SOON_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    qapp.setStyleSheet("")


def asked(window: Window) -> Welcome:
    window.welcome()
    assert window.measure.welcome is not None
    return window.measure.welcome


def test_what_is_answered_is_chosen_and_remembered_and_the_first_hold_begins(
    qtbot: QtBot, qapp: QApplication, window: Window, pumps: Pumps
) -> None:
    assert window.remembered.fresh
    pumps.scripted = StepPump([*blocks(rows=50), END])
    window.turning._timer.setInterval(0)  # type: ignore[union-attr]
    welcome = asked(window)
    assert not window.measure.strip.isVisible()
    qtbot.keyClicks(welcome.person, "P 7")  # Space in a field is a space
    welcome.placement.set_value("foot")
    welcome.placement._group.idClicked.emit(2)
    assert caption("foot").startswith(welcome.caption.text()[:20])
    qtbot.keySequence(welcome.start_button, "Space")
    assert window.standing.active
    assert window.measure.welcome is None
    setup = window.measure.strip.setup
    assert (setup.person, options_of(setup.address)["placement"]) == ("P 7", "foot")
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    again = Window(qapp, window.folder)
    assert not again.remembered.fresh
    assert again.measure.strip.setup == setup
    again.close()


def test_a_placement_that_is_typed_into_the_address_wins(window: Window) -> None:
    welcome = asked(window)
    welcome.address.setText("udp:9000?placement=chest")
    assert options_of(welcome.setup.address) == {"placement": "chest"}
    welcome.address.setText("udp:9000")
    assert options_of(welcome.setup.address) == {"placement": "shank"}  # as in the picture


def test_return_goes_on_from_a_field_to_the_start(qtbot: QtBot, window: Window) -> None:
    welcome = asked(window)
    qtbot.keySequence(welcome.person, "Return")
    assert window.focusWidget() is welcome.start_button
    assert window.measure.welcome is welcome


def test_a_recording_is_no_sensor_to_begin_with(window: Window) -> None:
    strip = window.measure.strip
    strip.show_setup(replace(strip.setup, address="replay:h0001.csv"))
    assert asked(window).setup.scheme == "sim"


def test_each_placement_has_a_picture(window: Window) -> None:
    welcome = asked(window)
    seen = set()
    for placement in WORN:
        welcome.figure.show_placement(placement)  # type: ignore[arg-type]
        picture = welcome.figure.grab().toImage()
        seen.add(bytes(picture.constBits()))
    assert len(seen) == len(WORN)


def test_louder_is_louder_and_what_cannot_be_heard_is_said(window: Window) -> None:
    welcome = asked(window)
    welcome.volume.setValue(30)
    assert window.remembered.volume == 0.3
    assert window.sound is not None
    window.sound.tone_trouble = "no loudspeaker was found"
    welcome._play()
    assert "no loudspeaker was found" in welcome.heard_words.text()
    welcome.heard.setChecked(True)
    assert "speaks" in welcome.heard_words.text()


def test_whoever_says_not_now_is_not_asked_again_but_by_the_help(
    qapp: QApplication, window: Window
) -> None:
    asked(window)._done(window.measure.strip.setup, False)
    assert window.measure.welcome is None
    assert not window.standing.active
    assert window.focusWidget() is window.measure.start_button
    window.help()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, HelpDialog)
    dialog.again.click()
    assert window.measure.welcome is not None


def test_how_to_stand_safely_is_said_the_first_time_alone(
    qtbot: QtBot, qapp: QApplication, window: Window, pumps: Pumps
) -> None:
    assert window.measure.stage.hint.text() == SAFETY
    pumps.scripted = StepPump([*blocks(rows=50), END])
    window.turning._timer.setInterval(0)  # type: ignore[union-attr]
    window.measure.press()
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    window.remember()
    again = Window(qapp, window.folder)
    assert again.measure.stage.hint.text() == ""
    assert again.measure.stage.headline.text() == "Press Space to start"
    again.close()

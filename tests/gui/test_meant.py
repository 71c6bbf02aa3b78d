"""A code that is new, and close to one that is there, is asked about wherever people are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import END, Pumps, StepPump, blocks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from gui.kit.meant import MeantDialog
from gui.progress.place import ProgressPlace
from gui.review.place import ReviewPlace
from gui.window import Window

SOON_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    made.turning._timer.setInterval(0)  # type: ignore[union-attr]
    with qtbot.waitExposed(made):
        made.show()
    for code in ("MS12", "P2"):
        made.book.add(code)
    pumps.scripted = StepPump([*blocks(rows=50), END])
    strip = made.measure.strip
    strip.show_setup(replace(strip.setup, address="tcp:192.168.0.2:9000"))
    yield made
    made.close()
    qapp.setStyleSheet("")


def question(qtbot: QtBot, window: Window) -> MeantDialog:
    asking = window.measure.whose.asking
    assert asking is not None
    qtbot.waitUntil(asking.isActiveWindow, timeout=SOON_MS)
    return asking


def timed_as(qtbot: QtBot, window: Window) -> str:
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    return window.measure.strip.setup.person


def test_return_takes_who_is_there(qtbot: QtBot, window: Window) -> None:
    window.measure.strip.person.setEditText("PO2")
    window.measure.press()
    assert not window.standing.active
    asking = question(qtbot, window)
    qtbot.keyClick(asking, Qt.Key.Key_Return)
    assert timed_as(qtbot, window) == "P2"
    assert window.measure.strip.person.currentText() == "P2"


def test_whoever_is_new_is_asked_about_once(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    window.measure.strip.person.setEditText("MS-12")
    window.measure.press()
    question(qtbot, window).new.click()
    assert timed_as(qtbot, window) == "MS-12"
    pumps.scripted = StepPump([*blocks(rows=50), END])
    window.measure.press()
    assert window.measure.whose.asking is None
    assert timed_as(qtbot, window) == "MS-12"


def test_escape_times_nobody_and_a_second_press_asks_no_second_time(
    qtbot: QtBot, window: Window
) -> None:
    window.measure.strip.person.setEditText("PO2")
    window.measure.press()
    asking = question(qtbot, window)
    window.measure.grant("start")  # on the phone
    assert question(qtbot, window) is asking
    qtbot.keyClick(asking, Qt.Key.Key_Escape)
    assert window.measure.whose.asking is None
    assert window.standing.stage == "idle"
    assert window.measure.strip.person.currentText() == "PO2"


def test_letters_written_otherwise_are_nobody_new(qtbot: QtBot, window: Window) -> None:
    window.measure.strip.person.setEditText("p2")
    window.measure.press()
    asking = question(qtbot, window)
    assert not asking.new.isVisible()
    asking.known.click()
    assert timed_as(qtbot, window) == "P2"


def test_the_first_questions_ask_as_well(qtbot: QtBot, window: Window) -> None:
    window.welcome()
    welcome = window.measure.welcome
    assert welcome is not None
    welcome.person.setText("PO2")
    welcome.address.setText("tcp:192.168.0.2:9000")
    welcome.begin()
    asking = question(qtbot, window)
    assert window.measure.welcome is welcome
    asking.known.click()
    assert window.measure.welcome is None
    assert timed_as(qtbot, window) == "P2"


def test_who_was_made_up_is_not_asked_about(window: Window) -> None:
    strip = window.measure.strip
    strip.show_setup(replace(strip.setup, address="sim:?placement=shank", person="PO2"))
    window.measure.press()
    assert window.standing.active


@pytest.mark.parametrize(
    ("answer", "codes", "shown", "trouble"),
    [
        ("known", ["MS12", "P2"], "P2", ""),
        ("new", ["MS12", "P2", "PO2"], "PO2", ""),
        ("", ["MS12", "P2"], "MS12", "PO2 is close to P2, who is there already."),
    ],
)
def test_adding_somebody_asks(
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    codes: list[str],
    shown: str,
    trouble: str,
) -> None:
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    place.choose("MS12")

    def work(asking: MeantDialog) -> QDialog.DialogCode:
        if answer:
            getattr(asking, answer).click()
        return QDialog.DialogCode(asking.result())

    monkeypatch.setattr(MeantDialog, "exec", work)
    assert place.add("PO2") == trouble
    assert [one.code for one in window.book.people()] == codes
    assert place.side.code() == shown


def test_a_recording_is_given_to_who_is_there_before_somebody_new(
    qtbot: QtBot, window: Window, recording: Path
) -> None:
    from gui.review.owner import OwnerDialog

    review = window.open_place("review")
    assert isinstance(review, ReviewPlace)
    assert review.open(recording)
    assert review.look is not None
    book = window.book
    people = book.people()
    dialog = OwnerDialog(review, review.look, 0, "MS12", people, book.new_refusal, book.near)
    qtbot.addWidget(dialog)
    dialog.search.setText("PO2")
    assert (dialog.to, dialog.is_new) == ("P2", False)
    dialog.list.setCurrentRow(1)
    assert (dialog.to, dialog.is_new) == ("PO2", True)
    assert dialog.said.toPlainText().startswith("PO2 is close to P2, who is there already.")

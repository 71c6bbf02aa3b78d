"""Every combo box and button has the room that its longest text needs, in every place and state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import Pumps
from meanwhile import SOON_MS
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from same_day import same_window
from states import walk

from gui.kit.controls import choose, combo
from gui.kit.plots import line_pen
from gui.measure.choosing import PlanChoice
from gui.review.place import ReviewPlace
from gui.window import Window

LEAST, SMALL = QSize(640, 480), QSize(1280, 720)


@pytest.fixture(params=[(SMALL, 1.0), (LEAST, 1.0), (SMALL, 1.6)], ids=["1280", "640", "large"])
def window(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    pumps: Pumps,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Window]:
    """A window in two sizes, and with large letters of the system."""
    size, times = request.param
    before = qapp.font()
    large = qapp.font()
    large.setPointSizeF(times * before.pointSizeF())
    qapp.setFont(large)
    yield from same_window(qtbot, qapp, tmp_path / "data", pumps, monkeypatch, size)
    qapp.setFont(before)


def lacks(one: QWidget) -> int:
    """Give how many pixels a control lacks for its longest text."""
    one.ensurePolished()
    if isinstance(one, QComboBox):
        option = QStyleOptionComboBox()
        one.initStyleOption(option)
        style = one.style()
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, one)
        texts = [one.itemText(at) for at in range(one.count())]
        if isinstance(one, PlanChoice):  # which grows with what is chosen
            texts = [one.currentText()]
        wide = max((one.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        return max(wide - room.width(), one.fontMetrics().height() - room.height())
    hint = one.sizeHint()
    return max(hint.width() - one.width(), hint.height() - one.height())


def test_every_text_of_a_control_has_room(window: Window, qapp: QApplication, a_year: Path) -> None:
    short: dict[str, tuple[int, str]] = {}
    for state, shown in walk(window, a_year):
        qapp.processEvents()
        controls = [*shown.findChildren(QComboBox), *shown.findChildren(QAbstractButton)]
        for one in controls:
            said = one.accessibleName() or getattr(one, "text", str)()
            if one.isVisibleTo(shown) and said and lacks(one) > 0:
                short.setdefault(f"{said} ({type(one).__name__})", (lacks(one), state))
    assert not short


def test_a_list_of_long_names_takes_no_more_than_its_room(qtbot: QtBot) -> None:
    """A code may have 64 letters: its end is left out, and the list that opens has all of it."""
    code = "M" * 64
    box = combo("Person", [("Everyone", None), (code, code)], letters=20)
    qtbot.addWidget(box)
    choose(box, code)
    assert box.minimumSizeHint().width() < box.fontMetrics().horizontalAdvance(code) / 2
    box.resize(box.minimumSizeHint())
    box.show()
    box.showPopup()
    assert box.view().width() >= box.fontMetrics().horizontalAdvance(code)
    box.hidePopup()
    picture = box.grab().toImage()
    arrow = box.width() - 26
    inks = {picture.pixel(x, box.height() // 2) for x in range(arrow - 4, arrow)}
    assert len(inks) == 1  # dots at the foot, and no letter that is cut through


def test_a_list_grows_with_what_comes_into_it(qtbot: QtBot) -> None:
    box = combo("Person", [("Everyone", None)])
    qtbot.addWidget(box)
    box.show()
    before = box.sizeHint().width()
    box.addItem("A much longer name than before")
    assert box.sizeHint().width() > before


def test_the_names_of_the_ends_are_not_broken(
    qtbot: QtBot, window: Window, recording: Path
) -> None:
    review = window.open_place("review")
    assert isinstance(review, ReviewPlace)
    assert review.open(recording)
    names = review.side.times.findChildren(QLabel)
    qtbot.waitUntil(lambda: not [one.text() for one in names if lacks(one) > 0], timeout=SOON_MS)
    assert not any(one.wordWrap() for one in names)


def test_lines_of_plots_are_as_wide_on_a_fine_screen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert line_pen("#123456", 2).widthF() == 2.0
    monkeypatch.setattr(type(qapp), "devicePixelRatio", lambda _: 2.0)
    assert line_pen("#123456", 2).widthF() == 4.0

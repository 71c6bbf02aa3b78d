from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.kit.screens import fills, inside, put, share_of

LAPTOP = QRect(0, 0, 1366, 728)
LARGE = QRect(0, 0, 3840, 2120)


def test_a_laptop_is_filled_and_of_a_large_screen_a_good_share_is_taken() -> None:
    assert fills(LAPTOP.size())
    assert fills(QSize(1920, 1000))
    assert not fills(LARGE.size())
    assert LARGE.contains(share_of(LARGE))
    assert share_of(LARGE).width() > 0.8 * LARGE.width()


@pytest.mark.parametrize(
    "frame",
    [
        QRect(0, 0, 1280, 768),
        QRect(1100, 300, 640, 760),
        QRect(-300, -40, 500, 400),
        QRect(2000, 900, 2000, 1500),
    ],
)
def test_nothing_of_a_window_is_off_the_screen(frame: QRect) -> None:
    put_there = inside(frame, LAPTOP)
    assert LAPTOP.contains(put_there)
    assert put_there.size() == frame.size().boundedTo(LAPTOP.size())


def test_the_frame_counts_before_it_is_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    put(window, QRect(0, 0, 1280, 768), LAPTOP)
    assert window.height() < LAPTOP.height()

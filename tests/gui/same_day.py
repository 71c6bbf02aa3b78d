"""A window that is the same each time: one day, in English, without a voice, nothing plugged in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import Pumps
from meanwhile import SOON_MS
from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from states import OneDay

from gui.window import Window


def same_window(
    qtbot: QtBot,
    qapp: QApplication,
    folder: Path,
    pumps: Pumps,
    monkeypatch: pytest.MonkeyPatch,
    size: QSize,
) -> Iterator[Window]:
    """Open it, for a fixture to give; it is closed then."""
    from gui.progress import place
    from gui.sensor.finding import Finder

    monkeypatch.setattr(place, "date", OneDay)
    monkeypatch.setattr(
        Finder, "look", lambda _, **__: None
    )  # what is plugged in here is no matter
    monkeypatch.setattr("gui.help.log_path", lambda: Path("/data/balance-timer.log"))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    made = Window(qapp, folder, pump=pumps)
    made.attach()
    made.resize(size)
    with qtbot.waitExposed(made):
        made.show()
    made.showNormal()
    made.resize(size)
    qtbot.waitUntil(
        lambda: made.sound is not None and bool(made.sound.tone_trouble), timeout=SOON_MS
    )
    yield made
    made.close()
    qapp.setStyleSheet("")
    QLocale.setDefault(before)
    monkeypatch.undo()
    time.tzset()

"""What takes time leaves the window answering: opening a recording, and erasing a person."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from meanwhile import once, soon
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drivers.live import people
from gui.progress.place import ProgressPlace
from gui.review import opening
from gui.review.looking import Looking
from gui.review.place import ReviewPlace
from gui.window import Window

LONG_S = 60.0


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data")
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path, recording: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    return Path(shutil.copy(recording, one)), Path(shutil.copy(recording, other))


class Held:
    """Something that takes as long as a test wants: it goes on with `go`."""

    def __init__(self, does: Callable[..., object]) -> None:
        self._does = does
        self.go = threading.Event()
        self.calls: list[tuple[object, ...]] = []
        self.threads: list[QThread] = []

    def __call__(self, *given: object) -> object:
        self.calls.append(given)
        self.threads.append(QThread.currentThread())
        assert self.go.wait(LONG_S)
        return self._does(*given)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Held:
    held = Held(Looking)
    monkeypatch.setattr(opening, "Looking", held)
    return held


def review_of(window: Window) -> ReviewPlace:
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    return place


def test_the_window_answers_while_a_recording_is_read(
    window: Window, slow: Held, files: tuple[Path, Path]
) -> None:
    place, seen = review_of(window), []

    def meanwhile() -> None:
        seen.append((place.title.text(), place.cursor().shape(), place.isEnabled()))
        assert not place.open(files[0])  # a second click
        place.note()
        place.give()
        place.compare()
        slow.go.set()

    soon(meanwhile)
    assert place.open(files[0])
    assert seen == [("Opening one.csv…", Qt.CursorShape.BusyCursor, True)]
    assert place.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert len(slow.calls) == 1
    assert slow.threads[0] is not window.thread()
    assert place.look is not None
    assert place.look.path == files[0]


def test_the_newest_wish_is_shown(window: Window, slow: Held, files: tuple[Path, Path]) -> None:
    place = review_of(window)
    done: list[bool] = []

    def click() -> None:
        soon(slow.go.set)
        done.append(place.open(files[1]))

    soon(click)
    done.append(place.open(files[0]))
    assert done == [True, False]
    assert place.look is not None
    assert place.look.path == files[1]
    assert "Opening" not in place.title.text()


def test_another_place_can_be_opened_meanwhile(
    window: Window, slow: Held, files: tuple[Path, Path]
) -> None:
    place = review_of(window)

    def away() -> None:
        window.open_place("measure")
        slow.go.set()

    soon(away)
    assert place.open(files[0])
    assert window.measure.isVisible()
    assert not place.isVisible()


def test_closing_while_a_recording_is_read(
    window: Window, slow: Held, files: tuple[Path, Path]
) -> None:
    place = review_of(window)

    def close() -> None:
        slow.go.set()
        window.close()

    once(lambda: slow.calls, close)
    assert not place.open(files[0])
    assert place.look is None
    assert not place.open(files[1])
    assert not window.isVisible()


@pytest.fixture
def erasing(monkeypatch: pytest.MonkeyPatch) -> Held:
    held = Held(people.erase)
    monkeypatch.setattr(people, "erase", held)
    return held


def progress_of(window: Window) -> ProgressPlace:
    for code in ("P1", "P2"):
        window.book.add(code)
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    place.choose("P1")
    return place


def test_the_window_answers_while_somebody_is_erased(window: Window, erasing: Held) -> None:
    place, seen = progress_of(window), []

    def meanwhile() -> None:
        seen.append((window.status.note.text().startswith("Erasing P1…"), place.isEnabled()))
        place.side.erase_button.click()
        erasing.go.set()

    soon(meanwhile)
    place.erase("P1")
    assert seen == [(True, False)]
    assert len(erasing.calls) == 1
    assert erasing.threads[0] is not window.thread()
    assert place.isEnabled()
    assert [one.code for one in place.known] == ["P2"]
    assert window.status.note.text().startswith("P1 is erased.")


def test_closing_while_somebody_is_erased(window: Window, erasing: Held) -> None:
    place = progress_of(window)

    def close() -> None:
        erasing.go.set()
        window.close()

    once(lambda: erasing.calls, close)
    place.erase("P1")
    assert not window.isVisible()
    assert window.book._history is None  # nothing opened it again
    assert [one.code for one in window.book.people()] == ["P2"]
    window.book.close()

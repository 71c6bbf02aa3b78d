"""Review as a place: what it opens by itself, its list, what it says where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import END, Pumps, StepPump, blocks
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget
from pytestqt.qtbot import QtBot

from balance.records.events_file import append_events, events_path
from balance.records.header import Header
from balance.records.recorder import Recorder
from balance.simulate.session import draw_session
from gui.review.looking import Looking
from gui.review.place import ReviewPlace
from gui.window import Window

SOON_MS = 60_000


def recorded(folder: Path, name: str, seed: int = 1, **header: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    made = Header(placement="shank", source="serial:", **header)  # type: ignore[arg-type]
    with Recorder(path, made, has_gyr=True) as recorder:
        recorder.push(draw_session(seed, placement="shank", holds=1).block)
    return path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def opened(window: Window) -> ReviewPlace:
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    return place


def folder_of(window: Window) -> Path:
    assert window.recordings is not None
    return window.recordings


def settled(qtbot: QtBot, window: Window) -> None:
    """Wait until what was asked for by opening a place is done."""
    assert window.live is not None
    done = window.live.desk.do(lambda: None)
    qtbot.waitUntil(done.done, timeout=SOON_MS)
    QApplication.processEvents()


def test_after_a_test_it_is_at_the_recording_just_made(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    recorded(folder_of(window), "older", seed=2, person="P1", stance_leg="left")
    pumps.scripted = StepPump([*blocks(holds=1), END])
    assert window.turning is not None
    window.turning._timer.setInterval(0)
    window.measure.press()
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    made = window.standing.entries[-1].path
    assert made is not None
    review = opened(window)
    qtbot.waitUntil(lambda: review.look is not None, timeout=SOON_MS)
    settled(qtbot, window)
    assert review.look is not None
    assert review.look.path == made
    assert review.number == len(review.look.holds) - 1
    assert review.shelf.model.rows[review.shelf.view.currentIndex().row()].path == made
    assert review.shelf.view.hasFocus()
    older = folder_of(window) / "older.csv"
    review.open(older)
    window.open_place("measure")
    opened(window)
    settled(qtbot, window)
    assert review.look.path == older, "it is brought once"


def test_the_list_has_whose_which_leg_when_and_how_long(window: Window, qtbot: QtBot) -> None:
    folder = folder_of(window)
    day = "2026-09-0{}T08:00:00+00:00"
    first = recorded(folder, "a", person="P1", stance_leg="left", created_utc=day.format(1))
    recorded(folder, "b", 2, person="P2", stance_leg="right", created_utc=day.format(2))
    window.book.keep([first])
    review = opened(window)
    settled(qtbot, window)
    said = [review.shelf.model.index(at).data() for at in range(2)]
    assert said[0].startswith("P2, right leg, no time known, 2 Sep 2026")
    assert said[1].startswith("P1, left leg, best ")
    review.open(folder / "b.csv")
    assert "best" in review.shelf.model.index(0).data(), "it is known once it was opened"
    review.shelf.person.setCurrentIndex(review.shelf.person.findData("P1"))
    review.shelf.person.activated.emit(1)
    assert review.shelf.model.rowCount() == 1
    assert review.shelf.count.text() == "1 of 2 recordings"
    review.shelf.search.setText("zebra")
    assert review.shelf.stack.currentWidget() is review.shelf.empty
    assert "press Esc" in review.shelf.empty.text()
    review.shelf.clear()
    assert review.shelf.model.rowCount() == 2


def test_what_was_searched_is_opened_by_return(qtbot: QtBot, window: Window) -> None:
    folder = folder_of(window)
    recorded(folder, "a", person="P1", stance_leg="left")
    recorded(folder, "b", 2, person="P2", stance_leg="right")
    review = opened(window)
    review.shelf.search.setFocus()
    qtbot.keyClicks(review.shelf.search, "p2 n")  # a letter that is a key elsewhere
    qtbot.keyClicks(review.shelf.search, "o time")
    qtbot.keyClick(review.shelf.search, Qt.Key.Key_Return)
    assert review.look is not None
    assert review.look.path.name == "b.csv"


def test_what_was_said_elsewhere_is_seen(qtbot: QtBot, window: Window) -> None:
    path = recorded(folder_of(window), "a", person="P1", stance_leg="left")
    review = opened(window)
    review.open(path)
    other = Looking(path)
    other.discard(0)
    review.refresh()
    assert "not counted" in review.side.holds.item(0).text()
    append_events(events_path(path), [])
    with path.open("a") as file:
        file.write(path.read_text().splitlines()[-1].replace("0.", "9", 1) + "\n")
    assert review.look is not None
    assert review.look.stale
    review.refresh()
    assert not review.look.stale


def test_where_there_is_nothing_it_says_what_to_do(window: Window) -> None:
    review = opened(window)
    assert "Time somebody in Measure" in review.shelf.empty.text()
    assert "open a file" in review.empty.text()
    assert review.shelf.empty.isVisible()


def test_where_no_hold_was_found_it_says_what_to_do(window: Window) -> None:
    path = folder_of(window) / "quiet.csv"
    path.parent.mkdir(parents=True)
    with Recorder(path, Header(placement="shank"), has_gyr=True) as recorder:
        recorder.push(draw_session(1, placement="shank", holds=1).block[:300])
    review = opened(window)
    review.open(path)
    assert "press Insert to add the hold" in review.side.explained.text()
    assert not review.side.times.isVisible()


def stops(first: QWidget, among: QWidget) -> list[QWidget]:
    """Give where the Tab key stops, in its order, from a widget on."""
    made, at = [first], first.nextInFocusChain()
    while at is not first:
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled()
        own = not isinstance(at.parent(), QAbstractSpinBox)  # of which the field is a part
        if takes and own and among.isAncestorOf(at):
            made.append(at)
        at = at.nextInFocusChain()
    return made


def test_the_keyboard_goes_from_left_to_right(window: Window) -> None:
    path = recorded(folder_of(window), "a", person="P1", stance_leg="left")
    review = opened(window)
    review.open(path)
    shelf, side = review.shelf, review.side
    order = stops(shelf.search, review)
    assert order[:5] == [shelf.search, shelf.person, shelf.leg, shelf.view, shelf.open_button]
    assert order.index(review.acts[0]) < order.index(side.holds)
    assert order[order.index(side.holds) :] == [side.holds, side.lift_off, side.end, side.why]


def test_each_part_has_its_role_and_name(window: Window) -> None:
    path = recorded(folder_of(window), "a", person="P1", stance_leg="left")
    review = opened(window)
    review.open(path)
    role = QAccessible.Role
    for part, wanted in (
        (review.shelf.search, role.EditableText),
        (review.shelf.person, role.ComboBox),
        (review.shelf.leg, role.ComboBox),
        (review.shelf.view, role.List),
        (review.side.holds, role.List),
        (review.side.lift_off, role.SpinBox),
        (review.side.end, role.SpinBox),
        (review.beside.which, role.ComboBox),
    ):
        face = QAccessible.queryAccessibleInterface(part)
        assert face.role() == wanted
        assert face.text(QAccessible.Text.Name)
    rows = QAccessible.queryAccessibleInterface(review.shelf.view)
    assert rows.child(0).text(QAccessible.Text.Name).startswith("P1, left leg, best ")

"""Rating blind: nothing that is known is seen, marks are kept beside, two raters are compared."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import drawn
from fakes import Pumps
from meanwhile import once, soon
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from test_review_place import stops
from typer.testing import CliRunner
from written import on_screen

from balance.records.edits import hold_edit
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path, read_events
from balance.records.header import Header
from balance.records.ratings import rated_hold, rating_by
from balance.records.recorder import write_recording
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated
from cli.app import app
from gui.review.blind import asking, entering
from gui.review.blind.asking import RaterDialog
from gui.review.blind.order import shuffled, state_of
from gui.review.blind.place import BlindPlace
from gui.review.blind.rated import Rated
from gui.review.place import ReviewPlace
from gui.window import Window

PERSON, DAY = "Zebra7", "2026-09-03T08:00:00+00:00"
FULL = RecordingError("can't be written (No space left on device); make room", Path("somewhere"))


def session(seed: int) -> Simulated:
    return drawn(seed, placement="shank", trials=[Trial(3.0), Trial(5.5), Trial(8.0)])


def made(folder: Path, name: str, seed: int = 3, *, gyr: bool = True, **header: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    block = session(seed).block
    said = {"person": PERSON, "stance_leg": "left", "created_utc": DAY, **header}
    path = folder / f"{name}.csv"
    whole = Header(placement="shank", **said)  # type: ignore[arg-type]
    write_recording(path, whole, block if gyr else replace(block, gyr_rad_s=None))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "alone", "mine")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    shown = Window(qapp, tmp_path / "data", pump=pumps)
    shown.attach()
    with qtbot.waitExposed(shown):
        shown.show()
    yield shown
    shown.end()


def review_of(window: Window) -> ReviewPlace:
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    return place


def folder_of(window: Window) -> Path:
    assert window.recordings is not None
    return window.recordings


@pytest.fixture
def rating(window: Window, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], BlindPlace]:
    """Begin to rate, as somebody who gives their code in the dialog."""

    def begin(code: str) -> BlindPlace:
        monkeypatch.setattr(entering, "ask_rater", lambda *_: code)
        review = review_of(window)
        review.rate()
        assert review.blind is not None
        return review.blind

    return begin


def press(qtbot: QtBot, key: Qt.Key, *held: str, times: int = 1) -> None:
    """Press a key wherever the keyboard is."""
    modifier = Qt.KeyboardModifier
    holding = modifier.NoModifier
    for name in held:
        holding |= getattr(modifier, f"{name}Modifier")
    for _ in range(times):
        at = QApplication.focusWidget()
        assert at is not None
        qtbot.keyClick(at, key, holding)


def said_in(path: Path) -> list[str]:
    return [row.detail for row in read_events(events_path(path))]


def rows_of(path: Path) -> tuple[EventRow, ...]:
    return read_events(events_path(path))


# One recording, without a window.


def test_a_mark_is_a_row_of_its_rater_and_nothing_else(path: Path) -> None:
    before = path.read_bytes()
    rated = Rated(path, "A")
    rated.lift_off(4.25)
    assert not events_path(path).exists(), "half a hold says nothing yet"
    rated.step_down(9.9)
    rated.lift_off(12.0)
    rated.step_down(16.0)
    rated.no_hold()
    rated.finish()
    assert said_in(path)[:2] == ["rater=A hold 4.250 to 9.900", "rater=A hold 12.000 to 16.000"]
    assert said_in(path)[2:] == ["rater=A no hold 12.000 to 16.000", "rater=A done"]
    assert path.read_bytes() == before
    assert [(one.lift_off_s, one.end_s) for one in Rated(path, "a").holds] == [(4.25, 9.9)]


def test_within_a_hold_either_end_is_moved_there(path: Path) -> None:
    rated = Rated(path, "A")
    rated.lift_off(4.0)
    rated.step_down(9.0)
    rated.lift_off(4.5)
    rated.step_down(8.5)
    assert [(one.lift_off_s, one.end_s) for one in rated.holds] == [(4.5, 8.5)]
    assert rated.chosen == 0
    for lift_off_s, end_s in ((9.0, 9.5), (4.5, 4.55), (9.0, 4.5)):
        with pytest.raises(RecordingError, match="its lift-off comes before"):
            rated.move(0, lift_off_s, end_s)
    assert len(said_in(path)) == 3


def test_what_went_on_is_a_bound_until_its_end_is_marked(path: Path) -> None:
    rated = Rated(path, "A")
    last_s = rated.span_s[1]
    rated.lift_off(4.0)
    rated.went_on()
    assert said_in(path) == [f"rater=A hold 4.000 to {last_s:.3f} or more"]
    rated.move(0, 4.2, rated.holds[0].end_s)
    assert rated.holds[0].censored, "its lift-off alone was moved"
    rated.went_on()
    assert not rated.holds[0].censored
    rated.went_on()
    rated.step_down(9.0)
    assert not rated.holds[0].censored


def test_each_mark_can_be_taken_back(path: Path) -> None:
    append_events(events_path(path), [rated_hold("B", 1.0, 2.0), hold_edit(3.0, 4.0)])
    rated = Rated(path, "A")
    assert not rated.undoable
    rated.lift_off(4.0)
    rated.undo()
    assert rated.half_s is None
    rated.lift_off(4.0)
    rated.step_down(9.0)
    rated.finish()
    rated.undo()
    rated.undo()
    rated.undo()
    assert (rated.holds, rated.done, rated.undoable) == ((), False, False)
    assert said_in(path)[-2:] == ["rater=A undo", "rater=A undo"]
    assert rating_by(rows_of(path), "B") is not None


def test_what_is_wrong_is_said_and_nothing_written(path: Path) -> None:
    rated = Rated(path, "A")
    with pytest.raises(RecordingError, match=r"mark the lift-off first"):
        rated.step_down(4.0)
    rated.lift_off(4.0)
    with pytest.raises(RecordingError, match=r"after the lift-off at 4\.00 s"):
        rated.step_down(3.0)
    with pytest.raises(RecordingError, match=r"begins at 4\.00 s has no step-down yet"):
        rated.finish()
    assert not events_path(path).exists()


def test_where_there_is_nothing_to_mark_it_can_be_done(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    write_recording(path, Header(placement="shank"), session(3).block[:1])
    rated = Rated(path, "A")
    with pytest.raises(RecordingError, match="too few readings"):
        rated.lift_off(0.0)
    rated.finish()
    assert said_in(path) == ["rater=A done"]


def test_what_others_say_meanwhile_stays(path: Path) -> None:
    rated = Rated(path, "A")
    rated.lift_off(4.0)
    append_events(events_path(path), [rated_hold("B", 1.0, 2.0), hold_edit(3.0, 4.0)])
    rated.step_down(9.0)
    append_events(events_path(path), [rated_hold("A", 12.0, 14.0)])  # in another window
    rated.reread()
    assert len(rated.holds) == 2
    rated.undo()
    assert said_in(path) == [
        "rater=B hold 1.000 to 2.000", "hold 3.000 to 4.000", "rater=A hold 4.000 to 9.000",
        "rater=A hold 12.000 to 14.000", "rater=A undo",
    ]  # fmt: skip
    assert [one.lift_off_s for one in rated.holds] == [4.0]


def test_a_mark_that_the_disk_does_not_take_is_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FULL

    rated = Rated(path, "A")
    with monkeypatch.context() as patched:
        patched.setattr("gui.review.blind.rated.append_events", full)
        for lift_off_s in (4.0, 12.0):
            rated.lift_off(lift_off_s)
            with pytest.raises(RecordingError, match="file of the marks can't be written") as told:
                rated.step_down(lift_off_s + 3.0)
            assert "somewhere" not in str(told.value), "a path may be somebody's code"
        assert (len(rated.holds), rated.unkept) == (2, 2)
    rated.keep()
    assert said_in(path) == ["rater=A hold 4.000 to 7.000", "rater=A hold 12.000 to 15.000"]
    rated.finish()
    path.unlink()
    with pytest.raises(RecordingError, match="not there any more"):
        rated.undo()
    assert rated.done, "it was not taken back"


def test_order_and_numbers_are_each_raters_own_and_stay() -> None:
    paths = [Path(f"day{n:02}.csv") for n in range(40)]
    a, b = shuffled(paths, "A"), shuffled(paths, "B")
    assert [one.path for one in a] != [one.path for one in b]
    assert sorted(one.path for one in a) == paths
    assert shuffled(reversed(paths), "a") == a
    numbers = [one.number for one in a]
    assert numbers == sorted(set(numbers))
    assert all(10_000 <= number < 100_000 for number in numbers)
    places = [[one.path for one in each].index(path) for each in (a, b) for path in paths]
    assert abs(np.corrcoef(places[:40], range(40))[0, 1]) < 0.4
    some = shuffled(paths[:20], "A")
    assert [one for one in a if one in some] == some, "the number hangs on nothing else"
    twins = shuffled([Path("x/one.csv"), Path("y/one.csv")], "A")
    assert twins[0].number != twins[1].number


# In the window.


def test_nothing_of_what_is_known_is_seen(
    window: Window, rating: Callable[[str], BlindPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(folder_of(window), f"{PERSON}-left")
    append_events(
        events_path(path),
        [rated_hold("Other", 1.111, 2.222), EventRow(3.0, "note", "user", "Ouch")],
    )
    review = review_of(window)
    assert review.open(path)
    known = [f"{x:.2f}" for seen in review.look.holds for x in seen.kept.span_s]  # type: ignore[union-attr]
    assert PERSON in review.title.text()
    announced: list[str] = []
    monkeypatch.setattr(review, "announce", announced.append)
    monkeypatch.setattr("gui.review.looking.analyze", lambda *_, **__: pytest.fail("it was scored"))
    blind = rating("A")
    assert blind.rated is not None
    assert blind.isVisible()
    texts = [part.text() for part in (blind.title, blind.about, blind.count)]
    texts += [blind.list.item(n).text() for n in range(blind.list.count())]
    said = " ".join((*texts, *announced, *on_screen(blind)))
    for word in (PERSON, "mine", ".csv", "left", "2026", "Sep", "Other", "Ow", "1.11", *known):
        assert word not in said.replace("Lift-off", ""), word
    assert blind.marks.count() == 0
    assert blind.plot._ends is None
    drawn_items = [type(item).__name__ for plot, item in blind.plot._drawn]
    assert drawn_items.count("LinearRegionItem") == 1, "the window of the overview alone"
    assert drawn_items.count("InfiniteLine") == 3, "the cursor alone"


def test_review_is_as_it_was_before(
    qtbot: QtBot, window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    paths = [made(folder_of(window), name, seed) for name, seed in (("a", 3), ("b", 4))]
    window.book.keep(paths)
    review = review_of(window)
    assert review.open(paths[0])
    assert review.look is not None
    holds, number = review.look.holds, review.number
    known = [(one.best, one.practice_best) for one in window.book.recordings()]
    blind = rating("A")
    blind.plot.put(4.0)
    press(qtbot, Qt.Key.Key_L)
    blind.plot.put(9.0)
    press(qtbot, Qt.Key.Key_S)
    assert not review.open(paths[1]), "who rates is shown nothing else"
    window.rooms.refresh()
    press(qtbot, Qt.Key.Key_Escape)
    assert review.blind is None
    assert review.usual.isVisible()
    assert review.look.path == paths[0]
    assert (review.look.holds, review.number) == (holds, number)
    assert not review.look.undoable
    assert review.shelf.view.hasFocus()
    assert [(one.best, one.practice_best) for one in window.book.recordings()] == known
    window.book.keep(paths)
    assert [(one.best, one.practice_best) for one in window.book.recordings()] == known


def test_a_rater_goes_on_where_they_were_and_goes_over_it_again(
    qtbot: QtBot, window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    for name, seed in (("a", 3), ("b", 4)):
        made(folder_of(window), name, seed)
    blind = rating("A")
    first = blind.items[0]
    blind.plot.put(4.0)
    press(qtbot, Qt.Key.Key_L)
    press(qtbot, Qt.Key.Key_D)
    assert "has no step-down yet" in blind.title.text()
    blind.list.setCurrentRow(1)
    assert (blind.at, blind.list.currentRow()) == (0, 0), "half a hold is not left behind"
    other = blind.list.visualItemRect(blind.list.item(1)).center()
    qtbot.mouseClick(blind.list.viewport(), Qt.MouseButton.LeftButton, pos=other)
    QApplication.processEvents()
    assert blind.at == 0
    assert blind.list.selectedItems() == [blind.list.item(0)]
    blind.plot.put(9.0)
    press(qtbot, Qt.Key.Key_S)
    press(qtbot, Qt.Key.Key_D)
    assert (blind.at, blind.count.text()) == (1, "1 of 2 done")
    assert blind.list.item(0).text() == f"Recording {first.number}: done"
    press(qtbot, Qt.Key.Key_Escape)
    blind = rating("a")
    assert blind.at == 1, "the next that is not done"
    blind.list.setCurrentRow(0)
    assert blind.rated is not None
    assert [(one.lift_off_s, one.end_s) for one in blind.rated.holds] == [(4.0, 9.0)]
    assert blind.marks.item(0).text().startswith("1   4.00 to 9.00 s")
    press(qtbot, Qt.Key.Key_Right, "Alt", "Shift")
    press(qtbot, Qt.Key.Key_Left, "Alt")
    press(qtbot, Qt.Key.Key_Left, "Control", "Shift")
    press(qtbot, Qt.Key.Key_Right, "Control")
    assert said_in(first.path)[-1] == "rater=a hold 3.910 to 9.090"
    press(qtbot, Qt.Key.Key_Z, "Control")
    assert said_in(first.path)[-1].endswith("undo")
    press(qtbot, Qt.Key.Key_Delete)
    assert blind.rated.holds == ()
    blind.list.setCurrentRow(1)
    press(qtbot, Qt.Key.Key_D)
    assert blind.count.text() == "2 of 2 done"
    assert "done with all of them" in blind.title.text()
    assert rating_by(rows_of(blind.items[1].path), "A") is not None, "no hold, and that is said"


def test_escape_takes_back_half_a_hold_before_it_leaves(
    qtbot: QtBot, window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    made(folder_of(window), "a")
    blind = rating("A")
    press(qtbot, Qt.Key.Key_L)
    press(qtbot, Qt.Key.Key_Escape)
    assert blind.isVisible()
    assert blind.rated is not None
    assert blind.rated.half_s is None
    press(qtbot, Qt.Key.Key_Escape)
    assert review_of(window).blind is None


def test_a_folder_that_can_not_be_written_is_said_and_nothing_is_left_behind(
    qtbot: QtBot,
    window: Window,
    rating: Callable[[str], BlindPlace],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, seed in (("a", 3), ("b", 4)):
        made(folder_of(window), name, seed)
    blind = rating("A")
    asked: list[str] = []
    answer = QMessageBox.StandardButton.No

    def question(*given: object) -> QMessageBox.StandardButton:
        asked.append(str(given[2]))
        return answer

    def full(*_: object) -> None:
        raise FULL

    monkeypatch.setattr(asking.QMessageBox, "question", question)
    with monkeypatch.context() as patched:
        patched.setattr("gui.review.blind.rated.append_events", full)
        blind.plot.put(4.0)
        press(qtbot, Qt.Key.Key_L)
        blind.plot.put(9.0)
        press(qtbot, Qt.Key.Key_S)
        wanted = "Not kept yet: the file of the marks can't be written (No space left on device)"
        assert blind.title.text().startswith(wanted)
        press(qtbot, Qt.Key.Key_D)
        blind.list.setCurrentRow(1)
        assert blind.at == 0
        press(qtbot, Qt.Key.Key_Escape)
        assert blind.isVisible()
        window.close()
        assert window.isVisible()
        assert len(asked) == 2
        assert "newest marks are not kept" in asked[0]
    assert blind.rated is not None
    press(qtbot, Qt.Key.Key_D)
    assert blind.at == 1
    assert said_in(blind.items[0].path) == ["rater=A hold 4.000 to 9.000", "rater=A done"]
    assert "Not kept" not in blind.title.text()


def test_what_can_not_be_read_is_said_without_its_name_and_passed_over(
    window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    folder = folder_of(window)
    for name, seed in (("a", 3), ("b", 4)):
        made(folder, f"{PERSON}{name}", seed)
    first = shuffled([folder / f"{PERSON}{name}.csv" for name in "ab"], "A")[0]
    events_path(first.path).write_text("time_s,event,by,detail\nsoon,edit,user,hold\n")
    blind = rating("A")
    assert blind.at == 1
    assert blind.list.item(0).text() == f"Recording {first.number}: can't be read"
    blind.list.setCurrentRow(0)
    assert blind.title.text().startswith(f"Recording {first.number} can't be rated: ")
    assert PERSON not in blind.title.text()
    assert (blind.at, blind.list.currentRow()) == (1, 1)
    assert state_of(first.path, "A") == "unreadable"


def test_a_window_may_be_closed_while_a_recording_is_read(
    window: Window, rating: Callable[[str], BlindPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seed in (("a", 3), ("b", 4)):
        made(folder_of(window), name, seed)
    blind = rating("A")
    closed = threading.Event()

    def slowly(*given: Any) -> Rated:
        closed.wait(30.0)
        return Rated(*given)

    def close() -> None:
        closed.set()  # which closing waits for
        window.close()

    monkeypatch.setattr("gui.review.blind.place.Rated", slowly)
    soon(close)
    blind.open(1)
    assert not window.isVisible()
    assert blind.at == 0


def test_the_code_is_asked_for_and_remembered(qtbot: QtBot, window: Window) -> None:
    made(folder_of(window), "a")
    review = review_of(window)

    def give(code: str) -> Callable[[], None]:
        def act() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, RaterDialog)
            for wrong in ("", "Jo Example"):
                dialog.code.setText(wrong)
                qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
                assert "is no code of a rater" in dialog.trouble.text()
                assert dialog.isVisible()
            dialog.code.setText(code)
            qtbot.keyClick(dialog.code, Qt.Key.Key_Return)

        return act

    once(lambda: QApplication.activeModalWidget() is not None, give(" B "))
    review.shelf.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    assert review.blind is not None
    assert review.blind.rater == "B"
    assert review.blind.leave()
    before: list[str] = []

    def cancel() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RaterDialog)
        before.append(dialog.code.text())
        dialog.reject()

    once(lambda: QApplication.activeModalWidget() is not None, cancel)
    review.rate()
    assert before == ["B"]
    assert review.blind is None
    review.shelf.search.setText("zebra crossing")
    review.rate()
    assert "no recording in the list" in review.title.text()


def test_keyboard_names_and_the_mouse(
    qtbot: QtBot, window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    made(folder_of(window), "a", gyr=False)
    blind = rating("A")
    buttons = blind.buttons
    order = stops(blind.list, blind)
    wanted: list[QWidget] = [blind.list, buttons.leave, blind.plot, buttons.lift_off]
    assert order[:4] == wanted
    assert order[-2] is blind.marks
    for part in order:
        assert QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)
    assert blind.plot.hasFocus()
    first_s, last_s = blind.plot.shown_s()
    at_s = blind.plot.cursor_s
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right, "Shift")
    assert blind.plot.cursor_s == pytest.approx(at_s + 0.11 * (last_s - first_s))
    assert f"{blind.plot.cursor_s:.2f} s" in blind.plot.accessibleDescription()
    press(qtbot, Qt.Key.Key_Plus)
    press(qtbot, Qt.Key.Key_End)
    low, high = blind.plot.shown_s()
    assert high - low == pytest.approx((last_s - first_s) / 2)
    assert low < blind.plot.cursor_s < high, "it is followed"
    canvas = blind.plot._canvas
    box = blind.plot.acc.getViewBox()
    middle = canvas.mapFromScene(box.sceneBoundingRect().center())
    blind.buttons.done.setFocus()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert blind.plot.cursor_s == pytest.approx((low + high) / 2, abs=(high - low) / 50)
    assert "does not measure it" in blind.plot.turn.titleLabel.text


# From the window to the figures.

#: How much later rater B marks lift-off and step-down of each hold than rater A does, in seconds.
LATER_S = ((-0.10, 0.30), (0.05, 0.10), (0.00, -0.20), (0.20, 0.40), (-0.05, 0.25), (0.10, 0.05))


def rate_by_keys(qtbot: QtBot, blind: BlindPlace, ends: Sequence[tuple[float, float]]) -> None:
    """Mark holds with the keyboard alone, to the hundredth of a second."""
    press(qtbot, Qt.Key.Key_Home)
    for lift_off_s, end_s in ends:
        for at_s, key in ((lift_off_s, Qt.Key.Key_L), (end_s, Qt.Key.Key_S)):
            closer = 0
            while (away_s := at_s - blind.plot.cursor_s) or closer == 0:
                low, high = blind.plot.shown_s()
                step_s = (high - low) / 100
                if abs(away_s) <= step_s / 2:
                    if step_s < 0.01:
                        break
                    press(qtbot, Qt.Key.Key_Plus)
                    closer += 1
                    continue
                long_ = ("Shift",) if abs(away_s) >= 10 * step_s else ()
                press(qtbot, Qt.Key.Key_Right if away_s > 0 else Qt.Key.Key_Left, *long_)
            press(qtbot, key)
            press(qtbot, Qt.Key.Key_Minus, times=closer)
    press(qtbot, Qt.Key.Key_D)


def icc_2_1(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """ICC(2,1) of Shrout and Fleiss 1979, straight from its mean squares; rows are holds."""
    n, k = scores.shape
    mean = scores.mean()
    rows = k * np.sum((scores.mean(axis=1) - mean) ** 2) / (n - 1)
    columns = n * np.sum((scores.mean(axis=0) - mean) ** 2) / (k - 1)
    rest = scores - scores.mean(axis=1, keepdims=True) - scores.mean(axis=0) + mean
    error = np.sum(rest**2) / ((n - 1) * (k - 1))
    return float((rows - error) / (rows + (k - 1) * error + k * (columns - error) / n))


def test_two_raters_by_keyboard_are_compared_as_planted(
    qtbot: QtBot, window: Window, rating: Callable[[str], BlindPlace]
) -> None:
    folder = folder_of(window)
    truth = {made(folder, name, seed): session(seed).holds for name, seed in (("a", 3), ("b", 4))}
    planted: dict[str, dict[Path, list[tuple[float, float]]]] = {"A": {}, "B": {}}
    for part, (path, holds) in enumerate(truth.items()):
        for number, hold in enumerate(holds):
            low, top = LATER_S[3 * part + number]
            planted["A"].setdefault(path, []).append(hold)
            later = (hold[0] + low, hold[1] + top)
            planted["B"].setdefault(path, []).append(later)
    for code in ("A", "B"):
        blind = rating(code)
        for _ in truth:
            assert blind.at is not None
            assert blind.rated is not None
            assert blind.rated.holds == (), "nobody sees what another marked"
            rate_by_keys(qtbot, blind, planted[code][blind.items[blind.at].path])
        assert blind.count.text() == "2 of 2 done"
        press(qtbot, Qt.Key.Key_Escape)
    arguments = ["validate", str(folder), "--rater", "A", "--rater", "B", "--json", "--jobs", "1"]
    ran = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert ran.exit_code == 0
    (study,) = [json.loads(line) for line in ran.stdout.splitlines()]
    held = np.array(
        [[b - a for a, b in planted[code][path]] for code in ("A", "B") for path in truth]
    ).reshape(2, 6)
    assert (study["first"], study["reference"], study["left_out"]) == ("rater A", "rater B", [])
    found = study["every"]
    assert found["n"] == 6
    assert found["plain"]["bias"]["value"] == pytest.approx(
        float(np.mean(held[0] - held[1])), abs=0.01
    )
    icc = found["reliability"]["icc_2_1"]["value"]
    assert icc == pytest.approx(icc_2_1(held.T), abs=0.002)

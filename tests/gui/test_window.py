from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from fakes import END, Pumps, StepPump, blocks
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, QTimer, QTranslator
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from balance.records.edits import KeptHold, apply_edits
from balance.records.events_file import events_path, read_events
from balance.records.open_any import find_recordings
from balance.words import SAFETY
from drivers.live.course import Entry
from drivers.live.live import Live
from drivers.live.standing import Standing
from drivers.source import SourceLost
from gui import unsaved
from gui.kit.palette import LEAST_CONTRAST, contrast
from gui.rail import PLACES
from gui.script import Script, Wait
from gui.sensor.place import SensorPlace
from gui.window import Window

SOON_MS = 60_000
FRAMES = 60
FIELDS = (QAbstractButton, QComboBox, QLineEdit)


@pytest.fixture
def window(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    pumps: Pumps,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    monkeypatch.setattr(unsaved, "ask_folder", lambda _: tmp_path / "rescue")
    made.close()
    qapp.setStyleSheet("")


def live_of(window: Window) -> Live:
    assert window.live is not None
    return window.live


def script(window: Window, pumps: Pumps, given: list[object]) -> StepPump:
    pumps.scripted = StepPump(given)  # type: ignore[arg-type]
    window.turning._timer.setInterval(0)
    return pumps.scripted


def press(qtbot: QtBot, window: Window, key: str) -> None:
    at = window.focusWidget() or window
    qtbot.keySequence(at, key)


def until_over(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)


def choose_plan(window: Window, **more: object) -> None:
    strip = window.measure.strip
    strip.show_setup(replace(strip.setup, **more))  # type: ignore[arg-type]


def test_it_opens_ready_to_start_with_the_safety_line(window: Window) -> None:
    assert window.measure.stage.hint.text() == SAFETY
    assert window.measure.start_button.text() == "Start"
    assert window.focusWidget() is window.measure.start_button
    assert window.status.sensor.text() == "No sensor open"


def test_a_whole_session_by_keyboard_alone(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    choose_plan(window, kind="custom", list_text="2 left, 2 right @1", rest_s=1.0)
    script(window, pumps, [*blocks(holds=8, hold_range_s=(3.0, 6.0)), END])
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: len(window.standing.entries) == 1, timeout=SOON_MS)
    press(qtbot, window, "R")
    assert window.standing.entries[0].verdict == "again"
    press(qtbot, window, "Ctrl+Z")
    press(qtbot, window, "Return")
    assert window.standing.entries[0].verdict == "kept"
    until_over(qtbot, window)
    legs = [entry.conditions.stance_leg for entry in window.standing.entries if entry.counted]
    assert legs == ["left", "left", "right", "right"]
    assert "right" in window.measure.stage.hint.text()
    press(qtbot, window, "N")
    path = window.standing.entries[-1].path
    for index, name in enumerate(PLACES, 1):
        press(qtbot, window, f"Ctrl+{index}")
        assert window.rooms.places[name].isVisible()
    assert path is not None
    rows = read_events(events_path(path))
    kept, _ = apply_edits(
        [KeptHold(e.hold) for e in window.standing.entries if e.path == path], rows
    )
    assert kept[-1].went_on


def test_nothing_but_the_digits_and_the_traces_moves_during_a_hold(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    script(window, pumps, [*blocks(rows=10)[:150], END])
    everything = window.measure.findChildren(QWidget)
    digits = window.measure.stage.digits
    labels = [one for one in window.findChildren(QLabel) if one is not digits]
    seen: set[tuple[object, ...]] = set()
    figures: set[str] = set()

    def note(now: Standing) -> None:
        if now.phase == "holding" and not now.entries:
            figures.add(digits.text())
            texts = tuple(label.text() for label in labels)
            seen.add((texts, *(one.geometry().getRect() for one in everything)))

    window.turning.changed.connect(note)
    press(qtbot, window, "Space")
    until_over(qtbot, window)
    assert len(figures) > 20
    assert len(seen) == 1


def test_space_ends_a_hold_by_hand_and_escape_the_test(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    choose_plan(window, kind="both")
    pump = script(window, pumps, list(blocks()))
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: (window.standing.held_s or 0.0) > 2.0, timeout=SOON_MS)
    assert window.measure.start_button.text() == "End this hold"
    press(qtbot, window, "Space")
    assert "stopped by hand" in window.measure.pane.attempts.item(0).text()
    press(qtbot, window, "Escape")
    assert window.standing.stage == "over"
    live_of(window).desk.wait()
    assert pump.closed


@pytest.mark.parametrize("part", ["practice", "plan", "eyes", "attempts", "rehearse"])
def test_space_starts_whatever_has_the_keyboard(
    qtbot: QtBot, window: Window, pumps: Pumps, part: str
) -> None:
    script(window, pumps, list(blocks()))
    measure = window.measure
    found: dict[str, QWidget] = {
        "practice": measure.strip.practice,
        "plan": measure.strip.plan,
        "eyes": measure.strip.eyes.findChildren(QAbstractButton)[1],
        "attempts": measure.pane.attempts,
        "rehearse": measure.acts.rehearse,
    }
    found[part].setFocus()
    before = measure.strip.setup
    press(qtbot, window, "Space")
    assert window.standing.active
    assert measure.strip.setup == before
    press(qtbot, window, "Escape")
    assert not window.standing.active


def test_return_uses_the_control_that_has_the_keyboard(qtbot: QtBot, window: Window) -> None:
    strip = window.measure.strip
    strip.practice.setFocus()
    press(qtbot, window, "Return")
    assert strip.setup.practice
    closed = strip.eyes.findChildren(QAbstractButton)[1]
    closed.setFocus()
    press(qtbot, window, "Return")
    assert strip.setup.eyes == "closed"
    strip.plan.setFocus()
    press(qtbot, window, "Return")
    assert strip.plan.view().isVisible()
    strip.plan.hidePopup()
    assert not window.standing.active


def test_space_is_a_letter_where_somebody_types(qtbot: QtBot, window: Window) -> None:
    window.measure.strip.person.setFocus()
    press(qtbot, window, "Space")
    assert window.measure.strip.person.currentText() == " "
    assert not window.standing.active


def test_a_click_beside_the_place_leaves_space_to_the_test(window: Window) -> None:
    window.rail._theme.click()
    assert window.focusWidget() is window.measure.start_button
    assert not window.rail._theme.focusPolicy() & Qt.FocusPolicy.ClickFocus


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("which", [0, 1])
def test_what_has_the_keyboard_is_seen_beside_what_is_chosen(
    window: Window, theme: str, which: int
) -> None:
    """WCAG 2.2, 2.4.13: a ring of two pixels, 3 to 1 against the same without the keyboard."""
    window.theme.use(theme)  # type: ignore[arg-type]
    part = window.measure.strip.eyes.findChildren(QAbstractButton)[which]
    window.measure.start_button.setFocus()
    without = part.grab().toImage()
    part.setFocus()
    having = part.grab().toImage()
    middle = part.width() // 2
    changed = [
        contrast(without.pixelColor(middle, y), having.pixelColor(middle, y)) >= 3.0
        for y in range(4)
    ]
    assert sum(changed) >= 2


def test_a_look_at_a_sensor_leaves_no_time_on_the_stage(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    pump = script(window, pumps, list(blocks(rows=50)))
    live_of(window).connect_to(window.measure.strip.setup)
    qtbot.waitUntil(lambda: pump.left == 0, timeout=SOON_MS)
    assert window.measure.stage.headline.text() == "Press Space to start"
    assert window.measure.stage.digits.text() == "0.0"
    live_of(window).disconnect()


def test_a_code_beside_a_simulated_person_is_said_not_to_count(window: Window) -> None:
    window.measure.strip.person.setEditText("P7")
    said = window.measure.stage.leg.text()
    assert "kept as 'simulated', not as P7" in said


def test_a_sensor_that_is_lost_is_said_and_what_was_held_is_kept(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    script(window, pumps, [*blocks()[:45], SourceLost("It is gone.")])
    press(qtbot, window, "Space")
    until_over(qtbot, window)
    assert window.measure.stage.hint.text() == "It is gone."
    assert window.measure.stage.headline.text() == "Something is wrong"
    assert len(window.standing.entries) == 1
    assert window.recordings is not None
    assert len(find_recordings([window.recordings])) == 1


def test_a_folder_that_is_gone_is_said_and_another_is_taken(
    qtbot: QtBot, window: Window, pumps: Pumps, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    window.remembered.folder = str(tmp_path / "file" / "inside")
    script(window, pumps, [*blocks(), END])
    press(qtbot, window, "Space")
    until_over(qtbot, window)
    assert window.folder is not None
    spare = window.folder / "recordings"
    qtbot.waitUntil(lambda: live_of(window).refresh().said != "", timeout=SOON_MS)
    assert str(spare) in window.status.recording.text()
    window.close()
    assert not window.isVisible()
    assert len(find_recordings([spare])) == 1


def test_where_no_folder_takes_it_one_is_asked_for(
    qtbot: QtBot,
    window: Window,
    pumps: Pumps,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert window.folder is not None
    (tmp_path / "file").touch()
    window.folder.mkdir(exist_ok=True)
    (window.folder / "recordings").touch()
    (tmp_path / "home").touch()
    window.remembered.folder = str(tmp_path / "file" / "inside")
    asked: list[bool] = []

    def ask(_: QWidget) -> Path | None:
        assert not window.standing.active
        asked.append(True)
        return None if len(asked) == 1 else tmp_path / "rescue"

    monkeypatch.setattr(unsaved, "ask_folder", ask)
    script(window, pumps, [*blocks(), END])
    press(qtbot, window, "Space")
    until_over(qtbot, window)
    qtbot.waitUntil(lambda: bool(asked), timeout=SOON_MS)
    assert "Not saved" in window.status.recording.text()
    window.close()
    assert not window.isVisible()
    assert len(asked) == 2
    assert len(find_recordings([tmp_path / "rescue"])) == 1


def test_closing_while_recording_keeps_everything(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    pump = script(window, pumps, list(blocks()))
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: (window.standing.held_s or 0.0) > 2.0, timeout=SOON_MS)
    window.close()
    assert pump.closed
    assert window.recordings is not None
    (path,) = find_recordings([window.recordings])
    assert any(row.event == "stop" for row in read_events(events_path(path)))
    assert [one for one in threading.enumerate() if one.name.startswith("pump")] == []


def test_without_a_loudspeaker_it_works_and_says_so(window: Window) -> None:
    assert window.sound is not None
    window.sound.tone_trouble = "no loudspeaker was found"
    window.sound.changed.emit()
    assert "no tones" in window.status.note.text()
    sensor = window.open_place("sensor")
    assert isinstance(sensor, SensorPlace)
    assert "no loudspeaker was found" in sensor.sound_trouble.text()
    live_of(window).fail("x")


def test_a_tone_is_twinned_by_a_flash(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    script(window, pumps, list(blocks()))
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: window.standing.holding, timeout=SOON_MS)
    assert window.measure.stage.flashing.isActive()
    live_of(window).stop()
    window.measure.stage.flashing.stop()


def test_a_second_window_is_told(qtbot: QtBot, qapp: QApplication, window: Window) -> None:
    other = Window(qapp, window.folder)
    other.attach()
    assert other.second
    assert "Another window" in other.status.note.text()
    other.close()
    assert not window.second


def test_what_was_chosen_is_there_the_next_time(
    qtbot: QtBot, qapp: QApplication, window: Window
) -> None:
    choose_plan(window, kind="both", leg="right", cap_s=45.0, person="P7")
    window.theme.use("dark")
    window.remember()
    again = Window(qapp, window.folder)
    setup = again.measure.strip.setup
    assert (setup.kind, setup.leg, setup.cap_s, setup.person) == ("both", "right", 45.0, "P7")
    assert again.theme.name == "dark"
    window.theme.use("light")
    again.close()


def test_a_damaged_memory_takes_the_defaults(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("theme=green\nvolume=loud\n[setup]\nleg=middle\ncap_s=x\n")
    window = Window(qapp, tmp_path)
    assert window.measure.strip.setup.leg == "left"
    assert window.remembered.volume == 0.8
    assert window.theme.name == "system"
    window.close()


def test_the_pane_goes_beside_apart_and_away(qtbot: QtBot, window: Window) -> None:
    pane = window.measure.pane
    assert not pane.isWindow()
    press(qtbot, window, "F9")
    assert pane.isWindow()
    assert pane.isVisible()
    window.measure.turn_pane()
    assert not pane.isVisible()
    window.measure.turn_pane()
    assert not pane.isWindow()
    assert pane.isVisible()


@pytest.mark.parametrize("place", PLACES)
def test_all_that_takes_the_keyboard_has_a_name(window: Window, place: str) -> None:
    shown = window.open_place(place)
    stops = [
        one
        for one in shown.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
    ]
    assert stops
    for one in stops:
        if isinstance(one.parent(), QComboBox | QAbstractSpinBox):
            continue
        face = QAccessible.queryAccessibleInterface(one)
        assert face.text(QAccessible.Text.Name), one


class Marked(QTranslator):
    """Translates every text to itself in brackets."""

    def translate(self, _context: str, text: str, *_more: object) -> str:  # type: ignore[override]
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def test_every_text_goes_through_the_translation(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    translator = Marked()
    assert QCoreApplication.installTranslator(translator)
    try:
        made = Window(qapp, tmp_path)
        made.attach()
        made.show()
        for place in PLACES:
            made.open_place(place)
        texts = [(one, one.text()) for one in made.findChildren(QLabel)]
        texts += [(one, one.text()) for one in made.findChildren(QAbstractButton)]
        bare = [
            text
            for one, text in texts
            if any(sign.isalpha() for sign in text)
            and "⟦" not in text
            and str(tmp_path) not in text
            and not isinstance(one.parent(), QLineEdit | QComboBox)
        ]
        assert bare == []
        made.close()
    finally:
        QCoreApplication.removeTranslator(translator)


STANDINGS = [
    Standing(),
    Standing(stage="running", phase="ready", rate_hz=100.0),
    Standing(stage="running", phase="holding", held_s=4.0),
    Standing(stage="running", phase="maybe_down", held_s=4.0, lost="No samples."),
    Standing(stage="running", rate_hz=12.0, faults=("rate too low",)),
    Standing(stage="over", trouble="It is gone."),
    Standing(stage="running", unsaved="Not saved: the disk is full."),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_written_can_be_read(theme: str, window: Window) -> None:
    window.theme.use(theme)  # type: ignore[arg-type]
    inks = window.theme.inks
    for now in STANDINGS:
        window.show_standing(now)
        window.measure.show_standing(now)
        for label in window.findChildren(QLabel):
            ink = label.palette().windowText().color()
            for ground in (inks.ground, inks.sheet):
                assert contrast(ink, QColor(ground)) >= LEAST_CONTRAST, label.text()


def test_the_picture_goes_from_light_to_dark(window: Window) -> None:
    window.theme.use("light")
    before = window.grab().toImage().pixelColor(3, 3)
    window.theme.use("dark")
    after = window.grab().toImage().pixelColor(3, 3)
    assert before.lightnessF() > 0.9
    assert after.lightnessF() < 0.2
    window.theme.use("light")


def test_the_digits_are_six_centimetres_on_a_24_inch_screen(window: Window) -> None:
    window.resize(1920, 1080)  # 53.1 cm wide: 36.1 pixels a centimetre
    window.measure.show_standing(Standing(stage="running", phase="holding", held_s=8.6))
    picture = window.measure.stage.digits.grab().toImage()
    columns = range(0, picture.width(), 3)
    ink = [
        y
        for y in range(picture.height())
        if any(picture.pixelColor(x, y).lightnessF() < 0.4 for x in columns)
    ]
    assert ink[-1] - ink[0] >= 6 * 36


def test_painting_loses_no_reference_to_none(window: Window, qapp: QApplication) -> None:
    # PySide6 6.12 on CPython 3.11 loses about 20 a frame, until the interpreter dies.
    def paint(frames: int) -> None:
        for frame in range(frames):
            window.measure.show_standing(
                Standing(stage="running", phase="holding", held_s=frame / 10, rate_hz=100.0)
            )
            window.repaint()
            qapp.processEvents()

    paint(10)
    before = sys.getrefcount(None)
    paint(FRAMES)
    assert abs(sys.getrefcount(None) - before) < FRAMES


@pytest.mark.parametrize("place", PLACES)
def test_nothing_overlaps_in_a_small_window_with_large_letters(
    qtbot: QtBot, qapp: QApplication, window: Window, place: str
) -> None:
    usual, large = qapp.font(), qapp.font()
    large.setPointSizeF(2 * usual.pointSizeF())
    qapp.setFont(large)
    try:
        choose_plan(window, kind="custom")
        shown = window.open_place(place)
        window.resize(window.minimumSize())
        qapp.processEvents()
        parts = (*FIELDS, QListWidget)
        found = [one for one in shown.findChildren(QWidget) if isinstance(one, parts)]
        found = [one for one in found if one.isVisibleTo(shown) and not inside(one, parts)]
        at = [(one, QRect(one.mapTo(shown, QPoint(0, 0)), one.size())) for one in found]
        assert len(at) > 5
        for (one, here), (other, there) in combinations(at, 2):
            assert not here.intersects(there), (one, other)
        for one, here in at:
            assert shown.rect().contains(here), one
            assert here.height() >= one.minimumSizeHint().height(), one
            if isinstance(one, QAbstractButton):
                assert here.width() >= one.minimumSizeHint().width(), one
    finally:
        qapp.setFont(usual)


def inside(one: QWidget, parts: tuple[type, ...]) -> bool:
    above = one.parentWidget()
    while above is not None:
        if isinstance(above, parts):
            return True
        above = above.parentWidget()
    return False


def test_return_in_a_field_gives_the_keyboard_back_to_start(qtbot: QtBot, window: Window) -> None:
    person = window.measure.strip.person
    person.setFocus()
    qtbot.keyClicks(window.focusWidget(), "P7 r")
    press(qtbot, window, "Return")
    assert window.focusWidget() is window.measure.start_button
    assert window.measure.strip.setup.person == "P7 r"


def test_idle_says_which_sensor_is_chosen(window: Window) -> None:
    assert window.measure.stage.leg.text().startswith("Simulated person")
    window.measure.strip.use_source("phyphox:192.168.0.2")
    assert window.measure.stage.leg.text() == "Sensor: Phone with phyphox"


def test_the_traces_in_a_window_of_their_own_are_wholly_on_the_screen(window: Window) -> None:
    window.measure.turn_pane()
    available = window.screen().availableGeometry()
    assert available.contains(window.measure.pane.frameGeometry())
    window.measure.turn_pane()
    window.measure.turn_pane()


def test_the_traces_go_to_a_second_screen_where_there_is_one(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Second:
        def availableGeometry(self) -> QRect:  # noqa: N802
            return QRect(1500, 70, 1000, 900)

    screens = [window.screen(), Second()]
    monkeypatch.setattr(type(window.measure.beside), "screens", staticmethod(lambda: screens))
    window.measure.turn_pane()
    assert QRect(1500, 70, 1000, 900).contains(window.measure.pane.geometry())


def test_during_a_hold_nothing_can_be_said_of_an_attempt(window: Window) -> None:
    card = window.measure.card
    card.show_standing(Standing(stage="running", phase="holding", held_s=1.0))
    assert not any(each.isEnabled() for each in card.findChildren(QAbstractButton))
    assert "after the step-down" in card.why.text()


def test_help_names_every_key(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, "F1")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.windowTitle() == "Help"
    dialog.close()


def test_the_rehearsal_waits_for_the_sensor(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    from gui.measure.rehearsal_view import RehearsalDialog

    pump = script(window, pumps, [])
    pump.opened, pump.link = None, "https://192.168.0.10:8443/"
    press(qtbot, window, "Ctrl+R")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RehearsalDialog)
    qtbot.waitUntil(lambda: "phone" in dialog.asks.text(), timeout=SOON_MS)
    assert "lift" not in dialog.asks.text()
    pump.link = ""
    pump.go_on([*blocks(rows=50), END])
    qtbot.waitUntil(lambda: dialog.now.done, timeout=SOON_MS)
    assert "3 of 3" in dialog.asks.text()
    dialog.close()


def test_the_rehearsal_says_how_many_were_caught(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    from gui.measure.rehearsal_view import RehearsalDialog

    script(window, pumps, [*blocks(rows=50), END])
    press(qtbot, window, "Ctrl+R")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RehearsalDialog)
    qtbot.waitUntil(lambda: dialog.now.done, timeout=SOON_MS)
    assert "3 of 3" in dialog.asks.text()
    assert "well placed" in dialog.advice.text()
    entries: tuple[Entry, ...] = window.standing.entries
    assert all(entry.conditions.practice for entry in entries)
    dialog.close()


def test_a_script_leaves_out_the_rest_where_the_window_is_closed(
    qtbot: QtBot, window: Window
) -> None:
    done: list[str] = []

    class Going(Script):
        def steps(self) -> Iterator[Wait]:
            done.append("first")
            yield "nothing", lambda: True
            done.append("second")
            window.open_place("progress")

    script = Going(window)
    script.start()
    window.end()
    qtbot.waitUntil(lambda: not script._timer.isActive(), timeout=SOON_MS)
    assert done == ["first"]


def test_a_closed_window_turns_no_more(
    window: Window, pumps: Pumps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.unsaved.wait_for", lambda _: None)  # as where nothing is waited for
    script(window, pumps, [])
    window.measure.start()
    assert window.turning is not None
    assert window.turning._timer.isActive()
    window.end()
    assert not window.turning._timer.isActive()


def test_a_script_stands_still_while_what_was_kept_is_waited_for(
    qtbot: QtBot, window: Window
) -> None:
    done: list[str] = []
    written = threading.Event()

    class Going(Script):
        def steps(self) -> Iterator[Wait]:
            yield "the closing", lambda: not window.isEnabled()
            done.append("went on")

    Going(window).start()
    live_of(window).desk.do(lambda: written.wait(SOON_MS / 1000))
    QTimer.singleShot(100, written.set)
    window.end()
    assert not done

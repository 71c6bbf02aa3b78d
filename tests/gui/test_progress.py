from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from trained import progress_in, window_of

from balance.records.history import people
from balance.records.history.people import Description
from balance.records.history.queries import Point
from drivers.live.place import Place, place_in
from drivers.live.running import running
from gui.book import Book
from gui.example import PERSON, training
from gui.kit.meant import MeantDialog
from gui.progress.canvas import LEG_INKS, LEG_LINES, LEG_SHAPES, places
from gui.progress.chart import steps
from gui.progress.erasing import EraseDialog
from gui.progress.place import ProgressPlace
from gui.window import Window


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve sessions of one person."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    book = Book(lambda: place_in(folder))
    book.keep_scored(training(12))
    book.close()
    return folder


@pytest.fixture
def progress(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, filled: Path
) -> Iterator[ProgressPlace]:
    shutil.copytree(filled, tmp_path / "data")
    with progress_in(qapp, tmp_path / "data") as place:
        yield place


def test_each_leg_has_its_line_and_its_next_step(progress: ProgressPlace) -> None:
    assert progress.side.groups.count() == 2
    assert progress.balance.legs.facts["attempts", 0].text() == "36 in 12 sessions"
    assert "hold 60 s" in progress.balance.step.step.text()
    assert progress.balance.step.source.text().startswith("Source: ")
    assert "longer" in progress.balance.legs.sides.text()
    before = progress.head.first.text()
    progress.side.groups.setCurrentRow(1)
    assert progress.head.first.text() != before
    assert "Right leg" in progress.head.whose.text()


def test_a_rise_up_to_the_longest_time_is_told(
    progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.example.CAP_S", 30.0)
    window_of(progress).book.keep_scored(
        [replace(each, checksum=f"{each.checksum} again") for each in training(12)]
    )
    progress.refresh()
    line = progress.lines[0]
    assert line.best is not None
    assert "longer than in" in progress.head.first.text()
    assert "more than your usual ups and downs" in progress.head.first.text()


def test_both_legs_are_told_apart_without_colour_and_read_out(progress: ProgressPlace) -> None:
    for told_apart in (LEG_INKS, LEG_SHAPES, LEG_LINES):
        assert len(set(told_apart.values())) == 3
    said = progress.balance.chart.accessibleDescription()
    assert "Left leg: 12 sessions from 8 Sep 2026 to 30 Sep 2026; usually " in said
    assert "Right leg: 12 sessions" in said
    assert progress.balance.chart.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_any_two_sessions_are_laid_side_by_side(progress: ProgressPlace) -> None:
    comparing = progress.balance.comparing
    assert comparing.newer.count() == 12
    assert comparing.newer.currentText() == "30 Sep 2026"
    assert comparing.earlier.currentText() == "28 Sep 2026"
    comparing.earlier.setCurrentIndex(11)
    comparing.earlier.activated.emit(11)
    left, right = comparing.said.text().splitlines()
    assert left.startswith("Left leg: best ")
    assert right.startswith("Right leg: best ")
    assert "mean of three" in left
    comparing.earlier.setCurrentIndex(0)
    comparing.earlier.activated.emit(0)
    assert comparing.said.text() == "Choose two different sessions."


def test_a_goal_of_ones_own_is_kept_for_the_conditions(progress: ProgressPlace) -> None:
    side = progress.side
    assert not side.goal.isVisible()
    side.rules.setCurrentIndex(3)
    side.rules.activated.emit(3)
    assert side.goal.isVisible()
    side.goal.setText("90")
    side.goal.editingFinished.emit()
    (known,) = progress.known
    assert known.rules == "90 s"
    assert "hold 90 s" in progress.balance.step.step.text()
    assert progress.balance.step.goal.text().startswith("Goal 90 s: ")
    assert progress.balance.step.bar.isVisible()
    assert progress.balance.step.bar.accessibleDescription() == progress.balance.step.goal.text()


def test_a_leg_has_a_goal_of_its_own(progress: ProgressPlace) -> None:
    side = progress.side
    side.rules.setCurrentIndex(3)
    side.rules.activated.emit(3)

    def write(seconds: str) -> str:
        side.goal.setText(seconds)
        side.goal.editingFinished.emit()
        (known,) = progress.known
        return known.rules or ""

    def show(leg: str) -> None:
        legs = [line.conditions.stance_leg for line in progress.lines]
        side.groups.setCurrentRow(legs.index(leg))  # type: ignore[arg-type]

    show("left")
    assert write("90") == "90 s"
    assert (side.one_leg.text(), side.one_leg.isChecked()) == ("For the left leg alone", False)
    side.one_leg.click()
    assert write("40") == "90 s; 40 s, left"
    assert progress.balance.step.goal.text().startswith("Goal 40 s: ")
    show("right")
    assert (side.goal.text(), side.one_leg.isChecked()) == ("90", False)
    assert side.one_leg.text() == "For the right leg alone"
    assert progress.balance.step.goal.text().startswith("Goal 90 s: ")
    assert write("80") == "40 s, left; 80 s"
    show("left")
    assert (side.goal.text(), side.one_leg.isChecked()) == ("40", True)
    side.one_leg.click()
    (known,) = progress.known
    assert known.rules == "40 s"


def change(place: ProgressPlace, **said: object) -> str:
    (known,) = place.known
    return place.change(known, known.code, Description(**said))  # type: ignore[arg-type]


def test_the_plan_of_a_week_is_set(progress: ProgressPlace) -> None:
    assert change(progress, week_plan="2") == ""
    assert "of 2 sessions at home" in progress.balance.step.week.text()
    assert "supervised" not in progress.balance.step.week.text()
    assert "Sessions a week, oldest first: " in progress.balance.step.row.accessibleDescription()
    assert [known.week_plan for known in progress.known] == ["2"]


def test_all_that_a_next_step_is_decided_by_is_seen_at_once(progress: ProgressPlace) -> None:
    window = window_of(progress)
    window.resize(1366, 728)
    progress.refresh()
    QApplication.processEvents()
    room = window.rect()
    for part in (
        progress.head.first,
        progress.balance.chart,
        progress.balance.legs.sides,
        progress.balance.step.row,
    ):
        assert part.isVisible()
        place = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
        assert room.contains(place)
        assert not part.visibleRegion().isEmpty()
    bar = window.rooms.currentWidget()
    assert isinstance(bar, QScrollArea)
    assert bar.verticalScrollBar().maximum() == 0


def test_the_keyboard_goes_in_the_order_of_reading(progress: ProgressPlace) -> None:
    order = [*progress.side.controls(), progress.balance.chart, progress.balance.comparing.newer]
    after: QWidget = progress.side.search
    found = [after]
    while len(found) < 200:
        after = after.nextInFocusChain()
        if after is progress.side.search:
            break
        found.append(after)
    places_in_chain = [found.index(each) for each in order]
    assert places_in_chain == sorted(places_in_chain)
    for control in order:
        assert control.accessibleName()


def test_the_year_of_birth_brings_a_reference(progress: ProgressPlace) -> None:
    assert "the year of birth is not known" in progress.balance.legs.reference.text()
    assert change(progress, birth_year=1950) == ""
    assert "Springer" in progress.balance.legs.reference.text()


def test_another_rule_set_gives_another_step(progress: ProgressPlace) -> None:
    progress.side.rules.setCurrentIndex(1)
    progress.side.rules.activated.emit(1)
    assert "Otago" in progress.balance.step.source.text()


def test_people_are_added_and_erased(progress: ProgressPlace) -> None:
    assert progress.add("P99") == ""
    assert [known.code for known in progress.known] == [PERSON, "P99"]
    assert progress.side.code() == "P99"
    assert progress.add("P99") == "P99 is there already; take another code."
    progress.erase(PERSON)
    assert [known.code for known in progress.known] == ["P99"]
    progress.choose("P99")
    assert progress.side.groups.count() == 0
    assert progress.head.first.text().startswith(
        "No holds of P99 are kept yet. Choose P99 in Measure"
    )
    assert not progress.balance.chart.isVisible()
    progress.erase("P99")
    assert progress.head.first.text().startswith("Nobody is known here yet. Add a person")


def test_attempts_of_one_day_stand_side_by_side(progress: ProgressPlace) -> None:
    line = progress.lines[0]
    points: list[Point] = window_of(progress).book.course(line.key)
    x = places([point.day for point in points])
    assert (np.diff(x) > 0).all()
    assert len(np.unique(np.floor(x))) == 12


def test_a_history_that_cannot_be_opened_is_said(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "history.db").write_text("this is no database")
    window = Window(qapp, tmp_path)
    window.attach()
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    assert "history.db" in place.head.trouble.text()
    window.close()


def test_one_session_says_what_to_do_next(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    window = Window(qapp, tmp_path / "data")
    window.attach()
    window.show()
    window.book.keep_scored(training(1))
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    assert place.head.first.text().startswith("First session done")
    assert place.balance.legs.facts["attempts", 0].text() == "3 in one session"
    assert not place.balance.comparing.isVisible()
    assert place.balance.chart.isVisible()
    window.close()


def test_the_best_so_far_stands_until_it_is_beaten() -> None:
    x, y = steps(np.array([1.0, 2.0, 3.0]), np.array([5.0, 4.0, 9.0]))
    assert x.tolist() == [1.0, 2.0, 2.0, 3.0, 3.0]
    assert y.tolist() == [5.0, 5.0, 5.0, 5.0, 9.0]


def test_the_week_goes_by_the_person_s_own_plan(tmp_path: Path) -> None:
    book = Book(lambda: place_in(tmp_path))
    assert book.add("P3")
    assert book.describe("P3", Description(week_plan="4"))
    weeks, plan = book.weeks("P3", date(2026, 11, 23))
    assert [week.sessions for week in weeks] == [0] * 8
    assert plan.sessions == 4
    book.close()


def test_a_recording_that_cannot_be_read_is_said_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("# {broken\n")
    book = Book(lambda: place_in(tmp_path / "data").choosing(tmp_path))
    assert book.keep([tmp_path / "bad.csv"]) == 0
    assert "bad.csv" in book.trouble
    book.close()


def test_rules_that_cannot_be_read_are_said_beside_the_usual_ones(
    progress: ProgressPlace, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    book = window_of(progress).book
    progress.add("P99")
    assert book.describe(PERSON, Description(rules=str(mine)))
    progress.choose(PERSON)
    progress.refresh()
    assert "mine.toml: there is no such rule set or file" in progress.head.trouble.text()
    assert f"{PERSON} is shown by clinic" in progress.head.trouble.text()
    assert progress.head.trouble.isVisible()
    progress.choose("P99")
    assert not progress.head.trouble.isVisible(), "of nobody else"


def test_rules_of_ones_own_stay_when_something_else_changes(
    progress: ProgressPlace, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "M"\nsource = "x"\nattempts = 1\ndays = 1\n[[goals]]\nhold_s = 200\n')
    window_of(progress).book.describe(PERSON, Description(rules=str(mine)))
    progress.refresh()
    assert progress.side.rules.currentText() == "mine.toml"
    assert change(progress, birth_year=1950) == ""
    (known,) = progress.known
    assert (known.birth_year, known.rules) == (1950, str(mine))


def test_what_goes_is_listed_and_enter_says_no(
    qtbot: QtBot, progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings = window_of(progress).recordings
    assert recordings is not None
    recordings.mkdir()
    (recordings / "a.csv").write_text(
        '# {"format": "balance-recording", "version": 1, "person": "P12"}\n'
    )
    (recordings / "invoice.csv").write_text("7.00\n")
    listed = []

    def press_enter(dialog: EraseDialog) -> int:
        listed.append(dialog.list.toPlainText())
        dialog.show()
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(EraseDialog, "exec", press_enter)
    progress.ask_erase()
    goes, _, stays = listed[0].partition("These stay:")
    assert str(recordings / "a.csv") in goes
    assert str(recordings / "invoice.csv") in stays
    assert [known.code for known in progress.known] == [PERSON]
    monkeypatch.setattr(EraseDialog, "exec", lambda _: EraseDialog.DialogCode.Accepted)
    progress.ask_erase()
    assert progress.known == []
    assert sorted(path.name for path in recordings.iterdir()) == ["invoice.csv"]
    assert "Not erased: " in progress.head.trouble.text()
    assert "invoice.csv" in progress.head.trouble.text()


def test_nobody_is_erased_while_they_are_timed(progress: ProgressPlace) -> None:
    place = window_of(progress).place
    assert place is not None
    with running(place, PERSON):
        progress.erase(PERSON)
        assert "is being timed now" in progress.head.trouble.text()
    assert [known.code for known in progress.known] == [PERSON]


def test_a_second_spelling_is_said(
    progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MeantDialog, "exec", lambda _: 0)
    assert f'"{PERSON}", who is there already' in progress.add(PERSON.lower())
    strip = window_of(progress).measure.strip
    strip.use_source("serial:/dev/none")
    strip.person.setEditText(PERSON.lower())
    window_of(progress).measure.start()
    asking = window_of(progress).measure.whose.asking
    assert asking is not None
    said = [one.text() for one in asking.findChildren(QLabel)]
    assert any(f'"{PERSON}", who is there already' in text for text in said)
    asking.reject()
    assert window_of(progress).standing.stage == "idle"
    strip.person.setEditText("x" * 65)
    window_of(progress).measure.start()
    assert "is no code" in window_of(progress).standing.trouble


def test_the_window_uses_the_database_that_was_named(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    place = Place(tmp_path / "clinic" / "all.db", tmp_path / "clinic" / "recordings")
    with place.open() as history:
        people.add(history, "P77", Description())
    window = Window(qapp, tmp_path / "data", place)
    window.attach()
    assert window.recordings == place.folder
    assert [known.code for known in window.book.people()] == ["P77"]
    assert window.measure.strip.person.itemText(0) == "P77"
    assert not (tmp_path / "data" / "history.db").exists()
    window.close()


def test_another_folder_leaves_the_old_recordings_known(
    progress: ProgressPlace, recording: Path
) -> None:
    window = window_of(progress)
    assert window.recordings is not None
    window.recordings.mkdir()
    old = window.recordings / "old.csv"
    old.write_bytes(recording.read_bytes())
    assert window.book.keep([old]) == 3
    window.remembered.folder = str(window.recordings.parent / "chosen")
    assert window.book.knows(old)
    with_it = window.errands.belongings("me").result
    assert with_it is not None
    assert with_it.recordings == (old,)

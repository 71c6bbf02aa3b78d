"""Progress with exercises and named tests: the week, each one's course, what to do next time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from meanwhile import SOON_MS
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sat import FEET, as_told, single, sit
from states import TODAY, OneDay
from trained import as_good_as, noon, progress_in, take, train, window_of

from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.program import Item
from balance.records.history import people
from balance.records.history.engine import History
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.kept import Kept
from balance.records.history.people import Description
from drivers.live import exercise_words
from drivers.live.place import place_in
from gui.book import Book
from gui.example import PERSON, training
from gui.kit.grid import Grid
from gui.progress.courses import Entry, entries_of
from gui.progress.place import ProgressPlace
from gui.progress.week import boxes

SAID = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """P12 has holds and exercises, P7 exercises alone, P8 a plan alone, P9 holds alone."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    book = Book(lambda: place_in(folder))
    made = training(4, last=TODAY)
    book.keep_scored(made)
    book.keep_scored([of_somebody_else(one) for one in made])
    history = book.history()
    train(history, PERSON, TODAY)
    people.add(history, "P7", Description())
    sit(history, "P7", single("heel_raise", "4, one leg"), noon(TODAY, 90), as_good_as(0))
    sit(history, "P7", single("heel_raise", "4, one leg"), noon(TODAY, 80), as_good_as(1))
    take(history, "P7", "unipedal_45", noon(TODAY, 30), [10.0, 12.5], version=1)
    take(history, "P7", "unipedal_45", noon(TODAY, 20), [22.0], version=2)
    people.add(history, "P8", Description())
    set_regimen(history, "P8", FEET)
    book.close()
    return folder


def of_somebody_else(one: Kept) -> Kept:
    header = replace(one.header, person="P9")
    path, checksum = Path(f"P9-{one.path}"), f"P9{one.checksum}"
    return replace(one, path=path, header=header, checksum=checksum)


@pytest.fixture
def progress(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ProgressPlace]:
    monkeypatch.setattr("gui.progress.place.date", OneDay)
    shutil.copytree(filled, tmp_path / "data")
    with progress_in(qapp, tmp_path / "data") as place:
        yield place


def history_of(place: ProgressPlace) -> History:
    return window_of(place).book.history()


def cells(table: Grid, role: int = Qt.ItemDataRole.DisplayRole) -> list[list[str]]:
    return [
        [str(table.item(row, column).data(role) or "") for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def heads(table: Grid) -> list[str]:
    return [table.horizontalHeaderItem(at).text() for at in range(table.columnCount())]


def show_exercises(place: ProgressPlace, code: str = PERSON) -> None:
    place.choose(code)
    if not place.exercises.isVisible():
        place.turn_view()
    assert place.exercises.isVisible()


def entry(place: ProgressPlace, title: str) -> Entry:
    """Choose an exercise or a test by the beginning of its title."""
    listed = place.side.exercises
    rows = [listed.item(at).text() for at in range(listed.count())]
    listed.setCurrentRow(next(at for at, text in enumerate(rows) if text.startswith(title)))
    found = listed.entry()
    assert found is not None
    return found


def test_the_week_is_seen_at_a_glance(progress: ProgressPlace) -> None:
    show_exercises(progress)
    week = progress.exercises.week
    assert week.which.text() == "This week: 28 Sep 2026 to 4 Oct 2026"
    assert heads(week.table)[:4] == ["Exercise", "Mo\n28", "Tu\n29", "Today\n30"]
    rows = {row[0]: row[1:] for row in cells(week.table)}
    assert rows["Big toe lifts"] == ["✓", "·", "◐", "·", "·", "·", "·", "1 of 4"]
    assert rows["Ball squeeze under the arch"][:3] == ["✓", "–", "◐"]
    assert rows["Unipedal stance test, 45 s, eyes open"][-1] == "1, not planned"
    assert list(rows)[:4] == [
        "Big toe lifts",
        "Ball squeeze under the arch",
        "Balance on one leg",
        "Heel raises",
    ]


def test_marks_are_told_apart_by_form_and_said_in_words(progress: ProgressPlace) -> None:
    from gui.progress.week import MARKS

    assert len(set(MARKS.values())) == 4
    show_exercises(progress)
    week = progress.exercises.week
    said = cells(week.table, SAID)
    assert said[0][1] == "Big toe lifts, 28 Sep 2026: done"
    assert said[0][3] == "Big toe lifts, today, 30 Sep 2026: in part"
    assert said[1][2] == "Ball squeeze under the arch, 29 Sep 2026: left out"
    assert said[2][4] == "Balance on one leg, 1 Oct 2026: nothing"
    assert week.table.horizontalHeaderItem(3).data(SAID) == "today, 30 Sep 2026"
    assert week.legend.text() == "✓ done    ◐ in part    – left out    · nothing"


def test_sessions_at_home_and_supervised_stand_beside_the_plan(progress: ProgressPlace) -> None:
    show_exercises(progress)
    week = progress.exercises.week
    assert week.home.accessibleName() == "At home: 3 of 3 sessions."
    assert week.supervised.text() == "Supervised\n□  0 of 1"
    sit(history_of(progress), PERSON, FEET, noon(TODAY), supervised=True, label="with Kim")
    progress.refresh()
    assert week.supervised.text() == "Supervised\n■  1 of 1"
    assert boxes(1, 3) == "■ □ □"
    assert boxes(30, 3) == "", "that many are said in numbers alone"


def test_earlier_weeks_are_stepped_to(progress: ProgressPlace) -> None:
    show_exercises(progress)
    week = progress.exercises.week
    assert not week.later.isEnabled()
    week.earlier.click()
    assert week.which.text() == "Last week: 21 Sep 2026 to 27 Sep 2026"
    assert not any(head.startswith("Today") for head in heads(week.table))
    QTest.keyClick(week.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert week.which.text() == "Week: 14 Sep 2026 to 20 Sep 2026"
    progress.refresh()
    assert week.which.text() == "Week: 14 Sep 2026 to 20 Sep 2026", "it is still looked at"
    QTest.keyClick(week.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    week.later.click()
    week.later.click()
    assert week.which.text().startswith("This week")
    for _ in range(9):
        progress.exercises.step(-1)
    assert not week.earlier.isEnabled(), "nothing was done before"
    assert week.which.text() == "Week: 7 Sep 2026 to 13 Sep 2026"
    show_exercises(progress, "P7")
    assert week.which.text().startswith("This week"), "of somebody else"


def test_weeks_further_back_than_those_of_the_plan_are_read(progress: ProgressPlace) -> None:
    show_exercises(progress, "P7")
    week = progress.exercises.week
    assert week.nothing.text() == "Nothing was done in this week, and nothing is planned for it."
    assert not week.table.isVisible()
    for _ in range(30):
        progress.exercises.step(-1)
    assert week.which.text() == "Week: 29 Jun 2026 to 5 Jul 2026"
    assert cells(week.table)[0][:5] == ["Heel raises", "·", "·", "·", "✓"]
    assert week.nothing.text().startswith("No plan of the week is set.")


def test_what_to_do_next_time_is_said_as_in_the_terminal(progress: ProgressPlace) -> None:
    show_exercises(progress)
    found = progress.done
    assert found is not None
    assert progress.head.first.text() == exercise_words.next_time(found.next)
    assert progress.head.first.text().endswith(
        "next: heel raises at tier 2, it was easy twice in a row."
    )
    assert progress.head.source.text() == exercise_words.source(found.next)
    assert progress.head.source.text().startswith("Source: 3 times 10: Spink")
    assert progress.head.source.isVisible()


def test_the_course_of_holds_has_sets_repetitions_and_the_best(progress: ProgressPlace) -> None:
    show_exercises(progress)
    one = entry(progress, "Balance on one leg")
    course = progress.exercises.course
    assert heads(course.table) == ["Day", "Tier", "Sets", "Left", "Right", "How"]
    rows = cells(course.table)
    assert len(rows) == 7
    assert rows[0][:3] == ["28 Sep 2026", "1", "2 of 2"]
    assert rows[0][3:5] == ["2 of 2: 30.0 s", "2 of 2: 26.0 s"]
    assert rows[0][5] == "done, soreness 2 of 10"
    assert course.unit.text() == "Best hold, in seconds"
    assert [(each.side, len(each.days)) for each in one.series] == [("left", 7), ("right", 7)]
    said = course.chart.accessibleDescription()
    assert said.startswith("Left. Best hold, in seconds: 7 Sep 2026 15; ")
    assert cells(course.table, SAID)[0][1] == "Tier: 1"


def test_raises_have_their_height_for_each_side(progress: ProgressPlace) -> None:
    show_exercises(progress, "P7")
    one = entry(progress, "Heel raises")
    (newest, _) = one.rows
    assert newest[1:5] == (
        "4, one leg",
        "4 of 4",
        "16 of 16: 16 raises, 8.5 cm high, 4.0 s each",
        "16 of 16: 16 raises, 8.5 cm high, 4.0 s each",
    )
    assert one.unit == "Raises"


def test_raises_of_both_legs_are_beside_each_other(progress: ProgressPlace) -> None:
    def more_on_the_left(item: Item) -> Measured | None:
        found = as_told(item)
        many, high = (10, 9.1) if item.side == "left" else (7, 8.5)
        counts = item.step.does == "raises"
        return replace(found, count=many, height_cm=high) if counts else found

    one_leg = single("heel_raise", "4, one leg")
    sit(history_of(progress), "P7", one_leg, noon(TODAY, 10), more_on_the_left)
    show_exercises(progress, "P7")
    entry(progress, "Heel raises")
    said = progress.exercises.course.apart
    assert said.isVisible()
    assert said.text() == "Left against right, 20 Sep 2026: left 6 more, left 0.6 cm higher."
    show_exercises(progress)
    entry(progress, "Big toe lifts")
    assert not said.isVisible()


def test_a_session_in_part_says_what_was_left_out(progress: ProgressPlace) -> None:
    show_exercises(progress)
    one = entry(progress, "Big toe lifts")
    assert one.rows[0] == ("30 Sep 2026", "1", "1 of 2", "8 of 8", "0 of 8", "in part")
    assert "felt easy" in one.rows[1][-1]
    assert one.unit == "Repetitions done"


def test_versions_of_a_test_are_never_in_one_line(progress: ProgressPlace) -> None:
    show_exercises(progress, "P7")
    titles = [one.title for one in entries_of(progress.done) if one.key[0] == "test"]
    assert titles == [
        "Unipedal stance test, 45 s, eyes open, version 1",
        "Unipedal stance test, 45 s, eyes open, version 2",
    ]
    first, second = (entry(progress, title) for title in titles)
    assert [each.values for each in first.series] == [(12.5,)]
    assert [each.values for each in second.series] == [(22.0,)]
    assert first.rows == (("31 Aug 2026", "12.5 s", "left", "10.0 s, 12.5 s"),)
    assert not progress.exercises.course.chart.isVisible(), "one point is no line"


def test_a_test_has_its_scores_in_time_with_all_tries(progress: ProgressPlace) -> None:
    show_exercises(progress)
    one = entry(progress, "Unipedal stance test")
    assert [row[:2] for row in one.rows] == [
        ("29 Sep 2026", "45 s or more"),
        ("8 Sep 2026", "14.5 s"),
    ]
    assert one.rows[0][-1] == "27.4 s, 31.3 s, 45 s or more"
    (line,) = one.series
    assert (line.values, line.open_up) == ((14.5, 45.0), (False, True))
    assert progress.exercises.course.chart.isVisible()
    assert one.in_numbers.endswith("29 Sep 2026 45 or more.")
    assert entry(progress, "Heel-rise endurance").rows[0][1] == "18 raises"


def test_a_test_that_is_planned_is_listed_once(progress: ProgressPlace) -> None:
    set_regimen(history_of(progress), "P7", single("unipedal_45"))
    set_regimen(history_of(progress), "P8", single("unipedal_45"))
    progress.refresh()
    for code, kinds in (("P7", ["exercise", "test", "test"]), ("P8", ["exercise"])):
        show_exercises(progress, code)
        assert progress.done is not None
        assert [one.key[0] for one in entries_of(progress.done)] == kinds
    assert progress.exercises.course.nothing.text().startswith("Planned, and not done yet.")


def test_stepping_leaves_what_was_said(progress: ProgressPlace) -> None:
    keys = FEET.keys()
    keys["exercise"][0]["script"] = "gone"
    people.describe(history_of(progress), "P7", Description(regimen=keys))
    progress.choose("P7")
    progress.refresh()
    for _ in range(10):
        progress.exercises.step(-1)
    assert progress.exercises.week.which.text().startswith("Week: ")
    assert "can't be followed" in progress.head.trouble.text()


def test_holds_alone_look_as_before(progress: ProgressPlace) -> None:
    progress.choose("P9")
    assert progress.balance.isVisible()
    for part in (progress.head.shown, progress.exercises, progress.side.exercises):
        assert not part.isVisible()
    progress.turn_view()
    assert progress.balance.isVisible()
    assert progress.side.groups.isVisible()


def test_exercises_alone_say_so_kindly(progress: ProgressPlace) -> None:
    progress.choose("P7")
    assert progress.exercises.isVisible()
    assert not progress.balance.isVisible()
    assert not progress.head.shown.isVisible()
    assert progress.head.no_holds.isVisible()
    assert "do a first test of P7 in Measure" in progress.head.no_holds.text()
    assert not progress.side.groups.isVisible()
    assert progress.head.whose.text() == "P7: no plan of the week"


def test_with_both_one_is_chosen_by_mouse_and_by_keyboard(progress: ProgressPlace) -> None:
    progress.choose(PERSON)
    head = progress.head
    assert head.shown.isVisible()
    assert (progress.balance.isVisible(), progress.exercises.isVisible()) == (True, False)
    _, exercises = head.shown.buttons()
    exercises.click()
    assert (progress.balance.isVisible(), progress.exercises.isVisible()) == (False, True)
    assert not head.no_holds.isVisible()
    assert not head.newest.isVisible()
    progress.choose("P9")
    progress.choose(PERSON)
    assert progress.exercises.isVisible(), "what was chosen stays"
    QTest.keyClick(progress.side.people, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert progress.balance.isVisible()
    assert progress.side.groups.isVisible()


def test_a_plan_that_nothing_was_done_of_says_what_to_do(progress: ProgressPlace) -> None:
    progress.choose("P8")
    assert [row[-1] for row in cells(progress.exercises.week.table)] == ["0 of 4", "0 of 4"]
    course = progress.exercises.course
    assert course.nothing.text().startswith("Planned, and not done yet. Be led through it")
    assert not course.table.isVisible()
    assert progress.head.first.text().endswith("next: big toe lifts at tier 1.")
    assert not progress.exercises.week.earlier.isEnabled()


def test_a_plan_that_cannot_be_followed_is_said(progress: ProgressPlace) -> None:
    keys = FEET.keys()
    keys["exercise"][0]["script"] = "gone"
    people.describe(history_of(progress), "P8", Description(regimen=keys))
    progress.choose("P8")
    progress.refresh()
    assert "the plan of P8 can't be followed" in progress.head.trouble.text()
    assert progress.head.trouble.isVisible()
    assert progress.exercises.course.nothing.text().startswith("No exercise was done yet")


@pytest.mark.parametrize("code", [PERSON, "P7", "P8"])
def test_all_of_it_is_on_one_screen(qtbot: QtBot, progress: ProgressPlace, code: str) -> None:
    window = progress.window()
    window.showNormal()
    window.resize(1366, 728)
    show_exercises(progress, code)
    QApplication.processEvents()
    bar = window.rooms.currentWidget()  # type: ignore[attr-defined]
    assert isinstance(bar, QScrollArea)
    qtbot.waitUntil(lambda: bar.verticalScrollBar().maximum() == 0, timeout=SOON_MS)
    assert bar.horizontalScrollBar().maximum() == 0
    week, course = progress.exercises.week, progress.exercises.course
    parts = (progress.head.first, week.home, week.supervised, week.earlier)
    parts += (week.table, week.legend, course.chart, course.table)
    for part in parts:
        if part.isVisible():
            spot = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
            assert window.rect().contains(spot)
            assert not part.visibleRegion().isEmpty()
    if week.table.isVisible():
        assert week.table.verticalScrollBar().maximum() == 0
        assert week.table.horizontalScrollBar().maximum() == 0


def test_the_keyboard_goes_in_the_order_of_reading_and_all_have_names(
    progress: ProgressPlace,
) -> None:
    show_exercises(progress)
    entry(progress, "Balance on one leg")
    head = progress.head.controls()
    order = [*progress.side.controls(), *head, *progress.exercises.controls()]
    after: QWidget = progress.side.search
    found = [after]
    while len(found) < 200:
        after = after.nextInFocusChain()
        if after is progress.side.search:
            break
        found.append(after)
    at = [found.index(each) for each in order]
    assert at == sorted(at)
    for one in progress.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible():
            face = QAccessible.queryAccessibleInterface(one)
            assert face.text(QAccessible.Text.Name), one
    table = progress.exercises.week.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus(), "Tab goes on"


def test_the_book_says_nothing_of_those_without_exercises(filled: Path) -> None:
    book = Book(lambda: place_in(filled))
    assert book.exercises("P9", TODAY) is None
    found = book.exercises("P7", TODAY)
    assert found is not None
    week = book.week(found, TODAY - timedelta(days=90))
    assert week is not None
    assert week.week.monday == date(2026, 6, 29)
    assert book.trouble == ""
    book.close()

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.records.history.people import Description
from balance.records.history.queries import Point
from gui import progress_words
from gui.book import Book
from gui.example import PERSON, training
from gui.places.progress import ProgressPlace
from gui.progress_chart import places, steps
from gui.window import Window


@pytest.fixture
def progress(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[ProgressPlace]:
    window = Window(qapp, tmp_path / "data")
    window.attach()
    window.show()
    window.book.keep_scored(training(12))
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    yield place
    window.close()


def window_of(place: ProgressPlace) -> Window:
    window = place.window()
    assert isinstance(window, Window)
    return window


def test_each_leg_has_its_line_and_its_next_step(progress: ProgressPlace) -> None:
    assert progress.groups.count() == 2
    assert not progress.chart.empty.isVisible()
    assert "36 attempts" in progress.groups.item(0).text()
    assert "hold 60 s" in progress.facts["step"].text()
    assert progress.source.text().startswith("Source: ")
    assert "longer" in progress.facts["sides"].text()
    before = progress.facts["best"].text()
    progress.groups.setCurrentRow(1)
    assert progress.facts["best"].text() != before


def test_the_year_of_birth_brings_a_reference(progress: ProgressPlace) -> None:
    assert progress.facts["reference"].text().startswith("None")
    progress.birth_year.setText("1950")
    progress.birth_year.editingFinished.emit()
    assert "Springer" in progress.facts["reference"].text()


def test_another_rule_set_gives_another_step(progress: ProgressPlace) -> None:
    progress.rules.setCurrentIndex(1)
    progress.rules.activated.emit(1)
    assert "Otago" in progress.source.text()


def test_people_are_added_and_erased(progress: ProgressPlace) -> None:
    progress.add("P99")
    assert [known.code for known in progress.known] == [PERSON, "P99"]
    progress.add("P99")
    assert "P99" in progress.trouble.text()
    progress.erase(PERSON)
    assert [known.code for known in progress.known] == ["P99"]
    progress.choose("P99")
    assert progress.groups.count() == 0
    assert progress.facts["best"].text() == "–"
    assert progress.chart.empty.isVisible()


def test_attempts_of_one_day_stand_side_by_side(progress: ProgressPlace) -> None:
    line = progress.lines[0]
    points: list[Point] = window_of(progress).book.course(line.key)
    x = places(points)
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
    assert "history.db" in place.trouble.text()
    window.close()


def test_words_where_nothing_is_known() -> None:
    assert progress_words.time(None) == "–"
    assert progress_words.change(None) == "No session yet."
    assert "other leg" in progress_words.sides(None)


def test_the_best_so_far_stands_until_it_is_beaten() -> None:
    x, y = steps(np.array([1.0, 2.0, 3.0]), np.array([5.0, 4.0, 9.0]))
    assert x.tolist() == [1.0, 2.0, 2.0, 3.0, 3.0]
    assert y.tolist() == [5.0, 5.0, 5.0, 5.0, 9.0]


def test_the_week_goes_by_the_person_s_own_plan(tmp_path: Path) -> None:
    book = Book(tmp_path, lambda: tmp_path / "kept")
    assert book.add("P3")
    assert book.describe("P3", Description(week_plan="4"))
    assert book.week("P3", date(2026, 11, 23)).startswith("This week: 0 of 4 sessions")
    book.close()


def test_a_recording_that_cannot_be_read_is_said_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("# {broken\n")
    book = Book(tmp_path / "data", lambda: tmp_path)
    assert book.keep([tmp_path / "bad.csv"]) == 0
    assert "bad.csv" in book.trouble
    book.close()

"""People in Progress: described, renamed, archived, and found among many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from balance.records.header import Header
from balance.records.history.people import Description
from balance.records.recorder import Recorder
from balance.records.recording import read_header
from drivers.live.running import running
from gui.kit.meant import MeantDialog
from gui.kit.palette import LIGHT
from gui.progress.person import PersonDialog
from gui.progress.place import ProgressPlace
from gui.window import Window


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data")
    made.attach()
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    made.book.add("P1", Description(name="José Müller", notes="after a stroke"))
    made.book.add("P2", Description(name="Anna Sørensen", birth_year=1950, week_plan="2+1"))
    made.book.add("P3")
    yield made
    made.close()


@pytest.fixture
def progress(window: Window) -> ProgressPlace:
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    return place


def listed(place: ProgressPlace) -> list[str]:
    people = place.side.people
    return [people.item(at).text() for at in range(people.count())]


def filled(monkeypatch: pytest.MonkeyPatch, fill: Callable[[PersonDialog], None]) -> list[str]:
    """Have the dialog filled in and saved; gives what it said, and was given up with."""
    said: list[str] = []

    def work(dialog: PersonDialog) -> QDialog.DialogCode:
        dialog.show()
        fill(dialog)
        dialog.accept()
        said.append(dialog.trouble.text())
        if dialog.isVisible():
            dialog.reject()
        return QDialog.DialogCode(dialog.result())

    monkeypatch.setattr(PersonDialog, "exec", work)
    return said


def test_people_are_found_by_code_name_and_notes(qtbot: QtBot, progress: ProgressPlace) -> None:
    assert listed(progress) == ["P1   José Müller", "P2   Anna Sørensen", "P3"]
    qtbot.keyClick(progress, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert progress.side.search.hasFocus()
    qtbot.keyClicks(progress.side.search, "sorensen")
    assert listed(progress) == ["P2   Anna Sørensen"]
    assert progress.side.code() == "P2"
    assert progress.side.about.text() == "born 1950, 2+1 sessions a week planned"
    qtbot.keyClick(progress.side.search, Qt.Key.Key_Return)
    assert progress.side.people.hasFocus()
    progress.side.search.setText("stroke muller")
    assert listed(progress) == ["P1   José Müller"]
    progress.side.search.setText("zebra")
    assert "Nobody is like that" in progress.side.nobody.text()
    assert progress.side.nobody.isVisible()
    qtbot.keyClick(progress.side.search, Qt.Key.Key_Escape)
    assert len(listed(progress)) == 3


def test_a_person_is_added_with_all_that_is_known(
    window: Window, progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: PersonDialog) -> None:
        dialog.code.setText("P9")
        dialog.name.setText(" Sam  Example ")
        dialog.birth_year.setText("1961")
        dialog.week_plan.setText("3 + 1")
        dialog.notes.setPlainText("left knee\nnew in March")

    assert filled(monkeypatch, fill) == []
    progress.ask_person()
    known = {each.code: each for each in window.book.people()}["P9"]
    assert (known.name, known.birth_year, known.week_plan) == ("Sam Example", 1961, "3+1")
    assert known.notes == "left knee\nnew in March"
    assert progress.side.code() == "P9"
    assert "left knee new in March" in progress.side.about.text()
    assert window.measure.strip.person.findText("P9") >= 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "John Smith"}, "is no code"),
        ({"code": "p1"}, '"P1", who is there already'),
        ({"code": "P1"}, "P1 is there already; take another code."),
        ({"code": "P9", "birth_year": "19"}, "19 is no year of birth; write one from 1900 to"),
        ({"code": "P9", "week_plan": "often"}, "is no plan of a week"),
    ],
)
def test_what_cannot_be_kept_is_said_in_the_dialog(
    window: Window,
    progress: ProgressPlace,
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, str],
    sentence: str,
) -> None:
    def fill(dialog: PersonDialog) -> None:
        for name, text in fields.items():
            getattr(dialog, name).setText(text)

    monkeypatch.setattr(MeantDialog, "exec", lambda _: 0)  # asked who is meant, nobody says
    said = filled(monkeypatch, fill)
    progress.ask_person()
    assert sentence in said[0]
    assert "--" not in said[0]
    assert [known.code for known in window.book.people()] == ["P1", "P2", "P3"]


def test_what_is_known_is_seen_and_taken_away(
    window: Window, progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.choose("P2")

    def fill(dialog: PersonDialog) -> None:
        assert dialog.name.text() == "Anna Sørensen"
        assert (dialog.birth_year.text(), dialog.week_plan.text()) == ("1950", "2+1")
        for field in (dialog.name, dialog.birth_year, dialog.week_plan):
            field.clear()

    filled(monkeypatch, fill)
    progress.ask_change()
    known = {each.code: each for each in window.book.people()}["P2"]
    assert (known.name, known.birth_year, known.week_plan) == (None, None, None)


def recorded(window: Window, code: str) -> Path:
    folder = window.recordings
    assert folder is not None
    folder.mkdir(exist_ok=True)
    path = folder / "a.csv"
    with Recorder(path, Header(person=code), has_gyr=False):
        pass
    return path


def test_another_code_is_written_into_the_recordings(
    window: Window, progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(window, "P1")
    window.measure.strip.person.setEditText("P1")

    def fill(dialog: PersonDialog) -> None:
        assert not dialog.renaming.isVisible()
        dialog.code.setText("P7")
        assert "Every recording of P1 will say P7" in dialog.renaming.text()

    said = filled(monkeypatch, fill)
    progress.choose("P1")
    progress.ask_change()
    assert said == [""]
    assert read_header(path).person == "P7"
    assert listed(progress) == ["P2   Anna Sørensen", "P3", "P7   José Müller"]
    assert progress.side.code() == "P7"
    assert window.measure.strip.setup.person == "P7"
    assert window.status.note.text().startswith("P1 is P7 now, in 1 recording too.")


def test_nobody_is_renamed_while_they_are_timed(
    window: Window, progress: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(window, "P1")
    said = filled(monkeypatch, lambda dialog: dialog.code.setText("P7"))
    assert window.place is not None
    progress.choose("P1")
    with running(window.place, "P1"):
        progress.ask_change()
    assert "P1 is being timed now; end that test" in said[0]
    assert read_header(path).person == "P1"


def test_who_is_archived_is_listed_and_offered_no_more(
    qtbot: QtBot, window: Window, progress: ProgressPlace
) -> None:
    progress.choose("P1")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(progress, Qt.Key.Key_A, both)
    assert listed(progress) == ["P2   Anna Sørensen", "P3"]
    assert window.measure.strip.person.findText("P1") < 0
    assert "P1 is archived. Nothing was erased" in window.status.note.text()
    progress.side.archived.setChecked(True)
    assert listed(progress)[0] == "P1   José Müller   (archived)"
    progress.choose("P1")
    assert progress.side.archive_button.text() == "Take out of archive"
    progress.side.archive_button.click()
    progress.side.archived.setChecked(False)
    assert listed(progress)[0] == "P1   José Müller"
    assert window.measure.strip.person.findText("P1") >= 0


def test_where_all_are_archived_it_says_so(window: Window, progress: ProgressPlace) -> None:
    for code in ("P1", "P2", "P3"):
        window.book.archive(code, archived=True)
    progress.refresh()
    assert "All are archived" in progress.side.nobody.text()


def test_the_dialog_fits_and_is_gone_through_by_the_keyboard(
    qtbot: QtBot, progress: ProgressPlace
) -> None:
    dialog = PersonDialog(progress, LIGHT, progress.known[0], progress.add)
    qtbot.addWidget(dialog)
    dialog.show()
    order = (dialog.name, dialog.birth_year, dialog.week_plan, dialog.notes)
    assert dialog.focusWidget() is dialog.name
    for before, after in pairwise(order):
        qtbot.keyClick(before, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is after
        assert after.accessibleName()
    assert dialog.height() < 600
    assert dialog.width() < 1000

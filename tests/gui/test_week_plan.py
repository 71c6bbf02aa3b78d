"""The plan of the week of a person, set up and changed in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes import Pumps
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from short import SOON_MS, offered, write_scripts

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.outcomes import Measured, Outcome
from balance.protocol.exercise.program import lay_out
from balance.protocol.exercise.regimens import Regimen, alone
from balance.records.history import people
from balance.records.history.exercises import sittings
from balance.records.history.exercises.own_files import exercises_of
from balance.records.history.exercises.plans import regimen_of
from gui.measure.week_plan import WeekDialog
from gui.window import Window


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    folder = tmp_path / "data"
    write_scripts(folder)
    made = Window(qapp, folder, pump=pumps)
    made.book.history()
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    qapp.setStyleSheet("")


def dialog_of(window: Window) -> WeekDialog:
    window.measure.strip.week.click()
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, WeekDialog)
    return shown


def kept(window: Window, code: str) -> Regimen | None:
    history = window.book.history()
    with history.reading() as session:
        return regimen_of(session, code, exercises_of(history).library)


def rows(dialog: WeekDialog) -> list[str]:
    return [dialog.list.item(n).text() for n in range(dialog.list.count())]


def pick(box: object, value: object) -> None:
    box.setCurrentIndex(box.findData(value))  # type: ignore[attr-defined]
    box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]


def test_a_new_user_sets_up_the_advice_in_two_clicks(qtbot: QtBot, window: Window) -> None:
    window.measure.strip.person.setEditText("P7")
    dialog = dialog_of(window)
    assert dialog.windowTitle() == "Plan of the week: P7"
    assert rows(dialog)[1].startswith(
        "Ball squeeze under the arch, rung 1\n1 set of 5, hold 5 s, rest between 20 s"
    )
    dialog.keep.click()
    plan = kept(window, "P7")
    assert plan is not None
    assert (plan.id, plan.week.home, plan.week.supervised) == ("advice", 3, 1)
    assert "P7" in window.status.note.text()
    assert window.measure.strip.setup.kind == "led"
    assert window.measure.strip.setup.led == ""


def test_each_thing_can_be_changed(qtbot: QtBot, window: Window) -> None:
    dialog = dialog_of(window)
    pick(dialog.start, "feet")
    pick(dialog.more, "heel_raise")
    dialog.put_in.click()
    assert dialog.list.currentRow() == 2
    dialog.earlier.click()
    dialog.list.setCurrentRow(0)
    dialog.out.click()
    editor = dialog.editor
    assert [one.split(",")[0] for one in rows(dialog)] == [
        "Heel raises",
        "Ball squeeze under the arch",
    ]
    pick(editor.tier, "4, one leg")
    assert "One leg, 2 times 8: our own" in editor.tier_source.text()
    editor.numbers["up_s"].setValue(4.0)
    editor.numbers["sets"].setValue(1)
    pick(editor.side, "left")
    dialog.list.setCurrentRow(1)
    editor.numbers["hold_s"].setValue(7.0)
    editor.numbers["rest_s"].setValue(12.0)
    dialog.home.setValue(4)
    dialog.supervised.setValue(0)
    dialog.keep.click()
    plan = kept(window, "me")
    assert plan is not None
    assert (plan.id, plan.title) == ("own", "My own plan")
    assert (plan.week.home, plan.week.supervised) == (4, 0)
    heels, squeeze = plan.wanted
    assert (heels.script, heels.tier, heels.side) == ("heel_raise", "4, one leg", "left")
    assert dict(heels.numbers) == {"sets": 1, "up_s": 4.0}
    assert dict(squeeze.numbers) == {"hold_s": 7.0, "rest_s": 12.0}
    offered(qtbot, window)
    box = window.measure.strip.plan
    qtbot.waitUntil(lambda: box.itemText(4) == "This week: My own plan", timeout=SOON_MS)


def test_the_last_exercise_stays_and_a_number_of_the_rung_is_none_of_one_s_own(
    qtbot: QtBot, window: Window
) -> None:
    dialog = dialog_of(window)
    pick(dialog.start, "heels")
    assert not dialog.out.isEnabled()
    sets = dialog.editor.numbers["sets"]
    usual = sets.value()
    sets.setValue(usual + 1)
    assert dict(dialog.plan.wanted[0].numbers) == {"sets": usual + 1}
    sets.setValue(usual)
    assert dialog.plan.wanted[0].numbers == ()
    dialog.reject()
    assert window.book.people() == []


def done_easily(window: Window, times: int) -> None:
    history = window.book.history()
    people.add(history, "P7", people.Description())
    library = exercises_of(history).library
    regimen = alone(library["quick"])
    items = lay_out(regimen.parts(library, ()))
    work = [(n, item) for n, item in enumerate(items) if item.is_work]
    outcomes = tuple(
        Outcome(
            n, item.number, "quick@1", "1", item.side, item.set, item.repetition, 1, Measured(0.1)
        )
        for n, item in work
    )
    for _ in range(times):
        leading = sittings.begin(history, "P7", regimen, datetime.now(UTC))
        sittings.finish(history, leading, items, Place(len(items), outcomes))
        sittings.say_ease(history, leading.sitting, "quick", "easy")


def test_what_is_suggested_is_taken_by_a_button_alone(qtbot: QtBot, window: Window) -> None:
    done_easily(window, 2)
    window.measure.strip.person.setEditText("P7")
    dialog = dialog_of(window)
    pick(dialog.more, "quick")
    dialog.put_in.click()
    editor = dialog.editor
    assert editor.suggestion.text() == "Next rung: 2. It was easy twice in a row."
    assert "Our own rule" in editor.suggestion_source.text()
    assert dialog.plan.wanted[-1].tier == "1"
    editor.take.click()
    assert dialog.plan.wanted[-1].tier == "2"
    assert not editor.take.isVisible()
    dialog.list.setCurrentRow(0)
    assert not editor.suggestion.isVisible()
    dialog.reject()
    assert kept(window, "P7") is None


def test_what_can_t_be_kept_is_said(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.measure.strip.person.setEditText("P 7\n")
    dialog = dialog_of(window)
    dialog.keep.click()
    assert dialog.isVisible()
    assert dialog.trouble.isVisible()
    assert dialog.trouble.text().endswith(".") or dialog.trouble.text()
    dialog.reject()


def test_the_plan_of_a_person_is_followed_with_a_simulated_sensor(
    qtbot: QtBot, window: Window
) -> None:
    window.measure.strip.person.setEditText("P7")
    dialog = dialog_of(window)
    pick(dialog.start, "heels")
    dialog.keep.click()
    assert window.measure.strip.setup.scheme == "sim"
    box = window.measure.strip.plan
    qtbot.waitUntil(lambda: box.itemText(4) == "This week: Heel raises", timeout=SOON_MS)

from __future__ import annotations

from fakes import hold
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.protocol.conditions import Conditions, Leg
from drivers.live.course import Entry, scores_of
from drivers.live.standing import Standing
from gui.measure.pane import Pane
from gui.measure.words import NO_ATTEMPT


def made(*legs: Leg) -> Standing:
    entries = tuple(
        Entry(number, hold(8.0 + number), Conditions(stance_leg=leg), None)
        for number, leg in enumerate(legs, 1)
    )
    return Standing(stage="resting", entries=entries, scores=scores_of(entries))


def test_an_empty_list_says_what_comes_there_and_how(qtbot: QtBot) -> None:
    pane = Pane()
    qtbot.addWidget(pane)
    assert pane.attempts.item(0).text() == NO_ATTEMPT
    pane.show_standing(made("left"))
    assert pane.attempts.count() == 1
    assert pane.attempts.item(0).text().startswith("1   left")


def test_the_newest_is_seen_whole_where_the_scores_take_its_room(
    qtbot: QtBot, qapp: QApplication
) -> None:
    pane = Pane()
    qtbot.addWidget(pane)
    pane.resize(340, 520)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.show_standing(made(*["left"] * 6))
    qapp.processEvents()
    pane.show_standing(made(*["left"] * 6, "right"))
    qapp.processEvents()
    newest = pane.attempts.visualItemRect(pane.attempts.item(6))
    assert pane.attempts.viewport().rect().contains(newest)

from __future__ import annotations

from dataclasses import replace

from fakes import hold
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.protocol.conditions import Conditions, Leg
from drivers.live.course import Entry, Verdict, scores_of
from drivers.live.standing import Standing
from gui.measure.card import ResultCard
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


def test_a_row_has_room_for_all_that_it_says(qtbot: QtBot, qapp: QApplication) -> None:
    pane = Pane()
    qtbot.addWidget(pane)
    pane.resize(280, 520)
    with qtbot.waitExposed(pane):
        pane.show()
    for now in (Standing(), with_verdict("not_step_down")):
        pane.show_standing(now)
        qapp.processEvents()
        item = pane.attempts.item(pane.attempts.count() - 1)
        room = pane.attempts.visualItemRect(item)
        wraps = int(Qt.TextFlag.TextWordWrap)
        inner = QRect(0, 0, room.width() - 20, 10_000)
        needed = pane.attempts.fontMetrics().boundingRect(inner, wraps, item.text())
        between = 4 * item.text().count("\n")
        assert room.height() >= needed.height() + between + 14
        assert room.width() <= pane.attempts.viewport().width()


def with_verdict(verdict: Verdict) -> Standing:
    now = made("right")
    return replace(now, entries=(replace(now.entries[0], verdict=verdict),))


def test_the_best_so_far_stands_in_one_line(qtbot: QtBot, qapp: QApplication) -> None:
    card = ResultCard(lambda _: None, lambda: None)
    qtbot.addWidget(card)
    card.resize(790, 120)
    with qtbot.waitExposed(card):
        card.show()
    card.show_standing(made("right", "right"))
    card.best.setText("best so far: 7.8 s ± 0.2")
    qapp.processEvents()
    assert card.best.width() >= card.best.fontMetrics().horizontalAdvance(card.best.text())

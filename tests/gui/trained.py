"""A person who was led through exercises and named tests for some weeks, for pictures and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sat import ALL, FEET, LIBRARY, as_told, items_of, places, single, sit

from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.program import Item
from balance.protocol.exercise.scoring import score_of
from balance.records.history.engine import History
from balance.records.history.exercises import sittings
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.exercises.scores import keep_score
from balance.records.history.kept import Kept
from gui.progress.place import ProgressPlace
from gui.window import Window

#: Days before the last one on which all of the plan was done, the oldest first.
DAYS_BACK = (23, 21, 16, 14, 9, 7, 2)


def train(history: History, code: str, last: date) -> None:
    """A plan that was followed for three weeks, and a test taken twice; the last day in part."""
    set_regimen(history, code, ALL)
    for index, back in enumerate(DAYS_BACK):
        number = sit(history, code, ALL, noon(last, back), as_good_as(index))
        for script in ("big_toe_lift", "heel_raise"):
            sittings.say_ease(history, number, script, "right" if index < 5 else "easy")
        sittings.say_soreness(history, number, 1 if index % 2 else 2)
    take(history, code, "unipedal_45", noon(last, 22), [11.2, 14.5, 13.0])
    take(history, code, "unipedal_45", noon(last, 1), [27.4, 31.25, 45.0])
    take(history, code, "heel_rise_endurance", noon(last, 1), [18])
    sit(history, code, FEET, noon(last), in_part)
    sit(history, code, single("arch_squeeze"), noon(last, 1), lambda _: None)


@contextmanager
def progress_in(
    qapp: QApplication, folder: Path, scored: Sequence[Kept] = ()
) -> Iterator[ProgressPlace]:
    """Progress in a window on some data, with these recordings in its history."""
    window = Window(qapp, folder)
    window.attach()
    window.show()
    if scored:
        window.book.keep_scored(scored)
    place = window.open_place("progress")
    assert isinstance(place, ProgressPlace)
    yield place
    window.close()


def window_of(place: ProgressPlace) -> Window:
    window = place.window()
    assert isinstance(window, Window)
    return window


def noon(last: date, back: int = 0) -> datetime:
    return datetime.combine(last - timedelta(days=back), time(12), UTC)


def as_good_as(index: int) -> Callable[[Item], Measured | None]:
    """More from session to session, and more on the left."""

    def measure(item: Item) -> Measured | None:
        if item.step.does == "hold":
            longer = 4.0 if item.side == "left" else 0.0
            return Measured(9.0 + 2.5 * index + longer + item.repetition, censored=False)
        return as_told(item)

    return measure


def in_part(item: Item) -> Measured | None:
    """The right foot was left out."""
    return None if item.side == "right" else as_told(item)


def take(
    history: History, code: str, test: str, when: datetime, tries: list[float], version: int = 1
) -> None:
    """Take a named test; its tries are seconds, or raises where those are counted."""
    regimen = single(test)
    items = items_of(regimen)
    left = iter(tries)

    def measure(item: Item) -> Measured | None:
        if not item.is_work:
            return as_told(item)
        one = next(left, None)
        if one is None:
            return None
        if item.step.does == "raises":
            return Measured(40.0, count=int(one), tempo_s=2.0, height_cm=7.5, ended_by="done")
        return Measured(one, censored=one >= 45.0)

    number = sit(history, code, regimen, when, measure)
    left = iter(tries)
    (*_, place) = places(items, measure)
    score = score_of(LIBRARY[test], items, place.outcomes)
    name = score.script.rpartition("@")[0]
    keep_score(history, number, replace(score, script=f"{name}@{version}"), when)

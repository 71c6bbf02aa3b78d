"""Every place, dialog and state of the window, one after another, the same each time.

Nothing is timed here: standings are put together, recordings are those of the project, and it is
always the same day, so that pictures and texts can be compared with those of the day before.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from fakes import hold
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sat import FEET
from trained import noon, take, train

from balance.bookkeeping import score_kept
from balance.protocol.conditions import Conditions
from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Measured, Outcome
from balance.protocol.exercise.program import lay_out
from balance.protocol.exercise.regimens import alone, shipped_regimens
from balance.records.history import people, queries
from balance.records.history.engine import open_history
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.exercises.sittings import Unfinished
from balance.records.history.people import Description
from balance.records.history.store import keep
from balance.timing.seen_by import NO_TRUNK
from balance.words import NO_SAMPLES
from drivers.live.choosing import Left
from drivers.live.course import Entry, scores_of
from drivers.live.led import Led
from drivers.live.standing import Guide, Standing, Two
from gui.example import PERSON, year
from gui.window import Window

TODAY: Final = date(2026, 9, 30)
DEMO: Final = Path(__file__).resolve().parents[2] / "recordings" / "demo.csv.gz"
MADE_S: Final = 1_790_000_000.0  # when the file of the demo says that it was made

Seen = tuple[str, QWidget]
_UNPLUGGED: Final = "The sensor is lost: nothing comes from it. Trying again; look after it"


class OneDay(date):
    """A calendar that stands still."""

    @classmethod
    def today(cls) -> OneDay:
        return cls(TODAY.year, TODAY.month, TODAY.day)


def standings() -> dict[str, Standing]:
    """Give the standings of a test, each by its name."""
    left, right = Conditions(stance_leg="left"), Conditions(stance_leg="right")
    made = (
        Entry(1, hold(8.57), left, None),
        Entry(2, hold(12.3), left, None, "kept"),
        Entry(3, hold(45.0, "cap"), right, None),
        Entry(4, hold(6.2), right, None, "again"),
    )
    facts: dict[str, Any] = {"model": "simulated", "rate_hz": 100.0, "recording": "left-open.csv"}
    facts |= {"entries": made, "scores": scores_of(made), "leg": "right", "attempts": 6}
    by_leg = replace(made[-1], hold=replace(made[-1].hold, sensors=NO_TRUNK), verdict="kept")
    running = Standing(stage="running", attempt=4, phase="holding", held_s=12.4, **facts)
    resting = Standing(stage="resting", attempt=5, rest_s=24, **facts)
    over = Standing(stage="over", last=made[-1].hold, undoable=True, **facts)
    return {
        "opening": Standing(stage="opening", leg="left"),
        "settling": Standing(stage="running", rate_hz=100.0, model="simulated", leg="left"),
        "ready": Standing(stage="running", phase="ready", rate_hz=100.0, leg="left"),
        "holding": running,
        "doubt": replace(running, phase="maybe_down"),
        "checked": replace(running, phase="ended", ended_by="step_down"),
        "cap-checked": replace(running, phase="ended", ended_by="cap"),
        "went-on": replace(running, went_on=True),
        "result": replace(
            running, held_s=None, phase="settling", just_over=True, last=made[0].hold
        ),
        "resting": resting,
        "move": replace(resting, move_sensor=True),
        "two": replace(running, two=Two(("shank", "lower_back"))),
        "second-lost": replace(running, two=Two(("shank", "lower_back"), ("", _UNPLUGGED))),
        "first-lost": replace(running, two=Two(("shank", "lower_back"), (_UNPLUGGED, ""))),
        "rests-on-leg": replace(resting, entries=(*made[:-1], by_leg), last=by_leg.hold),
        "paused": replace(resting, stage="paused"),
        "lost": replace(running, held_s=None, phase="settling", lost=NO_SAMPLES),
        "scan": Standing(stage="running", invitation="https://192.168.0.10:8443/?t=example"),
        "unsaved": replace(over, unsaved="Not saved: the disk is full. Choose a folder."),
        "trouble": Standing(stage="over", trouble="gone.csv is not there; choose another file."),
        "over": over,
    }


def walk(window: Window, trained: Path) -> Iterator[Seen]:
    """Go through the window; it is shown, and what is slow is brought in.

    Parameters
    ----------
    trained
        What the history is to hold from Progress on; `year_kept` makes it.
    """
    for name, shown in _walk(window, trained):
        _settle(window)
        yield name, shown


def year_kept(folder: Path) -> Path:
    """Make a history of the demo and a year of training, which takes seconds; give its file."""
    file, recordings = folder / "history.db", folder / "recordings"
    with open_history(file, recordings) as history:
        keep(history, [score_kept(_demo_in(recordings)), *year(last=TODAY)])
    return file


def _demo_in(recordings: Path) -> Path:
    recordings.mkdir(parents=True, exist_ok=True)
    path = Path(shutil.copy(DEMO, recordings))
    os.utime(path, (MADE_S, MADE_S))
    return path


def _walk(window: Window, trained: Path) -> Iterator[Seen]:
    window.welcome()
    yield "first-time", window
    window.measure.cover(None)
    yield "measure", window
    for name, now in standings().items():
        _show(window, now)
        yield f"measure-{name}", window
    _show(window, Standing())
    strip = window.measure.strip
    strip.show_setup(replace(strip.setup, kind="custom", sound="coached"))
    yield "measure-own-list", window
    strip.show_setup(replace(strip.setup, kind="single", sound="silent"))
    yield from _led(window)
    window.open_place("progress")
    yield "progress-nobody", window
    yield from _review(window)
    yield from _progress(window, trained)
    yield from _sensor(window)
    window.open_place("measure")
    yield from _dialog("help", window.help)


def led_standings() -> dict[str, Standing]:
    """Give the standings of a session that is led, each by its name."""
    title, where = "Ball squeeze under the arch", (2, 3, 6)
    work = Guide(title, "work", "squeeze 2 of 5", "left", 4, *where, next="squeeze 3 of 5")
    rest = Guide(title, "rest", "squeeze 3 of 5", "left", 17, *where)
    said = "Ball under the left foot. Ready."
    say = Guide(title, "say", "squeeze 1 of 5", "left", 6, *where, said=said)
    raises = Guide("Heel raises", "raises", "8 heel raises", "both", None, 3, 3, 1, counted=5)
    stance = Guide("BESS stances", "stance", "firm, tandem", "left", 12, 1, 1, 3, faults=2)
    over = Guide(title, "say", "", "right", None, 3, 3, 0)
    running = Standing(stage="running")
    return {
        "say": replace(running, guide=say),
        "work": replace(running, guide=work),
        "rest": replace(running, stage="resting", rest_s=17, guide=rest),
        "asks": replace(running, stage="resting", guide=replace(rest, asks="Big toe lifts")),
        "raises": replace(running, guide=raises),
        "stance": replace(running, guide=stance),
        "paused": replace(running, stage="paused", guide=work),
        "lost": replace(running, stage="paused", trouble=NO_SAMPLES, guide=work),
        "over": replace(running, stage="over", guide=replace(over, asks=title)),
        "all-said": replace(running, stage="over", guide=over),
    }


def _led(window: Window) -> Iterator[Seen]:
    """Go through a session that is led, and the plan of the week."""
    measure = window.measure
    while not measure.strip.plan.offers:
        QApplication.processEvents()
    for name in ("", "bess"):
        measure.strip.choose_led(name)
        yield f"measure-led-{name or 'week'}", window
    measure.pane.show_led(_done("bess"))
    for name, now in led_standings().items():
        _show(window, now)
        yield f"measure-led-{name}", window
        measure.pane.show_led(_done("feet"))
    measure.led.card.show_led(window.standing, goes_on=False, sore=True)
    yield "measure-led-sore", window
    keys = alone(Library()["bess"]).keys()
    left = Unfinished(1, "2026-09-30", "2026-09-30T08:05:00+00:00", False, keys, "left", Place())
    _show(window, Standing())
    measure.led.left = Left("BESS stances", "bess", left, measured=False)
    _show(window, Standing())
    yield "measure-led-left", window
    measure.led.left = None
    measure.pane.show_led(None)
    yield from _dialog("week-plan", measure.led.open_week)
    strip = measure.strip
    strip.show_setup(replace(strip.setup, kind="single"))
    strip.changed.emit()


def _done(name: str) -> Led:
    """Give a session at its end, of which some was done."""
    library = Library()
    plans = {one.id: one for one in shipped_regimens()}
    regimen = plans[name] if name in plans else alone(library[name])
    items = lay_out(regimen.parts(library, ()))
    work = [(n, item) for n, item in enumerate(items) if item.is_work]
    made = [
        replace(Outcome.of(item, Measured(item.seconds, errors=n % 3), full=True), index=n)
        for n, item in work[: 3 * len(work) // 4 if name in plans else len(work)]
    ]
    place = Place(len(items), tuple(made))
    return Led(items, None, None, changed=lambda _: None, sound=lambda _: None, place=place)


def _show(window: Window, now: Standing) -> None:
    window.standing = now  # without cues: nothing is to be heard
    window.status.show_standing(now)
    window.measure.show_standing(now)


def _review(window: Window) -> Iterator[Seen]:
    place: Any = window.open_place("review")
    yield "review-empty", window
    assert window.recordings is not None
    path = _demo_in(window.recordings)
    place.refresh()
    place.open(path)
    _settle(window)
    yield "review", window
    place.plot.nudge(1, -0.4)
    yield "review-edited", window
    place.compare()
    assert place.plot.comparing
    yield "review-compare", window
    place.compare()
    from gui.review.note import NoteDialog

    yield from _dialog("note", NoteDialog(place, "At 12.0 s", place.look.notes).open)
    yield from _blind(window, place)


def _blind(window: Window, place: Any) -> Iterator[Seen]:
    """Go through a rating of the one recording that is there."""
    from gui.review.blind.asking import RaterDialog
    from gui.review.blind.entering import rate

    yield from _dialog("rater", RaterDialog(place, window.theme.inks, 1, "").open)
    blind = rate(place, "B")
    for at_s, mark in ((8.0, blind.lift_off), (16.0, blind.step_down), (21.0, blind.lift_off)):
        blind.plot.put(at_s)
        mark()
    yield "review-blind-half", window
    blind.step_down()
    yield "review-blind-trouble", window
    blind.plot.put(26.0)
    blind.step_down()
    blind.plot.put(18.0)
    yield "review-blind", window
    blind.finish()
    yield "review-blind-done", window
    blind.leave()


def _progress(window: Window, trained: Path) -> Iterator[Seen]:
    place: Any = window.open_place("progress")
    history = window.book.history()
    with history.reading() as session:
        assert [one.code for one in queries.people(session)] == ["simulated"], "from the demo"
    assert history.path is not None
    with closing(sqlite3.connect(trained)) as known, closing(sqlite3.connect(history.path)) as own:
        known.backup(own)
    place.refresh()
    _settle(window)
    place.choose(PERSON)
    known = next(one for one in place.known if one.code == PERSON)
    place.change(known, PERSON, Description(name=known.name or "", birth_year=1985))
    _settle(window)
    yield "progress", window
    yield from _exercises(window, place)


def _exercises(window: Window, place: Any) -> Iterator[Seen]:
    history = window.book.history()
    train(history, PERSON, TODAY)
    for code in ("P7", "P8"):
        people.add(history, code, Description())
    set_regimen(history, "P7", FEET)
    take(history, "P8", "unipedal_45", noon(TODAY, 9), [11.2, 14.5, 13.0])
    place.refresh()
    place.turn_view()
    for row, name in enumerate(("exercises", "exercises-short", "exercises-held", "raises")):
        place.side.exercises.setCurrentRow(row)
        yield f"progress-{name}", window
    place.side.exercises.setCurrentRow(4)
    place.exercises.step(-1)
    yield "progress-test", window
    place.choose("P7")
    yield "progress-plan", window
    place.choose("P8")
    yield "progress-no-plan", window
    place.choose(PERSON)
    place.turn_view()


def _sensor(window: Window) -> Iterator[Seen]:
    place: Any = window.open_place("sensor")
    yield "sensor", window
    for row in range(1, place.list.count()):
        place.list.setCurrentRow(row)
        yield f"sensor-{row}", window
    place.list.setCurrentRow(0)
    for name, placement in (("wrong", "foot"), ("second", "lower_back")):
        place.second.worn.setCurrentIndex(place.second.worn.findData(placement))
        place.second.worn.activated.emit(0)
        yield f"sensor-{name}", window
    strip = window.measure.strip
    window.open_place("measure")
    yield "measure-chosen-two", window
    strip.use_beside("")


def _settle(window: Window) -> None:
    """Wait until what was asked of the history is answered, away from the window's thread."""
    assert window.live is not None
    for _ in range(2):  # what was read may ask for more
        window.live.desk.wait()
        QApplication.processEvents()


def _dialog(name: str, ask: Callable[[], object]) -> Iterator[Seen]:
    ask()
    QApplication.processEvents()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    yield name, dialog
    dialog.reject()

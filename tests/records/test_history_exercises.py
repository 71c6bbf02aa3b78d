"""Exercises in the history: kept as they go, gone on with, and what is answered of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keepers import kept
from sat import (
    ADVICE,
    FEET,
    HEELS,
    LIBRARY,
    NOON,
    as_told,
    everything,
    items_of,
    part_way,
    places,
    single,
    sit,
)
from sqlalchemy import func, select, update

from balance.protocol.exercise.lead import Lead, Place
from balance.protocol.exercise.outcomes import Measured, Outcome, sets_of
from balance.protocol.exercise.program import Item
from balance.protocol.exercise.regimens import regimen_from
from balance.protocol.exercise.scoring import PartScore, score_of
from balance.protocol.exercise.tiers import Sitting, suggest
from balance.protocol.weeks import WeekPlan
from balance.records.history import people, progress
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.done import course, known, sittings_of
from balance.records.history.exercises.plans import regimen_of, set_regimen, week_plan_of
from balance.records.history.exercises.scores import keep_score, scores_of
from balance.records.history.exercises.week import glance, next_time
from balance.records.history.exercises.written import part_keys, parts_from, place_from, place_keys
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.people import Description
from balance.records.history.schema import Led, Occasion, Person, Worked
from balance.records.history.store import keep

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        people.add(opened, "P1", Description())
        yield opened


def rows(history: History) -> list[Worked]:
    with history.reading() as session:
        found = list(session.scalars(select(Worked).order_by(Worked.number, Worked.id)))
        session.expunge_all()
    return found


def test_a_sitting_is_of_the_days_session(history: History) -> None:
    keep(history, [kept("a", [10.0], created="2026-03-04T08:00:00Z", session="2026-03-04")])
    sit(history, "P1", FEET)
    with history.reading() as session:
        (occasion,) = session.scalars(select(Occasion))
        assert (occasion.day, occasion.label, occasion.supervised) == ("2026-03-04",) * 2 + (False,)
        assert progress.weeks(session, "P1", NOON.date())[-1].home == 1


def test_whoever_is_not_there_yet_is_added(history: History) -> None:
    sit(history, "me", FEET)
    with history.reading() as session:
        assert [one.code for one in session.scalars(select(Person))] == ["P1", "me"]
        assert known(session, "me")
    for code, said in (("p1", "differ only in how"), ("Jo Example", "is no code"), ("", "no code")):
        with pytest.raises(HistoryError, match=said):
            sit(history, code, FEET)


def test_each_set_is_a_row(history: History) -> None:
    number = sit(history, "P1", HEELS)
    found = rows(history)
    assert [(row.script, row.version, row.tier, row.side, row.set) for row in found] == [
        ("heel_raise", 1, "1", "both", 1),
        ("heel_raise", 1, "1", "both", 2),
    ]
    assert {(row.asked, row.done, row.state, row.count, row.height_cm) for row in found} == {
        (8, 8, "done", 8, 8.5)
    }
    with history.reading() as session:
        led = session.get(Led, number)
        assert led is not None
        assert (led.finished, led.place, led.regimen, led.side) == (True, None, "heels", "left")
        assert regimen_from(led.keys, LIBRARY) == HEELS


def test_what_is_under_way_has_all_sets_of_the_parts_that_were_begun(history: History) -> None:
    part_way(history, "P1", FEET, 9)  # eight lifts of the left foot, and one of the right
    assert [(row.script, row.side, row.done, row.state) for row in rows(history)] == [
        ("big_toe_lift", "left", 8, "done"),
        ("big_toe_lift", "right", 1, "short"),
    ]


def test_what_was_begun_anew_is_not_offered_once_that_is_finished(history: History) -> None:
    sittings.begin(history, "P1", FEET, NOON)
    sittings.begin(history, "P1", HEELS, NOON + timedelta(minutes=1))
    again = sittings.begin(history, "P1", FEET, NOON + timedelta(minutes=2))
    items = items_of(FEET)
    sittings.finish(history, again, items, Place(len(items)))
    with history.reading() as session:
        left = sittings.unfinished(session, "P1", NOON + timedelta(minutes=3))
    assert left is not None
    assert left.keys["id"] == HEELS.id


def test_an_unfinished_sitting_is_gone_on_with_where_it_was_left(history: History) -> None:
    _, place = part_way(history, "P1", FEET, 5)
    with history.reading() as session:
        found = sittings.unfinished(session, "P1", NOON + timedelta(hours=3))
    assert found is not None
    assert (found.place, found.side, found.day) == (place, "left", "2026-03-04")
    regimen = regimen_from(found.keys, LIBRARY)
    assert regimen == FEET
    items = items_of(regimen)
    leading = sittings.go_on(history, found.sitting)
    for place in places(items, begin=found.place):
        sittings.keep(history, leading, items, place)
    sittings.finish(history, leading, items, place)
    assert {row.state for row in rows(history)} == {"done"}
    with history.reading() as session:
        assert sittings.unfinished(session, "P1", NOON) is None


@pytest.mark.parametrize(
    ("later", "there"),
    [({"hours": 11}, True), ({"hours": 11, "minutes": 59}, True), ({"hours": 13}, False)],
)
def test_a_sitting_of_last_evening_is_offered_for_twelve_hours(
    history: History, later: dict[str, int], there: bool
) -> None:
    evening = NOON.replace(hour=21)
    part_way(history, "P1", FEET, 1, evening)
    with history.reading() as session:
        found = sittings.unfinished(session, "P1", evening + timedelta(**later))
    assert (found is not None) is there


def test_who_led_it_before_keeps_nothing_more(history: History) -> None:
    first, place = part_way(history, "P1", FEET, 3)
    second = sittings.go_on(history, first.sitting)
    items = items_of(FEET)
    for refused in (sittings.keep, sittings.finish):
        with pytest.raises(HistoryError, match="gone on with in another window"):
            refused(history, first, items, place)
    sittings.finish(history, second, items, place)
    for refused in (sittings.keep, sittings.finish):
        with pytest.raises(HistoryError, match="finished in another window"):
            refused(history, second, items, place)
    with pytest.raises(HistoryError, match="finished in another window"):
        sittings.go_on(history, first.sitting)
    people.erase(history, "P1")
    with pytest.raises(HistoryError, match="not in the history any more"):
        sittings.keep(history, second, items, place)


def test_work_that_is_done_again_counts_anew_and_what_was_said_stays(history: History) -> None:
    items = items_of(HEELS)
    leading = sittings.begin(history, "P1", HEELS, NOON)
    first = next(places(items))
    sittings.keep(history, leading, items, first)
    sittings.say_ease(history, leading.sitting, "heel_raise", "easy")
    lead = Lead(items, first)
    lead.begin(0.0)
    lead.repeat(0.0)
    lead.finish_step(0.0, Measured(9.0, count=3))
    sittings.keep(history, leading, items, lead.place)
    assert [(row.done, row.ease) for row in rows(history)] == [(3, "easy"), (0, "easy")]


def test_ease_and_soreness_make_the_next_rung(history: History) -> None:
    for day in range(3):
        number = sit(history, "P1", single("big_toe_lift"), NOON + timedelta(days=day))
        if day:
            sittings.say_ease(history, number, "big_toe_lift", "easy")
        sittings.say_soreness(history, number, 2)
    sit(history, "P1", single("big_toe_lift"), NOON + timedelta(days=4), lambda _: None)
    with history.reading() as session:
        found = sittings_of(session, "P1", "big_toe_lift")
        assert found == [Sitting("1", True, ease, 2) for ease in (None, "easy", "easy")]
        assert suggest(LIBRARY["big_toe_lift"], found).tier == "2"
        assert known(session, "P1") == {"big_toe_lift", "opening"}
        with pytest.raises(HistoryError, match="nobody here"):
            known(session, "P9")
    with pytest.raises(HistoryError, match="soreness is 0 to 10"):
        sittings.say_soreness(history, number, 11)
    with pytest.raises(HistoryError, match="has no heel_raise"):
        sittings.say_ease(history, number, "heel_raise", "hard")


def uneven(item: Item) -> Measured | None:
    if item.step.does != "hold":
        return as_told(item)
    seconds = 20.0 if item.side == "left" else 14.5
    return Measured(seconds + item.repetition, censored=item.side == "left")


def test_the_course_of_holds_and_of_raises(history: History) -> None:
    sit(history, "P1", single("single_leg_hold"), measure=uneven)
    sit(history, "P1", single("single_leg_hold"), NOON + timedelta(1), lambda _: None)
    sit(history, "P1", single("heel_raise", "4, one leg"))
    sit(history, "P1", FEET)
    with history.reading() as session:
        done, skipped = course(session, "P1", LIBRARY["single_leg_hold"])
        assert (done.day, done.tier, done.state, done.sets) == ("2026-03-04", "1", "done", 2)
        assert [(one.side, one.best_s, one.censored) for one in done.sides] == [
            ("left", 22.0, True),
            ("right", 16.5, False),
        ]
        assert done.left_less_right == 5.5
        assert (skipped.state, skipped.left_less_right) == ("skipped", None)
        (raises,) = course(session, "P1", LIBRARY["heel_raise"])
        assert [(one.side, one.count, one.height_cm, one.best_s) for one in raises.sides] == [
            ("left", 16, 8.5, None),
            ("right", 16, 8.5, None),
        ]
        assert raises.left_less_right == 0
        (lifts,) = course(session, "P1", LIBRARY["big_toe_lift"])
        assert {one.best_s for one in lifts.sides} == {None}, "nobody measured them"


def test_scores_are_kept_by_their_version_and_once_a_sitting(history: History) -> None:
    regimen = single("unipedal_45")
    items = items_of(regimen)
    number = sit(history, "P1", regimen)
    (*_, place) = places(items, lambda item: Measured(31.25, errors=0))
    score = score_of(LIBRARY["unipedal_45"], items, place.outcomes)
    keep_score(history, number, score, NOON)
    keep_score(history, number, score, NOON)
    with history.reading() as session:
        (one,) = scores_of(session, "P1")
    assert (one.script, one.version, one.value, one.unit) == ("unipedal_45", 1, 31.25, "s")
    assert (one.side, one.day, one.parts) == ("left", "2026-03-04", score.parts)
    assert json.loads(json.dumps(one.as_dict()))["parts"][0]["tries"][0]["seconds"] == 31.25
    with pytest.raises(HistoryError, match="not in the history any more"):
        keep_score(history, 99, score, NOON)


def test_a_plan_of_ones_own_is_kept_and_taken_away(history: History) -> None:
    keys = ADVICE.keys() | {"home": 5, "supervised": 0}
    keys["exercise"][0] |= {"hold_s": 4.5, "side": "left"}
    own = regimen_from(keys, LIBRARY)
    set_regimen(history, "P1", own)
    with history.reading() as session:
        assert regimen_of(session, "P1", LIBRARY) == own
        assert week_plan_of(session.scalars(select(Person)).one()) == WeekPlan(5, 0)
    people.describe(history, "P1", Description(week_plan="2+1", notes="tall"))
    with history.reading() as session:
        assert regimen_of(session, "P1", LIBRARY) == own
        assert week_plan_of(session.scalars(select(Person)).one()) == WeekPlan(2, 1)
    set_regimen(history, "P1", None)
    with history.reading() as session:
        assert regimen_of(session, "P1", LIBRARY) is None


def test_a_plan_whose_script_is_gone_is_said(history: History) -> None:
    keys = ADVICE.keys()
    keys["exercise"][0]["script"] = "my_own"
    people.describe(history, "P1", Description(regimen=keys))
    with (
        pytest.raises(HistoryError, match="the plan of P1 can't be followed: There is no 'my_own'"),
        history.reading() as session,
    ):
        regimen_of(session, "P1", LIBRARY)


def test_the_week_at_a_glance(history: History) -> None:
    set_regimen(history, "P1", FEET)
    sit(history, "P1", FEET, NOON - timedelta(days=2))  # Monday
    part_way(history, "P1", ADVICE, 9)  # Wednesday: some of the lifts alone
    sit(history, "P1", single("heel_raise"), NOON, lambda _: None, label="evening")
    with history.reading() as session:
        *_, before, now = glance(session, "P1", FEET, NOON.date())
        assert (now.week.monday, now.week.home, now.plan.home) == (date(2026, 3, 2), 2, 3)
        assert [(one.script, one.planned, one.days, one.done) for one in now.exercises] == [
            ("big_toe_lift", True, ("done", None, "short", None, None, None, None), 1),
            ("arch_squeeze", True, ("done", *[None] * 6), 1),
            ("heel_raise", False, (None, None, "skipped", *[None] * 4), 0),
        ]
        assert [one.days for one in before.exercises] == [(None,) * 7] * 2


def test_what_comes_next_is_what_changes(history: History) -> None:
    with history.reading() as session:
        nothing = next_time(session, "P1", LIBRARY, None, NOON.date())
        assert (nothing.script, nothing.suggestion) == (None, None)
    set_regimen(history, "P1", FEET)
    for day in (-2, -1):
        number = sit(history, "P1", FEET, NOON + timedelta(days=day))
        sittings.say_ease(history, number, "arch_squeeze", "easy")
    with history.reading() as session:
        found = next_time(session, "P1", LIBRARY, FEET, NOON.date())
        keys = FEET.keys()
        keys["exercise"][1]["tier"] = "3"  # somebody has put it there since
        other = next_time(session, "P1", LIBRARY, regimen_from(keys, LIBRARY), NOON.date())
    assert found.script is not None
    assert found.suggestion is not None
    assert (found.script.id, found.suggestion.tier, found.week.home) == ("arch_squeeze", "2", 2)
    assert other.script is not None
    assert other.suggestion is not None
    assert (other.script.id, other.suggestion.change) == ("big_toe_lift", "same")


seconds = st.none() | st.floats(0, 600, allow_nan=False)
counts = st.none() | st.integers(0, 500)
measures = st.builds(
    Measured,
    seconds,
    st.booleans(),
    counts,
    seconds,
    seconds,
    seconds,
    st.text(),
    st.integers(0, 9),
)
outcomes = st.builds(
    Outcome,
    *[st.integers(0, 300)] * 2,
    *[st.text()] * 2,
    st.sampled_from(["left", "right", "both"]),
    *[st.integers(1, 200)] * 3,
    st.none() | measures,
    st.booleans(),
)


@given(st.builds(Place, st.integers(0, 300), st.lists(outcomes, max_size=4).map(tuple)))
def test_a_place_comes_back_as_it_was(place: Place) -> None:
    assert place_from(json.loads(json.dumps(place_keys(place)))) == place


def inside(keys: Any) -> Iterator[tuple[Any, Any]]:
    """Each list and table of some keys with each place in it."""
    for at in keys if isinstance(keys, dict) else range(len(keys)):
        yield keys, at
        if isinstance(keys[at], dict | list):
            yield from inside(keys[at])


@pytest.mark.parametrize("junk", [None, -1, 1.5, "x", [], {}, [{}], True], ids=repr)
def test_what_is_no_place_is_damage(junk: Any) -> None:
    (*_, place) = places(items_of(single("heel_raise")))
    parts = part_keys([PartScore("stance", "left", (Measured(1.0, count=2),), 1.0, full=True)])
    told = 0
    for whole, read in ((place_keys(place), place_from), (parts, parts_from)):
        for at in range(len(list(inside(whole)))):
            keys = json.loads(json.dumps(whole))
            table, key = list(inside(keys))[at]
            table[key] = junk
            try:
                read(keys)
            except DamagedError:
                told += 1
    assert told > 10
    for read in (place_from, parts_from):
        if junk not in ([], [{}]):
            with pytest.raises(DamagedError):
                read(junk)


@pytest.mark.parametrize(
    "values",
    [
        {"place": {"turn": 1, "index": "x", "outcomes": []}},
        {"place": [1]},
        {"keys": "none"},
        {"side": "up"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_damaged_sitting_is_told_in_a_sentence(history: History, values: dict[str, Any]) -> None:
    part_way(history, "P1", FEET, 2)
    with history.writing() as session:
        session.execute(update(Led).values(**values))
    with pytest.raises(HistoryError, match="it is damaged"), history.reading() as session:
        sittings.unfinished(session, "P1", NOON)


def test_two_windows_at_once(history: History, tmp_path: Path) -> None:
    def window(number: int) -> None:
        with open_history(tmp_path / "history.db", tmp_path / "recordings") as mine:
            for day in range(3):
                sit(mine, "P1", single("heel_raise"), NOON + timedelta(days=day, minutes=number))

    with ThreadPoolExecutor(3) as windows:
        list(windows.map(window, range(3)))
    with history.reading() as session:
        assert session.scalar(select(func.count(Occasion.id))) == 3, "a session a day"
        assert session.scalar(select(func.count(Led.id))) == 9
        assert session.scalar(select(func.count(Worked.id))) == 18
        assert {one.state for one in course(session, "P1", LIBRARY["heel_raise"])} == {"done"}


KILLED = """
import sys
from pathlib import Path
from sat import FEET, NOON, items_of, places
from balance.records.history.engine import open_history
from balance.records.history.exercises import sittings

path = Path(sys.argv[1])
history = open_history(path, path.parent / "recordings")
leading = sittings.begin(history, "P1", FEET, NOON)
items = items_of(FEET)
for place in places(items):
    sittings.keep(history, leading, items, place)
    print(place.index, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX systems")
def test_a_kill_loses_no_piece_that_was_done(history: History, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "history.db")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for _ in range(5):
            index = int(run.stdout.readline())
            run.stdin.write("\n")
            run.stdin.flush()
        run.send_signal(signal.SIGKILL)
    with history.reading() as session:
        found = sittings.unfinished(session, "P1", NOON)
    assert found is not None
    assert found.place.index >= index
    assert len(found.place.outcomes) in (5, 6)


def test_every_piece_is_counted_as_the_program_counts_it(history: History) -> None:
    items = items_of(ADVICE)
    (*_, last) = places(items)
    sit(history, "P1", ADVICE)
    told = [
        (one.script, one.side, one.set, one.asked, one.done)
        for one in sets_of(items, last.outcomes)
    ]
    assert [
        (f"{r.script}@{r.version}", r.side, r.set, r.asked, r.done) for r in rows(history)
    ] == told


def test_everything_is_something(history: History) -> None:
    sit(history, "P1", FEET)
    assert len(everything(history)) == 1 + 4 + 1 + 1  # a sitting, sets, whose, no plan

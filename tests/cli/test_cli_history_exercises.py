"""`history` and `people` with exercises, named tests and plans."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, json_lines
from sat import FEET, LIBRARY, items_of, places, single, sit

from balance.protocol.exercise import shipped
from balance.protocol.exercise.scoring import score_of
from balance.records.header import Header
from balance.records.history.engine import History
from balance.records.history.exercises import sittings
from balance.records.history.exercises.scores import keep_score
from balance.records.recorder import write_recording
from balance.simulate.session import Simulated
from drivers.live.place import find_place


@pytest.fixture
def now() -> datetime:
    return datetime.now().astimezone()


def trained(history: History, now: datetime) -> None:
    """A session of the plan, and a named test."""
    number = sit(history, "P7", FEET, now)
    sittings.say_ease(history, number, "arch_squeeze", "hard")
    test = single("unipedal_45")
    number = sit(history, "P7", test, now)
    items = items_of(test)
    (*_, place) = places(items)
    keep_score(history, number, score_of(LIBRARY["unipedal_45"], items, place.outcomes), now)


def of_exercises(balance_timer: Run, *more: object) -> list[dict[str, Any]]:
    run = balance_timer("history", "--json", *more)
    return [line for line in json_lines(run.stdout) if "exercises" in line]


def test_a_person_who_only_trained_is_shown(balance_timer: Run, now: datetime) -> None:
    balance_timer("people", "add", "P7", "--plan", "feet")
    with find_place().open() as history:
        trained(history, now)
    run = balance_timer("history", "--person", "P7")
    assert run.returncode == 0, run.stderr
    text = " ".join(run.stdout.split())
    assert "Nothing is kept yet" not in text
    for part in (
        "Plan: Toes and arch alone, without a sensor",
        "1 of 4",
        "Big toe lifts: 1 done; newest ",
        "Unipedal stance test, 45 s, eyes open (version 1): 12.0 s, ",
        "Next time. One of three sessions at home is done this week; next: big toe lifts at tier ",
        "Source: Our own, on the careful side. Our own rule, on the careful side: more after two ",
    ):
        assert part in text, part


OWN = """
id = "wall_stance"
version = 2
kind = "test"
title = "Stance beside the wall"
about = "What it is."
source = "Our own."
sides = "one"
[test]
rule = "best"
cap_s = 30
stop = ["the foot comes down"]
[[tier]]
name = "test"
source = "Our own."
[[step]]
does = "hold"
at = "begin"
called = "hold"
"""


def test_a_named_test_of_ones_own_is_called_by_its_title(
    balance_timer: Run, simulated: Simulated, tmp_path: Path
) -> None:
    own = find_place()
    (own.folder.parent / "scripts").mkdir(parents=True)
    (own.folder.parent / "scripts" / "wall.toml").write_text(OWN)
    for name, version in (("a", 2), ("b", 1)):
        header = Header(placement="shank", stance_leg="left", test=f"wall_stance@{version}")
        block = simulated.block[version:]
        write_recording(tmp_path / f"{name}.csv", header, block)
        run = balance_timer("analyze", tmp_path / f"{name}.csv", "--save", "--person", "P7")
        assert run.returncode == 0, run.stderr
    shown = " ".join(balance_timer("history").stdout.split())
    listed = " ".join(balance_timer("people", "recordings").stdout.split())
    for text in (shown, listed):
        assert "Stance beside the wall: eyes open" in text
        assert "Stance beside the wall (version 1): " in text
        assert "wall_stance" not in text


def test_of_several_people_each_is_said_in_short(balance_timer: Run, now: datetime) -> None:
    with find_place().open() as history:
        for code in ("P7", "P8"):
            sit(history, code, FEET, now)
    run = balance_timer("history")
    first, second = run.stdout.splitlines()
    assert first.startswith("P7, exercises. One of three sessions at home is done this week; next")
    assert second.startswith("P8, exercises. ")


def test_json_has_exercises_tests_and_the_week(
    balance_timer: Run, recording: Path, now: datetime
) -> None:
    balance_timer("people", "add", "P7", "--plan", "feet")
    balance_timer("people", "add", "P8")
    balance_timer("time", f"{recording}?speed=0", "--person", "P7")
    with find_place().open() as history:
        trained(history, now)
    for more in ((), ("--person", "P7")):
        (line,) = of_exercises(balance_timer, *more)
        assert line["person"] == "P7"
        assert line["plan"]["id"] == "feet"
        lifts, squeeze = line["exercises"]
        assert (lifts["script"], squeeze["script"]) == ("big_toe_lift", "arch_squeeze")
        (session,) = squeeze["sessions"]
        assert (session["state"], session["ease"], session["tier"]) == ("done", "hard", "1")
        (test,) = line["tests"]
        assert (test["test"], test["version"], test["value"]) == ("unipedal_45", 1, 12.0)
        assert (line["week"]["home"], line["week"]["planned_home"]) == (1, 3), "one session a day"
        days = {one["script"]: one["days"] for one in line["week"]["exercises"]}
        assert days["arch_squeeze"].count("done") == 1
        assert line["next_time"]["text"].startswith("One of three sessions at home is done")
    assert len(json_lines(balance_timer("history", "--json").stdout)) == 2
    assert of_exercises(balance_timer, "--person", "P8") == []


def test_a_plan_is_set_listed_and_taken_away(balance_timer: Run, tmp_path: Path) -> None:
    balance_timer("people", "add", "P7")
    own = find_place().folder.parent / "plans"
    own.mkdir(parents=True, exist_ok=True)
    (own / "mine.toml").write_text(
        'id = "mine"\ntitle = "Mine"\nsource = "Kim"\nhome = 6\n'
        '[[exercise]]\nscript = "heel_raise"\n'
    )
    (own / "broken.toml").write_text("title = ")
    run = balance_timer("people", "set", "P7", "--plan", "mine")
    assert run.returncode == 0
    assert "broken.toml: no plan: " in run.stderr
    assert len(run.stderr.splitlines()) == 1
    (listed,) = json_lines(balance_timer("people", "list", "--json").stdout)
    assert listed["plan"] == "mine"
    assert "mine" in balance_timer("people", "list").stdout
    (line,) = of_exercises(balance_timer, "--person", "P7")
    assert line["week"]["planned_home"] == 6
    (own / "mine.toml").unlink()
    (line,) = of_exercises(balance_timer, "--person", "P7")
    assert line["plan"]["title"] == "Mine", "it is kept with the person"
    assert balance_timer("people", "set", "P7", "--plan", "").returncode == 0
    assert of_exercises(balance_timer, "--person", "P7") == []


@pytest.mark.parametrize(
    ("plan", "said"),
    [("yoga", "yoga: there is no such plan or file; choose one of advice, feet, heels, all")],
)
def test_a_plan_that_is_none_is_one_sentence(balance_timer: Run, plan: str, said: str) -> None:
    balance_timer("people", "add", "P7")
    run = balance_timer("people", "set", "P7", "--plan", plan)
    assert run.returncode == 1
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_plan_that_cannot_be_followed_hinders_nothing_else(
    balance_timer: Run, now: datetime
) -> None:
    balance_timer("people", "add", "P7")
    own = find_place().folder.parent / "scripts"
    own.mkdir(parents=True, exist_ok=True)
    text = (resources.files(shipped) / "heel_raise.toml").read_text("utf-8")
    (own / "mine.toml").write_text(text.replace('id = "heel_raise"', 'id = "mine"'))
    plan = own.parent / "week.toml"
    plan.write_text('id = "week"\ntitle = "W"\nsource = "Kim"\n[[exercise]]\nscript = "mine"\n')
    assert balance_timer("people", "set", "P7", "--plan", plan).returncode == 0
    (own / "mine.toml").unlink()
    with find_place().open() as history:
        trained(history, now)
    run = balance_timer("history", "--person", "P7")
    assert run.returncode == 1
    assert "the plan of P7 can't be followed: There is no 'mine'" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert "Big toe lifts: 1 done" in run.stdout

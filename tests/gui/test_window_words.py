from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import hold
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.attempts import Score
from balance.protocol.conditions import Conditions, Leg
from balance.timing.results import Hold
from balance.words import NO_SAMPLES, SAFETY
from drivers.live.course import Entry, scores_of
from drivers.live.prompts import REST
from drivers.live.standing import Standing
from gui.kit.text import seconds as said_seconds
from gui.measure import words


def entries(*holds: Hold) -> tuple[Entry, ...]:
    return tuple(Entry(number, held, Conditions(), None) for number, held in enumerate(holds, 1))


def scores(*holds: Hold) -> dict[Leg | None, Score]:
    return scores_of(entries(*holds))


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (hold(8.57), "8.6 s ± 0.2"),
        (hold(8.57, wide_s=0.1), "8.6 s ± 0.1"),
        (hold(8.57, wide_s=0.01), "8.6 s ± 0.1"),
        (hold(45.0, "cap"), "45 s or more"),
        (hold(12.38, "recording_end"), "12.3 s or more"),
        (hold(3.0, "stop"), "3.0 s ± 0.2"),
    ],
)
def test_a_time_promises_no_more_than_is_known(held: Hold, said: str) -> None:
    assert words.hold(held) == said


@given(st.floats(0.0, 900.0))
def test_a_censored_time_is_never_rounded_up(seconds: float) -> None:
    said = said_seconds(seconds, None, censored=True)
    assert float(said.removesuffix(" s or more")) <= seconds + 1e-5


def test_what_is_special_about_an_attempt_stands_below_it() -> None:
    made = entries(hold(8.57), hold(45.0, "cap"))
    assert words.entry(made[0]) == "1   8.6 s ± 0.2"
    assert words.entry(made[1]) == "2   45 s or more\nlongest time reached"
    again = Entry(3, hold(8.0), Conditions(stance_leg="left"), None, "again")
    assert words.entry(again).endswith("tried again, not counted")


def test_scores_of_each_leg() -> None:
    assert words.score_lines({}) == []
    assert words.score_lines(scores(hold(8.0), hold(45.0, "cap"))) == [("Leg", "45 s or more", "–")]
    three = scores(hold(8.0), hold(45.0, "cap"), hold(10.0))
    assert words.score_lines(three) == [("Leg", "45 s or more", "21 s or more")]


def test_the_result_says_time_why_and_best() -> None:
    made = entries(hold(9.0), hold(8.57))
    now = Standing(stage="running", entries=made, scores=scores_of(made))
    assert words.result(now) == ("8.6 s ± 0.2", "Foot down", "best so far: 9.0 s ± 0.2")
    went_on = (made[0], Entry(2, made[1].hold, Conditions(), None, "not_step_down"))
    said = words.result(Standing(entries=went_on, scores=scores_of(went_on)))
    assert said[0] == "8.5 s or more"
    assert said[1].endswith(". Automatic time: 8.6 s ± 0.2")
    assert said[1].startswith("Not a step-down")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Standing(), "Press Space to start"),
        (Standing(stage="opening"), "Opening the sensor"),
        (Standing(stage="running"), "Stand still on both feet"),
        (Standing(stage="running", phase="ready"), "Lift your foot"),
        (Standing(stage="running", lost=NO_SAMPLES), "The sensor is silent"),
        (Standing(stage="running", phase="holding", held_s=1.0, lost=NO_SAMPLES), "Holding"),
        (Standing(stage="running", phase="holding", held_s=1.0), "Holding"),
        (Standing(stage="running", phase="maybe_down", held_s=1.0), "Holding"),
        (
            Standing(stage="running", phase="ended", held_s=1.0, ended_by="step_down"),
            "Foot down, being checked",
        ),
        (
            Standing(stage="running", phase="ended", held_s=45.0, ended_by="cap"),
            "Longest time, being checked",
        ),
        (Standing(stage="running", last=hold(8.0), just_over=True), "Foot down"),
        (Standing(stage="running", last=hold(45.0, "cap"), just_over=True), "Longest time reached"),
        (Standing(stage="running", last=hold(8.0)), "Stand still on both feet"),
        (Standing(stage="over"), "Session done"),
        (Standing(stage="over", trouble="No such file."), "Something is wrong"),
    ],
)
def test_the_headline_says_where_the_test_stands(now: Standing, said: str) -> None:
    assert words.headline(now)[0] == said
    assert said in words.headlines()


def test_the_hint_is_safety_first_and_trouble_above_all() -> None:
    made = entries(hold(8.0))
    assert words.hint(Standing())[0] == SAFETY
    assert words.hint(Standing(stage="running"))[0] == SAFETY
    assert words.hint(Standing(stage="running", entries=made))[0] == REST
    assert words.hint(Standing(stage="running", phase="holding", held_s=1.0))[0] == ""
    resting = Standing(stage="resting", rest_s=12, move_sensor=True)
    assert words.hint(resting)[0].startswith("Move the sensor")
    assert "12 s left" in words.hint(resting)[0]
    assert words.hint(Standing(stage="running", lost=NO_SAMPLES))[0] == NO_SAMPLES
    assert words.hint(Standing(stage="running", unsaved="Full."))[0] == "Full."
    assert words.hint(Standing(stage="over", lost=NO_SAMPLES, trouble="Lost."))[0] == "Lost."


def test_a_time_that_is_not_final_says_so_and_a_press_no_longer_ends_it() -> None:
    made = entries(hold(8.0))
    now = Standing("running", phase="ended", held_s=8.6, ended_by="step_down", entries=made)
    assert words.digits(now) == "8.6"
    assert words.result(now) == ("Result", words.CHECKED, "")
    assert words.button(now) == "Stop"
    assert not now.can_judge


def test_an_end_that_was_taken_back_is_said_while_the_hold_goes_on() -> None:
    now = Standing("running", phase="holding", held_s=8.6, went_on=True)
    said = "That was no step-down: the clock goes on."
    assert words.hint(now) == (said, "text")
    assert words.announcement(now) == f"Holding, {said}"


def test_the_end_of_a_session_says_the_best_of_each_leg() -> None:
    made = tuple(
        Entry(number, hold(seconds), Conditions(stance_leg=leg), None)
        for number, (leg, seconds) in enumerate((("left", 41.2), ("right", 38.7)), 1)
    )
    now = Standing(stage="over", entries=made, scores=scores_of(made))
    assert words.hint(now)[0] == "Best: left 41.2, right 38.7. Press Space to start again."
    assert "No hold was timed" in words.hint(Standing(stage="over"))[0]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Standing(), "0.0"),
        (Standing(held_s=9.9), "9.9"),
        (Standing(held_s=10.0), "10.0"),
        (Standing(held_s=99.9), "99.9"),
        (Standing(held_s=100.0), "100"),
        (Standing(last=hold(8.57)), "8.6"),
        (Standing(last=hold(99.97)), "100"),
    ],
)
def test_digits(now: Standing, said: str) -> None:
    assert words.digits(now) == said


def test_the_sensor_line_says_rate_and_health() -> None:
    good = Standing(stage="running", model="WT901", rate_hz=98.6)
    assert words.sensor(Standing()) == ("No sensor open", "text")
    assert words.sensor(Standing(stage="opening")) == ("Waiting for readings", "text")
    assert words.sensor(good) == ("WT901, 98.6 readings a second, good signal", "text")
    bad = Standing(stage="running", rate_hz=98.6, faults=("saturated: 5 samples",))
    assert words.sensor(bad) == ("98.6 readings a second, saturated: 5 readings", "doubt")


def test_what_is_announced_leaves_out_the_running_seconds() -> None:
    early = Standing(stage="running", phase="holding", held_s=1.0)
    late = Standing(stage="running", phase="holding", held_s=2.0)
    assert words.announcement(early) == words.announcement(late) == "Holding"
    over = Standing(stage="running", last=hold(8.57), just_over=True)
    assert words.announcement(over) == "Foot down, 8.6 s ± 0.2"


def test_what_is_kept_is_said_and_what_became_of_it_before_that() -> None:
    now = Standing(stage="running", recording="left.csv")
    assert words.recording(Standing()) == ("Not recording", "text")
    assert words.recording(now) == ("Recording to left.csv", "text")
    assert words.recording(replace(now, stage="over")) == ("Kept as left.csv", "text")
    moved = replace(now, said="The disk is full. All of it is in /b/left.csv now.")
    assert words.recording(moved) == (moved.said, "doubt")
    assert words.recording(replace(moved, unsaved="Full.")) == ("Full.", "trouble")

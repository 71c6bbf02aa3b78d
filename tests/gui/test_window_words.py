from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.attempts import Attempt, score
from balance.protocol.conditions import Conditions
from balance.signal.results import EndReason, Hold
from gui import words
from gui.standing import Standing


def hold(seconds: float, why: EndReason = "step_down", *, wide_s: float = 0.17) -> Hold:
    end_s = 1.0 + seconds
    censored = why in ("cap", "gap", "recording_end")
    return Hold(1.0, end_s, why, end_s, end_s, wide_s, censored, 0)


def attempts(*holds: Hold) -> tuple[Attempt, ...]:
    return tuple(Attempt(number, Conditions(), held) for number, held in enumerate(holds, 1))


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


@given(st.floats(0.0, 5000.0))
def test_a_censored_time_is_never_rounded_up(seconds: float) -> None:
    said = words.time_held(seconds, None, censored=True)
    assert float(said.removesuffix(" s or more")) <= seconds + 1e-5


def test_what_ended_a_hold_stands_below_it_unless_it_was_a_step_down() -> None:
    made = attempts(hold(8.57), hold(45.0, "cap"))
    assert [words.attempt(one).split("\n")[0].split() for one in made] == [
        ["1", "8.6", "s", "±", "0.2"],
        ["2", "45", "s", "or", "more"],
    ]
    assert "\n" not in words.attempt(made[0])
    assert words.attempt(made[1]).endswith("longest time reached")


def test_best_and_mean() -> None:
    made = attempts(hold(8.0), hold(45.0, "cap"), hold(10.0))
    assert words.best_and_mean(Standing()) == ("–", "–")
    assert words.best_and_mean(Standing(score=score(made[:2]))) == ("45 s or more", "–")
    assert words.best_and_mean(Standing(score=score(made))) == ("45 s or more", "21 s or more")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Standing(), "Press Space to start"),
        (Standing(stage="opening"), "Opening the sensor"),
        (Standing(stage="running"), "Get still on both feet"),
        (Standing(stage="running", phase="ready"), "Ready: lift your foot"),
        (Standing(stage="running", phase="lifting"), "Ready: lift your foot"),
        (Standing(stage="running", phase="holding", held_s=1.0), "Holding"),
        (Standing(stage="running", phase="maybe_down", held_s=1.0), "Touched?"),
        (Standing(stage="running", last=hold(8.0), just_over=True), "Step-down found"),
        (Standing(stage="running", last=hold(45.0, "cap"), just_over=True), "Longest time reached"),
        (Standing(stage="running", last=hold(8.0)), "Get still on both feet"),
        (Standing(stage="over"), "Session over"),
        (Standing(stage="over", trouble="No such file."), "Something is wrong"),
    ],
)
def test_the_headline_says_where_the_test_stands(now: Standing, said: str) -> None:
    assert words.headline(now)[0] == said
    assert said in words.headlines()


def test_the_hint_is_safety_first_and_trouble_above_all() -> None:
    made = attempts(hold(8.0))
    settling = Standing(stage="running")
    assert words.hint(Standing())[0] == words.SAFETY
    assert words.hint(settling)[0] == words.SAFETY
    assert words.hint(Standing(stage="running", attempts=made))[0] == words.REST
    assert words.hint(Standing(stage="running", phase="holding", held_s=1.0))[0] == ""
    assert words.hint(Standing(stage="running", silent=True))[0] == words.SILENT
    assert words.hint(Standing(stage="over", silent=True, trouble="Lost."))[0] == "Lost."


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
    assert words.sensor(Standing(stage="opening")) == ("Waiting for samples", "text")
    assert words.sensor(good) == ("WT901, 98.6 samples a second, good signal", "text")
    bad = Standing(stage="running", rate_hz=98.6, faults=("saturated: 5 samples",))
    assert words.sensor(bad) == ("98.6 samples a second, saturated: 5 samples", "doubt")


def test_what_is_announced_leaves_out_the_running_seconds() -> None:
    early = Standing(stage="running", phase="holding", held_s=1.0)
    late = Standing(stage="running", phase="holding", held_s=2.0)
    assert words.announcement(early) == words.announcement(late) == "Holding"
    over = Standing(stage="running", last=hold(8.57), just_over=True)
    assert words.announcement(over) == "Step-down found, 8.6 s ± 0.2"

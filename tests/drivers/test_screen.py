"""What a sensor with a screen of its own, a phone, shows of a test, and may ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import hold

from balance.protocol.conditions import Conditions
from drivers.live.course import Entry, scores_of
from drivers.live.screen import told
from drivers.live.standing import Standing

ENTRIES = (Entry(1, hold(8.57), Conditions(stance_leg="left"), None),)
RUNNING = Standing("running", leg="left")
DONE = Standing("over", entries=ENTRIES, last=hold(8.57), scores=scores_of(ENTRIES))


@pytest.mark.parametrize(
    ("now", "state", "said", "wishes"),
    [
        (Standing(), "idle", "Press Start", ("start",)),
        (RUNNING, "still", "Stand still on both feet", ("stop",)),
        (replace(RUNNING, phase="ready"), "lift", "Lift your foot", ("stop",)),
        (replace(RUNNING, phase="holding", held_s=3.2), "hold", "Holding", ("stop",)),
        (replace(RUNNING, phase="maybe_down", held_s=3.2), "doubt", "Holding", ("stop",)),
        (
            replace(RUNNING, phase="ended", held_s=3.2, ended_by="step_down"),
            "ended",
            "Foot down, being checked",
            ("stop",),
        ),
        (
            replace(RUNNING, just_over=True, last=hold(8.57), entries=ENTRIES),
            "result",
            "Foot down",
            ("keep", "again", "stop"),
        ),
        (
            replace(RUNNING, stage="resting", rest_s=20, entries=ENTRIES, last=hold(8.57)),
            "rest",
            "Rest",
            ("keep", "again", "stop"),
        ),
        (replace(RUNNING, stage="paused"), "paused", "Paused", ("stop",)),
        (DONE, "over", "Session done", ("keep", "again", "start")),
        (
            Standing("over", trouble="The disk is full."),
            "trouble",
            "Something is wrong",
            ("start",),
        ),
    ],
)
def test_each_moment(now: Standing, state: str, said: str, wishes: tuple[str, ...]) -> None:
    shown = told(now)
    assert (shown.state, shown.words, shown.wishes) == (state, said, wishes)


def test_seconds_run_and_the_result_stays_until_the_next_attempt() -> None:
    assert told(replace(RUNNING, phase="holding", held_s=3.2)).held_s == 3.2
    assert told(DONE).held_s == 8.6
    assert told(DONE).result == "8.6 s"
    assert told(DONE).best == "left 8.6"
    assert told(replace(RUNNING, phase="ready", last=hold(8.57))).held_s is None


def test_what_was_said_of_an_attempt_is_not_asked_again() -> None:
    kept = (replace(ENTRIES[0], verdict="kept"),)
    assert told(replace(DONE, entries=kept)).wishes == ("start",)


def test_trouble_is_told_in_its_own_words() -> None:
    shown = told(Standing("over", trouble="The disk is full."))
    assert shown.hint == "The disk is full."

from __future__ import annotations

from dataclasses import replace

from fakes import hold

from balance.protocol.attempts import score
from balance.protocol.conditions import Conditions
from drivers.live.course import Entry
from drivers.live.cues import Wanted, cues
from drivers.live.standing import Standing
from drivers.telling import Cue

READY = Standing(stage="running", phase="ready", leg="left")
HOLDING = replace(READY, phase="holding", held_s=0.5)
MADE = Entry(1, hold(8.57), Conditions(stance_leg="left"), None)
CHECKED = replace(HOLDING, phase="ended", held_s=8.6, ended_by="step_down")
ENDED = replace(
    READY,
    phase="settling",
    entries=(MADE,),
    last=MADE.hold,
    just_over=True,
    scores={"left": score([MADE.attempt()])},
)


def heard(before: Standing, now: Standing, wanted: Wanted | None = None) -> list[Cue]:
    return cues(before, now, wanted or Wanted())


def test_a_test_can_be_followed_by_ear_alone() -> None:
    begun = heard(Standing(stage="opening"), replace(READY, phase="settling"))
    assert [cue.words for cue in begun] == ["On the left leg, Stand still"]
    (ready,) = heard(replace(READY, phase="settling"), READY)
    assert ready == Cue("ready", "Lift your foot")
    (start,) = heard(READY, HOLDING)
    assert (start.tone, start.flash) == ("start", True)
    end = heard(HOLDING, ENDED)
    assert end[0] == Cue("end", "8.6 seconds", flash=True)
    resting = replace(ENDED, stage="resting", rest_s=30, leg="right", move_sensor=True)
    (rest,) = heard(ENDED, resting)
    assert "30 seconds" in rest.words
    assert "Right leg" in rest.words
    assert "Move the sensor" in rest.words
    (tick,) = heard(replace(resting, rest_s=4), replace(resting, rest_s=3))
    assert tick.tone == "tick"
    (done,) = heard(ENDED, replace(ENDED, stage="over"))
    assert done.words == "Session done: best left 8.6"


def test_the_tone_comes_as_the_end_is_decided_and_the_time_once_it_is_final() -> None:
    assert heard(HOLDING, CHECKED) == [Cue("end", flash=True)]
    assert heard(CHECKED, CHECKED) == []
    assert heard(CHECKED, ENDED)[0] == Cue(words="8.6 seconds")
    capped = replace(CHECKED, ended_by="cap")
    assert heard(HOLDING, capped) == [Cue("cap", flash=True)]


def test_an_end_that_is_taken_back_is_heard() -> None:
    (again,) = heard(CHECKED, replace(HOLDING, held_s=10.9, went_on=True))
    assert again == Cue("start", "That was no step-down: the clock goes on.", flash=True)


def test_a_silent_test_says_nothing_during_a_hold_and_a_coached_one_the_tens() -> None:
    before, now = replace(HOLDING, held_s=9.9), replace(HOLDING, held_s=10.1)
    assert heard(before, now) == []
    assert [cue.words for cue in heard(before, now, Wanted(coached=True))] == ["10"]


def test_trouble_is_heard_once() -> None:
    lost = replace(HOLDING, trouble="It is gone.", stage="over", held_s=None)
    (cue,) = heard(READY, lost)
    assert cue == Cue("trouble", "It is gone.", flash=True)
    assert heard(lost, lost) == []
    full = replace(READY, unsaved="Not saved: the disk is full.")
    assert [cue.tone for cue in heard(READY, full)] == ["trouble"]


def test_cues_that_are_not_wanted_are_left_out() -> None:
    (only_seen,) = heard(READY, HOLDING, Wanted(tones=False, speech=False))
    assert only_seen == Cue(None, "", flash=True)
    (only_heard,) = heard(READY, HOLDING, Wanted(flash=False))
    assert not only_heard.flash

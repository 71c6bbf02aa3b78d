"""A hold is decided first and final later: what a session makes of the time between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import drawn
from keepers import hold
from late import LATE_S, LateTimer

from balance.analysis import analyze
from balance.hold_json import evidence_dicts, hold_dict
from balance.protocol.conditions import Conditions
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.simulate.attempt import Trial
from balance.sway.axes import BEFORE_S
from balance.sway.window import Sway, hold_sway
from balance.timing.cues import in_words
from balance.timing.results import Cue, Event, Hold

PLACEMENT_DOUBT = "the sensor moves as on a leg, not as on the lower back: is the placement right?"


@pytest.fixture(scope="module")
def block() -> SampleBlock:
    return drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)]).block


@pytest.fixture(autouse=True)
def _late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)


def pieces(block: SampleBlock, step: int = 10) -> list[SampleBlock]:
    return [block[first : first + step] for first in range(0, len(block), step)]


def pushed_until(session: Session, block: SampleBlock, phase: str) -> float:
    for piece in pieces(block):
        session.push(piece)
        if session.phase == phase:
            return float(piece.time_s[-1])
    raise AssertionError(phase)


def test_the_clock_stands_at_the_decided_end_until_it_is_final(
    block: SampleBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the timer itself, with its own hindsight
    session = Session(Conditions("shank"))
    clock, decided = [], None
    for piece in pieces(block):
        for item in session.push(piece):
            if isinstance(item, Event) and item.event == "step_down":
                decided = item
        if session.phase == "ended" and decided is not None:
            clock.append(session.clock_s(float(piece.time_s[-1])))
            stood_s = decided.t_s - session._timer.lift_off_s
        elif session.attempts:
            break
    (attempt,) = session.attempts
    assert decided is not None
    assert decided.decided_s == attempt.hold.decided_s
    assert len(clock) > 0.8 * LATE_S * 10
    assert set(clock) == {stood_s}
    assert session.clock_s(0.0) is None


def test_an_attempt_counts_once_its_hold_is_final(block: SampleBlock) -> None:
    session = Session(Conditions("shank"))
    now_s = pushed_until(session, block, "ended")
    assert session.attempts == ()
    items = []
    for piece in pieces(block[int(np.searchsorted(block.time_s, now_s, side="right")) :]):
        items += session.push(piece)
        if session.attempts:
            break
    assert [type(item) for item in items if isinstance(item, Hold)] == [Hold]
    assert session.attempts[0].hold.final_s > session.attempts[0].hold.decided_s


@pytest.mark.parametrize("how", ["stop", "finish", "lost"])
def test_an_end_that_was_decided_stays_whatever_comes_before_it_is_final(
    block: SampleBlock, how: str
) -> None:
    session = Session(Conditions("shank"))
    now_s = pushed_until(session, block, "ended")
    items = session.finish() if how == "finish" else session.stop(lost=how == "lost")
    (found,) = [item for item in items if isinstance(item, Hold)]
    assert (found.end_reason, found.censored) == ("step_down", False)
    assert found.final_s == pytest.approx(now_s)


@pytest.mark.parametrize("step", [7, 100, 100_000])
def test_sway_is_measured_however_late_the_end_is_final(step: int) -> None:
    made = drawn(2, placement="chest", trials=[Trial(35.0), Trial(22.0), Trial(13.0)])
    session = Session(made.conditions)
    for piece in pieces(made.block, step):
        session.push(piece)
    session.finish()
    assert any(isinstance(each.hold.sway, Sway) for each in session.attempts)
    whole, placed = made.block, (made.conditions.placement, made.conditions.forward_axis)
    for found in (each.hold for each in session.attempts):
        span = found.lift_off_s, found.end_s
        rows = (whole.time_s >= span[0] - BEFORE_S) & (whole.time_s <= span[1])
        assert found.sway == hold_sway(whole.time_s[rows], whole.acc_m_s2[rows], *span, *placed)


def test_a_doubt_of_the_hold_timer_is_a_reason(
    block: SampleBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(Conditions("shank"))
    session.push(block)
    assert session.status == ("valid", ())
    monkeypatch.setattr(LateTimer, "doubts", (PLACEMENT_DOUBT,))
    assert session.status == ("attention", (PLACEMENT_DOUBT,))
    assert session.faults == (PLACEMENT_DOUBT,)
    recording = Recording(Path("x.csv"), Header(placement="shank"), block)
    assert analyze(recording).reasons == (PLACEMENT_DOUBT,)
    assert analyze(_empty(recording)).status == "invalid"


def _empty(recording: Recording) -> Recording:
    none = SampleBlock(np.empty(0), np.empty((0, 3)), None)
    return replace(recording, block=none)


def test_a_hold_in_json_has_its_times_in_order() -> None:
    said: dict[str, Any] = hold_dict(hold(8.0))
    assert list(said)[4:9] == [
        "paused_s",
        "decided_s",
        "final_s",
        "lift_off_decided_s",
        "lift_off_final_s",
    ]
    assert (said["final_s"], said["lift_off_decided_s"], said["lift_off_final_s"]) == (15, 5.4, 6.4)


def test_evidence_is_plain_numbers_and_words_with_units() -> None:
    cues = (
        Cue("lift_off", "push", 1.26),
        Cue("step_down", "jolt", 3.14159),
        Cue("step_down", "upright", 0.42),
        Cue("step_down", "no_jolt", 0.0),
        Cue("step_down", "quieter", 2.0),
    )
    assert evidence_dicts(replace(hold(8.0), evidence=cues))[1] == {
        "event": "step_down",
        "kind": "jolt",
        "value": 3.142,
    }
    assert in_words(cues, "lift_off") == "a push to the side of 1.3 m/s²"
    said = in_words(cues, "step_down")
    assert said == "a jolt of 3.1 m/s², upright again 0.4 s later, hardly a jolt"


def test_the_course_is_left_out_unless_it_is_asked_for(block: SampleBlock) -> None:
    recording = Recording(Path("x.csv"), Header(placement="shank"), block)
    assert analyze(recording).course is None
    assert analyze(recording).holds == analyze(recording, course=True).holds

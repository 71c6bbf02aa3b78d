from __future__ import annotations

from fakes import hold

from balance.protocol.conditions import Conditions
from balance.protocol.plans import both_legs, single
from balance.records.edits import KeptHold, apply_edits
from drivers.live.course import Course

LEFT, RIGHT = Conditions(stance_leg="left"), Conditions(stance_leg="right")


def test_a_plan_goes_on_with_each_hold_and_ends() -> None:
    course = Course(both_legs("left", times=1))
    assert (course.step.leg if course.step else None) == "left"
    course.took(hold(8.0), LEFT, None)
    assert (course.step.leg if course.step else None) == "right"
    course.took(hold(9.0), RIGHT, None)
    assert course.done
    scores = course.scores()
    assert {leg: one.best.hold.duration_s for leg, one in scores.items() if one.best} == {
        "left": 8.0,
        "right": 9.0,
    }


def test_a_hold_that_no_step_asked_for_is_kept_and_not_counted() -> None:
    course = Course(both_legs("left", times=1))
    course.took(hold(8.0), LEFT, None)
    course.took(hold(20.0), LEFT, None)
    assert [one.verdict for one in course.entries] == ["open", "extra"]
    assert course.scores()["left"].best == course.entries[0].attempt()


def test_try_again_takes_the_step_back_and_undo_gives_it_again() -> None:
    course = Course(single("left"))
    course.took(hold(8.0), LEFT, None)
    course.judge("again")
    assert not course.done
    assert course.scores()["left"].best is None
    course.undo()
    assert course.done
    assert course.entries[0].counted


def test_each_verdict_can_be_undone_in_turn() -> None:
    course = Course(None)
    course.took(hold(8.0), LEFT, None)
    for verdict in ("kept", "discarded", "not_step_down"):
        course.judge(verdict)  # type: ignore[arg-type]
    assert course.entries[0].attempt().hold.censored
    course.undo()
    assert course.entries[0].verdict == "discarded"
    course.undo()
    course.undo()
    assert course.entries[0].verdict == "open"
    assert not course.undoable


def test_practice_is_never_scored() -> None:
    course = Course(None)
    course.took(hold(8.0), Conditions(stance_leg="left", practice=True), None)
    assert course.scores()["left"].best is None


def test_what_was_said_reads_the_same_from_the_events_file() -> None:
    course = Course(None)
    for seconds, verdict in ((8.0, "discarded"), (9.0, "not_step_down"), (7.0, "kept")):
        course.took(hold(seconds, at_s=100.0 * seconds), LEFT, None)
        course.judge(verdict)  # type: ignore[arg-type]
    rows = [row for row in (one.edit() for one in course.entries) if row is not None]
    kept, troubles = apply_edits([KeptHold(one.hold) for one in course.entries], rows)
    assert troubles == ()
    by_length = {round(one.duration_s): one for one in kept}
    assert by_length[8].discarded
    assert by_length[9].censored
    assert by_length[7].edited_s is None


def test_skipping_leaves_out_a_step() -> None:
    course = Course(both_legs("left", times=1))
    course.skip()
    assert (course.step.leg if course.step else None) == "right"
    course.skip()
    course.skip()
    assert course.done

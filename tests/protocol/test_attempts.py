from dataclasses import replace

import pytest

from balance.protocol.attempts import Attempt, score
from balance.protocol.conditions import Conditions
from balance.timing.results import EndReason, Hold


def attempt(
    number: int,
    duration_s: float,
    conditions: Conditions | None = None,
    reason: EndReason = "step_down",
) -> Attempt:
    censored = reason in ("cap", "gap", "recording_end")
    hold = Hold(
        lift_off_s=10.0,
        end_s=10.0 + duration_s,
        end_reason=reason,
        paused_s=0.0,
        decided_s=0.0,
        final_s=0.0,
        lift_off_decided_s=0.0,
        lift_off_final_s=0.0,
        uncertainty_s=0.1,
        censored=censored,
        corrections=0,
    )
    return Attempt(number, conditions or Conditions(stance_leg="left"), hold)


def test_best_and_mean_of_the_newest_three() -> None:
    result = score([attempt(k, s) for k, s in enumerate([20.0, 5.0, 8.0, 11.0], start=1)])
    assert result.best is not None
    assert result.best.number == 1
    assert result.mean_of_three_s == pytest.approx(8.0)
    assert not result.mean_censored


def test_no_mean_before_there_are_three() -> None:
    assert score([attempt(1, 5.0), attempt(2, 6.0)]).mean_of_three_s is None
    assert score([]).best is None
    assert not score([]).best_censored


def test_practice_and_holds_cut_by_a_gap_are_not_scored() -> None:
    practice = replace(attempt(1, 50.0), conditions=Conditions(practice=True))
    cut = attempt(2, 40.0, reason="gap")
    result = score([practice, cut, attempt(3, 5.0)])
    assert result.best is not None
    assert result.best.number == 3


def test_a_capped_time_stands_for_more() -> None:
    result = score([attempt(1, 45.0), attempt(2, 45.0, reason="cap"), attempt(3, 10.0)])
    assert result.best is not None
    assert result.best.number == 2
    assert result.best_censored
    assert result.mean_censored


def test_conditions_are_never_mixed() -> None:
    other = attempt(2, 5.0, Conditions(stance_leg="right"))
    with pytest.raises(ValueError, match="never mixed"):
        score([attempt(1, 5.0), other])

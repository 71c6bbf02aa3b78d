from __future__ import annotations

from dataclasses import replace

from fakes import hold

from balance.protocol.conditions import Conditions
from gui.measure import rehearsal
from gui.measure.rehearsal import LONGEST_S, advice, rehearsed, result

SHANK, BACK = Conditions(placement="shank"), Conditions(placement="lower_back")


def late(seconds: float) -> object:
    one = hold(3.0)
    return replace(one, paused_s=one.end_s + seconds, decided_s=one.end_s + seconds + 0.3)


def test_three_that_are_caught_in_time_ask_for_nothing() -> None:
    now = rehearsed([late(0.1), late(0.2), late(0.05)], 20.0, stopped=False)  # type: ignore[list-item]
    assert now.done
    assert result(now) == "3 of 3 step-downs were caught. The clock stopped 0.10 s after them."
    assert advice(now, SHANK, ()) == ["The sensor is well placed: go on and measure."]


def test_it_ends_after_a_minute_and_says_what_to_change() -> None:
    assert not rehearsed([], LONGEST_S - 1, stopped=False).done
    now = rehearsed([late(0.9)], LONGEST_S, stopped=False)  # type: ignore[list-item]
    assert result(now).startswith("1 of 3")
    assert any("shank" in one for one in advice(now, BACK, ()))
    assert any("leg that you raise" in one for one in advice(now, SHANK, ()))
    assert advice(now, SHANK, ("rate too low",))[0] == "The signal: rate too low."


def test_a_hold_ended_by_hand_was_not_caught() -> None:
    now = rehearsed([hold(3.0, "stop")], 5.0, stopped=False)
    assert now.caught == ()
    assert "Number 1 of 3" in rehearsal.ask(now)

"""The rehearsal: three lifts and step-downs on purpose, and what came of them. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balance.words import sentence
from drivers.live import prompts
from gui.kit.text import number, tr
from gui.measure.words import FRONT

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from balance.timing.results import Hold
    from drivers.live.standing import Standing

TIMES: Final = 3
LONGEST_S: Final = 60.0
LATE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Caught:
    """One step-down that was found: how long after it the clock stopped, and when it was sure."""

    held_s: float
    paused_after_s: float
    sure_after_s: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsal showed."""

    caught: tuple[Caught, ...] = ()
    over: bool = False

    @property
    def done(self) -> bool:
        """Whether there is no more to wait for."""
        return self.over or len(self.caught) >= TIMES


def rehearsed(holds: Sequence[Hold], passed_s: float, *, stopped: bool) -> Rehearsal:
    """Give what the holds of a rehearsal show so far."""
    caught = tuple(
        Caught(
            hold.duration_s,
            max(0.0, hold.paused_s - hold.end_s),
            max(0.0, hold.decided_s - hold.end_s),
        )
        for hold in holds
        if hold.end_reason == "step_down"
    )
    return Rehearsal(caught[:TIMES], over=stopped or passed_s >= LONGEST_S)


def ask(now: Rehearsal, waiting: str = "") -> str:
    """Say what to do next; nothing is asked of whoever waits for the sensor."""
    if now.done:
        return result(now)
    if waiting:
        return waiting
    n = len(now.caught) + 1
    return tr(
        "Number {n} of {all}: stand still, lift your foot, hold for three seconds, step down.",
        n=n,
        all=TIMES,
    )


def waiting_for(standing: Standing, hint: str) -> str:
    """Say what a rehearsal waits for before anything can be asked; empty once samples come.

    Parameters
    ----------
    hint
        What to do so that the sensor can be opened.
    """
    if standing.invitation:
        return tr("Waiting for the phone. {what}", what=prompts.hint(standing, FRONT)[0])
    if standing.lost:
        return tr(standing.lost)
    if standing.active and standing.rate_hz is None:
        return " ".join(filter(None, [tr("Waiting for the sensor."), tr(hint)]))
    return ""


def line(index: int, one: Caught) -> str:
    """Say one that was caught."""
    return tr(
        "{n}: held {held} s; the clock stopped {pause} s after the step-down, sure after {sure} s",
        n=index + 1,
        held=number(one.held_s),
        pause=number(one.paused_after_s, 2),
        sure=number(one.sure_after_s, 2),
    )


def result(now: Rehearsal) -> str:
    """Say how many were caught, and how late."""
    n = len(now.caught)
    said = tr("{n} of {all} step-downs were caught.", n=n, all=TIMES)
    if not n:
        return said
    late = sorted(one.paused_after_s for one in now.caught)[n // 2]
    return said + " " + tr("The clock stopped {s} s after them.", s=number(late, 2))


def advice(now: Rehearsal, conditions: Conditions, faults: Sequence[str]) -> list[str]:
    """Say what to change; one sentence each, and that nothing has to be where all is well."""
    said = [sentence(tr("The signal: {what}", what=fault)) for fault in faults]
    late = [one for one in now.caught if one.paused_after_s > LATE_S]
    if len(now.caught) < TIMES or late:
        if conditions.placement in ("lower_back", "chest"):
            said.append(tr("Wear the sensor on the shank or the foot of the leg that you raise."))
        else:
            said.append(tr("Is the sensor on the leg that you raise, not the one you stand on?"))
        said.append(tr("Fasten the strap so that the sensor cannot swing."))
        said.append(tr("Stand quite still on both feet for two seconds before you lift."))
    return said or [tr("The sensor is well placed: go on and measure.")]

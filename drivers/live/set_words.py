"""What was done in a led session, in words: each set, and the score of a named test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.outcomes import sets_of
from balance.protocol.exercise.scoring import score_of
from drivers.live.exercise_words import SIDES, UNITS
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from balance.protocol.exercise.lead import Lead
    from balance.protocol.exercise.outcomes import Measured, SetDone
    from balance.protocol.exercise.scoring import PartScore, TestScore

STATES: Final = {"done": "done", "short": "{done} of {asked}", "skipped": "left out"}
SET: Final = "{title}, {side}, set {n}: {state}"
NO_SCORE: Final = "{title}: no score; part of it is missing."
SCORE: Final = "{title}: {value}."
HELD: Final = "{n} of {all} held"
TRIES: Final = "{called}, {side}: {tries}"


def sets_so_far(lead: Lead) -> tuple[SetDone, ...]:
    """Give the sets that were come to; once the session is over, all of them."""
    come = {(one.number, one.side, one.set) for one in lead.outcomes}
    every = sets_of(lead.items, lead.outcomes)
    return tuple(one for one in every if lead.over or (one.number, one.side, one.set) in come)


def scores_of(lead: Lead) -> tuple[tuple[str, TestScore], ...]:
    """Give the score of each named test of a session, with its title."""
    scripts = {item.number: item.part.script for item in lead.items}.values()
    tests = [one for one in scripts if one.scoring is not None]
    return tuple((one.title, score_of(one, lead.items, lead.outcomes)) for one in tests)


def set_line(one: SetDone, title: str, front: Front = PLAIN) -> str:
    """Say what one set came to."""
    tr = front.tr
    state = tr(STATES[one.state], done=one.done, asked=one.asked)
    said = [tr(SET, title=tr(title), side=tr(SIDES[one.side]), n=one.set, state=state)]
    made = one.measured
    if made is not None and made.refused:
        said.append(tr("by the clock"))
    elif made is not None and made.count is not None:
        said.append(tr("{n} counted", n=made.count))
        if made.height_cm is not None:
            said.append(tr("{n} cm high", n=front.number(made.height_cm)))
        if made.tempo_s is not None:
            said.append(tr("{n} s each", n=front.number(made.tempo_s)))
    elif made is not None and one.done and made.seconds is not None:
        time = front.seconds(made.seconds, censored=made.censored)
        said.append(tr("longest {time}", time=time))
    return f"{', '.join(said)}."


def score_line(score: TestScore, title: str, front: Front = PLAIN) -> str:
    """Say the score of a named test."""
    if score.value is None:
        return front.tr(NO_SCORE, title=front.tr(title))
    if score.unit == "stages":
        value = front.tr(HELD, n=int(score.value), all=len(score.parts))
    elif score.unit == "s":
        value = front.seconds(score.value, censored=all(part.full for part in score.parts))
    else:
        value = _value(score.value, score.unit, front)
    return front.tr(SCORE, title=front.tr(title), value=value)


def tries_line(part: PartScore, front: Front = PLAIN) -> str:
    """Say the tries of one part of a named test."""
    tries = ", ".join(_tried(one, front) for one in part.tries) or front.tr(STATES["skipped"])
    called = front.tr(part.called)
    called = f"{called[:1].upper()}{called[1:]}"
    return front.tr(TRIES, called=called, side=front.tr(SIDES[part.side]), tries=tries)


def _tried(one: Measured, front: Front) -> str:
    said = []
    if one.count is not None:
        said.append(front.tr("{n} counted", n=one.count))
    elif one.seconds is not None:
        said.append(front.seconds(one.seconds, censored=one.censored))
    if one.errors:
        said.append(_value(one.errors, "errors", front))
    return front.tr(" with ").join(said) or front.tr("not measured")


def _value(value: float, unit: str, front: Front) -> str:
    if unit == "s":
        return front.tr("{time} s", time=front.number(value))
    one, many = UNITS.get(unit, (unit, unit))
    return front.tr(one if value == 1 else many, n=f"{value:.10g}")

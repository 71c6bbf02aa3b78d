"""What is said to who rates: nothing of whose a recording is, of when, or of what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.kit.text import number, seconds, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.records.ratings import RatedHold
    from gui.review.blind.order import Item, State
    from gui.review.blind.rated import Rated

HOW: Final = (
    "Put the cursor where the foot leaves the floor: click there, or use the arrow keys. Press L. "
    "Put it where the foot comes down, and press S. Look closer with + before you decide.\n\n"
    "The ends of the chosen hold can be dragged. Ctrl and an arrow move its lift-off by 0.01 s, "
    "Alt and an arrow its step-down; with Shift by 0.1 s.\n\n"
    "Where no foot was lifted, mark nothing. When you have looked at all of it, press D."
)
ALL_DONE: Final = (
    "You are done with all of them. Press Esc to leave, or choose one to go over it again."
)
UNKEPT: Final = "Not kept yet: {what}. It is tried again with the next mark, and with D."
LOSE: Final = (
    "Leave although your newest marks are not kept? They are lost then. No stays here, so that you "
    "can make room, or have the folder opened for writing."
)
UNREADABLE: Final = "Recording {n} can't be rated: {what}"
_STATES: Final[Mapping[State, str]] = {
    "": "",
    "begun": "begun",
    "done": "done",
    "unreadable": "can't be read",
}


def item(one: Item, state: State) -> str:
    """Say a recording in the list: its number, and how far it is."""
    said = tr("Recording {n}", n=one.number)
    return tr("{which}: {state}", which=said, state=tr(_STATES[state])) if state else said


def counted(done: int, all_: int) -> str:
    """Say how far the rater is."""
    return tr("{n} of {all} done", n=done, all=all_)


def about(rated: Rated) -> str:
    """Say what one must know in order to read the traces, and no more."""
    first_s, last_s = rated.span_s
    where = tr(rated.placement.replace("_", " "))
    return tr("{s} s long; sensor: {where}", s=number(last_s - first_s, 0), where=where)


def mark(at: int, hold: RatedHold) -> str:
    """Say a hold as the rater marked it."""
    first, last = number(hold.lift_off_s, 2), number(hold.end_s, 2)
    ends = tr("{n}   {first} to {last} s", n=at + 1, first=first, last=last)
    return f"{ends}\n     {seconds(hold.duration_s, censored=hold.censored)}"


def half(at_s: float) -> str:
    """Say a lift-off that has no step-down yet."""
    return tr("Lift-off at {at} s; step-down still to be marked", at=number(at_s, 2))


def marked(rated: Rated) -> str:
    """Say what was just marked, to be read aloud."""
    if rated.half_s is not None:
        return half(rated.half_s)
    if rated.chosen is None:
        return tr("{n} holds marked", n=len(rated.holds))
    hold = rated.holds[rated.chosen]
    held = seconds(hold.duration_s, censored=hold.censored)
    ends = number(hold.lift_off_s, 2), number(hold.end_s, 2)
    return tr("Hold from {a} to {b} s: {time}", a=ends[0], b=ends[1], time=held)


def cursor(at_s: float) -> str:
    """Say where the cursor is."""
    return tr("{at} s", at=number(at_s, 2))


def trace_titles(rated: Rated | None) -> tuple[str, str]:
    """Say what the traces are."""
    turn = tr("Rate of turn, °/s; below it the time in s")
    if rated is not None and rated.turn_deg_s is None:
        turn = tr("Rate of turn: this sensor does not measure it")
    return tr("Acceleration less gravity, m/s²"), turn

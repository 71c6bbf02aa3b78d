"""Recordings with what each side says of them, put together into a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from balance.records.events_file import EventRow
from balance.records.header import Header
from balance.records.ratings import rating_by
from balance.report.agreement.figures import compare
from balance.report.agreement.pairs import Attempt, Bounds, Compared
from balance.report.agreement.placing import Placed
from balance.report.agreement.sides import rated, timed, true
from balance.report.agreement.study import Kind, Study
from balance.version import __version__

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Looked:
    """A recording that was looked at: what `analyze` says of it, its first line and its events."""

    path: Path
    scored: Mapping[str, Any]
    header: Header
    rows: tuple[EventRow, ...]
    span_s: tuple[float, float]

    @property
    def name(self) -> str:
        """As `analyze` gives it."""
        return str(self.scored["recording"])

    @property
    def simulated(self) -> bool:
        """Whether no person was measured."""
        made_up = (self.header.source or "").startswith(("sim:", "simulated"))
        return made_up or self.header.extra.get("simulated") is True


#: What a side says of a recording: attempts; None where it says nothing.
Side = Callable[[Looked], tuple[Attempt, ...] | None]


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is judged, and by what.

    Parameters
    ----------
    first, reference
        What each says of a recording.
    first_name, reference_name
        In words.
    kind
        Of the reference.
    timer
        The first side is the timer.
    own_clock
        The reference has a clock of its own.
    placed
        What a table says, where one is the reference: times, and whose recordings are.
    raters
        Codes of the raters in the events files who take part.
    """

    first: Side
    reference: Side
    first_name: str
    reference_name: str
    kind: Kind
    timer: bool = True
    own_clock: bool = False
    placed: Mapping[str, Placed] | None = None
    raters: tuple[str, ...] = ()


def of_timer(looked: Looked) -> tuple[Attempt, ...] | None:
    """What the timer says; nothing where it says itself that the signal is not good enough."""
    return None if looked.scored["status"] == "invalid" else timed(looked.scored)


def of_rater(code: str) -> Side:
    """What a rater says in the events files."""

    def said(looked: Looked) -> tuple[Attempt, ...] | None:
        rating = rating_by(looked.rows, code, looked.header.cap_s)
        return None if rating is None else rated(rating)

    return said


def of_truth(looked: Looked) -> tuple[Attempt, ...] | None:
    """What the makers of a simulated recording say."""
    return true(looked.rows, looked.span_s[1], looked.header.cap_s)


def of_table(placed: Mapping[str, Placed]) -> Side:
    """What a table says."""

    def said(looked: Looked) -> tuple[Attempt, ...] | None:
        found = placed.get(looked.name)
        return None if found is None else found.attempts

    return said


def study_of(
    recordings: Sequence[Looked],
    sides: Sides,
    *,
    bounds: Bounds,
    least_s: float,
    left_out: Sequence[str] = (),
) -> Study:
    """Compare both sides of recordings.

    Parameters
    ----------
    least_s
        Shorter attempts are touches on either side, and left out.
    left_out
        What was left out before, a sentence each.
    """
    compared, said = [], list(left_out)
    silent: dict[str, list[str]] = {"first": [], "reference": []}
    touches = 0
    for one in recordings:
        first, reference = sides.first(one), sides.reference(one)
        if first is None or reference is None:
            silent["reference" if reference is None else "first"].append(one.name)
            continue
        kept, held = _holds(first, least_s), _holds(reference, least_s)
        touches += len(reference) - len(held)
        said_of = (sides.placed or {}).get(one.name)
        person = (said_of and said_of.person) or one.header.person
        compared.append(Compared(one.name, kept, held, person, one.simulated, sides.own_clock))
    said += _unsaid(silent, sides)
    if touches:
        many = "1 attempt" if touches == 1 else f"{touches} attempts"
        said.append(f"{many} of {sides.reference_name} under {least_s:g} s: touches, left out.")
    said += _unfinished(recordings, sides)
    algorithm = next((str(one.scored["algorithm"]) for one in recordings), None)
    names = (sides.first_name, sides.reference_name)
    return study_from(
        compared,
        names,
        sides.kind,
        bounds,
        left_out=said,
        algorithm=algorithm if sides.timer else None,
    )


def study_from(
    compared: Sequence[Compared],
    names: tuple[str, str],
    kind: Kind,
    bounds: Bounds,
    *,
    left_out: Sequence[str] = (),
    algorithm: str | None = None,
) -> Study:
    """Compare recordings of which both sides are known already.

    Parameters
    ----------
    names
        Who is judged, and by what, in words.
    kind
        Of the reference.
    left_out
        What is not among them, a sentence each.
    algorithm
        Version of the timer, where it is judged.
    """
    whose = {one.recording: one.person for one in compared}
    software = f"balance-timer {__version__}"
    comparison = compare(compared, bounds)
    return Study(comparison, *names, kind, tuple(left_out), algorithm, software, whose)


def _holds(attempts: Sequence[Attempt], least_s: float) -> tuple[Attempt, ...]:
    return tuple(one for one in attempts if one.duration_s >= least_s or one.censored)


def _unsaid(silent: Mapping[str, Sequence[str]], sides: Sides) -> list[str]:
    said = []
    if silent["first"]:
        why = "its signal is not good enough to be timed" if sides.timer else "not rated"
        said.append(_left_out(silent["first"], f"{sides.first_name}: {why}"))
    if silent["reference"]:
        said.append(_left_out(silent["reference"], f"not in {sides.reference_name}"))
    return said


def _left_out(names: Sequence[str], why: str) -> str:
    many = "1 recording" if len(names) == 1 else f"{len(names)} recordings"
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{many} left out ({why}): {shown}."


def _unfinished(recordings: Sequence[Looked], sides: Sides) -> list[str]:
    """Say where a rater has not said that the whole recording was gone through."""
    said = []
    for code in sides.raters:
        ratings = ((one.name, rating_by(one.rows, code)) for one in recordings)
        known = [(at, rating) for at, rating in ratings if rating is not None]
        open_ = [at for at, rating in known if not rating.done]
        if open_:
            many = "1 recording" if len(open_) == 1 else f"{len(open_)} recordings"
            said.append(
                f"Rater {code} has not said to be done with {many}: {', '.join(open_[:_SHOWN])}."
            )
        said += [f"{at}: {trouble}." for at, rating in known for trouble in rating.troubles]
    return said

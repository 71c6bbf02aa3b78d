"""What came of a program: each piece of work, and each set of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from balance.protocol.exercise.program import Item
from balance.protocol.exercise.scripts import Side

State = Literal["done", "short", "skipped"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sensor, the clock or somebody who looked on says of one piece of work.

    Parameters
    ----------
    seconds
        How long it lasted; None where nobody could say.
    censored
        Whether it was ended while it could have gone on.
    count, tempo_s, height_cm, decline, ended_by
        Raises of a set: how many, seconds of one, mean height, the share of height that was lost,
        and what ended the set; None where nobody counted.
    errors
        Faults that somebody counted.
    refused
        Why raises were not counted though a sensor was there, in a sentence.
    """

    seconds: float | None = None
    censored: bool = False
    count: int | None = None
    tempo_s: float | None = None
    height_cm: float | None = None
    decline: float | None = None
    ended_by: str = ""
    errors: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one piece of work.

    Parameters
    ----------
    index
        Which step of the program it was.
    number, script, tier
        Which part it belongs to, the key of its script, and the tier.
    side, set, repetition, attempt
        Where in the part it stands.
    measured
        What is known of it; None where it was left out.
    full
        Whether it lasted as long as it was meant to, or reached the cap.
    """

    index: int
    number: int
    script: str
    tier: str
    side: Side
    set: int
    repetition: int
    attempt: int
    measured: Measured | None = None
    full: bool = False

    @classmethod
    def of(cls, item: Item, measured: Measured | None, *, full: bool = False) -> Outcome:
        """Give that of one item, which is no step of a program yet."""
        part = item.part
        where = (item.number, part.script.key, part.tier, item.side, item.set, item.repetition)
        return cls(-1, *where, item.attempt, measured, full)


@dataclass(frozen=True, slots=True)
class SetDone:
    """One set of one side, as far as it was done.

    Parameters
    ----------
    number, script, tier, side, set
        Which part of the program, its script and tier, which side and which set.
    asked, done
        Repetitions; of heel raises as many as were counted.
    hold_s, rest_s
        Seconds that were asked of each repetition, and of the rest after it.
    seconds
        The longest repetition; None where there is none.
    measured
        What was measured of it: the raises of a set, the best of its holds; None for paced work,
        which no sensor can count.
    """

    number: int
    script: str
    tier: str
    side: Side
    set: int
    asked: int
    done: int
    hold_s: float
    rest_s: float
    seconds: float | None = None
    measured: Measured | None = None

    @property
    def state(self) -> State:
        """Done, short of what was asked, or left out."""
        if self.done >= self.asked:
            return "done"
        return "short" if self.done else "skipped"


def sets_of(items: Sequence[Item], outcomes: Sequence[Outcome]) -> tuple[SetDone, ...]:
    """Give each set that the program asked for; what was never come to was left out."""
    by_index = {one.index: one for one in outcomes}
    work = [(item, by_index.get(index)) for index, item in enumerate(items) if item.is_work]
    groups = groupby(work, key=lambda one: (one[0].number, one[0].side, one[0].set))
    return tuple(_set(list(group)) for _, group in groups)


def _set(here: Sequence[tuple[Item, Outcome | None]]) -> SetDone:
    first = here[0][0]
    part, dose = first.part, first.part.dose
    known = [
        (item, outcome.measured)
        for item, outcome in here
        if outcome is not None and outcome.measured is not None
    ]
    if first.step.does == "raises":
        asked = dose.repetitions
        done = sum(asked if one.count is None else one.count for _, one in known)
    else:
        asked, done = _different(item for item, _ in here), _different(item for item, _ in known)
    lasting = [one for _, one in known if one.seconds is not None]
    best = max(lasting, key=lambda one: one.seconds or 0.0, default=None)
    return SetDone(
        number=first.number,
        script=part.script.key,
        tier=part.tier,
        side=first.side,
        set=first.set,
        asked=asked,
        done=done,
        hold_s=dose.hold_s,
        rest_s=dose.rest_s,
        seconds=None if best is None else best.seconds,
        measured=None if first.step.does == "work" else best,
    )


def _different(items: Iterable[Item]) -> int:
    """Count pieces of work, whatever the tries."""
    return len({(item.repetition, id(item.tried)) for item in items})

"""A script: the steps of an exercise or a named test, its words, its doses and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from balance.protocol.conditions import Eyes, Surface

Kind = Literal["opening", "exercise", "test"]
Does = Literal["say", "work", "rest", "hold", "stance", "raises"]
At = Literal["begin", "side", "set", "repetition", "after_set", "after_side", "end"]
Side = Literal["left", "right", "both"]
Sides = Literal["each", "one", "both"]
ScoreRule = Literal["best", "mean", "sum", "stages", "errors", "count"]

#: What a step does that is counted as work; the rest is on the way to it.
WORK: Final[tuple[Does, ...]] = ("work", "hold", "stance", "raises")


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise: sets of repetitions, and seconds.

    Parameters
    ----------
    sets, repetitions
        How many, for each side.
    hold_s, rest_s, set_rest_s
        Seconds of one repetition, of the rest after it, and of the rest after a set.
    up_s, top_s, down_s
        The tempo of a heel raise: on the way up, at the top, on the way down.
    """

    sets: int = 1
    repetitions: int = 1
    hold_s: float = 0.0
    rest_s: float = 0.0
    set_rest_s: float = 0.0
    up_s: float = 0.0
    top_s: float = 0.0
    down_s: float = 0.0

    @property
    def tempo_s(self) -> float:
        """Seconds of one raise."""
        return self.up_s + self.top_s + self.down_s


@dataclass(frozen=True, slots=True)
class Tier:
    """A rung of an exercise: what it is called, its dose, where that is from, and its sides.

    `sides` is None where they are the script's.
    """

    name: str
    dose: Dose
    source: str
    sides: Sides | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script.

    Parameters
    ----------
    does
        What goes on in it. `hold` is measured by the sensor as everywhere, `stance` by the clock,
        `raises` by the sensor where one can and else by the clock.
    at
        Where in the course it comes; `not_last` leaves it out after the last of its kind.
    seconds
        How long it takes; the name of a number of the dose, or None where the person ends it.
    first_run_s
        How long it takes the first time, where more is said then.
    words
        By `first_run`, `start`, `halfway`, `end`, or seconds before the end.
    called
        What the step before it says of it.
    eyes, surface, arms
        The conditions of a hold or a stance, where the test says them.
    tries, between_s, between
        How often it is tried, with seconds of rest between tries, and its words. Further tries are
        left out once the cap was reached.
    must
        Whether the test is over where the cap was not reached in any try.
    """

    does: Does
    at: At
    seconds: float | str | None = None
    first_run_s: float | None = None
    not_last: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    called: str = ""
    eyes: Eyes | None = None
    surface: Surface | None = None
    arms: str | None = None
    tries: int = 1
    between_s: float = 0.0
    between: Mapping[str, str] = field(default_factory=dict)
    must: bool = False


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a named test is scored.

    Parameters
    ----------
    rule
        `best`, `mean` and `sum` of the times in seconds, `stages` that were held to the cap,
        `errors` that somebody counted, `count` of raises.
    cap_s
        The longest time of a try; None where there is none.
    stop
        What ends a try, in words.
    code
        LOINC code of the score of a first try, where there is one.
    """

    rule: ScoreRule
    cap_s: float | None
    stop: tuple[str, ...]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """An exercise or a named test, as its file says it.

    Parameters
    ----------
    id, version
        Results carry both; the version changes whenever the words of the rules or a number do.
    kind, title, about
        What it is, in words.
    source
        Where its doses and rules come from, and which of them are our own.
    sides
        Each side in turn, one that is chosen, or both at once.
    tiers
        Its doses, from the easiest on; a test has one.
    steps
        In their order.
    scoring
        How a test is scored; None for an exercise.
    """

    id: str
    version: int
    kind: Kind
    title: str
    about: str
    source: str
    sides: Sides
    tiers: tuple[Tier, ...]
    steps: tuple[Step, ...]
    scoring: Scoring | None = None

    @property
    def key(self) -> str:
        """Id and version as one word: times of different ones are never mixed."""
        return f"{self.id}@{self.version}"

    @property
    def work(self) -> Does | None:
        """What its work is: the first step that is any; None for an opening."""
        return next((step.does for step in self.steps if step.does in WORK), None)

    def tier(self, name: str) -> Tier:
        """Give a tier by its name, the first where there is none of it."""
        return next((one for one in self.tiers if one.name == name), self.tiers[0])

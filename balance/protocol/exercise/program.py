"""A program: the scripts of one sitting laid out step by step, with the words of each moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from balance.protocol.exercise.scripts import WORK, At, Dose, Script, Side, Step

Tone = Literal["tick", "start", "end"]

COUNT_S: Final = (3, 2, 1)
AHEAD_S: Final = 0.3  # a word that sets the tempo is begun so long before it is meant
HALFWAY_S: Final = 8.0  # in less there is no time to say where half of it is
UP: Final = "Up"
DOWN: Final = "Down"
SIDES: Final = {"left": "left foot", "right": "right foot", "both": "both feet"}


@dataclass(frozen=True, slots=True)
class Part:
    """An exercise or a test as it is wanted: its script, dose, tier and sides.

    `first_run` is whether the person never did it before, and hears how it is done.
    """

    script: Script
    dose: Dose
    tier: str
    sides: tuple[Side, ...]
    first_run: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a program, at its place.

    Parameters
    ----------
    part, step
        What it belongs to, and what is done.
    number
        Which part of the program it is, from 0 on.
    side, set, repetition
        Where in the part it stands; sets and repetitions from 1 on.
    tried, attempt
        The step that is tried, and which try of it this is, from 1 on; also of the rest after it.
    fresh
        Whether the person hears for the first time how it is done.
    seconds
        How long it takes; None where the person or the sensor ends it.
    next
        What comes after it, in words.
    """

    part: Part
    step: Step
    number: int
    side: Side
    set: int
    repetition: int
    tried: Step
    attempt: int = 1
    fresh: bool = False
    seconds: float | None = None
    next: str = ""

    @property
    def is_work(self) -> bool:
        """Whether something is done in it that counts."""
        return self.step.does in WORK

    @property
    def counts_errors(self) -> bool:
        """Whether whoever looks on counts errors in it."""
        scoring = self.part.script.scoring
        return self.step.does == "stance" and scoring is not None and scoring.rule == "errors"

    @property
    def cap_s(self) -> float | None:
        """How long it is meant to last at most; None where nobody says."""
        scoring = self.part.script.scoring
        return scoring.cap_s if self.seconds is None and scoring is not None else self.seconds

    @property
    def called(self) -> str:
        """What it is called, in words."""
        return _filled(self.step.called or self.part.script.title, self)

    def words(self, key: str) -> str:
        """Give the words of a moment of it; empty where there are none."""
        return _filled(self.step.words.get(key, ""), self)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is heard `at_s` seconds after a step began: a tone, words, or both."""

    at_s: float
    words: str = ""
    tone: Tone | None = None


def lay_out(parts: Sequence[Part], *, counted: bool = False) -> tuple[Item, ...]:
    """Lay out the steps of some parts, one part after the other.

    Raises that are `counted` by a sensor end when that says so, in place of the clock.
    """
    items = [item for number, part in enumerate(parts) for item in _course(part, number)]
    coming, made = "", []
    for item in reversed(items):
        is_open = counted and item.step.does == "raises"
        made.append(replace(item, next=coming, seconds=None if is_open else item.seconds))
        if item.is_work:
            coming = item.called
    return tuple(reversed(made))


def spoken(item: Item) -> tuple[Spoken, ...]:
    """Give all that is heard in a step, in its order.

    A step without an end of its own is begun in words; what sounds in it is not ours to say.
    """
    begins = (item.fresh and item.words("first_run")) or item.words("start")
    work = item.step.does in ("work", "stance")
    said = [Spoken(0.0, begins, "start" if work else None)]
    if item.step.does == "raises":
        said += _tempo(item)
    if item.seconds is not None:
        said += _on_the_way(item, item.seconds)
        said.append(Spoken(item.seconds, item.words("end"), "end" if work else None))
    return tuple(sorted((one for one in said if one.words or one.tone), key=lambda one: one.at_s))


def length_s(items: Sequence[Item], open_s: float = 0.0) -> float:
    """Give how long a program takes, with so much for each step that has no length of its own."""
    return sum(open_s if item.seconds is None else item.seconds for item in items)


def _on_the_way(item: Item, seconds: float) -> Iterator[Spoken]:
    words = item.words("halfway")
    if words and seconds >= HALFWAY_S:
        yield Spoken(seconds / 2, words)
    said = {int(key): item.words(key) for key in item.step.words if key.isdecimal()}
    for left_s, words in said.items():
        if left_s < seconds:
            yield Spoken(seconds - left_s, words)
    if item.step.does in ("work", "stance", "rest"):
        for left_s in COUNT_S:
            if left_s not in said and left_s < seconds:
                yield Spoken(seconds - left_s, tone="tick")


def _tempo(item: Item) -> Iterator[Spoken]:
    """Give the words of each raise a little before they are meant."""
    dose = item.part.dose
    for n in range(dose.repetitions):
        up_s = n * dose.tempo_s
        yield Spoken(up_s if n == 0 else up_s - AHEAD_S, UP, "tick" if n == 0 else None)
        yield Spoken(up_s + dose.up_s + dose.top_s - AHEAD_S, DOWN)


def _course(part: Part, number: int) -> Iterator[Item]:
    """Give the steps of one part; what is said in full the first time, is so once."""
    heard: list[Step] = []
    for item in _items(part, number):
        fresh = part.first_run and item.step not in heard
        heard.append(item.step)
        yield replace(item, fresh=fresh, seconds=_seconds(part, item.step, fresh=fresh))


def _items(part: Part, number: int) -> Iterator[Item]:
    """Give its sides, the sets of each, and the repetitions of those."""
    any_step, last = part.script.steps[0], part.sides[-1]
    first = Item(part, any_step, number, part.sides[0], 1, 1, any_step)
    yield from _at(first, "begin")
    for side in part.sides:
        here = replace(first, side=side)
        yield from _at(here, "side")
        for n in range(1, part.dose.sets + 1):
            in_set = replace(here, set=n)
            yield from _at(in_set, "set")
            for k in range(1, part.dose.repetitions + 1):
                last_one = k == part.dose.repetitions
                yield from _at(replace(in_set, repetition=k), "repetition", last=last_one)
            yield from _at(in_set, "after_set", last=n == part.dose.sets)
        yield from _at(here, "after_side", last=side == last)
    yield from _at(replace(first, side=last), "end")


def _at(here: Item, at: At, *, last: bool = False) -> Iterator[Item]:
    for step in here.part.script.steps:
        if step.at != at or (last and step.not_last):
            continue
        rest = Step("rest", at, step.between_s, words=step.between)
        for attempt in range(1, step.tries + 1):
            item = replace(here, step=step, tried=step, attempt=attempt)
            yield item
            if attempt < step.tries and step.between_s:
                yield replace(item, step=rest)


def _seconds(part: Part, step: Step, *, fresh: bool) -> float | None:
    if fresh and step.first_run_s is not None:
        return step.first_run_s
    if step.does == "raises":
        return part.dose.repetitions * part.dose.tempo_s or None
    if isinstance(step.seconds, str):
        return float(getattr(part.dose, step.seconds))
    return step.seconds


def _filled(words: str, item: Item) -> str:
    dose = item.part.dose
    return words.format(
        side=SIDES[item.side],
        next=item.next,
        seconds=f"{item.seconds or 0:g}",
        repetition=item.repetition,
        repetitions=dose.repetitions,
        set=item.set,
        sets=dose.sets,
    )

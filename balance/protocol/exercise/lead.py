"""Leading a program: what is to be heard when, and what was done, on a clock from outside.

A step begins at the moment at which the one before it was due to end, not at the moment at which
somebody looked: a late look makes nothing later that comes after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from balance.protocol.exercise.outcomes import Measured, Outcome
from balance.protocol.exercise.program import Item, Spoken, spoken

ENOUGH: Final = 0.999  # of the cap: it was reached


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody came: which step is next, and what was done until then."""

    index: int = 0
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a program.

    `item` is None once it is over; `elapsed_s` is how long its step has gone on, `left_s` how long
    it will, None where nobody knows.
    """

    item: Item | None
    elapsed_s: float
    left_s: float | None
    paused: bool
    begun: bool


class Lead:
    """Leads somebody through a program.

    Parameters
    ----------
    items
        The steps, as laid out.
    place
        How far it was done already.

    Notes
    -----
    All times are seconds of one clock. Every call gives what is to be heard, each with its time,
    in order.
    """

    def __init__(self, items: Sequence[Item], place: Place | None = None) -> None:
        self.items = tuple(items)
        self.place = place or Place()
        self._began_s: float | None = None  # of the step
        self._paused_s: float | None = None
        self._due: list[Spoken] = []
        self._faults = 0

    @property
    def item(self) -> Item | None:
        """The step that is under way or next; None once all are done."""
        index = self.place.index
        return self.items[index] if index < len(self.items) else None

    @property
    def over(self) -> bool:
        """Whether all is done."""
        return self.item is None

    @property
    def paused(self) -> bool:
        """Whether the clock stands."""
        return self._paused_s is not None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was done so far, step by step of those that count."""
        return self.place.outcomes

    @property
    def faults(self) -> int:
        """Faults that were counted in the step under way."""
        return self._faults

    def due_s(self) -> float | None:
        """Give when something happens next; None where nothing does by itself."""
        if self._began_s is None or self.paused or self.item is None:
            return None
        if self._due:
            return self._began_s + self._due[0].at_s
        return None if self.item.seconds is None else self._began_s + self.item.seconds

    def moment(self, now_s: float) -> Moment:
        """Say where it stands."""
        item, began_s = self.item, self._began_s
        at_s = now_s if self._paused_s is None else self._paused_s
        elapsed_s = 0.0 if began_s is None or item is None else max(0.0, at_s - began_s)
        length_s = None if item is None else item.seconds
        left_s = None if length_s is None else max(0.0, length_s - elapsed_s)
        return Moment(item, elapsed_s, left_s, self.paused, began_s is not None)

    def begin(self, now_s: float) -> list[Spoken]:
        """Begin, or go on where it was left."""
        self._paused_s = None
        return self._enter(now_s) + self.push(now_s)

    def push(self, now_s: float) -> list[Spoken]:
        """Give what is due by now."""
        said: list[Spoken] = []
        while (due_s := self.due_s()) is not None and due_s <= now_s:
            if self._due:
                said.append(replace(self._due.pop(0), at_s=due_s))
            else:
                took_s = due_s - (self._began_s or 0.0)
                said += self._done(due_s, Measured(took_s), reached=True)
        return said

    def finish_step(self, now_s: float, measured: Measured | None = None) -> list[Spoken]:
        """End the step that is under way: the sensor or the person says that it is over.

        Without a measure of its own it lasted as long as the clock says.
        """
        if self.item is None or self._began_s is None:
            return []
        index = self.place.index
        said = self.push(now_s)
        if self.place.index != index or self.item is None:  # it was over by itself
            return said
        item, took_s = self.item, now_s - self._began_s
        if item.step.does in ("work", "stance", "raises"):  # a hold has sounds of its own
            said.append(Spoken(now_s, item.words("end"), "end"))
        return said + self._done(now_s, measured or Measured(took_s), reached=False)

    def fault(self) -> None:
        """Count a fault that somebody sees in the work under way."""
        if self.item is not None and self.item.is_work and self._began_s is not None:
            self._faults += 1

    def skip(self, now_s: float) -> list[Spoken]:
        """Leave out what is left of the step; work that is left out was not done."""
        item = self.item
        if item is None or self._began_s is None:
            return []
        if item.is_work:
            self._note(Outcome.of(item, None))
        return self._go(self.place.index + 1, now_s)

    def repeat(self, now_s: float) -> list[Spoken]:
        """Do the newest work again, the one under way or else the one before; it counts anew."""
        if self._began_s is None:
            return []
        index = min(self.place.index, len(self.items) - 1)
        while index > 0 and not self.items[index].is_work:
            index -= 1
        outcomes = tuple(one for one in self.outcomes if one.index != index)
        self.place = Place(index, outcomes)
        return self._go(index, now_s)

    def pause(self, now_s: float) -> list[Spoken]:
        """Let the clock stand."""
        if self._began_s is None or self.paused or self.over:
            return []
        said = self.push(now_s)
        self._paused_s = now_s
        return said

    def go_on(self, now_s: float) -> list[Spoken]:
        """Let the clock go on; a repetition that was cut off begins anew."""
        if self._paused_s is None or self._began_s is None or self.item is None:
            return []
        paused_s, self._paused_s = self._paused_s, None
        if self.item.is_work:
            return self._enter(now_s) + self.push(now_s)
        self._began_s += now_s - paused_s
        return self.push(now_s)

    def _done(self, now_s: float, measured: Measured, *, reached: bool) -> list[Spoken]:
        item = self.item
        if item is None or not item.is_work:
            return self._go(self.place.index + 1, now_s)
        cap_s, took_s = item.cap_s, measured.seconds
        full = reached or (cap_s is not None and took_s is not None and took_s >= ENOUGH * cap_s)
        measured = replace(measured, errors=self._faults)
        self._note(Outcome.of(item, measured, full=full))
        return self._go(self._after(item, full=full), now_s)

    def _after(self, item: Item, *, full: bool) -> int:
        """Give which step comes after one of work: no more tries once the cap was reached."""
        index = self.place.index + 1
        if full:
            while index < len(self.items) and self._is_try_of(self.items[index], item):
                index += 1
        elif item.step.must and item.attempt == item.step.tries:
            while index < len(self.items) and self.items[index].number == item.number:
                index += 1
        return index

    @staticmethod
    def _is_try_of(one: Item, item: Item) -> bool:
        here = (item.number, item.side, item.set, item.repetition)
        return one.tried is item.tried and (one.number, one.side, one.set, one.repetition) == here

    def _note(self, outcome: Outcome) -> None:
        outcome = replace(outcome, index=self.place.index)
        self.place = replace(self.place, outcomes=(*self.outcomes, outcome))

    def _go(self, index: int, now_s: float) -> list[Spoken]:
        self.place = replace(self.place, index=index)
        return self._enter(now_s)

    def _enter(self, now_s: float) -> list[Spoken]:
        self._began_s, self._faults = now_s, 0
        if self.paused:
            self._paused_s = now_s
        item = self.item
        self._due = [] if item is None else list(spoken(item))
        return []

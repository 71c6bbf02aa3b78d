"""Programs led on a clock that the tests turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from balance.protocol.exercise.lead import Lead
from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.program import Item, Part, Spoken, lay_out
from balance.protocol.exercise.scripts import Script, Side, Sides

SIDES: dict[Sides, tuple[Side, ...]] = {
    "each": ("left", "right"),
    "one": ("left",),
    "both": ("both",),
}


def part_of(script: Script, tier: int = 0, *, first_run: bool = False) -> Part:
    rung = script.tiers[tier]
    return Part(script, rung.dose, rung.name, SIDES[rung.sides or script.sides], first_run)


@dataclass
class Turned:
    """Somebody led through a program; what a sensor would say comes from `measure`."""

    items: tuple[Item, ...]
    measure: Callable[[Item], Measured]
    rng: Random = field(default_factory=lambda: Random(1))
    now_s: float = 100.0
    heard: list[tuple[float, Spoken]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lead = Lead(self.items)

    def hear(self, said: list[Spoken]) -> None:
        self.heard += [(self.now_s, one) for one in said]

    def run(self, until: Callable[[Lead], bool] = lambda lead: lead.over) -> None:
        """Look at moments a little after something is due, as a loop that waits for it does."""
        if not self.heard:
            self.hear(self.lead.begin(self.now_s))
        while not self.lead.over and not until(self.lead):
            due_s, item = self.lead.due_s(), self.lead.item
            assert item is not None
            if due_s is not None:
                self.now_s = max(self.now_s, due_s) + self.rng.uniform(0.0, 0.019)
                self.hear(self.lead.push(self.now_s))
            else:
                measured = self.measure(item)
                self.now_s += measured.seconds or 0.0
                self.hear(self.lead.finish_step(self.now_s, measured))

    @property
    def words(self) -> list[str]:
        return [one.words for _, one in self.heard if one.words]


def turned(*parts: Part, measure: Callable[[Item], Measured] | None = None) -> Turned:
    return Turned(lay_out(parts), measure or (lambda _item: Measured(10.0)))

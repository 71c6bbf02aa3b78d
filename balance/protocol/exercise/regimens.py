"""A regimen: the exercises of a week, each with its side and dose, as somebody wants them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Final, get_args

from balance.protocol.exercise.library import OPENING, Library
from balance.protocol.exercise.program import Part
from balance.protocol.exercise.script_keys import dose_from
from balance.protocol.exercise.scripts import Dose, Script, Side, Sides
from balance.protocol.keys import no_others, one_of, table, tables, text
from balance.protocol.weeks import PLAN, WeekPlan

OWN: Final = "own"
_KEYS: Final = ("id", "title", "source", "home", "supervised", "exercise")
_DOSE: Final = tuple(one.name for one in fields(Dose))
_WANTED: Final = ("script", "tier", "side", *_DOSE)
MOST_SESSIONS: Final = 21


@dataclass(frozen=True, slots=True)
class Wanted:
    """One exercise as it is wanted.

    Parameters
    ----------
    script, tier
        Which one, and on which rung of it.
    side
        One side alone, or both at once; None for what the tier says.
    numbers
        Numbers of the dose that take the place of the tier's, by name.
    """

    script: str
    tier: str
    side: Side | None = None
    numbers: tuple[tuple[str, float], ...] = ()

    def dose(self, script: Script) -> Dose:
        """Give the dose that it comes to."""
        return dose_from(dict(self.numbers), script.tier(self.tier).dose, script.title)

    def part(self, script: Script, *, first_run: bool, one: Side = "left") -> Part:
        """Give it as a part of a program; `one` is the side where one alone is to be chosen."""
        tier = script.tier(self.tier)
        sides = _SIDES[tier.sides or script.sides] if self.side is None else (self.side,)
        return Part(script, self.dose(script), tier.name, sides or (one,), first_run)


_SIDES: Final[dict[Sides, tuple[Side, ...]]] = {
    "each": ("left", "right"),
    "both": ("both",),
    "one": (),
}


@dataclass(frozen=True, slots=True)
class Regimen:
    """The plan of a week: which exercises a session has, and how many sessions.

    Parameters
    ----------
    id, title, source
        What it is picked by and called, and where it comes from.
    week
        Sessions at home, and supervised.
    wanted
        The exercises of each session, in their order.
    """

    id: str
    title: str
    source: str
    week: WeekPlan
    wanted: tuple[Wanted, ...]

    def parts(
        self, library: Library, known: Collection[str], *, one: Side = "left"
    ) -> tuple[Part, ...]:
        """Give the parts of a session, the opening first.

        Parameters
        ----------
        library
            The scripts.
        known
            Ids of the scripts that the person has done before.
        one
            The side of what is done on one side alone.
        """
        opening = Wanted(OPENING, "usual")
        return tuple(
            wanted.part(library[wanted.script], first_run=wanted.script not in known, one=one)
            for wanted in (opening, *self.wanted)
        )

    def keys(self) -> dict[str, Any]:
        """Give it as `regimen_from` reads it."""
        wanted = [
            {
                "script": one.script,
                "tier": one.tier,
                **({} if one.side is None else {"side": one.side}),
                **dict(one.numbers),
            }
            for one in self.wanted
        ]
        week = {"home": self.week.home, "supervised": self.week.supervised}
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            **week,
            "exercise": wanted,
        }


def regimen_from(keys: Mapping[str, Any], library: Library) -> Regimen:
    """Make a regimen of what a file or the history says.

    Raises
    ------
    ValueError
        With the end of a sentence that names the key.
    """
    where = "a plan"
    no_others(keys, _KEYS, where)
    return Regimen(
        id=text(keys, "id", where),
        title=text(keys, "title", where),
        source=text(keys, "source", where),
        week=WeekPlan(
            _sessions(keys, "home", PLAN.home), _sessions(keys, "supervised", PLAN.supervised)
        ),
        wanted=tuple(_wanted(one, library) for one in tables(keys, "exercise", where)),
    )


def alone(script: Script) -> Regimen:
    """Give a named test, or one exercise at its first rung, as a session of its own."""
    wanted = (Wanted(script.id, script.tiers[0].name),)
    return Regimen(script.id, script.title, script.source, PLAN, wanted)


@cache
def shipped_regimens() -> tuple[Regimen, ...]:
    """Give the plans of the program, in the order of their files."""
    folder = resources.files("balance.protocol.exercise.shipped") / "plans"
    files = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )
    library = Library()
    return tuple(regimen_from(tomllib.loads(one.read_text("utf-8")), library) for one in files)


def _wanted(keys: object, library: Library) -> Wanted:
    known = table(keys, "exercise")
    name = text(known, "script", "an exercise of a plan")
    where = f"exercise {name}"
    no_others(known, _WANTED, where)
    script = library[name]
    tiers: Sequence[str] = [tier.name for tier in script.tiers]
    tier = one_of(known, "tier", tuple(tiers), where) if "tier" in known else tiers[0]
    side = one_of(known, "side", get_args(Side), where) if "side" in known else None
    dose_from({key: known[key] for key in _DOSE if key in known}, Dose(), where)
    numbers = tuple((key, known[key]) for key in _DOSE if key in known)
    return Wanted(name, tier, side, numbers)


def _sessions(keys: Mapping[str, Any], key: str, usual: int) -> int:
    value = keys.get(key, usual)
    if type(value) is not int or not 0 <= value <= MOST_SESSIONS:
        raise ValueError(f"{key} of a plan must be 0 to {MOST_SESSIONS} sessions, not {value!r}")
    return value

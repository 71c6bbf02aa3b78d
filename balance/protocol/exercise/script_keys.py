"""A script, checked: what a TOML file says becomes a `Script`."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, get_args

from balance.protocol.conditions import Eyes, Surface
from balance.protocol.exercise.scripts import (
    WORK,
    At,
    Does,
    Dose,
    Kind,
    ScoreRule,
    Scoring,
    Script,
    Sides,
    Step,
    Tier,
)
from balance.protocol.keys import (
    LONGEST_S,
    no_others,
    one_of,
    seconds_of,
    table,
    tables,
    text,
    truth,
    whole,
)

#: What words can speak of, in braces.
NAMES: Final = ("side", "next", "seconds", "repetition", "repetitions", "set", "sets")
_SCRIPT: Final = (
    *("id", "version", "kind", "title", "about", "source", "sides", "tier", "step", "test"),
)
_STEP: Final = tuple(one.name for one in fields(Step))
_TEST: Final = tuple(one.name for one in fields(Scoring))
_COUNTS: Final = ("sets", "repetitions")
_SECONDS: Final = tuple(one.name for one in fields(Dose) if one.name not in _COUNTS)
_TIER: Final = ("name", "source", "sides", *_COUNTS, *_SECONDS)
_MOMENTS: Final = ("first_run", "start", "halfway", "end")
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def script_from(keys: Mapping[str, Any]) -> Script:
    """Make a script of what a file says.

    Raises
    ------
    ValueError
        With the end of a sentence that names the key.
    """
    no_others(keys, _SCRIPT, "a script")
    name = text(keys, "id", "a script")
    if not _ID.fullmatch(name):
        raise ValueError(f"id must be small letters, digits and _, not {name!r}")
    kind = one_of(keys, "kind", get_args(Kind), "a script")
    steps = tuple(_step(n, one) for n, one in enumerate(tables(keys, "step", "a script"), 1))
    if kind != "opening" and not any(step.does in WORK for step in steps):
        raise ValueError(f"a script needs a step that does {', '.join(WORK)}")
    scoring = _scoring(keys.get("test")) if kind == "test" else None
    if kind != "test" and "test" in keys:
        raise ValueError('test is for a script whose kind is "test"')
    return Script(
        id=name,
        version=whole(keys, "version", "a script"),
        kind=kind,
        title=text(keys, "title", "a script"),
        about=text(keys, "about", "a script"),
        source=text(keys, "source", "a script"),
        sides=one_of(keys, "sides", get_args(Sides), "a script"),
        tiers=tuple(_tier(n, one) for n, one in enumerate(tables(keys, "tier", "a script"), 1)),
        steps=steps,
        scoring=scoring,
    )


def dose_from(keys: Mapping[str, Any], usual: Dose, where: str) -> Dose:
    """Put numbers that somebody chose in place of the usual ones.

    Raises
    ------
    ValueError
        With the end of a sentence that names the key.
    """
    counts = {name: whole(keys, name, where) for name in _COUNTS if name in keys}
    seconds = {name: seconds_of(keys, name, where) for name in _SECONDS if name in keys}
    values = {one.name: getattr(usual, one.name) for one in fields(Dose)}
    return Dose(**{**values, **counts, **seconds})


def _tier(number: int, keys: object) -> Tier:
    where = f"tier {number}"
    known = table(keys, where)
    no_others(known, _TIER, where)
    dose = dose_from(known, Dose(), where)
    sides = one_of(known, "sides", get_args(Sides), where) if "sides" in known else None
    return Tier(text(known, "name", where), dose, text(known, "source", where), sides)


def _step(number: int, keys: object) -> Step:
    where = f"step {number}"
    known = table(keys, where)
    no_others(known, _STEP, where)
    does = one_of(known, "does", get_args(Does), where)
    readers: dict[str, Callable[[str], Any]] = {
        "seconds": lambda key: _length(known, key, where),
        "words": lambda key: _words(known[key], f"{key} of {where}"),
        "between": lambda key: _words(known[key], f"{key} of {where}"),
        "called": lambda key: _worded(text(known, key, where), f"{key} of {where}"),
        "arms": lambda key: text(known, key, where),
        "eyes": lambda key: one_of(known, key, get_args(Eyes), where),
        "surface": lambda key: one_of(known, key, get_args(Surface), where),
        "tries": lambda key: whole(known, key, where),
        **dict.fromkeys(("first_run_s", "between_s"), lambda key: seconds_of(known, key, where)),
        **dict.fromkeys(("not_last", "must"), lambda key: truth(known, key, where)),
    }
    said = {key: read(key) for key, read in readers.items() if key in known}
    if does in ("say", "rest", "work", "stance") and "seconds" not in said:
        raise ValueError(f"seconds of {where} must be said")
    return Step(does=does, at=one_of(known, "at", get_args(At), where), **said)


def _length(keys: Mapping[str, Any], key: str, where: str) -> float | str:
    value = keys[key]
    if not isinstance(value, str):
        return seconds_of(keys, key, where)
    if value not in _SECONDS:
        raise ValueError(f"seconds of {where} must be a number or one of {', '.join(_SECONDS)}")
    return value


def _words(keys: object, where: str) -> dict[str, str]:
    words = table(keys, where)
    for key, said in words.items():
        if key not in _MOMENTS and not (key.isdecimal() and 0 < int(key) <= LONGEST_S):
            raise ValueError(
                f"{where} has no key {key!r}; it knows {', '.join(_MOMENTS)} "
                "and whole seconds before the end"
            )
        if not isinstance(said, str) or not said.strip():
            raise ValueError(f"{key} in the {where} must say something, in quotes")
        _worded(said, f"{key} in the {where}")
    return {key: said.strip() for key, said in words.items()}


def _worded(said: str, where: str) -> str:
    try:
        used = [
            (name, how) for _, name, how, _ in string.Formatter().parse(said) if name is not None
        ]
    except ValueError as error:
        raise ValueError(f"{where} has a brace without its other half") from error
    for name, how in used:
        if name not in NAMES or how:
            raise ValueError(f"{where} speaks of {{{name}}}; it can speak of {', '.join(NAMES)}")
    return said


def _scoring(keys: object) -> Scoring:
    where = "test"
    known = table(keys, where)
    no_others(known, _TEST, where)
    stop = known.get("stop")
    if not isinstance(stop, list) or not stop or not all(isinstance(one, str) for one in stop):
        raise ValueError("stop of test must be a list of what ends a try, in words")
    return Scoring(
        rule=one_of(known, "rule", get_args(ScoreRule), where),
        cap_s=seconds_of(known, "cap_s", where) if "cap_s" in known else None,
        stop=tuple(stop),
        code=text(known, "code", where) if "code" in known else None,
    )

"""Places, outcomes and scores as JSON, and back; what is none of ours is damage, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any, Final, get_args

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.outcomes import Measured, Outcome, State
from balance.protocol.exercise.scoring import PartScore
from balance.protocol.exercise.scripts import Side
from balance.protocol.exercise.tiers import Ease
from balance.records.history.migrating import DamagedError

TURN: Final = "turn"
_NONE_READY: Final[Mapping[str, object]] = MappingProxyType({})


def place_keys(place: Place) -> dict[str, Any]:
    """Give how far somebody came, as it is kept."""
    return {"index": place.index, "outcomes": [asdict(one) for one in place.outcomes]}


def place_from(keys: object) -> Place:
    """Read how far somebody came.

    Raises
    ------
    DamagedError
        Where it is nothing that `place_keys` writes.
    """
    known = table_of(keys)
    outcomes = tuple(map(_outcome, list_of(known.get("outcomes"))))
    return Place(_whole(known.get("index")), outcomes)


def turn_from(keys: object) -> int:
    """Read how often a sitting was taken in hand, which stands beside its place.

    Raises
    ------
    DamagedError
        Where it does not stand there.
    """
    turn = keys.get(TURN) if isinstance(keys, dict) else None
    if type(turn) is not int:
        raise DamagedError(TURN)
    return turn


def part_keys(parts: Sequence[PartScore]) -> list[dict[str, Any]]:
    """Give what a score is made of, as it is kept."""
    return [asdict(one) for one in parts]


def parts_from(keys: object) -> tuple[PartScore, ...]:
    """Read what a score is made of; raises as `place_from` does."""
    return tuple(map(_part, list_of(keys)))


def id_and_version(key: str) -> tuple[str, int]:
    """Take the key of a script apart, such as ``heel_raise@1``."""
    name, _, version = key.rpartition("@")
    return name, int(version)


def _outcome(keys: object) -> Outcome:
    known = table_of(keys)
    measured = known.get("measured")
    made = None if measured is None else Measured(**values_of(Measured, measured))
    return Outcome(**values_of(Outcome, known, {"measured": made}))


def _part(keys: object) -> PartScore:
    known = table_of(keys)
    tries = tuple(Measured(**values_of(Measured, one)) for one in list_of(known.get("tries")))
    return PartScore(**values_of(PartScore, known, {"tries": tries}))


def values_of(
    made: type[Any], keys: object, ready: Mapping[str, object] = _NONE_READY
) -> dict[str, Any]:
    """Give the values of a dataclass's fields, each checked by what it is written to be.

    Those that are `ready` are not looked at. Raises as `place_from` does.
    """
    known = table_of(keys)
    for one in fields(made):
        if one.name not in ready and not _CHECKS[str(one.type)](known.get(one.name)):
            raise DamagedError(one.name)
    return {one.name: ready.get(one.name, known.get(one.name)) for one in fields(made)}


def table_of(keys: object) -> Mapping[str, Any]:
    """Give what is a table; raises as `place_from` does."""
    if not isinstance(keys, Mapping):
        raise DamagedError("no table")
    return keys


def list_of(keys: object) -> list[Any]:
    """Give what is a list; raises as `place_from` does."""
    if not isinstance(keys, list):
        raise DamagedError("no list")
    return keys


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise DamagedError("no whole number")
    return value


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


_CHECKS: Final[dict[str, Callable[[object], bool]]] = {
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: type(value) is int,
    "bool | None": lambda value: value is None or isinstance(value, bool),
    "int | None": lambda value: value is None or type(value) is int,
    "float": _is_number,
    "float | None": lambda value: value is None or _is_number(value),
    "str": lambda value: isinstance(value, str),
    "str | None": lambda value: value is None or isinstance(value, str),
    "Side": lambda value: value in get_args(Side),
    "Side | None": lambda value: value in (None, *get_args(Side)),
    "State": lambda value: value in get_args(State),
    "Ease | None": lambda value: value in (None, *get_args(Ease)),
}

"""Places, outcomes and scores as JSON, and back; what is none of ours is damage, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any, Final, get_args

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.outcomes import Measured, Outcome
from balance.protocol.exercise.scoring import PartScore
from balance.protocol.exercise.scripts import Side
from balance.records.history.migrating import DamagedError

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
    known = _table(keys)
    return Place(_whole(known.get("index")), tuple(map(_outcome, _list(known.get("outcomes")))))


def part_keys(parts: Sequence[PartScore]) -> list[dict[str, Any]]:
    """Give what a score is made of, as it is kept."""
    return [asdict(one) for one in parts]


def parts_from(keys: object) -> tuple[PartScore, ...]:
    """Read what a score is made of; raises as `place_from` does."""
    return tuple(map(_part, _list(keys)))


def id_and_version(key: str) -> tuple[str, int]:
    """Take the key of a script apart, such as ``heel_raise@1``."""
    name, _, version = key.rpartition("@")
    return name, int(version)


def _outcome(keys: object) -> Outcome:
    known = _table(keys)
    measured = known.get("measured")
    made = None if measured is None else Measured(**_values(Measured, measured))
    return Outcome(**_values(Outcome, known, {"measured": made}))


def _part(keys: object) -> PartScore:
    known = _table(keys)
    tries = tuple(Measured(**_values(Measured, one)) for one in _list(known.get("tries")))
    return PartScore(**_values(PartScore, known, {"tries": tries}))


def _values(
    made: type[Any], keys: object, ready: Mapping[str, object] = _NONE_READY
) -> dict[str, Any]:
    """Give the values of a dataclass's fields, each checked by what it is written to be."""
    known = _table(keys)
    for one in fields(made):
        if one.name not in ready and not _CHECKS[str(one.type)](known.get(one.name)):
            raise DamagedError(one.name)
    return {one.name: ready.get(one.name, known.get(one.name)) for one in fields(made)}


def _table(keys: object) -> Mapping[str, Any]:
    if not isinstance(keys, Mapping):
        raise DamagedError("no table")
    return keys


def _list(keys: object) -> list[Any]:
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
    "int | None": lambda value: value is None or type(value) is int,
    "float | None": lambda value: value is None or _is_number(value),
    "str": lambda value: isinstance(value, str),
    "Side": lambda value: value in get_args(Side),
}

"""The rows of sway: one a hold and measure, with what it was measured with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

# What of the sway of a hold is no measure.
_ABOUT: Final = ("from_s", "to_s", "rate_hz", "samples")
_RESULTANT: Final = "resultant"
_DIRECTIONS: Final = ("ap", "ml")


@dataclass(frozen=True, slots=True)
class SwayRow:
    """One measure of the sway of one hold, with what it was measured with."""

    hold: str
    person: str
    recording: str
    attempt: int
    part: str
    direction: str
    measure: str
    value: float
    spoiled: bool
    from_s: float | None
    to_s: float | None
    samples: int | None
    rate_hz: float | None
    axes: str | None
    definition: str | None
    settings: str


def sway_rows(
    whose: tuple[str, str, str, int], sway: Mapping[str, Any], lift_off_s: float | None
) -> Iterator[SwayRow]:
    """Give a row for each measure that there is, of a hold and of its first seconds.

    Parameters
    ----------
    whose
        Hold, person, recording and attempt, as in the table of holds.
    sway
        As it is kept, and stands in `analyze --json`.
    lift_off_s
        Where the first seconds begin.
    """
    from_s = sway.get("from_s")
    yield from _part(whose, ("hold", from_s, sway.get("to_s")), sway, sway)
    first = sway.get("first_seconds")
    if isinstance(first, Mapping):
        yield from _part(whose, ("first_seconds", lift_off_s, from_s), first, sway)


def _part(
    whose: tuple[str, str, str, int],
    part: tuple[str, float | None, float | None],
    values: Mapping[str, Any],
    sway: Mapping[str, Any],
) -> Iterator[SwayRow]:
    name, from_s, to_s = part
    settings = sway.get("settings") or {}
    spoiled = values.get("spoiled") or ()
    said = {"": values, **{f"{one}.": values.get(one) or {} for one in _DIRECTIONS}}
    for prefix, measures in said.items():
        for measure, value in measures.items():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or measure in _ABOUT:
                continue
            yield SwayRow(
                *whose,
                part=name,
                direction=prefix.rstrip(".") or _RESULTANT,
                measure=measure,
                value=value,
                spoiled=prefix + measure in spoiled,
                from_s=from_s,
                to_s=to_s,
                samples=values.get("samples"),
                rate_hz=sway.get("rate_hz"),
                axes=sway.get("axes"),
                definition=settings.get("definition"),
                settings=json.dumps(settings, sort_keys=True),
            )

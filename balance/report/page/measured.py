"""The second page: what was measured with what, how still somebody stood, and by which versions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from balance.protocol.conditions import Conditions
from balance.report.page import words
from balance.signal.placement import TRUNK

if TYPE_CHECKING:
    from balance.report.page.words import Sayings
    from balance.report.rows import HoldRow, Rows
    from balance.report.sway_rows import SwayRow

_MEASURES: Final = {"lean_deg": 2, "rms_m_s2": 3, "mean_frequency_hz": 2}
# Conditions without a leg, where the sensor was if not always there, whether no leg was said.
Key = tuple[Conditions, str, bool]
_NEWEST: Final = 10
_MOST_NAMES: Final = 4


@dataclass(frozen=True, slots=True)
class LegSway:
    """How still somebody stood on one leg: the middle of so many holds."""

    holds: int
    lean_deg: str
    rms_m_s2: str
    mean_frequency_hz: str


@dataclass(frozen=True, slots=True)
class SwayLine:
    """Both legs under some conditions; None for a leg that has no figures."""

    conditions: str
    left: LegSway | None
    right: LegSway | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How it was measured.

    Parameters
    ----------
    facts
        Sensor, rate, holds and their signal: a name and a text each.
    sway
        A line for each leg and conditions that have figures.
    sway_settings
        How those were worked out.
    coarse
        Whether a figure is marked as coming from too coarse a sensor.
    versions
        Detectors and programs.
    """

    facts: tuple[tuple[str, str], ...]
    sway: tuple[SwayLine, ...]
    sway_settings: str
    coarse: bool
    versions: tuple[tuple[str, str], ...]


def measured(rows: Rows, say: Sayings) -> Measured:
    """Work it out of the rows that every table has."""
    holds = rows.holds
    sway, settings, coarse = _sway(rows, say)
    return Measured(
        facts=tuple(_facts(holds, say)),
        sway=sway,
        sway_settings=settings,
        coarse=coarse,
        versions=(
            ("Detector", _names(hold.algorithm for hold in holds)),
            ("Recorded with", _names(hold.software for hold in holds)),
        ),
    )


def _facts(holds: Sequence[HoldRow], say: Sayings) -> list[tuple[str, str]]:
    counting = [hold for hold in holds if hold.scored]
    rates = [hold.rate_hz for hold in holds if hold.rate_hz is not None]
    found = [
        ("Sensor", _names(hold.sensor_model for hold in holds)),
        ("Worn on", _names(map(_place, holds))),
    ]
    if rates:
        slow, fast = say.number(min(rates), 0), say.number(max(rates), 0)
        found.append(("Readings", f"{slow if slow == fast else f'{slow} to {fast}'} a second"))
    found.append(("Holds", _counted(holds, counting)))
    if counting:
        of = Counter(hold.status for hold in counting)
        found.append(
            (
                "Their signal",
                ", ".join(f"{n} {status}" for status, n in sorted(of.items(), reverse=True)),
            )
        )
        wide = sorted(hold.uncertainty_s for hold in counting)
        least, most = say.number(wide[0], 2), say.number(wide[-1], 2)
        middle = say.number(median(wide), 2)
        span = f"± {least}" if least == most else f"± {least} to {most}"
        found.append(("Uncertainty", f"{span} s; of the middle hold ± {middle} s"))
    return found


def _place(hold: HoldRow) -> str:
    place = hold.placement.replace("_", " ")
    return place if hold.placement in TRUNK else f"{place} of the {hold.sensor_on} leg"


def _counted(holds: Sequence[HoldRow], counting: Sequence[HoldRow]) -> str:
    parts = [f"{len(counting)} count"]
    others = {
        "set by hand": sum(hold.edited for hold in counting),
        "practice": sum(hold.practice and not hold.discarded for hold in holds),
        "taken for none": sum(hold.discarded for hold in holds),
    }
    others["with readings missing or too poor a signal"] = (
        len(holds) - len(counting) - others["practice"] - others["taken for none"]
    )
    if others["set by hand"]:
        parts[0] += f" ({others['set by hand']} of them set by hand)"
    parts += [f"{n} {what}" for what, n in list(others.items())[1:] if n]
    return "; ".join(parts)


def _names(texts: Iterable[str | None]) -> str:
    """List what there is, the most frequent first."""
    counted = Counter(text for text in texts if text and text.strip())
    names = [text for text, _ in counted.most_common()]
    if not names:
        return "not said"
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _sway(rows: Rows, say: Sayings) -> tuple[tuple[SwayLine, ...], str, bool]:
    """Give the middle of the newest holds; only figures of the newest one's settings."""
    by_hold: dict[str, dict[str, SwayRow]] = defaultdict(dict)
    for row in rows.sway:
        if row.part == "hold" and row.direction == "resultant" and row.measure in _MEASURES:
            by_hold[row.hold][row.measure] = row
    swayed = [hold for hold in rows.holds if hold.scored and by_hold.get(hold.hold)]
    if not swayed:
        return (), "", False
    newest = next(iter(by_hold[swayed[-1].hold].values()))
    several = len({hold.placement for hold in swayed}) > 1
    groups: dict[Key, dict[str | None, list[dict[str, SwayRow]]]] = {}
    for hold in swayed:
        figures = by_hold[hold.hold]
        if all(row.settings == newest.settings for row in figures.values()):
            legs = groups.setdefault(_key(hold, several=several), defaultdict(list))
            legs[hold.stance_leg].append(figures)
    lines = tuple(_line(key, legs, say) for key, legs in groups.items())
    coarse = any(
        row.spoiled
        for legs in groups.values()
        for figures in legs.values()
        for each in figures[-_NEWEST:]
        for row in each.values()
    )
    return lines, f"Definition {newest.definition or 'not said'}.", coarse


def _key(hold: HoldRow, *, several: bool) -> Key:
    said: dict[str, Any] = {
        "eyes": hold.eyes,
        "surface": hold.surface,
        "arms": hold.arms,
        "footwear": hold.footwear,
        "sound": hold.sound,
        "test": hold.test,
    }
    return Conditions(**said), hold.placement if several else "", hold.stance_leg is None


def _line(
    key: Key, legs: Mapping[str | None, Sequence[dict[str, SwayRow]]], say: Sayings
) -> SwayLine:
    conditions, placement, unsaid = key
    said = say.conditions(conditions)
    if placement:
        said += f"; sensor on the {placement.replace('_', ' ')}"
    if unsaid:
        said += f" ({words.NO_LEG[0].lower()}{words.NO_LEG[1:]})"
    left, right = legs.get("left", legs.get(None)), legs.get("right")
    return SwayLine(said, _leg(left, say), _leg(right, say))


def _leg(figures: Sequence[dict[str, SwayRow]] | None, say: Sayings) -> LegSway | None:
    if not figures:
        return None
    newest = figures[-_NEWEST:]
    return LegSway(len(newest), **{name: _middle(newest, name, say) for name in _MEASURES})


def _middle(figures: Sequence[dict[str, SwayRow]], name: str, say: Sayings) -> str:
    there = [each[name] for each in figures if name in each]
    if not there:
        return words.NEVER
    mark = "*" if any(row.spoiled for row in there) else ""
    return say.number(median(row.value for row in there), _MEASURES[name]) + mark

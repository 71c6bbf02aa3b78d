"""Recordings to rows, one a hold: what a table of thousands of them is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

from balance.protocol.conditions import Conditions, Eyes, Leg, Surface, check_conditions
from balance.records.errors import RecordingError
from balance.records.formats.told import NOTHING, Told
from balance.records.jobs import find_jobs
from balance.report.scored_columns import DIRECTED, DIRECTIONS, PLANAR, SCORED_COLUMNS
from balance.report.scoring import ScoreSettings, score_one
from balance.signal.placement import ForwardAxis, Placement

SomePath = str | PathLike[str]

_EMPTY: Final = dict.fromkeys(column.name for column in SCORED_COLUMNS)
_SAME: Final = ("recording", "error", "algorithm", "status", "placement", "stance_leg", "rate_hz")
_OF_HOLD: Final = (
    "uncertainty_s",
    "censored",
    "end_reason",
    "corrections",
    "lift_off_s",
    "end_s",
    "paused_s",
    "decided_s",
    "final_s",
    "lift_off_decided_s",
    "lift_off_final_s",
    "sway_reason",
)
_OF_SWAY: Final = ("from_s", "to_s", "axes", "rate_hz", "samples")
_JOINED: Final = "; "


def holds_table(
    paths: SomePath | Iterable[SomePath],
    *,
    placement: Placement | None = None,
    leg: Leg | None = None,
    eyes: Eyes | None = None,
    surface: Surface | None = None,
    forward_axis: ForwardAxis | None = None,
    min_hold_s: float = 1.0,
    told: Told = NOTHING,
) -> list[dict[str, Any]]:
    """Score recordings and give their holds as rows of a table, one a hold.

    The same columns and values as of ``balance-timer analyze PATH... -o FILE.csv``, in the same
    order: ``pandas.DataFrame(holds_table("archive"))`` is a table. A recording without a hold has
    one row, whose `hold` is None; one that could not be scored has one with its `error`. So every
    recording is seen, and one broken file harms no other.

    Parameters
    ----------
    paths
        A recording or a folder of them, or several of either.
    placement, leg, eyes, surface, forward_axis
        In place of what each file says: where the sensor was worn, the stance leg, open or closed,
        firm or foam, the sensor's axis that points forward.
    min_hold_s
        Shorter holds are touches, seconds.
    told
        How to read files of other programs that can be read in more ways than one.

    Returns
    -------
    list of dict
        Each with all columns of `SCORED_COLUMNS`, in that order; None where there is nothing.

    Raises
    ------
    RecordingError
        Where a folder has no recording in it.
    ValueError
        Where a condition is none that there is, or a number is out of range.
    """
    said: dict[str, Any] = {
        "placement": placement,
        "stance_leg": leg,
        "eyes": eyes,
        "surface": surface,
        "forward_axis": forward_axis,
    }
    instead = {name: value for name, value in said.items() if value is not None}
    check_conditions(Conditions(**instead))
    if not 0.0 <= min_hold_s < float("inf"):
        raise ValueError(f"min_hold_s must be a number of seconds from 0 on, not {min_hold_s!r}.")
    several = [paths] if isinstance(paths, str | PathLike) else paths
    jobs, troubles = find_jobs([Path(path) for path in several])
    for trouble in troubles:
        raise RecordingError(trouble)
    settings = ScoreSettings(min_hold_s, instead=instead, told=told)
    return [row for job in jobs for row in rows_of_scored(score_one(settings, job).scored)]


def rows_of_scored(scored: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the rows of one object of `analyze --json`: one a hold, or one that has none."""
    recording = _EMPTY | {name: scored.get(name) for name in _SAME}
    if scored.get("error") is None:
        holds = scored["holds"]
        recording |= {
            "reasons": _JOINED.join(scored["reasons"]) or None,
            "recording_s": scored["duration_s"],
            "holds": len(holds),
        }
        for number, hold in enumerate(holds, start=1):
            yield recording | {"hold": number} | _hold_cells(hold)
        if holds:
            return
    yield recording


def _hold_cells(hold: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: hold.get(name) for name in _OF_HOLD}
    cells["hold_s"] = hold["duration_s"]
    return cells if hold["sway"] is None else cells | _sway_cells(hold["sway"])


def _sway_cells(sway: Mapping[str, Any]) -> dict[str, Any]:
    """Name what is in the object of sway; measures without a spectrum or axes are left out."""
    cells = {f"sway_{name}": sway[name] for name in _OF_SWAY}
    cells["sway_spoiled"] = _JOINED.join(sway["spoiled"]) or None
    cells["sway_settings"] = json.dumps(sway["settings"], sort_keys=True)
    cells |= {f"sway_{name}": sway.get(name) for name, *_ in (*DIRECTED, *PLANAR)}
    for key, _ in DIRECTIONS:
        measures = sway[key] or {}
        cells |= {f"sway_{key}_{name}": measures.get(name) for name, *_ in DIRECTED}
    return cells

"""Results of the data set for programs: a row an attempt and placement, and all figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Estimate, Refused, Share
from balance.report.agreement.figures import Comparison
from balance.report.agreement.pairs import OUTCOMES, Attempt, Pair
from balance.report.columns import FORMAT, VERSION, Column, told
from balance.report.olst.comparing import LEFT_OUT, Outcome
from balance.report.olst.scoring import ScoredCapture
from balance.report.olst.summing import Part, Summary
from balance.report.olst.words import ASSUMED, TITLE
from balance.report.tables import file_of, lines_of
from balance.timing.hold_timer import ALGORITHM

_DIGITS: Final = 4
COLUMNS: Final = (
    Column("attempt", "text", "Attempt as the data set names it; empty for a hold of nobody's."),
    Column("capture", "text", "Capture as the data set names it."),
    Column("person", "text", "Participant."),
    Column("group", "text", "young or older; empty where the table of people does not tell."),
    Column("placement", "text", "Where a sensor was worked out for."),
    Column("stable", "yes_no", "The attempt was labelled as having reached stability."),
    Column("outcome", "text", f"What became of it: {', '.join((*OUTCOMES, *LEFT_OUT))}."),
    Column("foot_lift_s", "number", "Labelled lift-off, in the capture's own time.", "s"),
    Column("label_end_s", "number", "Labelled touch-down, or end of what was labelled.", "s"),
    Column("label_or_more", "yes_no", "The foot was still up when the labelled stretch ended."),
    Column("lift_off_s", "number", "Lift-off that was found.", "s"),
    Column("end_s", "number", "End that was found.", "s"),
    Column("or_more", "yes_no", "The hold that was found was cut short."),
    Column("uncertainty_s", "number", "Half-width that is said to hold the true duration.", "s"),
    Column("lift_off_apart_s", "number", "lift_off_s minus foot_lift_s.", "s"),
    Column("end_apart_s", "number", "end_s minus label_end_s; empty for a bound.", "s"),
    Column("difference_s", "number", "Duration found minus labelled; empty for a bound.", "s"),
    Column("within", "yes_no", "That difference is no larger than uncertainty_s."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt at one placement; see `COLUMNS`."""

    attempt: str | None
    capture: str
    person: str
    group: str | None
    placement: str
    stable: bool | None
    outcome: str
    foot_lift_s: float | None
    label_end_s: float | None
    label_or_more: bool | None
    lift_off_s: float | None
    end_s: float | None
    or_more: bool | None
    uncertainty_s: float | None
    lift_off_apart_s: float | None
    end_apart_s: float | None
    difference_s: float | None
    within: bool | None


def rows_of(one: ScoredCapture) -> list[Row]:
    """Give the rows of a capture: its attempts by placement, and holds that nobody had labelled."""
    rows = []
    for place, beside in one.places.items():
        rows += [_row(outcome) for outcome in beside.outcomes]
        rows += [_extra(one, place, pair) for pair in beside.extra]
    return rows


def row_files(path: Path, captures: Sequence[ScoredCapture]) -> dict[Path, bytes]:
    """Give the table of all rows, and beside it what its columns are (NAME.columns.json)."""
    stem = path.name[: -len(path.suffix)] if path.suffix.lower() == ".csv" else path.name
    about = {
        "format": FORMAT,
        "version": VERSION,
        "of": TITLE,
        "algorithm": ALGORITHM,
        "assumed": list(ASSUMED),
        "table": "RFC 4180: commas, CRLF, UTF-8 with a byte order mark; a decimal point",
        "tables": {"attempts": {"file": path.name, "columns": told(COLUMNS)}},
    }
    rows = [row for one in captures for row in rows_of(one)]
    return {
        path: file_of(lines_of(COLUMNS, rows)),
        path.with_name(f"{stem}.columns.json"): f"{json.dumps(about, indent=1)}\n".encode(),
    }


def row_dict(row: Row) -> dict[str, Any]:
    """Give a row as a JSON object."""
    return asdict(row)


def summary_dict(summary: Summary) -> dict[str, Any]:
    """Give all figures as one JSON object; a refused one is {"refused": why, "n": n}."""
    return {
        "of": TITLE,
        "algorithm": ALGORITHM,
        "parts": [_part(part) for part in summary.parts],
        "smoothing": {
            place: {
                "bandwidth_hz": round(one.bandwidth_hz, 1),
                "marker_noise_mm": round(one.marker_noise_mm, _DIGITS),
            }
            for place, one in summary.smoothing.items()
        },
        "told_by_the_files": list(summary.told),
        "assumed": list(ASSUMED),
    }


def _part(part: Part) -> dict[str, Any]:
    of: Comparison = part.comparison
    return {
        "placement": part.placement,
        "who": part.who,
        "reached_stability": part.stable,
        "persons": of.persons,
        "attempts": of.found.reference,
        "found": _figure(of.found.found),
        "missed": _figure(of.found.missed),
        "early": _figure(of.found.early),
        "late": _figure(of.found.late),
        "lift_off_elsewhere": _figure(of.found.lift_off),
        "extra": of.found.extra,
        "or_more": of.found.or_more,
        "lift_off": _figure(part.lift_off),
        "touch_down": _figure(part.touch_down),
        "duration_all": _figure(of.every.limits),
        "duration_right_ends": _figure(of.right.limits),
        "within_stated_all": _figure(of.every.cover),
        "within_stated_right_ends": _figure(of.right.cover),
        "left_out": dict(part.left_out),
    }


def _figure(of: Share | Limits | Refused | None) -> dict[str, Any] | None:
    if of is None:
        return None
    if isinstance(of, Refused):
        return {"refused": of.reason, "n": of.n}
    if isinstance(of, Share):
        ends = [round(of.low, _DIGITS), round(of.high, _DIGITS)]
        return {"count": of.count, "n": of.n, "share": round(of.value, _DIGITS), "interval": ends}
    return {
        "n": of.n,
        "persons": of.persons,
        "sd": round(of.sd, _DIGITS),
        "method": of.method,
        **{name: _estimate(getattr(of, name)) for name in ("bias", "lower", "upper")},
    }


def _estimate(of: Estimate) -> dict[str, Any]:
    ends = [round(of.low, _DIGITS), round(of.high, _DIGITS)]
    return {"value": round(of.value, _DIGITS), "interval": ends}


def _row(outcome: Outcome) -> Row:
    attempt, pair = outcome.attempt, outcome.pair
    ours = None if pair is None else pair.first
    lift_s, end_s = (None, None) if ours is None else (ours.lift_off_s, ours.end_s)
    is_bound = attempt.is_open or ours is None or ours.censored
    return Row(
        attempt.name,
        str(attempt.capture),
        attempt.capture.person,
        outcome.group,
        outcome.placement,
        attempt.reached_stability,
        outcome.reason or ("missed" if pair is None else pair.outcome),
        attempt.foot_lift_s,
        attempt.last_s,
        attempt.is_open,
        *_side(ours),
        _apart(lift_s, attempt.foot_lift_s),
        None if is_bound else _apart(end_s, attempt.last_s),
        None if pair is None else pair.difference_s,
        None if pair is None else pair.within,
    )


def _extra(one: ScoredCapture, place: str, pair: Pair) -> Row:
    known = (None, str(one.capture), one.capture.person, one.group, place)
    return Row(*known, None, pair.outcome, None, None, None, *_side(pair.first), *[None] * 4)


def _side(
    ours: Attempt | None,
) -> tuple[float | None, float | None, bool | None, float | None]:
    if ours is None:
        return None, None, None, None
    return (
        _rounded(ours.lift_off_s),
        _rounded(ours.end_s),
        ours.censored,
        _rounded(ours.uncertainty_s),
    )


def _apart(ours: float | None, theirs: float) -> float | None:
    return None if ours is None else round(ours - theirs, 3)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)

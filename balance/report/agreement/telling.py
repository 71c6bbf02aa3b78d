"""A study for programs: all figures as one JSON object, and the pairs as a table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from balance.report.agreement.estimates import Refused, Share
from balance.report.agreement.figures import Agreement, Comparison
from balance.report.agreement.pairs import OUTCOMES, Attempt, Pair
from balance.report.agreement.study import Study
from balance.report.columns import FORMAT, VERSION, Column, told
from balance.report.tables import file_of, lines_of

_DIGITS: Final = 6
PAIR_COLUMNS: Final = (
    Column("recording", "text", "Name of the recording, as analyze gives it."),
    Column("attempt", "whole", "Number of the attempt in its recording, in the order of time."),
    Column("person", "text", "Code of the person; empty where nobody said."),
    Column("outcome", "text", f"What became of it: {', '.join(OUTCOMES)}."),
    Column("first_lift_off_s", "number", "Lift-off by what is judged.", "s"),
    Column("first_end_s", "number", "End by what is judged.", "s"),
    Column("first_s", "number", "Duration by what is judged.", "s"),
    Column("first_or_more", "yes_no", "That duration was cut short: so long or more."),
    Column("uncertainty_s", "number", "Half-width that is said to hold the true duration.", "s"),
    Column("reference_lift_off_s", "number", "Lift-off by the reference, in its own clock.", "s"),
    Column("reference_end_s", "number", "End by the reference, in its own clock.", "s"),
    Column("reference_s", "number", "Duration by the reference.", "s"),
    Column("reference_or_more", "yes_no", "That duration was cut short."),
    Column("difference_s", "number", "first_s minus reference_s; empty for a bound.", "s"),
    Column("within", "yes_no", "The difference is no larger than uncertainty_s."),
    Column("clock_offset_s", "number", "Added to the reference's times, where estimated.", "s"),
)


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row of the table of pairs; see `PAIR_COLUMNS`."""

    recording: str
    attempt: int
    person: str | None
    outcome: str
    first_lift_off_s: float | None
    first_end_s: float | None
    first_s: float | None
    first_or_more: bool | None
    uncertainty_s: float | None
    reference_lift_off_s: float | None
    reference_end_s: float | None
    reference_s: float | None
    reference_or_more: bool | None
    difference_s: float | None
    within: bool | None
    clock_offset_s: float | None


def pair_rows(comparison: Comparison) -> list[PairRow]:
    """Give the pairs as rows, in their order."""
    offsets = {clock.recording: clock.offset_s for clock in comparison.clocks}
    return [_row(pair, offsets.get(pair.recording)) for pair in comparison.pairs]


def pair_files(path: Path, comparison: Comparison) -> dict[Path, bytes]:
    """Give the table of pairs, and beside it what its columns are (NAME.columns.json)."""
    stem = path.name[: -len(path.suffix)] if path.suffix.lower() == ".csv" else path.name
    about = {
        "format": FORMAT,
        "version": VERSION,
        "table": "RFC 4180: commas, CRLF, UTF-8 with a byte order mark; a decimal point",
        "tables": {"pairs": {"file": path.name, "columns": told(PAIR_COLUMNS)}},
    }
    return {
        path: file_of(lines_of(PAIR_COLUMNS, pair_rows(comparison))),
        path.with_name(f"{stem}.columns.json"): f"{json.dumps(about, indent=1)}\n".encode(),
    }


def as_dict(study: Study) -> dict[str, Any]:
    """Give all of a study as one JSON object; a refused figure is ``{"refused": why, "n": n}``."""
    of = study.comparison
    return {
        "first": study.first,
        "reference": study.reference,
        "kind": study.kind,
        "algorithm": study.algorithm,
        "software": study.software,
        "recordings": of.recordings,
        "persons": of.persons,
        "unnamed": of.unnamed,
        "simulated": of.simulated,
        "bounds": asdict(of.bounds),
        "attempts": _plain(of.found),
        "every": _agreement(of.every),
        "right": _agreement(of.right),
        "lift_off": _plain(of.lift_off),
        "end": _plain(of.end),
        "clocks": [_plain(clock) for clock in of.clocks],
        "left_out": list(study.left_out),
        "pairs": [asdict(row) for row in pair_rows(of)],
    }


def _agreement(side: Agreement) -> dict[str, Any]:
    said: dict[str, Any] = _plain(side)
    said["limits"] = "plain" if side.limits is side.plain else "repeated"
    return said


def _plain(thing: object) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(thing, Refused):
        return {"refused": thing.reason, "n": thing.n}
    if isinstance(thing, Share):
        return {**_fields(thing), "share": round(thing.value, _DIGITS)}
    if is_dataclass(thing):
        return _fields(thing)
    return round(thing, _DIGITS) if isinstance(thing, float) else thing


def _fields(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {one.name: _plain(getattr(thing, one.name)) for one in fields(thing)}


def _row(pair: Pair, offset_s: float | None) -> PairRow:
    moved = offset_s if pair.reference is not None and pair.reference.span_s is not None else None
    return PairRow(
        pair.recording,
        pair.number,
        pair.person,
        pair.outcome,
        *_side(pair.first, None),
        _rounded(None if pair.first is None else pair.first.uncertainty_s),
        *_side(pair.reference, moved),
        pair.difference_s,
        pair.within,
        moved,
    )


def _side(
    one: Attempt | None, offset_s: float | None
) -> tuple[float | None, float | None, float | None, bool | None]:
    if one is None:
        return None, None, None, None
    times = [
        None if at is None else _rounded(at - (offset_s or 0.0))
        for at in (one.lift_off_s, one.end_s)
    ]
    return times[0], times[1], _rounded(one.duration_s), one.censored


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)

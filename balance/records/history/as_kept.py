"""A person's recordings as the history has them, so that another history can be made of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from balance.protocol.conditions import NEVER_MIXED
from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history.codes import find
from balance.records.history.kept import DATED_BY, Kept
from balance.records.history.schema import Condition, Held, Occasion, Person, Recorded, Tried
from balance.records.parts import PART_OF
from balance.records.results_file import SUFFIX, SUPERVISED, results_name
from balance.timing.results import Hold

# Of a millisecond: less than what rounding hides.
_HIDDEN: Final = 0.4


def recordings_of(session: Session, code: str) -> tuple[list[Kept], int]:
    """Give somebody's recordings as they were made, and how many are still under way.

    What the samples alone tell is not in them, nor where the files are: of the source only its
    kind is, since its address can have a name in it.

    Raises
    ------
    HistoryError
        Where nobody has the code.
    """
    rows, found = _all_kept(session, Occasion.person_id == find(session, code).id)
    found.sort(key=lambda kept: (kept.made_ms, kept.checksum or ""))
    return found, len(rows) - len(found)


def results_kept(session: Session, checksum: str) -> tuple[Kept, Path] | None:
    """Give the results that stand for a recording with these samples, and how they are named.

    None where there are none.
    """
    is_it = (Recorded.checksum == checksum) & Recorded.path.endswith(SUFFIX)
    rows, found = _all_kept(session, is_it)
    return (found[0], Path(rows[0].recorded.path)) if found else None


@dataclass(frozen=True, slots=True)
class _Row:
    """A recording, and what it leads to."""

    recorded: Recorded
    occasion: Occasion
    code: str
    condition: Condition | None


def _all_kept(session: Session, which: ColumnElement[bool]) -> tuple[list[_Row], list[Kept]]:
    """Give rows of recordings, and those of them that are over as they were kept."""
    attempts: dict[int, list[tuple[Tried, Held, Condition]]] = defaultdict(list)
    query = (
        select(Tried, Held, Condition)
        .join(Held, Held.attempt_id == Tried.id)
        .join(Condition, Condition.id == Tried.condition_id)
        .join(Recorded, Recorded.id == Tried.recording_id)
        .join(Occasion, Occasion.id == Recorded.session_id)
        .where(which)
        .order_by(Tried.recording_id, Tried.number)
    )
    for tried, held, condition in session.execute(query):
        attempts[tried.recording_id].append((tried, held, condition))
    recorded = (
        select(Recorded, Occasion, Person.code, Condition)
        .join(Occasion, Occasion.id == Recorded.session_id)
        .join(Person, Person.id == Occasion.person_id)
        .outerjoin(Condition, Condition.id == Recorded.condition_id)
        .where(which)
    )
    rows = [_Row(*row) for row in session.execute(recorded)]
    over = [row for row in rows if row.recorded.checksum is not None]
    return rows, [_kept(row, attempts[row.recorded.id]) for row in over]


def _kept(row: _Row, attempts: list[tuple[Tried, Held, Condition]]) -> Kept:
    recorded = row.recorded
    sum_ = recorded.checksum or ""
    header = _header(row, attempts[0][2] if attempts else row.condition)
    if attempts:
        first = attempts[0][0]
        said: dict[str, Any] = {"placement": first.placement, "sensor_on": first.sensor_on}
        said |= {"practice": first.practice, "cap_s": first.cap_s, "attempt": first.number}
        header = replace(header, **said)
    return Kept(
        path=results_name(sum_),
        header=header,
        checksum=sum_,
        algorithm=recorded.algorithm,
        status=recorded.status,
        reasons=tuple(recorded.reasons),
        rate_hz=recorded.rate_hz,
        duration_s=recorded.duration_s,
        holds=tuple(_hold(tried, held) for tried, held, _ in attempts),
    )


def _header(row: _Row, condition: Condition | None) -> Header:
    recorded, occasion = row.recorded, row.occasion
    said = {} if condition is None else {name: getattr(condition, name) for name in NEVER_MIXED}
    extra: dict[str, object] = {SUPERVISED: True} if occasion.supervised else {}
    if recorded.dated_by is not None:
        extra[DATED_BY] = recorded.dated_by
    if recorded.wholes:
        sums = sorted(whole.checksum for whole in recorded.wholes)
        extra[PART_OF] = [{"file": f"elsewhere-{each[:16]}", "checksum": each} for each in sums]
    source = recorded.source
    return Header(
        **said,
        person=row.code,
        session=occasion.label or None,
        source=None if source is None else f"{source.partition(':')[0]}:",
        model=recorded.model,
        created_utc=recorded.created_utc,
        software=recorded.software,
        extra=extra,
    )


def _hold(tried: Tried, held: Held) -> KeptHold:
    edited = None
    if held.edited_lift_off_s is not None and held.edited_end_s is not None:
        edited = (held.edited_lift_off_s, held.edited_end_s)
    found = _found(held, None if edited else tried.duration_s)
    hold = KeptHold(
        found,
        edited_s=edited,
        discarded=held.discarded,
        cap_s=tried.cap_s,
        sway=held.sway,
        evidence=held.evidence,
        note=tried.note or "",
    )
    return replace(hold, went_on=tried.censored and not hold.censored)


def _found(held: Held, duration_s: float | None) -> Hold | None:
    """Give what the timer found; `duration_s` is the length that counts, where it is of that."""
    if held.lift_off_s is None or held.end_s is None:
        return None
    lift_off_s, end_s = held.lift_off_s, held.end_s
    if duration_s is not None:
        # Lengths were rounded once, and so were both ends: where a thousandth was lost between
        # them, it is given back behind what is shown of either.
        lost_s = round(duration_s - (end_s - lift_off_s), 3)
        lift_off_s, end_s = lift_off_s - _HIDDEN * lost_s, end_s + _HIDDEN * lost_s
    paused_s = end_s if held.paused_s is None else held.paused_s
    decided_s = paused_s if held.decided_s is None else held.decided_s
    begun_s = lift_off_s if held.lift_off_decided_s is None else held.lift_off_decided_s
    return Hold(
        lift_off_s=lift_off_s,
        end_s=end_s,
        end_reason=held.end_reason or "stop",  # type: ignore[arg-type]
        paused_s=paused_s,
        decided_s=decided_s,
        # Older versions did not keep when nothing could change any more: not before that.
        final_s=decided_s if held.final_s is None else held.final_s,
        lift_off_decided_s=begun_s,
        lift_off_final_s=begun_s if held.lift_off_final_s is None else held.lift_off_final_s,
        uncertainty_s=held.uncertainty_s or 0.0,
        censored=held.censored is True,
        corrections=held.corrections or 0,
    )

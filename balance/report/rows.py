"""The rows that are handed over, worked out of the history: one a hold, one a measure of sway.

Every table and every other form of handing over begins with these. A name is never in them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.sql import Select

from balance.records.history.codes import find
from balance.records.history.engine import History
from balance.records.history.kept import moment
from balance.records.history.schema import Condition, Held, Occasion, Person, Recorded, Tried
from balance.report.first_tries import first_of_tests
from balance.report.sway_rows import SwayRow, sway_rows

Cell = str | int | float | bool | None
_DIGITS: Final = 16  # of a checksum, to tell recordings apart


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold; `balance.report.columns` says what each value is, and in which unit."""

    hold: str
    person: str
    day: str | None
    session: str | None
    supervised: bool
    recording: str
    recorded_at: str | None
    dated_by: str | None
    attempt: int
    test: str | None
    first_of_test: bool | None
    stance_leg: str | None
    eyes: str
    surface: str
    arms: str | None
    footwear: str | None
    sound: str
    placement: str
    sensor_on: str
    practice: bool
    scored: bool
    discarded: bool
    hold_s: float
    uncertainty_s: float
    or_more: bool
    cap_s: float | None
    end_reason: str | None
    corrections: int | None
    edited: bool
    lift_off_s: float | None
    end_s: float | None
    automatic_hold_s: float | None
    automatic_uncertainty_s: float | None
    automatic_or_more: bool | None
    automatic_lift_off_s: float | None
    automatic_end_s: float | None
    edited_lift_off_s: float | None
    edited_end_s: float | None
    status: str
    reasons: str | None
    rate_hz: float | None
    recording_s: float
    sensor_model: str | None
    algorithm: str
    software: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """What is handed over: the holds by person and as they were made, and the sway of each."""

    holds: tuple[HoldRow, ...]
    sway: tuple[SwayRow, ...]


def rows_of(history: History, person: str | None = None) -> Rows:
    """Work the rows out of the history: practice and what people discarded are among them.

    Parameters
    ----------
    history
        An open history.
    person
        A code; of everybody where none is given, those who are archived as well.

    Raises
    ------
    HistoryError
        Where nobody has the code, or the database can't be read.
    """
    with history.reading() as session:
        if person is not None:
            find(session, person)
        # Servers have an order of letters of their own.
        found = sorted(session.execute(_query(person)), key=_place)
        first = first_of_tests(session, [row.Tried for row in found])
        holds = tuple(_hold_row(row, row.Tried.id in first) for row in found)
        sway = tuple(
            each for row, hold in zip(found, holds, strict=True) for each in _sway(hold, row.Held)
        )
    return Rows(holds, sway)


def _query(person: str | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(Tried, Held, Recorded, Occasion, Condition, Person.code)
        .join(Held, Held.attempt_id == Tried.id)
        .join(Recorded, Recorded.id == Tried.recording_id)
        .join(Occasion, Occasion.id == Recorded.session_id)
        .join(Person, Person.id == Occasion.person_id)
        .join(Condition, Condition.id == Tried.condition_id)
    )
    return query if person is None else query.where(Person.code == person)


def _place(row: Row[*tuple[Any, ...]]) -> tuple[str, int, str, int]:
    return row.code, row.Tried.order_key, row.Recorded.path, row.Tried.number


def _hold_row(row: Row[*tuple[Any, ...]], is_first: bool) -> HoldRow:
    tried: Tried = row.Tried
    held: Held = row.Held
    recorded: Recorded = row.Recorded
    condition: Condition = row.Condition
    made = moment(recorded.created_utc)
    edited = held.edited_lift_off_s is not None
    return HoldRow(
        hold=f"{_digest(recorded)}-{tried.number}",
        person=row.code,
        day=row.Occasion.day or None,
        session=row.Occasion.label or None,
        supervised=row.Occasion.supervised,
        recording=_name(recorded.path),
        recorded_at=None if made is None else made.isoformat(),
        dated_by=recorded.dated_by,
        attempt=tried.number,
        test=condition.test,
        first_of_test=None if condition.test is None else is_first,
        stance_leg=condition.stance_leg,
        eyes=condition.eyes,
        surface=condition.surface,
        arms=condition.arms or None,
        footwear=condition.footwear or None,
        sound=condition.sound,
        placement=tried.placement,
        sensor_on=tried.sensor_on,
        practice=tried.practice,
        scored=tried.scored,
        discarded=held.discarded,
        hold_s=tried.duration_s,
        uncertainty_s=tried.uncertainty_s,
        or_more=tried.censored,
        cap_s=tried.cap_s,
        end_reason=held.end_reason,
        corrections=held.corrections,
        edited=edited,
        lift_off_s=held.edited_lift_off_s if edited else held.lift_off_s,
        end_s=held.edited_end_s if edited else held.end_s,
        automatic_hold_s=_automatic_s(held) if edited else tried.duration_s,
        automatic_uncertainty_s=held.uncertainty_s,
        automatic_or_more=held.censored,
        automatic_lift_off_s=held.lift_off_s,
        automatic_end_s=held.end_s,
        edited_lift_off_s=held.edited_lift_off_s,
        edited_end_s=held.edited_end_s,
        status=recorded.status,
        reasons="; ".join(recorded.reasons) or None,
        rate_hz=recorded.rate_hz,
        recording_s=recorded.duration_s,
        sensor_model=recorded.model or None,
        algorithm=recorded.algorithm,
        software=recorded.software or None,
        note=tried.note or None,
    )


def _sway(hold: HoldRow, held: Held) -> list[SwayRow]:
    if not held.sway:
        return []
    whose = (hold.hold, hold.person, hold.recording, hold.attempt)
    return list(sway_rows(whose, held.sway, held.lift_off_s))


def _automatic_s(held: Held) -> float | None:
    if held.lift_off_s is None or held.end_s is None:
        return None
    return round(held.end_s - held.lift_off_s, 3)


def _digest(recorded: Recorded) -> str:
    """Tell a recording from all others, wherever it lies and whoever it is of."""
    whole = recorded.checksum or hashlib.sha256(recorded.path.encode()).hexdigest()
    return whole[:_DIGITS]


def _name(path: str) -> str:
    """Give the name alone: the folders before it can have the name of whoever owns them."""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name

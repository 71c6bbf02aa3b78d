"""The attempts as they were labelled by hand, and the people by age group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from balance.records.errors import RecordingError
from balance.report.olst.layout import Capture, capture_of, person_code
from balance.report.olst.tables import Table, is_missing, read_table

Group = Literal["young", "older"]
YOUNG_TO_YEARS: Final = 32.0
OLDER_FROM_YEARS: Final = 64.0
#: Labels are given to a hundredth of a second.
SAME_S: Final = 0.015
_LARGEST: Final = 1e6

_ATTEMPT: Final = ("OLST_attempt_id", "attempt_id")
_CAPTURE: Final = ("RADAR_capture", "MOCAP_capture", "capture", "capture_id")
_NUMBER: Final = ("an", "attempt_number", "attempt")
_FOOT_LIFT: Final = ("t_foot_up", "t_foot_up_s", "t_foot_lift", "foot_up", "foot_lift")
_STABLE: Final = ("t_stable", "t_stable_s", "t_start_stability", "start_of_stability")
_BREAK: Final = ("t_break", "t_break_s", "t_end_stability", "end_of_stability")
_END: Final = ("t_end", "t_end_s", "t_foot_down", "t_touchdown", "foot_touchdown")
_FIRST: Final = ("MOCAP_Start_Time",)
_LAST: Final = ("MOCAP_End_Time",)
_PERSON: Final = ("Participant_ID", "Participant", "Subject_ID", "Subject", "ID")
_GROUP: Final = ("Age_Group", "Group", "Cohort")
_AGE: Final = ("Age", "Age_years")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, in seconds of the capture's own clock.

    Attributes
    ----------
    capture, number
        Which recording, and the how many-th in it.
    foot_lift_s
        When the foot left the floor.
    stable_s, break_s
        When the person became stable, and ceased to be; None where nobody labelled it.
    last_s
        The label's end: the foot's touching down, or where `is_open` the end of what was labelled.
    watched_s
        From when to when the capture was labelled.
    """

    capture: Capture
    number: int
    foot_lift_s: float
    stable_s: float | None
    break_s: float | None
    last_s: float
    watched_s: tuple[float, float]

    @property
    def name(self) -> str:
        """As it is told in results: 01_MNTRL_V1_an2."""
        return f"{self.capture}_an{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether the foot was still in the air when the labelled stretch ended.

        In version 1.0 the last attempt of a capture that nothing broke has its end at
        MOCAP_End_Time to the hundredth: nobody saw that foot come down.
        """
        return self.last_s >= self.watched_s[1] - SAME_S

    @property
    def reached_stability(self) -> bool:
        """Whether the person was labelled stable at some time."""
        return self.stable_s is not None

    @property
    def duration_s(self) -> float:
        """From the foot's lifting to the label's end."""
        return self.last_s - self.foot_lift_s


def read_attempts(path: Path) -> tuple[list[Attempt], list[str]]:
    """Read the table of attempts.

    Returns
    -------
    list of Attempt
        In the order of the file.
    list of str
        A sentence for each row that is left out, with its line.

    Raises
    ------
    RecordingError
        Where the table can't be read, or lacks a column.
    """
    table = read_table(path)
    columns = _Columns(table)
    attempts, faults = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        try:
            attempts.append(columns.attempt(row))
        except ValueError as error:
            faults.append(str(RecordingError(f"{error}; this attempt is left out", path, line)))
    return attempts, faults


class _Columns:
    """Which column holds what."""

    def __init__(self, table: Table) -> None:
        self.capture = table.column(_CAPTURE)
        if self.capture is None:
            self.capture = table.need(_ATTEMPT, "the capture")
        self.number = table.need(_NUMBER, "the attempt's number")
        self.foot_lift = table.need(_FOOT_LIFT, "the foot's lifting")
        self.last = table.need(_END, "the foot's touching down")
        self.stable = table.need(_STABLE, "the start of stability")
        self.broke = table.need(_BREAK, "the end of stability")
        self.watched = table.column(_FIRST), table.column(_LAST)

    def attempt(self, row: Sequence[str]) -> Attempt:
        said = row[self.capture] if self.capture is not None and self.capture < len(row) else ""
        capture = capture_of(said)
        if capture is None:
            raise ValueError(f"{said!r} is no capture such as 01_MNTRL_RR_V1")
        number = _number(row, self.number, "the attempt's number")
        if not number.is_integer():
            raise ValueError(f"the attempt's number is {number:g}, and should be a whole one")
        lift_s = _number(row, self.foot_lift, "the foot's lifting")
        last_s = _number(row, self.last, "the foot's touching down")
        if not 0.0 <= lift_s < last_s:
            raise ValueError(f"the foot is down at {last_s:g} s and up from {lift_s:g} s")
        first, last = (_optional(row, at) for at in self.watched)
        watched = (0.0 if first is None else first, math.inf if last is None else last)
        stable_s, break_s = _optional(row, self.stable), _optional(row, self.broke)
        return Attempt(capture, int(number), lift_s, stable_s, break_s, last_s, watched)


def _number(row: Sequence[str], at: int, what: str) -> float:
    value = _optional(row, at)
    if value is None:
        raise ValueError(f"{what} is missing")
    return value


def _optional(row: Sequence[str], at: int | None) -> float | None:
    if at is None or at >= len(row) or is_missing(row[at]):
        return None
    try:
        value = float(row[at])
    except ValueError:
        value = math.nan
    if not abs(value) < _LARGEST:
        raise ValueError(f"{row[at][:40]!r} is no number that can be meant")
    return value


def read_people(path: Path) -> tuple[dict[str, Group], list[str]]:
    """Read who is young and who is older.

    Returns
    -------
    dict
        The age group by the participant's code.
    list of str
        A sentence for each person whose group is not told, with the line.

    Raises
    ------
    RecordingError
        Where the table can't be read, or lacks a column.
    """
    table = read_table(path)
    person = table.need(_PERSON, "the participant")
    group, age = table.column(_GROUP), table.column(_AGE)
    if group is None and age is None:
        table.need((*_GROUP, *_AGE), "the age group")
    people: dict[str, Group] = {}
    faults = []
    for row, line in zip(table.rows, table.lines, strict=True):
        code = person_code(row[person]) if person < len(row) else ""
        try:
            people[code] = _group(row, group, age)
        except ValueError as error:
            faults.append(str(RecordingError(f"{error}; {code} has no age group", path, line)))
    return people, faults


def _group(row: Sequence[str], group: int | None, age: int | None) -> Group:
    """The age group by its name, by the age, or by both where they agree."""
    said = "" if group is None or group >= len(row) else row[group].strip()
    years = _optional(row, age)
    by_name = _named(said)
    by_age: Group | None = None
    if years is not None and years <= YOUNG_TO_YEARS:
        by_age = "young"
    elif years is not None and years >= OLDER_FROM_YEARS:
        by_age = "older"
    if years is not None and by_age is None:
        raise ValueError(f"an age of {years:g} years is neither young nor older")
    if by_name is not None and by_age is not None and by_name != by_age:
        raise ValueError(f"{said!r} contradicts an age of {years:g} years")
    known = by_name or by_age
    if known is None:
        raise ValueError(f"{said!r} is no age group such as Young or Older")
    return known


def _named(said: str) -> Group | None:
    if said[:1].lower() == "y":
        return "young"
    return "older" if said[:1].lower() in ("o", "e", "s") and said else None

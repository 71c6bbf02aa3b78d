"""The rows of a reference's table, put beside the recordings that they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.added import added_suffixes
from balance.report.agreement.pairs import Attempt
from balance.report.agreement.reference import Reference, Row

#: Times may lie beyond a recording by this: a watch that was stopped late.
_BEYOND_S: Final = 0.5
_ENDINGS: Final = (".csv.gz", ".csv", ".txt", ".tsv", ".zip", ".json")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """What the reference says of a recording: attempts in their order, and whose it is."""

    attempts: tuple[Attempt, ...]
    person: str | None = None


def place(
    reference: Reference,
    spans_s: Mapping[str, tuple[float, float]],
    *,
    rater: str | None = None,
    own_clock: bool = False,
) -> dict[str, Placed]:
    """Give what a table says of each recording that it names.

    Parameters
    ----------
    spans_s
        First and last time of each recording, by its name as `analyze` gives it.
    rater
        Whose rows count, where the table has several raters'.
    own_clock
        The times are of another clock: they may lie anywhere.

    Raises
    ------
    RecordingError
        Where a recording is not among those, rows contradict each other, times are out of the
        recording, or it is not said which rater is meant; one sentence with file and line.
    """
    mine = _of_rater(reference, rater)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in mine:
        try:
            rows[_named(row.recording, spans_s)].append(row)
        except RecordingError as error:
            raise error.at(reference.path, row.line) from None
    placed = {}
    for name, own in rows.items():
        ordered = _ordered(reference.path, name, own)
        for row in ordered:
            try:
                _check_in(row, name, spans_s[name], own, own_clock=own_clock)
            except RecordingError as error:
                raise error.at(reference.path, row.line) from None
        placed[name] = Placed(
            tuple(attempt_of(row) for row in ordered), _person(reference.path, name, own)
        )
    return placed


def attempt_of(row: Row) -> Attempt:
    """Give the attempt that a row says."""
    if row.lift_off_s is not None and row.end_s is not None:
        apart = round(row.end_s - row.lift_off_s, 6)
        return Attempt(apart, row.lift_off_s, row.end_s, censored=row.or_more)
    return Attempt(row.duration_s or 0.0, censored=row.or_more)


def _of_rater(reference: Reference, rater: str | None) -> tuple[Row, ...]:
    raters = {code.casefold(): code for code in reference.raters}
    if rater is None and len(raters) < 2:
        return reference.rows
    if rater is None:
        shown = ", ".join(reference.raters)
        reason = f"it holds the times of several raters ({shown}); choose one: --table-rater CODE"
        raise RecordingError(reason, reference.path)
    if rater.casefold() not in raters:
        shown = ", ".join(reference.raters) or "no rater"
        raise RecordingError(f'it has no rater "{rater}", but {shown}', reference.path)
    own = rater.casefold()
    return tuple(row for row in reference.rows if (row.rater or "").casefold() == own)


def _named(said: str, spans_s: Mapping[str, tuple[float, float]]) -> str:
    """Give the recording that a cell means: by its whole name, or by as much as tells it."""
    if said in spans_s:
        return said
    told = _bare(said)
    found = [name for name in spans_s if told in _names_of(name)]
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(found[:_SHOWN])
        reason = f'"{said}" is the name of {len(found)} recordings ({shown}); write the folder too'
        raise RecordingError(reason)
    near = get_close_matches(said, list(spans_s), 1)
    known = ", ".join(list(spans_s)[:_SHOWN]) + (", ..." if len(spans_s) > _SHOWN else "")
    meant = f'; is "{near[0]}" meant?' if near else f"; there are {known or 'none'}"
    raise RecordingError(f'there is no recording "{said[:60]}" among those given{meant}')


def _names_of(name: str) -> set[str]:
    parts = _bare(name).split("/")
    return {"/".join(parts[at:]) for at in range(len(parts))}


def _bare(name: str) -> str:
    told = name.replace("\\", "/").casefold()
    ends = (*_ENDINGS, *added_suffixes())
    return next((told.removesuffix(end) for end in ends if told.endswith(end)), told)


def _ordered(path: Path, name: str, rows: Sequence[Row]) -> list[Row]:
    """Give the attempts of a recording in their order, each seen to be one of its own."""
    attempts = [row for row in rows if row.is_attempt]
    if attempts and len(attempts) < len(rows):
        empty = next(row for row in rows if not row.is_attempt)
        raise RecordingError(f"it has no time, and {name} has attempts", path, empty.line)
    if not attempts and len(rows) > 1:
        raise RecordingError(f"{name} is said twice to have no attempt", path, rows[1].line)
    _check_alike(path, name, attempts)
    timed = all(row.lift_off_s is not None for row in attempts)
    numbered = all(row.attempt is not None for row in attempts)
    if timed:
        attempts.sort(key=lambda row: row.lift_off_s or 0.0)
        _check_apart(path, attempts)
    elif numbered:
        attempts.sort(key=lambda row: row.attempt or 0)
        _check_whole(path, name, attempts)
    return attempts


def _check_whole(path: Path, name: str, rows: Sequence[Row]) -> None:
    """See that durations are of all attempts, since they are told by their order alone."""
    for number, row in enumerate(rows, 1):
        if row.attempt != number:
            reason = (
                f"{name} has an attempt {row.attempt} and none with the number {number}; durations "
                "are told by their order, and all are needed"
            )
            raise RecordingError(reason, path, row.line)


def _check_alike(path: Path, name: str, rows: Sequence[Row]) -> None:
    """See that all attempts have times or all have not, and no number stands twice."""
    lines: dict[int, int] = {}
    for row in rows:
        if (row.lift_off_s is None) != (rows[0].lift_off_s is None):
            reason = f"{name} has attempts with times and others without; give both ends of all"
            raise RecordingError(reason, path, row.line)
        if (row.attempt is None) != (rows[0].attempt is None):
            reason = f"{name} has attempts with a number and others without; number all or none"
            raise RecordingError(reason, path, row.line)
        if row.attempt is None:
            continue
        if row.attempt in lines:
            reason = f"attempt {row.attempt} of {name} stands in line {lines[row.attempt]} already"
            raise RecordingError(reason, path, row.line)
        lines[row.attempt] = row.line


def _check_apart(path: Path, rows: Sequence[Row]) -> None:
    """See that no attempt begins before the one before it has ended, and numbers go with times."""
    for before, row in pairwise(rows):
        if row.lift_off_s is None or before.end_s is None:
            continue
        if row.lift_off_s < before.end_s:
            reason = (
                f"this attempt begins at {row.lift_off_s:g} s, before the one in line "
                f"{before.line} ends ({before.end_s:g} s)"
            )
            raise RecordingError(reason, path, row.line)
        if row.attempt is not None and before.attempt is not None and row.attempt < before.attempt:
            reason = (
                f"attempt {row.attempt} comes after attempt {before.attempt} of line "
                f"{before.line}: times and numbers are out of order"
            )
            raise RecordingError(reason, path, row.line)


def _check_in(
    row: Row, name: str, span_s: tuple[float, float], rows: Sequence[Row], *, own_clock: bool
) -> None:
    """See that an attempt lies within its recording, or is no longer than it."""
    first_s, last_s = span_s
    longest_s = last_s - first_s + 2 * _BEYOND_S
    lasted_s = attempt_of(row).duration_s
    if lasted_s > longest_s:
        _refuse_ms(rows, first_s, last_s)
        raise RecordingError(f"{lasted_s:g} s are longer than {name} ({last_s - first_s:.1f} s)")
    if own_clock or row.lift_off_s is None or row.end_s is None:
        return
    for what, at_s in (("lift-off", row.lift_off_s), ("end", row.end_s)):
        if not first_s - _BEYOND_S <= at_s <= last_s + _BEYOND_S:
            _refuse_ms(rows, first_s, last_s)
            raise RecordingError(
                f"the {what} at {at_s:g} s is not within {name}, which goes from {first_s:.1f} to "
                f"{last_s:.1f} s; if the reference has a clock of its own, say --clock own"
            )


def _refuse_ms(rows: Sequence[Row], first_s: float, last_s: float) -> None:
    """Refuse times that would all fit as milliseconds."""
    times = [at for row in rows for at in (row.lift_off_s, row.end_s) if at is not None]
    lasted = [attempt_of(row).duration_s for row in rows]
    fits = all(first_s <= at / 1000 <= last_s + _BEYOND_S for at in times)
    fits = fits and all(0.2 < each / 1000 <= last_s - first_s for each in lasted)
    if fits:
        raise RecordingError(
            "the times look like milliseconds; name the columns lift_off_ms and end_ms, or "
            "duration_ms"
        )


def _person(path: Path, name: str, rows: Sequence[Row]) -> str | None:
    said = {row.person: row for row in rows if row.person is not None}
    if len(said) > 1:
        first, second = list(said)[:2]
        reason = f"{name} is said to be of {second}, and in another line of {first}"
        raise RecordingError(reason, path, said[second].line)
    return next(iter(said), None)

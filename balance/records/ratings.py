"""What raters think of a recording: edits that begin with ``rater=CODE``, beside the result.

A rating is one person's opinion of where holds are, to be compared with that of others or with the
timer. It is written as an edit is, and never changes what counts: ``rater=B hold 4.250 to 12.900``,
``rater=B no hold 4.310 to 12.880``, ``rater=B undo``. It is not laid over what the timer found: the
holds of a rater are those that the rater said, so that a rater who sees none of the timer's says as
much as one who does. ``rater=B done`` says that the whole recording was gone through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from balance.records.edits import (
    RATER,
    apply_edits,
    hold_edit,
    is_rating,
    is_undo,
    no_hold_edit,
    undo_edit,
)
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_RATING: Final = re.compile(rf"\s*{RATER}(\S*)\s*(.*?)\s*")
_DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class RatedHold:
    """A hold as a rater sees it; `censored` where it lasted at least so long."""

    lift_off_s: float
    end_s: float
    censored: bool = False

    @property
    def duration_s(self) -> float:
        """Seconds, to the millisecond."""
        return round(self.end_s - self.lift_off_s, 3)


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater thinks of a recording.

    Parameters
    ----------
    rater
        The code, as it was first written.
    holds
        In the order of their lift-offs.
    done
        The rater said that the whole recording was gone through.
    troubles
        Rows that are not understood, in words.
    """

    rater: str
    holds: tuple[RatedHold, ...]
    done: bool
    troubles: tuple[str, ...] = ()


def rater_code(text: str) -> str:
    """Give a rater's code without blanks around it.

    Raises
    ------
    RecordingError
        Where it is none.
    """
    code = text.strip()
    if not _CODE.fullmatch(code):
        reason = (
            f'"{code[:40]}" is no code of a rater; take 1 to 32 letters, digits, points, hyphens '
            "or underscores, and never a name"
        )
        raise RecordingError(reason)
    return code


def rated_hold(rater: str, lift_off_s: float, end_s: float, *, went_on: bool = False) -> EventRow:
    """Make the row by which a rater says: one hold, from here to there, or for longer."""
    return as_rating(rater, hold_edit(lift_off_s, end_s, went_on=went_on))


def rated_no_hold(rater: str, lift_off_s: float, end_s: float) -> EventRow:
    """Make the row by which a rater takes away what they had called a hold."""
    return as_rating(rater, no_hold_edit(lift_off_s, end_s))


def rating_undo(rater: str, time_s: float) -> EventRow:
    """Make the row by which a rater takes back their own newest row that stands."""
    return as_rating(rater, undo_edit(time_s))


def rating_done(rater: str, time_s: float) -> EventRow:
    """Make the row by which a rater says that the whole recording was gone through."""
    return as_rating(rater, EventRow(time_s, "edit", "user", _DONE))


def as_rating(rater: str, row: EventRow) -> EventRow:
    """Make of an edit the same as a rater's opinion.

    Raises
    ------
    RecordingError
        Where the code of the rater is none.
    """
    return replace(row, detail=f"{RATER}{rater_code(rater)} {row.detail}")


def raters_in(rows: Sequence[EventRow]) -> tuple[str, ...]:
    """Give the codes of all who rated, as each was first written, in that order."""
    first: dict[str, str] = {}
    for row in rows:
        code = _split(row)[0] if is_rating(row) else ""
        if _CODE.fullmatch(code):
            first.setdefault(code.casefold(), code)
    return tuple(first.values())


def said_by(rows: Sequence[EventRow], rater: str) -> list[EventRow]:
    """Give all rows of a rater, as the edits that they would be without their rater."""
    return [
        replace(row, detail=_split(row)[1])
        for row in rows
        if is_rating(row) and _split(row)[0].casefold() == rater.casefold()
    ]


def standing_ratings(rows: Sequence[EventRow], rater: str | None = None) -> list[EventRow]:
    """Give the rows of one rater, or of all, that were not taken back, as they were written."""
    stand: list[EventRow] = []
    for row in rows:
        if not is_rating(row):
            continue
        code, said = _split(row)
        if rater is not None and code.casefold() != rater.casefold():
            continue
        of_them = [at for at, each in enumerate(stand) if _same_rater(each, code)]
        if is_undo(replace(row, detail=said)) and of_them:
            del stand[of_them[-1]]
        elif not is_undo(replace(row, detail=said)):
            stand.append(row)
    return stand


def rating_by(rows: Sequence[EventRow], rater: str, cap_s: float | None = None) -> Rating | None:
    """Give what a rater thinks; None where no row of that rater stands.

    Parameters
    ----------
    cap_s
        Longest time of the protocol: a hold that reaches it lasted at least so long.
    """
    stand = standing_ratings(rows, rater)
    if not stand:
        return None
    said = said_by(stand, rater)
    holds, troubles = apply_edits((), [row for row in said if row.detail != _DONE], cap_s)
    return Rating(
        _split(stand[0])[0],
        tuple(RatedHold(*hold.span_s, hold.censored) for hold in holds),
        any(row.detail == _DONE for row in said),
        tuple(f"rater {_split(stand[0])[0]}: {trouble}" for trouble in troubles),
    )


def ratings_of_part(
    rows: Sequence[EventRow], here: Sequence[EventRow], last_s: float
) -> list[EventRow]:
    """Give the ratings of a part of a recording.

    Those that stand and lie in it, each one there as it was written; who went through the whole
    went through the part, which ends at `last_s`.
    """
    kept = []
    for row in standing_ratings(rows):
        if _split(row)[1] == _DONE:
            kept.append(replace(row, time_s=last_s))
        elif row in here:
            kept.append(row)
    return kept


def _split(row: EventRow) -> tuple[str, str]:
    """Give the code and what was said; an empty code for what is no rating."""
    found = _RATING.fullmatch(row.detail)
    return (found[1], found[2]) if found else ("", row.detail)


def _same_rater(row: EventRow, code: str) -> bool:
    return _split(row)[0].casefold() == code.casefold()

"""What tells who somebody is and when it was, taken out of what is given to strangers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from balance.records.events_file import EventRow, is_losses
from balance.records.header import EXERCISE_KEY, Header
from balance.records.history.kept import is_simulated, moment

_BEFORE: Final = date(1925, 1, 1)
_DRAWN_DAYS: Final = 8_000
_EARLIEST: Final = date(1000, 1, 1)
# Of what this program does not know or writes in free words, these alone say nobody's name.
_KEYS: Final = (EXERCISE_KEY, "simulated", "supervised", "units")
_SAID: Final = "hold ", "no hold ", "undo"


@dataclass(frozen=True, slots=True)
class Apart:
    """How the dates of one person are shifted.

    Parameters
    ----------
    days
        To be added to each date; below 0.
    """

    days: int

    def header(self, header: Header) -> Header:
        """Give a header that says neither who it was nor when."""
        made = moment(header.created_utc) or moment(header.session)
        shifted = None if made is None else made + timedelta(days=self.days)
        return replace(
            header,
            person=None,
            session=None,
            source=None,
            notes=None,
            created_utc=None if shifted is None else shifted.isoformat(),
            extra=_extra(header),
        )

    def rows(self, rows: tuple[EventRow, ...]) -> tuple[EventRow, ...]:
        """Give events without what somebody wrote in words of their own."""
        return tuple(row for row in map(_wordless, rows) if row is not None)


def _extra(header: Header) -> dict[str, object]:
    told = {key: header.extra[key] for key in _KEYS if key in header.extra}
    return told | ({"simulated": True} if is_simulated(header) else {})


def drawn(days: Sequence[date], draw: Random) -> Apart:
    """Draw a shift: the last day comes to lie before 1925, and which day it is says nothing.

    Parameters
    ----------
    days
        Of the person's recordings, where they are known.
    """
    if not days:
        return Apart(0)
    shift = (_BEFORE - max(days)).days - 1 - draw.randrange(_DRAWN_DAYS)
    return Apart(max(shift, (_EARLIEST - min(days)).days))


def _wordless(row: EventRow) -> EventRow | None:
    if row.event == "note" and not is_losses(row):
        return None
    if row.by == "user" and row.event == "edit" and not row.detail.startswith(_SAID):
        return None
    return row

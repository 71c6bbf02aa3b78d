"""Results that stand for a recording, when the recording itself comes: it takes their place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from balance.protocol.conditions import NEVER_MIXED, Conditions
from balance.records.edits import is_said
from balance.records.events_file import EventRow, events_path, read_events
from balance.records.header import Header
from balance.records.history.as_kept import results_kept
from balance.records.history.engine import History
from balance.records.history.kept import Kept
from balance.records.merging import rows_to_follow
from balance.records.results_file import rows_for

_OCCASION: Final = ("person", "session", "created_utc", "attempt")
# What the history has by attempt.
_OF_ATTEMPTS: Final = tuple(f.name for f in fields(Conditions) if f.name != "forward_axis")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Results that are to give way to their recording.

    Parameters
    ----------
    path
        Where they are.
    kept
        As the history has them, with what was said of them here.
    """

    path: Path
    kept: Kept

    def over(self, header: Header) -> Header:
        """Give the first line of the recording, with what is known of it here.

        What a file of another program does not say, the page that brought the results did.
        """
        known = self.kept.header
        names = (*_OCCASION, *(_OF_ATTEMPTS if self.kept.holds else NEVER_MIXED))
        said = {name: getattr(known, name) for name in names}
        said = {name: value for name, value in said.items() if value is not None}
        return replace(header, **said, extra={**known.extra, **header.extra})

    def beside(self, rows: Sequence[EventRow]) -> tuple[EventRow, ...]:
        """Give the events of the recording, with what was said of the results.

        Where something is said beside the recording, the results were made of that, and what
        was said of them since may have come to it already: it is in it once.
        """
        if not any(map(is_said, rows)):
            return (*rows, *rows_for(self.kept))
        return (*rows, *rows_to_follow(rows, read_events(events_path(self.path))))

    def take_away(self) -> None:
        """Take the files away, once the recording is in their place."""
        for path in (self.path, events_path(self.path)):
            with suppress(OSError):  # the recording counts, and they are passed over
                path.unlink(missing_ok=True)


def stand_in_for(history: History, checksum: str) -> StandIn | None:
    """Give the results that stand for a recording with these samples; None where there are none.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        found = results_kept(session, checksum)
    return None if found is None else StandIn(history.folder / found[1], found[0])

"""Notes on attempts: written beside the recording, and from there into the history."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from balance.records.edits import note_in, note_on
from balance.records.events_file import append_events, events_path, read_events
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.schema import Held, Recorded, Tried
from balance.records.history.store import named_path


def note_attempt(history: History, path: Path, number: int, text: str) -> None:
    """Write a note on an attempt; an empty one takes away what was written on it.

    Raises
    ------
    HistoryError
        Where the history has no such attempt, or can't be written.
    RecordingError
        Where the note can't be written beside the recording.
    """
    first_s = func.coalesce(Held.edited_lift_off_s, Held.lift_off_s)
    last_s = func.coalesce(Held.edited_end_s, Held.end_s)
    with history.writing() as session:
        found = session.execute(
            select(Tried, first_s, last_s)
            .join(Held)
            .join(Recorded, Recorded.id == Tried.recording_id)
            .where(Recorded.path == named_path(history.folder, path), Tried.number == number)
        ).first()
        if found is None:
            raise HistoryError(f"the history has no attempt {number} of this recording", path)
        attempt, span_s = found[0], (float(found[1]), float(found[2]))
        events = events_path(path)
        append_events(events, [note_on(span_s, text)])
        attempt.note = note_in(span_s, read_events(events)) or None

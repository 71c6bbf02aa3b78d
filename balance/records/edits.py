"""What people said about holds: rows `edit` of an events file, laid over what the timer found.

An edit states a stretch as the person sees it, and stands whatever a newer version of the timer
finds there: ``hold 4.250 to 12.900`` is one hold, whatever was found in that stretch, and
``no hold 4.310 to 12.880`` says that nothing found in it was one. ``hold 4.250 to 12.900 or more``
is one that went on: its end was no step-down. Later rows come after earlier ones, and ``undo``
takes the newest one back that stands. The automatic times stay beside.

A row `note` of a person within a hold is a note on it; an empty one takes those before it back.

An edit that begins with ``rater=CODE`` is what that rater thinks: it changes nothing (`ratings`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from balance.records.events_file import EventRow
from balance.timing.results import Hold

# Times set by hand: Faux and Godolphin 2019 (Am J Phys 87:110) found errors of hand-timed
# intervals to be normal with 0.10 s, so that 95 in 100 lie within 0.2 s.
BY_HAND_S: Final = 0.2
#: How the detail of a rating begins.
RATER: Final = "rater="
_UNDO: Final = "undo"
_SAME_S: Final = 0.0005
_STRETCH: Final = re.compile(r"(no hold|hold) (-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)( or more)?")


@dataclass(frozen=True, slots=True)
class KeptHold:
    """A hold as it counts, with what the timer found beside it.

    Parameters
    ----------
    automatic
        What the timer found; None for a hold that a person added.
    edited_s
        Lift-off and end as a person set them, or None.
    discarded
        A person said that it was no hold: it is kept and never scored.
    went_on
        A person said that its end was none: it lasted at least so long.
    cap_s
        Longest time of the protocol.
    sway, evidence
        Measures of the automatic hold with their settings, and what it was believed on.
    note
        What people wrote within it.
    """

    automatic: Hold | None
    edited_s: tuple[float, float] | None = None
    discarded: bool = False
    went_on: bool = False
    cap_s: float | None = None
    sway: Mapping[str, object] | None = None
    evidence: object = None
    note: str = ""

    @property
    def span_s(self) -> tuple[float, float]:
        """Lift-off and end that count."""
        if self.edited_s is not None:
            return self.edited_s
        if self.automatic is None:
            raise ValueError("A hold was neither found nor set by a person.")
        return self.automatic.lift_off_s, self.automatic.end_s

    @property
    def duration_s(self) -> float:
        """Seconds that count, to the millisecond, as they are shown and compared."""
        lift_off_s, end_s = self.span_s
        return round(end_s - lift_off_s, 3)

    @property
    def uncertainty_s(self) -> float:
        """Half-width of the time that counts."""
        if self.edited_s is not None or self.automatic is None:
            return BY_HAND_S
        return round(self.automatic.uncertainty_s, 3)

    @property
    def censored(self) -> bool:
        """Whether it lasted at least so long: by the timer, unless a person moved its end."""
        if self.went_on:
            return True
        moved = self.automatic is None or abs(self.span_s[1] - self.automatic.end_s) > _SAME_S
        if moved or self.automatic is None:
            return self.cap_s is not None and self.duration_s >= self.cap_s
        return self.automatic.censored

    @property
    def timed(self) -> bool:
        """Whether its time is one to score: not discarded, and not cut off by a gap."""
        by_gap = self.automatic is not None and self.automatic.end_reason == "gap"
        return not self.discarded and not (by_gap and self.edited_s is None)


def hold_edit(lift_off_s: float, end_s: float, *, went_on: bool = False) -> EventRow:
    """Make the row that says: one hold, from here to there, or for longer where it went on."""
    more = " or more" if went_on else ""
    return EventRow(lift_off_s, "edit", "user", f"hold {lift_off_s:.3f} to {end_s:.3f}{more}")


def no_hold_edit(lift_off_s: float, end_s: float) -> EventRow:
    """Make the row that says: what was found in this stretch was no hold."""
    return EventRow(lift_off_s, "edit", "user", f"no hold {lift_off_s:.3f} to {end_s:.3f}")


def note_on(span_s: tuple[float, float], text: str) -> EventRow:
    """Make the row of a note on a hold; an empty text takes away what was written on it."""
    return EventRow(sum(span_s) / 2, "note", "user", " ".join(text.split()))


def is_said(row: EventRow) -> bool:
    """Tell whether a row is something that a person said of holds, and that changes them."""
    return row.by == "user" and row.event in ("edit", "note") and not is_rating(row)


def is_rating(row: EventRow) -> bool:
    """Tell whether a row is an opinion of a rater: it stands beside the result and changes none."""
    return row.by == "user" and row.event == "edit" and row.detail.lstrip().startswith(RATER)


def undo_edit(time_s: float) -> EventRow:
    """Make the row that takes back the newest edit that stands."""
    return EventRow(time_s, "edit", "user", _UNDO)


def is_undo(row: EventRow) -> bool:
    """Tell whether an edit takes another one back."""
    return row.detail.strip() == _UNDO


def standing_edits(rows: Sequence[EventRow]) -> list[EventRow]:
    """Give the edits that were not taken back; an ``undo`` of nothing stays among them.

    Those of raters are not among them.
    """
    stand: list[EventRow] = []
    for row in rows:
        if row.event != "edit" or row.by != "user" or is_rating(row):
            continue
        if is_undo(row) and stand and not is_undo(stand[-1]):
            stand.pop()
        else:
            stand.append(row)
    return stand


def apply_edits(
    holds: Sequence[KeptHold], rows: Sequence[EventRow], cap_s: float | None = None
) -> tuple[tuple[KeptHold, ...], tuple[str, ...]]:
    """Lay edits and notes over holds.

    Returns
    -------
    tuple of KeptHold
        In the order of their lift-offs.
    tuple of str
        Edits that are not understood, in words; they change nothing.
    """
    kept = list(holds)
    troubles = []
    for row in standing_edits(rows):
        found = _STRETCH.fullmatch(row.detail.strip())
        span_s = (float(found[2]), float(found[3])) if found else (math.nan, math.nan)
        if found is None or not span_s[0] < span_s[1]:
            troubles.append(f'the edit "{row.detail}" at {row.time_s:.3f} s is not understood')
        elif found[1] == "hold":
            kept = _set(kept, span_s, cap_s, went_on=bool(found[4]))
        else:
            kept = _discard(kept, span_s)
    noted = (replace(hold, note=note_in(hold.span_s, rows)) for hold in kept)
    return tuple(sorted(noted, key=lambda hold: hold.span_s)), tuple(troubles)


def edits_for(holds: Sequence[KeptHold]) -> list[EventRow]:
    """Give the edits that make these holds, as they count, of what the timer found for them."""
    placed = [hold for hold in holds if hold.edited_s is not None and not hold.discarded]
    rows = []
    for hold in holds:
        if hold.discarded and not any(_overlap(hold, each.span_s) for each in placed):
            rows.append(no_hold_edit(*hold.span_s))
    rows += [hold_edit(*hold.span_s, went_on=hold.went_on) for hold in placed]
    return rows


def note_in(span_s: tuple[float, float], rows: Sequence[EventRow]) -> str:
    """Give what people wrote on a hold from one time to another; empty for nothing."""
    first_s, last_s = span_s
    notes: list[str] = []
    for row in rows:
        if row.event == "note" and row.by == "user" and first_s <= row.time_s <= last_s:
            notes = [*notes, row.detail] if row.detail else []
    return "; ".join(notes)


def standing_notes(
    rows: Sequence[EventRow], spans_s: Sequence[tuple[float, float]] = ()
) -> list[EventRow]:
    """Give the notes that stand: an empty one took away what was written on the same hold."""
    stand: list[EventRow] = []
    for row in rows:
        if row.event != "note" or row.by != "user":
            continue
        if row.detail:
            stand.append(row)
            continue
        for first_s, last_s in spans_s:
            if first_s <= row.time_s <= last_s:
                stand = [each for each in stand if not first_s <= each.time_s <= last_s]
    return stand


def _set(
    kept: list[KeptHold], span_s: tuple[float, float], cap_s: float | None, *, went_on: bool
) -> list[KeptHold]:
    """Make one hold of all in a stretch; the others there were no holds of their own."""
    inside = [hold for hold in kept if _overlap(hold, span_s)]
    others = [hold for hold in kept if not _overlap(hold, span_s)]
    # What was not discarded first, and what the timer found before what a person added.
    inside.sort(key=lambda hold: (hold.discarded, hold.automatic is None, hold.span_s))
    if not inside:
        return [*others, KeptHold(None, span_s, went_on=went_on, cap_s=cap_s)]
    first, *rest = inside
    rest = [replace(hold, discarded=True) for hold in rest if hold.automatic is not None]
    first = replace(first, edited_s=span_s, discarded=False, went_on=went_on)
    return [*others, first, *rest]


def _discard(kept: list[KeptHold], span_s: tuple[float, float]) -> list[KeptHold]:
    left = [hold for hold in kept if hold.automatic is not None or not _overlap(hold, span_s)]
    return [replace(h, discarded=True) if _overlap(h, span_s) else h for h in left]


def _overlap(hold: KeptHold, span_s: tuple[float, float]) -> bool:
    return hold.span_s[0] < span_s[1] and span_s[0] < hold.span_s[1]

"""What the timer found in the whole of a recording, beside a part of it.

A part begins later than the whole did, so that the timer knows less of what came before, and gives
times that are a little other. A time that somebody was told must not change because a recording
was split: so each part has a row ``note`` with the holds of the whole that are in it, as they were
found there. It stands as long as the part is scored as the whole was, by the same version of the
timer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from balance.protocol.conditions import Conditions
from balance.records.events_file import EventRow
from balance.timing.results import Cue, Hold

_FOUND: Final = "found in the whole: "
_TIMES: Final = (
    "lift_off_s",
    "end_s",
    "paused_s",
    "decided_s",
    "final_s",
    "lift_off_decided_s",
    "lift_off_final_s",
    "uncertainty_s",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The holds of a part, as they were found in the whole, and how that was scored."""

    algorithm: str
    placement: str
    cap_s: float | None
    holds: tuple[Hold, ...]

    def fits(self, algorithm: str, conditions: Conditions) -> bool:
        """Tell whether scoring anew, so, is scoring as the whole was."""
        said = (algorithm, conditions.placement, conditions.cap_s)
        return said == (self.algorithm, self.placement, self.cap_s)


def found_note(time_s: float, found: Found) -> EventRow:
    """Make the row that says it, to the last digit: lengths are rounded once, at the end."""
    holds = []
    for hold in found.holds:
        said = {name: float(getattr(hold, name)) for name in _TIMES}
        said |= {name: getattr(hold, name) for name in ("end_reason", "censored", "corrections")}
        holds.append({**said, "evidence": [asdict(cue) for cue in hold.evidence]})
    text = {
        "algorithm": found.algorithm,
        "placement": found.placement,
        "cap_s": found.cap_s,
        "holds": holds,
    }
    return EventRow(time_s, "note", "auto", _FOUND + json.dumps(text))


def found_in(rows: Sequence[EventRow]) -> Found | None:
    """Give what the newest row says of the whole; None where there is none that can be read."""
    notes = (row.detail for row in rows if row.event == "note" and row.by == "auto")
    said = [detail.removeprefix(_FOUND) for detail in notes if detail.startswith(_FOUND)]
    if not said:
        return None
    try:
        text = json.loads(said[-1])
        holds = tuple(_hold(each) for each in text["holds"])
        return Found(text["algorithm"], text["placement"], text["cap_s"], holds)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _hold(said: dict[str, Any]) -> Hold:
    times: dict[str, Any] = {name: float(said[name]) for name in _TIMES}
    evidence = tuple(Cue(**cue) for cue in said["evidence"])
    more: dict[str, Any] = {name: said[name] for name in ("end_reason", "censored", "corrections")}
    return Hold(**times, **more, evidence=evidence)

"""A hold as it stands in JSON, wherever that is written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from balance.sway.window import NoSway, Sway
from balance.timing.results import Hold


def hold_dict(hold: Hold) -> dict[str, Any]:
    """A hold as it stands in `analyze --json` and `time --json`; seconds to the millisecond."""
    return {
        "lift_off_s": round(hold.lift_off_s, 3),
        "end_s": round(hold.end_s, 3),
        "duration_s": round(hold.duration_s, 3),
        "end_reason": hold.end_reason,
        "paused_s": round(hold.paused_s, 3),
        "decided_s": round(hold.decided_s, 3),
        "final_s": round(hold.final_s, 3),
        "lift_off_decided_s": round(hold.lift_off_decided_s, 3),
        "lift_off_final_s": round(hold.lift_off_final_s, 3),
        "uncertainty_s": round(hold.uncertainty_s, 3),
        "censored": hold.censored,
        "corrections": hold.corrections,
        **({"sensors": hold.sensors} if hold.sensors else {}),
        **sway_dict(hold.sway),
    }


def evidence_dicts(hold: Hold) -> list[dict[str, Any]]:
    """What was seen at both ends of a hold, as it stands in `analyze --json --why` and is kept."""
    return [{**asdict(cue), "value": round(float(cue.value), 3)} for cue in hold.evidence]


def sway_dict(sway: Sway | NoSway | None) -> dict[str, Any]:
    """Sway as it stands in JSON: null has its reason beside it."""
    if isinstance(sway, Sway):
        return {"sway": sway.as_dict()}
    return {"sway": None, "sway_reason": sway.reason if sway else "not measured"}

"""Scored recordings for tests of the history, made without any samples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history.kept import Kept
from balance.signal.results import EndReason, Hold


def hold(
    duration_s: float,
    *,
    start_s: float = 5.0,
    uncertainty_s: float = 0.1,
    censored: bool = False,
    reason: EndReason = "step_down",
) -> Hold:
    end_s = start_s + duration_s
    return Hold(start_s, end_s, reason, end_s + 0.1, end_s + 0.3, uncertainty_s, censored, 0)


def kept(
    name: str,
    durations_s: Sequence[float] = (),
    *,
    holds: Sequence[KeptHold] | None = None,
    created: str | None = None,
    status: str = "valid",
    checksum: str | None = "",
    folder: Path = Path("recordings"),
    uncertainty_s: float = 0.1,
    **header: Any,
) -> Kept:
    """A recording by name, with a hold for each duration; its cap censors those that reach it."""
    cap_s = header.get("cap_s")
    if holds is None:
        holds = [
            KeptHold(
                hold(
                    duration_s,
                    start_s=100.0 * i,
                    uncertainty_s=uncertainty_s,
                    censored=cap_s is not None and duration_s >= cap_s,
                    reason="cap" if cap_s is not None and duration_s >= cap_s else "step_down",
                ),
                cap_s=cap_s,
            )
            for i, duration_s in enumerate(durations_s)
        ]
    header.setdefault("person", "P1")
    header.setdefault("stance_leg", "left")
    return Kept(
        path=folder / f"{name}.csv.gz",
        header=Header(created_utc=created, **header),
        checksum=hashlib.sha256(name.encode()).hexdigest() if checksum == "" else checksum,
        algorithm="1.0",
        status=status,
        reasons=(),
        rate_hz=100.0,
        duration_s=60.0,
        holds=tuple(holds),
    )

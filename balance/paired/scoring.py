"""Two recordings of one attempt scored together, as if they were live."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from balance.analysis import Analysis, analyze
from balance.paired.session import PairedSession, check_places
from balance.records.errors import RecordingError
from balance.records.events_file import (
    EventRow,
    Stop,
    events_path,
    losses_in,
    read_events,
    stops_in,
)
from balance.records.partners import Unheard, clocks_of, unheard_in
from balance.records.recording import Recording, read_recording
from balance.samples import NO_LOSSES, Losses, SampleBlock
from balance.signal.clocks import Clocks
from balance.signal.quality import Status
from balance.timing.aligning import UntoldError, clocks_by_movement
from balance.timing.handover import SIDES, Side
from balance.timing.results import Item

_EARLIER_S: Final = 1e-6
_EACH_ITS_OWN: Final = ("placement", "forward_axis")


@dataclass(frozen=True, slots=True)
class Half:
    """One of two recordings of an attempt, with what the events beside it say.

    `stops`, `lost` and `unheard` are in its own time.
    """

    recording: Recording
    stops: tuple[Stop, ...] = ()
    lost: Losses = NO_LOSSES
    unheard: tuple[Unheard, ...] = ()


def clocks_between(trunk: Recording, leg: Recording, told: Clocks | None) -> Clocks:
    """Give how the trunk's clock stands to the leg's: as was told, or else by the movement.

    Raises
    ------
    UntoldError
        Where that can't be told.
    """
    if told is not None:
        return told
    here, there = trunk.header.placement, leg.header.placement
    return clocks_by_movement(trunk.block, here, leg.block, there)


def analyze_pair(
    leg: Half,
    trunk: Half,
    clocks: Clocks,
    *,
    name: str = "",
    min_hold_s: float = 1.0,
    chunk: int | None = None,
) -> Analysis:
    """Score two recordings of one attempt as if they were live, on the leg's clock.

    Parameters
    ----------
    leg, trunk
        What was worn on the raised leg, and on the trunk.
    clocks
        From the trunk's clock to the leg's.
    name
        What the trunk's recording is called in the results.
    min_hold_s, chunk
        As in `analyze`.

    Raises
    ------
    ValueError
        Where they are not one of each; one sentence.
    """
    conditions, on_trunk = (half.recording.header.conditions() for half in (leg, trunk))
    check_places(conditions, on_trunk)
    session = PairedSession(
        conditions,
        on_trunk,
        clocks,
        min_hold_s=min_hold_s,
        assumed=leg.recording.header.assumed,
        trunk_assumed=trunk.recording.header.assumed,
    )
    session.lost = leg.recording.losses.after(leg.lost)
    session.beside.lost = trunk.recording.losses.after(trunk.lost)
    items = _Replayed(session, leg, trunk, chunk).items()
    status, reasons = session.status
    faults = leg.recording.faults
    others = [fault for fault in faults if fault not in leg.recording.losses.faults()]
    return Analysis(
        conditions=session.conditions,
        rate_hz=session.quality.rate_hz,
        duration_s=leg.recording.block.duration_s,
        status=status,
        reasons=(*reasons, *session.few_lost, *others),
        items=tuple(items),
        beside={
            "recording": name,
            "placement": trunk.recording.header.placement,
            "rate_hz": round(session.beside.quality.rate_hz, 2),
            "clock_offset_s": round(clocks.offset_s, 4),
            "clock_drift_ppm": round(1e6 * (clocks.rate - 1.0), 1),
            "clock_uncertainty_s": round(clocks.uncertainty_s, 4),
            "clock_by": clocks.by,
        },
    )


def score_together(
    leg: Path,
    trunk: Path,
    *,
    instead: Mapping[str, Any] | None = None,
    rows: Sequence[EventRow] | None = None,
    min_hold_s: float = 1.0,
    chunk: int | None = None,
) -> Analysis:
    """Score two recordings of one attempt, with the events beside them.

    Where nothing tells how their clocks stand to each other, or the trunk's can't be read, the leg
    is scored alone, and the reasons say so.

    Parameters
    ----------
    leg, trunk
        Native recordings.
    instead
        Conditions in place of those of both files; not where they are worn.
    rows
        Events of the leg's, in place of those beside it.
    min_hold_s, chunk
        As in `analyze`.

    Raises
    ------
    RecordingError
        Where the leg's can't be read, or they are not one of each.
    """
    on_leg = _half(leg, instead or {}, rows)
    try:
        on_trunk = _half(trunk, instead or {}, None)
    except RecordingError as error:
        return _alone(on_leg, str(error), min_hold_s, chunk)
    _check(leg, trunk, on_leg, on_trunk)
    told = clocks_of(on_trunk.recording.header, on_leg.recording.header)
    try:
        clocks = clocks_between(on_trunk.recording, on_leg.recording, told)
    except UntoldError as error:
        return _alone(on_leg, str(error), min_hold_s, chunk)
    return analyze_pair(
        on_leg, on_trunk, clocks, name=trunk.name, min_hold_s=min_hold_s, chunk=chunk
    )


def _check(leg: Path, trunk: Path, on_leg: Half, on_trunk: Half) -> None:
    try:
        check_places(*(each.recording.header.conditions() for each in (on_leg, on_trunk)))
    except ValueError as error:
        raise RecordingError(f"with {trunk.name}: {error}", leg) from error


def _alone(leg: Half, why: str, min_hold_s: float, chunk: int | None) -> Analysis:
    """Score the leg alone, and say why."""
    alone = analyze(leg.recording, min_hold_s=min_hold_s, chunk=chunk)
    status: Status = "attention" if alone.status == "valid" else alone.status
    reasons = (*alone.reasons, f"timed by the leg alone: {why}")
    return replace(alone, status=status, reasons=reasons)


def _half(path: Path, instead: Mapping[str, Any], rows: Sequence[EventRow] | None) -> Half:
    recording = read_recording(path)
    rows = read_events(events_path(path)) if rows is None else rows
    said = {key: value for key, value in instead.items() if key not in _EACH_ITS_OWN}
    recording = replace(recording, header=recording.header.said(said), events=tuple(rows))
    return Half(recording, stops_in(rows), losses_in(rows), unheard_in(rows))


class _Replayed:
    """Two recordings pushed as they came live, as far as that matters."""

    def __init__(self, session: PairedSession, leg: Half, trunk: Half, chunk: int | None) -> None:
        self._session = session
        self._halves: dict[Side, Half] = {"leg": leg, "trunk": trunk}
        self._blocks: dict[Side, SampleBlock] = {
            side: _heard(half.recording.block, half.unheard) for side, half in self._halves.items()
        }
        self._at: dict[Side, int] = dict.fromkeys(SIDES, 0)
        self._chunk = chunk
        self._items: list[Item] = []

    def items(self) -> list[Item]:
        """Push all, and give what became known."""
        for _, leg_s, trunk_s, act in sorted(self._steps(), key=lambda step: step[0]):
            self._push("leg", leg_s)
            self._push("trunk", trunk_s)
            if act is not None:
                self._items += act()
        for side in SIDES:
            self._push(side, np.inf)
        return self._items + self._session.finish()

    def _steps(self) -> list[_Step]:
        """What was done to the session, and up to which sample of each side: by time of the leg."""
        session, leg, trunk = self._session, self._halves["leg"], self._halves["trunk"]
        steps: list[_Step] = []
        for k, stop in enumerate(leg.stops):
            also_s = session.trunk_s(stop.time_s)
            if len(trunk.stops) == len(leg.stops):
                also_s = trunk.stops[k].time_s
            steps.append((stop.time_s, stop.time_s, also_s, partial(session.stop, lost=stop.lost)))
        for each in leg.unheard:
            at_s, also_s = each.since_s, session.trunk_s(each.since_s)
            steps.append((at_s, at_s, also_s, partial(session.lose, "leg")))
            if each.until_s is not None:  # it is heard again, before anything later of the other
                also_s = session.trunk_s(each.until_s)
                steps.append((each.until_s - _EARLIER_S, -np.inf, also_s - _EARLIER_S, None))
                steps.append((each.until_s, each.until_s, -np.inf, None))
        for each in trunk.unheard:
            at_s = session.leg_s(each.since_s)
            steps.append((at_s, at_s, each.since_s, partial(session.lose, "trunk")))
            if each.until_s is not None:
                at_s = session.leg_s(each.until_s)
                steps.append((at_s - _EARLIER_S, at_s - _EARLIER_S, -np.inf, None))
                steps.append((at_s, -np.inf, each.until_s, None))
        return steps

    def _push(self, side: Side, upto_s: float) -> None:
        block, first = self._blocks[side], self._at[side]
        last = int(np.searchsorted(block.time_s, upto_s, side="right"))
        step = self._chunk or max(1, last - first)
        push = self._session.push if side == "leg" else self._session.push_beside
        for at in range(first, last, step):
            self._items += push(block[at : min(at + step, last)])
        self._at[side] = max(first, last)


#: When, up to which sample of the leg and of the trunk, and what was done then.
_Step = tuple[float, float, float, Callable[[], list[Item]] | None]


def _heard(block: SampleBlock, unheard: Sequence[Unheard]) -> SampleBlock:
    """Give the samples that came in time."""
    kept = np.ones(len(block), dtype=bool)
    for each in unheard:
        until_s = np.inf if each.until_s is None else each.until_s
        kept &= (block.time_s <= each.since_s) | (block.time_s >= until_s)
    if kept.all():
        return block
    gyr = None if block.gyr_rad_s is None else block.gyr_rad_s[kept]
    return SampleBlock(block.time_s[kept], block.acc_m_s2[kept], gyr)

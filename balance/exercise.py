"""Exercises in a recording: heel raises, counted as if live. It has no I/O of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from balance.protocol.conditions import Leg
from balance.records.events_file import EventRow, losses_in, stops_in
from balance.records.header import EXERCISE_KEY, HEEL_RAISE, NO_PLACEMENT, Header
from balance.records.recording import Recording, RecordingError
from balance.samples import SOME_LOST, SampleBlock
from balance.signal.living import Died
from balance.signal.placement import Placement
from balance.signal.quality import Status
from balance.signal.watch import Watch
from balance.timing.raises.counter import ALGORITHM, HEEL_TO_BALL_CM, RaiseCounter
from balance.timing.raises.limits import NOT_RAISED, UNCLEAR, refusal
from balance.timing.raises.results import RaiseLeg, RaiseSet
from balance.timing.raises.rule import SetRule
from balance.version import SOFTWARE

Exercise = Literal["heel_raise"]
#: Keys of a recording's first line that only this looks at, beside `stance_leg` and `sensor_on`.
RAISE_LEG_KEY: Final = "raise_leg"
HEEL_TO_BALL_KEY: Final = "heel_to_ball_cm"
TEMPO_KEY: Final = "raise_tempo_s"
STANCE_ASSUMED: Final = "nothing says which leg wore the sensor: taken for one stood on"
BOTH_ASSUMED: Final = "nothing says which leg: taken for both"


@dataclass(frozen=True, slots=True)
class RaiseAnalysis:
    """What a whole recording shows of heel raises."""

    placement: Placement
    stance_leg: Leg | None
    rate_hz: float
    duration_s: float
    status: Status
    reasons: tuple[str, ...]
    heel_to_ball_cm: float
    sets: tuple[RaiseSet, ...]

    def as_dict(self, name: str) -> dict[str, Any]:
        """Object of `analyze --exercise heel_raise --json`, under a name."""
        return {
            "recording": name,
            "algorithm": ALGORITHM,
            "software": SOFTWARE,
            "placement": self.placement,
            "stance_leg": self.stance_leg,
            "rate_hz": round(self.rate_hz, 2) if self.rate_hz == self.rate_hz else None,
            "duration_s": round(self.duration_s, 3),
            "status": self.status,
            "reasons": list(self.reasons),
            EXERCISE_KEY: HEEL_RAISE,
            "heel_to_ball_cm": self.heel_to_ball_cm if self.placement == "foot" else None,
            "sets": [each.as_dict() for each in self.sets],
        }


class RaiseCounting:
    """Counts the raises of samples as they come, live and from a file alike.

    Parameters
    ----------
    placement, heel_to_ball_cm, leg
        As of `RaiseCounter`.
    tempo_s
        Seconds a raise that are asked for, or None.

    Raises
    ------
    ValueError
        In one sentence, where raises can't be counted at that placement.
    """

    def __init__(
        self,
        placement: Placement,
        *,
        heel_to_ball_cm: float = HEEL_TO_BALL_CM,
        leg: RaiseLeg | None = None,
        tempo_s: float | None = None,
    ) -> None:
        self.watch = Watch()
        self._counter = RaiseCounter(
            placement, heel_to_ball_cm=heel_to_ball_cm, rule=SetRule(tempo_s=tempo_s), leg=leg
        )

    @property
    def sets(self) -> tuple[RaiseSet, ...]:
        """The sets that are over."""
        return self._counter.sets

    @property
    def count(self) -> int:
        """Raises so far, of all sets."""
        return sum(one.count for one in self.sets) + len(self._counter.under_way)

    @property
    def unclear(self) -> bool:
        """Whether nothing was counted, though something like raises was done."""
        return self._counter.unclear

    @property
    def settled(self) -> bool:
        """Whether there was quiet stance."""
        return self._counter.settled

    def push(self, block: SampleBlock) -> None:
        """Add samples."""
        self._take(self.watch.push(block))

    def stop(self) -> None:
        """End the set that is under way, by hand."""
        self._counter.stop()

    def finish(self) -> None:
        """Say that there are no more samples."""
        self._take(self.watch.finish())
        self._counter.finish()

    def _take(self, parts: Sequence[SampleBlock | Died]) -> None:
        for part in parts:
            if isinstance(part, Died):
                self._counter.break_off()
            else:
                self._counter.push(part)


def count_raises(
    recording: Recording,
    *,
    heel_to_ball_cm: float | None = None,
    leg: Leg | None = None,
    chunk: int | None = None,
    events: Sequence[EventRow] | None = None,
) -> RaiseAnalysis:
    """Count the heel raises of a recording as if it were live.

    Parameters
    ----------
    recording
        What to look at. Its first line may say `raise_leg` (left, right or both), `heel_to_ball_cm`
        and `raise_tempo_s`, the seconds a raise that were asked for.
    heel_to_ball_cm
        Instead of what the recording says.
    leg
        Instead of what the recording says.
    chunk
        Samples a block; the answer does not depend on it.
    events
        What stands beside it, in place of `Recording.events`: where somebody ended a set by hand,
        and what was lost before it was written.

    Raises
    ------
    RecordingError
        In one sentence, where raises can't be counted in it, or its first line is wrong.
    """
    header, block = recording.header, recording.block
    _refuse(header)
    said_leg, assumed = _leg_of(header, leg)
    if not header.sensor_said:
        assumed = (STANCE_ASSUMED, *assumed)
    lever = heel_to_ball_cm or _number_of(header, HEEL_TO_BALL_KEY, 5.0, 40.0) or HEEL_TO_BALL_CM
    tempo_s = _number_of(header, TEMPO_KEY, 0.5, 30.0)
    counting = RaiseCounting(header.placement, heel_to_ball_cm=lever, leg=said_leg, tempo_s=tempo_s)
    rows = recording.events if events is None else events
    step, first = chunk or max(1, len(block)), 0
    for stop in sorted(stops_in(rows), key=lambda stop: stop.time_s):
        last = int(np.searchsorted(block.time_s, stop.time_s, side="right"))
        _push(counting, block[first:last], step)
        counting.stop()
        first = last
    _push(counting, block[first:], step)
    counting.finish()
    watch = counting.watch
    known = watch.losses.after(recording.losses.after(losses_in(rows)))
    doubts = (UNCLEAR,) if counting.unclear else ()
    status, reasons = watch.status(settled=counting.settled, known=known, doubts=doubts)
    few = watch.quality.losses(known).share <= SOME_LOST
    others = [fault for fault in recording.faults if fault not in recording.losses.faults()]
    return RaiseAnalysis(
        header.placement,
        leg or header.stance_leg,
        watch.quality.rate_hz,
        block.duration_s,
        status,
        (*reasons, *(known.faults() if few else ()), *others, *assumed),
        lever,
        counting.sets,
    )


def _push(counting: RaiseCounting, block: SampleBlock, step: int) -> None:
    for first in range(0, len(block), step):
        counting.push(block[first : first + step])


def _refuse(header: Header) -> None:
    reason = refusal(header.placement)
    if reason is not None and NO_PLACEMENT in header.assumed:
        reason = (
            "nothing says where the sensor was worn, and heel raises are counted on the foot or "
            "shank stood on alone; say where, for example with --placement foot"
        )
    if reason is None and header.sensor_said and header.sensor_on == "raised":
        reason = NOT_RAISED
    if reason is not None:
        raise RecordingError(reason)


def _leg_of(header: Header, leg: Leg | None) -> tuple[RaiseLeg, tuple[str, ...]]:
    """Which leg did it, and what had to be assumed for that."""
    said = header.extra.get(RAISE_LEG_KEY)
    if leg is not None:
        return leg, ()
    if said is not None:
        if said == "left" or said == "right" or said == "both":
            return said, ()
        raise RecordingError(f'"{RAISE_LEG_KEY}" must be one of left, right, both')
    if header.stance_leg is not None:
        return header.stance_leg, ()
    known = header.extra.get(EXERCISE_KEY) == HEEL_RAISE
    return "both", () if known else (BOTH_ASSUMED,)


def _number_of(header: Header, key: str, low: float, high: float) -> float | None:
    value = header.extra.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise RecordingError(f'"{key}" must be a number from {low:g} to {high:g}')
    return float(value)

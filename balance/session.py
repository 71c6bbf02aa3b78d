"""One test: blocks in, events and results out.

Live and offline go the same way: `analyze` pushes a recording through the same `Session` that a
device feeds. All that is read here is a recording that `analyze` is given by its path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import inf
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from balance.protocol.attempts import Attempt, Score, score
from balance.protocol.conditions import Conditions, Eyes, Leg, Surface, check_conditions, fields_of
from balance.records.events_file import LOST, EventRow, Stop, losses_in, stops_in
from balance.records.found import Found, found_in
from balance.records.header import ASSUMED, NO_PLACEMENT, Header
from balance.records.recording import Recording
from balance.samples import NO_LOSSES, SOME_LOST, Losses, SampleBlock
from balance.signal.living import Died
from balance.signal.placement import TRUNK, ForwardAxis, Placement
from balance.signal.quality import Quality, Status
from balance.signal.watch import Watch
from balance.sway.axes import BEFORE_S
from balance.sway.kept import Kept
from balance.sway.window import LONGEST_S, NoSway, Sway, hold_sway, standing_sway
from balance.timing.course import CourseKeeper
from balance.timing.hold_timer import ALGORITHM, HoldTimer
from balance.timing.phases import Phase
from balance.timing.results import Course, Hold, Item
from balance.version import SOFTWARE

# More than the hold timer looks back for a lift-off, with what is before it; and more than a hold
# may go on after `LONGEST_S` and until it is final.
_KEEP_S: Final = 30.0


_Judged = tuple[Status, tuple[str, ...]]


class BlockSink(Protocol):
    """Whatever keeps the samples that a `Session` times, which has each block first."""

    def push(self, block: SampleBlock) -> SampleBlock:
        """Keep a block, and give it back as it will be read again.

        Parameters
        ----------
        block
            The next samples.

        Returns
        -------
        SampleBlock
            What is timed: the same samples, rounded as they are kept.
        """


class Timer(Protocol):
    """What a session asks of whatever times it."""

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""

    @property
    def lift_off_s(self) -> float | None:
        """When the hold that is under way, or not yet final, began; or None."""

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt or decided, or None."""

    @property
    def decided_end_s(self) -> float | None:
        """The end as it was decided, until it is final; or None."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the signal beyond its quality, in words."""

    def stop(self) -> list[Item]:
        """End the attempt by hand."""


class Session:
    """The attempts of one person on one occasion, under one set of conditions.

    Parameters
    ----------
    conditions
        Of every attempt; `cap_s` in them ends a hold.
    recorder
        Has each block before anything else looks at it.
    min_hold_s
        Shorter holds are touches, seconds.
    course
        Keeps how surely somebody stood on one leg; None for nobody.
    assumed
        What nothing tells of the samples and had to be taken for granted, in words.
    timed
        Whether holds are looked for; where not, the samples are kept and judged alone.

    Raises
    ------
    ValueError
        Where a condition is none that there is.

    Attributes
    ----------
    conditions : Conditions
        As they were given.
    attempts : tuple of Attempt
        Those that are over, with their holds.
    settled : bool
        Whether there was a second of quiet stance to start from.
    lost : Losses
        Rows known to have been lost on the way here, as whoever pushes says.
    """

    def __init__(
        self,
        conditions: Conditions,
        *,
        recorder: BlockSink | None = None,
        min_hold_s: float = 1.0,
        course: CourseKeeper | None = None,
        assumed: Sequence[str] = (),
        timed: bool = True,
    ) -> None:
        check_conditions(conditions)
        self.conditions = conditions
        self.lost = NO_LOSSES
        self.attempts: tuple[Attempt, ...] = ()
        self.settled = False
        self._recorder = recorder
        self._assumed = tuple(assumed)
        self._timed = timed
        self._watch = Watch()
        self._said: dict[bool, tuple[object, _Judged]] = {}
        self._kept = Kept()
        self._one = HoldTimer(
            conditions.placement, cap_s=conditions.cap_s, min_hold_s=min_hold_s, course=course
        )
        self._timer: Timer = self._one

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        return self._timer.phase

    @property
    def score(self) -> Score:
        """Best and mean of three so far."""
        return score(self.attempts)

    @property
    def quality(self) -> Quality:
        """How good the samples are, as of a fifth of a second ago at most."""
        return self._watch.quality

    @property
    def status(self) -> _Judged:
        """Whether the signal is good enough, with reasons in words."""
        return self._status(settled=self.settled or not self._timed)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the signal, in words, but for a stance that was never still so far."""
        return self._status(settled=True)[1]

    @property
    def few_lost(self) -> tuple[str, ...]:
        """What is known to be lost, in words, where it is too little for a say in the status."""
        few = self.quality.losses(self._lost).share <= SOME_LOST
        return tuple(self._lost.faults()) if few else ()

    def clock_s(self, now_s: float) -> float | None:
        """Seconds held so far; None outside a hold.

        The clock stands while a step-down is in doubt, and at an end that is decided, until that
        is final.

        Parameters
        ----------
        now_s
            The moment that is asked about, seconds of the samples' own clock.
        """
        timer = self._timer
        if timer.lift_off_s is None:
            return None
        stands_at_s = timer.paused_s if timer.decided_end_s is None else timer.decided_end_s
        return max(0.0, (now_s if stands_at_s is None else stands_at_s) - timer.lift_off_s)

    def push(self, block: SampleBlock) -> list[Item]:
        """Record a block, then give what it makes known.

        What is timed is the block as it was recorded: the recording gives the same answer.

        Parameters
        ----------
        block
            The next samples; their times go on from those before. However the same samples are
            cut into blocks, the answers are the same.

        Returns
        -------
        list of Event or Hold
            What is known now and was not before; a hold once it is final.
        """
        if self._recorder is not None:
            block = self._recorder.push(block)
        taken = self._time(self._watch.push(block))
        self._let_go(block)
        return taken

    def look_on(self, block: SampleBlock) -> None:
        """Take note of how good samples are that are not timed.

        Parameters
        ----------
        block
            Such samples.
        """
        self._watch.look_on(block)

    def stop(self, *, lost: bool = False) -> list[Item]:
        """End the attempt by hand, in any phase.

        A hold whose end was decided stays as it was decided.

        Parameters
        ----------
        lost
            Whether no samples come any more. Then a hold under way has ended as a gap, at the
            last one: nobody saw what came after.

        Returns
        -------
        list of Event or Hold
            What is known now and was not before.
        """
        self._watch.look()
        items = self._timer.stop()
        return self._take([_lost(item) for item in items] if lost else items)

    def finish(self) -> list[Item]:
        """Say that no more samples will come.

        Returns
        -------
        list of Event or Hold
            What is known now and was not before; a hold under way ends with the recording.
        """
        return self._time(self._watch.finish()) + self._take(self._one.finish())

    @property
    def _lost(self) -> Losses:
        """What is known to be lost, on the way here and of what came."""
        return self._watch.losses.after(self.lost)

    def _time(self, parts: Sequence[SampleBlock | Died]) -> list[Item]:
        """Time what lives; where the sensor died, what is under way is over."""
        taken: list[Item] = []
        for part in parts if self._timed else ():
            if isinstance(part, Died):
                taken += self._take(self._one.die(part.known_s))
                continue
            if self.conditions.placement in TRUNK:
                self._kept.push(part)
            taken += self._take(self._one.push(part))
        return taken

    def _take(self, items: list[Item]) -> list[Item]:
        taken: list[Item] = []
        for item in items:
            if isinstance(item, Hold):
                item = replace(item, sway=self._sway(item))
                number = len(self.attempts) + 1
                self.attempts += (Attempt(number, self.conditions, item),)
            elif item.event == "settled":
                self.settled = True
            taken.append(item)
        return taken

    def _status(self, *, settled: bool) -> _Judged:
        """What the samples say of themselves, and what is said of them; worked out once a look."""
        doubts = (*self._assumed, *self._timer.reasons)
        asked = self._watch.looks, self.lost, doubts
        before, judged = self._said.get(settled, (None, None))
        if judged is None or before != asked:
            judged = self._watch.status(settled=settled, known=self._lost, doubts=doubts)
            self._said[settled] = asked, judged
        return judged

    def _sway(self, hold: Hold) -> Sway | NoSway:
        return sway_in(self._kept, hold, self.conditions)

    def _let_go(self, block: SampleBlock) -> None:
        """Keep the hold that is under way until it is final, where its sway would be measured."""
        if len(block):
            self._let_go_at(float(block.time_s[-1]))

    def _let_go_at(self, newest_s: float) -> None:
        lift_off_s = self._timer.lift_off_s
        if lift_off_s is None or newest_s - lift_off_s > LONGEST_S + _KEEP_S:
            self._kept.drop_before(newest_s - _KEEP_S)
        else:
            self._kept.drop_before(min(newest_s - _KEEP_S, lift_off_s - BEFORE_S))


def _lost(item: Item) -> Item:
    if isinstance(item, Hold) and item.end_reason == "stop":
        return replace(item, end_reason="gap", censored=True)
    if not isinstance(item, Hold) and item.event == "stop":
        return replace(item, detail=LOST)
    return item


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a whole recording shows.

    Attributes
    ----------
    conditions : Conditions
        How it was made, as it was scored.
    rate_hz : float
        Measured samples a second, gaps left out; nan where there are fewer than two.
    duration_s : float
        Seconds from the first to the last sample.
    status : str
        valid, attention or invalid: whether the signal is good enough to time from.
    reasons : tuple of str
        Why it is no better, each in words.
    items : tuple of Event or Hold
        All that was found, in the order in which it became known.
    standing : Sway, NoSway or None
        Sway of standing on two feet, where that was asked for.
    course : Course or None
        How surely somebody stood on one leg, where that was asked for.
    beside : mapping or None
        Of two sensors, what the other one was, in JSON's own types.
    """

    conditions: Conditions
    rate_hz: float
    duration_s: float
    status: Status
    reasons: tuple[str, ...]
    items: tuple[Item, ...]
    standing: Sway | NoSway | None = None
    course: Course | None = None
    beside: Mapping[str, Any] | None = None

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The holds, in order."""
        return tuple(item for item in self.items if isinstance(item, Hold))

    def as_dict(self, name: str) -> dict[str, Any]:
        """Give the object of ``balance-timer analyze --json``: plain numbers, texts and lists.

        Parameters
        ----------
        name
            What the recording is to be called there.
        """
        return {
            "recording": name,
            **({} if self.beside is None else {"with": dict(self.beside)}),
            "algorithm": ALGORITHM,
            "software": SOFTWARE,
            "placement": self.conditions.placement,
            "stance_leg": self.conditions.stance_leg,
            "rate_hz": round(self.rate_hz, 2) if self.rate_hz == self.rate_hz else None,
            "duration_s": round(self.duration_s, 3),
            "status": self.status,
            "reasons": list(self.reasons),
            "holds": [hold_dict(hold) for hold in self.holds],
            **({} if self.standing is None else {"standing": sway_dict(self.standing)}),
        }


def analyze(
    recording: Recording | SampleBlock | str | PathLike[str],
    *,
    conditions: Conditions | None = None,
    placement: Placement | None = None,
    leg: Leg | None = None,
    eyes: Eyes | None = None,
    surface: Surface | None = None,
    forward_axis: ForwardAxis | None = None,
    min_hold_s: float = 1.0,
    chunk: int | None = None,
    standing_s: tuple[float, float] | None = None,
    events: Sequence[EventRow] | None = None,
    course: bool = False,
) -> Analysis:
    """Score a recording as if it were live, as ``balance-timer analyze`` does.

    What stands in the events file beside it counts: where an attempt was stopped by hand, what was
    lost before it was written, and what was found in the whole that it is a part of. Edits are
    not laid over what is found.

    Parameters
    ----------
    recording
        What to score: as `open_recording` gave it, the path of a file that is to be opened, or
        samples of your own; of those, say `placement` or `conditions` as well.
    conditions
        In place of all those in its header.
    placement, leg, eyes, surface, forward_axis
        In place of single ones: where the sensor was worn, the stance leg, open or closed, firm or
        foam, the sensor's axis that points forward. None leaves what the header says.
    min_hold_s
        Shorter holds are touches, seconds.
    chunk
        Samples a block; the answer does not depend on it.
    standing_s
        A stretch of standing on two feet whose sway is to be measured, from and to, seconds of the
        recording's own time.
    events
        In place of `Recording.events`.
    course
        Whether the course of "on one leg" is wanted as well.

    Returns
    -------
    Analysis
        Its holds and events, and how good the signal is.

    Raises
    ------
    RecordingError
        Where a path is given and `open_recording` can't read it.
    ValueError
        Where a condition is none that there is, or a number is out of range.
    """
    recording = _recording(recording)
    _check(min_hold_s, chunk, standing_s)
    said = {
        "placement": placement,
        "stance_leg": leg,
        "eyes": eyes,
        "surface": surface,
        "forward_axis": forward_axis,
    }
    instead = {} if conditions is None else fields_of(conditions)
    instead |= {name: value for name, value in said.items() if value is not None}
    header = recording.header.said(instead)
    rows = recording.events if events is None else events
    keeper = CourseKeeper() if course else None
    session = Session(
        header.conditions(), min_hold_s=min_hold_s, course=keeper, assumed=header.assumed
    )
    session.lost = recording.losses.after(losses_in(rows))
    block = recording.block
    items = _played(session, block, stops_in(rows), chunk or max(1, len(block)))
    found = found_in(rows)
    if found is not None and found.fits(ALGORITHM, session.conditions):
        items = _as_in_whole(session, block, items, found, min_hold_s)
    status, reasons = session.status
    others = [fault for fault in recording.faults if fault not in recording.losses.faults()]
    standing = None
    if standing_s is not None:
        where = session.conditions.placement, session.conditions.forward_axis
        standing = standing_sway(block, *standing_s, *where)
    return Analysis(
        conditions=session.conditions,
        rate_hz=session.quality.rate_hz,
        duration_s=block.duration_s,
        status=status,
        reasons=(*reasons, *session.few_lost, *others),
        items=tuple(items),
        standing=standing,
        course=None if keeper is None else keeper.course,
    )


def _recording(given: Recording | SampleBlock | str | PathLike[str]) -> Recording:
    if isinstance(given, Recording):
        return given
    if isinstance(given, SampleBlock):
        return Recording(Path(), Header(extra={ASSUMED: [NO_PLACEMENT]}), given)
    from balance.records.open_any import open_recording  # late: a live test opens no file

    return open_recording(given)


def _check(min_hold_s: float, chunk: int | None, standing_s: tuple[float, float] | None) -> None:
    if not 0.0 <= min_hold_s < inf:
        raise ValueError(f"min_hold_s must be a number of seconds from 0 on, not {min_hold_s!r}.")
    if chunk is not None and chunk < 1:
        raise ValueError(f"chunk must be 1 sample or more, not {chunk!r}.")
    if standing_s is not None and not -inf < standing_s[0] < standing_s[1] < inf:
        raise ValueError(f"standing_s must be two times, from and to, not {standing_s!r}.")


def _played(session: Session, block: SampleBlock, stops: Sequence[Stop], step: int) -> list[Item]:
    """Push a whole recording, and stop where somebody stopped."""
    items: list[Item] = []
    first = 0
    for stop in sorted(stops, key=lambda stop: stop.time_s):
        last = int(np.searchsorted(block.time_s, stop.time_s, side="right"))
        items += _pushed(session, block[first:last], step) + session.stop(lost=stop.lost)
        first = last
    return items + _pushed(session, block[first:], step) + session.finish()


def _as_in_whole(
    session: Session, block: SampleBlock, items: list[Item], found: Found, min_hold_s: float
) -> list[Item]:
    """Put the holds as they were found in the whole in place of those found in a part of it."""
    long = [hold for hold in found.holds if hold.duration_s >= min_hold_s]
    session.settled |= bool(long)
    kept = Kept()
    kept.push(block)
    holds = [replace(hold, sway=sway_in(kept, hold, session.conditions)) for hold in long]
    return [*(item for item in items if not isinstance(item, Hold)), *holds]


def sway_in(kept: Kept, hold: Hold, conditions: Conditions) -> Sway | NoSway:
    """Measure the sway of a hold in the samples that were kept of it."""
    time_s, acc = kept.between(hold.lift_off_s - BEFORE_S, hold.end_s)
    where = conditions.placement, conditions.forward_axis
    return hold_sway(time_s, acc, hold.lift_off_s, hold.end_s, *where)


def _pushed(session: Session, block: SampleBlock, step: int) -> list[Item]:
    items: list[Item] = []
    for first in range(0, len(block), step):
        items += session.push(block[first : first + step])
    return items


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

"""One test: blocks in, events and results out. It has no I/O of its own.

Live and offline go the same way: `balance.analysis` pushes a recording through the same `Session`
that a device feeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from balance.protocol.attempts import Attempt, Score, score
from balance.protocol.conditions import Conditions, check_conditions
from balance.records.events_file import LOST
from balance.samples import NO_LOSSES, SOME_LOST, Losses, SampleBlock
from balance.signal.living import Died
from balance.signal.placement import TRUNK
from balance.signal.quality import Quality, Status
from balance.signal.watch import Watch
from balance.sway.axes import BEFORE_S
from balance.sway.kept import Kept
from balance.sway.window import LONGEST_S, NoSway, Sway, hold_sway
from balance.timing.course import CourseKeeper
from balance.timing.hold_timer import HoldTimer
from balance.timing.phases import Phase
from balance.timing.results import Hold, Item

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


def sway_in(kept: Kept, hold: Hold, conditions: Conditions) -> Sway | NoSway:
    """Measure the sway of a hold in the samples that were kept of it."""
    time_s, acc = kept.between(hold.lift_off_s - BEFORE_S, hold.end_s)
    where = conditions.placement, conditions.forward_axis
    return hold_sway(time_s, acc, hold.lift_off_s, hold.end_s, *where)

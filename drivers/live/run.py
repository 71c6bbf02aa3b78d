"""The sets of attempts of one test, one leg after the other: timed, and kept as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from balance.paired.session import PairedSession
from balance.records.edits import hold_edit
from balance.records.events_file import EventRow, losses_note
from balance.records.header import assumed_in
from balance.samples import NO_LOSSES, Losses
from balance.session import Session
from balance.signal.placement import TRUNK
from balance.timing.results import TAKEN_BACK, Event, Hold, Item
from balance.words import signal_words
from drivers.live.course import Course, Verdict
from drivers.live.rows import header_for
from drivers.live.run_beside import RunBeside

if TYPE_CHECKING:
    from pathlib import Path

    from balance.protocol.conditions import Conditions, Leg
    from balance.samples import SampleBlock
    from balance.signal.quality import Quality, Status
    from balance.timing.handover import Side
    from drivers.live.course import Entry
    from drivers.live.desk import Desk
    from drivers.live.keeper import Keeper, Keeping
    from drivers.live.order import Order
    from drivers.live.second import Beside, Gone
    from drivers.live.standing import Standing
    from drivers.source import SourceInfo

TAIL_S: Final = 2.0  # recorded after the last attempt of a plan
RESULT_S: Final = 2.0  # a result stands at least so long, however soon the person is ready
SETTLING_S: Final = 10.0  # before that a signal is not called unfit
PIECE_S: Final = 0.25  # too short for two holds
_RATE_AFTER: Final = 50


class Run:
    """Feeds sessions with blocks and keeps what comes of them.

    Parameters
    ----------
    info, order
        The open source, and how the test is to be made.
    course
        The plan under way; None only watches the source.
    keeping
        Where it is kept, by the desk; None keeps nothing.
    desk
        Does what has to wait.
    heed
        Is given what has become known, once it is handed on to be kept.
    beside
        The sensor on the trunk, where the source is on the leg and there are two.
    """

    def __init__(
        self,
        info: SourceInfo,
        order: Order,
        course: Course | None,
        keeping: Keeping | None,
        desk: Desk,
        heed: Callable[[Sequence[Item]], None],
        beside: Beside | None = None,
    ) -> None:
        self.paused = False
        self.over = False
        self.course = course
        self.keepers: list[Keeper] = []
        self._info = info
        self._order = order
        self._keeping = keeping
        self._desk = desk
        self._heed = heed
        self._beside = None if beside is None else RunBeside(beside)
        self._gone: dict[Side, Gone] = {}
        self._keeper: Keeper | None = None
        self._base = order.conditions(info.conditions)
        self._kept_in: dict[int, Keeper] = {}
        self._edited: dict[int, EventRow] = {}
        self._now_s = 0.0
        self._first_s: float | None = None
        self._rest_until_s: float | None = None
        self._last: Hold | None = None
        self._ended_by = ""
        self._went_on = False
        self._ready = False
        self._came = NO_LOSSES  # of the source, since it was opened
        self._before = NO_LOSSES  # of that, before the set
        self._noted = NO_LOSSES
        self._session = self._new_session()

    @property
    def tried(self) -> bool:
        """Whether the plan is at its end; its tail may still come."""
        return self.course is not None and self.course.done

    @property
    def done(self) -> bool:
        """Whether the plan is at its end, and its tail recorded."""
        return self.tried and (self._rest_until_s is None or self._now_s >= self._rest_until_s)

    @property
    def conditions(self) -> Conditions:
        """How the attempt that is under way is made."""
        return self._session.conditions

    @property
    def quality(self) -> Quality:
        """How good the signal is."""
        return self._session.quality

    @property
    def sampled_s(self) -> float:
        """Seconds of samples so far."""
        return 0.0 if self._first_s is None else self._now_s - self._first_s

    @property
    def keeper(self) -> Keeper | None:
        """What keeps the set that is under way."""
        return self._keeper

    def push(self, block: SampleBlock) -> bool:
        """Add samples, as far as they are wanted; True where a hold came to its end.

        That is an end as far as it is decided.
        """
        ended = False
        for piece in _pieces(block):
            if self.done:
                break
            if self._first_s is None:
                self._first_s = float(piece.time_s[0])
            self._now_s = max(self._now_s, float(piece.time_s[-1]))
            if self.paused or self.over:
                self._session.look_on(piece)
                continue
            ended = self._take(self._session.push(piece)) or ended
            self._rest_ended()
        return ended

    def push_both(self, leg: SampleBlock | None, trunk: SampleBlock | None) -> bool:
        """Add samples of two sensors; True where a hold came to its end."""
        ended = trunk is not None and self._push_beside(trunk)
        return (leg is not None and self.push(leg)) or ended

    def _push_beside(self, block: SampleBlock) -> bool:
        ended = False
        for piece in _pieces(block):
            session = self._session
            if self.done or not isinstance(session, PairedSession):
                break
            if self.paused or self.over:
                session.beside.look_on(piece)
                continue
            ended = self._take(session.push_beside(piece)) or ended
            self._now_s = max(self._now_s, session.leg_s(float(piece.time_s[-1])))
            self._rest_ended()
        return ended

    def heed_gone(self, gone: Mapping[Side, Gone]) -> None:
        """Wait no longer for a sensor of two that is gone: the other one carries on."""
        session = self._session
        if self.over or self.paused or not isinstance(session, PairedSession):
            return
        for side, lost in session.is_lost.items():
            one = gone.get(side)
            if lost:
                continue
            if one is None and self._gone.pop(side, None) is not None:
                self._say(f"sensor on the {side}: samples come again")
            elif one is not None and session.behind_s(side) >= one.after_s:
                self._gone[side] = one
                self._say(f"sensor on the {side} is lost: {one.why}")
                self._take(session.lose(side))

    def _say(self, detail: str) -> None:
        self.note([Event("note", self._now_s, self._now_s, detail)])

    def begin_after(self, losses: Losses) -> None:
        """Take note of what a source had lost before this test."""
        self._came = self._before = losses

    def begin_beside_after(self, losses: Losses) -> None:
        """Take note of what the sensor on the trunk had lost before this test."""
        if self._beside is not None:
            self._beside.begin_after(losses)

    def lose(self, losses: Losses) -> None:
        """Take note of what a source lost so far."""
        self._came = losses
        if not (self.over or self.paused):
            self._session.lost = losses.since(self._before)

    def lose_beside(self, losses: Losses) -> None:
        """Take note of what the sensor on the trunk lost so far."""
        if self._beside is not None and not (self.over or self.paused):
            self._beside.lose(self._session, losses)

    def note_beside(self, notes: Sequence[Event]) -> None:
        """Keep what is to be known of that sensor's connection beside its samples."""
        if self._beside is not None and notes:
            self._beside.note(notes)

    def note(self, notes: Sequence[Event]) -> None:
        """Keep what is to be known of the connection beside the samples."""
        if notes:
            if self.keeper is not None:
                self.keeper.note(notes)
            self._heed(notes)

    def stop_hold(self, *, lost: bool = False) -> None:
        """End the hold by hand; `lost` where no samples come by which it could end."""
        self._stop(lost=lost)

    def _stop(self, *, lost: bool = False) -> None:
        self._take(self._session.stop(lost=lost))
        if self._beside is not None:
            self._beside.stopped(self._session, lost=lost)

    def judge(self, verdict: Verdict) -> None:
        """Say something of the newest attempt."""
        if self.course is not None:
            was_done = self.course.done
            self.course.judge(verdict)
            if was_done and not self.course.done:
                self._rest()

    def undo(self) -> None:
        """Take back what was said last."""
        if self.course is not None:
            self.course.undo()

    def skip(self) -> None:
        """Leave out the rest that is under way, or else the next attempt."""
        if self.course is None:
            return
        if self._rest_until_s is None:
            self.course.skip()
        self._rest_until_s = self._now_s
        self._rest_ended()

    def pause(self, paused: bool) -> None:
        """Pay no heed to the samples for a while; after it the person gets still anew."""
        if paused and not self.paused:
            self._stop()
            self._close_set()
        elif self.paused and not paused:
            self._session = self._new_session()
        self.paused = paused

    def finish(self, *, by_hand: bool, lost: bool = False) -> None:
        """End the test, and what is under way with it; samples that come are only looked at."""
        if self.over:
            return
        if not self.paused and by_hand:
            self._stop(lost=lost)
        elif not self.paused:
            self._take(self._session.finish())
        self.over = True
        self._close_set()

    def let_go(self) -> None:
        """End the file without a look at what is under way, and write what was said."""
        self._close_set()
        self.write_edits()

    def save_in(self, folder: Path) -> None:
        """Put what the disk did not take into another folder."""
        for keeper in self.keepers:
            if keeper.trouble:
                keeper.save_as(folder)

    def standing(self, before: Standing) -> Standing:
        """Say where the test stands."""
        session, course = self._session, self.course
        held_s = None if self.paused else session.clock_s(self._now_s)
        now: dict[str, Any] = {
            "phase": session.phase,
            "held_s": None if held_s is None else round(held_s, 1),
            "ended_by": self._ended_by,
            "went_on": self._went_on,
            "last": self._last,
            "just_over": self._just_over(),
            "practice": self._base.practice,
            "trouble": "",
        }
        if course is not None:
            now |= self._course_standing(course, held_s is not None)
        if held_s is None and session.quality.samples >= _RATE_AFTER:
            rate_hz = round(session.quality.rate_hz, 1)
            now |= {"model": self._info.model, "rate_hz": rate_hz, "faults": session.faults}
        return replace(before, **now, unfit=self._unfit())

    @property
    def signal(self) -> tuple[Status, tuple[str, ...]]:
        """How good the samples were, with reasons in words."""
        return self._session.status

    def _unfit(self) -> str:
        if self.sampled_s < SETTLING_S:
            return ""
        status, reasons = self._session.status
        return signal_words(status, reasons) if status == "invalid" else ""

    def _course_standing(self, course: Course, holding: bool) -> dict[str, Any]:
        step, session = course.step, self._session
        rest = 0 if self._rest_until_s is None else self._rest_until_s - self._now_s
        resting = not holding and rest > 0 and step is not None
        stage = "paused" if self.paused else "resting" if resting else "running"
        leg = session.conditions.stance_leg if step is None or holding else step.leg
        kept = self.keeper
        return {
            "stage": stage,
            "entries": self._where_they_are(course.entries),
            "scores": course.scores(),
            "leg": leg or session.conditions.stance_leg,
            "attempt": min(course.index + 1, course.steps or course.index + 1),
            "attempts": course.steps,
            "rest_s": int(rest + 0.999) if resting else 0,
            "move_sensor": resting and self._changes_leg() and self._base.placement not in TRUNK,
            "undoable": course.undoable,
            "recording": kept.path.name if kept else "",
            "unsaved": next((one.trouble for one in self.keepers if one.trouble), ""),
            "said": next((w for one in self.keepers for w in (one.doubt, one.said) if w), ""),
        }

    def _where_they_are(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Give attempts with the place of their recording as it is now: a set may move."""
        keepers = ((entry, self._kept_in.get(entry.number)) for entry in entries)
        return tuple(
            entry if kept is None or kept.path == entry.path else replace(entry, path=kept.path)
            for entry, kept in keepers
        )

    def _take(self, items: list[Item]) -> bool:
        over = False
        kept = self.keeper
        if self._beside is not None:
            self._beside.note_unheard(self._session, kept)
        if kept is not None:
            kept.note(items)
        for item in items:
            over = over or self._ends(item)
            if isinstance(item, Hold):
                self._took(item, kept)
            elif item.event == "lift_off":
                self._last, self._rest_until_s = None, None
            elif item.event == "ready":
                self._ready = True
        if kept is not None and any(isinstance(item, Hold) for item in items):
            self._note_losses(kept)
            kept.keep(self._session)
        if items:
            self._heed(items)
        return over

    def _took(self, hold: Hold, kept: Keeper | None) -> None:
        if self.course is None:  # nobody asked for it: no result of it is to be seen
            return
        self._last, self._ready = hold, False
        self.course.took(hold, self._session.conditions, kept.path if kept else None)
        if kept is not None:
            self._kept_in[self.course.entries[-1].number] = kept
        self.write_edits(but_newest=True)
        self._rest()

    def _just_over(self) -> bool:
        """Whether the newest hold is over and the person is not to begin with another one yet."""
        if self._last is None:
            return False
        return self.tried or not self._ready or self._now_s < self._last.final_s + RESULT_S

    def _ends(self, item: Item) -> bool:
        """Note how far an end is; True where a hold has just ended for whoever presses a key."""
        if isinstance(item, Hold):
            decided, self._ended_by, self._went_on = bool(self._ended_by), "", False
            return not decided
        if item.event in ("step_down", "cap"):
            self._ended_by, self._went_on = item.event, False
            return True
        if item.event == "correction" and item.detail == TAKEN_BACK:
            self._ended_by, self._went_on = "", True
        elif item.event == "lift_off":
            self._ended_by, self._went_on = "", False
        return False

    def _rest(self) -> None:
        step = self.course.step if self.course else None
        self._rest_until_s = self._now_s + (TAIL_S if step is None else step.rest_s)

    def _rest_ended(self) -> None:
        if self._rest_until_s is None or self._now_s < self._rest_until_s:
            return
        if (
            self.course is None
            or self.course.done
            or self._session.clock_s(self._now_s) is not None
        ):
            return
        self._rest_until_s = None
        if self._changes_leg():
            self._take(self._session.finish())
            self._close_set()
            self._session = self._new_session()

    def _changes_leg(self) -> bool:
        step = self.course.step if self.course else None
        return bool(step and step.leg and step.leg != self._session.conditions.stance_leg)

    def _new_session(self) -> Session:
        step = self.course.step if self.course else None
        leg: Leg | None = (step.leg if step else None) or self._base.stance_leg
        conditions = replace(self._base, stance_leg=leg)
        self._before, self._noted = self._came, NO_LOSSES
        if self._beside is not None:
            return self._new_pair(self._beside, conditions)
        keeper = None
        if self._keeping is not None and self.course is not None:
            header = header_for(
                self._info,
                conditions,
                person=self._order.person_code(),
                supervised=self._order.supervised,
                exercise=self._order.exercise,
            )
            what = str((self._order.exercise or {}).get("exercise", ""))
            parts = (what, leg, conditions.eyes, conditions.surface)
            stem = "-".join(filter(None, parts))
            keeper = self._keeper = self._keeping.keeper(stem, header, self._desk)
            self.keepers.append(keeper)
        return Session(
            conditions,
            recorder=keeper,
            assumed=assumed_in(self._info.details),
            timed=self._order.exercise is None,
        )

    def _new_pair(self, beside: RunBeside, conditions: Conditions) -> PairedSession:
        """Give a session of two sensors, each with a recording of its own."""
        keeper = None
        if self._keeping is not None and self.course is not None:
            head = partial(
                header_for, person=self._order.person_code(), supervised=self._order.supervised
            )
            on_trunk = beside.conditions(conditions)
            headers = head(self._info, conditions), head(beside.info, on_trunk)
            parts = (conditions.stance_leg, conditions.eyes, conditions.surface)
            stem = "-".join(filter(None, parts))
            keeper, other = self._keeping.pair(stem, headers, beside.clocks, self._desk)
            self.keepers += [keeper, other]
            self._keeper, beside.keeper = keeper, other
        return beside.session(conditions, keeper, assumed_in(self._info.details))

    def _close_set(self) -> None:
        if self.keeper is not None:
            self._note_losses(self.keeper)
            self.keeper.close(self._session)
        if self._beside is not None:
            self._beside.close(self._session)

    def _note_losses(self, kept: Keeper) -> None:
        """Write what was lost beside the samples, which have no trace of it."""
        lost = self._session.lost
        if lost.count and lost != self._noted and not kept.closed:
            self._noted = lost
            kept.add([EventRow(self._now_s, "note", "auto", losses_note(lost))])

    def write_edits(self, *, but_newest: bool = False) -> None:
        """Write beside the recordings what was said of attempts.

        The newest waits until it can't be taken back any more, so that no row is written in vain.
        """
        entries = self.course.entries if self.course else ()
        for entry in entries[:-1] if but_newest else entries:
            row, before = entry.edit(), self._edited.get(entry.number)
            if row is None and before is not None:  # taken back after it was written
                row = hold_edit(entry.hold.lift_off_s, entry.hold.end_s)
            keeper = self._kept_in.get(entry.number)
            if row is not None and keeper is not None and row != before:
                self._edited[entry.number] = row
                keeper.add([row])


def _pieces(block: SampleBlock) -> Iterator[SampleBlock]:
    """Cut a block into pieces; an empty one into none."""
    if len(block) == 0:
        return
    # By number and not by a list of times: a block may have a gap of any length.
    number = np.floor((block.time_s - block.time_s[0]) / PIECE_S)
    cuts = 1 + np.flatnonzero(np.diff(number))
    for first, last in pairwise([0, *cuts.tolist(), len(block)]):
        yield block[first:last]

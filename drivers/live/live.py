"""Live: one test after another from a source, for a front end that calls `turn`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance.records.errors import RecordingError
from balance.timing.results import Item
from drivers.live.course import Course, Verdict
from drivers.live.desk import Desk
from drivers.live.keeper import Keeping
from drivers.live.log import kind_of
from drivers.live.order import Order
from drivers.live.reader import Reader
from drivers.live.run import Run
from drivers.live.second import Pair, check_addresses, is_on_trunk
from drivers.live.standing import Stage, Standing, Two
from drivers.pump import Last, Pump
from drivers.registry import open_guarded
from drivers.source import SourceError, SourceInfo
from drivers.telling import Cue, Told, Wish

if TYPE_CHECKING:
    from balance.samples import SampleBlock
    from drivers.health import Health

LATE_PRESS_S: Final = 1.5
_log = logging.getLogger(__name__)


def open_pump(address: str) -> Pump:
    """Give the pump of a source, not started; `AddressError` where the address is wrong."""
    return Pump(open_guarded(address))


class Live:
    """Opens sources, runs tests on them, keeps what comes, and says where it stands.

    The threads are the pump's and the desk's; all calls come from one thread. None of them waits
    for a disk, a database or a device, but for `save_in` and `close`, and `turn` as long as it is
    told to.

    Parameters
    ----------
    keeping
        Says where a test that begins now is kept; None keeps nothing.
    changed
        Is given each new standing.
    heed
        Is given what has become known, in order, once it is handed on to be kept.
    pump
        Gives the pump of an address.
    clock
        Seconds that only grow.

    Attributes
    ----------
    standing : Standing
        Where things stand.
    info : SourceInfo or None
        The open source.
    run : Run or None
        The newest test, or the look at a source.
    watchers : list
        Are given each block, for what draws it.
    """

    def __init__(
        self,
        keeping: Callable[[], Keeping | None],
        *,
        changed: Callable[[Standing], None],
        heed: Callable[[Sequence[Item]], None] = lambda _items: None,
        pump: Callable[[str], Pump] = open_pump,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.standing = Standing()
        self.info: SourceInfo | None = None
        self.run: Run | None = None
        self.desk = Desk()
        self.watchers: list[Callable[[SampleBlock], None]] = []
        self.failure: SourceError | None = None
        self._keeping = keeping
        self._changed = changed
        self._heed = heed
        self._pump_of = pump
        self._clock = clock
        self._order: Order | None = None
        self._pump: Pump | None = None
        self._leaving: list[Pump] = []
        self._pair: Pair | None = None
        self._reader: Reader | None = None
        self._course: Course | None = None
        self._testing = False
        self._hold_over_s: float | None = None
        self._noted = ExitStack()

    # -- the source ---------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Whether a source is open or being opened."""
        return self._pump is not None

    @property
    def health(self) -> Health | None:
        """How the connection stands; None where there is none to speak of."""
        return self._pump.health() if self._pump is not None else None

    @property
    def beside(self) -> SourceInfo | None:
        """The open source on the trunk, where there are two."""
        return self._pair.info if self._pair is not None else None

    @property
    def waiting_hint(self) -> str:
        """What to do so that the source can be opened; empty where there is nothing."""
        return next(filter(None, (pump.waiting_hint() for pump in self._pumps)), "")

    @property
    def _pumps(self) -> list[Pump]:
        """Of all sources that are open or being opened."""
        beside = [self._pair.pump] if self._pair is not None else []
        return [] if self._pump is None else [self._pump, *beside]

    @property
    def address(self) -> str:
        """The source in use."""
        order = self._order
        return order.source_address if self._pump is not None and order is not None else ""

    def tell(self, told: Told, cues: Sequence[Cue]) -> None:
        """Show and sound a moment at the sensor, where it has a screen."""
        for pump in self._pumps or self._leaving:
            pump.tell(told, cues)

    def connect_to(self, order: Order) -> None:
        """Open a source without a test, to see how it does."""
        self.stop()
        self.disconnect()
        self._open(order, testing=False)

    def disconnect(self) -> None:
        """End the test and let go of the source; without one it does nothing."""
        self._end(None)

    # -- the test -----------------------------------------------------------------------------

    def start(self, order: Order) -> None:
        """Begin the plan of an order, or go on with one that has attempts left."""
        try:
            plan = order.plan()
        except ValueError as error:
            self._put(replace(self.standing, stage="over", trouble=str(error)))
            return
        if not self._again(order):
            self._course = Course(plan, leg=order.leg if order.recorded else None)
        if self._goes_on_with(order):
            self._order, self._testing = order, True
            self._begin()
            return
        self.disconnect()
        self._open(order, testing=True)

    def _goes_on_with(self, order: Order) -> bool:
        """Whether the sensors of an order are open, and go on from one test to the next."""
        if self._order is None or self.info is None or order.played:
            return False
        if self._pair is not None and self._pair.ended:  # it is opened anew: it may be there again
            return False
        had, wanted = ((each.source_address, each.beside_address) for each in (self._order, order))
        return self.connected and had == wanted

    def press(self) -> None:
        """End the hold by hand; between holds, end the test.

        A hold that is over and not yet final is no longer to be ended.
        """
        now = self.standing
        if now.holding and not now.checked and self.run is not None:
            self.run.stop_hold(lost=bool(now.lost))
            self._hold_over_s = self._clock()
            self._show()
        elif self._hold_over_s is None or self._clock() - self._hold_over_s >= LATE_PRESS_S:
            # A press that comes just after the detector was meant for the hold, not for the test.
            self.stop()

    def end_attempt(self) -> None:
        """End the attempt by hand, in whatever phase it is."""
        if self.run is not None and self._testing:
            self.run.stop_hold(lost=bool(self.standing.lost))
            self._show()

    def grant(self, wish: Wish) -> None:
        """Do what was asked for at the sensor, but for a start."""
        if wish == "stop":
            if self.standing.active:
                self.press()
        elif wish != "start":
            self.judge("again" if wish == "again" else "kept")

    def judge(self, verdict: Verdict) -> None:
        """Say something of the newest attempt."""
        if self.run is not None and self.standing.can_judge:
            self.run.judge(verdict)
            self._show()

    def undo(self) -> None:
        """Take back what was said last."""
        if self.run is not None:
            self.run.undo()
            self._show()

    def skip(self) -> None:
        """Leave out the rest, or the attempt, that is next."""
        if self.run is not None and self._testing and not self.standing.holding:
            self.run.skip()
            self._show()

    def pause(self) -> None:
        """Stand still between holds, or go on."""
        if self.run is not None and self._testing and not self.standing.holding:
            self.run.pause(not self.run.paused)
            self._show()

    def stop(self) -> None:
        """End the test by hand; a played source is let go of, a device stays connected."""
        if self._testing and self._order is not None and not self._order.played and self.run:
            self._finish_test(by_hand=True)
        elif self._testing:
            self._end(None)

    def fail(self, trouble: str) -> None:
        """Give up the test without another look at it, and say why."""
        self._testing = False
        if self.run is not None:
            self.run.let_go()
        self._end(None)
        self._put(replace(self.standing, stage="over", trouble=trouble))

    # -- what was kept ------------------------------------------------------------------------

    def write_edits(self) -> None:
        """Write beside the recordings what was said of attempts, now that it stands."""
        if self.run is not None:
            self.run.write_edits()

    def refresh(self) -> Standing:
        """Look anew at where things stand; what was waiting may be kept by now."""
        if self.run is not None:
            now = self.run.standing(self.standing)
            kept = {name: getattr(now, name) for name in ("entries", "unsaved", "said")}
            self._put(replace(self.standing, **kept))
        return self.standing

    def save_in(self, folder: Path) -> bool:
        """Put what the disk did not take into another folder; True where all is kept."""
        if self.run is None:
            return True
        self.run.save_in(folder)
        self.desk.wait()
        self.refresh()
        return not any(keeper.trouble for keeper in self.run.keepers)

    def close(self) -> None:
        """End all, and wait until everything is kept."""
        self._end(None)
        if self.run is not None:
            self.run.let_go()
        self.desk.close()

    # -- turn by turn -------------------------------------------------------------------------

    def turn(self, wait_s: float = 0.0) -> bool:
        """Read once, and see to what came of it; True where samples came."""
        reader, pump = self._reader, self._pump
        if reader is None or pump is None:
            return False
        came = False
        if self.info is None:
            self._wait_open(reader, wait_s)
        elif self._pair is not None:
            came = self._read_both(self._pair, reader, wait_s)
        else:
            came = self._read(reader, wait_s)
        return came

    def _wait_open(self, reader: Reader, wait_s: float) -> None:
        opened = reader.opened(wait_s)
        if isinstance(opened, SourceInfo) and self._pair is not None:
            opened = self._both_opened(self._pair, opened)
        if isinstance(opened, SourceInfo):
            self.info = opened
            self._begin()
        elif opened is not None:
            self._end(opened)
        else:
            self._put(self.standing)

    def _both_opened(self, pair: Pair, info: SourceInfo) -> SourceInfo | Last | None:
        """Give the sensor on the leg, once both are open: it is the one that times."""
        other = pair.reader.opened(0.0)
        if not isinstance(other, SourceInfo):
            return other
        if is_on_trunk(info) and not is_on_trunk(other):
            pair.swapped, pair.info, info = True, info, other
            pair.pump, self._pump = (self._pump or pair.pump), pair.pump
            pair.reader, self._reader = (self._reader or pair.reader), pair.reader
        else:
            pair.info = other
        return pair.refusal(info) or info

    def wishes(self) -> list[Wish]:
        """What was asked for at a sensor since this was asked last."""
        return [wish for pump in self._pumps for wish in pump.wishes()]

    def _read(self, reader: Reader, wait_s: float) -> bool:
        run, read = self.run, reader.read(wait_s)
        if run is None:
            return False
        run.note(read.notes)
        if read.last is not None:
            self._end(read.last)
            return False
        run.lose(reader.losses)
        if read.block is not None and len(read.block):
            if run.push(read.block):
                self._hold_over_s = self._clock()
            for watch in self.watchers:
                watch(read.block)
        # The tail of a plan is not waited for where the sensor is gone.
        if self._testing and (run.done or (run.tried and reader.lost)):
            self._finish_test(by_hand=False)
            return True
        self._show()
        return read.block is not None

    def _read_both(self, pair: Pair, reader: Reader, wait_s: float) -> bool:
        """Read what came of either sensor; the test ends where both have ended."""
        run = self.run
        if run is None:
            return False
        read, other = pair.read(reader, wait_s)
        run.note(read.notes)
        run.note_beside(other.notes)
        run.lose(reader.losses)
        run.lose_beside(pair.reader.losses)
        if run.push_both(read.block, other.block):
            self._hold_over_s = self._clock()
        run.heed_gone(pair.gone(reader))
        if pair.last is not None:
            self._end(pair.last)
            return False
        for watch in self.watchers:
            if read.block is not None and len(read.block):
                watch(read.block)
        if self._testing and (run.done or (run.tried and self._nothing_comes)):
            self._finish_test(by_hand=False)
            return True
        self._show()
        return read.block is not None or other.block is not None

    @property
    def _nothing_comes(self) -> str:
        """Why no samples come, in a sentence; empty while those of one sensor do."""
        if self._reader is None:
            return ""
        return self._reader.lost if self._pair is None else self._pair.lost(self._reader)

    def _again(self, order: Order) -> bool:
        course = self._course
        if course is None or not course.entries or course.done:
            return False
        return course.entries[-1].verdict == "again" and order == self._order

    def _open(self, order: Order, *, testing: bool) -> None:
        self._order, self._testing = order, testing
        self.info, self.failure = None, None
        if self.run is not None:
            self.run.let_go()
            self.run = None
        try:
            if order.beside_address:
                check_addresses(order.source_address, order.beside_address)
                self._pair = Pair(self._pump_of(order.beside_address), self._clock)
            self._pump = self._pump_of(order.source_address)
        except SourceError as error:
            self._pair = None
            self._testing, self.failure = False, error
            self._put(Standing(stage="over", trouble=str(error)))
            return
        self._reader = Reader(self._pump, self._clock)
        self._hold_over_s = None
        self._put(Standing(stage="opening" if testing else "idle"))
        keeping = self._keeping() if order.recorded else None
        if keeping is not None:
            self.desk.do(keeping.get_ready)
        for pump in self._pumps:
            self.desk.do(pump.start)  # what was open before is closed by then

    def _begin(self) -> None:
        if self.info is None or self._order is None:
            return
        if self.run is not None:
            self.run.let_go()
        wanted = self._testing and self._order.recorded
        keeping = self._keeping() if wanted else None
        self._noted.close()
        if keeping is not None:
            try:
                self._noted.enter_context(keeping.noted(self._order.person_code()))
            except RecordingError as error:
                self.fail(str(error))
                return
        course = self._course if self._testing else None
        try:
            beside = None
            if self._pair is not None:
                beside = self._pair.beside(self.info, self._order.conditions(self.info.conditions))
        except SourceError as error:
            self.failure = error
            self.fail(str(error))
            return
        self.run = Run(self.info, self._order, course, keeping, self.desk, self._heed, beside)
        if self._reader is not None:  # what a device lost before is not lost to this test
            self.run.begin_after(self._reader.losses)
        if self._pair is not None:
            self.run.begin_beside_after(self._pair.reader.losses)
        self._show()

    def _finish_test(self, *, by_hand: bool) -> None:
        """End the test; a device goes on being watched."""
        self._finish_run(by_hand=by_hand)
        if self._order is not None and self._order.played:
            self._end(None)
            return
        self._testing = False
        self._put(self._over("over", ""))

    def _finish_run(self, *, by_hand: bool) -> None:
        if self.run is not None and not self.run.over:
            if self._reader is not None:
                self.run.note(self._reader.summary())
            if self._pair is not None:
                self.run.note_beside(self._pair.reader.summary())
            self.run.finish(by_hand=by_hand, lost=bool(self.standing.lost))
        self._unnote()

    def _unnote(self) -> None:
        """Let the person be erased again, once all of this is kept."""
        noted, self._noted = self._noted, ExitStack()
        self.desk.do(noted.close)

    def _end(self, last: Last | None) -> None:
        pump, self._pump = self._pump, None
        if pump is None:
            self._let_go()
            return
        was_testing, self._testing = self._testing, False
        if was_testing:
            self._finish_run(by_hand=last is None)
        self._reader = None
        trouble = ""
        if isinstance(last, SourceError) or (last is not None and self.info is None):
            self.failure = failure_of(last)
            trouble = str(last)
        self.info = None
        over = was_testing or trouble or self.standing.stage == "over"
        self._leaving = [pump]  # it is told how the test ended, and let go of then
        if self._pair is not None:
            self._leaving.append(self._pair.pump)
            self._pair = None
        self._put(self._over("over" if over else "idle", trouble))
        self._let_go()

    def _let_go(self) -> None:
        """Close a source that is done with: whoever is told how it ended may do so at once."""
        pumps, self._leaving = self._leaving, []
        if pumps:
            # Closing may wait for a thread that waits for a device.
            self.desk.do(lambda: _close(pumps))

    def _over(self, stage: Stage, trouble: str) -> Standing:
        now = self.standing if self.run is None else self.run.standing(self.standing)
        if self.run is not None:
            now = replace(now, signal=self.run.signal)
        return replace(now, stage=stage, trouble=trouble, held_s=None, rest_s=0, lost="")

    @property
    def _two(self) -> Two | None:
        """Give how both of two sensors do; None where there is one alone."""
        if self._pair is None or self._reader is None or self.info is None:
            return None
        return self._pair.standing(self.info, self._reader)

    def _show(self) -> None:
        if self.run is None:
            return
        lost = self._nothing_comes
        now = self.run.standing(self.standing)
        if not self._testing:
            now = replace(now, stage=self.standing.stage, held_s=None, rest_s=0)
        self._put(replace(now, lost=lost, two=self._two))

    def _put(self, standing: Standing) -> None:
        invitation = next(filter(None, (pump.invitation() for pump in self._pumps)), "")
        standing = replace(standing, invitation=invitation)
        if standing != self.standing:
            self.standing = standing
            self._changed(standing)


def failure_of(last: Last) -> SourceError:
    """Give the reason why a source was never open as something that a person can put right."""
    return last if isinstance(last, SourceError) else SourceError(str(last))


def _close(pumps: Sequence[Pump]) -> None:
    """Close sources that are done with."""
    for pump in pumps:
        try:
            pump.close()
        except SourceError as error:
            _log.warning("a source did not let go: %s", kind_of(error))

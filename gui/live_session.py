"""LiveSession: takes what the pump has, feeds the test, and says where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from balance.samples import SampleBlock
from balance.words import NO_SAMPLES
from drivers.health import Health
from drivers.pump import Last, Pump
from drivers.registry import open_source
from drivers.source import SourceError, SourceInfo
from drivers.telling import Cue, Told
from drivers.watching import Watch
from gui.course import Course, Verdict
from gui.run import TestRun
from gui.setup import Setup
from gui.standing import Standing

TICK_MS: Final = 16
SLOW_TICK_MS: Final = 33
BUSY_MS: Final = 10
SILENT_MS: Final = 800
LATE_PRESS_MS: Final = 1500


class LiveSession(QObject):
    """One test after another. The thread is the pump's; everything here is in the window's.

    `changed` carries a `Standing` whenever anything to be seen or heard is different; `ticked`
    comes once a frame while a source is open, for what is drawn by the frame; `wished` carries a
    `Wish` of whoever holds a phone that is the sensor.

    Parameters
    ----------
    folder
        Where recordings are kept; None keeps nothing.
    """

    changed = Signal(object)
    ticked = Signal()
    wished = Signal(str)

    def __init__(self, *, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.standing = Standing()
        self.folder = folder
        self.watchers: list[Callable[[SampleBlock], None]] = []
        self.info: SourceInfo | None = None
        self.run: TestRun | None = None
        self._setup = Setup()
        self._pump: Pump | None = None
        self._watch: Watch | None = None
        self._course: Course | None = None
        self._testing = False
        self._heard = QElapsedTimer()
        self._hold_over = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def tell(self, told: Told, cues: Sequence[Cue]) -> None:
        """Show and sound a moment at the sensor, where it is a phone."""
        if self._pump is not None:
            self._pump.tell(told, cues)

    def be_slow(self, slow: bool) -> None:
        """Go by 30 frames a second in place of 60."""
        self._timer.setInterval(SLOW_TICK_MS if slow else TICK_MS)

    @property
    def connected(self) -> bool:
        """Whether a source is open or being opened."""
        return self._pump is not None

    @property
    def health(self) -> Health | None:
        """How the connection stands; None where there is none to speak of."""
        return self._pump.health() if self._pump is not None else None

    @property
    def waiting_hint(self) -> str:
        """What to do so that the source can be opened; empty where there is nothing."""
        return self._pump.waiting_hint() if self._pump is not None else ""

    @property
    def address(self) -> str:
        """The source in use."""
        return self._setup.address if self._pump else ""

    def connect_to(self, setup: Setup) -> None:
        """Open a source without a test, to see how it does."""
        self.stop()
        self._setup = setup
        self._open(testing=False)

    def start(self, setup: Setup) -> None:
        """Begin the plan of a setup, or go on with one that has attempts left."""
        try:
            plan = setup.plan()
        except ValueError as error:
            self._put(replace(self.standing, stage="over", trouble=str(error)))
            return
        if not self._again(setup):
            self._course = Course(plan, leg=setup.leg if setup.recorded else None)
        same = self._pump is not None and self._setup.address == setup.address
        self._setup = setup
        if same and not setup.played and self.info is not None:
            self._testing = True
            self._begin()
            return
        self.disconnect_source()
        self._open(testing=True)

    def press(self) -> None:
        """End the hold by hand; between holds, end the test.

        A hold that is over and not yet final is no longer to be ended.
        """
        now = self.standing
        if now.holding and not now.checked and self.run is not None:
            self.run.stop_hold()
            self._hold_over.start()
            self._show()
        elif not (self._hold_over.isValid() and self._hold_over.elapsed() < LATE_PRESS_MS):
            # A press that comes just after the detector was meant for the hold, not for the test.
            self.stop()

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
        if self._testing and not self._setup.played and self.run is not None:
            self._finish_test("")
        elif self._pump is not None:
            self._end(None)

    def disconnect_source(self) -> None:
        """End the test and let go of the source; without one it does nothing."""
        self._end(None)

    def fail(self, trouble: str) -> None:
        """Give up the test without another look at it, and say why."""
        self._testing = False
        if self.run is not None:
            self.run.let_go()
        self._end(None)
        self._put(replace(self.standing, stage="over", trouble=trouble))

    def save_in(self, folder: Path) -> bool:
        """Put what the disk did not take into another folder, which is used from then on."""
        self.folder = folder
        done = self.run is None or self.run.save_in(folder)
        self._show()
        return done

    def _again(self, setup: Setup) -> bool:
        course = self._course
        if course is None or not course.entries or course.done:
            return False
        return course.entries[-1].verdict == "again" and setup == self._setup

    def _open(self, *, testing: bool) -> None:
        self._testing = testing
        self.info = None
        if self.run is not None:
            self.run.let_go()
            self.run = None
        self._put(Standing(stage="opening" if testing else "idle"))
        try:
            self._pump = Pump(open_source(self._setup.source_address))
        except SourceError as error:
            self._testing = False
            self._put(Standing(stage="over", trouble=str(error)))
            return
        self._pump.start()
        self._watch = Watch(self._pump)
        self._hold_over.invalidate()
        self._timer.start()

    def _tick(self) -> None:
        pump = self._pump
        if pump is None:
            return
        if self.info is None:
            opened = pump.wait_open(0.0)
            if isinstance(opened, SourceInfo):
                self.info = opened
                self._heard.start()
                self._begin()
            elif opened is not None:
                self._end(opened)
            else:
                self._put(self.standing)
        else:
            self._read(pump)
        self.ticked.emit()
        for wish in pump.wishes():
            self.wished.emit(wish)

    def _begin(self) -> None:
        if self.info is None:
            return
        if self.run is not None:
            self.run.let_go()
        folder = self.folder if self._testing and self._setup.recorded else None
        course = self._course if self._testing else None
        self.run = TestRun(self.info, self._setup, course, folder)
        self._show()

    def _read(self, pump: Pump) -> None:
        busy = QElapsedTimer()
        busy.start()
        while busy.elapsed() < BUSY_MS and self.run is not None:
            health = pump.health()
            item = pump.get(0.0)
            if item is None or (health is not None and health.state == "open"):
                self._look(self.run, health)
            if item is None:
                break
            if not isinstance(item, SampleBlock):
                self._end(item)
                return
            if self.run.push(item):
                self._hold_over.start()
            for watch in self.watchers:
                watch(item)
            self._heard.start()
            if self._testing and self.run.done:
                self._finish_test("")
                break
        self._show()

    def _look(self, run: TestRun, health: Health | None) -> None:
        """See whether the sensor is still there; a hold does not go on without it."""
        if self._watch is None:
            return
        notes = self._watch.look(health, run.newest_s)
        if notes and self._watch.lost:
            run.lose()
        run.note(notes)

    def _note_summary(self, run: TestRun) -> None:
        """Keep how the samples came beside them."""
        if self._watch is not None:
            run.note(self._watch.summary(run.newest_s))

    def _finish_test(self, trouble: str) -> None:
        """End the test; a device goes on being watched."""
        if self._setup.played:
            self._end(None)
            return
        self._testing = False
        if self.run is not None:
            self._note_summary(self.run)
            self.run.finish(by_hand=True)
        self._put(self._standing("over", trouble))

    def _end(self, last: Last | None) -> None:
        pump, self._pump = self._pump, None
        if pump is None:
            return
        self._timer.stop()
        was_testing, self._testing = self._testing, False
        if was_testing and self.run is not None:
            self._note_summary(self.run)
            self.run.finish(by_hand=last is None)
        trouble = str(last) if isinstance(last, SourceError) else ""
        try:
            pump.close()
        except SourceError as error:
            trouble = trouble or str(error)
        self.info = None
        stage = "over" if was_testing or trouble or self.standing.stage == "over" else "idle"
        self._put(self._standing(stage, trouble))

    def _standing(self, stage: str, trouble: str) -> Standing:
        now = self.standing if self.run is None else self.run.standing(self.standing)
        return replace(now, stage=stage, trouble=trouble, held_s=None, rest_s=0)  # type: ignore[arg-type]

    def _show(self) -> None:
        if self.run is None:
            return
        silent = self.connected and self._heard.isValid() and self._heard.elapsed() >= SILENT_MS
        lost = (self._watch.lost if self._watch else "") or (NO_SAMPLES if silent else "")
        now = self.run.standing(self.standing)
        if not self._testing:
            now = replace(now, stage=self.standing.stage, held_s=None, rest_s=0)
        self._put(replace(now, lost=lost))

    def _put(self, standing: Standing) -> None:
        invitation = self._pump.invitation() if self._pump is not None else ""
        standing = replace(standing, invitation=invitation)
        if standing != self.standing:
            self.standing = standing
            self.changed.emit(standing)

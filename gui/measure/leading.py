"""Leading a session in the window: begun, gone on with, kept, and left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from drivers.live.led_order import LISTENS
from drivers.live.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from balance.protocol.exercise.tiers import Ease
    from drivers.live.choosing import Left
    from drivers.live.course import Verdict
    from drivers.live.led import Led
    from drivers.live.sittings import Sitting
    from drivers.telling import Cue, Wish
    from gui.errands import Done
    from gui.sessions import Sessions
    from gui.setup import Setup
    from gui.turning import Turning


class Leading(QObject):
    """Leads one session after another on the window's `Live`, which a `Turning` turns.

    It takes keys and wishes as a `Live` does. `changed` comes when another set is done, when
    something is to be asked, and when a session begins or ends; `over` when one is done with.

    Parameters
    ----------
    hear
        Sounds what is to be heard.
    tell
        Says what could not be kept.

    Attributes
    ----------
    shown : Led or None
        The session whose sets are to be seen, also after it was left.
    """

    changed = Signal()
    over = Signal()
    _kept = Signal()

    def __init__(
        self,
        turning: Turning,
        sessions: Sessions,
        hear: Callable[[list[Cue]], None],
        tell: Callable[[str], object],
    ) -> None:
        super().__init__(turning)
        self.shown: Led | None = None
        self._turning, self._sessions = turning, sessions
        self._hear, self._tell = hear, tell
        self._sitting: Sitting | None = None
        self._busy = self._ended = self._sore = False
        self._told = ""
        # It comes from another thread.
        self._kept.connect(self._say_trouble, Qt.ConnectionType.QueuedConnection)

    @property
    def led(self) -> Led | None:
        """The session that has the say, also once it is over."""
        return self._turning.led

    @property
    def under_way(self) -> bool:
        """Whether a session goes on."""
        return self.led is not None and not self.led.over

    @property
    def asks_soreness(self) -> bool:
        """Whether it is asked how sore the person is: once, at the end."""
        return self.led is not None and self.led.over and not self._sore

    @property
    def unkept(self) -> str:
        """Why the newest session is not kept, in a sentence; empty where it is."""
        return "" if self._sitting is None else self._sitting.trouble

    def begin(self, setup: Setup) -> None:
        """Begin the session that is chosen."""
        self._lead(setup, lambda: self._sessions.begin(setup))

    def go_on(self, setup: Setup, left: Left) -> None:
        """Go on with a session that was left."""
        self._lead(setup, lambda: self._sessions.go_on(setup, left))

    def forget(self) -> None:
        """Have nothing of a session seen any more; one that goes on is left."""
        self.stop()
        self.shown = None
        if self.led is not None:
            self._be_idle()
        self.changed.emit()

    # -- as a test is steered -----------------------------------------------------------------

    def press(self) -> None:
        """Say that what is done is done; else go on from a pause."""
        if self.led is not None:
            self.led.press()

    def pause(self) -> None:
        """Pause, or go on."""
        if self.led is not None and self.under_way:
            self.led.pause()

    def skip(self) -> None:
        """Leave out what is left of the step."""
        if self.led is not None and self.under_way:
            self.led.skip()

    def judge(self, verdict: Verdict) -> None:
        """Do the newest work again; nothing else is to be said of it."""
        if verdict == "again" and self.led is not None and self.under_way:
            self.led.repeat()

    def undo(self) -> None:
        """There is nothing to be taken back."""

    def grant(self, wish: Wish) -> None:
        """Do what was asked for at the sensor."""
        if self.led is not None:
            self.led.grant(wish)

    def stop(self) -> None:
        """Leave the session; what was done is kept, and can be gone on with."""
        led = self.led
        if led is None or led.over:
            return
        self._end(led)
        self._be_idle()
        self.changed.emit()
        self.over.emit()

    # -- what only a session asks -------------------------------------------------------------

    def fault(self) -> None:
        """Count an error that somebody sees."""
        if self.led is not None and self.under_way:
            self.led.fault()

    def say_ease(self, ease: Ease) -> None:
        """Say how the exercise felt that is asked about."""
        led = self.led
        if led is not None and led.standing.guide is not None and led.standing.guide.asks:
            led.say_ease(ease)

    def say_soreness(self, soreness: int) -> None:
        """Say how sore the person is, 0 to 10."""
        if self.asks_soreness and self._sitting is not None:
            self._sore = True
            self._sitting.say_soreness(soreness)
            self.changed.emit()

    # -- how it goes --------------------------------------------------------------------------

    def _lead(self, setup: Setup, ask: Callable[[], Done[Sitting]]) -> None:
        if self._busy or self.under_way:
            return
        self._busy = True
        done = ask()
        self._busy = False
        if done.result is not None:
            self._begin(setup, done.result)
        elif done.trouble:
            self._turning.let_go()
            self._turning.live.fail(f"{done.trouble.rstrip('.')}.")

    def _begin(self, setup: Setup, sitting: Sitting) -> None:
        from balance.timing.raises.counter import HEEL_TO_BALL_CM
        from drivers.live.choosing import is_measured
        from drivers.live.led import Led

        self.forget()
        setup = replace(setup, supervised=sitting.supervised)  # as it was begun
        live, measured = self._turning.live, is_measured(sitting.items)
        self._sitting, self._ended, self._sore, self._told = sitting, False, False, ""
        sitting.do = self._do
        if measured:
            self._connect(setup)
        led = self.shown = Led(
            sitting.items,
            setup if measured else None,
            live if measured or live.connected else None,
            diary=sitting,
            changed=self._show,
            sound=self._hear,
            place=sitting.place,
            heel_to_ball_cm=sitting.heel_to_ball_cm or HEEL_TO_BALL_CM,
        )
        self._turning.lead(led)
        self.changed.emit()

    def _connect(self, setup: Setup) -> None:
        """Have the sensor open before it is needed, but for what is played for each hold."""
        live, address = self._turning.live, setup.source_address
        played = setup.played and LISTENS not in address
        if not played and not (live.connected and live.address == address):
            live.connect_to(setup)

    def _show(self, now: Standing) -> None:
        self._turning.changed.emit(now)
        self.changed.emit()
        led = self.led
        if led is not None and led.over and not self._ended:
            self._end(led)
            self.over.emit()

    def _be_idle(self) -> None:
        """Have the sensor say again what changes; of it nothing but what it is, is known now."""
        self._turning.let_go()
        now = self._turning.live.standing
        idle = Standing(model=now.model, rate_hz=now.rate_hz, faults=now.faults)
        self._turning.changed.emit(idle)

    def _end(self, led: Led) -> None:
        self._ended = True
        led.leave()
        if self._sitting is not None:
            self._sitting.end(finished=led.over)

    def _do(self, job: Callable[[], object]) -> Future[object]:
        def run() -> None:
            job()
            self._kept.emit()

        return self._turning.live.desk.do(run)

    def _say_trouble(self) -> None:
        if self.unkept != self._told:
            self._told = self.unkept
            self._tell(self._told)
            self.changed.emit()

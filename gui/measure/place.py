"""Measure: the place where a person is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from drivers.live.standing import Standing
from gui.kit.controls import entered, shortcut, typed_in
from gui.measure import words
from gui.measure.acts import Acts
from gui.measure.beside import Beside
from gui.measure.card import ResultCard
from gui.measure.led_side import LedSide
from gui.measure.pane import Pane
from gui.measure.stage import Stage
from gui.measure.strip import Strip
from gui.measure.whose import Whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.live.course import Verdict
    from drivers.live.live import Live
    from drivers.telling import Cue, Wish
    from gui.kit.palette import Inks
    from gui.measure.leading import Leading
    from gui.measure.traces import Traces
    from gui.measure.welcome import Welcome
    from gui.sessions import Sessions
    from gui.setup import Setup
    from gui.sound import Sound
    from gui.turning import Turning


class MeasurePlace(QWidget):
    """Strip, stage, card and pane; it steers a `Live`, or a session that is led on it.

    `chose` comes where something else would be begun.

    Parameters
    ----------
    refusal, near
        Say of a code why nobody may be timed under it, and who may be meant by it; see `Whose`.
    sessions
        Asks the history what can be led.
    pane
        Whether the pane is beside the stage.
    """

    chose = Signal()

    def __init__(
        self,
        setup: Setup,
        inks: Inks,
        *,
        refusal: Callable[[str], str],
        near: Callable[[str], str | None],
        sessions: Sessions,
        pane: bool = True,
    ) -> None:
        super().__init__()
        self.standing = Standing()
        self.whose = Whose(self, refusal, near)
        self._turning: Turning | None = None
        self._sound: Sound | None = None
        self._live: Live | None = None
        self._traces: Traces | None = None
        self.welcome: Welcome | None = None
        self.strip, self.stage, self.pane = Strip(setup), Stage(inks), Pane()
        self.card = ResultCard(self.judge, self.undo)
        self.led = LedSide(self.strip, self.pane, sessions, self.start, self._show_choice)
        self.acts = Acts(
            press=self.press,
            pause=self.pause,
            skip=self.skip,
            rehearse=self.rehearse,
            turn_pane=self.turn_pane,
        )
        self.start_button = self.acts.start
        row = self._lay_out()
        apart = (("Space", self.press), ("Esc", self.stop), ("F9", self.turn_pane))
        self.beside = Beside(self.pane, row, self, on=pane, keys=apart)
        for key, act in (
            ("Space", self.press),
            ("R", lambda: self.judge("again")),
            ("N", lambda: self.judge("not_step_down")),
            ("Del", lambda: self.judge("discarded")),
            ("Return", self.enter),
            ("Enter", self.enter),
            ("Ctrl+Z", self.undo),
            ("P", self.pause),
            ("S", self.skip),
            ("Ctrl+R", self.rehearse),
            ("F9", self.turn_pane),
            ("Esc", self.stop),
            *self.led.keys,
        ):
            shortcut(self, key, act)
        self.strip.changed.connect(self._show_choice)
        self._show_choice()

    def attach(
        self,
        turning: Turning,
        sound: Sound,
        inks: Inks,
        *,
        hear: Callable[[list[Cue]], None],
        tell: Callable[[str], object],
    ) -> None:
        """Show what is turned there, and steer it; this loads what draws, and so comes late."""
        from gui.measure.traces import Traces

        self._turning, self._sound = turning, sound
        live = self._live = turning.live
        self._traces = Traces(
            lambda: live.info.conditions.placement if live.info is not None else "lower_back"
        )
        self._live.watchers.append(self._traces.push)
        turning.changed.connect(self.show_standing)
        turning.ticked.connect(self.draw)
        turning.wished.connect(self.grant)
        self.pane.add_traces(self._traces, inks)
        self.led.attach(turning, hear, tell)

    @property
    def _steered(self) -> Live | Leading | None:
        """What keys and wishes go to."""
        return self.led.steered or self._live

    @property
    def begins(self) -> str:
        """What is led where Start is pressed, in words; empty where it is a test."""
        return self.led.begins

    def refresh(self) -> None:
        """Look anew at what can be led."""
        self.led.refresh()

    @property
    def pane_beside(self) -> bool:
        """Whether the pane is beside the stage."""
        return self.beside.on

    def press(self) -> None:
        """Start or stop, as the space bar and the button do, whatever has the keyboard."""
        if self.welcome is not None:
            self.welcome.begin()
        elif self.standing.active and self._steered is not None:
            self._steered.press()
        else:
            self.start()

    def start(self) -> None:
        """Start, unless that was done or nobody may be timed under this code."""
        if self._live is not None and not self.standing.active:
            self.start_button.setFocus()
            setup = self.strip.setup
            self.whose.settle(setup, self._start, kept=self.led.owner(setup))

    def take(self, setup: Setup) -> None:
        """Have another choice in the strip, as if it were made there."""
        if setup != self.strip.setup:
            self.strip.show_setup(setup)
            self.strip.changed.emit()

    def _start(self, setup: Setup) -> None:
        self.take(setup)
        live = self._live
        if live is None or self.standing.active:
            return
        if refusal := self.whose.refusal(setup, kept=self.led.owner(setup)):
            live.fail(refusal)
            return
        if setup.kind == "led":
            self.led.begin(setup)
            return
        self.led.forget()
        if self._traces is not None:
            self._traces.clear()
        live.start(setup)

    def stop(self) -> None:
        """End the test."""
        if self._steered is not None and self.standing.active:
            self._steered.stop()

    def grant(self, wish: Wish) -> None:
        """Do what was asked for on a phone that is the sensor, as its key does it here."""
        if wish == "start":
            self.start()
        elif self._steered is not None:
            self._steered.grant(wish)

    def judge(self, verdict: Verdict) -> None:
        """Say something of the newest attempt."""
        if self._steered is not None:
            self._steered.judge(verdict)

    def enter(self) -> None:
        """Use what has the keyboard; on Start, keep the newest attempt.

        In a field, be done with it, so that Space starts again.
        """
        focus = self.focusWidget()
        start = self.start_button if self.welcome is None else self.welcome.start_button
        if typed_in(focus):
            start.setFocus()
        elif focus is not start and entered(focus):
            return
        elif self.welcome is not None:
            self.welcome.begin()
        elif self.standing.can_judge:
            self.judge("kept")
        elif not self.standing.active:
            self.press()

    def undo(self) -> None:
        """Take back what was said last."""
        if self._steered is not None:
            self._steered.undo()

    def pause(self) -> None:
        """Pause, or go on."""
        if self._steered is not None:
            self._steered.pause()

    def skip(self) -> None:
        """Skip the rest or the next attempt."""
        if self._steered is not None:
            self._steered.skip()

    def rehearse(self) -> None:
        """Open the rehearsal of the placement."""
        from gui.measure.rehearsal_view import RehearsalDialog

        if self._turning is not None and not self.standing.active:
            window = self.window()
            RehearsalDialog(self._turning, self.strip.setup, self._sound, window).open()

    def turn_pane(self) -> None:
        """Have the pane beside the stage, then in a window of its own, then off."""
        self.beside.turn()

    def cover(self, welcome: Welcome | None) -> None:
        """Have the first questions in place of all else; None has all else again."""
        if self.welcome is not None:
            self._pages.removeWidget(self.welcome)
            self.welcome.deleteLater()
        self.welcome = welcome
        if welcome is not None:
            self._pages.addWidget(welcome)
        self._pages.setCurrentIndex(self._pages.count() - 1)
        (self.start_button if welcome is None else welcome.first).setFocus()

    def teach(self, wanted: bool) -> None:
        """Have the stage say how to stand safely, which is for the first time."""
        self.stage.teaches = wanted
        self.stage.show_standing(self.standing)

    def draw(self) -> None:
        """Draw the traces, once a frame."""
        if self.pane.view is not None:
            self.pane.view.draw()

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.stage.recolour(inks)
        if self.welcome is not None:
            self.welcome.recolour(inks)
        self.pane.recolour(inks)
        self.show_standing(self.standing)

    def show_standing(self, now: Standing) -> None:
        """Put a standing on the screen."""
        self.standing = now
        self.stage.show_standing(now)
        self.pane.show_standing(now)
        self.card.show_standing(now)
        self._cards.setCurrentIndex(1 if self.led.show(now) else 0)
        if self.strip.isEnabled() == now.active:
            self.strip.setEnabled(not now.active)
        self.acts.show_standing(now, goes_on=self.led.goes_on)

    def _show_choice(self) -> None:
        """Say what comes next, and by which sensor, while there is no test to speak of."""
        chosen = self.led.chosen
        alone = chosen is not None and not chosen.measured
        self.stage.chosen = words.chosen(self.strip.setup, alone=alone)
        self.show_standing(self.standing)
        self.chose.emit()

    def _lay_out(self) -> QHBoxLayout:
        """Lay all out; gives the row of the stage, which the pane may join."""
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.stage, 1)
        self._cards = QStackedLayout()
        self._cards.addWidget(self.card)
        self._cards.addWidget(self.led.card)
        left.addLayout(self._cards)
        left.addLayout(self.acts)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(left, 5)
        work = QWidget()
        work.setObjectName("clear")
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.strip)
        column.addLayout(row, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(work)
        return row

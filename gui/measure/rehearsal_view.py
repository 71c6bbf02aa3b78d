"""The rehearsal as a dialog, hands free: it ends by itself after three step-downs or a minute."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from balance.words import SAFETY
from drivers.live.screen import told
from drivers.telling import Cue
from gui.kit.controls import button, label, row
from gui.kit.text import tr
from gui.measure import rehearsal
from gui.measure.words import FRONT

if TYPE_CHECKING:
    from drivers.live.standing import Standing
    from gui.setup import Setup
    from gui.sound import Sound
    from gui.turning import Turning


class RehearsalDialog(QDialog):
    """Runs a practice test without a plan, and judges what came of it."""

    def __init__(
        self, turning: Turning, setup: Setup, sound: Sound | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Placement rehearsal"))
        self.resize(640, 420)
        self._turning, self._live = turning, turning.live
        self._sound = sound
        self._began_s: float | None = None
        self.now = rehearsal.Rehearsal()
        self.asks = label(size=1.5, bold=True)
        self.lines, self.advice = label(), label(size=1.1)
        self.close_button = button(tr("Close"), self.accept, "Esc")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        column.addWidget(label(tr(SAFETY), faint=True))
        column.addWidget(self.asks)
        column.addWidget(self.lines, 1)
        column.addWidget(self.advice, 1)
        column.addLayout(row(1, self.close_button))
        turning.changed.connect(self._changed)
        self._waiting = tr("Waiting for the sensor.")
        self._show()
        self._live.start(replace(setup, kind="free", practice=True))

    def done(self, result: int) -> None:
        """Let go of the sensor when it closes."""
        self._turning.changed.disconnect(self._changed)
        self._live.stop()
        super().done(result)

    def _changed(self, now: Standing) -> None:
        if self.now.done:
            return
        run = self._live.run
        passed_s = run.sampled_s if run is not None else 0.0
        holds = [entry.hold for entry in now.entries]
        before, waited = self.now, self._waiting
        self.now = rehearsal.rehearsed(holds, passed_s, stopped=now.stage == "over")
        self._waiting = rehearsal.waiting_for(now, self._live.waiting_hint)
        if (self.now, self._waiting) != (before, waited):
            self._show(now)
        if self.now.done and now.active:
            self._live.stop()

    def _show(self, now: Standing | None = None) -> None:
        asks = rehearsal.ask(self.now, self._waiting)
        if now is not None and now.trouble:
            asks = now.trouble
        self.asks.setText(asks)
        self.lines.setText(
            "\n".join(rehearsal.line(i, one) for i, one in enumerate(self.now.caught))
        )
        if self.now.done and self._live.run is not None:
            faults = now.faults if now is not None else ()
            advice = rehearsal.advice(self.now, self._live.run.conditions, faults)
            self.advice.setText("\n".join(advice))
        cue = Cue(words=asks)
        self._live.tell(told(self._live.standing, FRONT), [cue])
        if self._sound is not None:
            self._sound.play(cue)

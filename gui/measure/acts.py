"""The row of buttons below the stage: start, pause, skip, rehearse, traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from gui.kit.controls import button
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.live.standing import Standing

_WIDE = 200


class Acts(Flow):
    """What can be done with a test, or with a session that is led.

    Parameters
    ----------
    press, pause, skip, rehearse, turn_pane
        Do it.
    """

    def __init__(
        self,
        *,
        press: Callable[[], object],
        pause: Callable[[], object],
        skip: Callable[[], object],
        rehearse: Callable[[], object],
        turn_pane: Callable[[], object],
    ) -> None:
        self.start = button(tr("Start"), press, "Space", tr("Start, end, stop"))
        self.start.setObjectName("big")
        self.start.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.start.setMinimumWidth(_WIDE)
        self.pause = button(tr("Pause"), pause, "P", tr("Pause between attempts"))
        self.skip = button(tr("Skip"), skip, "S", tr("Skip the rest or this attempt"))
        self.rehearse = button(
            tr("Rehearse"),
            rehearse,
            "Ctrl+R",
            tr("Three lifts and step-downs on purpose: is the sensor well placed?"),
        )
        traces = tr("Traces: beside, in a window of their own, off")
        self.pane = button(tr("Traces"), turn_pane, "F9", traces)
        super().__init__(self.start, self.pause, self.skip, None, self.rehearse, self.pane)

    def show_standing(self, now: Standing, *, goes_on: bool) -> None:
        """Say what each does now; `goes_on` where Start goes on with what was left."""
        if self.rehearse.isEnabled() == now.active:
            self.rehearse.setEnabled(not now.active)
        said = words.button(now, goes_on=goes_on)
        if said != self.start.text():
            self.start.setText(said)
            self.start.setAccessibleName(said)
        between = now.active and now.stage != "opening" and not now.holding
        for each in (self.pause, self.skip):
            if each.isEnabled() != between:
                each.setEnabled(between)
        self.pause.setText(tr("Go on") if now.stage == "paused" else tr("Pause"))

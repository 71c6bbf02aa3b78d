"""The sets of a session that is led, as they are done, and the score of a named test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.kit.controls import Sheet
from gui.kit.text import tr
from gui.measure import words
from gui.measure.wrapped import WrappedList

if TYPE_CHECKING:
    from drivers.live.led import Led

NO_SET: Final = "Each set is listed here once it is done."


class SetsView(Sheet):
    """A list that takes the place of the attempts."""

    def __init__(self) -> None:
        super().__init__(tr("Sets"))
        self.list = WrappedList(tr("Sets"))
        self.column.addWidget(self.list, 1)
        self._shown: object = None

    def show_led(self, led: Led) -> None:
        """List what was done so far, where it is something else."""
        shown = (led.lead.items, led.lead.outcomes, led.over)
        if shown != self._shown:
            self._shown = shown
            self.list.show_lines(words.set_lines(led.lead) or [tr(NO_SET)])

"""Where the pane is: beside the stage, in a window of its own, or off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.kit.controls import shortcut
from gui.kit.screens import put

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen

_APART: Final = QSize(640, 760)  # in a window of its own
_SHARE: Final = 2  # of the row, of which the stage has 5


class Beside:
    """Turns a pane from one to the next.

    Parameters
    ----------
    pane
        What is beside the stage.
    row
        Where that is.
    here
        What it is beside: a window of its own goes to another screen than this.
    on
        Whether it is beside the stage to begin with.
    keys
        Keys, and what they do, while it is in a window of its own; else those of the place are
        heard.
    """

    def __init__(
        self,
        pane: QWidget,
        row: QHBoxLayout,
        here: QWidget,
        *,
        on: bool,
        keys: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        self.on = on
        self._pane, self._row, self._here = pane, row, here
        self._keys = [shortcut(pane, key, act) for key, act in keys]
        if on:
            row.addWidget(pane, _SHARE)
        self._hear()

    def turn(self) -> None:
        """Have it beside the stage, then in a window of its own, then off."""
        if self.on:
            self.on = False
            self._pane.setParent(None)
            self._pane.setWindowFlag(Qt.WindowType.Window, True)
            self._put_apart()
            self._pane.show()
            self._put_apart()  # now that it has a frame
        elif self._pane.isVisible():
            self._pane.hide()
        else:
            self.on = True
            self._pane.setWindowFlag(Qt.WindowType.Window, False)
            self._row.addWidget(self._pane, _SHARE)
            self._pane.show()
        self._hear()

    @staticmethod
    def screens() -> list[QScreen]:
        """Give the screens that there are."""
        return QGuiApplication.screens()

    def _put_apart(self) -> None:
        """Put it on the other screen, or on this one at the far side."""
        here = self._here.screen()
        other = next((one for one in self.screens() if one is not here), None)
        room = (other or here).availableGeometry()
        at = room.topLeft() if other else QPoint(room.right() + 1 - _APART.width(), room.y())
        put(self._pane, QRect(at, _APART), room)

    def _hear(self) -> None:
        for each in self._keys:
            each.setEnabled(not self.on)

"""The rail on the left: four places, the colours and the help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.kit.controls import button, with_key
from gui.kit.icons import icon
from gui.kit.text import tr

if TYPE_CHECKING:
    from gui.kit.palette import Inks

PLACES: Final = ("measure", "review", "progress", "sensor")
TITLES: Final = {
    "measure": "Measure",
    "review": "Review",
    "progress": "Progress",
    "sensor": "Sensor",
}


class Rail(QWidget):
    """`chosen` gives the name of a place."""

    chosen = Signal(str)
    theme_wanted = Signal()
    help_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for index, name in enumerate(PLACES, 1):
            each = QPushButton(tr(TITLES[name]))
            each.setObjectName("place")
            each.setCheckable(True)
            each.setAutoExclusive(True)
            each.setIconSize(QSize(34, 34))
            each.setMinimumSize(128, 56)
            each.setAccessibleName(tr(TITLES[name]))
            each.setToolTip(with_key(tr(TITLES[name]), f"Ctrl+{index}"))
            each.clicked.connect(partial(self._clicked, name))
            self.buttons[name] = each
            column.addWidget(each)
        self.show_place("measure")
        column.addStretch(1)
        self._theme = button("", self.theme_wanted.emit, "Ctrl+T", tr("Light, dark, as the system"))
        help_button = button(tr("Help"), self.help_wanted.emit, "F1")
        column.addWidget(self._theme)
        column.addWidget(help_button)
        for each in (*self.buttons.values(), self._theme, help_button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the test

    def show_place(self, name: str) -> None:
        """Mark the place that is open."""
        self.buttons[name].setChecked(True)

    def recolour(self, inks: Inks, theme: str) -> None:
        """Take other colours."""
        for name, each in self.buttons.items():
            each.setIcon(icon(name, inks.text))
        said = tr("Colours: {name}", name=tr(theme))
        self._theme.setText(said)
        self._theme.setAccessibleName(said)

    def _clicked(self, name: str, _down: bool = True) -> None:
        self.chosen.emit(name)

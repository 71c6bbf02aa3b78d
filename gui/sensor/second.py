"""The second sensor of the same person: where it is worn, its address, and whether that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from gui.kit.controls import choose, combo, label, titled
from gui.kit.text import tr
from gui.setup import AS_RECORDED, WORN, options_of, scheme_of, worn_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.sensor.sources import Choice
    from gui.setup import Setup

TITLE: Final = "And a second sensor"
NO_ADDRESS: Final = "Give the address of the second sensor."
_RECORDED: Final = "recorded"


class SecondSensor(QWidget):
    """A place of the body, and an address; nothing more while there is none.

    Parameters
    ----------
    setup
        Gives what is chosen for the next test.
    use
        Is told the address of the second sensor, empty for none.
    """

    def __init__(self, setup: Callable[[], Setup], use: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._setup, self._use = setup, use
        self._found: tuple[Choice, ...] = ()
        names = [(tr("None"), ""), *((tr(name), one) for one, name in WORN.items())]
        self.worn = combo(
            tr(TITLE),
            [*names, (tr(AS_RECORDED), _RECORDED)],
            tr("One on the trunk, one on the raised leg: the leg times, the trunk sways"),
        )
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Address of the second sensor"))
        self._offered = QStringListModel(self)
        self.address.setCompleter(QCompleter(self._offered, self.address))
        self.words = label(size=0.9)
        self._more = QWidget()
        self._more.setObjectName("clear")
        more = titled(tr("Its address"), self.address)
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self.words)
        self._more.setLayout(more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(titled(tr(TITLE), self.worn))
        column.addWidget(self._more)
        self.worn.activated.connect(self._chosen)
        self.address.editingFinished.connect(self._written)
        self.refresh()

    @property
    def refusal(self) -> str:
        """Why the sensors that are chosen can't be timed together; empty where they may."""
        setup = self._setup()
        if not self.worn.currentData():
            return ""
        if not setup.beside:
            return tr(NO_ADDRESS)
        from drivers.live.second import refusal_of  # late: what reads sensors is slow to load

        return refusal_of(setup.address, setup.beside)

    def offer(self, found: Sequence[Choice]) -> None:
        """Offer the addresses of sensors that were found."""
        self._found = tuple(found)
        self._offered.setStringList([one.address for one in found])

    def refresh(self) -> None:
        """Show what is chosen, and whether it can be timed with the first one."""
        beside = self._setup().beside
        if beside:
            placement = options_of(beside).get("placement", _RECORDED)
            choose(self.worn, placement)
            self.address.setText(beside)
        self._say()

    def _say(self) -> None:
        self._more.setVisible(bool(self.worn.currentData()))
        said = self.refusal
        if said != self.words.text():
            self.words.setText(said)
            self.words.setAccessibleName(said)
        self.words.setVisible(bool(said))

    def _chosen(self) -> None:
        """Take another place of the body, or none; what is likely is suggested as its address."""
        if self.worn.currentData() and not self.address.text().strip():
            self.address.setText(self._likely())
        self._take()
        if self.worn.currentData() and not self._setup().beside:
            self.address.setFocus()

    def _written(self) -> None:
        if self.worn.currentData():
            self._take()

    def _likely(self) -> str:
        """Give another sensor that was found; the same person where one is simulated."""
        first = self._setup().address
        if scheme_of(first) == "sim":
            return first
        target = first.partition("?")[0]
        return next((one.address for one in self._found if one.address != target), "")

    def _take(self) -> None:
        worn, address = self.worn.currentData(), self.address.text().strip()
        if not worn:
            address = ""
        elif address and worn != _RECORDED:
            address = worn_at(address, worn, over=True)
        if address:
            self.address.setText(address)
        if address != self._setup().beside:
            self._use(address)
        self._say()

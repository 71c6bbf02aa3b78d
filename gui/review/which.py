"""What a file does not say, a person does: which of several sensors, where worn, on which leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QInputDialog, QVBoxLayout

from balance.signal.placement import PLACEMENTS
from gui.kit.controls import combo, label
from gui.kit.text import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from balance.protocol.conditions import Leg
    from balance.records.errors import SeveralSensorsError
    from balance.signal.placement import Placement


def ask_which(found: SeveralSensorsError, parent: QWidget) -> str | None:
    """Show the names, with the only one that moves chosen beforehand; None where nobody chose."""
    names = list(found.sensors)
    chosen = names.index(found.moving) if found.moving in names else 0
    name, given = QInputDialog.getItem(
        parent,
        tr("Several sensors"),
        tr("Which one is to be shown?"),
        names,
        chosen,
        editable=False,
    )
    return name if given else None


def ask_worn(parent: QWidget) -> tuple[Placement, Leg | None] | None:
    """Ask where the sensor was worn and on which leg the person stood; None where nobody said."""
    asking = WornDialog(parent)
    if asking.exec() != QDialog.DialogCode.Accepted:
        return None
    return asking.placement.currentData(), asking.leg.currentData()


class WornDialog(QDialog):
    """Asks what a file of another program does not say of how it was made."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Where was the sensor?"))
        places = [(tr(one.replace("_", " ")), one) for one in PLACEMENTS]
        self.placement = combo(tr("Where it was worn"), places)
        legs = [(tr("not known"), None), (tr("left"), "left"), (tr("right"), "right")]
        self.leg = combo(tr("Standing leg"), legs)
        form = QFormLayout()
        form.addRow(tr("Where it was worn"), self.placement)
        form.addRow(tr("Standing leg"), self.leg)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        why = tr(
            "The file does not say it. Back and leg move differently, so the time hangs on it."
        )
        column = QVBoxLayout(self)
        column.addWidget(label(why))
        column.addLayout(form)
        column.addWidget(self.buttons)

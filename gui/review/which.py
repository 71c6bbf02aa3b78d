"""Which of several sensors in a file is looked at: a person chooses, none is taken silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

from gui.kit.text import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from balance.records.errors import SeveralSensorsError


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

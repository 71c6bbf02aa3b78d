"""What the disk does not take: put into another folder, and lost only where a person says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.kit.controls import wait_for
from gui.kit.text import tr

if TYPE_CHECKING:
    from drivers.live.live import Live


def let_go(live: Live, window: QWidget, *, asking: bool) -> bool:
    """End what is under way, and wait until it is kept; False where the window is to stay."""
    live.disconnect()
    live.write_edits()
    window.setEnabled(False)
    wait_for(live.desk.do(lambda: None))
    window.setEnabled(True)
    unsaved = live.refresh().unsaved
    if unsaved and asking and not save_elsewhere(live, window) and not may_lose(window):
        return False
    live.close()
    return True


def save_elsewhere(live: Live, window: QWidget) -> bool:
    """Ask where to save what the disk did not take; True where all is kept."""
    if not live.standing.unsaved:
        return True
    folder = ask_folder(window)
    return folder is not None and live.save_in(folder)


def ask_folder(window: QWidget) -> Path | None:
    """Ask for another folder to keep recordings in."""
    chosen = QFileDialog.getExistingDirectory(
        window, tr("Choose another folder; what was measured is saved there")
    )
    return Path(chosen) if chosen else None


def may_lose(window: QWidget) -> bool:
    """Ask whether to close although not all is kept; Enter says no."""
    text = tr("Close without saving? What was measured is lost then.")
    no = QMessageBox.StandardButton.No
    buttons = QMessageBox.StandardButton.Yes | no
    return QMessageBox.question(window, window.windowTitle(), text, buttons, no) != no

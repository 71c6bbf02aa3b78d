"""A QR code, drawn as squares: black on white in any theme, since cameras want it so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.kit.text import tr

_QUIET = 4  # modules of white around it, as the standard asks


class QrCode(QWidget):
    """Shows a text as a QR code; nothing while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[bytes] = []
        self.setMinimumSize(156, 156)
        self.setAccessibleName(tr("QR code for the phone"))

    def show_text(self, text: str) -> None:
        """Show a text, mostly an address to open."""
        import segno

        made = segno.make(text, micro=False, error="m") if text else None
        self._rows = [bytes(row) for row in made.matrix] if made else []
        self.setAccessibleDescription(text)
        self.setVisible(bool(self._rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        if not self._rows:
            return
        side = min(self.width(), self.height())
        module = side / (len(self._rows) + 2 * _QUIET)
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, side, side), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    left, top = (x + _QUIET) * module, (y + _QUIET) * module
                    square = QRectF(left, top, module + 0.5, module + 0.5)
                    painter.fillRect(square, Qt.GlobalColor.black)
        painter.end()

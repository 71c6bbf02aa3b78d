"""How large a window opens, and that all of it is on the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QWidget

#: A screen with no more room than this is filled; of a larger one a share is taken.
FILLED: Final = QSize(1600, 1000)
SHARE: Final = 0.85


def fills(available: QSize) -> bool:
    """Whether a window is to fill a screen with so much room."""
    return available.width() <= FILLED.width() or available.height() <= FILLED.height()


def share_of(available: QRect) -> QRect:
    """Give a good share of the middle of a screen."""
    size = available.size() * SHARE
    made = QRect(QPoint(0, 0), size)
    made.moveCenter(available.center())
    return made


def inside(frame: QRect, available: QRect) -> QRect:
    """Give a frame that is wholly on the screen: moved, and made smaller where that must be."""
    size = frame.size().boundedTo(available.size())
    x = min(max(frame.x(), available.x()), available.right() + 1 - size.width())
    y = min(max(frame.y(), available.y()), available.bottom() + 1 - size.height())
    return QRect(QPoint(x, y), size)


def put(window: QWidget, wanted: QRect, available: QRect) -> None:
    """Put a window, its frame with it, where it is wanted and on the screen."""
    border = window.frameGeometry().size() - window.size()
    if border.isEmpty():  # not known before it is seen
        border = QSize(0, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
    frame = inside(QRect(wanted.topLeft(), wanted.size() + border), available)
    window.resize(frame.size() - border)
    window.move(frame.topLeft())


def open_as_before(window: QWidget, before: bytes) -> None:
    """Open as it was closed; the first time, as large as is good on this screen."""
    if before and window.restoreGeometry(QByteArray(before)):
        if not (window.isMaximized() or window.isFullScreen()):
            put(window, window.geometry(), window.screen().availableGeometry())
        return
    available = window.screen().availableGeometry()
    put(window, share_of(available), available)
    if fills(available.size()):
        put(window, available, available)
        window.setWindowState(Qt.WindowState.WindowMaximized)


def turn_full_screen(window: QWidget) -> None:
    """Fill the screen, or no more."""
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()

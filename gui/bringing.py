"""Files that somebody brings: dropped on the window, or chosen where any file can be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget


class Bringing(QObject):
    """Takes in what was handed over, and opens anything else as a recording.

    Parameters
    ----------
    window
        What files are dropped on.
    open_place
        Shows a place of the window, by its name.
    is_busy
        Whether a test is under way: then nothing is taken.
    """

    def __init__(
        self, window: QWidget, open_place: Callable[[str], QWidget], is_busy: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._open_place, self._is_busy = open_place, is_busy
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def bring(self, path: Path) -> None:
        """Open a file, whatever it is, in the place that it belongs to."""
        from drivers.live.taking import can_be_ours
        from gui.progress.giving import take_in
        from gui.progress.place import ProgressPlace
        from gui.review.place import ReviewPlace

        place = self._open_place("progress" if can_be_ours(path) else "review")
        if isinstance(place, ProgressPlace):
            take_in(place, path)
        elif isinstance(place, ReviewPlace):
            place.open(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take one file that is dropped, but in the middle of a test."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.Drop)
        if event.type() not in kinds or self._is_busy():
            return super().eventFilter(watched, event)
        drop = cast(QDropEvent, event)
        path = _dropped(drop.mimeData())
        if path is None:
            return super().eventFilter(watched, event)
        drop.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            # The program that it comes from waits until this returns.
            QTimer.singleShot(0, self, lambda: self.bring(path))
        return True


def _dropped(what: QMimeData) -> Path | None:
    """Give the file or the data set that is brought; None for several, or anything else."""
    from drivers.live.taking import data_set_of

    urls = what.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() or data_set_of(path) is not None else None

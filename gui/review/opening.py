"""Opening a recording: read and analysed away from the window's thread, the newest wish first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from balance.records.errors import SeveralSensorsError
from balance.records.formats.told import NOTHING, Told
from balance.records.header import NO_PLACEMENT
from gui.review.looking import Looking
from gui.review.which import ask_which, ask_worn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gui.errands import Errands


class Opening:
    """Opens recordings, one at a time, while the window goes on being drawn.

    Parameters
    ----------
    parent
        Where it is asked what a file does not say.
    shown
        Is told which file is being read; None once none is.
    """

    def __init__(
        self, parent: QWidget, errands: Errands, shown: Callable[[Path | None], None]
    ) -> None:
        self._parent, self._errands, self._shown = parent, errands, shown
        self._wish: tuple[Path, Told] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being read: what is shown then is soon another."""
        return self._wish is not None

    def open(self, path: Path, told: Told = NOTHING) -> Looking | None:
        """Open a recording, and ask what it does not say.

        None where another was wished for meanwhile, or this one is being opened already.

        Raises
        ------
        RecordingError
            Where it can't be read; one sentence.
        """
        wish = (path, told)
        if self._wish == wish:
            return None
        self._set(wish)
        try:
            look = self.read(path, told)
        except SeveralSensorsError as error:
            if self._wish == wish and (name := ask_which(error, self._parent)):
                return self.open(path, replace(told, sensor=name))
            raise
        finally:
            if self._wish == wish:
                self._set(None)
        if look is None or NO_PLACEMENT not in look.recording.header.assumed:
            return look
        worn = ask_worn(self._parent)
        if worn is None:
            return look
        return self.open(path, replace(told, placement=worn[0], stance_leg=worn[1]))

    def read(self, path: Path, told: Told = NOTHING) -> Looking | None:
        """Read a recording as it is; None where something else was to be read meanwhile.

        Raises
        ------
        RecordingError
            Where it can't be read; one sentence.
        """
        return self._errands.read(partial(Looking, path, told))

    def _set(self, wish: tuple[Path, Told] | None) -> None:
        self._wish = wish
        self._shown(None if wish is None else wish[0])

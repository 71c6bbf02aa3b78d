"""Cues to the ear and the eye, and the lock that tells a second window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile

from gui.kit.text import tr

if TYPE_CHECKING:
    from drivers.telling import Cue
    from gui.measure.stage import Stage
    from gui.sound import Sound

LOCK: Final = "window.lock"


def hear(cues: Sequence[Cue], sound: Sound | None, stage: Stage) -> None:
    """Sound cues, and flash those that have a twin for the eye."""
    if sound is not None and cues:
        sound.play(*cues)
    if any(cue.flash for cue in cues):
        stage.flash()


def announced(cues: Sequence[Cue], announce: Callable[[str], object], *, reads: bool) -> list[Cue]:
    """Give cues to be sounded; where somebody's screen is read to them, words are announced."""
    if not reads:
        return list(cues)
    said = " ".join(cue.words for cue in cues if cue.words)
    if said:
        announce(said)
    return [replace(cue, words="") for cue in cues]


class Doors:
    """Tells whether another window is open on the same folder.

    Attributes
    ----------
    second : bool
        Whether there is.
    trouble : str
        Why the folder can't be used, in words; empty where it can.
    """

    def __init__(self, folder: Path | None) -> None:
        self.second = False
        self.trouble = ""
        self._lock: QLockFile | None = None
        if folder is None:
            return
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            self.trouble = f"{folder}: {reason}. " + tr("Nothing can be kept here.")
            return
        self._lock = QLockFile(str(folder / LOCK))
        self.second = not self._lock.tryLock(0)

    def close(self) -> None:
        """Let another window be the first."""
        if self._lock is not None and not self.second:
            self._lock.unlock()

"""Speech, by a program of the system that runs beside the window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QObject, QProcess, QTimer, Signal

from drivers import voices
from drivers.voices import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.voices import Program, Voice

KILL_MS: Final = 1000  # that a program that was killed is waited for
_PATIENCE_MS: Final = 5_000  # and so much for each letter, after which nobody speaks any more
_LETTER_MS: Final = 150
_MOST_SAID: Final = 160  # letters of what a program says of its failure
_NO_ANSWER: Final = "the voice does not answer"
_ERROR: Final = re.compile(r"^error:\s*(.+)$", re.MULTILINE | re.IGNORECASE)


class Runner(QObject):
    """Runs one program at a time; a new one ends the one before.

    `ended` comes with what a program wrote and what went wrong, in words or empty; not where it
    was cut off. The one process object is used again and again: to delete one in its own signals
    is what Qt for Python does not take.
    """

    ended = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._next: tuple[str, Asked] | None = None
        self.busy = False  # with a program that was not cut off

    def run(self, path: str, asked: Asked) -> None:
        """Start a program, as soon as the one before is ended."""
        self.busy, self._next = True, (path, asked)
        if self._is_running:
            self._process.kill()
        else:
            self._begin()

    def cut_off(self) -> None:
        """End the program, without waiting for its end."""
        self.busy, self._next = False, None
        if self._is_running:
            self._process.kill()

    def stop(self) -> None:
        """End the program, and see that it is gone."""
        self.cut_off()
        if self._is_running:
            self._process.waitForFinished(KILL_MS)

    @property
    def _is_running(self) -> bool:
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def _begin(self) -> None:
        if self._next is None:
            return
        (path, asked), self._next = self._next, None
        self._process.start(path, asked.arguments)
        if self._is_running:
            self._process.write(asked.given)
            self._process.closeWriteChannel()

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        wrote, said = (
            bytes(read().data()).decode(errors="replace")
            for read in (self._process.readAllStandardOutput, self._process.readAllStandardError)
        )
        well = code == 0 and status is QProcess.ExitStatus.NormalExit
        self._end(wrote, failure(said, well=well))

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # after all others `finished` comes
            self._end("", self._process.errorString())

    def _end(self, wrote: str, trouble: str) -> None:
        if self._next is not None:
            self._begin()
        elif self.busy:
            self.busy = False
            self.ended.emit(wrote, trouble)


class Speech(QObject):
    """Says one sentence at a time; a new one cuts off the one before.

    `trouble` says in words why nothing is spoken; empty where it is. `changed` comes when that, or
    the list of voices, is different.

    Parameters
    ----------
    find
        Gives the program; None where the system has none. It is asked again while there is none.
    """

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, find: Callable[[], Program | None] | None = None
    ) -> None:
        super().__init__(parent)
        self.trouble = "speech is not started"
        self.voice = ""
        self._find = find or voices.find
        self._program: Program | None = None
        self._voices: list[Voice] = []
        self._speaker, self._lister = Runner(self), Runner(self)
        self._speaker.ended.connect(self._spoken)
        self._lister.ended.connect(self._listed)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)

    def start(self) -> None:
        """Look for a program, and have it list its voices."""
        self._look()
        self._say_trouble("" if self._program is not None else voices.lack())

    def voices(self) -> list[str]:
        """Give the names of the voices of the system's language; of all where it has none."""
        plain = QLocale().language() == QLocale.Language.C  # that of a system which has none
        language = "en" if plain else QLocale.languageToCode(QLocale().language())
        own = [one for one in self._voices if re.split("[-_]", one.language)[0] == language]
        return list(dict.fromkeys(voice.name for voice in own or self._voices))

    def say(self, words: str, volume: float) -> None:
        """Say a sentence, 0 to 1 loud."""
        if self._program is None:
            self._look()  # what was in the way stays told until a sentence was spoken
        if self._program is None:
            return
        code = next((voice.code for voice in self._voices if voice.name == self.voice), "")
        self._patience.start(_PATIENCE_MS + _LETTER_MS * len(words))
        self._speaker.run(self._program.path, self._program.say(words, volume, code))

    def stop(self) -> None:
        """Be silent, and leave no program behind."""
        self._patience.stop()
        speaking, program = self._speaker.busy, self._program
        self._program = None
        self._speaker.stop()
        self._lister.stop()
        if speaking and program is not None and program.hush:
            QProcess.startDetached(program.path, program.hush)

    def _look(self) -> None:
        self._program = self._find()
        if self._program is not None:
            self._lister.run(self._program.path, Asked(self._program.listing))

    def _spoken(self, _wrote: str, trouble: str) -> None:
        self._patience.stop()
        if trouble:
            self._program = None  # another may be there next time
        self._say_trouble(trouble)

    def _listed(self, listed: str, trouble: str) -> None:
        if trouble:
            self._program = None
            self._say_trouble(trouble)
        elif self._program is not None:
            self._voices = self._program.read(listed)
            self.changed.emit()

    def _give_up(self) -> None:
        self._speaker.cut_off()
        self._say_trouble(_NO_ANSWER)

    def _say_trouble(self, why: str) -> None:
        trouble = f"nothing is spoken: {why}" if why else ""
        if trouble != self.trouble:
            self.trouble = trouble
            self.changed.emit()


def failure(said: str, *, well: bool) -> str:
    """Give what went wrong with a program, in words; empty where nothing did.

    Parameters
    ----------
    said
        What it wrote on standard error.
    well
        Whether it ended as if nothing had: espeak-ng does where it finds no loudspeaker.
    """
    error = _ERROR.search(said)
    if well and error is None:
        return ""
    why = error.group(1) if error is not None else said.strip().partition("\n")[0]
    return why[:_MOST_SAID].strip(". \r") or _NO_ANSWER

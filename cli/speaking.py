"""Words spoken by a program of the system, while the terminal goes on."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final, Self

from drivers import voices

if TYPE_CHECKING:
    from types import TracebackType

    from drivers.voices import Program

VOLUME: Final = 0.8
END_S: Final = 1.0  # that a program which was cut off is waited for


class Speaker:
    """Says one sentence at a time; a new one cuts off the one before.

    Parameters
    ----------
    program
        What speaks; None is silent.
    """

    def __init__(self, program: Program | None) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self.trouble = "" if program is not None else f"nothing is spoken: {voices.lack()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cut_off()

    def say(self, words: str) -> None:
        """Say a sentence; it does not wait until that is spoken."""
        if self._program is None:
            return
        self._cut_off()
        asked = self._program.say(words, VOLUME, "")
        try:
            self._process = subprocess.Popen(
                [self._program.path, *asked.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if self._process.stdin is not None:
                self._process.stdin.write(asked.given)
                self._process.stdin.close()
        except OSError as error:
            self._program = None
            self.trouble = f"nothing is spoken: {error.strerror or error}"

    def _cut_off(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        process.wait(END_S)

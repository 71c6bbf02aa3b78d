"""Words spoken by a program of the system, while the terminal goes on."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from drivers import voices

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from drivers.voices import Program

VOLUME: Final = 0.8
END_S: Final = 1.0  # that a program which was cut off is waited for
LAST_S: Final = 15.0  # that the last sentence of a session may take
_LOOK_S: Final = 0.05


class Speaker:
    """Says one sentence at a time; a new one cuts off the one before.

    As a context manager it is silent however it is left.

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
        speaking = self._process is not None and self._process.poll() is None
        try:
            self._cut_off()
        finally:
            if speaking:
                self._hush()

    def finish(self, leaves: Callable[[], bool]) -> None:
        """Wait until the last sentence is spoken, unless somebody leaves before."""
        until_s = time.monotonic() + LAST_S
        while self._process is not None and self._process.poll() is None:
            if leaves() or time.monotonic() >= until_s:
                return
            time.sleep(_LOOK_S)

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

    def _hush(self) -> None:
        """Have a server be silent that speaks on where only the program that asked it ends."""
        if self._program is None or not self._program.hush:
            return
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [self._program.path, *self._program.hush],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=END_S,
                check=False,
            )

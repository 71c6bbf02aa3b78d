"""Single key presses, without Enter, where standard input is a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final, Literal, Protocol

Key = Literal["stop", "quit", "pause", "skip", "repeat", "fault", "easy", "right", "hard"]

_MEANING: Final[dict[str, Key]] = {
    " ": "stop",
    "\r": "stop",
    "\n": "stop",
    "q": "quit",
    "Q": "quit",
    "p": "pause",
    "s": "skip",
    "r": "repeat",
    "e": "fault",
    "1": "easy",
    "2": "right",
    "3": "hard",
}


class Keys(Protocol):
    """A keyboard that is asked, never waited for. `live` tells whether keys can be pressed."""

    live: bool

    def __enter__(self) -> Keys:
        """Take the keyboard."""

    def __exit__(self, *_: object) -> None:
        """Give it back as it was."""

    def pressed(self) -> Key | None:
        """Give the next key that means something; None where none was pressed."""


class NoKeys:
    """No keyboard: standard input is not a terminal, or belongs to another program."""

    live = False

    def __enter__(self) -> NoKeys:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def pressed(self) -> Key | None:
        """Nothing, ever."""
        return None


if sys.platform == "win32":
    import msvcrt

    class TerminalKeys:
        """The keyboard of a Windows console."""

        live = True

        def __enter__(self) -> TerminalKeys:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def pressed(self) -> Key | None:
            """Give the next key that means something."""
            while msvcrt.kbhit():
                key = _MEANING.get(msvcrt.getwch())
                if key is not None:
                    return key
            return None

    def _in_foreground(_descriptor: int) -> bool:
        return True

else:
    import select
    import termios
    import tty

    class TerminalKeys:
        """The keyboard of a terminal, in cbreak mode: Ctrl-C still interrupts."""

        live = True

        def __init__(self) -> None:
            self._descriptor = sys.stdin.fileno()

        def __enter__(self) -> TerminalKeys:
            self._before = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor, termios.TCSANOW)
            return self

        def __exit__(self, *_: object) -> None:
            with suppress(termios.error):  # the terminal is gone
                # TCSADRAIN: what is still being written goes out in the mode it was written for.
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

        def pressed(self) -> Key | None:
            """Give the next key that means something."""
            while select.select([self._descriptor], [], [], 0)[0]:
                typed = os.read(self._descriptor, 1)
                if not typed:  # the terminal is gone
                    return "quit"
                key = _MEANING.get(typed.decode("latin-1"))
                if key is not None:
                    return key
            return None

    def _in_foreground(descriptor: int) -> bool:
        # A program in the background that sets the terminal's mode is stopped by the system.
        return os.tcgetpgrp(descriptor) == os.getpgrp()


def open_keys() -> Keys:
    """Give the keyboard where there is one that this program may read."""
    if sys.stdin is None or not sys.stdin.isatty() or not _in_foreground(sys.stdin.fileno()):
        return NoKeys()
    return TerminalKeys()

"""Ctrl-C, SIGTERM and a closed terminal as a request that a loop reads: files are closed first."""

from __future__ import annotations

import errno
import os
import signal
import sys
from types import FrameType
from typing import Final

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupt:
    """While entered, a signal sets `requested`; Ctrl-C after that breaks off at once.

    Other signals come again by themselves: where a terminal closes, a shell in it passes SIGHUP on
    to whoever has it from the system, and a computer that is shut down sends SIGTERM and SIGHUP.

    Attributes
    ----------
    requested : bool
        Whether somebody asked to stop.
    """

    def __init__(self) -> None:
        self.requested = False

    def __enter__(self) -> Interrupt:
        self._before = {number: signal.signal(number, self._ask) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self.requested and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.requested = True
        leave_lost_terminal()


if sys.platform == "win32":

    def leave_lost_terminal() -> None:
        """A console that closes ends its programs at once."""

else:
    import termios

    def leave_lost_terminal() -> None:
        """Read and write nowhere in place of a terminal that is gone, where each word fails."""
        for stream in range(3):
            try:
                termios.tcgetattr(stream)
            except termios.error as error:
                if error.args[0] == errno.EIO:
                    nowhere = os.open(os.devnull, os.O_RDWR)
                    os.dup2(nowhere, stream)
                    os.close(nowhere)

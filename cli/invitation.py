"""What is said until a source is open: that it is waited for, and the code that a phone scans."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from typing import Final

from cli import output
from cli.progress import AFTER_S

# White on black whatever the terminal's colours are: not every camera reads a code turned about.
_COLOURS, _PLAIN = "\x1b[97;40m", "\x1b[0m"
_QUIET: Final = 2
WAITING: Final = "Opening the sensor ..."


class Invitation:
    """Says what to do so that a source can be opened, with a code to scan, once for each.

    Where there is nothing to do but to wait, a terminal says so after a moment.
    """

    def __init__(
        self,
        say: Callable[[str], None] = output.note,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._clock = clock
        self._since_s = clock()
        self._shown = ""
        self._said = ""

    def look(self, link: str, hint: str, *, opening: bool = False) -> None:
        """Say what is new."""
        if opening and not (link or hint or self._said) and self._is_long():
            self._said = WAITING
            self._say(WAITING)
        if link and link != self._shown:
            self._shown = link
            if output.is_terminal(error=True):
                self._say(qr_text(link))
        if hint and hint != self._said:
            self._said = hint
            self._say(hint)

    def _is_long(self) -> bool:
        long = self._clock() - self._since_s >= AFTER_S
        return long and output.is_terminal(error=True)


def qr_text(text: str) -> str:
    """Draw a QR code in characters, two rows of it in each line."""
    import segno

    drawn = StringIO()
    segno.make(text, micro=False).terminal(out=drawn, border=_QUIET, compact=True)
    return "\n".join(f"{_COLOURS}{line}{_PLAIN}" for line in drawn.getvalue().splitlines())

"""The code that a phone is to scan, in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Final

from cli import output

# White on black whatever the terminal's colours are: not every camera reads a code turned about.
_COLOURS, _PLAIN = "\x1b[97;40m", "\x1b[0m"
_QUIET: Final = 2


class Invitation:
    """Says what to do so that a source can be opened, with a code to scan, once for each."""

    def __init__(self, say: Callable[[str], None] = output.note) -> None:
        self._say = say
        self._shown = ""
        self._said = ""

    def look(self, link: str, hint: str) -> None:
        """Say what is new."""
        if link and link != self._shown:
            self._shown = link
            if output.is_terminal(error=True):
                self._say(qr_text(link))
        if hint and hint != self._said:
            self._said = hint
            self._say(hint)


def qr_text(text: str) -> str:
    """Draw a QR code in characters, two rows of it in each line."""
    import segno

    drawn = StringIO()
    segno.make(text, micro=False).terminal(out=drawn, border=_QUIET, compact=True)
    return "\n".join(f"{_COLOURS}{line}{_PLAIN}" for line in drawn.getvalue().splitlines())

"""Lines out of a stream."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 1024
"""Bytes of a line beyond which it is no line of samples."""


class Lines:
    """Cuts a stream at its line ends.

    Parameters
    ----------
    ends
        The bytes that end a line, each by itself.

    Attributes
    ----------
    pushed
        Bytes taken in all.
    too_long
        Lines longer than `LONGEST`, which are dropped.
    """

    def __init__(self, ends: bytes = b"\n") -> None:
        self._ends = ends
        self._rest = b""
        self._overlong = False
        self.pushed = 0
        self.too_long = 0

    def clear(self) -> None:
        """Forget a line that has begun."""
        self._rest, self._overlong = b"", False

    def push(self, data: bytes) -> list[tuple[bytes, int]]:
        """Take the next bytes; give each line without its end, and where in the stream it ended."""
        for end in self._ends[1:]:
            data = data.replace(bytes((end,)), self._ends[:1])
        lines = (self._rest + data).split(self._ends[:1])
        place = self.pushed - len(self._rest)
        self.pushed += len(data)
        found = []
        for line in lines[:-1]:
            place += len(line) + 1
            if self._overlong or len(line) > LONGEST:
                self.too_long += 1
            else:
                found.append((line, place))
            self._overlong = False
        self._rest = lines[-1]
        if len(self._rest) > LONGEST:
            self._rest, self._overlong = b"", True
        return found

"""What goes wrong with a file, in one sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class RecordingError(Exception):
    """A file that can't be read or written; base of all file errors in `balance.records`.

    Parameters
    ----------
    reason
        What is wrong and what to do, as the end of a sentence: no capital, no full stop needed.
    path, line
        Where; they are put before the reason. Lines count from 1.
    """

    def __init__(self, reason: str, path: Path | None = None, line: int | None = None) -> None:
        where = [] if path is None else [str(path)]
        where += [] if line is None else [f"line {line}"]
        # It may quote what a damaged file holds: nothing of that is to reach a terminal as it is.
        reason = "".join(char if char.isprintable() else "?" for char in reason)
        super().__init__(f"{', '.join(where)}: {reason}" if where else reason)
        self.reason = reason

    def at(self, path: Path, line: int | None = None) -> RecordingError:
        """Give the same error with its place, for code that learns it later."""
        return type(self)(self.reason, path, line)

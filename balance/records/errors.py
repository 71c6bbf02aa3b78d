"""What goes wrong with a file, in one sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balance.errors import BalanceError
from balance.words import printable

if TYPE_CHECKING:
    from pathlib import Path


class RecordingError(BalanceError):
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
        said = f"{', '.join(where)}: {reason}" if where else reason
        super().__init__(printable(said, lines=False))
        self.reason = reason

    def at(self, path: Path, line: int | None = None) -> RecordingError:
        """Give the same error with its place, for code that learns it later.

        Parameters
        ----------
        path, line
            As of the class.
        """
        return type(self)(self.reason, path, line)


class SeveralSensorsError(RecordingError):
    """A file with several sensors of one kind, none of which is said to be the one that is meant.

    Parameters
    ----------
    reason, path, line
        As in `RecordingError`.
    sensors
        Their names, as `Told.sensor` takes them, in the order of the file.
    moving
        The only one that moves, None where several do.
    """

    def __init__(
        self,
        reason: str,
        path: Path | None = None,
        line: int | None = None,
        *,
        sensors: tuple[str, ...] = (),
        moving: str | None = None,
    ) -> None:
        super().__init__(reason, path, line)
        self.sensors = sensors
        self.moving = moving

    def at(self, path: Path, line: int | None = None) -> SeveralSensorsError:
        """Give the same error with its place.

        Parameters
        ----------
        path, line
            As of `RecordingError`.
        """
        return SeveralSensorsError(
            self.reason, path, line, sensors=self.sensors, moving=self.moving
        )

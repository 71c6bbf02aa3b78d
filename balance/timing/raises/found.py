"""A raise as a finder hands it on, whatever it was found by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """When the heel leaves, is highest and is down again; and the sine of the foot's pitch there.

    The sine is None where the sensor says nothing of it.
    """

    start_s: float
    top_s: float
    end_s: float
    sine: float | None


class Finder(Protocol):
    """Finds raises in rows, set by set."""

    counting: bool
    unclear: bool

    def found(self, *, over: bool) -> list[Found]:
        """Raises that the newest tile completes; `over` where there is no more to come."""

    def is_up(self) -> bool:
        """Whether a raise is under way, or was a moment ago and may not be taken yet."""

    def over(self) -> None:
        """The set is over: another may begin from here on."""

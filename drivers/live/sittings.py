"""Sittings: which session is led, and where it is kept how far it came."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import Regimen, alone, regimen_from, shipped_regimens
from balance.records.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.exercise.lead import Place
    from balance.protocol.exercise.program import Item, Part
    from balance.protocol.exercise.scripts import Side

WITH_SENSOR: Final = "advice"
WITHOUT_SENSOR: Final = "feet"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session that is led.

    Parameters
    ----------
    regimen
        What it is made of.
    parts
        The same, laid out for a person.
    place
        How far it came before; None where it begins.
    """

    regimen: Regimen
    parts: tuple[Part, ...]
    place: Place | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.regimen.title

    def keep(self, place: Place, items: Sequence[Item]) -> None:
        """Keep what was done by now."""

    def end(self) -> None:
        """See that all of it is kept."""


class Sittings:
    """The sessions that can be led."""

    def __init__(self) -> None:
        self.library = Library()

    def regimens(self) -> tuple[Regimen, ...]:
        """Give the plans that can be chosen."""
        return shipped_regimens()

    def begin(self, name: str | None, side: Side, *, sensor: bool) -> Sitting:
        """Begin a session.

        Raises
        ------
        RecordingError
            Where there is none of that name.
        """
        regimen = self.find(name or (WITH_SENSOR if sensor else WITHOUT_SENSOR))
        return Sitting(regimen, regimen.parts(self.library, (), one=side))

    def find(self, name: str) -> Regimen:
        """Give a plan by its name, an exercise or a test alone, or a plan out of a file.

        Raises
        ------
        RecordingError
            Where there is none of that name, or the file is no plan.
        """
        known = {one.id: one for one in self.regimens()}
        if name in known:
            return known[name]
        if name in self.library.ids():
            return alone(self.library[name])
        path = Path(name)
        try:
            keys = tomllib.loads(path.read_text(encoding="utf-8"))
            return regimen_from(keys, self.library)
        except FileNotFoundError as error:
            every = ", ".join((*known, *self.library.ids()))
            reason = f"there is no such plan, exercise, test or file; choose one of {every}"
            raise RecordingError(reason, path) from error
        except OSError as error:
            raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
        except ValueError as error:  # broken TOML, text or keys
            raise RecordingError(f"no plan: {error}", path) from error

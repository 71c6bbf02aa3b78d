"""The four places, each in a room of its own, built when it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from gui.kit.controls import scrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.kit.palette import Inks


class Rooms(QStackedWidget):
    """Shows one place at a time.

    Parameters
    ----------
    builders
        Build the places by name, each when it is first seen: they load what the window can open
        without.

    Attributes
    ----------
    places : dict
        Those that are built, in the order in which they were.
    """

    def __init__(self, builders: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._builders = builders
        self.places: dict[str, QWidget] = {}

    def show_place(self, name: str) -> QWidget:
        """Show a place; the first time it is built. `refresh` has it look at what is there."""
        if name not in self.places:
            self.places[name] = self._builders[name]()
            self.addWidget(_room(self.places[name]))
        self.setCurrentIndex(list(self.places).index(name))
        return self.places[name]

    def refresh(self) -> None:
        """Have the place that is seen look at what is there now."""
        place = list(self.places.values())[self.currentIndex()]
        refresh = getattr(place, "refresh", None)
        if refresh is not None:
            refresh()

    def may_close(self) -> bool:
        """Whether no place has something that would be lost."""
        asked = (getattr(place, "may_close", None) for place in self.places.values())
        return all(may() for may in asked if may is not None)

    def recolour(self, inks: Inks) -> None:
        """Take the colours of the theme in all of them."""
        for place in self.places.values():
            place.recolour(inks)  # type: ignore[attr-defined]


def _room(place: QWidget) -> QScrollArea:
    """Give a place the room it asks for, to be scrolled where the window is too small for it."""
    made = scrolled(place)
    made.setObjectName("place")
    place.setObjectName("clear")
    return made

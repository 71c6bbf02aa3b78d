"""From Review into a rating, and back: what was open there stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.kit.text import tr
from gui.review.blind.asking import ask_rater
from gui.review.blind.place import BlindPlace

if TYPE_CHECKING:
    from gui.review.place import ReviewPlace


def enter(place: ReviewPlace) -> None:
    """Ask who rates, and let them."""
    if place.blind is not None or place.opening.busy:
        return
    many = len(place.shelf.model.rows)
    if not many:
        place.say(tr("There is no recording in the list to be rated."))
        return
    rater = ask_rater(place, place.inks, many, place.rater)
    if rater is not None:
        rate(place, rater)


def rate(place: ReviewPlace, rater: str) -> BlindPlace:
    """Show the listed recordings to a rater alone."""
    place.rater = rater
    paths = [row.path for row in place.shelf.model.rows]
    blind = BlindPlace(place.inks, paths, rater, errands=place.errands, announce=place.announce)
    blind.left.connect(lambda: leave(place))
    place.blind = blind
    place.pages.addWidget(blind)
    place.pages.setCurrentWidget(blind)
    blind.begin()
    return blind


def leave(place: ReviewPlace) -> None:
    """Show Review as it was."""
    blind, place.blind = place.blind, None
    if blind is None:
        return
    place.pages.setCurrentWidget(place.usual)
    place.pages.removeWidget(blind)
    blind.deleteLater()
    place.announce(tr("Rating left"))
    place.refresh()
    place.shelf.view.setFocus()

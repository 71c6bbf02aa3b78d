"""Comparing: the hold under review drawn beside another of the same leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balance.records.errors import RecordingError
from gui.kit.text import tr
from gui.review import words
from gui.review.rivals import Rival, rivals

if TYPE_CHECKING:
    from gui.review.place import ReviewPlace


def compare(place: ReviewPlace) -> None:
    """Draw the chosen hold beside the best, or the one before where it is the best; end that.

    Another hold of the same leg can then be chosen in place of it.
    """
    if place.look is None or place.number is None or place.row is None or place.opening.busy:
        return
    if place.plot.comparing:
        place.show_hold()
        return
    found = rivals(place.look, place.number, place.row, place.shelf.rows)
    if not found:
        place.say(tr(words.NO_RIVAL))
        return
    place.beside.show_rivals(found, 0)
    compare_with(place, found[0])


def compare_with(place: ReviewPlace, rival: Rival) -> None:
    """Draw the chosen hold beside this one; what is read in another file takes time."""
    look, number = place.look, place.number
    if look is None or number is None or place.row is None or place.opening.busy:
        return
    try:
        same = rival.row.path == look.path
        other = look if same else place.opening.read(rival.row.path)
    except RecordingError as error:
        place.say(str(error))
        return
    if other is None or (place.look, place.number) != (look, number):
        return  # something else is looked at by now
    at = rival.number_in(other)
    if at is None:
        place.say(tr(words.NO_RIVAL))
        return
    place.show_title()
    names = words.compared(look, number), words.compared(other, at, rival.row)
    place.plot.compare(look, number, names[0], other, at, names[1])
    place.show_beside(shown=True)
    place.announce(tr("Compared with: {what}", what=words.rival_line(rival)))

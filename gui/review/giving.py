"""Giving the open recording, or a part of it, to the person whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from gui.kit.text import tr
from gui.review.outcome import What, attempt_of, became
from gui.review.owner import OwnerDialog

if TYPE_CHECKING:
    from balance.moving import Moved
    from gui.errands import Done
    from gui.review.looking import Looking
    from gui.review.place import ReviewPlace


def give(place: ReviewPlace) -> None:
    """Ask what belongs to whom, have it done, and show what came of it."""
    look, at = place.look, place.number
    if look is None:
        return
    place.setEnabled(False)  # nothing is corrected in what is being looked up, or moved
    owner = place.errands.owner_of(look.path)
    place.setEnabled(True)
    if owner.result is None:
        place.say(owner.trouble)
        return
    book = place.book
    asking = OwnerDialog(place, look, at, owner.result, book.people(), book.new_refusal, book.near)
    given = asking.exec() == QDialog.DialogCode.Accepted
    what, to, new = asking.what, asking.to, asking.is_new
    asking.deleteLater()
    if given and to:
        place.tell(tr("Moving…"))
        place.setEnabled(False)
        done = _move(place, look, what, at, to, new=new)
        place.setEnabled(True)
        _show(place, look, done, to)


def _move(
    place: ReviewPlace, look: Looking, what: What, at: int | None, to: str, *, new: bool
) -> Done[Moved]:
    if what == "after" and at is not None:
        return place.errands.split(look.path, to, after=attempt_of(look, at), new=new)
    number = attempt_of(look, at) if what == "hold" and at is not None else None
    return place.errands.move(look.path, to, attempt=number, new=new)


def _show(place: ReviewPlace, look: Looking, done: Done[Moved], to: str) -> None:
    """Open what the other person has now, where it is not what was open before."""
    if done.result is None:
        place.tell("")
        place.say(done.trouble)
        return
    moved = done.result
    place.open(moved.recordings[0], look.told)
    place.refresh()
    place.shelf.view.setFocus()
    place.tell(became(moved, to))

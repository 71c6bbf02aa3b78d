"""Where the parts of Review are, in which order the keyboard reaches them, and its keys."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.kit.controls import Sheet, button, shortcut
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.review.looking import Looking

if TYPE_CHECKING:
    from gui.review.place import ReviewPlace

_STEP_S: Final = 0.01
_LONG_STEP_S: Final = 0.1


class Buttons:
    """What is done to a hold, and to a recording."""

    def __init__(self, place: ReviewPlace) -> None:
        went_on = tr("Not a step-down")
        self.compare = button(
            tr("Compare"), place.compare, "C", tr("With the best, or with the one before")
        )
        self.acts = [
            button(
                went_on,
                lambda: place.edit(Looking.not_step_down),
                "N",
                tr("The foot did not come down there: held at least so long"),
            ),
            button(
                tr("No hold"),
                lambda: place.edit(Looking.discard),
                "Del",
                tr("It is kept, and not counted"),
            ),
            button(
                tr("As found"),
                lambda: place.edit(Looking.automatic),
                "A",
                tr("Back to the automatic time"),
            ),
            self.compare,
        ]
        self.look_acts = [
            button(tr("Add a hold"), place.add_hold, "Insert", tr("One that was not found")),
            button(tr("Note"), place.note, "T", tr("Write a note on the chosen hold")),
            button(tr("Score again"), place.score_again, "F5", tr("Time it anew, by this version")),
            button(
                tr("Belongs to somebody else…"),
                place.give,
                "B",
                tr("Give it, or a part of it, to the person whose it is"),
            ),
        ]
        self.undo = button(tr("Undo"), place.undo, "Ctrl+Z", tr("Take the newest edit back"))


def lay_out(place: ReviewPlace) -> None:
    """Put the recordings on the left, the traces in the middle, the holds on the right."""
    middle = Sheet()
    for part in (place.title, place.signal, place.beside):
        middle.column.addWidget(part)
    middle.column.addWidget(place.middle, 1)
    buttons = (*place.acts[:3], place.undo_button, place.compare_button, *place.look_acts)
    middle.column.addLayout(Flow(*buttons))
    line = QHBoxLayout(place.usual)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    for sheet, share in ((place.shelf, 28), (middle, 62), (place.side, 30)):
        line.addWidget(sheet, share)
    shelf, side = place.shelf, place.side
    left: tuple[QWidget, ...] = (shelf.search, shelf.person, shelf.leg, shelf.view)
    right = (side.holds, side.lift_off, side.end, side.why)
    order = (
        *left,
        shelf.open_button,
        shelf.rate_button,
        place.beside.which,
        *buttons,
        *right,
    )
    for one, other in pairwise(order):
        QWidget.setTabOrder(one, other)


def set_keys(place: ReviewPlace) -> None:
    """Set the keys up."""
    for key, act in (
        ("Ctrl+O", place.ask),
        ("Ctrl+F", place.shelf.search.setFocus),
        ("N", lambda: place.edit(Looking.not_step_down)),
        ("Del", lambda: place.edit(Looking.discard)),
        ("A", lambda: place.edit(Looking.automatic)),
        ("Ctrl+Z", place.undo),
        ("C", place.compare),
        ("Insert", place.add_hold),
        ("T", place.note),
        ("B", place.give),
        ("F5", place.score_again),
        ("R", place.rate),
        ("+", lambda: place.plot.zoom(0.5)),
        ("-", lambda: place.plot.zoom(2.0)),
    ):
        shortcut(place.usual, key, act)
    for key, end, by_s in (
        ("Alt+Left", 1, -_STEP_S),
        ("Alt+Right", 1, _STEP_S),
        ("Alt+Shift+Left", 1, -_LONG_STEP_S),
        ("Alt+Shift+Right", 1, _LONG_STEP_S),
        ("Ctrl+Left", 0, -_STEP_S),
        ("Ctrl+Right", 0, _STEP_S),
        ("Ctrl+Shift+Left", 0, -_LONG_STEP_S),
        ("Ctrl+Shift+Right", 0, _LONG_STEP_S),
    ):
        made = shortcut(place.usual, key, partial(place.plot.nudge, end, by_s))
        made.setAutoRepeat(True)

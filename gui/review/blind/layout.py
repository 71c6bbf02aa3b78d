"""Where the parts of a rating are, in which order the keyboard reaches them, and its keys."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui.kit.controls import Sheet, button, label, scrolled, shortcut
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.review.blind import words
from gui.review.blind.rated import Rated

if TYPE_CHECKING:
    from gui.review.blind.place import BlindPlace

_STEP_S: Final = 0.01
_LONG_STEP_S: Final = 0.1


class Buttons:
    """What a rater says, and the way out."""

    def __init__(self, place: BlindPlace) -> None:
        self.lift_off = button(
            tr("Lift-off here"),
            place.lift_off,
            "L",
            tr("The foot leaves the floor at the cursor; within a hold it moves its lift-off"),
        )
        self.step_down = button(
            tr("Step-down here"),
            place.step_down,
            "S",
            tr("The foot is on the floor again at the cursor; within a hold it moves its end"),
        )
        self.went_on = button(
            tr("Went on"),
            lambda: place.do(Rated.went_on),
            "W",
            tr("The foot was still up when the recording ended, or the hold was cut short"),
        )
        self.no_hold = button(
            tr("No hold here"), lambda: place.do(Rated.no_hold), "Del", tr("Take the mark away")
        )
        self.undo = button(
            tr("Undo"), lambda: place.do(Rated.undo), "Ctrl+Z", tr("Take your newest mark back")
        )
        self.done = button(
            tr("Done, next"), place.finish, "D", tr("All holds of it are marked, or it has none")
        )
        self.leave = button(
            tr("Leave the rating"), place.leave, "Esc", tr("Back to Review; your marks are kept")
        )

    @property
    def acts(self) -> tuple[QWidget, ...]:
        """What stands below the traces."""
        return self.lift_off, self.step_down, self.went_on, self.no_hold, self.undo, self.done

    def enable(self, rated: Rated | None) -> None:
        """Offer what can be done."""
        there = rated is not None
        for each in (self.lift_off, self.step_down, self.done):
            each.setEnabled(there)
        chosen = rated is not None and rated.chosen is not None
        self.no_hold.setEnabled(chosen)
        self.went_on.setEnabled(chosen or (rated is not None and rated.half_s is not None))
        self.undo.setEnabled(rated is not None and rated.undoable)


def lay_out(place: BlindPlace) -> None:
    """Put the recordings on the left, the traces in the middle, the marks on the right."""
    left, middle, right = Sheet(tr("Rated blind")), Sheet(), Sheet(tr("Your marks"))
    letter = place.fontMetrics()
    for box in (place.list, place.marks):
        _give_way(box, 5 * letter.lineSpacing())
    left.column.addWidget(label(tr("You rate as {rater}", rater=place.rater)))
    left.column.addWidget(place.list, 1)
    left.column.addWidget(place.count)
    left.column.addWidget(place.buttons.leave)
    middle.column.addWidget(place.title)
    middle.column.addWidget(place.about)
    middle.column.addWidget(place.plot, 1)
    middle.column.addLayout(Flow(*place.buttons.acts))
    how = label(tr(words.HOW))
    how.setAlignment(Qt.AlignmentFlag.AlignTop)
    guide = scrolled(how, tr("How to mark"))
    _give_way(guide, 5 * letter.lineSpacing())
    right.column.addWidget(place.marks, 2)
    right.column.addWidget(label(tr("How to mark"), bold=True))
    right.column.addWidget(guide, 3)
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    for sheet, share in ((left, 24), (middle, 66), (right, 30)):
        line.addWidget(sheet, share)
    order = (place.list, place.buttons.leave, place.plot, *place.buttons.acts, place.marks, guide)
    for one, other in pairwise(order):
        QWidget.setTabOrder(one, other)


def set_keys(place: BlindPlace) -> None:
    """Set the keys up."""
    for key, act in (
        ("L", place.lift_off),
        ("S", place.step_down),
        ("W", lambda: place.do(Rated.went_on)),
        ("Del", lambda: place.do(Rated.no_hold)),
        ("Ctrl+Z", lambda: place.do(Rated.undo)),
        ("D", place.finish),
        ("Esc", place.leave),
        ("+", lambda: place.plot.zoom(0.5)),
        ("-", lambda: place.plot.zoom(2.0)),
    ):
        shortcut(place, key, act)
    for held, end in (("Ctrl", 0), ("Alt", 1)):
        for key, by_s in (
            ("Left", -_STEP_S),
            ("Right", _STEP_S),
            ("Shift+Left", -_LONG_STEP_S),
            ("Shift+Right", _LONG_STEP_S),
        ):
            made = shortcut(place, f"{held}+{key}", partial(place.plot.nudge, end, by_s))
            made.setAutoRepeat(True)


def _give_way(part: QWidget, least: int) -> None:
    """Let a part be as low as the window wants it, but not lower than some lines."""
    part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    part.setMinimumHeight(least)

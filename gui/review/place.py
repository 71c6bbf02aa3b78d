"""Review: any recording, what was found in it and why, and a person's word on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.told import NOTHING, Told
from balance.records.header import NO_PLACEMENT
from gui.kit.controls import Sheet, button, label, shortcut
from gui.kit.flow import Flow
from gui.kit.palette import write_with
from gui.kit.text import tr
from gui.review import words
from gui.review.hold_side import HoldSide
from gui.review.looking import Looking
from gui.review.plot import ReviewPlot
from gui.review.which import ask_which, ask_worn

if TYPE_CHECKING:
    from gui.kit.palette import Inks

_STEP_S = 0.01
_LONG_STEP_S = 0.1


class ReviewPlace(QWidget):
    """Files on the left, the traces, and the holds of the open one on the right.

    Parameters
    ----------
    recordings
        Gives the folder whose recordings are listed; None for none.
    edited
        Is told of each recording whose edits changed.
    announce
        Says something to assistive technology.
    """

    def __init__(
        self,
        inks: Inks,
        *,
        recordings: Callable[[], Path | None],
        edited: Callable[[Path], None],
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._inks = inks
        self._recordings = recordings
        self._edited = edited
        self._announce = announce
        self.look: Looking | None = None
        self.number: int | None = None
        self._set_aside: tuple[Looking, int] | None = None
        self.title, self.signal = label(bold=True), label(faint=True)
        self.files = QListWidget()
        self.files.setAccessibleName(tr("Recordings, newest first"))
        self.files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files.setWordWrap(True)
        self.side = HoldSide()
        self.plot = ReviewPlot(inks)
        self.files.itemActivated.connect(lambda item: self.open(Path(item.data(_PATH))))
        self.files.itemClicked.connect(lambda item: self.open(Path(item.data(_PATH))))
        self.side.chosen.connect(self._chosen)
        self.files.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        empty = label(tr(words.EMPTY), size=1.3, faint=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.middle = QStackedWidget()
        self.middle.addWidget(empty)
        self.middle.addWidget(self.plot)
        self.plot.moved.connect(self._moved)
        self._lay_out()
        self._set_keys()
        self.refresh()
        self._show_hold()

    def refresh(self) -> None:
        """List the recordings of the folder anew."""
        folder = self._recordings()
        self.files.clear()
        if folder is not None and folder.is_dir():
            from balance.records.open_any import find_recordings

            for path in sorted(find_recordings([folder]), key=_age, reverse=True):
                self.files.addItem(words.file_line(path, _age(path)))
                self.files.item(self.files.count() - 1).setData(_PATH, str(path))

    def open(self, path: Path, told: Told = NOTHING) -> bool:
        """Open a recording; False, and a sentence, where it can't be read."""
        try:
            self.look = Looking(path, told)
        except RecordingError as error:
            if isinstance(error, SeveralSensorsError) and (name := ask_which(error, self)):
                return self.open(path, replace(told, sensor=name))
            self.signal.setText("")
            self._say(str(error))
            return False
        if NO_PLACEMENT in self.look.recording.header.assumed and (worn := ask_worn(self)):
            return self.open(path, replace(told, placement=worn[0], stance_leg=worn[1]))
        self.number = 0 if self.look.holds else None
        self._show_look()
        return True

    def ask(self) -> None:
        """Ask for a file of any program."""
        start = str(self._recordings() or Path.home())
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a recording"), start)
        if name:
            self.open(Path(name))

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.plot.recolour(inks)

    def edit(self, act: Callable[[Looking, int], None]) -> None:
        """Change the chosen hold; the file says so if that can't be written."""
        if self.look is None or self.number is None:
            return
        self._do(lambda look: act(look, self.number or 0))

    def undo(self) -> None:
        """Take back the newest edit, of today or of long ago."""
        if self.look is None or not self.look.undoable:
            return
        self._do(Looking.undo)
        self._announce(tr("Taken back"))

    def add_hold(self) -> None:
        """Add a hold where what is shown has none; its ends are then to be dragged."""
        made: list[float | None] = []
        self._do(lambda look: made.append(look.add_hold(*self.plot.shown_s())))
        if self.look is None or not made:
            return
        if made[0] is None:
            self._say(tr("There is no room for another hold here: press - to see more."))
        else:
            self.number = self.look.nearest(made[0])
            self._show_look()

    def note(self) -> None:
        """Ask for a note, and write it where one looks."""
        text, given = QInputDialog.getText(self, tr("Note"), tr("A note for this recording:"))
        if given and text.strip():
            self._do(lambda look: look.note(self.plot.middle_s(), text))

    def score_again(self) -> None:
        """Open the same file anew, with this version; edits stand."""
        if self.look is not None:
            self.open(self.look.path, self.look.told)
            self._announce(tr("Scored again"))

    def compare(self) -> None:
        """Set the chosen hold aside, draw it beside the one that was, or end that."""
        if self.look is None or self.number is None:
            return
        if self.plot.comparing:
            self._show_hold()
        elif self._set_aside is None:
            self._set_aside = self.look, self.number
            self.compare_button.setText(tr("Compare with this"))
            self._announce(tr("Choose the other hold, of this or another recording"))
        else:
            other, number = self._set_aside
            self._set_aside = None
            self.plot.compare(other, number, self.look, self.number)
            self.compare_button.setText(tr("End the comparison"))

    def _say(self, trouble: str) -> None:
        """Say what can't be done, in place of the title."""
        self.title.setText(trouble)
        write_with(self._inks.trouble, self.title)
        self._announce(trouble)

    def _do(self, act: Callable[[Looking], None], at_s: float | None = None) -> None:
        look = self.look
        if look is None:
            return
        middle = at_s
        if middle is None and self.number is not None:
            middle = sum(look.holds[self.number].kept.span_s) / 2
        try:
            act(look)
        except RecordingError as error:
            self._say(str(error))
            return
        self._edited(look.path)
        self.number = look.nearest(middle or 0.0)
        self._show_look()

    def _moved(self, lift_off_s: float, end_s: float) -> None:
        self._do(lambda look: look.set_span(lift_off_s, end_s), at_s=(lift_off_s + end_s) / 2)

    def _chosen(self, number: int) -> None:
        if number >= 0 and number != self.number:
            self.number = number
            self._show_hold()

    def _show_look(self) -> None:
        look = self.look
        if look is None:
            return
        self.title.setText(words.title(look))
        write_with(self._inks.text, self.title)
        notes = [tr("Note: {said}", said=note.detail) for note in look.notes]
        self.signal.setText("\n".join([*words.about(look), *notes]))
        self.side.show_look(look, self.number)
        self._show_hold()

    def _show_hold(self) -> None:
        look, number = self.look, self.number
        has = look is not None and number is not None
        for each in self._acts:
            each.setEnabled(has)
        for each in self._look_acts:
            each.setEnabled(look is not None)
        self.undo_button.setEnabled(look is not None and look.undoable)
        self.middle.setCurrentIndex(0 if look is None else 1)
        self.side.show_hold(look, number)
        if look is None:
            return
        if self._set_aside is None:
            self.compare_button.setText(tr("Compare"))
        self.plot.show_hold(look, number)

    def _lay_out(self) -> None:
        went_on = tr("Not a step-down")
        self.compare_button = button(tr("Compare"), self.compare, "C", tr("Two holds on one axis"))
        self._acts = [
            button(went_on, lambda: self.edit(Looking.not_step_down), "N", went_on),
            button(tr("No hold"), lambda: self.edit(Looking.discard), "Del", tr("Not counted")),
            button(
                tr("As found"),
                lambda: self.edit(Looking.automatic),
                "A",
                tr("Back to the automatic time"),
            ),
            self.compare_button,
        ]
        self._look_acts = [
            button(
                tr("Add a hold"),
                self.add_hold,
                "Insert",
                tr("One that was not found"),
            ),
            button(tr("Note"), self.note, "T", tr("Write a note")),
            button(tr("Score again"), self.score_again, "F5", tr("With this version")),
        ]
        self.undo_button = button(tr("Undo"), self.undo, "Ctrl+Z", tr("Take the newest edit back"))
        files = Sheet(tr("Recordings"))
        files.column.addWidget(self.files, 1)
        files.column.addWidget(button(tr("Open a file"), self.ask, "Ctrl+O"))
        middle = Sheet()
        for part in (self.title, self.signal):
            middle.column.addWidget(part)
        middle.column.addWidget(self.middle, 1)
        middle.column.addLayout(
            Flow(*self._acts[:3], self.undo_button, self.compare_button, *self._look_acts)
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        for sheet, share in ((files, 20), (middle, 62), (self.side, 31)):
            line.addWidget(sheet, share)

    def _set_keys(self) -> None:
        for key, act in (
            ("Ctrl+O", self.ask),
            ("N", lambda: self.edit(Looking.not_step_down)),
            ("Del", lambda: self.edit(Looking.discard)),
            ("A", lambda: self.edit(Looking.automatic)),
            ("Ctrl+Z", self.undo),
            ("C", self.compare),
            ("Insert", self.add_hold),
            ("T", self.note),
            ("F5", self.score_again),
            ("+", lambda: self.plot.zoom(0.5)),
            ("-", lambda: self.plot.zoom(2.0)),
        ):
            shortcut(self, key, act)
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
            made = shortcut(self, key, partial(self.plot.nudge, end, by_s))
            made.setAutoRepeat(True)


_PATH = Qt.ItemDataRole.UserRole


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

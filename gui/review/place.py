"""Review: any recording, what was found in it and why, and a person's word on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QStackedLayout, QStackedWidget, QWidget

from balance.records.errors import RecordingError
from balance.records.formats.told import NOTHING, Told
from gui.kit.controls import label
from gui.kit.palette import write_with
from gui.kit.text import tr
from gui.review import layout, words
from gui.review.beside import Beside
from gui.review.blind.entering import enter
from gui.review.comparing import compare, compare_with
from gui.review.giving import give
from gui.review.hold_side import HoldSide
from gui.review.looking import Looking
from gui.review.note import take_note
from gui.review.opening import Opening
from gui.review.plot import ReviewPlot
from gui.review.rows import Row, Rows
from gui.review.shelf import Shelf

if TYPE_CHECKING:
    from drivers.live.course import Entry
    from gui.book import Book
    from gui.errands import Errands
    from gui.kit.palette import Inks
    from gui.review.blind.place import BlindPlace


class ReviewPlace(QWidget):
    """Files on the left, the traces, and the holds of the open one on the right.

    Parameters
    ----------
    recordings
        Gives the folder whose recordings are listed; None for none.
    book, errands
        The history, and what is done to it that takes time.
    newest
        Gives the newest attempt that is over, to be opened once; None while there is none.
    edited
        Is told of each recording whose edits changed.
    bring
        Opens a file that is in no list, whatever it is.
    tell
        Says in the status line what was done.
    announce
        Says something to assistive technology.
    """

    def __init__(
        self,
        inks: Inks,
        *,
        recordings: Callable[[], Path | None],
        book: Book,
        errands: Errands,
        newest: Callable[[], Entry | None],
        edited: Callable[[Path], None],
        bring: Callable[[Path], None],
        tell: Callable[[str], None],
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.inks = inks
        self._recordings, self._newest = recordings, newest
        self.book, self.errands, self.tell = book, errands, tell
        self._edited, self._bring_file = edited, bring
        self.announce = announce
        self.look: Looking | None = None
        self.number: int | None = None
        self.row: Row | None = None
        self._rows = Rows()
        self._brought: tuple[Path | None, int] | None = None
        self.title, self.signal = label(bold=True), label(faint=True)
        self.opening = Opening(self, errands, self._say_opening)
        self.usual, self.rater = QWidget(), ""
        self.blind: BlindPlace | None = None
        self.pages = QStackedLayout(self)
        self.pages.addWidget(self.usual)
        self.shelf = Shelf(inks, self.ask, self.rate)
        self.side = HoldSide()
        self.plot = ReviewPlot(inks)
        self.beside = Beside(self.compare)
        self.empty = label(tr(words.EMPTY), size=1.3, faint=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.middle = QStackedWidget()
        self.middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.middle.setMinimumHeight(self.plot.minimumHeight())
        self.middle.addWidget(self.empty)
        self.middle.addWidget(self.plot)
        self.shelf.chosen.connect(self.open)
        self.side.chosen.connect(self._chosen)
        self.side.moved.connect(self._moved)
        self.plot.moved.connect(self._moved)
        self.beside.chosen.connect(lambda rival: compare_with(self, rival))
        parts = layout.Buttons(self)
        self.acts, self.look_acts = parts.acts, parts.look_acts
        self.compare_button, self.undo_button = parts.compare, parts.undo
        layout.lay_out(self)
        layout.set_keys(self)
        self.show_hold()

    def refresh(self) -> None:
        """Look anew at what there is: the list, the newest attempt, and the one that is open."""
        if self.errands.closed:
            return
        if self.blind is not None:
            self.blind.refresh()
            return
        self._list()
        if self.opening.busy:
            return
        attempt = self._newest()
        if attempt is not None and (attempt.path, attempt.number) != self._brought:
            self._bring(attempt)
        elif self.look is not None and (self.look.stale or self.look.reread()):
            self._look_again(self.look)

    def open(self, path: Path, told: Told = NOTHING) -> bool:
        """Open a recording; False, and a sentence, where it can't be read.

        Meanwhile the window goes on. Where another is opened, that one is shown alone.
        """
        if self.blind is not None:
            self.tell(tr("Leave the rating first (Esc): who rates is shown nothing else."))
            return False
        try:
            look = self.opening.open(path, told)
        except RecordingError as error:
            self.say(str(error))
            return False
        if look is None:
            return False
        self.look = look
        self.number = 0 if look.holds else None
        self._show_look()
        return True

    def ask(self) -> None:
        """Ask for a file of any program."""
        start = str(self._recordings() or Path.home())
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a recording"), start)
        if name:
            self._bring_file(Path(name))

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.inks = inks
        self.plot.recolour(inks)
        self.shelf.recolour(inks)
        if self.blind is not None:
            self.blind.recolour(inks)

    def edit(self, act: Callable[[Looking, int], None]) -> None:
        """Change the chosen hold; the file says so if that can't be written."""
        if self.look is None or self.number is None:
            return
        self.do(lambda look: act(look, self.number or 0))

    def undo(self) -> None:
        """Take back the newest edit, of today or of long ago."""
        if self.look is None or not self.look.undoable or self.opening.busy:
            return
        self.do(Looking.undo)
        self.announce(tr("Taken back"))

    def add_hold(self) -> None:
        """Add a hold where what is shown has none; its ends are then to be dragged."""
        made: list[float | None] = []
        self.do(lambda look: made.append(look.add_hold(*self.plot.shown_s())))
        if self.look is None or not made:
            return
        if made[0] is None:
            self.say(tr("There is no room for another hold here: press - to see more."))
        else:
            self.number = self.look.nearest(made[0])
            self._show_look()

    def note(self) -> None:
        """Ask for a note, and write it."""
        if not self.opening.busy:
            take_note(self)

    def give(self) -> None:
        """Say that it belongs to somebody else."""
        if not self.opening.busy:
            give(self)

    def rate(self) -> None:
        """Have a person rate the listed recordings, blind to all that is known of them."""
        enter(self)

    def may_close(self) -> bool:
        """Whether the window may close: nothing that was marked would be lost."""
        return self.blind is None or self.blind.may_close()

    def score_again(self) -> None:
        """Open the same file anew, with this version; edits stand."""
        if self.look is not None:
            self.open(self.look.path, self.look.told)
            self.announce(tr("Scored again"))

    def compare(self) -> None:
        """Draw the chosen hold beside another, or end that."""
        compare(self)

    def _bring(self, attempt: Entry) -> None:
        """Open the recording that was just made, at its newest hold, and go there."""
        path = attempt.path
        if path is None or not path.is_file():
            return  # it is not kept yet: the next look will find it
        self._brought = path, attempt.number
        self.shelf.clear()
        if self.open(path) and self.look is not None:
            hold = attempt.hold
            self.number = self.look.nearest((hold.lift_off_s + hold.end_s) / 2)
            self._show_look()
            self.shelf.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give the keyboard to the list, or to the traces that are rated."""
        super().showEvent(event)
        (self.shelf.view if self.blind is None else self.blind.plot).setFocus()

    def _look_again(self, look: Looking) -> None:
        """Show what changed elsewhere, in the file or in what was said of it."""
        at_s = None if self.number is None else sum(self._span_s(look, self.number)) / 2
        if look.stale and not self.open(look.path, look.told):
            return
        if self.look is not None:
            self.number = self.look.nearest(at_s or 0.0)
            self._show_look()

    @staticmethod
    def _span_s(look: Looking, number: int) -> tuple[float, float]:
        return look.holds[number].kept.span_s if number < len(look.holds) else (0.0, 0.0)

    def _list(self) -> None:
        folder = self._recordings()
        if folder is None:
            self.shelf.show_rows([], tr(words.NO_FOLDER))
            return
        from balance.records.open_any import find_recordings

        known = self.book.recordings()
        found = find_recordings([folder]) if folder.is_dir() else []
        paths = {path.absolute(): path for path in (*(one.path for one in known), *found)}
        self.shelf.show_rows(self._rows.of(paths.values(), known), tr(words.NO_FILES))

    def _say_opening(self, path: Path | None) -> None:
        if path is None:
            self.unsetCursor()
            return
        self.title.setText(tr("Opening {name}…", name=path.name))
        write_with(self.inks.text, self.title)
        self.setCursor(Qt.CursorShape.BusyCursor)

    def say(self, trouble: str) -> None:
        """Say what can't be done, in place of the title."""
        self.title.setText(trouble)
        write_with(self.inks.trouble, self.title)
        self.announce(trouble)

    def do(self, act: Callable[[Looking], None], at_s: float | None = None) -> None:
        """Do something to the open recording, and show what comes of it."""
        look = self.look
        if look is None or self.opening.busy:
            return
        middle = at_s
        if middle is None and self.number is not None:
            middle = sum(look.holds[self.number].kept.span_s) / 2
        try:
            act(look)
        except RecordingError as error:
            self.say(str(error))
            return
        self._edited(look.path)
        self.number = look.nearest(middle or 0.0)
        self._show_look()

    def _moved(self, lift_off_s: float, end_s: float) -> None:
        self.do(lambda look: look.set_span(lift_off_s, end_s), at_s=(lift_off_s + end_s) / 2)

    def _chosen(self, number: int) -> None:
        if number >= 0 and number != self.number:
            self.number = number
            self.show_hold()

    def _show_look(self) -> None:
        look = self.look
        if look is None:
            return
        row = self.row = self._rows.learn(look)
        self.shelf.show_row(row)
        self.shelf.show_open(look.path)
        self.side.show_look(look, self.number)
        self.show_hold()

    def show_title(self) -> None:
        """Say what is open, and how it was made."""
        if self.look is None or self.row is None:
            return
        self.title.setText(words.title(self.look, self.row))
        write_with(self.inks.text, self.title)
        self.signal.setText("\n".join(words.about(self.look)))

    def show_hold(self) -> None:
        """Show the chosen hold by itself."""
        look, number = self.look, self.number
        has = look is not None and number is not None
        for each in self.acts:
            each.setEnabled(has)
        for each in self.look_acts:
            each.setEnabled(look is not None)
        self.undo_button.setEnabled(look is not None and look.undoable)
        self.middle.setCurrentIndex(0 if look is None else 1)
        self.side.show_hold(look, number)
        self.show_beside(shown=False)
        if look is not None:
            self.show_title()
            self.plot.show_hold(look, number)

    def show_beside(self, *, shown: bool) -> None:
        """Show with what it is compared, or that it is with nothing."""
        self.beside.setVisible(shown)
        said = tr("End the comparison") if shown else tr("Compare")
        self.compare_button.setText(said)
        self.compare_button.setAccessibleName(said)

"""Rating blind: the recordings under numbers, the traces, and the marks of one rater."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QWidget

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.told import NOTHING, Told
from balance.words import sentence
from gui.kit.controls import label
from gui.kit.palette import write_with
from gui.kit.text import tr
from gui.review.blind import layout, words
from gui.review.blind.asking import may_lose
from gui.review.blind.order import State, shuffled, state_of
from gui.review.blind.plot import BlindPlot
from gui.review.blind.rated import Rated
from gui.review.which import ask_which

if TYPE_CHECKING:
    from gui.errands import Errands
    from gui.kit.palette import Inks


class BlindPlace(QWidget):
    """One rater at work; `left` comes once that is over.

    Parameters
    ----------
    paths
        The recordings to rate.
    rater
        The rater's code.
    errands
        Reads away from the window's thread.
    announce
        Says something to assistive technology.
    """

    left = Signal()

    def __init__(
        self,
        inks: Inks,
        paths: Sequence[Path],
        rater: str,
        *,
        errands: Errands,
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._inks, self._errands, self._announce = inks, errands, announce
        self._busy = False
        self.rater = rater
        self.items = shuffled(paths, rater)
        self.states: list[State] = [state_of(one.path, rater) for one in self.items]
        self.rated: Rated | None = None
        self.at: int | None = None
        self.list, self.marks = _list(tr("Recordings to rate")), _list(tr("Your marks"))
        self.count = label(size=0.9, faint=True)
        self.title, self.about = label(bold=True), label(faint=True)
        self.plot = BlindPlot(inks)
        self.buttons = layout.Buttons(self)
        layout.lay_out(self)
        layout.set_keys(self)
        self.marks.currentRowChanged.connect(self._choose)
        self.plot.moved.connect(self._moved)
        self._list_all()
        self._show()

    def begin(self) -> None:
        """Open the first recording that this rater is not done with."""
        for _ in self.items:  # as many as can't be read are passed over
            if self.rated is None and (first := self._next(-1)) is not None:
                self.open(first)
        if self.rated is None and self._next(-1) is None:
            self.open(0)
        self.list.currentRowChanged.connect(self.open)  # not before: a list chooses by itself
        self.plot.setFocus()

    def refresh(self) -> None:
        """Look anew at what this rater said, which may be said in another window."""
        if self.rated is None or self._busy:
            return
        before = (self.rated.holds, self.rated.done)
        try:
            self.rated.reread()
        except RecordingError as error:
            self._say(error.reason)
            return
        if (self.rated.holds, self.rated.done) != before:
            self._show()

    def open(self, at: int) -> None:
        """Open a recording; the one before is left only where nothing of it would be lost."""
        if at < 0 or at == self.at or self._busy:
            self._mark_open()
            return
        if (reason := self._held_up()) != "":
            self._say(reason)
            self._mark_open()
            return
        item = self.items[at]
        try:
            rated = self._read(item.path)
        except RecordingError as error:
            self.states[at] = "unreadable"
            self._list_all()
            self._say(tr(words.UNREADABLE, n=item.number, what=error.reason))
            return
        if rated is None:
            self._mark_open()
            return
        self.rated, self.at = rated, at
        if rated.holds:
            rated.chosen = 0
        self._show()
        self._announce(self.title.text())

    def do(self, act: Callable[[Rated], None]) -> bool:
        """Mark something, and show what comes of it; False, and a sentence, where it can't be."""
        if self.rated is None or self._busy:
            return False
        trouble = ""
        try:
            act(self.rated)
        except RecordingError as error:
            trouble = error.reason
        if self.at is not None:
            rated = self.rated
            self.states[self.at] = "done" if rated.done else "begun" if rated.begun else ""
        self._show()
        if trouble:
            self._say(tr(words.UNKEPT, what=trouble) if self.rated.unkept else trouble)
        else:
            self._announce(words.marked(self.rated))
        return not trouble

    def lift_off(self) -> None:
        """Mark a lift-off where the cursor is."""
        self.do(lambda rated: rated.lift_off(self.plot.cursor_s))

    def step_down(self) -> None:
        """Mark a step-down where the cursor is."""
        self.do(lambda rated: rated.step_down(self.plot.cursor_s))

    def finish(self) -> None:
        """Be done with this recording, and go on with the next that is not done."""
        if not self.do(Rated.finish) or self.at is None:
            return
        following = self._next(self.at)
        if following is None:
            self.title.setText(tr(words.ALL_DONE))
            self._announce(tr(words.ALL_DONE))
            return
        self.open(following)
        self.plot.setFocus()

    def leave(self) -> bool:
        """Leave, unless something would be lost; a lift-off that was begun is taken back first."""
        if self._busy:
            return False
        if self.rated is not None and self.rated.half_s is not None:
            self.do(Rated.undo)
            return False
        if not self.may_close():
            return False
        self.left.emit()
        return True

    def may_close(self) -> bool:
        """Whether all is kept, or may be lost."""
        rated = self.rated
        if rated is None or self._held_up() == "" or not rated.unkept:
            return True
        return may_lose(self)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.plot.recolour(inks)

    def _held_up(self) -> str:
        """Say why the open recording can't be left; what is not kept is tried again."""
        if self.rated is None:
            return ""
        try:
            self.rated.keep()
        except RecordingError as error:
            return tr(words.UNKEPT, what=error.reason)
        return self.rated.held_up

    def _read(self, path: Path, told: Told = NOTHING) -> Rated | None:
        self._busy = True
        try:
            return self._errands.read(partial(Rated, path, self.rater, told))
        except SeveralSensorsError as error:
            name = ask_which(error, self)
            if name is None:
                raise
        finally:
            self._busy = False
        return self._read(path, Told(sensor=name))

    def _next(self, after: int) -> int | None:
        """Give the next recording that is not done, from the beginning again at the end."""
        order = [*range(after + 1, len(self.items)), *range(after + 1)]
        return next((at for at in order if self.states[at] in ("", "begun")), None)

    def _choose(self, at: int) -> None:
        if self.rated is not None and 0 <= at < len(self.rated.holds):
            self.rated.chosen = at
            hold = self.rated.holds[at]
            self._show()
            low, high = self.plot.shown_s()
            if not low <= hold.lift_off_s <= high:
                self.plot.put(hold.lift_off_s)

    def _moved(self, lift_off_s: float, end_s: float) -> None:
        if self.rated is not None and self.rated.chosen is not None:
            at = self.rated.chosen
            self.do(lambda rated: rated.move(at, lift_off_s, end_s))

    def _say(self, trouble: str) -> None:
        said = sentence(trouble[:1].upper() + trouble[1:])
        self.title.setText(said)
        write_with(self._inks.trouble, self.title)
        self._announce(said)

    def _show(self) -> None:
        """Show the open recording and what was marked in it."""
        rated = self.rated
        self.buttons.enable(rated)
        self._list_all()
        write_with(self._inks.text, self.title)
        if rated is None or self.at is None:
            self.title.setText(tr("Choose a recording on the left"))
            return
        self.title.setText(tr("Recording {n}", n=self.items[self.at].number))
        self.about.setText(words.about(rated))
        self.plot.show_rated(rated)
        lines = [words.mark(at, hold) for at, hold in enumerate(rated.holds)]
        lines += [] if rated.half_s is None else [words.half(rated.half_s)]
        chosen = len(rated.holds) if rated.half_s is not None else rated.chosen
        _fill(self.marks, lines, chosen)

    def _list_all(self) -> None:
        pairs = zip(self.items, self.states, strict=True)
        _fill(self.list, [words.item(one, state) for one, state in pairs], self.at)
        self.count.setText(words.counted(self.states.count("done"), len(self.items)))

    def _mark_open(self) -> None:
        """Show in the list what is open, also once a click there that was refused is over."""
        QTimer.singleShot(0, self, self._mark_now)
        self._mark_now()

    def _mark_now(self) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1 if self.at is None else self.at)
        self.list.blockSignals(False)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _fill(box: QListWidget, lines: Sequence[str], chosen: int | None) -> None:
    """Show lines; what is there already stays, so that nobody loses their place in it."""
    box.blockSignals(True)
    while box.count() > len(lines):
        box.takeItem(box.count() - 1)
    for at, line in enumerate(lines):
        if at >= box.count():
            box.addItem(line)
        elif box.item(at).text() != line:
            box.item(at).setText(line)
    box.setCurrentRow(-1 if chosen is None else chosen)
    box.blockSignals(False)

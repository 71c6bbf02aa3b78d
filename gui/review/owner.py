"""Whose a recording is: what of it, and who, with what will happen in view before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from balance.records.errors import RecordingError
from balance.records.history.searching import matches
from gui.kit.controls import label, shortcut, titled
from gui.kit.text import person_line, seconds, tr
from gui.review.outcome import What, foretold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balance.records.history.people_list import ListedPerson
    from gui.review.looking import Looking

_CODE: Final = Qt.ItemDataRole.UserRole
_NEW: Final = Qt.ItemDataRole.UserRole + 1
_LIST_LETTERS: Final = 36
_LETTERS: Final = 72
_LINES: Final = 18
CLOSE: Final = "{code} is close to {near}, who is there already. Is it really somebody else?"
NOBODY: Final = "Choose whose it is, or write a new code above the list."


class OwnerDialog(QDialog):
    """Asks what of a recording belongs to whom; Enter gives up.

    Parameters
    ----------
    at
        The hold that is chosen; None for none.
    owner
        Whose the recording is by now.
    people
        Everybody.
    refusal
        Says why a code can't be that of somebody new; empty where it can.
    near
        Gives who may be meant by a code that is nobody's; None for nobody.
    """

    def __init__(
        self,
        parent: QWidget,
        look: Looking,
        at: int | None,
        owner: str,
        people: Sequence[ListedPerson],
        refusal: Callable[[str], str],
        near: Callable[[str], str | None],
    ) -> None:
        super().__init__(parent)
        self._look, self._at, self._owner = look, at, owner
        self._refusal, self._near = refusal, near
        self._close: str | None = None
        self._people = [one for one in people if one.code != owner]
        self._codes = [one.code for one in people]
        self.setWindowTitle(tr("Belongs to somebody else"))
        self.parts = QButtonGroup(self)
        self._values: list[What] = []
        self._choices = QVBoxLayout()
        self._offer_parts()
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Whose it is: search, or write a new code"))
        self.search.setPlaceholderText(tr("Search, or write a new code"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("People"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said = QPlainTextEdit()
        self.said.setReadOnly(True)
        self.said.setAccessibleName(tr("What will happen"))
        self.said.setTabChangesFocus(True)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Yes | kinds.Cancel)
        self.yes, self.no = self.buttons.button(kinds.Yes), self.buttons.button(kinds.Cancel)
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.parts.idClicked.connect(lambda _: self._foretell())
        self.search.textChanged.connect(lambda _: self._sift())
        self.list.currentRowChanged.connect(lambda _: self._foretell())
        # Return goes on to what is to be chosen next, and does nothing by itself.
        shortcut(self.search, "Return", self.list.setFocus)
        shortcut(self.list, "Return", self._go_on)
        self._sift()
        self.search.setFocus()

    @property
    def what(self) -> What:
        """What of the recording is meant."""
        return self._values[self.parts.checkedId()]

    @property
    def to(self) -> str:
        """Whose it is; empty as long as nobody is chosen."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_CODE))

    @property
    def is_new(self) -> bool:
        """Whether nobody has that code yet."""
        item = self.list.currentItem()
        return item is not None and bool(item.data(_NEW))

    def _offer_parts(self) -> None:
        holds, at = self._look.holds, self._at
        self._offer(tr("The whole recording"), "all")
        if at is None:
            return
        kept = holds[at].kept
        time = seconds(kept.duration_s, censored=kept.censored)
        others = [i for i, seen in enumerate(holds) if i != at and not seen.kept.discarded]
        if others and not kept.discarded:
            self._offer(tr("Only hold {n}, of {time}", n=at + 1, time=time), "hold")
        if any(i > at for i in others):
            self._offer(tr("Everything after hold {n}", n=at + 1), "after")

    def _offer(self, text: str, value: What) -> None:
        made = QRadioButton(text)
        made.setAccessibleName(text)
        self.parts.addButton(made, len(self._values))
        self._values.append(value)
        self._choices.addWidget(made)
        made.setChecked(len(self._values) == 1)

    def _sift(self) -> None:
        """List who was searched for, and the code itself where it is nobody's yet."""
        before, text = self.to, self.search.text().strip()
        new = bool(text) and text not in self._codes
        self._close = self._near(text) if new else None
        self.list.blockSignals(True)
        self.list.clear()
        for one in sorted(self._people, key=lambda each: each.archived):
            if one.code == self._close or matches(text, *one.texts):
                self._add(person_line(one.code, one.name, archived=one.archived), one.code)
        if new and not self._refusal(text):
            self._add(tr("Somebody new: {code}", code=text), text, new=True)
        codes = [self.list.item(at).data(_CODE) for at in range(self.list.count())]
        # Nobody is chosen before somebody chose, but who is meant, or whom the search leaves alone.
        meant = codes[0] if text and len(codes) == 1 else self._close
        wanted = before if before in codes else meant
        self.list.setCurrentRow(codes.index(wanted) if wanted in codes else -1)
        self.list.blockSignals(False)
        self._foretell()

    def _add(self, text: str, code: str, *, new: bool = False) -> None:
        item = QListWidgetItem(text)
        item.setData(_CODE, code)
        item.setData(_NEW, new)
        self.list.addItem(item)

    def _foretell(self) -> None:
        to, text = self.to, ""
        can = bool(to)
        if to:
            try:
                text = foretold(self._look, self.what, self._at, self._owner, to)
            except RecordingError as error:
                can, text = False, str(error)
        elif not self.list.count():
            text = self._refusal(self.search.text().strip()) if self.search.text().strip() else ""
        if to and self.is_new and can:
            lines = [tr("{to} is added as a new person.", to=to), text]
            if self._close is not None:
                lines.insert(0, tr(CLOSE, code=to, near=self._close))
            text = "\n\n".join(lines)
        self.said.setPlainText(text or tr(NOBODY))
        self.yes.setEnabled(can)
        said = tr("Move it to {to}", to=to) if to else tr("Move it")
        if to and self.what == "after":
            said = tr("Cut it, and move the rest to {to}", to=to)
        self.yes.setText(said)
        self.yes.setAccessibleName(said)

    def _go_on(self) -> None:
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        elif self.yes.isEnabled():
            self.yes.setFocus()

    def _lay_out(self) -> None:
        letter = self.fontMetrics()
        self.list.setMinimumSize(
            _LIST_LETTERS * letter.averageCharWidth(), 7 * letter.lineSpacing()
        )
        self.said.setMinimumSize(
            _LETTERS * letter.averageCharWidth(), _LINES * letter.lineSpacing()
        )
        left = QVBoxLayout()
        left.addWidget(label(tr("What belongs to somebody else?"), bold=True))
        left.addLayout(self._choices)
        left.addSpacing(letter.lineSpacing() // 2)
        left.addWidget(label(tr("Whose is it?"), bold=True))
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right = titled(tr("What will happen"), self.said)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right, 2)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        now = tr("{name} is kept as {owner}'s.", name=self._look.path.name, owner=self._owner)
        column.addWidget(label(now))
        column.addLayout(both, 1)
        column.addWidget(self.buttons)

"""What is known of a person, seen and changed in one dialog; a new person is added by the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from balance.protocol.weeks import parse_plan
from balance.records.history.people import Description
from gui.kit.controls import label, row, shortcut, titled
from gui.kit.palette import write_with
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.records.history.people_list import ListedPerson
    from gui.kit.palette import Inks

_LETTERS: Final = 56
_LINES: Final = 4
_FIRST_YEAR: Final = 1900

CODE_TIP: Final = "Letters and digits without blanks, such as P12. It stands in every recording."
NAME_TIP: Final = "Only in the database on this computer: never in a recording, never handed over."
RENAMING: Final = "Every recording of {old} will say {new} from now on; the measurements stay."


class PersonDialog(QDialog):
    """Asks for all that is known of a person.

    Parameters
    ----------
    known
        Who is described; None for somebody new.
    save
        Is given the code and the description, and gives in a sentence why they can't be kept;
        empty where they are. The dialog stays open until they are, or somebody gives up.
    """

    def __init__(
        self,
        parent: QWidget,
        inks: Inks,
        known: ListedPerson | None,
        save: Callable[[str, Description], str],
    ) -> None:
        super().__init__(parent)
        self._known, self._save, self._busy = known, save, False
        self.setWindowTitle(tr("Add a person") if known is None else tr("Person"))
        self.code = _field(tr("Code"), known.code if known else "", tr(CODE_TIP))
        self.code.setPlaceholderText("P12")
        self.name = _field(tr("Name"), known.name if known else "", tr(NAME_TIP))
        self.name.setPlaceholderText(tr("may be left empty"))
        year = str(known.birth_year) if known and known.birth_year else ""
        self.birth_year = _field(
            tr("Year of birth"), year, tr("Gives usual times at this age beside the person's own")
        )
        self.birth_year.setPlaceholderText(tr("not said"))
        self.birth_year.setValidator(QIntValidator(_FIRST_YEAR, date.today().year, self))
        self.week_plan = _field(
            tr("Sessions a week"),
            known.week_plan if known else "",
            tr("Planned at home + supervised, such as 3+1"),
        )
        self.week_plan.setPlaceholderText("3+1")
        self.notes = QPlainTextEdit((known.notes or "") if known else "")
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setToolTip(tr("What is worth knowing; only in the database on this computer"))
        self.notes.setTabChangesFocus(True)
        letter = self.fontMetrics()
        self.notes.setMinimumSize(
            _LETTERS * letter.averageCharWidth(), _LINES * letter.lineSpacing() + 12
        )
        self.renaming, self.trouble = label(faint=True), label()
        write_with(inks.trouble, self.trouble)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        shortcut(self, "Ctrl+Return", self.accept)
        self._lay_out()
        self.code.textChanged.connect(lambda _: self._say_renaming())
        self._say_renaming()
        (self.code if known is None else self.name).setFocus()

    def description(self) -> Description:
        """Give what was written.

        Raises
        ------
        ValueError
            With one sentence, where the year or the plan of a week is none.
        """
        year, plan = self.birth_year.text().strip(), self.week_plan.text().replace(" ", "")
        if year and not self.birth_year.hasAcceptableInput():
            today = date.today().year
            raise ValueError(
                tr(
                    "{year} is no year of birth; write one from {first} to {last}.",
                    year=year,
                    first=_FIRST_YEAR,
                    last=today,
                )
            )
        if plan:
            parse_plan(plan)
        return Description(
            name=" ".join(self.name.text().split()),
            birth_year=int(year or 0),
            week_plan=plan,
            notes=self.notes.toPlainText().strip(),
        )

    def accept(self) -> None:
        """Keep what was written; stay, and say why, where that can't be."""
        if self._busy:
            return
        try:
            said = self.description()
        except ValueError as error:
            self._say(str(error))
            return
        self._say("")
        self._set_busy(True)  # another code is written into each recording: that takes time
        trouble = self._save(self.code.text().strip(), said)
        self._set_busy(False)
        if trouble:
            self._say(trouble)
        else:
            super().accept()

    def reject(self) -> None:
        """Give up, but not half-way."""
        if not self._busy:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for part in (self.code, self.name, self.birth_year, self.week_plan, self.notes):
            part.setEnabled(not busy)
        self.buttons.setEnabled(not busy)

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setAccessibleName(trouble)
        self.trouble.setVisible(bool(trouble))

    def _say_renaming(self) -> None:
        old, new = self._known.code if self._known else "", self.code.text().strip()
        other = bool(old and new and old != new)
        self.renaming.setText(tr(RENAMING, old=old, new=new) if other else "")
        self.renaming.setVisible(other)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        code, name = titled(tr("Code"), self.code), titled(tr("Name"), self.name)
        first = row(code, name)
        first.setStretch(0, 1)
        first.setStretch(1, 3)
        column.addLayout(first)
        column.addWidget(self.renaming)
        column.addLayout(
            row(
                titled(tr("Year of birth"), self.birth_year),
                titled(tr("Sessions a week"), self.week_plan),
            )
        )
        column.addLayout(titled(tr("Notes"), self.notes))
        column.addWidget(self.trouble)
        self.trouble.hide()
        column.addWidget(self.buttons)


def _field(name: str, text: str | None, tip: str) -> QLineEdit:
    made = QLineEdit(text or "")
    made.setAccessibleName(name)
    made.setToolTip(tip)
    return made

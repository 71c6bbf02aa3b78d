"""Handing over what is kept of a person: as what, with the name or not, on paper or as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from drivers.live.handing import ENDINGS, NAMED, OF_ONE, Form, Wish
from gui.kit.controls import Tick, button, combo, label, row, titled
from gui.kit.palette import write_with
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.report.page.setting import Paper
    from gui.kit.palette import Inks

FORMS: Final[dict[Form, str]] = {
    "pdf": "A page to print or send (PDF)",
    "csv": "A table of the holds (CSV)",
    "fhir": "Observations for a patient's record (FHIR)",
    "bids": "Recordings for research (BIDS Motion, a folder)",
    "zip": "Everything, for another Balance Timer (zip)",
    "calendar": "The sessions at home, for a calendar",
}
ABOUT: Final[dict[Form, str]] = {
    "pdf": "Best times, course and next step on one page, how it was measured on a second. The "
    "results are inside it: opened in another Balance Timer, they come into its history.",
    "csv": "One row a hold, one of sway for each measure, and what the columns are: three files.",
    "fhir": "The holds that count, as a bundle that other systems read.",
    "bids": "Recordings, events and people in a new folder, without names. Another Balance Timer "
    "takes it in as it was; for strangers, leave out who and when it was.",
    "zip": "Recordings, what was said of them, sessions and notes.",
    "calendar": "The week's sessions at home, for the next eight weeks.",
}
PAPERS: Final = (("A4", "a4"), ("Letter", "letter"))
_WIDE: Final = 60


class HandDialog(QDialog):
    """Asks what is to be handed over, and does it; stays open where that fails.

    Parameters
    ----------
    code
        Whose results they are.
    named
        Whether the person's name is known here.
    paper
        The size of paper that is usual here.
    hand_over
        Writes it, and gives in a sentence why it can't be written; empty where it is.
    print_page
        Prints the page, with the name or without, likewise; None where somebody gave up.
    """

    def __init__(
        self,
        parent: QWidget,
        inks: Inks,
        code: str,
        *,
        named: bool,
        paper: Paper,
        hand_over: Callable[[Wish], str],
        print_page: Callable[[bool], str | None],
    ) -> None:
        super().__init__(parent)
        self._code, self._named = code, named
        self._hand_over, self._print_page = hand_over, print_page
        self.setWindowTitle(tr("Hand over results of {code}", code=code))
        self.form = combo(tr("As what"), [(tr(said), form) for form, said in FORMS.items()])
        self.paper = combo(tr("Paper"), [(said, paper) for said, paper in PAPERS])
        self.paper.setCurrentIndex(self.paper.findData(paper))
        self.with_name = Tick(tr("With the name"))
        self.with_name.setAccessibleName(tr("With the name"))
        self.everybody = Tick(tr("Of everybody, not {code} alone", code=code))
        self.everybody.setAccessibleName(self.everybody.text())
        self.shifted = Tick(tr("For strangers: dates shifted, no codes and notes"))
        self.shifted.setAccessibleName(self.shifted.text())
        self.about, self.trouble = label(faint=True), label()
        for text in (self.about, self.trouble):
            text.setWordWrap(True)
            text.setMinimumWidth(_WIDE * self.fontMetrics().averageCharWidth())
        write_with(inks.trouble, self.trouble)
        kinds = QDialogButtonBox.StandardButton
        self.save_button = button(tr("Save as…"), self.ask_file)
        self.print_button = button(tr("Print…"), self.ask_printer)
        self.buttons = QDialogButtonBox(kinds.Cancel)
        self.buttons.addButton(self.print_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        self.save_button.setDefault(True)
        self._lay_out()
        self.form.currentIndexChanged.connect(lambda _: self._show_form())
        self._show_form()
        self.form.setFocus()

    def wish(self, target: Path) -> Wish:
        """Give what is wanted, in this file."""
        form: Form = self.form.currentData()
        everybody = form not in OF_ONE and self.everybody.isChecked()
        return Wish(
            form,
            target,
            None if everybody else self._code,
            with_name=form in NAMED and self._named and self.with_name.isChecked(),
            paper=self.paper.currentData(),
            shifted=form == "bids" and self.shifted.isChecked(),
        )

    def ask_file(self) -> None:
        """Ask for a new file, and write it."""
        form: Form = self.form.currentData()
        whose = self._code if form in OF_ONE or not self.everybody.isChecked() else tr("everybody")
        start = Path.home() / f"{whose} {date.today().isoformat()}{ENDINGS[form]}"
        kind = f"{tr(FORMS[form])} (*{ENDINGS[form]})"
        # Nothing is overwritten: it need not be asked whether it may be.
        without = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save as"), str(start), kind, options=without
        )
        if name:
            self.save(Path(name))

    def save(self, target: Path) -> None:
        """Write it; a name without an ending gets the usual one."""
        form: Form = self.form.currentData()
        self._try(lambda: self._hand_over(self.wish(target.with_name(_ended(target.name, form)))))

    def ask_printer(self) -> None:
        """Ask for a printer, and print the page."""
        self._try(lambda: self._print_page(self._named and self.with_name.isChecked()))

    def _try(self, act: Callable[[], str | None]) -> None:
        self.trouble.setText("")
        self.setEnabled(False)
        trouble = act()
        self.setEnabled(True)
        if trouble == "":
            self.accept()
        elif trouble:
            self.trouble.setText(trouble)
            self.save_button.setFocus()

    def _show_form(self) -> None:
        form: Form = self.form.currentData()
        self.about.setText(tr(ABOUT[form]))
        self._paper.setVisible(form == "pdf")
        self.print_button.setVisible(form == "pdf")
        self.with_name.setVisible(form in NAMED and self._named)
        self.everybody.setVisible(form not in OF_ONE)
        self.shifted.setVisible(form == "bids")
        self.trouble.setText("")
        self.adjustSize()

    def _lay_out(self) -> None:
        self._paper = QWidget()
        paper = titled(tr("Paper"), self.paper)
        paper.setContentsMargins(0, 0, 0, 0)
        self._paper.setLayout(paper)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(titled(tr("As what"), self.form))
        column.addWidget(self.about)
        column.addLayout(row(self._paper, self.with_name, self.everybody))
        column.addWidget(self.shifted)
        column.addWidget(self.trouble)
        column.addWidget(self.buttons)


def _ended(name: str, form: Form) -> str:
    ending = ENDINGS[form]
    return name if name.lower().endswith(ending) else f"{name}{ending}"

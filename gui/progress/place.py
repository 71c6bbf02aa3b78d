"""Progress: people, how they stand in balance and exercises, and what comes next."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.kit.controls import shortcut
from gui.kit.meant import MeantDialog
from gui.kit.text import tr
from gui.progress import words
from gui.progress.balance import BalanceView, legs_of
from gui.progress.courses import entries_of
from gui.progress.erasing import EraseDialog, not_erased
from gui.progress.exercises import ExercisesView
from gui.progress.giving import ask_hand_over, ask_take_in
from gui.progress.head import Head
from gui.progress.person import PersonDialog
from gui.progress.side import Acts, PeopleSide

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.records.history.exercises.summary import Summary
    from balance.records.history.exercises.week import WeekGlance
    from balance.records.history.people import Description
    from balance.records.history.people_list import ListedPerson
    from balance.records.history.progress import Line
    from gui.book import Book
    from gui.errands import Done, Errands
    from gui.kit.palette import Inks

T = TypeVar("T")


class ProgressPlace(QWidget):
    """People on the left; what it comes to in words, and below it their holds or exercises.

    Parameters
    ----------
    person
        Gives the code that is to be timed next: who is shown first.
    offer
        Is given all codes, to choose one who is timed.
    forget
        Is told whom to choose no longer, and what code they have now; empty where they are gone.
    tell
        Says in the status line what was done.
    announce
        Says something to assistive technology.
    """

    def __init__(
        self,
        inks: Inks,
        book: Book,
        errands: Errands,
        *,
        person: Callable[[], str],
        offer: Callable[[list[str]], None],
        forget: Callable[[str, str], None],
        tell: Callable[[str], None],
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.inks = inks
        self._book, self.errands = book, errands
        self._person, self._offer, self._forget = person, offer, forget
        self._announce, self.tell = announce, tell
        self.known: list[ListedPerson] = []
        self.lines: list[Line] = []
        acts: Acts = (
            self.ask_person,
            self.ask_change,
            self.turn_archived,
            self.ask_erase,
            partial(ask_hand_over, self),
            partial(ask_take_in, self),
        )
        self.side = PeopleSide(acts)
        self.head = Head(inks)
        self.balance = BalanceView(inks)
        self.exercises = ExercisesView(inks, week=self._week, announce=announce)
        self.done: Summary | None = None
        self._lay_out()
        self.side.person_chosen.connect(lambda: self._show_person())
        self.side.line_chosen.connect(self._show_line)
        self.side.described.connect(self._describe)
        self.side.exercises.chosen.connect(self._show_course)
        self.head.shown.toggled.connect(lambda _: self._show_view())
        keys = ("Ctrl+N", "F2", "Ctrl+Shift+A", "Ctrl+Del", "Ctrl+P", "Ctrl+I")
        for key, act in zip(keys, acts, strict=True):
            shortcut(self, key, act)
        shortcut(self, "Ctrl+F", self.side.search.setFocus)
        shortcut(self, "Ctrl+E", self.turn_view)
        shortcut(self, "Alt+Left", partial(self._step, -1))
        shortcut(self, "Alt+Right", partial(self._step, 1))

    def refresh(self, trouble: str = "") -> None:
        """Read the history anew, and say what went wrong before."""
        chosen = self.side.code() or self._person()
        self.known = self._book.people()
        self.side.show_people(self.known, chosen)
        self._offer([known.code for known in self.known if not known.archived])
        self._show_person(trouble)

    def ask_person(self) -> None:
        """Ask who is new, and add them."""
        asking = PersonDialog(self, self.inks, None, self.add)
        asking.exec()
        asking.deleteLater()

    def ask_change(self) -> None:
        """Show what is known of the chosen person, to be changed."""
        known = self.chosen()
        if known is None:
            return
        save = partial(self.change, known)
        asking = PersonDialog(self, self.inks, known, save)
        asking.exec()
        asking.deleteLater()

    def add(self, code: str, said: Description | None = None) -> str:
        """Add a person, and show them; gives in a sentence why that can't be.

        Where the code may be a slip for that of somebody who is there, it is asked who is meant.
        """
        trouble, near = self._refusal(code), self._book.near(code)
        if near is not None:
            asking = MeantDialog(QApplication.activeModalWidget() or self, code, near, trouble)
            asking.exec()
            asking.deleteLater()
            if asking.chosen == near:
                self.choose(near)
                self.tell(tr(words.WAS_THERE, near=near))
                return ""
            trouble = trouble or ("" if asking.chosen else tr(words.CLOSE, code=code, near=near))
        if not trouble:
            self._book.add(code, said)
            trouble = self._book.trouble
        if not trouble:
            self.refresh()
            self.choose(code.strip())
        return trouble

    def change(self, known: ListedPerson, code: str, said: Description) -> str:
        """Keep what is said of a person, under another code where it is another.

        Gives in a sentence why that can't be.
        """
        old, done, left = known.code, "", ""
        if code != old:
            trouble = self._refusal(code, but=old)
            renamed = None if trouble else self.errands.rename(old, code)
            if renamed is None or renamed.result is None:
                return trouble if renamed is None else renamed.trouble
            done, left = words.renamed(old, code, renamed.result), words.not_renamed(renamed.result)
            self._forget(old, code)
        self._book.describe(code, said)
        trouble = self._book.trouble
        self.refresh(trouble or left)
        self.choose(code)
        if done:
            self.tell(done)
        return trouble

    def turn_archived(self) -> None:
        """Archive the chosen person, or take them out of the archive."""
        known = self.chosen()
        if known is None:
            return
        now = not known.archived
        done = self._book.archive(known.code, archived=now)
        self.refresh(self._book.trouble)
        if done:
            self.tell(words.archived(known.code, now=now))

    def ask_erase(self) -> None:
        """List what goes and what stays, ask once more, then erase the chosen person."""
        code = self.side.code()
        theirs = self.busily(lambda: self.errands.belongings(code)) if code else None
        if theirs is None or theirs.result is None:
            self.say("" if theirs is None else theirs.trouble)
        elif EraseDialog(code, theirs.result, self).exec() == QDialog.DialogCode.Accepted:
            self.erase(code)

    def erase(self, code: str) -> None:
        """Erase a person, and say what could not be."""
        self.tell(tr(words.ERASING, code=code))
        erased = self.busily(lambda: self.errands.erase(code))
        if erased.result is None and not erased.trouble:
            return  # the window was closed meanwhile
        self.tell("" if erased.result is None else tr(words.ERASED, code=code))
        trouble = erased.trouble
        if erased.result is not None:
            trouble = not_erased(erased.result)
            self._forget(code, "")
        self.refresh(trouble)
        self.side.people.setFocus()

    def busily(self, errand: Callable[[], Done[T]]) -> Done[T]:
        """Run an errand; nothing else is done here meanwhile."""
        self.setEnabled(False)
        done = errand()
        self.setEnabled(True)
        return done

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.inks = inks
        for part in (self.head, self.balance, self.exercises):
            part.recolour(inks)

    def turn_view(self) -> None:
        """Show exercises instead of balance, or the other way round, where there are both."""
        if self.head.turn():
            self._show_view()

    def choose(self, code: str) -> None:
        """Show this person."""
        self.side.show_all_of(code)

    def chosen(self) -> ListedPerson | None:
        """Give who is shown."""
        code = self.side.code()
        return next((one for one in self.known if one.code == code), None)

    def _refusal(self, code: str, but: str = "") -> str:
        """Say why somebody can't have a code from now on."""
        if code.strip() in [one.code for one in self.known]:
            return tr("{code} is there already; take another code.", code=code.strip())
        return self._book.new_refusal(code, but)

    def say(self, *troubles: str) -> None:
        """Say above what went wrong, or is to be known."""
        trouble = "\n".join(dict.fromkeys(filter(None, troubles)))
        self.head.say_trouble(trouble)
        if trouble:
            self._announce(trouble)

    def _show_person(self, trouble: str = "") -> None:
        book, code = self._book, self.side.code()
        today = date.today()
        known = self.chosen()
        troubles = [trouble, book.trouble]
        self.lines, self.done = [], None
        if known is not None:
            self.lines = book.lines(code, today)
            troubles.append(book.trouble)
            self.balance.step.show_weeks(*book.weeks(code, today))
            troubles.append(book.trouble)
            self.done = book.exercises(code, today)
            troubles.append(book.trouble)
        self.say(*troubles)
        self.side.show_person(known, self.lines)
        self.side.exercises.show_entries(() if self.done is None else entries_of(self.done))
        if self.done is not None:
            self.exercises.show_person(self.done, today)
        self._show_view()

    def _show_view(self) -> None:
        """Show the holds or the exercises of the person, and offer both where there are both."""
        self.head.offer(both=self.done is not None and bool(self.lines))
        exercises = self.done is not None and (not self.lines or self.head.exercises_wanted())
        self.side.show_kind(exercises=exercises)
        self.exercises.setVisible(exercises)
        if exercises and self.done is not None:
            self.balance.setVisible(False)
            self.head.show_exercises(self.done, holds=bool(self.lines))
            self._show_course()
        else:
            self._show_line()

    def _show_line(self) -> None:
        line = self.side.line()
        self.balance.setVisible(line is not None)
        if line is None:
            self.head.show_nothing(self.side.code())
            return
        self.head.show_line(line)
        courses = [(each, self._book.course(each.key)) for each in legs_of(line, self.lines)]
        self.balance.show_legs(line, courses)

    def _show_course(self) -> None:
        self.exercises.course.show_entry(self.side.exercises.entry())

    def _step(self, weeks: int) -> None:
        if self.exercises.isVisible():
            self.exercises.step(weeks)

    def _week(self, found: Summary, day: date) -> WeekGlance | None:
        week = self._book.week(found, day)
        if self._book.trouble:
            self.say(self._book.trouble)
        return week

    def _describe(self) -> None:
        code = self.side.code()
        if not code:
            return
        self._book.describe(code, self.side.description())
        self.refresh(self._book.trouble)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.head)
        right.addWidget(self.balance, 1)
        right.addWidget(self.exercises, 1)
        right.addStretch(0)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self.side)
        line.addLayout(right, 1)
        views = (*self.balance.controls(), *self.exercises.controls())
        for before, after in pairwise((*self.side.controls(), *self.head.controls(), *views)):
            QWidget.setTabOrder(before, after)

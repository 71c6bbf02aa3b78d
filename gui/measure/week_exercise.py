"""One exercise of the plan of a week: its rung, side and numbers, and what is suggested for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout

from balance.protocol.exercise import drafting
from balance.protocol.keys import LONGEST_S, MOST
from drivers.live.week_plan import COUNTED, dose_words, numbers_of
from gui.kit.controls import Sheet, button, choose, combo, label, titled
from gui.kit.text import tr
from gui.measure.words import FRONT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balance.protocol.exercise.library import Library
    from balance.protocol.exercise.regimens import Wanted
    from balance.protocol.exercise.tiers import Suggestion

SIDES: Final = (
    ("As the rung says", None),
    ("Left alone", "left"),
    ("Right alone", "right"),
    ("Both feet at once", "both"),
)
RUNG: Final = "{tier}: {dose}"
SUGGESTED: Final = "Next rung: {tier}. {why}"
STAYS: Final = "This rung again. {why}"
TALL: Final = 4  # half lines, of a field for a number
_COUNTED: Final = tuple(name for name, _ in COUNTED)


class ExerciseEditor(Sheet):
    """Shows one exercise; each change is given to `change`, and nothing is taken by itself.

    Parameters
    ----------
    library
        The scripts.
    suggestions
        What to do next time, by the id of a script.
    change
        Takes what is to be done to the plan.
    """

    def __init__(
        self,
        library: Library,
        suggestions: Mapping[str, Suggestion],
        change: Callable[[drafting.Change], object],
    ) -> None:
        super().__init__()
        self._library, self._suggestions, self._change = library, suggestions, change
        self._shown: Wanted | None = None
        self.title, self.about = label(size=1.15, bold=True), label(faint=True)
        self.tier = combo(tr("Rung"), ())
        self.tier_source = label(faint=True)
        self.side = combo(tr("Side"), [(tr(title), value) for title, value in SIDES])
        self.numbers: dict[str, QDoubleSpinBox] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self.suggestion = label(bold=True)
        self.suggestion_source = label(faint=True)
        self.take = button(tr("Take it"), self._take, "", tr("Take the rung that is suggested"))
        for each in (self.title, self.about, self.suggestion, self.take, self.suggestion_source):
            self.column.addWidget(each)
        self.column.addLayout(titled(tr("&Rung"), self.tier))
        self.column.addWidget(self.tier_source)
        self.column.addLayout(titled(tr("S&ide"), self.side))
        self.column.addWidget(label(tr("Numbers of your own"), bold=True))
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        self.tier.activated.connect(self._take_tier)
        self.side.activated.connect(self._take_side)

    def show_exercise(self, one: Wanted) -> None:
        """Show an exercise as it is wanted."""
        script = self._library[one.script]
        if self._shown is None or self._shown.script != one.script:
            self.title.setText(tr(script.title))
            self.about.setText(tr(script.about))
            self.tier.clear()
            for tier in script.tiers:
                said = tr(RUNG, tier=tr(tier.name), dose=dose_words(script, tier.dose, FRONT))
                self.tier.addItem(said, tier.name)
            self._make_numbers(one)
        self._shown = one
        choose(self.tier, one.tier)
        self.side.setCurrentIndex([value for _, value in SIDES].index(one.side))
        self.tier_source.setText(tr("From: {source}", source=script.tier(one.tier).source))
        dose = one.dose(script)
        for name, box in self.numbers.items():
            box.blockSignals(True)
            box.setValue(getattr(dose, name))
            box.blockSignals(False)
        self._suggest(one)

    def _suggest(self, one: Wanted) -> None:
        said = self._suggestions.get(one.script)
        other = said is not None and said.tier != one.tier
        for each in (self.suggestion, self.suggestion_source):
            each.setVisible(said is not None)
        self.take.setVisible(other)
        if said is not None:
            text = SUGGESTED if other else STAYS
            self.suggestion.setText(tr(text, tier=tr(said.tier), why=tr(said.why)))
            self.suggestion_source.setText(said.source)

    def _make_numbers(self, one: Wanted) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.numbers = {}
        for at, (name, title) in enumerate(numbers_of(self._library[one.script])):
            box = QDoubleSpinBox()
            counted = name in _COUNTED
            box.setDecimals(0 if counted else 1)
            box.setRange(1 if counted else 0, MOST if counted else LONGEST_S)
            box.setSuffix("" if counted else tr(" s"))
            box.setMinimumHeight(TALL * box.fontMetrics().lineSpacing() // 2)
            box.setAccessibleName(tr(title))
            box.setKeyboardTracking(False)
            box.valueChanged.connect(partial(self._take_number, name))
            head = label(tr(title), faint=True)
            head.setBuddy(box)
            self._grid.addWidget(head, 2 * (at // 3), at % 3)
            self._grid.addWidget(box, 2 * (at // 3) + 1, at % 3)
            self.numbers[name] = box

    def _take(self) -> None:
        said = None if self._shown is None else self._suggestions.get(self._shown.script)
        if said is not None:
            self._change(lambda plan, at: drafting.with_tier(plan, at, said.tier))

    def _take_tier(self) -> None:
        tier = self.tier.currentData()
        self._change(lambda plan, at: drafting.with_tier(plan, at, tier))

    def _take_side(self) -> None:
        side = self.side.currentData()
        self._change(lambda plan, at: drafting.with_side(plan, at, side))

    def _take_number(self, name: str, value: float) -> None:
        library = self._library
        self._change(lambda plan, at: drafting.with_number(plan, at, name, value, library))

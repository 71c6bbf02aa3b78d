"""The strip above the stage: who, how, and which plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.kit.controls import OWN_LETTERS, Either, Sheet, Tick, button, choose, combo, row, titled
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure.choosing import PlanChoice
from gui.setup import Setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.live.choosing import Offer

CAPS_S: Final = (None, 30.0, 45.0, 60.0, 120.0)


class Strip(Sheet):
    """Person and conditions; `changed` comes with each choice.

    `week_wanted` comes where the plan of the week is to be seen and changed.
    """

    changed = Signal()
    week_wanted = Signal()

    def __init__(self, setup: Setup) -> None:
        super().__init__(margin=10)
        self._setup = setup
        tip = tr("A code for the person, never a name; empty keeps no code")
        self.person = combo(tr("Person"), (), tip, letters=OWN_LETTERS)
        self.person.setEditable(True)
        self.person.setMinimumWidth(120)
        self.leg = Either(tr("Stance leg"), ((tr("Left"), "left"), (tr("Right"), "right")))
        self.eyes = Either(tr("Eyes"), ((tr("Open"), "open"), (tr("Closed"), "closed")))
        self.surface = Either(tr("Surface"), ((tr("Firm"), "firm"), (tr("Foam"), "foam")))
        self.plan = PlanChoice()
        self.week = button(
            tr("Week plan"), self.week_wanted.emit, "Ctrl+P", tr("Which exercises, how often")
        )
        self.list = QLineEdit()
        self.list.setMinimumWidth(180)
        self.list.setAccessibleName(tr("List of attempts"))
        self.list.setToolTip(tr("Such as: 3 left, 3 right @90 (the rest before it, in seconds)"))
        caps = [(tr("{s} s", s=f"{s:g}") if s else tr("None"), s) for s in CAPS_S]
        self.cap = combo(tr("Longest time"), caps, tr("A hold that reaches it ends: 45 s or more"))
        self.practice = Tick(tr("Practice"))
        self.practice.setToolTip(tr("Kept and never scored"))
        self.coached = Tick(tr("Say the seconds"))
        self.coached.setToolTip(
            tr("A voice says every tenth second during a hold; noted with the attempt")
        )
        self.supervised = Tick(tr("Supervised"))
        self.supervised.setToolTip(
            tr("Somebody looks on: it counts as a supervised session of the week")
        )
        fields = (
            titled(tr("&Person"), self.person),
            titled(tr("Stance leg"), self.leg),
            titled(tr("Eyes"), self.eyes),
            titled(tr("Surface"), self.surface),
            titled(tr("P&lan"), self.plan),
            titled("", self.week),
            titled(tr("Longest &time"), self.cap),
        )
        checks = row(self.practice, self.coached, self.supervised)
        self.listed = QWidget()
        self.listed.setObjectName("clear")
        listed = titled(tr("L&ist"), self.list)
        listed.setContentsMargins(0, 0, 0, 0)
        self.listed.setLayout(listed)
        self.column.addLayout(Flow(*fields, self.listed, checks, gap=14))
        self.show_setup(setup)
        for either in (self.leg, self.eyes, self.surface):
            either.toggled.connect(self._noted)
        for box in (self.plan, self.cap):
            box.activated.connect(self._noted)
        for check in (self.practice, self.coached, self.supervised):
            check.toggled.connect(self._noted)
        self.person.currentTextChanged.connect(self._noted)
        self.list.textEdited.connect(self._noted)

    @property
    def setup(self) -> Setup:
        """What is chosen."""
        return self._setup

    def show_setup(self, setup: Setup) -> None:
        """Show a choice."""
        self._setup = setup
        for part in self._fields():
            part.blockSignals(True)
        self.person.setEditText(setup.person)
        self.leg.set_value(setup.leg)
        self.eyes.set_value(setup.eyes)
        self.surface.set_value(setup.surface)
        self.plan.show_chosen(setup.kind, setup.led)
        choose(self.cap, setup.cap_s)
        self.practice.setChecked(setup.practice)
        self.coached.setChecked(setup.sound == "coached")
        self.supervised.setChecked(setup.supervised)
        self.list.setText(setup.list_text)
        self.listed.setVisible(setup.kind == "custom")
        for part in self._fields():
            part.blockSignals(False)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer these to be led; a choice that is not there any more is that of this week."""
        self.plan.offer(offers)
        if not self.plan.show_chosen(self._setup.kind, self._setup.led):
            self._noted()

    def choose_led(self, name: str) -> None:
        """Choose what is to be led, as if it were chosen in the list."""
        self.show_setup(replace(self._setup, kind="led", led=name))
        self.changed.emit()

    def use_source(self, address: str) -> None:
        """Take another source."""
        self._setup = replace(self._setup, address=address)
        self.changed.emit()

    def use_beside(self, address: str) -> None:
        """Take a second sensor; none where it has no address."""
        self._setup = replace(self._setup, beside=address)
        self.changed.emit()

    def show_people(self, codes: list[str]) -> None:
        """Offer these people; what was typed stays."""
        text = self.person.currentText()
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItems(codes)
        self.person.setEditText(text)
        self.person.blockSignals(False)

    def forget(self, code: str, new: str = "") -> None:
        """Put another code in place of one that is gone; none where there is none."""
        if self._setup.person == code:
            self.person.setEditText(new)

    def _fields(self) -> tuple[QWidget, ...]:
        boxes = (self.person, self.plan, self.cap, self.list)
        checks = (self.practice, self.coached, self.supervised)
        return (*boxes, *checks, self.leg, self.eyes, self.surface)

    def _noted(self) -> None:
        kind, led = self.plan.chosen
        self._setup = replace(
            self._setup,
            person=self.person.currentText().strip(),
            leg=self.leg.value(),
            eyes=self.eyes.value(),
            surface=self.surface.value(),
            kind=kind,
            led=led,
            cap_s=self.cap.currentData(),
            practice=self.practice.isChecked(),
            sound="coached" if self.coached.isChecked() else "silent",
            list_text=self.list.text(),
            supervised=self.supervised.isChecked(),
        )
        self.listed.setVisible(self._setup.kind == "custom")
        self.changed.emit()

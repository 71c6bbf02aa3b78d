"""The card of a session that is led: what can be done, what is asked, and what can be begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from drivers.live import led_words
from gui.kit.controls import Sheet, button, label, row
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLayout, QPushButton

    from balance.protocol.exercise.tiers import Ease
    from drivers.live.choosing import Left, Offer
    from drivers.live.standing import Standing

EASES: Final[tuple[tuple[Ease, str, str], ...]] = (
    ("easy", "Easy", "1"),
    ("right", "Right", "2"),
    ("hard", "Hard", "3"),
)
MOST_SORE: Final = 10
SORE: Final = "How sore are your feet? 0 is not at all, 10 the most. You can leave it out."
LEFT: Final = "{title} was begun at {time} and left."
ASKED_LATER: Final = "After each exercise it is asked how it felt."


class LedCard(Sheet):
    """Takes the place of the result where a session is led, or chosen to be.

    Parameters
    ----------
    repeat, fault, stop
        Do the newest work again, count an error, leave the session.
    ease, sore
        Take how an exercise felt, and how sore somebody is.
    go_on, anew
        Go on with what was left, or begin it anew.
    """

    def __init__(
        self,
        *,
        repeat: Callable[[], object],
        fault: Callable[[], object],
        stop: Callable[[], object],
        ease: Callable[[Ease], object],
        sore: Callable[[int], object],
        go_on: Callable[[], object],
        anew: Callable[[], object],
    ) -> None:
        super().__init__(margin=14)
        self.repeat = button(tr("Repeat"), repeat, "R", tr("Do the newest set or hold again"))
        self.fault = button(tr("Error"), fault, "E", tr("Count an error in this stance"))
        self.stop = button(tr("Leave"), stop, "Esc", tr("Leave the session; what was done is kept"))
        self.asked = label(bold=True)
        self.eases = {value: _ease(ease, value, title, key) for value, title, key in EASES}
        self.sore = [_sore(sore, n) for n in range(MOST_SORE + 1)]
        self.title, self.about, self.source = label(bold=True), label(), label(faint=True)
        self.left = label(bold=True)
        self.go_on = button(tr("Go on with it"), go_on, "", tr("Go on where it was left"))
        self.anew = button(tr("Begin anew"), anew, "", tr("Begin it from the start"))
        self._acts = _page(row(self.repeat, self.fault, 1, self.stop))
        self._eases = _page(Flow(*self.eases.values()))
        self._sores = _page(Flow(*self.sore, gap=4))
        self._idle = _page(self.title, self.about, self.source)
        self._left = _page(self.left, Flow(self.go_on, self.anew))
        for each in (self._acts, self.asked, self._eases, self._sores, self._left, self._idle):
            self.column.addWidget(each)
        self.column.addStretch(1)

    def show_led(self, now: Standing, *, goes_on: bool, sore: bool, unkept: str = "") -> None:
        """Show what can be done of a session, and what is asked.

        Parameters
        ----------
        now
            Where it stands.
        goes_on
            Whether it is not over.
        sore
            Whether it is asked how sore somebody is.
        unkept
            Why it is not kept, in a sentence; empty where it is.
        """
        guide = now.guide
        asks = "" if guide is None else guide.asks
        self._idle.hide()
        self._left.hide()
        self._acts.setVisible(goes_on)
        self._eases.setVisible(goes_on or bool(asks))  # its room stays, so that nothing moves
        self._sores.setVisible(sore and not asks)
        self.asked.show()
        for each in self.eases.values():
            each.setEnabled(bool(asks))
        self.repeat.setEnabled(goes_on and not now.holding)
        self.fault.setVisible(guide is not None and guide.faults is not None)
        if asks:
            said = tr(led_words.ASKS, what=tr(asks))
        elif goes_on:
            said = tr(ASKED_LATER)
        else:
            said = tr(SORE) if sore else tr(unkept or words.LED_DONE)
        if said != self.asked.text():
            self.asked.setText(said)

    def show_idle(self, offer: Offer | None, left: Left | None, begun: str, week: str = "") -> None:
        """Show what is chosen, and what of today was left, `begun` then; None for neither.

        `week` says how the week stands; it may be empty.
        """
        for each in (self._acts, self._eases, self._sores, self.asked):
            each.hide()
        self._left.setVisible(left is not None)
        self._idle.setVisible(left is None and offer is not None)
        if left is not None:
            self.left.setText(tr(LEFT, title=tr(left.title), time=begun))
            self.go_on.setText(tr("Go on with {title}", title=tr(left.title)))
            self.go_on.setAccessibleName(self.go_on.text())
        elif offer is not None:
            self.title.setText(tr(offer.title))
            self.about.setText(". ".join(filter(None, (tr(offer.about), week))))
            self.source.setText(tr("From: {source}", source=offer.source))


def _ease(take: Callable[[Ease], object], value: Ease, title: str, key: str) -> QPushButton:
    return button(tr(title), lambda: take(value), key, tr(title))


def _sore(take: Callable[[int], object], n: int) -> QPushButton:
    made = button(str(n), lambda: take(n), "", tr("Soreness {n} of 10", n=n))
    made.setAccessibleName(tr("Soreness {n} of 10", n=n))
    return made


def _page(*things: QWidget | QLayout) -> QWidget:
    made = QWidget()
    made.setObjectName("clear")
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(6)
    for thing in things:
        if isinstance(thing, QWidget):
            lines.addWidget(thing)
        else:
            lines.addLayout(thing)
    return made

"""What Measure has for sessions that are led: the offers, what was left, the card and the sets."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.measure import words
from gui.measure.led_card import EASES, LedCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.protocol.exercise.tiers import Ease
    from balance.protocol.weeks import Week, WeekPlan
    from drivers.live.choosing import Left, Offer, Offered
    from drivers.live.standing import Standing
    from drivers.telling import Cue
    from gui.errands import Done
    from gui.measure.leading import Leading
    from gui.measure.pane import Pane
    from gui.measure.strip import Strip
    from gui.sessions import Sessions
    from gui.setup import Setup
    from gui.turning import Turning


class LedSide(QObject):
    """Sessions that are led, in Measure.

    Parameters
    ----------
    strip, pane
        Where it is chosen what is led, and where its sets are listed.
    sessions
        Asks the history.
    start
        Begins what is chosen, once it is settled whose it is.
    shown
        Is called where something else is to be shown, without another standing.

    Attributes
    ----------
    leading : Leading or None
        Leads them, once there is something to lead them on.
    card : LedCard
        What can be done, and what is asked.
    left : Left or None
        The session of today that was left.
    """

    def __init__(
        self,
        strip: Strip,
        pane: Pane,
        sessions: Sessions,
        start: Callable[[], object],
        shown: Callable[[], object],
    ) -> None:
        super().__init__()
        self.leading: Leading | None = None
        self.left: Left | None = None
        self._week: tuple[Week, WeekPlan] | None = None
        self._anew = False
        self._strip, self._pane, self._sessions = strip, pane, sessions
        self._start, self._shown = start, shown
        self._tell: Callable[[str], object] = lambda _said: None
        self._asked_for: tuple[str, str] | None = None
        self._troubles: tuple[str, ...] = ()
        self.card = LedCard(
            repeat=self.repeat,
            fault=self.fault,
            stop=self.leave,
            ease=self.say_ease,
            sore=self.say_soreness,
            go_on=self.go_on,
            anew=self.begin_anew,
        )
        strip.changed.connect(self._chosen)
        strip.week_wanted.connect(self.open_week)

    def attach(
        self,
        turning: Turning,
        hear: Callable[[list[Cue]], None],
        tell: Callable[[str], object],
    ) -> None:
        """Lead them on what is turned there."""
        from gui.measure.leading import Leading

        self._tell = tell
        self.leading = Leading(turning, self._sessions, hear, tell)
        self.leading.changed.connect(self._show_sets)
        self.leading.over.connect(self.refresh)
        self.refresh()

    @property
    def keys(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Keys, and what they do, beside those of a test."""
        eases = ((key, partial(self.say_ease, ease)) for ease, _, key in EASES)
        return (("E", self.fault), ("Ctrl+P", self._strip.week.click), *eases)

    @property
    def chosen(self) -> Offer | None:
        """What is chosen to be led; None for a test, and where it is not known yet."""
        setup = self._strip.setup
        return self._strip.plan.offered(setup.kind, setup.led)

    @property
    def week(self) -> str:
        """How the week of the person stands, where its session is chosen; empty for all else."""
        from drivers.live.exercise_words import week_so_far  # late: the window opens without

        chosen = self.chosen
        if self._week is None or chosen is None or chosen.kind != "own":
            return ""
        return f"{week_so_far(*self._week, words.FRONT)}."

    @property
    def begins(self) -> str:
        """What is led where Start is pressed, in words; empty where it is a test."""
        chosen = self.chosen
        return "" if chosen is None else " ".join(filter(None, (words.begins(chosen), self.week)))

    @property
    def steered(self) -> Leading | None:
        """What takes keys and wishes; None where no session has the say."""
        return self.leading if self.leading is not None and self.leading.led is not None else None

    @property
    def goes_on(self) -> bool:
        """Whether Start goes on with what was left."""
        return self._left_of_chosen is not None

    def owner(self, setup: Setup) -> bool | None:
        """Whether what is begun is the person's own to keep; None where the sensor says so."""
        chosen = self.chosen
        alone = setup.kind == "led" and chosen is not None and not chosen.measured
        return bool(setup.person) if alone else None

    def begin(self, setup: Setup) -> None:
        """Begin what is chosen, or go on with it where it was left."""
        if self.leading is None:
            return
        left = self._left_of_chosen
        if left is not None and not self._anew:
            self.leading.go_on(setup, left)
        else:
            self.leading.begin(setup)
        self._anew, self.left = False, None

    def go_on(self) -> None:
        """Go on with what was left, whatever is chosen."""
        self._take_left()
        self._start()

    def begin_anew(self) -> None:
        """Begin anew what was left."""
        self._take_left()
        self._anew = True
        self._start()

    def repeat(self) -> None:
        """Do the newest work again."""
        if self.leading is not None:
            self.leading.judge("again")

    def say_soreness(self, soreness: int) -> None:
        """Say how sore the person is, 0 to 10."""
        if self.leading is not None:
            self.leading.say_soreness(soreness)

    def fault(self) -> None:
        """Count an error that somebody sees."""
        if self.leading is not None:
            self.leading.fault()

    def say_ease(self, ease: Ease) -> None:
        """Say how the exercise felt that is asked about."""
        if self.leading is not None:
            self.leading.say_ease(ease)

    def open_week(self) -> None:
        """Have the plan of the person's week seen and changed."""
        from gui.measure.week_plan import WeekDialog

        if not self._strip.isVisible() or not self._strip.isEnabled():
            return  # the first questions, or a test, come first
        done = self._sessions.week(self._strip.setup)
        if done.result is None:
            self._tell(done.trouble)
            return
        dialog = WeekDialog(self._strip.window(), done.result, self._sessions)
        dialog.kept.connect(self._week_kept)
        dialog.open()

    def refresh(self) -> None:
        """Look anew at what can be led, and what was left."""
        if self.leading is not None and not self.leading.under_way:
            setup = self._strip.setup
            self._asked_for = (setup.person, setup.source_address)
            self._sessions.offer(setup, self._offered)

    def show(self, now: Standing) -> bool:
        """Show where things stand; whether the card is to be seen in place of the result."""
        leading = self.leading
        if now.guide is not None:
            sore = leading is not None and leading.asks_soreness
            unkept = "" if leading is None else leading.unkept
            self.card.show_led(now, goes_on=now.active, sore=sore, unkept=unkept)
            return True
        left = None if now.active else self._offered_left
        chosen = None if now.active else self.chosen
        begun = "" if left is None else _time(left)
        self.card.show_idle(chosen, left, begun, self.week if chosen is not None else "")
        return left is not None or chosen is not None

    def leave(self) -> None:
        """Leave a session that goes on; what was done is kept."""
        if self.leading is not None:
            self.leading.stop()

    def forget(self) -> None:
        """Show nothing more of a session that is over: a test begins."""
        if self.leading is not None:
            self.leading.forget()

    @property
    def _left_of_chosen(self) -> Left | None:
        setup, left = self._strip.setup, self.left
        mine = left is not None and setup.kind == "led" and setup.led == left.name
        return left if mine else None

    @property
    def _offered_left(self) -> Left | None:
        """What was left, where it is chosen or nothing else to be led is."""
        return self.left if self._strip.setup.kind != "led" else self._left_of_chosen

    def _take_left(self) -> None:
        if self.left is not None and self.left.name is not None:
            self._strip.choose_led(self.left.name)

    def _chosen(self) -> None:
        """See that what is offered is for who is chosen, and show what is."""
        setup = self._strip.setup
        if (setup.person, setup.source_address) != self._asked_for:
            self.left = None
            self.refresh()
        if self.leading is not None and self.leading.led is not None:
            self.leading.forget()
        self._shown()

    def _offered(self, done: Done[Offered]) -> None:
        found = done.result
        if found is None:
            if done.trouble:
                self._tell(done.trouble)
            return
        self.left, self._week = found.left, found.week
        self._strip.offer(found.offers)
        if found.troubles and found.troubles != self._troubles:
            self._tell(" ".join(found.troubles))
        self._troubles = found.troubles
        self._shown()

    def _week_kept(self, said: str) -> None:
        self._strip.choose_led("")
        self._tell(said)
        self.refresh()

    def _show_sets(self) -> None:
        self._pane.show_led(None if self.leading is None else self.leading.shown)
        self._shown()


def _time(left: Left) -> str:
    return f"{datetime.fromisoformat(left.unfinished.started_utc).astimezone():%H:%M}"

"""A session led by voice: its program, and the sensor where something of it is measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, cast, get_args

from balance.protocol.exercise.lead import Lead, Place
from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.tiers import Ease
from balance.signal.taps import Taps
from balance.timing.raises.counter import HEEL_TO_BALL_CM
from drivers.live import led_words
from drivers.live.led_order import LedOrder
from drivers.live.led_standing import standing_of
from drivers.live.raising import Raising
from drivers.live.standing import Standing
from drivers.telling import Cue

if TYPE_CHECKING:
    from pathlib import Path

    from balance.protocol.exercise.outcomes import Outcome
    from balance.protocol.exercise.program import Item, Spoken
    from balance.protocol.exercise.scripts import Script
    from balance.samples import SampleBlock
    from drivers.live.live import Live
    from drivers.live.order import Order
    from drivers.telling import Wish

GRACE_S: Final = 4.0  # after the last beat of a set: the last raise is known by then
#: While holds and raises are measured a knock is no sign.
_TAPPED: Final = ("work", "rest", "say", "stance")


class Diary(Protocol):
    """Where it is kept how far a session came."""

    def keep(self, place: Place, items: Sequence[Item]) -> None:
        """Keep what was done by now."""

    def link(self, outcome: Outcome, path: Path) -> None:
        """Keep in which recording a set was counted."""

    def say_ease(self, script: str, ease: Ease) -> None:
        """Keep how an exercise felt."""


class Led:
    """Leads a session, turn by turn, from one thread.

    Parameters
    ----------
    items
        The program. Raises that the sensor counts are laid out without an end.
    base
        How tests are made otherwise; None without a sensor, where holds are left out.
    live
        The live path, of which this has the say while the session goes on; None without a sensor.
    diary
        Keeps how far it came; None for nobody.
    changed, sound
        Are given each new standing, and what is to be heard.
    place
        How far the session came before.
    heel_to_ball_cm
        A length of the foot, by which heights of heel raises are worked out.
    clock
        Seconds that only grow.

    Attributes
    ----------
    standing : Standing
        Where things stand.
    """

    def __init__(
        self,
        items: Sequence[Item],
        base: Order | None,
        live: Live | None,
        *,
        diary: Diary | None = None,
        changed: Callable[[Standing], None],
        sound: Callable[[list[Cue]], None],
        place: Place | None = None,
        heel_to_ball_cm: float = HEEL_TO_BALL_CM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.standing = Standing()
        self.lead = Lead(items, place)
        self._base, self._live = base, live
        self._heel_to_ball_cm = heel_to_ball_cm
        self._diary, self._changed, self._sound = diary, changed, sound
        self._clock = clock
        self._kept = self.lead.place.outcomes
        self._measuring: Item | None = None  # what the sensor was started for
        self._raising: Raising | None = None
        self._taps = Taps()
        self._tapped = False
        self._refused = ""
        self._said = ""
        self._trouble = ""
        self._eases: set[str] = set()
        if live is not None:
            live.watchers.append(self._watch)

    @property
    def over(self) -> bool:
        """Whether the session is over, or was left."""
        return self.lead.over

    def begin(self) -> None:
        """Begin, or go on where it was left."""
        self._heard(self.lead.begin(self._clock()))
        self._entered()
        self._show()

    def turn(self, wait_s: float = 0.0) -> bool:
        """Say what is due, read the sensor once, and see to what came; True where samples came."""
        came = False
        due_s = self.lead.due_s()
        left_s = wait_s if due_s is None else min(wait_s, max(0.0, due_s - self._clock()))
        if self._live is not None and self._live.connected:
            came = self._live.turn(left_s)
        elif left_s > 0:
            time.sleep(left_s)
        self._go(self.lead.push)
        self._look()
        if self._tapped:
            self._tapped = False
            self.pause()
        self._show()
        return came

    def look(self) -> None:
        """Look anew at where things stand; the sensor may stand otherwise by now."""
        self._show()

    # -- what a person asks for ---------------------------------------------------------------

    def press(self) -> None:
        """Say that the hold, the stance or the set under way is over; else go on from a pause."""
        item = self.lead.item
        if self.lead.paused:
            self.pause()
        elif item is not None and item.step.does == "hold" and self._live is not None:
            self._live.end_attempt()
        elif item is not None and item.step.does == "raises":
            self._end_raises()
        elif item is not None and item.is_work:
            self._go(self.lead.finish_step)
        self._show()

    def pause(self) -> None:
        """Let everything stand, or go on; work that was cut off is done anew."""
        if self.lead.paused:
            self._trouble = ""
            self._go(self.lead.go_on)
            self._entered()
        else:
            self._go(self.lead.pause)
            self._let_go()
            self._sound([Cue(words=led_words.PAUSED)])
        self._show()

    def skip(self) -> None:
        """Leave out what is left of the step."""
        self._let_go()
        self._go(self.lead.skip)

    def repeat(self) -> None:
        """Do the newest work again."""
        self._let_go()
        self._go(self.lead.repeat)

    def fault(self) -> None:
        """Count an error that somebody sees."""
        if self.lead.item is not None and self.lead.item.counts_errors:
            self.lead.fault()
            self._show()

    @property
    def unsaid(self) -> tuple[Script, ...]:
        """The exercises that are over, of which nobody said how they felt."""
        here = len(self.lead.items) if self.lead.over else self.lead.place.index
        now = None if self.lead.item is None else self.lead.item.number
        gone = (item.part.script for item in self.lead.items[:here] if item.number != now)
        every = {one.id: one for one in gone if one.kind == "exercise"}
        return tuple(one for name, one in every.items() if name not in self._eases)

    def say_ease(self, ease: Ease) -> None:
        """Say how the exercise felt that was over last."""
        if self.unsaid:
            script = self.unsaid[-1].id
            self._eases.add(script)
            if self._diary is not None:
                self._diary.say_ease(script, ease)
            self._show()

    @property
    def _asks(self) -> bool:
        return bool(self.unsaid) and not self._measuring

    def grant(self, wish: Wish) -> None:
        """Do what was asked for at the sensor."""
        asked = {
            "pause": self.pause,
            "skip": self.skip,
            "repeat": self.repeat,
            "again": self.repeat,
            "stop": self.press,
        }
        if wish in asked:
            asked[wish]()
        elif wish in get_args(Ease):
            self.say_ease(cast("Ease", wish))

    def heed(self) -> None:
        """Do what was asked for at the sensor since this was asked last."""
        for wish in self._live.wishes() if self._live is not None else ():
            self.grant(wish)

    def leave(self) -> None:
        """Measure nothing more, and keep what was done; a played source is let go of."""
        self._let_go()
        self._keep()
        if self._live is not None:
            if self._watch in self._live.watchers:
                self._live.watchers.remove(self._watch)
            if self._base is not None and self._base.played:
                self._live.disconnect()

    # -- how it goes --------------------------------------------------------------------------

    def _go(self, act: Callable[[float], list[Spoken]]) -> None:
        """Do something to the program, and see where it is then."""
        index = self.lead.place.index
        outcomes = self.lead.outcomes
        self._heard(act(self._clock()))
        if self.lead.place.index != index or self.lead.outcomes != outcomes:
            self._keep()
            self._entered()
            self._show()

    def _entered(self) -> None:
        """Have the sensor measure what the step that is under way, or the next one, asks for."""
        if self.lead.over or self.lead.paused:
            return
        wanted = self._wanted()
        if wanted is None or wanted is self._measuring:
            return
        if self._live is None or self._base is None:
            if wanted.step.does == "hold":
                self._sound([Cue("trouble", led_words.NO_SENSOR)])
                self._go(self.lead.skip)
            return
        if wanted.step.does == "raises":
            self._raising = Raising(wanted, self._live.info, self._heel_to_ball_cm)
        self._measuring = wanted
        self._live.start(LedOrder(self._base, wanted, self._heel_to_ball_cm))

    def _wanted(self) -> Item | None:
        """Give what is to be measured: raises from the still stance before them on."""
        index = self.lead.place.index
        here = self.lead.items[index]
        if here.step.does in ("hold", "raises"):
            return here
        after = self.lead.items[index + 1] if index + 1 < len(self.lead.items) else None
        if here.step.does == "say" and after is not None and after.step.does == "raises":
            return after
        return None

    def _look(self) -> None:
        """See what the sensor made of a hold or a set."""
        item, live = self._measuring, self._live
        if item is None or live is None or item is not self.lead.item:
            return
        if live.standing.trouble:
            self._lose(live.standing.trouble)
        elif item.step.does == "hold" and live.standing.stage == "over":
            self._take_hold(live)
        elif item.step.does == "raises" and self._raises_over(item):
            self._end_raises()

    def _lose(self, trouble: str) -> None:
        """Stand still until somebody has seen to the sensor."""
        self._trouble, self._measuring = trouble, None
        self._raising = None
        self._heard(self.lead.pause(self._clock()))
        self._sound([Cue("trouble", trouble, flash=True)])

    def _take_hold(self, live: Live) -> None:
        counted = [one for one in live.standing.entries if one.counted]
        self._measuring = None
        if not counted:
            self._go(self.lead.skip)
            return
        hold = counted[-1].hold
        measured = Measured(hold.duration_s, censored=hold.censored, ended_by=hold.end_reason)
        self._go(lambda now_s: self.lead.finish_step(now_s, measured))

    def _raises_over(self, item: Item) -> bool:
        raising, dose = self._raising, item.part.dose
        if raising is None:
            return False
        elapsed_s = self.lead.moment(self._clock()).elapsed_s
        late = elapsed_s >= dose.repetitions * dose.tempo_s + GRACE_S
        return raising.over or late or raising.count >= dose.repetitions

    def _end_raises(self) -> None:
        raising, self._raising, self._measuring = self._raising, None, None
        took_s = self.lead.moment(self._clock()).elapsed_s
        measured = Measured(took_s) if raising is None else raising.measured(took_s)
        run = None
        if self._live is not None:
            run = self._live.run
            self._live.stop()
        self._go(lambda now_s: self.lead.finish_step(now_s, measured))
        kept = None if run is None else run.keeper
        if kept is not None and self._diary is not None and self.lead.outcomes:
            self._diary.link(self.lead.outcomes[-1], kept.path)

    def _let_go(self) -> None:
        """End what is being measured."""
        if self._measuring is not None and self._live is not None:
            self._live.stop()
        self._measuring, self._raising = None, None

    def _watch(self, block: SampleBlock) -> None:
        if self._raising is not None and self._live is not None:
            self._raising.push(block, self._live.info)
            if self._raising.refused != self._refused:  # said once, and the clock goes on
                self._refused = self._raising.refused
                self._sound([Cue("trouble", self._refused, flash=True)])
        item = self.lead.item
        tapped = self._taps.push(block)
        if tapped and item is not None and item.step.does in _TAPPED and self._measuring is None:
            self._tapped = True

    def _keep(self) -> None:
        if self._diary is not None and (self.lead.outcomes != self._kept or self.lead.over):
            self._kept = self.lead.outcomes
            self._diary.keep(self.lead.place, self.lead.items)

    def _heard(self, said: Sequence[Spoken]) -> None:
        """Sound what is due: all of one moment at once, tones first."""
        if not said:
            return
        words = " ".join(_sentence(one.words) for one in said if one.words)
        self._said = words or self._said
        tones = [Cue(one.tone) for one in said if one.tone is not None]
        self._sound([*tones, *([Cue(words=words)] if words else [])])

    def _show(self) -> None:
        now = self._standing()
        if now != self.standing:
            self.standing = now
            self._changed(now)

    def _standing(self) -> Standing:
        item = self.lead.item
        return standing_of(
            self.lead,
            self.lead.moment(self._clock()),
            Standing() if self._live is None else self._live.standing,
            measured=item is not None and item is self._measuring and item.step.does == "hold",
            counted=None if self._raising is None else self._raising.count,
            said=self._said,
            asks=self.unsaid[-1].title if self._asks else "",
            trouble=self._trouble,
        )


def _sentence(words: str) -> str:
    return words if words[-1:] in ".!?" else f"{words}."

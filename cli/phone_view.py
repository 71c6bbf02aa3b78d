"""What a phone that is the sensor shows and sounds of a run in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.timing.results import TAKEN_BACK, Hold
from balance.words import EVENTS, WENT_ON
from cli import words
from cli.views import View
from drivers.telling import Cue, State, Told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balance.session import Session
    from balance.timing.phases import Phase
    from balance.timing.results import Event, Item
    from cli.views import Standing
    from drivers.pump import Pump

SPOKEN_EVERY_S: Final = 10
RESULT_S: Final = 2.0
_PHASES: Final[dict[Phase, tuple[State, str]]] = {
    "settling": ("still", "Get still on both feet"),
    "ready": ("lift", "Lift your foot"),
    "holding": ("hold", "Holding"),
    "maybe_down": ("doubt", "Touched?"),
    "ended": ("ended", "Ended: the time is being checked"),
}
REST: Final = "Rest, then stand still on both feet."


class PhoneView(View):
    """Shows a run in another view, and on the phone; a sensor without a screen heeds nothing.

    Parameters
    ----------
    inner
        The view in the terminal.
    pump
        Of the source that may be a phone.
    """

    def __init__(self, inner: View, pump: Pump) -> None:
        self._inner = inner
        self._pump = pump
        self._told = Told()
        self._leg = ""
        self._coached = False
        self._last: Hold | None = None
        self._spoken = 0

    def begin(self, title: str, session: Session) -> None:
        """Begin."""
        self._inner.begin(title, session)
        leg = session.conditions.stance_leg
        self._leg = f"{leg.capitalize()} leg" if leg else ""
        self._coached = session.conditions.sound == "coached"

    def note(self, text: str) -> None:
        """Say it in the terminal."""
        self._inner.note(text)

    def sound(self, items: Iterable[Item]) -> None:
        """Sound what a person must hear."""
        items = list(items)
        self._inner.sound(items)
        cues = [cue for item in items if (cue := self._cue(item)) is not None]
        if cues:
            self._pump.tell(self._told, cues)

    def event(self, event: Event) -> None:
        """Show it in the terminal."""
        self._inner.event(event)

    def hold(self, hold: Hold) -> None:
        """Show it in the terminal."""
        self._inner.hold(hold)

    def tick(self, standing: Standing) -> None:
        """Show where things stand."""
        self._inner.tick(standing)
        self._told = self._now(standing)
        self._pump.tell(self._told, self._spoken_seconds())

    def end(self, session: Session) -> None:
        """Show the results."""
        self._inner.end(session)
        best = self._best(session)
        self._told = Told(
            "over",
            "Session done",
            held_s=self._held_last(),
            result=self._result(),
            best=best,
            leg=self._leg,
        )
        said = f"Session done. Best {best}" if best else "Session done"
        self._pump.tell(self._told, [Cue("done", said)])

    def _now(self, standing: Standing) -> Told:
        session, now_s = standing.session, standing.now_s
        held_s = None if now_s is None else session.clock_s(now_s)
        state, what = _PHASES[session.phase]
        hint = standing.trouble
        holding = held_s is not None
        if self._shows_result(state, now_s) and self._last is not None:
            state, what, hint = "result", words.END_REASONS[self._last.end_reason], hint or REST
            held_s = self._held_last()
        return Told(
            state=state,
            words=what[0].upper() + what[1:],
            hint=hint,
            held_s=None if held_s is None else round(held_s, 1),
            result=self._result(),
            best=self._best(session),
            leg=self._leg,
            still=None if holding else session.phase == "ready",
            wishes=("stop",) if holding and state != "ended" else (),
        )

    def _shows_result(self, state: State, now_s: float | None) -> bool:
        """Until the person is ready for the next hold, and for a while at least."""
        if self._last is None or state not in ("still", "lift"):
            return False
        return state == "still" or (now_s or 0.0) < self._last.final_s + RESULT_S

    def _held_last(self) -> float | None:
        return round(self._last.duration_s, 1) if self._last is not None else None

    def _result(self) -> str:
        return words.seconds(self._last) if self._last is not None else ""

    @staticmethod
    def _best(session: Session) -> str:
        best = session.score.best
        return words.seconds(best.hold) if best is not None else ""

    def _spoken_seconds(self) -> list[Cue]:
        """Speak each ten seconds of a hold, where the attempt is coached."""
        tens = int((self._told.held_s or 0.0) // SPOKEN_EVERY_S)
        if not self._coached or tens <= self._spoken:
            return []
        self._spoken = tens
        return [Cue(words=str(tens * SPOKEN_EVERY_S))]

    def _cue(self, item: Item) -> Cue | None:
        """Give the tone of an end as it is decided, and its time once that is final."""
        ends = words.sounds_as_end(item)
        if isinstance(item, Hold):
            self._last = item
            more = " or more" if item.censored else ""
            said = f"{item.duration_s:.1f} seconds{more}"
            return Cue("end", said, flash=True) if ends else Cue(words=said)
        if ends:
            return Cue("cap" if item.event == "cap" else "end", flash=True)
        if item.event == "lift_off":
            self._last, self._spoken = None, 0
            return Cue("start", flash=True)
        if item.detail == TAKEN_BACK:
            return Cue("start", f"{WENT_ON.capitalize()}.", flash=True)
        if item.event == "ready":
            return Cue("ready", _PHASES["ready"][1])
        if item.event == "gap":
            return Cue("trouble", f"{EVENTS['gap'].capitalize()}.", flash=True)
        return None

"""What a phone that is the sensor shows and sounds of a run in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.words import EVENTS
from cli import words
from cli.views import View
from drivers.telling import Cue, State, Told

if TYPE_CHECKING:
    from balance.session import Session
    from balance.signal.phases import Phase
    from balance.signal.results import Event, Hold
    from cli.views import Standing
    from drivers.pump import Pump

SPOKEN_EVERY_S: Final = 10
_PHASES: Final[dict[Phase, tuple[State, str]]] = {
    "settling": ("still", "Get still on both feet"),
    "ready": ("lift", "Lift your foot"),
    "lifting": ("lift", "Lift your foot"),
    "holding": ("hold", "Holding"),
    "maybe_down": ("doubt", "Touched?"),
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

    def event(self, event: Event) -> None:
        """Sound what a person must hear."""
        self._inner.event(event)
        if event.event == "ready" and self._told.state != "result":
            self._sound(Cue("ready", _PHASES["ready"][1]))
        elif event.event == "lift_off":
            self._last, self._spoken = None, 0
            self._sound(Cue("start", flash=True))
        elif event.event == "gap":
            self._sound(Cue("trouble", f"{EVENTS['gap']}.", flash=True))

    def hold(self, hold: Hold) -> None:
        """Sound the end, and say the time."""
        self._inner.hold(hold)
        self._last = hold
        more = " or more" if hold.censored else ""
        said = f"{hold.duration_s:.1f} seconds{more}"
        self._sound(Cue("cap" if hold.end_reason == "cap" else "end", said, flash=True))

    def tick(self, standing: Standing) -> None:
        """Show where things stand."""
        self._inner.tick(standing)
        self._told = self._now(standing)
        self._pump.tell(self._told, self._spoken_seconds())

    def end(self, session: Session) -> None:
        """Show the results."""
        self._inner.end(session)
        best = self._best(session)
        self._told = Told("over", "Session done", result=self._result(), best=best)
        self._sound(Cue("done", f"Session done. Best {best}" if best else "Session done"))

    def _now(self, standing: Standing) -> Told:
        session, now_s = standing.session, standing.now_s
        held_s = None if now_s is None else session.clock_s(now_s)
        state, what = _PHASES[session.phase]
        hint = standing.trouble
        if state == "still" and self._last is not None:
            state, what, hint = "result", words.END_REASONS[self._last.end_reason], hint or REST
        return Told(
            state=state,
            words=what[0].upper() + what[1:],
            hint=hint,
            held_s=None if held_s is None else round(held_s, 1),
            result=self._result(),
            best=self._best(session),
            leg=self._leg,
            still=session.phase in ("ready", "lifting") if held_s is None else None,
            wishes=("stop",) if held_s is not None else (),
        )

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

    def _sound(self, cue: Cue) -> None:
        self._pump.tell(self._told, [cue])

"""What a live run shows: plain lines for a pipe, JSON Lines for a program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Self

from balance.hold_json import hold_dict
from balance.timing.results import Event, Hold, Item
from balance.words import NO_SAMPLES
from cli import output, words

if TYPE_CHECKING:
    from types import TracebackType

    from balance.protocol.conditions import Conditions
    from drivers.live.standing import Standing
    from drivers.telling import Cue


class View(ABC):
    """Where a live run is shown. A context manager, because a terminal is to be given back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    @abstractmethod
    def begin(self, title: str, conditions: Conditions | None) -> None:
        """Say what is about to be timed, the safety line first."""

    def leave(self) -> None:  # noqa: B027 - most views have nothing to give back
        """Draw no more; what follows is written below."""

    def note(self, text: str) -> None:
        """Say something beside what is shown, on standard error."""
        output.note(text)

    def sound(self, cues: Iterable[Cue]) -> None:  # noqa: B027 - most views are silent
        """Sound what is to be heard now."""

    def show(self, items: Iterable[Item]) -> None:
        """Show what has just become known."""
        for item in items:
            if isinstance(item, Hold):
                self.hold(item)
            else:
                self.event(item)

    @abstractmethod
    def event(self, event: Event) -> None:
        """Show that something happened: a lift-off and an end as they are decided."""

    @abstractmethod
    def hold(self, hold: Hold) -> None:
        """Show a hold that is over, once its time is final."""

    @abstractmethod
    def tick(self, standing: Standing) -> None:
        """Show where things stand. This comes some twenty times a second."""

    @abstractmethod
    def end(self, now: Standing) -> None:
        """Show the results."""


class LineView(View):
    """Lines, and nothing rewritten; `say` is where those for people go."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._trouble = ""
        self._became = ""

    def begin(self, title: str, conditions: Conditions | None) -> None:
        """Say the safety line, the source and the conditions."""
        for line in words.opening(title, conditions):
            self._say(line)

    def tick(self, standing: Standing) -> None:
        """Say, once for each time, that holds can't be timed or can again."""
        if standing.said and standing.said != self._became:
            self._became = standing.said
            self._say(standing.said)
        trouble = standing.unsaved or standing.lost or standing.unfit
        if trouble != self._trouble:
            self._trouble = trouble
            self._say(trouble or "The readings are good again.")

    def end(self, now: Standing) -> None:
        """Say the best and the mean of three."""
        for line in words.summary(now):
            self._say(line)


class PlainView(LineView):
    """One line an event, for people who read it later."""

    def __init__(self) -> None:
        super().__init__(output.line)
        self._holds = 0

    def tick(self, standing: Standing) -> None:
        """Say that holds can't be timed, unless a note has just said that the sensor is lost."""
        if standing.lost in ("", NO_SAMPLES):
            super().tick(standing)

    def event(self, event: Event) -> None:
        """Write one line."""
        output.line(f"{event.t_s:9.2f} s  {words.event_words(event.event, event.detail)}")

    def hold(self, hold: Hold) -> None:
        """Write one line."""
        self._holds += 1
        reason = words.ended_by(hold.end_reason, hold.sensors)
        output.line(f"Hold {self._holds}: {words.seconds(hold)}, ended by {reason}.")


class JsonView(LineView):
    """One JSON object an event on standard output, all else on standard error."""

    def __init__(self) -> None:
        super().__init__(output.note)

    def event(self, event: Event) -> None:
        """Write one object."""
        detail = {"detail": event.detail} if event.detail else {}
        times = {"t_s": round(event.t_s, 3), "decided_s": round(event.decided_s, 3)}
        output.json_line({"event": event.event, **times, **detail})

    def hold(self, hold: Hold) -> None:
        """Write one object."""
        output.json_line({"event": "hold", **hold_dict(hold)})

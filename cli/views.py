"""What a live run shows: plain lines for a pipe, JSON Lines for a program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from balance.session import hold_dict
from balance.timing.results import Event, Hold, Item
from cli import output, words

if TYPE_CHECKING:
    from types import TracebackType

    from balance.session import Session

SILENT_S: Final = 0.8
SETTLING_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands.

    Parameters
    ----------
    session
        What has been found so far.
    now_s
        Time of the newest sample, None before the first.
    sampled_s
        Seconds from the first sample to the newest.
    silent_s
        Seconds of waiting since the newest sample came.
    lost
        Why no samples come, in a sentence, where the source says so.
    """

    session: Session
    now_s: float | None
    sampled_s: float
    silent_s: float
    lost: str = ""

    @property
    def trouble(self) -> str:
        """What keeps holds from being timed now, in a sentence; empty where nothing does."""
        if self.lost:
            return self.lost
        if self.silent_s >= SILENT_S:
            return words.NO_SAMPLES
        status, reasons = self.session.status
        if status == "invalid" and self.sampled_s >= SETTLING_S:
            return words.signal(status, reasons)
        return ""


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
    def begin(self, title: str, session: Session) -> None:
        """Say what is about to be timed, the safety line first."""

    def note(self, text: str) -> None:
        """Say something beside what is shown, on standard error."""
        output.note(text)

    def sound(self, items: Iterable[Item]) -> None:  # noqa: B027 - most views are silent
        """Sound what has just become known, before it is kept and shown."""

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
    def end(self, session: Session) -> None:
        """Show the results."""


class LineView(View):
    """Lines, and nothing rewritten; `say` is where those for people go."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._trouble = ""

    def begin(self, title: str, session: Session) -> None:
        """Say the safety line, the source and the conditions."""
        for line in words.opening(title, session.conditions):
            self._say(line)

    def tick(self, standing: Standing) -> None:
        """Say, once for each time, that holds can't be timed or can again."""
        trouble = standing.trouble
        if trouble != self._trouble:
            self._trouble = trouble
            self._say(trouble or "The samples are good again.")

    def end(self, session: Session) -> None:
        """Say the best and the mean of three."""
        for line in words.summary(session):
            self._say(line)


class PlainView(LineView):
    """One line an event, for people who read it later."""

    def __init__(self) -> None:
        super().__init__(output.line)
        self._holds = 0

    def tick(self, standing: Standing) -> None:
        """Say that holds can't be timed, unless a note has just said that the sensor is lost."""
        if not standing.lost:
            super().tick(standing)

    def event(self, event: Event) -> None:
        """Write one line."""
        output.line(f"{event.t_s:9.2f} s  {words.event_words(event.event, event.detail)}")

    def hold(self, hold: Hold) -> None:
        """Write one line."""
        self._holds += 1
        reason = words.END_REASONS[hold.end_reason]
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

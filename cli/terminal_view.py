"""The live view in a terminal: big seconds, the state in words, the attempts so far."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from balance.timing.results import TAKEN_BACK, Event
from cli import words
from cli.digits import ROWS, block_digits, fitting_scale
from cli.views import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from balance.protocol.attempts import Attempt
    from balance.session import Session
    from balance.timing.results import Hold, Item
    from cli.views import Standing

REFRESH_S: Final = 0.05
BELL_GAP_S: Final = 0.25
RESULT_S: Final = 4.0
LEAST_HOLDS: Final = 3
_OTHER_LINES: Final = 9
_WIDEST: Final = "888.8"

# Colour only repeats what the words say.
_STYLES: Final = {
    "ready": "bold",
    "holding": "bold green",
    "maybe_down": "bold yellow",
    "ended": "yellow",
    "result": "bold",
}


class TerminalView(View):
    """Redraws in place, at most twenty times a second of the wall clock.

    Parameters
    ----------
    console
        The terminal.
    keys
        What the keys do, in words; empty where there are none.
    quiet
        No bell at lift-off and at the end.
    """

    def __init__(self, console: Console, *, keys: str = "", quiet: bool = False) -> None:
        self._console = console
        self._keys = keys
        self._quiet = quiet
        self._ink = "█" if console.encoding.lower().startswith("utf") else "#"
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        self._drawn_s = 0.0
        self._bell_due_s: float | None = None
        self._result = "0.0"
        self._result_until_s = -math.inf
        self._said = ""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def begin(self, title: str, session: Session) -> None:
        """Say what stays on the screen, then start drawing below it."""
        for line in words.opening(title, session.conditions):
            self._console.print(line, markup=False, highlight=False)
        self._live.start()

    def note(self, text: str) -> None:
        """Say something above what is redrawn."""
        self._console.print(Text.from_ansi(text))

    def sound(self, items: Iterable[Item]) -> None:
        """Ring at lift-off and for what must be read, and twice at the end as it is decided."""
        for item in items:
            if words.sounds_as_end(item):
                self._ring()
                self._bell_due_s = time.monotonic() + BELL_GAP_S
            elif isinstance(item, Event) and (
                item.event in ("lift_off", "note") or item.detail == TAKEN_BACK
            ):
                self._ring()

    def event(self, event: Event) -> None:
        """Keep what a person must read."""
        decided = event.event in ("step_down", "cap")
        if event.event == "lift_off" or (decided and self._said == words.WENT_ON):
            self._said = ""
        elif event.event in ("gap", "note", "stop") or event.detail == TAKEN_BACK:
            self._said = words.event_words(event.event, event.detail)

    def hold(self, hold: Hold) -> None:
        """Leave the time on the screen until the next hold begins."""
        self._result = f"{round(hold.duration_s, 3):.2f}"
        self._result_until_s = hold.final_s + RESULT_S

    def tick(self, standing: Standing) -> None:
        """Draw, unless that was done a moment ago."""
        wall_s = time.monotonic()
        if self._bell_due_s is not None and wall_s >= self._bell_due_s:
            self._bell_due_s = None
            self._ring()
        if wall_s - self._drawn_s >= REFRESH_S:
            self._drawn_s = wall_s
            self._live.update(self._picture(standing), refresh=True)

    def end(self, session: Session) -> None:
        """Leave the attempts and the results on the screen."""
        if self._bell_due_s is not None:
            self._ring()
        lines = [Text(line) for line in words.summary(session)]
        self._live.update(Group(_table(session.attempts), *lines), refresh=True)
        self._live.stop()

    def _ring(self) -> None:
        if not self._quiet:
            self._console.bell()

    def _picture(self, standing: Standing) -> RenderableType:
        session, now_s = standing.session, standing.now_s
        held_s = None if now_s is None else session.clock_s(now_s)
        phase: str = session.phase
        if held_s is None and now_s is not None and now_s < self._result_until_s:
            phase = "result"
        style = _STYLES.get(phase, "")
        text = self._result if held_s is None else f"{held_s:.1f}"
        scale = self._scale(text)
        holds = max(LEAST_HOLDS, self._console.size.height - _OTHER_LINES - ROWS * scale)
        return Group(
            Text(),
            Text(self._big(text, scale), style=style, no_wrap=True),
            Text(),
            Text(words.PHASES.get(phase, phase), style=style),
            Text(standing.trouble or self._said),
            _table(session.attempts[-holds:]),
            *(Text(line) for line in words.summary(session) if session.attempts),
            Text(self._keys, style="dim"),
        )

    def _scale(self, text: str) -> int:
        size = self._console.size
        # The scale of the widest time, so that the digits don't shrink at 10 s.
        widest = max(text, _WIDEST, key=len)
        rows = size.height - _OTHER_LINES - LEAST_HOLDS
        return fitting_scale(widest, columns=size.width, rows=rows)

    def _big(self, text: str, scale: int) -> str:
        if scale == 0:
            return f"{text} s"
        return "\n".join(block_digits(text, scale=scale, ink=self._ink))


def _table(attempts: Sequence[Attempt]) -> RenderableType:
    if not attempts:
        return Text()
    table = Table("Attempt", "Hold", "Ended by", box=None, padding=(0, 2, 0, 0))
    for attempt in attempts:
        hold = attempt.hold
        reason = words.END_REASONS[hold.end_reason]
        table.add_row(str(attempt.number), words.seconds(hold), reason)
    return table

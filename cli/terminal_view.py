"""The live view in a terminal: big seconds, the state in words, the attempts so far."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli import words
from cli.digits import ROWS, block_digits, fitting_scale
from cli.views import View
from drivers.live import prompts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from balance.protocol.conditions import Conditions
    from balance.timing.results import Event, Hold
    from drivers.live.course import Entry
    from drivers.live.standing import Standing
    from drivers.telling import Cue

REFRESH_S: Final = 0.05
BELL_GAP_S: Final = 0.25
LEAST_HOLDS: Final = 3
_OTHER_LINES: Final = 9
_WIDEST: Final = "888.8"

# Colour only repeats what the words say.
_STYLES: Final = {"text": "bold", "go": "bold green", "doubt": "bold yellow", "trouble": "bold red"}
_TWICE: Final = ("end", "cap")
_RINGS: Final = (*_TWICE, "start", "trouble")


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
        self._said = ""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def begin(self, title: str, conditions: Conditions | None) -> None:
        """Say what stays on the screen, then start drawing below it."""
        for line in words.opening(title, conditions):
            self._console.print(line, markup=False, highlight=False)
        self._live.start()

    def note(self, text: str) -> None:
        """Say something above what is redrawn."""
        self._console.print(Text.from_ansi(text))

    def sound(self, cues: Iterable[Cue]) -> None:
        """Ring for each tone but the quiet ones, and twice for an end."""
        for cue in cues:
            if cue.tone in _TWICE:
                self._bell_due_s = time.monotonic() + BELL_GAP_S
            if cue.tone in _RINGS:
                self._ring()

    def event(self, event: Event) -> None:
        """Keep what a person must read."""
        if event.event == "lift_off":
            self._said = ""
        elif event.event in ("gap", "note", "stop"):
            self._said = words.event_words(event.event, event.detail)

    def hold(self, hold: Hold) -> None:
        """Leave it to the standing."""

    def tick(self, standing: Standing) -> None:
        """Draw, unless that was done a moment ago."""
        wall_s = time.monotonic()
        if self._bell_due_s is not None and wall_s >= self._bell_due_s:
            self._bell_due_s = None
            self._ring()
        if wall_s - self._drawn_s >= REFRESH_S:
            self._drawn_s = wall_s
            self._live.update(self._picture(standing), refresh=True)

    def end(self, now: Standing) -> None:
        """Leave the attempts and the results on the screen."""
        if self._bell_due_s is not None:
            self._ring()
        lines = [Text(line) for line in words.summary(now)]
        self._live.update(Group(_table(now.entries), *lines), refresh=True)
        self._live.stop()

    def leave(self) -> None:
        """Leave nothing of what was drawn."""
        self._live.update(Text(), refresh=True)
        self._live.stop()

    def _ring(self) -> None:
        if not self._quiet:
            self._console.bell()

    def _picture(self, now: Standing) -> RenderableType:
        headline, tone = prompts.headline(now)
        text = _digits(now)
        scale = self._scale(text)
        holds = max(LEAST_HOLDS, self._console.size.height - _OTHER_LINES - ROWS * scale)
        hint = prompts.hint(now)[0]
        wrong = tone == "trouble" or now.lost or now.unfit
        return Group(
            Text(),
            Text(self._big(text, scale), style=_STYLES[tone], no_wrap=True),
            Text(),
            Text(headline, style=_STYLES[tone]),
            *([] if now.guide is None else [Text(prompts.leg_line(now))]),
            Text(hint if wrong else self._said or now.said or hint),
            _table(now.entries[-holds:]),
            *(Text(line) for line in words.summary(now) if now.entries),
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


def _digits(now: Standing) -> str:
    """Give what is written large: the time of a hold, or what is left of a led step."""
    guide = now.guide
    if guide is not None and not guide.measured:
        return "0" if guide.left_s is None else str(guide.left_s)
    if now.held_s is None and now.last is not None:
        return f"{round(now.last.duration_s, 3):.1f}"
    return "0.0" if now.held_s is None else f"{now.held_s:.1f}"


def _table(entries: Sequence[Entry]) -> RenderableType:
    if not entries:
        return Text()
    table = Table("Attempt", "Hold", "Ended by", box=None, padding=(0, 2, 0, 0))
    for entry in entries:
        reason = words.ended_by(entry.hold.end_reason, entry.hold.sensors)
        table.add_row(str(entry.number), words.seconds(entry.hold), reason)
    return table

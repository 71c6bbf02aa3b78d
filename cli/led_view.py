"""What a led session shows: words as they are said, a line each, or drawn in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.version import SOFTWARE
from cli import output
from cli.terminal_view import TerminalView
from cli.views import JsonView, PlainView, View
from drivers.live.set_words import score_line, set_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from balance.protocol.exercise.outcomes import SetDone
    from balance.protocol.exercise.scoring import TestScore
    from drivers.telling import Cue

KEYS_IN_WORDS: Final = (
    "Space: the hold or set is over.   p: pause.   s: skip.   r: repeat.   e: an error.   q: end."
)


class Heard:
    """Gives what is heard to a view, and what is said to a voice.

    Parameters
    ----------
    view
        Where it is shown.
    say
        Speaks a sentence.
    now_s
        Seconds since the session began.
    """

    def __init__(self, view: View, say: Callable[[str], None], now_s: Callable[[], float]) -> None:
        self._view, self._say, self._now_s = view, say, now_s

    def sound(self, cues: Sequence[Cue]) -> None:
        """Ring, speak, and write down."""
        self._view.sound(cues)
        words = " ".join(cue.words for cue in cues if cue.words)
        if words:
            self._say(words)
        now_s = self._now_s()
        if isinstance(self._view, JsonView):
            for cue in cues:
                heard = {"tone": cue.tone, "words": cue.words}
                said = {key: value for key, value in heard.items() if value}
                output.json_line({"event": "say", "t_s": round(now_s, 3), **said})
        elif isinstance(self._view, PlainView) and words:
            output.line(f"{now_s:9.2f} s  {words}")


def show_sets(view: View, sets: Iterable[SetDone], titles: Callable[[str], str]) -> None:
    """Show what was done, set by set."""
    for one in sets:
        if isinstance(view, JsonView):
            output.json_line({"event": "set", **set_dict(one), "software": SOFTWARE})
        elif not isinstance(view, TerminalView) or one.asked:
            output.line(set_line(one, titles(one.script)))


def set_dict(one: SetDone) -> dict[str, object]:
    """A set as it stands in `exercise --json`."""
    made = one.measured
    return {
        "exercise": one.script,
        "tier": one.tier,
        "side": one.side,
        "set": one.set,
        "asked": one.asked,
        "done": one.done,
        "state": one.state,
        "seconds": None if one.seconds is None else round(one.seconds, 2),
        "count": None if made is None else made.count,
        "tempo_s": _rounded(None if made is None else made.tempo_s),
        "height_cm": _rounded(None if made is None else made.height_cm),
        "decline": _rounded(None if made is None else made.decline),
        "ended_by": "" if made is None else made.ended_by,
        "refused": "" if made is None else made.refused,
    }


def show_score(view: View, score: TestScore, title: str) -> None:
    """Show the score of a named test."""
    if isinstance(view, JsonView):
        parts = [
            {
                "called": part.called,
                "side": part.side,
                "tries_s": [_rounded(one.seconds) for one in part.tries],
                "value": _rounded(part.value),
            }
            for part in score.parts
        ]
        said = {"test": score.script, "value": _rounded(score.value), "unit": score.unit}
        said |= {"code": score.code, "software": SOFTWARE}
        output.json_line({"event": "score", **said, "parts": parts})
    else:
        output.line(score_line(score, title))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)

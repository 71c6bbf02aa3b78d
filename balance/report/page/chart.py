"""The chart of the page: the best of each session for both legs, as points and as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 520.0
HEIGHT: Final = 170.0
_LEFT: Final = 34.0
_RIGHT: Final = 12.0
_TOP: Final = 20.0
_BOTTOM: Final = 20.0
_STEPS_S: Final = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_MOST_LINES: Final = 6
_FONT: Final = 'font-family="Libertinus Serif, serif" font-size="10" fill="#222222"'
# Told apart without colours as well: by shape and by line.
_INKS: Final = {"left": "#0b4f8a", "right": "#a34100", None: "#333333"}
_DASHES: Final = {"left": "", "right": ' stroke-dasharray="5 3"', None: ' stroke-dasharray="1 2"'}
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_LEGS: Final = {"left": "left leg", "right": "right leg", None: "leg not said"}


@dataclass(frozen=True, slots=True)
class Dot:
    """One session: its day, ISO 8601 or empty, its best, and whether that is "or more"."""

    day: str
    seconds: float
    or_more: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One leg in the course of time, oldest first."""

    leg: str | None
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and what stands above it."""

    title: str
    series: tuple[Series, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is more to see than one session."""
        return any(len(one.dots) > 1 for one in self.series)

    def in_words(self) -> str:
        """Say what is to be seen, for those who don't see it."""
        said = []
        for one in self.series:
            if not one.dots:
                continue
            first, last = one.dots[0], one.dots[-1]
            longest = max(one.dots, key=lambda dot: (dot.seconds, dot.or_more))
            said.append(
                f"{_LEGS[one.leg]}: {len(one.dots)} sessions, from {_seconds(first)}"
                f"{_on(first)} to {_seconds(last)}{_on(last)}, at best {_seconds(longest)}"
            )
        return f"Chart. {self.title}. {'; '.join(said)}."


def svg(chart: Chart) -> str:
    """Draw it."""
    dots = [dot for one in chart.series for dot in one.dots]
    step_s = _step_s(max((dot.seconds for dot in dots), default=1.0))
    top_s = step_s * max(1.0, -(-max((d.seconds for d in dots), default=1.0) // step_s))
    places = _Places(chart, top_s)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}">'
    ]
    parts += _grid(places, step_s, top_s)
    for one in chart.series:
        parts += _series(one, places)
    parts += _legend(chart)
    return "\n".join([*parts, "</svg>"])


class _Places:
    """Where a day and a time are; sessions without a day stand one beside the other."""

    def __init__(self, chart: Chart, top_s: float) -> None:
        self._top_s = top_s
        days = [dot.day for one in chart.series for dot in one.dots]
        self.dated = bool(days) and all(days)
        self.first, self.last = (min(days), max(days)) if self.dated else ("", "")
        self._most = max((len(one.dots) for one in chart.series), default=1)

    def x(self, dot: Dot, index: int) -> float:
        share = index / max(1, self._most - 1)
        if self.dated:
            span = (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days
            passed = (date.fromisoformat(dot.day) - date.fromisoformat(self.first)).days
            share = passed / span if span else index / max(1, self._most - 1)
        return _LEFT + 8 + share * (WIDTH - _LEFT - _RIGHT - 16)

    def y(self, seconds: float) -> float:
        return HEIGHT - _BOTTOM - seconds / self._top_s * (HEIGHT - _TOP - _BOTTOM)


def _step_s(most_s: float) -> float:
    return next((s for s in _STEPS_S if most_s / s <= _MOST_LINES), most_s / _MOST_LINES)


def _grid(places: _Places, step_s: float, top_s: float) -> list[str]:
    parts = []
    for number in range(round(top_s / step_s) + 1):
        seconds = number * step_s
        y = places.y(seconds)
        parts.append(
            f'<line x1="{_LEFT:g}" y1="{y:.1f}" x2="{WIDTH - _RIGHT:g}" y2="{y:.1f}" '
            f'stroke="#bbbbbb" stroke-width="0.5"/>'
        )
        parts.append(_text(_LEFT - 5, y + 3.5, f"{seconds:g}", "end"))
    parts.append(_text(_LEFT - 5, 11, "s", "end"))
    if places.dated:
        parts.append(_text(_LEFT, HEIGHT - 5, _day(places.first), "start"))
        if places.last != places.first:
            parts.append(_text(WIDTH - _RIGHT, HEIGHT - 5, _day(places.last), "end"))
    return parts


def _series(one: Series, places: _Places) -> list[str]:
    points = [(places.x(dot, at), places.y(dot.seconds), dot) for at, dot in enumerate(one.dots)]
    ink = _INKS[one.leg]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    parts = [
        f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="1.3"'
        f"{_DASHES[one.leg]}/>"
    ]
    for x, y, dot in points:
        parts.append(_mark(one.leg, x, y))
        if dot.or_more:  # an arrow: it went on
            parts.append(
                f'<path d="M{x:.1f},{y - 4:.1f} v-7 m-2.5,3 l2.5,-3 l2.5,3" fill="none" '
                f'stroke="{ink}" stroke-width="1.2"/>'
            )
    return parts


def _mark(leg: str | None, x: float, y: float) -> str:
    ink = _INKS[leg]
    if leg == "right":
        return (
            f'<rect x="{x - 2.8:.1f}" y="{y - 2.8:.1f}" width="5.6" height="5.6" fill="white" '
            f'stroke="{ink}" stroke-width="1.3"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>'


def _legend(chart: Chart) -> list[str]:
    parts, x = [], _LEFT + 8
    for one in chart.series:
        parts.append(
            f'<line x1="{x - 6:g}" y1="8" x2="{x + 14:g}" y2="8" stroke="{_INKS[one.leg]}" '
            f'stroke-width="1.3"{_DASHES[one.leg]}/>'
        )
        parts.append(_mark(one.leg, x + 4, 8))
        parts.append(_text(x + 19, 11.5, _LEGS[one.leg], "start"))
        x += 95
    if any(dot.or_more for one in chart.series for dot in one.dots):
        ink = _INKS[None]
        arrow = f'<path d="M{x:g},12 v-7 m-2.5,3 l2.5,-3 l2.5,3" fill="none" stroke="{ink}"/>'
        parts += [arrow, _text(x + 7, 11.5, "or more: it went on", "start")]
    return parts


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_FONT}>{escape(text)}</text>'


def _seconds(dot: Dot) -> str:
    return f"{dot.seconds:.1f} s{' or more' if dot.or_more else ''}"


def _on(dot: Dot) -> str:
    return f" on {_day(dot.day)}" if dot.day else ""


def _day(text: str) -> str:
    one = date.fromisoformat(text)
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"

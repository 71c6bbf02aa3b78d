"""The plot of Bland and Altman as SVG: differences against means, and the limits of agreement."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Estimate
from balance.report.agreement.figures import Comparison

WIDTH: Final = 520.0
HEIGHT: Final = 220.0
_LEFT: Final = 44.0
_RIGHT: Final = 74.0
_TOP: Final = 22.0
_BOTTOM: Final = 32.0
_FONT: Final = 'font-family="Libertinus Serif, serif" font-size="10" fill="#222222"'
_INK: Final = "#0b4f8a"
_OFF: Final = "#a34100"
_BAND: Final = "#dbe4ec"
_MOST_LINES: Final = 6
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Dot:
    """A pair: mean of both durations, first minus reference, and whether both ends were right."""

    mean_s: float
    difference_s: float
    right: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn."""

    dots: tuple[Dot, ...]
    limits: Limits | None

    def in_words(self) -> str:
        """Say what is to be seen, for those who don't see it."""
        if not self.dots:
            return "Plot without a pair."
        apart = [dot.difference_s for dot in self.dots]
        off = sum(not dot.right for dot in self.dots)
        said = (
            f"Plot of {len(self.dots)} differences from {min(apart):+.2f} to {max(apart):+.2f} s "
            f"against the mean of both times, {off} of them with an end elsewhere"
        )
        if self.limits is None:
            return f"{said}."
        low, high = self.limits.lower.value, self.limits.upper.value
        return f"{said}; bias {self.limits.bias.value:+.3f} s, limits {low:+.3f} and {high:+.3f} s."


def plot_of(comparison: Comparison) -> Plot:
    """Give the plot of all pairs that have a difference."""
    dots = []
    for pair in comparison.pairs:
        if (apart := pair.difference_s) is not None:
            dots.append(Dot(sum(pair.durations_s) / 2, apart, pair.outcome == "right"))
    limits = comparison.every.limits
    return Plot(tuple(dots), limits if isinstance(limits, Limits) else None)


def svg(plot: Plot) -> str:
    """Draw it."""
    places = _Places(plot)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}">'
    ]
    if plot.limits is not None:
        for one in (plot.limits.bias, plot.limits.lower, plot.limits.upper):
            parts.append(_band(places, one))
    parts += _axes(places)
    if plot.limits is not None:
        parts += [_line(places, plot.limits.bias.value, "", "bias")]
        parts += [
            _line(places, one.value, ' stroke-dasharray="5 3"', "limit")
            for one in (plot.limits.lower, plot.limits.upper)
        ]
    parts += [_mark(places, dot) for dot in plot.dots]
    return "\n".join([*parts, *_legend(plot), "</svg>"])


class _Places:
    """Where a mean and a difference are."""

    def __init__(self, plot: Plot) -> None:
        longest = max((dot.mean_s for dot in plot.dots), default=1.0)
        self.step_x = _step(longest)
        self.most_x = self.step_x * max(1, math.ceil(longest / self.step_x))
        reach = [dot.difference_s for dot in plot.dots] + [0.0]
        if plot.limits is not None:
            reach += [plot.limits.lower.low, plot.limits.upper.high]
        low, high = min(reach), max(reach)
        self.step_y = _step(max(high - low, 0.01))
        self.low = self.step_y * math.floor(low / self.step_y)
        self.high = max(self.step_y * math.ceil(high / self.step_y), self.low + self.step_y)

    def x(self, mean_s: float) -> float:
        return _LEFT + mean_s / self.most_x * (WIDTH - _LEFT - _RIGHT)

    def y(self, difference_s: float) -> float:
        share = (difference_s - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _step(reach: float) -> float:
    """Give the roundest step that takes no more than so many lines."""
    ten = 10.0 ** math.floor(math.log10(reach / _MOST_LINES))
    return next(ten * one for one in _STEPS if reach / (ten * one) <= _MOST_LINES)


def _axes(places: _Places) -> list[str]:
    parts = []
    for number in range(round((places.high - places.low) / places.step_y) + 1):
        at = places.low + number * places.step_y
        y = places.y(at)
        wide = "1" if abs(at) < places.step_y / 2 else "0.4"
        parts.append(
            f'<line x1="{_LEFT:g}" y1="{y:.1f}" x2="{WIDTH - _RIGHT:g}" y2="{y:.1f}" '
            f'stroke="#999999" stroke-width="{wide}"/>'
        )
        parts.append(_text(_LEFT - 5, y + 3.5, f"{round(at, 6) + 0.0:g}", "end"))
    for number in range(round(places.most_x / places.step_x) + 1):
        at = number * places.step_x
        parts.append(_text(places.x(at), HEIGHT - _BOTTOM + 13, f"{at:g}", "middle"))
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(_text(middle, HEIGHT - 5, "mean of both times, s", "middle"))
    parts.append(_text(2, 11, "difference, s", "start"))
    return parts


def _band(places: _Places, of: Estimate) -> str:
    top, bottom = places.y(of.high), places.y(of.low)
    return (
        f'<rect x="{_LEFT:g}" y="{top:.1f}" width="{WIDTH - _LEFT - _RIGHT:g}" '
        f'height="{max(0.5, bottom - top):.1f}" fill="{_BAND}"/>'
    )


def _line(places: _Places, at: float, dashes: str, name: str) -> str:
    y = places.y(at)
    line = (
        f'<line x1="{_LEFT:g}" y1="{y:.1f}" x2="{WIDTH - _RIGHT:g}" y2="{y:.1f}" '
        f'stroke="{_INK}" stroke-width="1.3"{dashes}/>'
    )
    return line + _text(WIDTH - _RIGHT + 4, y + 3.5, f"{name} {at:+.2f}", "start")


def _mark(places: _Places, dot: Dot) -> str:
    x, y = places.x(dot.mean_s), places.y(dot.difference_s)
    if dot.right:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="none" stroke="{_INK}" '
            'stroke-width="1"/>'
        )
    return (
        f'<path d="M{x:.1f},{y - 3.4:.1f} l3.2,5.6 h-6.4 z" fill="none" stroke="{_OFF}" '
        'stroke-width="1.2"/>'
    )


def _legend(plot: Plot) -> list[str]:
    if all(dot.right for dot in plot.dots):
        return []
    x = 190.0
    parts = [f'<circle cx="{x:g}" cy="7.5" r="2.4" fill="none" stroke="{_INK}"/>']
    parts.append(_text(x + 7, 11, "both ends right", "start"))
    parts.append(
        f'<path d="M{x + 95:g},4 l3.2,5.6 h-6.4 z" fill="none" stroke="{_OFF}" stroke-width="1.2"/>'
    )
    parts.append(_text(x + 102, 11, "an end elsewhere", "start"))
    return parts


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_FONT}>{escape(text)}</text>'

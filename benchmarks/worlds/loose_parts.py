"""Pieces of the loose world: habits of a person, shapes of movements, and the score they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.special import ndtr

from balance.samples import FloatArray

RATE_HZ: Final = 320.0
DEGREE: Final = np.pi / 180.0
CHANNELS: Final = 12
X, Y, Z, LEAN, PITCH, YAW = range(6)  # forward, to the stance side, up; lean to the stance side
LEG: Final = 6  # added to a channel: the same of the segment of the leg that is raised
_MIRRORED: Final = (Y, LEAN, YAW)
_LARGEST_SHAKE_M: Final = 0.06
_LARGEST_RING_M: Final = 0.006


class Habits:
    """Draws every number of one person: attempts are more or less alike, as the person has it.

    Each named quantity has a normal score of the person and one of the attempt; how much the two
    weigh is itself drawn, so that some people repeat themselves and others never do.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._alike = float(rng.uniform(0.0, 0.9))
        self._own: dict[str, float] = {}

    def score(self, name: str) -> float:
        """Give a standard normal value that resembles the earlier ones of this name."""
        own = self._own.setdefault(name, float(self.rng.standard_normal()))
        fresh = float(self.rng.standard_normal())
        return float(np.sqrt(self._alike) * own + np.sqrt(1.0 - self._alike) * fresh)

    def even(self, name: str, low: float, high: float) -> float:
        """Draw evenly between two bounds."""
        return low + (high - low) * float(ndtr(self.score(name)))

    def log(self, name: str, low: float, high: float) -> float:
        """Draw evenly in the logarithm between two bounds."""
        return low * (high / low) ** float(ndtr(self.score(name)))

    def around(self, name: str, middle: float, factor: float, most: float = np.inf) -> float:
        """Draw a log-normal with 90 % between middle / factor and middle * factor."""
        return float(min(middle * factor ** (self.score(name) / 1.645), most))

    def chance(self, name: str, share: float) -> bool:
        """Say yes in a share of the draws."""
        return float(ndtr(self.score(name))) < share

    def pick(self, name: str, options: Sequence[str], shares: Sequence[float]) -> str:
        """Draw one of several words by their shares."""
        edges = np.cumsum(shares) / np.sum(shares)
        place = int(np.searchsorted(edges, float(ndtr(self.score(name)))))
        return options[min(place, len(options) - 1)]

    def sign(self, name: str, share: float = 0.5) -> float:
        """Draw +1 in a share of the draws and -1 otherwise."""
        return 1.0 if self.chance(name, share) else -1.0

    def shape(self, name: str) -> Shape:
        """Draw how a movement runs from its start to its end."""
        kind = self.pick(name, ("jerk", "sine", "triangle", "spline"), (0.4, 0.2, 0.15, 0.25))
        bend = float(self.rng.uniform(0.75, 1.35))
        return Shape(kind, bend, self.rng.dirichlet((1.0, 1.0, 1.0)))


@dataclass(frozen=True, eq=False)
class Shape:
    """How a movement runs from 0 to 1.

    Attributes
    ----------
    kind : str
        "jerk", "sine", "triangle" or "spline"; "fall" stops dead at its end.
    bend : float
        Warps the course: below 1 earlier, above 1 later.
    weights : array of 3
        Shares of the three overlapping parts of a "spline".
    """

    kind: str = "jerk"
    bend: float = 1.0
    weights: FloatArray = field(default_factory=lambda: np.full(3, 1 / 3))

    def __call__(self, s: FloatArray) -> FloatArray:
        """Give the share of the way at a share of the time."""
        s = np.clip(s, 0.0, 1.0)
        if self.kind == "fall":
            return np.asarray(s ** (1.0 + self.bend))
        if self.kind == "sine":
            return np.asarray(s - np.sin(2 * np.pi * s) / (2 * np.pi))
        if self.kind == "triangle":
            return np.where(s < 0.5, 2 * s**2, 1 - 2 * (1 - s) ** 2)
        if self.kind == "spline":
            parts = ((0.0, 0.6), (0.2, 0.9), (0.4, 1.0))
            return sum(
                (
                    w * min_jerk((s - a) / (b - a))
                    for w, (a, b) in zip(self.weights, parts, strict=True)
                ),
                np.zeros_like(s),
            )
        return min_jerk(s**self.bend)


FALL: Final = Shape("fall")


def min_jerk(s: FloatArray) -> FloatArray:
    """Run smoothly from 0 to 1, at rest at both ends."""
    s = np.clip(s, 0.0, 1.0)
    return np.asarray(s**3 * (10.0 + s * (6.0 * s - 15.0)))


@dataclass(frozen=True)
class Stance:
    """A stretch on one leg; `end_s` is when both feet bear again.

    `rise_s` and `fall_s` are how long the change of sway takes, `late_s` how far its middle lies
    after lift-off; `growth` multiplies the sway during `before_s` before the end.
    """

    start_s: float
    end_s: float
    rise_s: float
    late_s: float
    fall_s: float
    growth: float
    before_s: float


@dataclass(eq=False)
class Score:
    """Everything that happens in a recording, before it is turned into movement.

    Attributes
    ----------
    with_leg : bool
        Whether the leg's channels are wanted; otherwise what is written to them is left out.
    side : float
        +1 or -1, the side of the stance leg of what is written next.
    calm
        Start and end of the first stretch of quiet standing.
    stances, ups, restless, lulls
        Stretches on one leg; with the sensor's leg off the floor; restless ones (start, end, gain);
        ones within a stance with less sway (start, end, share of it).
    """

    with_leg: bool
    side: float = 1.0
    calm: tuple[float, float] = (0.0, 1.0)
    stances: list[Stance] = field(default_factory=list)
    ups: list[tuple[float, float]] = field(default_factory=list)
    restless: list[tuple[float, float, float]] = field(default_factory=list)
    lulls: list[tuple[float, float, float]] = field(default_factory=list)
    _moves: list[tuple[int, float, float, float, Shape]] = field(default_factory=list)
    _waves: list[tuple[int, float, float, float, float, float, float]] = field(default_factory=list)
    _rings: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    _pushes: list[tuple[int, float, float, float]] = field(default_factory=list)

    def move(
        self, channel: int, start_s: float, length_s: float, amount: float, shape: Shape | None
    ) -> None:
        """Add a movement to a new place (m or rad) that stays."""
        if self._wanted(channel) and amount:
            amount *= self._mirror(channel)
            self._moves.append((channel, start_s, length_s, amount, shape or Shape()))

    def there_and_back(
        self, channel: int, start_s: float, length_s: float, amount: float, stay_s: float
    ) -> None:
        """Add a movement that is undone after a stay."""
        self.move(channel, start_s, length_s, amount, None)
        self.move(channel, start_s + length_s + stay_s, length_s, -amount, None)

    def wave(
        self, channel: int, start_s: float, length_s: float, hz: float, size: float, lean: float
    ) -> None:
        """Add an oscillation with a window: acceleration (m/s^2), or angle (rad) for a turn.

        `lean` from -1 to 1 moves the window's peak towards its start or end.
        """
        if not self._wanted(channel) or length_s <= 0:
            return
        if channel % LEG <= Z:
            most = _LARGEST_SHAKE_M * (2 * np.pi * hz) ** 2
            size = float(np.clip(size, -most, most))
        size *= self._mirror(channel)
        phase = hz * 7.0 % 1.0 * 2 * np.pi
        self._waves.append((channel, start_s, length_s, hz, size, lean, phase))

    def ring(self, channel: int, at_s: float, hz: float, decay_s: float, size: float) -> None:
        """Add a blow that rings: peak acceleration (m/s^2), or peak angle (rad) for a turn."""
        if self._wanted(channel) and size:
            self._rings.append((channel, at_s, hz, decay_s, size * self._mirror(channel)))

    def push(self, channel: int, start_s: float, length_s: float, size: float) -> None:
        """Add an acceleration of half a sine, whose mean is 2 / pi of its size."""
        if self._wanted(channel) and size and length_s > 0:
            self._pushes.append((channel, start_s, length_s, size * self._mirror(channel)))

    def render(self, time_s: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give places, added accelerations and added angles, of shape (12, n) each."""
        place = np.zeros((CHANNELS, time_s.size))
        added = np.zeros((CHANNELS, time_s.size))
        for channel, start, length, amount, shape in self._moves:
            part = _rows(time_s, start, start + length)
            place[channel, part] += amount * shape((time_s[part] - start) / length)
            place[channel, part.stop :] += amount
        for channel, start, length, hz, size, lean, phase in self._waves:
            part = _rows(time_s, start, start + length)
            x = time_s[part] - start
            window = np.sin(np.pi * (x / length) ** (2.0**lean)) ** 2
            added[channel, part] += size * window * np.sin(2 * np.pi * hz * x + phase)
        for channel, at, hz, decay, size in self._rings:
            part = _rows(time_s, at, at + 7 * decay + 0.02)
            added[channel, part] += size * _blow(time_s[part] - at, hz, decay)
        for channel, start, length, size in self._pushes:
            part = _rows(time_s, start, start + length)
            added[channel, part] += size * np.sin(np.pi * (time_s[part] - start) / length)
        turns = np.zeros_like(added)
        for base in (0, LEG):
            turns[base + LEAN : base + LEG] = added[base + LEAN : base + LEG]
            added[base + LEAN : base + LEG] = 0.0
        return place, added, turns

    def _wanted(self, channel: int) -> bool:
        return channel < LEG or self.with_leg

    def _mirror(self, channel: int) -> float:
        return self.side if channel % LEG in _MIRRORED else 1.0


def _rows(time_s: FloatArray, start_s: float, end_s: float) -> slice:
    first, last = np.searchsorted(time_s, (start_s, end_s))
    return slice(int(first), int(last))


def _blow(x: FloatArray, hz: float, decay_s: float) -> FloatArray:
    if not x.size:
        return x
    wave = np.sin(2 * np.pi * hz * x) * np.exp(-x / decay_s) * (1 - np.exp(-x / 0.003))
    return np.asarray(wave / max(float(np.abs(wave).max()), 1e-6))


def jolt(
    score: Score, habits: Habits, at_s: float, trunk: float, leg: float, *, soft: bool = False
) -> None:
    """Write a blow of given sizes (m/s^2) on the trunk and on the leg, in any direction."""
    rng = habits.rng
    for base, size in ((0, trunk), (LEG, leg)):
        top = 16.0 if soft else 50.0 if base else 28.0
        stiffest = np.sqrt(size / _LARGEST_RING_M) / (2 * np.pi)  # the flesh gives no further
        hz = max(habits.log(f"jolt hz {base}", 5.0, top), float(stiffest))
        decay = habits.log(f"jolt decay {base}", 0.008, 0.12)
        way = rng.standard_normal(3) * (0.5, 0.5, 0.3) + (0.0, 0.0, habits.sign("jolt up", 0.8))
        way /= np.linalg.norm(way)
        turn = habits.around(f"jolt turn {base}", 0.25, 4.0, 2.0) * size / (2 * np.pi * hz) ** 2
        turn = min(turn, (1.5 if base else 0.4) / (2 * np.pi * hz))  # rad/s
        for k in range(3):
            score.ring(base + k, at_s, hz, decay, size * way[k])
            score.ring(base + LEAN + k, at_s, hz, decay, turn * rng.standard_normal())


def burst(
    score: Score, habits: Habits, start_s: float, length_s: float, hz: float, size: float
) -> None:
    """Write an oscillation of the whole body: part translation and part turning."""
    rng = habits.rng
    way = rng.standard_normal(3) * (1.0, 1.2, 0.5)
    way *= size / np.linalg.norm(way)
    tilt = habits.even("burst tilt", 0.0, 0.9)
    lean = float(rng.uniform(-1.0, 1.0))
    turn = tilt / (9.8 + 0.3 * (2 * np.pi * hz) ** 2)
    for k in range(3):
        score.wave(k, start_s, length_s, hz, (1 - tilt) * way[k], lean)
    for channel, of in ((LEAN, Y), (PITCH, X), (YAW, Y)):
        own = float(rng.uniform(0.3, 1.5))
        score.wave(channel, start_s, length_s, hz, own * turn * way[of], lean)
        leg_turn = own * rng.uniform(0.0, 6.0) * turn * size
        score.wave(LEG + channel, start_s, length_s, hz, leg_turn * rng.standard_normal(), lean)

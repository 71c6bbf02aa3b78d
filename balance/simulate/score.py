"""The score of a session: every move, knock and flight of a foot, with the truth beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from balance.samples import FloatArray
from balance.simulate.motion import RATE_HZ, add_move, bend, index, struck

Limb = Literal["raised", "stance"]
Part = Literal["pelvis", "chest", "thigh", "shank", "foot"]
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class TruthEvent:
    """What the simulated person did and when.

    Attributes
    ----------
    time_s : float
        Seconds of the recording's clock.
    event : str
        lift_off, step_down, cap, or note for anything else.
    detail : str
        More of it in words.
    """

    time_s: float
    event: str
    detail: str = ""


@dataclass(frozen=True)
class Flight:
    """A foot in the air: off the floor at `lift_s`, back on it at `down_s` (or not at all).

    The foot comes free of the floor over `release_s` and slows to meet it over `meet_s`;
    `contact_m_s` is the speed straight down at which it meets the floor.
    """

    limb: Limb
    lift_s: float
    release_s: float
    down_s: float
    meet_s: float
    contact_m_s: float


@dataclass(frozen=True)
class Knock:
    """A blow that a part of the body rings from; `peak_m_s2` is the largest acceleration."""

    part: Part
    limb: Limb
    time_s: float
    peak_m_s2: float
    rate_hz: float
    decay_s: float
    rise_s: float
    toward: Triple
    turn_per_m: float = 3.0

    def track(self, n: int) -> tuple[slice, FloatArray]:
        """Where it acts among n steps, and the movement along `toward` there, metres."""
        first = index(self.time_s)
        rise = max(2, round(self.rise_s * RATE_HZ))
        length = rise + round(9.0 * self.decay_s * RATE_HZ) + 2
        push = np.zeros(length)
        push[:rise] = np.sin(np.pi * (np.arange(rise) + 0.5) / rise)
        damping = 1.0 / np.hypot(1.0, 2.0 * np.pi * self.rate_hz * self.decay_s)
        moved = struck(push, self.rate_hz / np.sqrt(1.0 - damping**2), float(damping))
        moved *= self.peak_m_s2 / np.max(np.abs(bend(moved)))
        return _within(first, moved, n)


@dataclass(frozen=True)
class Shake:
    """A stretch of noise of a part of the body: a cough, a shiver of the foot, a twitch."""

    part: Part
    limb: Limb
    time_s: float
    duration_s: float
    peak_m_s2: float
    rate_hz: float
    seed: int
    turn_per_m: float = 3.0

    def track(self, n: int) -> tuple[slice, FloatArray]:
        """Where it acts among n steps, and the movement there, metres, shape (m, 3)."""
        rng = np.random.default_rng(self.seed)
        m = max(8, round(self.duration_s * RATE_HZ))
        moved = struck(rng.standard_normal((m, 3)) * rng.uniform(0.4, 1.0, 3), self.rate_hz, 0.3)
        moved *= np.sin(np.pi * np.arange(m) / m)[:, None] ** 2
        moved *= self.peak_m_s2 / np.max(np.linalg.norm(bend(moved)[1:-1], axis=1))
        return _within(index(self.time_s), moved, n)


def _within(first: int, moved: FloatArray, n: int) -> tuple[slice, FloatArray]:
    begin, stop = max(first, 0), max(min(first + moved.shape[0], n), 0)
    return slice(begin, max(stop, begin)), moved[begin - first : max(stop, begin) - first]


@dataclass
class Score:
    """All that happens in a session, written from its beginning to its end.

    A track is a named quantity moved by minimum-jerk moves that add up, such as `pelvis_y`
    (metres) or `raised.shank_pitch` (rad); angles and lengths are measured from quiet standing.
    `quiet` is when the person stands still on both feet: before each attempt, and after the last.
    """

    flights: list[Flight] = field(default_factory=list)
    knocks: list[Knock] = field(default_factory=list)
    shakes: list[Shake] = field(default_factory=list)
    truth: list[TruthEvent] = field(default_factory=list)
    quiet: list[tuple[float, float]] = field(default_factory=list)
    end_s: float = 0.0
    _moves: dict[str, list[Triple]] = field(default_factory=lambda: defaultdict(list))

    def move(self, track: str, start_s: float, duration_s: float, amount: float) -> None:
        """Move by `amount` and stay there."""
        self._moves[track].append((start_s, max(duration_s, 0.02), amount))

    def move_to(self, track: str, start_s: float, duration_s: float, target: float) -> None:
        """Move to `target` from wherever the moves so far will have led."""
        self.move(track, start_s, duration_s, target - self.level(track))

    def there_and_back(
        self, track: str, start_s: float, duration_s: float, amount: float, dwell_s: float = 0.0
    ) -> None:
        """Move by `amount`, wait, and move back; `duration_s` without the wait."""
        half = 0.5 * duration_s
        self.move(track, start_s, half, amount)
        self.move(track, start_s + half + dwell_s, half, -amount)

    def level(self, track: str) -> float:
        """Where all moves of a track lead in the end."""
        return float(sum(amount for _, _, amount in self._moves.get(track, ())))

    def note(self, time_s: float, event: str, detail: str = "") -> None:
        """Write down what truly happens."""
        self.truth.append(TruthEvent(float(time_s), event, detail))

    def render(self, track: str, n: int) -> FloatArray:
        """A track at every step of the room's clock; shape (n,)."""
        values = np.zeros(n)
        for start_s, duration_s, amount in self._moves.get(track, ()):
            add_move(values, start_s, duration_s, amount)
        return values

    def flights_of(self, limb: Limb) -> Sequence[Flight]:
        """The flights of one foot in the order of time."""
        return sorted((f for f in self.flights if f.limb == limb), key=lambda f: f.lift_s)

    def struck_part(self, part: Part, limb: Limb, n: int) -> tuple[FloatArray, FloatArray]:
        """Movement (n, 3) in metres and turning (n, 3) in rad of a part from knocks and shakes."""
        moved, turned = np.zeros((n, 3)), np.zeros((n, 3))
        for knock in self.knocks:
            if knock.part == part and knock.limb == limb:
                where, track = knock.track(n)
                toward = np.asarray(knock.toward)
                moved[where] += track[:, None] * toward
                turned[where] += track[:, None] * np.roll(toward, 1) * knock.turn_per_m
        for shake in self.shakes:
            if shake.part == part and shake.limb == limb:
                where, track = shake.track(n)
                moved[where] += track
                turned[where] += np.roll(track, 1, axis=1) * shake.turn_per_m
        return moved, turned

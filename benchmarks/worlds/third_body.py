"""The body of the third world: a pendulum under delayed control, and what people do with it.

Directions are forward, to the left and up, and turn with the person. Nobody was measured for the
figures: they are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.placement import Placement
from worlds.third_parts import RATE_HZ, bend, coloured, pendulum, push, ring, smooth

SWAY_DEG = {"open": (0.55, 0.75), "closed": (0.9, 1.3), "foam": (1.0, 1.5)}
SHAKES_HZ = {"open": 0.08, "closed": 0.25, "foam": 0.22}
HIT_M_S2 = {
    "firm": (1.0, 4.5),
    "soft": (0.35, 1.2),
    "stumble": (1.5, 6.0),
    "toe_tap": (0.3, 1.5),
    "hop": (0.5, 3.0),
    "step_away": (0.8, 4.0),
    "recording_end": (1.0, 4.5),
}


@dataclass(frozen=True)
class Attempt:
    """One hold as it is meant.

    Attributes
    ----------
    lift_s, end_s : float
        The true hold.
    ending : str
        One of `labelled.ENDINGS`.
    down_s : float
        When the raised foot meets the floor; later than `end_s` after a hop.
    false_s : float, optional
        When the weight goes over and back before, without a lift.
    loose_s : tuple of (start_s, end_s), optional
        While a foot is up again after a tap or a hop.
    steps_s : tuple of float
        Contacts of further steps, the standing leg's first.
    slides : bool
        Whether the standing foot slides rather than leaves the floor.
    """

    lift_s: float
    end_s: float
    ending: str
    down_s: float
    false_s: float | None = None
    loose_s: tuple[float, float] | None = None
    steps_s: tuple[float, ...] = ()
    slides: bool = False

    @property
    def over_s(self) -> float:
        """When both feet are down for good."""
        times: list[float] = [self.down_s, *(self.loose_s or ()), *self.steps_s]
        return max(times)


class Body:
    """One person's pelvis and trunk, added up part by part.

    Attributes
    ----------
    ahead, aside, heading : FloatArray
        Lean forward and to the left, and direction faced, in rad.
    moves : FloatArray
        Acceleration of the trunk, shape (n, 3); legs have a part of it.
    carried : FloatArray
        Acceleration of the whole person, shape (n, 3), in the air and while walking.
    alone : FloatArray
        1 on one leg, 0 on two.
    """

    def __init__(
        self, rng: np.random.Generator, placement: Placement, condition: str, end_s: float
    ) -> None:
        self.rng = rng
        self.placement = placement
        self.condition = condition
        self.time = np.arange(int(end_s * RATE_HZ)) / RATE_HZ
        self.moves = np.zeros((self.time.size, 3))
        self.carried = np.zeros((self.time.size, 3))
        self.alone = np.zeros_like(self.time)
        self.swell = np.zeros_like(self.time)
        self.ahead = np.zeros_like(self.time)
        self.aside = np.zeros_like(self.time)
        self.heading = coloured(rng, self.time.size, 0.3) * np.radians(rng.uniform(0.3, 0.8))
        self.left = float(rng.choice([-1.0, 1.0]))  # of the standing leg
        self.lean = np.radians(max(rng.normal(2.0, 1.0), 0.2)) * self.left
        self.person = np.exp(rng.normal(0.0, 0.3))

    def attempt(self, one: Attempt) -> None:
        """Shift the weight, stand on one leg and end it."""
        self._support(one)
        self._lean_over(one)
        self._shift(one)
        self._shake(one)
        self._contact(one)
        if one.ending == "hop":
            self._hop(one)
        if one.steps_s:
            self._walk(one)

    def sway(self) -> None:
        """Add the sway, once all attempts are in."""
        level = {"lower_back": 1.0, "chest": 1.3}.get(self.placement, 0.95)
        sizes = SWAY_DEG[self.condition]
        lean = (self.ahead, self.aside)
        for axis, (two_deg, inertia) in enumerate(((0.25, 0.0533), (0.15, 0.0572))):
            two = pendulum(self.rng, self.time.size, two_deg * self.person, inertia)
            one = pendulum(self.rng, self.time.size, sizes[axis] * self.person, inertia)
            angle, bend = (
                a * (1.0 - self.alone) + b * self.swell for a, b in zip(two, one, strict=True)
            )
            lean[axis][:] += angle
            self.moves[:, axis] += level * bend
        rng, count = self.rng, self.time.size
        self.moves[:, 2] += (
            rng.uniform(0.0, 0.08) * self.person * coloured(rng, count, 1.2) * self.swell
        )
        self.heading += np.radians(rng.uniform(0.0, 1.0)) * coloured(rng, count, 1.2) * self.swell

    def _support(self, one: Attempt) -> None:
        rng, since = self.rng, self.time - one.lift_s
        up = smooth((since + 0.1) / rng.uniform(0.5, 1.0))
        alone = up * (1.0 - smooth((self.time - one.down_s) / rng.uniform(0.25, 0.6)))
        gain = 1.0 + 0.8 * np.exp(-np.maximum(since, 0.0) / 1.2) * smooth(since / 0.2)
        if one.ending in ("stumble", "hop"):
            more = rng.uniform(1.0, 2.5) if one.ending == "stumble" else rng.uniform(0.3, 1.5)
            losing = smooth((self.time - one.end_s + rng.uniform(0.8, 1.8)) / 0.9)
            gain *= 1.0 + more * losing * (1.0 - smooth((self.time - one.end_s - 0.1) / 0.4))
        self.alone += alone
        self.swell += alone * gain

    def _lean_over(self, one: Attempt) -> None:
        rng, t = self.rng, self.time
        over = smooth((t - one.lift_s + rng.uniform(0.1, 0.35)) / rng.uniform(0.4, 0.9))
        back = smooth((t - one.down_s + rng.uniform(0.0, 0.2)) / rng.uniform(0.4, 0.9))
        self.aside += self.lean * (over - back)
        bow = smooth((t - one.lift_s) / 0.8) - smooth((t - one.down_s) / 0.8)
        self.ahead += np.radians(rng.normal(0.0, 1.0)) * bow

    def _shift(self, one: Attempt) -> None:
        rng, t = self.rng, self.time
        takes, far = rng.uniform(0.6, 1.1), self.left * rng.uniform(0.05, 0.09)
        begins = one.lift_s - takes + rng.uniform(0.02, 0.15)
        self.moves[:, 1] += bend(t, begins, takes, far)
        begins = one.down_s - rng.uniform(0.0, 0.15)
        self.moves[:, 1] -= bend(t, begins, rng.uniform(0.4, 0.8), far)
        rises = rng.uniform(0.35, 0.7)
        self.moves[:, 2] += bend(t, one.lift_s, rises, rng.uniform(0.01, 0.03))
        self.moves[:, 2] -= bend(t, one.down_s - rises, rises, rng.uniform(0.01, 0.03))
        freed = rng.lognormal(np.log(0.6), 0.8)
        self.moves[:, 2] += ring(t, one.lift_s, freed, rng.uniform(6.0, 11.0), 0.05)
        if one.false_s is not None:
            takes = rng.uniform(0.6, 1.0)
            back_s = one.false_s + takes + 0.2
            self.moves[:, 1] += bend(t, one.false_s, takes, far) - bend(t, back_s, takes, far)
            over = smooth((t - one.false_s) / takes) - smooth((t - back_s) / takes)
            self.aside += 0.6 * self.lean * over

    def _shake(self, one: Attempt) -> None:
        often, within = SHAKES_HZ[self.condition], (one.lift_s + 0.5, one.end_s - 0.4)
        shake = self._bursts(often, within, (0.4, 1.6))
        self.moves[:, 1] += shake
        self.moves[:, 2] += 0.3 * shake
        self.moves[:, 0] += self._bursts(0.1, within, (0.3, 1.2))
        before = (max(one.lift_s - 6.0, 0.5), one.lift_s - 1.2)
        self.moves[:, 0] += self._bursts(0.08, before, (0.2, 0.8))

    def _bursts(
        self, often_hz: float, within: tuple[float, float], size: tuple[float, float]
    ) -> FloatArray:
        rng = self.rng
        made = np.zeros_like(self.time)
        for _ in range(rng.poisson(max(often_hz * (within[1] - within[0]), 0.0))):
            since = self.time - rng.uniform(*within)
            wave = rng.choice([-1.0, 1.0]) * np.sin(2 * np.pi * rng.uniform(2.0, 5.0) * since)
            wide = np.exp(-0.5 * (since / rng.uniform(0.08, 0.22)) ** 2)
            made += rng.uniform(*size) * wave * wide
        return made

    def _contact(self, one: Attempt) -> None:
        rng = self.rng
        size = rng.uniform(*HIT_M_S2[one.ending]) * (0.75 if self.placement == "chest" else 1.0)
        pitch_hz, decay_s = rng.uniform(9.0, 16.0), rng.uniform(0.03, 0.06)
        self._hit(one.down_s, size, pitch_hz, decay_s)
        if one.ending == "stumble":
            for k in range(rng.integers(1, 3)):
                later = one.down_s + 0.35 * (k + 1)
                self.moves[:, 2] += ring(self.time, later, 0.7 * size, pitch_hz, decay_s)
        if one.ending == "toe_tap":
            self._hit(one.over_s, rng.uniform(0.3, 1.0) * size, pitch_hz, decay_s)
        if one.ending == "hop" and one.loose_s:
            share = rng.uniform(0.3, 0.6) if one.slides else rng.uniform(0.8, 1.6)
            self._hit(one.loose_s[0], share * size, pitch_hz, decay_s)
        for at_s in one.steps_s:
            self._hit(at_s, rng.uniform(0.4, 0.9) * size, pitch_hz, decay_s)

    def _hit(self, at_s: float, size: float, pitch_hz: float, decay_s: float) -> None:
        for axis, share in ((2, 1.0), (0, 0.35), (1, 0.4)):
            hz = pitch_hz * self.rng.uniform(0.85, 1.15)
            self.moves[:, axis] += ring(self.time, at_s, share * size, hz, decay_s)

    def _hop(self, one: Attempt) -> None:
        """The standing foot moves: into the air and down again, or along the floor."""
        rng, t = self.rng, self.time
        lands_s = one.loose_s[0] if one.loose_s else one.end_s
        takes = lands_s - one.end_s
        for axis in (0, 1):
            far = rng.normal(0.0, 0.03)
            self.carried[:, axis] += bend(t, one.end_s - 0.03, takes + 0.1, far)
        turn = rng.choice([-1.0, 1.0]) * np.radians(rng.uniform(2.0, 15.0))
        self.heading += turn * smooth((t - one.end_s) / (takes + 0.1))
        if one.slides:
            return
        speed = 0.5 * GRAVITY_M_S2 * takes
        edge = 0.01
        air = smooth((t - one.end_s + edge) / (2 * edge)) - smooth(
            (t - lands_s + edge) / (2 * edge)
        )
        push_s, give_s = rng.uniform(0.12, 0.25), rng.uniform(0.08, 0.2)
        self.carried[:, 2] += push(t, one.end_s - push_s, push_s, speed)
        self.carried[:, 2] += push(t, lands_s, give_s, speed) - GRAVITY_M_S2 * air

    def _walk(self, one: Attempt) -> None:
        """A few steps from `down_s` on, the pelvis bouncing and turning."""
        rng, last_s = self.rng, one.steps_s[-1]
        since = self.time - one.down_s
        hz = len(one.steps_s) / (last_s - one.down_s)
        within = smooth(since / 0.3) * (1.0 - smooth((self.time - last_s) / 0.4))
        step, half = 2 * np.pi * hz * since, np.pi * hz * since
        self.moves[:, 2] += rng.uniform(0.6, 2.5) * within * np.cos(step)
        self.moves[:, 1] += self.left * rng.uniform(0.3, 1.2) * within * np.sin(half)
        self.moves[:, 0] += rng.uniform(0.3, 1.5) * within * np.sin(step)
        self.ahead += np.radians(rng.uniform(0.5, 2.5)) * within * np.sin(step)
        self.aside += np.radians(rng.uniform(1.0, 4.0)) * within * np.sin(half)
        turn = np.radians(rng.normal(0.0, 60.0)) * smooth(since / (last_s - one.down_s))
        self.heading += turn + np.radians(rng.uniform(1.0, 6.0)) * within * np.sin(half)
        speed = rng.uniform(0.15, 0.5) * hz * within
        self.carried[:, 0] += np.gradient(speed, 1.0 / RATE_HZ)
        self.carried[:, 1] += speed * np.gradient(turn, 1.0 / RATE_HZ)

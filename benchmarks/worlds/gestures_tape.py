"""The tape of the world of gestures: what is to happen, and tracks onto which events write kernels.

Directions are forward (x), to the left (y) and up (z) and turn with the person. Positions are in m,
angles in rad, "hit" and "foot" are accelerations in m/s^2. Figures are assumed where none is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter

from balance.samples import FloatArray

RATE_HZ = 400.0
TRACKS = (
    *("lean_x", "lean_y"),  # of the whole body about the ankles
    *("bow", "roll", "yaw"),  # of the trunk: forward, to the left, heading
    *("pos_x", "pos_y", "pos_z"),  # of the pelvis, beyond what the lean moves
    *("hit_x", "hit_y", "hit_z"),  # blows as they come to the pelvis
    *("foot_x", "foot_y", "foot_z"),  # blows as they come to the raised foot
    *("hip", "knee", "out", "ankle", "free"),  # of the raised leg; free: 1 while off the floor
    *("hold_x", "hold_y", "hold_z"),  # turns of the sensor in a hand
)

ENDINGS = {
    "firm": 0.36,
    "soft": 0.22,
    "stumble": 0.13,
    "toe_tap": 0.1,
    "hop": 0.1,
    "step_away": 0.09,
}
CUT_OFF = 0.05
SHORTEST_S, LONGEST_S = 25.1, 75.0
AFTER_S = 4.5  # from the last contact of an attempt to where the next one can begin


@dataclass(frozen=True)
class Attempt:
    """One hold as it is meant; `down_s` is when the raised foot is down for good."""

    lift_s: float
    end_s: float
    ending: str
    down_s: float
    up_s: float = 0.0  # after a tap or a hop, while the raised foot is up again
    begins_s: float = 0.0  # from where the person has stood since the last attempt
    over_s: float = 0.0


def log_between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a size evenly in its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def sign(rng: np.random.Generator) -> float:
    return float(rng.choice([-1.0, 1.0]))


def plan(rng: np.random.Generator) -> tuple[list[Attempt], float]:
    """When each hold is to be, and how long the recording is."""
    attempts: list[Attempt] = []
    now = 0.0
    typical = log_between(rng, 1.8, 15.0)
    for _ in range(int(rng.choice([1, 2, 3], p=[0.25, 0.4, 0.35]))):
        one = _attempt(rng, now, typical)
        if one.down_s + AFTER_S > LONGEST_S:
            break
        attempts.append(one)
        now = one.down_s + AFTER_S
    if rng.random() < CUT_OFF and attempts[-1].end_s > SHORTEST_S:
        last = attempts[-1]
        attempts[-1] = replace(last, ending="recording_end", down_s=last.end_s + 1.5, up_s=0.0)
        return attempts, last.end_s
    spare = max(SHORTEST_S - now, 0.0)
    if spare > 1.0:
        early = rng.uniform(0.0, 0.8) * spare
        attempts = [_later(one, early) for one in attempts]
    length_s = max(now + spare, attempts[-1].down_s + rng.uniform(3.5, 7.0))
    return attempts, min(length_s, LONGEST_S)


def _later(one: Attempt, by_s: float) -> Attempt:
    return replace(
        one,
        lift_s=one.lift_s + by_s,
        end_s=one.end_s + by_s,
        down_s=one.down_s + by_s,
        up_s=one.up_s + by_s if one.up_s else 0.0,
        begins_s=one.begins_s + by_s if one.begins_s else 0.0,
    )


def _attempt(rng: np.random.Generator, after_s: float, typical_s: float) -> Attempt:
    lift_s = after_s + rng.uniform(3.0, 8.0)
    takes = float(np.clip(typical_s * rng.lognormal(0.0, 0.6), 0.7, 45.0))
    end_s = lift_s + takes
    ending = str(rng.choice(list(ENDINGS), p=list(ENDINGS.values())))
    one = Attempt(lift_s, end_s, ending, end_s, begins_s=after_s)
    if ending == "toe_tap":
        up_s = end_s + rng.uniform(0.1, 0.6)
        return replace(one, up_s=up_s, down_s=up_s + log_between(rng, 0.5, 5.0))
    if ending == "hop":
        up_s = end_s + rng.uniform(0.1, 0.25)
        return replace(one, up_s=up_s, down_s=up_s + log_between(rng, 0.3, 2.5))
    return one


class Tape:
    """Tracks at `RATE_HZ`; times outside of it are cut off."""

    def __init__(self, length_s: float) -> None:
        self.time: FloatArray = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
        self.tracks: dict[str, FloatArray] = {name: np.zeros_like(self.time) for name in TRACKS}

    def __getitem__(self, name: str) -> FloatArray:
        return self.tracks[name]

    def vector(self, name: str) -> FloatArray:
        """Give the tracks `name`_x, _y and _z side by side."""
        return np.stack([self.tracks[f"{name}_{axis}"] for axis in "xyz"], axis=1)

    def span(self, at_s: float, takes_s: float) -> tuple[slice, FloatArray]:
        """Rows of an event, and their share of it that has passed."""
        first = int(np.clip(np.ceil(at_s * RATE_HZ), 0, self.time.size))
        last = int(np.clip((at_s + takes_s) * RATE_HZ + 1, first, self.time.size))
        return slice(first, last), np.clip((self.time[first:last] - at_s) / takes_s, 0.0, 1.0)

    def step(self, name: str, at_s: float, takes_s: float, size: float, late: float = 1.0) -> None:
        """Go over by minimum jerk and stay; `late` over 1 puts the speed towards the end."""
        rows, share = self.span(at_s, takes_s)
        u = share**late
        self.tracks[name][rows] += size * u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
        self.tracks[name][rows.stop :] += size

    def bump(self, name: str, at_s: float, takes_s: float, size: float, peak: float = 0.0) -> None:
        """Go over and come back: even in time, or as a gamma kernel that peaks at a share."""
        rows, u = self.span(at_s, takes_s)
        if peak:
            kernel = (u / peak * np.exp(1.0 - u / peak)) ** 4 * (1.0 - u**3) ** 3
        else:
            kernel = 64.0 * (u * (1.0 - u)) ** 3
        self.tracks[name][rows] += size * kernel

    def ring(self, name: str, at_s: float, size: float, hz: float, decay_s: float) -> None:
        """Write a damped oscillation that starts at once."""
        rows, share = self.span(at_s, 6.0 * decay_s)
        since = share * 6.0 * decay_s
        wave = np.sin(2.0 * np.pi * hz * since) * np.exp(-since / decay_s)
        self.tracks[name][rows] += size * 1.2 * wave

    def wander(self, rng: np.random.Generator, tau_s: float, smooth_s: float = 0.15) -> FloatArray:
        """Ornstein-Uhlenbeck drift of unit size, made smooth so that it can be differentiated."""
        keep = np.exp(-1.0 / (RATE_HZ * tau_s))
        noise = rng.standard_normal(self.time.size) * np.sqrt(1.0 - keep**2)
        made = lfilter([1.0], [1.0, -keep], noise)
        near = np.exp(-1.0 / (RATE_HZ * smooth_s))
        for _ in range(3):
            made = lfilter([1.0 - near], [1.0, -near], made)
        return np.asarray(made)

    def patter(self, rng: np.random.Generator, often_hz: float, hz: float) -> FloatArray:
        """Shot noise of twitches: each a short ring at `hz`; RMS about one."""
        shots = np.zeros_like(self.time)
        at = rng.integers(0, shots.size, rng.poisson(often_hz * shots.size / RATE_HZ))
        np.add.at(shots, at, rng.standard_normal(at.size))
        radius, turn = np.exp(-2.0 * np.pi * 0.25 * hz / RATE_HZ), 2.0 * np.pi * hz / RATE_HZ
        made = lfilter([1.0, -1.0], [1.0, -2.0 * radius * np.cos(turn), radius**2], shots)
        return np.asarray(made / max(float(made.std()), 1e-9))


def contact(tape: Tape, rng: np.random.Generator, at_s: float, size: float, leg: float) -> None:
    """A foot meets the floor.

    Parameters
    ----------
    tape, rng
        Where to write, and by which chance.
    at_s
        First touch.
    size
        About what comes to the pelvis, in m/s^2.
    leg
        How many times as much comes to the raised foot.
    """
    kind = rng.choice(["single", "double", "ring", "bursts"], p=[0.3, 0.25, 0.3, 0.15])
    wide_s, later_s = log_between(rng, 0.025, 0.11), rng.uniform(0.04, 0.16)
    blows = [(0.0, 1.0)]
    if kind == "double":
        blows = [(0.0, rng.uniform(0.3, 1.0)), (later_s, rng.uniform(0.5, 1.0))]
    elif kind == "bursts":
        blows = [(later_s * k * 0.4, float(rng.lognormal(-0.5, 0.5))) for k in range(3)]
    hz, decay_s = rng.uniform(7.0, 18.0), log_between(rng, 0.02, 0.09)
    for name, far in (("hit", 1.0), ("foot", leg)):
        shares = (rng.normal(0.0, 0.4), rng.normal(0.0, 0.35), 1.0)
        faster = 1.0 if name == "hit" else rng.uniform(1.2, 3.0)
        for (after_s, much), axis in ((b, a) for b in blows for a in range(3)):
            at, part = at_s + after_s, size * far * much * shares[axis]
            track = f"{name}_{'xyz'[axis]}"
            if kind == "ring":
                tape.ring(track, at, part, hz * faster * rng.uniform(0.85, 1.15), decay_s / faster)
            else:
                tape.bump(track, at, wide_s / faster, part)
                tape.bump(track, at + 0.7 * wide_s / faster, 1.5 * wide_s / faster, -0.5 * part)


def swing(tape: Tape, rng: np.random.Generator, at_s: float, takes_s: float, far: float) -> None:
    """Let the raised leg make a step that ends on the floor; `far` of 1 is a step in walking."""
    begin = at_s - takes_s
    tape.bump("free", begin, takes_s, 1.0)
    tape.bump("hip", begin, 1.1 * takes_s, far * rng.uniform(0.25, 0.6))
    tape.bump("knee", begin - 0.1 * takes_s, takes_s, far * rng.uniform(0.5, 1.1))
    tape.bump("ankle", begin - 0.3 * takes_s, 0.7 * takes_s, far * rng.uniform(0.2, 0.7))


def walk(tape: Tape, rng: np.random.Generator, at_s: float, count: int, far: float) -> float:
    """Make steps, one foot after the other; give back when the last is down."""
    hz, mine, level = rng.uniform(1.2, 2.3), bool(rng.random() < 0.5), log_between(rng, 0.4, 2.5)
    for k in range(count):
        down_s = at_s + (k + 1) / hz * rng.uniform(0.85, 1.15)
        side = 1.0 if (k % 2 == 0) == mine else -1.0
        takes = 0.75 / hz
        if side > 0:
            swing(tape, rng, down_s, takes, far * rng.uniform(0.6, 1.2))
        contact(tape, rng, down_s, level * far * rng.uniform(0.5, 1.3), 7.0 if side > 0 else 0.8)
        tape.bump("pos_y", down_s - takes, 2.0 * takes, side * far * rng.uniform(0.01, 0.04))
        tape.bump("pos_z", down_s - 1.1 * takes, 1.3 * takes, far * rng.uniform(0.01, 0.035))
        tape.step("pos_x", down_s - takes, 1.6 * takes, far * rng.uniform(0.2, 0.6))
        tape.bump("roll", down_s - takes, 1.5 * takes, side * far * rng.uniform(0.01, 0.06))
        tape.bump("yaw", down_s - takes, 1.5 * takes, side * far * rng.uniform(0.02, 0.12))
        tape.bump("bow", down_s - 0.1, 0.4, far * rng.normal(0.02, 0.03))
    return at_s + count / hz

"""What the world `jointed` is drawn with: luck, courses of joints over time, wander, contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.signal import lfilter
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray

RATE_HZ: Final = 400.0
LONGEST_S: Final = 82.0
_SWAY_HZ: Final = 3.5  # sizes of sway are given below this


class Luck:
    """Numbers drawn for people and what they do."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def even(self, low: float, high: float) -> float:
        """Give any value between as likely."""
        return float(self.rng.uniform(low, high))

    def log(self, low: float, high: float) -> float:
        """Give any ratio between as likely."""
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def about(self, middle: float, factor: float) -> float:
        """Give 90 % of values between middle / factor and middle * factor."""
        return middle * float(factor ** (np.clip(self.rng.standard_normal(), -2.5, 2.5) / 1.645))

    def chance(self, share: float) -> bool:
        """Say yes in this share."""
        return bool(self.rng.random() < share)

    def sign(self) -> float:
        """Give 1 or -1."""
        return 1.0 if self.chance(0.5) else -1.0

    def one_of(self, shares: dict[str, float]) -> str:
        """Choose a word."""
        weights = np.array(list(shares.values()))
        return str(self.rng.choice(list(shares), p=weights / weights.sum()))


def quintic(u: FloatArray) -> FloatArray:
    u = np.clip(u, 0.0, 1.0)
    return np.asarray(u**3 * (10.0 - 15.0 * u + 6.0 * u**2))


def course(u: FloatArray, kind: str) -> FloatArray:
    """Go from 0 to 1: "quintic", "sigmoid", "late", "early" or "two_stage"."""
    u = np.clip(u, 0.0, 1.0)
    if kind == "sigmoid":
        return np.asarray(u**4 * (35.0 - 84.0 * u + 70.0 * u**2 - 20.0 * u**3))
    if kind == "late":
        return quintic(u**1.5)
    if kind == "early":
        return 1.0 - quintic((1.0 - u) ** 1.5)
    if kind == "two_stage":
        return 0.45 * quintic(u / 0.5) + 0.55 * quintic((u - 0.42) / 0.58)
    return quintic(u)


def arriving(u: FloatArray, slope: float) -> FloatArray:
    """Go from rest at 0 to 1, still moving with this slope."""
    u = np.clip(u, 0.0, 1.0)
    return quintic(u) + slope * u**3 * (-4.0 + 7.0 * u - 3.0 * u**2)


@dataclass(frozen=True)
class Sole:
    """A foot with what is under it, as a mass on a spring and a damper.

    Attributes
    ----------
    hz
        Of the undamped mass on the spring.
    damping
        As a share of the critical one, under 1.
    mass_share
        Effective mass over that of the body.
    """

    hz: float
    damping: float
    mass_share: float

    def give(self, t: FloatArray, speed: float) -> FloatArray:
        """Give how far it is pressed in after touching at a speed."""
        omega = 2.0 * np.pi * self.hz
        own = omega * np.sqrt(1.0 - self.damping**2)
        pressed = speed / own * np.exp(-self.damping * omega * t) * np.sin(own * t)
        return np.asarray(np.where(t > 0.0, pressed, 0.0))

    def force(self, t: FloatArray, speed: float) -> FloatArray:
        """Give the force over the mass of the body; a sole pushes and never pulls."""
        omega = 2.0 * np.pi * self.hz
        pressed = self.give(t, speed)
        total = omega**2 * pressed + 2.0 * self.damping * omega * np.gradient(
            pressed, 1.0 / RATE_HZ
        )
        return np.asarray(self.mass_share * np.maximum(total, 0.0))


@dataclass
class Tracks:
    """Courses by name: angles in rad, lengths in m, forces over body mass in m/s^2."""

    rows: int = int(LONGEST_S * RATE_HZ)
    by_name: dict[str, FloatArray] = field(default_factory=dict)

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self.by_name:
            self.by_name[name] = np.zeros(self.rows)
        return self.by_name[name]

    def until(self, end_s: float) -> Tracks:
        """Give the tracks without what comes later."""
        rows = int(end_s * RATE_HZ)
        return Tracks(rows, {name: track[:rows] for name, track in self.by_name.items()})

    def span(self, start_s: float, lasts_s: float) -> tuple[slice, FloatArray]:
        """Give the rows of a stretch and their times after its start."""
        first = max(int(np.ceil(start_s * RATE_HZ)), 0)
        rows = slice(first, min(max(first, int((start_s + lasts_s) * RATE_HZ) + 1), self.rows))
        return rows, np.arange(rows.start, max(rows.start, rows.stop)) / RATE_HZ - start_s

    def move(
        self, name: str, start_s: float, lasts_s: float, size: float, kind: str = "quintic"
    ) -> None:
        """Change a course for good."""
        rows, t = self.span(start_s, lasts_s)
        track = self[name]
        track[rows] += size * course(t / lasts_s, kind)
        track[rows.stop :] += size

    def bump(
        self, name: str, start_s: float, lasts_s: float, size: float, stay: float = 0.0
    ) -> None:
        """Go there and back; `stay` is the share of the time spent there."""
        part = lasts_s * (1.0 - stay) / 2.0
        self.move(name, start_s, part, size)
        self.move(name, start_s + lasts_s - part, part, -size)

    def knock(
        self, start_s: float, sole: Sole, speed: float, aside: tuple[float, float, float]
    ) -> None:
        """Let the floor push: mostly up, partly along x and y."""
        rows, t = self.span(start_s, 0.4)
        push = sole.force(t, speed)
        for axis, share in zip("xyz", aside, strict=True):
            self["force_" + axis][rows] += share * push


def wander(
    luck: Luck, rows: int, corner_hz: float, exponent: float, above_hz: float, lever_m: float
) -> FloatArray:
    """Give an angle that wanders by 1/f^exponent above its corner.

    Its size is such that a body of this length, turned by it, feels 1 m/s^2 RMS below 3.5 Hz.
    """
    hz = np.fft.rfftfreq(rows, 1.0 / RATE_HZ)
    power = 1.0 / (1.0 + (hz / corner_hz) ** exponent) / (1.0 + (hz / above_hz) ** 6)
    power[hz < 0.02] = 0.0
    felt = power * (GRAVITY_M_S2 + lever_m * (2.0 * np.pi * hz) ** 2) ** 2
    size = 0.5 * rows / np.sqrt(felt[hz < _SWAY_HZ].sum())
    phase = luck.rng.standard_normal(hz.size) + 1j * luck.rng.standard_normal(hz.size)
    spectrum = size * np.sqrt(power) * phase
    return np.asarray(np.fft.irfft(spectrum, rows))


def uneven(luck: Luck, rows: int, spread: float) -> FloatArray:
    """Give a factor that changes every few seconds."""
    every = luck.log(1.5, 5.0)
    knots = np.arange(-every, rows / RATE_HZ + 2 * every, every)
    values = np.exp(spread * luck.rng.standard_normal(knots.size))
    at = np.arange(rows) / RATE_HZ
    k = np.minimum(((at + every) / every).astype(int), knots.size - 2)
    part = quintic((at - knots[k]) / every)
    return np.asarray(values[k] * (1.0 - part) + values[k + 1] * part)


def jump(t: FloatArray, push_s: float, flight_s: float, soft_s: float) -> FloatArray:
    """Give the height of a body that pushes off at 0, flies, lands and is back where it was."""
    after = t - push_s - flight_s
    shove = np.where(t <= push_s, np.sin(np.pi * np.clip(t / push_s, 0.0, 1.0)), 0.0)
    fall = np.where((t > push_s) & (after < 0.0), -GRAVITY_M_S2, 0.0)
    late = np.maximum(after, 0.0)
    brake = late * np.exp(-late / soft_s)
    leaves = 0.5 * GRAVITY_M_S2 * flight_s
    moved = fall + shove * leaves / (shove.sum() / RATE_HZ)
    moved -= brake * moved.sum() / brake.sum()
    height = np.cumsum(np.cumsum(moved)) / RATE_HZ**2
    return np.asarray(height - height[-1] * quintic((after + flight_s) / (flight_s + 0.4)))


def ring(push: FloatArray, hz: float, damping: float, late_s: float) -> FloatArray:
    """Give how a part of the body shakes under a push: resonance without a lasting shift."""
    w = np.tan(np.pi * min(hz, 0.4 * RATE_HZ) / RATE_HZ)
    a0 = 1.0 + 2.0 * damping * w + w**2
    band = 2.0 * damping * w / a0
    shaken = lfilter(
        [band, 0.0, -band],
        [1.0, 2.0 * (w**2 - 1.0) / a0, (1.0 - 2.0 * damping * w + w**2) / a0],
        push,
        axis=0,
    )
    rows = round(late_s * RATE_HZ)
    return np.asarray(np.concatenate([np.zeros_like(shaken[:rows]), shaken])[: len(push)])


def turned(yaw: FloatArray, lean: FloatArray, pitch: FloatArray) -> Rotation:
    """Turn by a yaw, then a lean to the left, then a pitch ahead; from_euler takes too long."""
    z, x, y = 0.5 * yaw, -0.5 * lean, 0.5 * pitch
    cz, sz, cx, sx, cy, sy = np.cos(z), np.sin(z), np.cos(x), np.sin(x), np.cos(y), np.sin(y)
    i, j, k, w = cz * sx, sz * sx, sz * cx, cz * cx
    return Rotation.from_quat(
        np.stack([i * cy - k * sy, j * cy + w * sy, k * cy + i * sy, w * cy - j * sy], axis=1)
    )


def along(turn: Rotation, x: float, y: float, z: float) -> FloatArray:
    return np.asarray(turn.apply(np.array([x, y, z])))

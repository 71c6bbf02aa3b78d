"""The time on one leg between a real start and a real landing, as in a careful balance test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from balance.samples import FloatArray
from worlds.real_clips import FS, Clip, bridge, shift, smooth
from worlds.real_sway import band_noise, corrections, one_leg


@dataclass(frozen=True)
class Style:
    """How a person stands on one leg: sizes of movement, and how the other leg is held."""

    lin_rms: float
    rate_rms: float
    bursts_hz: float
    largest: float
    raise_deg: float
    off_axis: float
    same_way: bool
    swinging: float


def any_style(rng: np.random.Generator, place: str) -> Style:
    """Draw how somebody stands on one leg."""
    foot = place == "foot"
    low, high = ([0.1, 0.04], [1.2, 0.6]) if foot else ([0.08, 0.015], [0.8, 0.25])
    lin_rms, rate_rms = np.exp(rng.uniform(np.log(low), np.log(high)))
    return Style(
        lin_rms=float(lin_rms),
        rate_rms=float(rate_rms),
        bursts_hz=float(rng.uniform(0.0, 0.5)),
        largest=float(np.exp(rng.uniform(np.log(0.4), np.log(2.0)))),
        raise_deg=float(rng.uniform(15, 90)) if foot else 0.0,
        off_axis=float(rng.normal(0, 0.25)),
        same_way=bool(rng.random() < 0.75),
        swinging=float(rng.uniform(0, 15) if foot and rng.random() < 0.4 else 0.0),
    )


def one_leg_between(
    rng: np.random.Generator,
    place: str,
    style: Style,
    head: Clip,
    tail: Clip,
    rows: int,
    *,
    growing: bool = False,
) -> tuple[Clip, int]:
    """Stand on one leg for so many rows from the event of one clip to that of another.

    Parameters
    ----------
    growing
        Whether the movement grows before the end.

    Returns
    -------
    clip : Clip
        All of it, with the event of the first.
    contact : int
        Row of the event of the second.
    """
    keep, ahead = int(rng.integers(6, 15)), int(rng.integers(3, 15))
    ahead = min(ahead, tail.event)
    cut, join = min(head.event + keep, len(head) - 1), tail.event - ahead
    n = max(rows - (cut - head.event) - ahead, 25)
    up, down, wait = _times(rng, n, style)
    t = np.arange(n) / FS
    lin, rotvec = _moving(rng, place, style, t, growing=growing)
    lin += _raising(rng, t, place, style, (up, down, wait))
    raised = Rotation.from_rotvec(rotvec) * _held(rng, t, place, style, head.rate[cut - 1])
    clip = bridge(head, cut, tail, join, lin, raised, (up, down, wait))
    return clip, cut + n + ahead


def _moving(
    rng: np.random.Generator, place: str, style: Style, t: FloatArray, *, growing: bool
) -> tuple[FloatArray, FloatArray]:
    """Give sway, corrections and swinging; acceleration and turn."""
    n = len(t)
    envelope = smooth(t / min(0.5, 0.4 * t[-1])) * smooth((t[-1] - t) / min(0.3, 0.4 * t[-1]))
    level = envelope * (1.0 + 0.8 * np.exp(-t / 1.2))
    if growing:
        level *= 1.0 + rng.uniform(0.5, 2.0) * smooth((t - t[-1] + rng.uniform(0.8, 1.8)) / 0.9)
    lin, rotvec = one_leg(rng, n, place, style.lin_rms, style.rate_rms)
    more_lin, more_turn = corrections(rng, n, style.bursts_hz, style.largest)
    more_lin += np.exp(rng.uniform(np.log(0.01), np.log(0.06))) * band_noise(rng, n, 6.0, 30.0)
    lin, rotvec = lin * level[:, None], rotvec * level[:, None]
    lin, rotvec = lin + more_lin * envelope[:, None], rotvec + more_turn * envelope[:, None]
    if style.swinging:
        swing_lin, swing_turn = _swinging(rng, t, style.swinging)
        lin, rotvec = lin + swing_lin, rotvec + swing_turn
    return lin, rotvec


def _times(rng: np.random.Generator, n: int, style: Style) -> tuple[float, float, float]:
    """Seconds to raise, to lower, and to hover before the contact."""
    whole = n / FS
    least = 0.3 + 0.3 * style.raise_deg / 90.0
    up, down = np.minimum(rng.uniform(least, least + 0.6, 2), 0.4 * whole)
    wait = rng.uniform(0.1, 0.8) if rng.random() < 0.3 else 0.0
    return float(up), float(down), min(wait, 0.2 * whole)


def _raising(
    rng: np.random.Generator,
    t: FloatArray,
    place: str,
    style: Style,
    up_down_s: tuple[float, float, float],
) -> FloatArray:
    """Acceleration of going up and coming down: of the foot, or of the pelvis over the leg."""
    up, down, wait = up_down_s
    lin = np.zeros((len(t), 3))
    if place == "foot":
        high, length = 0.03 + rng.uniform(0.02, 0.25) * style.raise_deg / 90.0, down
        high *= min(1.0, (min(up, down) / 0.6) ** 2)  # nobody tears the foot up
        way = np.array([rng.uniform(-1.0, 0.5), 0.2 * rng.standard_normal(), 1.0])
    else:
        high = rng.uniform(0.003, 0.02)
        slow = rng.random() < 0.4
        high, length = (rng.uniform(0.01, 0.03), rng.uniform(0.4, 1.5)) if slow else (high, down)
        length = min(length, 0.6 * t[-1])
        high *= min(1.0, (min(up, length) / 0.5) ** 2)
        way = np.array([0.0, 0.3 * rng.standard_normal(), 1.0])
    rise = shift(t, 0.0, up, high) - shift(t, t[-1] - length - wait, length, high)
    lin += rise[:, None] * way
    return lin


def _swinging(rng: np.random.Generator, t: FloatArray, deg: float) -> tuple[FloatArray, FloatArray]:
    """Let the raised leg swing from the hip and come to rest."""
    omega = 2.0 * np.pi * rng.uniform(0.6, 1.2)
    rest = rng.uniform(0.6, 3.0)
    ends = smooth(t / 0.4) * smooth((t[-1] - t) / 0.4)
    wave = np.deg2rad(deg) * np.exp(-t / rest) * np.sin(omega * t + rng.uniform(0, 6)) * ends
    lin = -(omega**2) * rng.uniform(0.3, 0.8) * wave
    return lin[:, None] * [1.0, 0.1, 0.1], wave[:, None] * [0.1, -1.0, 0.1]


def _held(
    rng: np.random.Generator, t: FloatArray, place: str, style: Style, rate: FloatArray
) -> Rotation:
    """How the sensor is turned while the foot is up, drifting slowly."""
    knots = np.arange(0.0, t[-1] + 9.0, 3.0)
    size = np.deg2rad(rng.uniform(0.3, 1.5 if place != "foot" else 4.0))
    drift = CubicSpline(knots, size * rng.standard_normal((len(knots), 3)))(t)
    if place == "foot":
        way = np.sign(rate[1]) * (1.0 if style.same_way else -1.0)
        axis = np.array([style.off_axis, way, 0.5 * style.off_axis])
        posture = np.deg2rad(style.raise_deg) * axis / max(np.linalg.norm(axis), 1e-9)
    else:
        posture = np.deg2rad(rng.normal(0.0, 1.0, 3) * [2.5, 1.5, 2.0])
    return Rotation.from_rotvec(drift) * Rotation.from_rotvec(posture)

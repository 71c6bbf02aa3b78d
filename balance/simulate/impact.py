"""Blows and shakes that go through the body: landings, the foot coming free, coughs, swings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.simulate.draw import Draw
from balance.simulate.person import Person
from balance.simulate.score import Knock, Limb, Part, Score, Shake, Triple

Landing = Literal["firm", "soft", "hard"]

TRUNK_PARTS: Final[frozenset[Part]] = frozenset({"pelvis", "chest"})


@dataclass(frozen=True)
class Blow:
    """How hard a foot meets the floor: its speed there, and what reaches thigh and trunk."""

    contact_m_s: float
    thigh_m_s2: float
    pelvis_m_s2: float
    chest_m_s2: float
    delay_s: float


def draw_blow(draw: Draw, name: str, landing: Landing) -> Blow:
    """Draw one landing."""
    speed, trunk = {"firm": (0.11, 1.3), "soft": (0.006, 0.15), "hard": (0.30, 4.5)}[landing]
    side: Literal["low", "none"] = "none" if landing == "hard" else "low"
    factor = {"firm": 2.5, "soft": 3.5, "hard": 1.7}[landing]
    contact = draw.spread(f"{name}.contact_m_s", speed, factor, side)
    reaches = draw.spread(f"{name}.reaches", 1.0, 1.8)
    pelvis = trunk * (contact / speed) ** 0.6 * reaches
    return Blow(
        contact_m_s=contact,
        thigh_m_s2=pelvis * draw.between(f"{name}.thigh_share", 1.3, 3.5),
        pelvis_m_s2=pelvis,
        chest_m_s2=pelvis * draw.between(f"{name}.chest_share", 0.4, 0.9),
        delay_s=draw.between(f"{name}.delay_s", 0.004, 0.015),
    )


def strike(
    score: Score,
    draw: Draw,
    person: Person,
    limb: Limb,
    time_s: float,
    blow: Blow,
    share: float = 1.0,
) -> None:
    """Let a landing run up the body; the foot's and the shank's own part is in the flight."""
    modes = person.modes
    blows: tuple[tuple[Part, float, float, float], ...] = (
        ("thigh", blow.thigh_m_s2, modes.thigh_hz, modes.thigh_decay_s),
        ("pelvis", blow.pelvis_m_s2, modes.trunk_hz, modes.trunk_decay_s),
        ("chest", blow.chest_m_s2, 0.9 * modes.trunk_hz, 1.2 * modes.trunk_decay_s),
    )
    for part, peak, hz, decay in blows:
        delay = blow.delay_s * (1.6 if part == "chest" else 0.5 if part == "thigh" else 1.0)
        knock(score, draw, part, limb, time_s + delay, share * peak, hz, decay)


def heel(
    score: Score, draw: Draw, person: Person, limb: Limb, time_s: float, contact_m_s: float
) -> None:
    """The heel coming down where the toe is on the floor already: a smaller blow."""
    modes = person.modes
    rings: tuple[tuple[Part, float, float], ...] = (
        ("foot", 0.8 * modes.foot_hz, modes.foot_decay_s),
        ("shank", 0.8 * modes.shank_hz, modes.shank_decay_s),
    )
    for part, hz, decay in rings:
        peak = contact_m_s * 2.0 * np.pi * hz * 0.6
        knock(score, draw, part, limb, time_s, peak, hz, decay)


def knock(
    score: Score,
    draw: Draw,
    part: Part,
    limb: Limb,
    time_s: float,
    peak_m_s2: float,
    rate_hz: float,
    decay_s: float,
    rise_s: float | None = None,
) -> None:
    """Add one blow in a direction of its own, mostly upright."""
    rng = draw.rng
    sideways = rng.normal(0.0, 0.35, 2)
    toward = np.array([sideways[0], sideways[1], rng.choice((-1.0, 1.0))])
    toward /= np.linalg.norm(toward)
    direction: Triple = (float(toward[0]), float(toward[1]), float(toward[2]))
    rise = float(rng.uniform(0.15, 0.45) / rate_hz) if rise_s is None else rise_s
    score.knocks.append(
        Knock(part, _limb(part, limb), time_s, abs(peak_m_s2), rate_hz, decay_s, rise, direction,
              float(rng.uniform(1.5, 5.0)))
    )  # fmt: skip


def shake(
    score: Score,
    draw: Draw,
    part: Part,
    limb: Limb,
    time_s: float,
    duration_s: float,
    peak_m_s2: float,
    rate_hz: float,
) -> None:
    """Add one stretch of noise."""
    seed = int(draw.rng.integers(2**32))
    score.shakes.append(
        Shake(part, _limb(part, limb), time_s, duration_s, abs(peak_m_s2), rate_hz, seed)
    )


def come_free(score: Score, draw: Draw, limb: Limb, time_s: float, trunk_m_s2: float) -> None:
    """The foot leaving the floor: a ripple at the trunk, a twitch at the foot."""
    rng = draw.rng
    for k in range(int(rng.integers(2, 5))):
        when = time_s + rng.normal(0.0, 0.02 if k == 0 else 0.07)
        peak = trunk_m_s2 * (1.0 if k == 0 else rng.uniform(0.2, 0.8))
        rate, decay = float(rng.uniform(6.0, 17.0)), float(rng.uniform(0.03, 0.08))
        knock(score, draw, "pelvis", limb, when, peak, rate, decay, 0.5 / rate)
        knock(score, draw, "chest", limb, when + 0.01, 0.6 * peak, rate, decay, 0.5 / rate)
        knock(
            score, draw, "thigh", limb, when, peak * rng.uniform(0.8, 2.5), rate, decay, 0.5 / rate
        )
    peak = draw.spread("free_foot_m_s2", 1.2, 2.5, hard="low")
    parts: tuple[tuple[Part, float], ...] = (("foot", 1.0), ("shank", 0.5))
    for part, gain in parts:
        when = time_s + rng.uniform(-0.02, 0.03)
        knock(score, draw, part, limb, when, gain * peak, float(rng.uniform(8.0, 25.0)), 0.03)


def _limb(part: Part, limb: Limb) -> Limb:
    return "stance" if part in TRUNK_PARTS else limb

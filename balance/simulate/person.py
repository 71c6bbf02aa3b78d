"""One person: a body, ways of swaying and habits, drawn once for a session.

Ranges and their sources stand in docs/simulator.md; medians of sway at the trunk are those that
the simulation of the design used, floors are those measured on quietly standing people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.simulate.draw import Draw
from balance.simulate.sway import Loop

ONE_LEG_SWAY_M_S2: Final[dict[tuple[Eyes, Surface], float]] = {
    ("open", "firm"): 0.216,
    ("closed", "firm"): 0.363,
    ("open", "foam"): 0.412,
    ("closed", "foam"): 0.55,
}
CORRECTIONS_PER_S: Final[dict[tuple[Eyes, Surface], float]] = {
    ("open", "firm"): 0.03,
    ("closed", "firm"): 0.10,
    ("open", "foam"): 0.09,
    ("closed", "foam"): 0.18,
}


@dataclass(frozen=True)
class Body:
    """Lengths in metres; `side` is +1 where the raised leg is the left one, else -1."""

    height_m: float
    side: float
    half_step_m: float
    toe_out_rad: float
    thigh_m: float
    shank_m: float
    foot_m: float
    hip_m: float
    pelvis_height_m: float


@dataclass(frozen=True)
class SwayHabit:
    """How the person sways: RMS in m/s^2 at the lower back, and the loops that make it."""

    two_legs_m_s2: float
    one_leg_m_s2: float
    sideways_share: float
    sideways_share_one_leg: float
    two_legs: tuple[Loop, Loop]
    one_leg: tuple[Loop, Loop]
    pelvis_follows: float
    pelvis_turn_rad_s: float
    pelvis_turn_one_leg_rad_s: float
    ripple_m_s2: float
    ripple_one_leg: float
    waxing: float
    corrections_per_s: float


@dataclass(frozen=True)
class LegHabit:
    """Unrest of the legs: rates of turn in rad/s RMS over three axes, and tremor."""

    raised_turn_rad_s: float
    standing_turn_rad_s: float
    foot_turn_rad_s: float
    tremor_m_s2: float
    fastest_turn_rad_s: float
    hardest_swing_m_s2: float


@dataclass(frozen=True)
class Modes:
    """How the parts of the body ring when struck: rate in Hz, decay in seconds."""

    trunk_hz: float
    trunk_decay_s: float
    thigh_hz: float
    thigh_decay_s: float
    shank_hz: float
    shank_decay_s: float
    foot_hz: float
    foot_decay_s: float


@dataclass(frozen=True)
class Person:
    """One person under one set of conditions."""

    body: Body
    sway: SwayHabit
    modes: Modes
    heart_hz: float
    heart_m_s2: float
    breath_hz: float
    breath_rad: float
    lean_rad: float
    legs: LegHabit


def draw_person(draw: Draw, stance_leg: Leg, eyes: Eyes, surface: Surface) -> Person:
    """Draw one person; everything drawn is in `draw.facts`."""
    return Person(
        body=_body(draw, stance_leg),
        sway=_sway(draw, eyes, surface),
        modes=_modes(draw, surface),
        heart_hz=draw.between("heart_hz", 0.9, 1.6),
        heart_m_s2=draw.spread("heart_m_s2", 0.04, 2.0),
        breath_hz=draw.between("breath_hz", 0.18, 0.4),
        breath_rad=np.radians(draw.spread("breath_deg", 0.12, 2.0)),
        lean_rad=np.radians(draw.log_between("lean_deg", 0.5, 6.0, hard="low")),
        legs=LegHabit(
            raised_turn_rad_s=draw.spread("raised_turn_rad_s", 0.14, 2.0, hard="high"),
            standing_turn_rad_s=draw.spread("standing_turn_rad_s", 0.025, 2.2),
            foot_turn_rad_s=draw.spread("foot_turn_rad_s", 0.007, 2.2),
            tremor_m_s2=draw.spread("tremor_m_s2", 0.11, 2.2, hard="high"),
            fastest_turn_rad_s=draw.between("fastest_turn_rad_s", 1.8, 4.5),
            hardest_swing_m_s2=draw.log_between("hardest_swing_m_s2", 2.5, 9.0),
        ),
    )


def _body(draw: Draw, stance_leg: Leg) -> Body:
    # Segment lengths as shares of body height: Winter, after Drillis and Contini.
    height = draw.between("height_m", 1.50, 1.95)
    return Body(
        height_m=height,
        side=1.0 if stance_leg == "right" else -1.0,
        half_step_m=draw.between("half_step_m", 0.06, 0.13),
        toe_out_rad=np.radians(draw.between("toe_out_deg", 0.0, 20.0)),
        thigh_m=0.245 * height,
        shank_m=0.246 * height,
        foot_m=0.10 * height,
        hip_m=0.05 * height,
        pelvis_height_m=0.56 * height,
    )


def _sway(draw: Draw, eyes: Eyes, surface: Surface) -> SwayHabit:
    two_legs = draw.spread("two_legs_sway_m_s2", 0.062, 2.3)
    one_leg = draw.spread("one_leg_sway_m_s2", ONE_LEG_SWAY_M_S2[eyes, surface], 2.0, hard="high")
    rate = CORRECTIONS_PER_S[eyes, surface]
    return SwayHabit(
        two_legs_m_s2=two_legs,
        one_leg_m_s2=max(one_leg, 1.2 * two_legs),
        sideways_share=draw.between("sideways_share", 0.08, 0.5),
        sideways_share_one_leg=draw.between("sideways_share_one_leg", 0.45, 0.8),
        two_legs=(_loop(draw, "two_ap", fast=False), _loop(draw, "two_ml", fast=False)),
        one_leg=(_loop(draw, "one_ap", fast=False), _loop(draw, "one_ml", fast=True)),
        pelvis_follows=draw.between("pelvis_follows", -0.3, 1.2),
        pelvis_turn_rad_s=draw.spread("pelvis_turn_rad_s", 0.024, 2.3),
        pelvis_turn_one_leg_rad_s=draw.spread(
            "pelvis_turn_one_leg_rad_s", 0.05 * (one_leg / 0.216) ** 0.7, 1.8
        ),
        ripple_m_s2=draw.spread("ripple_m_s2", 0.022, 2.2),
        ripple_one_leg=draw.spread("ripple_one_leg", 2.5, 1.8, hard="high"),
        waxing=draw.between("waxing", 0.15, 0.45),
        corrections_per_s=draw.spread("corrections_per_s", rate, 2.0, hard="high"),
    )


def _loop(draw: Draw, name: str, *, fast: bool) -> Loop:
    return Loop(
        delay_s=draw.between(f"{name}.delay_s", *((0.07, 0.12) if fast else (0.12, 0.18))),
        stiffness=draw.between(f"{name}.stiffness", *((1.3, 2.0) if fast else (1.2, 1.5))),
        damping_per_s=draw.between(f"{name}.damping", *((4.0, 5.5) if fast else (3.4, 4.4))),
        push_hz=draw.between(f"{name}.push_hz", *((0.8, 2.5) if fast else (0.3, 1.2))),
    )


def _modes(draw: Draw, surface: Surface) -> Modes:
    # Foam takes the edge off: everything rings slower and for longer.
    soft = 0.6 if surface == "foam" else 1.0
    return Modes(
        trunk_hz=draw.between("trunk_hz", 9.0, 16.0),
        trunk_decay_s=draw.between("trunk_decay_s", 0.03, 0.06),
        thigh_hz=soft * draw.between("thigh_hz", 14.0, 26.0),
        thigh_decay_s=draw.between("thigh_decay_s", 0.018, 0.04) / soft,
        shank_hz=soft * draw.between("shank_hz", 22.0, 45.0),
        shank_decay_s=draw.between("shank_decay_s", 0.012, 0.03) / soft,
        foot_hz=soft * draw.between("foot_hz", 26.0, 55.0),
        foot_decay_s=draw.between("foot_decay_s", 0.008, 0.022) / soft,
    )

"""How the stance foot and its shank move: heel raises, steps to the place and away, fidgeting.

The foot turns about its ball, the ankle goes with it, and the shank leans so that the body stays
over the ball: the hip is where that takes it. Angles and places are tracks at RATE_HZ made of
minimum-jerk moves; nothing here knows what a sensor feels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from balance.samples import FloatArray
from balance.simulate.motion import RATE_HZ, add_move, along, index, ring
from balance.simulate.person import Person
from balance.simulate.raise_plan import SetPlan
from balance.simulate.sway import lean, ripple, slow_noise, wander
from balance.simulate.trunk import Segment

ANKLE_M = 0.08
#: From ankle to ball as a share of that from the back of the heel: the ankle is in between, so that
#: it goes up by about two thirds of what the heel does.
ANKLE_OF_HEEL = 0.66
_STRIDE_M = 1.2


@dataclass(frozen=True)
class TrueRaise:
    """One raise that was made: the heel leaves, is highest, is down again; and how high it was."""

    start_s: float
    top_s: float
    end_s: float
    height_cm: float


@dataclass
class Moves:
    """Tracks of n steps that are written one move after the other.

    `up` is how far the heel is up as a share of a full raise, `swing` the pitch of steps and
    fidgets, `shank` the shank's own, `alone` 1 on one leg.
    """

    n: int
    ball: FloatArray = field(init=False)
    pitch: FloatArray = field(init=False)
    swing: FloatArray = field(init=False)
    roll: FloatArray = field(init=False)
    yaw: FloatArray = field(init=False)
    shank: FloatArray = field(init=False)
    alone: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.ball = np.zeros((self.n, 3))
        for name in ("pitch", "swing", "roll", "yaw", "shank", "alone"):
            setattr(self, name, np.zeros(self.n))

    def stride(self, start_s: float, stride_s: float, size: float) -> None:
        """Take one step with this foot: heel off, swing, heel strike, flat; `size` is 1 walking."""
        t = stride_s
        for track, moves in (
            (self.swing, ((0.0, 0.26, 62), (0.26, 0.3, -78), (0.58, 0.12, 16))),
            (self.shank, ((0.0, 0.26, 38), (0.28, 0.3, -56), (0.6, 0.4, 18))),
        ):
            for at, lasts, degrees in moves:
                add_move(track, start_s + at * t, lasts * t, np.radians(size * degrees))
        add_move(self.ball[:, 0], start_s + 0.2 * t, 0.38 * t, size * _STRIDE_M)
        add_move(self.ball[:, 2], start_s + 0.2 * t, 0.15 * t, 0.1 * size)
        add_move(self.ball[:, 2], start_s + 0.4 * t, 0.2 * t, -0.1 * size)
        landing = ring(self.n, start_s + 0.58 * t, 0.3 * size, 25.0, 0.02)
        self.ball[:, 2] -= landing
        self.ball[:, 0] -= 0.5 * landing

    def fidget(self, rng: np.random.Generator, start_s: float) -> None:
        """Shift, turn or tap the foot, or bend the knee a little: over in a second or two."""
        lasts = rng.uniform(0.3, 0.9)
        back_s = start_s + lasts + rng.uniform(0.0, 0.6)
        tracks = (
            (self.swing, rng.uniform(-8.0, 12.0)),
            (self.roll, rng.uniform(-5.0, 5.0)),
            (self.shank, rng.uniform(-4.0, 12.0)),
        )
        for track, degrees in tracks:
            if rng.random() < 0.5:
                add_move(track, start_s, lasts, np.radians(degrees))
                add_move(track, back_s, lasts, -np.radians(degrees))
        for track, degrees in ((self.yaw, rng.normal(0.0, 4.0)), (self.roll, rng.normal(0.0, 0.4))):
            add_move(track, start_s, lasts, np.radians(degrees))  # it stays a little otherwise
        self.ball[:, 2] -= ring(self.n, back_s + lasts, rng.uniform(0.0, 0.08), 30.0, 0.02)


def set_moves(
    moves: Moves,
    plan: SetPlan,
    start_s: float,
    heel_m: float,
    rng: np.random.Generator,
) -> list[tuple[float, float, float]]:
    """Raise the heels as planned.

    Returns
    -------
    When each heel leaves, has arrived at the top, and is down, seconds.
    """
    manner = plan.manner
    times = []
    at = start_s
    ahead = np.zeros(moves.n)
    full = np.arcsin(min(0.01 * plan.height_cm / heel_m, 0.8))
    for k in range(plan.count):
        left = 1.0 + (plan.left_share - 1.0) * k / max(1, plan.count - 1)
        height = plan.height_cm * left * (1.0 + manner.uneven * float(rng.uniform(-1.0, 1.0)))
        pitch = float(np.arcsin(min(0.01 * height / heel_m, 0.8)))
        period = plan.tempo_s * (1.0 + manner.uneven * float(rng.uniform(-1.0, 1.0)))
        up, top = period * manner.up_share, period * manner.top_share
        down = period * manner.down_share
        add_move(moves.pitch, at, up, pitch)
        add_move(moves.pitch, at + up + top, down, -pitch)
        size = np.radians(manner.turn_deg) * pitch / full * float(rng.uniform(0.85, 1.15))
        early = at - manner.lead_s
        add_move(ahead, early, up, size)
        add_move(ahead, early + up + top, down, -size)
        drop = 0.01 * manner.drop_m_s2 * float(rng.uniform(0.3, 1.0))
        moves.ball[:, 2] -= ring(moves.n, at + up + top + down, drop, 28.0, 0.02)
        times.append((at, at + up + 0.5 * top, at + up + top + down))
        at += period
    moves.shank += ahead
    moves.roll += manner.roll_share * moves.pitch * _within(moves.n, start_s - 0.5, at + 0.5)
    shaken = _within(moves.n, start_s - 0.3, at + 0.3) * np.clip(moves.pitch / full, 0.0, 1.0)
    wobble = np.radians(manner.wobble_deg) * shaken
    moves.pitch += 0.5 * wobble * slow_noise(rng, moves.n, 0.4, 3.0)
    moves.roll += wobble * slow_noise(rng, moves.n, 0.4, 3.0)
    return times


def finish_moves(
    moves: Moves,
    person: Person,
    heel_m: float,
    one_leg: bool,
    steadied: float,
    rng: np.random.Generator,
) -> tuple[Segment, Segment]:
    """Add what the body does by itself, and give foot and shank."""
    n = moves.n
    sway, legs = person.sway, person.legs
    alone = moves.alone if one_leg else np.zeros(n)
    swing = np.clip(np.abs(moves.swing) / 0.3, 0.0, 1.0)
    height = person.body.pelvis_height_m
    unrest = (1.0 + (steadied - 1.0) * alone) * (1.0 + 0.6 * np.clip(moves.pitch / 0.3, 0.0, 1.0))
    planes = []
    for plane, two, one in (
        (0, 1.0 - sway.sideways_share, 1.0 - sway.sideways_share_one_leg),
        (1, sway.sideways_share, sway.sideways_share_one_leg),
    ):
        calm = lean(rng, n, sway.two_legs[plane], height) * sway.two_legs_m_s2 * np.sqrt(two)
        busy = lean(rng, n, sway.one_leg[plane], height) * sway.one_leg_m_s2 * np.sqrt(one)
        planes.append((calm * (1.0 - alone) + busy * alone) * unrest)
    forward, left = planes
    turning = legs.foot_turn_rad_s * (1.0 + 2.0 * alone) * unrest / np.sqrt(3.0)
    own = [wander(rng, n, 2.0) * turning for _ in range(3)]
    foot_pitch = moves.pitch + moves.swing + own[0]
    foot = Segment(
        moves.ball + _rolling(moves.pitch),
        foot_pitch,
        moves.roll + own[1] + 0.3 * left * alone,
        moves.yaw + own[2] * (1.0 - swing),
        ripple(rng, n, 4.5, 11.0) * (0.1 + 0.5 * np.clip(moves.pitch / 0.3, 0.0, 1.0))[:, None]
        * (legs.tremor_m_s2 / np.sqrt(3.0)),
    )  # fmt: skip
    to_ankle = np.array([-ANKLE_OF_HEEL * heel_m, 0.0, ANKLE_M])
    ankle = foot.origin_m + along(foot.matrix(), to_ankle)
    standing = legs.standing_turn_rad_s * unrest / np.sqrt(3.0)
    shake = [wander(rng, n, 2.0) * standing for _ in range(3)]
    shank = Segment(
        ankle,
        np.radians(4.0) + moves.shank + 1.05 * forward + shake[0],
        -1.05 * left + 0.2 * moves.roll + shake[1],
        moves.yaw + shake[2],
        ripple(rng, n, 4.5, 11.0) * 0.5 * legs.tremor_m_s2 / np.sqrt(3.0),
    )
    return foot, shank


def _rolling(pitch: FloatArray) -> FloatArray:
    """The ball itself rolls forward and comes up a little as the heel rises."""
    up = np.clip(pitch, 0.0, None)
    return np.stack((0.015 * np.sin(up), np.zeros_like(up), 0.01 * (1.0 - np.cos(up))), axis=1)


def _within(n: int, start_s: float, end_s: float) -> FloatArray:
    inside = np.zeros(n)
    inside[max(0, index(start_s)) : min(n, index(end_s))] = 1.0
    return inside


def walk(moves: Moves, start_s: float, steps: int, stride_s: float, size: float) -> float:
    """Walk some strides; give when the foot has landed for the last time."""
    for step in range(steps):
        moves.stride(start_s + step * stride_s, stride_s, size)
    return start_s + steps * stride_s


def highest(
    foot: Segment, times: list[tuple[float, float, float]], heel_m: float
) -> list[TrueRaise]:
    """Give how high each raise truly was: the heel's way up from the floor."""
    made = []
    for start_s, top_s, end_s in times:
        within = foot.pitch[index(start_s) : index(end_s)]
        height = 100.0 * heel_m * float(np.sin(np.max(within)))
        made.append(TrueRaise(start_s, top_s, end_s, height))
    return made


def steps_of(duration_s: float) -> int:
    """Steps of the room's clock in a time."""
    return round(duration_s * RATE_HZ)

"""How a leg moves: thigh, shank and foot, hanging from the hip or standing on the floor.

A foot on the floor is at rest: the toe is the pivot about which the heel rises. In the air the
foot hangs from the hip. Between the two the toe's path is blended, beginning exactly at the
flight's `lift_s` and ending exactly at its `down_s`, where the foot meets the floor with the
flight's speed and rings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from balance.samples import FloatArray
from balance.simulate.motion import RATE_HZ, add_move, along, index, ring, smooth_step
from balance.simulate.person import Person
from balance.simulate.score import Flight, Limb, Part, Score
from balance.simulate.sway import ripple, wander, waxing
from balance.simulate.trunk import Segment, Trunk

ANKLE_HEIGHT_M = 0.08
APPROACH_S = 0.12
TREMOR_HZ = (4.5, 11.0)


@dataclass(frozen=True)
class LegMotion:
    """The three segments; origins are the hip, the ankle and the toe."""

    thigh: Segment
    shank: Segment
    foot: Segment


@dataclass(frozen=True)
class _Angles:
    pitch: FloatArray
    roll: FloatArray
    yaw: FloatArray


def move_leg(
    score: Score, person: Person, trunk: Trunk, limb: Limb, rng: np.random.Generator
) -> LegMotion:
    """Move one leg under a trunk that has moved."""
    n = trunk.alone.size
    body = person.body
    side = body.side if limb == "raised" else -body.side
    flights = score.flights_of(limb)
    thigh, shank, foot = _angles(score, person, trunk, limb, side, rng)
    hip_at = np.array([0.0, side * body.hip_m, -0.06])
    hip = trunk.pelvis.origin_m + along(trunk.pelvis.matrix(), hip_at)
    ankle_from_toe = np.array([-body.foot_m, 0.0, ANKLE_HEIGHT_M])
    foot_frame = Segment(hip, foot.pitch, foot.roll, foot.yaw).matrix()
    heel_arm = along(foot_frame, ankle_from_toe)
    thigh_frame = Segment(hip, thigh.pitch, thigh.roll, thigh.yaw).matrix()
    shank_frame = Segment(hip, shank.pitch, shank.roll, shank.yaw).matrix()
    hanging = hip - heel_arm
    hanging -= along(thigh_frame, np.array([0.0, 0.0, body.thigh_m]))
    hanging -= along(shank_frame, np.array([0.0, 0.0, body.shank_m]))
    toe = _toe_path(hanging, flights)
    modes = person.modes
    foot_ring = _landing(flights, n, modes.foot_hz, modes.foot_decay_s)
    # The ankle gives as the foot lands, so that the shank is stopped from a lower speed.
    shank_ring = 0.6 * _landing(flights, n, modes.shank_hz, modes.shank_decay_s)
    air = _in_the_air(flights, n)
    return LegMotion(
        _finished(score, person, limb, "thigh", hip, thigh, 0.5 * air, rng),
        _finished(score, person, limb, "shank", toe + heel_arm + shank_ring, shank, 0.8 * air, rng),
        _finished(score, person, limb, "foot", toe + foot_ring, foot, air, rng),
    )


def _finished(
    score: Score,
    person: Person,
    limb: Limb,
    part: Part,
    origin: FloatArray,
    angles: _Angles,
    air: FloatArray,
    rng: np.random.Generator,
) -> Segment:
    """Add blows and shakes, and the tremor of muscles: more of it in the air."""
    n = origin.shape[0]
    moved, turned = score.struck_part(part, limb, n)
    still = 0.0 if part == "foot" else 0.1
    tremor = person.legs.tremor_m_s2 / np.sqrt(3.0) * (air + still)
    return Segment(
        origin + moved,
        angles.pitch + turned[:, 1],
        angles.roll + turned[:, 0],
        angles.yaw + turned[:, 2],
        ripple(rng, n, *TREMOR_HZ) * (tremor * waxing(rng, n, 0.4, 0.5))[:, None],
    )


def _angles(
    score: Score, person: Person, trunk: Trunk, limb: Limb, side: float, rng: np.random.Generator
) -> tuple[_Angles, _Angles, _Angles]:
    n = trunk.alone.size
    body = person.body
    pelvis = trunk.pelvis
    air = _in_the_air(score.flights_of(limb), n)
    grounded = 1.0 - air
    length = body.thigh_m + body.shank_m + ANKLE_HEIGHT_M
    # A leg that stands leans with the hip above it; one that hangs turns with the pelvis.
    lean_pitch = grounded * (pelvis.origin_m[:, 0] / length) + air * 0.4 * pelvis.pitch
    lean_roll = grounded * (-pelvis.origin_m[:, 1] / length) + air * 0.8 * pelvis.roll
    yaw = score.render(f"{limb}.yaw", n) + side * body.toe_out_rad
    habit = person.legs
    free = 1.0 - score.render(f"{limb}.held", n)
    raised = air * free * trunk.unrest * habit.raised_turn_rad_s / np.sqrt(3.0)
    balancing = 1.0 + (2.0 * trunk.alone if limb == "stance" else 0.0)

    def made(part: str, follows: float, swings: float, standing: float) -> _Angles:
        own = np.stack([wander(rng, n, 2.0) for _ in range(3)], axis=1)
        own *= (raised * swings + grounded * balancing * standing / np.sqrt(3.0))[:, None]
        pitch = score.render(f"{limb}.{part}_pitch", n) + follows * lean_pitch + own[:, 0]
        roll = score.render(f"{limb}.{part}_roll", n) + follows * lean_roll + own[:, 1]
        turn = yaw + own[:, 2] + 0.6 * grounded * pelvis.yaw * follows
        return _Angles(pitch, roll, turn)

    return (
        made("thigh", 0.95, 0.7, 0.8 * habit.standing_turn_rad_s),
        made("shank", 1.05, 1.0, habit.standing_turn_rad_s),
        made("foot", 0.0, 1.3, habit.foot_turn_rad_s),
    )


def _in_the_air(flights: Sequence[Flight], n: int) -> FloatArray:
    """0 on the floor, 1 in the air; slower at both ends than the foot itself."""
    air = np.zeros(n)
    for flight in flights:
        add_move(air, flight.lift_s, max(flight.release_s, 0.3), 1.0)
        if np.isfinite(flight.down_s):
            add_move(air, flight.down_s - flight.meet_s, flight.meet_s + 0.25, -1.0)
    return np.clip(air, 0.0, 1.0)


def _toe_path(hanging: FloatArray, flights: Sequence[Flight]) -> FloatArray:
    """Where the toe is: at rest between flights; shape (n, 3)."""
    n = hanging.shape[0]
    toe = np.zeros((n, 3))
    spot = np.zeros(3)
    for flight in flights:
        i = index(flight.lift_s)
        j = min(index(flight.down_s), n) if np.isfinite(flight.down_s) else n
        if i >= n or j <= i:
            continue
        clock = np.arange(i, j) / RATE_HZ
        free = smooth_step((clock - flight.lift_s) / flight.release_s)[:, None]
        path = spot + free * (hanging[i:j] - hanging[i])
        spot = path[-1].copy()
        if np.isfinite(flight.down_s):
            near = smooth_step((flight.down_s - clock) / flight.meet_s)[:, None]
            path = spot + near * (path - spot)
        toe[i:j] = path
        toe[j:] = spot
    return toe


def _landing(flights: Sequence[Flight], n: int, rate_hz: float, decay_s: float) -> FloatArray:
    """The last stretch before contact, ending at the contact speed, and the ringing after it."""
    track = np.zeros((n, 3))
    for flight in flights:
        speed = flight.contact_m_s
        if not np.isfinite(flight.down_s) or speed <= 0.0:
            continue
        over = min(APPROACH_S, flight.down_s - flight.lift_s)
        first, last = max(index(flight.down_s - over), 0), min(index(flight.down_s), n)
        if last > first:
            s = (np.arange(first, last) / RATE_HZ - flight.down_s + over) / over
            # Quintic with no value, slope or bend at its start, slope -1 and no value at its end.
            track[first:last, 2] += speed * over * s**3 * (1.0 - s) * (4.0 - 3.0 * s)
        track[:, 2] -= ring(n, flight.down_s, speed, rate_hz, decay_s)
        track[:, 0] -= 0.4 * ring(n, flight.down_s, speed, 0.8 * rate_hz, decay_s)
    return track

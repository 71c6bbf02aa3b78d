"""The jointed body of the world `jointed`: who it is, how joints make it move, what is felt where.

x is ahead, y to the left, z up. A lean is positive to the left, a pitch is positive ahead. The
chain starts at the stance foot; the other foot is kept on the floor by its joints until it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.placement import Placement
from worlds.jointed_parts import RATE_HZ, Luck, Sole, Tracks, along, ring, turned, uneven, wander

GIVES = ("give_thigh", "give_thigh", "give_shank", "give_foot")
FREE = ("free_hip", "free_knee", "free_side", "free_plantar", "free_yaw")


@dataclass(frozen=True)
class Person:
    """Lengths in m, and ways of swaying."""

    side: float  # +1 stands on the left leg
    height: float
    thigh: float
    shank: float
    hip: float  # half the distance of the hip joints
    trunk: float
    apart: float  # between the feet, heel to heel, less the distance of the hip joints
    bent: float  # stance knee, rad
    sway: float  # on two legs, ahead and back, m/s^2
    aside: float  # on two legs, sideways, as a share of it
    more: float  # sideways sway on one leg over sway on two
    stiff: float  # share of the sway that is made at the ankle
    with_hip: float  # -1: hip against the ankle, 1: with it
    drops: float  # hip hike on one leg, rad; below zero the pelvis drops
    uneven: float
    corner_hz: float
    exponent: float
    above_hz: float
    quick: float
    arms: float  # mass of the arms over that of the trunk
    free: float  # unrest of the raised leg, rad/s RMS
    sole: Sole
    pass_on: float  # gain of the band of a knock that comes to the pelvis
    to_chest: float

    @property
    def leg(self) -> float:
        """Length of the leg."""
        return self.thigh + self.shank


def someone(luck: Luck) -> Person:
    """Draw a person."""
    height = luck.even(1.45, 2.0)
    return Person(
        side=luck.sign(), height=height,
        thigh=height * luck.even(0.235, 0.255), shank=height * luck.even(0.235, 0.26),
        hip=luck.even(0.075, 0.1), trunk=height * luck.even(0.27, 0.31),
        apart=luck.even(-0.06, 0.14), bent=np.radians(luck.log(4.0, 22.0)),
        sway=luck.about(0.07, 2.2), aside=luck.about(0.6, 1.6),
        more=luck.log(1.3, 6.0), stiff=luck.even(0.15, 0.9), with_hip=luck.even(-0.7, 0.9),
        drops=np.radians(luck.even(-5.0, 7.0)), uneven=luck.log(0.12, 0.6),
        corner_hz=luck.log(0.1, 0.6), exponent=luck.even(3.3, 6.0), above_hz=luck.log(0.9, 4.0),
        quick=luck.about(0.017, 2.2), arms=luck.even(0.06, 0.16), free=luck.about(0.12, 2.6),
        sole=Sole(luck.log(9.0, 38.0), luck.even(0.2, 0.8), luck.log(0.03, 0.13)),
        pass_on=luck.log(2.2, 9.0), to_chest=luck.log(0.35, 0.95),
    )  # fmt: skip


def add_wander(tracks: Tracks, luck: Luck, who: Person, load: FloatArray, up: FloatArray) -> None:
    """Let every joint wander and work with the others; `load` is how much more on one leg."""
    rows = tracks.rows
    calm = who.sway * uneven(luck, rows, who.uneven)
    aside = calm * who.aside * (1.0 - up) + up * calm * luck.even(1.0, 1.9)
    shares = {"roll": aside * load, "pitch": calm * (1.0 + (load - 1.0) * luck.even(0.2, 0.8))}
    for way, size in shares.items():
        ankle, hip, back, top = (
            wander(luck, rows, who.corner_hz * luck.log(0.7, 1.6), who.exponent, who.above_hz, arm)
            for arm in (who.leg, 0.3, 0.2, 0.15)
        )
        loose = 1.0 - who.stiff
        tracks["ankle_" + way][:] += size * ankle * (0.45 + 0.55 * who.stiff)
        tracks["hip_" + way][:] += size * (loose * hip * 0.6 + who.with_hip * loose * ankle)
        tracks["lumbar_" + way][:] += size * loose * (0.7 * back - 0.6 * who.with_hip * ankle)
        tracks["chest_" + way][:] += size * 0.5 * top * (0.3 + loose)
    for name, gain in (("pelvis_yaw", 2.6), ("lumbar_yaw", 1.6), ("chest_yaw", 1.6), ("knee", 4.0)):
        gain *= luck.about(1.0, 2.2)
        angle = gain * shares["roll"] * wander(luck, rows, 0.35, 4.0, 2.5, 0.3)
        tracks[name][:] += 0.15 * np.tanh(angle / 0.15)  # joints have their limits
    for name, gain in zip(FREE, (1.0, 1.2, 0.5, 0.8, 0.7), strict=True):
        unrest = wander(luck, rows, who.corner_hz, who.exponent, 6.0, 0.4)
        usual = np.std(np.diff(unrest)) * RATE_HZ
        tracks[name][:] += gain * who.free * uneven(luck, rows, who.uneven) * unrest / usual
    unrest = np.diff(wander(luck, rows + 1, 0.5, 2.0, 3.0, 0.4), prepend=0.0)[1:]
    tracks["heel"][:] += luck.log(0.004, 0.03) * 0.01 * unrest / np.std(unrest)
    for axis in "xyz":
        shake = ring(luck.rng.standard_normal(rows), luck.log(6.0, 14.0), 0.7, 0.0)
        shake *= who.quick / np.std(shake)
        tracks["quick_" + axis][:] += shake * (1.0 + luck.even(0.2, 0.8) * (load - 1.0))


def draw_pose(luck: Luck, who: Person, style: str) -> tuple[tuple[float, ...], float]:
    """Give angles of `FREE` for a way to hold the leg, and how high the sole is then."""
    hip, knee = {
        "knee_back": (luck.even(-8.0, 20.0), luck.log(40.0, 105.0)),
        "hip_front": (luck.even(35.0, 90.0), luck.even(45.0, 100.0)),
        "barely": (luck.even(6.0, 22.0), luck.even(14.0, 40.0)),
        "aside": (luck.even(-5.0, 20.0), luck.even(8.0, 40.0)),
    }[style]
    aside = luck.even(10.0, 30.0) if style == "aside" else luck.even(-4.0, 8.0)
    angles = np.radians([hip, knee, aside, luck.even(-20.0, 15.0), luck.even(-10.0, 20.0)])
    stands = who.leg * np.cos(0.5 * who.bent) + 2.0 * who.hip * np.sin(who.drops)
    least, rise = luck.log(0.02, 0.07), 0.0
    for _ in range(20):  # flex until the foot is clear of the floor
        lower = who.thigh * np.cos(angles[0]) + who.shank * np.cos(angles[0] - angles[1])
        down = angles[1] - angles[0] + angles[3]
        toe = max(0.11 * np.sin(down), -0.05 * np.sin(down)) + 0.045 * (np.cos(down) - 1.0)
        rise = float(stands - lower * np.cos(angles[2]) - toe * who.height)
        if rise >= least:
            break
        angles[:2] += 0.06, 0.08
    return tuple(angles), max(rise, 0.02)


class Chain:
    """Positions and orientations of the pelvis, the trunk and the free leg."""

    def __init__(self, who: Person, tracks: Tracks) -> None:
        self._who, self._tracks = who, tracks
        t, none = tracks, np.zeros(tracks.rows)
        lean = who.side * t["shift"] / who.leg + t["ankle_roll"]
        shank = turned(none, lean, t["ankle_pitch"] + 0.5 * (who.bent + t["knee"]))
        thigh = turned(none, lean, t["ankle_pitch"] - 0.5 * (who.bent + t["knee"]))
        self.yaw = t["pelvis_yaw"]
        self.lean = t["ankle_roll"] + t["hip_roll"] + who.side * t["hike"]
        self.pitch = t["ankle_pitch"] + t["hip_pitch"]
        self.pelvis = turned(self.yaw, self.lean, self.pitch)
        hip = along(shank, 0.0, 0.0, who.shank) + along(thigh, 0.0, 0.0, who.thigh)
        self.middle = hip + along(self.pelvis, 0.0, -who.side * who.hip, 0.0)
        self.middle[:, 2] += 0.045 * who.height  # the ankle's height

    def trunk(self, share: float, chest: bool) -> Rotation:
        """Give how the trunk is turned at a share of the lumbar spine, or at the chest."""
        t = self._tracks
        yaw, lean, pitch = (t[f"lumbar_{way}"] * share for way in ("yaw", "roll", "pitch"))
        if chest:
            yaw, lean = yaw + t["chest_yaw"], lean + t["chest_roll"]
            pitch = pitch + t["chest_pitch"]
        return turned(self.yaw + yaw, self.lean + lean, self.pitch + pitch)

    def at_trunk(self, placement: Placement, out: FloatArray) -> tuple[FloatArray, Rotation]:
        """Give a point of the back or the chest."""
        if placement == "lower_back":
            turn = self.trunk(0.35, chest=False)
            return self.middle + along(turn, -0.1 + 0.02 * out[0], 0.03 * out[1], 0.11), turn
        turn, low = self.trunk(1.0, chest=True), self.trunk(0.6, chest=False)
        spot = self.middle + along(low, 0.0, 0.0, 0.5 * self._who.trunk)
        return spot + along(turn, 0.11, 0.05 * out[1], 0.5 * self._who.trunk), turn

    def _on_floor(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Give the free leg's lean, thigh, shank and toe-down angles with its toe on the floor."""
        who, t = self._who, self._tracks
        toe_m, ankle_m = 0.11 * who.height, 0.045 * who.height
        heel, zero = t["heel"], np.zeros(t.rows)
        aside = -who.side * (2.0 * who.hip + who.apart)
        ankle = np.stack([toe_m + t["toe_x"], aside + t["toe_y"], zero], axis=1)
        ankle += along(turned(zero, zero, heel), -toe_m, 0.0, ankle_m)
        up = t["up"] - t["give_foot"]
        ankle[:, 2] += (0.04 + t["clear"]) * up * (1.0 - up)  # straight up first
        reach = ankle - self.free_hip()
        most = who.leg * np.cos(0.07)
        soft = 0.012
        far = np.linalg.norm(reach, axis=1)
        far = most - soft * np.logaddexp(0.0, (most - far) / soft)
        bend = np.arccos(
            np.clip((who.thigh**2 + who.shank**2 - far**2) / (2 * who.thigh * who.shank), -1, 1)
        )
        offset = np.arcsin(np.clip(who.shank * np.sin(bend) / far, -1.0, 1.0))
        lean = np.arctan2(-reach[:, 1], -reach[:, 2])
        thigh = np.arctan2(reach[:, 0], np.hypot(reach[:, 1], reach[:, 2])) + offset
        return lean, thigh, thigh - (np.pi - bend), heel

    def free_hip(self) -> FloatArray:
        """Give the hip joint of the free leg."""
        return self.middle + along(self.pelvis, 0.0, -self._who.side * self._who.hip, 0.0)

    def at_leg(self, placement: Placement, low: float) -> tuple[FloatArray, Rotation]:
        """Give a point of the free leg, `low` of the way down its segment."""
        who, t = self._who, self._tracks
        up, floor = t["up"], self._on_floor()
        hung = t["free_hip"] - self.pitch
        raised = (self.lean * 0.7 + who.side * t["free_side"], hung, hung - t["free_knee"])
        toe_down = -raised[2] + t["free_plantar"]
        lean, thigh, shank, foot = (
            a + (up - t[give]) * (b - a)
            for a, b, give in zip(floor, (*raised, toe_down), GIVES, strict=True)
        )
        yaw = up * (self.yaw - who.side * t["free_yaw"])
        thigh_turn, shank_turn = turned(yaw, lean, -thigh), turned(yaw, lean, -shank)
        if placement == "thigh":
            at = along(thigh_turn, 0.07, 0.0, -low * who.thigh)
            return self.free_hip() + at, thigh_turn
        knee = self.free_hip() + along(thigh_turn, 0.0, 0.0, -who.thigh)
        if placement == "shank":
            return knee + along(shank_turn, 0.04, 0.0, -low * who.shank), shank_turn
        turn = turned(yaw, lean * up, foot)
        at = along(turn, 0.02 + 0.08 * low, 0.0, -0.02)
        return knee + along(shank_turn, 0.0, 0.0, -who.shank) + at, turn


def felt(
    who: Person, tracks: Tracks, placement: Placement, luck: Luck
) -> tuple[FloatArray, FloatArray]:
    """Give the specific force and the rate of turn in the axes of the segment."""
    chain, on_trunk = Chain(who, tracks), placement in ("lower_back", "chest")
    out = luck.rng.standard_normal(2)
    spot, turn = (
        chain.at_trunk(placement, out) if on_trunk else chain.at_leg(placement, luck.even(0.2, 0.8))
    )
    none = np.zeros(tracks.rows)
    heading = turned(tracks["heading"], none, none)
    spot, turn = heading.apply(spot), heading * turn
    spot = spot + np.stack([tracks["carry_" + axis] for axis in "xyz"], axis=1)
    moved = np.gradient(np.gradient(spot, axis=0), axis=0) * RATE_HZ**2
    push, quick, arms = (
        np.stack([tracks[kind + axis] for axis in "xyz"], axis=1)
        for kind in ("force_", "quick_", "arms_")
    )
    share = {"lower_back": who.pass_on, "chest": who.pass_on * who.to_chest}.get(placement, 2.5)
    hz = luck.log(8.0, 16.0) if on_trunk else luck.log(14.0, 32.0)
    late = {"lower_back": 0.015, "chest": 0.024, "thigh": 0.006}.get(placement, 0.003)
    shaken = share * ring(push, hz, luck.log(0.15, 0.6), late)
    shaken += quick * (1.0 if on_trunk else 0.4 + 0.6 * tracks["up"][:, None])
    swung = np.gradient(np.gradient(arms, axis=0), axis=0) * RATE_HZ**2
    shaken -= who.arms * swung * (0.9 if placement == "chest" else 0.5 if on_trunk else 0.2)
    force = turn.inv().apply(moved + shaken + np.array([0.0, 0.0, GRAVITY_M_S2]))
    rate = np.asarray((turn[:-1].inv() * turn[1:]).as_rotvec()) * RATE_HZ
    rate = np.vstack([rate[:1], rate])
    return force, rate + luck.log(0.01, 0.08) * shaken[:, [1, 0, 2]]

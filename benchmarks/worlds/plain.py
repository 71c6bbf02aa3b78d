"""A second, plainer simulator, for training and reports: so that no rule fits one simulator.

Where balance/simulate moves a person by forces, this one writes the movement straight down: smooth
steps for weight, lean and leg, coloured noise for sway, a decaying ring for an impact. It shares no
code with the other. Everything here is simulated; figures are from docs/simulator.md or assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, Inlet, SampleBlock
from balance.signal.placement import TRUNK, Placement
from worlds.labelled import Labelled

RATE_HZ = 500.0
SWAY_M_S2 = {"open firm": 0.22, "closed firm": 0.37, "open foam": 0.41, "closed foam": 0.5}
ENDINGS = ("firm", "firm", "soft", "stumble", "toe_tap")
POSES_DEG = {
    "thigh": {"behind": (2, 15), "front": (25, 80), "small": (6, 15)},
    "shank": {"behind": (30, 85), "front": (5, 30), "small": (6, 15)},
    "foot": {"behind": (30, 80), "front": (8, 30), "small": (6, 25)},
}
SENSORS: dict[str, dict[str, float]] = {
    "imu100": {"rate": 100, "acc": 0.02, "gyr": 0.003},
    "imu50": {"rate": 50, "acc": 0.02, "gyr": 0.003},
    "phone60": {"rate": 60, "acc": 0.02, "gyr": 0.003, "step": 0.1},
    "imu200_noisy": {"rate": 200, "acc": 0.08, "gyr": 0.01},
    "jittered": {"rate": 100, "acc": 0.02, "gyr": 0.003, "jitter": 0.004},
    "acc_only": {"rate": 100, "acc": 0.02, "gyr": 0.003},
}
JUDGED_SEEDS = 100_000
UP_AGAIN_S, DOWN_AGAIN_S = 0.1, 2.0  # after a toe tap


@dataclass(frozen=True)
class PlainSession:
    """A block, the true holds, and how each ended."""

    block: SampleBlock
    holds: tuple[tuple[float, float], ...]
    endings: tuple[str, ...]


def draw(
    seed: int, placement: Placement, *, judged: bool = False, people: frozenset[str] | None = None
) -> Labelled:
    """Two holds of 1.6 to 30 s.

    Parameters
    ----------
    seed
        From 0 to 99 999.
    placement
        Of the sensor; leg placements are on the raised leg.
    judged
        Whether to draw people that are never learned from: by their seeds, 100 000 higher.
    people
        Ignored: nobody real is in it.

    Raises
    ------
    ValueError
        For another seed.
    """
    del people
    if not 0 <= seed < JUDGED_SEEDS:
        raise ValueError(f"The seed must be from 0 to {JUDGED_SEEDS - 1}, not {seed}.")
    rng = np.random.default_rng([seed, 2, int(judged)])
    conditions = str(rng.choice(list(SWAY_M_S2)))
    sensor = str(rng.choice([name for name in SENSORS if name != "acc_only"]))
    made = plain_session(seed + JUDGED_SEEDS * judged, placement, conditions, sensor)
    taps = zip(made.holds, made.endings, strict=True)
    unsure = tuple(
        (end_s + UP_AGAIN_S, end_s + DOWN_AGAIN_S)
        for (_, end_s), ending in taps
        if ending == "toe_tap"
    )
    return Labelled("plain", "", placement, made.block, made.holds, made.endings, unsure)


class _Body:
    """One person's movement at one sensor, added up part by part."""

    def __init__(self, rng: np.random.Generator, placement: Placement, end_s: float) -> None:
        self.rng = rng
        self.placement = placement
        self.trunk = placement in TRUNK
        self.time = np.arange(0.0, end_s, 1.0 / RATE_HZ)
        self.side_m = np.zeros_like(self.time)
        self.roll = np.zeros_like(self.time)
        self.leg = np.zeros_like(self.time)
        self.alone = np.zeros_like(self.time)
        self.jolts = np.zeros((self.time.size, 3))
        self.side = rng.choice([-1.0, 1.0])
        self.lean = np.radians(rng.uniform(0.5, 4.5)) * self.side
        poses = POSES_DEG.get(placement, {"none": (0, 1)})
        self.pose_deg = poses[str(rng.choice(list(poses)))]

    def ease(self, start_s: float, length_s: float, size: float) -> FloatArray:
        """A minimum-jerk step."""
        x = np.clip((self.time - start_s) / length_s, 0.0, 1.0)
        step: FloatArray = size * x**3 * (10.0 - 15.0 * x + 6.0 * x**2)
        return step

    def noise(self, edge_hz: float) -> FloatArray:
        """Coloured noise of unit size."""
        lead = 2000
        white = self.rng.normal(size=self.time.size + lead)
        made = sosfilt(butter(2, edge_hz, fs=RATE_HZ, output="sos"), white)[lead:]
        coloured: FloatArray = made / made.std()
        return coloured

    def jolt(
        self, at_s: float, size: float, edge: tuple[float, float], decay: tuple[float, float]
    ) -> None:
        """A decaying ring in a direction of its own."""
        since = np.maximum(self.time - at_s, 0.0)
        pitch_hz, decay_s = self.rng.uniform(*edge), self.rng.uniform(*decay)
        ring = np.exp(-since / decay_s) * np.sin(2 * np.pi * pitch_hz * since)
        self.jolts += size * ring[:, None] * np.sqrt(self.rng.dirichlet([1.0, 1.0, 3.0]))

    def false_start(self, at_s: float) -> None:
        """Weight over to one side and back, perhaps with a stir of the leg."""
        rng = self.rng
        shift_s, wait_s = rng.uniform(0.6, 1.1), rng.uniform(0.2, 0.8)
        size = rng.uniform(0.03, 0.08) * self.side
        back_s = at_s + shift_s + wait_s
        self.side_m += self.ease(at_s, shift_s, size) - self.ease(back_s, shift_s, size)
        self.roll += self.ease(at_s, shift_s, 0.6 * self.lean)
        self.roll -= self.ease(back_s, shift_s, 0.6 * self.lean)
        if rng.random() < 0.4:
            self.leg += np.radians(5.0) * np.exp(-(((self.time - at_s - shift_s) / 0.15) ** 2))

    def hold(self, lift_s: float, end_s: float, ending: str) -> None:
        """Weight shift, lift, one leg, and the way back."""
        rng = self.rng
        shift_s, size = rng.uniform(0.6, 1.1), rng.uniform(0.05, 0.09) * self.side
        self.side_m += self.ease(lift_s - rng.uniform(0.85, 1.0) * shift_s, shift_s, size)
        self.side_m -= self.ease(end_s, rng.uniform(0.35, 0.9), size)
        self.roll += self.ease(lift_s - 0.5, rng.uniform(0.7, 1.2), self.lean)
        self.roll -= self.ease(end_s - 0.05, rng.uniform(0.4, 0.9), self.lean)
        up = 1.0 / (1.0 + np.exp(-(self.time - lift_s) / 0.1))
        down = 1.0 / (1.0 + np.exp(-(self.time - end_s - 0.25) / 0.12))
        settling = 0.5 * np.exp(-np.maximum(self.time - lift_s, 0.0)) * (self.time > lift_s)
        self.alone += (up - down) * (1.0 + settling)
        unloading = rng.uniform(0.15, 0.9) * (rng.uniform(0.4, 2.6) if self.trunk else 1.0)
        self.jolt(lift_s, unloading, (8.0, 15.0), (0.03, 0.06))
        self._land(end_s, ending)
        self._swing(lift_s, end_s, ending)

    def _land(self, end_s: float, ending: str) -> None:
        rng, g = self.rng, GRAVITY_M_S2
        trunk = {
            "firm": (0.1, 0.5),
            "soft": (0.01, 0.06),
            "stumble": (0.3, 0.8),
            "toe_tap": (0.02, 0.15),
        }
        leg = {
            "firm": (1.0, 4.0),
            "soft": (0.05, 0.5),
            "stumble": (2.0, 5.0),
            "toe_tap": (0.2, 1.0),
        }
        size = rng.uniform(*(trunk if self.trunk else leg)[ending]) * g
        pitch, decay = ((9.0, 16.0), (0.03, 0.06)) if self.trunk else ((22.0, 45.0), (0.012, 0.03))
        self.jolt(end_s, size, pitch, decay)
        if ending == "stumble":
            self.jolt(end_s + rng.uniform(0.3, 0.6), size, pitch, decay)
        if ending == "toe_tap":
            self.jolt(end_s + DOWN_AGAIN_S, size, pitch, decay)

    def _swing(self, lift_s: float, end_s: float, ending: str) -> None:
        rng = self.rng
        angle = np.radians(rng.uniform(*self.pose_deg))
        heel_s, rise_s = rng.uniform(0.05, 0.45), rng.uniform(0.3, 1.0)
        heel_s = min(heel_s, 0.7 * rise_s)  # the toe is down until the lift-off
        fall_s = rng.uniform(0.15, 0.3) if ending == "stumble" else rng.uniform(0.25, 0.9)
        self.leg += self.ease(lift_s - heel_s, rise_s + heel_s, angle)
        if ending == "toe_tap":
            self.leg -= self.ease(end_s - fall_s, fall_s, 0.95 * angle)
            self.leg += self.ease(end_s + UP_AGAIN_S, 0.4, 0.7 * angle) - self.ease(
                end_s + DOWN_AGAIN_S - 0.5, 0.5, 0.65 * angle
            )
            return
        missed = np.radians(2.0 * rng.normal())
        self.leg -= self.ease(end_s - fall_s, fall_s + rng.uniform(0.0, 0.12), angle - missed)

    def sensed(self, sway_m_s2: float) -> tuple[FloatArray, FloatArray]:
        """Specific force and rate of turn in the axes of the body part."""
        rng = self.rng
        one = sway_m_s2 * np.exp(0.35 * rng.normal())
        two = 0.05 * np.exp(0.3 * rng.normal())
        level = two + (one - two) * np.clip(self.alone, 0.0, 1.5)
        quick = np.stack([self.noise(6.0) for _ in range(3)], axis=1)
        zero = np.zeros_like(level)
        side = _second(self.side_m)
        if self.trunk:
            ap, ml = (level / np.sqrt(2.0) * self.noise(1.3) for _ in range(2))
            angles = np.stack(
                [self.roll + 0.6 * ml / GRAVITY_M_S2, 0.6 * ap / GRAVITY_M_S2, zero], axis=1
            )
            up = rng.uniform(0.0, 0.3) * level * self.noise(1.3)
            acc = np.stack([0.4 * ap, 0.4 * ml + side, up], axis=1) + 0.08 * level[:, None] * quick
        else:
            size = np.radians(
                0.15
                + rng.uniform(0.8, 2.5) * np.clip(self.alone, 0.0, 1.2) * np.exp(0.4 * rng.normal())
            )
            wobble = [size * self.noise(1.5) for _ in range(2)]
            angles = np.stack([wobble[0] + 0.3 * self.roll, self.leg + wobble[1], zero], axis=1)
            arm = {"foot": 0.1, "shank": 0.3, "thigh": 0.25}[self.placement]
            up = arm * (1.0 - np.cos(self.leg)) + 0.1 * np.abs(self.leg)
            acc = np.stack([_second(arm * np.sin(self.leg)), 0.2 * side, _second(up)], axis=1)
            acc += 0.1 * (level * self.alone)[:, None] * quick
        turned = Rotation.from_rotvec(angles)
        force = turned.inv().apply(acc + self.jolts + [0.0, 0.0, GRAVITY_M_S2])
        rate = (turned[:-1].inv() * turned[1:]).as_rotvec() * RATE_HZ
        return force, np.vstack([rate, rate[-1:]])


def plain_session(seed: int, placement: Placement, conditions: str, sensor: str) -> PlainSession:
    """Two holds of 1.6 to 30 s by one plain person, some after a false start."""
    rng = np.random.default_rng([seed, 77])
    plan: list[tuple[float, float, str]] = []
    starts: list[float] = []
    at = rng.uniform(3.0, 5.0)
    for _ in range(2):
        if rng.random() < 0.3:
            starts.append(at)
            at += rng.uniform(2.5, 3.5)
        length = float(np.exp(rng.uniform(np.log(1.6), np.log(30.0))))
        plan.append((at + 1.0, at + 1.0 + length, str(rng.choice(ENDINGS))))
        at += 1.0 + length + rng.uniform(4.0, 6.0)
    body = _Body(rng, placement, at + 1.0)
    for start in starts:
        body.false_start(start)
    for lift_s, end_s, ending in plan:
        body.hold(lift_s, end_s, ending)
    force, rate = body.sensed(SWAY_M_S2[conditions])
    block = _sample(rng, body.time, force, rate, sensor)
    return PlainSession(block, tuple((a, b) for a, b, _ in plan), tuple(e for *_, e in plan))


def _sample(
    rng: np.random.Generator, time: FloatArray, force: FloatArray, rate: FloatArray, sensor: str
) -> SampleBlock:
    model = SENSORS[sensor]
    mounting = Rotation.random(random_state=int(rng.integers(1 << 31)))
    low = butter(2, min(0.45 * model["rate"], 100.0), fs=RATE_HZ, output="sos")
    turned = [mounting.apply(values) for values in (force, rate)]
    smooth = [sosfilt(low, values - values[0], axis=0) + values[0] for values in turned]
    stamps = np.arange(0.5, time[-1] - 0.1, 1.0 / model["rate"])
    stamps += rng.uniform(-1.0, 1.0, stamps.size) * model.get("jitter", 0.0)
    acc, gyr = (
        np.stack([np.interp(stamps, time, v) for v in values.T], axis=1) for values in smooth
    )
    acc += rng.normal(size=acc.shape) * model["acc"] + 0.1 * rng.normal(size=3)
    gyr += rng.normal(size=gyr.shape) * model["gyr"] + 0.01 * rng.normal(size=3)
    if "step" in model:
        step = np.radians(0.1)
        acc, gyr = np.round(acc / model["step"]) * model["step"], np.round(gyr / step) * step
    return Inlet().push(stamps, acc, None if sensor == "acc_only" else gyr)


def _second(position: FloatArray) -> FloatArray:
    """Second derivative."""
    return np.gradient(np.gradient(position, 1.0 / RATE_HZ), 1.0 / RATE_HZ)

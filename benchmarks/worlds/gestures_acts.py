"""What people of the world of gestures do: lift the foot, keep it up, put it down, fidget."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray
from worlds.gestures_sway import HEIGHT_M, Person, gestures
from worlds.gestures_tape import Attempt, Tape, contact, log_between, sign, swing, walk

LEG = (2.5, 20.0)  # a blow at the raised foot, in blows at the pelvis
BLOW_M_S2 = {
    "firm": (0.4, 5.0),
    "soft": (0.04, 0.7),
    "stumble": (0.6, 5.0),
    "toe_tap": (0.06, 1.2),
    "hop": (0.3, 4.0),
    "step_away": (0.4, 4.0),
    "recording_end": (0.4, 4.0),
}
STYLES = ("barely", "front", "behind", "straight", "aside")


class Legs:
    """The pose that a person takes, a little different each time."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        style = str(rng.choice(STYLES, p=[0.25, 0.3, 0.27, 0.1, 0.08]))
        hip, knee, out = {
            "barely": ((3.0, 18.0), (6.0, 35.0), (-2.0, 4.0)),
            "front": ((25.0, 90.0), (40.0, 100.0), (-5.0, 10.0)),
            "behind": ((-15.0, 15.0), (35.0, 105.0), (-5.0, 5.0)),
            "straight": ((8.0, 40.0), (0.0, 12.0), (-3.0, 6.0)),
            "aside": ((0.0, 15.0), (5.0, 40.0), (8.0, 35.0)),
        }[style]
        ranges = (hip, knee, out, (-10.0, 25.0))
        self._pose = np.radians([rng.uniform(*each) for each in ranges])
        self._pace_s = log_between(rng, 0.4, 1.3)

    def pose(self) -> tuple[FloatArray, float]:
        """Angles of hip, knee, out and ankle, and how long the leg takes there."""
        rng = self._rng
        pose = self._pose * rng.uniform(0.75, 1.15)
        return pose, float(
            max(self._pace_s * rng.lognormal(0.0, 0.25), 0.4 * float(np.abs(pose).max()), 0.15)
        )


def shift(tape: Tape, rng: np.random.Generator, who: Person, over_s: float, share: float) -> float:
    """Bring the weight over the standing leg until `over_s`; give back how far it went, in m."""
    takes = log_between(rng, 0.3, 1.2)
    far = share * min(rng.uniform(0.025, 0.09), 1.7 * takes**2 / 5.8)
    late, begin = rng.uniform(0.85, 1.5), over_s - takes
    if rng.random() < 0.4:
        tape.bump("pos_y", begin - 0.25, 0.5, -who.left * log_between(rng, 0.002, 0.012))
    if rng.random() < 0.2:
        tape.step("pos_y", begin - 0.5 * takes, takes, 0.5 * who.left * far, late)
        tape.step("pos_y", begin + 0.1 * takes, 0.9 * takes, 0.5 * who.left * far, late)
    else:
        tape.step("pos_y", begin, takes, who.left * far, late)
    tape.bump("pos_x", begin, takes, rng.normal(0.0, 0.014) * min(takes, 1.0) ** 2)
    return far


def lift(tape: Tape, rng: np.random.Generator, who: Person, legs: Legs, one: Attempt) -> None:
    """Shift, lift-off, and what goes back when the foot is down."""
    if rng.random() < 0.16 and one.lift_s - one.begins_s > 4.5:
        _false_start(tape, rng, who, one.lift_s - rng.uniform(2.2, 3.2))
    at = one.lift_s
    far = shift(tape, rng, who, at + rng.uniform(-0.15, 0.3), 1.0)
    back = log_between(rng, 0.3, 1.4)
    back_s = one.down_s - rng.uniform(0.0, 0.4) * back
    tape.step("pos_y", back_s, back, -who.left * far)
    carried = np.radians(log_between(rng, 0.3, 5.0))
    for track, size, pace in (
        ("roll", who.left * carried * sign(rng) ** int(rng.random() < 0.3), 0.8),
        ("lean_y", who.left * abs(rng.normal(0.0, 0.01)), 0.9),
        ("bow", np.radians(rng.normal(0.0, 2.0)), 1.0),
        ("pos_z", rng.normal(0.004, 0.01), 0.7),
    ):
        begin, takes = at - rng.uniform(0.05, 0.5), pace * rng.uniform(0.7, 1.4)
        tape.step(track, begin, takes, size)
        tape.step(track, back_s, 1.2 * back, -size)
    jolt = float(np.clip(rng.lognormal(np.log(0.85), 0.65), 0.03, 2.5))
    contact(tape, rng, at - rng.uniform(0.0, 0.06), jolt, 2.0)
    if rng.random() < 0.4:
        takes = rng.uniform(0.3, 0.7)
        high = min(log_between(rng, 0.003, 0.02), 0.06 * takes**2)
        tape.bump("pos_z", at - 0.2, takes, sign(rng) * high)
    _raise(tape, rng, who, legs, one)


def _false_start(tape: Tape, rng: np.random.Generator, who: Person, at: float) -> None:
    far = shift(tape, rng, who, at, rng.uniform(0.4, 1.0))
    up_s = rng.uniform(0.12, 0.5)
    if rng.random() < 0.6:
        swing(tape, rng, at + up_s, up_s, rng.uniform(0.1, 0.5))
        contact(tape, rng, at + up_s, log_between(rng, 0.06, 1.5), rng.uniform(*LEG))
    tape.step("pos_y", at + up_s - 0.1, rng.uniform(0.3, 0.9), -who.left * far)


def _raise(tape: Tape, rng: np.random.Generator, who: Person, legs: Legs, one: Attempt) -> None:
    pose, takes = legs.pose()
    lead = min(log_between(rng, 0.07, 0.4), 0.5 * takes)
    heel = log_between(rng, 0.06, 0.55)
    tape.bump("ankle", one.lift_s - 1.1 * lead, 2.0 * lead + 0.3, heel, 0.35)
    tape.step("free", one.lift_s - 0.06, 0.1, 1.0)
    tape.step("free", one.down_s - 0.03, 0.06, -1.0)
    held = one.end_s - one.lift_s
    takes = min(takes, 0.75 * held)
    slow = {"soft": (0.4, 1.7), "firm": (0.2, 0.9)}.get(one.ending, (0.15, 0.55))
    lowers = max(log_between(rng, *slow), 0.42 * float(np.abs(pose).max()))
    dips, size = rng.uniform(0.25, 0.9), log_between(rng, 0.002, 0.035)
    tape.bump("pos_z", one.end_s - rng.uniform(0.5, 0.9) * dips, dips, -min(size, 0.05 * dips**2))
    for name, angle in zip(("hip", "knee", "out", "ankle"), pose, strict=True):
        late = rng.uniform(0.85, 1.3)
        tape.step(name, one.lift_s - lead * rng.uniform(0.6, 1.0), takes + lead, angle, late)
        now = _keep(tape, rng, who, name, float(angle), one, takes)
        _lower(tape, rng, name, now, one, lowers)
    ramp = np.clip(np.minimum(tape.time - one.lift_s, one.down_s - tape.time) / 0.6, 0.0, 1.0)
    window = ramp**3 * (10.0 - 15.0 * ramp + 6.0 * ramp**2)
    for name in ("hip", "knee", "out", "ankle"):
        stir = tape.wander(rng, rng.uniform(0.5, 2.5), 0.12)
        tape.tracks[name] += 0.014 * who.leg_stir * stir * window


def _keep(
    tape: Tape,
    rng: np.random.Generator,
    who: Person,
    name: str,
    angle: float,
    one: Attempt,
    takes: float,
) -> float:
    """Let an angle wander, droop and be raised again; give back what it is at the end."""
    at, last = one.lift_s + takes, one.end_s - 1.3
    now = angle
    while (at := at + rng.exponential(2.2)) < last:
        slow = log_between(rng, 0.25, 3.0)
        goal = angle * rng.uniform(0.75, 1.1) + rng.normal(0.0, 0.03) * who.leg_stir
        tape.step(name, at, min(slow, one.end_s - 0.5 - at), goal - now)
        now = goal
    if name == "hip" and last > one.lift_s + 2.0 and rng.random() < 0.12:
        knock_s, size = rng.uniform(one.lift_s + 1.0, last), log_between(rng, 0.02, 0.4)
        contact(tape, rng, knock_s, size, rng.uniform(4.0, 10.0))  # at the other leg
    return now


def _lower(
    tape: Tape, rng: np.random.Generator, name: str, angle: float, one: Attempt, lowers: float
) -> None:
    """Bring an angle back for the contact, with a rest that goes while the foot is down."""
    down_s = one.end_s if one.ending == "toe_tap" else one.down_s
    takes = min(lowers * rng.uniform(0.75, 1.1), 0.6 * (down_s - one.lift_s))
    after = log_between(rng, 0.05, 0.5) if one.ending == "soft" else log_between(rng, 0.02, 0.25)
    if one.ending == "toe_tap":
        again = rng.uniform(0.2, 0.9)
        tape.step(name, down_s - takes, takes + 0.03, -angle, rng.uniform(0.9, 1.4))
        tape.step(name, one.up_s - 0.05, 0.4, again * angle)
        takes = min(0.5, 0.5 * (one.down_s - one.up_s))
        angle, down_s = again * angle, one.down_s
    late = rng.uniform(0.75, 1.05) if one.ending == "soft" else rng.uniform(0.8, 1.35)
    tape.step(name, down_s - takes, takes + after, -angle, late)


def end(tape: Tape, rng: np.random.Generator, one: Attempt, lean: FloatArray) -> float:
    """End the hold and settle; give back when all is over."""
    size, leg = log_between(rng, *BLOW_M_S2[one.ending]), log_between(rng, *LEG)
    first_s = one.down_s if one.ending == "hop" else one.end_s
    contact(tape, rng, first_s, size, leg)
    over_s = one.down_s + 0.3
    if one.ending == "toe_tap":
        contact(tape, rng, one.down_s, log_between(rng, 0.1, 2.5), leg)
    if one.ending == "hop":
        _hop(tape, rng, one)
    if one.ending in ("stumble", "step_away") or rng.random() < 0.3:
        _fall(tape, rng, one)
    if one.ending == "stumble":
        over_s = walk(tape, rng, one.end_s, int(rng.integers(1, 4)), rng.uniform(0.3, 1.0))
    elif one.ending == "step_away":
        over_s = walk(tape, rng, one.end_s, int(rng.integers(3, 9)), rng.uniform(0.6, 1.3))
        tape.step("yaw", one.end_s, over_s - one.end_s, rng.normal(0.0, 1.0))
    elif rng.random() < 0.35:
        over_s = walk(tape, rng, over_s, int(rng.integers(1, 4)), rng.uniform(0.08, 0.4))
    for name, rest in (("lean_x", lean[0]), ("lean_y", lean[1])):
        tape.step(name, one.down_s - 0.1, log_between(rng, 0.3, 1.5), -rest / HEIGHT_M)
    for _ in range(rng.poisson(2.5)):  # settling
        at, far = one.down_s + rng.exponential(0.5), rng.normal(0.0, 0.006)
        tape.bump("pos_y" if rng.random() < 0.6 else "pos_x", at, rng.uniform(0.3, 0.8), far)
        tape.bump("pos_z", at, rng.uniform(0.25, 0.6), 0.6 * far)
    return over_s


def _fall(tape: Tape, rng: np.random.Generator, one: Attempt) -> None:
    """Lose the balance into the landing and be caught by it."""
    takes = min(rng.uniform(0.5, 1.4), one.end_s - one.lift_s)
    far = sign(rng) * log_between(rng, 0.01, 0.12) * min(takes, 1.0)
    name = str(rng.choice(["lean_y", "lean_x"], p=[0.7, 0.3]))
    caught = log_between(rng, 0.35, 1.0)
    tape.step(name, one.end_s - rng.uniform(0.7, 0.9) * takes, takes, far, rng.uniform(1.1, 1.6))
    tape.step(name, one.end_s + rng.uniform(0.0, 0.15), caught, -far)
    tape.bump("roll", one.end_s - 0.4, 0.9, -0.7 * far)


def _hop(tape: Tape, rng: np.random.Generator, one: Attempt) -> None:
    takes = one.up_s - one.end_s
    if rng.random() < 0.65:
        high = rng.uniform(0.15, 0.38) * (1.6 * takes) ** 2
        tape.bump("pos_z", one.end_s - 0.3 * takes, 1.6 * takes, high)
        contact(tape, rng, one.up_s, log_between(rng, 0.4, 5.0), 0.8)
    else:
        contact(tape, rng, one.end_s, log_between(rng, 0.1, 1.5), 1.0)
    for name in ("pos_x", "pos_y"):
        tape.step(name, one.end_s - 0.04, takes + 0.1, rng.normal(0.0, 0.03))
    tape.step("yaw", one.end_s - 0.04, takes + 0.1, sign(rng) * log_between(rng, 0.02, 0.35))


def fidget(tape: Tape, rng: np.random.Generator, begin_s: float, end_s: float) -> None:
    """Do something on two legs within a stretch."""
    at, takes = rng.uniform(begin_s, end_s), rng.uniform(0.4, 1.2)
    kind = rng.choice(["shuffle", "clothes", "turn", "cough", "look", "weight", "speak"])
    if kind == "shuffle":
        walk(tape, rng, at, int(rng.integers(1, 4)), rng.uniform(0.05, 0.35))
    elif kind == "turn":
        last = walk(tape, rng, at, int(rng.integers(2, 5)), rng.uniform(0.1, 0.4))
        tape.step("yaw", at, last - at + 0.3, rng.normal(0.0, 1.5))
    elif kind == "weight":
        tape.bump("pos_y", at, 2.0 * takes, sign(rng) * rng.uniform(0.01, 0.05))
    else:
        gestures(tape, rng, at, str(kind))


def handle(tape: Tape, rng: np.random.Generator, until_s: float) -> None:
    """Hold the sensor in a hand and put it where it belongs."""
    for axis in "xyz":
        size = rng.normal(0.0, 0.8)
        tape.tracks[f"hold_{axis}"] += size
        tape.step(f"hold_{axis}", until_s * rng.uniform(0.2, 0.6), until_s * 0.4, -size)
        for _ in range(4):
            at = rng.uniform(0.0, 0.7) * until_s
            tape.bump(f"hold_{axis}", at, rng.uniform(0.3, 0.8), rng.normal(0.0, 0.2))
            tape.bump(f"pos_{axis}", at, rng.uniform(0.3, 0.8), rng.normal(0.0, 0.02))

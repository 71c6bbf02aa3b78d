"""A world of joints: a chain of segments from the stance foot up, moved at its joints.

Movement comes about by joint angles and by what the floor pushes. `jointed_body.py` has the body,
`jointed_moves.py` what people do; here is the course of a recording, its endings, and the sensor.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfilt, sosfiltfilt
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, Inlet, SampleBlock
from balance.signal.placement import PLACEMENTS, Placement
from worlds import jointed_moves as moves
from worlds.jointed_body import add_wander, felt, someone
from worlds.jointed_parts import LONGEST_S, RATE_HZ, Luck, Tracks, jump, quintic
from worlds.labelled import Labelled

SHARES = {
    "firm": 0.38,
    "soft": 0.18,
    "stumble": 0.13,
    "toe_tap": 0.1,
    "hop": 0.09,
    "step_away": 0.09,
    "recording_end": 0.1,
}
MOST_S, LEAST_S = 75.0, 25.0
RATES = {50: 0.2, 60: 0.12, 100: 0.38, 104: 0.15, 200: 0.15}


def draw(
    seed: int, placement: Placement, *, judged: bool = False, people: frozenset[str] | None = None
) -> Labelled:
    """One to three holds of 1.2 to 40 s in 25 to 75 s.

    Parameters
    ----------
    seed
        Zero or more.
    placement
        Of the sensor; leg placements are on the raised leg.
    judged
        Whether to draw people that are never learned from.
    people
        Ignored: nobody real is in it.
    """
    del people
    luck = Luck(np.random.default_rng([seed, 17, int(judged)]))
    here = PLACEMENTS.index(placement)
    worn = Luck(np.random.default_rng([seed, 18, int(judged), here]))
    course = _Course(luck)
    end_s = course.run()
    course.sway()
    tracks = course.tracks.until(min(end_s + 1.0, LONGEST_S))
    block = _sample(worn, end_s, *felt(course.who, tracks, placement, worn))
    last_s = float(block.time_s[-1])
    holds = tuple((lift, min(end, last_s)) for lift, end in course.holds)
    unsure = tuple((a, min(b, last_s)) for a, b in course.unsure_s if a < last_s)
    return Labelled("jointed", "", placement, block, holds, tuple(course.endings), unsure)


class _Course:
    """What one person does in one recording."""

    def __init__(self, luck: Luck) -> None:
        self.luck, self.who, self.tracks = luck, someone(luck), Tracks()
        self.holds: list[tuple[float, float]] = []
        self.endings: list[str] = []
        self.unsure_s: list[tuple[float, float]] = []
        self._loads: list[tuple[float, float, float]] = []
        self._style, self._brisk = luck.one_of(moves.STYLES), luck.about(1.0, 1.5)
        self.tracks["shift"][:] -= 0.5 * self.who.apart

    def run(self) -> float:
        """Write all that happens, and give when the recording ends."""
        luck = self.luck
        count = int(luck.rng.choice([1, 2, 3], p=[0.4, 0.38, 0.22]))
        now, fidgety = luck.even(0.0, 1.0), luck.log(0.15, 1.5)
        for k in range(count):
            for _ in range(int(luck.rng.poisson(fidgety))):
                now = moves.fidget(self.tracks, luck, self.who, now) + luck.log(0.1, 2.0)
            now += luck.even(2.2, 6.0) if k == 0 else luck.log(1.5, 6.0)
            room = MOST_S - 8.0 - now
            if k and room < 3.0:
                break
            now, over = self._attempt(now, min(room, 46.0 / count**0.6), last=k == count - 1)
            if over:
                return now
        now += luck.even(1.5, 5.0)
        while now < LEAST_S:
            now = moves.fidget(self.tracks, luck, self.who, now) + luck.log(0.5, 4.0)
        return min(now, MOST_S)

    def _attempt(self, now: float, most_s: float, *, last: bool) -> tuple[float, bool]:
        luck, who, tracks = self.luck, self.who, self.tracks
        if luck.chance(0.15):  # a start that comes to nothing
            now = moves.false_start(tracks, luck, who, now) + luck.log(0.4, 2.5)
        begun = moves.shift_over(tracks, luck, who, now, self._brisk)
        style = self._style if luck.chance(0.85) else luck.one_of(moves.STYLES)
        stand = moves.lift(tracks, luck, who, begun, style, self._brisk)
        end = stand.lift_s + luck.log(1.2, max(min(40.0, most_s), 1.5))
        long_enough = last and end > LEAST_S
        ending = luck.one_of(SHARES if long_enough else SHARES | {"recording_end": 0.0})
        self._happens(stand.lift_s + 1.2, end - 2.2)
        self.holds.append((stand.lift_s, end))
        self.endings.append(ending)
        grows = luck.log(1.3, 4.0) if ending in ("stumble", "hop") else luck.log(0.8, 1.6)
        if ending == "recording_end":
            self._loads.append((stand.lift_s, end + 2.0, 1.0))
            return end, True
        down = self._finish(stand, end, ending)
        self._loads.append((stand.lift_s, down, grows))
        over = moves.take_weight(tracks, luck, stand, down)
        if ending == "stumble":
            over = max(over, self._steps(end))
        elif ending == "step_away":
            over = self._walk_off(end)
            return over, last and luck.chance(0.5) and over > LEAST_S
        return over, False

    def _happens(self, after_s: float, before_s: float) -> None:
        """Write what happens within a hold and ends nothing."""
        at = after_s + self.luck.log(0.3, 15.0)
        while at < before_s:
            moves.meanwhile(self.tracks, self.luck, self.who, at, self.luck.log(0.2, 1.3))
            at += 1.5 + self.luck.log(0.5, 30.0)

    def _finish(self, stand: moves.Stand, end: float, ending: str) -> float:
        """Write the foot's way to the floor; give when it is down for good."""
        tracks, luck, who = self.tracks, self.luck, self.who
        if ending == "hop":
            lands = self._hop(end)
            down = lands + luck.log(0.1, 3.5)
            moves.lower(tracks, luck, who, stand, down, "firm")
            self.unsure_s.append((lands, down))
            return down
        moves.lower(tracks, luck, who, stand, end, ending)
        if ending != "toe_tap":
            return end
        up_at, lasts, high = end + luck.log(0.1, 0.6), luck.log(0.25, 0.6), luck.even(0.3, 1.0)
        down = up_at + luck.log(0.7, 4.0)
        tracks.move("up", up_at, lasts, high)
        back = min(luck.log(0.2, 0.7), down - up_at - lasts * 0.5)
        tracks.move("up", down - back, back, -high)
        moves.touch_down(tracks, luck, who, down, luck.log(0.05, 0.4), soft=False)
        self.unsure_s.append((up_at, down))
        return down

    def _hop(self, at: float) -> float:
        """Let the stance foot leave the floor or slide; give when it has landed."""
        tracks, luck, who = self.tracks, self.luck, self.who
        by, flight = luck.log(0.01, 0.1), luck.log(0.06, 0.22)
        for axis in "xy":
            tracks.move("carry_" + axis, at, flight + 0.15, by * luck.even(-1.0, 1.0))
        tracks.bump("knee", at - 0.15, 0.6, np.radians(luck.log(3.0, 15.0)))
        tracks.bump("lumbar_roll", at - 0.1, 0.9, luck.sign() * np.radians(luck.log(2.0, 12.0)))
        if luck.chance(0.3):  # heel and toe turn on the floor
            tracks.knock(
                at, who.sole, luck.log(0.05, 0.3), (luck.even(-1, 1), luck.even(-1, 1), 0.5)
            )
            return at + 0.12
        push = luck.even(0.1, 0.2)
        rows, t = tracks.span(at - push, push + flight + 0.5)
        tracks["carry_z"][rows] += jump(t, push, flight, luck.even(0.02, 0.05))
        tracks.knock(at + flight, who.sole, luck.log(0.25, 0.9), (0.2, 0.3, 1.0))
        return at + flight

    def _steps(self, at: float) -> float:
        """Catch the fall with quick steps."""
        luck, way = (
            self.luck,
            (self.luck.even(-0.1, 0.25), -self.who.side * self.luck.log(0.03, 0.25)),
        )
        self.tracks.bump("lumbar_pitch", at - 0.2, 1.2, np.radians(luck.even(-5.0, 16.0)))
        self.tracks.bump("lumbar_roll", at - 0.4, 1.2, np.radians(luck.even(-14.0, 14.0)))
        done, free = at + 0.02, False
        for _ in range(int(luck.even(1, 3.9))):
            by = (way[0] * luck.even(0.5, 1.2), way[1] * luck.even(0.4, 1.2))
            done = moves.step(self.tracks, luck, self.who, done, by, free=free) - 0.03
            free = not free
        return done + 0.5

    def _walk_off(self, at: float) -> float:
        """Turn and walk."""
        luck, tracks = self.luck, self.tracks
        count, each, long = int(luck.even(2, 8.9)), luck.even(0.45, 0.7), luck.even(0.25, 0.65)
        turn = luck.even(-2.6, 2.6) if luck.chance(0.6) else luck.even(-0.3, 0.3)
        tracks.move("heading", at + 0.1, 0.7 + 0.5 * abs(turn), turn)
        now = at + 0.05
        for k in range(count):
            for axis, share in (("x", np.cos(turn)), ("y", np.sin(turn))):
                tracks.move("carry_" + axis, now - 0.3 * each, 1.6 * each, share * long)
            tracks.bump("carry_z", now, each, luck.even(0.015, 0.04))
            tracks.bump("shift", now, each, luck.even(0.01, 0.03) * (-1.0) ** k)
            if k % 2:
                tracks.bump("up", now, each, luck.even(0.2, 0.5))
            tracks.move("toe_x", now, each, 0.25 * (-1.0) ** (k + 1))
            tracks.knock(now + each, self.who.sole, luck.log(0.2, 0.9), (-0.4, 0.2, 1.0))
            now += each
        return now + 0.3

    def sway(self) -> None:
        """Let the joints wander, more where one leg carries all."""
        luck, at = self.luck, np.arange(self.tracks.rows) / RATE_HZ
        load, alone = np.ones(at.size), np.zeros(at.size)
        for lift, down, grows in self._loads:
            rise, fall = luck.log(0.3, 1.2), luck.log(0.4, 2.0)
            on = quintic((at - lift + 0.6 * rise) / rise) - quintic((at - down) / fall)
            near = max(luck.log(0.5, 4.0), 0.4)
            late = quintic((at - down + near) / near) * (at <= down) + (at > down)
            load += on * ((self.who.more - 1.0) + self.who.more * (grows - 1.0) * late)
            first = luck.log(0.1, 0.8) * self.who.more
            load += first * np.exp(-(((at - lift - 0.3) / luck.log(0.3, 1.2)) ** 2))
            alone += on
        load, alone = 12.0 * np.tanh(load / 12.0), np.clip(alone, 0.0, 1.0)
        add_wander(self.tracks, luck, self.who, load, alone)


def _sample(worn: Luck, end_s: float, force: FloatArray, rate: FloatArray) -> SampleBlock:
    """What a sensor, worn somehow, makes of it."""
    rng, good = worn.rng, worn.chance(0.5)
    if worn.chance(0.5):  # soft tissue or a pocket: a mass that follows on a spring
        sos = butter(1, worn.log(12.0, 45.0), fs=RATE_HZ, output="sos")
        force = force + worn.log(0.05, 0.8) * (sosfilt(sos, force, axis=0) - force)
    hz = float(worn.one_of({str(k): v for k, v in RATES.items()})) * worn.even(0.99, 1.01)
    low = butter(2, min(0.42 * hz, 0.45 * RATE_HZ), fs=RATE_HZ, output="sos")
    mount = Rotation.from_quat(rng.standard_normal(4))
    both = np.concatenate([mount.apply(force), mount.apply(rate)], axis=1)
    both = sosfiltfilt(low, both, axis=0)
    stamps = np.arange(0.01, end_s, 1.0 / hz)
    true_s = stamps
    if worn.chance(0.4):
        true_s = np.sort(stamps + rng.normal(0.0, worn.log(0.02, 0.2) / hz, stamps.size))
        stamps = true_s if worn.chance(0.6) else stamps
    at = np.arange(len(both)) / RATE_HZ
    acc, gyr = np.split(np.stack([np.interp(true_s, at, v) for v in both.T], axis=1), 2, axis=1)
    noise = worn.log(0.003, 0.02) if good else worn.log(0.01, 0.06)
    acc = acc * rng.normal(1.0, 0.006, 3) + rng.normal(0.0, 0.08, 3)
    acc = acc + noise * rng.standard_normal(acc.shape)
    gyr = gyr * rng.normal(1.0, 0.008, 3) + rng.normal(0.0, worn.log(0.001, 0.02), 3)
    gyr = gyr + 0.15 * noise * rng.standard_normal(gyr.shape)
    if worn.chance(0.4):
        step, fine = worn.log(0.002, 0.1), worn.log(0.0002, 0.004)
        acc, gyr = np.round(acc / step) * step, np.round(gyr / fine) * fine
    if worn.chance(0.06):
        acc = np.clip(acc, -2.0 * GRAVITY_M_S2, 2.0 * GRAVITY_M_S2)
        gyr = np.clip(gyr, -4.4, 4.4)
    return Inlet().push(stamps, acc, gyr)

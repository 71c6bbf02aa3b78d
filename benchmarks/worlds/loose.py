"""A world with as few habits as can be: everything that people and sensors may differ in is drawn.

Nothing here is measured or modelled on one theory of standing. Each person gets a wide prior for
each quantity, each attempt a value from it, all independently; what is kept is what must be true of
a hold: quiet on two legs first, load that goes over at lift-off, a stance that differs from two
legs at least somehow, and weight that comes back after the contact. Ranges are set so that the real
starts and landings measured so far lie well inside. It is a world to learn from and to be judged
in, and no likeness of anyone.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.signal.placement import TRUNK, Placement
from worlds import loose_attempt as attempts
from worlds import loose_ending as endings
from worlds.labelled import Labelled
from worlds.loose_fidgets import fidget
from worlds.loose_parts import RATE_HZ, Habits, Score, Stance, burst
from worlds.loose_sensor import movement, sensed

_SHORTEST_S: Final = 1.1
_LONGEST_S: Final = 35.0
_NO_HOLD: Final = 0.1
_SURE_AFTER_S: Final = 0.15  # after a tap or a hop
_SHARES: Final = {
    "firm": 0.3,
    "soft": 0.25,
    "stumble": 0.12,
    "toe_tap": 0.12,
    "hop": 0.09,
    "step_away": 0.08,
    "recording_end": 0.04,
}


def draw(
    seed: int,
    placement: Placement,
    *,
    judged: bool = False,
    people: frozenset[str] | None = None,
) -> Labelled:
    """Draw one recording.

    Parameters
    ----------
    seed
        The same seed and arguments give the same recording.
    placement
        Where the sensor is.
    judged
        Whether it is to judge on: then it shares no draw with those to learn from.
    people
        Not used: nobody real is in it.
    """
    del people
    rng = np.random.default_rng([seed, 7, int(judged)])
    habits = Habits(rng)
    score = Score(with_leg=placement not in TRUNK, side=float(rng.choice([-1.0, 1.0])))
    session = _Session(habits, score, placement)
    length = session.idle() if rng.random() < _NO_HOLD else session.stand()
    time_s = np.arange(0.0, length, 1.0 / RATE_HZ)
    force, rate = movement(score, habits, placement, time_s)
    block = sensed(rng, time_s, force, rate)
    last = float(block.time_s[-1])
    return Labelled(
        world="loose",
        person="",
        placement=placement,
        block=block,
        holds=tuple((start, min(end, last)) for start, end in session.holds),
        endings=tuple(session.endings),
        unsure_s=tuple(session.unsure_s),
    )


class _Session:
    """Writes what happens, from the start of a recording to its end."""

    def __init__(self, habits: Habits, score: Score, placement: Placement) -> None:
        self._habits, self._score, self._placement = habits, score, placement
        self._rng = habits.rng
        self.holds: list[tuple[float, float]] = []
        self.endings: list[str] = []
        self.unsure_s: list[tuple[float, float]] = []

    def idle(self) -> float:
        """Write a recording without a hold and give its length."""
        now = self._settle()
        for _ in range(int(self._rng.integers(3, 9))):
            now = fidget(self._score, self._habits, self._placement, now, large=True)
            now += self._habits.even("idle pause", 0.2, 4.0)
        return now + float(self._rng.uniform(0.5, 3.0))

    def stand(self) -> float:
        """Write one to three holds and give the length of the recording."""
        habits, rng = self._habits, self._rng
        count = int(rng.choice([1, 2, 3], p=[0.55, 0.3, 0.15]))
        now = self._settle()
        for k in range(count):
            for _ in range(int(rng.poisson(habits.around("fidgety", 0.35, 3.0, 3.0)))):
                large = rng.random() < 0.15
                now = fidget(self._score, habits, self._placement, now, large=large)
                now += habits.log("fidget pause", 0.2, 3.0)
            now, over = self._attempt(now, count, last=k == count - 1)
            if over:
                return now
            now += habits.log("between", 1.5, 8.0)
        return now + float(rng.uniform(0.3, 4.0))

    def _settle(self) -> float:
        """Write the first seconds: perhaps restless ones, then quiet ones."""
        habits, start = self._habits, 0.0
        if habits.chance("restless first", 0.3):
            start = float(self._rng.uniform(0.3, 3.0))
            gain = habits.even("restless", 1.2, 4.0)
            self._score.restless.append((-1.0, start + 0.3, gain))
            burst(self._score, habits, 0.0, start, 1.5, habits.around("restless size", 0.3, 3.0))
        end = start + habits.log("quiet first", 1.6, 6.0)
        self._score.calm = (start + 0.3, end)
        return end

    def _attempt(self, now: float, count: int, *, last: bool) -> tuple[float, bool]:
        habits, score, rng = self._habits, self._score, self._rng
        if self._placement in TRUNK:
            score.side = habits.sign("stance side")
        shares = _SHARES if last else _SHARES | {"recording_end": 0.0}
        words = tuple(shares)
        ending = str(rng.choice(words, p=np.array(list(shares.values())) / sum(shares.values())))
        length = _SHORTEST_S * float((_LONGEST_S / count**0.6 / _SHORTEST_S) ** rng.random())
        least = rng.permutation([1.0, 0.0, 0.0])  # one thing at least tells that load goes over
        shift, lift_off = attempts.shift_weight(score, habits, now, least_m=0.015 * least[0])
        end = lift_off + length
        leans = attempts.lean_over(score, habits, lift_off, least=1.5 * least[1])
        attempts.come_free(score, habits, lift_off, least=0.35 * least[2])
        pose = attempts.within(attempts.pose_of(habits, self._placement), length)
        attempts.lift_leg(score, habits, lift_off, end, pose)
        attempts.keep_up(score, habits, lift_off + 0.4, end, pose)
        tried = endings.Attempt(lift_off, end, shift, leans, pose)
        self.holds.append((lift_off, end))
        self.endings.append(ending)
        down = end + endings.again_s(habits, ending)
        score.stances.append(self._stance(lift_off, end, down, ending))
        if ending == "recording_end":
            score.ups.append((lift_off, end + 1.0))
            return end, True
        if down > end:
            self.unsure_s.append((end + _SURE_AFTER_S, down))
        return endings.finish(score, habits, tried, ending, down), False

    def _stance(self, lift_off_s: float, end_s: float, down_s: float, ending: str) -> Stance:
        habits = self._habits
        falls = ending in ("stumble", "step_away", "hop") or habits.chance("grows", 0.25)
        growth = habits.log("growth", 1.2, 4.0) if falls else habits.log("steady", 0.6, 1.3)
        return Stance(
            start_s=lift_off_s,
            end_s=down_s,
            rise_s=habits.log("one rise", 0.2, 1.5),
            late_s=habits.even("one late", -0.2, 0.6),
            fall_s=habits.log("one fall", 0.3, 1.5),
            growth=growth,
            before_s=min(habits.log("grow for", 0.3, 6.0), end_s - lift_off_s),
        )

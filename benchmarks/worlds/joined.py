"""Real starts and real landings of the same person and trial, joined by a simulated hold.

All but the middle is as it was recorded. Walking begins and ends livelier than a balance test does.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from worlds import real_pieces, real_sway
from worlds.labelled import Labelled
from worlds.real_clips import FS, Clip, bridge, smooth
from worlds.real_pieces import PEOPLE, Piece, nearest
from worlds.real_sensors import sensed

_KEY: Final = 6101
_KEEP: Final = 12  # rows kept after the lift-off and before the contact
_SHORTEST_ROWS: Final = 60


def available() -> bool:
    """Whether the recordings that it joins are here."""
    return real_pieces.available() and real_sway.available()


def pairs(placement: Placement, people: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    """Person and trial of all pairs that can be joined."""
    return [(start.person, start.trial) for start, _ in _pairs(nearest(placement), _chosen(people))]


def draw(
    seed: int,
    placement: Placement,
    *,
    judged: bool = False,
    people: tuple[str, ...] | None = None,
) -> Labelled:
    """Join one pair; seeds 0, 1, 2 ... go through them in turn.

    Parameters
    ----------
    placement
        Trunk placements give the lower back, leg placements the foot.
    judged
        The same pairs with other middles.
    people
        Only these, by code; all where None.
    """
    rng = np.random.default_rng([seed, _KEY, int(judged)])
    place = nearest(placement)
    usable = _pairs(place, _chosen(people))
    if not usable:
        raise ValueError(f"None of {people} has a start and a landing for {place}.")
    start, landing = usable[seed % len(usable)]
    hold_s = float(np.exp(rng.uniform(np.log(2.0), np.log(30.0))))
    n = max(round(hold_s * FS) - 2 * _KEEP, _SHORTEST_ROWS)
    cut = start.clip.event + _KEEP
    clip = _middle(rng, n, place, start, landing)
    lift, end = start.clip.event / FS, (cut + n + _KEEP) / FS
    block = _recorded(rng, clip, start, landing, slice(cut, cut + n))
    return Labelled("joined", start.person, place, block, ((lift, end),), ("firm",))


def _recorded(
    rng: np.random.Generator, clip: Clip, start: Piece, landing: Piece, simulated: slice
) -> SampleBlock:
    """Give what the sensor would have recorded; of the real parts what it did record."""
    cut, n = simulated.start, simulated.stop - simulated.start
    rows = np.arange(len(clip))
    levels = [start.gravity_m_s2, landing.gravity_m_s2]
    gravity = np.interp(rows, [cut, cut + n], levels)
    leftover = (landing.mount * start.mount.inv()).as_rotvec()  # how the posture differs
    share = smooth((rows - cut) / n)
    turn = clip.turn * Rotation.from_rotvec(share[:, None] * leftover) * start.mount
    acc, gyr = sensed(turn, clip.lin, gravity)
    acc[simulated] += rng.normal(0.0, 0.015, (n, 3))  # about the floor of the real parts
    gyr[simulated] += rng.normal(0.0, 0.004, (n, 3))
    return SampleBlock(rows / FS, acc, gyr)


def _middle(rng: np.random.Generator, n: int, place: str, start: Piece, landing: Piece) -> Clip:
    """Give start, simulated sway and landing in one."""
    head, tail = start.clip, landing.clip
    cut, join = head.event + _KEEP, tail.event - _KEEP
    t = np.arange(n) / FS
    if place == "foot":
        lin_rms, rate_rms = np.exp(rng.uniform(np.log([0.15, 0.05]), np.log([0.8, 0.35])))
        rate = head.rate[cut - 1]
        axis = rate / max(float(np.linalg.norm(rate)), 1e-9)
        raised = Rotation.from_rotvec(np.deg2rad(rng.uniform(15, 50)) * axis) * head.turn[cut - 1]
    else:
        lin_rms, rate_rms = np.exp(rng.uniform(np.log([0.08, 0.02]), np.log([0.6, 0.15])))
        raised = Rotation.from_rotvec(np.deg2rad(rng.normal(0, 1.5, 3) * [1, 1, 0.2]))
    lin, rotvec = real_sway.one_leg(rng, n, place, lin_rms, rate_rms)
    envelope = (smooth(t / 0.5) * smooth((t[-1] - t) / 0.3))[:, None]
    up, down = (min(rng.uniform(0.35, 0.7), 0.4 * n / FS) for _ in range(2))
    raised = Rotation.from_rotvec(rotvec * envelope) * raised
    return bridge(head, cut, tail, join, lin * envelope, raised, (up, down, 0.0))


def _chosen(people: tuple[str, ...] | None) -> tuple[str, ...]:
    return PEOPLE if people is None else tuple(people)


@functools.cache
def _pairs(place: str, people: tuple[str, ...]) -> tuple[tuple[Piece, Piece], ...]:
    ends = {(piece.person, piece.trial): piece for piece in real_pieces.landings(place, people)}
    found = []
    for start in real_pieces.starts(place, people):
        landing = ends.get((start.person, start.trial))
        # The raised foot must be the one that lands.
        if landing and (place == "lower_back" or start.side == landing.side):
            found.append((start, landing))
    return tuple(found)

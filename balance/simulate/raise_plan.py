"""Sets of heel raises as a simulated person would plan them, and the manner of doing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from balance.simulate.draw import Draw

RaiseLeg = Literal["left", "right", "both"]


@dataclass(frozen=True)
class Manner:
    """How somebody raises the heels; shares are of the time of one raise.

    `turn_deg` is how far the shank leans forward (or back) at a full raise, `lead_s` by how much
    the body goes ahead of the heel, `roll_share` how far the foot rolls sideways for each degree
    of pitch, `wobble_deg` how much it wobbles on the ball, `uneven` the spread of times and
    heights, `drop_m_s2` how hard the heel lands, `steadied` how much a hand on the wall leaves of
    the swaying.
    """

    up_share: float = 0.35
    top_share: float = 0.15
    down_share: float = 0.35
    turn_deg: float = 3.0
    lead_s: float = 0.1
    roll_share: float = 0.1
    wobble_deg: float = 0.8
    uneven: float = 0.08
    drop_m_s2: float = 0.5
    steadied: float = 0.5


@dataclass(frozen=True)
class SetPlan:
    """One set: how many raises, every how many seconds, how high, and what is left at its end.

    `left_share` is the height of the last raise as a share of that of the first.
    """

    count: int = 12
    tempo_s: float = 4.0
    height_cm: float = 8.0
    left_share: float = 0.9
    manner: Manner = field(default_factory=Manner)


def draw_plan(
    draw: Draw,
    k: int,
    counts: tuple[int, int],
    tempos_s: tuple[float, float],
    heights_cm: tuple[float, float],
) -> SetPlan:
    """Draw a set, number `k` of its recording."""
    count = min(counts[1], int(draw.log_between(f"count{k}", counts[0], counts[1] + 1)))
    return SetPlan(
        count,
        draw.log_between(f"tempo{k}_s", *tempos_s),
        draw.between(f"height{k}_cm", *heights_cm),
        draw.between(f"left_share{k}", 0.7, 1.02),
        draw_manner(draw, k),
    )


def draw_manner(draw: Draw, k: int) -> Manner:
    """Draw how somebody raises the heels, in set number `k`."""
    up = draw.between(f"up_share{k}", 0.22, 0.42)
    down = draw.between(f"down_share{k}", 0.25, 0.45)
    rests = max(0.0, 0.97 - up - down)
    top = rests * draw.between(f"top_of_rests{k}", 0.0, 0.9)
    return Manner(
        up,
        top,
        down,
        draw.log_between(f"turn{k}_deg", 0.5, 6.0, hard="low") * draw.sign(),
        draw.between(f"lead{k}_s", -0.05, 0.25),
        draw.between(f"roll_share{k}", -0.25, 0.25),
        draw.log_between(f"wobble{k}_deg", 0.2, 1.8, hard="high"),
        draw.between(f"uneven{k}", 0.01, 0.12),
        draw.log_between(f"drop{k}_m_s2", 0.1, 4.0, hard="high"),
        draw.between(f"steadied{k}", 0.25, 0.9),
    )

"""Real starts and landings varied: tempo, size, softness, restlessness; and steps made of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import signal

from worlds.real_clips import (
    FS,
    RIPPLE,
    Clip,
    append,
    calmed,
    headed,
    matched,
    mirrored,
    scaled,
    shift,
    smooth,
    softened,
    stretched,
)
from worlds.real_pieces import Piece
from worlds.real_sway import corrections

# A careful person does not turn more than this with the step itself.
_MOST_RAD: Final = {"lower_back": 0.2, "foot": 0.7}


def stand(rng: np.random.Generator, piece: Piece, rows: int, restless: float = 1.0) -> Clip:
    """Stand on two feet as this person did, for so many rows."""
    quiet = piece.clip[piece.quiet]
    out = _some(rng, quiet)
    while len(out) < rows:
        out = append(out, _some(rng, quiet), min(80, len(quiet) // 3))[0]
    out = _unquiet(out, restless)[:rows]
    if restless > 1.2:
        lin, rotvec = corrections(rng, rows, rng.uniform(0.02, 0.25), 0.15 * restless)
        out = out.plus(lin, 0.5 * rotvec)
        out = _weight_shifts(rng, out)
    return Clip(out.turn, out.lin)


def start_of(rng: np.random.Generator, piece: Piece, restless: float = 1.0) -> Clip:
    """Vary a start: quiet stance of 1 to 3.5 s, weight shift, lift-off and what follows."""
    clip = piece.clip
    factor = float(np.exp(rng.uniform(np.log(0.8), np.log(2.2))))
    clip = stretched(clip, factor, clip.event - 130, clip.event - 60, float(rng.uniform(0.4, 1.2)))
    clip = calmed(clip, clip.event + 10, _MOST_RAD[piece.placement])
    clip = softened(clip, float(rng.uniform(0.2, 1.1)), before=25)
    first = clip.event - round(130 * factor) - int(rng.uniform(20, 120))
    clip = clip[max(first, 0) :]
    if restless > 1.0:
        share = 1.0 - smooth((np.arange(len(clip)) - clip.event + 150) / 80.0)
        clip = _unquiet(clip, 1.0 + (restless - 1.0) * share)
    return clip


def failed_start(rng: np.random.Generator, piece: Piece) -> Clip:
    """Shift the weight, or nearly lift, and give it up: ends before the lift-off."""
    clip = start_of(rng, piece)
    return clip[: clip.event - int(rng.uniform(6, 40))]


def landing_of(rng: np.random.Generator, piece: Piece, side: str, *, soft: bool) -> Clip:
    """Vary a landing, of the foot of this side."""
    clip = headed(piece.clip, piece.clip.event - 10, 0.0)
    clip = clip if piece.side == side else mirrored(clip)
    low, high = (1.1, 2.2) if soft else (0.8, 1.6)
    factor = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    size = float(rng.uniform(0.4, 0.8) if soft else rng.uniform(0.6, 1.2))
    clip = stretched(clip, factor, clip.event + 110, clip.event + 30, size)
    clip = calmed(clip, clip.event - 10, _MOST_RAD[piece.placement])
    return softened(clip, float(rng.uniform(0.05, 0.4) if soft else rng.uniform(0.5, 1.2)))


def with_tap(rng: np.random.Generator, start: Clip, landing: Clip) -> Clip:
    """Add a tap of the foot during the weight shift: a contact's ripple, made small."""
    high = signal.sosfiltfilt(RIPPLE, landing.lin, axis=0)
    tap = high[landing.event - 5 : landing.event + 30]
    tap = tap * (smooth(np.arange(35) / 5.0) * smooth((34 - np.arange(35)) / 15.0))[:, None]
    at = start.event - int(rng.uniform(35, 75))
    if at < 0:
        return start
    lin = np.zeros_like(start.lin)
    lin[at : at + 35] = rng.uniform(0.08, 0.5) * tap[: len(lin) - at]
    return start.plus(lin)


def stumbling(rng: np.random.Generator, first: Clip, others: list[Clip]) -> Clip:
    """Let more contacts follow the first one at once."""
    event, last = first.event, first.event
    for other in others:
        begin = other.event - int(rng.uniform(14, 28))
        first, offset = append(first[: last + int(rng.uniform(18, 40))], other[begin:], 10)
        last = offset + other.event - begin
    return Clip(first.turn, first.lin, event)


def walk(start: Clip, landing: Clip) -> Clip:
    """Walk from one stand into another in two to four strides; the event is the lift-off."""
    first = start.event + 35
    a, b = matched(start[first:], landing[: landing.event - 25])
    whole, _ = append(start[: first + a + 20], landing[b:], 20)
    return Clip(whole.turn, whole.lin, start.event)


def single_step(rng: np.random.Generator, start: Clip, landing: Clip) -> Clip:
    """Lift a foot and put it down at once, as in one step."""
    lifted = start[: start.event + int(rng.uniform(12, 30))]
    return append(lifted, landing[landing.event - 30 :], 18)[0]


def _some(rng: np.random.Generator, quiet: Clip) -> Clip:
    rows = len(quiet)
    first = int(rng.uniform(0, 0.3 * rows))
    clip = quiet[first:]
    if rng.random() < 0.5:  # backwards it is as good
        clip = Clip(clip.turn[::-1], clip.lin[::-1])
    return clip


def _unquiet(clip: Clip, gain: float | np.ndarray) -> Clip:
    """Make the slow part of the movement larger."""
    high = signal.sosfiltfilt(RIPPLE, clip.lin, axis=0)
    gain = np.broadcast_to(np.asarray(gain, dtype=float), len(clip))
    lin = clip.lin + (clip.lin - high) * (gain - 1.0)[:, None]
    return Clip(scaled(clip.turn, gain), lin, clip.event)


def _weight_shifts(rng: np.random.Generator, clip: Clip) -> Clip:
    t = np.arange(len(clip)) / FS
    lin, rotvec = np.zeros_like(clip.lin), np.zeros_like(clip.lin)
    for _ in range(int(rng.poisson(0.12 * t[-1]))):
        start, length = rng.uniform(0.0, max(t[-1] - 4.0, 0.1)), rng.uniform(0.7, 1.8)
        back = start + length + rng.uniform(0.0, 1.0)
        far = rng.uniform(0.01, 0.05) * rng.choice([-1, 1])
        way = np.array([0.3 * rng.standard_normal(), 1.0, 0.0])
        lin += (shift(t, start, length, far) - shift(t, back, length, far))[:, None] * way
        lean = smooth((t - start) / length) - smooth((t - back) / length)
        rotvec += 0.5 * far * lean[:, None] * np.array([1.0, 0.3, 0.2])
    return clip.plus(lin, rotvec)

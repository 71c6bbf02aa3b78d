"""Movement of a sensor in the level frame, and how pieces of it are stretched and joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal
from scipy.spatial.distance import cdist
from scipy.spatial.transform import Rotation, Slerp

from balance.samples import FloatArray

FS: Final = 100.0
RIPPLE: Final = signal.butter(2, 6.0, "high", fs=FS, output="sos")
_FADE_ROWS: Final = 20


@dataclass(frozen=True, eq=False)
class Clip:
    """Movement at `FS`.

    Attributes
    ----------
    turn : Rotation
        Away from quiet stance, in the level frame, one for each row.
    lin : FloatArray
        Acceleration without gravity in the level frame, shape (n, 3).
    event : int
        Row of the lift-off or of the contact.
    """

    turn: Rotation
    lin: FloatArray
    event: int = 0

    def __len__(self) -> int:
        return len(self.lin)

    def __getitem__(self, rows: slice) -> Clip:
        start = rows.indices(len(self))[0]
        return Clip(self.turn[rows], self.lin[rows], self.event - start)

    @property
    def rate(self) -> FloatArray:
        """Rate of turn in the level frame, row by row to the next one."""
        step = (self.turn[1:] * self.turn[:-1].inv()).as_rotvec() * FS
        return np.vstack([step, step[-1:]])

    def plus(self, lin: FloatArray | float = 0.0, rotvec: FloatArray | None = None) -> Clip:
        """Add acceleration, and turns on top of its own."""
        turn = self.turn if rotvec is None else Rotation.from_rotvec(rotvec) * self.turn
        return Clip(turn, self.lin + lin, self.event)


def smooth(x: FloatArray | float) -> FloatArray:
    """Rise from 0 to 1 without a jerk while x does."""
    s = np.clip(x, 0.0, 1.0)
    return s**3 * (10.0 - 15.0 * s + 6.0 * s**2)


def shift(t: FloatArray, start: float, length: float, distance: float) -> FloatArray:
    """Acceleration of a smooth move over a distance, in metres."""
    s = np.clip((t - start) / length, 0.0, 1.0)
    return distance / length**2 * (60.0 * s - 180.0 * s**2 + 120.0 * s**3)


def mirrored(clip: Clip) -> Clip:
    """Give the same movement of the other side."""
    rotvec = clip.turn.as_rotvec() * [-1.0, 1.0, -1.0]
    return Clip(Rotation.from_rotvec(rotvec), clip.lin * [1.0, -1.0, 1.0], clip.event)


def concat(*clips: Clip) -> Clip:
    """Put clips that fit one after the other; the event is that of the first."""
    turn = Rotation.concatenate([clip.turn for clip in clips])
    return Clip(turn, np.vstack([clip.lin for clip in clips]), clips[0].event)


def between(first: Rotation, second: Rotation, share: FloatArray) -> Rotation:
    """Go from one turn to another by a share for each row."""
    rest = (second * first.inv()).as_rotvec()
    return Rotation.from_rotvec(np.asarray(share)[:, None] * rest) * first


def heading(turn: Rotation) -> FloatArray:
    """Angle about the vertical, in radians."""
    quat = turn.as_quat(canonical=True)  # so that none is 0 and not once around
    return 2.0 * np.arctan2(quat[..., 2], quat[..., 3])


def scaled(turn: Rotation, weight: FloatArray | float) -> Rotation:
    """Make turns larger or smaller, also where the heading goes once around and more."""
    angle = np.unwrap(heading(turn))
    facing = facing_to(angle)
    tilt = (facing.inv() * turn).as_rotvec()
    weight = np.broadcast_to(np.asarray(weight, dtype=float), len(angle))
    return facing_to(weight * angle) * Rotation.from_rotvec(weight[:, None] * tilt)


def facing_to(angle: FloatArray) -> Rotation:
    """Turns about the vertical by these angles."""
    return Rotation.from_rotvec(angle[:, None] * np.array([0.0, 0.0, 1.0]))


def headed(clip: Clip, row: int, angle: float) -> Clip:
    """Turn all of it about the vertical, which no sensor can feel, to a heading at a row."""
    by = Rotation.from_euler("z", angle - float(heading(clip.turn[row])))
    return Clip(by * clip.turn, by.apply(clip.lin), clip.event)


def append(first: Clip, second: Clip, rows: int) -> tuple[Clip, int]:
    """Cross-fade from the end of one clip into the beginning of another, whatever its heading.

    Returns
    -------
    clip : Clip
        Both, with the event of the first.
    offset : int
        Row of it where the second begins.
    """
    rows = min(rows, len(first), len(second))
    second = headed(second, rows // 2, float(heading(first.turn[-1 - rows // 2])))
    share = smooth((np.arange(rows) + 1.0) / (rows + 1.0))
    a, b = first[len(first) - rows :], second[:rows]
    lin = a.lin * (1.0 - share)[:, None] + b.lin * share[:, None]
    mixed = Clip(between(a.turn, b.turn, share), lin)
    return concat(first[: len(first) - rows], mixed, second[rows:]), len(first) - rows


def matched(first: Clip, second: Clip, rows: int = 20) -> tuple[int, int]:
    """Find where two clips of walking are most alike.

    Returns
    -------
    first_row, second_row : int
        Where `rows` rows of each fit best.
    """
    windows = []
    for clip in (first, second):
        both = np.hstack([clip.lin, 2.0 * clip.rate])
        view = np.lib.stride_tricks.sliding_window_view(both, rows, axis=0)[::2, :, ::4]
        windows.append(view.reshape(len(view), -1))
    a, b = np.unravel_index(np.argmin(cdist(*windows, "sqeuclidean")), [len(w) for w in windows])
    return 2 * int(a), 2 * int(b)


def stretched(clip: Clip, factor: float, still: int, moving: int, size: float = 1.0) -> Clip:
    """Take more or less time over a movement; the quiet part keeps its tempo.

    Rates of turn fall by the factor, slow accelerations by its square but never below 0.15 of
    what they were; the ripple above 6 Hz keeps its tempo and stays with the event.

    Parameters
    ----------
    still, moving
        Rows between which tempo goes over from none to full; the first may be the later one.
    size
        What turns and accelerations of the movement are multiplied with besides.
    """
    rows = np.arange(len(clip), dtype=float)
    share = smooth((rows - still) / (moving - still))
    place = np.concatenate([[0.0], np.cumsum(1.0 + (factor - 1.0) * share)[:-1]])
    event = round(float(place[clip.event]))
    place += event - place[clip.event]
    t = np.arange(0, int(place[-1]) + 1)
    source = np.interp(t, place, rows)
    high = signal.sosfiltfilt(RIPPLE, clip.lin, axis=0)
    gain = 1.0 + (size * max(factor**-2, 0.15) - 1.0) * share
    slow = (clip.lin - high) * gain[:, None]
    lin = np.stack([np.interp(source, rows, slow[:, k]) for k in range(3)], axis=1)
    lin += _aligned(high * (1.0 + (size - 1.0) * share)[:, None], clip.event, event, len(t))
    turn = Slerp(rows, clip.turn)(np.clip(source, 0, rows[-1]))
    weight = 1.0 + (size - 1.0) * np.interp(source, rows, share)
    return Clip(scaled(turn, weight), lin, event)


def softened(clip: Clip, gain: float, before: int = 6) -> Clip:
    """Change the ripple above 6 Hz, from some rows before the event to 0.6 s after it."""
    high = signal.sosfiltfilt(RIPPLE, clip.lin, axis=0)
    since = np.arange(len(clip)) - clip.event
    share = smooth((since + before) / 4.0) * (1.0 - smooth((since - 35) / 25.0))
    return clip.plus((gain - 1.0) * share[:, None] * high)


def calmed(clip: Clip, row: int, most_rad: float) -> Clip:
    """Make all turns smaller where the one at a row is more than this."""
    gain = min(1.0, most_rad / max(float(clip.turn[row].magnitude()), 1e-9))
    return Clip(scaled(clip.turn, gain), clip.lin, clip.event)


def bridge(
    head: Clip,
    cut: int,
    tail: Clip,
    join: int,
    lin: FloatArray,
    raised: Rotation,
    up_down_s: tuple[float, float, float],
) -> Clip:
    """Join two clips by a simulated middle.

    Parameters
    ----------
    head, cut
        What comes before, and its first row that is not kept: what follows in it fades out.
    tail, join
        What comes after, whatever its heading, and its first row that is kept: what lies before
        it fades in.
    lin
        Acceleration of the middle; its length is that of the middle.
    raised
        Turn in the middle, one or one for each row.
    up_down_s
        Seconds to get there, to get to the tail's, and to wait there before the tail begins.
    """
    n = len(lin)
    tail = headed(tail, join, float(heading(head.turn[cut - 1])))
    mixed, first, last = _ends(head, cut, tail, join, lin)
    up, down, wait = up_down_s
    t = np.arange(n) / FS
    turn = between(first, raised, smooth(t / up))
    turn = between(turn, last, smooth((t - (n / FS - down - wait)) / down))
    return concat(head[:cut], Clip(turn, mixed), tail[join:])


def _ends(
    head: Clip, cut: int, tail: Clip, join: int, lin: FloatArray
) -> tuple[FloatArray, Rotation, Rotation]:
    """Let movement fade out after the head and in before the tail.

    Returns
    -------
    lin, first, last
        Acceleration of the middle, and the turns that go on from the head and lead to the tail.
    """
    n = len(lin)
    out, back = min(_FADE_ROWS, n, len(head) - cut), min(_FADE_ROWS, n, join)
    fade_out = (1.0 - smooth((np.arange(out) + 1.0) / (out + 1.0)))[:, None]
    fade_in = smooth((np.arange(back) + 1.0) / (back + 1.0))[:, None]
    mixed = lin.copy()
    mixed[:out] += head.lin[cut : cut + out] * fade_out
    mixed[n - back :] += tail.lin[join - back : join] * fade_in
    turned, turning = np.zeros((n, 3)), np.zeros((n, 3))
    turned[:out] = head.rate[cut - 1 : cut - 1 + out] * fade_out
    turning[n - back :] = tail.rate[join - back : join] * fade_in
    first = Rotation.from_rotvec(np.cumsum(turned, axis=0) / FS) * head.turn[cut - 1]
    rest = np.cumsum(turning[::-1], axis=0)[::-1] / FS
    return mixed, first, Rotation.from_rotvec(-rest) * tail.turn[join]


def _aligned(values: FloatArray, event: int, new_event: int, rows: int) -> FloatArray:
    """Move rows so that the event gets to its new row; what is missing is taken mirrored."""
    at = np.arange(rows) - new_event + event
    period = 2 * (len(values) - 1)
    at = np.abs(at) % period
    return values[np.where(at >= len(values), period - at, at)]

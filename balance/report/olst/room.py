"""Motion capture in metres with the third axis up, whatever unit and axes the file has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from balance.protocol.conditions import Leg
from balance.records.errors import RecordingError
from balance.report.olst.labels import Attempt
from balance.report.olst.markers import Markers
from balance.samples import FloatArray

#: A gap as long as this is closed by a cubic through its ends; a longer one stays.
CLOSED_GAP_S: Final = 0.1
SIDES: Final[tuple[Leg, ...]] = ("left", "right")
#: Adults' legs from hip to knee and from knee to ankle are between these: 20 to 70 cm.
_SHORTEST_M: Final = 0.2
_LONGEST_M: Final = 0.7
_SCALES: Final = ((1.0, "metres"), (0.01, "centimetres"), (0.001, "millimetres"))
_UPRIGHT: Final = 0.8
_AXIS_NAMES: Final = ("X", "Y", "Z")
_FEW_SEEN: Final = 0.05
#: How much further one ankle must go up than the other, so that it is told which leg was raised.
CLEARLY_RAISED_M: Final = 0.03


@dataclass(frozen=True)
class Body:
    """Markers in the room: metres, x and y level, z up, right-handed.

    `places` are by part, shape (n, 3); not finite where a marker is not seen. `told` is what was
    found out about the file's unit and axes, in words.
    """

    time_s: FloatArray
    places: dict[str, FloatArray]
    told: tuple[str, ...]

    @property
    def rate_hz(self) -> float:
        """Frames a second."""
        return float((self.time_s.size - 1) / (self.time_s[-1] - self.time_s[0]))

    def has(self, *parts: str) -> bool:
        """Whether there is something of each of some markers."""
        return all(part in self.places for part in parts)

    def hip(self, side: Leg) -> FloatArray | None:
        """Where a hip is: between its front and back marker, or the one that there is."""
        names = (f"hip_{side}", f"hip_front_{side}", f"hip_back_{side}")
        if self.has(*names[1:]):
            middle: FloatArray = (self.places[names[1]] + self.places[names[2]]) / 2.0
            return middle
        return next((self.places[name] for name in names if name in self.places), None)


def in_the_room(markers: Markers) -> Body:
    """Bring markers to metres and the third axis up, and close short gaps.

    The unit is told by the length of thigh and shank, up by where the ankles are below the trunk,
    and whether the axes are right-handed by left, front and up of the body.

    Raises
    ------
    RecordingError
        Where the data tell no unit, or no axis that is up.
    """
    seen = {
        part: closed(place, markers.rate_hz)
        for part, place in markers.places.items()
        if np.isfinite(place).all(axis=1).mean() > _FEW_SEEN
    }
    raw = Body(markers.time_s, seen, ())
    scale, unit = _unit(raw, markers)
    turn, axis = _upward(raw, markers)
    told = [*markers.notes, f"positions are in {unit}", f"up is {axis}"]
    places = {part: scale * place @ turn.T for part, place in seen.items()}
    mirrored = _mirrored(Body(markers.time_s, places, ()))
    if mirrored:
        told.append("the axes are left-handed, and one of them was turned round")
        places = {part: place * np.array([1.0, -1.0, 1.0]) for part, place in places.items()}
    elif mirrored is None:
        told.append("the axes were taken to be right-handed")
    return Body(markers.time_s, places, tuple(told))


def closed(place: FloatArray, rate_hz: float) -> FloatArray:
    """Close gaps of `CLOSED_GAP_S` at most by a cubic; shape (n, 3)."""
    there = np.isfinite(place).all(axis=1)
    if there.all() or there.sum() < 4:
        return place
    most = round(CLOSED_GAP_S * rate_hz)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], there, [True])).astype(int)))
    short = np.zeros(there.size, dtype=bool)
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first <= most and first > 0 and last < there.size:
            short[first:last] = True
    if not short.any():
        return place
    at = np.arange(there.size, dtype=np.float64)
    filled = place.copy()
    filled[short] = CubicSpline(at[there], place[there], axis=0)(at[short])
    return filled


def raised_leg(body: Body, attempts: Iterable[Attempt]) -> Leg | None:
    """Tell the raised leg by which ankle goes up in the attempts; None where that is not clear.

    Each ankle is compared with itself outside all attempts, so that a higher marker says nothing.
    """
    if not body.has("ankle_left", "ankle_right"):
        return None
    aloft = np.zeros(body.time_s.size, dtype=bool)
    near = np.zeros(body.time_s.size, dtype=bool)
    for attempt in attempts:
        aloft |= (body.time_s > attempt.foot_lift_s) & (body.time_s < attempt.last_s)
        near |= (body.time_s > attempt.foot_lift_s - 1.0) & (body.time_s < attempt.last_s + 1.0)
    gone_up_m = {}
    for side in SIDES:
        height = body.places[f"ankle_{side}"][:, 2]
        up, down = height[aloft & np.isfinite(height)], height[~near & np.isfinite(height)]
        if up.size == 0 or down.size == 0:
            return None
        gone_up_m[side] = float(np.median(up) - np.median(down))
    higher = max(SIDES, key=lambda side: gone_up_m[side])
    lower = min(gone_up_m.values())
    return higher if gone_up_m[higher] - lower > CLEARLY_RAISED_M else None


def _unit(raw: Body, markers: Markers) -> tuple[float, str]:
    lengths = []
    for side in SIDES:
        hip, knee = raw.hip(side), raw.places.get(f"knee_{side}")
        ankle = raw.places.get(f"ankle_{side}")
        for upper, lower in ((hip, knee), (knee, ankle)):
            if upper is not None and lower is not None:
                lengths.append(_middle(np.linalg.norm(upper - lower, axis=1)))
    if not lengths:
        raise RecordingError(
            "has no two of hip, knee and ankle on one side, which tell the unit", markers.path, 1
        )
    length = float(np.median(lengths))
    for scale, unit in _SCALES:
        if _SHORTEST_M <= scale * length <= _LONGEST_M:
            return scale, unit
    raise RecordingError(
        f"a thigh or shank is {length:.4g} long, which is none in metres, centimetres or "
        "millimetres",
        markers.path,
    )


def _upward(raw: Body, markers: Markers) -> tuple[FloatArray, str]:
    """The turn to z up, shape (3, 3), and the axis of the file that is up."""
    trunk = [place for part, place in raw.places.items() if not part.startswith(("knee", "ankle"))]
    low = [place for part, place in raw.places.items() if part.startswith("ankle")]
    low = low or [place for part, place in raw.places.items() if part.startswith("knee")]
    if not trunk or not low:
        raise RecordingError("has no trunk above a leg, which tells what is up", markers.path, 1)
    between = np.mean([_middles(place) for place in trunk], axis=0)
    between = between - np.mean([_middles(place) for place in low], axis=0)
    up = int(np.argmax(np.abs(between)))
    if abs(between[up]) < _UPRIGHT * np.linalg.norm(between):
        raise RecordingError("no axis is clearly up: the trunk is not above the feet", markers.path)
    unit = np.eye(3)
    one, other = unit[(up + 1) % 3], unit[(up + 2) % 3]
    if between[up] < 0.0:
        one, other = other, one
    name = f"{'' if between[up] > 0.0 else '-'}{_AXIS_NAMES[up]}"
    return np.stack((one, other, np.sign(between[up]) * unit[up])), name


def _mirrored(body: Body) -> bool | None:
    """Whether left, front and up of the body are as in a mirror; None where it can't be told."""
    left, right = body.hip("left"), body.hip("right")
    front, back = body.places.get("chest"), body.places.get("upper_back")
    if back is None:
        back = body.places.get("lower_back")
    if left is None or right is None or front is None or back is None:
        return None
    forward, leftward = front - back, left - right
    turn = forward[:, 0] * leftward[:, 1] - forward[:, 1] * leftward[:, 0]
    there = np.isfinite(turn)
    return bool(np.median(turn[there]) < 0.0) if there.any() else None


def _middle(values: FloatArray) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if there.size else float("nan")


def _middles(place: FloatArray) -> FloatArray:
    there = place[np.isfinite(place).all(axis=1)]
    return np.median(there, axis=0)

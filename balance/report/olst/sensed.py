"""What a sensor on the body would have felt, out of motion capture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import butter, sosfiltfilt

from balance.protocol.conditions import Leg
from balance.records.errors import RecordingError
from balance.report.olst.attitude import along, of_cluster, rate_of_turn, shape_of
from balance.report.olst.room import Body
from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from balance.signal.placement import Placement
from balance.simulate.draw import Draw
from balance.simulate.sensor import PRESETS, digitised

#: There is no marker below the ankle, and so nothing that tells how a foot is turned.
PLACES: Final[tuple[Placement, ...]] = ("lower_back", "chest", "thigh", "shank")
#: Positions are smoothed as much as their own noise asks for: to where it makes so much of each
#: axis of acceleration, RMS. With some more no stance is still to the timer, with less knocks are
#: lost; docs/decisions/0023-olst-as-published.md has what was tried.
NOISE_M_S2: Final = 0.08
WIDEST_HZ: Final = 15.0
NARROWEST_HZ: Final = 6.0
SENSOR: Final = "imu100"
THIGH_DOWN: Final = 0.6
SHANK_DOWN: Final = 0.7
LEAST_RUN_S: Final = 1.0
EDGE_S: Final = 0.1
_CLUSTERS: Final = {
    "lower_back": ("lower_back", "hip_front_left", "hip_front_right", "hip_back_left",
                   "hip_back_right"),
    "chest": ("chest", "upper_back", "lower_back"),
}  # fmt: skip
_PUBLISHED: Final = {
    "lower_back": "Lower_Back",
    "chest": "Chest",
    "hip_front": "Hip_{}_Ant",
    "hip_back": "Hip_{}_Post",
    "knee": "Knee_{}",
    "ankle": "Ankle_{}",
}
_TURNED_WITH: Final = 3
#: A marker of a cluster that is seen much less than the one worn beside is done without.
_SEEN_AS_OFTEN: Final = 0.95
#: Fourth differences of white noise have 70 times its variance: 1 + 16 + 36 + 16 + 1.
_FOURTH: Final = 70.0
_MEDIAN_OF_NORMAL: Final = 0.6745
_ANGLES: Final = 2000


@dataclass(frozen=True)
class Worn:
    """Where a sensor sits and how it is turned, all frames of a run: (n, 3) and (n, 3, 3)."""

    place_m: FloatArray
    turn: FloatArray


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How positions were smoothed: down by 3 dB at the bandwidth; SD of the markers' own noise."""

    bandwidth_hz: float
    marker_noise_mm: float


@dataclass(frozen=True)
class Sensed:
    """What a sensor would have felt.

    Attributes
    ----------
    block : SampleBlock
        Empty where the markers were never seen for long enough; a gap where they were not seen.
    smoothing : Smoothing
        What was left of fast movement.
    """

    block: SampleBlock
    smoothing: Smoothing


def felt_at(
    body: Body, placement: Placement, leg: Leg, *, bandwidth_hz: float | None = None
) -> Sensed:
    """Work out what an ideal sensor feels, by the markers it would be worn beside.

    Parameters
    ----------
    body
        The markers.
    placement
        One of `PLACES`.
    leg
        The leg that is raised, which a sensor on thigh or shank is worn on.
    bandwidth_hz
        Where the smoothing is down by 3 dB; as `bandwidth_for` has it where None. Nothing faster is
        known: the knock of a landing foot, some 10 to 45 Hz, is softened at the trunk and mostly
        lost at the shank.

    Raises
    ------
    RecordingError
        Where a marker that is needed is not in the file; it is named.
    """
    needed = _needed(body, placement, leg)
    there = np.all([np.isfinite(body.places[part]).all(axis=1) for part in needed], axis=0)
    edge = round(EDGE_S * body.rate_hz)
    runs = list(_runs(there, round(LEAST_RUN_S * body.rate_hz)))
    noises = [marker_noise_m(body.places[part][run]) for run in runs for part in needed]
    noise_m = float(np.median(noises)) if noises else 0.0
    if bandwidth_hz is None:
        bandwidth_hz = bandwidth_for(noise_m, body.rate_hz)
    times, forces, turns = [], [], []
    before: FloatArray | None = None
    for run in runs:
        seen = {part: body.places[part][run] for part in needed}
        smooth = {
            part: low_passed(place, body.rate_hz, bandwidth_hz) for part, place in seen.items()
        }
        worn, before = _worn(Body(body.time_s[run], smooth, ()), placement, leg, before)
        inner = slice(edge, worn.place_m.shape[0] - edge)
        times.append(body.time_s[run][inner])
        forces.append(specific_force(worn, body.rate_hz)[inner])
        turns.append(rate_of_turn(worn.turn, body.rate_hz)[inner])
    smoothing = Smoothing(bandwidth_hz, 1000.0 * noise_m)
    if not times:
        empty = SampleBlock(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
        return Sensed(empty, smoothing)
    block = SampleBlock(np.concatenate(times), np.concatenate(forces), np.concatenate(turns))
    return Sensed(block, smoothing)


def with_sensor(block: SampleBlock, seed: int, topic: str) -> SampleBlock:
    """Add what a usual sensor adds: bias, gain, noise and steps, by `simulate`'s `SENSOR`.

    The same seed and topic give the same numbers.
    """
    if len(block) == 0 or block.gyr_rad_s is None:
        return block
    draw = Draw(seed, "report", topic)
    model = PRESETS[SENSOR]
    acc = digitised(block.acc_m_s2, model, draw, gyroscope=False)
    gyr = digitised(block.gyr_rad_s, model, draw, gyroscope=True)
    return SampleBlock(block.time_s, acc, gyr)


def low_passed(place: FloatArray, rate_hz: float, bandwidth_hz: float) -> FloatArray:
    """Smooth without delay: Butterworth of order 2, both ways, down by 3 dB at the bandwidth."""
    corner = _corner_hz(rate_hz, bandwidth_hz)
    if corner >= 0.49 * rate_hz:
        return place
    sos = butter(2, corner, fs=rate_hz, output="sos")
    smooth: FloatArray = sosfiltfilt(sos, place, axis=0, padlen=min(60, place.shape[0] - 1))
    return smooth


def _corner_hz(rate_hz: float, bandwidth_hz: float) -> float:
    """The corner of a filter that two passes of are down by 3 dB at the bandwidth.

    Two passes lower it by (sqrt 2 - 1)^(1/4) = 0.802 (Winter, Biomechanics and Motor Control), on
    the scale of the bilinear transform.
    """
    warped = np.tan(np.pi * bandwidth_hz / rate_hz) / (2.0**0.5 - 1.0) ** 0.25
    return float(rate_hz / np.pi * np.arctan(warped))


def specific_force(worn: Worn, rate_hz: float) -> FloatArray:
    """What an accelerometer feels in its own axes, R^T (p'' + g up); shape (n, 3), m/s^2."""
    place = worn.place_m
    bend = np.empty_like(place)
    bend[1:-1] = (place[2:] - 2.0 * place[1:-1] + place[:-2]) * rate_hz**2
    bend[0], bend[-1] = bend[1], bend[-2]
    bend[:, 2] += GRAVITY_M_S2
    force: FloatArray = np.einsum("nji,nj->ni", worn.turn, bend)
    return force


def marker_noise_m(place: FloatArray) -> float:
    """SD of a marker's own noise on one axis, by fourth differences, which movement hardly has."""
    fourth = np.abs(np.diff(place, n=4, axis=0))
    return float(np.median(fourth) / (_MEDIAN_OF_NORMAL * np.sqrt(_FOURTH)))


def felt_of_noise(rate_hz: float, bandwidth_hz: float) -> float:
    """What an SD of 1 m of white noise in positions makes of acceleration, m/s^2 RMS.

    The gain of smoothing and second differences, squared, over all frequencies.
    """
    angle = (np.arange(_ANGLES) + 0.5) * np.pi / _ANGLES
    corner = np.tan(np.pi * _corner_hz(rate_hz, bandwidth_hz) / rate_hz)
    passed = 1.0 / (1.0 + (np.tan(angle / 2.0) / corner) ** 4)
    twice_differenced = (2.0 - 2.0 * np.cos(angle)) * rate_hz**2
    return float(np.sqrt(np.mean((passed * twice_differenced) ** 2)))


def bandwidth_for(noise_m: float, rate_hz: float) -> float:
    """How far up in frequency positions with some noise are good for acceleration, in Hz.

    Where the noise makes `NOISE_M_S2`, but from `NARROWEST_HZ` to `WIDEST_HZ`, in steps of 0.1 Hz.
    """
    steps = np.arange(NARROWEST_HZ, WIDEST_HZ + 0.05, 0.1)
    good = [hz for hz in steps if noise_m * felt_of_noise(rate_hz, hz) <= NOISE_M_S2]
    return round(float(max(good, default=NARROWEST_HZ)), 1)


def _needed(body: Body, placement: Placement, leg: Leg) -> tuple[str, ...]:
    """The markers that a placement is worked out of; the first is the one it is worn beside."""
    if placement in _CLUSTERS:
        _must_have(body, (placement,))
        often = _SEEN_AS_OFTEN * _seen(body, placement)
        cluster = tuple(part for part in _CLUSTERS[placement]
                        if part in body.places and _seen(body, part) >= often)  # fmt: skip
        if len(cluster) >= _TURNED_WITH:
            return cluster
        ends = ("lower_back", "chest")
        _must_have(body, ends)
        return ends if placement == "lower_back" else ends[::-1]
    knee, ankle = f"knee_{leg}", f"ankle_{leg}"
    if placement == "shank":
        _must_have(body, (ankle, knee))
        return ankle, knee
    hips = tuple(part for part in (f"hip_front_{leg}", f"hip_back_{leg}") if part in body.places)
    if len(hips) < 2:
        hips = tuple(part for part in (f"hip_{leg}", *hips) if part in body.places)[:1]
    _must_have(body, (knee, *(hips or (f"hip_front_{leg}",))))
    return knee, *hips


def _seen(body: Body, part: str) -> float:
    return float(np.isfinite(body.places[part]).all(axis=1).mean())


def _must_have(body: Body, parts: tuple[str, ...]) -> None:
    for part in parts:
        if part not in body.places:
            where, _, side = part.rpartition("_")
            name = _PUBLISHED[part] if part in _PUBLISHED else _PUBLISHED[where]
            name = name.format(side[:1].upper())
            raise RecordingError(f"no marker {name} is seen (looked for {name}_pos_X, _Y and _Z)")


def _worn(
    body: Body, placement: Placement, leg: Leg, before: FloatArray | None
) -> tuple[Worn, FloatArray]:
    """Where the sensor is in one run, and what its turn in the next has to go on from.

    That is the shape of a cluster, or where the x axis of a segment pointed last.
    """
    if placement in _CLUSTERS and len(body.places) >= _TURNED_WITH:
        places = list(body.places.values())
        shape = shape_of(places) if before is None else before
        if shape is None:
            raise RecordingError(f"the markers of the {placement.replace('_', ' ')} are in a line")
        return Worn(body.places[placement], of_cluster(places, shape)), shape
    if placement in _CLUSTERS:
        turn = along(body.places["chest"], body.places["lower_back"], before)
        return Worn(body.places[placement], turn), turn[-1, :, 0]
    knee = body.places[f"knee_{leg}"]
    hip = body.hip(leg)
    if placement == "thigh" and hip is not None:
        top, bottom, down = hip, knee, THIGH_DOWN
    else:
        top, bottom, down = knee, body.places[f"ankle_{leg}"], SHANK_DOWN
    turn = along(top, bottom, before)
    return Worn(top + down * (bottom - top), turn), turn[-1, :, 0]


def _runs(there: np.ndarray[tuple[int], np.dtype[np.bool_]], least: int) -> Iterator[slice]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], there, [False])).astype(int)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first >= least:
            yield slice(int(first), int(last))

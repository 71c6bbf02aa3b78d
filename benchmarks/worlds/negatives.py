"""Recordings without a hold: real standing, walking, rising and handling, and steps of real pieces.

Files lie outside the project, in ``../shared``; the judged half of them is never learned from.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, Inlet, SampleBlock
from balance.signal.placement import Placement
from worlds import real_pieces, real_sway
from worlds.labelled import Labelled
from worlds.real_clips import Clip, append
from worlds.real_parts import failed_start, landing_of, single_step, stand, start_of, walk
from worlds.real_pieces import PEOPLE, SHARED, Piece, nearest
from worlds.real_sensors import any_mount, any_turn, recorded

_KEY: Final = 6303
_SHORTEST_S: Final = 14.0
_LONGEST_S: Final = 60.0
_GAIT: Final = {"1-1": "p01", "3-1": "p02", "5-1": "p03", "7-1": "p04", "9-1": "p05"}
_FILES: Final = {
    "lower_back": (
        "data/gait-l5-feet/*_lb.txt",
        "data/konectom-belt/*.csv",
        "data/lumbar/*.csv",
        "data/mpower-pocket/*.csv",
        "data/phyphox/brantlii_*.csv",
    ),
    "foot": (
        "data/gait-l5-feet/*_[lr]f.txt",
        "data/mpower-pocket/*.csv",
        "data/other-loggers/ngimu_foot_walk.csv",
        "data/phyphox/brantlii_walking_*.csv",
        "data/st-yoga/Standing_*.csv",
        "cases/16-two-strides-taken-for-a-hold/*.csv",
    ),
}


def available() -> bool:
    """Whether the recordings are here."""
    here = real_pieces.available() and real_sway.available()
    return here and bool(_files("lower_back")) and bool(_files("foot"))


def files(
    placement: Placement, *, judged: bool = False, people: tuple[str, ...] | None = None
) -> list[Path]:
    """List the files that windows are taken from; unreadable and short ones are left out."""
    allowed = PEOPLE if people is None else people
    listed = _files(nearest(placement))
    groups = sorted({_group(path) for path in listed})
    half = [path for path in listed if groups.index(_group(path)) % 2 == int(judged)]
    return [path for path in half if _person(path) in ("", *allowed)]


def draw(
    seed: int,
    placement: Placement,
    *,
    judged: bool = False,
    people: tuple[str, ...] | None = None,
) -> Labelled:
    """Give one recording without a hold.

    Parameters
    ----------
    placement
        Trunk placements give the lower back, leg placements the foot; a pocket stands for either.
    judged
        From the other half of the files and, where a person has enough, of the pieces.
    people
        Only these, by code, and files of nobody of the ten; all where None.
    """
    rng = np.random.default_rng([seed, _KEY, int(judged)])
    place = nearest(placement)
    allowed = PEOPLE if people is None else tuple(people)
    starts = _half(real_pieces.starts(place), allowed, judged=judged)
    landings = _half(real_pieces.landings(place), allowed, judged=judged)
    paths = files(placement, judged=judged, people=people)
    if paths and (not starts or rng.random() < 0.45):
        path = paths[int(rng.integers(len(paths)))]
        block = _window(rng, _block(path))
        return Labelled("negatives", _person(path), place, block, (), ())
    course = _Course(rng, starts, landings)
    block = recorded(rng, course.clip, any_mount(rng, course.mount))
    return Labelled("negatives", "+".join(sorted(course.used)), place, block, (), ())


class _Course:
    """Standing, steps and walks of real pieces, one after the other."""

    def __init__(
        self, rng: np.random.Generator, starts: list[Piece], landings: list[Piece]
    ) -> None:
        self.rng, self.landings = rng, landings
        self.piece = starts[int(rng.integers(len(starts)))]
        self.used = {self.piece.person}
        self.mount = self.piece.mount
        self.restless = float(rng.uniform(1.0, 3.0)) if rng.random() < 0.6 else 1.0
        rows = round(rng.uniform(20.0, _LONGEST_S) * 100)
        self.clip = self._stand()
        kinds = ("walk", "step", "failed", "stand") if landings else ("failed", "stand")
        usual = str(rng.choice(kinds))
        while len(self.clip) < rows:
            kind = usual if rng.random() < 0.6 else str(rng.choice(kinds))
            self.clip = append(self.clip, self._move(kind), 60)[0]
            self.clip = append(self.clip, self._stand(), 60)[0]

    def _stand(self) -> Clip:
        return stand(self.rng, self.piece, round(self.rng.uniform(120, 700)), self.restless)

    def _move(self, kind: str) -> Clip:
        if kind == "stand":
            return self._stand()
        if kind == "failed":
            return failed_start(self.rng, self.piece)
        varied = bool(self.rng.random() < 0.6)
        landing = self._landing(varied=varied)
        start = start_of(self.rng, self.piece) if varied else self.piece.clip
        return walk(start, landing) if kind == "walk" else single_step(self.rng, start, landing)

    def _landing(self, *, varied: bool) -> Clip:
        own = [piece for piece in self.landings if piece.person == self.piece.person]
        pool = own if own and self.rng.random() < 0.7 else self.landings
        piece = pool[int(self.rng.integers(len(pool)))]
        self.used.add(piece.person)
        if not varied:
            return piece.clip
        return landing_of(self.rng, piece, self.piece.side, soft=bool(self.rng.random() < 0.4))


def _half(pieces: tuple[Piece, ...], allowed: tuple[str, ...], *, judged: bool) -> list[Piece]:
    """Give every second piece of the people allowed; all of theirs where that leaves none."""
    half = [p for number, p in enumerate(pieces) if number % 2 == int(judged)]
    kept = [piece for piece in half if piece.person in allowed]
    return kept or [piece for piece in pieces if piece.person in allowed]


def _group(path: Path) -> str:
    """What belongs to one recording of one person, and so in one half."""
    length = {"gait-l5-feet": 3, "konectom-belt": 8}.get(path.parent.name)
    return f"{path.parent.name}/{path.name[:length]}"


def _person(path: Path) -> str:
    return _GAIT.get(path.name[:3], "") if path.parent.name == "gait-l5-feet" else ""


@functools.cache
def _files(place: str) -> tuple[Path, ...]:
    found = sorted(path for pattern in _FILES[place] for path in SHARED.glob(pattern))
    return tuple(path for path in found if _block(path).duration_s >= _SHORTEST_S)


@functools.cache
def _block(path: Path) -> SampleBlock:
    """Read a file; empty where the project can't."""
    if path.name.startswith("mobgap"):  # counts samples, of which its page says 100 a second
        rows = np.loadtxt(path, delimiter=",", skiprows=1)
        turn = np.deg2rad(rows[:, 4:7])
        return Inlet().push(rows[:, 0] / 100.0, GRAVITY_M_S2 * rows[:, 1:4], turn)
    try:
        return open_recording(path).block
    except RecordingError:
        return SampleBlock(np.empty(0), np.empty((0, 3)))


def _window(rng: np.random.Generator, block: SampleBlock) -> SampleBlock:
    """Cut a window out, from time 0 on, and turn the sensor half of the time."""
    time = block.time_s - block.time_s[0]
    length = min(float(rng.uniform(20.0, _LONGEST_S)), block.duration_s)
    first = rng.uniform(0.0, block.duration_s - length)
    rows = (time >= first) & (time <= first + length)
    acc, gyr = block.acc_m_s2[rows], block.gyr_rad_s
    gyr = None if gyr is None else gyr[rows]
    if rng.random() < 0.5:
        turn = any_turn(rng)
        acc = turn.apply(acc)
        gyr = None if gyr is None else turn.apply(gyr)
    return SampleBlock(time[rows] - time[rows][0], acc, gyr)

"""Real starts and landings recombined and varied, so that they are like a careful balance test.

The start of one person and trial meets the landing of another; both are made slower, smaller,
softer, more restless, with holds, corrections and endings of all kinds in between.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from balance.signal.placement import Placement
from worlds import real_pieces, real_sway
from worlds.labelled import Labelled
from worlds.real_clips import FS, Clip, append, mirrored
from worlds.real_holds import Style, any_style, one_leg_between
from worlds.real_parts import (
    failed_start,
    landing_of,
    stand,
    start_of,
    stumbling,
    walk,
    with_tap,
)
from worlds.real_pieces import PEOPLE, Piece, nearest
from worlds.real_sensors import any_mount, on_chest, recorded

_KEY: Final = 6202
_ENDINGS: Final = {
    "firm": 0.33,
    "soft": 0.27,
    "stumble": 0.12,
    "toe_tap": 0.12,
    "step_away": 0.09,
    "recording_end": 0.07,
}


def available() -> bool:
    """Whether the recordings that it is made of are here."""
    return real_pieces.available() and real_sway.available()


def draw(
    seed: int,
    placement: Placement,
    *,
    judged: bool = False,
    people: tuple[str, ...] | None = None,
) -> Labelled:
    """Make one recording with one to three holds.

    Parameters
    ----------
    placement
        Chest is made from the lower back; thigh and shank give the foot.
    judged
        Others than those to learn from.
    people
        Only these, by code; all where None.
    """
    rng = np.random.default_rng([seed, _KEY, int(judged)])
    place = nearest(placement)
    given = placement if placement == "chest" else place
    course = _Course(rng, place, PEOPLE if people is None else tuple(people))
    holds = int(rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2]))
    for number in range(holds):
        course.attempt(last=number == holds - 1, longest=30.0 if holds == 1 else 15.0)
    clip, mount = course.clip, course.mount
    if given == "chest":
        clip = on_chest(rng, clip)
    if rng.random() < 0.5:
        clip = mirrored(clip)
        mount = Rotation.from_rotvec(mount.as_rotvec() * [-1.0, 1.0, -1.0])
    block = recorded(rng, clip, any_mount(rng, mount))
    last = float(block.time_s[-1])
    holds_s = tuple((lift, min(end, last)) for lift, end in course.holds)
    person = "+".join(sorted(course.used))
    unsure = tuple(course.unsure)
    return Labelled("collage", person, given, block, holds_s, tuple(course.endings), unsure)


class _Course:
    """A recording that grows, attempt by attempt."""

    def __init__(self, rng: np.random.Generator, place: str, people: tuple[str, ...]) -> None:
        self.rng, self.place = rng, place
        self.starts = real_pieces.starts(place, people)
        self.landings = real_pieces.landings(place, people)
        if not self.starts or not self.landings:
            raise ValueError(f"None of {people} has a start and a landing for {place}.")
        self.own = self._start_piece()
        self.used = {self.own.person}
        self.mount = self.own.mount
        self.restless = float(rng.uniform(1.0, 3.0)) if rng.random() < 0.5 else 1.0
        self.style = any_style(rng, place)
        self.clip = stand(rng, self.own, round(rng.uniform(50, 400)), self.restless)
        self.holds: list[tuple[float, float]] = []
        self.endings: list[str] = []
        self.unsure: list[tuple[float, float]] = []

    def attempt(self, *, last: bool, longest: float) -> None:
        """Add a stand, perhaps failed starts, a hold and its ending."""
        rng = self.rng
        for _ in range(int(rng.choice(3, p=[0.7, 0.2, 0.1]))):
            self._add(failed_start(rng, self.own), 50)
            self._add(stand(rng, self.own, round(rng.uniform(120, 350)), self.restless), 50)
        start = start_of(rng, self.own, self.restless)
        if rng.random() < 0.12:
            start = with_tap(rng, start, self._landing(soft=True))
        ending = self._ending(last=last)
        seconds = float(np.exp(rng.uniform(np.log(1.2), np.log(longest))))
        over = rng.uniform(1.5, 3.0) if ending == "recording_end" else 0.0
        landing, final = self._landing_and_after(ending)
        growing = bool(rng.random() < (0.8 if ending == "stumble" else 0.25))
        rows = round((seconds + over) * FS)
        clip, contact = one_leg_between(
            rng, self.place, self._style(), start, landing, rows, growing=growing
        )
        offset = self._add(clip, 60)
        lift, end = offset + start.event, offset + contact
        if ending == "recording_end":
            end = lift + round(seconds * FS)
            self.clip = self.clip[: end + 1]
        self.holds.append((lift / FS, end / FS))
        self.endings.append(ending)
        if final > landing.event:
            self.unsure.append((end / FS + 0.15, (end + final - landing.event) / FS))
        if not last:
            self._add(stand(rng, self.own, round(rng.uniform(150, 500)), self.restless), 80)

    def _landing_and_after(self, ending: str) -> tuple[Clip, int]:
        """Give the landing with what follows, and the row of the final contact."""
        rng = self.rng
        landing = self._landing(soft=ending == "soft" or bool(rng.random() < 0.15))
        final = landing.event
        if ending == "stumble":
            more = [self._landing(soft=False) for _ in range(int(rng.integers(1, 3)))]
            landing = stumbling(rng, landing, more)
        elif ending == "step_away":
            away = walk(start_of(rng, self.own), self._landing(soft=False))
            first = max(away.event - int(rng.uniform(20, 60)), 0)
            standing = landing[: landing.event + int(rng.uniform(40, 90))]
            joined = append(standing, away[first:], 25)[0]
            landing = Clip(joined.turn, joined.lin, landing.event)
        elif ending == "toe_tap":
            landing, final = self._tapped(landing)
        return landing, final

    def _tapped(self, landing: Clip) -> tuple[Clip, int]:
        """Touch, go up again at once, and come down for good."""
        rng = self.rng
        touch = landing.event
        off = touch + int(rng.uniform(10, 30))
        again = Clip(landing.turn, landing.lin, off - 8)
        rows = int(rng.uniform(50, 300))
        style = any_style(rng, self.place)
        style = replace(style, raise_deg=style.raise_deg * rng.uniform(0.15, 0.6))
        clip, final = one_leg_between(rng, self.place, style, again, self._landing(soft=True), rows)
        return Clip(clip.turn, clip.lin, touch), final

    def _style(self) -> Style:
        if self.rng.random() < 0.3:
            self.style = any_style(self.rng, self.place)
        return self.style

    def _ending(self, *, last: bool) -> str:
        names = [name for name in _ENDINGS if last or name != "recording_end"]
        odds = np.array([_ENDINGS[name] for name in names])
        return str(self.rng.choice(names, p=odds / odds.sum()))

    def _start_piece(self) -> Piece:
        return self.starts[int(self.rng.integers(len(self.starts)))]

    def _landing(self, *, soft: bool) -> Clip:
        """Draw a landing, half of the time of the same person."""
        own = [piece for piece in self.landings if piece.person == self.own.person]
        pool = own if own and self.rng.random() < 0.5 else self.landings
        piece = pool[int(self.rng.integers(len(pool)))]
        self.used.add(piece.person)
        return landing_of(self.rng, piece, self.own.side, soft=soft)

    def _add(self, clip: Clip, rows: int) -> int:
        self.clip, offset = append(self.clip, clip, rows)
        return offset

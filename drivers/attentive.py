"""A simulated person who does as told: waits, lifts when asked to, and changes legs when asked to.

What is asked comes as it comes to the screen of a phone that is the sensor (`drivers.telling`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from drivers.playback import CHUNK_S, Clock, waited
from drivers.source import EndOfSource
from drivers.telling import Told

if TYPE_CHECKING:
    from balance.protocol.conditions import Leg
    from balance.simulate.session import Simulated

MIXED_S: Final = 0.6  # in which one stretch of standing goes over into another
READY_S: Final = 0.25  # a body gathers itself so long before its weight is seen to move
UNSEEN_S: Final = 20.0  # who lifted, and is asked to for so long after it, was not seen to


@dataclass(frozen=True, slots=True)
class Course:
    """Attempts on one leg, and the rows of the quiet standing before each and after the last."""

    block: SampleBlock
    quiet: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, session: Simulated) -> Course:
        """Take it from a simulated session."""
        times_s = session.block.time_s
        spans = [(begin_s, end_s - READY_S) for begin_s, end_s in session.quiet]
        rows = [np.searchsorted(times_s, span) for span in spans]
        last = len(times_s) - 1
        return cls(session.block, tuple((int(a), int(min(b, last))) for a, b in rows))


class Attentive:
    """Rows of one person, one after the other without a jump; `hear` says what to do.

    Standing quietly, the person stands as in the quiet before the next attempt, gone through
    forward and backward for as long as nothing is asked. After the last attempt the first comes.

    Parameters
    ----------
    courses
        The attempts on each leg.
    leg
        Which one is stood on first.
    seed
        Of where the quiet standing turns.

    Attributes
    ----------
    time_s : float
        Time of the newest row.
    """

    def __init__(self, courses: Mapping[Leg, Course], leg: Leg, seed: int) -> None:
        self._courses = courses
        self._leg = leg
        self._next = dict.fromkeys(courses, 0)  # the attempt that comes, on each leg
        self._rng = np.random.default_rng(seed)
        self._told = Told()
        self._answered = False  # whether the foot came up since it was asked for
        self._stood_s = 0.0
        self._at = 0
        self._turn = 0
        self._moving = True  # straight on, until the quiet before the attempt that comes
        self._from: FloatArray | None = None
        self._mixed_s = MIXED_S
        self.time_s = float(courses[leg].block.time_s[0])

    def hear(self, told: Told) -> None:
        """Take note of what is wanted now. From any thread.

        One request is for one attempt, however late its answer is seen.
        """
        self._told = told
        if told.state != "lift":
            self._answered = False

    def rows(self, length_s: float) -> SampleBlock:
        """Go on for so long."""
        until_s = self.time_s + length_s
        times_s: list[float] = []
        values: list[FloatArray] = []
        while not times_s or self.time_s < until_s:
            values.append(self._row(self._step()))
            times_s.append(self.time_s)
        made = np.asarray(values)
        gyr = made[:, 3:] if made.shape[1] > 3 else None
        return SampleBlock(np.asarray(times_s), made[:, :3], gyr)

    def _step(self) -> float:
        """Go on by one row; gives the seconds to it."""
        course = self._courses[self._leg]
        begin, end = course.quiet[self._next[self._leg]]
        before = self._at
        if self._moving:
            self._at += 1
            self._moving = self._at < begin
        elif self._wanted_leg() != self._leg:
            self._go_to(self._wanted_leg())
            before = self._at - 1
        elif self._asked() and self._at >= end:
            self._lift(course)
            before = self._at - 1
        elif self._asked():
            self._at += 1
        else:
            self._wander(begin, end)
        course = self._courses[self._leg]
        times_s = course.block.time_s
        step_s = abs(float(times_s[self._at] - times_s[before]))
        self.time_s += step_s
        self._stood_s = 0.0 if self._moving else self._stood_s + step_s
        return step_s

    def _asked(self) -> bool:
        """Whether the foot is to come up now."""
        unanswered = not self._answered or self._stood_s >= UNSEEN_S
        return self._told.state == "lift" and unanswered

    def _wanted_leg(self) -> Leg:
        """The leg that was asked for, once the person is to stand on it; it takes no rest to."""
        wanted = self._told.stance_leg
        asked = self._told.state in ("still", "lift") and wanted in self._courses
        return wanted if asked and wanted is not None else self._leg

    def _go_to(self, leg: Leg) -> None:
        """Stand with the sensor moved to the other leg."""
        self._mix()
        self._leg = leg
        self._at = self._turn = self._courses[leg].quiet[self._next[leg]][0] + 1

    def _lift(self, course: Course) -> None:
        """Begin the next attempt, the first again where that was the last."""
        last = len(course.quiet) - 1
        if self._next[self._leg] == last:
            self._mix()
            self._next[self._leg] = 0
            self._at = course.quiet[0][1]
        self._next[self._leg] += 1
        self._moving = self._answered = True
        self._at += 1

    def _wander(self, begin: int, end: int) -> None:
        """Stand quietly, forward and backward between turns at random."""
        if self._at == self._turn or not begin <= self._turn <= end:
            self._turn = int(self._rng.integers(begin, end + 1))
        self._at += 1 if self._turn > self._at else -1
        self._at = min(max(self._at, begin), end)

    def _mix(self) -> None:
        """Have what comes go over from what is, without a jump."""
        self._from, self._mixed_s = self._row(0.0), 0.0

    def _row(self, step_s: float) -> FloatArray:
        block = self._courses[self._leg].block
        parts: Sequence[FloatArray] = [block.acc_m_s2[self._at]]
        if block.gyr_rad_s is not None:
            parts = [*parts, block.gyr_rad_s[self._at]]
        here: FloatArray = np.concatenate(parts)
        if self._from is None:
            return here
        self._mixed_s += step_s
        share = min(self._mixed_s / MIXED_S, 1.0)
        mixed: FloatArray = share * here + (1.0 - share) * self._from
        if share >= 1.0:
            self._from = None
        return mixed


class AttentivePlay:
    """Hands out the rows of a person as they happen, a chunk at a time."""

    def __init__(
        self, person: Attentive, speed: float, clock: Clock, stopped: threading.Event
    ) -> None:
        self._person = person
        self._speed = speed
        self._clock = clock
        self._stopped = stopped
        self._began_s = person.time_s
        self._start_s: float | None = None

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next chunk; it is made when it is due, by what was heard until then."""
        if self._stopped.is_set():
            raise EndOfSource("The source was closed.")
        if self._start_s is None:
            self._start_s = self._clock.now_s()
        played_s = self._person.time_s + CHUNK_S - self._began_s
        due_s = self._start_s + played_s / self._speed
        if not waited(due_s, timeout_s, self._clock, self._stopped):
            return None
        return self._person.rows(CHUNK_S)

"""Keeps how surely somebody stood on one leg, for those who want to see it."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray
from balance.timing.results import Course


class CourseKeeper:
    """Has the course of a stream, where the timer was given one. It grows with the stream."""

    def __init__(self) -> None:
        self._times: list[FloatArray] = []
        self._odds: list[FloatArray] = []

    def push(self, time_s: FloatArray, odds: FloatArray) -> None:
        """Add rows: times, and log odds that somebody was on one leg then."""
        self._times.append(time_s)
        self._odds.append(odds)

    @property
    def course(self) -> Course | None:
        """What there is so far; None where nothing was kept."""
        if not self._times:
            return None
        share = 1.0 / (1.0 + np.exp(-np.clip(np.concatenate(self._odds), -30.0, 30.0)))
        return Course(np.concatenate(self._times), share)

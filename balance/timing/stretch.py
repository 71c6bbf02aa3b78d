"""One unbroken stretch of samples: its grid rows, and the model's answers to them.

The model runs in tiles of `TILE` rows. A new level frame is taken at the border of two tiles and
nowhere else, so that it does not matter how the stream was cut.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.features import LEAD, Features
from balance.signal.grid import STEP_S, rows
from balance.signal.ring import Recent
from balance.timing.course import CourseKeeper
from balance.timing.heard import Heard
from balance.timing.inputs import ROW_S, STRIDE, model_rows, standing_of
from balance.timing.joining import joined
from balance.timing.level import Level
from balance.timing.network import OUTPUTS, UP, UP_AFTER, Network, Weights

SLAB: Final = rows(20.0)  # grid rows that are taken at once
TILE: Final = round(5.0 / ROW_S)
_KEEP: Final = rows(40.0)
_COURSE: Final = 2  # which answer is shown: that after a second


def model_rows_in(seconds: float) -> int:
    """Rows of the model in a time, at least one."""
    return max(1, round(seconds / ROW_S))


class Stretch:
    """Samples in, answers of the model out.

    Parameters
    ----------
    start_s
        Time of the first sample.
    weights
        Of the model.
    has_gyr
        Whether there is a rate of turn.
    course
        Keeps the course of "on one leg", where it is wanted.
    heard
        Is told the answers as they are of this sensor alone, from when a level was known on.
    beside
        Of a leg that is `heard`, the answers of the same person's trunk, complete up to `LATER_S`
        after each row that is pushed here: they are joined with those of the leg.

    Attributes
    ----------
    features : Features
        The grid rows.
    answers : Recent
        A column for each output of the model; rows are model rows, counted as in `model_rows`.
    level : Level or None
        The frame that the next rows are seen in; None until somebody stood still.
    """

    def __init__(
        self,
        start_s: float,
        weights: Weights,
        *,
        has_gyr: bool,
        course: CourseKeeper | None = None,
        heard: Heard | None = None,
        beside: Heard | None = None,
    ) -> None:
        self.features = Features(start_s, has_gyr=has_gyr, keep=_KEEP + SLAB)
        self.level: Level | None = None
        self.answers = Recent(OUTPUTS, (_KEEP + SLAB) // STRIDE)
        self._network = Network(weights)
        self._course = course
        self._heard = heard
        self._heard_from = 0
        self._beside = beside
        self._origin = 0
        self._wanted: Level | None = None
        self._standing = np.zeros(0)

    def time_s(self, grid_row: float) -> float:
        """Time of a grid row."""
        return self.features.time_s(grid_row)

    def row_end_s(self, model_row: int) -> float:
        """Time at which a model row is complete: that of its newest grid row."""
        return self.features.time_s(STRIDE * model_row + STRIDE - 1)

    @property
    def end(self) -> int:
        """Model row after the newest answer."""
        return self._origin + self.answers.end

    def push(self, block: SampleBlock) -> None:
        """Add samples, no more than `SLAB` grid rows of them."""
        self.features.push(block)

    def begin(self, level: Level, grid_row: int, known: int) -> None:
        """Let the model look, from the row on that holds a grid row.

        `known` is the grid row at which that level became known: nobody else is told of answers
        to rows before it, which may be asked for sooner.
        """
        self._take(level)
        self._origin = max(LEAD, grid_row) // STRIDE
        self._heard_from = known // STRIDE + 1

    def relevel(self, level: Level) -> None:
        """Take another frame at the next border of two tiles."""
        self._wanted = level

    def _take(self, level: Level) -> None:
        self.level = level
        self._standing = standing_of(level, has_gyr=self.features.has_gyr)

    def advance(self) -> bool:
        """Answer what can be, up to the end of the tile; True where something was."""
        if self.level is None:
            return False
        done = self.answers.end
        known = self.features.rows.end // STRIDE - self._origin
        upto = min(known, (done // TILE + 1) * TILE)
        if upto <= done:
            return False
        if self._wanted is not None and done % TILE == 0:
            self._take(self._wanted)
            self._wanted = None
        first = self._origin + done
        seen = model_rows(self.features, self.level, self._standing, first, upto - done)
        answers = self._network.push(seen)
        if self._heard is not None:
            answers = self._told(answers, first)
        self.answers.append(answers.T)
        if self._course is not None:
            self._keep_course(self._course, answers)
        return True

    def _told(self, answers: FloatArray, first: int) -> FloatArray:
        """Tell of the answers from row `first` on, and join them with those of another sensor."""
        row = np.arange(first, first + len(answers))
        time_s = self.time_s(0) + np.asarray((STRIDE * row + STRIDE - 1) * STEP_S, float)
        if self._heard is not None:
            begun = max(0, self._heard_from - first)
            self._heard.push(time_s[begun:], answers[begun:])
        if self._beside is None or self._heard is None:
            return answers
        return joined(answers, self._heard, self._beside, time_s)

    def _keep_course(self, course: CourseKeeper, answers: FloatArray) -> None:
        at = np.arange(self.end - len(answers), self.end) - UP_AFTER[_COURSE]
        middle_s = np.asarray((STRIDE * at + (STRIDE - 1) / 2) * STEP_S, float)
        course.push(self.time_s(0) + middle_s, answers[:, UP[_COURSE]])

    @property
    def at_border(self) -> bool:
        """Whether the newest answer ends a tile."""
        return self.answers.end % TILE == 0

    def said(self, what: int, first: int, last: int) -> FloatArray:
        """One output of the model for model rows `first` to `last` (excluded)."""
        column: FloatArray = self.answers.view(first - self._origin, last - self._origin)[what]
        return column

    def rows(self, what: slice, first: int, last: int) -> FloatArray:
        """Several outputs for model rows `first` to `last` (excluded), shape (outputs, n)."""
        view: FloatArray = self.answers.view(first - self._origin, last - self._origin)[what]
        return view

    def bins(self, what: slice, first: int, last: int) -> FloatArray:
        """An output in bins of a grid row, for model rows `first` to `last`; shape (4 n,)."""
        view = self.answers.view(first - self._origin, last - self._origin)[what]
        return np.ascontiguousarray(view.T).ravel()

    @property
    def start(self) -> int:
        """First model row whose answers are still there."""
        return self._origin + self.answers.start

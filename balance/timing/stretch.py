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
from balance.timing.inputs import ROW_S, STRIDE, model_rows, standing_of
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
    ) -> None:
        self.features = Features(start_s, has_gyr=has_gyr, keep=_KEEP + SLAB)
        self.level: Level | None = None
        self.answers = Recent(OUTPUTS, (_KEEP + SLAB) // STRIDE)
        self._network = Network(weights)
        self._course = course
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

    def begin(self, level: Level, grid_row: int) -> None:
        """Let the model look, from the row on that holds a grid row."""
        self._take(level)
        self._origin = max(LEAD, grid_row) // STRIDE

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
        self.answers.append(answers.T)
        if self._course is not None:
            self._keep_course(self._course, answers)
        return True

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

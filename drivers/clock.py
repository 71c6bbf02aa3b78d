"""From a device's own stamps or counts to the host's monotonic clock.

A sample arrives some time after it was taken: never less than what the way costs at its best, often
much more (bursts of 16 ms behind a USB bridge, a whole second over a radio). So the line from the
one clock to the other is laid under the arrivals (`Envelope`), and late ones have no say.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from balance.samples import FloatArray
from drivers.envelope import BUCKET_S, CLOCK_OFF, LEARNED_S, Envelope

#: A correction comes in at this share of itself a second, within limits (seconds a second).
SLEW: Final = 1.0
LEAST_SLEW: Final = 0.005
MOST_SLEW: Final = 0.2
#: Further behind the line than this, times jump to it: that is a gap.
JUMP_S: Final = 0.1
LEAST_STEP_S: Final = 0.001
#: No sample is here so long before it was taken, and none so long behind the next: the device's
#: clock was set.
SET_S: Final = 0.25
#: Without stamp or counter, a silence so long that is not caught up with is a dropout.
DROPOUT_S: Final = 0.1
#: All rows so late for three half seconds: the device's clock stood still ...
BEHIND_S: Final = 0.25
#: ... or, where rows are counted, this share of a row or so many seconds: rows were lost.
LOST_ROWS: Final = 0.7
LOST_S: Final = 0.005
_PATIENT_POINTS: Final = 3
#: Stamps taken as they stand: a step back of more is a clock that was set.
OWN_SET_S: Final = 1.0


class DeviceClock:
    """Sample times out of a device's stamps or counts, as they arrive.

    Nothing of the future is looked at and no answer is changed later: where the line moves, the
    times go over to it gradually, and increase all the while. What was lost, and a device that
    began anew, make a jump forward.

    Parameters
    ----------
    step_s
        Seconds for one unit of what is pushed, as far as known: 1 for stamps, the sample period for
        counts.
    off
        How far off that may be, as a share of it.
    counted
        Whether the units are a count of the samples that came, so that lost ones are missing from
        it and only lateness tells of them. False for the device's own stamp or counter.

    Attributes
    ----------
    late_s : (n,) array
        How late each row of the last push came; 0 for the least late of all.
    restarts : int
        How often the line was begun anew.
    """

    def __init__(
        self, step_s: float = 1.0, *, off: float = CLOCK_OFF, counted: bool = False
    ) -> None:
        self.late_s: FloatArray = np.empty(0)
        self.restarts = 0
        self._nominal_step_s = step_s
        self._counted = counted
        self._line = Envelope(step_s, off)
        self._last_unit: float | None = None
        self._last_arrival_s = -math.inf
        self._last_time_s = -math.inf

    @property
    def step_s(self) -> float:
        """Seconds for one unit of what is pushed, as measured so far."""
        return self._line.slope

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than `step_s` said the device runs; None before 10 s of it are known."""
        if self._line.span_s < LEARNED_S:
            return None
        return (self._nominal_step_s / self._line.bare_slope - 1.0) * 1e6

    def restart(self) -> None:
        """Begin a new line with the next push: the connection or the device has begun anew."""
        self._line.keep_newest(0)
        self._last_unit = None
        self.restarts += 1

    def push(self, units: FloatArray, arrival_s: FloatArray) -> FloatArray:
        """Give the times of rows, in seconds of the host's monotonic clock.

        Parameters
        ----------
        units
            Shape (n,): stamps in seconds, or counts. They should increase; a row that repeats one
            or steps back gets a time that does the same.
        arrival_s
            Shape (n,), not decreasing: when each row had arrived.

        Returns
        -------
        (n,) array
        """
        if units.size == 0:
            self.late_s = np.empty(0)
            return np.empty(0)
        if self._line and self._has_broken_off(units, arrival_s):
            self.restart()
        self._line.add(units, arrival_s)
        if self._is_behind():
            self._line.keep_newest(_PATIENT_POINTS)
        target_s = self._line.at(units)
        time_s = self._gone_over(target_s)
        self.late_s = arrival_s - target_s
        self._last_arrival_s = float(arrival_s[-1])
        last = int(np.argmax(time_s))
        if time_s[last] > self._last_time_s:
            self._last_unit, self._last_time_s = float(units[last]), float(time_s[last])
        return time_s

    def _has_broken_off(self, units: FloatArray, arrival_s: FloatArray) -> bool:
        """Whether these rows can't belong to the line that there is."""
        late_s = arrival_s - self._line.at(units)
        least_s = float(late_s.min())
        if least_s < -SET_S:
            return True
        if self._last_unit is not None:
            back_s = (self._last_unit - float(units.max())) * self._line.slope
            if back_s > SET_S:
                return True
        silent_s = float(arrival_s[0]) - self._last_arrival_s
        return self._counted and min(silent_s, least_s) >= DROPOUT_S

    def _is_behind(self) -> bool:
        """Whether the newest rows have all been late for a while."""
        if self._line.newest_span_s(_PATIENT_POINTS) < BUCKET_S:
            return False
        most_s = max(LOST_ROWS * self._line.slope, LOST_S) if self._counted else BEHIND_S
        late_s = self._line.lateness_s(_PATIENT_POINTS)
        return late_s > most_s + 2.0 * self._line.scatter_s

    def _gone_over(self, target_s: FloatArray) -> FloatArray:
        """Times that go from where the last ones stood over to the line."""
        if self._last_unit is None:
            # A new line: never behind the old times, however wrong those were.
            before_s = float(target_s[0])
            ahead_s = max(0.0, self._last_time_s + LEAST_STEP_S - before_s)
        else:
            before_s = float(self._line.at(np.array([self._last_unit]))[0])
            ahead_s = self._last_time_s - before_s
            if ahead_s < -JUMP_S:
                ahead_s = 0.0
        slew = min(max(SLEW * abs(ahead_s), LEAST_SLEW), MOST_SLEW)
        left_s = np.maximum(0.0, abs(ahead_s) - slew * np.maximum(0.0, target_s - before_s))
        return np.asarray(target_s + math.copysign(1.0, ahead_s) * left_s)


class StampClock:
    """Sample times that are the device's stamps themselves, less a constant.

    For a device that sends what it took in batches, in its own good time: its clock is better than
    anything that arrivals tell of it. Silences and new connections change nothing, so that a gap is
    as long as the stamps say. Only where the device's clock was set back do times go on from the
    last one, by what passed between arrivals.

    Attributes
    ----------
    late_s : (n,) array
        How late each row of the last push came; 0 for the least late of all.
    drift_ppm : None
        Not known.
    """

    def __init__(self) -> None:
        self.late_s: FloatArray = np.empty(0)
        self.drift_ppm: float | None = None
        self._moved_s = 0.0
        self._least_s = math.inf
        self._last_time_s = -math.inf
        self._last_arrival_s = 0.0

    @property
    def behind_s(self) -> float:
        """How far this computer's clock is ahead of the times, by what came least late."""
        return self._least_s

    def restart(self) -> None:
        """There was a silence, or a new connection."""

    def push(self, units: FloatArray, arrival_s: FloatArray) -> FloatArray:
        """Give the times of rows, stamps and arrivals of shape (n,), as `DeviceClock` does."""
        if units.size == 0:
            self.late_s = np.empty(0)
            return np.empty(0)
        if units[-1] + self._moved_s < self._last_time_s - OWN_SET_S:
            passed_s = max(LEAST_STEP_S, float(arrival_s[0]) - self._last_arrival_s)
            self._moved_s = self._last_time_s + passed_s - float(units[0])
            self._least_s = math.inf
        time_s = units + self._moved_s
        behind_s = arrival_s - time_s
        self._least_s = min(self._least_s, float(behind_s.min()))
        self.late_s = behind_s - self._least_s
        self._last_time_s = max(self._last_time_s, float(time_s.max()))
        self._last_arrival_s = float(arrival_s[-1])
        return time_s

"""Why: what was seen at a lift-off and at the end of a hold, in words with their units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal import features as f
from balance.signal.grid import STEP_S, rows
from balance.timing.results import Cue, CueEvent

if TYPE_CHECKING:
    from balance.timing.level import Level
    from balance.timing.stretch import Stretch

WORDS: Final[dict[str, str]] = {
    "jolt": "a jolt of {value:.1f} m/s²",
    "no_jolt": "hardly a jolt",
    "push": "a push to the side of {value:.1f} m/s²",
    "tilt": "the sensor tilted by {value:.0f}°",
    "upright": "upright again {value:.1f} s later",
    "leaning": "leaning {value:.1f}° from quiet stance",
    "livelier": "{value:.1f} times as lively as in quiet stance",
    "quieter": "{value:.1f} times quieter since",
    "turning": "turning up to {value:.0f}° a second",
}


def in_words(cues: Sequence[Cue], event: CueEvent, most: int = 3) -> str:
    """What was seen at an event, in the order given; empty where nothing was."""
    seen = [cue for cue in cues if cue.event == event]
    return ", ".join(WORDS[cue.kind].format(value=cue.value) for cue in seen[:most])


_ABOUT: Final = rows(0.15)
_SECOND: Final = rows(1.0)
_HARDLY_M_S2: Final = 0.15  # a jolt that hardly shows above the usual ripple of quiet stance


def seen(stretch: Stretch, lift_row: float, end_s: float, reason: str) -> tuple[Cue, ...]:
    """What can be said of both ends of a hold, in numbers that a person can check on the trace.

    Parameters
    ----------
    stretch
        The samples.
    lift_row
        Grid row of the lift-off.
    end_s
        Time of the end.
    reason
        Why the hold ended; only a step-down has something to be seen at its end.
    """
    level = stretch.level
    if level is None:
        return ()
    table = _Table(stretch, level)
    end_row = round(lift_row + (end_s - stretch.time_s(lift_row)) / STEP_S)
    made = _at_lift(table, round(lift_row), end_row)
    return (*made, *_at_end(table, round(lift_row), end_row)) if reason == "step_down" else made


class _Table:
    """Rows of a stretch in its level frame, as far back as they are kept."""

    def __init__(self, stretch: Stretch, level: Level) -> None:
        self._features = stretch.features
        self._level = level

    def jolt(self, row: int) -> float:
        """Largest ripple about a row, m/s^2."""
        return float(self._view(row - _ABOUT, row + _ABOUT + 1)[f.RIPPLE].max(initial=0.0))

    def mean(self, first: int, last: int) -> FloatArray:
        """Mean acceleration without gravity, m/s^2."""
        view = self._view(first, last)
        return self._level.acc(view[f.ACC].mean(axis=1)) if view.size else np.zeros(3)

    def sideways(self, first: int, last: int) -> FloatArray:
        """Length of the level part of the acceleration in tenths of a second, m/s^2."""
        acc = self._level.acc(self._view(first, last)[f.ACC])[:2]
        tenths = acc[:, : acc.shape[1] // 10 * 10].reshape(2, -1, 10).mean(axis=2)
        sizes: FloatArray = np.sqrt((tenths**2).sum(axis=0))
        return sizes

    def turning(self, first: int, last: int) -> float:
        """Fastest turning, rad/s."""
        gyr = self._level.gyr(self._view(first, last)[f.GYR])
        return float(np.sqrt((gyr**2).sum(axis=0)).max(initial=0.0))

    def unrest(self, first: int, last: int) -> float:
        """RMS of the acceleration about its mean, m/s^2."""
        acc = self._view(first, last)[f.ACC]
        return float(np.sqrt(acc.var(axis=1).sum())) if acc.shape[1] else 0.0

    @property
    def has_gyr(self) -> bool:
        """Whether turning was measured."""
        return self._features.has_gyr

    @property
    def quiet_m_s2(self) -> float:
        """Unrest of the quiet stance."""
        return max(self._level.quiet.acc_rms_m_s2, 0.01)

    def _view(self, first: int, last: int) -> FloatArray:
        rows_ = self._features.rows
        first = min(max(first, rows_.start), rows_.end)
        return rows_.view(first, max(first, min(last, rows_.end)))


def _at_lift(table: _Table, lift: int, end: int) -> tuple[Cue, ...]:
    made = [_jolt("lift_off", table.jolt(lift))]
    push = float(table.sideways(lift - _SECOND, lift + rows(0.3)).max(initial=0.0))
    made.append(Cue("lift_off", "push", round(push, 3)))
    tilt = _tilt_deg(table.mean(lift + rows(0.5), min(end, lift + rows(2.0))))
    made.append(Cue("lift_off", "tilt", round(tilt, 2)))
    if table.has_gyr:
        turning = np.degrees(table.turning(lift - rows(0.3), lift + rows(0.5)))
        made.append(Cue("lift_off", "turning", round(float(turning), 1)))
    later = table.unrest(lift + rows(0.5), min(end, lift + rows(4.0)))
    made.append(Cue("lift_off", "livelier", round(later / table.quiet_m_s2, 2)))
    return tuple(made)


def _at_end(table: _Table, lift: int, end: int) -> tuple[Cue, ...]:
    made = [_jolt("step_down", table.jolt(end))]
    made.append(Cue("step_down", "leaning", round(_tilt_deg(table.mean(end + 100, end + 200)), 2)))
    before = table.unrest(max(lift + rows(0.5), end - rows(3.0)), end - rows(0.2))
    after = max(table.unrest(end + rows(1.0), end + rows(2.2)), 0.01)
    if before > after:
        made.append(Cue("step_down", "quieter", round(before / after, 2)))
    return tuple(made)


def _jolt(event: CueEvent, size: float) -> Cue:
    return Cue(event, "jolt" if size > _HARDLY_M_S2 else "no_jolt", round(size, 3))


def _tilt_deg(acc: FloatArray) -> float:
    """Angle of gravity against the quiet stance's, degrees."""
    level = float(np.hypot(acc[0], acc[1]))
    return float(np.degrees(np.arctan2(level, acc[2] + GRAVITY_M_S2)))

"""Sway of a hold, or of standing on two feet: which samples count, and when there is none.

Everything is worked out in one go from recorded samples, so that it can't depend on how they came.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from balance.samples import SHORTEST_GAP_S, FloatArray, SampleBlock, measured_rate_hz
from balance.signal.even import even_means
from balance.signal.grid import GRID_HZ, STEP_S
from balance.signal.placement import TRUNK, ForwardAxis, Placement
from balance.sway.axes import BEFORE_S, Plane, learned_side, plane_of
from balance.sway.coarse import flagged, smallest_step
from balance.sway.measures import DirectionMeasures, SwayMeasures
from balance.sway.measuring import measure
from balance.sway.settings import TRUNK as SETTINGS

AFTER_LIFT_S: Final = 3.0
BEFORE_END_S: Final = 0.5
SHORTEST_HOLD_S: Final = 10.0
LONGEST_S: Final = 600.0
LOWEST_RATE_HZ: Final = 20.0
_SHORTEST_WINDOW_S: Final = SHORTEST_HOLD_S - AFTER_LIFT_S - BEFORE_END_S
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Sway:
    """What was measured from `from_s` to `to_s`, and in the first seconds of a hold.

    Attributes
    ----------
    from_s, to_s : float
        The stretch that was measured, seconds of the source's own clock.
    measures : SwayMeasures
        The measures, each with its unit in its name; docs/sway.md has their definitions.
    axes_note : str
        Where front to back and side to side are from, in words.
    first : SwayMeasures or None
        The same of the first seconds of a hold; None for standing, and where samples of them are
        missing.
    """

    from_s: float
    to_s: float
    measures: SwayMeasures
    axes_note: str
    first: SwayMeasures | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the object that stands in `analyze --json`; numbers to six digits."""
        measures = self.measures
        return {
            "from_s": round(self.from_s, 3),
            "to_s": round(self.to_s, 3),
            "axes": measures.axes,
            "axes_note": self.axes_note,
            "rate_hz": measures.rate_hz,
            "samples": measures.samples,
            **_numbers(measures),
            "spoiled": list(measures.spoiled),
            "first_seconds": self._first_seconds(),
            "settings": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(measures.settings).items()
            },
        }

    def _first_seconds(self) -> dict[str, Any] | None:
        if self.first is None:
            return None
        return {
            "samples": self.first.samples,
            **_numbers(self.first),
            "spoiled": list(self.first.spoiled),
        }


@dataclass(frozen=True, slots=True)
class NoSway:
    """Why there is none.

    Attributes
    ----------
    reason : str
        In words.
    """

    reason: str


def hold_sway(
    time_s: FloatArray,
    acc_m_s2: FloatArray,
    lift_off_s: float,
    end_s: float,
    placement: Placement,
    forward: ForwardAxis | None = None,
) -> Sway | NoSway:
    """Measure a hold, from `AFTER_LIFT_S` after the lift-off to `BEFORE_END_S` before the end.

    Parameters
    ----------
    time_s, acc_m_s2
        Shapes (n,) and (n, 3): samples from `BEFORE_S` before the lift-off to the end; the axes
        may be learned from those before it.
    lift_off_s, end_s
        Of the hold.
    placement
        Where the sensor is worn: sway is that of the trunk.
    forward
        The sensor's axis that points forward, where it is known.
    """
    if (refusal := _wrong_place(placement)) is not None:
        return refusal
    held_s = end_s - lift_off_s
    if held_s < SHORTEST_HOLD_S:
        return NoSway(f"held for {held_s:.1f} s: sway takes {SHORTEST_HOLD_S:.0f} s at least")
    if held_s > LONGEST_S:
        return NoSway(f"held for more than {LONGEST_S / 60.0:.0f} minutes")
    from_s, to_s = lift_off_s + AFTER_LIFT_S, end_s - BEFORE_END_S
    if (refusal := _missing(time_s, from_s, to_s)) is not None:
        return refusal
    start_s, even = even_means(time_s, acc_m_s2)
    lift_row = _row(lift_off_s, start_s)
    window = even[:, _row(from_s, start_s) : _row(to_s, start_s)]
    side = None
    if _missing(time_s, max(lift_off_s - BEFORE_S, float(time_s[0])), lift_off_s) is None:
        side = learned_side(even, lift_row, np.mean(window, axis=1))
    plane = plane_of(window, forward, side)
    step_m_s2 = smallest_step(acc_m_s2)
    measures = flagged(
        measure(*plane.project(window), GRID_HZ, SETTINGS, axes=plane.axes), step_m_s2
    )
    first = None
    if _missing(time_s, lift_off_s, from_s) is None:
        early = even[:, max(0, lift_row) : _row(from_s, start_s)]
        first = flagged(
            measure(*plane.project(early), GRID_HZ, SETTINGS, axes=plane.axes), step_m_s2
        )
    return Sway(from_s, to_s, measures, _axes_note(plane, forward), first)


def standing_sway(
    block: SampleBlock,
    from_s: float,
    to_s: float,
    placement: Placement,
    forward: ForwardAxis | None = None,
) -> Sway | NoSway:
    """Measure standing on two feet over a window that somebody chose.

    Parameters
    ----------
    block
        The whole recording.
    from_s, to_s
        The window, in the recording's own time.
    placement, forward
        As in `hold_sway`.
    """
    if (refusal := _wrong_place(placement)) is not None:
        return refusal
    if to_s - from_s < _SHORTEST_WINDOW_S:
        return NoSway(f"{to_s - from_s:.1f} s chosen: sway takes {_SHORTEST_WINDOW_S} s at least")
    if to_s - from_s > LONGEST_S:
        return NoSway(f"more than {LONGEST_S / 60.0:.0f} minutes chosen")
    if (refusal := _missing(block.time_s, from_s, to_s)) is not None:
        return refusal
    first, last = np.searchsorted(block.time_s, [from_s, to_s])
    rows = slice(max(0, first - 1), last + 1)
    time_s, acc = block.time_s[rows], block.acc_m_s2[rows]
    start_s, even = even_means(time_s, acc)
    window = even[:, max(0, _row(from_s, start_s)) : _row(to_s, start_s)]
    plane = plane_of(window, forward)
    measures = measure(*plane.project(window), GRID_HZ, SETTINGS, axes=plane.axes)
    measures = flagged(measures, smallest_step(acc))
    return Sway(from_s, to_s, measures, _axes_note(plane, forward))


def _wrong_place(placement: Placement) -> NoSway | None:
    if placement in TRUNK:
        return None
    return NoSway(f"the sensor is on a leg ({placement}): sway is measured at the trunk")


def _axes_note(plane: Plane, forward: ForwardAxis | None) -> str:
    if forward is not None and plane.axes != "known":
        return f"not known: {forward} is said to point forward, but is upright"
    if forward is not None:
        return f"{forward} points forward"
    return "learned from the weight shift" if plane.axes == "learned" else "not known"


def _missing(time_s: FloatArray, from_s: float, to_s: float) -> NoSway | None:
    """Why the samples don't cover a window evenly enough, or None."""
    slack_s = 0.5 * SHORTEST_GAP_S
    if time_s.size < 2 or time_s[0] > from_s + slack_s or time_s[-1] < to_s - slack_s:
        there = (
            f"there are samples from {time_s[0]:.2f} to {time_s[-1]:.2f} s"
            if time_s.size
            else "there are none"
        )
        return NoSway(f"samples from {from_s:.2f} to {to_s:.2f} s are needed, {there}")
    first = max(0, int(np.searchsorted(time_s, from_s, side="right")) - 1)
    times = time_s[first : int(np.searchsorted(time_s, to_s)) + 1]
    steps = np.diff(times)
    at = int(np.argmax(steps))
    if steps[at] >= SHORTEST_GAP_S:
        return NoSway(f"samples are missing: {steps[at]:.2f} s at {times[at]:.2f} s")
    rate_hz = measured_rate_hz(times)
    if rate_hz < LOWEST_RATE_HZ - 1.0:
        return NoSway(f"{rate_hz:.1f} samples a second: sway takes {LOWEST_RATE_HZ:.0f} at least")
    return None


def _row(time_s: float, start_s: float) -> int:
    return round((time_s - start_s) / STEP_S)


def _numbers(measures: SwayMeasures) -> dict[str, Any]:
    return {
        **_rounded(measures.values()),
        "principal_direction_deg": _digits(measures.principal_direction_deg),
        "ap": _direction(measures.ap),
        "ml": _direction(measures.ml),
    }


def _direction(measures: DirectionMeasures | None) -> dict[str, float | None] | None:
    return None if measures is None else _rounded(measures.values())


def _rounded(values: dict[str, float | None]) -> dict[str, float | None]:
    return {name: _digits(value) for name, value in values.items()}


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_DIGITS}g}")

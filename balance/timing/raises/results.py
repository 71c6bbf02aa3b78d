"""What the counter gives: raises and sets of them, and two sets beside each other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Protocol

RaiseLeg = Literal["left", "right", "both"]
EndedBy = Literal["height", "pace", "rest", "stop", "gap", "recording_end"]
#: How many raises at either end of a set are held against each other.
ENDS: Final = 3


@dataclass(frozen=True, slots=True)
class Raise:
    """One heel raise.

    Parameters
    ----------
    set_number, number
        Which raise of which set, both from 1 on.
    start_s, top_s, end_s
        When the heel leaves the floor, is highest, and is down again; the sample times.
    height_cm
        How high the heel was; None from a sensor on the shank.
    known_s
        The sample time at which it was known: the first raises of a set are known together, once
        there are enough of them to be a set.
    """

    set_number: int
    number: int
    start_s: float
    top_s: float
    end_s: float
    height_cm: float | None
    known_s: float

    @property
    def duration_s(self) -> float:
        """Seconds from heel off to heel down."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class RaiseSet:
    """Raises that belong together.

    Parameters
    ----------
    raises
        In order; a raise that ended the set by being too low or too late is not among them.
    leg
        The leg, or legs, that did it; None where nobody said.
    ended_by
        "height" (a raise fell short), "pace" (lost twice), "rest" (nothing came for long enough),
        "stop" (by hand), "gap" or "recording_end".
    asked_tempo_s
        Seconds a raise that were asked for, or None.
    """

    raises: tuple[Raise, ...]
    leg: RaiseLeg | None
    ended_by: EndedBy
    asked_tempo_s: float | None = None

    @property
    def count(self) -> int:
        """How many."""
        return len(self.raises)

    @property
    def tempo_s(self) -> float | None:
        """Mean seconds from one start to the next; None for fewer than two."""
        if self.count < 2:
            return None
        return (self.raises[-1].start_s - self.raises[0].start_s) / (self.count - 1)

    @property
    def height_cm(self) -> float | None:
        """Mean height; None on the shank."""
        return _mean(self.raises)

    @property
    def decline(self) -> float | None:
        """Share of the height lost from the first three to the last three, or None.

        It needs six raises, so that the two ends do not share one.
        """
        first, last = _mean(self.raises[:ENDS]), _mean(self.raises[-ENDS:])
        if self.count < 2 * ENDS or first is None or last is None or first <= 0.0:
            return None
        return 1.0 - last / first

    @property
    def pace(self) -> float | None:
        """Seconds a raise over those asked for: above 1 is too slow. None where none was asked."""
        if self.asked_tempo_s is None or self.tempo_s is None:
            return None
        return self.tempo_s / self.asked_tempo_s

    def as_dict(self) -> dict[str, Any]:
        """Object of `analyze --exercise heel_raise --json`; seconds to the millisecond."""
        return {
            "count": self.count,
            "tempo_s": _rounded(self.tempo_s, 3),
            "height_cm": _rounded(self.height_cm, 2),
            "leg": self.leg,
            "decline": _rounded(self.decline, 3),
            "asked_tempo_s": self.asked_tempo_s,
            "pace": _rounded(self.pace, 3),
            "ended_by": self.ended_by,
            "raises": [_raise_dict(each) for each in self.raises],
        }


class OfALeg(Protocol):
    """Raises of one leg: those of a set, or of a session."""

    @property
    def leg(self) -> RaiseLeg | None:
        """The leg that did them."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def tempo_s(self) -> float | None:
        """Seconds of one."""

    @property
    def height_cm(self) -> float | None:
        """Mean height."""


@dataclass(frozen=True, slots=True)
class LegRaises:
    """Raises of one leg, as they were kept: their number, and means over them."""

    leg: RaiseLeg
    count: int
    tempo_s: float | None
    height_cm: float | None


@dataclass(frozen=True, slots=True)
class LegsCompared:
    """Left against right: differences are left minus right, ratios lower over higher.

    Heights are None where either leg has none. No side is called better: what is usual between
    legs is not known at the pace that was kept.
    """

    count_difference: int
    count_ratio: float
    height_difference_cm: float | None
    height_ratio: float | None
    same_pace: bool


def left_against_right(left: OfALeg, right: OfALeg) -> LegsCompared:
    """Compare raises of the left leg with those of the right.

    `same_pace` tells whether both were done within a tenth of the same tempo: counts at different
    paces do not compare.

    Raises
    ------
    ValueError
        Where they are not of the left and the right leg, or one of them did none.
    """
    if (left.leg, right.leg) != ("left", "right"):
        raise ValueError(f"Two legs are compared, left and right, not {left.leg} and {right.leg}.")
    if not left.count or not right.count:
        raise ValueError("A set without a raise can't be compared.")
    tempos = left.tempo_s, right.tempo_s
    same = None not in tempos and _ratio(*tempos) >= 0.9  # type: ignore[arg-type]
    heights = left.height_cm, right.height_cm
    difference = ratio = None
    if heights[0] is not None and heights[1] is not None:
        difference, ratio = heights[0] - heights[1], _ratio(*heights)  # type: ignore[arg-type]
    return LegsCompared(
        left.count - right.count, _ratio(left.count, right.count), difference, ratio, same
    )


def _ratio(a: float, b: float) -> float:
    return min(a, b) / max(a, b)


def _mean(raises: tuple[Raise, ...]) -> float | None:
    heights = [each.height_cm for each in raises if each.height_cm is not None]
    return sum(heights) / len(heights) if raises and len(heights) == len(raises) else None


def _raise_dict(each: Raise) -> dict[str, Any]:
    shown = asdict(each)
    del shown["set_number"]
    return {key: _rounded(v, 3) if isinstance(v, float) else v for key, v in shown.items()}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)

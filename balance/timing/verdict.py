"""Weighing the evidence: one logistic rule for each kind of sensor, with learned weights."""

from __future__ import annotations

from typing import Any, Final, Literal, Protocol

import numpy as np

from balance.samples import FloatArray
from balance.timing import lift_off, step_down
from balance.timing.cues import Cue, CueEvent
from balance.timing.weights import WEIGHTS

Table = tuple[Any, ...]
What = Literal["lift", "down"]
LIKELY: Final = 2.2  # log odds above which a step-down is believed
SURE: Final = 3.0  # log odds above which a step-down is not waited for any longer


class Judge(Protocol):
    """Says how likely it is, as log odds, that what was seen is what is looked for."""

    def lift(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """That the foot is in the air at `now_s`, after a first sign at `sign_s`."""

    def down(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """That the foot came down at about `sign_s`, as far as is known at `now_s`."""

    def cues(
        self, event: CueEvent, evidence: FloatArray, sign_s: float, now_s: float
    ) -> tuple[Cue, ...]:
        """What each kind of evidence says, for people."""

    def when(self, what: What, looks: FloatArray, first_s: float) -> FloatArray:
        """A score for each of the grid rows from `first_s` on, shape (kinds, n) in, (n,) out."""


def kinds(what: What, *, trunk: bool) -> tuple[str, ...]:
    """Names of the kinds of evidence, in their order."""
    room = lift_off if what == "lift" else step_down
    return (*room.EVIDENCE, *(room.SHIFT_EVIDENCE if trunk else ()), "elapsed")


class Learned:
    """The learned weights for one kind of sensor.

    Each kind of evidence adds its own bent line to the log odds: a slope, and a change of slope at
    each of a few knots. That is as readable as a straight line and errs half as often.

    Parameters
    ----------
    trunk, has_gyr
        Worn on the trunk or on a leg; with or without a gyroscope.
    """

    def __init__(self, *, trunk: bool, has_gyr: bool) -> None:
        kind = ("trunk" if trunk else "leg") + ("" if has_gyr else "_acc")
        self._lift = BentLines(WEIGHTS[f"lift_{kind}"])
        self._down = BentLines(WEIGHTS[f"down_{kind}"])
        self._lines: dict[CueEvent, tuple[BentLines, tuple[str, ...]]] = {
            "lift_off": (self._lift, kinds("lift", trunk=trunk)),
            "step_down": (self._down, kinds("down", trunk=trunk)),
        }
        self._when: dict[What, BentLines] = {
            "lift": BentLines(WEIGHTS[f"when_lift_{kind}"]),
            "down": BentLines(WEIGHTS[f"when_down_{kind}"]),
        }

    def lift(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """Log odds that the foot is in the air."""
        return self._lift.log_odds(np.append(evidence, now_s - sign_s))

    def down(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """Log odds that the foot came down."""
        return self._down.log_odds(np.append(evidence, now_s - sign_s))

    def cues(self, *_: object) -> tuple[Cue, ...]:
        """Nothing: these weights have no words."""
        return ()

    def when(self, what: What, looks: FloatArray, first_s: float) -> FloatArray:  # noqa: ARG002
        """Score of each row."""
        return self._when[what].scores(looks)


class BentLines:
    """A sum of bent lines, one for each kind of evidence.

    Parameters
    ----------
    table
        The constant, then for each kind of evidence its lowest and highest value in training,
        beyond which the line is level, its slope, and pairs of knot and change of slope.
    """

    def __init__(self, table: Table) -> None:
        self._constant = table[0]
        self._low = np.array([[row[0]] for row in table[1:]])
        self._high = np.array([[row[1]] for row in table[1:]])
        self._slopes = np.array([row[2] for row in table[1:]])
        self._knots = np.array([[knot for knot, _ in row[3:]] for row in table[1:]])
        self._bends = np.array([[bend for _, bend in row[3:]] for row in table[1:]])

    def log_odds(self, evidence: FloatArray) -> float:
        """Sum of the lines, shape (kinds,) in."""
        return float(self.scores(evidence[:, None])[0])

    def scores(self, looks: FloatArray) -> FloatArray:
        """Sums of the lines for n cases at once, shape (kinds, n) in, (n,) out."""
        scores: FloatArray = self._each(looks).sum(axis=0) + self._constant
        return scores

    def parts(self, evidence: FloatArray) -> FloatArray:
        """What each kind adds against its usual value, shape (kinds,) in and out."""
        usual = self._knots.mean(axis=1)
        both = self._each(np.stack([evidence, usual], axis=1))
        added: FloatArray = both[:, 0] - both[:, 1]
        return added

    def _each(self, looks: FloatArray) -> FloatArray:
        looks = np.clip(looks, self._low, self._high)
        bent = np.maximum(looks[:, None, :] - self._knots[:, :, None], 0.0)
        lines: FloatArray = self._slopes[:, None] * looks + (self._bends[:, :, None] * bent).sum(
            axis=1
        )
        return lines

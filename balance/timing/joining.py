"""A leg and a trunk heard together: one person's answers out of those of both models.

What ends a hold is seen by one of two: the raised foot touches the floor, which a leg feels, or the
stance foot moves, which a trunk feels. A sum of both would let the one talk the other out of it.
So a small network was learned, for each hindsight, from what both models say of the same moment,
and from how sure each was of a contact just before (`benchmarks/joining.py`). The marks of an event
itself are added up, those of the trunk with less weight.

Numbers are rounded so far that each sum is exact, as in `network.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.timing.heard import Heard
from balance.timing.network import DOWN, LIFT, UP

RULES: Final = "joining.npz"
RECORD: Final = "joining.json"  # what they were learned from; nothing reads it here
#: Log odds of a mark of the trunk count so much.
TRUNK_MARKS: Final = 0.7
#: How long ago a contact was that still speaks.
PAST_S: Final = 0.5
MOST_ODDS: Final = 8.0
INPUTS: Final = 4
HIDDEN: Final = 12
#: A leg's own decisions take one log odd a row for nothing special (`Decisions.usual`), since a new
#: kind of person looks less like one leg than those learned from. Where both speak it is not asked.
USUAL: Final = 1.0
_GRAIN: Final = 2.0**-10
_MOST: Final = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What both models say of a moment, to log odds that the hold goes on.

    Attributes
    ----------
    wide : ndarray (INPUTS + 1, HIDDEN)
        The last row is added.
    out : ndarray (HIDDEN + INPUTS + 1,)
        Of the hidden numbers, of the inputs, and one that is added.
    """

    wide: FloatArray
    out: FloatArray

    def odds(self, inputs: FloatArray) -> FloatArray:
        """Log odds of rows, shape (n, INPUTS) to (n,)."""
        x = _rounded(np.clip(inputs, -MOST_ODDS, MOST_ODDS) / 4.0)
        hidden = _rounded(np.maximum(x @ self.wide[:-1] + self.wide[-1], 0.0))
        last = self.out[:HIDDEN], self.out[HIDDEN:-1], self.out[-1]
        return np.asarray(hidden @ last[0] + x @ last[1] + last[2])


def rule_of(wide: FloatArray, out: FloatArray) -> Rule:
    """Give a rule in numbers as they are kept: multiples of a grain, within bounds."""
    return Rule(*(_rounded(np.clip(each, -_MOST, _MOST)) for each in (wide, out)))


def inputs_of(own: FloatArray, other: FloatArray, marks: FloatArray, what: int) -> FloatArray:
    """What a rule looks at, shape (n, INPUTS).

    Parameters
    ----------
    own, other
        Answers of leg and trunk, shape (n, OUTPUTS).
    marks
        How sure each was of a contact in the last half second, shape (2, n).
    what
        Which hindsight, in `UP`.
    """
    return np.stack([own[:, UP[what]], other[:, UP[what]], *marks], axis=1)


def joined(own: FloatArray, leg: Heard, trunk: Heard, time_s: FloatArray) -> FloatArray:
    """Join answers of a leg's model with those of a trunk's.

    Parameters
    ----------
    own
        Of the leg, shape (n, OUTPUTS); `leg` has been told of them.
    leg, trunk
        What was heard of both.
    time_s
        When the rows were complete, shape (n,).

    Returns
    -------
    ndarray (n, OUTPUTS)
        Rows to which the trunk has no answer are as they were.
    """
    other, there = trunk.at(time_s)
    if not there.any():
        return own
    made = own.copy()
    marks = np.stack([each.latest(DOWN[0], time_s, PAST_S) for each in (leg, trunk)])
    for what, rule in enumerate(_rules()):
        odds = rule.odds(inputs_of(own, other, marks, what)) - (USUAL if what else 0.0)
        made[:, UP[what]] = np.where(there, odds, own[:, UP[what]])
    for mark in (*DOWN, *LIFT):
        values, known = trunk.bins(mark, time_s)
        made[:, mark] += np.where(known & there[:, None], TRUNK_MARKS * values, 0.0)
    return made


def _rounded(values: FloatArray) -> FloatArray:
    return np.asarray(np.rint(values / _GRAIN) * _GRAIN)


@cache
def _rules() -> tuple[Rule, ...]:
    with files(__package__).joinpath(RULES).open("rb") as file, np.load(file) as table:
        return rules_in(table)


def rules_in(table: Mapping[str, FloatArray]) -> tuple[Rule, ...]:
    """Give the rules of all hindsights, as they are kept."""
    return tuple(Rule(table[f"wide{k}"], table[f"out{k}"]) for k in range(len(UP)))

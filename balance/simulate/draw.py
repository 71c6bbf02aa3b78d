"""Draws of the parameters of a person, a sensor and an attempt, in families that never overlap.

A range is cut into `2 * CELLS` cells of equal probability. Of each parameter one of the families
"tune" and "report" draws from the even cells and the other from the odd ones, so that the two span
the same people and share not one value: what was tuned on the first can honestly be judged on the
second. Which has the even ones depends on the parameter's name, so that neither has all the tails.

"outside" draws beyond the range of both where a parameter names a hard side (a softer landing, a
smaller lift), and from anywhere within it where it names none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final, Literal, TypeVar, get_args

import numpy as np
from scipy.special import ndtri

Family = Literal["tune", "report", "outside"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
Side = Literal["none", "low", "high"]

CELLS: Final = 8
BEYOND: Final = (0.05, 0.35)
"""How far outside a range the family "outside" goes, as a share of the range."""
Z_WITHIN: Final = 2.0
"""`spread` stops at this many standard deviations for "tune" and "report"."""

T = TypeVar("T")


class Draw:
    """Named, repeatable draws of one topic; each is kept in `facts`.

    Parameters
    ----------
    seed
        The session's seed, zero or more.
    family
        Which of the disjoint families of parameters.
    topic
        Draws of different topics are independent, so that the same person in the same session can
        be given another sensor.
    """

    def __init__(self, seed: int, family: Family, topic: str) -> None:
        if family not in FAMILIES:
            raise ValueError(f"The family must be one of {', '.join(FAMILIES)}, not {family!r}.")
        entropy = [int(seed), FAMILIES.index(family), zlib.crc32(topic.encode())]
        self.rng = np.random.default_rng(entropy)
        self.family: Family = family
        self.topic = topic
        self.facts: dict[str, object] = {}

    def between(self, name: str, low: float, high: float, hard: Side = "none") -> float:
        """One number of a range, each part of it equally likely."""
        return self._keep(name, low + (high - low) * self._share(name, hard))

    def log_between(self, name: str, low: float, high: float, hard: Side = "none") -> float:
        """One number of a range of magnitudes, low > 0."""
        return self._keep(name, low * (high / low) ** self._share(name, hard))

    def spread(self, name: str, median: float, factor: float, hard: Side = "none") -> float:
        """One number about a median: 5 to 95 % of people lie within `factor` either way."""
        share = self._share(name, hard)
        within = 0.0228 + 0.9545 * min(max(share, 0.0), 1.0)
        z = float(np.clip(ndtri(within), -Z_WITHIN, Z_WITHIN))
        if share < 0.0 or share > 1.0:
            z = np.sign(share) * Z_WITHIN + 2.0 * (share if share < 0.0 else share - 1.0)
        return self._keep(name, median * factor ** (z / 1.645))

    def chance(self, name: str, probability: float) -> bool:
        """Whether something happens."""
        happens = bool(self.rng.random() < probability)
        self.facts[f"{self.topic}.{name}"] = happens
        return happens

    def one_of(self, name: str, choices: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of several, equally likely where no weights are given."""
        p = None if weights is None else np.asarray(weights) / np.sum(weights)
        chosen = choices[int(self.rng.choice(len(choices), p=p))]
        self.facts[f"{self.topic}.{name}"] = chosen
        return chosen

    def sign(self) -> float:
        """Plus or minus one; not kept."""
        return 1.0 if self.rng.random() < 0.5 else -1.0

    def _share(self, name: str, hard: Side) -> float:
        if self.family == "outside":
            if hard == "none":
                return float(self.rng.random())
            beyond = self.rng.uniform(*BEYOND)
            return float(-beyond if hard == "low" else 1.0 + beyond)
        # The same quantity of another landing or another attempt keeps its cells.
        kind = re.sub(r"\d", "", name.rsplit(".", 1)[-1])
        odd = (self.family == "report") != bool(zlib.crc32(kind.encode()) & 1)
        cell = 2 * int(self.rng.integers(CELLS)) + odd
        return float((cell + self.rng.random()) / (2 * CELLS))

    def _keep(self, name: str, value: float) -> float:
        self.facts[f"{self.topic}.{name}"] = float(value)
        return float(value)

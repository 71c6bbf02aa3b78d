"""What a rate of turn would have to be read as to agree with how gravity turned."""

from __future__ import annotations

from itertools import permutations, product
from typing import Final

import numpy as np

from balance.samples import FloatArray

_ORDER, _ZERO, _FELT = slice(0, 9), slice(9, 12), 12
_TERMS: Final = 13
_CYCLES: Final = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
_STRETCHES: Final = 240  # two minutes of calm; what little movements add up to stays little
_ZERO_KNOWN: Final = 1.0  # keeps a zero that no turning tells from running away
_LEAST: Final = 1e-12
# Real recordings and simulated ones were cut up and turned about, 29,000 pieces: no other reading
# that left half as much as the true one ever explained 5 (m/s^2)^2 of what that left over.
_EVIDENCE: Final = 10.0  # (m/s^2)^2: about as much as a turn by ten degrees gives
_TURNED: Final = 3.0
_BETTER: Final = 2.0
_LEFT_OVER: Final = 0.6
_AS_READ: Final = 1.7  # and 1 / 1.7: movement along explains a factor between them
_RADIAN_DEG: Final = 180.0 / np.pi
_NEAR: Final = 1.5

OTHER_AXES: Final = (
    "rate of turn does not agree with how gravity turns: its axes have other signs or another "
    "order than those of the acceleration"
)


def _orders() -> FloatArray:
    """Each order of three axes with all signs, shape (48, 9); the first is as they are."""
    return np.array(
        [
            np.diag(signs)[:, list(order)].ravel()
            for order in permutations(range(3))
            for signs in product((1.0, -1.0), repeat=3)
        ]
    )


_ORDERS: Final = _orders()


class Readings:
    """Asks of each two minutes of calm what explains the turning of gravity, and counts answers.

    In each stretch gravity changed by the integral of g x (M w - z), where M is what the rate of
    turn w has to be read with and z is its zero. All of it is linear in M and z, so that sums of
    products say of any M how much of the turning it leaves over.
    """

    def __init__(self) -> None:
        self._sums = np.zeros((_TERMS, _TERMS))
        self._stretches = 0
        self._for = 0
        self._against: list[tuple[str, ...]] = []

    def add(self, said: FloatArray, gravity: FloatArray, felt: FloatArray) -> None:
        """Add stretches, one after the other.

        Parameters
        ----------
        said
            Shape (m, 3, 3), the integral of each axis of gravity times each of the rate of turn.
        gravity
            Shape (m, 3), the integral of gravity.
        felt
            Shape (m, 3), by how much gravity changed.
        """
        terms = np.zeros((len(felt), 3, _TERMS))
        for i, j, k in _CYCLES:
            terms[:, i, 3 * k : 3 * k + 3] = said[:, j]
            terms[:, i, 3 * j : 3 * j + 3] = -said[:, k]
            terms[:, i, 9 + k] = -gravity[:, j]
            terms[:, i, 9 + j] = gravity[:, k]
        terms[:, :, _FELT] = felt
        while len(terms):
            part = terms[: _STRETCHES - self._stretches]
            products = sum(part[:, i, :, np.newaxis] * part[:, i, np.newaxis] for i in range(3))
            self._sums = np.cumsum(np.concatenate([self._sums[np.newaxis], products]), axis=0)[-1]
            self._stretches += len(part)
            if self._stretches == _STRETCHES:
                agrees, found = _explained(self._sums)
                self._for += agrees
                self._against += [found] if found else []
                self._sums, self._stretches = np.zeros((_TERMS, _TERMS)), 0
            terms = terms[len(part) :]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What explains the turning far better than the numbers as they are, in words."""
        agrees, found = _explained(self._sums)
        against = [*self._against, found] if found else self._against
        return against[0] if len(against) > self._for + agrees else ()


def _explained(sums: FloatArray) -> tuple[bool, tuple[str, ...]]:
    """Tell whether the numbers as they are explain the turning, and what does so far better."""
    turned, wanted, size = _without_zero(sums)
    if turned < _TURNED:
        return False, ()
    as_they_are = turned - 2.0 * wanted + size
    factors = np.maximum(wanted, 0.0) / size
    scaled = turned - factors * wanted
    times = np.exp(np.abs(np.log(np.maximum(factors, _LEAST))))
    other_unit = float(scaled[0]) if times[0] > _AS_READ else np.inf
    a_radian = np.abs(np.log(times / _RADIAN_DEG)) < np.log(_NEAR)
    both = int(np.argmin(np.where(a_radian[1:], scaled[1:], np.inf))) + 1
    left, reasons = min(
        (float(as_they_are[1:].min()), (OTHER_AXES,)),
        (other_unit, (_other_unit(factors[0]),)),
        (_BETTER * float(scaled[both]) if a_radian[both] else np.inf,
         (OTHER_AXES, _other_unit(factors[both]))),
    )  # fmt: skip
    most, first = _LEFT_OVER * turned, float(as_they_are[0])
    if left < min(most, first - _EVIDENCE, first / _BETTER):
        return False, reasons
    return turned > _EVIDENCE and first < most, ()


def _without_zero(sums: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Give how much was turned, what each order shares with that, and how much each says.

    Whatever a zero of the rate of turn explains is left out of all three.
    """
    zero = sums[_ZERO, _ZERO] + _ZERO_KNOWN * np.eye(3)
    rest = sums - sums[:, _ZERO] @ np.linalg.solve(zero, sums[_ZERO])
    size = (_ORDERS @ rest[_ORDER, _ORDER] * _ORDERS).sum(axis=1)
    return float(rest[_FELT, _FELT]), _ORDERS @ rest[_ORDER, _FELT], np.maximum(size, _LEAST)


def _other_unit(factor: float) -> str:
    """Say by how much a rate of turn is too small or too large, and what would explain it."""
    times, what = (factor, "small") if factor > 1.0 else (1.0 / max(factor, _LEAST), "large")
    if 1.0 / _NEAR < times / _RADIAN_DEG < _NEAR:
        units = ("degrees", "radians") if what == "small" else ("radians", "degrees")
        why = "it is read as {} a second, and seems to be in {} a second".format(*units)
    else:
        why = "its unit or its range seems to be another than its name says"
    about = f"{float(f'{times:.2g}'):g}"
    return f"rate of turn about {about} times too {what} for how gravity turns: {why}"

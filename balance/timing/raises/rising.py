"""How far a sensor goes up and down, over a stretch in which it keeps coming back."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.polynomial import legendre

from balance.samples import FloatArray
from balance.signal.grid import STEP_S

#: Errors of the acceleration, added up twice, bend a stretch no more than such a polynomial does.
_BENDS: Final = 4


def went_up(felt: FloatArray, down: FloatArray) -> FloatArray:
    """Metres up from where it is on the whole, shape (n,): the push upward added up twice.

    What a polynomial through the stretch explains is taken off: a zero that is slightly wrong
    would else carry it away.
    """
    upright = down / np.sqrt(np.sum(down * down, axis=0))
    push = felt[0] * upright[0] + felt[1] * upright[1] + felt[2] * upright[2]
    push = push - push.mean()
    speed = np.cumsum(push) * STEP_S
    place = np.cumsum(speed - speed.mean()) * STEP_S
    at = np.linspace(-1.0, 1.0, place.size)
    every = max(1, place.size // 200)
    bent = legendre.legfit(at[::every], place[::every], _BENDS)
    result: FloatArray = place - legendre.legval(at, bent)
    return result


def rise_of(felt: FloatArray, down: FloatArray, top: int) -> float:
    """Metres up at a row, over a stretch that begins and ends at rest in the same place."""
    upright = down / np.sqrt(np.sum(down * down, axis=0))
    push = felt[0] * upright[0] + felt[1] * upright[1] + felt[2] * upright[2]
    share = np.linspace(0.0, 1.0, push.size)
    speed = np.cumsum(push - push.mean()) * STEP_S
    place = np.cumsum(speed - share * speed[-1]) * STEP_S
    return float((place - share * place[-1])[min(max(top, 0), place.size - 1)])

"""Which sway measures a coarse source spoils.

Phone browsers round acceleration to 0.1 m/s^2, as much as a quiet person sways. What that does to
each measure depends on the step's share of the RMS, hardly on the rate: benchmarks/sway.py prints
the table in docs/sway.md that these limits come from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.sway.measures import SwayMeasures

MOST_ABOVE: Final = 0.5
ALL_ABOVE: Final = 1.0
ROBUST: Final = (
    "rms_m_s2",
    "range_m_s2",
    "mean_distance_m_s2",
    "mean_frequency_hz",
    "lean_deg",
)
"""What steps of up to one RMS leave within 5 %, 9 times in 10; all others up to half an RMS."""
_FLOOR_M_S2: Final = 1e-6


def smallest_step(acc_m_s2: FloatArray) -> float:
    """Smallest change from one sample to the next, shape (n, 3); 0 where nothing changes."""
    changes = np.abs(np.diff(acc_m_s2, axis=0))
    changes = changes[changes > _FLOOR_M_S2]
    return float(changes.min()) if changes.size else 0.0


def flagged(measures: SwayMeasures, step_m_s2: float) -> SwayMeasures:
    """Name the measures that a source with steps of `step_m_s2` spoils.

    Those of AP and ML are named "ap." and "ml." and their name.
    """
    directions = (("", measures.resultant), ("ap.", measures.ap), ("ml.", measures.ml))
    spoiled: list[str] = []
    for prefix, direction in directions:
        if direction is None:
            continue
        share = step_m_s2 / max(direction.rms_m_s2, _FLOOR_M_S2)
        if share > MOST_ABOVE:
            names = direction.values() if prefix else measures.values()
            spoiled += [prefix + name for name in names if share > ALL_ABOVE or name not in ROBUST]
    return replace(measures, spoiled=tuple(spoiled))

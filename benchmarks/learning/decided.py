"""How sure the model must be, chosen on recordings that were not learned from.

The trunk asks for more than would be best in the worlds that were learned from: it is what finds
most in a world that was left out. They go into the record beside the weights.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from balance.timing.decisions import Decisions

_TRUNK: Final = Decisions(
    lifted=(12.0, 8.0, 5.0),
    landed=(6.0, 4.0, 2.5),
    paused=1.0,
    resumed=1.0,
    kept=0.0,
    usual=1.0,
    unmarked=8.0,
)
_LEG: Final = replace(_TRUNK, lifted=(24.0, 16.0, 10.0), landed=(5.0, 3.5, 2.0), unmarked=6.0)
DECISIONS: Final = {"trunk": _TRUNK, "trunk_acc": _TRUNK, "leg": _LEG, "leg_acc": _LEG}

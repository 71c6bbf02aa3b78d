"""How sure the model must be, chosen on recordings that were not learned from.

The figures behind them are in docs/accuracy.md. They go into the record beside the weights.
"""

from __future__ import annotations

from typing import Final

from balance.timing.decisions import Decisions

_TRUNK: Final = Decisions((12.0, 8.0, 5.0), (14.0, 10.0, 6.0), 0.5, 1.0, 0.0, 1.0, 8.0)
_LEG: Final = Decisions((12.0, 8.0, 5.0), (14.0, 10.0, 6.0), 0.5, 1.0, 0.0, 1.0, 8.0)
DECISIONS: Final = {"trunk": _TRUNK, "trunk_acc": _TRUNK, "leg": _LEG, "leg_acc": _LEG}

"""Simulated sessions, each drawn once in a run: what is in a block can't be changed."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any

from balance.simulate.session import Simulated, draw_session


def drawn(seed: int, **how: Any) -> Simulated:
    """What `draw_session` gives for the same arguments."""
    fixed = {name: tuple(each) if isinstance(each, list) else each for name, each in how.items()}
    return _drawn(seed, *sorted(fixed.items()))


@cache
def _drawn(seed: int, *how: tuple[str, Hashable]) -> Simulated:
    arguments: dict[str, Any] = dict(how)
    return draw_session(seed, **arguments)

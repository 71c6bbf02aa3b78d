"""Packages of the same name as ours: another `balance` and another `drivers` exist.

Installed into one environment with ours, either would be imported in place of our own, and the
first sign would be an odd error far from the cause. So this is looked at before anything else.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

OURS: Final = ("balance", "drivers", "gui")


def find_stranger() -> str | None:
    """Say in one sentence which of our packages is somebody else's; None where all are ours.

    Nothing is imported: only where each would come from is looked up.
    """
    home = Path(__file__).resolve().parent.parent
    for name in OURS:
        spec = find_spec(name)
        if spec is None:
            return f"The package '{name}' is missing from {home}: install balance-timer again."
        # A package without an __init__.py has no origin, only folders that it is searched in.
        place = Path(spec.origin or [*(spec.submodule_search_locations or ()), "nowhere"][0])
        if not place.resolve().is_relative_to(home / name):
            return (
                f"The package '{name}' found at {place} is not Balance Timer's: install it into "
                "an environment of its own, for example with 'pipx install balance-timer'."
            )
    return None

"""For whoever writes a driver: a simulated person to play through it, and what it must do.

Nothing that runs imports it. `SourceContract` needs pytest; the rest does not::

    from drivers.testing import SourceContract

    class TestBox(SourceContract):
        def ready(self, folder): ...
        def slow(self, folder): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from drivers.testing.clock import VirtualClock
    from drivers.testing.contract import (
        SourceContract,
        assert_same,
        joined,
        made_block,
        read_all,
    )
    from drivers.testing.listening import ListeningPerson
    from drivers.testing.person import SimulatedPerson, assert_held, timed

__all__ = [
    "ListeningPerson",
    "SimulatedPerson",
    "SourceContract",
    "VirtualClock",
    "assert_held",
    "assert_same",
    "joined",
    "made_block",
    "read_all",
    "timed",
]

_CONTRACT: Final = "drivers.testing.contract"
_HOMES: Final = {
    "drivers.testing.clock": ("VirtualClock",),
    _CONTRACT: ("SourceContract", "assert_same", "joined", "made_block", "read_all"),
    "drivers.testing.listening": ("ListeningPerson",),
    "drivers.testing.person": ("SimulatedPerson", "assert_held", "timed"),
}

if not TYPE_CHECKING:  # as in `drivers`

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                if home == _CONTRACT:
                    import pytest

                    pytest.register_assert_rewrite(home)  # so that a failure shows its values
                found = globals()[name] = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module 'drivers.testing' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

"""The version of the program, as recordings and results say it."""

from __future__ import annotations

from typing import Final

__version__ = "0.1.0"
#: Program and version.
SOFTWARE: Final = f"balance-timer {__version__}"

"""Files that their owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final, Literal

_OWNER_ALONE: Final = 0o600


def open_for_owner(path: Path, mode: Literal["xb", "a+b"]) -> BinaryIO:
    """Open a file, made readable and writable by its owner alone where it is made."""
    return open(path, mode, opener=_opener)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, _OWNER_ALONE)

"""Whether a file is a page, a PDF: seen by how it begins, before anything of it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

BEGIN: Final = b"%PDF-"


def is_page(path: Path) -> bool:
    """Tell a page from recordings; what can't be read is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(BEGIN)) == BEGIN
    except OSError:
        return False

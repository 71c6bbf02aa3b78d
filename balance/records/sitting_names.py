"""What the files of sittings are called, and where they are found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from balance.records.sitting_file import FORMAT

_NAME: Final = re.compile(r"\.?sitting-\d{8}-\d{6}-\d{3}(-\d+)?\.json.*")
_HEAD: Final = FORMAT.encode()
_HEAD_BYTES: Final = 64


def names_at(started_utc: str) -> Iterator[str]:
    """Give the names that the file of a sitting can have, the usual one first, by its beginning.

    They tell nothing of the person. Others are for where one is taken.
    """
    when = datetime.fromisoformat(started_utc).astimezone(UTC)
    stem = f"sitting-{when:%Y%m%d-%H%M%S}-{when.microsecond // 1000:03}"
    yield f"{stem}.json"
    number = 2
    while True:
        yield f"{stem}-{number}.json"
        number += 1


def is_sitting(path: Path) -> bool:
    """Tell whether a file is that of a sitting, by its name or by how it begins."""
    if _NAME.fullmatch(path.name):
        return True
    if ".json" not in path.name.lower():
        return False
    try:
        with path.open("rb") as file:
            return _HEAD in file.read(_HEAD_BYTES)
    except OSError:
        return False


def find_sittings(folders: Sequence[Path]) -> list[Path]:
    """List the files of sittings in some folders and what is in them, sorted, each once."""
    found = {
        Path(inside, name)
        for folder in folders
        for inside, _, names in os.walk(folder)
        for name in names
        if is_sitting(Path(inside, name))
    }
    return sorted(found)

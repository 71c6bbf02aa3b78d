"""When a recording of BIDS was made, by the table of scans of its session or its person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.formats.bids.naming import DESCRIPTION
from balance.records.formats.bids.texts import MISSING, read_sheet


def began(path: Path) -> str | None:
    """Give the time that a table of scans has for a file, ISO 8601; None where none has any.

    Raises
    ------
    RecordingError
        Where such a table can't be read.
    """
    for folder in path.absolute().parents:
        for scans in sorted(folder.glob("sub-*_scans.tsv")):
            sheet = read_sheet(scans)
            files, times = sheet.wanted("filename"), sheet.column("acq_time")
            said = dict(zip(files, times or (), strict=False))
            found = said.get(path.absolute().relative_to(folder).as_posix(), MISSING)
            if times is not None and found != MISSING:
                return _moment(found, scans)
        if (folder / DESCRIPTION).is_file() or folder.name.startswith("sub-"):
            return None
    return None


def _moment(text: str, scans: Path) -> str:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        reason = f'the acq_time "{text[:40]}" is no time; it must be as 2026-02-03T10:00:00'
        raise RecordingError(reason, scans) from None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")

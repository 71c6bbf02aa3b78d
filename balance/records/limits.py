"""How large a file may be, so that a small one fills neither the memory nor the day."""

from __future__ import annotations

from typing import Final

from balance.records.errors import RecordingError

MOST_BYTES: Final = 512 * 2**20
MOST_ROWS: Final = 10_000_000
MOST_GAPS: Final = 1_000_000
# A table of another program is held as text, row by row, until its columns are understood.
MOST_TABLE_ROWS: Final = 2_000_000
MOST_CELLS: Final = 1_000
LONGEST_ROW: Final = 100_000
# Numbers in text pack to a third or a fourth. What unpacks to more than this is no recording, or
# one with columns that say next to nothing; below the least size nothing is asked.
_MOST_TIMES: Final = 8
_UNASKED_BYTES: Final = 64 * 2**20


def most_unpacked(packed: int) -> int:
    """Give the largest size in bytes that so many packed bytes may unpack to."""
    return min(MOST_BYTES, max(_UNASKED_BYTES, _MOST_TIMES * packed))


def too_large_unpacked(packed: int, what: str = "") -> RecordingError:
    """Say that packed bytes unpack to more than `most_unpacked`."""
    most = most_unpacked(packed) // 2**20
    advice = "split it" if most == MOST_BYTES // 2**20 else "unpack it and name what was in it"
    return RecordingError(f"{what}is over {most} MB unpacked, which is the limit; {advice}")


def check_size(size: int) -> None:
    """See that a file is not too large; `RecordingError` where it is."""
    if size > MOST_BYTES:
        raise RecordingError(f"is over {MOST_BYTES // 2**20} MB, which is the limit; split it")


def check_rows(rows: int, most: int, what: str = "rows") -> None:
    """See that there are not too many rows; `RecordingError` where there are."""
    if rows > most:
        raise RecordingError(f"holds over {most:,} {what}, which is the limit; split it")


def check_cells(cells: int) -> None:
    """See that a row is not too wide; `RecordingError` where it is."""
    if cells > MOST_CELLS:
        reason = f"has over {MOST_CELLS:,} columns, which is the limit; leave out some"
        raise RecordingError(reason)

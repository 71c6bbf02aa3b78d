"""Kept: a recording as it was scored, ready for the database; and what follows from its header."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import numpy as np

from balance.records.edits import KeptHold
from balance.records.header import EXERCISE_KEY, HEEL_RAISE, Header
from balance.records.history.codes import check_code
from balance.records.history.migrating import HistoryError
from balance.samples import SampleBlock

# Who stands on the leg where a recording says nobody, and where nobody does.
NOBODY_SAID: Final = "me"
SIMULATED: Final = "simulated"
# Key of the first line, and what it says where only the date of the imported file tells the day.
DATED_BY: Final = "dated_by"
FILE: Final = "file"
# Key of the first line, and what it says where raises are counted in it: there are no holds.
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording with its holds, edits included.

    Parameters
    ----------
    path
        The recording.
    header
        Its first line.
    checksum
        That of its samples; None while it is under way.
    algorithm, status, reasons, rate_hz, duration_s
        As in `analyze --json`.
    holds
        In their order.
    troubles
        What could not be understood, in words.

    Raises
    ------
    HistoryError
        Where the person of the first line has no code that can be one.
    """

    path: Path
    header: Header
    checksum: str | None
    algorithm: str
    status: str
    reasons: tuple[str, ...]
    rate_hz: float | None
    duration_s: float
    holds: tuple[KeptHold, ...]
    troubles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """See that the person can be kept."""
        check_person(self.header, self.path)

    @property
    def person(self) -> str:
        """Code of the person."""
        return person_of(self.header)

    @property
    def supervised(self) -> bool:
        """Whether somebody watched over the session."""
        return self.header.extra.get("supervised") is True

    @property
    def day(self) -> str:
        """Day of the session, ISO 8601; empty where it is not known.

        A session that is named by its day, as ours are, is of that day where the person is; of
        others only the day in UTC is known.
        """
        return day_of(self.header)

    @property
    def dated_by(self) -> str | None:
        """`FILE` where the day is that of the imported file, and nothing said when it was made."""
        return FILE if self.header.extra.get(DATED_BY) == FILE else None

    @property
    def label(self) -> str:
        """What tells sessions of one day apart; a recording without a day stands alone.

        So does one whose file was copied on that day, for all that is known.
        """
        if self.header.session is not None or (self.day and self.dated_by is None):
            return self.header.session or self.day
        return f"recording {(self.checksum or self.path.name)[:12]}"

    @property
    def made_ms(self) -> int:
        """When it was made, milliseconds since 1970 UTC; the day's start where that is known alone.

        A recording without a day comes before all others, in a place of its own on that first
        day of 1970, so that its attempts stay together whenever it is kept.
        """
        when = moment(self.header.created_utc) or moment(self.day)
        if when is None:
            return int((self.checksum or "0")[:12], 16) % _DAY_MS
        return max(0, round(when.timestamp() * 1000.0))


def day_of(header: Header) -> str:
    """Give the day of the session of a recording; see `Kept.day`."""
    return _day(header.session) or _day((header.created_utc or "")[:10])


def person_of(header: Header) -> str:
    """Give the code of the person of a recording."""
    if header.person is not None:
        return header.person
    return SIMULATED if is_simulated(header) else NOBODY_SAID


def is_simulated(header: Header) -> bool:
    """Tell whether a program made a recording up, whoever it is kept under."""
    made_up = (header.source or "").startswith(("sim:", "simulated"))
    return made_up or header.extra.get("simulated") is True


def has_holds(header: Header) -> bool:
    """Whether there can be holds in a recording: in one of heel raises there are none."""
    return header.to_dict().get(EXERCISE_KEY) != HEEL_RAISE


def check_person(header: Header, path: Path) -> str:
    """Give the code of the person of a recording that is to be kept.

    Raises
    ------
    HistoryError
        Where it is no code; the file is named.
    """
    code = person_of(header)
    try:
        checked = check_code(code)
    except HistoryError as error:
        raise HistoryError(f"the person in its first line: {error.reason}", path) from error
    if checked != code:
        reason = f'the code in its first line has blanks around it: "{code}"; take them out'
        raise HistoryError(reason, path)
    return code


def dated(header: Header, path: Path) -> Header:
    """Give the header of a file that is imported, with the file's own date where it has none.

    Raises
    ------
    OSError
        Where the file is not there.
    """
    if header.created_utc is not None or _day(header.session):
        return header
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return replace(
        header,
        created_utc=written.isoformat(timespec="seconds"),
        extra={**header.extra, DATED_BY: FILE},
    )


class Checksum:
    """Checksum of samples as they come; however they are cut into blocks, it is the same."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def push(self, block: SampleBlock) -> None:
        """Take a block, as it was written or read."""
        columns = [block.time_s, block.acc_m_s2]
        if block.gyr_rad_s is not None:
            columns.append(block.gyr_rad_s)
        # A zero is a zero: text keeps the sign of a small negative number that was rounded.
        rows = np.column_stack(columns).astype("<f8") + 0.0
        self._sum.update(np.ascontiguousarray(rows).tobytes())

    def __str__(self) -> str:
        return self._sum.hexdigest()


def checksum_of(block: SampleBlock) -> str:
    """Give the checksum of all samples of a recording."""
    checksum = Checksum()
    checksum.push(block)
    return str(checksum)


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return ""


def moment(text: str | None) -> datetime | None:
    """Read a time as a header has it, in UTC where it says no zone; None where it is none."""
    try:
        when = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)

"""One person in a data set: recordings laid out, and what comes along beside them."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_bytes, events_path, read_events
from balance.records.formats.bids.events import events_of
from balance.records.formats.bids.motion import read_motion
from balance.records.formats.bids.texts import MISSING, sheet_text
from balance.records.header import Header
from balance.records.history.kept import checksum_of, day_of, moment
from balance.records.recorder import recording_bytes
from balance.records.recording import Recording, read_recording
from balance.records.results_file import header_of
from balance.report.bids.apart import Apart
from balance.report.bids.labels import condition_label, session_label, task_of
from balance.report.bids.listing import Listed, Someone
from balance.report.bids.motion import LEAST_SAMPLES, Laid, files_of, stem_of
from balance.report.bids.writing import Writing
from balance.report.person_zip import RECORDINGS
from balance.report.rows import HoldRow

_DIGITS: Final = 16  # of a checksum, as in the rows of holds
_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Part:
    """What a person has in a data set.

    Parameters
    ----------
    code, label
        Whose it is, and what it is called there.
    apart
        How it is told apart from who and when it was; None where it is not.
    holds
        Of the history.
    writing
        Where it is written.
    tell
        Is told of each recording that is done.
    """

    code: str
    label: str
    apart: Apart | None
    holds: Sequence[HoldRow]
    writing: Writing
    tell: Callable[[], None]
    listed: list[Listed] = field(default_factory=list)
    unlaid: list[Path] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    tasks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _runs: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _scans: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def someone(self) -> Someone:
        """The person as the list has them."""
        return Someone(self.code, self.label, tuple(self.listed))

    def lay(self, names: dict[Path, str]) -> None:
        """Lay recordings out, in the order that they were made.

        Parameters
        ----------
        names
            What each is called.

        Raises
        ------
        RecordingError
            Where one can't be read any more.
        OSError
            Where something can't be written.
        """
        for path, name in sorted(names.items(), key=_made):
            found = _read(path)
            motion = None if found is None else self._lay(name, *found)
            if motion is None:
                self.unlaid.append(path)
            if self.apart is None:
                self._keep(path, name, motion)
                self.listed.append(Listed(name, motion))
            self.tell()
        for session, rows in self._scans.items():
            stem = f"sub-{self.label}/ses-{session}/sub-{self.label}_ses-{session}"
            self.writing.add(f"{stem}_scans.tsv", sheet_text(("filename", "acq_time"), rows))

    def _lay(self, name: str, recording: Recording, rows: tuple[EventRow, ...]) -> str | None:
        """Write the files of a recording, and give where its samples are."""
        checksum = checksum_of(recording.block)
        mine = [hold for hold in self.holds if hold.hold.startswith(f"{checksum[:_DIGITS]}-")]
        header = recording.header if self.apart is None else self.apart.header(recording.header)
        told = rows if self.apart is None else self.apart.rows(rows)
        file = name if self.apart is None else None
        session, condition = session_label(header), condition_label(header)
        kind = (session, task_of(header), condition)
        self._runs[kind] += 1
        stem = stem_of(self.label, session, header, condition, self._runs[kind])
        try:
            files = files_of(stem, Laid(header, recording.block, told, mine, file))
        except RecordingError:  # it comes along as it is
            self._runs[kind] -= 1
            return None
        folder = f"sub-{self.label}/ses-{session}"
        for each, content in files.items():
            self.writing.add(f"{folder}/motion/{each}", content)
        self._scans[session].append((f"motion/{stem}_motion.tsv", _acquired(header)))
        self.days.append(day_of(recording.header))
        self.headers.append(header)
        self.tasks[task_of(header)].update(row.event for row in told)
        return f"{folder}/motion/{stem}_motion.tsv"

    def _keep(self, path: Path, name: str, motion: str | None) -> None:
        """Keep what would not come back as it was, beside the tables."""
        raw, beside = _bytes_of(path), events_path(path)
        laid = None if motion is None else self.writing.folder / motion
        place = f"{self.someone.folder}/{RECORDINGS}"
        if laid is None or samples_of(laid) != _unpacked(name, raw):
            self.writing.add(f"{place}/{name}", raw)
        if beside.exists():
            rows = _bytes_of(beside)
            if laid is None or beside_of(laid) != rows:
                self.writing.add(f"{place}/{events_path(Path(name)).name}", rows)


def samples_of(motion: Path) -> bytes | None:
    """Give a recording as its file was, unpacked; None where the tables can't say it."""
    try:
        recording = read_motion(motion)
        return recording_bytes(recording.header, recording.block)
    except RecordingError:
        return None


def beside_of(motion: Path) -> bytes | None:
    """Give the events of a recording as their file was; None where the tables can't say them."""
    try:
        rows = events_of(motion)
        return events_bytes(motion, rows) if rows else None
    except RecordingError:
        return None


def days_of(paths: Iterable[Path]) -> list[str]:
    """Give the days that recordings are of, ISO 8601, where they are known."""
    read = (_read(path) for path in paths)
    days = {_any_day(found[0].header) for found in read if found is not None}
    return sorted(day for day in days if day)


def _any_day(header: Header) -> str:
    made = moment(header.created_utc)
    return day_of(header) if made is None else max(day_of(header), made.date().isoformat())


def _read(path: Path) -> tuple[Recording, tuple[EventRow, ...]] | None:
    """Read a recording with its events; None where it can't be laid out."""
    try:
        recording = read_recording(path)
        rows = read_events(events_path(path))
    except RecordingError:
        return None
    return (recording, rows) if len(recording.block) >= LEAST_SAMPLES else None


def _made(one: tuple[Path, str]) -> tuple[datetime, str]:
    path, name = one
    try:
        made = moment(header_of(path).created_utc)
    except RecordingError:
        made = None
    return made or _NEVER, name


def _acquired(header: Header) -> str:
    made = moment(header.created_utc)
    return MISSING if made is None else made.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error


def _unpacked(name: str, raw: bytes) -> bytes | None:
    if not name.lower().endswith(".gz"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):  # torn: it comes along as it is
        return None

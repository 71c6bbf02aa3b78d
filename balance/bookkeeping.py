"""From recordings to the history: scored and kept, imported, made again, scored again.

The recording is the truth, with the events beside it: what is in the database follows from them,
and can be made from them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from balance.analysis import analyze
from balance.hold_json import evidence_dicts, sway_dict
from balance.paired.scoring import score_together
from balance.records.copying import Copy
from balance.records.edits import KeptHold, apply_edits
from balance.records.errors import RecordingError
from balance.records.events_file import (
    EventRow,
    append_events,
    events_path,
    losses_in,
    losses_note,
    read_events,
)
from balance.records.formats.told import NOTHING, Told
from balance.records.header import Header
from balance.records.history.codes import refuse_new
from balance.records.history.engine import History
from balance.records.history.exercises.copies import read_copies
from balance.records.history.exercises.taking import take_sitting
from balance.records.history.folders import folders_of
from balance.records.history.kept import Checksum, Kept, check_person, checksum_of, dated, has_holds
from balance.records.history.migrating import HistoryError
from balance.records.history.schema import Recorded
from balance.records.history.stand_ins import StandIn, stand_in_for
from balance.records.history.store import (
    Keeping,
    add_holds,
    keep,
    keep_new,
    kept_as,
)
from balance.records.open_any import events_beside, find_recordings, open_recording
from balance.records.partners import WITH, is_beside, partner_of
from balance.records.recorder import as_written
from balance.records.recording import Recording, read_recording
from balance.records.results_file import find_results, is_results, read_results, with_events
from balance.records.sitting_file import SittingFile
from balance.samples import SampleBlock
from balance.session import Session
from balance.signal.quality import Status
from balance.timing.hold_timer import ALGORITHM
from balance.timing.results import Hold


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a live run stands; `checksum` is there once no more samples will come."""

    status: Status
    reasons: tuple[str, ...]
    rate_hz: float | None
    duration_s: float
    holds: tuple[Hold, ...]
    edits: tuple[EventRow, ...] = ()
    checksum: str | None = None


class RunningBook:
    """A live run, put into the history as each of its holds ends.

    Parameters
    ----------
    header
        Of the recording that is being written.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self._checksum = Checksum()
        self._first_s: float | None = None
        self._last_s = 0.0
        self._kept = 0  # how many of its holds the history has
        self._as: tuple[Path | None, str] = (None, "")  # under which path and status

    def push(self, block: SampleBlock) -> None:
        """Take note of samples, as they were written."""
        self._checksum.push(block)
        if len(block):
            self._first_s = float(block.time_s[0]) if self._first_s is None else self._first_s
            self._last_s = float(block.time_s[-1])

    def look(
        self,
        session: Session,
        faults: Sequence[str],
        edits: Sequence[EventRow] = (),
        *,
        over: bool = False,
    ) -> Snapshot:
        """Give how a run stands, to be kept by `keep`, perhaps in another thread.

        Parameters
        ----------
        session
            What was timed so far.
        faults
            What reading the recording will find wrong, in words.
        edits
            What people said about the holds.
        over
            No more samples will come.
        """
        status, reasons = session.status
        rate_hz = session.quality.rate_hz
        return Snapshot(
            status=status,
            reasons=(*reasons, *session.few_lost, *faults),
            rate_hz=round(rate_hz, 2) if rate_hz == rate_hz else None,
            duration_s=round(self._last_s - (self._first_s or 0.0), 3),
            holds=tuple(each.hold for each in session.attempts),
            edits=tuple(edits),
            checksum=str(self._checksum) if over else None,
        )

    def beginning(self) -> Snapshot:
        """Give how a run stands before its first sample."""
        return Snapshot("invalid", ("nothing is recorded yet",), None, 0.0, ())

    def keep(self, history: History, path: Path, now: Snapshot) -> Keeping:
        """Put what there is into the history: the holds that are new, or with the end all anew.

        Parameters
        ----------
        path
            Where the recording is.
        now
            How it stands.

        Raises
        ------
        HistoryError
            Where it can't be written. The recording has it all; `rebuild` makes good for it.
        """
        done = None
        # What is scored hangs on the status, so that with another one all is written anew.
        same = (path, now.status) == self._as and not now.edits
        if self._kept and same and now.checksum is None:
            done = add_holds(history, self._as_kept(path, now, since=self._kept), self._kept)
        if done is None:
            done = keep(history, [self._as_kept(path, now)])[0]
        self._kept, self._as = len(now.holds), (path, now.status)
        return done

    def _as_kept(self, path: Path, now: Snapshot, since: int = 0) -> Kept:
        edited, troubles = _edited(self._header, now.holds[since:], now.edits)
        return Kept(
            path=path,
            header=self._header,
            checksum=now.checksum,
            algorithm=ALGORITHM,
            status=now.status,
            reasons=now.reasons,
            rate_hz=now.rate_hz,
            duration_s=now.duration_s,
            holds=edited,
            troubles=troubles,
        )


def score_kept(path: Path) -> Kept:
    """Score a native recording with the events beside it; results are what they are.

    Raises
    ------
    RecordingError
        Where it can't be read.
    """
    return score_with(path, read_events(events_path(path)))


def score_with(path: Path, rows: Sequence[EventRow]) -> Kept:
    """Score a native recording with the events that are to be beside it; results are what they are.

    Raises
    ------
    RecordingError
        Where it can't be read.
    """
    if is_results(path):
        return with_events(read_results(path), rows)
    return score(read_recording(path), rows)


def import_recording(
    history: History,
    path: Path,
    *,
    person: str | None = None,
    instead: dict[str, Any] | None = None,
    told: Told = NOTHING,
) -> Keeping:
    """Copy a recording of any format, with its events, into the folder, and keep it.

    The copy is native, and its first line says what was said here, so that it says all; of a file
    that does not tell when it was made it says the file's date. One that is there already is not
    copied again; where its results alone are there, it takes their place, whoever is named, with
    what was said of them.

    Parameters
    ----------
    person
        Code of the person, whatever the file says.
    instead
        Conditions in place of the file's own.
    told
        How a file of another program is to be read.

    Raises
    ------
    RecordingError
        Where the file can't be read or copied, or the history can't be written.
    """
    if path.absolute().is_relative_to(history.folder.absolute()):
        return take_up(history, path)
    recording = open_recording(path, told)
    block = as_written(recording.block)
    checksum = checksum_of(block)
    stand_in = stand_in_for(history, checksum)
    if stand_in is None and (same := kept_as(history, checksum)) is not None:
        return Keeping(path, 0, same_as=same)
    header = recording.header if stand_in is None else stand_in.over(recording.header)
    header = _naming_the_copy(dated(header.said(instead or {}), path), path)
    header = header if person is None or stand_in is not None else replace(header, person=person)
    with history.reading() as session:
        try:  # before there is a copy
            refuse_new(session, check_person(header, path))
        except HistoryError as error:
            raise error.at(path) from error
    while True:
        place, there = _place(history.folder, checksum)
        if there is not None:
            return keep_new(history, there) if stand_in is None else take_up(history, place)
        rows = events_beside(path) or read_events(events_path(place))
        rows = rows if stand_in is None else stand_in.beside(rows)
        rows = _with_losses(rows, recording)
        with _copy(path, place, header, block, rows) as copy, suppress(FileExistsError):
            kept = keep_new(history, replace(score_kept(copy.path), path=place), copy.put)
            if stand_in is not None and kept.same_as is None:
                stand_in.take_away()
            other = partner_of(place, header)
            if other is not None:  # now both are there: the leg's is scored beside the trunk's
                take_up(history, other if is_beside(header) else place)
            return kept


def _naming_the_copy(header: Header, path: Path) -> Header:
    """Give the first line of a copy: of two sensors, with the name that the other's copy has."""
    other = partner_of(path, header)
    if other is None:
        return header
    name = _copy_name(checksum_of(as_written(read_recording(other).block)))
    return replace(header, extra={**header.extra, WITH: name})


def _copy_name(checksum: str, number: int = 1) -> str:
    return f"kept-{checksum[:16]}{f'-{number}' if number > 1 else ''}.csv.gz"


def take_up(history: History, path: Path) -> Keeping:
    """Keep a recording that lies in a folder of the history; it takes the place of its results.

    Raises
    ------
    RecordingError
        Where it can't be read, or the history can't be written.
    """
    kept = score_kept(path)
    stand_in = None
    if kept.checksum is not None and not is_results(path):
        stand_in = stand_in_for(history, kept.checksum)
    if stand_in is None:
        return keep(history, [kept])[0]
    done = keep(history, [_with_what_was_said(kept, stand_in)])[0]
    if done.same_as is None:
        stand_in.take_away()
    return done


def _with_losses(rows: tuple[EventRow, ...], recording: Recording) -> tuple[EventRow, ...]:
    """Add what was left out as the file was read: its copy has no trace of it."""
    if not recording.losses.count:
        return rows
    detail = losses_note(recording.losses.after(losses_in(rows)))
    return (*rows, EventRow(float(recording.block.time_s[-1]), "note", "auto", detail))


def _place(folder: Path, checksum: str) -> tuple[Path, Kept | None]:
    """Give the place for a copy of some samples, and the copy that is there.

    One that the database lost sight of is as good as a new one; one that can't be read, or lacks
    samples, is left where it is.
    """
    number = 1
    while True:
        place = folder / _copy_name(checksum, number)
        if not place.exists():
            return place, None
        with suppress(RecordingError):
            kept = score_kept(place)
            if kept.checksum == checksum:
                return place, kept
        number += 1


def _copy(
    path: Path, place: Path, header: Header, block: SampleBlock, rows: Sequence[EventRow]
) -> Copy:
    try:
        return Copy(place, header, block, rows)
    except RecordingError as error:
        reason = "can't be copied into the history; make room for it and do it again"
        raise RecordingError(reason, path) from error


def kept_paths(history: History) -> list[Path]:
    """List the recordings that the history is made from: those in its folders, and those it knows.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        known = {history.folder / path for path in session.scalars(select(Recorded.path))}
    folders = [folder for folder in folders_of(history) if folder.is_dir()]
    return sorted(known | set(find_recordings(folders)) | set(find_results(folders)))


def rebuild(
    history: History, recordings: Sequence[Kept], sittings: Sequence[SittingFile] | None = None
) -> list[Keeping]:
    """Make the history again from scored recordings, oldest first, all at once or not at all.

    What is known of people, and recordings and sittings that are not among these because they
    can't be read now, stay as they are. Results come after all recordings, since they stand for
    those alone that are elsewhere.

    Parameters
    ----------
    sittings
        The copies of sittings, oldest first; None for all that can be read.

    Raises
    ------
    HistoryError
        Where the database can't be written; then it is as it was.
    """
    results = {k.checksum: StandIn(k.path, k) for k in recordings if is_results(k.path)}
    replaced = [k for k in recordings if not is_results(k.path) and k.checksum in results]
    anew = {k.path: _with_what_was_said(k, results[k.checksum]) for k in replaced}
    taken = [anew.get(k.path, k) for k in recordings]
    oldest_first = sorted(taken, key=lambda k: (is_results(k.path), k.made_ms, k.path))
    copies = read_copies(history)[0] if sittings is None else sittings

    def take(session: DatabaseSession) -> None:
        for sitting in copies:
            take_sitting(session, sitting)

    done = keep(history, oldest_first, again=True, also=take)
    for kept in replaced:
        results[kept.checksum].take_away()
    return done


def _with_what_was_said(kept: Kept, stand_in: StandIn) -> Kept:
    """Score a recording with what was said of its results, while those stood for it."""
    events = events_path(kept.path)
    rows = read_events(events)
    told = stand_in.beside(rows)[len(rows) :]
    if not told:
        return kept
    append_events(events, told)
    return score_kept(kept.path)


def score(recording: Recording, rows: Sequence[EventRow]) -> Kept:
    """Score a native recording that was read, with its events.

    Raises
    ------
    HistoryError
        Where the person in its first line has no code that can be one.
    """
    header = recording.header
    trunk = None if is_beside(header) else partner_of(recording.path, header)
    if trunk is not None:
        analysis = score_together(recording.path, trunk, rows=rows)
    else:
        analysis = analyze(recording, events=rows)
    edited, troubles = _edited(header, analysis.holds, rows)
    said = analysis.as_dict("")
    return Kept(
        path=recording.path,
        header=header,
        checksum=checksum_of(recording.block),
        algorithm=said["algorithm"],
        status=said["status"],
        reasons=tuple(said["reasons"]),
        rate_hz=said["rate_hz"],
        duration_s=said["duration_s"],
        holds=edited,
        troubles=troubles,
    )


def _edited(
    header: Header, holds: Sequence[Hold], rows: Sequence[EventRow]
) -> tuple[tuple[KeptHold, ...], tuple[str, ...]]:
    """Lay what people said over the holds, and give what of it could not be understood.

    A recording of raises is kept as a recording, without attempts.
    """
    if not has_holds(header):
        return (), ()
    return apply_edits(_kept_holds(holds, header.cap_s), rows, header.cap_s)


def _kept_holds(holds: Sequence[Hold], cap_s: float | None) -> tuple[KeptHold, ...]:
    """Put holds together with their sway and what was seen at their ends."""
    return tuple(
        KeptHold(
            hold,
            cap_s=cap_s,
            sway=sway_dict(hold.sway)["sway"],
            evidence=evidence_dicts(hold),
        )
        for hold in holds
    )

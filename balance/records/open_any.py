"""Opens a recording whatever program wrote it, told by its content and never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_path, read_events
from balance.records.formats import sensor_logger
from balance.records.formats.added import (
    NotReadError,
    added_suffixes,
    format_troubles,
    read_added,
)
from balance.records.formats.archives import read_archive, read_set
from balance.records.formats.bids.events import events_of
from balance.records.formats.bids.motion import read_motion
from balance.records.formats.bids.naming import is_beside, is_kept_whole, is_motion
from balance.records.formats.content import decoded, read_content, read_head
from balance.records.formats.folders import Folder, set_of, without_companions
from balance.records.formats.json_files import is_json, read_json_text
from balance.records.formats.reading import read_text
from balance.records.formats.sensors import Export, to_recording
from balance.records.formats.sets import PHYPHOX_META
from balance.records.formats.told import NOTHING, Told
from balance.records.formats.witmotion import refuse_dump
from balance.records.formats.xdf import is_xdf, read_xdf
from balance.records.recording import Recording, is_ours, read_recording

_DATA: Final = (".csv", ".csv.gz", ".txt", ".tsv", ".zip", ".xdf", ".xdfz")
_MOVESENSE: Final = ("_acc_stream.json", "_imu6_stream.json", "_imu9_stream.json")
_NOT_DATA: Final = ("readme", "provenance")
_OFFICE: Final = b"\xd0\xcf\x11\xe0"


def open_recording(path: str | PathLike[str], told: Told = NOTHING) -> Recording:
    """Read a recording, our own or one that another program wrote, with the events beside it.

    Times are the file's own, in seconds; times since 1970 and times of day are counted from the
    first sample, and `Header.extra` says from when. Acceleration comes in m/s^2 with our sign
    where the format tells the file's, rate of turn in rad/s. `Header.extra["units"]` says what
    units were read. The name of the file says nothing but which sensor a lone file of Sensor
    Logger holds, and which files beside it are of one program's set (`formats.sets`): its
    gyroscope is read with it, and `Header.extra["read_with"]` says so. A ``..._motion.tsv`` of BIDS
    is read with its sidecars, its events among them.

    Parameters
    ----------
    path
        The file: native, or a table in text, plain or .gz, or a .zip, .json or .xdf export.
    told
        What a person said about a file that can be read in more ways than one; one of our own
        says all itself.

    Returns
    -------
    Recording
        Its samples, what its header says, what was wrong with it, and its events.

    Raises
    ------
    RecordingError
        Where it or its events can't be read, it holds no acceleration with gravity, or less than 40
        samples a second; one sentence that says which, and what to do. `SeveralSensorsError` where
        it holds more than one and none was told.
    """
    path = Path(path)
    return replace(_opened(path, told), events=events_beside(path))


def events_beside(path: Path) -> tuple[EventRow, ...]:
    """Read the events of a recording: those of its data set of BIDS, then those in a file of ours.

    Raises
    ------
    RecordingError
        Where they can't be read; file and line are named.
    """
    laid = events_of(path) if is_motion(path) else ()
    return (*laid, *read_events(events_path(path)))


def _opened(path: Path, told: Told) -> Recording:
    try:
        head = read_head(path)
        if is_ours(head):
            return read_recording(path)
        if is_motion(path):
            return read_motion(path, told)
        recording = _of_others(path, head, told)
        return replace(recording, header=recording.header.said(told.conditions()))
    except RecordingError as error:
        if str(error) != error.reason:  # it has its place already
            raise
        raise error.at(path) from error


def _of_others(path: Path, head: bytes, told: Told) -> Recording:
    """Read a file of another program: by a format that was added, or by those here.

    A format that breaks keeps nobody from a file that can be read without it.
    """
    broken = ""
    try:
        if (added := read_added(path, head)) is not None:
            return added
    except NotReadError as error:
        broken = str(error)
    try:
        recording = _of_programs(path, told)
    except RecordingError as error:
        if broken:
            raise RecordingError(broken) from error
        unknown = not path.name.lower().endswith((*_DATA, ".json", ".gz"))
        if unknown and (troubles := format_troubles()):
            raise RecordingError("; ".join((error.reason, *troubles))) from error
        raise
    return replace(recording, faults=(*recording.faults, broken)) if broken else recording


def _of_programs(path: Path, told: Told) -> Recording:
    content = read_content(path)
    export = _read(content.data, path, told)
    return to_recording(path, replace(export, faults=content.faults + export.faults))


def find_recordings(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
) -> list[Path]:
    """List the recordings among files and folders, sorted, each once.

    A file that is named is listed whatever it is, and even where it is missing: opening it says
    what is wrong. Folders are searched through for .csv, .csv.gz, .txt, .tsv, .zip and .xdf,
    and for what formats of other packages read; passed over in them are events
    (``NAME.events.csv``), licences, what is called README or PROVENANCE, the tables that BIDS
    puts beside recordings, and what is hidden.

    Parameters
    ----------
    paths
        A file or a folder, or several of them.

    Returns
    -------
    list of Path
        The files, each as `open_recording` takes it.

    Raises
    ------
    OSError
        Where a folder can't be searched through.
    """
    given = [paths] if isinstance(paths, str | PathLike) else paths
    found: set[Path] = set()
    for path in map(Path, given):
        if _is_folder(path):
            ends = (*_DATA, *_MOVESENSE, *added_suffixes())
            inside = (file for file in path.rglob("*") if _may_be_data(file, path, ends))
            found.update(without_companions(file for file in inside if not _is_folder(file)))
        else:
            found.add(path)
    return sorted(found)


def _read(data: bytes, path: Path, told: Told) -> Export:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_archive(data, told)
    if data.startswith(_OFFICE):
        raise RecordingError("is a spreadsheet; export it as CSV instead")
    if is_xdf(data):
        return read_xdf(data, told)
    refuse_dump(data)
    text = decoded(data)
    if text is None:
        raise RecordingError("is neither text nor a .zip; export it as CSV")
    if (chosen := set_of(path)) is not None:
        return read_set(Folder(path.parent, chosen, {path.name: data}), chosen, told)
    if is_json(text):
        return read_json_text(text, told)
    reading = read_text(text, told)
    if sensor_logger.is_table(reading):
        return sensor_logger.from_table(reading, path.name.partition(".")[0])
    return reading.export()


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # not ours to see: opening it will say so
        return False


def _may_be_data(file: Path, within: Path, ends: tuple[str, ...]) -> bool:
    path = file.relative_to(within)
    name = path.name.lower()
    if is_beside(file) or is_kept_whole(path):
        return False
    if any(part.startswith(".") for part in path.parts):
        return False
    if not name.endswith(ends) or name.endswith(".events.csv"):
        return False
    if "/".join(path.parts[-2:]) in PHYPHOX_META:
        return False
    return not name.startswith(_NOT_DATA) and "license" not in name and "licence" not in name

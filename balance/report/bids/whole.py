"""A data set of ours that has all that there was, put back into zips of its people."""

from __future__ import annotations

import gzip
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.report.bids.listing import FOLDER, Listed, Listing, Someone, read_list
from balance.report.bids.person import beside_of, samples_of
from balance.report.packing import FORMAT, VERSION, Packing
from balance.report.person_zip import KIND, RECORDINGS
from balance.report.unpacking import Tell


def is_whole(top: Path) -> bool:
    """Tell whether a data set says that it has all that there was."""
    return (top / FOLDER).is_dir()


def zips_of_whole(top: Path, work: Path, tell: Tell) -> list[tuple[str, Path]]:
    """Put each person of a data set into a zip, as they were; give their codes and the zips.

    Raises
    ------
    RecordingError
        Where a file is not the one that was written.
    OSError
        Where there is no room.
    """
    listing = read_list(top)
    listing.check(top, tell)
    made = []
    for number, someone in enumerate(listing.people):
        zipped = work / f"{number}.zip"
        with Packing(zipped) as packing:
            _pack(packing, top, listing, someone)
        made.append((someone.code, zipped))
    return made


def _pack(packing: Packing, top: Path, listing: Listing, someone: Someone) -> None:
    along = _along(listing, someone)
    for name, path in along.items():
        packing.add_file(name, top / path, still=True)
    for one in someone.recordings:
        samples, beside = f"{RECORDINGS}/{one.name}", events_path(Path(one.name)).name
        if samples not in along:
            packing.add(samples, [_samples(top, one)])
        if f"{RECORDINGS}/{beside}" not in along and one.motion is not None:
            rows = beside_of(top / one.motion)
            if rows is not None:
                packing.add(f"{RECORDINGS}/{beside}", [rows])
    packing.finish(
        {
            FORMAT: KIND,
            "version": VERSION,
            "program": listing.program,
            "history": listing.history,
            "person": someone.code,
        }
    )


def _along(listing: Listing, someone: Someone) -> dict[str, str]:
    """Give what came along as it was, by what it is called in a zip."""
    before = f"{someone.folder}/"
    return {path.removeprefix(before): path for path in listing.sums if path.startswith(before)}


def _samples(top: Path, one: Listed) -> bytes:
    samples = None if one.motion is None else samples_of(top / one.motion)
    if samples is None:
        reason = f"the recording {one.name} is not in it; take another copy of it"
        raise RecordingError(reason, top)
    return gzip.compress(samples, mtime=0) if one.name.lower().endswith(".gz") else samples

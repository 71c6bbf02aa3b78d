"""Recordings found in files and folders, each with the name that it has in results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from balance.records.formats.folders import without_companions
from balance.records.open_any import find_recordings
from balance.records.partners import other_of
from balance.records.recording import read_header
from balance.signal.placement import TRUNK


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """A file, and the name that it has in the results; of two sensors also that of the trunk."""

    path: Path
    name: str
    trunk: Path | None = field(default=None, compare=False)


def find_jobs(paths: Iterable[Path]) -> tuple[list[Job], list[str]]:
    """Find the recordings in files and folders.

    Returns
    -------
    list of Job
        In the order of their paths, each path once, and each set of files that are one recording
        by its main one. A file of a folder is named by its path from there on, a file given itself
        by its name.
    list of str
        Sentences about the paths that hold nothing to score.
    """
    jobs: dict[Path, Job] = {}
    troubles = []
    for path in paths:
        found = find_recordings([path])
        if not found:
            troubles.append(f"{path}: there is no recording in this folder.")
        for file in found:
            name = file.name if file == path else file.relative_to(path).as_posix()
            jobs.setdefault(file, Job(file, name))
    return sorted(jobs[path] for path in without_companions(jobs)), troubles


def paired(jobs: Sequence[Job]) -> list[Job]:
    """Give jobs with those as one whose recordings are of one attempt and name each other."""
    given = {job.path for job in jobs}
    trunks: dict[Path, Path] = {}
    taken: set[Path] = set()
    for job in jobs:
        other = None if job.path in taken else other_of(job.path)
        if other is None or other not in given:
            continue
        both = sorted((job.path, other), key=lambda each: read_header(each).placement in TRUNK)
        trunks[both[0]] = both[1]
        taken |= {*both}
    beside = set(trunks.values())
    return [replace(job, trunk=trunks.get(job.path)) for job in jobs if job.path not in beside]

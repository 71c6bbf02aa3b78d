"""Recordings found in files and folders, each with the name that it has in results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from balance.records.formats.folders import without_companions
from balance.records.open_any import find_recordings


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """A file, and the name that it has in the results."""

    path: Path
    name: str


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

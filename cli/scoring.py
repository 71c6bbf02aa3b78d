"""Scoring many recordings, in order, here or in several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any, Final, TypeVar

from balance.exercise import Exercise, count_raises
from balance.paired.scoring import score_together
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_path, losses_in, read_events, stops_in
from balance.records.formats.folders import without_companions
from balance.records.formats.told import NOTHING, Told
from balance.records.found import found_in
from balance.records.open_any import find_recordings, open_recording
from balance.records.partners import other_of
from balance.records.recording import Recording, read_header
from balance.session import Analysis, analyze, evidence_dicts
from balance.signal.placement import TRUNK

MANY: Final = 64

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Settings:
    """How recordings are scored; `instead` are conditions that take the place of a file's own.

    `standing_s` is a stretch on two feet whose sway is wanted, in each file's time; `why` adds
    the evidence to each hold; `told` is how files of other programs are to be read. With an
    `exercise` that is counted, and no hold is timed.
    """

    min_hold_s: float = 1.0
    chunk: int | None = None
    instead: Mapping[str, Any] = field(default_factory=dict)
    standing_s: tuple[float, float] | None = None
    why: bool = False
    told: Told = NOTHING
    exercise: Exercise | None = None
    heel_to_ball_cm: float | None = None


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """A file, and the name that it has in the results; of two sensors also that of the trunk."""

    path: Path
    name: str
    trunk: Path | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scored:
    """The object of `analyze --json`, and where there is one, the error in a sentence."""

    scored: dict[str, Any]
    error: str | None = None


def find_jobs(paths: list[Path]) -> tuple[list[Job], list[str]]:
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


def paired(jobs: list[Job]) -> list[Job]:
    """Give jobs with those as one whose recordings are of one attempt and name each other."""
    given = {job.path: job for job in jobs}
    trunks: dict[Path, Path] = {}
    for path in given:
        other = other_of(path)
        if other is None or other not in given or path in trunks.values():
            continue
        leg, trunk = sorted((path, other), key=lambda each: read_header(each).placement in TRUNK)
        trunks[leg] = trunk
    alone = (job for job in jobs if job.path not in trunks.values())
    return [replace(job, trunk=trunks.get(job.path)) for job in alone]


def score_all(jobs: list[Job], settings: Settings, processes: int | None) -> Iterator[Scored]:
    """Score recordings and give the results in the order of `jobs`, as they come.

    Parameters
    ----------
    processes
        How many at a time; 0 is one a core. None is one, but one a core from `MANY` recordings
        on: fewer are scored before other processes have started.
    """
    yield from spread(partial(score_one, settings), jobs, processes)


def spread(score: Callable[[T], R], jobs: Sequence[T], processes: int | None) -> Iterator[R]:
    """Do something to each job, in their order, in as many processes as `score_all` says."""
    if processes is None:
        processes = 1 if len(jobs) < MANY else 0
    processes = min(processes or _cores(), len(jobs))
    if processes <= 1:
        yield from map(score, jobs)
        return
    # Spawned everywhere: the same on all systems, and a fork of a process with threads is unsafe.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent) as pool:
        with _deaf_to_ctrl_c():
            results = pool.map(score, jobs, chunksize=max(1, min(16, len(jobs) // (4 * processes))))
        try:
            yield from results
        finally:
            pool.shutdown(cancel_futures=True)


def score_one(settings: Settings, job: Job) -> Scored:
    """Score one recording."""
    if job.trunk is not None:
        return _scored_together(settings, job, job.trunk)
    try:
        recording = open_recording(job.path, settings.told)
        events = read_events(events_path(job.path))
    except RecordingError as error:
        return Scored({"recording": job.name, "error": str(error)}, str(error))
    recording = replace(recording, header=recording.header.said(settings.instead))
    if settings.exercise is not None:
        return _counted(settings, job, recording, events)
    analysis = analyze(
        recording,
        min_hold_s=settings.min_hold_s,
        chunk=settings.chunk,
        standing_s=settings.standing_s,
        stops=stops_in(events),
        lost=losses_in(events),
        found=found_in(events),
    )
    return Scored(_as_dict(settings, analysis, job))


def _as_dict(settings: Settings, analysis: Analysis, job: Job) -> dict[str, Any]:
    scored = analysis.as_dict(job.name)
    if settings.why:
        for said, hold in zip(scored["holds"], analysis.holds, strict=True):
            said["evidence"] = evidence_dicts(hold)
    return scored


def _scored_together(settings: Settings, job: Job, trunk: Path) -> Scored:
    """Score two recordings of one attempt."""
    if any(key in settings.instead for key in ("placement", "forward_axis")):
        said = (
            f"{job.path} and {trunk.name} are of one attempt, each with a place of its own: leave "
            "out --placement and --forward, or give one of them alone"
        )
        return Scored({"recording": job.name, "error": said}, said)
    try:
        analysis = score_together(
            job.path,
            trunk,
            instead=settings.instead,
            min_hold_s=settings.min_hold_s,
            chunk=settings.chunk,
        )
    except RecordingError as error:
        return Scored({"recording": job.name, "error": str(error)}, str(error))
    return Scored(_as_dict(settings, analysis, job))


def _counted(
    settings: Settings, job: Job, recording: Recording, events: Sequence[EventRow]
) -> Scored:
    """Count the raises of one recording."""
    try:
        analysis = count_raises(
            recording,
            heel_to_ball_cm=settings.heel_to_ball_cm,
            leg=settings.instead.get("stance_leg"),
            chunk=settings.chunk,
            stops=stops_in(events),
            lost=losses_in(events),
        )
    except RecordingError as error:
        said = str(error.at(job.path))
        return Scored({"recording": job.name, "error": said}, said)
    return Scored(analysis.as_dict(job.name))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end_with_parent() -> None:
    """See that this process ends where the one that started it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    # Processes that start now inherit it: Ctrl-C reaches this one, which then ends them.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

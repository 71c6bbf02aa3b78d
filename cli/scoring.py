"""Scoring many recordings, in order, here or in several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, TypeVar

from balance.records.jobs import Job
from balance.report.scoring import Scored, ScoreSettings, failed, score_one
from cli.processes import Processes
from cli.spreading import DIED, in_order

MANY: Final = 64

T = TypeVar("T")
R = TypeVar("R")


def score_all(
    jobs: Sequence[Job], settings: ScoreSettings, processes: int | None
) -> Iterator[Scored]:
    """Score recordings and give the results in the order of `jobs`, as they come.

    Parameters
    ----------
    processes
        How many at a time; 0 is one a core. None is one, but one a core from `MANY` recordings
        on: fewer are scored before other processes have started.

    Raises
    ------
    NoProcessError
        Where processes died, and no other can be started.
    """
    return spread(partial(score_one, settings), jobs, processes, given_up)


def given_up(job: Job) -> Scored:
    """Give what stands for a recording that ended whatever scored it."""
    return failed(job, f"{job.path}: {DIED}.")


def spread(
    score: Callable[[T], R],
    jobs: Sequence[T],
    processes: int | None,
    give_up: Callable[[T], R],
) -> Iterator[R]:
    """Do something to each job, in their order, in as many processes as `score_all` says.

    Parameters
    ----------
    give_up
        Gives what stands for a job that processes die of.
    """
    if processes is None:
        processes = 1 if len(jobs) < MANY else 0
    processes = min(processes or _cores(), len(jobs))
    if processes <= 1:
        yield from map(score, jobs)
        return
    with Processes(score, processes) as workers:
        yield from in_order(workers, jobs, give_up)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

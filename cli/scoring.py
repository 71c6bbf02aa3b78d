"""Scoring many recordings, in order, here or in several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from balance.records.jobs import Job
from balance.report.scoring import Scored, ScoreSettings, failed, score_one
from cli.processes import Processes
from cli.spreading import DIED, in_order

MANY: Final = 64

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Where:
    """What scores.

    Parameters
    ----------
    processes
        How many of this machine at a time; 0 is one a core. None is one, but one a core from `MANY`
        recordings on: fewer are scored before other processes have started.
    cluster
        Address of a dask scheduler, whose workers score in their place.
    """

    processes: int | None = None
    cluster: str | None = None


def score_all(
    jobs: Sequence[Job], settings: ScoreSettings, where: Where
) -> Generator[Scored, None, None]:
    """Score recordings and give the results in the order of `jobs`, as they come.

    Raises
    ------
    NoProcessError
        Where processes died, and no other can be started.
    ClusterError
        Where a cluster can't score, or does no more.
    """
    if where.cluster is None or not jobs:
        yield from spread(partial(score_one, settings), jobs, where.processes, given_up)
        return
    from cli.cluster import cluster_at  # late: without one, no dask is needed

    with cluster_at(where.cluster, settings, jobs[0].path) as workers:
        yield from in_order(workers, jobs, given_up)


def given_up(job: Job) -> Scored:
    """Give what stands for a recording that ended whatever scored it."""
    return failed(job, f"{job.path}: {DIED}.")


def spread(
    score: Callable[[T], R],
    jobs: Sequence[T],
    processes: int | None,
    give_up: Callable[[T], R],
) -> Iterator[R]:
    """Do something to each job, in their order, in as many processes as `Where` says.

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

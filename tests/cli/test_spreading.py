"""Jobs in workers: in order, few at a time, and a worker's death is its own job's alone."""

from __future__ import annotations

import os
from concurrent.futures import Future
from itertools import count, islice

import pytest

from cli import processes
from cli.processes import NoProcessError, Processes
from cli.scoring import spread
from cli.spreading import WorkerDiedError, in_order


class Pretend:
    """Workers that do a job when it is waited for, and die of some."""

    ahead = 6
    in_hand = 4

    def __init__(self, deadly: set[int]) -> None:
        self.deadly = deadly
        self.sent: list[tuple[int, Future[int]]] = []
        self.alone_with: list[int] = []
        self.mended = 0

    def send(self, job: int) -> Future[int]:
        future: Future[int] = Future()
        self.sent.append((job, future))
        return future

    def wait(self, future: Future[int]) -> int:
        if not future.done():
            self._work()
        try:
            return future.result()
        except RuntimeError as error:
            raise WorkerDiedError from error

    def mend(self) -> None:
        self.mended += 1

    def alone(self, job: int) -> int:
        assert all(future.done() for _, future in self.sent)
        self.alone_with.append(job)
        if job in self.deadly:
            raise WorkerDiedError
        return job * job

    def _work(self) -> None:
        under_way = [(job, future) for job, future in self.sent if not future.done()]
        assert len(under_way) <= self.ahead
        job, future = under_way[0]
        if job not in self.deadly:
            future.set_result(job * job)
            return
        for _, each in under_way:  # a pool that lost a process gives all of them up
            each.set_exception(RuntimeError())


def given_up(job: int) -> int:
    return -job


@pytest.mark.parametrize("deadly", [set(), {0}, {7}, {29}, {3, 4}, {3, 20, 21, 22}, set(range(30))])
def test_each_has_what_came_of_it_in_order(deadly: set[int]) -> None:
    workers = Pretend(deadly)
    found = list(in_order(workers, range(30), given_up))
    assert found == [-job if job in deadly else job * job for job in range(30)]
    assert workers.mended <= len(deadly)
    assert set(workers.alone_with) >= deadly


def test_jobs_without_end_are_taken_as_they_are_needed() -> None:
    workers = Pretend(set())
    results = in_order(workers, count(), given_up)
    assert list(islice(results, 10)) == [job * job for job in range(10)]
    assert len(workers.sent) <= 10 + workers.ahead


def test_what_waits_is_cancelled() -> None:
    workers = Pretend(set())
    results = in_order(workers, range(30), given_up)
    next(results)
    results.close()
    assert [future.cancelled() for _, future in workers.sent] == [False, *[True] * 5]


def doubled(job: int) -> int:
    if job == 13:
        os._exit(9)  # as the system does where the memory is full
    return 2 * job


@pytest.mark.timeout(300)
def test_a_process_that_dies_harms_its_own_job_alone() -> None:
    found = list(spread(doubled, range(40), 2, given_up))
    assert found == [-13 if job == 13 else 2 * job for job in range(40)]


def test_where_no_process_starts_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_begin", os.abort)
    with Processes(doubled, 1) as workers, pytest.raises(NoProcessError, match="--jobs 1"):
        workers.alone(1)

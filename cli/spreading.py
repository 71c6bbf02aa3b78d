"""Many jobs in workers beside this process: few under way at a time, results in their order.

A worker that dies harms its own job alone: jobs that it may have had are tried once more, each by
itself, and the one that a worker dies of again is given up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Final, Generic, Protocol, TypeVar

DIED: Final = (
    "whatever scores it is ended each time (out of memory, or a crash); the others go on without it"
)

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)


class WorkerDiedError(Exception):
    """A worker was ended while it had a job, or before it came to it."""


class Workers(Protocol[T_contra, R]):
    """Whoever does jobs beside this process."""

    @property
    def ahead(self) -> int:
        """How many jobs are to be under way or waiting: enough that nobody idles."""

    @property
    def in_hand(self) -> int:
        """How many of the oldest jobs that have failed with a worker it may have had."""

    def send(self, job: T_contra) -> Future[R]:
        """Have a job done."""

    def wait(self, future: Future[R]) -> R:
        """Give what came of it.

        Raises
        ------
        WorkerDiedError
            Where a worker died that it may have been with.
        """

    def mend(self) -> None:
        """Go on with other workers; no job is under way."""

    def alone(self, job: T_contra) -> R:
        """Do one job while no other is under way; raises as `wait`."""


@dataclass(slots=True)
class _Sent(Generic[T, R]):
    job: T
    future: Future[R]


def in_order(workers: Workers[T, R], jobs: Iterable[T], give_up: Callable[[T], R]) -> Iterator[R]:
    """Do jobs and give what comes of them, in their order, as it comes.

    Parameters
    ----------
    give_up
        Gives what is to stand for a job that workers die of.
    """
    coming = iter(jobs)
    sent: deque[_Sent[T, R]] = deque()
    try:
        while True:
            for job in islice(coming, max(0, workers.ahead - len(sent))):
                sent.append(_Sent(job, workers.send(job)))
            if not sent:
                return
            try:
                outcome = workers.wait(sent[0].future)
            except WorkerDiedError:
                _settle(workers, sent, give_up)
                continue
            sent.popleft()
            yield outcome
    finally:
        for each in sent:
            each.future.cancel()


def _settle(workers: Workers[T, R], sent: Iterable[_Sent[T, R]], give_up: Callable[[T], R]) -> None:
    """See that each job is done, given up or sent again, after a worker has died."""
    died = []
    for each in sent:
        try:
            each.future = _done(workers.wait(each.future))
        except WorkerDiedError:
            died.append(each)
    workers.mend()
    for each in died[: workers.in_hand]:
        try:
            outcome = workers.alone(each.job)
        except WorkerDiedError:
            outcome = give_up(each.job)
        each.future = _done(outcome)
    for each in died[workers.in_hand :]:
        each.future = workers.send(each.job)


def _done(outcome: R) -> Future[R]:
    future: Future[R] = Future()
    future.set_result(outcome)
    return future

"""Processes of this machine that do jobs; none outlives the program."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread, current_thread, main_thread
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from balance.errors import BalanceError
from cli.spreading import WorkerDiedError

_AHEAD: Final = 8  # jobs a process: some take many times as long as others
_MOST_ON_WINDOWS: Final = 61  # handles that can be waited for at a time, less the pool's own

T = TypeVar("T")
R = TypeVar("R")


class NoProcessError(BalanceError):
    """No process could be started; one sentence."""


class Processes(Generic[T, R]):
    """Workers that are processes of this machine.

    Parameters
    ----------
    do
        What is to be done to each job; it and the jobs go from process to process.
    count
        How many processes.
    """

    def __init__(self, do: Callable[[T], R], count: int) -> None:
        self._do = do
        self._count = min(count, _MOST_ON_WINDOWS) if sys.platform == "win32" else count
        self._pool = _Pool(self._count)
        self._alone: _Pool | None = None

    @property
    def ahead(self) -> int:
        """How many jobs are to be under way or waiting."""
        return _AHEAD * self._count

    @property
    def in_hand(self) -> int:
        """Processes take jobs in their order, and what is done is told after a moment."""
        return 2 * self._count

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()
        self._end_alone()

    def send(self, job: T) -> Future[R]:
        """Have a job done."""
        return self._pool.submit(self._do, job)

    def wait(self, future: Future[R]) -> R:
        """Give what came of it; `WorkerDiedError` where a process died."""
        try:
            return future.result()
        except BrokenExecutor as error:
            raise WorkerDiedError from error

    def mend(self) -> None:
        """Take new processes: a pool that lost one takes no more jobs."""
        self._pool.close()
        self._pool = _Pool(self._count)

    def alone(self, job: T) -> R:
        """Do a job in a process of its own, which lives on if the job lets it.

        Raises
        ------
        WorkerDiedError
            Where it did not.
        NoProcessError
            Where there is no process in which to try.
        """
        if self._alone is None:
            self._alone = _Pool(1)
            try:
                self._alone.submit(os.getpid).result()
            except (BrokenExecutor, OSError) as error:
                raise NoProcessError(
                    "No process can be started for scoring (is the memory full?); "
                    "--jobs 1 does without."
                ) from error
        try:
            return self._alone.submit(self._do, job).result()
        except BrokenExecutor as error:
            self._end_alone()
            raise WorkerDiedError from error

    def _end_alone(self) -> None:
        if self._alone is not None:
            self._alone.close()
            self._alone = None


class _Pool:
    """A pool whose processes start with its first jobs, and are deaf to Ctrl-C."""

    def __init__(self, count: int) -> None:
        self._starting = count
        # Spawned everywhere: the same on all systems, and a fork with threads is unsafe.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)

    def submit(self, do: Callable[..., R], *what: object) -> Future[R]:
        """Have something done; where the pool is broken already, the future says so."""
        try:
            if self._starting == 0:  # Ctrl-C is lost on the deaf
                return self._pool.submit(do, *what)
            self._starting -= 1
            with _deaf_to_ctrl_c():
                return self._pool.submit(do, *what)
        except BrokenExecutor as error:
            broken: Future[R] = Future()
            broken.set_exception(error)
            return broken

    def close(self) -> None:
        """End it once what is under way is done; what waits is not begun."""
        self._pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """See that this process ends with the one that started it, and not before."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    # Processes that start now inherit it: Ctrl-C reaches this one, which then ends them.
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

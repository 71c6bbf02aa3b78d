"""A desk: one thread that does, in order, what has to wait for a disk or a database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


class Desk:
    """Does jobs one after the other, in a thread of its own.

    What a job raises is raised again by the next call: a fault of ours is never passed over. As a
    context manager it waits for all of them on the way out.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")
        self._failed: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def do(self, job: Callable[[], object]) -> Future[object]:
        """Have a job done after those before it."""
        self._raise()
        future = self._pool.submit(job)
        future.add_done_callback(self._done)
        return future

    def wait(self) -> None:
        """Wait until all that was asked for is done."""
        self._pool.submit(_nothing).result()
        self._raise()

    def close(self) -> None:
        """Do what is waiting, and end the thread."""
        self._pool.shutdown(wait=True)
        self._raise()

    def _done(self, future: Future[object]) -> None:
        self._failed = self._failed or future.exception()

    def _raise(self) -> None:
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed


def _nothing() -> None:
    """Be a place in the row."""

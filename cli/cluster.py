"""Workers that are machines of a dask cluster, for an archive that outgrows one machine."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from balance.errors import BalanceError
from balance.records.jobs import Job
from balance.report.scoring import Scored, ScoreSettings, score_one
from cli.afar import Unfit, Versions, is_seen, look, score_afar, unseen
from cli.spreading import WorkerDiedError

if TYPE_CHECKING:
    from distributed import Client

NO_DASK: Final = (
    "--cluster needs dask, which is not installed: pip install 'balance-timer[cluster]'"
)
_CONNECT_S: Final = 10.0
_LOOK_S: Final = 5.0  # how often it is asked whether there are workers, while nothing comes
_COME_S: Final = 30.0  # for the first worker to come
_NOBODY_S: Final = 120.0  # workers that were ended are started again meanwhile
_SOON_S: Final = 0.1
_LOOKS: Final = 100
_AHEAD: Final = 8  # jobs a thread of a worker


class ClusterError(BalanceError):
    """A cluster that can't score, or does no more; one sentence."""


@contextmanager
def cluster_at(address: str, settings: ScoreSettings, first: Path) -> Iterator[Cluster]:
    """Give the workers of a cluster, each fit to score; nothing of ours stays there afterwards.

    Parameters
    ----------
    address
        Of its scheduler, such as ``tcp://10.0.0.1:8786``.
    first
        A recording that all workers are to see.

    Raises
    ------
    ClusterError
        Where there is no dask, no such cluster, no worker in it, or one that is unfit.
    """
    client = _connect(address)
    try:
        workers = Cluster(client, address, settings)
        try:
            workers.check(first)
            yield workers
        finally:
            workers.take_back()
    finally:
        with suppress(Exception):  # it may be gone
            client.close(timeout=_CONNECT_S)


class Cluster:
    """Workers of a cluster; see `cluster_at`."""

    def __init__(self, client: Client, address: str, settings: ScoreSettings) -> None:
        self._client = client
        self._address = address
        self._settings = settings
        self._folder = Path.cwd()
        self._wanted = Versions()
        # No key is that of an earlier run, whose file may have been another.
        self._executor: Executor = client.get_executor(pure=False)
        self._threads = 1

    @property
    def ahead(self) -> int:
        """How many jobs are to be under way or waiting."""
        return _AHEAD * self._threads

    @property
    def in_hand(self) -> int:
        """The scheduler says which jobs were with workers that died: all that failed so."""
        return self.ahead

    def send(self, job: Job) -> Future[Any]:
        """Have a recording scored."""
        return self._executor.submit(score_afar, self._wanted, self._settings, self._folder, job)

    def wait(self, future: Future[Any]) -> Scored:
        """Give what came of it.

        Raises
        ------
        WorkerDiedError
            Where several workers died that had it.
        ClusterError
            Where the cluster is gone, has no workers any more, or one that is unfit.
        """
        from distributed import KilledWorker

        nobody_s = 0.0
        while nobody_s < _NOBODY_S:
            try:
                outcome = future.result(_LOOK_S)
            except TimeoutError:
                if future.done():  # its own
                    raise
                nobody_s = 0.0 if self._count_threads() else nobody_s + _LOOK_S
            except KilledWorker as error:
                raise WorkerDiedError from error
            except CancelledError as error:
                raise ClusterError(self._gone) from error
            except ImportError as error:
                raise ClusterError(_lacking(f"A worker of {self._address}", error)) from error
            else:
                return self._here(outcome) if isinstance(outcome, Unfit) else outcome
        raise ClusterError(f"{self._address}: the cluster has no workers any more.")

    def mend(self) -> None:
        """Leave it to the cluster to start other workers."""

    def alone(self, job: Job) -> Scored:
        """Score a recording once more; raises as `wait`."""
        # A worker that has just died may not be known to be dead, and would have it next.
        for _ in range(_LOOKS):
            answers = self._client.run(os.getpid, on_error="return").values()
            if all(isinstance(answer, int) for answer in answers):
                break
            sleep(_SOON_S)
        return self.wait(self.send(job))

    def check(self, first: Path) -> None:
        """See that there are workers, and that all have and see what this machine does."""
        path = self._folder / first
        # Some clusters start workers where there is something to do.
        if wait([self._executor.submit(look, path)], _COME_S).not_done:
            raise ClusterError(
                f"{self._address}: the cluster has no workers; start some with: "
                f"dask worker {self._address}"
            )
        for worker, said in self._client.run(look, path, on_error="return").items():
            if isinstance(said, ImportError | AttributeError):
                raise ClusterError(_lacking(f"The worker {worker}", said))
            if isinstance(said, OSError):  # it has just ended
                continue
            if isinstance(said, BaseException):
                raise ClusterError(f"The worker {worker} does not answer ({said}).")
            versions, seen = said
            if versions != self._wanted:
                reason = f"has {versions}, and this machine {self._wanted}; install the same"
                raise ClusterError(f"The worker {worker} {reason}.")
            if not seen and is_seen(path):
                raise ClusterError(f"The worker {worker} {unseen(path)}.")
        self._threads = max(1, self._count_threads())

    def take_back(self) -> None:
        """Have nothing more done of what waits."""
        with suppress(Exception):  # it may be gone
            self._executor.shutdown(wait=False)

    def _here(self, unfit: Unfit) -> Scored:
        """Score here what nobody sees, and so has its sentence; refuse workers that are unfit."""
        if is_seen(self._folder / unfit.job.path):
            raise ClusterError(f"A worker of {self._address} {unfit.reason}.")
        return score_one(self._settings, unfit.job)

    def _count_threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, ValueError, AttributeError) as error:  # closed, or closing
            raise ClusterError(self._gone) from error

    @property
    def _gone(self) -> str:
        return f"{self._address}: the cluster went away."


def _connect(address: str) -> Client:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(NO_DASK) from error
    _quieten()

    class Quiet(distributed.Client):  # type: ignore[misc]
        def __del__(self) -> None:
            """One that never was connected would be closed, in many words."""

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions of dask's parts: ours are looked at
            client: Client = Quiet(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise ClusterError(
            f"--cluster {address}: no dask scheduler answers there ({error}); "
            "give its address, such as tcp://10.0.0.1:8786."
        ) from error
    return client


def _quieten() -> None:
    """Keep what dask logs off standard error: what matters is said in a sentence."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _lacking(worker: str, error: BaseException) -> str:
    return f"{worker} has not this version of Balance Timer ({error}): install it there."

"""A dask cluster on this machine, of as many processes as asked for; it ends with its input.

Each scores like the program. A recording called "deadly" ends the process that has it, once is
enough, and one called "waits" is done once a file called "go" lies beside it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import dask

import cli.afar

_score_one = cli.afar.score_one


def _score(settings: cli.afar.ScoreSettings, job: cli.afar.Job) -> cli.afar.Scored:
    if "deadly" in job.name:
        os._exit(9)
    while "waits" in job.name and not (job.path.parent / "go").exists():
        time.sleep(0.01)
    return _score_one(settings, job)


cli.afar.score_one = _score  # workers begin with this module too


def main() -> None:
    from distributed import LocalCluster

    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with LocalCluster(
        n_workers=int(sys.argv[1]),
        threads_per_worker=1,
        scheduler_port=0,
        dashboard_address=None,
        local_directory=str(Path(sys.argv[2])),
    ) as cluster:
        sys.stdout.write(f"{cluster.scheduler_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()

"""An hour of 100 Hz 6-axis data: reading and analysing it, beside numpy.loadtxt on the same file.

    python benchmarks/hour.py

Each line is a process of its own, so that its peak memory is its own. `analyze` reads the file too.
Both hours, of a trunk and of a leg, are simulated.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from latency import HOUR_S, PLACED, sessions

from balance.analysis import analyze
from balance.records.recorder import write_recording
from balance.records.recording import Header, read_recording
from balance.signal.placement import Placement

RUNS = 5
BOUND = 2.0
JOBS = ("imports", "loadtxt", "read", "analyze")


def write_hour(path: Path, placement: Placement) -> None:
    """Sessions of simulated people, one after the other, until the hour is full."""
    write_recording(path, Header(placement=placement), sessions(placement, HOUR_S))


def do(job: str, path: Path) -> None:
    """One job, in a process of its own; the file is named for its placement."""
    if job == "write":
        write_hour(path, next(placement for placement in PLACED if placement == path.stem))
    elif job == "loadtxt":
        np.loadtxt(path, delimiter=",", skiprows=2)
    elif job == "read":
        read_recording(path)
    elif job == "analyze":
        analyze(read_recording(path))


def measured(job: str, path: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one run in a process of its own."""
    child = subprocess.Popen([sys.executable, __file__, job, str(path)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{job} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024.0


def report(placement: Placement, folder: Path) -> None:
    """Print the table of one hour."""
    path = folder / f"{placement}.csv"
    measured("write", path)
    print(f"one simulated hour, {placement}, {path.stat().st_size / 1e6:.1f} MB; ", end="")
    print(f"median of {RUNS} runs each")
    print(f"{'':10s} {'CPU s':>7s} {'beyond imports':>15s} {'peak MB':>8s}")
    runs = {job: [measured(job, path) for _ in range(RUNS)] for job in JOBS}
    cpu = {job: statistics.median(run[0] for run in of_job) for job, of_job in runs.items()}
    beyond = {job: cpu[job] - cpu["imports"] for job in JOBS}
    for job in JOBS:
        peak = statistics.median(run[1] for run in runs[job])
        print(f"{job:10s} {cpu[job]:7.2f} {beyond[job]:15.2f} {peak:8.0f}")
    ratio = beyond["analyze"] / beyond["loadtxt"]
    print(f"analyze / loadtxt, beyond imports: {ratio:.2f} (bound {BOUND:g})\n", flush=True)


def main() -> None:
    """Print a table for the trunk and one for a leg."""
    with tempfile.TemporaryDirectory() as folder:
        for placement in PLACED:
            report(placement, Path(folder))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        do(sys.argv[1], Path(sys.argv[2]))
    else:
        main()

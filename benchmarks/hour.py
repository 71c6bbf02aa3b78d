"""An hour of 100 Hz 6-axis data: reading and analysing it, beside numpy.loadtxt on the same file.

    python benchmarks/hour.py

Each line is a process of its own, so that its peak memory is its own. The hour is simulated.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from latency import HOUR_S, sessions

from balance.records.recorder import write_recording
from balance.records.recording import Header, read_recording
from balance.session import analyze

RUNS = 5
JOBS = ("imports", "loadtxt", "read", "analyze")


def write_hour(path: Path) -> None:
    """Sessions of simulated people, one after the other, until the hour is full."""
    write_recording(path, Header(placement="shank"), sessions("shank", HOUR_S))


def do(job: str, path: Path) -> None:
    """One job, in a process of its own."""
    if job == "write":
        write_hour(path)
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


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hour.csv"
        measured("write", path)
        print(f"one simulated hour, {path.stat().st_size / 1e6:.1f} MB; median of {RUNS} runs each")
        print(f"{'':10s} {'CPU s':>7s} {'beyond imports':>15s} {'peak MB':>8s}")
        rows = {job: [measured(job, path) for _ in range(RUNS)] for job in JOBS}
        idle = statistics.median(cpu for cpu, _ in rows["imports"])
        for job in JOBS:
            cpu = statistics.median(row[0] for row in rows[job])
            peak = statistics.median(row[1] for row in rows[job])
            print(f"{job:10s} {cpu:7.2f} {cpu - idle:15.2f} {peak:8.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        do(sys.argv[1], Path(sys.argv[2]))
    else:
        main()

"""Thousands of recordings: time, memory and the same bytes, whatever scores them.

    python benchmarks/many.py [--count 2000] [--kills 3] [--forms jsonl csv] [--folder DIR]

All are simulated and short: one hold of 2 to 6 s, on the shank or the lower back. They are scored
with one process, with two, and on a dask cluster of two processes on this machine, into JSON Lines
and a table. Then the same again, killed at random moments and gone on with. Peak memory is that of
the command, without those that score for it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.signal.placement import Placement
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session

PLACED: tuple[Placement, ...] = ("shank", "lower_back")
SEED = 20
_CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, scheduler_port=0,
                      dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def make(folder: Path, count: int) -> None:
    """Write recordings that are not there yet, 500 in a folder."""
    for number in range(count):
        path = folder / f"{number // 500:02d}" / f"s{number:05d}.csv"
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        placement = PLACED[number % 2]
        trials = [Trial(2.0 + number % 5)]
        drawn = draw_session(number, placement=placement, trials=trials)
        write_recording(path, Header(placement=placement, stance_leg="left"), drawn.block)


def chosen(archive: Path, folder: Path, count: int) -> Path:
    """Give a folder of the first recordings: there may be more from an earlier time."""
    place = folder / "archive"
    place.mkdir()
    for path in sorted(archive.rglob("*.csv"))[:count]:
        (place / path.name).symlink_to(path.absolute())
    return place


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Give the address of a cluster of two processes."""
    script = folder / "cluster.py"
    script.write_text(_CLUSTER)
    started = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        yield started.stdout.readline().strip()
    finally:
        started.stdin.close()
        started.wait()


def begin(archive: Path, target: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start scoring."""
    command = [sys.executable, "-m", "cli", "analyze", str(archive), "-o", str(target), *options]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def scored(archive: Path, target: Path, *options: str) -> tuple[float, float, float]:
    """Seconds, CPU seconds of all processes that were waited for, and peak memory in MB."""
    began_s = time.perf_counter()
    child = begin(archive, target, *options)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, child.returncode
    took_s = time.perf_counter() - began_s
    return took_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024.0


def killed(archive: Path, target: Path, kills: int, whole_s: float, *options: str) -> list[int]:
    """Score, killed at random moments; how many bytes there were at each."""
    luck = random.Random(SEED)  # noqa: S311 - no secret
    sizes = []
    for _ in range(kills):
        child = begin(archive, target, "--resume", *options)
        until_s = luck.uniform(0.3, 1.0) * whole_s / (kills + 1)
        before = target.stat().st_size if target.exists() else 0
        while child.poll() is None and (not target.exists() or target.stat().st_size <= before):
            time.sleep(0.01)
        time.sleep(until_s)
        child.send_signal(signal.SIGKILL)
        child.wait()
        sizes.append(target.stat().st_size)
        if child.returncode == 0:
            return sizes
    scored(archive, target, "--resume", *options)
    return sizes


def digest(path: Path) -> str:
    """Give the beginning of the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def table(archive: Path, folder: Path, kills: int, forms: list[str]) -> None:
    """Print what scores beside each other."""
    print(f"{'':18s}{'file':7s}{'s':>8s}{'CPU s':>8s}{'MB':>7s}  {'SHA-256':18s}killed at, bytes")
    with cluster(folder) as address:
        ways = {
            "1 process": ("--jobs", "1"),
            "2 processes": ("--jobs", "2"),
            "cluster of two": ("--cluster", address),
        }
        for name, options in ways.items():
            for ending in forms:
                target = folder / f"{name.replace(' ', '-')}.{ending}"
                took_s, cpu_s, peak_mb = scored(archive, target, *options)
                again = folder / f"{target.stem}-killed.{ending}"
                sizes = killed(archive, again, kills, took_s, *options) if kills else []
                same = digest(again) == digest(target) if kills else True
                print(
                    f"{name:18s}{ending:7s}{took_s:8.1f}{cpu_s:8.1f}{peak_mb:7.0f}  "
                    f"{digest(target):18s}{sizes}{'' if same else ' ANOTHER RESULT'}",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--forms", nargs="+", default=["jsonl", "csv"])
    parser.add_argument("--folder", type=Path, help="where recordings stay for the next time")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    archive, results = folder / "archive", Path(tempfile.mkdtemp(dir=folder))
    try:
        make(archive, given.count)
        archive = chosen(archive, results, given.count)
        print(f"{given.count} simulated recordings, short ones, on {os.cpu_count()} cores")
        table(archive, results, given.kills, given.forms)
    finally:
        shutil.rmtree(results if given.folder else folder)


if __name__ == "__main__":
    main()

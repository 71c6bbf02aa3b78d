"""What the hold timer costs: live, an hour at once, and how much memory over eight hours.

    python benchmarks/latency.py

Everything here is simulated, at 100 Hz. Live is the wall time of `HoldTimer.push` for blocks of 10
samples; offline is the CPU time of one push of the whole hour, in one process, so that a second
core helps nothing. Memory is the most that a process of its own ever held, in which a timer has
been given the same ten minutes again and again, a second at a time. Bounds are what we hold
ourselves to on an ordinary machine.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.placement import Placement
from balance.simulate.session import draw_session
from balance.timing.hold_timer import HoldTimer

PLACED: Final[tuple[Placement, ...]] = ("lower_back", "shank")
BLOCK: Final = 10
LIVE_S: Final = 300.0
LIVE_BOUND_MS: Final = 0.2
LIVE_P95_BOUND_MS: Final = 1.0
HOUR_S: Final = 3600.0
OFFLINE_BOUND: Final = 5000.0
RUNS: Final = 5
FLAT_H: Final = 8
FLAT_S: Final = 600.0  # divides an hour
FLAT_BLOCK: Final = 100
FLAT_BOUND_MB: Final = 1.0


def sessions(placement: Placement, seconds: float) -> SampleBlock:
    """Sessions of simulated people, one after the other, for so many seconds; 6 axes."""
    times, accs, gyrs, seed, end_s = [], [], [], 0, 0.0
    while end_s < seconds:
        block = draw_session(seed, placement=placement, holds=5, hold_range_s=(3.0, 45.0)).block
        assert block.gyr_rad_s is not None
        times.append(block.time_s - block.time_s[0] + end_s)
        accs.append(block.acc_m_s2)
        gyrs.append(block.gyr_rad_s)
        end_s = float(times[-1][-1]) + 0.01
        seed += 1
    whole = SampleBlock(np.concatenate(times), np.concatenate(accs), np.concatenate(gyrs))
    return whole[: int(np.searchsorted(whole.time_s, seconds))]


def live_ms(placement: Placement, block: SampleBlock) -> FloatArray:
    """Wall time of each push of `BLOCK` samples, milliseconds."""
    timer = HoldTimer(placement)
    spent = []
    for first in range(0, len(block) - BLOCK, BLOCK):
        part = block[first : first + BLOCK]
        began = time.perf_counter_ns()
        timer.push(part)
        spent.append(time.perf_counter_ns() - began)
    return np.array(spent[10:]) / 1e6


def speed(placement: Placement, block: SampleBlock) -> float:
    """Seconds of recording timed in a second of CPU time: the median of some runs."""
    spent = [_cpu_s(lambda: HoldTimer(placement).push(block)) for _ in range(RUNS)]
    return block.duration_s / float(np.median(spent))


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def peak_mb(placement: Placement, path: Path) -> Iterator[float]:
    """Peak memory of this process after each hour; `path` holds the samples, a column for each."""
    rows = np.load(path)
    lasts_s = float(rows[-1, 0] - rows[0, 0]) + 0.01
    timer = HoldTimer(placement)
    for round_ in range(round(FLAT_H * HOUR_S / FLAT_S)):
        for first in range(0, len(rows), FLAT_BLOCK):
            part = rows[first : first + FLAT_BLOCK]
            times = part[:, 0] + round_ * lasts_s
            timer.push(SampleBlock(times, part[:, 1:4].copy(), part[:, 4:].copy()))
        if (round_ + 1) % round(HOUR_S / FLAT_S) == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            yield peak / (1e6 if sys.platform == "darwin" else 1e3)


def keep_minutes(placement: Placement, path: Path) -> None:
    """Write the samples that `peak_mb` reads."""
    block = sessions(placement, FLAT_S)
    assert block.gyr_rad_s is not None
    np.save(path, np.column_stack([block.time_s, block.acc_m_s2, block.gyr_rad_s]))


def memory(placement: Placement) -> list[float]:
    """Peak memory after each hour, in a process that has done nothing else.

    The system counts for a process what the one held that began it: so this one stays small.
    """
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, __file__, placement, f"{folder}/minutes.npy"]
        subprocess.run([*call, "write"], check=True)
        said = subprocess.run([*call, "push"], capture_output=True, text=True, check=True).stdout
    return [float(line) for line in said.split()]


def memories() -> None:
    """Print how much memory it holds."""
    print(f"most memory held, MB, over {FLAT_H} simulated hours, 6 axes")
    print(f"{'':24s}{'after 1 h':>11s}{f'after {FLAT_H} h':>11s}{'grown':>9s}")
    print(f"{'bound':46s}{FLAT_BOUND_MB:9.1f}")
    for placement in PLACED:
        peaks = memory(placement)
        print(
            f"{placement:24s}{peaks[0]:11.1f}{peaks[-1]:11.1f}{peaks[-1] - peaks[0]:9.1f}",
            flush=True,
        )


def speeds() -> None:
    """Print how fast it is."""
    print(f"push of {BLOCK} samples over {LIVE_S:.0f} s, and one push of an hour; all simulated")
    print(f"{'':24s}{'median ms':>11s}{'p95 ms':>9s}{'longest ms':>12s}{'x real time':>13s}")
    print(
        f"{'bound':24s}{LIVE_BOUND_MS:11.2f}{LIVE_P95_BOUND_MS:9.2f}{'':12s}{OFFLINE_BOUND:13.0f}"
    )
    for placement in PLACED:
        hour = sessions(placement, HOUR_S)
        for axes in (6, 3):
            block = hour if axes == 6 else SampleBlock(hour.time_s, hour.acc_m_s2)
            ms = live_ms(placement, block[: int(np.searchsorted(block.time_s, LIVE_S))])
            print(
                f"{placement + f', {axes} axes':24s}{np.median(ms):11.3f}"
                f"{np.percentile(ms, 95):9.3f}{ms.max():12.2f}{speed(placement, block):13.0f}"
            )


def main() -> None:
    """Print the tables, that of memory before anything has grown."""
    memories()
    print()
    speeds()


if __name__ == "__main__":
    if len(sys.argv) == 4:
        at = next(placement for placement in PLACED if placement == sys.argv[1])
        if sys.argv[3] == "write":
            keep_minutes(at, Path(sys.argv[2]))
        else:
            for peak in peak_mb(at, Path(sys.argv[2])):
                print(peak)
    else:
        main()

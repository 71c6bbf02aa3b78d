"""What the hold timer costs: live, a few samples at a time, and offline, an hour at once.

    python benchmarks/latency.py

Everything here is simulated, at 100 Hz. Live is the wall time of `HoldTimer.push` for blocks of 10
samples; offline is the CPU time of one push of the whole hour, in one process, so that a second
core helps nothing. Bounds are what we hold ourselves to on an ordinary machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
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
HOUR_S: Final = 3600.0
OFFLINE_BOUND: Final = 5000.0
RUNS: Final = 5


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


def main() -> None:
    """Print the table."""
    print(f"push of {BLOCK} samples over {LIVE_S:.0f} s, and one push of an hour; all simulated")
    print(f"{'':24s}{'median ms':>11s}{'p95 ms':>9s}{'longest ms':>12s}{'x real time':>13s}")
    print(f"{'bound':24s}{LIVE_BOUND_MS:11.2f}{'':21s}{OFFLINE_BOUND:13.0f}")
    for placement in PLACED:
        hour = sessions(placement, HOUR_S)
        for axes in (6, 3):
            block = hour if axes == 6 else SampleBlock(hour.time_s, hour.acc_m_s2)
            ms = live_ms(placement, block[: int(np.searchsorted(block.time_s, LIVE_S))])
            print(
                f"{placement + f', {axes} axes':24s}{np.median(ms):11.3f}"
                f"{np.percentile(ms, 95):9.3f}{ms.max():12.2f}{speed(placement, block):13.0f}"
            )


if __name__ == "__main__":
    main()

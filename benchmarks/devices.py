"""Sensors on links: hours at full speed, 1,000 Hz over a terminal, delay, cables that come out.

    python benchmarks/devices.py [soak] [fast] [delay] [cable] [clock]

Without names all are done; it takes some ten minutes. Every sensor here is simulated: its bytes go
through a real pseudo-terminal in real time, but for `soak`, where eight hours of them go through
the whole live path, from the feed of a link to the printed lines and the file, as fast as it goes,
with arrival times that are made up. Memory is that of the process, from /proc (Linux).
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "drivers")]

import devices  # noqa: E402
from pretend import Board  # noqa: E402

from balance.protocol.conditions import Conditions  # noqa: E402
from balance.records.open_any import open_recording  # noqa: E402
from balance.samples import FloatArray, SampleBlock  # noqa: E402
from balance.session import Session  # noqa: E402
from balance.signal.results import Event  # noqa: E402
from balance.simulate.attempt import Trial  # noqa: E402
from balance.simulate.session import draw_session  # noqa: E402
from drivers.clock import DeviceClock  # noqa: E402
from drivers.feed import Feed  # noqa: E402
from drivers.pump import Pump  # noqa: E402
from drivers.registry import open_source  # noqa: E402
from drivers.source import EndOfSource, Source, SourceInfo  # noqa: E402
from drivers.wire import decoder_for  # noqa: E402

SOAK_H: Final = 8
SOAK_HZ: Final = 200.0
READ_ROWS: Final = 20
FAST_HZ: Final = 1000.0
FAST_S: Final = 30.0
CABLES: Final = 200
DELAY_SEEDS: Final = range(1, 9)


def memory_mb() -> float:
    """Memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


class Soak(Source):
    """Hours of a simulated person's bytes, each read when it is asked for."""

    def __init__(self, hours: float) -> None:
        super().__init__("soak:")
        session = draw_session(3, placement="shank", holds=5)
        time_s = np.arange(0.0, session.block.duration_s, 1.0 / SOAK_HZ)
        old_s = session.block.time_s - session.block.time_s[0]
        columns = [session.block.acc_m_s2, session.block.gyr_rad_s]
        acc, gyr = (
            np.column_stack([np.interp(time_s, old_s, axis) for axis in each.T])
            for each in columns
            if each is not None
        )
        self._parts = devices.witmotion(SampleBlock(time_s, acc, gyr))
        self._feed = Feed(decoder_for("witmotion"), rate_hz=SOAK_HZ, has_gyr=True)
        self._late = np.random.default_rng(1)
        self._rows = int(hours * 3600 * SOAK_HZ)
        self._row = 0
        self.memory: list[float] = []

    def open(self) -> SourceInfo:
        """Nothing is to be opened."""
        return SourceInfo("soak:", conditions=Conditions("shank", "left"), has_gyr=True)

    def read(self, timeout_s: float) -> SampleBlock | None:  # noqa: ARG002 - it is all there
        """The next samples."""
        if self._row >= self._rows:
            raise EndOfSource("It is over.")
        if self._row % (self._rows // 16) < READ_ROWS:
            self.memory.append(memory_mb())
        at = self._row % len(self._parts)
        pieces = self._parts[at : at + READ_ROWS]
        self._row += len(pieces)
        arrival_s = 1000.0 + self._row / SOAK_HZ + self._late.uniform(0.0, 0.004)
        return self._feed.push([([b"".join(pieces)], arrival_s)])

    def close(self) -> None:
        """Nothing is to be closed."""


def soak() -> None:
    """Eight hours at 200 Hz through the live path."""
    from balance.records.history.engine import open_history
    from cli import live
    from cli.keeping import Keeping
    from cli.keys import NoKeys
    from cli.views import PlainView

    source = Soak(SOAK_H)
    live.open_source = lambda _address: source
    began_s = time.process_time()
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        kept = Path(folder) / "kept"
        history = open_history(Path(folder) / "history.db", kept)
        with contextlib.redirect_stdout(nowhere), contextlib.closing(history):
            live.time_holds("soak:", PlainView(), NoKeys(), keeping=Keeping(history))
        size_mb = sum(each.stat().st_size for each in kept.iterdir()) / 1e6
    spent_s = time.process_time() - began_s
    grown = [each - source.memory[1] for each in source.memory[1:]]
    print(
        f"soak: {SOAK_H} h at {SOAK_HZ:.0f} Hz, WitMotion, timed and saved ({size_mb:.0f} MB): "
        f"{spent_s:.0f} s of CPU time, {SOAK_H * 3600 / spent_s:.0f} x real time"
    )
    print(f"  memory after the first half hour {source.memory[1]:.0f} MB; grown since then, MB:")
    print("  " + " ".join(f"{each:.1f}" for each in grown))


def fast() -> None:
    """1,000 Hz over a pseudo-terminal: what is lost, and the share of one core."""
    block = devices.moving(int(FAST_HZ * FAST_S), FAST_HZ)
    for name, parts in (("ximu3", devices.ximu3_binary(block)), ("rvc", devices.rvc(block))):
        for command in ("record", "time"):
            long = _cpu_and_rows(command, parts)
            short = _cpu_and_rows(command, parts[: int(FAST_HZ * 3)])
            share = (long[0] - short[0]) / (FAST_S - 3.0)
            print(
                f"fast: {name}, {command}: {len(parts)} sent, {len(parts) - long[1]} lost, "
                f"{share:.1%} of one core"
            )


def _cpu_and_rows(command: str, parts: list[bytes]) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        sender = board.play(parts, FAST_HZ)
        target = Path(folder) / "kept"
        keep = ["-o", f"{target}.csv"] if command == "record" else ["--save", str(target)]
        child = subprocess.Popen(
            [sys.executable, "-m", "cli", command, f"serial:{board.port}", *keep],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        sender.done.wait()
        time.sleep(0.5)
        child.terminate()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        board.close()
        [kept] = [*Path(folder).glob("kept.csv"), *target.glob("*Z.csv")]
        return used.ru_utime + used.ru_stime, len(open_recording(kept).block)


def delay() -> None:
    """From the last byte of the sample that shows a contact to the printed pause."""
    late_ms: dict[str, list[float]] = {}
    for seed in DELAY_SEEDS:
        name = ("witmotion", "rvc", "ximu3", "text")[seed % 4]
        late_ms.setdefault(name, []).extend(_delays_ms(name, seed))
    every = [each for group in late_ms.values() for each in group]
    for name, group in sorted(late_ms.items()):
        print(f"delay: {name}: {', '.join(f'{each:.1f}' for each in group)} ms")
    print(f"delay: median {statistics.median(every):.1f} ms over {len(every)} pauses, 100 Hz")


def _delays_ms(name: str, seed: int) -> list[float]:
    block = draw_session(seed, placement="shank", trials=[Trial(2.0), Trial(2.0)]).block
    makers: dict[str, Any] = {
        "witmotion": devices.witmotion,
        "rvc": devices.rvc,
        "ximu3": devices.ximu3_binary,
        "text": devices.text,
    }
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        sender = board.play(makers[name](block), block.time_s.tolist())
        address = f"serial:{board.port}?placement=shank"
        kept = Path(folder) / "kept"
        child = subprocess.Popen(
            [sys.executable, "-m", "cli", "time", address, "--json", "--save", str(kept)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        printed: list[tuple[float, dict[str, Any]]] = []
        reader = threading.Thread(target=lambda: printed.extend(_lines(child)))
        reader.start()
        sender.done.wait()
        time.sleep(0.5)
        child.terminate()
        reader.join()
        board.close()
        [saved] = kept.glob("*Z.csv")
        return _since_sent(open_recording(saved).block, sender.written_s, printed)


def _since_sent(
    saved: SampleBlock, written_s: list[float], printed: list[tuple[float, dict[str, Any]]]
) -> list[float]:
    """Milliseconds from a sample being sent, with which a pause could be known, to its line."""
    # A line of text may have been left out at the start, none later.
    missing = len(written_s) - len(saved)
    knew: list[int] = []
    session = Session(Conditions("shank"))
    for row in range(len(saved)):
        for item in session.push(saved[row : row + 1]):
            if isinstance(item, Event) and item.event == "pause":
                knew.append(row + missing)
    pauses = [when_s for when_s, line in printed if line["event"] == "pause"]
    return [(when_s - written_s[row]) * 1e3 for when_s, row in zip(pauses, knew, strict=True)]


def _lines(child: subprocess.Popen[str]) -> Iterator[tuple[float, dict[str, Any]]]:
    assert child.stdout is not None
    for line in child.stdout:
        yield time.monotonic(), json.loads(line)


def cable() -> None:
    """A cable that comes out again and again."""
    block = devices.moving(40, 200.0)
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        board.play(devices.ximu3_binary(devices.moving(300, 200.0)), 200.0)
        rows, memory = 0, []
        with Pump(open_source(f"serial:{board.port}")) as pump:
            rows += _take(pump, 300)
            for i in range(CABLES + 1):
                if i % (CABLES // 10) == 0:
                    memory.append(memory_mb())
                board.unplug()
                _until_lost(pump)
                board.plug()
                board.play(devices.ximu3_binary(block), 200.0)
                rows += _take(pump, 40)
            threads = threading.active_count()
        board.close()
    sent = 300 + 40 * (CABLES + 1)
    print(f"cable: {CABLES + 1} times out and in: {sent} sent, {sent - rows} lost, ", end="")
    print(f"{threads} threads at the end (one of them this sensor's), memory MB:")
    print("  " + " ".join(f"{each:.1f}" for each in memory))


def _take(pump: Pump, rows: int) -> int:
    taken = 0
    while taken < rows:
        item = pump.get(10.0)
        assert isinstance(item, SampleBlock), item
        taken += len(item)
    return taken


def _until_lost(pump: Pump) -> None:
    while True:
        health = pump.health()
        if health is not None and health.state == "lost":
            return
        time.sleep(0.005)


def clock() -> None:
    """Sample times through 50 ppm of drift and arrivals 0 to 40 ms late; simulated, 60 s each."""
    print("clock: largest error from 5 s on, ms, over 40 seeds: median, 95 %, largest")
    for rate_hz in (50.0, 100.0, 200.0):
        for in_order in (False, True):
            errors = [_clock_error_s(seed, rate_hz, in_order=in_order) for seed in range(40)]
            ms = np.array(errors) * 1e3
            how = "in order, each late one holding up the next" if in_order else "each by itself"
            print(
                f"  {rate_hz:3.0f} Hz, {how:44s}"
                f"{np.median(ms):6.2f}{np.percentile(ms, 95):6.2f}{ms.max():6.2f}"
            )


def _clock_error_s(seed: int, rate_hz: float, *, in_order: bool) -> float:
    taken_s: FloatArray = 1000.0 + np.arange(int(60 * rate_hz)) / rate_hz
    came_s = taken_s + np.random.default_rng(seed).uniform(0.0, 0.04, taken_s.size)
    came_s = np.maximum.accumulate(came_s) if in_order else came_s
    order = np.argsort(came_s, kind="stable")
    taken_s, came_s = taken_s[order], came_s[order]
    device = DeviceClock()
    stamps = (taken_s - 1000.0) * (1.0 + 50e-6) + 77.0
    times = np.concatenate(
        [device.push(stamps[i : i + 1], came_s[i : i + 1]) for i in range(stamps.size)]
    )
    return float(np.abs(times - taken_s)[taken_s > 1005.0].max())


def main() -> None:
    """Print what was asked for, or all."""
    parts = {"soak": soak, "fast": fast, "delay": delay, "cable": cable, "clock": clock}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()

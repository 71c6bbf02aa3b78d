"""Sensors on links: hours at full speed, 1,000 Hz over a terminal, delay, cables that come out.

    python benchmarks/devices.py [soak] [fast] [holds] [delay] [cable] [clock]

Without names all are done; it takes some ten minutes. Every sensor here is simulated: its bytes go
through a real pseudo-terminal in real time, but for `soak`, where eight hours of them go through
the whole live path, from the feed of a link to the printed lines and the file, as fast as it goes,
with arrival times that are made up. Memory is that of the process, from /proc (Linux).
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "drivers"), str(ROOT / "tests")]

import devices  # noqa: E402
from pretend import Board  # noqa: E402

from balance.hold_json import hold_dict  # noqa: E402
from balance.protocol.conditions import Conditions  # noqa: E402
from balance.records.header import Header  # noqa: E402
from balance.records.open_any import open_recording  # noqa: E402
from balance.records.recorder import Recorder  # noqa: E402
from balance.samples import FloatArray, SampleBlock  # noqa: E402
from balance.session import Session  # noqa: E402
from balance.simulate.attempt import Trial  # noqa: E402
from balance.simulate.sensor import SensorModel  # noqa: E402
from balance.simulate.session import draw_session  # noqa: E402
from balance.timing.results import Event, Hold  # noqa: E402
from drivers.clock import DeviceClock  # noqa: E402
from drivers.feed import Feed  # noqa: E402
from drivers.source import EndOfSource, Source, SourceInfo  # noqa: E402
from drivers.wire import decoder_for  # noqa: E402

SOAK_H: Final = 8
SOAK_HZ: Final = 200.0
READ_ROWS: Final = 20
FAST_HZ: Final = 1000.0
FAST_S: Final = 30.0
CABLES: Final = 60
CLOCK_KNOWN_S: Final = 4.0
SHAKEN_S: Final = 0.0003
SHAKES: Final = 5
DELAY_SEEDS: Final = range(1, 9)
FORMATS: Final[dict[str, Callable[[SampleBlock], list[bytes]]]] = {
    "witmotion": devices.witmotion,
    "rvc": devices.rvc,
    "ximu3": devices.ximu3_binary,
    "text": devices.text,
}


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
    from cli.keys import NoKeys
    from cli.live import Asked, time_holds
    from cli.timing import kept_in
    from cli.views import PlainView
    from drivers.pump import Pump

    source = Soak(SOAK_H)
    began_s = time.process_time()
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        kept = Path(folder) / "kept"
        history = open_history(Path(folder) / "history.db", kept)
        with contextlib.redirect_stdout(nowhere), contextlib.closing(history):
            keeping = kept_in(history)
            asked = Asked("soak:")
            time_holds(asked, PlainView(), NoKeys(), keeping=keeping, pump=lambda _: Pump(source))
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
        keep = ["-o", f"{target}.csv"]
        if command == "time":
            keep = ["--save", str(target), "--database", f"{folder}/history.db"]
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


def holds() -> None:
    """Holds over a port in real time beside those that `analyze` finds in the file.

    The file has what was sent but for the first line of a text, which is never taken.
    """
    print("holds: through `time --json`, found by themselves, beside `analyze --json` on the file")
    print(
        "  found in s; holds; off by ms, at most: lift-off, end, length; the same for the samples"
    )
    print(f"  themselves, times shaken by {SHAKEN_S * 1e3} ms; what the times over the port span")
    for seed, (rate_hz, name) in enumerate(itertools.product((100.0, 200.0), FORMATS), 1):
        trials = [Trial(2.0), Trial(4.0)]
        sensor = SensorModel(rate_hz=rate_hz, gyroscope=name != "rvc")
        block = draw_session(seed, placement="shank", trials=trials, sensor=sensor).block
        with tempfile.TemporaryDirectory() as folder:
            run = _timed(Path(folder), FORMATS[name](block), block.time_s.tolist())
            wanted = _analyzed(Path(folder), block[run.missing :])
        found = [line for _, line in run.printed if line["event"] == "hold"]
        print(f"  {name:9} {rate_hz:3.0f} Hz {run.found_s:9.2f} {len(found):7d}", end="")
        if [each["end_reason"] for each in found] != [each["end_reason"] for each in wanted]:
            print(f"   OTHER HOLDS: {found} and not {wanted}")
            continue
        first_s = float(block.time_s[run.missing])
        off = "".join(f"{each:7.1f}" for each in _off_ms(found, wanted, first_s))
        own = [_off_ms(_shaken(block, seed), wanted, 0.0) for seed in range(SHAKES)]
        off += "  " + "".join(f"{each:7.1f}" for each in np.max(own, axis=0))
        drawn_out_s = run.saved.time_s - block.time_s[run.missing :]
        times = float(np.ptp(drawn_out_s[run.saved.time_s > CLOCK_KNOWN_S])) * 1e3
        print(f"   {off}{times:9.2f}   (one sample is {1e3 / rate_hz:.0f})")


def _off_ms(
    found: list[dict[str, Any]], wanted: list[dict[str, Any]], first_s: float
) -> list[float]:
    """How far holds are off at most: lift-off, end and length; `first_s` was their time 0."""
    if len(found) != len(wanted):
        return [math.inf] * 3
    added_s = {"lift_off_s": first_s, "end_s": first_s, "duration_s": 0.0}
    return [
        1e3 * max(abs(a[what] + more_s - b[what]) for a, b in zip(found, wanted, strict=True))
        for what, more_s in added_s.items()
    ]


def _shaken(block: SampleBlock, seed: int) -> list[dict[str, Any]]:
    """Holds of the samples themselves, their times shaken a little: what the detector makes of it.

    No way from a sensor to here leaves times better than that.
    """
    off_s = np.random.default_rng(seed).uniform(-SHAKEN_S, SHAKEN_S, len(block))
    session = Session(Conditions("shank"))
    shaken = SampleBlock(block.time_s + off_s, block.acc_m_s2, block.gyr_rad_s)
    items = [*session.push(shaken), *session.finish()]
    return [hold_dict(item) for item in items if isinstance(item, Hold)]


def _analyzed(folder: Path, block: SampleBlock) -> list[dict[str, Any]]:
    """Holds that `analyze` finds in a file of the samples."""
    path = folder / "sent.csv"
    gyr = block.gyr_rad_s is not None
    with Recorder(path, Header(placement="shank"), has_gyr=gyr) as recorder:
        recorder.push(block)
    call = [sys.executable, "-m", "cli", "analyze", str(path), "--json"]
    said = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    found: list[dict[str, Any]] = json.loads(said)["holds"]
    return found


def delay() -> None:
    """From the last byte of the sample that shows a contact to the printed pause."""
    late_ms: dict[str, list[float]] = {}
    for seed in DELAY_SEEDS:
        name = tuple(FORMATS)[seed % len(FORMATS)]
        block = draw_session(seed, placement="shank", trials=[Trial(2.0), Trial(2.0)]).block
        with tempfile.TemporaryDirectory() as folder:
            run = _timed(Path(folder), FORMATS[name](block), block.time_s.tolist())
        late_ms.setdefault(name, []).extend(_since_sent(run))
    every = [each for group in late_ms.values() for each in group]
    for name, group in sorted(late_ms.items()):
        print(f"delay: {name}: {', '.join(f'{each:.1f}' for each in group)} ms")
    print(f"delay: median {statistics.median(every):.1f} ms over {len(every)} pauses, 100 Hz")


def _since_sent(run: Run) -> list[float]:
    """Milliseconds from a sample being sent, with which a pause could be known, to its line."""
    knew: list[int] = []
    session = Session(Conditions("shank"))
    for row in range(len(run.saved)):
        for item in session.push(run.saved[row : row + 1]):
            if isinstance(item, Event) and item.event == "pause":
                knew.append(row + run.missing)
    pauses = [when_s for when_s, line in run.printed if line["event"] == "pause"]
    return [(when_s - run.written_s[row]) * 1e3 for when_s, row in zip(pauses, knew, strict=True)]


@dataclass
class Run:
    """What `time --json` printed, and when; what it saved; when each sample had been sent."""

    printed: list[tuple[float, dict[str, Any]]]
    saved: SampleBlock
    written_s: list[float]
    found_s: float

    @property
    def missing(self) -> int:
        """Samples before the first one: a line of text may have been left out, none later."""
        return len(self.written_s) - len(self.saved)


class Timing:
    """`time --json` at a port, its lines noted as they come."""

    def __init__(self, folder: Path, board: Board) -> None:
        self.printed: list[tuple[float, str]] = []
        self.said: list[tuple[float, str]] = []
        self._kept = folder / "kept"
        address = f"serial:{board.port}?placement=shank"
        keep = ["--save", str(self._kept), "--database", str(folder / "history.db")]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "cli", "time", address, "--json", *keep],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._readers = [
            threading.Thread(target=_note_lines, args=each)
            for each in ((self._child.stdout, self.printed), (self._child.stderr, self.said))
        ]
        for reader in self._readers:
            reader.start()

    def stop(self) -> SampleBlock:
        """End it, and give what it saved."""
        self._child.terminate()
        for reader in self._readers:
            reader.join()
        [saved] = self._kept.glob("*Z.csv")
        return open_recording(saved).block

    def until(self, words: str, times: int) -> None:
        """Wait until something was printed so often."""
        while sum(words in line for _, line in self.printed) < times:
            time.sleep(0.005)

    def holds(self) -> tuple[float, int, int]:
        """Memory in MB, threads and open files of the process."""
        process = Path(f"/proc/{self._child.pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        files = sum(1 for _ in (process / "fd").iterdir())
        return int(status["VmRSS"].split()[0]) / 1e3, int(status["Threads"]), files


def _timed(folder: Path, parts: list[bytes], times_s: list[float]) -> Run:
    """Let `time --json` time what is sent over a port in real time."""
    board = Board(folder)
    sender = board.play(parts, times_s)
    timing = Timing(folder, board)
    sender.done.wait()
    time.sleep(0.5)
    saved = timing.stop()
    board.close()
    opened_s = next(when_s for when_s, line in timing.said if line.startswith("Source"))
    events = [(when_s, json.loads(line)) for when_s, line in timing.printed]
    return Run(events, saved, sender.written_s, opened_s - sender.opened_s)


def _note_lines(stream: Iterable[str], lines: list[tuple[float, str]]) -> None:
    for line in stream:
        lines.append((time.monotonic(), line))


def cable() -> None:
    """A cable that comes out again and again, in a session that is timed and saved."""
    first, each = (devices.ximu3_binary(devices.moving(n, 200.0)) for n in (400, 40))
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        sender = board.play(first, 200.0)
        timing = Timing(Path(folder), board)
        held: list[tuple[float, int, int]] = []
        for i in range(1, CABLES + 1):
            sender.done.wait()
            time.sleep(0.25)  # what is on its way as a cable comes out is lost
            board.unplug()
            timing.until("sensor lost", i)
            board.plug()
            sender = board.play(each, 200.0)
            timing.until("samples come again", i)
            held.append(timing.holds())
        sender.done.wait()
        time.sleep(0.25)
        rows = len(timing.stop())
        board.close()
    sent = len(first) + CABLES * len(each)
    gaps = sum(json.loads(line)["event"] == "gap" for _, line in timing.printed)
    print(f"cable: {CABLES} times out and in: {gaps} gaps marked; {sent} sent, {sent - rows} lost")
    for i in (1, CABLES // 3, 2 * CABLES // 3, CABLES):
        print("  after {}: {:.1f} MB, {} threads, {} open files".format(i, *held[i - 1]))


def clock() -> None:
    """Sample times through 50 ppm of drift and arrivals 0 to 40 ms late; simulated, 60 s each.

    In a stream, where each late row holds up the next, the least late one of all that came is late
    itself. No line through arrivals can be nearer than that: it stands beside.
    """
    print("clock: largest error from 5 s on, ms, over 40 seeds: median, 95 %, largest;")
    print("       and how late the least late row of the first 5 s was")
    for rate_hz in (50.0, 100.0, 200.0):
        for in_order in (False, True):
            seeds = [_clock_error_s(seed, rate_hz, in_order=in_order) for seed in range(40)]
            ms, least_ms = np.array(seeds).T * 1e3
            spread = [
                f"{np.median(each):6.2f}{np.percentile(each, 95):6.2f}{each.max():6.2f}"
                for each in (ms, least_ms)
            ]
            how = "in order, each late one holding up the next" if in_order else "each by itself"
            print(f"  {rate_hz:3.0f} Hz, {how:44s}{'   '.join(spread)}")


def _clock_error_s(seed: int, rate_hz: float, *, in_order: bool) -> tuple[float, float]:
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
    least_s = (came_s - taken_s)[taken_s <= 1005.0].min()
    return float(np.abs(times - taken_s)[taken_s > 1005.0].max()), float(least_s)


def main() -> None:
    """Print what was asked for, or all."""
    parts = {
        "soak": soak,
        "fast": fast,
        "holds": holds,
        "delay": delay,
        "cable": cable,
        "clock": clock,
    }
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()

"""Decoders of wire formats: what flipped bytes cost, and what a push costs.

    python benchmarks/wire.py [--seeds 1000]

The last table cuts windows of lines out of the real recordings in ../shared/data, and of our own
simulated ones where those are absent, and shows how units and columns without names were guessed.

The first table takes the real dump of a WitMotion sensor from ../shared/data, or a simulated one
where that is absent, and flips 1 % of its bytes at random. The second pushes simulated samples at
1,000 Hz as a port would give them, 4 samples each 4 ms, and reports the CPU time of a push and the
share of one core; beside it a plain parser, byte after byte, that knows the same frames.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "drivers"))

import damage  # noqa: E402
import devices  # noqa: E402

from balance.records.errors import RecordingError  # noqa: E402
from balance.records.open_any import find_recordings, open_recording  # noqa: E402
from balance.samples import GRAVITY_M_S2  # noqa: E402
from drivers.wire import decoder_for  # noqa: E402
from drivers.wire.layout import WINDOW, find_layout  # noqa: E402

DATA: Final = ROOT / ".." / "shared" / "data"
DUMP: Final = DATA / "witmotion" / "example_data.TXT"
WINDOWS: Final = 150
RATE_HZ: Final = 1000.0
SAMPLES: Final = 4
SECONDS: Final = 10.0
PUSH_BOUND_MS: Final = 0.3


def flips(seeds: int) -> None:
    real = DUMP.is_file()
    sent = DUMP.read_bytes() if real else devices.joined(devices.witmotion(devices.moving(2000)))
    shares, refuted, strange, raised = [], 0, 0, 0
    for seed in range(seeds):
        changed = damage.flipped(sent, seed)
        try:
            rows = decoder_for("witmotion").push(changed)
        except Exception as error:  # noqa: BLE001 - any at all is what is counted
            print(f"seed {seed}: {error!r}")
            raised += 1
            continue
        found = damage.judge(sent, changed, rows)
        shares.append(found.recovered / found.untouched)
        refuted += found.refuted
        strange += found.strange
    print(f"{'Real' if real else 'Simulated'} WitMotion dump, 1 % of bytes flipped, {seeds} seeds")
    print(f"  exceptions                                {raised}")
    print(f"  untouched accelerations found: least      {100 * min(shares):.2f} %   (bound 97 %)")
    print(f"                                 mean       {100 * float(np.mean(shares)):.3f} %")
    print(f"  values accepted against their checksum    {refuted}")
    print(f"  rows where no acceleration was sent       {strange}")


class PlainWitMotion:
    """Frames of 11 bytes, one byte after the other, into tuples."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.acc: tuple[float, ...] | None = None

    def push(self, data: bytes) -> list[tuple[float, ...]]:
        """Give the samples that the next bytes complete."""
        found = []
        for byte in data:
            self.buffer.append(byte)
            if self.buffer[0] != 0x55:
                del self.buffer[0]
            elif len(self.buffer) == 11:
                if sum(self.buffer[:10]) & 0xFF != self.buffer[10]:
                    del self.buffer[0]
                    continue
                words = [
                    int.from_bytes(self.buffer[i : i + 2], "little", signed=True) for i in (2, 4, 6)
                ]
                if self.buffer[1] == 0x51:
                    self.acc = tuple(word / 32768 * 16 * 9.80665 for word in words)
                elif self.buffer[1] == 0x52 and self.acc is not None:
                    turn = (word / 32768 * 34.906585 for word in words)
                    found.append((*self.acc, *turn))
                self.buffer.clear()
        return found


def costs() -> None:
    block = devices.moving(int(SECONDS * RATE_HZ), RATE_HZ)
    streams: dict[str, tuple[Callable[[], object], list[bytes]]] = {
        "plain parser, witmotion": (PlainWitMotion, devices.witmotion(block, angle=False)),
        "witmotion": (lambda: decoder_for("witmotion"), devices.witmotion(block, angle=False)),
        "witmotion le": (lambda: decoder_for("witmotion"), devices.witmotion_le(block)),
        "rvc": (lambda: decoder_for("rvc"), devices.rvc(block)),
        "ximu3 text": (lambda: decoder_for("ximu3"), devices.ximu3_text(block)),
        "ximu3 binary": (lambda: decoder_for("ximu3"), devices.ximu3_binary(block)),
        "text": (lambda: decoder_for("text"), devices.text(block)),
        "text, labelled": (
            lambda: decoder_for("text"),
            devices.text(block, separator=" ", labels=("t", "ax", "ay", "az", "gx", "gy", "gz")),
        ),
        "sensagram": (
            lambda: decoder_for("sensagram"),
            [devices.joined(each) for each in devices.sensagram(block, gyr_delay_s=0.0004)],
        ),
        "hyperimu": (
            lambda: decoder_for("hyperimu"),
            [devices.joined(each) for each in devices.hyperimu(block)],
        ),
    }
    print(f"\nSimulated, {RATE_HZ:.0f} Hz, {SAMPLES} samples a push, for {SECONDS:.0f} s")
    print(f"  {'stream':<26}{'ms a push':>10}{'p99':>8}{'of a core':>12}")
    for name, (make, parts) in streams.items():
        spent = push_times(make(), parts)
        share = float(spent.sum()) / SECONDS
        print(
            f"  {name:<26}{1e3 * float(np.median(spent)):>10.3f}"
            f"{1e3 * float(np.percentile(spent, 99)):>8.3f}{100 * share:>10.1f} %"
        )
    packet_costs(block)
    print(f"  bound: {PUSH_BOUND_MS} ms a push, and 15 % of a core for the whole path")


def packet_costs(block: devices.SampleBlock) -> None:
    """OSC: one datagram a push, 1,000 of them a second."""
    for name, device in (("osc, ngimu", devices.ngimu), ("osc, zig sim", devices.zig_sim)):
        packets = [packet for each in device(block) for packet in each]
        spent = push_times(decoder_for("osc"), packets, together=1)
        share = float(spent.sum()) / SECONDS
        print(
            f"  {name:<26}{1e3 * float(np.median(spent)):>10.3f}"
            f"{1e3 * float(np.percentile(spent, 99)):>8.3f}{100 * share:>10.1f} %"
        )


def guesses() -> None:
    folder = DATA if DATA.is_dir() else ROOT / "recordings"
    rng = np.random.default_rng(0)
    blocks = []
    for path in find_recordings([folder]):
        try:
            block = open_recording(path).block
        except RecordingError:
            continue
        if block.gyr_rad_s is not None and len(block) > 100:
            blocks.append((block.acc_m_s2, block.gyr_rad_s))
    print(f"\nLayouts told by {WINDOW} lines of {len(blocks)} recordings in {folder.name}, in %")
    print(
        f"  {'printed in':<16}{'waits':>8}{'right':>8}{'rate of turn wrong':>20}{'all wrong':>11}"
    )
    for acc_unit, acc_size in (("m/s^2", 1.0), ("g", GRAVITY_M_S2)):
        for gyr_unit, gyr_size in (("rad/s", 1.0), ("deg/s", float(np.radians(1.0)))):
            told = dict.fromkeys(("waits", "right", "turn", "wrong"), 0)
            for acc, gyr in blocks:
                for i in rng.integers(0, len(acc) - WINDOW, WINDOWS).tolist():
                    rows = np.hstack(
                        (acc[i : i + WINDOW] / acc_size, gyr[i : i + WINDOW] / gyr_size)
                    )
                    told[guess(np.round(rows, 3), acc_unit, gyr_unit)] += 1
            waits, right, turn, wrong = (100 * n / sum(told.values()) for n in told.values())
            units = f"{acc_unit}, {gyr_unit}"
            print(f"  {units:<16}{waits:>8.1f}{right:>8.1f}{turn:>20.2f}{wrong:>11.2f}")


def guess(rows: np.ndarray, acc_unit: str, gyr_unit: str) -> str:
    layout = find_layout(rows, [])
    if layout is None:
        return "waits"
    if layout.acc_unit != acc_unit or layout.gyr != (3, 4, 5):
        return "wrong"
    return "right" if layout.gyr_unit == gyr_unit else "turn"


def push_times(decoder: object, parts: list[bytes], together: int = SAMPLES) -> np.ndarray:
    """CPU seconds of each push."""
    push = decoder.push  # type: ignore[attr-defined]
    spent = []
    for i in range(0, len(parts), together):
        data = b"".join(parts[i : i + together])
        began = time.thread_time_ns()
        push(data)
        spent.append(time.thread_time_ns() - began)
    return np.array(spent) / 1e9


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=1000)
    flips(arguments.parse_args().seeds)
    costs()
    guesses()

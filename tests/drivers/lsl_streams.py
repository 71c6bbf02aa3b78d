"""Streams of Lab Streaming Layer: as messages for the decoder, and as real ones on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from drivers.wire.lsl import described, numbers

#: Nothing of it leaves this machine, and nobody else's streams are seen.
LOOPBACK: Final = """[ports]
IPv6 = disable
[multicast]
ResolveScope = machine
AddressesOverride = {127.0.0.1}
MachineAddresses = {127.0.0.1}
ListenAddress = 127.0.0.1
[lab]
SessionID = %s
[log]
level = -2
"""
NAMES: Final = [
    *(f"acc_{axis} (m/s^2)" for axis in "xyz"),
    *(f"gyr_{axis} (rad/s)" for axis in "xyz"),
]
#: Sends what stands in a file: stamps, and six channels. Written after pylsl's own examples.
_SENDER: Final = """
import sys, time
import numpy as np, pylsl
name, kind, path, rate, channels, chunk = sys.argv[1:7]
table = np.load(path)
labels = channels.split("|") if channels else []
info = pylsl.StreamInfo(
    name, kind, table.shape[1] - 1, float(rate), pylsl.cf_float32, f"id-{name}"
)
if labels:
    described = info.desc().append_child("channels")
    for label in labels:
        label, _, unit = label.partition(" in ")
        channel = described.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", unit)
outlet = pylsl.StreamOutlet(info)
print("there", flush=True)
while not outlet.have_consumers():
    time.sleep(0.005)
began = pylsl.local_clock()
step = int(chunk)
for first in range(0, len(table), step):
    some = table[first : first + step]
    due = began + some[-1, 0]
    while pylsl.local_clock() < due:
        time.sleep(0.001)
    outlet.push_chunk(some[:, 1:].tolist(), (began + some[:, 0]).tolist())
print("sent", flush=True)
sys.stdin.read()
"""


def messages(block: SampleBlock, rows: int, names: Sequence[str] = NAMES) -> list[bytes]:
    """What a channel hands on: a description, then so many samples each."""
    table = values(block)
    return [
        described("Strap", names[: table.shape[1] - 1]),
        *(
            numbers(table[first : first + rows, 0].tolist(), table[first : first + rows, 1:])  # type: ignore[arg-type]
            for first in range(0, len(table), rows)
        ),
    ]


def values(block: SampleBlock) -> np.ndarray:  # type: ignore[type-arg]
    """Stamps, acceleration and rate of turn, column by column."""
    columns = [block.time_s[:, None], block.acc_m_s2]
    if block.gyr_rad_s is not None:
        columns.append(block.gyr_rad_s)
    return np.hstack(columns)


class Outlet:
    """A process that sends a stream, and can be killed."""

    def __init__(
        self,
        folder: Path,
        table: np.ndarray,  # type: ignore[type-arg]
        *,
        rate_hz: float,
        name: str = "Strap",
        kind: str = "IMU",
        labels: Sequence[str] = (),
        chunk: int = 4,
    ) -> None:
        path = folder / f"{name}.npy"
        np.save(path, table)
        arguments = [name, kind, str(path), str(rate_hz), "|".join(labels), str(chunk)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SENDER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ,
            text=True,
        )
        self._heard("there")

    def sent(self) -> None:
        """Wait until all is sent."""
        self._heard("sent")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=30.0)

    def _heard(self, word: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == word

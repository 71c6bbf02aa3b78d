"""Recordings as a power loss leaves them: cut off, and with zeros in place of what was written."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from balance.records.errors import RecordingError
from balance.records.header import Header
from balance.records.recorder import Recorder
from balance.records.recording import read_recording
from balance.samples import SampleBlock

ROWS = 90
STEP = 18


class Written:
    """A small recording, and where in its file each row is on the disk for certain."""

    def __init__(self, path: Path, *, members: bool = True) -> None:
        rng = np.random.default_rng(5)
        block = SampleBlock(
            np.arange(ROWS) / 20.0, rng.normal(0, 9, (ROWS, 3)), rng.normal(0, 1, (ROWS, 3))
        )
        self.path = path
        self.flushed: list[tuple[int, int]] = []
        with Recorder(path, Header(person="P1"), has_gyr=True) as recorder:
            self.flushed.append((path.stat().st_size, 0))
            for first in range(0, ROWS, STEP):
                recorder.push(block[first : first + STEP])
                self.flushed.append((path.stat().st_size, first + STEP))
        self.block = read_recording(path).block
        self.data = path.read_bytes()
        # Without checksums on the way, a few zeros alone are not told from what may stand there.
        self.least_hole = 1 if members and path.suffix == ".gz" else 16
        if not members:  # as older versions, and other programs, pack
            self.data = gzip.compress(gzip.decompress(self.data))
            self.flushed = [(at, self._whole_lines(at) - 2) for at in range(len(self.data) + 1)]
            self.flushed = [each for each in self.flushed if each[1] >= 0]

    def _whole_lines(self, size: int) -> int:
        beginning = self.data[:size].rstrip(b"\0")
        return zlib.decompressobj(wbits=31).decompress(beginning).count(b"\n")

    def sound_rows(self, size: int) -> int:
        """How many rows the first so many bytes hold for certain."""
        return max((rows for at, rows in self.flushed if at <= size), default=0)

    def check(self, data: bytes, sound: int) -> None:
        """See that damaged data give the rows of the sound bytes, and none nobody measured."""
        self.path.write_bytes(data)
        try:
            found = read_recording(self.path).block
        except RecordingError:
            if sound < self.flushed[0][0]:
                return  # there is no whole header
            raise
        n = len(found)
        assert n >= self.sound_rows(sound)
        assert np.array_equal(found.time_s, self.block.time_s[:n])
        assert np.array_equal(found.acc_m_s2, self.block.acc_m_s2[:n])


def zeroed(data: bytes, first: int, last: int) -> bytes:
    """Zeros in place of some bytes."""
    return data[:first] + bytes(last - first) + data[last:]


def damages(written: Written, seed: int, count: int) -> Iterator[tuple[bytes, int]]:
    """Damaged data and how many bytes are sound: `count` of each kind, all where it is 0."""
    rng = np.random.default_rng(seed)
    data, least = written.data, written.least_hole
    every = np.arange(len(data))
    places = every if not count else rng.choice(every, count, replace=False)
    for at in map(int, places):
        yield data[:at], at
        yield zeroed(data, at, len(data)), at
        yield data[:at] + bytes(4096), at
        left = len(data) - at
        hole = int(rng.integers(min(least, left), left + 1))
        yield zeroed(data, at, at + hole), at

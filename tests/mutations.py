"""Inputs changed at random, and how many of them a test is given."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

INPUTS = int(os.environ.get("BALANCE_TIMER_SOAK_INPUTS", "200000"))
ATTEMPTS = int(os.environ.get("BALANCE_TIMER_SOAK_ATTEMPTS", "1000"))
MOST_CPU_S = 20.0
MOST_MB = 1000
_ODD = [
    *(b"1.23.456", b"1.234567.12345", b"1e999", b"-1e308", b"nan", b"inf", b"-", b".", b"", b"--"),
    *(b"9" * 400, b"1_0", b"0x10", b"null", b"true", b'"', b"'", b",", b";", b"\t", b"\n", b"\r"),
    *(b"\0", bytes(40), b"\xff\xfe", b"\xef\xbb\xbf", "\u0661".encode(), b"{", b"}", b"[", b"]"),
    *(b"12:30:01.5", b"#", b"-1", b"0", b"4294967296", b"18446744073709551616", b"\x55\x51"),
    *(b"1e-320", b"2026-02-30", b"\xed\xa0\x80", b'"\\ud800"', b":", b"{}", b"[]", b"-0"),
]


def mutated(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Data after one to eight changes."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + rng.choice((0, 1, 1, 2, 4, 8, 30, 300)))
        kind = rng.randrange(8)
        if kind == 0:
            changed[at:end] = rng.randbytes(end - at)
        elif kind == 1:
            changed[at:end] = b""
        elif kind == 2:
            changed[at:at] = changed[at:end] * rng.choice((1, 2, 50))
        elif kind == 3:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            changed[at:end] = other[start : start + rng.choice((5, 50, 500))]
        elif kind == 4:
            del changed[at:]
        elif kind == 5 and changed:
            changed[at % len(changed)] ^= 1 << rng.randrange(8)
        else:
            at, end = _token(changed, at)
            changed[at:end] = rng.choice(_ODD)
    return bytes(changed)


def _token(data: bytearray, at: int) -> tuple[int, int]:
    """Where the number or word around a place begins and ends."""
    first = last = min(at, len(data))
    while first and data[first - 1] not in b',;\t\n "[]{}:':
        first -= 1
    while last < len(data) and data[last] not in b',;\t\n "[]{}:':
        last += 1
    return first, last


@contextmanager
def little_time_each() -> Iterator[None]:
    """An input that takes a processor more than 20 s is an error; call `next_one` before each."""

    def too_long(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"an input took more than {MOST_CPU_S:g} s")

    if os.name != "posix":
        yield
        return
    before = signal.signal(signal.SIGPROF, too_long)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def next_one() -> None:
    """Begin another input."""
    if os.name == "posix":
        signal.setitimer(signal.ITIMER_PROF, MOST_CPU_S)


class Memory:
    """The most memory that this process takes beyond what it has now, in MB; 0 where unknown."""

    def __init__(self) -> None:
        if sys.platform.startswith("linux"):
            Path("/proc/self/clear_refs").write_text("5")
        self._before_mb = _peak_mb()

    @property
    def most_mb(self) -> int:
        return _peak_mb() - self._before_mb


def _peak_mb() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024

"""Somebody who wears a sensor that is in the network: whoever connects gets one hold of theirs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session

RATE_HZ = 100.0
LONGEST_S = 60.0
HELD_S = (6.0, 7.5, 5.0, 9.0)
CONNECTS_S = 1.0  # from a connection to the first reading, as a sensor has it


class Wearers:
    """The address of the sensor, and who wears it: with each connection another of `HELD_S`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._worn = [threading.Event() for _ in HELD_S]

    def begin(self, number: int) -> None:
        """Have readings of that person come, counted from 0."""
        self._worn[number].set()

    def wait_for(self, number: int) -> None:
        """Wait until readings of that person come."""
        assert self._worn[number].wait(LONGEST_S), f"person {number} was never connected to"


@contextmanager
def wearers() -> Iterator[Wearers]:
    """Have a sensor in the network that people wear one after another."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        for number, held_s in enumerate(HELD_S):
            lines = _lines(number + 1, held_s)
            connection = None
            while connection is None and not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
            if connection is not None:
                ended.wait(CONNECTS_S)
                made.begin(number)
                _send(connection, lines, ended)

    made = Wearers(f"tcp:127.0.0.1:{listener.getsockname()[1]}?protocol=text")
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield made
    finally:
        ended.set()
        thread.join()
        listener.close()


def _lines(seed: int, held_s: float) -> list[bytes]:
    block = draw_session(seed, placement="shank", trials=(Trial(held_s),), holds=1).block
    assert block.gyr_rad_s is not None
    cells = np.column_stack([block.acc_m_s2, np.degrees(block.gyr_rad_s)])
    ticks = np.round(1e6 * block.time_s).astype(np.int64)
    rows = zip(ticks.tolist(), cells.tolist(), strict=True)
    return [f"{t},{','.join(f'{x:.4f}' for x in row)}\r\n".encode() for t, row in rows]


def _send(connection: socket.socket, lines: list[bytes], ended: threading.Event) -> None:
    """Send them at their pace, until all is sent or whoever listens has hung up."""
    begun_s = time.monotonic()
    with connection:
        for number, line in enumerate(lines):
            if ended.wait(max(0.0, begun_s + number / RATE_HZ - time.monotonic())):
                return
            try:
                connection.sendall(line)
            except OSError:
                return

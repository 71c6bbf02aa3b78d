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
HELD_S = (6.0, 7.5, 5.0, 9.0)
CONNECTS_S = 1.0  # from a connection to the first reading, as a sensor has it


@contextmanager
def wearers() -> Iterator[str]:
    """Give the address of the sensor; each that connects meets another person of `HELD_S`."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        for seed, held_s in enumerate(HELD_S, 1):
            lines = _lines(seed, held_s)
            connection = None
            while connection is None and not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
            if connection is not None:
                _send(connection, lines, ended)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"tcp:127.0.0.1:{listener.getsockname()[1]}?protocol=text"
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
    begun_s = time.monotonic() + CONNECTS_S
    with connection:
        for number, line in enumerate(lines):
            if ended.wait(max(0.0, begun_s + number / RATE_HZ - time.monotonic())):
                return
            try:
                connection.sendall(line)
            except OSError:
                return

"""Sensors that are not there: behind a pseudo-terminal, a TCP server, a UDP sender."""

from __future__ import annotations

import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Send = Callable[[bytes], None]
SOON_S = 30.0
SETTLE_S = 0.05


class Sender:
    """Sends parts at a rate in a thread of its own, once somebody listens.

    Attributes
    ----------
    written_s : list of float
        When each part had been sent, seconds of the monotonic clock.
    done : threading.Event
        Set when all is sent.
    """

    def __init__(self) -> None:
        self.written_s: list[float] = []
        self.done = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self, wait: Callable[[], bool], send: Send, parts: Sequence[bytes], rate_hz: float
    ) -> None:
        self._thread = threading.Thread(target=self._run, args=(wait, send, parts, rate_hz))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(SOON_S)
            assert not self._thread.is_alive()

    def _run(
        self, wait: Callable[[], bool], send: Send, parts: Iterable[bytes], rate_hz: float
    ) -> None:
        while not wait():
            if self._stop.wait(0.002):
                return
        # A port empties its buffer as it is opened; a real board takes longer to say anything.
        if self._stop.wait(SETTLE_S):
            return
        start_s = time.monotonic()
        try:
            for i, part in enumerate(parts):
                due_s = start_s + i / rate_hz if rate_hz else 0.0
                while (left_s := due_s - time.monotonic()) > 0.0:
                    if self._stop.wait(left_s):
                        return
                send(part)
                self.written_s.append(time.monotonic())
        except OSError:
            return  # unplugged
        self.done.set()


class Board:
    """A sensor on a serial port that can be unplugged; the port's name stays."""

    def __init__(self, folder: Path, name: str = "ttyBoard") -> None:
        self.port = folder / name
        self.sender = Sender()
        self._master = -1
        self.plug()

    def plug(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        behind = self.port.with_suffix(".new")
        behind.symlink_to(os.ttyname(slave))
        behind.replace(self.port)
        os.close(slave)

    def unplug(self) -> None:
        self.sender.stop()
        os.close(self._master)
        self._master = -1

    def play(self, parts: Sequence[bytes], rate_hz: float = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_open, self.send, parts, rate_hz)
        return self.sender

    def is_open(self) -> bool:
        poll = select.poll()
        poll.register(self._master, 0)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    def received(self, timeout_s: float) -> bytes:
        """What the computer wrote."""
        if select.select([self._master], [], [], timeout_s)[0]:
            try:
                return os.read(self._master, 4096)
            except OSError:
                return b""
        return b""

    def close(self) -> None:
        self.sender.stop()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


class Server:
    """A sensor that takes one connection at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.sender = Sender()
        self._connection: socket.socket | None = None

    def play(self, parts: Sequence[bytes], rate_hz: float = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self._accepted, self._send, parts, rate_hz)
        return self.sender

    def hang_up(self) -> None:
        self.sender.stop()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        self.hang_up()
        self._listener.close()

    def _accepted(self) -> bool:
        if self._connection is None and select.select([self._listener], [], [], 0)[0]:
            self._connection, _ = self._listener.accept()
        return self._connection is not None

    def _send(self, data: bytes) -> None:
        assert self._connection is not None
        self._connection.sendall(data)


class Phone:
    """An app that sends datagrams to a port of this computer."""

    def __init__(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.sender = Sender()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def play(self, parts: Sequence[bytes], rate_hz: float = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self._is_heard, self.send, parts, rate_hz)
        return self.sender

    def send(self, data: bytes) -> None:
        self._socket.sendto(data, ("127.0.0.1", self.port))

    def close(self) -> None:
        self.sender.stop()
        self._socket.close()

    def _is_heard(self) -> bool:
        """Whether the port is listened to: binding it fails then."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("", self.port))
            except OSError:
                return True
        return False

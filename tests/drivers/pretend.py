"""Sensors that are not there: behind a pseudo-terminal, a TCP server, a UDP sender."""

from __future__ import annotations

import itertools
import os
import random
import select
import socket
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import devices
import serial
import serial.rfc2217
from ports import free_port

Send = Callable[[bytes], None]
SOON_S = 30.0
SETTLE_S = 0.05


Pace = float | Sequence[float]


class Sender:
    """Sends parts in a thread of its own, once somebody listens: at a rate, or at their own times.

    Attributes
    ----------
    opened_s : float
        When somebody listened, seconds of the monotonic clock.
    written_s : list of float
        When each part had been sent, the same.
    done : threading.Event
        Set when all is sent.
    """

    def __init__(self) -> None:
        self.opened_s = 0.0
        self.written_s: list[float] = []
        self.done = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self, wait: Callable[[], bool], send: Send, parts: Iterable[bytes], pace: Pace
    ) -> None:
        self._thread = threading.Thread(target=self._run, args=(wait, send, parts, pace))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(SOON_S)
            assert not self._thread.is_alive()

    def _run(
        self, wait: Callable[[], bool], send: Send, parts: Iterable[bytes], pace: Pace
    ) -> None:
        while not wait():
            if self._stop.wait(0.002):
                return
        self.opened_s = time.monotonic()
        # A port empties its buffer as it is opened; a real board takes longer to say anything.
        if self._stop.wait(SETTLE_S):
            return
        start_s = time.monotonic()
        try:
            for i, part in enumerate(parts):
                if isinstance(pace, float):
                    due_s = start_s + i / pace if pace else 0.0
                else:
                    due_s = start_s + pace[i] - pace[0]
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

    def play(self, parts: Iterable[bytes], pace: Pace = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_open, self.send, parts, pace)
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


class _Uart(serial.Serial):  # type: ignore[misc] # pyserial has no types
    """A pseudo-terminal as a server of ports wants it: with lines for a modem, which it lacks."""

    cts = dsr = ri = cd = False

    def _update_dtr_state(self) -> None:
        return

    def _update_rts_state(self) -> None:
        return


class RemoteBoard(Board):
    """A sensor on a serial port of another computer, behind RFC 2217, for one connection."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(SOON_S)
        assert not self._thread.is_alive()
        super().close()

    def _serve(self) -> None:
        with self._listener:
            while not select.select([self._listener], [], [], 0.05)[0]:
                if self._closing.is_set():
                    return
            connection, _ = self._listener.accept()
        with connection, connection.makefile("wb", 0) as out, _Uart(str(self.port)) as port:
            manager = serial.rfc2217.PortManager(port, out)
            while not self._closing.is_set():
                asked, _, _ = select.select([connection, port], [], [], 0.05)
                if connection in asked:
                    data = connection.recv(4096)
                    if not data:
                        return
                    port.write(b"".join(manager.filter(data)))
                if port in asked:
                    out.write(b"".join(manager.escape(port.read(port.in_waiting))))


class Server:
    """A sensor that takes one connection at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.sender = Sender()
        self._connection: socket.socket | None = None

    def play(self, parts: Iterable[bytes], pace: Pace = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self._accepted, self._send, parts, pace)
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


#: What a system holds for whoever does not read at once is a few times as much.
MOST_HELD = 50_000


def held(port: int) -> int:
    """How many bytes of datagrams wait unread at a port; 0 where the system does not say."""
    with suppress(OSError):
        for line in Path("/proc/net/udp").read_text().splitlines()[1:]:
            _, local, _, _, queues, *_ = line.split()
            if int(local.partition(":")[2], 16) == port:
                return int(queues.partition(":")[2], 16)
    return 0


class Phone:
    """An app that sends datagrams to a port of this computer.

    It waits for whoever reads late, as what comes in one's place would be dropped.
    """

    def __init__(self) -> None:
        self._closing = threading.Event()
        self.port = free_port()
        self.sender = Sender()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def play(self, parts: Iterable[bytes], pace: Pace = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self._is_heard, self.send, parts, pace)
        return self.sender

    def send(self, data: bytes) -> None:
        while held(self.port) > MOST_HELD and not self._closing.wait(0.002):
            pass
        self._socket.sendto(data, ("127.0.0.1", self.port))

    def close(self) -> None:
        self._closing.set()
        self.sender.stop()
        self._socket.close()

    def _is_heard(self) -> bool:
        """Whether the port is listened to: the system says so where it isn't."""
        self._socket.connect(("127.0.0.1", self.port))
        self._socket.setblocking(False)
        try:
            self._socket.send(b"")
            self._socket.recv(1)
        except ConnectionRefusedError:
            return False
        except BlockingIOError:
            self._socket.setblocking(True)
        return True


class WitBoard(Board):
    """A WitMotion sensor with settings: at a wrong speed it sends noise, and it takes commands.

    Attributes
    ----------
    baud, rate_hz, saved
        Its settings.
    commands : list of bytes
        All that it was sent.
    """

    BAUDS: ClassVar = {0x02: 9600, 0x06: 115200}
    RATES: ClassVar = {0x06: 10, 0x08: 50, 0x09: 100, 0x0B: 200}

    def __init__(self, folder: Path, *, baud: int = 9600, rate_hz: int = 10) -> None:
        super().__init__(folder, "ttyWit")
        self.baud, self.rate_hz, self.saved = baud, rate_hz, False
        self.commands: list[bytes] = []
        self.deaf = False
        self._noise = random.Random(1)
        self._unlocked = False
        self.play(self._frames(), 0.0)

    def _frames(self) -> Iterator[bytes]:
        block = devices.moving(200)
        parts = devices.witmotion(block)
        due_s = time.monotonic()
        for i in itertools.count():
            if not self.is_open():
                return
            self._obey(self.received(max(0.0, due_s - time.monotonic())))
            if time.monotonic() < due_s:
                continue
            due_s += 1.0 / self.rate_hz
            part = parts[i % len(parts)]
            # The speed of a pseudo-terminal changes nothing but what it is asked for.
            heard = termios.tcgetattr(self._master)[4] == getattr(termios, f"B{self.baud}")
            yield part if heard else self._noise.randbytes(len(part))

    def _obey(self, data: bytes) -> None:
        while len(data) >= 5:
            command, data = data[:5], data[5:]
            self.commands.append(command)
            if command == bytes.fromhex("ffaa6988b5"):
                self._unlocked = True
            elif self._unlocked and not self.deaf and command[:3] == b"\xff\xaa\x03":
                self.rate_hz = self.RATES[command[3]]
            elif self._unlocked and not self.deaf and command[:3] == b"\xff\xaa\x04":
                self.baud = self.BAUDS[command[3]]
            elif self._unlocked and command == bytes.fromhex("ffaa000000"):
                self.saved = True

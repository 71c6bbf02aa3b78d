"""Commands of ours in processes of their own, which begin in no time.

Run as a script it is the starter: it has everything imported, which takes a command longer than
what most tests ask of it, and forks each command from there. Of each command that runs for long
there is a test that begins it as a shell does.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
LONGEST_S: Final = 100.0
_MORE: Final = ("alembic.command", "rich.live", "rich.progress", "rich.table")


class Ready:
    """Starts commands; `command` is to be given the streams of each, as files of the system."""

    def __init__(self, starter: socket.socket) -> None:
        self._starter = starter

    def command(
        self,
        arguments: Sequence[object],
        environment: dict[str, str],
        streams: tuple[int, int, int],
        *,
        terminal: bool = False,
    ) -> Command:
        """Start a command; with `terminal` it has its standard input for its terminal."""
        told, tell = os.pipe()
        asked = {
            "arguments": [str(each) for each in arguments],
            "environment": environment,
            "terminal": terminal,
        }
        message = json.dumps(asked).encode()
        socket.send_fds(self._starter, [len(message).to_bytes(4, "big")], [*streams, tell])
        self._starter.sendall(message)
        os.close(tell)
        return Command(told)


class Command:
    """A command that runs, with what one asks of a process."""

    def __init__(self, told: int) -> None:
        self._told = told
        self._said = b""
        self.returncode: int | None = None
        while b"\n" not in self._said:
            self._hear()
        self.pid = int(self._said.partition(b"\n")[0])

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        while self.returncode is None and select.select([self._told], [], [], 0.0)[0]:
            self._hear()
        return self.returncode

    def wait(self, timeout: float = LONGEST_S) -> int:
        """Wait for its end, and give its exit code."""
        while self.returncode is None:
            assert select.select([self._told], [], [], timeout)[0], "it does not end"
            self._hear()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _hear(self) -> None:
        said = os.read(self._told, 64)
        assert said, "the starter ended; standard error says why"
        self._said += said
        _, _, ended = self._said.partition(b"\n")
        if ended.endswith(b"\n"):
            self.returncode = int(ended)
            os.close(self._told)


@contextmanager
def ready() -> Iterator[Ready]:
    """Give the starter."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",  # or numpy and scipy start threads as they are imported
    }
    ours, theirs = socket.socketpair()
    with (
        ours,
        subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd=ROOT,
        ) as starter,
    ):
        theirs.close()
        yield Ready(ours)
        ours.close()
        starter.wait(LONGEST_S)


def _import() -> None:
    """Import all that a command may need."""
    for package in ("balance", "drivers", "cli"):
        where = import_module(package).__path__
        for found in walk_packages(where, f"{package}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                with suppress(ImportError):  # what an extra would bring
                    import_module(found.name)
    for name in _MORE:
        import_module(name)
    threads = Path("/proc/self/task")  # what another thread held at a fork would be waited for
    assert not threads.exists() or len(list(threads.iterdir())) == 1
    gc.freeze()


def _start(asking: socket.socket) -> None:
    """Fork a process for each command that is asked for, which waits for the command's end."""
    while True:
        size, given, *_ = socket.recv_fds(asking, 4, 4)
        with suppress(ChildProcessError):  # those that ended are let go
            while os.waitpid(-1, 0 if not size else os.WNOHANG)[0]:
                pass
        if not size:
            return
        left = int.from_bytes(size, "big")
        message = b""
        while len(message) < left:
            message += asking.recv(left - len(message))
        if os.fork() == 0:
            asking.close()
            _watch(json.loads(message), given)
        for each in given:
            os.close(each)


def _watch(asked: dict[str, object], given: list[int]) -> NoReturn:
    """Fork the command, and tell its number and in the end its exit code."""
    *streams, tell = given
    pid = os.fork()
    if pid == 0:
        os.close(tell)
        _become(asked, streams)
    for each in (0, 1, 2, *streams):
        os.close(each)
    os.write(tell, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    with suppress(OSError):  # whoever asked does not listen any more
        os.write(tell, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(asked: dict[str, object], streams: list[int]) -> NoReturn:
    """Be the command that was asked for, to the end of this process."""
    from cli import main

    arguments, environment = asked["arguments"], asked["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for stream in streams:
        os.close(stream)
    if asked["terminal"]:
        import fcntl
        import termios

        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # Made anew, as they know what they were opened on.
    sys.stdin = os.fdopen(0, "r", closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)
    sys.argv = ["balance-timer", *arguments]
    sys.exit(main())


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # in place of the tests
    _import()
    _start(socket.socket(fileno=int(sys.argv[1])))

"""Programs in processes of their own that tell what they take in and show, to be killed.

Run as a script it is the starter: it has everything imported, and forks each program from there, so
that fifty of them start in no time. It has one thread: what another held at a fork, a program would
wait for without end.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
LONGEST_S = 120.0  # of silence; a program that hangs ends the test and not the clock


@dataclass
class Told:
    """What a program told: the newest sample that it took from its source, the holds it showed."""

    took_s: float = 0.0
    holds: list[dict[str, Any]] = field(default_factory=list)
    code: int | None = None


class Programs:
    """Starts programs, one at a time, and hears what they tell."""

    def __init__(self, starter: IO[bytes], told: IO[bytes]) -> None:
        self._starter = starter
        self._told = told.fileno()
        self._heard = b""

    def run(
        self,
        arguments: Sequence[str],
        environment: dict[str, str],
        *,
        until: Callable[[Told], bool],
        stop: Callable[[int], None],
        terminal: Terminal | None = None,
    ) -> Told:
        """Start a program, stop it once what it told is enough, and hear it to its end."""
        name = terminal.name if terminal is not None else None
        asked = {"arguments": arguments, "environment": environment, "terminal": name}
        self._starter.write(json.dumps(asked).encode() + b"\n")
        self._starter.flush()
        pid, told, stopped = 0, Told(), False
        for line in self._lines(terminal):
            pid = line.get("pid", pid)
            told.took_s = line.get("took_s", told.took_s)
            told.code = line.get("ended")
            if line.get("event") == "hold":
                told.holds.append(line)
            if told.code is not None:
                break
            if not stopped and until(told):
                stopped = True
                stop(pid)
        assert stopped, f"it ended by itself: {told}, {terminal and terminal.seen!r}"
        return told

    def _lines(self, terminal: Terminal | None) -> Iterator[dict[str, Any]]:
        while True:
            while b"\n" not in self._heard:
                self._hear(terminal)
            line, _, self._heard = self._heard.partition(b"\n")
            yield json.loads(line)

    def _hear(self, terminal: Terminal | None) -> None:
        # What is drawn is read as well, or the program would wait for room.
        screen = [terminal.master] if terminal is not None and terminal.is_open else []
        ready = select.select([self._told, *screen], [], [], LONGEST_S)[0]
        assert ready, "it says nothing, and does not end"
        if self._told in ready:
            told = os.read(self._told, 65536)
            assert told, "the starter ended; standard error says why"
            self._heard += told
        if terminal is not None and terminal.master in ready:
            terminal.seen += os.read(terminal.master, 65536)


class Terminal:
    """A pseudo-terminal that can be closed while a program is in it."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        self.name = os.ttyname(self._slave)
        self.is_open = True
        self.seen = b""

    def hang_up(self) -> None:
        """Close the window of it: whoever is in it gets SIGHUP, and can't write there any more."""
        if self.is_open:
            self.is_open = False
            os.close(self.master)
            os.close(self._slave)


@contextmanager
def programs() -> Iterator[Programs]:
    """Give the starter, with everything imported."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "OPENBLAS_NUM_THREADS": "1",  # or numpy and scipy start threads as they are imported
    }
    command = [sys.executable, __file__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT
    ) as starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        yield Programs(starter.stdin, starter.stdout)
        starter.stdin.close()


def _start() -> None:
    """Fork a program for each line that is asked."""
    for slow in ("cli.live", "gui.app", "gui.measure.traces_view", "gui.sound", "gui.turning"):
        import_module(slow)
    tell = os.dup(1)
    _have_told(tell)
    threads = Path("/proc/self/task")  # those that Python knows nothing of are here as well
    assert not threads.exists() or len(list(threads.iterdir())) == 1
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            _tell(tell, {"pid": os.getpid()})
            _become(json.loads(asked), tell)
        _, status = os.waitpid(child, 0)
        _tell(tell, {"ended": os.waitstatus_to_exitcode(status)})


def _become(asked: dict[str, Any], tell: int) -> None:
    """Be the program that was asked for, to the end of this process."""
    from cli import front, main

    os.environ.update(asked["environment"])
    os.setsid()
    streams = [os.open(os.devnull, os.O_RDWR), tell, 2]
    if asked["terminal"]:
        streams = [os.open(asked["terminal"], os.O_RDWR)] * 3  # it belongs to this session now
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(streams[number], number)
        # Made anew, as they know what they were opened on.
        setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
    first, *others = asked["arguments"]
    if first == "window":
        front.has_display = lambda: True  # one that nobody sees
        sys.exit(front.open_window(*others))
    sys.argv[1:] = asked["arguments"]
    sys.exit(main())


def _have_told(tell: int) -> None:
    """Have each block told as it is taken from the source, and each hold as the window has it."""
    from drivers.live.reader import Read, Reader
    from drivers.live.standing import Standing
    from gui.window import Window

    read, show = Reader.read, Window.show_standing

    def told_read(reader: Reader, wait_s: float) -> Read:
        got = read(reader, wait_s)
        if got.block is not None and len(got.block):
            _tell(tell, {"took_s": float(got.block.time_s[-1])})
        return got

    def told_show(window: Window, now: Standing) -> None:
        known = len(window.standing.entries)
        show(window, now)
        for entry in now.entries[known:]:
            hold = entry.hold
            ends = {"lift_off_s": hold.lift_off_s, "duration_s": hold.duration_s}
            _tell(tell, {"event": "hold", **ends})

    Reader.read = told_read  # type: ignore[method-assign]
    Window.show_standing = told_show  # type: ignore[method-assign]


def _tell(where: int, what: dict[str, Any]) -> None:
    os.write(where, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # in place of the tests
    _start()

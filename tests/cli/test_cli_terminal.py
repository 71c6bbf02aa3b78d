"""The terminal view under a real terminal."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, command
from ready import Command, Ready

if sys.platform == "win32":
    pytest.skip("pseudo-terminals of POSIX", allow_module_level=True)

import fcntl
import pty
import struct
import termios

SHOW_CURSOR = b"\x1b[?25h"
HIDE_CURSOR = b"\x1b[?25l"


Process = subprocess.Popen[bytes] | Command
Start = Callable[[list[str], dict[str, str], int], Process]


class Terminal:
    """A terminal of 90 by 30, with a program in it."""

    def __init__(self, start: Callable[[int], Process]) -> None:
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 90, 0, 0))
        self.before = termios.tcgetattr(self._slave)
        self.process = start(self._slave)
        self.seen = b""

    def wait_for(self, text: bytes) -> None:
        while text not in self.seen:
            ended = self.process.poll() is not None
            assert self._read(0.5) or not ended, self.seen[-2000:]

    def press(self, key: bytes) -> None:
        os.write(self._master, key)

    def finish(self) -> int:
        while self.process.poll() is None:
            self._read(0.05)
        while self._read(0.0):
            pass
        return self.process.returncode

    def mode(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._master], [], [], timeout_s)[0]:
            return False
        self.seen += os.read(self._master, 65536)
        return True


def from_a_shell(arguments: list[str], environment: dict[str, str], slave: int) -> Process:
    """Start a command as a shell does, which takes it seconds."""
    return subprocess.Popen(
        command(*arguments),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment,
        cwd=ROOT,
        # A session of its own, with this as its terminal, so that Ctrl-C reaches it.
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )


@pytest.fixture
def in_terminal(
    environment: dict[str, str], recording: Path
) -> Iterator[Callable[[list[str], Start], Terminal]]:
    """Start a command in a terminal, RECORDING being a recording; it is closed afterwards."""
    opened: list[Terminal] = []

    def begin(arguments: list[str], start: Start) -> Terminal:
        given = [argument.replace("RECORDING", str(recording)) for argument in arguments]
        how = environment | {"TERM": "xterm-256color"}
        opened.append(Terminal(lambda slave: start(given, how, slave)))
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


@pytest.fixture
def terminal(
    request: pytest.FixtureRequest,
    in_terminal: Callable[[list[str], Start], Terminal],
    starter: Ready,
) -> Terminal:
    return in_terminal(
        request.param,
        lambda given, how, slave: starter.command(given, how, (slave,) * 3, terminal=True),
    )


@pytest.fixture
def shell(
    request: pytest.FixtureRequest, in_terminal: Callable[[list[str], Start], Terminal]
) -> Terminal:
    return in_terminal(request.param, from_a_shell)


def plain(seen: bytes) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())


def assert_given_back(terminal: Terminal) -> None:
    assert terminal.mode() == terminal.before
    # A slow start hides it as well, as it says what it waits for.
    assert 1 <= terminal.seen.count(HIDE_CURSOR) == terminal.seen.count(SHOW_CURSOR)
    assert terminal.seen.rfind(SHOW_CURSOR) > terminal.seen.rfind(HIDE_CURSOR)


@pytest.mark.parametrize("shell", [["time", "RECORDING?speed=30"]], indirect=True)
def test_a_run_to_the_end(shell: Terminal) -> None:
    shell.wait_for(b"Stand still on both feet")
    assert shell.mode() != shell.before
    assert shell.finish() == 0
    text = plain(shell.seen)
    before, _, _ = text.partition("Before you start: stand near a wall or a counter")
    assert re.fullmatch(r"(\r\S Opening the history [\d:]+)*\s*", before)  # on a busy machine
    for said in ("Best: ", "Space or Enter", "█"):
        assert said in text
    holds = len(re.findall(r"(?m)^\d +[\d.]+ s", text.rpartition("Attempt ")[2]))
    assert holds >= 2
    assert shell.seen.count(b"\a") >= 3 * holds
    assert_given_back(shell)


@pytest.mark.parametrize(
    ("terminal", "key", "stops"),
    [
        (["time", "RECORDING", "--quiet"], b"q", True),
        (["time", "RECORDING", "--quiet"], b"\x03", True),
        (["time", "RECORDING?speed=0", "--quiet"], b"x", False),
    ],
    indirect=["terminal"],
)
def test_q_and_ctrl_c_stop_and_other_keys_do_not(
    terminal: Terminal, key: bytes, stops: bool
) -> None:
    terminal.wait_for(b"Space or Enter")
    terminal.press(key)
    assert terminal.finish() == 0
    text = plain(terminal.seen)
    assert ("No hold was timed." in text) is stops
    assert "Traceback" not in text
    assert b"\a" not in terminal.seen
    assert_given_back(terminal)


@pytest.mark.parametrize("terminal", [["time", "RECORDING?speed=5"]], indirect=True)
@pytest.mark.parametrize("key", [b" ", b"\r"])
def test_space_and_enter_end_the_attempt_alone(terminal: Terminal, key: bytes) -> None:
    terminal.wait_for(b"Holding")
    terminal.press(key)
    terminal.wait_for(b"stopped by hand")
    terminal.press(b"q")
    assert terminal.finish() == 0
    assert_given_back(terminal)


@pytest.mark.parametrize("terminal", [["time", "RECORDING?speed=30"]], indirect=True)
def test_a_terminated_run_gives_the_terminal_back(terminal: Terminal) -> None:
    terminal.wait_for(b"Space or Enter")
    terminal.process.terminate()
    assert terminal.finish() == 0
    assert_given_back(terminal)


@pytest.mark.parametrize("shell", [["analyze", "RECORDING"]], indirect=True)
def test_analyze_draws_a_table(shell: Terminal) -> None:
    assert shell.finish() == 0
    text = plain(shell.seen)
    assert "Recording" in text
    assert "h0001.csv" in text


@pytest.mark.parametrize(
    "shell", [["record", "RECORDING?speed=0", "-o", "RECORDING.again.csv"]], indirect=True
)
def test_record_says_what_it_did(shell: Terminal, recording: Path) -> None:
    assert shell.finish() == 0
    text = plain(shell.seen)
    assert "Recorded" in text
    assert re.search(r"\d+ samples, [\d.]+ Hz", text)
    assert recording.with_name("h0001.csv.again.csv").exists()

"""Exit codes, errors in words and broken pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from conftest import command

from cli import output


class SomeError(Exception):
    pass


class UsageError(SomeError):
    pass


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SomeError("it is broken"), 1, "it is broken\n"),
        (UsageError("not so"), 2, "not so\n"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (PermissionError(13, "Permission denied", "folder"), 1, "folder: Permission denied"),
    ],
)
def test_errors_become_a_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, said: str
) -> None:
    with pytest.raises(typer.Exit) as ended, output.errors_in_words(SomeError, usage=UsageError):
        raise error
    assert ended.value.exit_code == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), output.errors_in_words(SomeError):
        raise ZeroDivisionError


def test_json_lines_have_no_nan() -> None:
    with pytest.raises(ValueError, match="JSON"):
        output.json_line({"rate_hz": float("nan")})


def test_a_closed_pipe_is_quiet(environment: dict[str, str], recording: Path) -> None:
    folder = recording.parent
    for number in range(2, 6):
        (folder / f"h{number:04d}.csv").write_bytes(recording.read_bytes())
    process = subprocess.Popen(
        command("analyze", folder, "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    assert (process.wait(60), said) == (0, b"")
    assert json.loads(first)["recording"] == "h0001.csv"
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_sentence(environment: dict[str, str], recording: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            command("analyze", recording, "--json"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            timeout=60,
            check=False,
        )
    assert run.returncode == 1
    assert run.stderr.splitlines() == [f"Could not read or write the output: {os.strerror(28)}."]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_terminal_or_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("TERM", "xterm")
        assert output.is_terminal()
        monkeypatch.setenv("TERM", "dumb")
        assert not output.is_terminal()
    os.close(master)

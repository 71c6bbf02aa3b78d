from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from drawn import drawn
from ready import Ready
from running import Running, Start
from typer.testing import CliRunner

from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated
from cli.app import app

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "drivers"))  # where the sensors are that are not there
# Pseudo-terminals are of POSIX.
collect_ignore_glob = ["test_cli_sensors*", "test_cli_apps*"] if os.name == "nt" else []

Run = Callable[..., "Ran"]


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    return drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)])


@pytest.fixture(autouse=True)
def nobody_s_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What no folder takes goes to the home of the test."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))


@pytest.fixture
def recording(simulated: Simulated, tmp_path: Path) -> Path:
    path = tmp_path / "h0001.csv"
    write_recording(path, Header(placement="shank", stance_leg="left"), simulated.block)
    return path


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """No display, and the sources first on the path."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return dict(os.environ)


@pytest.fixture
def start(starter: Ready, environment: dict[str, str]) -> Iterator[Start]:
    """Start a command in a process of its own; none is left behind."""
    started: list[Running] = []

    def begin(*arguments: object) -> Running:
        started.append(Running(starter, environment, *arguments))
        return started[-1]

    yield begin
    for each in started:
        each.close()


@dataclass(frozen=True)
class Ran:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def balance_timer(environment: dict[str, str]) -> Run:
    """Run the command line in this process, its output piped."""

    def run(*arguments: object) -> Ran:
        runner = CliRunner()
        ran = runner.invoke(app, [str(each) for each in arguments], catch_exceptions=False)
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    return run


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cli", *map(str, arguments)]


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]

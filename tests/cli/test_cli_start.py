"""Starting: help and version, lightness, strangers, no display."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

from balance.version import __version__
from cli import front, strangers
from drivers.live.log import log_path

HEAVY = ("numpy", "scipy", "rich", "PySide6", "drivers.source", "balance.session", "sqlalchemy")


def test_help_names_every_command_and_imports_nothing_heavy(environment: dict[str, str]) -> None:
    code = (
        "import sys; sys.argv = ['balance-timer', *sys.argv[1:]]\n"
        "from cli import main\n"
        "assert main() == 0\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    for arguments in (["--help"], ["--version"], ["analyze", "--help"], ["time", "-h"]):
        run = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, ""), arguments
        if arguments == ["--help"]:
            for name in ("demo", "time", "record", "analyze", "simulate"):
                assert f"  {name} " in run.stdout


def test_version(balance_timer: Run) -> None:
    run = balance_timer("--version")
    assert run.returncode == 0
    assert run.stdout == f"balance-timer {__version__}\nLog: {log_path()}\n"


@pytest.mark.parametrize(
    "arguments", [["--bogus"], ["bogus"], ["time"], ["time", "sim:", "--attempts", "0"]]
)
def test_wrong_usage_is_2(balance_timer: Run, arguments: list[str]) -> None:
    run = balance_timer(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert "Traceback" not in run.stderr


def test_without_a_display_it_says_how_to_go_on(balance_timer: Run) -> None:
    run = balance_timer()
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "balance-timer demo" in run.stderr
    assert "balance-timer time SOURCE" in run.stderr


@pytest.mark.parametrize(
    ("platform", "variables", "answer"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_display(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], answer: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert front.has_display() is answer


@pytest.mark.parametrize("name", strangers.OURS)
def test_a_package_of_the_same_name_is_recognised(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    stranger = tmp_path / "site" / name
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("raise SystemExit('it was imported')\n")
    # Ours comes last, as where the stranger's folder stands before it.
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.append({str(ROOT)!r})\nfrom cli import main\nsys.exit(main())",
            "--help",
        ],
        capture_output=True,
        text=True,
        env=environment | {"PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert str(stranger) in run.stderr
    assert "pipx install balance-timer" in run.stderr
    assert run.stdout == ""


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "find_spec", lambda name: None)
    assert "'balance' is missing" in str(strangers.find_stranger())


def test_ours_are_no_strangers() -> None:
    assert strangers.find_stranger() is None

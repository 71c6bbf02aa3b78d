"""The log as the command line keeps it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import Run

from cli import app as app_module
from drivers.live.log import log_path


def test_a_command_is_logged_and_its_arguments_are_not(balance_timer: Run, tmp_path: Path) -> None:
    run = balance_timer("time", f"replay:{tmp_path / 'walk_P-0042.csv'}")
    assert run.returncode == 1
    assert "walk_P-0042.csv" in run.stderr
    said = log_path().read_text(encoding="utf-8")
    assert "start: time" in said
    assert "source: replay" in said
    assert "said to the person: CannotOpen in " in said
    assert "P-0042" not in said


def test_verbose_shows_the_log(balance_timer: Run) -> None:
    run = balance_timer("--verbose", "time", "udp:x")
    assert "start: time" in run.stderr
    assert "AddressError" in run.stderr
    assert run.stdout == ""


def test_help_and_version_write_none(balance_timer: Run) -> None:
    balance_timer("--version")
    balance_timer("--help")
    assert not log_path().exists()


def test_a_fault_is_one_sentence_that_says_where_the_log_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("P-0042")

    monkeypatch.setattr(sys, "argv", ["balance-timer", "time", "udp:1"])
    monkeypatch.setattr("drivers.registry.parse_address", fail)
    assert app_module.run() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(log_path()) in said
    logged = log_path().read_text(encoding="utf-8")
    assert "ZeroDivisionError" in logged
    assert "drivers/registry.py" in logged
    assert "P-0042" not in logged

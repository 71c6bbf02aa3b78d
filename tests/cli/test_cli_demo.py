"""`demo`: the whole live path on the bundled recording."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, Run, json_lines
from typer.testing import CliRunner

from balance.records.open_any import open_recording
from cli import demo, front
from cli.app import app


def test_three_holds_their_uncertainty_and_the_best(balance_timer: Run) -> None:
    run = balance_timer("demo")
    assert (run.returncode, run.stderr) == (0, "")
    assert "simulated recording, played as fast as possible" in run.stdout
    assert len(re.findall(r"(?m)^Hold \d: [\d.]+ s ± [\d.]+, ", run.stdout)) == 3
    assert re.search(r"(?m)^Best: [\d.]+ s ± [\d.]+, attempt \d\.$", run.stdout)
    assert re.search(r"(?m)^Mean of the last three: [\d.]+ s\.$", run.stdout)


def test_json_equals_analyze(balance_timer: Run) -> None:
    run = balance_timer("demo", "--json")
    assert run.returncode == 0
    assert "simulated recording" in run.stderr
    holds = [line for line in json_lines(run.stdout) if line.pop("event") == "hold"]
    [scored] = json_lines(balance_timer("analyze", "--json", demo.demo_recording()).stdout)
    assert holds == scored["holds"]


def test_the_pace_can_be_given(balance_timer: Run) -> None:
    run = balance_timer("demo", "--speed", 500)
    assert run.returncode == 0
    assert "at 500 times the true pace" in run.stdout
    assert balance_timer("demo", "--speed", -1).returncode == 2


def test_the_recording_says_that_it_is_simulated() -> None:
    path = demo.demo_recording()
    header = open_recording(path).header
    assert "simulated" in f"{header.notes} {header.model} {dict(header.extra)}".lower()
    assert path.parent in (ROOT / "cli", ROOT / "recordings")


def test_a_wheel_has_it_beside_the_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "cli" / "demo.py"))
    run = CliRunner().invoke(app, ["demo", "--json", "--terminal"])
    assert run.exit_code == 1
    assert run.stderr.endswith("The demo recording is missing; install balance-timer again.\n")
    beside = tmp_path / "cli" / "demo.csv.gz"
    beside.touch()
    assert demo.demo_recording() == beside


@pytest.mark.parametrize(
    ("options", "speed"), [([], "1"), (["--speed", "4"], "4"), (["--terminal"], None)]
)
def test_a_display_gets_the_window_and_somebody_who_does_as_told(
    monkeypatch: pytest.MonkeyPatch, options: list[str], speed: str | None
) -> None:
    opened: list[str | None] = []

    def open_window(address: str | None = None, *, both_legs: bool) -> int:
        assert both_legs
        opened.append(address)
        return 0

    monkeypatch.setattr(front, "has_display", lambda: True)
    monkeypatch.setattr(front, "open_window", open_window)
    run = CliRunner().invoke(app, ["demo", *options])
    assert run.exit_code == 0
    told = f"sim:?placement=shank&listens=yes&speed={speed}"
    assert opened == ([] if speed is None else [told])

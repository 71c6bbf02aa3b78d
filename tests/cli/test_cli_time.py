"""`time`: the live path on replays and on sources that fail, piped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, command, json_lines
from typer.testing import CliRunner

from balance.analysis import analyze
from balance.protocol.conditions import Conditions
from balance.records.events_file import EVENTS, events_path, read_events
from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.simulate.session import Simulated
from cli import words
from cli.app import app
from drivers.source import EndOfSource, Source, SourceInfo, SourceLost

HOLD_KEYS = [
    "lift_off_s",
    "end_s",
    "duration_s",
    "end_reason",
    "paused_s",
    "decided_s",
    "final_s",
    "lift_off_decided_s",
    "lift_off_final_s",
    "uncertainty_s",
    "censored",
    "corrections",
    "sway",
    "sway_reason",
]


class Scripted(Source):
    """Gives blocks, then raises."""

    def __init__(self, blocks: list[SampleBlock], last: Exception) -> None:
        super().__init__("scripted:")
        self._blocks = blocks
        self._last = last

    def open(self) -> SourceInfo:
        return SourceInfo("scripted:", conditions=Conditions("shank", "left"))

    def read(self, timeout_s: float) -> SampleBlock | None:
        if not self._blocks:
            raise self._last
        return self._blocks.pop(0)

    def close(self) -> None:
        pass


def fast(recording: Path) -> str:
    return f"{recording}?speed=0"


@pytest.fixture
def expected(recording: Path) -> list[dict[str, Any]]:
    holds: list[dict[str, Any]] = analyze(open_recording(recording)).as_dict("")["holds"]
    assert len(holds) >= 2
    return holds


def test_json_is_what_analyze_says(
    balance_timer: Run, recording: Path, expected: list[dict[str, Any]]
) -> None:
    run = balance_timer("time", fast(recording), "--json")
    assert run.returncode == 0
    lines = json_lines(run.stdout)
    holds = [line for line in lines if line["event"] == "hold"]
    assert [list(hold) for hold in holds] == [["event", *HOLD_KEYS]] * len(expected)
    assert holds == [{"event": "hold", **hold} for hold in expected]
    for line in lines:
        if line["event"] != "hold":
            assert list(line)[:3] == ["event", "t_s", "decided_s"]
            assert line["decided_s"] >= line["t_s"]
    lifts = [line for line in lines if line["event"] == "lift_off"]
    # A lift-off is told as it is decided, and worked out once more for the hold.
    assert {hold["lift_off_decided_s"] for hold in holds} <= {line["decided_s"] for line in lifts}
    assert all(list(line) == ["event", "t_s", "decided_s"] for line in lifts)


def test_with_json_all_else_is_on_standard_error(balance_timer: Run, recording: Path) -> None:
    run = balance_timer("time", fast(recording), "--json")
    said = run.stderr.splitlines()
    assert said[0] == words.SAFETY
    assert said[-2].startswith("Best: ") or said[-1].startswith("Best: ")


def test_a_pipe_gets_a_line_an_event_and_the_safety_line_first(
    balance_timer: Run, recording: Path, expected: list[dict[str, Any]]
) -> None:
    run = balance_timer("time", fast(recording))
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[0] == words.SAFETY
    assert "wall or a counter" in lines[0]
    assert "put the foot down before you fall" in lines[0]
    assert "left leg" in lines[2]
    assert "shank of the raised leg" in lines[2]
    assert any(line.endswith("lift-off") for line in lines)
    for number, hold in enumerate(expected, start=1):
        start = f"Hold {number}: {hold['duration_s']:.1f} s"
        assert any(line.startswith(start) for line in lines), start
    assert "\x1b" not in run.stdout
    assert "\a" not in run.stdout


@pytest.mark.parametrize("attempts", [1, 2])
def test_it_ends_after_so_many_attempts(
    balance_timer: Run, recording: Path, attempts: int, expected: list[dict[str, Any]]
) -> None:
    run = balance_timer("time", fast(recording), "--json", "--attempts", attempts)
    lines = json_lines(run.stdout)
    holds = [line for line in lines if line["event"] == "hold"]
    assert run.returncode == 0
    assert holds == [{"event": "hold", **hold} for hold in expected[:attempts]]
    after = lines[lines.index(holds[-1]) + 1 :]
    # Two seconds more are recorded: what is seen in them is no attempt.
    assert {line["event"] for line in after} <= {"settled", "ready", "pause"}


def test_a_cap_ends_a_hold(balance_timer: Run, recording: Path) -> None:
    run = balance_timer("time", fast(recording), "--json", "--cap", "2")
    holds = [line for line in json_lines(run.stdout) if line["event"] == "hold"]
    assert holds[0]["end_reason"] == "cap"
    assert holds[0]["censored"] is True
    assert "2 s or more" in run.stderr


def test_what_is_saved_is_what_came(
    balance_timer: Run, recording: Path, simulated: Simulated, tmp_path: Path
) -> None:
    run = balance_timer("time", fast(recording), "--save", tmp_path / "kept", "--json")
    assert run.returncode == 0
    [saved] = sorted((tmp_path / "kept").glob("*[0-9]Z.csv"))
    kept = open_recording(saved)
    assert saved.name.startswith("left-open-firm-2")
    assert kept.header.placement == "shank"
    assert kept.header.stance_leg == "left"
    assert kept.block.time_s.tolist() == open_recording(recording).block.time_s.tolist()
    rows = read_events(events_path(saved))
    assert {row.by for row in rows} == {"auto"}
    assert [(row.event, round(row.time_s, 3)) for row in rows] == [
        row for line in json_lines(run.stdout) for row in rows_of(line)
    ]


def rows_of(line: dict[str, Any]) -> list[tuple[str, float]]:
    """What of a line belongs into the events file: both ends of a hold once it is final."""
    if line["event"] == "hold":
        ends = [("lift_off", line["lift_off_s"]), (line["end_reason"], line["end_s"])]
        return ends if line["end_reason"] in ("step_down", "cap") else ends[:1]
    decided = line["event"] in ("lift_off", "step_down", "cap")
    return [] if decided or line["event"] not in EVENTS else [(line["event"], line["t_s"])]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("simm:", 2),
        ("sim:?sed=1", 2),
        ("sim:?placement=hat", 2),
        ("not-there.csv", 2),
        ("replay:not-there.csv", 1),
    ],
)
def test_an_address_that_is_wrong_or_names_nothing(
    balance_timer: Run, address: str, code: int
) -> None:
    run = balance_timer("time", address)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.count("\n") == 1
    assert address.partition(":")[2].partition("?")[0] in run.stderr


def test_a_source_that_is_lost_leaves_its_results(
    monkeypatch: pytest.MonkeyPatch, simulated: Simulated
) -> None:
    block = simulated.block
    blocks = [block[i : i + 300] for i in range(0, len(block), 300)]
    source = Scripted(blocks, SourceLost("The sensor is gone; plug it in again."))
    monkeypatch.setattr("drivers.live.live.open_guarded", lambda address: source)
    run = CliRunner().invoke(app, ["time", "scripted:"])
    assert run.exit_code == 1
    assert "Best: " in run.stdout
    assert run.stderr == "The sensor is gone; plug it in again.\n"


def test_nothing_but_the_end_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Scripted([], EndOfSource("It is over."))
    monkeypatch.setattr("drivers.live.live.open_guarded", lambda address: source)
    run = CliRunner().invoke(app, ["time", "scripted:"])
    assert run.exit_code == 0
    assert "No hold was timed." in run.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_stops_and_says_the_results(environment: dict[str, str], recording: Path) -> None:
    """Here of a program that is started as a person does; test_ways_out has each signal."""
    process = subprocess.Popen(
        command("time", f"{recording}?speed=20", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    lines = json_lines(first + rest)
    assert lines[0]["event"] == "settled"
    assert lines[-1]["event"] == "stop"
    assert "Traceback" not in said
    assert said.endswith("No hold was timed.\n")


def test_streams_without_pylsl_are_refused_before_anything_is_timed(
    balance_timer: Run, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    run = balance_timer("time", f"replay:{recording}?speed=0", "--json", "--lsl", "Clinic")
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.strip().endswith("pip install 'balance-timer[lab]'.")
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["", " ", "a\nb"])
def test_streams_that_can_t_be_called_so_are_wrong_usage(
    balance_timer: Run, recording: Path, name: str
) -> None:
    run = balance_timer("time", f"replay:{recording}?speed=0", "--lsl", name)
    assert run.returncode == 2
    assert "Streams can't be called" in run.stderr

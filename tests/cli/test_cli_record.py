"""`record`: samples into a file, never over another, whatever ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import ROOT, Run, command
from typer.testing import CliRunner

from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.simulate.session import Simulated
from cli import app as front_door
from drivers.source import EndOfSource, Source, SourceInfo, SourceLost

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Empty(Source):
    def __init__(self, last: Exception) -> None:
        super().__init__("empty:")
        self._last = last

    def open(self) -> SourceInfo:
        return SourceInfo("empty:")

    def read(self, timeout_s: float) -> None:
        raise self._last

    def close(self) -> None:
        pass


@pytest.mark.parametrize("name", ["again.csv", "again.csv.gz"])
def test_what_comes_is_what_is_written(
    balance_timer: Run, recording: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    run = balance_timer("record", f"{recording}?speed=0", "-o", target)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    before, after = open_recording(recording), open_recording(target)
    assert after.block.time_s.tolist() == before.block.time_s.tolist()
    assert after.block.acc_m_s2.tolist() == before.block.acc_m_s2.tolist()
    header = after.header
    assert (header.placement, header.stance_leg) == ("shank", "left")
    assert header.source == f"replay:{recording}?speed=0"
    assert header.created_utc is not None
    assert header.created_utc.endswith("+00:00")
    assert str(header.software).startswith("balance-timer ")
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


def test_it_ends_after_so_many_seconds(balance_timer: Run, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "short.csv"
    run = balance_timer("record", f"{recording}?speed=0", "-o", target, "--seconds", "2.5")
    assert run.returncode == 0
    time_s = open_recording(target).block.time_s
    everything = open_recording(recording).block.time_s
    assert time_s.tolist() == everything[everything < everything[0] + 2.5].tolist()


@pytest.mark.parametrize(
    ("name", "said"), [("h0001.csv", "nothing is overwritten"), ("walk.txt", "NAME.csv")]
)
def test_a_wrong_target_is_refused_before_anything(
    balance_timer: Run, recording: Path, name: str, said: str
) -> None:
    before = recording.read_bytes()
    run = balance_timer("record", "sim:", "-o", recording.parent / name)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert recording.read_bytes() == before
    assert sorted(recording.parent.iterdir()) == [recording]


def test_a_folder_that_is_missing_is_named(balance_timer: Run, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "a.csv"
    run = balance_timer("record", "sim:?speed=0", "-o", target)
    assert run.returncode == 1
    assert str(target) in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (EndOfSource("It is over."), "No sample came from empty:"),
        (SourceLost("The sensor is gone."), "The sensor is gone."),
    ],
)
def test_no_sample_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last: Exception, said: str
) -> None:
    monkeypatch.setattr("drivers.live.live.open_guarded", lambda address: Empty(last))
    target = tmp_path / "none.csv"
    run = CliRunner().invoke(front_door.app, ["record", "empty:", "-o", str(target)])
    assert run.exit_code == 1
    assert said in run.stderr
    assert not target.exists()


class Lost(Empty):
    """Gives its blocks, then is lost."""

    def __init__(self, blocks: list[SampleBlock]) -> None:
        super().__init__(SourceLost("The sensor is gone."))
        self._blocks = blocks

    def read(self, timeout_s: float) -> SampleBlock:  # type: ignore[override]
        if not self._blocks:
            raise self._last
        return self._blocks.pop(0)


@pytest.mark.parametrize("name", ["kept.csv", "kept.csv.gz"])
def test_a_source_that_is_lost_leaves_all_that_came(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, simulated: Simulated, name: str
) -> None:
    block = simulated.block
    source = Lost([block[first : first + 30] for first in range(0, len(block), 30)])
    monkeypatch.setattr("drivers.live.live.open_guarded", lambda address: source)
    target = tmp_path / name
    run = CliRunner().invoke(front_door.app, ["record", "lost:", "-o", str(target)])
    assert (run.exit_code, run.stderr) == (1, "The sensor is gone.\n")
    kept = open_recording(target)
    assert len(kept.block) == len(block)
    assert kept.faults == ()


def test_a_recording_that_is_deleted_goes_on_at_home_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, simulated: Simulated
) -> None:
    block, target = simulated.block, tmp_path / "away" / "kept.csv"
    target.parent.mkdir()

    class Deleting(Lost):
        def read(self, timeout_s: float) -> SampleBlock:  # type: ignore[override]
            if len(self._blocks) == 3:
                while not target.exists():
                    time.sleep(0.01)
                shutil.rmtree(target.parent)
            return super().read(timeout_s)

    source = Deleting([block[first : first + 200] for first in range(0, len(block), 200)])
    source._last = EndOfSource("It is over.")
    monkeypatch.setattr("drivers.live.live.open_guarded", lambda address: source)
    run = CliRunner().invoke(front_door.app, ["record", "lost:", "-o", str(target)])
    assert run.exit_code == 0
    kept = tmp_path / "home" / "kept.csv"
    assert run.stderr.count(f"All of it is in {kept} now") == 1
    assert len(open_recording(kept).block) == len(block)
    assert not target.exists()


def started(environment: dict[str, str], recording: Path, target: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command("record", f"{recording}?speed=10", "-o", target),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=ROOT,
    )
    header_and_some = 2000
    while not (target.exists() and target.stat().st_size > header_and_some):
        assert process.poll() is None
        time.sleep(0.01)
    return process


def assert_begins_as(target: Path, simulated: Simulated) -> Recording:
    kept = open_recording(target)
    count = len(kept.block)
    assert 0 < count < len(simulated.block)
    assert kept.block.time_s == pytest.approx(simulated.block.time_s[:count], abs=1e-6)
    return kept


@posix
def test_a_signal_closes_the_file_cleanly(
    environment: dict[str, str], recording: Path, simulated: Simulated
) -> None:
    """Here of a program that is started as a person does; test_ways_out has each signal."""
    target = recording.with_name("kept.csv.gz")
    process = started(environment, recording, target)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, b"")
    assert assert_begins_as(target, simulated).faults == ()


@posix
def test_a_kill_leaves_what_was_recorded(
    environment: dict[str, str], recording: Path, simulated: Simulated
) -> None:
    target = recording.with_name("kept.csv")
    process = started(environment, recording, target)
    process.kill()
    process.communicate(timeout=60)
    assert_begins_as(target, simulated)

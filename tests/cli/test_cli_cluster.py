"""`analyze --cluster` on a real cluster of two processes: the same bytes, and each way to fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, Run, json_lines

from balance.records.header import Header
from balance.records.jobs import find_jobs
from balance.records.recorder import write_recording
from balance.report.scoring import ScoreSettings
from balance.simulate.session import Simulated
from cli import cluster, growing
from cli.afar import Versions
from cli.scoring import Where, score_all
from cli.spreading import DIED

LONG_S = 100.0


@contextmanager
def running(workers: int, place: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        [sys.executable, ROOT / "tests" / "cli" / "cluster_of_two.py", str(workers), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        try:
            process.wait(LONG_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture
def archive(simulated: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(11):
        header = Header(placement="shank" if number % 2 else "lower_back")
        write_recording(folder / f"r{number:02d}.csv", header, simulated.block[: 900 + 60 * number])
    (folder / "r05b.csv").write_text("neither,this\nnor,that\n")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.timeout(600)
def test_a_cluster_of_two(
    balance_timer: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it on one cluster: that takes longer to begin than to score."""
    with running(2, tmp_path) as (address, _):
        _gives_the_same_bytes(balance_timer, archive, address)
        if sys.platform == "linux":
            _refuses_what_a_worker_does_not_see(balance_timer, address)
        for wanted in (
            Versions(program="0.0.9"),
            Versions(holds="0.9"),
            Versions(raises="raises 0.9"),
        ):
            with monkeypatch.context() as patch:
                _refuses_another_version(balance_timer, archive, address, patch, wanted)
        with monkeypatch.context() as patch:
            _refuses_another_version_later(balance_timer, archive, address, patch)
        _takes_back_what_waits(archive, address)
        _gives_up_what_ends_its_worker(balance_timer, archive, address)


def _gives_the_same_bytes(balance_timer: Run, archive: Path, address: str) -> None:
    for paths in ([archive], [archive.name], [Path(archive.name) / "r05b.csv", "gone.csv"]):
        here = balance_timer("analyze", "--json", *paths, "--jobs", 1)
        there = balance_timer("analyze", "--json", *paths, "--cluster", address)
        assert there == here
        assert here.returncode == 1
    balance_timer("analyze", archive, "-o", "here.csv")
    balance_timer("analyze", archive, "-o", "there.csv", "--cluster", address)
    assert Path("there.csv").read_bytes() == Path("here.csv").read_bytes()


def _refuses_what_a_worker_does_not_see(balance_timer: Run, address: str) -> None:
    # /proc/self is another for each process.
    ran = balance_timer("analyze", "/proc/self/cwd/archive/r01.csv", "--cluster", address)
    assert (ran.returncode, ran.stdout) == (1, "")
    (said,) = ran.stderr.splitlines()
    assert "can't see /proc/self/cwd/archive/r01.csv" in said
    assert "tcp://" in said


def _refuses_another_version(
    balance_timer: Run,
    archive: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    wanted: Versions,
) -> None:
    monkeypatch.setattr(cluster, "Versions", lambda: wanted)
    ran = balance_timer("analyze", archive, "--cluster", address)
    assert (ran.returncode, ran.stdout) == (1, "")
    (said,) = ran.stderr.splitlines()
    assert str(Versions()) in said
    assert str(wanted) in said


def _refuses_another_version_later(
    balance_timer: Run, archive: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "Versions", lambda: Versions(holds="0.9"))
    monkeypatch.setattr(cluster.Cluster, "check", lambda *_: None)
    ran = balance_timer("analyze", archive, "-o", "late.jsonl", "--cluster", address)
    assert ran.returncode == 1
    assert "algorithms 0.9" in ran.stderr
    assert not Path("late.jsonl").exists()


def _takes_back_what_waits(archive: Path, address: str) -> None:
    from distributed import Client

    waiting = archive.parent / "waiting"
    waiting.mkdir()
    for path in archive.iterdir():
        (waiting / f"{path.stem}waits.csv").symlink_to(path)
    (waiting / "a.csv").symlink_to(archive / "r01.csv")
    jobs, _ = find_jobs([waiting])
    results = score_all(jobs, ScoreSettings(), Where(cluster=address))
    assert next(results).error is None
    results.close()
    with Client(address, set_as_default=False) as client:
        # A name of this module would be looked for there.
        left = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
    (waiting / "go").touch()
    assert left <= 2  # those that were begun


def _gives_up_what_ends_its_worker(balance_timer: Run, archive: Path, address: str) -> None:
    deadly = archive / "r03deadly.csv"
    deadly.symlink_to(archive / "r03.csv")
    ran = balance_timer("analyze", "--json", archive, "--cluster", address)
    lines = json_lines(ran.stdout)
    assert ran.returncode == 1
    errors = {line["recording"]: line["error"] for line in lines if "error" in line}
    assert set(errors) == {"r05b.csv", deadly.name}
    assert errors[deadly.name] == f"{deadly}: {DIED}."
    assert [line["recording"] for line in lines] == sorted(path.name for path in archive.iterdir())


@pytest.mark.timeout(600)
def test_no_workers_and_then_no_cluster(
    balance_timer: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_COME_S", 0.2)
    with running(0, tmp_path) as (where, process):
        ran = balance_timer("analyze", archive, "--cluster", where)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "has no workers" in ran.stderr
        process.kill()
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.5)
    for wrong in (where, "nowhere", "xyz://a:1"):
        ran = balance_timer("analyze", archive, "--cluster", wrong)
        assert (ran.returncode, ran.stdout) == (1, "")
        (said,) = ran.stderr.splitlines()
        assert said.startswith(f"--cluster {wrong}: no dask scheduler answers there")


@pytest.mark.timeout(600)
def test_a_cluster_that_goes_away(
    balance_timer: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "r02waits.csv").symlink_to(archive / "r02.csv")
    monkeypatch.setattr(cluster, "_CONNECT_S", 2.0)
    added: list[str] = []
    _add = growing.Growing.add
    with running(1, tmp_path) as (where, process):

        def add(self: growing.Growing, scored: dict[str, object]) -> None:
            _add(self, scored)
            added.append(str(scored["recording"]))
            if len(added) == 3:
                process.kill()

        monkeypatch.setattr(growing.Growing, "add", add)
        ran = balance_timer("analyze", archive, "-o", "r.jsonl", "--cluster", where)
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        "r.jsonl: 3 of 13 recordings are in it; go on with --resume.",
        f"{where}: the cluster went away.",
    ]
    monkeypatch.setattr(growing.Growing, "add", _add)
    assert balance_timer("analyze", archive, "-o", "r.jsonl", "--resume").returncode == 1
    whole = balance_timer("analyze", archive, "--json")
    assert Path("r.jsonl").read_text() == whole.stdout


def test_without_dask(balance_timer: Run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = balance_timer("analyze", archive, "--cluster", "127.0.0.1:1")
    assert (ran.returncode, ran.stderr) == (1, f"{cluster.NO_DASK}\n")


@pytest.mark.parametrize("options", [("--jobs", 2), ("--rescore",)], ids=lambda options: options[0])
def test_what_goes_without_a_cluster(
    balance_timer: Run, archive: Path, options: tuple[object, ...]
) -> None:
    paths = () if "--rescore" in options else (archive,)
    assert balance_timer("analyze", *paths, "--cluster", "x", *options).returncode == 2

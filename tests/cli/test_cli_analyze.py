"""`analyze`: objects to the letter, order, overrides, failures, several processes."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, Run, command, json_lines

from balance.records.header import Header
from balance.records.jobs import Job
from balance.records.recorder import write_recording
from balance.report.scoring import Scored, ScoreSettings
from balance.simulate.session import Simulated
from cli import processes as processes_of
from cli import scoring

KEYS = [
    "recording",
    "algorithm",
    "software",
    "placement",
    "stance_leg",
    "rate_hz",
    "duration_s",
    "status",
    "reasons",
    "holds",
]


@pytest.fixture
def folder(recording: Path, simulated: Simulated) -> Path:
    deeper = recording.parent / "b" / "later"
    deeper.mkdir(parents=True)
    for path in (deeper / "x.csv.gz", recording.parent / "a.csv", recording.parent / "z.csv"):
        write_recording(path, Header(placement="shank"), simulated.block[:3000])
    (recording.parent / "a.events.csv").write_text("time_s,event,by,detail\n")
    (recording.parent / "LICENSE.txt").write_text("none\n")
    return recording.parent


NAMES = ["a.csv", "b/later/x.csv.gz", "h0001.csv", "z.csv"]


def test_one_object_a_recording_in_the_order_of_the_paths(balance_timer: Run, folder: Path) -> None:
    run = balance_timer("analyze", "--json", folder)
    assert (run.returncode, run.stderr) == (0, "")
    lines = json_lines(run.stdout)
    assert [line["recording"] for line in lines] == NAMES
    assert all(list(line) == KEYS for line in lines)
    whole = lines[2]
    assert whole["placement"] == "shank"
    assert whole["stance_leg"] == "left"
    assert lines[0]["stance_leg"] is None
    assert whole["rate_hz"] == pytest.approx(100.0, abs=1.0)
    assert whole["status"] == "valid"
    assert whole["reasons"] == []


def test_processes_and_chunks_change_nothing(balance_timer: Run, folder: Path) -> None:
    once = balance_timer("analyze", "--json", folder)
    for options in (["--jobs", 2], ["--chunk", 7], ["--chunk", 1000]):
        again = balance_timer("analyze", "--json", folder, *options)
        assert (again.returncode, again.stdout, again.stderr) == (0, once.stdout, ""), options


@pytest.mark.parametrize(
    ("count", "processes", "used"),
    [(3, None, None), (scoring.MANY, None, 2), (3, 0, 2), (9, 5, 5), (1, 5, None), (0, 0, None)],
)
def test_processes_are_started_where_they_pay(
    monkeypatch: pytest.MonkeyPatch, count: int, processes: int | None, used: int | None
) -> None:
    started: list[int] = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, workers: int, **_: object) -> None:
            started.append(workers)
            super().__init__(workers)

    monkeypatch.setattr(processes_of, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(scoring, "_cores", lambda: 2)
    monkeypatch.setattr(scoring, "score_one", lambda settings, job: Scored({}, job.name))
    jobs = [Job(Path(f"{number:03d}"), f"{number:03d}") for number in range(count)]
    results = list(scoring.score_all(jobs, ScoreSettings(), processes))
    assert [result.error for result in results] == [job.name for job in jobs]
    assert started == ([] if used is None else [used])


def test_files_are_named_by_their_names_and_each_comes_once(
    balance_timer: Run, folder: Path
) -> None:
    paths = [folder / "z.csv", folder / "b" / "later" / "x.csv.gz", folder / "z.csv"]
    run = balance_timer("analyze", "--json", *paths)
    assert [line["recording"] for line in json_lines(run.stdout)] == ["x.csv.gz", "z.csv"]


def test_what_cannot_be_read_is_named_and_the_rest_is_scored(
    balance_timer: Run, folder: Path
) -> None:
    (folder / "bad.csv").write_text("neither,this\nnor,that\n")
    (folder / "empty").mkdir()
    missing = folder / "missing.csv"
    run = balance_timer("analyze", "--json", folder, missing, folder / "empty")
    assert run.returncode == 1
    lines = json_lines(run.stdout)
    assert [line["recording"] for line in lines] == sorted([*NAMES, "bad.csv", "missing.csv"])
    errors = {line["recording"]: line["error"] for line in lines if "error" in line}
    assert set(errors) == {"bad.csv", "missing.csv"}
    assert all(list(line) == ["recording", "error"] for line in lines if "error" in line)
    said = run.stderr.splitlines()
    assert len(said) == 3
    for path in (folder / "bad.csv", missing, folder / "empty"):
        assert any(str(path) in line for line in said)


def test_conditions_can_be_given(balance_timer: Run, recording: Path) -> None:
    run = balance_timer(
        "analyze", "--json", recording, "--placement", "thigh", "--leg", "right",
        "--eyes", "closed", "--surface", "foam",
    )  # fmt: skip
    [line] = json_lines(run.stdout)
    assert (line["placement"], line["stance_leg"]) == ("thigh", "right")
    assert balance_timer("analyze", recording, "--placement", "hat").returncode == 2


def test_short_holds_are_touches(balance_timer: Run, recording: Path) -> None:
    run = balance_timer("analyze", "--json", recording, "--min-hold", "1000")
    [line] = json_lines(run.stdout)
    assert line["holds"] == []


def test_a_table_for_people(balance_timer: Run, folder: Path) -> None:
    run = balance_timer("analyze", folder)
    assert (run.returncode, run.stderr) == (0, "")
    for name in NAMES:
        assert name in run.stdout
    assert "±" in run.stdout
    assert "step-down" in run.stdout
    assert "\x1b" not in run.stdout


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
def test_the_progress_bar_keeps_off_standard_output(
    environment: dict[str, str], folder: Path
) -> None:
    master, slave = pty.openpty()
    run = subprocess.run(
        command("analyze", "--json", folder),
        stdout=subprocess.PIPE,
        stderr=slave,
        text=True,
        env=environment | {"TERM": "xterm-256color"},
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    os.close(slave)
    shown = os.read(master, 65536)
    os.close(master)
    assert run.returncode == 0
    assert [line["recording"] for line in json_lines(run.stdout)] == NAMES
    assert b"Scoring" in shown


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_broken_off_it_leaves_no_process(
    environment: dict[str, str], folder: Path, number: signal.Signals, code: int
) -> None:
    for copy in range(1000):
        (folder / f"m{copy:04d}.csv").symlink_to(folder / "z.csv")  # soon scored
    process = subprocess.Popen(
        command("analyze", "--json", folder, "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
        start_new_session=True,
        # A shell that starts something in the background has it pay no heed to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    process.stdout.readline()
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    # The pipes stay open for as long as any of the processes lives.
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert said == "" or number == signal.SIGKILL


def test_why_says_what_spoke_for_both_ends(balance_timer: Run, recording: Path) -> None:
    (line,) = json_lines(balance_timer("analyze", "--json", "--why", recording).stdout)
    (hold, *_) = line["holds"]
    assert all(list(cue) == ["event", "kind", "value"] for cue in hold["evidence"])
    told = balance_timer("analyze", "--why", recording).stdout
    assert "lift-off: " in told
    assert "step-down: " in told

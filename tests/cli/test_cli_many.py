"""`analyze -o`: the bytes of `--json` and a table, whatever breaks it off and however often."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
from conftest import ROOT, Run, command, json_lines

from balance.records.header import Header
from balance.records.jobs import Job, find_jobs
from balance.records.recorder import write_recording
from balance.report.holds_table import holds_table
from balance.report.scored_table import TABLE_HEAD
from balance.report.scoring import Scored, ScoreSettings, score_one
from balance.simulate.session import Simulated
from cli import growing, resuming, scoring
from cli.resuming import Plan, beside

FORMS = ("jsonl", "csv")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve recordings: with holds, without, and one that is none."""
    from drawn import drawn

    from balance.simulate.attempt import Trial

    simulated: Simulated = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0), Trial(5.0)])
    folder = tmp_path_factory.mktemp("many") / "archive"
    (folder / "b").mkdir(parents=True)
    for number in range(11):
        name = f"b/r{number:02d}.csv" if number % 3 else f"=r{number:02d}, x.csv"
        rows = len(simulated.block) // 11 * (number + 1)
        write_recording(folder / name, Header(placement="shank"), simulated.block[:rows])
    (folder / "b" / "none.csv").write_text("neither,this\nnor,that\n")
    return folder


@pytest.fixture(scope="module")
def known(archive: Path) -> dict[Path, Scored]:
    jobs, _ = find_jobs([archive])
    return {job.path: score_one(ScoreSettings(), job) for job in jobs}


@pytest.fixture
def quick(known: dict[Path, Scored], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was scored, in order; each recording is scored once in all tests."""
    asked: list[str] = []

    def score(_settings: ScoreSettings, job: Job) -> Scored:
        asked.append(job.name)
        return known[job.path]

    monkeypatch.setattr(scoring, "score_one", score)
    return asked


@pytest.fixture
def whole(balance_timer: Run, archive: Path, tmp_path: Path, quick: list[str]) -> dict[str, bytes]:
    """The bytes of a run that nothing broke off."""
    for form in FORMS:
        assert balance_timer("analyze", archive, "-o", tmp_path / f"whole.{form}").returncode == 1
    quick.clear()
    return {form: (tmp_path / f"whole.{form}").read_bytes() for form in FORMS}


def begun(target: Path, archive: Path, content: bytes | None) -> Path:
    """What a kill leaves."""
    Plan.of([archive], find_jobs([archive])[0], ScoreSettings()).write(beside(target))
    if content is not None:
        target.write_bytes(content)
    return target


def test_lines_are_those_of_json(
    balance_timer: Run, archive: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    ran = balance_timer("analyze", archive, "--json")
    assert whole["jsonl"].decode() == ran.stdout
    assert sorted(path.name for path in tmp_path.glob("*.*")) == [
        "whole.columns.json",
        "whole.csv",
        "whole.jsonl",
    ]
    assert os.name == "nt" or (tmp_path / "whole.csv").stat().st_mode & 0o777 == 0o600


def test_a_file_says_what_it_has_and_what_it_has_not(
    balance_timer: Run, archive: Path, tmp_path: Path, quick: list[str]
) -> None:
    ran = balance_timer("analyze", archive, "-o", tmp_path / "r.jsonl")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        json_lines((tmp_path / "r.jsonl").read_text())[quick.index("b/none.csv")]["error"],
        f"{tmp_path / 'r.jsonl'}: 12 recordings, 1 of them not scored.",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_cut_off_anywhere_it_is_gone_on_with(
    balance_timer: Run,
    archive: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    quick: list[str],
    form: str,
) -> None:
    content = whole[form]
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    cuts = {0, 1, len(content), ends[0], ends[0] - 1, ends[-2], ends[-2] - 1, len(content) - 1}
    cuts |= set(np.random.default_rng(7).integers(0, len(content), 12).tolist())
    cuts |= {*ends[3:7], ends[5] - 2}
    for cut in [None, *sorted(cuts)]:
        target = begun(tmp_path / f"{cut}.{form}", archive, None if cut is None else content[:cut])
        quick.clear()
        ran = balance_timer("analyze", archive, "-o", target, "--resume")
        assert ran.returncode == 1, ran.stderr
        assert target.read_bytes() == content, cut
        assert not beside(target).exists()
        assert target.with_suffix(".columns.json").exists() == (form == "csv")
        done = 12 - len(quick)
        assert done >= (content[: cut or 0].count(b"\n") if form == "jsonl" else 0)
    assert done == 12


def test_the_first_time_resume_begins(
    balance_timer: Run, archive: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    target = tmp_path / "first.jsonl"
    balance_timer("analyze", archive, "-o", target, "--resume")
    assert target.read_bytes() == whole["jsonl"]


Spoil = Callable[[Path, Path], list[object]]


def _finished(target: Path, archive: Path) -> list[object]:
    target.write_bytes(b"")
    return [archive, "--resume"]


def _unfinished(target: Path, archive: Path) -> list[object]:
    begun(target, archive, b"")
    return [archive]


def _other_settings(target: Path, archive: Path) -> list[object]:
    begun(target, archive, b"")
    return [archive, "--resume", "--min-hold", 2]


def _other_paths(target: Path, archive: Path) -> list[object]:
    begun(target, archive, b"")
    return [archive / "b", "--resume"]


def _other_version(target: Path, archive: Path) -> list[object]:
    side = beside(begun(target, archive, b""))
    told = json.loads(side.read_text())
    told["asked"]["version"]["holds"] = "0.9"
    side.write_text(json.dumps(told))
    return [archive, "--resume"]


def _beside_a_table(target: Path, archive: Path) -> list[object]:
    target.with_suffix(".columns.json").write_text("{}")
    return [archive, "-o", target.with_suffix(".csv")]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_finished, "nothing is left to go on with"),
        (_unfinished, "go on with --resume"),
        (_other_settings, "min_hold_s: 1.0 then, 2.0 now"),
        (_other_paths, "begun with other paths"),
        (_other_version, 'holds: "0.9" then, "2.0" now'),
        (_beside_a_table, "this file exists"),
    ],
)
def test_what_is_not_so_is_refused(
    balance_timer: Run, archive: Path, tmp_path: Path, quick: list[str], spoil: Spoil, said: str
) -> None:
    target = tmp_path / "r.jsonl"
    rest = spoil(target, archive)
    there = {path: path.read_bytes() for path in tmp_path.glob("r.*")}
    ran = balance_timer("analyze", *rest, *([] if "-o" in rest else ["-o", target]))
    assert (ran.returncode, quick) == (2, [])
    (sentence,) = ran.stderr.splitlines()
    assert said in sentence
    assert {path: path.read_bytes() for path in tmp_path.glob("r.*")} == there


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "r.txt"], "ends in .jsonl or .csv"),
        (["-o", "no/r.csv"], "no such folder"),
        (["-o", "r.csv", "--why"], "row for each hold"),
        (["-o", "r.csv", "--standing", "1:5"], "row for each hold"),
        (["-o", "r.csv", "--exercise", "heel_raise"], "row for each hold"),
        (["-o", "r.jsonl", "--json"], "without --json"),
        (["-o", "r.jsonl", "--sway"], "without --json"),
        (["--resume"], "-o FILE"),
    ],
)
def test_wrong_usage(
    balance_timer: Run,
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = balance_timer("analyze", archive, *options)
    assert ran.returncode == 2
    assert said in " ".join(ran.stderr.replace("│", " ").split())


def test_a_table_is_no_recording_of_the_folder(balance_timer: Run, archive: Path) -> None:
    for target in (archive / "r.csv", archive / "b" / "r.csv"):
        ran = balance_timer("analyze", archive, "-o", target)
        assert (ran.returncode, target.exists()) == (2, False)
        assert "taken for one" in ran.stderr


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_of_the_run_is_never_written_to(
    balance_timer: Run, archive: Path, tmp_path: Path, whole: dict[str, bytes], form: str
) -> None:
    lines = whole[form].splitlines(keepends=True)
    for number, content in enumerate(
        (b"other\n", b"".join(lines[:1] + lines[2:]), whole[form] + lines[-1], b"{}\n")
    ):
        target = begun(tmp_path / f"{number}.{form}", archive, content)
        ran = balance_timer("analyze", archive, "-o", target, "--resume")
        assert ran.returncode == 1
        (said,) = ran.stderr.splitlines()
        assert said.startswith(f"{target}, line ")
        assert target.read_bytes() == content


def test_what_was_begun_is_scored_whatever_has_come_since(
    balance_timer: Run, tmp_path: Path, archive: Path, known: dict[Path, Scored]
) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name in "bdf":
        (folder / f"{name}.csv").write_bytes((archive / "b" / "r01.csv").read_bytes())
    target = begun(tmp_path / "r.jsonl", folder, None)
    balance_timer("analyze", folder, "-o", target, "--resume")
    content = target.read_bytes()
    first = content[: content.index(b"\n") + 1]
    begun(target, folder, first)
    (folder / "a.csv").write_bytes((folder / "b.csv").read_bytes())
    (folder / "b.csv").unlink()
    (folder / "d.csv").unlink()
    ran = balance_timer("analyze", folder, "-o", target, "--resume")
    lines = json_lines(target.read_text())
    assert [line["recording"] for line in lines] == ["b.csv", "d.csv", "f.csv"]
    assert "error" in lines[1]
    said = ran.stderr.splitlines()
    assert said[0].startswith("1 of the recordings came since it was begun")
    assert said[0].endswith(f"(first: {folder / 'a.csv'}).")
    assert said[1].startswith("1 of the recordings changed or went since they were scored")
    assert said[1].endswith(f"(first: {folder / 'b.csv'}).")
    assert ran.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_one_process_at_a_time(
    balance_timer: Run, archive: Path, tmp_path: Path, quick: list[str]
) -> None:
    import fcntl

    target = begun(tmp_path / "r.jsonl", archive, b"")
    with target.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        ran = balance_timer("analyze", archive, "-o", target, "--resume")
    assert (ran.returncode, ran.stderr) == (
        2,
        f"{target}: another process is writing this file.\n",
    )
    assert balance_timer("analyze", archive, "-o", target, "--resume").returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_takes_no_more(
    balance_timer: Run,
    archive: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    import resource

    target = tmp_path / f"full.{form}"
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    add = growing.Growing.add

    def limited(self: growing.Growing, scored: dict[str, object]) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole[form]) // 2, most))
        try:
            add(self, scored)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    monkeypatch.setattr(growing.Growing, "add", limited)
    ran = balance_timer("analyze", archive, "-o", target)
    assert ran.returncode == 1
    *_, left, said = ran.stderr.splitlines()
    assert said == f"{target}: can't be written (File too large)"
    assert left.startswith(f"{target}: ")
    assert left.endswith(" of 12 recordings are in it; go on with --resume.")
    assert whole[form].startswith(target.read_bytes())
    monkeypatch.setattr(growing.Growing, "add", add)
    balance_timer("analyze", archive, "-o", target, "--resume")
    assert target.read_bytes() == whole[form]


def test_broken_off_before_anything_is_in_it_nothing_is_left(
    balance_timer: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_settings: ScoreSettings, _job: Job) -> Scored:
        raise KeyboardInterrupt

    monkeypatch.setattr(scoring, "score_one", break_off)
    ran = balance_timer("analyze", archive, "-o", tmp_path / "r.csv")
    assert ran.returncode != 0
    assert list(tmp_path.glob("*r.*")) == []


@pytest.mark.timeout(300)
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_in_the_middle_it_is_gone_on_with(
    environment: dict[str, str], balance_timer: Run, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for copy in range(400):
        (folder / f"m{copy:04d}.csv").symlink_to(archive / "b" / "r01.csv")
    target = tmp_path / "r.csv"
    with subprocess.Popen(
        command("analyze", folder, "-o", target, "--jobs", 2),
        stderr=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    ) as process:
        while process.poll() is None and (
            not target.exists() or target.stat().st_size < len(TABLE_HEAD) + 2000
        ):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()  # the pipe is open for as long as any of the processes lives
    assert process.returncode == -signal.SIGKILL
    before = target.read_bytes()
    ran = balance_timer("analyze", folder, "-o", target, "--resume", "--jobs", 1)
    assert ran.returncode == 0, ran.stderr
    after = target.read_bytes()
    assert after.startswith(before[: before.rindex(b"\n") + 1])
    assert after.count(b"\r\n") == 1 + 400 * len(holds_table(folder / "m0000.csv"))


def test_duckdb_reads_both(
    archive: Path, tmp_path: Path, whole: dict[str, bytes], known: dict[Path, Scored]
) -> None:
    rows = holds_table(archive)
    base = duckdb.connect()
    table = base.from_csv_auto(str(tmp_path / "whole.csv"))
    assert table.columns == list(rows[0])
    best_s = max(row["hold_s"] for row in rows if row["hold_s"])
    (found,) = table.aggregate("max(hold_s), count(hold)").fetchall()
    assert found == (best_s, sum(1 for row in rows if row["hold"]))
    (found,) = base.execute(
        "SELECT max(hold.duration_s), count(*) FROM "
        "(SELECT unnest(holds) AS hold FROM read_json_auto($1))",
        [str(tmp_path / "whole.jsonl")],
    ).fetchall()
    assert found == (best_s, sum(1 for row in rows if row["hold"]))


def test_a_plan_that_is_damaged_is_said(balance_timer: Run, archive: Path, tmp_path: Path) -> None:
    target = begun(tmp_path / "r.jsonl", archive, b"")
    for content in (b"", b"{}", b"[]", b'{"format": "balance-resume", "version": 2}'):
        beside(target).write_bytes(content)
        ran = balance_timer("analyze", archive, "-o", target, "--resume")
        assert ran.returncode == 1
        (said,) = ran.stderr.splitlines()
        assert said.startswith(str(beside(target)))


def test_versions_are_those_of_the_program() -> None:
    plan = Plan.of([], [], ScoreSettings())
    assert plan.asked["version"] == {
        "program": resuming.__version__,
        "holds": resuming.HOLDS,
        "raises": resuming.RAISES,
    }
    assert sys.version_info >= (3, 11)

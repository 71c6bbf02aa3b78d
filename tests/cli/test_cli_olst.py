"""`validate --olst`, on files of a simulator."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Run, json_lines
from olst_made import Take, act, write_data_set

from balance.simulate.attempt import Trial


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    trials = [Trial(2.5, "firm"), Trial(1.5, "firm")]
    takes = [
        Take("01", "MNTRL", "V1", act(51, "left", trials)),
        Take("40", "TRLGR", "V1", act(52, "right", trials), unstable=(2,)),
    ]
    made = tmp_path_factory.mktemp("olst") / "olst 1.0"
    return write_data_set(made, takes, {"01": "Young", "40": "Older"})


def test_tables_say_what_was_found_and_what_was_assumed(balance_timer: Run, folder: Path) -> None:
    run = balance_timer("validate", "--olst", folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Attempts that never reached stability:" in run.stdout
    assert "lower back, young" in run.stdout
    assert "shank, older" in run.stdout
    for said in ("only been tried on simulated ones", "No sensor was worn", "MOCAP_End_Time",
                 "positions are in millimetres, in 2 of 2 captures"):  # fmt: skip
        assert said in " ".join(run.stdout.split())


def test_json_has_a_line_an_attempt_and_one_of_figures(balance_timer: Run, folder: Path) -> None:
    run = balance_timer("validate", "--olst", folder, "--json")
    assert (run.returncode, run.stderr) == (0, "")
    *rows, last = json_lines(run.stdout)
    assert len(rows) == 4 * 4
    assert {row["placement"] for row in rows} == {"lower_back", "chest", "thigh", "shank"}
    assert {row["group"] for row in rows} == {"young", "older"}
    assert list(last) == ["summary"]
    again = balance_timer("validate", "--olst", folder, "--json", "--jobs", "2")
    assert again.stdout == run.stdout


def test_a_table_is_written_once_and_never_over(
    balance_timer: Run, folder: Path, tmp_path: Path
) -> None:
    run = balance_timer("validate", "--olst", folder, "-o", tmp_path / "olst.csv")
    assert run.returncode == 0
    assert sorted(path.name for path in tmp_path.glob("olst*")) == ["olst.columns.json", "olst.csv"]
    before = (tmp_path / "olst.csv").read_bytes()
    run = balance_timer("validate", "--olst", folder, "-o", tmp_path / "olst.csv")
    assert run.returncode == 2
    assert "nothing is overwritten" in run.stderr
    assert (tmp_path / "olst.csv").read_bytes() == before


def test_what_is_no_data_set_is_said_in_a_sentence(balance_timer: Run, tmp_path: Path) -> None:
    run = balance_timer("validate", "--olst", tmp_path)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "no table of attempts" in run.stderr
    run = balance_timer("validate", "--olst", tmp_path / "nowhere")
    assert run.returncode == 1
    assert "no such folder" in run.stderr


def test_a_broken_file_is_named_and_the_rest_is_scored(
    balance_timer: Run, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "copy"
    shutil.copytree(folder, other)
    broken = next(other.rglob("40_TRLGR_MC_V1_pos.csv"))
    broken.write_text("frame,time\n")
    run = balance_timer("validate", "--olst", other, "--json")
    assert run.returncode == 1
    assert str(broken) in run.stderr
    lines = json_lines(run.stdout)
    assert sum("error" in line for line in lines) == 1
    assert sum(line.get("outcome") == "not_read" for line in lines) == 2 * 4


@pytest.mark.parametrize(
    "others",
    [("--truth",), ("somewhere",), ("--early", "1"), ("--kind", "video"), ("-o", "page.pdf")],
)
def test_what_does_not_go_with_it_is_wrong_usage(
    others: tuple[str, ...], balance_timer: Run, folder: Path
) -> None:
    run = balance_timer("validate", "--olst", folder, *others)
    assert run.returncode == 2
    assert "--olst" in run.stderr
    assert run.stdout == ""


def test_without_paths_validate_says_what_is_missing(balance_timer: Run) -> None:
    run = balance_timer("validate", "--truth")
    assert run.returncode == 2
    assert "PATH" in run.stderr

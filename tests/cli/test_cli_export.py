"""`export`: files, standard output, and what is refused, in one sentence each."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from keepers import hold, kept

from balance.records.edits import KeptHold
from balance.records.history.people import Description, add
from balance.records.history.store import keep
from balance.report.rows import rows_of
from drivers.live.place import find_place


@pytest.fixture
def held() -> int:
    """How many holds the test's own history has: two people's, one of practice."""
    with find_place().open() as history:
        add(history, "P1", Description(name="Ada Lovelace"))
        said = KeptHold(hold(6.5), note="=1+1\x1b]0;mine\x07")
        keep(
            history,
            [
                kept("a", [5.0, 7.5], created="2026-03-01T10:00:00+00:00"),
                kept("b", [9.0], created="2026-03-02T10:00:00+00:00", person="P2", practice=True),
                kept("c", holds=[said], created="2026-03-03T10:00:00+00:00", person="P2"),
            ],
        )
        return len(rows_of(history).holds)


def table(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_csv_is_three_files(balance_timer: Run, held: int, tmp_path: Path) -> None:
    run = balance_timer("export", "--format", "csv", "-o", tmp_path / "all.csv")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"{tmp_path / 'all.csv'}: {held} holds.\n"
    assert sorted(path.name for path in tmp_path.glob("all*")) == [
        "all.columns.json",
        "all.csv",
        "all.sway.csv",
    ]
    rows = table((tmp_path / "all.csv").read_text("utf-8-sig"))
    assert [(row["person"], row["hold_s"]) for row in rows] == [
        ("P1", "5.0"),
        ("P1", "7.5"),
        ("P2", "9.0"),
        ("P2", "6.5"),
    ]


def test_standard_output_has_the_same_rows_and_nothing_else(
    balance_timer: Run, held: int, tmp_path: Path
) -> None:
    balance_timer("export", "--format", "csv", "-o", tmp_path / "all.csv")
    run = balance_timer("export", "--format", "csv", "-o", "-")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.isprintable() or set(filter(lambda c: not c.isprintable(), run.stdout)) == {
        "\n"
    }
    rows = table(run.stdout)
    assert rows == table((tmp_path / "all.csv").read_text("utf-8-sig"))
    assert len(rows) == held
    assert rows[-1]["note"].startswith("'=1+1")


def test_one_person_alone(balance_timer: Run, held: int, tmp_path: Path) -> None:
    run = balance_timer("export", "--person", "P1", "--format", "csv", "-o", "-")
    assert [row["person"] for row in table(run.stdout)] == ["P1", "P1"]
    nobody = balance_timer("export", "--person", "P9", "--format", "csv", "-o", tmp_path / "x.csv")
    assert nobody.returncode == 1
    assert nobody.stderr == 'nobody here has the code "P9"; see: balance-timer people list\n'
    assert not list(tmp_path.glob("x*"))


def test_an_empty_history_gives_an_empty_table(balance_timer: Run, tmp_path: Path) -> None:
    run = balance_timer("export", "--format", "csv", "-o", tmp_path / "x.csv")
    assert (run.returncode, table((tmp_path / "x.csv").read_text("utf-8-sig"))) == (0, [])
    assert run.stderr.endswith(": 0 holds.\n")


def test_fhir_says_what_it_leaves_out(balance_timer: Run, held: int, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    run = balance_timer("export", "--format", "fhir", "-o", path)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr.startswith("1 of 4 holds do not count and are left out: practice, ")
    assert run.stderr.endswith(f"{path}: 3 holds.\n")
    made = json.loads(path.read_text("utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in made["entry"]]
    assert kinds == ["CodeSystem", "Device", "Observation", "Observation", "Observation"]
    shown = json.loads(balance_timer("export", "--format", "fhir", "-o", "-").stdout)
    assert shown["entry"] == made["entry"]
    assert "Lovelace" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["x.csv", "x.sway.csv", "x.columns.json"])
def test_nothing_is_overwritten(balance_timer: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    run = balance_timer("export", "--format", "csv", "-o", tmp_path / "x.csv")
    assert run.returncode == 2
    wanted = "this file exists, and nothing is overwritten; choose another name."
    assert run.stderr == f"{tmp_path / name}: {wanted}\n"
    assert [path.read_text() for path in tmp_path.glob("x*")] == ["mine"]


def test_a_link_that_leads_nowhere_is_not_followed(
    balance_timer: Run, held: int, tmp_path: Path
) -> None:
    if os.name == "nt":
        pytest.skip("links need rights there")
    (tmp_path / "x.json").symlink_to(tmp_path / "elsewhere.json")
    run = balance_timer("export", "--format", "fhir", "-o", tmp_path / "x.json")
    assert run.returncode == 1
    assert "this file exists" in run.stderr
    assert not (tmp_path / "elsewhere.json").exists()


def test_other_mistakes_are_a_sentence_each(balance_timer: Run, tmp_path: Path) -> None:
    away, file = tmp_path / "away" / "x.csv", tmp_path / "file"
    file.write_text("")
    for target, form, code, said in (
        (away, "csv", 1, f"{away}: there is no such folder; make it first, or choose another.\n"),
        (
            file / "x.csv",
            "csv",
            1,
            f"{file / 'x.csv'}: there is no such folder; make it first, or choose another.\n",
        ),
        (tmp_path, "csv", 2, f"{tmp_path}: this is a folder; name a file in it.\n"),
        (away, "xls", 2, "--format: 'xls' is none; take pdf, csv, fhir, bids, zip or calendar.\n"),
    ):
        run = balance_timer("export", "--format", form, "-o", target)
        assert (run.returncode, run.stderr, run.stdout) == (code, said, "")

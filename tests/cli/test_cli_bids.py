"""`export --format bids` and `import FOLDER`, one installation to another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran, Run, json_lines

from drivers.live.place import place_in
from drivers.live.running import running

VIEWS = (("history",), ("history", "--person", "P07"), ("people", "list"))
At = Callable[..., Ran]


@pytest.fixture
def one(balance_timer: Run, tmp_path: Path) -> At:
    return lambda *words: balance_timer(*words, "--database", tmp_path / "one" / "history.db")


@pytest.fixture
def other(balance_timer: Run, tmp_path: Path) -> At:
    return lambda *words: balance_timer(*words, "--database", tmp_path / "two" / "history.db")


@pytest.fixture
def kept(one: At, recording: Path) -> None:
    assert one("people", "add", "P07", "--birth-year", "1962", "--notes", "tea").returncode == 0
    assert one("analyze", recording, "--save", "--person", "P07").returncode == 0
    path = json_lines(one("people", "recordings", "--json").stdout)[0]["recording"]
    assert one("people", "note", path, 1, "wobbled").returncode == 0


def views(at: At) -> list[str]:
    ran = [at(*way, "--json") for way in VIEWS]
    assert [each.returncode for each in ran] == [0] * len(VIEWS)
    return [each.stdout for each in ran]


def test_all_views_say_the_same_where_a_data_set_is_taken_in(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    top = tmp_path / "set"
    run = one("export", "--format", "bids", "-o", top)
    said = f"{top}: 1 person, 1 recording, without names; codes, dates and notes as they are.\n"
    assert (run.returncode, run.stdout, run.stderr) == (0, "", said)
    run = other("import", top)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"{top}: Of P07 came in: 1 recording, 3 attempts.\n"
    assert views(other) == views(one)
    again = other("import", top)
    assert "1 recording had come in before, and counts once." in again.stderr
    assert views(other) == views(one)
    scored = [
        json_lines(one("analyze", path, "--json").stdout)[0] for path in (top, tmp_path / "one")
    ]
    assert {**scored[0], "recording": ""} == {**scored[1], "recording": ""}


def test_for_strangers_codes_are_elsewhere(one: At, kept: None, tmp_path: Path) -> None:
    top = tmp_path / "set"
    run = one("export", "--format", "bids", "-o", top, "--person", "P07", "--shift-dates")
    assert run.returncode == 0
    key = tmp_path / "set.key.tsv"
    assert run.stderr == (
        f"{key}: who is who, and by how many days dates were shifted. Keep it to yourself.\n"
        f"{top}: 1 person, 1 recording, without names, codes and notes, dates shifted.\n"
    )
    assert "P07" in key.read_text()
    assert not any("P07" in path.read_text() for path in top.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "-"), 2, "A data set goes into a folder: -o FOLDER."),
        (("-o", "no/such/place"), 1, "there is no such folder; make the one that it is to be in"),
        (("-o", "."), 2, "there is something in this folder, and nothing is overwritten"),
        (("-o", "x", "--with-name"), 2, "--with-name is for a page or a zip"),
        (("-o", "x", "--person", "P99"), 1, 'nobody here has the code "P99"'),
    ],
)
def test_what_can_not_be_is_refused(
    one: At, kept: None, words: tuple[str, ...], code: int, said: str
) -> None:
    run = one("export", "--format", "bids", *words)
    assert (run.returncode, run.stdout) == (code, "")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


def test_dates_are_shifted_in_a_data_set_alone(one: At, kept: None, tmp_path: Path) -> None:
    run = one("export", "--format", "csv", "-o", tmp_path / "x.csv", "--shift-dates")
    assert (run.returncode, run.stderr) == (
        2,
        "--shift-dates is for a data set: --format bids.\n",
    )


def test_a_changed_or_foreign_folder_is_refused_in_a_sentence(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    top = tmp_path / "set"
    assert one("export", "--format", "bids", "-o", top).returncode == 0
    with (top / "participants.tsv").open("a") as file:
        file.write("sub-X\tn/a\tno\tno\tX\n")
    run = other("import", top)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(f"{top / 'participants.tsv'}: it is not as it was written; take ")
    (tmp_path / "empty").mkdir()
    run = other("import", tmp_path / "empty")
    assert run.returncode == 1
    assert run.stderr == (
        f"{tmp_path / 'empty'}: this folder is no data set of BIDS Motion: there is no "
        "sub-..._motion.tsv in it\n"
    )
    assert other("people", "list", "--json").stdout == ""


def test_a_data_set_of_anybodys_comes_in_under_its_name(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    top = tmp_path / "set"
    assert one("export", "--format", "bids", "-o", top).returncode == 0
    shutil.rmtree(top / "sourcedata")
    (path,) = top.rglob("*_motion.json")
    keys = {"TaskName": "stand", "SamplingFrequency": 100}
    path.write_text(json.dumps(keys))
    (top / "dataset_description.json").write_text('{"Name": "Yoga study"}')
    bad = path.with_name(path.name.replace("run-1", "run-2").replace(".json", ".tsv"))
    bad.write_text("1\n")
    run = other("import", top)
    assert run.returncode == 1
    refused, taken = run.stderr.splitlines()
    assert refused == (
        f"{bad}: there is no _channels.tsv beside it or above it, which says what its columns are"
    )
    assert taken == f"{top}: Of Yogastudy-P07 came in: 1 recording, 3 attempts."


def test_a_code_close_to_somebodys_is_asked_about(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    top = tmp_path / "set"
    assert one("export", "--format", "bids", "-o", top).returncode == 0
    assert other("people", "add", "PO7").returncode == 0
    run = other("import", top)
    assert run.returncode == 2
    assert f'{top}: "P07" is new here, and close to "PO7", who is here already' in run.stderr
    assert other("import", top, "--new-person").returncode == 0


def test_nobody_is_handed_over_while_being_timed(one: At, kept: None, tmp_path: Path) -> None:
    with running(place_in(tmp_path / "one"), "P07"):
        run = one("export", "--format", "bids", "-o", tmp_path / "set")
    assert (run.returncode, (tmp_path / "set").exists()) == (1, False)

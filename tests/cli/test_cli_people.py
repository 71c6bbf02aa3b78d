"""`people` in the terminal, and that nothing a file says steers it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from conftest import Run, json_lines
from rich.table import Table
from rich.text import Text

from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.records.recording import read_header
from balance.samples import SampleBlock
from balance.simulate.session import Simulated
from cli import output
from cli.console import SafeConsole
from drivers.live.place import find_place
from drivers.live.running import running

EVIL = "a\x1b]0;mine\x07\x9b31m\r\u202eb"


@pytest.fixture
def recordings() -> Path:
    """The folder of the test's own history."""
    folder = find_place().folder
    folder.mkdir(parents=True)
    return folder


def test_erasing_names_what_stays(balance_timer: Run, recordings: Path) -> None:
    balance_timer("people", "add", "7")
    (recordings / "invoice.csv").write_text("7.00\n")
    asked = balance_timer("people", "erase", "7")
    assert asked.returncode == 2
    assert "Stays: " in asked.stderr
    run = balance_timer("people", "erase", "7", "--yes")
    assert run.returncode == 1
    assert f"Not erased: {recordings / 'invoice.csv'}: whose it is can't be told" in run.stderr
    assert "Erased: 0 attempts and 0 files." in run.stderr
    assert (recordings / "invoice.csv").exists()


def test_renaming_names_what_stays(
    balance_timer: Run, recordings: Path, simulated: Simulated
) -> None:
    balance_timer("people", "add", "7")
    (recordings / "invoice.csv").write_text("7.00\n")
    write_recording(recordings / "a.csv", Header(person="7"), simulated.block)
    run = balance_timer("people", "rename", "7", "8")
    assert run.returncode == 1
    assert "Not renamed: " in run.stderr
    assert "7 is 8 now, in 1 recordings" in run.stderr
    assert read_header(recordings / "a.csv").person == "8"


def test_who_is_timed_is_not_erased(balance_timer: Run) -> None:
    balance_timer("people", "add", "P1")
    with running(find_place(), "P1"):
        for run in (
            balance_timer("people", "erase", "P1", "--yes"),
            balance_timer("people", "rename", "P1", "P2"),
        ):
            assert run.returncode == 1
            assert run.stderr.splitlines() == [
                "P1 is being timed now; end that test, then do it again"
            ]


def test_what_is_saved_elsewhere_is_erased(
    balance_timer: Run, recording: Path, tmp_path: Path
) -> None:
    clinic = tmp_path / "clinic"
    balance_timer("time", f"{recording}?speed=0", "--save", clinic, "--person", "P1")
    assert list(clinic.iterdir())
    assert balance_timer("people", "erase", "P1", "--yes").returncode == 0
    assert list(clinic.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("people", "add", "p1"),
        ("people", "rename", "other", "p1"),
        ("time", "FILE?speed=0", "--person", "p1"),
        ("analyze", "FILE", "--save", "--json", "--person", "p1"),
    ],
    ids=["add", "rename", "time", "analyze"],
)
def test_a_second_spelling_is_refused_in_one_sentence(
    balance_timer: Run, recording: Path, arguments: tuple[str, ...]
) -> None:
    balance_timer("people", "add", "P1")
    balance_timer("people", "add", "other")
    run = balance_timer(*(each.replace("FILE", str(recording)) for each in arguments))
    assert run.returncode == 1
    assert run.stdout == "", "said before anything is done"
    (said,) = run.stderr.splitlines()
    assert said.startswith('"p1" and "P1", who is there already, differ only')


def steering(text: str) -> set[str]:
    return set(text) & set("\x1b\x07\x9b\r\u202e")


def test_a_header_steers_no_terminal(
    balance_timer: Run, simulated: Simulated, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    head = Header(placement="shank", stance_leg="left", person="P1", arms=EVIL, footwear=EVIL)
    write_recording(folder / "a\x1b[2J.csv", head, simulated.block)
    every = simulated.block
    other = SampleBlock(every.time_s[500:], every.acc_m_s2[500:])
    write_recording(folder / "b.csv", Header(person=EVIL), other)
    run = balance_timer("analyze", folder, "--save")
    assert run.returncode == 1
    assert "b.csv: the person in its first line: " in run.stderr
    shown = [run, balance_timer("history"), balance_timer("history", "--person", "P1")]
    shown.append(balance_timer("people", "list"))
    for each in shown:
        assert steering(each.stdout + each.stderr) == set()
    (line,) = json_lines(balance_timer("history", "--json").stdout)
    assert line["arms"] == EVIL, "programs have what was said"


def test_json_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    output.json_line({"name": f"{EVIL}\x7f"})
    said = capsys.readouterr().out
    assert said.isascii()
    assert said.rstrip("\n").isprintable()
    assert json.loads(said) == {"name": f"{EVIL}\x7f"}


def test_texts_and_tables_keep_their_colours_and_nothing_else() -> None:
    file = io.StringIO()
    console = SafeConsole(file=file, force_terminal=True, color_system="standard", width=60)
    table = Table("Name")
    table.add_row(EVIL)
    console.print(table, Text(EVIL, style="red"), EVIL)
    said = file.getvalue()
    assert "\x1b[31m" in said
    assert "\x1b]0;" not in said
    assert steering(said) == {"\x1b"}

"""The tables of `export --format csv`, as csv, pandas and LibreOffice read them."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import shutil
import stat
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from carried import TEXTS
from hypothesis import example, given
from hypothesis import strategies as st

from balance.records.errors import RecordingError
from balance.records.history.engine import History
from balance.report.columns import HOLD_COLUMNS, SWAY_COLUMNS, Column
from balance.report.files import write_new
from balance.report.rows import HoldRow, Rows, rows_of
from balance.report.sway_rows import SwayRow
from balance.report.tables import hold_lines, table_files, text_of

ROOT = Path(__file__).resolve().parents[2]
TEXT = ("text", "time", "day")


@pytest.fixture
def rows(history: History) -> Rows:
    return rows_of(history)


@pytest.fixture
def written(rows: Rows, tmp_path: Path) -> Path:
    path = tmp_path / "holds.csv"
    write_new(table_files(path, rows))
    return path


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def value_of(column: Column, cell: str) -> Any:
    if not cell:
        return None
    if column.kind in TEXT:
        return text_of(cell)
    return {"number": float, "whole": int, "yes_no": {"true": True, "false": False}.get}[
        column.kind
    ](cell)


def read(lines: list[list[str]], columns: tuple[Column, ...], row: type) -> tuple[Any, ...]:
    names, *rest = lines
    assert names == [column.name for column in columns]
    return tuple(row(*map(value_of, columns, line)) for line in rest)


def test_the_rows_come_back_as_they_were(rows: Rows, written: Path) -> None:
    assert read(cells(written), HOLD_COLUMNS, HoldRow) == rows.holds
    sway = written.with_name("holds.sway.csv")
    assert read(cells(sway), SWAY_COLUMNS, SwayRow) == rows.sway
    assert len(rows.sway) == 6


def test_it_is_what_rfc_4180_says(written: Path) -> None:
    content = written.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"hold","person",')
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert len({len(line) for line in cells(written)}) == 1


def test_no_text_is_a_formula_and_numbers_stay_numbers(written: Path) -> None:
    for line in written.read_text("utf-8-sig").splitlines()[1:]:
        for cell in re.findall(r'"((?:[^"]|"")*)"', line):
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)
    note = [column.name for column in HOLD_COLUMNS].index("note")
    notes = [line[note] for line in cells(written) if line[1] == "007"]
    assert [text_of(cell) for cell in notes] == list(TEXTS)
    assert sum(cell != text for cell, text in zip(notes, TEXTS, strict=True)) == 8


@given(st.text(max_size=8))
@example("'=")
@example("\t=1")
def test_any_text_is_told_from_its_cell(text: str) -> None:
    row = HoldRow(*(text if each.name == "note" else None for each in fields(HoldRow)))  # type: ignore[arg-type]
    _, line = hold_lines([row])
    ((*_, cell),) = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", cell)
    if text.isprintable():
        assert text_of(cell) == text


def test_columns_are_described_beside_it(written: Path) -> None:
    told = json.loads(written.with_name("holds.columns.json").read_text("utf-8"))
    assert told["tables"]["holds"]["file"] == "holds.csv"
    assert told["tables"]["sway"]["file"] == "holds.sway.csv"
    assert [one["name"] for one in told["tables"]["holds"]["columns"]] == cells(written)[0]
    (hold_s,) = (one for one in told["tables"]["holds"]["columns"] if one["name"] == "hold_s")
    assert (hold_s["type"], hold_s["unit"]) == ("number", "s")
    assert all(one["about"].endswith(".") for one in told["tables"]["sway"]["columns"])


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_they_are_their_owner_s_alone(written: Path) -> None:
    made = list(written.parent.glob("holds*"))
    assert len(made) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def test_where_one_of_them_is_there_already_none_is_written(rows: Rows, tmp_path: Path) -> None:
    there = tmp_path / "holds.columns.json"
    there.write_text("mine")
    with pytest.raises(RecordingError, match="this file exists, and nothing is overwritten"):
        write_new(table_files(tmp_path / "holds.csv", rows))
    assert there.read_text() == "mine"
    assert not list(tmp_path.glob("*.csv"))


def test_a_disk_that_takes_no_more_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match="No space left"):
        write_new({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert list(tmp_path.glob("[ab]")) == []


def test_a_name_without_csv_keeps_all_of_it(tmp_path: Path) -> None:
    files = table_files(tmp_path / "of 1.3", Rows((), ()))
    assert [path.name for path in files] == ["of 1.3", "of 1.3.sway.csv", "of 1.3.columns.json"]


def test_pandas_reads_every_value_unchanged(rows: Rows, written: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not here")
    told = json.loads(written.with_name("holds.columns.json").read_text("utf-8"))["tables"]
    for name, whole in (("holds", rows.holds), ("sway", rows.sway)):
        columns = told[name]["columns"]
        table = pandas.read_csv(
            written.with_name(told[name]["file"]),
            dtype={one["name"]: "str" for one in columns if one["type"] in TEXT},
            keep_default_na=False,
            na_values=[""],
        )
        assert len(table) == len(whole)
        for one in columns:
            for got, row in zip(table[one["name"]], whole, strict=True):
                wanted = getattr(row, one["name"])
                if wanted is None:
                    assert got is None or math.isnan(got)
                else:
                    assert (text_of(got) if isinstance(got, str) else got) == wanted


def test_the_example_of_the_documents_runs(
    rows: Rows, written: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas", reason="pandas is not here")
    text = (ROOT / "docs" / "export.md").read_text("utf-8")
    (example,) = (
        one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "pandas" in one
    )
    monkeypatch.chdir(written.parent)
    exec(example, {})  # noqa: S102 - it is ours
    said = capsys.readouterr().out
    best = max(row.hold_s for row in rows.holds if row.person == "007")
    assert re.search(rf"^007 +left +open +firm +{best}$", said, re.MULTILINE)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not here")
def test_libreoffice_reads_every_value_unchanged(written: Path, tmp_path: Path) -> None:
    # Commas, quotes, UTF-8, from line 1, all columns as they are, no language, quoted is text.
    options = "44,34,76,1,,0,true"
    for name in ("holds.csv", "holds.sway.csv"):
        office(
            tmp_path, written.with_name(name), f"csv:Text - txt - csv (StarCalc):{options}", options
        )
        got = cells(tmp_path / "out" / name)
        wanted = cells(written.with_name(name))
        columns = HOLD_COLUMNS if name == "holds.csv" else SWAY_COLUMNS
        assert len(got) == len(wanted)
        for theirs, ours in zip(got[1:], wanted[1:], strict=True):
            for column, a, b in zip(columns, theirs, ours, strict=True):
                same = value_of(column, a.lower() if column.kind == "yes_no" else a)
                assert same == value_of(column, b), column.name


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not here")
def test_libreoffice_runs_no_cell_as_a_formula(written: Path, tmp_path: Path) -> None:
    office(tmp_path, written, "fods", "44,34,76,1,,0,false,true")  # numbers and dates are found
    sheet = (tmp_path / "out" / "holds.fods").read_text("utf-8")
    assert "HYPERLINK" in sheet
    assert "table:formula" not in sheet


def office(folder: Path, path: Path, to: str, options: str) -> None:
    arguments = [
        "soffice",
        f"-env:UserInstallation={(folder / 'office').as_uri()}",
        "--headless",
        f"--infilter=CSV:{options}",
        "--convert-to",
        to,
        "--outdir",
        str(folder / "out"),
        str(path),
    ]
    subprocess.run(arguments, check=True, capture_output=True, timeout=100)

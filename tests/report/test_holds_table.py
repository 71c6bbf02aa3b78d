"""Recordings to rows: as `analyze --json` has them, and read by pandas as they are."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from balance.records.errors import RecordingError
from balance.records.jobs import Job, find_jobs
from balance.report.holds_table import holds_table, rows_of_scored
from balance.report.scored_columns import DIRECTED, PLANAR, SCORED_COLUMNS
from balance.report.scored_table import TABLE_HEAD, rows_after, table_description, table_rows
from balance.report.scoring import ScoreSettings, score_one
from balance.report.tables import text_of
from balance.sway.measures import DirectionMeasures
from balance.sway.spectrum import SpectralMeasures

OURS = Path(__file__).resolve().parents[2] / "recordings"
TRUNK = OURS / "chest_open_firm.csv.gz"
LEG = OURS / "foot_toe_tap.csv.gz"
NAMES = [column.name for column in SCORED_COLUMNS]


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    return score_one(ScoreSettings(), Job(TRUNK, TRUNK.name)).scored


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / TRUNK.name).symlink_to(TRUNK)
    (folder / LEG.name).symlink_to(LEG)
    (folder / "=torn.csv").write_text("neither,this\nnor,that\n")
    return folder


def test_a_row_has_what_the_object_has(scored: dict[str, Any]) -> None:
    rows = list(rows_of_scored(scored))
    assert [row["hold"] for row in rows] == list(range(1, len(scored["holds"]) + 1))
    assert any(hold["sway"] for hold in scored["holds"])
    for row, hold in zip(rows, scored["holds"], strict=True):
        assert list(row) == NAMES
        assert row["recording_s"] == scored["duration_s"]
        assert row["hold_s"] == hold["duration_s"]
        for key in ("recording", "algorithm", "placement", "stance_leg", "rate_hz", "status"):
            assert row[key] == scored[key]
        for key in set(hold) - {"duration_s", "sway"}:
            assert row[key] == hold[key]
        sway = hold["sway"] or {}
        for key in set(sway) - {"ap", "ml", "spoiled", "first_seconds", "settings", "axes_note"}:
            assert row[f"sway_{key}"] == sway[key]
        for direction in ("ap", "ml"):
            for key, value in (sway.get(direction) or {}).items():
                assert row[f"sway_{direction}_{key}"] == value
        assert json.loads(row["sway_settings"] or "null") == sway.get("settings")


def test_every_measure_has_its_column() -> None:
    fields = {*DirectionMeasures.__dataclass_fields__, *SpectralMeasures.__dataclass_fields__}
    assert {name for name, *_ in DIRECTED} == fields - {"spectral"}
    assert len(set(NAMES)) == len(NAMES)
    for column in SCORED_COLUMNS:
        if column.kind == "number" and not column.name.endswith("dispersion"):
            ending = (column.unit or "?").replace("^", "").replace("/", "_").lower()
            assert column.name.endswith(f"_{ending}"), column
    assert all(f"sway_{name}" in NAMES for name, *_ in PLANAR)


def test_rows_of_folders_and_files_with_what_cannot_be_read(archive: Path) -> None:
    rows = holds_table(archive)
    assert list(dict.fromkeys(row["recording"] for row in rows)) == [
        "=torn.csv", f"b/{TRUNK.name}", LEG.name,
    ]  # fmt: skip
    (torn,) = (row for row in rows if row["error"])
    assert str(archive / "=torn.csv") in torn["error"]
    assert {name for name, value in torn.items() if value is not None} == {"recording", "error"}
    assert holds_table(str(archive)) == rows
    assert holds_table([archive / LEG.name, str(archive / "b")]) == [
        row | {"recording": Path(row["recording"]).name} for row in rows if row["error"] is None
    ]


def test_a_recording_without_holds_is_seen() -> None:
    (row,) = holds_table(LEG, min_hold_s=1000.0)
    assert (row["recording"], row["holds"], row["hold"], row["hold_s"]) == (LEG.name, 0, None, None)
    assert row["status"] == "valid"


def test_conditions_take_the_place_of_the_file_s() -> None:
    rows = holds_table(LEG, placement="shank", leg="right", forward_axis="-x")
    assert {(row["placement"], row["stance_leg"]) for row in rows} == {("shank", "right")}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"placement": "hat"}, "hat"), ({"min_hold_s": -1.0}, "-1.0"), ({"leg": "both"}, "both")],
)
def test_wrong_arguments_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        holds_table(LEG, **wrong)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no recording"):
        holds_table([LEG, tmp_path])


def test_pandas_takes_the_rows_as_they_are(archive: Path) -> None:
    table = pd.DataFrame(holds_table(archive))
    assert list(table.columns) == NAMES
    held = table.dropna(subset=["hold"])
    best_s = held.groupby("recording")["hold_s"].max()
    for path, name in ((TRUNK, f"b/{TRUNK.name}"), (LEG, LEG.name)):
        holds = score_one(ScoreSettings(), Job(path, name)).scored["holds"]
        assert best_s[name] == max(hold["duration_s"] for hold in holds)
    assert held["sway_rms_m_s2"].dtype == float


def test_a_file_has_the_same_columns_and_values(archive: Path) -> None:
    jobs, _ = find_jobs([archive])
    content = TABLE_HEAD + b"".join(
        table_rows(score_one(ScoreSettings(), job).scored) for job in jobs
    )
    read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows = holds_table(archive)
    assert len(read) == len(rows)
    for cells, row in zip(read, rows, strict=True):
        assert list(cells) == NAMES
        for column in SCORED_COLUMNS:
            assert _value(cells[column.name], column.kind) == row[column.name], column.name
    told = json.loads(table_description("x.csv"))["tables"]["holds"]
    assert (told["file"], [each["name"] for each in told["columns"]]) == ("x.csv", NAMES)


def _value(cell: str, kind: str) -> object:
    if cell == "":
        return None
    if kind == "yes_no":
        return {"true": True, "false": False}[cell]
    return text_of(cell) if kind == "text" else float(cell)


@pytest.mark.parametrize("name", ["a.csv", '=a, "b".csv', "a\nb\r.csv", "\udcff.csv", "é.csv"])
def test_lines_are_told_by_their_recording(scored: dict[str, Any], name: str) -> None:
    lines = table_rows(scored | {"recording": name}).splitlines(keepends=True)
    assert len(lines) == len(scored["holds"])
    assert rows_after(lines[0], name) == (len(lines) - 1, False)
    assert rows_after(lines[0], "another.csv") is None
    assert rows_after(lines[0][: len(lines[0]) // 2], name) is None
    (failed,) = table_rows({"recording": name, "error": f"{name}: broken"}).splitlines()
    assert rows_after(failed, name) == (0, True)
    (none,) = table_rows(scored | {"recording": name, "holds": []}).splitlines()
    assert rows_after(none, name) == (0, False)

"""The notebook of the documents, run on what `export` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from balance.records.history.engine import History
from balance.report.files import write_new
from balance.report.rows import rows_of
from balance.report.tables import table_files

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "handing-over.ipynb"


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_has_no_outputs() -> None:
    cells = [cell for cell in read().cells if cell.cell_type == "code"]
    assert len(cells) == 6
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


def test_it_runs_and_says_what_the_history_does(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    rows = rows_of(history)
    write_new(table_files(tmp_path / "holds.csv", rows))
    notebook = read()
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "print(len(holds), len(counting), len(sway), longest['hold_s'].max())"
        )
    )
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=90, resources=where).execute()
    (said,) = notebook.cells[-1].outputs
    counting = [hold for hold in rows.holds if hold.scored]
    longest_s = max(hold.hold_s for hold in counting)
    assert said.text.split() == [
        *map(str, (len(rows.holds), len(counting), len(rows.sway), longest_s))
    ]

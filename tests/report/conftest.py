from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from carried import NAME, recordings

from balance.records.history.engine import History, open_history
from balance.records.history.people import Description, add
from balance.records.history.store import keep


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "h" / "history.db", tmp_path / "h" / "recordings") as opened:
        for code in ("P1", "P2", "P3"):
            add(opened, code, Description(name=NAME, notes=f"{NAME}, of Ockham"))
        keep(opened, recordings())
        yield opened

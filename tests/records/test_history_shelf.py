"""What the history knows of each recording, for a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keepers import hold, kept

from balance.protocol.best_times import Time
from balance.records.edits import KeptHold
from balance.records.history.engine import History, open_history
from balance.records.history.shelf import shelved
from balance.records.history.store import keep


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "h" / "history.db", tmp_path / "h" / "recordings") as opened:
        yield opened


def test_each_recording_comes_with_whose_when_how_and_how_long(history: History) -> None:
    made = "2026-02-03T10:00:00+00:00"
    inside = history.folder
    keep(
        history,
        [
            kept("a", [20.0, 31.5, 12.0], created=made, folder=inside, eyes="closed"),
            kept("b", [45.0, 30.0], created=made, cap_s=45.0, person="P2", stance_leg="right"),
            kept("c", created=made, folder=inside),
        ],
    )
    first, second, third = shelved(history)
    assert first.path == inside / "a.csv.gz"
    assert (first.person, first.day, first.created_utc) == ("P1", "2026-02-03", made)
    assert first.conditions is not None
    assert (first.conditions.stance_leg, first.conditions.eyes) == ("left", "closed")
    assert first.best == Time(31.5)
    assert second.path == Path("recordings/b.csv.gz").absolute()
    assert second.best == Time(45.0, censored=True)
    assert (third.conditions, third.best) == (None, None)


def test_what_was_discarded_is_no_best_time(history: History) -> None:
    holds = [
        KeptHold(hold(40.0), discarded=True),
        KeptHold(hold(10.0, start_s=100.0)),
    ]
    practised = kept("p", [9.0], practice=True)
    keep(history, [kept("a", holds=holds), practised, replace(kept("n"), checksum="n")])
    by_name = {one.path.name: one for one in shelved(history)}
    assert by_name["a.csv.gz"].best == Time(10.0)
    assert by_name["p.csv.gz"].best == Time(9.0)
    assert by_name["p.csv.gz"].conditions is not None
    assert by_name["p.csv.gz"].conditions.practice

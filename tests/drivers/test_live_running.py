"""Nobody is erased or renamed while they are being timed, by whatever process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from balance.records.history import people as records
from balance.records.history import queries
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.people import Description
from drivers.live import people
from drivers.live.place import Place, place_in
from drivers.live.running import is_running, not_running, running

RUN = """
import sys
from pathlib import Path
from drivers.live.place import place_in
from drivers.live.running import running
with running(place_in(Path(sys.argv[1])), "P1"):
    print("runs", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_in(tmp_path)


@pytest.fixture
def history(place: Place) -> Iterator[History]:
    with place.open() as opened:
        for code in ("P1", "P2"):
            records.add(opened, code, Description())
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, in which P1 is being timed."""
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "runs\n"
        yield process
        process.kill()


def codes(history: History) -> list[str]:
    with history.reading() as session:
        return [person.code for person in queries.people(session)]


def test_who_is_timed_is_neither_erased_nor_renamed(place: Place, history: History) -> None:
    with running(place, "P1"):
        with pytest.raises(HistoryError, match="P1 is being timed now"):
            people.erase(place, history, "P1")
        with pytest.raises(HistoryError, match="P1 is being timed now"):
            people.rename(place, history, "P1", "P3")
        people.rename(place, history, "P2", "P4")
    assert codes(history) == ["P1", "P4"]
    people.rename(place, history, "P1", "p1")
    people.erase(place, history, "p1")
    assert codes(history) == ["P4"]


def test_a_code_that_is_timed_is_not_taken(place: Place, history: History) -> None:
    with running(place, "P9"), pytest.raises(HistoryError, match="P9 is being timed now"):
        people.rename(place, history, "P1", "P9")


def test_another_process_is_seen_and_a_killed_one_blocks_nothing(
    place: Place, history: History, other: subprocess.Popen[str]
) -> None:
    assert is_running(place, "P1")
    assert not is_running(place, "P2")
    with pytest.raises(HistoryError, match="being timed"):
        people.erase(place, history, "P1")
    other.kill()
    other.wait()
    assert not is_running(place, "P1")
    people.erase(place, history, "P1")
    assert codes(history) == ["P2"]


def test_two_runs_of_one_person_go_side_by_side(place: Place) -> None:
    with running(place, "me"):
        with running(place, "me"):
            assert is_running(place, "me")
        assert is_running(place, "me")
    assert not is_running(place, "me")
    assert list(place.locks.iterdir()) == [], "nothing is left of who was timed"


def test_nobody_begins_while_they_are_erased(place: Place) -> None:
    with (
        not_running(place, "P1"),
        pytest.raises(HistoryError, match="being erased, renamed or handed over"),
        running(place, "p1"),
    ):
        pass
    with running(place, "P1"):
        pass


def test_a_run_goes_on_where_it_cannot_be_noted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = Place(tmp_path / "file" / "history.db", tmp_path / "file" / "recordings")
    with running(place, "P1"):
        assert not is_running(place, "P1")
    with pytest.raises(HistoryError, match="can't be told"), not_running(place, "P1"):
        pass

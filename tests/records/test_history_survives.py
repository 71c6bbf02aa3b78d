"""Kills and full disks: the history opens again, with everything that it said it had kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from keepers import kept
from sqlalchemy import func, select, text

from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.history.schema import Held, Recorded, Tried
from balance.records.history.store import keep

ROOT = Path(__file__).resolve().parents[2]

# One process that has all imported makes those that are killed: each begins as a fresh one would.
WRITERS = """
import os, sys
from pathlib import Path
from keepers import kept
from balance.records.history.engine import open_history
from balance.records.history.store import keep

path = Path(sys.argv[1])
for start in sys.stdin:
    child = os.fork()
    if child == 0:
        print("pid", os.getpid(), flush=True)
        history = open_history(path, path.parent / "recordings")
        number = int(start)
        while True:
            keep(history, [kept(f"r{number}", [10.0, 11.0], created="2026-02-01T10:00:00Z")])
            print(number, flush=True)
            number += 1
    os.waitpid(child, 0)
    print("dead", flush=True)
"""

FULL = """
import resource, sys
from pathlib import Path
from keepers import kept
from balance.records.errors import RecordingError
from balance.records.history.engine import open_history
from balance.records.history.store import keep

path = Path(sys.argv[1])
with open_history(path, path.parent / "recordings") as history:
    keep(history, [kept("first", [10.0])])
    limit = sum(each.stat().st_size for each in path.parent.iterdir()) + 60_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        for number in range(2000):
            keep(history, [kept(f"r{number}", [10.0] * 10)])
            print(number, flush=True)
    except RecordingError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}


def names(path: Path) -> set[str]:
    with open_history(path, path.parent / "recordings") as history, history.reading() as session:
        found = {Path(each).name for each in session.scalars(select(Recorded.path))}
        attempts = session.scalar(select(func.count(Tried.id)))
        holds = session.scalar(select(func.count(Held.attempt_id)))
        assert attempts == holds == 2 * len(found), "a recording is there whole or not at all"
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    return found


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX systems")
@pytest.mark.parametrize("kills", [15, pytest.param(50, marks=pytest.mark.soak)])
def test_kills_lose_nothing_that_was_kept(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "history.db"
    said: set[str] = set()
    number = 0
    command = [sys.executable, "-c", WRITERS, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for round_ in range(kills):
            run.stdin.write(f"{number}\n")
            run.stdin.flush()
            writer = int(run.stdout.readline().removeprefix("pid "))
            # The kill comes after some lines, the first few while the tables are being made, and
            # hits whatever the writer does then: it never stops.
            wanted = 0 if round_ < 5 else 1 + round_ % 4
            heard = [run.stdout.readline().strip() for _ in range(wanted)]
            os.kill(writer, signal.SIGKILL)
            heard += iter(lambda: run.stdout.readline().strip(), "dead")
            kept_now = [int(line) for line in heard]
            said |= {f"r{each}.csv.gz" for each in kept_now}
            number = max([number, *(each + 1 for each in kept_now)]) + 1
            assert said <= names(path)
        run.stdin.close()
    assert len(said) >= kills - 5


@pytest.mark.skipif(os.name != "posix", reason="a limit on file size is of POSIX systems")
def test_a_full_disk_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    command = [sys.executable, "-c", FULL, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert run.returncode == 1, run.stderr
    assert "make room" in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.splitlines()) == 1
    with open_history(path, tmp_path / "recordings") as history, history.reading() as session:
        found = {Path(each).name for each in session.scalars(select(Recorded.path))}
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert found == {"first.csv.gz", *(f"r{n}.csv.gz" for n in run.stdout.split())}


def half_done(history: History) -> None:
    with history.writing() as session:
        session.execute(text("INSERT INTO people (code) VALUES ('half')"))
        session.execute(text("INSERT INTO people (code) VALUES ('half')"))


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as history:
        keep(history, [kept("a", [1.0])])
        with pytest.raises(HistoryError, match="database says"):
            half_done(history)
        with history.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM people")) == 1

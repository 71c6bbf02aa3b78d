"""Several programs that import the same and other recordings at once: each comes in once."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from importers import ATTEMPTS, check, import_at_once, recordings, shuffled
from mutations import ATTEMPTS as MANY
from servers import schema_of_its_own, with_server

from balance.bookkeeping import import_recording
from balance.records.edits import no_hold_edit
from balance.records.events_file import append_events, events_path, read_events
from balance.records.history.engine import _prepare, open_history

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked")


@pytest.fixture(params=["file", pytest.param("server", marks=with_server)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "file":
        yield str(tmp_path / "history.db")
        return
    with schema_of_its_own() as own:
        yield own


def test_three_imports_of_one_file_at_once_keep_all_of_it(address: str, tmp_path: Path) -> None:
    (path,) = recordings(tmp_path / "old", 1)
    check(import_at_once(address, tmp_path / "recordings", [[path]] * 3), [path])


def test_four_processes_with_the_same_and_other_files(address: str, tmp_path: Path) -> None:
    paths = recordings(tmp_path / "old", 8)
    same, others = paths[:4], paths[4:]
    lists = [[others[i], *(same if i % 2 else shuffled(same, i))] for i in range(4)]
    check(import_at_once(address, tmp_path / "recordings", lists), paths)


def test_what_broken_off_copies_left_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    old, new = recordings(tmp_path / "old", 2)
    folder = tmp_path / "recordings"
    folder.mkdir()
    names = [".kept-00aa.0123456789abcdef.csv.gz", ".kept-00aa.0123456789abcdef.events.csv"]
    others = [
        ".kept-00aa.csv.gz.unfinished",
        ".kept-00bb.0123456789abcdef.csv.gz",
        "old.events.csv",
    ]
    for name in [*names, *others]:
        (folder / name).write_text("x")
    for name in [*names, others[0], others[2]]:
        os.utime(folder / name, (0.0, 0.0))
    with open_history(tmp_path / "history.db", folder) as history:
        import_recording(history, old)
        assert {path.name for path in folder.iterdir() if "kept" not in path.name} == {others[2]}
        assert {path.name for path in folder.glob(".*")} == set(others[:2])
        import_recording(history, new)


def test_a_copy_that_lost_samples_stays_and_another_is_made(tmp_path: Path) -> None:
    (path,) = recordings(tmp_path / "old", 1)
    folder = tmp_path / "recordings"
    with open_history(tmp_path / "first.db", folder) as history:
        copy = import_recording(history, path).path
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    torn = copy.read_bytes()
    with open_history(tmp_path / "second.db", folder) as history:
        taken = import_recording(history, path)
    assert (taken.attempts, taken.path.name) == (ATTEMPTS, copy.name.replace(".csv", "-2.csv"))
    assert copy.read_bytes() == torn


def test_a_disk_without_links_keeps_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    (path,) = recordings(tmp_path / "old", 1)
    append_events(events_path(path), [no_hold_edit(0.0, 5.0)])
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as history:
        taken = import_recording(history, path)
    assert len(read_events(events_path(taken.path))) == 1
    assert sorted((tmp_path / "recordings").iterdir()) == [taken.path, events_path(taken.path)]


def test_a_copy_is_seen_with_its_events_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = recordings(tmp_path / "old", 1)
    append_events(events_path(path), [no_hold_edit(0.0, 5.0)])
    seen = []

    def stops(source: Path, target: Path) -> None:
        seen.append((events_path(target).exists(), target.exists()))
        raise KeyboardInterrupt

    folder = tmp_path / "recordings"
    with open_history(tmp_path / "history.db", folder) as history:
        with monkeypatch.context() as patch:
            patch.setattr(os, "link", stops)
            with pytest.raises(KeyboardInterrupt):
                import_recording(history, path)
        assert seen == [(True, False)]
        assert [each.name for each in folder.iterdir()] == [events_path(kept_name(folder)).name]
        assert import_recording(history, path).attempts == ATTEMPTS


def kept_name(folder: Path) -> Path:
    (events,) = folder.iterdir()
    return folder / events.name.replace(".events.csv", ".csv.gz")


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_four_processes_of_many_attempts_each(address: str, tmp_path: Path) -> None:
    # A half of each process's recordings are its own, the others those of all.
    half = max(1, MANY // ATTEMPTS // 2)
    paths = recordings(tmp_path / "old", 5 * half)
    parts = [paths[first : first + half] for first in range(0, 5 * half, half)]
    lists = [shuffled([*parts[i], *parts[4]], i) for i in range(4)]
    outcome = import_at_once(address, tmp_path / "recordings", lists)
    check(outcome, paths)
    sys.stdout.write(f"\n{outcome.attempts} attempts of {len(paths)} recordings\n")


def test_a_new_file_that_another_one_is_writing_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "history.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    mine = sqlite3.connect(tmp_path / "history.db")

    def waits(statement: str) -> None:
        if statement == "BEGIN EXCLUSIVE":
            other.execute("COMMIT")

    mine.set_trace_callback(waits)
    with closing(other), closing(mine):
        _prepare(mine, None)
        assert mine.execute("PRAGMA journal_mode").fetchone() == ("wal",)

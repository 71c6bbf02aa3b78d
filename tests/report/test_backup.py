"""A whole installation backed up and restored, on files and servers: all views say the same."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from installed import fill, opened, says, written
from keepers import dump
from sat import everything
from servers import schema_of_its_own, with_server
from sqlalchemy import create_engine

from balance.records.errors import RecordingError
from balance.records.history import people
from balance.records.history.engine import History, open_history
from balance.records.history.loading import loaded
from balance.records.history.migrating import VERSIONS, DamagedError, HistoryError, migrate
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import Wanted, list_recordings
from balance.records.history.store import keep
from balance.report import backup as backing_up
from balance.report.backup import BackedUp, write_backup
from balance.report.restore import Restored, restore
from balance.report.unpacking import Unpacking


def quiet(_done: int, _whole: int) -> None:
    return


@pytest.fixture
def one(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "one") as history:
        fill(history, tmp_path)
        yield history


def back_up(history: History, target: Path) -> BackedUp:
    return write_backup(history, target, quiet)


def bring_back(path: Path, place: Callable[[], History]) -> Restored:
    with Unpacking(path) as zipped:
        return restore(zipped, place, quiet)


def check_same(one: History, other: History) -> None:
    assert says(other) == says(one)
    assert [without_places(row) for row in everything(other)] == [
        without_places(row) for row in everything(one)
    ]
    assert len(dump(other)) == len(dump(one))
    for each in list_recordings(other, Wanted(archived=True)):
        assert each.path.is_relative_to(other.folder)


def without_places(row: object) -> object:
    """A row, with the name alone of a recording that a set is linked to."""
    return (row[0], Path(str(row[1])).name) if isinstance(row, tuple) and len(row) == 2 else row


def test_a_file_comes_back_as_it_was(one: History, tmp_path: Path) -> None:
    own = tmp_path / "one"
    (own / "plans").mkdir()
    (own / "plans" / "broken.toml").write_text("id = ")
    (own / "window.ini").write_text("[General]\ntheme=dark\nfolder=/nowhere\nslow=true\n")
    made = back_up(one, tmp_path / "b.zip")
    assert (made.people, made.recordings, made.missing) == (2, 6, ())
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    done = bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    assert (done.people, done.recordings, done.stayed) == (2, 6, ())
    with opened(tmp_path / "other") as other:
        check_same(one, other)
        first = next(each for each in list_people(other) if each.code == "P1")
        rules = tmp_path / "other" / "rules" / "rules.toml"
        assert (first.name, first.rules) == ("Ada Lovelace", str(rules))
        assert rules.exists()
        same = (other.folder / "deep" / "b.csv").read_bytes()
        assert same == (one.folder / "deep" / "b.csv").read_bytes()
        # New rows are numbered from where the old ones end.
        people.add(other, "R3", Description())
        keep(other, [written(other.folder / "new.csv.gz", 77, [4.0], person="R3")])
        assert len(list_recordings(other, Wanted())) == 7
        other.close()
    assert (tmp_path / "other" / "plans" / "broken.toml").read_text() == "id = "
    told = (tmp_path / "other" / "window.ini").read_text()
    assert told == "[General]\ntheme=dark\nslow=true\n"


@with_server
def test_from_a_file_to_a_server_and_back(one: History, tmp_path: Path) -> None:
    back_up(one, tmp_path / "b.zip")
    with schema_of_its_own() as address:
        place = tmp_path / "server" / "recordings"
        bring_back(tmp_path / "b.zip", lambda: open_history(address, place))
        with open_history(address, place) as server:
            check_same(one, server)
            keep(server, [written(place / "new.csv.gz", 77, [4.0], person="R3")])
            people.erase(server, "R3")
            back_up(server, tmp_path / "c.zip")
    bring_back(tmp_path / "c.zip", lambda: opened(tmp_path / "back"))
    with opened(tmp_path / "back") as back:
        check_same(one, back)


@with_server
def test_what_a_server_writes_meanwhile_is_in_the_backup_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with schema_of_its_own() as address, open_history(address, tmp_path / "r") as server:
        check_meanwhile(server, tmp_path, monkeypatch)


def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "one") as history:
        check_meanwhile(history, tmp_path, monkeypatch)


def check_meanwhile(history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add(history, "P1", Description())
    keep(history, [written(history.folder / "a.csv.gz", 1, [5.0], person="P1")])
    rows = backing_up.rows_of_all

    def and_another_writes(session: object) -> Iterator[object]:
        for number, each in enumerate(rows(session)):  # type: ignore[arg-type]
            if number == 1:
                path = history.folder / "late.csv.gz"
                keep(history, [written(path, 2, [6.0, 7.0], person="P1")])
            yield each

    monkeypatch.setattr(backing_up, "rows_of_all", and_another_writes)
    made = back_up(history, tmp_path / "b.zip")
    assert (made.recordings, made.missing) == (1, ())
    bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    with opened(tmp_path / "other") as other:
        (line,) = says(other)["answers"]
        assert line["attempts"] == 1


def test_only_where_there_is_nothing(one: History, tmp_path: Path) -> None:
    back_up(one, tmp_path / "b.zip")
    before = says(one)
    with pytest.raises(HistoryError, match="nothing is overwritten; restore into a new place"):
        bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "one"))
    assert says(one) == before
    with opened(tmp_path / "other") as other:
        other.folder.mkdir()
        (other.folder / "a.csv.gz").write_text("mine")
    with pytest.raises(RecordingError, match=r"a\.csv\.gz: there is something here already"):
        bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    assert [path.name for path in other.folder.iterdir()] == ["a.csv.gz"]
    assert (other.folder / "a.csv.gz").read_text() == "mine"


def test_broken_off_it_is_completed_by_doing_it_again(
    one: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balance.report import restore as restoring

    back_up(one, tmp_path / "b.zip")
    whole = restoring.copy_all

    def broken(*_: object) -> None:
        (tmp_path / "other" / "recordings" / ".abc.unfinished").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "copy_all", broken)
    with pytest.raises(KeyboardInterrupt):
        bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    with opened(tmp_path / "other") as other:
        assert list_people(other) == []
    monkeypatch.setattr(restoring, "copy_all", whole)
    bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    with opened(tmp_path / "other") as other:
        check_same(one, other)


def test_a_recording_that_is_not_there_is_named_and_its_times_stay(
    one: History, tmp_path: Path
) -> None:
    (one.folder / "q.csv.gz").unlink()
    made = back_up(one, tmp_path / "b.zip")
    assert (made.missing, made.recordings) == ((one.folder / "q.csv.gz",), 5)
    bring_back(tmp_path / "b.zip", lambda: opened(tmp_path / "other"))
    with opened(tmp_path / "other") as other:
        assert says(other)["answers"] == says(one)["answers"]


def test_an_older_history_is_brought_to_this_version_and_a_newer_one_refused(
    tmp_path: Path,
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        migrate(connection, None, to="0003")
        connection.exec_driver_sql("INSERT INTO people (id, code, name) VALUES (7, 'P1', 'Some')")
        rows = [dict(row) for row in connection.exec_driver_sql("SELECT * FROM people").mappings()]
    engine.dispose()
    lines = b"".join(json.dumps({"table": "people", "row": row}).encode() + b"\n" for row in rows)
    with opened(tmp_path / "empty") as empty:
        back_up(empty, tmp_path / "b.zip")
    changed(tmp_path / "b.zip", tmp_path / "old.zip", lines, history="0003")
    bring_back(tmp_path / "old.zip", lambda: opened(tmp_path / "other"))
    with opened(tmp_path / "other") as other:
        assert [(each.code, each.name, each.archived) for each in list_people(other)] == [
            ("P1", "Some", False)
        ]
    for newer in ({"history": "9999"}, {"version": 2}):
        changed(tmp_path / "b.zip", tmp_path / "new.zip", lines, **newer)
        with pytest.raises(RecordingError, match="made by a newer version of this program"):
            bring_back(tmp_path / "new.zip", lambda: opened(tmp_path / "third"))
    assert not (tmp_path / "third").exists()


def changed(source: Path, target: Path, rows: bytes, **said: object) -> None:
    """A backup like another, with other rows and another list."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        told = json.loads(old.read("manifest.json"))
        for one in told["files"]:
            if one["name"] == "history.jsonl":
                one |= {"size": len(rows), "sha256": hashlib.sha256(rows).hexdigest()}
        new.writestr("history.jsonl", rows)
        new.writestr("manifest.json", json.dumps({**told, **said}))


def test_rows_that_no_history_has_are_refused() -> None:
    def line(table: str, **row: object) -> bytes:
        return json.dumps({"table": table, "row": row}).encode()

    person = {
        **dict.fromkeys(("name", "birth_year", "rules", "week_plan", "regimen", "notes")),
        "id": 1,
        "code": "P1",
        "heel_to_ball_cm": None,
        "archived": False,
    }
    with loaded([line("people", **person)], VERSIONS[-1]):
        pass
    for bad in (
        [line("people", **{**person, "archived": 1})],
        [line("people", **{**person, "code": None})],
        [line("people", **{**person, "birth_year": "1815"})],
        [line("people", **{**person, "regimen": "x"})],
        [line("people", **{**person, "more": 1})],
        [line("people", code="P1")],
        [line("strangers", **person)],
        [line("people", **person), line("people", **{**person, "id": 2})],
        [line("sessions", id=1, person_id=5, day="", label="", supervised=False)],
        [b"{", b"[]", b"\xff"],
    ):
        with pytest.raises(DamagedError), loaded(bad, VERSIONS[-1]):
            pass

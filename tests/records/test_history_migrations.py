"""Older databases come to this version after a copy; newer ones and strangers are left alone."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from keepers import dump, kept
from sqlalchemy import create_engine, select

from balance.records.history import migrating, queries
from balance.records.history.engine import open_history
from balance.records.history.migrating import VERSIONS, HistoryError, back_up, backups_of
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import list_recordings
from balance.records.history.schema import Base, Condition
from balance.records.history.store import keep

SCRIPTS = Path(migrating.__file__).parent / "migrations"


@pytest.fixture(autouse=True)
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go through the steps, which other tests take as done."""
    monkeypatch.setattr("balance.records.history.engine.migrate", migrating.migrate)


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    return made


def older(path: Path, version: str) -> None:
    """A database of an older version, with a person in it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, version)
        connection.exec_driver_sql("INSERT INTO people (id, code, name) VALUES (1, 'P1', 'Some')")
        connection.exec_driver_sql(
            "INSERT INTO sessions (id, person_id, day, label, supervised) "
            "VALUES (1, 1, '2026-02-01', 'first', 0)"
        )
    engine.dispose()


def test_the_versions_are_the_steps_in_their_order() -> None:
    steps = ScriptDirectory.from_config(config()).walk_revisions()
    assert [step.revision for step in steps] == list(reversed(VERSIONS))


def test_the_steps_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    with (
        open_history(tmp_path / "history.db", tmp_path) as history,
        history.engine.connect() as connection,
    ):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_every_older_version_is_brought_here_after_a_copy(tmp_path: Path, version: str) -> None:
    path = tmp_path / "history.db"
    older(path, version)
    before = path.read_bytes()
    with open_history(path, tmp_path / "recordings") as history:
        keep(history, [kept("a", [10.0], created="2026-02-02T10:00:00Z")])
        with history.reading() as session:
            (person,) = queries.people(session)
            assert (person.code, person.name, person.rules) == ("P1", "Some", None)
            (group,) = queries.groups(session)
            assert group.attempts == 1
    (copy,) = backups_of(path)
    assert copy.name == f"history.db.version-{version}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
        assert old.execute("SELECT code FROM people").fetchall() == [("P1",)]
    assert len(before) > 0
    with open_history(path, tmp_path / "recordings"):
        assert len(backups_of(path)) == 1, "nothing to migrate, nothing to copy"


def test_holds_of_an_older_version_have_no_final_time(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    older(path, "0002")
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("INSERT INTO holds (attempt_id, decided_s, discarded) VALUES (7, 3.5, 0)")
        file.commit()
    open_history(path, tmp_path / "recordings").close()
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(
            "SELECT decided_s, final_s, lift_off_decided_s, lift_off_final_s FROM holds"
        ).fetchall()
    assert rows == [(3.5, None, None, None)]


def test_what_is_final_is_kept(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as history:
        keep(history, [kept("a", [10.0])])
        (row,) = dump(history)
    times = [row[f"holds.{name}_s"] for name in ("final", "lift_off_decided", "lift_off_final")]
    assert times == [12.0, 0.4, 1.4]


def test_a_copy_takes_no_others_name(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    older(path, VERSIONS[0])
    taken = tmp_path / f"history.db.version-{VERSIONS[0]}"
    taken.write_text("mine")
    with open_history(path, tmp_path):
        pass
    assert taken.read_text() == "mine"
    assert len(backups_of(path)) == 2


def test_half_a_copy_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_text("Dear reader, " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        back_up(path, "0001")
    assert [each.name for each in tmp_path.iterdir()] == ["history.db"]


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"
    older(path, VERSIONS[0])
    # A column of that name is there already, so that the last step fails half-way.
    with closing(sqlite3.connect(path)) as file:
        file.execute("ALTER TABLE people ADD COLUMN week_plan VARCHAR")
        file.commit()
    with pytest.raises(HistoryError, match="week_plan"):
        open_history(path, tmp_path)
    with closing(sqlite3.connect(path)) as file:
        columns = [row[1] for row in file.execute("PRAGMA table_info(people)")]
        assert "rules" not in columns
        version = file.execute("SELECT version_num FROM alembic_version").fetchone()
        assert version == (VERSIONS[0],)


def test_a_newer_version_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with open_history(path, tmp_path / "recordings") as history:
        keep(history, [kept("a", [10.0])])
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE alembic_version SET version_num = '0999'")
        file.commit()
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    with pytest.raises(HistoryError, match=r"made by a newer version .*0999.*update"):
        open_history(path, tmp_path / "recordings")
    after = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    assert after == before


def test_a_database_of_another_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE songs (name)")
        file.commit()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="no history"):
        open_history(path, tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 100)
    with pytest.raises(HistoryError, match="can't be read as a history"):
        open_history(path, tmp_path)
    assert path.read_text() == "Dear reader, " * 100


def test_an_older_database_has_nobody_archived_and_knows_conditions(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    older(path, "0004")
    with closing(sqlite3.connect(path)) as file:
        file.execute(
            "INSERT INTO conditions (id, key, eyes, surface, sound, stance_leg) "
            "VALUES (3, '[]', 'open', 'firm', 'silent', 'left')"
        )
        file.executemany(
            "INSERT INTO recordings (id, session_id, path, algorithm, status, reasons, duration_s) "
            "VALUES (?, 1, ?, '1.0', 'valid', '[]', 60)",
            [(1, "1.csv"), (2, "2.csv")],
        )
        file.execute(
            "INSERT INTO attempts (id, recording_id, person_id, session_id, condition_id, number, "
            "order_key, placement, sensor_on, practice, scored, clean, duration_s, uncertainty_s, "
            "censored) VALUES (1, 1, 1, 1, 3, 1, 1, 'shank', 'raised', 0, 1, 1, 9.5, 0.1, 0)"
        )
        file.execute("INSERT INTO holds (attempt_id, discarded) VALUES (1, 0)")
        file.commit()
    with open_history(path, tmp_path / "recordings") as history:
        (person,) = list_people(history)
        assert (person.archived, person.notes, person.attempts) == (False, None, 1)
        found = {each.path.name: each for each in list_recordings(history)}
    assert found["1.csv"].leg == "left"
    assert found["1.csv"].best is not None
    assert found["2.csv"].conditions is None


def test_conditions_of_an_older_version_are_of_no_test_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    older(path, "0005")
    with closing(sqlite3.connect(path)) as file:
        file.execute(
            "INSERT INTO conditions (id, key, eyes, surface, sound, stance_leg, arms) VALUES "
            """(3, '["left", "open", "firm", "weit \\u00f6ffen", null, "silent"]', """
            "'open', 'firm', 'silent', 'left', 'weit öffen')"
        )
        file.commit()
    with open_history(path, tmp_path / "recordings") as history:
        keep(history, [kept("a", [10.0], arms="weit öffen")])
        keep(history, [kept("b", [11.0], arms="weit öffen", test="unipedal_45@1")])
        with history.reading() as session:
            rows = session.scalars(select(Condition).order_by(Condition.id)).all()
            assert [(row.id, row.test) for row in rows] == [(3, None), (4, "unipedal_45@1")]
            assert [json.loads(row.key) for row in rows] == [
                ["left", "open", "firm", "weit öffen", None, "silent", test]
                for test in (None, "unipedal_45@1")
            ]

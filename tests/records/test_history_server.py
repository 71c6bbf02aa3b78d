"""The history on PostgreSQL, for a clinic with several rooms: see `servers`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from keepers import answers, dump, kept
from sat import ADVICE, LIBRARY, NOON, everything, items_of, part_way, places, single, sit
from servers import schema_of_its_own, with_server
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from test_history_migrations import config
from test_history_store import recordings

from balance.protocol.exercise.scoring import score_of
from balance.records.history import people
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.exercises.scores import keep_score
from balance.records.history.exercises.summary import summary
from balance.records.history.migrating import VERSIONS, HistoryError
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import list_recordings
from balance.records.history.schema import Base, Condition, Recorded
from balance.records.history.store import keep, move_rows


@pytest.fixture
def address() -> Iterator[str]:
    with schema_of_its_own() as address:
        yield address


@pytest.fixture
def history(address: str, tmp_path: Path) -> Iterator[History]:
    with open_history(address, tmp_path / "recordings") as opened:
        yield opened


@with_server
def test_a_server_holds_and_answers_what_a_file_does(history: History, tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as file:
        for each in (history, file):
            people.add(each, "P1", Description(name="Some One", birth_year=1960))
            keep(each, recordings())
            keep(each, recordings()[:2])
        assert dump(history) == dump(file)
        assert answers(history) == answers(file)
        people.rename(history, "P1", "P5")
        assert {line["person"] for line in answers(history)} == {"P5"}


@with_server
def test_rooms_that_write_at_once_wait_for_one_another(address: str, tmp_path: Path) -> None:
    def room(name: str) -> None:
        with open_history(address, tmp_path) as history:
            for number in range(10):
                keep(history, [kept(f"{name}{number}", [10.0], created="2026-02-01T10:00:00Z")])

    with ThreadPoolExecutor(4) as rooms:
        list(rooms.map(room, "abcd"))  # the first of them makes the tables
    with open_history(address, tmp_path) as history:
        (line,) = answers(history)
    assert line["attempts"] == 40


@with_server
def test_all_questions_of_one_reader_see_one_state(history: History) -> None:
    count = select(func.count(Recorded.id))
    with history.reading() as session:
        assert session.scalar(count) == 0
        keep(history, [kept("a", [10.0])])
        assert session.scalar(count) == 0
    with history.reading() as session:
        assert session.scalar(count) == 1


@with_server
def test_who_is_erased_is_in_no_table(history: History) -> None:
    people.add(history, "QX-7", Description(name="Theo Sand"))
    keep(history, [kept("a", [10.0], person="QX-7", arms="QX-7 arms"), kept("b", [9.0])])
    erased = people.erase(history, "QX-7")
    assert erased.attempts == 1
    assert [path.name for path in erased.missing] == ["a.csv.gz"], "said, since it was not there"
    with history.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert "QX-7" not in str(row)
                assert "Theo Sand" not in str(row)
    assert answers(history)[0]["attempts"] == 1


@with_server
def test_a_newer_version_on_a_server_is_refused(
    history: History, address: str, tmp_path: Path
) -> None:
    with history.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(HistoryError, match=r"newer version .*0999"):
        open_history(address, tmp_path)


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(HistoryError, match="can't be reached") as error:
        open_history("postgresql://me:secret@127.0.0.1:1/history", tmp_path)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


@with_server
def test_a_server_lists_and_moves_what_a_file_does(history: History, tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as file:
        for each in (history, file):
            people.add(each, "P1", Description(name="Some One", notes="tall"))
            people.add(each, "P2", Description())
            keep(each, recordings())
            people.archive(each, "P2")
            assert move_rows(each, recordings()[0].path, "P2") == 3
        assert list_people(history, archived=None) == list_people(file, archived=None)
        assert list_recordings(history) == list_recordings(file)


@with_server
@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_every_older_version_on_a_server_is_brought_here(
    address: str, tmp_path: Path, version: str
) -> None:
    engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, version)
        connection.exec_driver_sql(
            "INSERT INTO conditions (key, eyes, surface, sound, stance_leg) VALUES "
            """('["left", "open", "firm", null, null, "silent"]', """
            "'open', 'firm', 'silent', 'left')"
        )
    engine.dispose()
    with open_history(address, tmp_path) as history:
        with history.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        keep(history, [kept("a", [10.0])])
        with history.reading() as session:
            assert session.scalar(select(func.count(Condition.id))) == 1


@with_server
def test_a_server_keeps_exercises_as_a_file_does(history: History, tmp_path: Path) -> None:
    regimen = single("unipedal_45")
    items = items_of(regimen)
    (*_, place) = places(items)
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as file:
        for each in (history, file):
            people.add(each, "P1", Description())
            set_regimen(each, "P1", ADVICE)
            sit(each, "P1", ADVICE)
            leading, _ = part_way(each, "P1", ADVICE, 4)
            number = sit(each, "P1", regimen, label="test")
            keep_score(each, number, score_of(LIBRARY["unipedal_45"], items, place.outcomes), NOON)
            keep(each, recordings()[:2])
        assert everything(history) == everything(file)
        told = []
        for each in (history, file):
            with each.reading() as session:
                told.append(summary(session, "P1", LIBRARY, NOON.date()).as_dict(""))
        assert told[0] == told[1]
        with history.reading() as session:
            found = sittings.unfinished(session, "P1", NOON)
        assert found is not None
        assert found.sitting == leading.sitting
    people.erase(history, "P1")
    assert everything(history) == []

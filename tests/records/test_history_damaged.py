"""A history whose file is damaged anywhere: it is opened, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from keepers import TODAY, answers, dump, kept
from sat import HEELS, LIBRARY, NOON, part_way, sit

from balance.bookkeeping import kept_paths
from balance.records.errors import RecordingError
from balance.records.history.engine import open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.exercises.summary import summary, with_exercises
from balance.records.history.migrating import HistoryError
from balance.records.history.store import keep

SCHEMA_BYTES = 5 * 4096


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    path = tmp_path / "whole.db"
    with open_history(path, tmp_path / "recordings") as history:
        keep(history, [kept("a", [3.0, 4.0], created="2026-02-01T10:00:00Z"), kept("b", [5.0])])
        set_regimen(history, "P1", HEELS)
        sit(history, "P1", HEELS)
        part_way(history, "P1", HEELS, 1)
    return path.read_bytes()


def flipped(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Some bytes of the schema changed, or some of what the tables hold."""
    rng = Random(seed)
    filled = [at for at in range(SCHEMA_BYTES, len(data)) if data[at]]
    for number in range(count):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 8, 40))):
            at = rng.choice(filled) if number % 2 else rng.randrange(SCHEMA_BYTES)
            changed[at] ^= rng.randrange(1, 256)
        yield bytes(changed)


def use(path: Path) -> None:
    with open_history(path, path.parent / "recordings") as history:
        dump(history)
        answers(history)
        kept_paths(history)
        with history.reading() as session:
            for code in with_exercises(session, ["P1"]):
                summary(session, code, LIBRARY, TODAY)
                sittings.unfinished(session, code, NOON)
        keep(history, [kept("c", [5.0])])


def try_many(folder: Path, whole: bytes, seed: int, count: int) -> None:
    said = []
    for number, data in enumerate(flipped(whole, seed, count)):
        path = folder / f"{number}.db"
        path.write_bytes(data)
        try:
            use(path)
        except RecordingError as error:
            said.append(str(error))
        except Exception as error:
            error.add_note(f"input {number} of seed {seed}")
            raise
        for each in folder.glob(f"{number}.db*"):
            each.unlink()
    assert all(map(str.isprintable, said))
    assert count // 50 < len(said) < count


def test_bytes_changed_anywhere_end_in_a_sentence(tmp_path: Path, whole: bytes) -> None:
    try_many(tmp_path, whole, seed=1, count=24)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_bytes_changed_everywhere_end_in_a_sentence(tmp_path: Path, whole: bytes) -> None:
    try_many(tmp_path, whole, seed=2, count=3000)


def test_a_schema_that_is_no_text_is_said(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(whole.replace(b"CREATE TABLE holds", b"CREATE TABLE h\xffl\xfes", 1))
    with pytest.raises(HistoryError, match=r"damaged\.db: .*(damaged|can't be read)"):
        use(path)


def test_rows_that_lead_nowhere_are_said(tmp_path: Path) -> None:
    with open_history(tmp_path / "h.db", tmp_path / "recordings") as history:
        keep(history, [kept("a", [3.0])])
        with history.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("UPDATE attempts SET condition_id = 99")
        with pytest.raises(HistoryError, match="it is damaged; move it away"):
            answers(history)
        with pytest.raises(HistoryError, match="it is damaged"), history.reading():
            raise AttributeError("a row came as None")


def test_an_error_of_our_own_is_no_damage(tmp_path: Path) -> None:
    with (
        open_history(tmp_path / "h.db", tmp_path / "recordings") as history,
        pytest.raises(KeyError),
        history.reading(),
    ):
        raise KeyError("mine")

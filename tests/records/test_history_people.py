"""People: added, renamed, erased to the last byte."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keepers import kept

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.history import engine, people, queries
from balance.records.history.belongings import belongings
from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError, back_up
from balance.records.history.people import Description
from balance.records.history.rule_files import find_rules
from balance.records.history.store import keep
from balance.records.recorder import Recorder, write_recording
from balance.records.recording import read_recording
from balance.samples import SampleBlock

CODE = "ZQ7-Xanthe"
NAME = "Philippa Quarles"


def block(seed: int) -> SampleBlock:
    rng = np.random.default_rng(seed)
    return SampleBlock(np.arange(200) / 100, rng.normal(0, 9, (200, 3)))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        opened.folder.mkdir()
        yield opened


def record(history: History, name: str, code: str | None, **more: Any) -> Path:
    """A recording with events, on the disk and in the history."""
    one = kept(name, [10.0, 12.0], folder=history.folder, person=code, **more)
    write_recording(one.path, one.header, block(len(name)))
    append_events(events_path(one.path), [EventRow(1.0, "note", "user", f"{code} was well")])
    keep(history, [one])
    return one.path


def bytes_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield path, gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def holding(folder: Path, *words: str) -> list[str]:
    return [
        f"{path.name}: {word}"
        for path, data in bytes_in(folder)
        for word in words
        if word.encode() in data or word in path.name
    ]


def test_added_described_and_listed(history: History) -> None:
    people.add(history, " P1 ", Description(name="Some One", birth_year=1970))
    people.describe(history, "P1", Description(rules="longer", week_plan="2+0"))
    people.describe(history, "P1", Description(name=""))
    with history.reading() as session:
        (person,) = queries.people(session)
        assert (person.code, person.name, person.birth_year) == ("P1", None, 1970)
        assert (person.rules, person.week_plan) == ("longer", "2+0")


def test_what_cannot_be_is_said(history: History) -> None:
    people.add(history, "P1", Description())
    with pytest.raises(HistoryError, match="there already"):
        people.add(history, "P1", Description())
    for code in ("", "  ", "a\nb", "x" * 65):
        with pytest.raises(HistoryError, match="no code"):
            people.add(history, code, Description())
    for ask in (belongings, people.erase):
        with pytest.raises(HistoryError, match='nobody here has the code "P9"'):
            ask(history, "P9")
    with pytest.raises(HistoryError, match="nobody here"):
        people.describe(history, "P9", Description(name="x"))
    record(history, "a", "P2")
    with pytest.raises(HistoryError, match="choose another code"):
        people.rename(history, "P2", "P1")


def test_a_new_code_stands_in_the_recordings_and_the_samples_are_as_they_were(
    history: History,
) -> None:
    path = record(history, "a", "P2", notes="by the window")
    plain = history.folder / "plain.csv"
    write_recording(plain, Header(person="P2", stance_leg="left"), block(9))
    other = record(history, "bb", "P3")
    before = read_recording(path)
    untouched = other.read_bytes()
    assert people.rename(history, "P2", "P5") == people.Renamed(2)
    after = read_recording(path)
    assert after.header.person == "P5"
    assert after.header.notes == "by the window"
    assert np.array_equal(after.block.acc_m_s2, before.block.acc_m_s2)
    assert np.array_equal(after.block.time_s, before.block.time_s)
    assert read_recording(plain).header.person == "P5"
    assert other.read_bytes() == untouched
    with history.reading() as session:
        assert [person.code for person in queries.people(session)] == ["P3", "P5"]


def test_a_renaming_that_was_broken_off_is_completed(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [record(history, name, "P2") for name in ("a", "bb", "ccc")]
    done: list[Path] = []

    def breaks(path: Path, code: str) -> None:
        if done:
            raise RecordingError("the disk is full", path)
        done.append(path)
        write(path, code)

    write = people.write_code
    monkeypatch.setattr(people, "write_code", breaks)
    with pytest.raises(RecordingError, match="disk is full"):
        people.rename(history, "P2", "P5")
    assert [read_recording(path).header.person for path in paths] == ["P5", "P2", "P2"]
    monkeypatch.setattr(people, "write_code", write)
    people.rename(history, "P2", "P5")
    assert [read_recording(path).header.person for path in paths] == ["P5"] * 3


def test_erasing_leaves_no_byte(history: History, tmp_path: Path) -> None:
    people.add(history, CODE, Description(name=NAME, birth_year=1950))
    for number in range(40):
        record(history, f"r{number}", CODE, created="2026-02-01T10:00:00Z", arms=f"{CODE} arms")
    elsewhere = tmp_path / "clinic"
    elsewhere.mkdir()
    one = kept("far", [3.0], folder=elsewhere, person=CODE)
    write_recording(one.path, one.header, block(3))
    keep(history, [one])
    # A run that was killed before its first hold: on the disk, and in no database.
    with Recorder(history.folder / "killed.csv.gz", Header(person=CODE), has_gyr=False) as killed:
        killed.push(block(4))
    assert history.path is not None
    back_up(history.path, "0001")
    left = record(history, "other", "P3")
    assert holding(tmp_path, CODE, NAME), "the search finds what is there"

    erased = people.erase(history, CODE)
    assert erased.attempts == 81
    assert holding(tmp_path, CODE, NAME) == [], "while the database is open"
    history.close()
    assert holding(tmp_path, CODE, NAME) == []
    assert left.exists()
    with open_history(history.path, history.folder) as again, again.reading() as session:
        assert [person.code for person in queries.people(session)] == ["P3"]
        (group,) = queries.groups(session)
        assert group.attempts == 2


def test_recordings_that_name_nobody_are_mine(history: History) -> None:
    record(history, "a", None)
    with history.reading() as session:
        assert [person.code for person in queries.people(session)] == ["me"]
    assert people.erase(history, "me").files == 2


def test_what_cannot_be_erased_is_said_and_done_again(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(history, "a", CODE)

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(HistoryError, match="can't be erased"):
            people.erase(history, CODE)
    with history.reading() as session:
        assert [person.code for person in queries.people(session)] == [CODE]
    assert people.erase(history, CODE).files == 2


def test_a_reader_who_keeps_traces_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_WAIT_MS", 20)
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as history:
        history.folder.mkdir()
        record(history, "a", CODE)
        with history.reading() as reader:
            queries.people(reader)
            with pytest.raises(HistoryError, match="another program is reading"):
                people.erase(history, CODE)
        with history.reading() as session:
            assert queries.people(session) == []
    assert holding(tmp_path, CODE) == [], "closed, nothing is left"


def test_a_recording_that_is_not_there_is_named(history: History, tmp_path: Path) -> None:
    path = record(history, "a", CODE)
    path.rename(tmp_path / "on a stick")
    erased = people.erase(history, CODE)
    assert (erased.files, erased.missing) == (1, (path,))


def test_rule_sets_by_name_and_from_a_file(tmp_path: Path) -> None:
    assert find_rules("longer").name == "longer"
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\nsource = "agreed"\nattempts = 2\ndays = 1\n\n[[goals]]\nhold_s = 20\n'
    )
    assert find_rules(str(path)).goals[0].hold_s == 20.0
    path.write_text("title = ")
    with pytest.raises(RecordingError, match=r"mine\.toml: no rule set"):
        find_rules(str(path))
    with pytest.raises(RecordingError, match="choose one of clinic, longer, unstable"):
        find_rules("nothing")

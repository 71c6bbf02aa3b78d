"""Erasing and renaming take what is this person's by its first line, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from keepers import kept
from sqlalchemy import select

from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.history import people, queries
from balance.records.history.belongings import belongings
from balance.records.history.engine import History, open_history
from balance.records.history.folders import folders_of, remember_folder
from balance.records.history.people import Description
from balance.records.history.schema import Recorded
from balance.records.history.store import keep
from balance.records.recorder import write_recording
from balance.records.recording import read_header
from balance.samples import SampleBlock

links = pytest.mark.skipif(os.name != "posix", reason="links need a privilege there")


def block(seed: int) -> SampleBlock:
    rng = np.random.default_rng(seed)
    return SampleBlock(np.arange(50) / 100, rng.normal(0, 9, (50, 3)))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        opened.folder.mkdir()
        yield opened


def record(history: History, folder: Path, name: str, code: str) -> Path:
    """A recording with events, on the disk and in the history."""
    folder.mkdir(exist_ok=True)
    one = kept(name, [10.0], folder=folder, person=code)
    write_recording(one.path, one.header, block(len(name)))
    append_events(events_path(one.path), [EventRow(1.0, "note", "user", "was well")])
    keep(history, [one])
    return one.path


def on_disk(path: Path, code: str) -> Path:
    """A recording that the history does not know of."""
    write_recording(path, Header(person=code), block(7))
    return path


def names(left: tuple[people.Left, ...]) -> list[str]:
    return sorted(each.path.name for each in left)


def test_a_strangers_table_is_left_alone_and_named(history: History) -> None:
    people.add(history, "7", Description())
    invoice = history.folder / "invoice.csv"
    invoice.write_text("item,price\nchair,7.00\n")
    erased = people.erase(history, "7")
    assert invoice.read_text() == "item,price\nchair,7.00\n"
    assert erased.files == 0
    assert names(erased.left) == ["invoice.csv"]


def test_a_damaged_recording_of_a_longer_code_is_nobodys(history: History) -> None:
    people.add(history, "P1", Description())
    damaged = history.folder / "a.csv"
    damaged.write_text('# {"format": "balance-recording", "person": "P12", "versi')
    theirs = belongings(history, "P1")
    assert theirs.files == ()
    assert names(theirs.left) == ["a.csv"]
    assert "can't be told" in str(theirs.left[0])
    people.erase(history, "P1")
    assert damaged.exists()


def test_a_recording_of_a_newer_version_is_left_alone(history: History) -> None:
    people.add(history, "P9", Description())
    newer = history.folder / "newer.csv"
    head = {"format": "balance-recording", "version": 99, "person": "P99"}
    newer.write_text(f"# {json.dumps(head)}\n")
    erased = people.erase(history, "P9")
    assert newer.exists()
    assert "newer version" in str(erased.left[0])


def test_a_recording_of_theirs_that_is_damaged_is_named(history: History) -> None:
    path = record(history, history.folder, "a", "P1")
    path.write_bytes(b"nothing of it is left")
    erased = people.erase(history, "P1")
    assert path.exists()
    assert names(erased.left) == [path.name]
    assert erased.attempts == 1


def test_another_recording_in_the_place_of_theirs_is_left_alone(history: History) -> None:
    path = record(history, history.folder, "a", "P1")
    path.unlink()
    on_disk(path, "P2")
    erased = people.erase(history, "P1")
    assert path.exists()
    assert 'names "P2"' in str(erased.left[0])


def test_renaming_goes_past_a_strangers_file(history: History) -> None:
    path = record(history, history.folder, "a", "P1")
    stranger = history.folder / "list.csv"
    stranger.write_text("P1 owes us\n")
    renamed = people.rename(history, "P1", "P5")
    assert renamed.recordings == 1
    assert names(renamed.left) == ["list.csv"]
    assert read_header(path).person == "P5"
    assert stranger.read_text() == "P1 owes us\n"


@links
def test_of_a_link_the_recording_it_leads_to_goes_as_well(history: History, tmp_path: Path) -> None:
    people.add(history, "P1", Description())
    target = on_disk(tmp_path / "held.csv", "P1")
    append_events(events_path(target), [EventRow(1.0, "note", "user", "was well")])
    between = tmp_path / "between.csv"
    between.symlink_to("held.csv")
    link = history.folder / "link.csv"
    link.symlink_to(between)
    people.erase(history, "P1")
    gone = (link, between, target, events_path(target))
    assert [os.path.lexists(path) for path in gone] == [False] * 4


@links
def test_a_link_to_what_is_not_theirs_is_not_followed(history: History, tmp_path: Path) -> None:
    path = record(history, history.folder, "a", "P1")
    other = on_disk(tmp_path / "other.csv", "P2")
    letter = tmp_path / "letter.txt"
    letter.write_text("P1 is well")
    (history.folder / "other.csv").symlink_to(other)
    (history.folder / "letter.csv").symlink_to(letter)
    events_path(path).unlink()
    events_path(path).symlink_to(letter)
    erased = people.erase(history, "P1")
    assert other.exists()
    assert letter.read_text() == "P1 is well"
    assert not os.path.lexists(events_path(path))
    assert names(erased.left) == ["letter.csv", "letter.txt"]


@links
def test_renaming_writes_what_a_link_leads_to(history: History, tmp_path: Path) -> None:
    people.add(history, "P1", Description())
    target = on_disk(tmp_path / "held.csv", "P1")
    link = history.folder / "link.csv"
    link.symlink_to(target)
    assert people.rename(history, "P1", "P5").recordings == 1
    assert link.is_symlink()
    assert read_header(target).person == "P5"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_is_closed_is_named(history: History) -> None:
    people.add(history, "P1", Description())
    closed = history.folder / "closed"
    closed.mkdir(mode=0o000)
    erased = people.erase(history, "P1")
    closed.chmod(0o700)
    assert names(erased.left) == ["closed"]


def test_recordings_saved_elsewhere_go(history: History, tmp_path: Path) -> None:
    path = record(history, tmp_path / "clinic", "a", "P1")
    foreign = on_disk(tmp_path / "clinic" / "b.csv", "P1")
    people.erase(history, "P1")
    assert not path.exists()
    assert foreign.exists(), "a folder that was named for one run is not searched"


def test_another_folder_orphans_nothing(history: History, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    first = record(history, history.folder, "a", "P1")
    remember_folder(history, chosen)
    second = record(history, chosen, "bb", "P1")
    broken_off = on_disk(chosen / "no-hold.csv", "P1")
    remember_folder(history, tmp_path / "third")
    assert folders_of(history) == [history.folder, chosen, tmp_path / "third"]
    erased = people.erase(history, "P1")
    assert erased.missing == ()
    assert not any(path.exists() for path in (first, second, broken_off))


def test_names_from_a_folder_of_that_day_are_found_again(history: History, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    # As an older version had it: the row has the name alone, and the file is in another folder.
    path = record(history, history.folder, "a", "P1")
    own = record(history, history.folder, "bb", "P1")
    chosen.mkdir()
    path.rename(chosen / path.name)
    events_path(path).rename(events_path(chosen / path.name))
    remember_folder(history, chosen)
    with history.reading() as session:
        rows = set(session.scalars(select(Recorded.path)))
    assert rows == {own.name, (chosen / path.name).as_posix()}
    people.erase(history, "P1")
    assert list(chosen.iterdir()) == []


def test_an_other_spelling_in_a_recording_is_named(history: History) -> None:
    people.add(history, "P1", Description())
    path = on_disk(history.folder / "a.csv", "p1")
    erased = people.erase(history, "P1")
    assert path.exists()
    assert 'names "p1" and not "P1"' in str(erased.left[0])
    with history.reading() as session:
        assert queries.people(session) == []

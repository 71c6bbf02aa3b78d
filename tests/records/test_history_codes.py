"""Codes: checked on every way in, and no two that a person would take for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from keepers import kept

from balance.bookkeeping import import_recording, rebuild, score_kept
from balance.records.header import Header
from balance.records.history import people, queries
from balance.records.history.codes import alike, code_for
from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.history.people import Description
from balance.records.history.store import keep
from balance.records.recorder import write_recording
from balance.samples import SampleBlock

TWINS = [("P1", "p1"), ("Straße", "STRASSE"), ("Ä1", "A\u03081"), ("P1", "\uff301"), ("ſ2", "S2")]
BAD = ["a\x1b[2Jb", "x" * 65, "", "  ", "a\nb", "\u202eb", "P\ud800", "\x9b31m"]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        opened.folder.mkdir()
        yield opened


def recording(path: Path, person: str | None) -> Path:
    rng = np.random.default_rng(1)
    acc = rng.normal(0, 0.1, (300, 3)) + np.array([0, 0, 9.81])
    write_recording(path, Header(person=person), SampleBlock(np.arange(300) / 100, acc))
    return path


def codes(history: History) -> list[str]:
    with history.reading() as session:
        return [person.code for person in queries.people(session)]


@pytest.mark.parametrize(("first", "second"), TWINS)
def test_two_spellings_are_alike(first: str, second: str) -> None:
    assert alike(first) == alike(second)
    assert alike(alike(first)) == alike(first)


@pytest.mark.parametrize(("first", "second"), TWINS)
@pytest.mark.parametrize(
    "come_in",
    [
        lambda history, code: people.add(history, code, Description()),
        lambda history, code: people.rename(history, "other", code),
        lambda history, code: code_for(history, code),
        lambda history, code: keep(history, [kept("b", [9.0], person=code)]),
    ],
    ids=["added", "renamed", "timed", "kept"],
)
def test_the_second_spelling_is_refused_and_the_first_is_named(
    history: History, come_in: Callable[[History, str], object], first: str, second: str
) -> None:
    people.add(history, first, Description())
    people.add(history, "other", Description())
    with pytest.raises(HistoryError, match=f'"{first}", who is there already'):
        come_in(history, second)
    assert codes(history) == sorted([first, "other"])
    keep(history, [kept("a", [9.0], person=first)])


def test_an_import_leaves_no_copy_behind(history: History, tmp_path: Path) -> None:
    people.add(history, "P1", Description())
    with pytest.raises(HistoryError, match=r'a\.csv: "p1" and "P1"'):
        import_recording(history, recording(tmp_path / "a.csv", "p1"))
    with pytest.raises(HistoryError, match='"p1" and "P1"'):
        import_recording(history, recording(tmp_path / "b.csv", None), person="p1")
    assert list(history.folder.iterdir()) == []


def test_a_person_may_be_written_otherwise(history: History) -> None:
    people.add(history, "p1", Description())
    people.rename(history, "p1", "P1")
    assert codes(history) == ["P1"]


def test_who_is_there_under_both_spellings_stays_so(history: History) -> None:
    both = [kept("a", [9.0], person="P1"), kept("b", [9.0], person="p1")]
    rebuild(history, both)
    assert codes(history) == ["P1", "p1"]
    keep(history, both)
    assert code_for(history, "p1") == "p1"


@pytest.mark.parametrize("code", BAD)
def test_a_recording_whose_person_is_no_code_is_refused(
    history: History, tmp_path: Path, code: str
) -> None:
    path = recording(tmp_path / "bad.csv", code)
    for act in (lambda: score_kept(path), lambda: import_recording(history, path)):
        with pytest.raises(HistoryError, match=r"bad\.csv: the person in its first line") as error:
            act()
        assert str(error.value).isprintable()
    assert list(history.folder.iterdir()) == []
    assert codes(history) == []


def test_blanks_around_a_code_are_said(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="has blanks around it"):
        score_kept(recording(tmp_path / "a.csv", " P1"))

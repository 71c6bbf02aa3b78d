"""Sittings stay when recordings are made again or move, and go with whoever they are of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from keepers import kept
from sat import ADVICE, HEELS, LIBRARY, NOON, everything, items_of, part_way, places, single, sit
from sqlalchemy import select
from test_history_people import block, holding

from balance.bookkeeping import kept_paths, rebuild, score_kept
from balance.moving import move_recording, split
from balance.protocol.exercise.outcomes import Outcome, sets_of
from balance.protocol.exercise.regimens import regimen_from
from balance.protocol.exercise.scoring import score_of
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.plans import set_regimen
from balance.records.history.exercises.scores import keep_score, scores_of
from balance.records.history.migrating import HistoryError
from balance.records.history.people import Description
from balance.records.history.schema import Led, Occasion, Person, Recorded, Worked
from balance.records.history.store import forget, keep
from balance.records.recorder import write_recording
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session

CODE = "ZQ7-Xanthe"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        opened.folder.mkdir()
        people.add(opened, "P1", Description())
        yield opened


def raises(
    history: History, name: str, person: str = "P1", samples: SampleBlock | None = None
) -> Path:
    """A recording of heel raises, on the disk and in the history."""
    path = history.folder / f"{name}.csv.gz"
    made = "2026-03-04T12:00:00Z"
    header = Header(
        person=person, created_utc=made, session="2026-03-04", extra={"exercise": "heel_raise"}
    )
    write_recording(path, header, block(len(name)) if samples is None else samples)
    keep(history, [score_kept(path)])
    return path


def linked(history: History) -> list[str | None]:
    with history.reading() as session:
        query = select(Recorded.path).select_from(Worked).outerjoin(Recorded).order_by(Worked.set)
        return list(session.scalars(query))


def counted(history: History, person: str = "P1") -> tuple[int, Path, Path]:
    """A sitting of heel raises, with a recording for each of its sets."""
    number = sit(history, person, HEELS)
    paths = raises(history, "a", person), raises(history, "bb", person)
    items = items_of(HEELS)
    (*_, place) = places(items)
    sets = sets_of(items, place.outcomes)
    for one, path in zip(sets, paths, strict=True):
        sittings.link(history, number, one, path)
    assert linked(history) == ["a.csv.gz", "bb.csv.gz"]
    return number, *paths


def test_nothing_is_lost_where_the_history_is_made_again(history: History) -> None:
    people.add(history, "P2", Description())
    set_regimen(history, "P1", ADVICE)
    counted(history)
    part_way(history, "P1", ADVICE, 4)
    test = single("unipedal_45")
    number = sit(history, "P1", test, label="a day without a recording")
    items = items_of(test)
    (*_, place) = places(items)
    keep_score(history, number, score_of(LIBRARY["unipedal_45"], items, place.outcomes), NOON)
    before = everything(history)
    rebuild(history, [score_kept(path) for path in kept_paths(history)])
    keep(history, [kept("other", [9.0], person="P2")])
    forget(history, history.folder / "other.csv.gz")
    assert everything(history) == before
    assert linked(history)[:2] != [None, None]


def test_a_recording_that_is_kept_under_another_name_stays_linked(history: History) -> None:
    _, a, _ = counted(history)
    same = history.folder / "c.csv.gz"
    a.rename(same)
    keep(history, [score_kept(same)])  # the same samples: not taken in, but known where they are
    assert linked(history) == ["a.csv.gz", "bb.csv.gz"]


def test_a_recording_that_moves_away_takes_its_link_along(history: History) -> None:
    people.add(history, "P2", Description())
    _, a, _ = counted(history)
    move_recording(history, a, "P2")
    assert linked(history) == [None, "bb.csv.gz"]
    with history.reading() as session:
        query = select(Person.code).join(Occasion).join(Led)
        assert session.scalars(query).all() == ["P1"], "the sitting stays with who sat"
    rebuild(history, [score_kept(path) for path in kept_paths(history)])
    assert linked(history) == [None, "bb.csv.gz"]
    move_recording(history, a, "P1")
    people.erase(history, "P1")
    assert linked(history) == []


def test_a_first_line_that_names_another_takes_the_link_away(history: History) -> None:
    _, a, _ = counted(history)
    keep(history, [kept("a", person="P2", folder=history.folder)])
    assert linked(history) == [None, "bb.csv.gz"]
    assert a.exists()


def test_a_recording_that_is_split_is_linked_where_it_is_theirs(history: History) -> None:
    people.add(history, "P2", Description())
    made = draw_session(4, placement="shank", sensor="imu100", trials=[Trial(3.0)])
    whole = raises(history, "whole", samples=made.block)
    number = sit(history, "P1", HEELS)
    items = items_of(HEELS)
    first = sets_of(items, ())[0]
    sittings.link(history, number, first, whole)
    middle_s = float(np.median(made.block.time_s))
    parts = split(history, whole, middle_s, "P2").parts
    assert linked(history) == [parts[0].name, None]


def test_only_a_recording_of_the_same_person_is_linked(history: History) -> None:
    number = sit(history, "P1", HEELS)
    people.add(history, "P2", Description())
    other = raises(history, "a", "P2")
    outcome = Outcome(1, 1, "heel_raise@1", "1", "both", 1, 1, 1)
    for path in (other, history.folder / "nowhere.csv.gz"):
        with pytest.raises(HistoryError, match="does not know this recording as this person"):
            sittings.link(history, number, outcome, path)
    with pytest.raises(HistoryError, match="no such set"):
        sittings.link(history, number, Outcome(1, 9, "heel_raise@1", "1", "both", 1, 1, 1), other)
    assert linked(history) == [None, None]


def test_renamed_and_archived_it_is_all_there(history: History) -> None:
    counted(history)
    set_regimen(history, "P1", HEELS)
    before = everything(history)
    people.rename(history, "P1", "P5")
    people.archive(history, "P5")
    after = everything(history)
    assert [str(row).replace("P5", "P1") for row in after] == [str(row) for row in before]


def test_erasing_leaves_no_byte_of_what_was_done(history: History, tmp_path: Path) -> None:
    people.add(history, CODE, Description())
    keys = HEELS.keys() | {"title": f"{CODE} plan", "source": f"{CODE} source"}
    people.describe(history, CODE, Description(regimen=keys))
    sit(history, CODE, regimen_from(keys, LIBRARY))
    part_way(history, CODE, regimen_from(keys, LIBRARY), 1)
    test = single("unipedal_45")
    number = sit(history, CODE, test)
    items = items_of(test)
    (*_, place) = places(items)
    keep_score(history, number, score_of(LIBRARY["unipedal_45"], items, place.outcomes), NOON)
    keep(history, [kept("held", [9.0], person=CODE, test=f"{CODE}@1")])
    sit(history, "P1", HEELS)
    words = (CODE, "unipedal_45")
    assert holding(tmp_path, *words), "the search finds what is there"
    people.erase(history, CODE)
    assert holding(tmp_path, *words) == []
    with history.reading() as session:
        assert [led.regimen for led in session.scalars(select(Led))] == ["heels"]
        assert len(session.scalars(select(Worked)).all()) == 2
        assert scores_of(session, "P1") == []

"""What can be led for a person: by whom it is kept, and with which sensor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from balance.protocol.exercise.regimens import shipped_regimens
from balance.records.history.engine import History, open_history
from balance.records.history.schema import Led, Occasion, Person
from drivers.live.choosing import Asker, Choosing, Offer, Offered
from drivers.live.week_plan import keep_week

SIM = "sim:?placement=shank"
ASKER = Asker("P7", SIM, "simulated")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        yield opened


def plan(name: str) -> object:
    return next(one for one in shipped_regimens() if one.id == name)


def offer(found: Offered, name: str) -> Offer:
    return next(one for one in found.offers if one.name == name)


def sittings(history: History) -> list[tuple[str, str]]:
    with history.reading() as session:
        rows = session.query(Led.regimen, Person.code).join(Occasion, Occasion.id == Led.session_id)
        return [tuple(row) for row in rows.join(Person, Person.id == Occasion.person_id)]


def test_what_is_measured_is_kept_as_the_sensor_says_and_the_rest_as_the_person_s(
    history: History,
) -> None:
    choosing = Choosing(history, ASKER)
    choosing.begin("feet", "left")
    choosing.begin("advice", "left")
    assert sittings(history) == [("feet", "P7"), ("advice", "simulated")]


def test_the_week_is_that_of_the_person_whoever_is_measured(history: History) -> None:
    assert offer(Choosing(history, ASKER).offered(), "").regimen == "advice"
    keep_week(history, "P7", plan("feet"))  # type: ignore[arg-type]
    found = Choosing(history, ASKER)
    assert offer(found.offered(), "").title == "Toes and arch alone, without a sensor"
    found.begin("", "left")
    assert sittings(history) == [("feet", "P7")]


def test_the_usual_week_without_a_plan_is_begun_as_it_is_offered(history: History) -> None:
    asker = Asker("P7", "serial:", "P7")
    sitting = Choosing(history, asker).begin("", "left")
    assert sitting.regimen.id == "advice"


@pytest.mark.parametrize("name", ["", "feet", "advice"])
def test_a_session_under_the_eyes_of_somebody_is_one_of_those(history: History, name: str) -> None:
    keep_week(history, "P7", plan("feet"))  # type: ignore[arg-type]
    sitting = Choosing(history, ASKER).begin(name, "left", supervised=True)
    assert sitting.supervised
    with history.reading() as session:
        assert [one.supervised for one in session.query(Occasion)] == [True]
    sitting.end(finished=False)
    left = Choosing(history, ASKER).offered().left
    assert left is not None
    assert Choosing(history, ASKER).go_on(left).supervised


def test_what_needs_the_sensor_is_known(history: History) -> None:
    found = Choosing(history, ASKER).offered()
    needs = {one.name: one.measured for one in found.offers}
    assert needs["advice"]
    assert needs["heel_raise"]
    assert needs["unipedal_45"]
    assert not needs["feet"]
    assert not needs["bess"]


@pytest.mark.parametrize(("name", "offered"), [("feet", "feet"), ("advice", "")])
def test_what_was_left_is_found_under_either_code(
    history: History, name: str, offered: str
) -> None:
    choosing = Choosing(history, ASKER)
    choosing.begin(name, "left").end(finished=False)
    left = Choosing(history, ASKER).offered().left
    assert left is not None
    assert left.name == offered
    assert choosing.go_on(left).regimen.id == name


def test_without_a_history_all_of_the_program_is_offered() -> None:
    found = Choosing(None, ASKER).offered()
    assert {one.kind for one in found.offers} == {"own", "plan", "exercise", "test"}
    assert found.left is None

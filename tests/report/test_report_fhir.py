"""The bundle of observations: its shape by hand, and as two validators take it."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from carried import NAME
from keepers import kept

from balance.records.history.engine import History
from balance.records.history.store import keep
from balance.report.fhir import bundle
from balance.report.fhir_codes import CODES, FIRST_ONE_LEG_STAND, HOLDS, LOINC, PERSONS
from balance.report.rows import HoldRow, rows_of

Json = dict[str, Any]
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
# Where node finds the package `fhir`: .ci/run puts it there.
PACKAGES = os.environ.get("BALANCE_TIMER_TEST_NODE_PACKAGES", "")
SCRIPT = """
const {Fhir} = require("fhir");
const bundles = JSON.parse(require("fs").readFileSync(0, "utf8"));
const validate = one => new Fhir().validate(one, {errorOnUnexpected: true}).messages;
console.log(JSON.stringify(bundles.map(
    one => validate(one).filter(each => !["info", "warning"].includes(each.severity)))));
"""


@pytest.fixture
def holds(history: History) -> tuple[HoldRow, ...]:
    odd = {"arms": "  ", "footwear": "one\x00 sock", "person": "Ł-1", "surface": "foam"}
    keep(history, [kept("odd", [5.0], created="2026-03-09T23:30:00+05:30", **odd)])
    return rows_of(history).holds


@pytest.fixture
def made(holds: tuple[HoldRow, ...]) -> Json:
    return bundle(holds, NOW)


def resources(made: Json, kind: str) -> list[Json]:
    found = (entry["resource"] for entry in made["entry"])
    return [one for one in found if one["resourceType"] == kind]


def of(made: Json, holds: tuple[HoldRow, ...], name: str) -> list[Json]:
    """The observations of a recording."""
    wanted = [hold.hold for hold in holds if hold.recording == f"{name}.csv.gz"]
    return [one for one in resources(made, "Observation") if one["id"] in wanted]


def part(observation: Json, kind: str) -> Json:
    (found,) = (c for c in observation["component"] if c["code"]["coding"][0]["code"] == kind)
    return dict(found)


def codes(observation: Json, key: str) -> list[str]:
    return [coding["code"] for coding in observation[key]["coding"]]


def test_there_is_an_observation_of_each_hold_that_counts(
    made: Json, holds: tuple[HoldRow, ...]
) -> None:
    found = resources(made, "Observation")
    assert [one["id"] for one in found] == [hold.hold for hold in holds if hold.scored]
    assert 0 < len(found) < len(holds)
    for one, hold in zip(found, (hold for hold in holds if hold.scored), strict=True):
        assert one["subject"] == {
            "type": "Patient",
            "identifier": {"system": PERSONS, "value": hold.person},
        }
        assert one["identifier"] == [{"system": HOLDS, "value": hold.hold}]
        assert one["valueQuantity"]["value"] == hold.hold_s
        assert one["valueQuantity"].get("comparator") == (">=" if hold.or_more else None)
        assert part(one, "uncertainty")["valueQuantity"]["value"] == hold.uncertainty_s


def test_a_plain_hold_and_one_that_went_on(made: Json, holds: tuple[HoldRow, ...]) -> None:
    plain, capped = of(made, holds, "plain")
    assert plain["status"] == "final"
    assert plain["effectiveDateTime"] == "2026-02-01T10:00:00.250000+00:00"
    assert codes(plain, "code") == ["hold-time"]
    assert codes(plain, "bodySite") == ["leg-left"]
    assert codes(plain, "method") == ["method-sensor"]
    assert capped["valueQuantity"] == {
        "value": 45.0,
        "comparator": ">=",
        "unit": "s",
        "system": "http://unitsofmeasure.org",
        "code": "s",
    }
    assert codes(part(capped, "end"), "valueCodeableConcept") == ["end-cap"]
    assert part(capped, "cap")["valueQuantity"]["value"] == 45.0
    (device,) = [one for one in resources(made, "Device") if one["version"][0]["value"] == "1.0"]
    (entry,) = [entry for entry in made["entry"] if entry["resource"] is device]
    assert plain["device"] == {"reference": entry["fullUrl"]}


def test_what_a_person_set_is_amended_with_the_automatic_time(
    made: Json, holds: tuple[HoldRow, ...]
) -> None:
    moved, went_on, added = of(made, holds, "edited")
    assert {one["status"] for one in (moved, went_on, added)} == {"amended"}
    assert codes(moved, "method") == ["method-person"]
    assert moved["valueQuantity"]["value"] == 8.5
    assert part(moved, "automatic")["valueQuantity"]["value"] == 8.57
    assert went_on["valueQuantity"]["comparator"] == ">="
    assert moved["effectiveDateTime"] == "2026-03-01T08:00:00+01:00"
    assert not [one for one in added["component"] if "automatic" in str(one["code"])]


def test_loinc_has_a_code_for_a_first_attempt_of_its_protocol_alone(
    made: Json, holds: tuple[HoldRow, ...]
) -> None:
    names = {hold.hold: hold.recording.removesuffix(".csv.gz") for hold in holds}
    coded = [
        names[one["id"]]
        for one in resources(made, "Observation")
        if {"system": LOINC, "code": FIRST_ONE_LEG_STAND} in one["code"]["coding"]
    ]
    assert coded == ["first", "after"]
    (first,) = of(made, holds, "first")
    assert (first["valueQuantity"]["value"], first["valueQuantity"]["comparator"]) == (30.0, ">=")


def test_what_is_not_known_is_not_there(made: Json, holds: tuple[HoldRow, ...]) -> None:
    (undated,) = of(made, holds, "undated")
    assert "effectiveDateTime" not in undated
    assert "bodySite" not in undated
    (odd,) = of(made, holds, "odd")
    assert "arms" not in str(odd["component"])
    assert "\x00" not in part(odd, "footwear")["valueString"]


def test_no_name_and_nothing_that_can_hold_one(made: Json, holds: tuple[HoldRow, ...]) -> None:
    text = json.dumps(made)
    for name in (NAME, "Ockham", "the wall", "HYPERLINK", ".csv"):
        assert name not in text


def test_the_same_holds_are_the_same_resources(made: Json, holds: tuple[HoldRow, ...]) -> None:
    assert bundle(holds, NOW) == made
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls)


def test_every_code_of_ours_is_defined_in_it(made: Json) -> None:
    (system,) = resources(made, "CodeSystem")
    defined = [one["code"] for one in system["concept"]]
    assert (system["url"], system["count"]) == (CODES, len(defined))
    assert len(set(defined)) == len(defined)
    displays = {one["code"]: one["display"] for one in system["concept"]}
    used = [each for each in _codings(made) if each.get("system") == CODES]
    assert used
    assert all(displays[each["code"]] == each["display"] for each in used)


def _codings(thing: object) -> Iterator[Json]:
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == "coding":
                yield from value
            else:
                yield from _codings(value)
    elif isinstance(thing, list):
        for each in thing:
            yield from _codings(each)


# What R4 says of the elements that are used here (hl7.org/fhir/R4/observation.html and datatypes).
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
ELEMENTS = {
    "Bundle": {"resourceType", "type", "timestamp", "entry"},
    "CodeSystem": {
        *("resourceType", "id", "url", "version", "name", "title", "status", "experimental"),
        *("publisher", "description", "caseSensitive", "content", "count", "concept"),
    },
    "Device": {"resourceType", "id", "deviceName", "type", "version"},
    "Observation": {
        *("resourceType", "id", "identifier", "status", "category", "code", "subject", "method"),
        *("effectiveDateTime", "valueQuantity", "bodySite", "device", "component"),
    },
}


def faults(made: Json) -> list[str]:
    """What of a bundle is not as R4 has it, as far as it is ours."""
    found = [f"Bundle.{key}" for key in made.keys() - ELEMENTS["Bundle"]]
    found += [] if made["type"] == "collection" else ["Bundle.type"]
    for entry in made["entry"]:
        one = entry["resource"]
        kind = one["resourceType"]
        found += [f"{kind}.{key}" for key in one.keys() - ELEMENTS[kind]]
        found += [] if re.fullmatch(r"[A-Za-z0-9.-]{1,64}", one["id"]) else [f"{kind}.id"]
        found += [] if re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry["fullUrl"]) else ["fullUrl"]
        if kind == "Observation":
            found += _observation_faults(one)
    return found


def _observation_faults(one: Json) -> list[str]:
    found = [] if one.get("status") in ("final", "amended") else ["status"]
    found += [] if one.get("code", {}).get("coding") else ["code"]
    when = one.get("effectiveDateTime")
    found += [] if when is None or DATE_TIME.fullmatch(when) else ["effectiveDateTime"]
    for each in (one, *one["component"]):
        values = [key for key in each if key.startswith("value")]
        found += [] if len(values) == 1 else ["value[x]"]
        quantity = each.get("valueQuantity", {})
        found += [] if quantity.get("comparator", ">=") == ">=" else ["comparator"]
        found += ["blank"] if each.get("valueString", "-").strip() == "" else []
    return found


def plant(change: Callable[[Json], None], made: Json) -> Json:
    """The bundle with a fault in its first observation."""
    faulty = copy.deepcopy(made)
    change(resources(faulty, "Observation")[0])
    return faulty


FAULTS: dict[str, Callable[[Json], None]] = {
    "no status": lambda one: one.pop("status"),
    "a status that is none": lambda one: one.update(status="done"),
    "a comparator that is none": lambda one: one["valueQuantity"].update(comparator="atleast"),
    "two values": lambda one: one.update(valueString="12 s"),
    "an element that is none": lambda one: one.update(holdTime=12.3),
    "a date that is none": lambda one: one.update(effectiveDateTime="1.2.2026"),
}


def test_the_shape_is_that_of_r4(made: Json) -> None:
    assert faults(made) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_shape_is_seen(made: Json, name: str) -> None:
    assert faults(plant(FAULTS[name], made)) != []


def taken_by_library(made: Json) -> bool:
    library = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not here")
    try:
        library.Bundle.model_validate_json(json.dumps(made))
    except ValueError:
        return False
    return True


def taken_by_node(*bundles: Json) -> list[bool]:
    if shutil.which("node") is None:
        pytest.skip("node is not here")
    if not PACKAGES:
        pytest.skip("BALANCE_TIMER_TEST_NODE_PACKAGES names no folder with the package fhir")
    run = subprocess.run(
        ["node", "-e", SCRIPT],
        input=json.dumps(bundles),
        env={**os.environ, "NODE_PATH": PACKAGES},
        check=True,
        capture_output=True,
        text=True,
        timeout=100,
    )
    return [not messages for messages in json.loads(run.stdout)]


def test_the_library_takes_it(made: Json) -> None:
    assert taken_by_library(made)


def test_node_takes_it(made: Json) -> None:
    assert taken_by_node(made) == [True]


def test_the_two_together_see_every_planted_fault(made: Json) -> None:
    planted = {name: plant(change, made) for name, change in FAULTS.items()}
    by_library = {name: not taken_by_library(one) for name, one in planted.items()}
    by_node = dict(
        zip(planted, (not taken for taken in taken_by_node(*planted.values())), strict=True)
    )
    assert [name for name in planted if not (by_library[name] or by_node[name])] == []
    # Neither does alone: that is why there are two.
    assert not all(by_library.values())
    assert not all(by_node.values())

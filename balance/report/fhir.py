"""Holds as FHIR R4: a bundle of observations, one of each hold that counts.

People are codes. Notes, labels of sessions, names of files and of devices are not in it, since they
can hold a name. docs/export.md says what stands where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from balance.report.fhir_codes import (
    FIRST_ONE_LEG_STAND,
    HOLDS,
    LOINC,
    PERSONS,
    PHENX,
    PHENX_CAP_S,
    code_system,
    concept,
    valued,
)
from balance.report.rows import HoldRow
from balance.signal.placement import TRUNK
from balance.words import printable

Json = dict[str, Any]

# Whatever is exported again is the same resource.
_NAMESPACE: Final = UUID("04a61f70-e73f-4287-90c4-4edad9064422")
_UNITS: Final = "http://unitsofmeasure.org"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"


def bundle(holds: Sequence[HoldRow], now: datetime) -> Json:
    """Give a collection: our code system, the programs that timed, and an observation a hold.

    Parameters
    ----------
    holds
        Of those only what is scored becomes an observation.
    now
        With zone; when the bundle is made.
    """
    counting = [hold for hold in holds if hold.scored]
    devices = {_program(hold): _device(*_program(hold)) for hold in counting}
    resources = [code_system(), *devices.values()]
    resources += [_observation(hold, devices[_program(hold)]) for hold in counting]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": _url(one), "resource": one} for one in resources],
    }


def is_first_one_leg_stand(hold: HoldRow) -> bool:
    """Whether LOINC has a code for it: a first try of the PhenX protocol, as that has it."""
    return (
        hold.test is not None
        and hold.test.partition("@")[0] == PHENX
        and hold.first_of_test is True
        and (hold.eyes, hold.surface, hold.cap_s) == ("open", "firm", PHENX_CAP_S)
    )


def _observation(hold: HoldRow, device: Json) -> Json:
    code = concept("hold-time")
    if is_first_one_leg_stand(hold):
        code["coding"].append({"system": LOINC, "code": FIRST_ONE_LEG_STAND})
    observation: Json = {
        "resourceType": "Observation",
        "id": hold.hold,
        "identifier": [{"system": HOLDS, "value": hold.hold}],
        "status": "amended" if hold.edited else "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": "exam"}]}],
        "code": code,
        "subject": {"type": "Patient", "identifier": {"system": PERSONS, "value": hold.person}},
        "valueQuantity": _seconds(hold.hold_s, or_more=hold.or_more),
        "method": concept("method-person" if hold.edited else "method-sensor"),
        "device": {"reference": _url(device)},
        "component": _components(hold),
    }
    when = _when(hold)
    if when is not None:
        observation["effectiveDateTime"] = when
    if hold.stance_leg is not None:
        observation["bodySite"] = valued("leg", hold.stance_leg)
    return observation


def _when(hold: HoldRow) -> str | None:
    """Give when the recording began, or its day; nothing where a file's own date alone says it."""
    return None if hold.dated_by is not None else hold.recorded_at or hold.day


def _components(hold: HoldRow) -> list[Json]:
    parts = [_part("uncertainty", valueQuantity=_seconds(hold.uncertainty_s))]
    if hold.edited and hold.automatic_hold_s is not None:
        automatic = _seconds(hold.automatic_hold_s, or_more=hold.automatic_or_more is True)
        parts.append(_part("automatic", valueQuantity=automatic))
    if hold.cap_s is not None:
        parts.append(_part("cap", valueQuantity=_seconds(hold.cap_s)))
    coded = {
        "eyes": hold.eyes,
        "surface": hold.surface,
        "sound": hold.sound,
        "placement": hold.placement,
        "sensor-on": None if hold.placement in TRUNK else hold.sensor_on,
        "end": None if hold.edited else hold.end_reason,
        "signal": hold.status,
    }
    parts += [
        _part(kind, valueCodeableConcept=valued(kind, value))
        for kind, value in coded.items()
        if value is not None
    ]
    written = {
        "arms": hold.arms,
        "footwear": hold.footwear,
        "test": hold.test,
        "signal-reasons": hold.reasons,
    }
    parts += [_part(kind, valueString=text) for kind, text in _written(written)]
    counted = {"attempt": hold.attempt, "corrections": hold.corrections}
    parts += [
        _part(kind, valueInteger=number) for kind, number in counted.items() if number is not None
    ]
    return parts


def _written(texts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Leave out what is no text there: nothing, blanks alone, signs that nobody sees."""
    for kind, text in texts.items():
        if text is not None and text.strip():
            yield kind, printable(text, lines=False)


def _part(kind: str, **value: object) -> Json:
    return {"code": concept(kind), **value}


def _seconds(seconds: float, *, or_more: bool = False) -> Json:
    quantity: Json = {"value": seconds}
    if or_more:
        quantity["comparator"] = ">="
    return {**quantity, "unit": "s", "system": _UNITS, "code": "s"}


def _program(hold: HoldRow) -> tuple[str | None, str]:
    return hold.software, hold.algorithm


def _device(software: str | None, algorithm: str) -> Json:
    """Make the program that timed, with its versions; `software` made the recording."""
    versions = [{"type": {"text": "detector"}, "value": algorithm}]
    if (software or "").strip():
        versions.append({"type": {"text": "recording software"}, "value": software or ""})
    return {
        "resourceType": "Device",
        "id": str(uuid5(_NAMESPACE, f"device {software} {algorithm}")),
        "deviceName": [{"name": "Balance Timer", "type": "user-friendly-name"}],
        "type": {"text": "Program that times holds on one leg by an inertial sensor on the body"},
        "version": versions,
    }


def _url(resource: Json) -> str:
    return f"urn:uuid:{uuid5(_NAMESPACE, resource['resourceType'] + resource['id'])}"

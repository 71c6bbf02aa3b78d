"""Our own code system for FHIR, and where codes of others are true.

No public system has a code for how long somebody stood on one leg with these conditions, but for
one first try of one protocol; docs/decisions/0018-own-codes-for-fhir.md says what was looked at.
"""

from __future__ import annotations

from typing import Any, Final

from balance.version import SOFTWARE

# An arc of our own: whoever draws a UUID may number below 2.25 and it, and nobody else can.
_ARC: Final = "urn:oid:2.25.6179470961475873449636544673036518434"
CODES: Final = f"{_ARC}.1"
PERSONS: Final = f"{_ARC}.2"
HOLDS: Final = f"{_ARC}.3"

LOINC: Final = "http://loinc.org"
# "Time participant holds position during first one leg stand", of PhenX protocol 170801.
FIRST_ONE_LEG_STAND: Final = "66569-5"
PHENX: Final = "phenx_30"
PHENX_CAP_S: Final = 30.0

_CONCEPTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("hold-time", "Hold time", "Time from the lift-off of one foot to its step-down."),
    ("leg-left", "Left stance leg", "The person stood on the left leg."),
    ("leg-right", "Right stance leg", "The person stood on the right leg."),
    ("method-sensor", "Timed by a sensor", "An inertial sensor on the body timed the hold."),
    ("method-person", "Set by a person", "A person set the ends in the sensor's recording."),
    ("uncertainty", "Uncertainty", "Half-width meant to hold the true time 95 times in 100."),
    ("automatic", "Automatic hold time", "What the sensor gave before a person set the ends."),
    ("cap", "Longest time", "The protocol ends a hold here."),
    ("test", "Named test", "The test that it was made for, and its version."),
    ("attempt", "Attempt", "Number of the attempt in its recording."),
    ("corrections", "Corrections", "Doubts within the hold that did not end it."),
    ("arms", "Arms", "How the arms were held, as it was written."),
    ("footwear", "Footwear", "What was worn on the feet, as it was written."),
    ("eyes", "Eyes", "Whether the eyes were open."),
    ("eyes-open", "Eyes open", "The eyes were open."),
    ("eyes-closed", "Eyes closed", "The eyes were closed."),
    ("surface", "Surface", "What the person stood on."),
    ("surface-firm", "Firm surface", "The floor."),
    ("surface-foam", "Foam", "A foam pad."),
    ("sound", "Sound", "Whether words were heard during the hold."),
    ("sound-silent", "Silent", "No words were heard."),
    ("sound-coached", "Coached", "Words were heard."),
    ("placement", "Placement", "Where the sensor was worn."),
    ("placement-lower-back", "Lower back", "The sensor was worn on the lower back."),
    ("placement-chest", "Chest", "The sensor was worn on the chest."),
    ("placement-thigh", "Thigh", "The sensor was worn on a thigh."),
    ("placement-shank", "Shank", "The sensor was worn on a shank."),
    ("placement-foot", "Foot", "The sensor was worn on a foot."),
    ("sensor-on", "Sensor's leg", "The leg that thigh, shank or foot are of."),
    ("sensor-on-raised", "Raised leg", "The sensor was on the raised leg."),
    ("sensor-on-stance", "Stance leg", "The sensor was on the stance leg."),
    ("end", "End", "Why the sensor's clock stopped."),
    ("end-step-down", "Step-down", "The raised foot touched the floor, or the other one moved."),
    ("end-cap", "Longest time reached", "The protocol ended it."),
    ("end-recording-end", "End of the readings", "The recording ended first."),
    ("end-gap", "Readings missing", "Readings were missing from then on."),
    ("end-stop", "Stopped by hand", "Somebody stopped it."),
    ("signal", "Signal", "How good the readings are."),
    ("signal-valid", "Valid", "Good enough."),
    ("signal-attention", "Attention", "Worth a look, for the reasons given."),
    ("signal-reasons", "Signal in words", "Why the readings are worth a look."),
)
_DISPLAYS: Final = {code: display for code, display, _ in _CONCEPTS}


def code_system() -> dict[str, Any]:
    """Give the code system as a resource, so that a bundle explains itself."""
    return {
        "resourceType": "CodeSystem",
        "id": "balance-timer-codes",
        "url": CODES,
        "version": "1",
        "name": "BalanceTimerCodes",
        "title": "Codes of Balance Timer",
        "status": "active",
        "experimental": False,
        "publisher": SOFTWARE,
        "description": "How long a person stood on one leg, how, and how that was timed.",
        "caseSensitive": True,
        "content": "complete",
        "count": len(_CONCEPTS),
        "concept": [
            {"code": code, "display": display, "definition": definition}
            for code, display, definition in _CONCEPTS
        ],
    }


def concept(code: str) -> dict[str, Any]:
    """Give a concept of our system."""
    display = _DISPLAYS[code]
    return {"coding": [{"system": CODES, "code": code, "display": display}], "text": display}


def valued(kind: str, value: str) -> dict[str, Any]:
    """Give the concept of a value, such as eyes that are open; its word where there is none."""
    code = f"{kind}-{value.replace('_', '-')}"
    return concept(code) if code in _DISPLAYS else {"text": value}

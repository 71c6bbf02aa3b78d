"""Recordings with something of everything that a table has to carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from keepers import hold, kept

from balance.records.edits import KeptHold, apply_edits, hold_edit, no_hold_edit, note_on
from balance.records.history.kept import Kept
from balance.sway.settings import TRUNK

NAME = "Ada Lovelace"
SWAY: dict[str, Any] = {
    "from_s": 8.0,
    "to_s": 16.5,
    "axes": "known",
    "axes_note": "",
    "rate_hz": 100.0,
    "samples": 850,
    "rms_m_s2": 0.272308,
    "f95_hz": 1.95,
    "principal_direction_deg": None,
    "ap": {"rms_m_s2": 0.2, "f95_hz": None},
    "ml": {"rms_m_s2": 1e-05, "f95_hz": 0.0},
    "spoiled": ["f95_hz", "ml.rms_m_s2"],
    "first_seconds": {"samples": 300, "rms_m_s2": 0.3, "ap": None, "ml": None, "spoiled": []},
    "settings": {"definition": "1.0", "lowpass_hz": TRUNK.lowpass_hz, "band_hz": [0.15, 5.0]},
}
# What spreadsheets run, or make something else of.
TEXTS = (
    '=HYPERLINK("http://localhost/?x="&A1,"more")',
    "+1+1",
    "-2+3",
    "@SUM(1;1)",
    " =1+1",
    "'=1+1",
    "''-1",
    "'told'",
    "＝1+1",
    'said "no", twice; Łódź, 東京 ±',
    "007",
    "1e5",
    "NA",
    "true",
    "2026-03-01",
    "1/2",
)


def phenx(name: str, created: str, seconds: list[float], **more: Any) -> Kept:
    more = {"test": "phenx_30@1", "cap_s": 30.0, "person": "P3"} | more
    return kept(name, seconds, created=created, **more)


def edited() -> Kept:
    """Of four holds: moved, found to be none, gone on, and a fourth that the timer missed."""
    found = [KeptHold(hold(8.57, start_s=100.0 * i), cap_s=45.0) for i in range(3)]
    rows = [
        hold_edit(0.5, 9.0),
        no_hold_edit(100.0, 108.57),
        hold_edit(200.0, 207.25, went_on=True),
        hold_edit(300.0, 304.0),
        note_on((0.5, 9.0), f"{NAME} touched the wall"),
    ]
    holds, troubles = apply_edits(found, rows, 45.0)
    assert not troubles
    return kept("edited", holds=holds, created="2026-03-01T08:00:00+01:00", cap_s=45.0, person="P2")


def recordings() -> list[Kept]:
    swayed = [KeptHold(hold(12.0), sway=SWAY)]
    noted = [
        replace(KeptHold(hold(3.0 + i, start_s=50.0 * i)), note=text)
        for i, text in enumerate(TEXTS)
    ]
    said = {"arms": "crossed", "footwear": "bare", "sound": "coached", "eyes": "closed"}
    return [
        kept("plain", [12.345, 45.0], created="2026-02-01T10:00:00.250+00:00", cap_s=45.0),
        kept("practice", [20.0], created="2026-02-01T10:05:00Z", practice=True, **said),
        kept("chest", holds=swayed, created="2026-02-02T10:00:00+00:00", placement="chest"),
        kept("poor", [6.0], created="2026-02-03T10:00:00+00:00", status="invalid"),
        kept("undated", [7.0], created=None, stance_leg=None),
        edited(),
        phenx("first", "2026-03-02T09:00:00+00:00", [30.0]),
        phenx("second", "2026-03-02T09:02:00+00:00", [12.0]),
        phenx("tried", "2026-03-03T09:00:00+00:00", [9.0], practice=True),
        phenx("after", "2026-03-03T09:01:00+00:00", [10.0, 11.0]),
        phenx("nothing", "2026-03-04T09:00:00+00:00", []),
        phenx("too late", "2026-03-04T09:01:00+00:00", [13.0]),
        phenx("closed", "2026-03-05T09:00:00+00:00", [14.0], eyes="closed"),
        phenx("longer", "2026-03-06T09:00:00+00:00", [15.0], cap_s=45.0),
        phenx("other", "2026-03-07T09:00:00+00:00", [16.0], test="unipedal_45@1"),
        phenx("foam", "2026-03-08T09:00:00+00:00", [17.0], surface="foam"),
        kept("lower", [8.0], created="2026-03-08T10:00:00+00:00", person="a"),
        kept("upper", [8.0], created="2026-03-08T10:00:00+00:00", person="B"),
        kept("texts", holds=noted, created="2026-03-09T10:00:00+00:00", person="007"),
    ]

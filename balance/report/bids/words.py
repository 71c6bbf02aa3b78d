"""What stands in a data set for whoever reads it: what each column and key is."""

from __future__ import annotations

from typing import Any, Final

from balance.records.formats.bids import keys
from balance.report.bids.labels import RAISES, STANCE

ABOUT_TASK: Final = {
    STANCE: "Standing on one leg for as long as possible; timed from the raised foot leaving the "
    "floor until it touches the floor again or the stance foot moves.",
    RAISES: "Heel raises, counted.",
}
ABOUT_FRAME: Final = {
    "SpatialAxes": "n/a",
    "RotationRule": "n/a",
    "RotationOrder": "n/a",
    "Description": "Axes of the sensor, as it was worn: its mounting is not known. Acceleration is "
    "specific force: at rest the axis that points up reads +9.81.",
}
ABOUT_CHANNELS: Final[dict[str, Any]] = {
    "reference_frame": {
        "Description": "The frame that the components are in.",
        "Levels": {"sensor": ABOUT_FRAME},
    }
}
ABOUT_PEOPLE: Final[dict[str, Any]] = {
    "participant_id": {"Description": "Label of the person."},
    "age": {
        "Description": "Age at the first session, by the year of birth alone, so that it may be "
        "one too many. Ages above 89 are given as 89.",
        "Units": "year",
        "Maximum": 89,
    },
    "simulated": {"Description": "Whether a program made the recordings up.", "Levels": {}},
    "archived": {"Description": "Whether the person comes no more.", "Levels": {}},
    "code": {"Description": "Code of the person where the data set was made; never a name."},
}
for _column in ("simulated", "archived"):
    ABOUT_PEOPLE[_column]["Levels"] = {"yes": "It is so.", "no": "It is not so."}
EVENT_WORDS: Final = {
    "settled": "Quiet stance on both legs was found.",
    "ready": "The foot may be lifted from here on.",
    "lift_off": "The raised foot left the floor.",
    "step_down": "It touched the floor again, or the stance foot moved.",
    "correction": "A disturbance that did not end the hold.",
    "cap": "The longest time was reached.",
    "gap": "Samples are missing from here on.",
    "stop": "Somebody stopped the attempt.",
    "edit": "A person's change to a time; what it says in detail is in the recording's own time.",
    "note": "Something written down.",
    "hold": "From lift-off to the end, as it counts in the history: a person's times where one set "
    "them. No row of the recording.",
}
ABOUT_EVENTS: Final[dict[str, Any]] = {
    "trial_type": {"Description": "What happened."},
    "by": {
        "Description": "Who says so: the program (auto), a person (user), or what is known from "
        "elsewhere (truth).",
    },
    "detail": {
        "Description": "More about it, in words. A backslash stands before what can't be in a "
        "cell: \\t is a tab, \\\\ a backslash, n\\/a the text of that letters.",
    },
    "row": {
        "Description": "Place among the events of the recording, in the order that they were "
        "written; n/a for a hold, which is worked out of them.",
    },
}
_README: Final = """Recordings of people standing on one leg, as BIDS Motion, by Balance Timer.

One sensor was worn at a time, at the place that the tables of channels name. Acceleration is
specific force in m/s^2 (at rest the axis that points up reads +9.81), the rate of turn is in rad/s,
and the channel LATENCY has the seconds since the first sample: samples are as they came, unevenly
spaced, and where some are missing the next latency is larger. No sample was made up.

The events of a recording are beside it: what the program found, what a person corrected, notes, and
what is known from elsewhere (a simulation, a second rater). A row "hold" is a stretch as it counts.

What line 1 of a recording says is in its JSON file: {keys}. "{others}" has what this program has no
name for, and "{first}" is the time of the first sample in the recording's own time, which the
details of edits are in.

A label of a person is the code, where that has letters and digits alone. Names of people are not in
a data set. {dates}

It is a training and recording tool, not a medical device.
"""
_WHOLE: Final = (
    "Dates, codes and notes are as they are, and in sourcedata/balance-timer is what the history "
    "has beside the recordings: another Balance Timer takes this folder in whole. Before it is "
    "given to strangers, make another one with --shift-dates."
)
_APART: Final = (
    "Dates were shifted by a whole number of days, the same for all of a person, to before 1925. "
    "Labels were drawn. Codes, notes, labels of sessions, addresses of sensors and names of files "
    "were left out."
)


def readme(*, apart: bool) -> bytes:
    """Give the README of a data set; `apart` from who and when it was."""
    names = sorted(keys.NAMES.values())
    dates = _APART if apart else _WHOLE
    told = _README.format(keys=", ".join(names), others=keys.OTHERS, first=keys.FIRST, dates=dates)
    return told.encode()

"""What each column of the tables is: its type, its unit, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from balance.records.edits import BY_HAND_S
from balance.version import SOFTWARE

Kind = Literal["text", "number", "whole", "yes_no", "time", "day"]
FORMAT: Final = "balance-columns"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column; a name without a unit at its end is of something that has none."""

    name: str
    kind: Kind
    about: str
    unit: str | None = None


HOLD_COLUMNS: Final = (
    Column("hold", "text", "Which hold: the recording's samples and the attempt's number."),
    Column("person", "text", "Code of the person, never a name."),
    Column("day", "day", "Day of the session, where the person was."),
    Column("session", "text", "Label of the session; its day where it was given none."),
    Column("supervised", "yes_no", "Somebody watched over the session."),
    Column("recording", "text", "Name of the recording's file."),
    Column("recorded_at", "time", "When the recording began."),
    Column("dated_by", "text", "file: only the date of the imported file says when that was."),
    Column("attempt", "whole", "Number of the attempt in its recording."),
    Column("test", "text", "Named test and its version, for which it was made."),
    Column("first_of_test", "yes_no", "It was the first attempt of that test in the session."),
    Column("stance_leg", "text", "Leg stood on: left or right."),
    Column("eyes", "text", "open or closed."),
    Column("surface", "text", "firm or foam."),
    Column("arms", "text", "How the arms were held, as it was written."),
    Column("footwear", "text", "What was worn on the feet, as it was written."),
    Column("sound", "text", "silent, or coached: words were heard during the hold."),
    Column("placement", "text", "Where the sensor was: lower_back, chest, thigh, shank, foot."),
    Column("sensor_on", "text", "Which leg thigh, shank and foot are of: raised or stance."),
    Column("practice", "yes_no", "It was practice: kept, and never scored."),
    Column("scored", "yes_no", "It counts for best times and means."),
    Column("discarded", "yes_no", "A person said that it was no hold."),
    Column("hold_s", "number", "How long it lasted; what a person set counts.", "s"),
    Column(
        "uncertainty_s",
        "number",
        "Half-width that is meant to hold the true time 95 times in 100; "
        f"{BY_HAND_S} where a person set it.",
        "s",
    ),
    Column("or_more", "yes_no", "It lasted at least so long: hold_s is no end."),
    Column("cap_s", "number", "Longest time of the test.", "s"),
    Column(
        "end_reason", "text", "Why the timer ended it: step_down, cap, recording_end, gap, stop."
    ),
    Column("corrections", "whole", "Doubts within it that did not end it."),
    Column("edited", "yes_no", "A person set its ends."),
    Column("lift_off_s", "number", "Lift-off that counts, in the recording's time.", "s"),
    Column("end_s", "number", "End that counts, in the recording's time.", "s"),
    Column("automatic_hold_s", "number", "How long the timer found it to be.", "s"),
    Column("automatic_uncertainty_s", "number", "Uncertainty of that.", "s"),
    Column("automatic_or_more", "yes_no", "The timer found it to be at least so long."),
    Column("automatic_lift_off_s", "number", "Lift-off that the timer found.", "s"),
    Column("automatic_end_s", "number", "End that the timer found.", "s"),
    Column("edited_lift_off_s", "number", "Lift-off that a person set.", "s"),
    Column("edited_end_s", "number", "End that a person set.", "s"),
    Column("status", "text", "Signal of the recording: valid, attention or invalid."),
    Column("reasons", "text", "Why it is not valid, in words."),
    Column("rate_hz", "number", "Measured rate of the samples.", "Hz"),
    Column("recording_s", "number", "Length of the recording.", "s"),
    Column("sensor_model", "text", "The device, as it or its program called itself."),
    Column("algorithm", "text", "Version of the detector that timed it."),
    Column("software", "text", "Program that made the recording."),
    Column("note", "text", "What people wrote on it; it can hold anything, a name too."),
)

SWAY_COLUMNS: Final = (
    Column("hold", "text", "Which hold, as in the table of holds."),
    Column("person", "text", "Code of the person, never a name."),
    Column("recording", "text", "Name of the recording's file."),
    Column("attempt", "whole", "Number of the attempt in its recording."),
    Column("part", "text", "hold, or first_seconds: what stands apart of its beginning."),
    Column("direction", "text", "resultant, the same for any axes; ap front to back; ml across."),
    Column("measure", "text", "Its name, with the unit at its end; docs/sway.md has each formula."),
    Column("value", "number", "Of the hold as the timer found it, in the unit of the measure."),
    Column("spoiled", "yes_no", "The sensor is too coarse for this measure."),
    Column("from_s", "number", "Where what was measured begins, in the recording's time.", "s"),
    Column("to_s", "number", "Where it ends.", "s"),
    Column("samples", "whole", "How many even samples it has."),
    Column("rate_hz", "number", "Rate of those.", "Hz"),
    Column("axes", "text", "What is known of front and side: known, learned or none."),
    Column("definition", "text", "Version of the definitions."),
    Column("settings", "text", "All choices behind it, as JSON: others are not to be compared."),
)


def description(names: Mapping[str, str]) -> dict[str, Any]:
    """Say what the tables of `export` are, for programs and people.

    Parameters
    ----------
    names
        Of their files, under "holds" and "sway".
    """
    return described(
        {"holds": (names["holds"], HOLD_COLUMNS), "sway": (names["sway"], SWAY_COLUMNS)}
    )


def described(tables: Mapping[str, tuple[str, Sequence[Column]]]) -> dict[str, Any]:
    """Say what tables are: of each, by what it is, the name of its file and its columns."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "software": SOFTWARE,
        "table": "RFC 4180: commas, CRLF, UTF-8 with a byte order mark; text in quotes, numbers "
        "without; a decimal point; what is missing is empty",
        "yes_no": ["true", "false"],
        "time": "ISO 8601 with zone",
        "day": "ISO 8601",
        "formulas": "a text that a spreadsheet would run has an apostrophe in front: take one away "
        "from '= '+ '- '@, also with blanks or more apostrophes between",
        "tables": {
            what: {"file": name, "columns": told(columns)}
            for what, (name, columns) in tables.items()
        },
    }


def told(columns: Sequence[Column]) -> list[dict[str, str]]:
    """Say what columns are, as JSON."""
    return [
        {"name": one.name, "type": one.kind, "about": one.about}
        | ({} if one.unit is None else {"unit": one.unit})
        for one in columns
    ]

"""What stands at the top of a data set: its description, and what holds for all in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from balance.records.formats.bids.naming import DESCRIPTION
from balance.records.formats.bids.texts import MISSING, json_text, sheet_text
from balance.records.history.kept import is_simulated
from balance.records.history.people_list import ListedPerson
from balance.report.bids import words
from balance.report.bids.labels import TRACKING, bare
from balance.report.bids.person import Part
from balance.version import __version__

#: Of the standard: the newest that the official validator of today knows. Nothing that is written
#: here is otherwise in 1.11.2.
BIDS_VERSION: Final = "1.11.1"
_TOP_AGE: Final = 89
_YES_NO: Final = {True: "yes", False: "no"}


def top_files(parts: Sequence[Part], mark: str) -> dict[str, bytes]:
    """Give the files at the top, but for the table of people.

    Parameters
    ----------
    mark
        What tells a data set whose labels were drawn from all others; empty where they were not.
    """
    made = {
        "Name": f"Balance times {mark}".rstrip(),
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [
            {
                "Name": "Balance Timer",
                "Version": __version__,
                "Description": "Recorded, timed and exported.",
            }
        ],
    }
    files = {DESCRIPTION: json_text(made), "README": words.readme(apart=bool(mark))}
    seen: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for task, events in part.tasks.items():
            seen[task] |= events
    for task, events in sorted(seen.items()):
        label = bare(task)
        files[f"task-{label}_events.json"] = json_text(_events(events))
        name = f"task-{label}_tracksys-{TRACKING}_channels.json"
        files[name] = json_text(words.ABOUT_CHANNELS)
    return files


def participants(people: Sequence[tuple[Part, ListedPerson]], *, coded: bool) -> dict[str, bytes]:
    """Give the table of people, and what its columns are; with their codes or not."""
    names = ["participant_id", "age", "simulated", "archived", *(["code"] if coded else [])]
    rows = []
    for part, listed in people:
        made_up = bool(part.headers) and all(map(is_simulated, part.headers))
        row = [f"sub-{part.label}", _age(part, listed), _YES_NO[made_up], _YES_NO[listed.archived]]
        rows.append([*row, listed.code] if coded else row)
    about = {name: words.ABOUT_PEOPLE[name] for name in names}
    return {"participants.tsv": sheet_text(names, rows), "participants.json": json_text(about)}


def _age(part: Part, listed: ListedPerson) -> str:
    """Give the age at the first session, by the year of birth."""
    days = sorted(day for day in part.days if day)
    if listed.birth_year is None or not days:
        return MISSING
    age = int(days[0][:4]) - listed.birth_year
    return str(min(age, _TOP_AGE)) if age >= 0 else MISSING


def _events(seen: set[str]) -> dict[str, Any]:
    unknown = {event: "An event of a newer version." for event in sorted(seen) if event}
    levels = {**unknown, **words.EVENT_WORDS}
    about = dict(words.ABOUT_EVENTS)
    return about | {"trial_type": {**about["trial_type"], "Levels": levels}}

"""`balance-timer people`: whose recording is whose, listed, moved, split and noted on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balance.protocol.conditions import Eyes, Leg, Surface
from cli import output
from cli.data_place import Database, open_history
from cli.numbers import number, whole
from cli.progress import working
from drivers.live.place import find_place

if TYPE_CHECKING:
    from balance.moving import Moved
    from balance.records.history.recording_list import ListedRecording

Recording = Annotated[
    str,
    typer.Argument(help="A recording of the history, by path or name.", metavar="RECORDING"),
]
To = Annotated[str, typer.Option("--to", help="Whose it is; somebody known.", metavar="CODE")]
Attempt = Annotated[
    int | None,
    typer.Option(
        "--attempt",
        parser=whole("--attempt", 0),
        help="This attempt of it alone; the recording is split around it.",
        metavar="N",
    ),
]


def list_recordings(
    person: Annotated[str | None, typer.Option(help="One person alone.", metavar="CODE")] = None,
    leg: Annotated[Leg | None, typer.Option(help="Stance leg.")] = None,
    eyes: Annotated[Eyes | None, typer.Option()] = None,
    surface: Annotated[Surface | None, typer.Option()] = None,
    since: Annotated[str | None, typer.Option(help="First day.", metavar="YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.", metavar="YYYY-MM-DD")] = None,
    search: Annotated[
        str, typer.Option(help="Words in people, files and notes.", metavar="TEXT")
    ] = "",
    archived: Annotated[
        bool, typer.Option("--archived", help="Those of archived people as well.")
    ] = False,
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON object each.")] = False,
    database: Database = None,
) -> None:
    """List recordings, newest first, with whose they are and where."""
    from balance.records.errors import RecordingError
    from balance.records.history import recording_list
    from balance.records.history.codes import find

    said = {"stance_leg": leg, "eyes": eyes, "surface": surface}
    wanted = recording_list.Wanted(
        person=person,
        conditions={name: value for name, value in said.items() if value is not None},
        since=_day(since),
        until=_day(until),
        text=search,
        archived=archived,
    )
    with output.errors_in_words(RecordingError), open_history(database) as history:
        if person is not None:
            with history.reading() as session:
                find(session, person)
        with working("Looking for recordings"):
            found = recording_list.list_recordings(history, wanted)
    for each in found:
        if json_lines:
            output.json_line(_as_dict(each))
        else:
            output.line(_in_words(each))


def move(recording: Recording, to: To, attempt: Attempt = None, database: Database = None) -> None:
    """Give a recording, or one attempt of it, to another person."""
    from balance.records.errors import RecordingError
    from balance.records.history.recording_list import find_recording
    from drivers.live import people

    with output.errors_in_words(RecordingError), open_history(database) as history:
        path = find_recording(history, recording)
        with working("Moving"):
            moved = people.move(find_place(database), history, path, to, attempt=attempt)
        _say(moved, to)


def split(
    recording: Recording,
    to: To,
    at: Annotated[
        float | None,
        typer.Option(
            "--at", parser=number("--at", -1e9), help="In the recording's time.", metavar="SECONDS"
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(
            "--after", parser=whole("--after", 0), help="After this attempt.", metavar="N"
        ),
    ] = None,
    database: Database = None,
) -> None:
    """Split a recording of two people: what comes later is the other person's."""
    from balance.records.errors import RecordingError
    from balance.records.history.recording_list import find_recording
    from drivers.live import people

    if (at is None) == (after is None):
        output.fail("Say where to split: --at SECONDS, or --after N.", output.WRONG_USAGE)
    with output.errors_in_words(RecordingError), open_history(database) as history:
        path = find_recording(history, recording)
        with working("Splitting"):
            moved = people.split(find_place(database), history, path, to, at_s=at, after=after)
        _say(moved, to)


def note(
    recording: Recording,
    attempt: Annotated[int, typer.Argument(parser=whole("N", 0), help="Its number.", metavar="N")],
    text: Annotated[str, typer.Argument(help="'' takes away what is there.", metavar="TEXT")],
    database: Database = None,
) -> None:
    """Write a note on an attempt, beside the recording."""
    from balance.records.errors import RecordingError
    from balance.records.history.notes import note_attempt
    from balance.records.history.recording_list import find_recording

    with output.errors_in_words(RecordingError), open_history(database) as history:
        note_attempt(history, find_recording(history, recording), attempt, text)


def _say(moved: Moved, to: str) -> None:
    for path in moved.recordings:
        output.line(str(path))
    attempts = "1 attempt is" if moved.attempts == 1 else f"{moved.attempts} attempts are"
    output.note(f"{attempts} {to}'s now.")
    if moved.original is not None:
        output.note(f"The whole recording is set aside: {moved.original}")


def _day(text: str | None) -> str:
    if text is None:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        output.fail(f"'{text}' is no day; write it as 2026-03-08.", output.WRONG_USAGE)


def _as_dict(each: ListedRecording) -> dict[str, Any]:
    from balance.protocol.conditions import NEVER_MIXED

    conditions = each.conditions
    return {
        "recording": str(each.path),
        "person": each.person,
        "day": each.day or None,
        "day_by": None if not each.day else "file" if each.by_file else "recording",
        "session": each.label,
        **{name: getattr(conditions, name, None) for name in NEVER_MIXED},
        "attempts": each.attempts,
        "practice": each.practice,
        "best_s": None if each.best is None else each.best.duration_s,
        "best_censored": None if each.best is None else each.best.censored,
        "status": each.status,
        "notes": list(each.notes),
    }


def _in_words(each: ListedRecording) -> str:
    from cli import words
    from drivers.live import progress_words

    day = each.day or "no day"
    parts = [f"{day} (of the file)" if each.by_file else day]
    parts.append(" ".join(filter(None, (each.person, each.name))))
    if each.conditions is not None:
        leg = each.leg or "leg not said"
        parts.append(f"{leg}, {progress_words.conditions(each.conditions)}")
    best = each.best
    if best is not None:
        said = words.length(best.duration_s, best.uncertainty_s, censored=best.censored)
        parts.append(f"best {said}")
    many = each.attempts + each.practice
    parts.append("1 attempt" if many == 1 else f"{many} attempts")
    parts += [f"note: {text}" for text in each.notes]
    return "  ".join([*parts, str(each.path)])

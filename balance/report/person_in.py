"""A person out of a zip, taken in beside whoever is here: files first, then the history.

All rows come in at once or none; broken off before that, it is completed by doing it again. What is
here already, by its samples, comes in once, and what people said of it in both places is put
together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from balance.bookkeeping import score_kept, score_with
from balance.moving import find_owner
from balance.records.edits import is_rating, is_said
from balance.records.errors import RecordingError
from balance.records.events_file import append_events, events_path, read_events
from balance.records.history.engine import History
from balance.records.history.exercises.copies import copy_missing, copy_sitting
from balance.records.history.exercises.own_files import PLANS, SCRIPTS, files_in, id_of
from balance.records.history.joining import Joined, Joining
from balance.records.history.schema import Person, Recorded
from balance.records.history.stand_ins import StandIn, stand_in_for
from balance.records.history.store import keep, kept_as, named_path
from balance.records.merging import rows_to_add
from balance.records.owner_file import sync_file
from balance.records.results_file import is_results
from balance.report.files import write_new
from balance.report.person_given import Given
from balance.report.person_zip import RULES
from balance.report.staging import Staged, put, staged
from balance.report.unpacking import Tell
from balance.timing.hold_timer import ALGORITHM


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a person.

    Parameters
    ----------
    joined
        What became of the rows.
    recordings, there
        How many recordings came in, also for their results alone, and how many were here already.
    merged
        Recordings that were here, to which something was added that people said there.
    told
        What else is to be known, a sentence each.
    """

    joined: Joined
    recordings: int
    there: int
    merged: tuple[Path, ...]
    told: tuple[str, ...]


def take_in(history: History, given: Given, tell: Tell) -> TakenIn:
    """Take a person in.

    Raises
    ------
    RecordingError
        Where something can't be read or written; doing it again goes on.
    HistoryError
        Where the code is told from another's by case or form alone, or the database can't be
        written.
    """
    told: list[str] = []
    with staged(given, history.folder, tell) as recordings:
        known = given.rows.execute(select(Recorded.path, Recorded.checksum))
        rows = {row.path: row.checksum for row in known}
        here = {one.name: _here(history, one, rows.get(one.name)) for one in recordings}
        rules = _own_files(history, given, told)
        gone = _giving_way(history, given.code, recordings, here)
        names, anew, new = dict[str, str](), list[Path](), 0
        for one in recordings:
            place, results = here[one.name], gone.get(one.name)
            if place is None or results is not None:
                noted = results is not None and _said_here(one, results)
                place, new = put(one, history.folder), new + 1
                unlike = one.checksum is not None and rows.get(one.name) != one.checksum
                if noted or (unlike and (one.name in rows or results is not None)):
                    anew.append(place)
                if one.name in rows and unlike:  # under way, or changed by hand since
                    continue
            names[one.name] = named_path(history.folder, place)
        with history.writing() as session:
            joined = Joining(given.rows, session).join(given.code, names, rules)
        if anew:
            keep(history, [score_kept(path) for path in anew], again=True)
        for results in gone.values():
            results.take_away()
        merged = [
            place
            for one in recordings
            if (place := here[one.name]) is not None
            and one.name not in gone
            and _merge(history, one, place, given.code, told)
        ]
    told += _copy_sittings(history, joined)
    there = len(recordings) - new
    return TakenIn(joined, new, there, tuple(merged), tuple(told))


def _copy_sittings(history: History, joined: Joined) -> list[str]:
    """Write the copies of sittings beside the recordings; give what can't be written, in words."""
    try:
        for number in joined.sittings:
            copy_sitting(history, number)
        copy_missing(history)
    except RecordingError as error:
        return [str(error).rstrip(".")]
    return []


def _here(history: History, one: Staged, known: str | None) -> Path | None:
    """Give the recording with these samples, or the one that they are a part of."""
    checksum = one.checksum or known
    return None if checksum is None else kept_as(history, checksum, one.wholes)


def _giving_way(
    history: History, code: str, recordings: Sequence[Staged], here: Mapping[str, Path | None]
) -> dict[str, StandIn]:
    """Give the results that are here of recordings that come in themselves, by their names."""
    found = {}
    for one in recordings:
        place = here[one.name]
        if place is None or one.checksum is None or is_results(one.path):
            continue
        if is_results(place) and find_owner(history, place) == code:
            results = stand_in_for(history, one.checksum)
            if results is not None:
                found[one.name] = results
    return found


def _said_here(one: Staged, results: StandIn) -> bool:
    """Add what was said of results to their recording; whether there was something."""
    rows = results.beside(one.rows)[len(one.rows) :]
    if rows:
        append_events(events_path(one.path), rows)
        sync_file(events_path(one.path))
    return bool(rows)


def _merge(history: History, one: Staged, place: Path, code: str, told: list[str]) -> bool:
    """Add what people said of a recording that is here; whether there was something."""
    owner = find_owner(history, place)
    if owner != code:
        told.append(f"{place}: {one.name} is here as {owner}'s; nothing of it was changed")
        return False
    said = [row for row in one.rows if is_said(row) or is_rating(row)]
    if not said:
        return False
    try:
        ours = read_events(events_path(place))
        added = rows_to_add(ours, said)
        kept = score_with(place, (*ours, *added.rows))
    except RecordingError as error:
        told.append(f"{str(error).rstrip('.')}; what was said of it there was not added")
        return False
    if one.checksum != kept.checksum:
        told.append(f"{place}: {one.name} is split otherwise; what was said of it was not added")
        return False
    if added.notes_stay:
        told.append(f"{place}: a note was taken away there, and stays here")
    if not added.rows and _algorithm(history, place) != ALGORITHM:
        return False
    # Also where nothing is to be added: it may have been broken off right before this.
    if added.rows:
        append_events(events_path(place), added.rows)
        sync_file(events_path(place))
    keep(history, [replace(kept, path=place)], again=True)
    return bool(added.rows)


def _algorithm(history: History, place: Path) -> str | None:
    with history.reading() as session:
        name = named_path(history.folder, place)
        return session.scalar(select(Recorded.algorithm).where(Recorded.path == name))


def _own_files(history: History, given: Given, told: list[str]) -> str | None:
    """Put files of one's own beside those here, and give the rule set as it is found here."""
    own = history.folder.parent
    for kind in (SCRIPTS, PLANS):
        for name in given.own_files(kind):
            _own_file(own, kind, name, b"".join(given.zipped.pieces(name)), told)
    rules = given.rows.scalars(select(Person.rules)).one()
    if rules not in given.own_files(RULES):
        return rules
    return str(_put_rules(own, str(rules), b"".join(given.zipped.pieces(str(rules)))))


def _own_file(own: Path, kind: str, name: str, content: bytes, told: list[str]) -> None:
    """Put a script or a plan in its folder, unless one of that id is there."""
    there = files_in(own)[kind]
    if any(path.read_bytes() == content for path in there.values()):
        return
    if id_of(content) in there:
        told.append(f"{name}: another {kind[:-1]} of this id is here, and stays")
        return
    _write(_free(own / name), content)


def _put_rules(own: Path, name: str, content: bytes) -> Path:
    place = own / name
    if not (place.exists() and place.read_bytes() == content):
        place = _free(place)
        _write(place, content)
    return place.absolute()


def _write(place: Path, content: bytes) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"can't be written ({error.strerror or error})", place) from error
    write_new({place: content})


def _free(place: Path) -> Path:
    number, tried = 1, place
    while tried.exists():
        number += 1
        tried = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return tried

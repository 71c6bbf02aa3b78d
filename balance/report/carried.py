"""What a page carries: a person's results, as JSON inside it, and taking them into a history."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from balance.records.copying import put_new
from balance.records.errors import RecordingError
from balance.records.history.as_kept import recordings_of
from balance.records.history.codes import check_code, find, refuse_new
from balance.records.history.engine import History
from balance.records.history.exercises.copies import copy_missing
from balance.records.history.exercises.taking import sittings_of, take_sitting
from balance.records.history.kept import Kept
from balance.records.history.schema import Person
from balance.records.history.store import Keeping, keep_several
from balance.records.results_file import (
    kept_dict,
    kept_from,
    read_results,
    results_bytes,
    results_name,
)
from balance.records.sealed import seal, unseal
from balance.records.sitting_file import SittingFile, sitting_from, text_of
from balance.records.strict import items, refused, table, text
from balance.version import SOFTWARE

FORMAT: Final = "balance-page"
VERSION: Final = 1
MOST_BYTES: Final = 32 * 2**20
_SHORT: Final = 200
# So that a hold of a test that goes on meanwhile never waits for long.
_AT_ONCE: Final = 50
_KEYS: Final = ("software", "person", "name", "recordings", "sittings")


@dataclass(frozen=True, slots=True)
class Carried:
    """A person's results on their way from one history to another.

    Parameters
    ----------
    person
        Whose they are.
    recordings
        Each as it was kept, without its samples, oldest first.
    sittings
        Sessions that were led by voice, and scores of tests that were taken in none.
    name
        Of the person, where it was asked for.
    software
        What made it.
    under_way
        How many recordings are left out, since they are still being made; it is not carried.
    """

    person: str
    recordings: tuple[Kept, ...]
    sittings: tuple[SittingFile, ...] = ()
    name: str | None = None
    software: str = SOFTWARE
    under_way: int = 0

    def given_to(self, code: str) -> Carried:
        """Give the same as another person's: a page may come with a code that is written otherwise.

        Raises
        ------
        HistoryError
            Where it is no code.
        """
        code = check_code(code)
        own = tuple(replace(k, header=replace(k.header, person=code)) for k in self.recordings)
        sat = tuple(replace(sitting, person=code) for sitting in self.sittings)
        return replace(self, person=code, recordings=own, sittings=sat)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of results that were taken in.

    Parameters
    ----------
    person
        Whose they are.
    new, attempts
        How many recordings came in, and with how many attempts.
    known
        How many were there already, or a whole or part of them.
    sittings
        How many sessions that were led, and scores, came in.
    refused
        Why others could not be, a sentence each.
    """

    person: str
    new: int = 0
    attempts: int = 0
    known: int = 0
    sittings: int = 0
    refused: tuple[str, ...] = ()


def carried_of(history: History, code: str, *, with_name: bool = False) -> Carried:
    """Give what a page of somebody is to carry.

    Raises
    ------
    HistoryError
        Where nobody has the code, or the database can't be read.
    """
    with history.reading() as session:
        recordings, under_way = recordings_of(session, code)
        sittings = tuple(map(_without_names, sittings_of(session, code)))
        name = find(session, code).name if with_name else None
    return Carried(code, tuple(recordings), sittings, name, under_way=under_way)


def carried_json(carried: Carried) -> bytes:
    """Give it as JSON, as it stands in a page.

    Raises
    ------
    RecordingError
        Where it is larger than a page may carry, or holds what none can.
    """
    body: dict[str, Any] = {
        "software": carried.software,
        "person": carried.person,
        "name": carried.name,
        "recordings": [kept_dict(kept) for kept in carried.recordings],
        "sittings": [json.loads(text_of(sitting)) for sitting in carried.sittings],
    }
    data = seal(FORMAT, VERSION, body)
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise RecordingError(f"the results are over {most} MB, which is more than a page carries")
    try:
        is_same = carried_from(data) == replace(carried, under_way=0)
    except RecordingError as error:
        raise RecordingError("what the history holds can't be carried by a page") from error
    if not is_same:
        raise RecordingError("what the history holds would not be read back as it is")
    return data


def carried_from(data: bytes) -> Carried:
    """Read what `carried_json` gave.

    Raises
    ------
    RecordingError
        Where it is anything else, is damaged, or is of a newer version.
    """
    if len(data) > MOST_BYTES:
        raise RecordingError(f"carries over {MOST_BYTES // 2**20} MB, which is the limit")
    keys = table(unseal(data, FORMAT, VERSION), "page", _KEYS)
    person = check_code(text(keys["person"], "person", _SHORT))
    recordings = tuple(map(kept_from, items(keys["recordings"], "recordings")))
    sums = {kept.checksum for kept in recordings}
    if len(sums) < len(recordings) or any(kept.person != person for kept in recordings):
        raise refused("recordings")
    sittings = tuple(map(_sitting, items(keys["sittings"], "sittings")))
    if any(sitting.person != person for sitting in sittings):
        raise refused("sittings")
    return Carried(
        person=person,
        recordings=recordings,
        sittings=sittings,
        name=None if keys["name"] is None else text(keys["name"], "name"),
        software=text(keys["software"], "software", _SHORT),
    )


def take_in(history: History, carried: Carried, folder: Path | None = None) -> TakenIn:
    """Take results into a history: each recording once, whoever brings it and however often.

    Broken off half-way, it is completed by doing it again.

    Parameters
    ----------
    folder
        Where they are kept, one of the history's; where its new recordings go if none is given.

    Raises
    ------
    HistoryError
        Where the person can't be kept, or the database can't be written.
    """
    folder = history.recordings if folder is None else folder
    with history.reading() as session:
        refuse_new(session, carried.person)
    taken = TakenIn(carried.person)
    for first in range(0, len(carried.recordings), _AT_ONCE):
        some = carried.recordings[first : first + _AT_ONCE]
        for done in keep_several(history, some, partial(_put, folder)):
            taken = _with(taken, done)
    if carried.sittings:
        with history.writing() as session:  # after the recordings that they lead to
            new = [take_sitting(session, sitting) for sitting in carried.sittings]
        copy_missing(history)
        taken = replace(taken, sittings=sum(new))
    if carried.name:
        _name(history, carried.person, carried.name)
    return taken


def _without_names(sitting: SittingFile) -> SittingFile:
    """Give a sitting that leads to recordings by their samples: names of files can be anybody's."""
    sets = []
    for one in sitting.sets:
        name = None if one.checksum is None else results_name(one.checksum).name
        sets.append(replace(one, recording=name))
    return replace(sitting, sets=tuple(sets))


def _sitting(said: object) -> SittingFile:
    return sitting_from(json.dumps(said).encode())


def _with(taken: TakenIn, done: Keeping | RecordingError) -> TakenIn:
    if isinstance(done, RecordingError):
        return replace(taken, refused=(*taken.refused, str(done)))
    if done.same_as is not None:
        return replace(taken, known=taken.known + 1)
    return replace(taken, new=taken.new + 1, attempts=taken.attempts + done.attempts)


def _put(folder: Path, kept: Kept) -> Kept:
    """Put results in a place of theirs, and give them as they are there.

    What the database lost sight of is as good as new; anything else there is left alone.
    """
    number = 1
    while True:
        placed = replace(kept, path=folder / results_name(kept.checksum or "", number))
        try:
            put_new(placed.path, results_bytes(kept))
            return placed
        except FileExistsError:
            with suppress(RecordingError):
                if read_results(placed.path) == placed:
                    return placed
        number += 1


def _name(history: History, code: str, name: str) -> None:
    """Give a person the name that a page brought, where none is known."""
    with history.writing() as session:
        person = session.scalar(select(Person).where(Person.code == code))
        if person is not None and not person.name:
            person.name = name

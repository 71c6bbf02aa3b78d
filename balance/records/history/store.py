"""Keeping: what was scored goes into the database, the same recording once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from balance.protocol.conditions import NEVER_MIXED, Conditions, never_mixed
from balance.records.copying import clear_broken_off
from balance.records.errors import RecordingError
from balance.records.history.codes import find, refuse_twin
from balance.records.history.engine import History
from balance.records.history.kept import Kept
from balance.records.history.links import link_again, take_out, unlink
from balance.records.history.migrating import HistoryError
from balance.records.history.occasions import drop_empty, number_of, occasion
from balance.records.history.rows import attempts, course
from balance.records.history.schema import Condition, Occasion, Person, Recorded, Tried, Whole
from balance.records.parts import wholes_of
from balance.records.results_file import SUFFIX, is_results


@dataclass(frozen=True, slots=True)
class Keeping:
    """What became of one recording; `same_as` is the kept one with the same samples, or None."""

    path: Path
    attempts: int
    same_as: Path | None = None


def keep(
    history: History,
    recordings: Sequence[Kept],
    *,
    again: bool = False,
    also: Callable[[Session], object] | None = None,
) -> list[Keeping]:
    """Put recordings into the history, all of them or, where an error comes, none.

    One that is there already, by its path, is put in its own place anew. One whose samples are
    there under another path is left out, and taken out where it had come in under way; but a
    recording takes the place of its results.

    Parameters
    ----------
    again
        They had been kept before: whoever they name is there, whoever else is.
    also
        What is to be put in with them.

    Raises
    ------
    HistoryError
        Where the database can't be written, or a new person is told from another by case or form
        of letters alone.
    """
    with history.writing() as session:
        writer = _Writer(session, history.folder, again=again)
        done = [writer.keep(kept) for kept in recordings]
        session.flush()
        if also is not None:
            also(session)
        drop_empty(session)
    return done


def forget(history: History, path: Path) -> None:
    """Take a recording out of the history, by its path; where there is none, nothing happens.

    Raises
    ------
    HistoryError
        Where the database can't be written.
    """
    with history.writing() as session:
        session.execute(delete(Recorded).where(Recorded.path == named_path(history.folder, path)))
        drop_empty(session)


def keep_new(history: History, kept: Kept, put: Callable[[], None] | None = None) -> Keeping:
    """Put a recording into the history, unless its samples are there, or a whole or part of them.

    Parameters
    ----------
    put
        Puts its file in its place. It is called where the samples are new, when no other program
        can write: of several that bring the same samples at once, one comes in.

    Raises
    ------
    HistoryError
        Where the database can't be written; also what `put` raises. Then it is as it was.
    """
    with history.writing() as session:
        writer = _Writer(session, history.folder)
        same = writer.same(kept)
        if same is not None:
            return Keeping(kept.path, 0, same_as=history.folder / same)
        if put is not None:
            put()
        done = writer.keep(kept)
    clear_broken_off(kept.path)
    return done


def keep_several(
    history: History, recordings: Sequence[Kept], put: Callable[[Kept], Kept]
) -> list[Keeping | RecordingError]:
    """Put recordings into the history, each unless it is known, as `keep_new` does with one.

    Parameters
    ----------
    put
        Puts the file of one in its place, and gives it as it is there. What it raises is given in
        place of what became of that one.

    Raises
    ------
    HistoryError
        Where the database can't be written; then it is as it was.
    """
    done: list[Keeping | RecordingError] = []
    with history.writing() as session:
        writer = _Writer(session, history.folder)
        for kept in recordings:
            same = writer.same(kept)
            if same is not None:
                done.append(Keeping(kept.path, 0, same_as=history.folder / same))
                continue
            try:
                placed = put(kept)
            except RecordingError as error:
                done.append(error)
                continue
            done.append(writer.keep(placed))
            session.flush()
    return done


def keep_parts(
    history: History, path: Path, parts: Sequence[Kept], put: Callable[[], None]
) -> list[Keeping]:
    """Put the parts of a recording into the history in its place.

    Parameters
    ----------
    put
        Puts their files in their places, when no other program can write.

    Raises
    ------
    HistoryError
        Where the database can't be written, or has a part already; also what `put` raises. Then it
        is as it was.
    """
    with history.writing() as session:
        name = named_path(history.folder, path)
        links = take_out(session, name)
        writer = _Writer(session, history.folder, again=True)
        done = [writer.keep(kept) for kept in parts]
        for kept in parts:  # the first that is still theirs
            link_again(session, links, named_path(history.folder, kept.path))
        session.flush()
        for each in done:
            if each.same_as is not None:
                raise HistoryError(f"a part of it is there already, as {each.same_as.name}", path)
        drop_empty(session)
        put()
    return done


def move_rows(history: History, path: Path, to: str) -> int:
    """Give the rows of a recording to another person, who is there; how many attempts.

    Raises
    ------
    HistoryError
        Where the database can't be written, or has no such person or recording.
    """
    with history.writing() as session:
        person_id = find(session, to).id
        name = named_path(history.folder, path)
        recorded = session.scalar(select(Recorded).where(Recorded.path == name))
        if recorded is None:
            raise HistoryError("the history does not know this recording", path)
        one = recorded.session
        session_id = occasion(session, person_id, one.day, one.label, supervised=one.supervised)
        mine = {"person_id": person_id, "session_id": session_id}
        moved = session.execute(
            update(Tried).where(Tried.recording_id == recorded.id).values(**mine)
        )
        unlink(session, name)  # the sets stay with who did them
        session.execute(
            update(Recorded).where(Recorded.id == recorded.id).values(session_id=session_id)
        )
        session.flush()
        drop_empty(session)
    return getattr(moved, "rowcount", 0)


def kept_as(history: History, checksum: str, wholes: Sequence[str] = ()) -> Path | None:
    """Give the kept recording with these samples; None where there is none.

    Parameters
    ----------
    wholes
        Checksums of what they are a part of: a whole that is there has them too.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        same = _same(session, checksum) or _whole(session, wholes)
    return None if same is None else history.folder / same


def add_holds(history: History, kept: Kept, known: int) -> Keeping | None:
    """Add what came to a recording under way: the same work however many holds it has.

    Parameters
    ----------
    kept
        The recording as it stands, with the new holds alone, and with the status that it had.
    known
        How many holds the history has of it.

    Returns
    -------
    Keeping or None
        None where the history has not just those, as after another program made it again: then
        nothing was changed, and all is to be kept anew.

    Raises
    ------
    HistoryError
        Where the database can't be written.
    """
    with history.writing() as session:
        return _Writer(session, history.folder).add(kept, known)


def _same(session: Session, checksum: str | None) -> str | None:
    """Give the name of the recording with these samples, or of a part of what had them."""
    if checksum is None:
        return None
    own = session.scalar(select(Recorded.path).where(Recorded.checksum == checksum))
    if own is not None:
        return own
    part = select(Recorded.path).join(Whole).where(Whole.checksum == checksum)
    return session.scalar(part.order_by(Recorded.path).limit(1))


def _whole(session: Session, wholes: Sequence[str]) -> str | None:
    """Give the recording that has these samples whole, where it is still there, not split."""
    whole = select(Recorded.path).where(Recorded.checksum.in_(wholes))
    return session.scalar(whole.order_by(Recorded.path).limit(1))


def named_path(folder: Path, path: Path) -> str:
    """Give the name that a recording has in the database: short where it is in the folder."""
    path, folder = path.absolute(), folder.absolute()
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


class _Writer:
    """Writes recordings in one transaction, and remembers what they lead to."""

    def __init__(self, session: Session, folder: Path, *, again: bool = False) -> None:
        self._session = session
        self._again = again
        self._folder = folder
        self._people: dict[str, int] = {}
        self._occasions: dict[tuple[Any, ...], int] = {}
        self._conditions: dict[str, int] = {}

    def keep(self, kept: Kept) -> Keeping:
        session, header = self._session, kept.header
        name = named_path(self._folder, kept.path)
        links = take_out(session, name)
        same = self.same(kept)
        if same is not None:
            link_again(session, links, same)
            return Keeping(kept.path, 0, same_as=self._folder / same)
        stand_in = self._stand_in(kept)
        if stand_in is not None:
            links += take_out(session, stand_in)
        person_id = self._person(kept)
        condition_id = self._condition(kept.header.conditions())
        session_id = self._occasion(person_id, kept)
        recording = Recorded(
            session_id=session_id,
            path=name,
            checksum=kept.checksum,
            created_utc=header.created_utc,
            software=header.software,
            source=header.source,
            model=header.model,
            algorithm=kept.algorithm,
            dated_by=kept.dated_by,
            condition_id=condition_id,
            wholes=[Whole(checksum=each) for each in _checksums(kept)],
            **course(kept),
        )
        if kept.holds:
            place = {
                "person_id": person_id,
                "session_id": session_id,
                "condition_id": condition_id,
            }
            recording.attempts = attempts(kept, place)
        session.add(recording)
        link_again(session, links, name)
        return Keeping(kept.path, len(kept.holds))

    def add(self, kept: Kept, known: int) -> Keeping | None:
        session = self._session
        name = named_path(self._folder, kept.path)
        found = session.execute(
            select(Recorded.id, Recorded.session_id, Occasion.person_id)
            .join(Occasion)
            .where(Recorded.path == name, Recorded.checksum.is_(None))
        ).first()
        count = select(func.count()).select_from(Tried)
        if found is None or session.scalar(count.where(Tried.recording_id == found[0])) != known:
            return None
        session.execute(update(Recorded).where(Recorded.id == found[0]).values(**course(kept)))
        place = {
            "recording_id": found[0],
            "session_id": found[1],
            "person_id": found[2],
            "condition_id": self._condition(kept.header.conditions()),
        }
        session.add_all(attempts(kept, place, known))
        return Keeping(kept.path, known + len(kept.holds))

    def same(self, kept: Kept) -> str | None:
        """Give the recording that makes this one known; None where there is none."""
        if self._stand_in(kept) is not None:
            return None
        return _same(self._session, kept.checksum) or _whole(self._session, _checksums(kept))

    def _stand_in(self, kept: Kept) -> str | None:
        """Give the results that stand where a recording is to be."""
        if kept.checksum is None or is_results(kept.path):
            return None
        query = select(Recorded.path).where(Recorded.checksum == kept.checksum)
        path = self._session.scalar(query)
        return path if path is not None and path.endswith(SUFFIX) else None

    def _person(self, kept: Kept) -> int:
        code = kept.person
        if code not in self._people:
            try:
                if not self._again:
                    refuse_twin(self._session, code)
            except HistoryError as error:
                raise error.at(kept.path) from error
            self._people[code] = number_of(self._session, Person, {"code": code})
        return self._people[code]

    def _occasion(self, person_id: int, kept: Kept) -> int:
        key = (person_id, kept.day, kept.label, kept.supervised)
        if key not in self._occasions:
            self._occasions[key] = occasion(self._session, *key[:3], supervised=kept.supervised)
        return self._occasions[key]

    def _condition(self, conditions: Conditions) -> int:
        said = never_mixed(conditions)
        values = dict(zip(NEVER_MIXED, said, strict=True))
        key = json.dumps(said)
        if key not in self._conditions:
            self._conditions[key] = number_of(self._session, Condition, {"key": key}, values)
        return self._conditions[key]


def _checksums(kept: Kept) -> list[str]:
    """Give the checksums of what a recording is a part of, each once."""
    return list(dict.fromkeys(whole.checksum for whole in wholes_of(kept.header)))

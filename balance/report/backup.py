"""A whole installation in one file: its history, recordings, settings, and what is of one's own.

The history is in it as rows, read in one transaction while others write, so that it comes back on
any kind of database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.errors import RecordingError
from balance.records.history.dumping import Row, lines_of, rows_of_all
from balance.records.history.engine import History
from balance.records.history.folders import folders_of
from balance.records.history.schema import Person, Recorded
from balance.report.files import new_file
from balance.report.installation import Installation
from balance.report.packing import Packing
from balance.report.person_zip import ROWS, rules_file, rules_name, said
from balance.report.unpacking import Tell, Unpacking

KIND: Final = "balance-timer-backup"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup has.

    Parameters
    ----------
    people, recordings
        How many.
    missing
        Recordings that the history knows of, and that are not there now.
    """

    people: int
    recordings: int
    missing: tuple[Path, ...]


def write_backup(history: History, target: Path, tell: Tell) -> BackedUp:
    """Write all that there is into a new file, whole or not at all, and read it back.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    RecordingError
        Where a file can't be read or written, or a recording went elsewhere meanwhile.
    """
    folders = folders_of(history)
    with new_file(target) as hidden:
        with Packing(hidden) as packing:
            with history.reading() as session:
                known = session.scalars(select(Recorded.path).order_by(Recorded.id)).all()
                rules = _rules(session)
                people = len(session.scalars(select(Person.id)).all())
                there = Installation(history, folders, known)
                packing.add(ROWS, _lines(session, there, rules))
            files = {**there.files, **dict(rules.values())}
            bytes_in_all = _copy(packing, files, there.recordings, tell)
            packing.finish(said(KIND))
        with Unpacking(hidden) as made:
            made.check(lambda read, whole: tell(bytes_in_all + read, bytes_in_all + whole))
    return BackedUp(people, len(known) - len(there.missing), tuple(there.missing))


def _lines(
    session: Session, there: Installation, rules: dict[str, tuple[Path, str]]
) -> Iterator[bytes]:
    def told(table: str, row: Row) -> Row:
        if table == Recorded.__tablename__:
            return {**row, "path": there.of(row["path"]) or row["path"]}
        if table == Person.__tablename__ and row["rules"] in rules:
            return {**row, "rules": rules[row["rules"]][1]}
        return row

    yield from lines_of(rows_of_all(session), told)


def _rules(session: Session) -> dict[str, tuple[Path, str]]:
    """Give the files of rule sets that were picked, by what people have of them."""
    picked = session.scalars(select(Person.rules).distinct().order_by(Person.rules)).all()
    found: dict[str, tuple[Path, str]] = {}
    for rules in picked:
        path = rules_file(rules)
        if rules is not None and path is not None:
            name, number = rules_name(path), 1
            while any(name == taken for _, taken in found.values()):
                number += 1
                name = rules_name(path.with_name(f"{path.stem}-{number}{path.suffix}"))
            found[rules] = path, name
    return found


def _copy(packing: Packing, files: dict[Path, str], known: set[Path], tell: Tell) -> int:
    """Copy files as far as they go now; how many bytes."""
    bytes_in_all = sum(path.stat().st_size for path in files if path.exists())
    done = 0
    for path, name in files.items():
        if path.exists():
            packing.add_file(name, path, still=False)
            done += packing.newest.size
            tell(done, 2 * max(bytes_in_all, done))
        elif path in known:
            raise RecordingError("it went elsewhere while it was being copied; do it again", path)
    return done

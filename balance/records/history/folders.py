"""The folders that recordings are kept in: the database's own, and others that were ever chosen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.history.engine import History
from balance.records.history.schema import Folder, Recorded
from balance.records.history.store import named_path


def folders_of(history: History) -> list[Path]:
    """List the folders that recordings are kept in, the database's own first.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        others = session.scalars(select(Folder.path).order_by(Folder.path)).all()
    return [history.folder, *map(Path, others)]


def remember_folder(history: History, folder: Path) -> None:
    """Note that recordings are kept in this folder as well, from now on and for good.

    Recordings of an older version, which named them from the folder of that day, are found in it.

    Raises
    ------
    HistoryError
        Where the database can't be written.
    """
    folder = folder.absolute()
    if folder in [each.absolute() for each in folders_of(history)]:
        return
    with history.writing() as session:
        there = select(Folder.id).where(Folder.path == str(folder))
        if session.scalar(there) is None:
            session.add(Folder(path=str(folder)))
            _find_again(session, history.folder, folder)


def is_known(history: History, path: Path) -> bool:
    """Tell whether a recording lies in one of the folders, or is known from elsewhere.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    if any(path.absolute().is_relative_to(folder.absolute()) for folder in folders_of(history)):
        return True
    with history.reading() as session:
        known = select(Recorded.id).where(Recorded.path == named_path(history.folder, path))
        return session.scalar(known) is not None


def _find_again(session: Session, own: Path, folder: Path) -> None:
    rows = session.scalars(select(Recorded)).all()
    taken = {row.path for row in rows}
    for row in rows:
        name, new = Path(row.path), (folder / row.path).as_posix()
        lost = not name.is_absolute() and not (own / name).exists()
        if lost and new not in taken and (folder / name).exists():
            row.path = new

"""Codes of people: what can be one, and which are one and the same to whoever reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import category, normalize

from sqlalchemy import select

from balance.records.history.migrating import HistoryError
from balance.records.history.schema import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from balance.records.history.engine import History

LONGEST: Final = 64
_SIGNS: Final = "-_."


def check_code(code: str) -> str:
    """Give a code back without blanks around it.

    Raises
    ------
    HistoryError
        Where it is empty, too long, or holds what can't stand in a line.
    """
    trimmed = code.strip()
    if not 0 < len(trimmed) <= LONGEST or not trimmed.isprintable():
        shown = trimmed if len(trimmed) <= LONGEST else f"{trimmed[:LONGEST]}..."
        raise HistoryError(
            f'"{shown}" is no code; take 1 to {LONGEST} letters or digits, never a name'
        )
    return trimmed


def check_new_code(code: str) -> str:
    """Give a code back without blanks around it, where it can be that of somebody new.

    Older versions took blanks inside as well: whoever has such a code keeps it.

    Raises
    ------
    HistoryError
        Where it is none, or looks like a name.
    """
    trimmed = check_code(code)
    if not all(sign in _SIGNS or category(sign)[0] in "LMN" for sign in trimmed):
        raise HistoryError(
            f'"{trimmed}" is no code: that is letters and digits without blanks, such as P7 or '
            "JS-1; a name may be kept beside it"
        )
    return trimmed


def alike(code: str) -> str:
    """Give what codes have in common that differ by case or by form of Unicode alone."""
    # Folding can undo a normal form, and a normal form can bring letters that are to be folded.
    return normalize("NFKC", normalize("NFKC", code.strip()).casefold()).casefold()


def find(session: Session, code: str) -> Person:
    """Give the row of a person who is there.

    Raises
    ------
    HistoryError
        Where nobody has the code.
    """
    person = session.scalar(select(Person).where(Person.code == code))
    if person is None:
        raise HistoryError(f'nobody here has the code "{code}"; see: balance-timer people list')
    return person


def twin_of(session: Session, code: str) -> str | None:
    """Give the code of somebody who is there, and is not told from this one; None for nobody.

    Whoever has the very same code is no twin, whoever else there is.
    """
    codes = session.scalars(select(Person.code).order_by(Person.code)).all()
    if code in codes:
        return None
    folded = alike(code)
    return next((each for each in codes if alike(each) == folded), None)


def refuse_twin(session: Session, code: str, *, but: str | None = None) -> None:
    """See that a code is told from all that are there.

    Parameters
    ----------
    but
        Somebody who is to give up their own code for it.

    Raises
    ------
    HistoryError
        Where it differs from another by case or form alone; that one is named.
    """
    twin = twin_of(session, code)
    if twin is not None and twin != but:
        raise HistoryError(twin_in_words(code, twin))


def twin_in_words(code: str, twin: str) -> str:
    """Say that two codes are not two people."""
    return (
        f'"{code}" and "{twin}", who is there already, differ only in how letters are written; '
        f"take {twin} for the same person, and another code for somebody else"
    )


def is_known(history: History, code: str) -> bool:
    """Tell whether somebody has a code.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        return session.scalar(select(Person.id).where(Person.code == code)) is not None


def code_for(history: History | None, code: str | None) -> str | None:
    """Give a code, trimmed, that attempts may be kept under from now on; None stays None.

    Raises
    ------
    HistoryError
        Where it is no code, or is new and looks like a name, or differs from another by case or
        form alone.
    """
    if code is None:
        return None
    code = check_code(code)
    if history is None:
        return check_new_code(code)
    with history.reading() as session:
        refuse_new(session, code)
    return code


def refuse_new(session: Session, code: str) -> None:
    """See that a code is somebody's, or can be that of somebody new.

    Raises
    ------
    HistoryError
        Where it is new and looks like a name, or differs from another by case or form alone.
    """
    if session.scalar(select(Person.id).where(Person.code == code)) is None:
        check_new_code(code)
        refuse_twin(session, code)

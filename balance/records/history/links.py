"""Which recording the raises of a set were counted in, while both are the same person's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from balance.records.history.schema import Led, Occasion, Recorded, Worked


def unlink(session: Session, path: str) -> list[int]:
    """Take a recording from the sets that are linked to it, and give their numbers."""
    query = select(Worked.id).join(Recorded).where(Recorded.path == path)
    linked = list(session.scalars(query))
    if linked:
        session.execute(update(Worked).where(Worked.id.in_(linked)).values(recording_id=None))
    return linked


def take_out(session: Session, path: str) -> list[int]:
    """Take a recording out, and give the sets that were linked to it, by their numbers."""
    linked = unlink(session, path)
    session.execute(delete(Recorded).where(Recorded.path == path))
    return linked


def link_again(session: Session, linked: Sequence[int], path: str) -> None:
    """Link sets that have no recording to one of the same person; those of others are left."""
    if not linked:
        return
    session.flush()
    found = session.execute(
        select(Recorded.id, Occasion.person_id).join(Occasion).where(Recorded.path == path)
    ).first()
    if found is None:
        return
    theirs = select(Led.id).join(Occasion).where(Occasion.person_id == found[1])
    session.execute(
        update(Worked)
        .where(Worked.id.in_(linked), Worked.recording_id.is_(None))
        .where(Worked.sitting_id.in_(theirs))
        .values(recording_id=found[0])
    )

"""Which attempts were the first of a named test: some codes are for those alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.history.kept import moment
from balance.records.history.schema import Condition, Recorded, Tried


def first_of_tests(session: Session, attempts: Sequence[Tried]) -> set[int]:
    """Give the attempts that were the first of a named test in their session.

    A recording of it that came before and has no hold was a first attempt too. Practice was none;
    where it is not known which recording came first, none was.
    """
    tried: dict[int, list[Tried]] = defaultdict(list)
    for each in attempts:
        tried[each.recording_id].append(each)
    query = (
        select(Recorded.id, Recorded.session_id, Recorded.created_utc, Condition.test)
        .join(Condition, Condition.id == Recorded.condition_id)
        .where(Condition.test.is_not(None))
        .order_by(Recorded.path)
    )
    groups: dict[tuple[int, str], list[tuple[int, str | None]]] = defaultdict(list)
    for number, session_id, created_utc, test in session.execute(query):
        if test is None:
            continue
        mine = tried.get(number, [])
        if not (mine and all(each.practice for each in mine)):
            groups[session_id, test].append((number, created_utc))
    found = set()
    for recordings in groups.values():
        number = _earliest(recordings)
        # They come in the order of their numbers.
        one = next((each for each in tried.get(number, ()) if not each.practice), None)
        if one is not None:
            found.add(one.id)
    return found


def _earliest(recordings: Sequence[tuple[int, str | None]]) -> int:
    """Give the number of the recording that was made first; -1 where that is not known."""
    if len(recordings) == 1:
        return recordings[0][0]
    moments = {number: moment(created_utc) for number, created_utc in recordings}
    known = {number: when for number, when in moments.items() if when is not None}
    return min(known, key=known.__getitem__) if len(known) == len(moments) else -1

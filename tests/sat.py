"""Sittings for tests of the history: somebody led through a plan, and what the tables hold then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from balance.protocol.exercise.lead import Lead, Place
from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.program import Item, lay_out
from balance.protocol.exercise.regimens import Regimen, alone, regimen_from, shipped_regimens
from balance.records.history.engine import History
from balance.records.history.exercises import sittings
from balance.records.history.exercises.sittings import Leading
from balance.records.history.schema import Led, Occasion, Person, Recorded, Scored, Worked

LIBRARY = Library()
ADVICE, FEET, HEELS, ALL = shipped_regimens()
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday

Measure = Callable[[Item], Measured | None]


def single(script: str, tier: str | None = None) -> Regimen:
    """A plan of one exercise alone."""
    made = alone(LIBRARY[script])
    keys = made.keys()
    if tier is not None:
        keys["exercise"][0]["tier"] = tier
    return regimen_from(keys, LIBRARY)


def items_of(regimen: Regimen) -> tuple[Item, ...]:
    return lay_out(regimen.parts(LIBRARY, ()))


def as_told(item: Item) -> Measured:
    """What a sensor would say: raises counted, holds of twelve seconds, the clock for the rest."""
    if item.step.does == "raises":
        asked = item.part.dose.repetitions
        return Measured(60.0, count=asked, tempo_s=4.0, height_cm=8.5, decline=0.1, ended_by="done")
    return Measured(12.0, censored=False) if item.step.does == "hold" else Measured(item.seconds)


def places(
    items: tuple[Item, ...], measure: Measure = as_told, begin: Place | None = None
) -> Iterator[Place]:
    """Go through a program; where somebody stands after each piece of work. None is left out."""
    lead = Lead(items, begin)
    lead.begin(0.0)
    while lead.item is not None:
        item, found = lead.item, measure(lead.item)
        if found is None and item.is_work:
            lead.skip(0.0)
        else:
            lead.finish_step(0.0, found)
        if item.is_work:
            yield lead.place


def sit(
    history: History,
    code: str,
    regimen: Regimen,
    now: datetime = NOON,
    measure: Measure = as_told,
    **more: Any,
) -> int:
    """Do all of a plan, and give the number of the sitting."""
    leading = sittings.begin(history, code, regimen, now, **more)
    items = items_of(regimen)
    (*_, place) = places(items, measure)
    sittings.finish(history, leading, items, place)
    return leading.sitting


def part_way(
    history: History, code: str, regimen: Regimen, pieces: int, now: datetime = NOON
) -> tuple[Leading, Place]:
    """Do so many pieces of a plan, and leave it at that."""
    leading = sittings.begin(history, code, regimen, now)
    items = items_of(regimen)
    place = Place()
    for _, place in zip(range(pieces), places(items), strict=False):
        sittings.keep(history, leading, items, place)
    return leading, place


def everything(history: History) -> list[Any]:
    """All that was done by voice, with whose it is and the name of its recording."""
    rows: list[Any] = []
    with history.reading() as session:
        for table in (Led, Worked, Scored):
            rows += [
                {
                    c: getattr(row, c)
                    for c in [column.name for column in table.__table__.columns]
                    if not c.endswith("_id")
                }
                for row in session.scalars(select(table).order_by(table.id))
            ]
        links = select(Worked.id, Recorded.path).join(Recorded).order_by(Worked.id)
        rows += [tuple(row) for row in session.execute(links)]
        whose = (
            select(Led.id, Person.code, Occasion.day, Occasion.label)
            .join(Occasion, Occasion.id == Led.session_id)
            .join(Person)
        )
        rows += [tuple(row) for row in session.execute(whose.order_by(Led.id))]
        rows += list(session.execute(select(Person.regimen).order_by(Person.code)).scalars())
    return rows

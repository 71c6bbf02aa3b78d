"""What can be led for a person: their week, plans, exercises and tests; and what was left today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from balance.protocol.exercise.regimens import regimen_from
from balance.records.errors import RecordingError
from balance.records.header import Header
from balance.records.history.codes import find, is_known
from balance.records.history.exercises.plans import week_plan_of
from balance.records.history.kept import person_of
from balance.records.history.progress import weeks
from balance.words import know_tests
from drivers.live.sittings import Sitting, Sittings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balance.protocol.exercise.library import Library
    from balance.protocol.exercise.program import Item
    from balance.protocol.exercise.regimens import Regimen
    from balance.protocol.exercise.scripts import Script, Side
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.engine import History
    from balance.records.history.exercises.sittings import Unfinished

Kind = Literal["own", "plan", "exercise", "test"]

OWN: Final = ""  # the name of the person's session of this week
_MEASURED: Final = ("hold", "raises")


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom something is to be led, and by which sensor it would be measured.

    Parameters
    ----------
    person
        Code; None where nobody said.
    source
        Address of the sensor that is chosen.
    measured
        The code that what this sensor measures is kept under; None for what the source says.
    """

    person: str | None
    source: str
    measured: str | None

    @property
    def code(self) -> str:
        """Whose plan of the week it is."""
        return person_of(Header(person=self.person))


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be led.

    Parameters
    ----------
    name
        What `begin` knows it by.
    kind
        The person's session of this week, a plan, one exercise or a named test.
    title, about, source
        What it is and where it comes from, in words; `about` may be empty.
    measured
        Whether the sensor has to measure some of it.
    regimen
        Id of what is asked, as a session that was left carries it.
    """

    name: str
    kind: Kind
    title: str
    about: str
    source: str
    measured: bool
    regimen: str


@dataclass(frozen=True, slots=True)
class Left:
    """A session of today that was left: `name` is the offer that it was begun from."""

    title: str
    name: str | None
    unfinished: Unfinished
    measured: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """All that can be led, what was left, and files that are neither script nor plan.

    `week` is how many sessions of this week were done, beside how many are planned; None where
    nothing is known of the person.
    """

    offers: tuple[Offer, ...]
    left: Left | None = None
    troubles: tuple[str, ...] = ()
    week: tuple[Week, WeekPlan] | None = None


class Choosing:
    """What can be led for somebody.

    Parameters
    ----------
    history
        What keeps it; None for nothing.
    asker
        Who, and with which sensor.

    Raises
    ------
    RecordingError
        Where the history can't be read.
    """

    def __init__(self, history: History | None, asker: Asker) -> None:
        self._history, self._asker = history, asker
        self._measured = Sittings(history, asker.measured, asker.source, follows=asker.code)
        self._plain = Sittings(history, asker.person, None)
        self._exercises = self._measured.exercises

    def offered(self) -> Offered:
        """Say all that can be led."""
        library, troubles = self._exercises.library, [*self._exercises.troubles]
        know_tests(library.tests())  # files may have come meanwhile
        offers = []
        try:
            offers.append(_plan_offer(OWN, "own", self._measured.find(None), library))
        except RecordingError as error:
            troubles.append(f"{str(error).rstrip('.')}.")
        offers += [_plan_offer(one.id, "plan", one, library) for one in self._exercises.plans]
        offers += [_script_offer("exercise", one) for one in library.exercises()]
        offers += [_script_offer("test", one) for one in library.tests()]
        return Offered(tuple(offers), self._left(offers), tuple(troubles), self._week())

    def begin(self, name: str, side: Side, *, supervised: bool = False) -> Sitting:
        """Begin what was offered; the sensor is only asked where something is to be measured.

        Raises
        ------
        RecordingError
            Where it is not there any more, or can't be kept.
        """
        wanted = name or None
        measured = needs_sensor(self._measured.find(wanted), self._exercises.library)
        if measured or wanted is not None:
            sittings = self._measured if measured else self._plain
            return sittings.begin(wanted, side, supervised=supervised)
        # Without a sensor the usual plan is another one: the one that was offered is meant.
        own = self._measured.find(None)
        name_of_it = own.id if self._plain.own() is None else None
        return self._plain.begin(name_of_it, side, supervised=supervised)

    def go_on(self, left: Left) -> Sitting:
        """Go on with what was left.

        Raises
        ------
        RecordingError
            Where it asks for what is not there any more, or can't be kept.
        """
        sittings = self._measured if left.measured else self._plain
        return sittings.go_on(left.unfinished)

    def _week(self) -> tuple[Week, WeekPlan] | None:
        history, code = self._history, self._asker.code
        if history is None or not is_known(history, code):
            return None
        with history.reading() as session:
            plan = week_plan_of(find(session, code))
            return weeks(session, code, date.today(), 1)[-1], plan

    def _left(self, offers: Iterable[Offer]) -> Left | None:
        codes = {one.code: one for one in (self._measured, self._plain)}
        found = [left for one in codes.values() if (left := one.unfinished()) is not None]
        if not found:
            return None
        newest = max(found, key=lambda one: one.started_utc)
        library = self._exercises.library
        try:
            regimen = regimen_from(newest.keys, library)
        except ValueError:  # it asks for what is not there any more
            return None
        names = {one.regimen: one.name for one in reversed(list(offers))}
        name = names.get(regimen.id)
        return Left(regimen.title, name, newest, needs_sensor(regimen, library))


def needs_sensor(regimen: Regimen, library: Library) -> bool:
    """Whether there are holds or raises in a plan."""
    return any(_is_measured(library[one.script]) for one in regimen.wanted)


def is_measured(items: Iterable[Item]) -> bool:
    """Whether there are holds or raises in what is laid out."""
    return any(item.step.does in _MEASURED for item in items)


def _is_measured(script: Script) -> bool:
    return any(step.does in _MEASURED for step in script.steps)


def _plan_offer(name: str, kind: Kind, plan: Regimen, library: Library) -> Offer:
    titles = ", ".join(library[one.script].title for one in plan.wanted)
    return Offer(name, kind, plan.title, titles, plan.source, needs_sensor(plan, library), plan.id)


def _script_offer(kind: Kind, one: Script) -> Offer:
    return Offer(one.id, kind, one.title, one.about, one.source, _is_measured(one), one.id)

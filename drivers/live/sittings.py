"""Sittings: which session is led, for whom, and the history that keeps how far it came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.program import lay_out
from balance.protocol.exercise.regimens import Regimen, alone, regimen_from
from balance.protocol.exercise.scoring import score_of
from balance.records.errors import RecordingError
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.codes import find, is_known
from balance.records.history.exercises import done, plans, scores, sittings
from balance.records.history.exercises.own_files import Exercises, exercises_of
from balance.records.history.kept import person_of
from drivers.live.log import kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from balance.protocol.exercise.outcomes import Outcome
    from balance.protocol.exercise.program import Item, Part
    from balance.protocol.exercise.scoring import TestScore
    from balance.protocol.exercise.scripts import Side
    from balance.protocol.exercise.tiers import Ease
    from balance.records.history.engine import History
    from balance.records.history.exercises.sittings import Leading, Unfinished

WITH_SENSOR: Final = "advice"
WITHOUT_SENSOR: Final = "feet"

Do = Callable[[Callable[[], object]], object]

_log = logging.getLogger(__name__)


def at_once(job: Callable[[], object]) -> object:
    """Do a job now."""
    return job()


class Sitting:
    """One session that is led; it keeps what was done, piece by piece.

    A database that does not take it never ends a session: it is tried again with the next piece
    and at the end. `keep`, `link` and `end` are cheap where `do` hands their work to another
    thread.

    Parameters
    ----------
    regimen, parts, counted
        What is done, and whether a sensor counts raises.
    place
        How far it came before.
    history, leading
        Where it is kept; None for nowhere.
    supervised
        Whether somebody looks on.
    do
        Does a job, now or later, in order.

    Attributes
    ----------
    heel_to_ball_cm : float or None
        A length of the person's foot; None where nobody said.
    trouble : str
        Why it is not kept, in a sentence; empty where it is.
    """

    def __init__(
        self,
        regimen: Regimen,
        parts: Sequence[Part],
        *,
        counted: bool,
        place: Place | None = None,
        history: History | None = None,
        leading: Leading | None = None,
        heel_to_ball_cm: float | None = None,
        supervised: bool = False,
    ) -> None:
        self.regimen, self.parts = regimen, tuple(parts)
        self.items = lay_out(self.parts, counted=counted)
        self.place = place or Place()
        self.trouble = ""
        self.heel_to_ball_cm = heel_to_ball_cm
        self.supervised = supervised
        self.do: Do = at_once
        self._history, self._leading = history, leading

    @property
    def title(self) -> str:
        """What it is called."""
        return self.regimen.title

    def keep(self, place: Place, items: Sequence[Item]) -> None:
        """Keep what was done by now."""
        self.place = place
        self._change(lambda history, mine: sittings.keep(history, mine, items, place))

    def link(self, outcome: Outcome, path: Path) -> None:
        """Keep in which recording a set was counted."""
        self._change(lambda history, mine: sittings.link(history, mine.sitting, outcome, path))

    def end(self, *, finished: bool) -> None:
        """Keep all of it, with the scores of tests; one that was left can be gone on with."""
        place, items = self.place, self.items
        if not finished:
            self._change(lambda history, mine: sittings.keep(history, mine, items, place))
            return
        now = datetime.now(UTC)
        for part in self.parts:
            if part.script.scoring is not None:
                self._keep_score(score_of(part.script, items, place.outcomes), now)
        self._change(lambda history, mine: sittings.finish(history, mine, items, place))

    def _keep_score(self, score: TestScore, now: datetime) -> None:
        self._change(lambda history, mine: scores.keep_score(history, mine.sitting, score, now))

    def say_ease(self, script: str, ease: Ease) -> None:
        """Keep how an exercise felt."""
        self._change(lambda history, mine: sittings.say_ease(history, mine.sitting, script, ease))

    def say_soreness(self, soreness: int) -> None:
        """Keep how sore the person is, 0 to 10."""
        self._change(lambda history, mine: sittings.say_soreness(history, mine.sitting, soreness))

    def _change(self, change: Callable[[History, Leading], None]) -> None:
        history, leading = self._history, self._leading
        if history is None or leading is None:
            return

        def job() -> None:
            try:
                change(history, leading)
                self.trouble = ""
            except RecordingError as error:
                _log.warning("a piece of a session was not kept: %s", kind_of(error))
                self.trouble = f"{str(error).rstrip('.')}."

        self.do(job)


class Sittings:
    """The sessions of one person.

    Parameters
    ----------
    history
        What keeps them; None for nothing.
    code
        Whose they are; None for whoever the source says.
    source
        Address of the sensor; None without one.
    follows
        Whose plan of the week is followed, where that is somebody else: nobody who was made up has
        a plan. None for the same person.

    Raises
    ------
    HistoryError
        Where the history can't be read.
    """

    def __init__(
        self,
        history: History | None,
        code: str | None,
        source: str | None,
        *,
        follows: str | None = None,
    ) -> None:
        self.exercises = Exercises.shipped() if history is None else exercises_of(history)
        self.code = person_of(Header(person=code, source=source))
        self._follows = self.code if follows is None else follows
        self._history, self._sensor = history, source is not None

    def unfinished(self) -> Unfinished | None:
        """Give the session of today that was left, if there is one."""
        history = self._history
        if history is None or not is_known(history, self.code):
            return None
        with history.reading() as session:
            return sittings.unfinished(session, self.code, _now())

    def begin(self, name: str | None, side: Side, *, supervised: bool = False) -> Sitting:
        """Begin a session of a plan, an exercise or a test; of the person's own plan without one.

        Raises
        ------
        RecordingError
            Where there is none of that name, or it can't be kept.
        """
        regimen = self.find(name)
        history = self._history
        parts = regimen.parts(self.exercises.library, self._known(), one=side)
        if history is None:
            return Sitting(regimen, parts, counted=self._sensor, supervised=supervised)
        if not is_known(history, self.code):
            people.add(history, self.code, people.Description())
        leading = sittings.begin(
            history, self.code, regimen, _now(), side=side, supervised=supervised
        )
        return Sitting(
            regimen,
            parts,
            counted=self._sensor,
            history=history,
            leading=leading,
            heel_to_ball_cm=self._heel_to_ball_cm(),
            supervised=supervised,
        )

    def go_on(self, left: Unfinished) -> Sitting:
        """Go on with a session that was left.

        Raises
        ------
        RecordingError
            Where it asks for what is not there any more, or can't be kept.
        """
        library = self.exercises.library
        try:
            regimen = regimen_from(left.keys, library)
        except ValueError as error:
            raise RecordingError(f"the session can't be gone on with: {error}") from error
        parts = regimen.parts(library, self._known(), one=left.side)
        leading = None if self._history is None else sittings.go_on(self._history, left.sitting)
        return Sitting(
            regimen,
            parts,
            counted=self._sensor,
            place=left.place,
            history=self._history,
            leading=leading,
            heel_to_ball_cm=self._heel_to_ball_cm(),
            supervised=left.supervised,
        )

    def find(self, name: str | None) -> Regimen:
        """Give a plan by its name, an exercise or a test alone, or a plan out of a file.

        Raises
        ------
        RecordingError
            Where there is none of that name, or the file is no plan.
        """
        if name is None:
            usual = WITH_SENSOR if self._sensor else WITHOUT_SENSOR
            return self.own() or self.exercises.plan(usual)
        if name in self.exercises.library.ids():
            return alone(self.exercises.library[name])
        return self.exercises.plan(name)

    def own(self) -> Regimen | None:
        """Give the plan of the week that the person has; None where none was set.

        Raises
        ------
        RecordingError
            Where it can't be read, or asks for what is not there any more.
        """
        history = self._history
        if history is None or not is_known(history, self._follows):
            return None
        with history.reading() as session:
            return plans.regimen_of(session, self._follows, self.exercises.library)

    def keep_heel_to_ball(self, length_cm: float) -> None:
        """Keep a length of the person's foot: it is asked once.

        Raises
        ------
        HistoryError
            Where it can't be kept.
        """
        if self._history is not None:
            people.describe(self._history, self.code, people.Description(heel_to_ball_cm=length_cm))

    def _heel_to_ball_cm(self) -> float | None:
        history = self._history
        if history is None or not is_known(history, self.code):
            return None
        with history.reading() as session:
            return find(session, self.code).heel_to_ball_cm

    def _known(self) -> frozenset[str]:
        history = self._history
        if history is None or not is_known(history, self.code):
            return frozenset()
        with history.reading() as session:
            return done.known(session, self.code)


def _now() -> datetime:
    return datetime.now().astimezone()

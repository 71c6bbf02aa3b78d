"""The plan of the week of a person: as it is, what is suggested, and kept anew; in words too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.tiers import suggest
from balance.records.errors import RecordingError
from balance.records.history import people
from balance.records.history.codes import is_known
from balance.records.history.exercises import done, plans
from drivers.live.front import PLAIN, Front
from drivers.live.sittings import Sittings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.exercise.regimens import Regimen
    from balance.protocol.exercise.scripts import Dose, Script
    from balance.protocol.exercise.tiers import Suggestion
    from balance.records.history.engine import History
    from balance.records.history.exercises.own_files import Exercises
    from drivers.live.choosing import Asker

#: Numbers of the dose that matter for what a script does, with their names.
COUNTED: Final[tuple[tuple[str, str], ...]] = (("sets", "Sets"), ("repetitions", "Repetitions"))
PACED: Final[tuple[tuple[str, str], ...]] = (
    ("hold_s", "Hold"),
    ("rest_s", "Rest between"),
    ("set_rest_s", "Rest after a set"),
)
TEMPO: Final[tuple[tuple[str, str], ...]] = (
    ("up_s", "Up"),
    ("top_s", "At the top"),
    ("down_s", "Down"),
    ("set_rest_s", "Rest after a set"),
)


@dataclass(frozen=True, slots=True)
class WeekNow:
    """The plan of a person's week as it is now.

    Parameters
    ----------
    code
        Whose it is.
    plan
        Theirs, or the usual one where none was set.
    exercises
        Scripts and plans to choose from.
    suggestions
        What to do next time, by the id of each exercise that was done before.
    trouble
        Why theirs can't be followed; empty where it can.
    """

    code: str
    plan: Regimen
    exercises: Exercises
    suggestions: Mapping[str, Suggestion]
    trouble: str = ""


def week_now(history: History | None, asker: Asker) -> WeekNow:
    """Give the plan of a person's week.

    Raises
    ------
    RecordingError
        Where the history can't be read.
    """
    sittings = Sittings(history, asker.measured, asker.source, follows=asker.code)
    trouble = ""
    try:
        plan = sittings.find(None)
    except RecordingError as error:
        plan, trouble = sittings.exercises.plans[0], f"{str(error).rstrip('.')}."
    suggestions = _suggestions(history, asker.code, sittings.exercises)
    return WeekNow(asker.code, plan, sittings.exercises, suggestions, trouble)


def keep_week(history: History, code: str, plan: Regimen) -> None:
    """Keep a plan as that of a person, who is added where they are new.

    Raises
    ------
    HistoryError
        Where it is no code, or the database can't be written.
    """
    if not is_known(history, code):
        people.add(history, code, people.Description())
    plans.set_regimen(history, code, plan)


def numbers_of(script: Script) -> tuple[tuple[str, str], ...]:
    """Give the numbers of the dose that matter for a script, each with its name."""
    if script.work == "raises":
        return (*COUNTED, *TEMPO)
    said = {step.seconds for step in script.steps if isinstance(step.seconds, str)}
    return (*COUNTED, *(one for one in PACED if one[0] in said))


def dose_words(script: Script, dose: Dose, front: Front = PLAIN) -> str:
    """Say a dose: `2 sets of 8, hold 5 s, rest between 20 s`."""
    tr = front.tr
    one, many = "1 set of {each}", "{sets} sets of {each}"
    text = one if dose.sets == 1 else many
    said = [tr(text, sets=dose.sets, each=dose.repetitions)]
    for name, title in numbers_of(script)[len(COUNTED) :]:
        seconds = getattr(dose, name)
        if seconds and (name != "set_rest_s" or dose.sets > 1):
            titled = tr(title)
            small = f"{titled[:1].lower()}{titled[1:]}"
            said.append(tr("{what} {seconds} s", what=small, seconds=f"{seconds:g}"))
    return ", ".join(said)


def _suggestions(history: History | None, code: str, exercises: Exercises) -> dict[str, Suggestion]:
    if history is None or not is_known(history, code):
        return {}
    found = {}
    with history.reading() as session:
        for script in exercises.library.exercises():
            sittings = done.sittings_of(session, code, script.id)
            if sittings:
                found[script.id] = suggest(script, sittings)
    return found

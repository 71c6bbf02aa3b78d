"""How a person stands, in the window's words: what both front doors say, in its language."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from balance.protocol.change import START
from balance.records.history.sessions import sessions_of
from drivers.live import progress_words
from gui.kit.text import FRONT, seconds, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.people import Renamed
    from balance.records.history.people_list import ListedPerson
    from balance.records.history.progress import Line
    from balance.records.history.queries import Point
    from balance.records.history.sessions import SessionScore

_MOST_OF_NOTES: Final = 140  # letters beside the list; all of them are in the dialog

ERASING: Final = "Erasing {code}…"
ERASED: Final = "{code} is erased."
ONE_LEG: Final = {"left": "For the left leg alone", "right": "For the right leg alone"}
ONE_LEG_TIP: Final = "Else the goal is that of each leg that has none of its own"
WAS_THERE: Final = "{near} was there already; nobody was added."
CLOSE: Final = "{code} is close to {near}, who is there already."


def about(known: ListedPerson) -> str:
    """Say what is known of a person besides code and name."""
    parts = []
    if known.birth_year:
        parts.append(tr("born {year}", year=known.birth_year))
    if known.week_plan:
        parts.append(tr("{plan} sessions a week planned", plan=known.week_plan))
    if known.archived:
        parts.append(tr("archived"))
    notes = " ".join((known.notes or "").split())
    if len(notes) > _MOST_OF_NOTES:
        notes = notes[: _MOST_OF_NOTES - 1].rstrip() + "…"
    return "\n".join(filter(None, (", ".join(parts), notes)))


def archiving(known: ListedPerson | None) -> tuple[str, str]:
    """Say what the button does that archives, or takes out of the archive; and its tip."""
    if known is not None and known.archived:
        return tr("Take out of archive"), tr("Back among those who are listed and offered")
    return tr("Archive"), tr("Not listed or offered any more; nothing is erased")


def archived(code: str, *, now: bool) -> str:
    """Say that somebody was archived, or is no longer."""
    if now:
        return tr("{code} is archived. Nothing was erased; “Also archived” lists them.", code=code)
    return tr("{code} is out of the archive again.", code=code)


def none_listed(searched: bool) -> str:
    """Say why nobody is listed although there are people."""
    if searched:
        return tr("Nobody is like that. Search for something else, or press Esc.")
    return tr("All are archived. Tick “Also archived” to see them.")


def renamed(old: str, new: str, done: Renamed) -> str:
    """Say that a person has another code."""
    many = done.recordings
    count = tr("1 recording") if many == 1 else tr("{n} recordings", n=many)
    return tr("{old} is {new} now, in {count} too.", old=old, new=new, count=count)


def not_renamed(done: Renamed) -> str:
    """Say in which files the old code may still stand; empty where in none."""
    return "\n".join(tr("Not changed: {what}.", what=str(left)) for left in done.left)


def group(line: Line) -> str:
    """Say leg and conditions, and the best time."""
    said = f"{progress_words.leg(line, FRONT)}, {progress_words.conditions(line.conditions, FRONT)}"
    return f"{said}\n" + tr("best {best}", best=progress_words.time(line.best, FRONT))


def attempts(line: Line) -> str:
    """Say how many attempts and sessions count."""
    sessions = line.since_start.sessions if line.since_start else 0
    text = "{n} in one session" if sessions == 1 else "{n} in {sessions} sessions"
    return tr(text, n=line.attempts, sessions=sessions)


def in_numbers(courses: Sequence[tuple[Line, Sequence[Point]]]) -> str:
    """Say what the chart shows, for those who can't see it."""
    return " ".join(_leg_in_numbers(line, sessions_of(points)) for line, points in courses)


def _leg_in_numbers(line: Line, sessions: Sequence[SessionScore]) -> str:
    leg = progress_words.leg(line, FRONT)
    if not sessions:
        return tr("{leg}: no hold that counts yet.", leg=leg)
    days = [progress_words.day(each.day, FRONT) for each in (sessions[0], sessions[-1])]
    text = "{leg}: {n} sessions from {first} to {last}; usually {then} at first, {now} now; "
    text += "best {best}."
    return tr(
        text,
        leg=leg,
        n=len(sessions),
        first=days[0],
        last=days[1],
        then=_usual(sessions[:START]),
        now=_usual(sessions[-START:]),
        best=progress_words.time(line.best, FRONT),
    )


def _usual(sessions: Sequence[SessionScore]) -> str:
    held = [each.average for each in sessions]
    cut = sum(each.censored for each in held) * 2 >= len(held)
    return seconds(median(each.mean_s for each in held), censored=cut)

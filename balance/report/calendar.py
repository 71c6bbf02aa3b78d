"""The sessions at home of a week's plan, as a file for a calendar (RFC 5545).

They are of whole days, spread over the week, for the eight weeks that a plan is made for. A name is
never in them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import Regimen
from balance.protocol.weeks import WEEKS, week_days
from balance.records.history.codes import find
from balance.records.history.engine import History
from balance.records.history.exercises.own_files import exercises_of
from balance.records.history.exercises.plans import regimen_of, week_plan_of
from balance.records.history.migrating import HistoryError
from balance.version import __version__

_LONGEST: Final = 75  # octets of a line, without its end
_MOMENT: Final = "%Y%m%dT%H%M%SZ"
_DAY: Final = "%Y%m%d"
_FIRST: Final = datetime(2020, 1, 1, tzinfo=UTC)


def calendar_lines(history: History, code: str, now: datetime) -> list[str]:
    """Give the lines of the file; a calendar that has an older one takes the newer in its place.

    Parameters
    ----------
    now
        With its zone: nothing is before the day of the person.

    Raises
    ------
    HistoryError
        Where there is no such person, or no plan of a week with a session at home.
    """
    library = exercises_of(history).library
    with history.reading() as session:
        person = find(session, code)
        regimen = regimen_of(session, code, library)
        home = week_plan_of(person).home
        if regimen is None and not person.week_plan:
            more = "--plan NAME or --week-plan 3+1"
            raise HistoryError(
                f"{code} has no plan of a week; set one with: people set {code} {more}"
            )
    if not home:
        raise HistoryError(f"the plan of {code} has no session at home")
    about = _about(regimen, library)
    title = "Balance training" if regimen is None else f"Balance training: {regimen.title}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Balance Timer//{__version__}//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for number, weekday in enumerate(week_days(home)):
        # Two people of the same code may share a calendar.
        told = hashlib.sha256(f"{history.where}\n{code}\n{number}".encode()).hexdigest()
        first = _next(now.date(), weekday)
        lines += _event(f"{told[:32]}@balance-timer", first, now, title, about)
    return [*lines, "END:VCALENDAR"]


def file_of(lines: Sequence[str]) -> bytes:
    """Give the bytes of a file with these lines, folded where they are long."""
    return b"".join(b"%s\r\n" % part for line in lines for part in _folded(line))


def _event(uid: str, first: date, now: datetime, title: str, about: str) -> list[str]:
    moment = now.astimezone(UTC)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{moment.strftime(_MOMENT)}",
        f"SEQUENCE:{int((moment - _FIRST).total_seconds() // 60)}",
        f"DTSTART;VALUE=DATE:{first.strftime(_DAY)}",
        f"DTEND;VALUE=DATE:{(first + timedelta(1)).strftime(_DAY)}",
        f"RRULE:FREQ=WEEKLY;COUNT={WEEKS}",
        f"SUMMARY:{_escaped(title)}",
        *([f"DESCRIPTION:{_escaped(about)}"] if about else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _about(regimen: Regimen | None, library: Library) -> str:
    """List the exercises of a session."""
    if regimen is None:
        return ""
    return "\n".join(dict.fromkeys(library[one.script].title for one in regimen.wanted))


def _next(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday()) % 7)


def _escaped(text: str) -> str:
    """Give a text as it stands behind a name; what steers something is a blank."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("\n", "\\n")
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line where it is too long, never within a letter; what goes on begins with a blank."""
    part = b""
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(part) + len(octets) > _LONGEST:
            yield part
            part = b" "
        part += octets
    yield part

"""The sessions of a week for a calendar: read strictly, by RFC 5545, as any calendar would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from installed import opened
from sat import FEET, HEELS

from balance.protocol.weeks import WEEKS, week_days
from balance.records.history import people
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.people import Description
from balance.report.calendar import calendar_lines, file_of

NOW = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # a Wednesday
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", re.DOTALL)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "h") as history:
        yield history


def read(data: bytes) -> list[dict[str, str]]:
    """The properties of each event, as a strict reader has them."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no letter is cut in two
    lines = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        found = _LINE.fullmatch(line)
        assert found is not None, line
        name, parameters, value = found.groups()
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if line in ("BEGIN:VEVENT", "END:VEVENT"):
            assert inside is line.startswith("END")
            inside = not inside
            events += [{}] if inside else []
        elif inside:
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = value
            assert parameters == (";VALUE=DATE" if name in ("DTSTART", "DTEND") else "")
        else:
            assert name in ("VERSION", "PRODID", "CALSCALE", "METHOD")
    assert {"VERSION:2.0", "METHOD:PUBLISH"} <= set(lines)
    return events


def text(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), "a sign that is not escaped"
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def days(event: dict[str, str]) -> list[date]:
    first, end = (datetime.strptime(event[n], "%Y%m%d").date() for n in ("DTSTART", "DTEND"))
    assert end - first == timedelta(1)
    rule = dict(part.split("=") for part in event["RRULE"].split(";"))
    assert rule == {"FREQ": "WEEKLY", "COUNT": str(WEEKS)}
    return [first + timedelta(weeks=n) for n in range(WEEKS)]


def events_of(history: History, code: str = "P1", now: datetime = NOW) -> list[dict[str, str]]:
    return read(file_of(calendar_lines(history, code, now)))


def test_sessions_at_home_are_spread_over_the_weeks_to_come(history: History) -> None:
    people.add(history, "P1", Description(name="Ada", regimen=FEET.keys(), week_plan="3+1"))
    events = events_of(history)
    every = sorted(day for event in events for day in days(event))
    assert every[:4] == [date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 11)]
    assert len(every) == 3 * WEEKS
    assert {day.weekday() for day in every} == {0, 2, 4}
    assert text(events[0]["SUMMARY"]) == f"Balance training: {FEET.title}"
    assert text(events[0]["DESCRIPTION"]).splitlines()[0] == "Big toe lifts"
    assert b"Ada" not in file_of(calendar_lines(history, "P1", NOW))


def test_a_later_one_takes_the_place_of_the_first(history: History) -> None:
    people.add(history, "P1", Description(week_plan="2"))
    people.add(history, "P2", Description(week_plan="2"))
    before, later = events_of(history), events_of(history, now=NOW + timedelta(hours=1))
    assert [one["UID"] for one in before] == [one["UID"] for one in later]
    assert int(later[0]["SEQUENCE"]) > int(before[0]["SEQUENCE"])
    uids = {one["UID"] for code in ("P1", "P2") for one in events_of(history, code)}
    assert len(uids) == 4
    assert before[0]["DTSTAMP"] == "20260304T233000Z"


def test_titles_of_one_s_own_are_escaped_and_folded(history: History) -> None:
    title = "Füße; Zehen, und \\mehr\n" + "東京" * 30 + "\x1b"
    people.add(history, "P1", Description(regimen={**HEELS.keys(), "title": title}))
    (event, *_) = events_of(history)
    assert text(event["SUMMARY"]) == f"Balance training: {title}".replace("\x1b", " ")


def test_without_a_plan_it_says_so(history: History) -> None:
    people.add(history, "P1", Description())
    people.add(history, "P2", Description(week_plan="0+2"))
    with pytest.raises(HistoryError, match="P1 has no plan of a week; set one with: people set P1"):
        events_of(history)
    with pytest.raises(HistoryError, match="the plan of P2 has no session at home"):
        events_of(history, "P2")
    with pytest.raises(HistoryError, match="nobody here"):
        events_of(history, "P3")


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [(1, (0,)), (2, (0, 3)), (3, (0, 2, 4)), (4, (0, 1, 3, 5)), (7, tuple(range(7)))],
)
def test_days_lie_apart(sessions: int, expected: tuple[int, ...]) -> None:
    assert week_days(sessions) == expected
    assert len(week_days(21)) == 21

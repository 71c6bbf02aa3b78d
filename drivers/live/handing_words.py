"""What is said when results are handed over and taken in, the same at both front doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.protocol.weeks import WEEKS
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from pathlib import Path

    from balance.report.carried import Carried, TakenIn
    from balance.report.person_in import TakenIn as PersonIn

SET_PLAINLY: Final = (
    "Set plainly, without tags for screen readers; with typst, the extra 'report', it has them."
)
LEFT_OUT: Final = (
    "{left} of {all} holds do not count and are left out: practice, what was discarded, and what "
    "was cut off or had too poor a signal."
)
_ONE: Final = {
    "hold": "1 hold",
    "recording": "1 recording",
    "attempt": "1 attempt",
    "led": "1 session led by voice",
    "person": "1 person",
}
_MANY: Final = {
    "hold": "{count} holds",
    "recording": "{count} recordings",
    "attempt": "{count} attempts",
    "led": "{count} sessions led by voice",
    "person": "{count} people",
}


def count(what: str, number: int, front: Front = PLAIN) -> str:
    """Say how many."""
    return front.tr(_ONE[what]) if number == 1 else front.tr(_MANY[what], count=number)


def holds(path: Path, number: int, front: Front = PLAIN) -> str:
    """Say what a table or a bundle has."""
    return f"{path}: {count('hold', number, front)}."


def left_out(left: int, every: int, front: Front = PLAIN) -> str:
    """Say how many holds are not in a bundle."""
    return front.tr(LEFT_OUT, left=left, all=every)


def missing(path: Path, front: Front = PLAIN) -> str:
    """Say that a recording is not there."""
    return front.tr("{path}: this recording is not there now, and is left out.", path=path)


def left(what: str, front: Front = PLAIN) -> str:
    """Say which file is nobody's for certain."""
    return front.tr("Left out: {what}.", what=what)


def original(path: Path, code: str, front: Front = PLAIN) -> str:
    """Say that a recording of two people stays."""
    text = "Left out: {path}, which was split; the parts of {code} are in."
    return front.tr(text, path=path, code=code)


def zipped(path: Path, code: str, recordings: int, front: Front = PLAIN, *, with_name: bool) -> str:
    """Say what a zip has."""
    many = count("recording", recordings, front)
    text = "{path}: {many}, without the name of {code}."
    if with_name:
        text = "{path}: {many}, with the name of {code}."
    return front.tr(text, path=path, many=many, code=code)


def set_aside(path: Path, front: Front = PLAIN) -> str:
    """Say that a recording of two people stays."""
    return front.tr("Left out: {path}, which was split; its parts are in.", path=path)


def in_no_table(path: Path, front: Front = PLAIN) -> str:
    """Say that a recording comes along as it is."""
    text = "{path}: it can't be laid out as BIDS has it, and comes along as it is."
    return front.tr(text, path=path)


def not_apart(path: Path, front: Front = PLAIN) -> str:
    """Say that a recording stays, since it would say who and when it was."""
    text = "Left out: {path}, which can't be laid out as BIDS has it."
    return front.tr(text, path=path)


def who_is_who(path: Path, front: Front = PLAIN) -> str:
    """Say where it is written who is who."""
    text = "{path}: who is who, and by how many days dates were shifted. Keep it to yourself."
    return front.tr(text, path=path)


def data_set(
    path: Path, people: int, recordings: int, front: Front = PLAIN, *, shifted: bool
) -> str:
    """Say what a data set has."""
    who, many = count("person", people, front), count("recording", recordings, front)
    text = "{path}: {who}, {many}, without names; codes, dates and notes as they are."
    if shifted:
        text = "{path}: {who}, {many}, without names, codes and notes, dates shifted."
    return front.tr(text, path=path, who=who, many=many)


def calendar(path: Path, sessions: int, front: Front = PLAIN) -> str:
    """Say what a calendar has."""
    text = "{path}: {count} sessions a week, for {weeks} weeks."
    if sessions == 1:
        text = "{path}: 1 session a week, for {weeks} weeks."
    return front.tr(text, path=path, count=sessions, weeks=WEEKS)


def set_plainly(front: Front = PLAIN) -> str:
    """Say what a page lacks that Qt set."""
    return front.tr(SET_PLAINLY)


def under_way(number: int, front: Front = PLAIN) -> str:
    """Say which recordings are not on a page yet."""
    many = count("recording", number, front)
    return front.tr("Not in it yet: {many} still being made.", many=many)


def page(path: Path, code: str, carried: Carried, front: Front = PLAIN, *, with_name: bool) -> str:
    """Say what a page has inside."""
    inside = count("recording", len(carried.recordings), front)
    if carried.sittings:
        inside += f", {count('led', len(carried.sittings), front)}"
    text = "{path}: the page of {code}, without a name; {inside} inside."
    if with_name:
        text = "{path}: the page of {code}, with the name; {inside} inside."
    return front.tr(text, path=path, code=code, inside=inside)


def page_taken(taken: TakenIn, front: Front = PLAIN) -> tuple[str, ...]:
    """Say what became of the results of a page."""
    parts = []
    if taken.new:
        parts += [count("recording", taken.new, front), count("attempt", taken.attempts, front)]
    if taken.sittings:
        parts.append(count("led", taken.sittings, front))
    if taken.refused and not (parts or taken.known):
        return (*taken.refused, front.tr("Nothing of {code} came in.", code=taken.person))
    return (*taken.refused, _taken(taken.person, parts, taken.known, front))


def zip_taken(code: str, taken: PersonIn, front: Front = PLAIN) -> tuple[str, ...]:
    """Say what became of a person out of a zip."""
    joined = taken.joined
    told = [f"{sentence}." for sentence in taken.told]
    text = "{path}: what was said of it there is added to what was said here."
    told += [front.tr(text, path=path) for path in taken.merged]
    if joined.kept:
        told.append(front.tr("Stays as it was here: {what}.", what=", ".join(joined.kept)))
    parts = []
    if taken.recordings:
        parts.append(count("recording", taken.recordings, front))
    if joined.attempts:
        parts.append(count("attempt", joined.attempts, front))
    if joined.sittings:
        parts.append(count("led", len(joined.sittings), front))
    return (*told, _taken(code, parts, taken.there, front))


def _taken(code: str, parts: list[str], known: int, front: Front) -> str:
    said = front.tr("Nothing of {code} is new here.", code=code)
    if parts:
        said = front.tr("Of {code} came in: {what}.", code=code, what=", ".join(parts))
    if known:
        text = "{many} had come in before, and counts once."
        if known > 1:
            text = "{many} had come in before, and count once."
        said += f" {front.tr(text, many=count('recording', known, front))}"
    return said


def whose(code: str, near: str, front: Front = PLAIN) -> str:
    """Say that a code that comes in is close to that of somebody who is here."""
    text = '"{code}" is new here, and close to "{near}", who is here already'
    return front.tr(text, code=code, near=near)


def rename_first(code: str, near: str, front: Front = PLAIN) -> str:
    """Say what to do where a zip is of somebody who has another code here."""
    text = (
        "Nothing was taken in: recordings keep the code that is in them. "
        "Rename {near} to {code} here, or have {code} renamed to {near} there; then take it in."
    )
    return front.tr(text, code=code, near=near)

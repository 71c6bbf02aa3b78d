"""Captures of the data set scored, each by itself: what is wrong with one harms no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from balance.analysis import analyze
from balance.protocol.conditions import Leg
from balance.records.errors import RecordingError
from balance.records.header import Header
from balance.records.recording import Recording
from balance.report.olst.comparing import Beside, Outcome, beside
from balance.report.olst.labels import Attempt, Group, read_attempts, read_people
from balance.report.olst.layout import KNOWN_MISSING, MARKERS, Capture, find_layout
from balance.report.olst.markers import read_markers
from balance.report.olst.room import Body, in_the_room, raised_leg
from balance.report.olst.sensed import PLACES, Smoothing, felt_at, with_sensor
from balance.signal.placement import Placement

_OTHER: dict[Leg, Leg] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Task:
    """One capture that is to be scored; `path` is its motion capture, None where there is none."""

    capture: Capture
    path: Path | None
    attempts: tuple[Attempt, ...]
    group: Group | None


@dataclass(frozen=True)
class ScoredCapture:
    """What came of a capture.

    Attributes
    ----------
    capture, group
        Which, and whether of somebody young or older.
    places
        Its attempts and what was found, by placement.
    smoothing
        How positions were smoothed, by placement.
    told
        What was found out about the file, and what was taken for granted.
    troubles
        What could not be scored, a sentence each, with the file.
    """

    capture: Capture
    group: Group | None
    places: dict[Placement, Beside]
    smoothing: dict[Placement, Smoothing] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tasks:
    """All captures that there is something labelled of, and sentences about what was left out.

    `notes` are of what is known to be so, `troubles` of what is wrong.
    """

    tasks: tuple[Task, ...]
    troubles: tuple[str, ...]
    notes: tuple[str, ...] = ()


def find_tasks(folder: Path) -> Tasks:
    """Find what is to be scored in a folder of the data set, in the order of captures.

    Raises
    ------
    RecordingError
        Where the table of attempts or motion capture is not there, or the table can't be read.
    """
    layout = find_layout(folder)
    attempts, faults = read_attempts(layout.attempts)
    people: dict[str, Group] = {}
    if layout.people is None:
        faults.append(
            f"{folder}: there is no table of people, and so no age group: looked for a .csv with "
            "'demographics' in its name"
        )
    else:
        try:
            people, more = read_people(layout.people)
            faults += more
        except RecordingError as error:
            faults.append(str(error))
    of: dict[Capture, list[Attempt]] = {}
    for attempt in attempts:
        of.setdefault(attempt.capture, []).append(attempt)
    notes = [
        f"{capture}: is left out; it is published as missing, and is"
        for capture in of
        if str(capture) == KNOWN_MISSING and capture not in layout.markers
    ]
    tasks = [
        Task(capture, layout.markers.get(capture), tuple(these), people.get(capture.person))
        for capture, these in sorted(of.items())
        if str(capture) != KNOWN_MISSING or capture in layout.markers
    ]
    unknown = sorted({task.capture.person for task in tasks if task.group is None})
    if unknown and layout.people is not None:
        faults.append(f"{layout.people}: tells no age group of {', '.join(unknown)}")
    return Tasks(tuple(tasks), tuple(faults), tuple(notes))


def score_capture(
    task: Task, *, places: Sequence[Placement] = PLACES, seed: int = 0
) -> ScoredCapture:
    """Work out what a sensor at each place would have felt, time it, and compare.

    The same task and seed give the same numbers.
    """
    if task.path is None:
        name = MARKERS.rpartition("/")[2].replace("NN_MNTRL", "PERSON_MOVEMENT")
        reason = f"{task.capture}: there is no motion capture of it (looked for {name})"
        return _not_read(task, places, reason)
    try:
        body = in_the_room(read_markers(task.path))
    except RecordingError as error:
        return _not_read(task, places, str(error))
    raised, troubles = _raised(task, body)
    if raised is None:
        return _not_read(task, places, *troubles)
    found: dict[Placement, Beside] = {}
    smoothing: dict[Placement, Smoothing] = {}
    for place in places:
        try:
            found[place], smoothing[place] = _score_place(task, body, place, raised, seed)
        except RecordingError as error:
            troubles.append(f"{task.path}: {place.replace('_', ' ')} is left out: {error}")
            found[place] = _unread(task, place)
    return ScoredCapture(task.capture, task.group, found, smoothing, body.told, tuple(troubles))


def _score_place(
    task: Task, body: Body, place: Placement, raised: Leg, seed: int
) -> tuple[Beside, Smoothing]:
    felt = felt_at(body, place, raised)
    block = with_sensor(felt.block, seed, f"{task.capture}.{place}")
    header = Header(placement=place, stance_leg=_OTHER[raised], rate_hz=body.rate_hz)
    analysis = analyze(Recording(task.path or Path(), header, block))
    return beside(task.attempts, analysis.holds, block, task.group, place), felt.smoothing


def _raised(task: Task, body: Body) -> tuple[Leg | None, list[str]]:
    """The raised leg, by the ankles and else by the movement's name; what is odd, in words."""
    stance = task.capture.stance_leg
    named = None if stance is None else _OTHER[stance]
    seen = raised_leg(body, task.attempts)
    if seen is not None and named is not None and seen != named:
        odd = f"by its name the {named} leg is raised, but the {seen} ankle goes up; that counts"
        return seen, [f"{task.path}: {odd}"]
    if seen is None and named is None:
        reason = (
            f"neither the name {task.capture.movement} nor the ankles tell which leg was raised; "
            "this capture is left out"
        )
        return None, [f"{task.path}: {reason}"]
    return seen or named, []


def _not_read(task: Task, places: Sequence[Placement], *reasons: str) -> ScoredCapture:
    found = {place: _unread(task, place) for place in places}
    return ScoredCapture(task.capture, task.group, found, troubles=tuple(reasons))


def _unread(task: Task, place: Placement) -> Beside:
    return Beside(tuple(Outcome(one, task.group, place, None, "not_read") for one in task.attempts))

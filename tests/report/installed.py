"""An installation with something of everything that is handed over, and all that it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from keepers import TODAY, answers, hold, kept
from sat import ADVICE, FEET, HEELS, LIBRARY, NOON, part_way, sit
from sqlalchemy import select

from balance.protocol.exercise.scoring import TestScore
from balance.records.edits import KeptHold, apply_edits, hold_edit, note_on
from balance.records.events_file import append_events, events_path
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.engine import History, open_history
from balance.records.history.exercises import sittings
from balance.records.history.exercises.scores import keep_score
from balance.records.history.exercises.summary import summary
from balance.records.history.folders import remember_folder
from balance.records.history.kept import Kept, checksum_of
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import Wanted, list_recordings
from balance.records.history.schema import Worked
from balance.records.history.store import keep
from balance.records.recorder import write_recording
from balance.records.recording import read_recording
from balance.report.person_given import looked_through
from balance.report.person_in import TakenIn, take_in
from balance.report.person_zip import HandedOver, write_person
from balance.report.unpacking import Unpacking
from balance.samples import SampleBlock

NAME = "Ada Lovelace"
RULES = """title = "Mine"
source = "me"
attempts = 3
days = 2
goals = [{hold_s = 12.0}]
"""


def opened(place: Path) -> History:
    return open_history(place / "history.db", place / "recordings")


def written(path: Path, seed: int, holds: list[float], **header: Any) -> Kept:
    """A small recording with holds that it has in name alone, one of them edited and noted on."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(150) / 100.0
    acc = rng.normal([0.0, 0.0, 9.81], 0.05, (150, 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    head = Header(
        **{
            "placement": "shank",
            "stance_leg": "left",
            "created_utc": f"2026-02-{seed % 28 + 1:02}T10:00:00+00:00",
            **header,
        }
    )
    write_recording(path, head, SampleBlock(time_s, acc, None))
    rows = [hold_edit(5.0, 9.5), note_on((5.0, 9.5), 'wobbled, with quotes "" and ±')]
    append_events(events_path(path), rows)
    found = [KeptHold(hold(s, start_s=5.0 + 100.0 * i)) for i, s in enumerate(holds)]
    edited, _ = apply_edits(found, rows)
    made = kept(path.name, holds=edited, checksum=checksum_of(read_recording(path).block))
    return replace(made, path=path, header=head)


def fill(history: History, elsewhere: Path) -> None:
    """Two people, in three folders, with plans, sittings, a score and rules of their own."""
    folder = history.folder
    own = folder.parent
    own.mkdir(parents=True, exist_ok=True)
    (own / "rules.toml").write_text(RULES)
    described = Description(
        name=NAME,
        birth_year=1815,
        rules=str((own / "rules.toml").absolute()),
        week_plan="2+1",
        notes="likes tea",
        regimen=ADVICE.keys(),
        heel_to_ball_cm=17.5,
    )
    people.add(history, "P1", described)
    people.add(history, "Q2", Description(name="Charles"))
    remember_folder(history, elsewhere / "clinic")
    recordings = [
        written(folder / "a.csv.gz", 1, [6.0, 11.0], person="P1", session="2026-02-02"),
        written(folder / "deep" / "b.csv", 2, [9.0], person="P1", eyes="closed"),
        written(elsewhere / "clinic" / "a.csv.gz", 3, [7.0], person="P1", stance_leg="right"),
        written(elsewhere / "stick" / "c.csv.gz", 4, [8.0], person="P1", practice=True),
        written(folder / "q.csv.gz", 5, [20.0], person="Q2"),
        written(folder / "raises.csv.gz", 6, [], person="P1"),
    ]
    keep(history, recordings)
    sitting = sit(history, "P1", HEELS)
    with history.reading() as session:
        first = session.scalars(select(Worked).order_by(Worked.id)).first()
    sittings.link(history, sitting, cast("Any", first), folder / "raises.csv.gz")
    sittings.say_soreness(history, sitting, 3)
    part_way(history, "P1", FEET, 2, NOON.replace(day=5))
    score = TestScore("unipedal_45@1", 41.5, "s", (), None)
    keep_score(history, sitting, score, NOON)


def says(history: History, code: str | None = None) -> dict[str, Any]:
    """All that the views say, but for where recordings and rule sets are on the disk."""
    people_there = [
        replace(one, rules=one.rules and Path(one.rules).name)
        for one in list_people(history, archived=None)
        if code in (None, one.code)
    ]
    with history.reading() as session:
        exercises = [summary(session, one.code, LIBRARY, TODAY).as_dict("") for one in people_there]
    recordings = sorted(
        (
            {**_plain(one), "file": one.path.name}
            for one in list_recordings(history, Wanted(archived=True))
            if code in (None, one.person)
        ),
        key=str,
    )
    return {
        "people": people_there,
        "exercises": exercises,
        "recordings": recordings,
        "answers": [line for line in answers(history) if code in (None, line["person"])],
    }


def _plain(one: Any) -> dict[str, Any]:
    names = ("person", "day", "label", "conditions", "attempts", "practice", "best", "status")
    return {name: getattr(one, name) for name in (*names, "notes")}


def hand_over(
    history: History, target: Path, code: str = "P1", *, with_name: bool = False
) -> HandedOver:
    return write_person(history, code, target, with_name=with_name, tell=quiet)


def bring(history: History, path: Path) -> TakenIn:
    with Unpacking(path) as zipped, looked_through(zipped, quiet) as given:
        return take_in(history, given, quiet)


def quiet(_done: int, _whole: int) -> None:
    return

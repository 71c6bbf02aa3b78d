"""The history: what is kept, and what is answered, against a table worked out by hand."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keepers import TODAY, answers, dump, hold, kept
from sqlalchemy import func, select

from balance.protocol.attempts import Attempt, score
from balance.protocol.best_times import Time
from balance.protocol.conditions import Conditions
from balance.protocol.progression import UNSTABLE
from balance.records.edits import KeptHold
from balance.records.history import progress, queries
from balance.records.history.engine import History, open_history
from balance.records.history.kept import Kept
from balance.records.history.migrating import HistoryError
from balance.records.history.people import Description, add
from balance.records.history.schema import Base, Held, Occasion, Tried
from balance.records.history.store import keep

# day, leg, eyes, durations, cap, practice; the table that the answers below are worked out from.
TABLE: list[tuple[str, str, str, list[float], float | None, bool]] = [
    ("2026-02-02", "left", "open", [30.0, 45.0, 20.0], 45.0, False),
    ("2026-02-03", "left", "open", [31.0, 33.5, 29.0], 45.0, False),
    ("2026-02-03", "left", "open", [60.0], None, True),
    ("2026-02-04", "right", "open", [12.0, 18.5], None, False),
    ("2026-02-04", "left", "closed", [5.0, 7.25, 6.0, 4.0], None, False),
]


def recordings() -> list[Kept]:
    return [
        kept(
            f"r{i}",
            durations,
            created=f"{day}T10:0{i}:00+00:00",
            stance_leg=leg,
            eyes=eyes,
            cap_s=cap_s,
            practice=practice,
        )
        for i, (day, leg, eyes, durations, cap_s, practice) in enumerate(TABLE)
    ]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "h" / "history.db", tmp_path / "h" / "recordings") as opened:
        yield opened


def by(found: list[dict[str, Any]], leg: str, eyes: str) -> dict[str, Any]:
    (one,) = [line for line in found if (line["stance_leg"], line["eyes"]) == (leg, eyes)]
    return one


def test_the_table_worked_out_by_hand(history: History) -> None:
    keep(history, recordings())
    found = answers(history)
    assert len(found) == 3
    left = by(found, "left", "open")
    assert (left["best_s"], left["best_censored"]) == (45.0, True)
    assert left["mean_of_three_s"] == 31.167  # (31 + 33.5 + 29) / 3, the newest three
    assert left["mean_censored"] is False
    assert (left["attempts"], left["practice"]) == (6, 1)
    assert left["last_session"] == "2026-02-03"
    assert left["left_less_right_s"] == 26.5  # 45 or more, less 18.5
    assert left["shorter_over_longer"] == 0.411
    right = by(found, "right", "open")
    assert (right["best_s"], right["best_censored"]) == (18.5, False)
    assert right["mean_of_three_s"] is None
    closed = by(found, "left", "closed")
    assert (closed["best_s"], closed["mean_of_three_s"]) == (7.25, 5.75)
    # Of the 30 s goal: 30, 45, 31 and 33.5 on two days: met. Of 45 s: one, on one of two days.
    assert left["next_step"]["text"] == (
        "Now: hold 45 s with eyes open on a firm surface; 1 of 3 attempts, on 1 of 2 days; "
        "best so far 45 s or more."
    )
    assert right["next_step"]["text"].startswith("Now: hold 30 s")
    assert "no goal with eyes closed" in closed["next_step"]["text"]


def test_the_keys_of_a_line(history: History) -> None:
    add(history, "P1", Description(name="A Name", birth_year=1960))
    keep(history, recordings())
    line = by(answers(history), "left", "open")
    keys = {"best_s", "best_censored", "mean_of_three_s", "attempts", "last_session"}
    assert keys | {"person", "stance_leg", "next_step", "reference"} <= set(line)
    assert set(line["next_step"]) == {"text", "source"}
    assert {"value", "source", "protocol"} <= set(line["reference"])
    assert line["reference"]["value"] == 32.1
    assert line["reference"]["at_ceiling"] is True  # of the person: 45 s is where that test ends
    assert by(answers(history), "left", "closed")["reference"]["value"] == 16.8
    json.dumps(line, allow_nan=False)
    assert "A Name" not in json.dumps(line)


def test_clean_attempts_alone_count_for_a_goal(history: History) -> None:
    for i, status in enumerate(["valid", "attention", "invalid"]):
        name = f"s{i}"
        keep(history, [kept(name, [61.0], created=f"2026-02-0{i + 1}T10:00:00Z", status=status)])
    line = by(answers(history), "left", "open")
    assert line["attempts"] == 2, "an invalid signal times nothing"
    assert "1 of 3 attempts, on 1 of 2 days" in line["next_step"]["text"]


def test_discarded_holds_and_gaps_are_kept_and_not_scored(history: History) -> None:
    holds = [
        KeptHold(hold(50.0), discarded=True),
        KeptHold(hold(40.0, start_s=100.0, reason="gap", censored=True)),
        KeptHold(hold(20.0, start_s=200.0), edited_s=(200.0, 218.0)),
    ]
    keep(history, [kept("r", holds=holds, created="2026-02-01T10:00:00Z")])
    line = by(answers(history), "left", "open")
    assert (line["best_s"], line["best_uncertainty_s"], line["attempts"]) == (18.0, 0.2, 1)
    with history.reading() as session:
        rows = session.scalars(select(Held).order_by(Held.lift_off_s)).all()
        assert [row.discarded for row in rows] == [True, False, False]
        assert (rows[2].end_s, rows[2].edited_end_s) == (220.0, 218.0)
        assert session.scalar(select(func.count(Tried.id))) == 3


def test_the_same_recording_is_one_attempt(history: History) -> None:
    one = kept("a", [10.0], created="2026-02-01T10:00:00Z")
    again = kept("b", [10.0], created="2026-02-01T10:00:00Z", checksum=one.checksum)
    keep(history, [one])
    keep(history, [one])
    (left_out,) = keep(history, [again])
    assert left_out.same_as is not None
    assert left_out.same_as.name == "a.csv.gz"
    assert by(answers(history), "left", "open")["attempts"] == 1


def test_a_run_under_way_that_turns_out_to_be_an_old_one_is_taken_out(history: History) -> None:
    one = kept("a", [10.0], created="2026-02-01T10:00:00Z")
    keep(history, [one])
    keep(history, [kept("b", [10.0], created="2026-02-02T10:00:00Z", checksum=None)])
    assert by(answers(history), "left", "open")["attempts"] == 2
    keep(history, [kept("b", [10.0], created="2026-02-02T10:00:00Z", checksum=one.checksum)])
    assert by(answers(history), "left", "open")["attempts"] == 1
    with history.reading() as session:
        assert session.scalar(select(func.count(Occasion.id))) == 1, "the empty session is gone"


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, len(TABLE) - 1), max_size=4))
def test_neither_order_nor_repetition_changes_an_answer(
    tmp_path_factory: pytest.TempPathFactory, random: Random, repeated: list[int]
) -> None:
    every = recordings()
    answered, dumped = [], []
    for wanted in (every, every + [every[i] for i in repeated]):
        if wanted is not every:
            random.shuffle(wanted)
        folder = tmp_path_factory.mktemp("order")
        with open_history(folder / "history.db", folder / "recordings") as history:
            for one in wanted:
                keep(history, [one])
            answered.append(answers(history, UNSTABLE))
            dumped.append(dump(history))
    assert answered[0] == answered[1]
    assert dumped[0] == dumped[1]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["left", "right", None]),
            st.sampled_from(["open", "closed"]),
            st.sampled_from(["firm", "foam"]),
            st.sampled_from([None, "crossed"]),
            st.booleans(),
            st.floats(1, 60).map(lambda value: round(value, 3)),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_mixture_of_conditions_changes_a_best_time(
    tmp_path_factory: pytest.TempPathFactory, tried: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("mixed")
    expected: dict[tuple[Any, ...], list[float]] = {}
    with open_history(folder / "history.db", folder / "recordings") as history:
        for i, (leg, eyes, surface, arms, practice, duration_s) in enumerate(tried):
            where = {"stance_leg": leg, "eyes": eyes, "surface": surface, "arms": arms}
            created = f"2026-02-01T10:00:{i:02d}Z"
            one = kept(f"m{i}", [duration_s], created=created, practice=practice, **where)
            keep(history, [one])
            scored = expected.setdefault((leg, eyes, surface, arms), [])
            scored += [] if practice else [duration_s]
        found = {
            (line["stance_leg"], line["eyes"], line["surface"], line["arms"]): line
            for line in answers(history)
        }
    assert set(found) == set(expected)
    for key, times in expected.items():
        assert found[key]["best_s"] == max(times, default=None)
        assert found[key]["attempts"] == len(times)
        mean = round(sum(sorted(times[-3:])) / 3, 3) if len(times) >= 3 else None
        assert found[key]["mean_of_three_s"] == mean


def test_sessions_are_days_of_a_person_apart_where_one_was_supervised(history: History) -> None:
    keep(
        history,
        [
            kept("a", [5.0], created="2026-03-02T06:00:00Z"),
            kept("b", [5.0], created="2026-03-02T20:00:00Z"),
            kept("c", [5.0], created="2026-03-02T21:00:00Z", extra={"supervised": True}),
            # At home it is the third already, and the recording says so.
            kept("d", [5.0], created="2026-03-02T23:30:00Z", session="2026-03-03"),
            kept("e", [], created="2026-03-05T10:00:00Z"),
            kept("f", [5.0]),
        ],
    )
    with history.reading() as session:
        week = progress.weeks(session, "P1", TODAY)[-1]
        days = session.execute(select(Occasion.day, Occasion.supervised).order_by(Occasion.day))
        assert [tuple(row) for row in days][:1] == [("", False)]
    assert (week.home, week.supervised) == (2, 1), "a session without an attempt is none"


def test_the_course_is_in_the_order_of_making(history: History) -> None:
    keep(history, [kept("late", [9.0], created="2026-02-05T10:00:00Z")])
    keep(history, [kept("early", [3.0], created="2026-02-01T10:00:00+02:00")])
    keep(history, [kept("tried", [4.0], created="2026-02-03T10:00:00Z", practice=True)])
    with history.reading() as session:
        (group,) = queries.groups(session)
        points = queries.course(session, group.key)
        newest = queries.course(session, group.key, newest=1)
    assert [(p.day, p.time.duration_s, p.practice) for p in points] == [
        ("2026-02-01", 3.0, False),
        ("2026-02-03", 4.0, True),
        ("2026-02-05", 9.0, False),
    ]
    assert newest == points[-1:]
    assert points[0].time == Time(3.0, 0.1)


def test_recordings_without_a_date_are_not_shuffled_into_one_another(history: History) -> None:
    keep(history, [kept("b", [4.0, 5.0, 6.0]), kept("a", [1.0, 2.0, 3.0])])
    keep(history, [kept("dated", [9.0], created="2026-02-01T10:00:00Z")])
    with history.reading() as session:
        (group,) = queries.groups(session)
        times = [point.time.duration_s for point in queries.course(session, group.key)]
    assert times in ([1, 2, 3, 4, 5, 6, 9], [4, 5, 6, 1, 2, 3, 9])


def test_files_are_their_owners_alone(history: History) -> None:
    keep(history, recordings())
    assert history.path is not None
    if os.name == "posix":
        for path in history.path.parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert stat.S_IMODE(history.path.parent.stat().st_mode) == 0o700


def test_every_table_keeps_what_it_leads_to(history: History) -> None:
    with history.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert set(Base.metadata.tables) == {
        "people",
        "sessions",
        "recordings",
        "folders",
        "conditions",
        "attempts",
        "holds",
        "wholes",
        "sittings",
        "sets",
        "scores",
    }


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="choose another file"):
        open_history(tmp_path / "file" / "history.db", tmp_path)


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("nonsense://x/y", "no address of a database"),
        ("sqlite://", "a file that stays"),
        ("postgresql+nodriver://me:secret@host/x", "no address|missing"),
    ],
)
def test_an_address_that_is_none(tmp_path: Path, database: str, said: str) -> None:
    with pytest.raises(HistoryError, match=said) as error:
        open_history(database, tmp_path)
    assert "secret" not in str(error.value)


def test_holds_of_a_named_test_and_plain_ones_never_mix(history: History) -> None:
    test = {"test": "unipedal_45@1", "arms": "crossed"}
    days = [f"2026-02-0{n}T10:00:00Z" for n in (1, 2, 3)]
    keep(history, [kept(f"t{n}", [40.0], created=day, **test) for n, day in enumerate(days)])
    keep(history, [kept("u", [44.0], created=days[0], test="unipedal_45@2", arms="crossed")])
    keep(history, [kept("p", [12.0], created=days[2], arms="crossed")])
    found = {line["test"]: line for line in answers(history)}
    assert {key: line["best_s"] for key, line in found.items()} == {
        None: 12.0,
        "unipedal_45@1": 40.0,
        "unipedal_45@2": 44.0,
    }
    assert found[None]["next_step"]["text"].startswith("Now: hold 30 s"), "not met by a test"
    assert "0 of 3 attempts" in found[None]["next_step"]["text"]
    assert found["unipedal_45@1"]["next_step"]["text"].startswith("A named test is scored by")
    with pytest.raises(ValueError, match="never mixed"):
        score([Attempt(n, Conditions(test=key), hold(5.0)) for n, key in enumerate((None, "a@1"))])

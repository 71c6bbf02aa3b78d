"""People and recordings as they are listed and looked for; dates of imports; near codes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from keepers import hold, kept

from balance.bookkeeping import import_recording
from balance.protocol.best_times import Time
from balance.protocol.conditions import Conditions
from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.codes import check_code, check_new_code, code_for
from balance.records.history.engine import History, open_history
from balance.records.history.migrating import HistoryError
from balance.records.history.near_codes import is_near, near_code
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import Wanted, find_recording, list_recordings
from balance.records.history.searching import folded, matches
from balance.records.history.store import keep
from balance.records.recorder import write_recording
from balance.records.recording import read_header
from balance.samples import SampleBlock


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        people.add(opened, "P1", Description(name="José Müller", notes="after a stroke"))
        people.add(opened, "P2", Description(name="Anna Sørensen", birth_year=1950))
        people.add(opened, "P3", Description())
        keep(
            opened,
            [
                kept("a", [10.0, 12.5], created="2026-02-01T10:00:00Z", folder=opened.folder),
                kept("b", [7.0], created="2026-02-03T10:00:00Z", eyes="closed", practice=True),
                kept("c", [9.0], created="2026-02-02T10:00:00Z", person="P2", stance_leg="right"),
                kept("d", [], created="2026-02-04T10:00:00Z", person="P2", stance_leg="right"),
            ],
        )
        yield opened


def codes(history: History, search: str = "", archived: bool | None = False) -> list[str]:
    return [each.code for each in list_people(history, search=search, archived=archived)]


def names(history: History, wanted: Wanted) -> list[str]:
    return [each.path.name[0] for each in list_recordings(history, wanted)]


def test_people_with_their_last_session(history: History) -> None:
    first, second, third = list_people(history)
    assert (first.name, first.notes, first.last_day) == (
        "José Müller",
        "after a stroke",
        "2026-02-03",
    )
    assert (first.attempts, first.practice) == (2, 1)
    assert (second.last_day, second.attempts) == ("2026-02-04", 1)
    assert (third.last_day, third.attempts, third.archived) == ("", 0, False)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["P1", "P2", "P3"]),
        ("p2", ["P2"]),
        ("jose", ["P1"]),
        ("MÜLLER josé", ["P1"]),
        ("muller", ["P1"]),
        ("sorensen", ["P2"]),
        ("STROKE", ["P1"]),
        ("1950", []),
        ("müller anna", []),
    ],
)
def test_people_are_found_whatever_case_and_accents(
    history: History, search: str, found: list[str]
) -> None:
    assert codes(history, search) == found


def test_folded_texts_are_alike() -> None:
    for one, other in [("Łódź", "lodz"), ("STRASSE", "straße"), ("İ", "i"), ("e\u0301", "é")]:
        assert folded(one) == folded(other)
    assert matches("", None)
    assert not matches("x", None)


def test_who_is_archived_keeps_everything(history: History) -> None:
    people.archive(history, "P1")
    assert codes(history) == ["P2", "P3"]
    assert codes(history, archived=True) == ["P1"]
    assert codes(history, archived=None) == ["P1", "P2", "P3"]
    assert names(history, Wanted()) == ["d", "c"]
    assert names(history, Wanted(archived=True)) == ["d", "b", "c", "a"]
    assert names(history, Wanted(person="P1")) == ["b", "a"], "asked for by name"
    people.archive(history, "P1", archived=False)
    assert codes(history) == ["P1", "P2", "P3"]
    with pytest.raises(HistoryError, match="nobody here"):
        people.archive(history, "P9")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["d", "b", "c", "a"]),
        (Wanted(person="P2"), ["d", "c"]),
        (Wanted(conditions={"stance_leg": "right"}), ["d", "c"]),
        (Wanted(conditions={"eyes": "closed"}), ["b"]),
        (Wanted(since="2026-02-02", until="2026-02-03"), ["b", "c"]),
        (Wanted(until="2026-02-01"), ["a"]),
        (Wanted(text="sorensen"), ["d", "c"]),
        (Wanted(text="c.csv"), ["c"]),
        (Wanted(person="P1", text="anna"), []),
    ],
)
def test_recordings_are_found_by_what_is_known_of_them(
    history: History, wanted: Wanted, found: list[str]
) -> None:
    assert names(history, wanted) == found


def test_a_recording_with_what_is_in_it(history: History) -> None:
    (one,) = list_recordings(history, Wanted(since="2026-02-01", until="2026-02-01"))
    assert one.path == history.folder / "a.csv.gz"
    assert (one.person, one.name, one.day, one.by_file) == (
        "P1",
        "José Müller",
        "2026-02-01",
        False,
    )
    assert (one.leg, one.attempts, one.practice) == ("left", 2, 0)
    assert one.best is not None
    assert one.best.duration_s == 12.5
    empty = list_recordings(history, Wanted(person="P2"))[0]
    assert (empty.leg, empty.attempts, empty.best) == ("right", 0, None), "no attempt in it"
    with pytest.raises(ValueError, match="none of the conditions"):
        list_recordings(history, Wanted(conditions={"colour": "red"}))


def test_notes_of_attempts_are_listed_and_found(history: History) -> None:
    hold = kept("x", [8.0]).holds[0]
    noted = KeptHold(hold.automatic, note="Größer als sonst")
    keep(history, [kept("e", holds=[noted], created="2026-02-05T10:00:00Z")])
    (one,) = list_recordings(history, Wanted(text="grosser"))
    assert one.notes == ("Größer als sonst",)


def test_a_recording_is_named_by_path_or_name(history: History, tmp_path: Path) -> None:
    keep(history, [kept("a", [1.0], folder=tmp_path, checksum="ab" * 32)])
    keep(history, [kept("z", [1.0], folder=history.folder)])
    path = history.folder / "a.csv.gz"
    assert find_recording(history, str(path)) == path
    assert find_recording(history, "z.csv.gz") == history.folder / "z.csv.gz"
    with pytest.raises(HistoryError, match="several recordings"):
        find_recording(history, "a.csv.gz")
    with pytest.raises(HistoryError, match="knows no recording"):
        find_recording(history, "nothing.csv")


def recording(path: Path, header: Header, seed: int = 1) -> Path:
    rng = np.random.default_rng(seed)
    acc = rng.normal(0, 0.1, (300, 3)) + np.array([0, 0, 9.81])
    write_recording(path, header, SampleBlock(np.arange(300) / 100, acc))
    written_s = datetime(2025, 11, 7, 12, 0, tzinfo=UTC).timestamp()
    os.utime(path, (written_s, written_s))
    return path


def test_an_import_has_its_own_date(history: History, tmp_path: Path) -> None:
    said = Header(person="P3", created_utc="2024-05-06T10:00:00Z")
    import_recording(history, recording(tmp_path / "said.csv", said))
    day = Header(person="P3", session="2024-05-07")
    import_recording(history, recording(tmp_path / "day.csv", day, seed=2))
    import_recording(history, recording(tmp_path / "unsaid.csv", Header(person="P3"), seed=3))
    found = list_recordings(history, Wanted(person="P3"))
    assert [(each.day, each.by_file) for each in found] == [
        ("2025-11-07", True),
        ("2024-05-07", False),
        ("2024-05-06", False),
    ]
    head = read_header(found[0].path)
    assert (head.created_utc, head.extra["dated_by"]) == ("2025-11-07T12:00:00+00:00", "file")


def test_imports_of_one_day_of_the_file_are_no_session_together(
    history: History, tmp_path: Path
) -> None:
    for seed in (4, 5):
        path = recording(tmp_path / f"{seed}.csv", Header(person="P3"), seed=seed)
        import_recording(history, path)
    labels = {each.label for each in list_recordings(history, Wanted(person="P3"))}
    assert len(labels) == 2, "they were copied on that day, for all that is known"


@pytest.mark.parametrize("code", ["John Smith", "P 1", "P1/2", "a,b"])
def test_a_name_is_no_new_code(history: History, code: str) -> None:
    for come_in in (
        lambda: people.add(history, code, Description()),
        lambda: people.rename(history, "P1", code),
        lambda: code_for(history, code),
        lambda: code_for(None, code),
    ):
        with pytest.raises(HistoryError, match=r"is no code: that is letters .* beside it"):
            come_in()


@pytest.mark.parametrize("code", ["P7", "JS-1", "Ödön_2", "4.11", "e\u0301", "Пётр-1", "हिन्दी"])
def test_what_a_new_code_may_be(code: str) -> None:
    assert check_new_code(f" {code} ") == code


def test_whoever_has_a_code_of_an_older_version_keeps_it(history: History, tmp_path: Path) -> None:
    assert check_code("John Smith") == "John Smith"
    keep(history, [kept("old", [9.0], person="John Smith")])
    assert code_for(history, "John Smith") == "John Smith"
    import_recording(history, recording(tmp_path / "a.csv", Header(person="John Smith")))
    with pytest.raises(HistoryError, match=r"b\.csv: .*is no code"):
        import_recording(history, recording(tmp_path / "b.csv", Header(person="Jane Smith"), 2))
    people.rename(history, "John Smith", "JS")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P1O", "P10"),
        ("Pl0", "P10"),
        ("P-10", "P10"),
        ("P_10", "P-10"),
        ("P010", "P10"),
        ("anna", "ana"),
        ("Anna", "anan"),
        ("SMITH7", "SMYTH7"),
        ("PTA01", "PAT01"),
        ("4711032", "4711023"),
        ("47110233", "4711023"),
    ],
)
def test_slips_are_near(one: str, other: str) -> None:
    assert is_near(one, other)
    assert is_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P7", "P8"),
        ("P1", "P10"),
        ("P10", "P11"),
        ("P12", "P21"),
        ("A", "B"),
        ("AB", "AC"),
        ("KIM", "TIM"),
        ("1-12", "11-2"),
        ("4711023", "4711024"),
        ("me", "simulated"),
        ("anna", "bert"),
    ],
)
def test_counted_codes_are_not_near(one: str, other: str) -> None:
    assert not is_near(one, other)
    assert not is_near(other, one)


def test_whose_code_is_near(history: History) -> None:
    with history.reading() as session:
        assert near_code(session, "PO2") == "P2"
        assert near_code(session, "P2") is None
        assert near_code(session, "P4") is None


def test_a_recording_is_listed_with_when_how_and_how_long(tmp_path: Path) -> None:
    made = "2026-02-03T10:00:00+00:00"
    back = Conditions(placement="shank", stance_leg="left", eyes="closed")
    with open_history(tmp_path / "h" / "history.db", tmp_path / "h" / "recordings") as history:
        a = kept("a", [20.0, 31.5], created=made, eyes="closed", placement="shank")
        b = kept("b", [45.0, 30.0], created=made, cap_s=45.0, person="P2", placement="shank")
        keep(history, [a, b, kept("c", created=made)])
        people.archive(history, "P2")
        found = list_recordings(history, Wanted(archived=True))
        by_name = {one.path.name[0]: one for one in found}
    first, second, third = (by_name[name] for name in "abc")
    assert first.created_utc == made
    assert (first.conditions, first.placed) == (back, True)
    assert (first.best, first.archived) == (Time(31.5, 0.1), False)
    assert second.best == Time(45.0, 0.1, censored=True)
    assert (second.archived, second.texts[0]) == (True, "P2")
    assert (third.placed, third.best, third.practice_best) == (False, None, None)


def test_practice_has_a_best_of_its_own_and_what_was_discarded_has_none(tmp_path: Path) -> None:
    def holds() -> list[KeptHold]:
        return [KeptHold(hold(40.0), discarded=True), KeptHold(hold(10.0, start_s=100.0))]

    with open_history(tmp_path / "h" / "history.db", tmp_path / "h" / "recordings") as history:
        keep(history, [kept("a", holds=holds()), kept("p", holds=holds(), practice=True)])
        by_name = {one.path.name[0]: one for one in list_recordings(history)}
    assert (by_name["a"].best, by_name["a"].practice_best) == (Time(10.0, 0.1), None)
    practised = by_name["p"]
    assert (practised.best, practised.practice_best) == (None, Time(10.0, 0.1))
    assert practised.conditions is not None
    assert practised.conditions.practice

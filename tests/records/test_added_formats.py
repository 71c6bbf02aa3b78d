"""File formats of other packages: files go where ours go, and a broken one harms nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from packages import install, write_package

from balance import RecordingError, analyze, find_recordings, holds_table, open_recording
from balance.bookkeeping import import_recording
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.formats.added import format_troubles
from balance.records.header import NO_PLACEMENT
from balance.records.history.engine import open_history
from balance.samples import SampleBlock
from drivers import open_source
from drivers.testing import SimulatedPerson, assert_held, read_all
from gui.review.looking import Looking

HEAD = {"placement": "shank", "stance_leg": "left", "model": "GaitBox 3", "battery": 0.9}
BROKEN = """
from balance import FileFormat, FileRows

class Bad(FileFormat):
    suffixes = (".csv", ".bad")
    def read(self, path):
        raise ZeroDivisionError("division by zero")

class Shapes(FileFormat):
    suffixes = (".shp",)
    def read(self, path):
        return FileRows([0.0, 0.01], [[1.0, 2.0], [1.0, 2.0]])

class Nothing(FileFormat):
    suffixes = ()
    def read(self, path):
        return FileRows([], [])

class Events(FileFormat):
    suffixes = (".events.csv",)
    def read(self, path):
        return FileRows([], [])
"""


@pytest.fixture(scope="module")
def person() -> SimulatedPerson:
    return SimulatedPerson(3)


@pytest.fixture
def gaitbox(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def written(path: Path, block: SampleBlock, head: object = HEAD, more: bytes = b"") -> Path:
    from gaitbox.packets import pack

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GAITBOX " + json.dumps(head).encode() + b"\n" + pack(block) + more)
    return path


def test_it_is_read_timed_and_judged_as_any_other(
    gaitbox: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    path = written(tmp_path / "in" / "a.gbx", person.block)
    recording = open_recording(path)
    header = recording.header
    assert (header.placement, header.stance_leg, header.model) == ("shank", "left", "GaitBox 3")
    assert (header.source, header.extra) == ("gaitbox", {"battery": 0.9})
    found = analyze(path)
    assert (found.status, found.reasons) == ("valid", ())
    assert_held(found.holds, person.held)


def test_it_is_found_in_folders_told_by_its_content(
    gaitbox: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    path = written(tmp_path / "in" / "A.GBX", person.block)
    card = written(tmp_path / "in" / "card" / "b.dat", person.block)
    other = tmp_path / "in" / "other.dat"
    other.write_bytes(b"\0\1\2\3")
    assert find_recordings(tmp_path / "in") == [path, card, other]
    rows = holds_table(tmp_path / "in")
    assert [row["recording"] for row in rows if row["hold"]] == ["A.GBX"] * 2 + ["card/b.dat"] * 2
    with pytest.raises(RecordingError, match=r"other\.dat: is neither text nor a \.zip"):
        open_recording(other)


def test_without_the_package_it_is_not_found(person: SimulatedPerson, tmp_path: Path) -> None:
    (tmp_path / "a.gbx").write_bytes(b"GAITBOX {}\n")
    assert find_recordings(tmp_path) == []
    assert format_troubles() == ()


def test_it_is_played_taken_in_and_has_events(
    gaitbox: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.gbx", person.block)
    with open_source(f"replay:{path}?speed=0") as source:
        assert source.open().conditions.placement == "shank"
        assert sum(map(len, read_all(source))) == len(open_recording(path).block)
    shown = Looking(path)
    assert shown.analysis.holds == analyze(path).holds
    assert len(shown.holds) == 2
    first = analyze(path).holds[0]
    stop_s = (first.lift_off_s + first.end_s) / 2.0
    append_events(events_path(path), [EventRow(stop_s, "stop", "user")])
    assert analyze(path).holds[0].end_reason == "stop"
    with open_history(tmp_path / "history.db", tmp_path / "kept") as history:
        kept = import_recording(history, path, person="p1")
    assert kept.path.suffixes[-1:] == [".csv"] or kept.path.name.endswith(".csv.gz")
    assert analyze(kept.path).holds[0].end_reason == "stop"


@pytest.mark.parametrize(
    ("head", "more", "words"),
    [
        ("wrist", b"", "its first line is damaged"),
        ({"placement": "wrist"}, b"", '"placement" must be one of lower_back'),
        ([1], b"", "is broken"),
    ],
)
def test_what_it_says_is_checked(
    gaitbox: None,
    person: SimulatedPerson,
    tmp_path: Path,
    head: object,
    more: bytes,
    words: str,
) -> None:
    path = written(tmp_path / "a.gbx", person.block, head, more)
    if head == "wrist":
        path.write_bytes(b"GAITBOX wrist\n" + b"\0" * 1000)
    with pytest.raises(RecordingError) as caught:
        open_recording(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_what_it_does_not_say_is_a_doubt(
    gaitbox: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.gbx", person.block, {}, b"torn")
    assert NO_PLACEMENT in analyze(path).reasons
    assert "the last packet was cut short" in analyze(path).reasons
    assert NO_PLACEMENT not in analyze(path, placement="shank").reasons
    assert "holds 0 samples" not in str(analyze(path).reasons)


def test_too_few_samples_are_refused(
    gaitbox: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.gbx", person.block[:10])
    with pytest.raises(RecordingError, match=r"a\.gbx: nothing was recorded in it"):
        open_recording(path)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = """
bad = brokenfiles:Bad
shapes = brokenfiles:Shapes
nothing = brokenfiles:Nothing
events = brokenfiles:Events
missing = brokenfiles:NotThere
number = brokenfiles:__doc__
"""
    install(monkeypatch, write_package(tmp_path / "site", "brokenfiles", BROKEN, formats=lines))


def test_a_format_that_breaks_keeps_nobody_from_a_file(
    broken: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    names = "time (s),ax (m/s^2),ay (m/s^2),az (m/s^2)"
    rows = zip(person.block.time_s, person.block.acc_m_s2, strict=True)
    lines = (",".join(f"{value:.5f}" for value in (t, *acc)) for t, acc in rows)
    path = tmp_path / "in" / "a.csv"
    path.parent.mkdir()
    path.write_text("\n".join([names, *lines]), encoding="utf-8")
    recording = open_recording(path)
    assert len(recording.block) == len(person.block)
    assert recording.faults == (
        "bad: the package brokenfiles 0.9, which adds it, is broken "
        "(ZeroDivisionError: division by zero); update or uninstall it",
    )


def test_our_own_files_are_never_given_to_a_format(
    broken: None, person: SimulatedPerson, tmp_path: Path
) -> None:
    from balance import Header, write_recording

    path = tmp_path / "own.csv"
    write_recording(path, Header(placement="shank"), person.block)
    assert open_recording(path).faults == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.bad", r"a\.bad: bad: the package brokenfiles 0\.9, .* \(ZeroDivisionError"),
        ("a.shp", r"a\.shp: shapes: .* \(ValueError: A block takes shapes"),
        ("a.other", r"a\.other: is neither text .*; events: the package .*; missing: .* is broken"),
    ],
)
def test_a_file_that_nobody_else_reads_names_the_package(
    broken: None, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / name).write_bytes(b"\0\1\2\3")
    with pytest.raises(RecordingError, match=words):
        open_recording(tmp_path / name)


def test_formats_that_can_never_work_are_said(broken: None) -> None:
    said = format_troubles()
    assert [trouble.partition(":")[0] for trouble in said] == [
        "events",
        "missing",
        "nothing",
        "number",
    ]
    assert all("the package brokenfiles 0.9, which adds it, is broken (" in each for each in said)

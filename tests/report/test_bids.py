"""Recordings and people as a data set of BIDS Motion, and taken in again: the same, or nothing."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from bids_sets import bring, contents, issues, lay, samples_in
from hypothesis import given, settings
from hypothesis import strategies as st
from installed import NAME, fill, opened, says, written
from mutations import mutated
from sat import HEELS, sit

from balance.bookkeeping import import_recording, score_kept
from balance.records.errors import RecordingError
from balance.records.events_file import (
    BY,
    EVENTS,
    EventRow,
    append_events,
    events_path,
    read_events,
)
from balance.records.formats.bids.events import events_of
from balance.records.formats.bids.motion import read_motion
from balance.records.formats.bids.texts import read_object, read_sheet
from balance.records.formats.told import NOTHING
from balance.records.header import Header
from balance.records.history import people
from balance.records.history.engine import History
from balance.records.history.people import Description
from balance.records.history.people_list import list_people
from balance.records.history.recording_list import Wanted, list_recordings
from balance.records.history.store import keep
from balance.records.open_any import find_recordings, open_recording
from balance.records.recorder import recording_bytes, write_recording
from balance.records.recording import read_recording
from balance.report.bids.labels import labels_of
from balance.report.bids.motion import Laid, files_of
from balance.report.bids.writing import new_folder
from balance.samples import SampleBlock
from balance.words import printable
from drivers.live.bids import looked_into
from drivers.live.handing import unheard
from drivers.live.place import place_in
from drivers.live.taking import take_in

MUTATIONS = 60
SOAK = int(os.environ.get("BALANCE_TIMER_SOAK_SETS", "1000"))


@pytest.fixture
def one(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "one") as history:
        fill(history, tmp_path)
        yield history


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    with opened(tmp_path / "other") as history:
        yield history


def plainly(said: dict[str, Any]) -> str:
    for row in said["recordings"]:
        row["file"] = ""
    return str(said).replace(f"'{NAME}'", "None").replace("'Charles'", "None")


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_what_is_taken_in_says_the_same(one: History, other: History, tmp_path: Path) -> None:
    made = lay(one, tmp_path / "set")
    assert (made.people, made.recordings, made.missing, made.left) == (2, 6, (), ())
    assert made.beside == made.left_out == made.originals == ()
    done, troubles = bring(other, tmp_path / "set")
    assert ([each.whole for each in done], troubles) == ([True, True], ())
    assert plainly(says(other)) == plainly(says(one))
    before = Counter(
        unpacked(path) for path in tmp_path.rglob("*.csv*") if "other" not in str(path)
    )
    after = Counter(unpacked(path) for path in other.folder.rglob("*.csv*"))
    assert after == Counter({content: n for content, n in before.items() if content in after})
    assert sum(after.values()) == 2 * 6
    # No name is anywhere in it, and nobody else can look at it.
    inside = contents(tmp_path / "set")
    assert not any(word in b"".join(inside.values()) for word in (NAME.encode(), b"Charles"))
    modes = {
        path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "set").rglob("*")
    }
    assert modes == {True: 0o700, False: 0o600}
    assert stat.S_IMODE((tmp_path / "set").stat().st_mode) == 0o700


def test_taken_in_twice_is_once(one: History, other: History, tmp_path: Path) -> None:
    lay(one, tmp_path / "set")
    bring(other, tmp_path / "set")
    before = says(other), contents(other.folder)
    done, _ = bring(other, tmp_path / "set")
    assert all("count once" in each.told[-1] or "counts once" in each.told[-1] for each in done)
    assert (says(other), contents(other.folder)) == before
    lay(one, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "set")


def test_one_person_alone(one: History, other: History, tmp_path: Path) -> None:
    lay(one, tmp_path / "set", "P1")
    assert not any(b"Q2" in content for content in contents(tmp_path / "set").values())
    bring(other, tmp_path / "set")
    assert plainly(says(other)) == plainly(says(one, "P1"))


def test_people_without_recordings_and_those_who_left_are_in_it(
    one: History, other: History, tmp_path: Path
) -> None:
    people.add(one, "new", Description(birth_year=1990))
    people.archive(one, "Q2")
    lay(one, tmp_path / "set")
    sheet = read_sheet(tmp_path / "set" / "participants.tsv")
    assert dict(zip(sheet.wanted("participant_id"), sheet.wanted("archived"), strict=True)) == {
        "sub-P1": "no",
        "sub-Q2": "yes",
        "sub-new": "no",
    }
    # Born 1815, so that the age stands for all above it.
    assert sheet.wanted("age") == ("89", "n/a", "n/a")
    bring(other, tmp_path / "set")
    assert plainly(says(other)) == plainly(says(one))


def test_labels_are_letters_and_digits_and_no_two_are_one() -> None:
    codes = ["P07", "p07", "P-07", "Zoë", "Zo", "李", "王", "a.b", "a_b", "x" * 64]
    labels = labels_of(codes)
    assert labels["P07"] == "P07"
    assert len({label.casefold() for label in labels.values()}) == len(codes)
    assert all(label.isascii() and label.isalnum() for label in labels.values())
    assert labels_of(["a.b", "P-07"]) == {code: labels[code] for code in ("a.b", "P-07")}


def test_what_tables_cant_say_comes_along_as_it_is(
    one: History, other: History, tmp_path: Path
) -> None:
    folder = one.folder
    head = '# {"format": "balance-recording", "version": 1, "person": "P1"%s}\n'
    names = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n"
    row = "{:.6f},0.1,0.2,9.8\n".format
    rows = "".join(row(i / 100) for i in range(60))
    odd = {
        "digits.csv": head % "" + names + rows.replace("9.8", "9.80000000000001"),
        "more.csv": head % "" + names[:-1] + ",battery\n" + rows.replace("\n", ",3\n"),
        "back.csv": head % "" + names + rows + row(0.1) + row(0.7),
        "torn.csv": head % "" + names + rows + "0.6000",
        "nan.csv": head % ', "x": NaN' + names + rows + row(0.9),
        "few.csv": head % "" + names + row(0.0),
        "none.csv": head % "" + names,
        "bad.csv": head % "" + names + "a,b,c,d\n" + rows,
    }
    for name, text in odd.items():
        (folder / name).write_text(text)
    (folder / "torn.events.csv").write_text("time_s,event,by,detail\n0.1,lift_off,auto,\n0.2,ste")
    keep(one, [score_kept(folder / name) for name in ("digits.csv", "torn.csv", "nan.csv")])
    made = lay(one, tmp_path / "set", "P1")
    assert {path.name for path in made.beside} == {"nan.csv", "few.csv", "none.csv", "bad.csv"}
    along = {path.name for path in (tmp_path / "set" / "sourcedata").rglob("*.csv*")}
    assert along == {*odd, "torn.events.csv"}
    bring(other, tmp_path / "set")
    assert {name: (other.folder / name).read_text() for name in odd} == odd
    assert plainly(says(other)) == plainly(says(one, "P1"))


def test_nothing_is_overwritten_and_a_broken_off_set_is_none(
    one: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine").write_text("x")
    with pytest.raises(RecordingError, match="there is something in this folder"):
        lay(one, tmp_path / "set")
    assert contents(tmp_path / "set") == {"mine": b"x"}
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordingError, match="there is something in this folder"):
        lay(one, tmp_path / "file")
    before = set(tmp_path.iterdir())
    with suppress(KeyboardInterrupt), new_folder(tmp_path / "new") as writing:
        writing.add("a/b", b"x")
        raise KeyboardInterrupt
    with pytest.raises(RecordingError, match="can't be written"), new_folder(tmp_path / "new"):
        raise OSError(28, "No space left on device")
    assert set(tmp_path.iterdir()) == before
    (tmp_path / "empty").mkdir()
    lay(one, tmp_path / "empty")
    assert samples_in(tmp_path / "empty")


# --- for strangers ---


def test_for_strangers_nothing_says_who_or_when(one: History, tmp_path: Path) -> None:
    folder = one.folder
    secret = Header(
        person="P1",
        notes="SECRET",
        session="SECRET day",
        source="tcp:SECRET:1",
        extra={"mine": "SECRET", "simulated": True},
        created_utc="2026-02-11T10:00:00Z",
    )
    time_s = np.arange(100) / 100.0
    write_recording(folder / "SECRET.csv", secret, SampleBlock(time_s, np.ones((100, 3)) * 5.6))
    append_events(events_path(folder / "SECRET.csv"), [EventRow(0.1, "note", "user", "SECRET")])
    keep(one, [score_kept(folder / "SECRET.csv")])
    made = lay(one, tmp_path / "set", draw=Random(4))
    inside = contents(tmp_path / "set")
    text = b"\n".join([*inside.values(), *(name.encode() for name in inside)])
    for word in (b"P1", b"Q2", b"SECRET", NAME.encode(), b"2026", b"wobbled", b"likes tea"):
        assert word not in text, word
    assert not (tmp_path / "set" / "sourcedata").exists()
    days = [
        row[1][:10]
        for path in (tmp_path / "set").rglob("*_scans.tsv")
        for row in read_sheet(path).rows
    ]
    assert len(days) == 7
    assert all("1900" < day < "1925" for day in days)
    key = read_sheet(made.key or Path())
    assert sorted(key.wanted("code")) == ["P1", "Q2"]
    assert stat.S_IMODE((made.key or Path()).stat().st_mode) == 0o600
    shifts = dict(zip(key.wanted("code"), key.wanted("days"), strict=True))
    assert shifts["P1"] != shifts["Q2"]
    shutil.rmtree(tmp_path / "set")
    with pytest.raises(RecordingError, match="this file exists"):
        lay(one, tmp_path / "set", draw=Random(4))


def test_for_strangers_all_days_of_a_person_are_shifted_alike(one: History, tmp_path: Path) -> None:
    lay(one, tmp_path / "whole", "P1")
    made = lay(one, tmp_path / "set", "P1", Random(1))
    days = int(read_sheet(made.key or Path()).wanted("days")[0])
    times: dict[str, list[Any]] = {}
    for name in ("whole", "set"):
        rows = [r for p in (tmp_path / name).rglob("*_scans.tsv") for r in read_sheet(p).rows]
        times[name] = sorted(np.datetime64(row[1].removesuffix("Z")) for row in rows)
    assert [b - a for a, b in zip(times["whole"], times["set"], strict=True)] == [
        np.timedelta64(days, "D")
    ] * len(times["set"])


def test_what_strangers_were_given_comes_in_as_recordings_of_others(
    one: History, other: History, tmp_path: Path
) -> None:
    lay(one, tmp_path / "set", draw=Random(4))
    done, troubles = bring(other, tmp_path / "set")
    assert (len(done), troubles) == (2, ())
    codes = {one.code for one in list_people(other)}
    assert all(re.fullmatch("Balancetimes[0-9a-f]{8}-[0-9a-f]{10}", code) for code in codes)
    assert samples_of(other) == samples_of(one)
    # Where they are from they are known by their samples.
    said = says(one)
    done, _ = bring(one, tmp_path / "set")
    assert [each.whole for each in done] == [False, False]
    assert [row for row in says(one)["recordings"] if row["person"] in ("P1", "Q2")] == said[
        "recordings"
    ]
    assert samples_of(one) == samples_of(other)


def samples_of(history: History) -> Counter[bytes]:
    """The samples of all recordings, whatever they are called."""
    found = list_recordings(history, Wanted(archived=True))
    blocks = [read_recording(each.path).block for each in found]
    return Counter(block.time_s.tobytes() + block.acc_m_s2.tobytes() for block in blocks)


# --- the official validator ---


def test_the_official_validator_finds_no_error(one: History, tmp_path: Path) -> None:
    """Odd codes, legs, conditions, gyroscope, gaps, practice, simulated, cut off, no recording."""
    people.add(one, "Zoë-1", Description(birth_year=1931))
    people.add(one, "李.2", Description())
    rng = np.random.default_rng(1)
    n = 0
    for leg in ("left", "right"):
        for eyes in ("open", "closed"):
            for surface in ("firm", "foam"):
                n += 1
                head = Header(
                    person="Zoë-1",
                    stance_leg=leg,
                    eyes=eyes,
                    surface=surface,
                    practice=n % 3 == 0,
                    model="Ünit\t1",
                    arms="crossed",
                    source="sim:?seed=1" if n % 2 else "tcp:1.2.3.4:5",
                    created_utc=f"2026-03-0{n}T10:00:00.25+01:00" if n % 2 else None,
                    notes='a "note"\nof two lines',
                    extra={"list": [1, {"a": None}]},
                )
                time_s = np.delete(np.arange(200) / 100.0 + 0.01 * n, slice(50, 50 + 7 * n))
                acc = rng.normal([0, 0, 9.81], 0.05, (len(time_s), 3))
                gyr = rng.normal(0, 0.1, acc.shape) if n % 2 else None
                path = one.folder / f"z{n}.csv"
                write_recording(path, head, SampleBlock(time_s, acc, gyr))
                rows = [
                    EventRow(1.5, "edit", "user", "hold 1.000 to 2.000"),
                    EventRow(0.5, "gap", "auto", ""),
                    EventRow(0.2, "note", "user", "n/a"),
                    EventRow(0.2, "lift_off", "truth", 'tab\tand \\ and "q"'),
                ]
                append_events(events_path(path), rows)
    raises = Header(
        person="李.2",
        stance_leg="left",
        placement="foot",
        sensor_on="stance",
        extra={"exercise": "heel_raise"},
        session="2026-03-10",
    )
    block = SampleBlock(np.arange(99) / 50.0, rng.normal([0, 0, 9.81], 0.05, (99, 3)))
    write_recording(one.folder / "z9.csv", raises, block)
    with (one.folder / "z1.csv").open("ab") as file:
        file.write(b"9.99")
    with (one.folder / "z2.events.csv").open("ab") as file:
        file.write(b"0.3,of_a_newer_version,auto,x\n")
    keep(one, [score_kept(one.folder / f"z{i}.csv") for i in range(1, 10)])
    for name, draw in (("whole", None), ("apart", Random(2))):
        lay(one, tmp_path / name, draw=draw)
        found = issues(tmp_path / name)
        assert [each for each in found if each["severity"] == "error"] == []
        # What is left are keys that nobody here knows: makers, institutions, licences.
        known = {"SIDECAR_KEY_RECOMMENDED", "JSON_KEY_RECOMMENDED", "TOO_FEW_AUTHORS", "NO_AUTHORS"}
        # The age of 89 is what the validator itself asks for in place of 89+.
        assert {each["code"] for each in found} <= known | {"AGE_89"}


def test_the_validator_is_no_proof_of_what_it_does_not_look_at(
    one: History, tmp_path: Path
) -> None:
    """A line of names, "g" for gravity and NaN for n/a pass it; ours has none of them."""
    lay(one, tmp_path / "set")
    for path in samples_in(tmp_path / "set"):
        text = path.read_text()
        assert "nan" not in text.lower()
        assert all(
            np.isfinite(float(cell)) for line in text.splitlines() for cell in line.split("\t")
        )
        sheet = read_sheet(path.with_name(path.name.replace("_motion", "_channels")))
        assert set(sheet.wanted("units")) <= {"m/s^2", "rad/s", "s"}
        assert len(text.splitlines()[0].split("\t")) == len(sheet.rows)


# --- whatever is in a recording ---

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.builds(
    Header,
    placement=st.sampled_from(["lower_back", "chest", "thigh", "shank", "foot"]),
    stance_leg=st.sampled_from([None, "left", "right"]),
    eyes=st.sampled_from(["open", "closed"]),
    practice=st.booleans(),
    cap_s=st.none() | st.floats(0.001, 1e6),
    arms=st.none() | TEXT,
    session=st.none() | TEXT,
    attempt=st.none() | st.integers(0, 2**40),
    person=st.none() | TEXT,
    created_utc=st.none() | TEXT,
    rate_hz=st.none() | st.floats(1.0, 2000.0),
    notes=st.none() | TEXT,
    extra=st.dictionaries(TEXT.map(lambda key: f"_{key}"), JSON, max_size=4),
)
ROWS = st.lists(
    st.builds(
        EventRow,
        st.integers(-(10**9), 10**12).map(lambda micros: micros / 1e6),
        st.sampled_from(EVENTS),
        st.sampled_from(BY),
        TEXT | st.sampled_from(["n/a", "\\t", "a\tb", "hold 1.000 to 2.000"]),
    ),
    max_size=5,
)


@st.composite
def blocks(draw: st.DrawFn) -> SampleBlock:
    steps = draw(st.lists(st.integers(1, 10**7), min_size=1, max_size=30))
    first = draw(st.integers(-(10**6), 10**12))
    time_s = (first + np.concatenate([[0], np.cumsum(steps)])) / 1e6
    values = st.integers(-2_400_000, 2_400_000).map(lambda n: n / 1e4)
    width = draw(st.sampled_from([3, 6]))
    cells = draw(st.lists(values, min_size=width * len(time_s), max_size=width * len(time_s)))
    table = np.array(cells).reshape(len(time_s), width)
    gyr = np.clip(table[:, 3:], -99, 99) if width > 3 else None
    return SampleBlock(time_s, table[:, :3], gyr)


@settings(max_examples=60, deadline=None)
@given(head=HEADERS, block=blocks(), rows=ROWS)
def test_any_recording_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, head: Header, block: SampleBlock, rows: list[EventRow]
) -> None:
    place = tmp_path_factory.mktemp("any")
    stem = "sub-1_ses-1_task-onelegstance_tracksys-imu_acq-x_run-1"
    for name, content in files_of(stem, Laid(head, block, rows, (), "x.csv")).items():
        (place / name).write_bytes(content)
    back = read_motion(place / f"{stem}_motion.tsv")
    assert back.header == head
    assert recording_bytes(back.header, back.block) == recording_bytes(head, block)
    assert np.array_equal(back.block.time_s, block.time_s)
    assert back.block.acc_m_s2.tobytes() == block.acc_m_s2.tobytes()
    if block.gyr_rad_s is not None and back.block.gyr_rad_s is not None:
        assert back.block.gyr_rad_s.tobytes() == block.gyr_rad_s.tobytes()
    assert (back.block.gyr_rad_s is None) == (block.gyr_rad_s is None)
    assert list(events_of(place / f"{stem}_motion.tsv")) == rows
    shutil.rmtree(place)


PHYPHOX = '"Time (s)","Acceleration x (m/s^2)","Acceleration y (m/s^2)","Acceleration z (m/s^2)"\n'


def test_an_import_of_phyphox_comes_back_the_same(
    one: History, other: History, tmp_path: Path
) -> None:
    rng = np.random.default_rng(3)
    time_s = np.cumsum(rng.uniform(0.004, 0.006, 600))
    acc = rng.normal([0.0, 9.81, 0.0], 0.2, (600, 3))
    rows = (",".join(f"{value:.9E}" for value in row) for row in np.column_stack([time_s, acc]))
    (tmp_path / "Raw Data.csv").write_text(PHYPHOX + "\n".join(rows) + "\n")
    import_recording(one, tmp_path / "Raw Data.csv", person="P1")
    (kept,) = one.folder.glob("kept-*.csv.gz")
    before = read_recording(kept)
    made = lay(one, tmp_path / "set", "P1")
    assert made.beside == ()
    assert not list((tmp_path / "set" / "sourcedata").rglob("kept-*"))
    bring(other, tmp_path / "set")
    after = read_recording(other.folder / kept.name)
    assert unpacked(other.folder / kept.name) == unpacked(kept)
    assert after.block.acc_m_s2.tobytes() == before.block.acc_m_s2.tobytes()
    assert replace(score_kept(other.folder / kept.name), path=kept) == score_kept(kept)


def test_an_edited_recording_of_ours_opens_where_it_lies(one: History, tmp_path: Path) -> None:
    lay(one, tmp_path / "set", "P1")
    found = find_recordings([tmp_path / "set"])
    assert found == samples_in(tmp_path / "set")
    for path in found:
        said = read_object(path.with_suffix(".json"))
        mine = next(tmp_path.rglob(str(said["RecordingName"]).replace("a-2.csv", "a.csv")), None)
        assert mine is not None
        assert open_recording(path).header.person == "P1"


def test_events_of_a_data_set_come_with_a_recording_that_is_opened_in_it(
    one: History, tmp_path: Path
) -> None:
    stopped = [
        EventRow(1.25, "stop", "user"),
        EventRow(2.0, "edit", "user", "rater=B hold 1.000 to 1.500"),
    ]
    for kept in one.folder.glob("*.csv*"):
        if not kept.name.endswith(".events.csv"):
            append_events(events_path(kept), stopped)
    lay(one, tmp_path / "set", "P1")
    found = samples_in(tmp_path / "set")
    assert any(set(stopped) <= set(open_recording(path).events) for path in found)
    for path in found:
        laid = events_of(path)
        assert open_recording(path).events == laid
        more = EventRow(3.0, "edit", "user", "rater=B done")
        append_events(events_path(path), [more])
        assert open_recording(path).events == (*laid, more)


# --- changed on its way ---


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """A data set, and what it says."""
    place = tmp_path_factory.mktemp("small")
    with opened(place / "one") as history:
        people.add(history, "P1", Description(birth_year=1815, notes="tea", regimen=HEELS.keys()))
        folder = history.folder
        keep(history, [written(folder / "a.csv.gz", 1, [6.0, 11.0], person="P1")])
        keep(history, [written(folder / "b.csv", 2, [9.0], person="P1", eyes="closed")])
        (folder / "few.csv").write_text(
            '# {"format": "balance-recording", "version": 1, "person": "P1"}\n'
        )
        sit(history, "P1", HEELS)
        lay(history, place / "set")
        said = plainly(says(history))
    return contents(place / "set"), said


def check(small: tuple[dict[str, bytes], str], place: Path, count: int, seed: int) -> Counter[str]:
    rng, found = Random(seed), Counter[str]()
    for _ in range(count):
        shutil.rmtree(place, ignore_errors=True)
        for name, content in changed(rng, small[0]).items():
            (place / "set" / name).parent.mkdir(parents=True, exist_ok=True)
            (place / "set" / name).write_bytes(content)
        said = taken(place)
        if said == small[1]:
            found["the same"] += 1
            continue
        assert said == printable(said, lines=False)
        assert said.startswith(str(place / "set"))
        found["refused"] += 1
    return found


def taken(place: Path) -> str:
    """What an empty installation says once it has taken a set in; or the sentence of a refusal."""
    try:
        with looked_into(place / "set", NOTHING, unheard) as looked, opened(place) as history:
            for each in looked.brought:
                take_in(place_in(place), history, each, unheard)
            return plainly(says(history))
    except RecordingError as error:
        assert {each.name for each in place.iterdir()} <= {"set", "history.db"}
        if (place / "history.db").exists():
            with opened(place) as history:
                assert says(history)["people"] == []
        return str(error)


def changed(rng: Random, files: dict[str, bytes]) -> dict[str, bytes]:
    """Files of which one is gone, twice, another's, or changed anywhere."""
    made = dict(files)
    name = rng.choice(sorted(made))
    how = rng.randrange(6)
    if how == 0:
        del made[name]
    elif how == 1:
        made[f"{name}.copy"] = made[name]
    elif how == 2:
        made[rng.choice(sorted(made))] = made[name]
    else:
        made[name] = mutated(rng, made[name], [made[name]])
    return made


def test_what_was_changed_is_refused_in_a_sentence_or_the_same(
    small: tuple[dict[str, bytes], str], tmp_path: Path
) -> None:
    found = check(small, tmp_path / "x", MUTATIONS, seed=5)
    assert found["refused"] > MUTATIONS // 2


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_thousand_times(small: tuple[dict[str, bytes], str], tmp_path: Path) -> None:
    found = check(small, tmp_path / "x", SOAK, seed=11)
    assert sum(found.values()) == SOAK, found


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["sums"].update({"../up": "0" * 64}),
        lambda said: said["people"][0].update(label="../.."),
        lambda said: said["people"][0]["recordings"][0].update(name="../up.csv"),
        lambda said: said["people"][0]["recordings"][0].update(motion="/etc/hosts"),
        lambda said: said.update(history="v9999"),
    ],
)
def test_a_list_that_leads_elsewhere_is_refused(
    small: tuple[dict[str, bytes], str], other: History, tmp_path: Path, change: Change
) -> None:
    from balance.records.sealed import seal, unseal
    from balance.report.bids.listing import KIND, LIST, VERSION

    for name, content in small[0].items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(content)
    said = unseal(small[0][LIST], KIND, VERSION)
    change(said)
    (tmp_path / "set" / LIST).write_bytes(seal(KIND, VERSION, said))
    with pytest.raises(RecordingError, match=r"take another copy|newer version"):
        bring(other, tmp_path / "set")
    assert says(other)["people"] == []


def test_a_list_can_be_taken_out_and_it_is_read_as_anybodys(
    one: History, other: History, tmp_path: Path
) -> None:
    lay(one, tmp_path / "set", "P1")
    shutil.rmtree(tmp_path / "set" / "sourcedata")
    _, troubles = bring(other, tmp_path / "set")
    assert troubles == ()
    assert [one.code for one in list_people(other)] == ["P1"]
    kept = list(other.folder.rglob("*.csv.gz"))
    assert len(kept) == 5
    for path in kept:
        rows = read_events(events_path(path))
        assert [row.event for row in rows] == ["edit", "note"]
        assert json.loads(unpacked(path).splitlines()[0][2:])["person"] == "P1"

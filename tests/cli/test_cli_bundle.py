"""A bundle to share: nothing in it says whose it is, and the same figures come of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from conftest import ROOT, Run, json_lines

from balance.records.events_file import EventRow, append_events, events_path, read_events
from balance.records.open_any import open_recording
from balance.records.ratings import rated_hold, rating_done
from balance.report.agreement.bundle import CONTENT

#: What would tell whose it is, wherever it stood; in small letters.
TELLING = (
    "ada",
    "lovelace",
    "hopper",
    "2031",
    "05-06",
    "may",
    "sn4711",
    "visit",
    "19358",
    "knee",
    "wt901",
    "home",
    "unsaid",
    "graceh",
)
SAMPLES = ("shank_open_firm", "foot_open_firm", "thigh_open_firm", "chest_open_firm")
EPOCH_S = 1935878400.0  # a day in May 2031
TABLE, CLOCK = "ada 2031.csv", "ada's clock 2031.csv"
NAMES = "recording,lift_off_s,end_s,person,rater,remark"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Four recordings, each with whose it is in all places that there are."""
    folder = tmp_path / "Ada Lovelace 2031-05-06"
    folder.mkdir()
    tables: dict[str, list[str]] = {TABLE: [NAMES], CLOCK: [NAMES]}
    for at, name in enumerate(SAMPLES):
        recording = open_recording(ROOT / "recordings" / f"{name}.csv.gz")
        path = folder / f"ada_2031-05-06_{at}.csv"
        begin_s = EPOCH_S if at == 0 else 0.0
        block = recording.block
        known = {
            key: value
            for key, value in recording.header.to_dict().items()
            if key in ("format", "version", "placement", "stance_leg", "sensor_on", "cap_s")
        }
        header = known | {
            "person": f"ADA-{at // 2}",
            "session": "Visit of Ada",
            "attempt": 20310506,
            "source": "replay:/home/ada/2031-05-06.csv",
            "model": "WT901 SN4711",
            "created_utc": "2031-05-06T10:11:12+00:00",
            "software": "Ada's own",
            "notes": "Ada Lovelace, knee",
            "arms": "as Ada likes",
            "footwear": "Ada's shoes",
            "test": "ada@1",
            "therapist": "Grace Hopper",
            "Ada": {"deep": ["Lovelace", 20310506]},
            "assumed": ["Ada said where it was worn"],
            "simulated": True,
        }
        samples = np.column_stack([block.time_s + begin_s, block.acc_m_s2])
        lines = [",".join(map(repr, row)) + ",20310506" for row in samples.tolist()]
        names = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,ada_lovelace"
        path.write_text("\n".join([f"# {json.dumps(header)}", names, *lines, ""]))
        held = [row for row in read_events(events_path(recording.path)) if row.by == "truth"]
        lifts = [row.time_s + begin_s for row in held if row.event == "lift_off"]
        downs = [row.time_s + begin_s for row in held if row.event == "step_down"]
        events = [EventRow(row.time_s + begin_s, row.event, "truth", "Ada") for row in held]
        events += [
            EventRow(begin_s + 1.0, "note", "user", "Ada Lovelace called, 2031-05-06"),
            EventRow(begin_s + 1.0, "note", "auto", "lost on the way: 9000 in all; by Ada: 3"),
            EventRow(begin_s + 1.0, "settled", "auto", "Ada stands"),
            EventRow(begin_s + 1.0, "edit", "user", "rater=HOPPER hold 1.000 to 9.000"),
        ]
        for lift_off_s, end_s in zip(lifts, downs, strict=True):
            events += [rated_hold("GraceH", lift_off_s, end_s + 0.05 * (at + 1))]
            for table, ahead_s in ((TABLE, 0.0), (CLOCK, EPOCH_S - begin_s)):
                times = f"{lift_off_s + ahead_s!r},{end_s - 0.1 * at + ahead_s!r}"
                tables[table].append(f"{path.name},{times},Ada-{at // 2},GraceH,Ada")
        events.append(rating_done("GraceH", begin_s + float(block.time_s[-1])))
        append_events(events_path(path), events)
        with events_path(path).open("a") as file:
            file.write("3.0,ada_event,auto,Ada\n4.0,ready,Ada,Ada\n")
    for name, rows in tables.items():
        (tmp_path / name).write_text("\n".join(rows))
    return folder


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as bundle:
        assert bundle.comment == b""
        for info in bundle.infolist():
            assert (info.date_time, info.extra, info.comment) == ((1980, 1, 1, 0, 0, 0), b"", b"")
        return {info.filename: bundle.read(info) for info in bundle.infolist()}


def assert_tells_nothing(path: Path) -> None:
    for name, content in members(path).items():
        said = content.decode("utf-8").lower().replace(CONTENT.lower(), "")
        for word in TELLING:
            assert word not in name.lower()
            found = said.find(word)
            # In a number of many digits any four may follow one another by chance.
            if word.isdigit() and name.startswith(("recordings/", "manifest")):
                found = next((at for at in [found] if at >= 0 and is_alone(said, at, word)), -1)
            assert found < 0, (name, said[max(0, found - 80) : found + 80])


def is_alone(text: str, at: int, word: str) -> bool:
    """Whether it begins a number: a year or a time does, the middle of a decimal does not."""
    return not (text[at - 1 : at].isalnum() or text[at - 1 : at] == ".")


@pytest.mark.parametrize("how", ["table", "rater", "truth", "clock"])
def test_nothing_in_it_tells_whose_it_is_and_it_gives_the_same(
    balance_timer: Run, study: Path, tmp_path: Path, how: str
) -> None:
    arguments: dict[str, list[object]] = {
        "table": ["--reference", tmp_path / TABLE, "--kind", "force_plate"],
        "rater": ["--rater", "GraceH"],
        "truth": ["--truth"],
        "clock": ["--reference", tmp_path / CLOCK, "--clock", "own", "--early", "0.2"],
    }
    bundle = tmp_path / "b.zip"
    run = balance_timer("validate", study, *arguments[how], "--bundle", bundle, "--json")
    said = run.stderr.replace("\n", " ")
    assert run.returncode == 0, run.stderr
    assert CONTENT in said
    assert_tells_nothing(bundle)
    found = members(bundle)
    assert "recordings/r1.csv" in found
    away = tmp_path / "away"
    with ZipFile(bundle) as packed:
        packed.extractall(away)
    command = found["README.txt"].decode().strip().splitlines()[-1].split()
    replaced = {"recordings": away / "recordings", "reference.csv": away / "reference.csv"}
    again = balance_timer(*(replaced.get(each, each) for each in command[1:]), "--json")
    assert again.returncode == 0, again.stderr
    (before,), (after,) = json_lines(run.stdout), json_lines(again.stdout)
    for key in ("attempts", "every", "right", "recordings", "persons", "simulated", "bounds"):
        assert after[key] == before[key], key
    apart = [pair["difference_s"] for pair in before["pairs"]]
    assert [pair["difference_s"] for pair in after["pairs"]] == apart
    assert json.loads(found["figures.json"])["every"] == before["every"]
    assert {pair["person"] for pair in after["pairs"]} == {"1", "2"}


def test_the_same_study_gives_the_same_bytes_and_nothing_is_overwritten(
    balance_timer: Run, study: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path in (one, other):
        assert balance_timer("validate", study, "--truth", "--bundle", path).returncode == 0
    assert one.read_bytes() == other.read_bytes()
    run = balance_timer("validate", study, "--truth", "--bundle", one)
    assert run.returncode == 2
    assert "this file exists, and nothing is overwritten" in run.stderr
    assert one.read_bytes() == other.read_bytes()


def test_recordings_that_were_not_compared_are_not_in_it(
    balance_timer: Run, study: Path, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "recordings" / "thigh_closed_firm.csv.gz", study / "other.csv.gz")
    bundle = tmp_path / "b.zip"
    arguments = ["--reference", tmp_path / TABLE, "--bundle", bundle]
    assert balance_timer("validate", study, *arguments).returncode == 0
    names = [name for name in members(bundle) if name.endswith(".csv") and "/r" in name]
    assert [name for name in names if "events" not in name] == [
        f"recordings/r{at}.csv" for at in (1, 2, 3, 4)
    ]


def test_without_anything_compared_there_is_no_bundle(
    balance_timer: Run, study: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "b.zip"
    run = balance_timer("validate", study, "--rater", "Nobody", "--bundle", bundle)
    assert run.returncode == 1
    assert "rater Nobody has rated none of these recordings; those who did are" in run.stderr
    assert list(tmp_path.glob("*.zip")) == []
    assert list(tmp_path.glob(".*")) == []

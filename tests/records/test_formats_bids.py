"""BIDS Motion of anybody: what its sidecars say is how it is read, and what is wrong is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.bids.events import events_of
from balance.records.formats.bids.naming import named
from balance.records.formats.bids.texts import cell, uncell
from balance.records.formats.told import Told
from balance.records.open_any import find_recordings, open_recording
from balance.samples import GRAVITY_M_S2, FloatArray

STEM = "sub-01/ses-a/motion/sub-01_ses-a_task-stand_tracksys-imu_run-1"
CHANNELS = ("name", "component", "type", "tracked_point", "units", "placement")
RATE_HZ = 100.0
Make = Callable[..., Path]


def motion(seed: int = 1, seconds: float = 8.0) -> tuple[FloatArray, FloatArray]:
    """A sensor that is tipped to and fro, m/s^2 and rad/s: gravity turns as it does."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    angle = 0.6 * np.sin(2.0 * np.pi * 0.4 * time_s) * (time_s > 2.0)
    rng = np.random.default_rng(seed)
    up = np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], axis=1)
    turn = np.stack([np.zeros_like(angle), -np.gradient(angle, time_s), 0.0 * angle], axis=1)
    noise = rng.normal(0.0, 1.0, up.shape)
    return GRAVITY_M_S2 * up + 0.02 * noise, turn + 0.002 * noise


def triad(kind: str, point: str, unit: str, placement: str = "n/a") -> list[tuple[str, ...]]:
    return [(f"{point}_{kind}_{axis}", axis, kind, point, unit, placement) for axis in "xyz"]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(
        columns: FloatArray,
        channels: list[tuple[str, ...]],
        stem: str = STEM,
        said: dict[str, Any] | None = None,
        text: str | None = None,
    ) -> Path:
        path = tmp_path / f"{stem}_motion.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = "\n".join("\t".join(map(repr, row)) for row in columns.tolist())
        path.write_text(rows + "\n" if text is None else text)
        sheet = "\n".join("\t".join(row) for row in (CHANNELS, *channels))
        path.with_name(path.name.replace("_motion", "_channels")).write_text(sheet + "\n")
        known = {"TaskName": "stand", "SamplingFrequency": RATE_HZ}
        path.with_suffix(".json").write_text(json.dumps(known if said is None else said))
        (tmp_path / "dataset_description.json").write_text('{"Name": "Set"}')
        return path

    return made


@pytest.mark.parametrize(
    ("acc_unit", "acc_scale", "gyr_unit", "gyr_scale"),
    [
        ("m/s^2", 1.0, "rad/s", 1.0),
        ("m/s2", 1.0, "deg/s", 180.0 / np.pi),
        ("g", 1.0 / GRAVITY_M_S2, "°/s", 180.0 / np.pi),
        ("mg", 1000.0 / GRAVITY_M_S2, "n/a", 1.0),
        ("n/a", 1.0, "rad/s", 1.0),
    ],
)
def test_units_are_read_as_they_are_stated(
    make: Make, acc_unit: str, acc_scale: float, gyr_unit: str, gyr_scale: float
) -> None:
    acc, gyr = motion()
    channels = [*triad("GYRO", "shank", gyr_unit), *triad("ACCEL", "shank", acc_unit)]
    recording = open_recording(make(np.hstack([gyr * gyr_scale, acc * acc_scale]), channels))
    np.testing.assert_allclose(recording.block.acc_m_s2, acc, rtol=1e-9)
    assert recording.block.gyr_rad_s is not None
    np.testing.assert_allclose(recording.block.gyr_rad_s, gyr, rtol=1e-9)
    np.testing.assert_allclose(recording.block.time_s, np.arange(len(acc)) / RATE_HZ, atol=1e-9)
    assert (recording.header.source, recording.header.placement) == ("BIDS Motion", "shank")
    assert recording.header.rate_hz == RATE_HZ


def test_a_unit_that_gravity_contradicts_is_read_right_and_said(make: Make) -> None:
    acc, _ = motion()
    recording = open_recording(make(acc, triad("ACCEL", "thigh", "g")))
    np.testing.assert_allclose(recording.block.acc_m_s2, acc)
    assert any("m/s^2" in said for said in recording.header.assumed)
    with pytest.raises(RecordingError, match="gravity"):
        open_recording(make(acc * 7.0, triad("ACCEL", "thigh", "m/s^2")))


def test_times_are_those_of_the_latency(make: Make) -> None:
    acc, _ = motion()
    rng = np.random.default_rng(2)
    time_s = np.cumsum(rng.uniform(0.006, 0.014, len(acc))).round(6)
    time_s[400:] += 0.5
    latency = [("latency", "n/a", "LATENCY", "n/a", "s", "n/a")]
    columns = np.hstack([time_s[:, None], acc])
    recording = open_recording(make(columns, [*latency, *triad("ACCEL", "chest", "m/s^2")]))
    np.testing.assert_array_equal(recording.block.time_s, time_s)
    assert [round(gap.duration_s, 2) > 0.5 for gap in recording.gaps] == [True]
    millis = [("latency", "n/a", "LATENCY", "n/a", "ms", "n/a")]
    columns[:, 0] *= 1000.0
    recording = open_recording(make(columns, [*millis, *triad("ACCEL", "chest", "m/s^2")]))
    np.testing.assert_allclose(recording.block.time_s, time_s, rtol=1e-9)


def test_an_effective_rate_counts_before_the_nominal_one(make: Make) -> None:
    acc, _ = motion()
    said = {"SamplingFrequency": 100, "SamplingFrequencyEffective": 98.5}
    recording = open_recording(make(acc, triad("ACCEL", "chest", "m/s^2"), said=said))
    np.testing.assert_allclose(recording.block.time_s, np.arange(len(acc)) / 98.5)
    with pytest.raises(RecordingError, match='no "SamplingFrequency" that can be'):
        open_recording(make(acc, triad("ACCEL", "chest", "m/s^2"), said={"TaskName": "x"}))
    path = make(acc, triad("ACCEL", "chest", "m/s^2"), said={"TaskName": "x"})
    recording = open_recording(path, Told(rate_hz=50.0))
    np.testing.assert_allclose(recording.block.time_s, np.arange(len(acc)) / 50.0)


@pytest.mark.parametrize("missing", ["n/a", "NaN", "nan", "-nan"])
def test_what_is_missing_is_lost_and_counted(make: Make, missing: str) -> None:
    acc, _ = motion()
    lines = ["\t".join(map(repr, row)) for row in acc.tolist()]
    lines[100] = f"{missing}\t1.0\t{missing}"
    path = make(acc, triad("ACCEL", "foot", "m/s^2"), text="\n".join(lines) + "\n")
    recording = open_recording(path)
    assert (len(recording.block), recording.losses.rows) == (len(acc) - 1, len(acc))
    assert any("NaN in place of n/a" in fault for fault in recording.faults) == (missing != "n/a")


def test_a_line_of_names_is_passed_over_and_said(make: Make) -> None:
    acc, _ = motion()
    channels = triad("ACCEL", "foot", "m/s^2")
    names = "\t".join(row[0] for row in channels)
    rows = "\n".join("\t".join(map(repr, row)) for row in acc.tolist())
    recording = open_recording(make(acc, channels, text=f"{names}\r\n{rows}"))
    np.testing.assert_array_equal(recording.block.acc_m_s2, acc)
    assert recording.faults == (
        "its first line names the columns, which BIDS forbids; it was passed over",
    )


def test_several_tracked_points_are_a_question(make: Make) -> None:
    still, gyr = motion(seconds=8.0)
    still = np.tile([0.0, 0.0, GRAVITY_M_S2], (len(still), 1))
    acc, _ = motion()
    channels = [*triad("ACCEL", "LeftShank", "m/s^2"), *triad("ACCEL", "Sternum", "m/s^2")]
    path = make(np.hstack([acc, still, gyr]), [*channels, *triad("GYRO", "LeftShank", "rad/s")])
    with pytest.raises(SeveralSensorsError, match="2 tracked points") as caught:
        open_recording(path)
    assert (caught.value.sensors, caught.value.moving) == (("LeftShank", "Sternum"), "LeftShank")
    leg = open_recording(path, Told(sensor="leftshank"))
    assert leg.header.placement == "shank"
    assert leg.block.gyr_rad_s is not None
    trunk = open_recording(path, Told(sensor="Sternum", placement="lower_back"))
    assert (trunk.header.placement, trunk.block.gyr_rad_s) == ("lower_back", None)
    with pytest.raises(RecordingError, match="no sensor called 'Arm'"):
        open_recording(path, Told(sensor="Arm"))


@pytest.mark.parametrize(
    ("point", "placement", "worn"),
    [
        ("imu1", "left thigh", "thigh"),
        ("L5", "n/a", "lower_back"),
        ("s1", "sternum", "chest"),
        ("s1", "right ankle", "shank"),
        ("s1", "lower_back", "lower_back"),
        ("s1", "forehead", "lower_back"),  # not said: as on the lower back, which is told of
    ],
)
def test_the_place_is_told_by_words(make: Make, point: str, placement: str, worn: str) -> None:
    acc, _ = motion()
    header = open_recording(make(acc, triad("ACCEL", point, "m/s^2", placement))).header
    assert header.placement == worn
    assert bool(header.assumed) == (placement == "forehead")


def test_what_is_said_above_holds_below_and_the_nearer_counts(make: Make, tmp_path: Path) -> None:
    acc, _ = motion()
    path = make(acc, triad("ACCEL", "shank", "m/s^2"), said={"SamplingFrequency": 50})
    sheet = path.with_name(path.name.replace("_motion", "_channels"))
    sheet.rename(tmp_path / "task-stand_tracksys-imu_channels.tsv")
    top = {"Manufacturer": "Maker", "ManufacturersModelName": "Old", "SamplingFrequency": 10}
    (tmp_path / "task-stand_motion.json").write_text(json.dumps(top))
    (tmp_path / "sub-01" / "sub-01_motion.json").write_text('{"ManufacturersModelName": "New"}')
    (tmp_path / "sub-01" / "sub-02_motion.json").write_text('{"ManufacturersModelName": "Other"}')
    (tmp_path / "task-sit_motion.json").write_text('{"Manufacturer": "Nobody"}')
    (tmp_path / "sub-01" / "ses-a" / "sub-01_ses-a_scans.tsv").write_text(
        f"filename\tacq_time\nmotion/{path.name}\t2026-02-03T10:00:00\n"
    )
    recording = open_recording(path)
    assert recording.header.model == "Maker New"
    assert recording.header.created_utc == "2026-02-03T10:00:00Z"
    np.testing.assert_allclose(recording.block.time_s, np.arange(len(acc)) / 50.0)


def test_events_of_others_are_notes_but_for_words_of_ours(make: Make, tmp_path: Path) -> None:
    acc, _ = motion()
    path = make(acc, triad("ACCEL", "shank", "m/s^2"))
    assert events_of(path) == ()
    (path.parent / "sub-01_ses-a_task-stand_events.tsv").write_text(
        "onset\tduration\ttrial_type\tvalue\n1.5\t0\tlift_off\tn/a\n2\t3.5\tclap\t7\n3\tn/a\tedit\t\n"
    )
    told = [(row.time_s, row.event, row.by, row.detail) for row in events_of(path)]
    assert told == [
        (1.5, "lift_off", "truth", ""),
        (2.0, "note", "truth", "3.5 s; trial_type clap; value 7"),
        (3.0, "note", "truth", "trial_type edit; value"),
    ]


def test_in_a_folder_its_recordings_are_found_and_no_other_table(
    make: Make, tmp_path: Path
) -> None:
    acc, _ = motion()
    path = make(acc, triad("ACCEL", "shank", "m/s^2"))
    for name in ("participants.tsv", "sub-01/sub-01_scans.tsv", "sub-01/sub-01_events.tsv"):
        (tmp_path / name).write_text("a\tb\n")
    (tmp_path / "sourcedata" / "balance-timer").mkdir(parents=True)
    (tmp_path / "sourcedata" / "balance-timer" / "a.csv").write_text("x")
    assert find_recordings([tmp_path]) == [path]


FAULTS: list[tuple[str, Callable[[Path], object], str]] = [
    ("short row", lambda p: cut(p, 7, "1.0\t2.0"), "line 7: 2 values where 3 columns are named"),
    ("a word", lambda p: cut(p, 9, "1.0\tx\t2.0"), 'line 9: "x" is not a number'),
    ("a comma", lambda p: cut(p, 3, "1,0\t2\t3"), "line 3: has a comma"),
    ("other names", lambda p: cut(p, 1, "x\ty\tz"), 'line 1: "x" is not a number'),
    ("no table", lambda p: beside(p, "channels").unlink(), "there is no _channels.tsv beside it"),
    ("empty", lambda p: beside(p, "channels").write_text("\n"), "line 1: is empty"),
    (
        "no column",
        lambda p: beside(p, "channels").write_text("name\tcomponent\ttype\tunits\n"),
        'line 1: has no column "tracked_point"',
    ),
    (
        "ragged",
        lambda p: beside(p, "channels").write_text("name\ttype\na\n"),
        "line 2: has 1 cells where 2 columns are named",
    ),
    (
        "no acceleration",
        lambda p: cut(beside(p, "channels"), 2, "a\tx\tACC\ts\tm/s^2\tn/a"),
        "names no acceleration",
    ),
    (
        "twice",
        lambda p: cut(beside(p, "channels"), 3, "a\tx\tACCEL\tshank\tm/s^2\tn/a"),
        "line 3: names ACCEL x of shank a second time",
    ),
    (
        "broken",
        lambda p: p.with_suffix(".json").write_text('{"a": 1,\n "b"}'),
        "line 2: is broken JSON",
    ),
    ("a list", lambda p: p.with_suffix(".json").write_text("[1]"), "must be one JSON object"),
    (
        "newer",
        lambda p: p.with_suffix(".json").write_text('{"BalanceTimerFormat": 2}'),
        "made by a newer version",
    ),
    (
        "not ours",
        lambda p: p.with_suffix(".json").write_text('{"BalanceTimerFormat": 1, "Eyes": "open"}'),
        "its channels are not those that this program wrote",
    ),
    (
        "a value",
        lambda p: p.with_suffix(".json").write_text('{"BalanceTimerFormat": 1, "Eyes": "no"}'),
        '"Eyes" must be one of open, closed',
    ),
    (
        "Latin-1",
        lambda p: p.with_suffix(".json").write_bytes(b'{"a":\n "\xe4"}'),
        "line 2: is not in UTF-8",
    ),
]


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name.replace("_motion", f"_{suffix}"))


def cut(path: Path, line: int, text: str) -> None:
    lines = path.read_text().splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(("change", "said"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_one_sentence_with_file_and_line(
    make: Make, change: Callable[[Path], object], said: str
) -> None:
    acc, _ = motion()
    path = make(acc, triad("ACCEL", "shank", "m/s^2"))
    change(path)
    with pytest.raises(RecordingError) as caught:
        open_recording(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path.parent))
    assert "\n" not in str(caught.value)


def test_names_are_read_by_their_parts() -> None:
    said = named("sub-01_task-a+b_tracksys-x_motion.tsv")
    assert said is not None
    assert (dict(said.entities), said.suffix, said.ending) == (
        {"sub": "01", "task": "a+b", "tracksys": "x"},
        "motion",
        ".tsv",
    )
    for name in ("motion", "sub_motion.tsv", "sub-_motion.tsv", "a b-c_motion.tsv", "_.tsv", ".x"):
        assert named(name) is None


def test_what_is_only_called_so_is_read_as_any_table(tmp_path: Path) -> None:
    acc, _ = motion()
    rows = [
        f"{i / RATE_HZ:.2f}\t" + "\t".join(map(repr, row)) for i, row in enumerate(acc.tolist())
    ]
    for name in ("motion.tsv", "phone_motion.tsv"):
        head = "time_s\tacc_x_m_s2\tacc_y_m_s2\tacc_z_m_s2"
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n")
        np.testing.assert_array_equal(open_recording(tmp_path / name).block.acc_m_s2, acc)


def test_texts_come_out_of_cells_as_they_went_in() -> None:
    for text in ("", "n/a", "a\tb", "\\", "\\t", "n\\/a", "\r\n", "ä", '"', "\\n/a"):
        assert uncell(cell(text)) == text
        assert not set(cell(text)) & set("\t\r\n")
        assert (cell(text) == "n/a") == (text == "")

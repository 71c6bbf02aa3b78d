"""`simulate`: labelled recordings, the same bytes for the same wish."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from conftest import Run, json_lines

from balance.records.events_file import events_path, read_events
from balance.records.open_any import open_recording
from balance.simulate.sensor import PRESETS
from cli.simulation import Sensor
from drivers.registry import open_source


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_recordings_with_their_truth(balance_timer: Run, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    run = balance_timer(
        "simulate", "-o", folder, "--count", 2, "--placement", "foot", "--eyes", "closed",
        "--surface", "foam", "--leg", "right", "--sensor", "phone60", "--seed", 5,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(files(folder)) == ["h0001.csv", "h0001.events.csv", "h0002.csv", "h0002.events.csv"]
    made = open_recording(folder / "h0001.csv")
    header = made.header
    assert header.placement == "foot"
    assert (header.stance_leg, header.eyes, header.surface) == ("right", "closed", "foam")
    assert header.extra["simulated"] is True
    assert "Simulated" in str(header.notes)
    truth = read_events(events_path(folder / "h0001.csv"))
    assert {row.by for row in truth} == {"truth"}
    names = [row.event for row in truth]
    assert names.count("lift_off") == names.count("step_down") >= 1
    with open_source(f"{header.source}&speed=0") as source:
        source.open()
        block = source.read(1.0)
    assert block is not None
    written = made.block[: len(block)]
    assert written.time_s == pytest.approx(block.time_s, abs=1e-6)
    assert written.acc_m_s2 == pytest.approx(block.acc_m_s2, abs=1e-3)


def test_the_same_seed_gives_the_same_bytes(balance_timer: Run, tmp_path: Path) -> None:
    for name, count, seed in (("a", 2, 3), ("b", 3, 3), ("c", 1, 4)):
        run = balance_timer("simulate", "-o", tmp_path / name, "--count", count, "--seed", seed)
        assert run.returncode == 0
    a, b, c = (files(tmp_path / name) for name in "abc")
    assert a.items() <= b.items()
    assert a["h0001.csv"] != c["h0001.csv"]
    assert a["h0001.csv"] != a["h0002.csv"]


@pytest.mark.parametrize("name", ["h0002.csv", "h0002.events.csv"])
def test_nothing_is_overwritten(balance_timer: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine\n")
    run = balance_timer("simulate", "-o", tmp_path, "--count", 2)
    assert (run.returncode, run.stdout) == (1, "")
    assert str(tmp_path / name) in run.stderr
    assert files(tmp_path) == {name: b"mine\n"}


def test_what_is_simulated_can_be_analyzed(balance_timer: Run, tmp_path: Path) -> None:
    balance_timer("simulate", "-o", tmp_path, "--count", 1, "--placement", "shank")
    run = balance_timer("analyze", tmp_path, "--json")
    assert run.returncode == 0
    assert [line["recording"] for line in json_lines(run.stdout)] == ["h0001.csv"]


def test_every_kind_of_sensor_is_offered() -> None:
    assert set(get_args(Sensor)) == set(PRESETS)

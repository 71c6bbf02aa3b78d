"""Sway in `analyze`: in JSON always, as a table on request, of standing over a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import Run, json_lines

from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session


@pytest.fixture(scope="module")
def trunk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one = draw_session(2, placement="chest", trials=[Trial(15.0), Trial(6.0)])
    path = tmp_path_factory.mktemp("sway") / "trunk.csv"
    write_recording(path, Header(placement="chest", stance_leg="left"), one.block)
    return path


def test_json_has_numbers_or_a_reason(balance_timer: Run, trunk: Path) -> None:
    run = balance_timer("analyze", "--json", trunk)
    [line] = json_lines(run.stdout)
    long, short = line["holds"]
    assert long["sway"]["rms_m_s2"] > 0.0
    assert long["sway"]["settings"]["lowpass_hz"] == 3.5
    assert "sway_reason" not in long
    assert short["sway"] is None
    assert short["sway_reason"].startswith("held for ")
    assert "standing" not in line
    for options in (["--chunk", 7], ["--chunk", 997], ["--jobs", 2]):
        assert balance_timer("analyze", "--json", trunk, *options).stdout == run.stdout


def test_live_and_offline_are_the_same(balance_timer: Run, trunk: Path) -> None:
    [line] = json_lines(balance_timer("analyze", "--json", trunk).stdout)
    live = json_lines(balance_timer("time", f"{trunk}?speed=0", "--json").stdout)
    assert [each["sway"] for each in live if each["event"] == "hold"] == [
        hold["sway"] for hold in line["holds"]
    ]


def test_a_table_on_request(balance_timer: Run, trunk: Path) -> None:
    assert "RMS" not in balance_timer("analyze", trunk).stdout
    run = balance_timer("analyze", trunk, "--sway")
    assert (run.returncode, run.stderr) == (0, "")
    assert "trunk.csv, hold 1, " in run.stdout
    assert "Leaned " in run.stdout
    assert "95 % ellipse (F)" in run.stdout
    assert "trunk.csv, hold 2: no sway: held for " in run.stdout


def test_front_can_be_said(balance_timer: Run, trunk: Path) -> None:
    [line] = json_lines(balance_timer("analyze", "--json", trunk, "--forward", "x").stdout)
    sway = line["holds"][0]["sway"]
    assert sway["axes"] == "known"
    assert sway["principal_direction_deg"] is not None
    both = sway["ap"]["rms_m_s2"] ** 2 + sway["ml"]["rms_m_s2"] ** 2
    assert sway["rms_m_s2"] ** 2 == pytest.approx(both, rel=1e-4)
    shown = balance_timer("analyze", trunk, "--sway", "--forward", "x").stdout
    assert "front to back and" in shown
    assert "Front and side: x points forward." in shown
    assert balance_timer("analyze", trunk, "--forward", "up").returncode == 2


def test_an_axis_that_points_up_is_no_front(balance_timer: Run, tmp_path: Path) -> None:
    time_s = np.arange(0.0, 20.0, 0.01)
    acc = np.zeros((time_s.size, 3))
    acc[:, :2] = 0.1 * np.sin(np.multiply.outer(time_s, [3.0, 4.0]))
    acc[:, 2] = 9.81
    path = tmp_path / "upright.csv"
    write_recording(path, Header(forward_axis="z"), SampleBlock(time_s, acc))
    shown = balance_timer("analyze", path, "--standing", "2:18").stdout
    assert "Front and side: not known: z is said to point forward, but is upright." in shown


def test_front_can_stand_in_the_header(balance_timer: Run, trunk: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.csv"
    first, rest = trunk.read_text().split("\n", 1)
    named.write_text(
        first.replace('"version": 1', '"version": 1, "forward_axis": "-y"') + "\n" + rest
    )
    [line] = json_lines(balance_timer("analyze", "--json", named).stdout)
    assert line["holds"][0]["sway"]["axes"] == "known"
    live = json_lines(balance_timer("time", f"{named}?speed=0", "--json").stdout)
    assert next(each for each in live if each["event"] == "hold")["sway"]["axes"] == "known"


def test_standing_over_a_window(balance_timer: Run, trunk: Path) -> None:
    run = balance_timer("analyze", "--json", trunk, "--standing", "10:17.5")
    [line] = json_lines(run.stdout)
    assert line["standing"]["sway"]["from_s"] == 10.0
    assert line["standing"]["sway"]["to_s"] == 17.5
    assert line["standing"]["sway"]["first_seconds"] is None
    shown = balance_timer("analyze", trunk, "--standing", "10:17.5").stdout
    assert "trunk.csv, standing, 10.00 to 17.50 s: Leaned " in shown
    beyond = balance_timer("analyze", trunk, "--standing", "10:1000").stdout
    assert "standing: no sway: samples from 10.00 to" not in beyond
    assert "standing: no sway: more than 10 minutes chosen." in beyond


@pytest.mark.parametrize("window", ["5", "5:5", "9:5", "a:b", "1:2:3", "0:inf", "nan:5"])
def test_a_window_that_is_none(balance_timer: Run, trunk: Path, window: str) -> None:
    run = balance_timer("analyze", trunk, "--standing", window)
    assert run.returncode == 2
    assert "two times in seconds" in run.stderr.replace("\n", " ")


def test_coarse_numbers_are_marked(balance_timer: Run, tmp_path: Path) -> None:
    time_s = np.arange(0.0, 20.0, 1.0 / 60.0)
    acc = np.full((time_s.size, 3), 9.81 / np.sqrt(3.0))
    acc += 0.1 * np.sin(2.0 * np.pi * np.multiply.outer(time_s, [0.5, 0.7, 0.9]))
    path = tmp_path / "phone.csv"
    write_recording(path, Header(), SampleBlock(time_s, np.round(acc / 0.1) * 0.1))
    [line] = json_lines(balance_timer("analyze", "--json", path, "--standing", "2:18").stdout)
    spoiled = line["standing"]["sway"]["spoiled"]
    assert "jerk_m2_s5" in spoiled
    assert "rms_m_s2" not in spoiled
    assert "too coarse" in balance_timer("analyze", path, "--standing", "2:18").stdout

"""`analyze --exercise heel_raise` and `simulate --exercise heel_raise`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run, json_lines

from balance.records.events_file import EventRow, append_events, events_path, read_events
from balance.records.recorder import write_recording
from balance.records.recording import read_recording
from balance.simulate.raise_plan import SetPlan
from balance.simulate.raises import draw_raises
from cli.making_raises import header_of

KEYS = [
    "recording",
    "algorithm",
    "software",
    "placement",
    "stance_leg",
    "rate_hz",
    "duration_s",
    "status",
]
PLAN = SetPlan(count=6, tempo_s=2.5, height_cm=8.0)
FIRST = ("analyze", "--exercise", "heel_raise")


@pytest.fixture
def raised(tmp_path: Path) -> Path:
    made = draw_raises(4, leg="left", plans=[PLAN])
    write_recording(tmp_path / "left.csv", header_of(made, "imu100"), made.block)
    return tmp_path / "left.csv"


def again(path: Path, name: str, **changed: object) -> Path:
    """The same recording with another first line."""
    one = read_recording(path)
    extra = {key: value for key, value in one.header.extra.items() if key != "raise_leg"}
    other = path.with_name(name)
    write_recording(other, replace(one.header, extra=extra, **changed), one.block)  # type: ignore[arg-type]
    return other


def test_sets_stand_beside_the_usual_keys(balance_timer: Run, raised: Path) -> None:
    run = balance_timer(*FIRST, "--json", raised)
    assert (run.returncode, run.stderr) == (0, "")
    [line] = json_lines(run.stdout)
    assert list(line)[:8] == KEYS
    assert line["status"] == "valid"
    [one] = line["sets"]
    assert list(one)[:4] == ["count", "tempo_s", "height_cm", "leg"]
    assert (one["count"], one["leg"]) == (6, "left")
    assert one["tempo_s"] == pytest.approx(2.5, abs=0.2)
    assert len(one["raises"]) == 6
    longer = balance_timer(*FIRST, "--json", raised, "--heel-to-ball", "40")
    [line] = json_lines(longer.stdout)
    assert line["sets"][0]["height_cm"] > 1.5 * one["height_cm"]
    chunked = balance_timer(*FIRST, "--json", raised, "--chunk", 7)
    assert chunked.stdout == run.stdout


def test_a_small_table(balance_timer: Run, raised: Path) -> None:
    run = balance_timer(*FIRST, raised)
    assert run.returncode == 0
    assert "left.csv" in run.stdout
    assert "cm" in run.stdout
    assert " 6 " in run.stdout


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"placement": "lower_back"}, "0.022 m/s²"),
        ({"placement": "thigh"}, "thigh"),
        ({"sensor_on": "raised"}, "sensor_on raised"),
    ],
)
def test_where_it_cannot_be_counted_it_is_refused(
    balance_timer: Run, raised: Path, changed: dict[str, str], says: str
) -> None:
    other = again(raised, "other.csv", **changed)
    run = balance_timer(*FIRST, "--json", other, raised)
    assert run.returncode == 1
    counted, refused = json_lines(run.stdout)
    assert counted["sets"][0]["count"] == 6
    assert list(refused) == ["recording", "error"]
    assert says in refused["error"]
    assert says in run.stderr


def test_what_nothing_says_is_assumed_and_said(balance_timer: Run, raised: Path) -> None:
    text = raised.read_text(encoding="utf-8").splitlines(keepends=True)
    bare = raised.with_name("bare.csv")
    first = '# {"format": "balance-recording", "version": 1, "placement": "foot"}\n'
    bare.write_text("".join([first, *text[1:]]), encoding="utf-8")
    [line] = json_lines(balance_timer(*FIRST, "--json", bare).stdout)
    assert line["sets"][0]["leg"] == "both"
    assert any("taken for one stood on" in reason for reason in line["reasons"])
    [line] = json_lines(balance_timer(*FIRST, "--json", bare, "--leg", "right").stdout)
    assert line["sets"][0]["leg"] == "right"


def test_a_stop_by_hand_ends_a_set(balance_timer: Run, raised: Path) -> None:
    one = read_recording(raised)
    [line] = json_lines(balance_timer(*FIRST, "--json", raised).stdout)
    top_s = line["sets"][0]["raises"][4]["top_s"]
    append_events(events_path(raised), [EventRow(top_s, "stop", "user")])
    [line] = json_lines(balance_timer(*FIRST, "--json", raised).stdout)
    assert one.block.time_s[-1] > top_s
    assert (line["sets"][0]["count"], line["sets"][0]["ended_by"]) == (4, "stop")


@pytest.mark.parametrize(
    "options",
    [
        ("analyze", "--heel-to-ball", "18"),
        (*FIRST, "--save"),
        (*FIRST, "--why"),
        (*FIRST, "--heel-to-ball", "3"),
        ("analyze", "--exercise", "squat"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    balance_timer: Run, raised: Path, options: tuple[str, ...]
) -> None:
    assert balance_timer(*options, raised).returncode == 2


def test_simulated_raises_have_their_truth_and_are_found(
    balance_timer: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    wanted = ("simulate", "-o", folder, "--exercise", "heel_raise", "--leg", "both", "--count", 1)
    run = balance_timer(*wanted)
    assert (run.returncode, run.stdout) == (0, "")
    header = read_recording(folder / "h0001.csv").header
    assert (header.placement, header.sensor_on, header.stance_leg) == ("foot", "stance", None)
    assert header.extra["exercise"] == "heel_raise"
    truth = read_events(events_path(folder / "h0001.csv"))
    assert {row.by for row in truth} == {"truth"}
    [line] = json_lines(balance_timer(*FIRST, "--json", folder).stdout)
    assert sum(each["count"] for each in line["sets"]) == len(truth) / 3
    assert all(each["leg"] == "both" for each in line["sets"])
    assert balance_timer("simulate", "-o", tmp_path / "b", "--leg", "both").returncode == 2
    elsewhere = balance_timer(*wanted[:2], tmp_path / "c", *wanted[3:], "--placement", "chest")
    assert elsewhere.returncode == 2

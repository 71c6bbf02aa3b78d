"""Two sensors at the command line: simulated, scored together, timed, kept once."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run, json_lines
from pairs import pair, written

from balance.records.events_file import events_path, read_events
from balance.records.open_any import find_recordings, open_recording
from balance.records.partners import other_of


def test_two_sensors_of_one_person_are_simulated(balance_timer: Run, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    run = balance_timer("simulate", "-o", folder, "--count", 1, "--with", "shank", "--seed", 3)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    trunk, leg = folder / "h0001.csv", folder / "h0001-shank.csv"
    assert (other_of(trunk), other_of(leg)) == (leg, trunk)
    placements = [open_recording(path).header.placement for path in (trunk, leg)]
    assert placements == ["lower_back", "shank"]
    truths = [read_events(events_path(path)) for path in (trunk, leg)]
    assert [row.event for row in truths[0]] == [row.event for row in truths[1]]
    for row, later in zip(*truths, strict=True):
        assert later.time_s == pytest.approx(row.time_s * (1.0 + 50e-6) + 3.0, abs=1e-5)
    events_path(trunk).unlink()
    trunk.unlink()
    run = balance_timer("simulate", "-o", folder, "--count", 1, "--with", "shank")
    assert run.returncode == 1
    assert "nothing is overwritten" in run.stderr


@pytest.mark.parametrize(
    "wanted", [("--with", "chest"), ("--placement", "foot", "--with", "shank")]
)
def test_two_at_one_place_are_not_simulated(
    balance_timer: Run, tmp_path: Path, wanted: tuple[str, ...]
) -> None:
    run = balance_timer("simulate", "-o", tmp_path / "made", *wanted)
    assert run.returncode == 2
    assert "one is on the trunk" in run.stderr
    assert not (tmp_path / "made").exists()


def test_two_recordings_of_an_attempt_are_one_result(balance_timer: Run, tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made, made.clocks)
    (both,) = json_lines(balance_timer("analyze", leg.parent, "--json").stdout)
    assert (both["recording"], both["placement"]) == ("a-leg.csv", "shank")
    assert both["with"]["recording"] == "a-trunk.csv"
    assert both["with"]["clock_by"] == "known"
    assert both["with"]["clock_offset_s"] == pytest.approx(made.clocks.offset_s, abs=1e-3)
    assert len(both["holds"]) == 2
    assert all(hold["sensors"] for hold in both["holds"])
    assert [both] == json_lines(
        balance_timer("analyze", trunk, leg, "--json", "--chunk", 333).stdout
    )
    for path in (leg, trunk):
        (alone,) = json_lines(balance_timer("analyze", path, "--json").stdout)
        assert "with" not in alone
        assert not any("sensors" in hold for hold in alone["holds"])
    table = balance_timer("analyze", leg.parent).stdout
    assert "shank and lower back" in " ".join(table.split())


def test_one_place_is_not_said_of_two(balance_timer: Run, tmp_path: Path) -> None:
    leg, _ = written(tmp_path / "made", pair(3, "firm", "hop"))
    run = balance_timer("analyze", leg.parent, "--placement", "thigh", "--json")
    assert run.returncode == 1
    assert "leave out --placement and --forward" in run.stderr


def test_the_history_has_each_hold_once(balance_timer: Run, tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, _ = written(tmp_path / "made", made, made.clocks)
    database = tmp_path / "h.sqlite"
    run = balance_timer("analyze", leg.parent, "--save", "--database", database)
    assert "2 recordings with 2 attempts" in run.stderr
    run = balance_timer("analyze", leg.parent, "--save", "--database", database)
    assert run.returncode == 0
    (person,) = json_lines(balance_timer("history", "--json", "--database", database).stdout)
    assert person["attempts"] == 2
    (both,) = json_lines(balance_timer("analyze", leg.parent, "--json").stdout)
    assert person["best_s"] == max(hold["duration_s"] for hold in both["holds"])
    run = balance_timer("analyze", "--rescore", "--database", database)
    assert "0 times change" in run.stderr


def test_time_with_a_second_sensor_says_what_analyze_says(
    balance_timer: Run, tmp_path: Path
) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made, made.clocks)
    kept = tmp_path / "kept"
    run = balance_timer(
        "time", f"replay:{trunk}?speed=0", "--with", f"replay:{leg}?speed=0",
        "--save", kept, "--no-save", "--json",
    )  # fmt: skip
    assert run.returncode == 0
    said = [line for line in json_lines(run.stdout) if line["event"] == "hold"]
    (both,) = json_lines(balance_timer("analyze", kept, "--json").stdout)
    assert [{"event": "hold", **hold} for hold in both["holds"]] == said
    assert len(find_recordings([kept])) == 2


@pytest.mark.parametrize(
    ("source", "beside", "code", "words"),
    [
        ("sim:?placement=shank", "sim:?placement=foot", 1, "both sensors are on a leg"),
        ("sim:?placement=chest", "sim:?placement=lower_back", 1, "both sensors are on the trunk"),
        ("serial:/dev/none", "serial:/dev/none?baud=9600", 2, "are the same sensor"),
        ("sim:?placement=shank", "what:", 2, "no known kind of source"),
        ("sim:?placement=shank&seed=1", "sim:?placement=chest&seed=2", 1, "no clock in common"),
        ("sim:?placement=shank", "replay:none.csv", 1, "no such file"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    balance_timer: Run, source: str, beside: str, code: int, words: str
) -> None:
    run = balance_timer("time", source, "--with", beside, "--no-save")
    assert run.returncode == code
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1

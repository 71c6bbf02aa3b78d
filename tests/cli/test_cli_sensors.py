"""`devices`, `time` and `record` with sensors on pseudo-terminals, in real time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import devices
import numpy as np
import pytest
from conftest import Run, json_lines
from pretend import SOON_S, Board, WitBoard
from running import Start, until
from typer.testing import CliRunner

from balance.analysis import analyze
from balance.protocol.conditions import Conditions
from balance.records.events_file import events_path, read_events, stops_in
from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session
from balance.timing.results import Hold
from cli.app import app
from drivers import ports, probe

RATE_HZ = 100.0


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path)
    yield made
    made.close()


@pytest.fixture
def wit(tmp_path: Path) -> Iterator[WitBoard]:
    made = WitBoard(tmp_path)
    yield made
    made.close()


@cache
def attempt(seed: int = 5, seconds: float = 2.5) -> tuple[SampleBlock, list[Hold]]:
    """One attempt of a simulated person, with what is in it.

    There is little before it, and behind it what it takes until it is final.
    """
    simulated = draw_session(seed, placement="shank", trials=[Trial(seconds)])
    [whole] = holds_of(simulated.block)
    first, last = simulated.block.time_s.searchsorted([whole.lift_off_s - 2.5, whole.end_s + 3.0])
    block = simulated.block[first:last]
    return block, holds_of(block)


def holds_of(block: SampleBlock) -> list[Hold]:
    session = Session(Conditions("shank"))
    items = [*session.push(block), *session.finish()]
    return [item for item in items if isinstance(item, Hold)]


def named(*events: str) -> Callable[[dict[str, Any]], bool]:
    return lambda line: line["event"] in events


def test_a_hold_over_a_cable_is_the_hold_of_the_file(
    start: Start, board: Board, tmp_path: Path
) -> None:
    block, [wanted] = attempt()
    sender = board.play(devices.witmotion(block), block.time_s.tolist())
    kept = tmp_path / "kept"
    address = f"serial:{board.port}?placement=shank&leg=left"
    running = start("time", address, "--json", "--save", kept)
    hold = running.until(named("hold"))
    sender.done.wait(SOON_S)
    said = running.stop()
    assert hold["end_reason"] == "step_down"
    assert "witmotion on" in said
    [saved] = sorted(kept.glob("*Z.csv"))
    recording = open_recording(saved)
    # In samples: this board sends no time, and how well arrivals tell it is not judged here.
    first, last = recording.block.time_s.searchsorted([hold["lift_off_s"], hold["end_s"]])
    assert (last - first) / RATE_HZ == pytest.approx(wanted.duration_s, abs=2.0 / RATE_HZ)
    again = analyze(recording).as_dict("")["holds"]
    assert again == [{key: value for key, value in hold.items() if key != "event"}]
    assert recording.header.extra["protocol"] == "witmotion"
    assert recording.header.extra["jitter_ms"] >= 0.0
    assert recording.header.resolution_m_s2 == pytest.approx(0.00479, abs=1e-4)


def test_a_cable_pulled_in_a_hold_ends_it_as_a_gap(
    start: Start, board: Board, tmp_path: Path
) -> None:
    block, [wanted] = attempt()
    lift_row = int(block.time_s.searchsorted(wanted.lift_off_s))
    parts = devices.ximu3_binary(block)
    sender = board.play(parts[: lift_row + 200], RATE_HZ)
    kept = tmp_path / "kept"
    address = f"serial:{board.port}?placement=shank&leg=left"
    running = start("time", address, "--json", "--save", kept)
    running.until(named("lift_off"))
    sender.done.wait(SOON_S)
    board.unplug()
    running.until(lambda line: line["event"] == "note" and "sensor lost" in line["detail"])
    assert not any(line["event"] == "hold" for line in running.events())
    board.plug()
    sender = board.play(parts[-150:], RATE_HZ)
    hold = running.until(named("hold"))
    assert (hold["end_reason"], hold["censored"]) == ("gap", True)
    assert hold["duration_s"] == pytest.approx(2.0, abs=0.1)
    gap = running.until(named("gap"))
    running.until(lambda line: line["event"] == "note" and "come again" in line["detail"])
    sender.done.wait(SOON_S)
    running.stop()
    [saved] = sorted(kept.glob("*Z.csv"))
    rows = [(row.event, row.detail) for row in read_events(events_path(saved))]
    assert ("gap", gap["detail"]) in rows
    assert any(event == "note" and "sensor lost" in detail for event, detail in rows)
    [again] = analyze(open_recording(saved)).holds
    assert round(again.end_s, 3) == hold["end_s"]
    assert again.end_reason == "gap"


def test_a_run_that_is_stopped_while_the_cable_is_out_gives_what_was_held(
    start: Start, board: Board, tmp_path: Path
) -> None:
    block, [wanted] = attempt()
    lift_row = int(block.time_s.searchsorted(wanted.lift_off_s))
    parts = devices.ximu3_binary(block)
    sender = board.play(parts[: lift_row + 200], RATE_HZ)
    kept = tmp_path / "kept"
    address = f"serial:{board.port}?placement=shank&leg=left"
    running = start("time", address, "--json", "--save", kept)
    running.until(named("lift_off"))
    sender.done.wait(SOON_S)
    board.unplug()
    running.until(lambda line: line["event"] == "note" and "sensor lost" in line["detail"])
    running.stop()
    [hold] = [line for line in running.events() if line["event"] == "hold"]
    assert (hold["end_reason"], hold["censored"]) == ("gap", True)
    assert hold["duration_s"] == pytest.approx(2.0, abs=0.1)
    [saved] = sorted(kept.glob("*Z.csv"))
    stops = stops_in(open_recording(saved).events)
    assert [stop.lost for stop in stops] == [True]
    again = analyze(saved).as_dict("")["holds"]
    assert again == [{key: value for key, value in hold.items() if key != "event"}]


def rows_in(path: Path) -> int:
    """How many samples a recording holds that may be being written."""
    return len(open_recording(path).block) if path.exists() else 0


def test_record_goes_on_in_the_same_file(start: Start, board: Board, tmp_path: Path) -> None:
    sent = devices.moving(3000)
    target = tmp_path / "kept.csv"
    board.play(devices.rvc(sent), RATE_HZ)
    running = start("record", f"serial:{board.port}", "-o", target)
    until(lambda: rows_in(target) >= 100)
    board.unplug()  # as it sends: what is on its way then is lost, and nothing before it
    until(events_path(target).exists)
    before = rows_in(target)
    board.plug()
    board.play(devices.rvc(sent), RATE_HZ)
    until(lambda: rows_in(target) >= before + 200)
    said = running.stop()
    assert "sensor lost" in said
    assert "samples come again" in said
    block = open_recording(target).block
    away = 1 + int(np.diff(block.time_s).argmax())
    for part in (block[:away], block[away:]):
        assert len(part) >= 100
        assert np.abs(part.acc_m_s2 - sent.acc_m_s2[: len(part)]).max() < 0.01, "all of them"
    *rows, last = read_events(events_path(target))
    assert sorted(row.event for row in rows) == ["gap", "note", "note"]
    assert last.detail.startswith("sensor: ")
    assert "Hz, jitter" in last.detail
    assert last.detail.endswith("1 gap of 0.3 s or more, 1 time without a connection")


@pytest.mark.parametrize("protocol", ["witmotion", "ximu3"])
def test_devices_as_json(
    balance_timer: Run, board: Board, monkeypatch: pytest.MonkeyPatch, protocol: str
) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.5)
    sent = {"witmotion": devices.witmotion, "ximu3": devices.ximu3_binary}[protocol]
    board.play(sent(devices.moving(150)), RATE_HZ)
    run = balance_timer("devices", f"serial:{board.port}", "--json")
    [line] = json_lines(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert line["address"] == f"serial:{board.port}"
    model = {"witmotion": "WitMotion", "ximu3": "x-IMU3"}[protocol]
    assert (line["protocol"], line["baud"], line["model"]) == (protocol, 115200, model)
    if protocol == "ximu3":  # how well arrivals tell the rate, where no time is sent, depends
        assert line["rate_hz"] == pytest.approx(100.0, rel=0.001)
    assert (line["lost"], line["errors"], line["fit"]) == (0, {}, True)


def test_devices_finds_ports_and_names_what_failed(
    balance_timer: Run, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.5)
    there = [ports.Port(name, "USB", likely=True) for name in (str(board.port), "/dev/ttyNone")]
    monkeypatch.setattr(ports, "list_ports", lambda: there)
    board.play(devices.rvc(devices.moving(150)), RATE_HZ)
    run = balance_timer("devices")
    assert run.returncode == 1
    assert run.stdout.startswith(f"serial:{board.port}: BNO08x, rvc on")
    assert "no rate of turn" in run.stdout
    assert run.stderr.startswith("There is no port /dev/ttyNone")


def test_devices_without_any(balance_timer: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "list_ports", list)
    run = balance_timer("devices", "--json")
    assert (run.returncode, run.stdout) == (0, "")
    assert "plug the sensor in" in run.stderr


def test_devices_takes_devices_alone(balance_timer: Run) -> None:
    run = balance_timer("devices", "sim:")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


def answer(arguments: Sequence[object], typed: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, [*map(str, arguments)], input=typed, catch_exceptions=False)
    return ran.exit_code, ran.stdout + ran.stderr


def test_configure_shows_asks_writes_and_verifies(wit: WitBoard) -> None:
    code, said = answer(["devices", f"serial:{wit.port}", "--configure"], "y\n")
    assert code == 0, said
    assert re.search(r"at 9600 baud, \d+\.\d Hz", said)
    sent = ["ff aa 69 88 b5", "ff aa 04 06 00", "ff aa 69 88 b5", "ff aa 03 09 00"]
    sent += ["ff aa 69 88 b5", "ff aa 00 00 00"]
    shown = [line[2:16] for line in said.splitlines() if line.startswith("  ff")]
    assert shown == sent
    assert [each.hex(" ") for each in wit.commands] == sent
    assert (wit.baud, wit.rate_hz, wit.saved) == (115200, 100, True)
    assert "at 115200 baud sends" in said.splitlines()[-1]


def test_configure_writes_nothing_without_a_yes(wit: WitBoard) -> None:
    code, said = answer(["devices", f"serial:{wit.port}", "--configure"], "\n")
    assert code == 0
    assert said.endswith("Nothing was sent.\n")
    assert wit.commands == []


def test_configure_saves_nothing_that_did_not_work(wit: WitBoard) -> None:
    wit.deaf = True
    code, said = answer(["devices", f"serial:{wit.port}", "--configure", "--rate", "200"], "y\n")
    assert code == 1
    assert "nothing was saved" in said.splitlines()[-1]
    assert not wit.saved


def test_configure_where_there_is_none(balance_timer: Run, board: Board) -> None:
    board.play(devices.rvc(devices.moving(150)), RATE_HZ)
    run = balance_timer("devices", f"serial:{board.port}", "--configure")
    assert run.returncode == 1
    assert run.stderr.startswith("No WitMotion sensor was found")
    assert "speaks rvc" in run.stderr
    assert balance_timer("devices", "--configure", "--rate", "7").returncode == 2

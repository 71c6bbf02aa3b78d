"""`time`, `record` and `devices` with phone apps on loopback sockets, in real time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import devices
import phone_apps
import pytest
from conftest import Run
from phone_apps import PhyphoxApp, SensorLoggerApp, SensorServerApp
from ports import free_port
from pretend import SOON_S
from running import Start
from test_cli_sensors import RATE_HZ, attempt, named

from balance.analysis import analyze
from balance.records.open_any import open_recording
from drivers import probe


@pytest.fixture(params=[PhyphoxApp, SensorServerApp])
def app(request: pytest.FixtureRequest) -> Iterator[PhyphoxApp | SensorServerApp]:
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def logger() -> Iterator[SensorLoggerApp]:
    made = SensorLoggerApp(free_port())
    yield made
    made.close()


def address_of(app: PhyphoxApp | SensorServerApp) -> str:
    scheme = "phyphox" if isinstance(app, PhyphoxApp) else "sensorserver"
    return f"{scheme}:127.0.0.1:{app.port}"


def test_a_hold_over_an_app_is_the_hold_of_the_file(
    start: Start, app: PhyphoxApp | SensorServerApp, tmp_path: Path
) -> None:
    block, [wanted] = attempt()
    sender = app.play(phone_apps.samples(block), block.time_s.tolist())
    kept = tmp_path / "kept"
    address = f"{address_of(app)}?placement=shank&leg=left"
    running = start("time", address, "--json", "--save", kept)
    hold = running.until(named("hold"))
    sender.done.wait(SOON_S)
    said = running.stop()
    assert hold["duration_s"] == pytest.approx(wanted.duration_s, abs=1.0 / RATE_HZ)
    assert hold["end_reason"] == "step_down"
    assert f"on 127.0.0.1:{app.port}" in said
    [saved] = sorted(kept.glob("*Z.csv"))
    again = analyze(open_recording(saved)).as_dict("")["holds"]
    assert again == [{key: value for key, value in hold.items() if key != "event"}]


def test_what_sensor_logger_pushed_is_timed_from_its_recording(
    start: Start, logger: SensorLoggerApp, tmp_path: Path
) -> None:
    block, [wanted] = attempt()
    target = tmp_path / "kept.csv"
    sent = phone_apps.messages(phone_apps.samples(block), 100)
    sent[2], sent[3] = sent[3], sent[2]
    address = f"sensorlogger:?port={logger.port}&placement=shank"
    seconds = block.duration_s - 0.005
    running = start("record", address, "-o", target, "--seconds", seconds)
    logger.play(sent, 4.0)  # its last message may come when nobody listens any more
    said = running.ended()  # by itself: a signal might meet it on its way out
    assert f":{logger.port}/data; start its recording." in said
    [hold] = analyze(open_recording(target)).holds
    assert hold.duration_s == pytest.approx(wanted.duration_s, abs=1.0 / RATE_HZ)


def test_devices_looks_at_an_app(
    balance_timer: Run, app: PhyphoxApp | SensorServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.5)
    app.play(phone_apps.samples(devices.moving(300)), RATE_HZ)
    run = balance_timer("devices", address_of(app))
    assert (run.returncode, run.stderr) == (0, "")
    assert "100.0 Hz" in run.stdout
    assert "nothing lost or broken" in run.stdout


def test_devices_explains_phones(balance_timer: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.ports.list_ports", list)
    run = balance_timer("devices")
    assert run.returncode == 0
    for words in ("phyphox:HOST ", "sensorserver:HOST:PORT ", "sensorlogger: ", ":8000/data"):
        assert words in run.stderr

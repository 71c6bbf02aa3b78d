"""Phone apps that are paused, cleared, closed, sent into the background; strangers and floods."""

from __future__ import annotations

import json
import socket
import struct
import sys
from collections.abc import Iterator

import devices
import numpy as np
import phone_apps
import pytest
from phone_apps import PhyphoxApp, SensorLoggerApp, SensorServerApp
from ports import free_port
from pretend import SOON_S
from test_links_staying_up import state, take, until

from balance.samples import SampleBlock
from drivers import link as link_module
from drivers import phyphox, probe, sensor_logger, sensor_server
from drivers.channel import ChannelLost
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen, SourceInfo
from drivers.testing.contract import joined

RATE_HZ = 200.0
BLOCK = devices.moving(120, RATE_HZ)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(probe, "LOOK_LONG_S", 0.6)
    monkeypatch.setattr(link_module, "RETRY_S", 0.05)
    monkeypatch.setattr(link_module, "SILENT_S", 0.35)
    monkeypatch.setattr(phyphox, "POLL_S", 0.02)
    monkeypatch.setattr(phyphox, "BROKEN_S", 0.5)


@pytest.fixture
def app() -> Iterator[PhyphoxApp]:
    made = PhyphoxApp()
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[SensorServerApp]:
    made = SensorServerApp()
    yield made
    made.close()


@pytest.fixture
def logger() -> Iterator[SensorLoggerApp]:
    made = SensorLoggerApp(free_port())
    yield made
    made.close()


def pump_on(app: PhyphoxApp) -> Pump:
    return Pump(open_source(f"phyphox:127.0.0.1:{app.port}"))


def opened(pump: Pump) -> SourceInfo:
    info = pump.wait_open(SOON_S)
    assert isinstance(info, SourceInfo), info
    return info


def check_two(blocks: list[SampleBlock], least_gap_s: float) -> None:
    """The block came twice, with a gap between."""
    whole = joined(blocks)
    wanted = np.concatenate([BLOCK.acc_m_s2, BLOCK.acc_m_s2])
    np.testing.assert_allclose(whole.acc_m_s2, wanted, atol=1e-4)
    steps = np.diff(whole.time_s)
    assert steps[len(BLOCK) - 1] >= least_gap_s
    assert np.median(steps) == pytest.approx(1.0 / RATE_HZ, rel=0.02)


# phyphox ------------------------------------------------------------------------------------------


def test_phyphox_is_started_and_stopped_again(app: PhyphoxApp) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        info = opened(pump)
        assert app.measuring
        take(pump, len(BLOCK))
    assert not app.measuring
    assert info.model == "phyphox on Pixel 7"
    assert info.resolution_m_s2 == pytest.approx(0.0023942017)
    assert info.details["range_m_s2"] == pytest.approx(78.4532)
    controls = [path for path in app.asked if path.startswith("/control")]
    assert controls == ["/control?cmd=start", "/control?cmd=stop"]


def test_what_was_measured_before_is_not_taken_and_goes_on(app: PhyphoxApp) -> None:
    app.measuring = True
    for piece in phone_apps.samples(BLOCK):
        app.send(piece)
    app.play(phone_apps.samples(BLOCK, 100.0), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        got = joined(take(pump, 60))
    assert not any("control" in path for path in app.asked)
    assert app.measuring
    assert got.time_s[-1] < 1.0
    threshold = next(path for path in app.asked if path.startswith("/get?acc_time=0.595"))
    assert "accX=0.595%7Cacc_time" in threshold or "accX=0.595|acc_time" in threshold


def test_phyphox_paused_says_so_and_is_left_alone(app: PhyphoxApp) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        blocks = take(pump, len(BLOCK))
        app.pause()
        until(lambda: state(pump) == "silent")
        health = pump.health()
        assert health is not None
        assert "paused in phyphox" in health.detail
        assert not app.measuring
        app.measuring = True
        # The experiment's clock stood still meanwhile.
        app.play(phone_apps.samples(BLOCK, BLOCK.duration_s + 0.005), RATE_HZ)
        blocks += take(pump, len(BLOCK))
        until(lambda: state(pump) == "open")
    check_two(blocks, 0.3)


@pytest.mark.parametrize("told", ["us", "a browser"])
def test_phyphox_cleared_begins_anew(app: PhyphoxApp, told: str) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        blocks = take(pump, len(BLOCK))
        app.clear()
        if told == "a browser":
            app.full = False
        until(lambda: state(pump) == "silent")
        app.measuring = True
        app.play(phone_apps.samples(BLOCK), RATE_HZ)
        blocks += take(pump, len(BLOCK))
    check_two(blocks, 0.3)


def test_phyphox_in_the_background_comes_back(app: PhyphoxApp) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        blocks = take(pump, len(BLOCK))
        app.measuring = False
        app.vanish()
        until(lambda: state(pump) == "lost")
        health = pump.health()
        assert health is not None
        assert "screen on" in health.detail
        app.serve()
        app.play(phone_apps.samples(BLOCK, 0.6), RATE_HZ)  # waits to be started again
        blocks += take(pump, len(BLOCK))
    check_two(blocks, 0.02)
    assert not app.measuring


def test_broken_answers_are_asked_for_again(
    app: PhyphoxApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, nothing comes twice, and nobody is told to look after anything."""
    monkeypatch.setattr(phyphox, "ANSWER_S", 0.3)
    monkeypatch.setattr(phyphox, "BROKEN_S", SOON_S)
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        app.broken = [how for each in app.BROKEN for how in (each, "")]
        blocks = take(pump, len(BLOCK))
        until(lambda: not app.broken)
        app.play(phone_apps.samples(BLOCK, BLOCK.duration_s + 0.005), RATE_HZ)
        blocks += take(pump, len(BLOCK))
        assert sum(path.startswith("/config") for path in app.asked) == 1
    check_two(blocks, 0.0)


def test_a_broken_or_late_answer_is_no_silence() -> None:
    channel = phyphox.PhyphoxChannel("phone", None)
    assert channel.silence_s() is None
    channel._asked_s = 0.0  # long ago
    assert channel.silence_s() == phyphox.BROKEN_S
    channel._nobody = True
    assert channel.silence_s() is None


def test_an_answer_may_break_off_at_the_beginning_too(app: PhyphoxApp) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    app.broken = ["torn", "login", "", "503", "", "torn", "", "reset", ""]
    with pump_on(app) as pump:
        assert opened(pump).model == "phyphox on Pixel 7"
        assert len(joined(take(pump, len(BLOCK)))) == len(BLOCK)


@pytest.mark.parametrize(
    ("how", "words"), [("login", "wants no login"), ("reset", "bring it to the front again")]
)
def test_answers_that_stay_broken_are_told_in_words_for_a_phone(
    app: PhyphoxApp, how: str, words: str
) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        take(pump, len(BLOCK))
        app.broken = [how] * 100_000
        until(lambda: state(pump) == "lost")
        assert words in detail(pump) or "not as phyphox does" in detail(pump)
        assert "plug" not in detail(pump)
        app.broken = []
        app.play(phone_apps.samples(BLOCK, 60.0), RATE_HZ)
        take(pump, len(BLOCK))


def test_another_experiment_is_read_anew(app: PhyphoxApp) -> None:
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        blocks = take(pump, len(BLOCK))
        app.begin_another("Magnetometer", {"mag": "magnetic_field"})
        until(lambda: state(pump) == "lost" and "Magnetometer" in detail(pump))
        app.begin_another("Mine", {"a": "accelerometer"})
        until(lambda: "open the former" in detail(pump))
        app.begin_another("Both", {"a": "accelerometer", "w": "gyroscope"})
        app.play(phone_apps.samples(BLOCK), RATE_HZ)
        blocks += take(pump, len(BLOCK))
    check_two(blocks, 0.02)


def detail(pump: Pump) -> str:
    health = pump.health()
    return "" if health is None else health.detail


def test_phyphox_with_values_missing(app: PhyphoxApp) -> None:
    pieces = phone_apps.samples(BLOCK)
    broken = json.loads(pieces[50])
    broken["acc"][1] = float("nan")
    pieces[50] = json.dumps(broken).encode()
    app.play(pieces, RATE_HZ)
    with pump_on(app) as pump:
        opened(pump)
        got = joined(take(pump, len(BLOCK) - 1))
        until(lambda: "1 sample with a value missing" in faults(pump))
    np.testing.assert_allclose(got.acc_m_s2, np.delete(BLOCK.acc_m_s2, 50, axis=0), atol=1e-4)


def faults(pump: Pump) -> list[str]:
    health = pump.health()
    return [] if health is None else health.faults()


def test_phyphox_on_the_port_of_an_iphone(app: PhyphoxApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phyphox, "PORTS", (free_port(), app.port))
    app.play(phone_apps.samples(BLOCK), RATE_HZ)
    with open_source("phyphox:127.0.0.1") as source:
        source.open()


def test_phyphox_without_gravity_is_refused() -> None:
    app = PhyphoxApp(sensors={"lin": "linear_acceleration"})
    app.title = "Beschleunigung (ohne g)"
    try:
        with pytest.raises(
            CannotOpen, match=r"'Beschleunigung \(ohne g\)' .* 'Acceleration with g'"
        ):
            open_source(f"phyphox:127.0.0.1:{app.port}").open()
    finally:
        app.close()
    assert not any("control" in path for path in app.asked)


def test_phyphox_that_will_not_start(app: PhyphoxApp) -> None:
    app.willing = False
    with pytest.raises(CannotOpen, match="press play there"):
        open_source(f"phyphox:127.0.0.1:{app.port}").open()


def test_no_phyphox_there(server: SensorServerApp) -> None:
    with pytest.raises(CannotOpen, match=r"not as phyphox does; .* allow remote access"):
        open_source(f"phyphox:127.0.0.1:{server.port}").open()
    with pytest.raises(CannotOpen, match=r"allow remote access.* same network"):
        open_source(f"phyphox:127.0.0.1:{free_port()}").open()


# SensorServer -------------------------------------------------------------------------------------


def test_sensor_server_stopped_and_started(server: SensorServerApp) -> None:
    server.play(phone_apps.samples(BLOCK), RATE_HZ)
    with Pump(open_source(f"sensorserver:127.0.0.1:{server.port}")) as pump:
        info = opened(pump)
        blocks = take(pump, len(BLOCK))
        server.close_with(4004)
        server.vanish()
        until(lambda: state(pump) == "lost" and "start its server" in detail(pump))
        server.serve()
        server.play(phone_apps.samples(BLOCK, 60.0), RATE_HZ)
        blocks += take(pump, len(BLOCK))
    check_two(blocks, 0.02)
    assert info.model == "SensorServer"
    assert "%22android.sensor.gyroscope%22" in server.asked[0]


def test_sensor_server_says_why_it_closed(server: SensorServerApp) -> None:
    channel = sensor_server.SensorServerChannel("127.0.0.1", server.port)
    channel.open()
    try:
        server.close_with(4005)
        with pytest.raises(ChannelLost, match="closed in SensorServer"):
            channel.read(SOON_S)
    finally:
        channel.close()


def test_sensor_server_that_breaks_off_in_a_message(server: SensorServerApp) -> None:
    """What was begun is no part of what comes after it, and the phone is called again."""
    server.play(phone_apps.samples(BLOCK), RATE_HZ)
    with Pump(open_source(f"sensorserver:127.0.0.1:{server.port}")) as pump:
        opened(pump)
        blocks = take(pump, len(BLOCK))
        server.run(server._say('{"type":"android.sensor.accelerometer","values":[0.1,0.'))
        server.break_off()
        until(lambda: state(pump) == "lost" or len(server.asked) > 1)
        assert "plug" not in detail(pump)
        server.play(phone_apps.samples(BLOCK, 60.0), RATE_HZ)
        blocks += take(pump, len(BLOCK))
    check_two(blocks, 0.02)


def test_sensor_server_at_its_5_hz(server: SensorServerApp) -> None:
    server.play(phone_apps.samples(devices.moving(200, 20.0)), 20.0)
    with pytest.raises(CannotOpen, match=r"at least 40 .* 5 Hz: set .* 10000 microseconds"):
        open_source(f"sensorserver:127.0.0.1:{server.port}").open()


def test_sensor_server_without_any_sensor(server: SensorServerApp) -> None:
    server.has.clear()
    with pytest.raises(CannotOpen, match="has no accelerometer"):
        open_source(f"sensorserver:127.0.0.1:{server.port}").open()


# Sensor Logger ------------------------------------------------------------------------------------


def pushes(batch: int = 20, **more: object) -> list[bytes]:
    return phone_apps.messages(phone_apps.samples(BLOCK), batch, **more)  # type: ignore[arg-type]


def listening(logger: SensorLoggerApp, options: str = "") -> Pump:
    return Pump(open_source(f"sensorlogger:?port={logger.port}{options}"))


def test_pushes_out_of_order_and_twice(logger: SensorLoggerApp) -> None:
    sent = pushes()
    order = [sent[i] for i in (0, 2, 1, 1, 4, 5, 3, 3)]
    with listening(logger) as pump:
        until(logger.is_heard)
        for each in order:
            assert logger.push(each)[0] == 200
        info = opened(pump)
        got = joined(take(pump, len(BLOCK)))
    np.testing.assert_allclose(got.acc_m_s2, BLOCK.acc_m_s2, atol=1e-4)
    assert BLOCK.gyr_rad_s is not None
    np.testing.assert_allclose(got.gyr_rad_s, BLOCK.gyr_rad_s, atol=1e-4)
    np.testing.assert_allclose(got.time_s, BLOCK.time_s, atol=1.1e-6)
    assert info.model == "Sensor Logger on an iPhone"


def test_batches_are_said_to_be_for_recording(logger: SensorLoggerApp) -> None:
    logger.play(pushes(40), 5.0)
    with listening(logger) as pump:
        until(lambda: "http://" in pump.waiting_hint())
        info = opened(pump)
        assert pump.waiting_hint() == ""
    assert "in batches of 0.2 s: for recording, not for live tones" in info.found


@pytest.mark.parametrize(
    ("options", "ios", "sign"), [("", True, 1), ("&standardised=yes", True, -1), ("", False, 1)]
)
def test_signs_of_sensor_logger(
    logger: SensorLoggerApp, options: str, ios: bool, sign: float
) -> None:
    with listening(logger, options) as pump:
        until(logger.is_heard)
        for each in pushes(ios=ios):
            logger.push(each)
        got = joined(take(pump, len(BLOCK)))
    np.testing.assert_allclose(got.acc_m_s2, sign * BLOCK.acc_m_s2, atol=1e-4)
    assert BLOCK.gyr_rad_s is not None
    np.testing.assert_allclose(got.gyr_rad_s, BLOCK.gyr_rad_s, atol=1e-4)


def test_what_is_refused_is_counted_and_said_to_the_phone(
    logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensor_logger, "LARGEST", 200_000)
    sent = pushes()
    with listening(logger) as pump:
        until(logger.is_heard)
        for each in sent[:3]:
            logger.push(each)
        opened(pump)
        assert logger.push(b"\xff\x00") == (499, "Refused: this message is no JSON.")
        assert logger.push(b"[" * 100_000)[0] == 499
        assert logger.push(b'{"payload": 1}') == (499, "Refused: this message has no payload.")
        assert logger.push(b'{"payload": [1]}')[0] == 499
        assert logger.push(b'{"payload": [], "messageId": "x"}')[0] == 499
        assert logger.push(b" " * 300_000)[0] == 413
        stranger = phone_apps.messages(phone_apps.samples(BLOCK), 20, device="another")
        assert logger.push(stranger[0]) == (499, "Another phone is being recorded.")
        assert logger.push(b"", method="GET")[0] == 405
        for each in sent[3:]:
            logger.push(each)
        got = joined(take(pump, len(BLOCK)))
        until(lambda: len(faults(pump)) == 3)
        assert faults(pump) == [
            "5 messages refused as malformed",
            "1 message refused as too large",
            "1 message of other senders refused",
        ]
    assert len(got) == len(BLOCK)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has one address on loopback")
def test_a_flood_is_refused(logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensor_logger, "MOST_A_SECOND", 4)
    with listening(logger) as pump:
        until(logger.is_heard)
        answers = [logger.push(b"{}", sender="127.0.0.2")[0] for _ in range(60)]
        assert answers == [499] * 20 + [429] * 40
        assert [logger.push(each)[0] for each in pushes()] == [200] * 6
        assert len(joined(take(pump, len(BLOCK)))) == len(BLOCK)
        until(lambda: "40 messages refused as too many" in faults(pump))


def test_the_port_is_open_while_it_is_the_source_and_no_longer(logger: SensorLoggerApp) -> None:
    assert not logger.is_heard()
    with listening(logger):
        until(logger.is_heard)
        with pytest.raises(CannotOpen, match="close the other program"):
            open_source(f"sensorlogger:?port={logger.port}").open()
    assert not logger.is_heard()


def test_a_half_open_phone_does_no_harm(logger: SensorLoggerApp) -> None:
    with listening(logger) as pump:
        until(logger.is_heard)
        with socket.create_connection(("127.0.0.1", logger.port)) as half:
            half.sendall(b"POST /data HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
            for each in pushes():
                logger.push(each)
            took = joined(take(pump, len(BLOCK)))
            pump.close()  # it does not wait for the rest of the body
    assert len(took) == len(BLOCK)


def test_a_new_recording_on_the_same_phone_goes_on(logger: SensorLoggerApp) -> None:
    later = phone_apps.messages(phone_apps.samples(BLOCK, 8.0), 20, session="two")
    with listening(logger) as pump:
        until(logger.is_heard)
        for each in pushes():
            logger.push(each)
        opened(pump)
        for each in later:
            logger.push(each)
        blocks = take(pump, 2 * len(BLOCK))
    check_two(blocks, 7.0)
    assert joined(blocks).time_s[len(BLOCK)] == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (("accelerometer",), "without gravity alone; switch Gravity on in Sensor Logger"),
        (("gyroscope",), "sends no acceleration; switch Accelerometer and Gravity on"),
    ],
)
def test_sensors_that_are_missing_are_named(
    logger: SensorLoggerApp, kept: tuple[str, ...], words: str
) -> None:
    sent = []
    for each in pushes():
        said = json.loads(each)
        said["payload"] = [one for one in said["payload"] if one["name"] in kept]
        sent.append(json.dumps(said).encode())
    with listening(logger) as pump:
        until(logger.is_heard)
        for each in sent:
            logger.push(each)
        assert words in str(pump.wait_open(SOON_S))


def test_a_push_that_breaks_off_is_pushed_again(logger: SensorLoggerApp) -> None:
    """A phone that loses its Wi-Fi in the middle of a push sends it once more."""
    with listening(logger) as pump:
        until(logger.is_heard)
        for number, each in enumerate(pushes()):
            if number == 2:
                break_off(logger.port, each)
            logger.push(each)
        got = joined(take(pump, len(BLOCK)))
        assert state(pump) == "open"
    np.testing.assert_allclose(got.acc_m_s2, BLOCK.acc_m_s2, atol=1e-4)


def break_off(port: int, body: bytes) -> None:
    """Hang up in the middle of a push, hard."""
    with socket.create_connection(("127.0.0.1", port)) as half:
        head = f"POST /data HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        half.sendall(head.encode() + body[: len(body) // 2])
        half.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("phyphox:", "write phyphox:HOST or phyphox:HOST:PORT"),
        ("phyphox:phone:0", "port from 1 to 65535"),
        ("phyphox:phone:", "write phyphox:HOST"),
        ("phyphox:phone?port=80", "unknown option 'port'"),
        ("sensorserver::8080", "write sensorserver:HOST:PORT"),
        ("sensorlogger:phone", "write sensorlogger:?port=8000"),
        ("sensorlogger:?port=x", "port takes a whole number from 1 to 65535"),
        ("sensorlogger:?standardised=maybe", "standardised takes yes or no"),
    ],
)
def test_wrong_addresses(address: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        open_source(address)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["phyphox:phone.local", "phyphox:[fe80::1]", "phyphox:[::1]:80", "sensorserver:10.0.0.2:8081"],
)
def test_right_addresses(address: str) -> None:
    with open_source(address) as source:
        assert source.address == address

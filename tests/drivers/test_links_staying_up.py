"""Cables that come out, sensors that fall silent, ports that are refused: over real terminals."""

from __future__ import annotations

import errno
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import devices
import numpy as np
import pytest
from ports import free_port
from pretend import SOON_S, Board, Phone, Server, WitBoard

from balance.samples import SampleBlock
from drivers import link as link_module
from drivers import probe, serial_port
from drivers.channel import ChannelLost
from drivers.health import Health
from drivers.network import TcpChannel
from drivers.ports import Port
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen, EndOfSource, SourceInfo
from drivers.testing.contract import joined
from drivers.wire import DeviceFacts

RATE_HZ = 200.0


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(probe, "LOOK_LONG_S", 0.6)
    monkeypatch.setattr(link_module, "RETRY_S", 0.02)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path)
    yield made
    made.close()


def until(happened: Callable[[], bool]) -> None:
    """Look now and then: nothing else tells."""
    until_s = time.monotonic() + SOON_S
    look_again = threading.Event()
    while not happened():
        assert time.monotonic() < until_s, "it did not happen"
        look_again.wait(0.005)


def open_files() -> int:
    """How many this process has open; 1 where the system does not say."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else 1


def take(pump: Pump, rows: int) -> list[SampleBlock]:
    blocks: list[SampleBlock] = []
    while sum(len(block) for block in blocks) < rows:
        item = pump.get(SOON_S)
        assert isinstance(item, SampleBlock)
        blocks.append(item)
    return blocks


def state(pump: Pump) -> str:
    health = pump.health()
    assert health is not None
    return health.state


def test_twenty_times_unplugged(board: Board) -> None:
    """Every sample that was sent comes, every absence is a gap, and nothing is left behind."""
    threads, files = threading.active_count(), open_files()
    first, each = devices.moving(240, RATE_HZ), devices.moving(40, RATE_HZ)
    blocks: list[SampleBlock] = []
    board.play(devices.ximu3_binary(first), RATE_HZ)
    with Pump(open_source(f"serial:{board.port}")) as pump:
        assert isinstance(pump.wait_open(SOON_S), SourceInfo)
        blocks += take(pump, len(first))
        for _ in range(20):
            board.unplug()
            until(lambda: state(pump) == "lost")
            board.plug()
            board.play(devices.ximu3_binary(each), RATE_HZ)
            blocks += take(pump, len(each))
            until(lambda: state(pump) == "open")
        health = pump.health()
    whole = joined(blocks)
    wanted = np.concatenate([first.acc_m_s2, *[each.acc_m_s2] * 20])
    assert np.abs(whole.acc_m_s2 - wanted).max() < 0.001
    starts = len(first) + len(each) * np.arange(20)
    steps = np.diff(whole.time_s)
    assert (steps[starts - 1] > 0.02).all()
    assert np.median(np.delete(steps, starts - 1)) == pytest.approx(1.0 / RATE_HZ, rel=0.01)
    assert health is not None
    assert health.reconnects == 20
    board.unplug()
    gc.collect()
    assert threading.active_count() == threads
    assert open_files() <= files


class GoingPort:
    """A port that goes between two looks at it."""

    def __init__(self) -> None:
        self.looks = 0

    @property
    def in_waiting(self) -> int:
        self.looks += 1
        if self.looks > 2:
            raise OSError(errno.EIO, "gone")
        return 4

    def read(self, size: int) -> bytes:
        return b"last"[:size]


def test_what_was_read_before_a_port_went_is_not_lost() -> None:
    channel = serial_port.SerialChannel("somewhere")
    channel._port = GoingPort()
    assert channel.read(0.1) == [b"last"]
    with pytest.raises(ChannelLost):
        channel.read(0.1)


def test_what_was_read_before_a_loss_while_listening_is_not_lost() -> None:
    """Behind a silence a link reads on for a moment, and the cable may come out in it."""
    channel = serial_port.SerialChannel("somewhere")
    channel._port = GoingPort()
    assert [data for data, _ in link_module._listened(channel, time.monotonic())] == [[b"last"]]


def test_ports_are_not_listed_at_each_new_try(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows that takes seconds, in which nothing else goes on."""
    channel = serial_port.SerialChannel(str(board.port))
    channel.open()
    channel.close()
    board.port.unlink()
    monkeypatch.setattr(serial_port, "list_ports", lambda: pytest.fail("ports were listed"))
    with pytest.raises(CannotOpen, match=r"any more; plug the sensor in again\.$"):
        channel.open()


def test_a_silence_is_told_and_is_a_gap(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "SILENT_S", 0.35)
    block = devices.moving(80, RATE_HZ)
    board.play(devices.rvc(block), RATE_HZ)
    with Pump(open_source(f"serial:{board.port}")) as pump:
        blocks = take(pump, len(block))
        until(lambda: state(pump) == "silent")
        health = pump.health()
        assert health is not None
        assert "nothing comes" in health.detail
        board.play(devices.rvc(block), RATE_HZ)
        blocks += take(pump, len(block))
    time_s = joined(blocks).time_s
    assert time_s[80] - time_s[79] >= 0.3
    assert time_s[80] - time_s[79] == pytest.approx(np.diff(time_s).max())


def test_a_silence_is_noticed_within_a_second() -> None:
    assert link_module.SILENT_S + link_module.HEALTH_S < 1.0


def test_after_a_long_silence_the_port_is_opened_anew(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "SILENT_S", 0.1)
    monkeypatch.setattr(link_module, "REOPEN_S", 0.2)
    opened: list[None] = []
    open_port = serial_port.SerialChannel.open

    def counted(self: serial_port.SerialChannel) -> None:
        opened.append(None)
        open_port(self)

    monkeypatch.setattr(serial_port.SerialChannel, "open", counted)
    board.play(devices.rvc(devices.moving(60, RATE_HZ)), RATE_HZ)
    with Pump(open_source(f"serial:{board.port}?protocol=rvc")) as pump:
        pump.wait_open(SOON_S)
        until(lambda: len(opened) >= 3)


def test_a_server_that_hangs_up_is_called_again() -> None:
    server = Server()
    block = devices.moving(80, RATE_HZ)
    try:
        server.play(devices.ximu3_text(block), RATE_HZ)
        with Pump(open_source(f"tcp:127.0.0.1:{server.port}")) as pump:
            blocks = take(pump, len(block))
            server.hang_up()
            server.play(devices.ximu3_text(block), RATE_HZ)
            blocks += take(pump, len(block))
            until(lambda: state(pump) == "open")
    finally:
        server.close()
    assert len(joined(blocks)) == 160


def test_health_in_words() -> None:
    health = Health(jitter_s=0.0012, drift_ppm=-34.6, battery=0.5)
    assert health.measures() == ["jitter 1.2 ms", "clock 35 ppm slow", "battery 50%"]
    health = Health(lost=1, gaps=2, errors={"width": 1})
    wanted = ["1 sample lost on the way", "2 gaps of 0.3 s or more", "1 line of another form"]
    assert health.faults() == wanted


def test_a_second_sender_is_not_heard() -> None:
    phone, other = Phone(), Phone()
    other.port = phone.port
    block = devices.moving(100, RATE_HZ)
    parts = [b"".join(each) for each in devices.ngimu(block)]
    upside_down = devices.ngimu(SampleBlock(block.time_s, -block.acc_m_s2, block.gyr_rad_s))
    try:
        sender = phone.play(parts, RATE_HZ)
        with Pump(open_source(f"udp:{phone.port}")) as pump:
            pump.wait_open(SOON_S)
            for each in upside_down:
                other.send(each[0])
            sender.done.wait(SOON_S)
            got = joined(take(pump, len(block)))
    finally:
        phone.close()
        other.close()
    assert np.abs(got.acc_m_s2 - block.acc_m_s2).max() < 0.001


def test_a_sensor_that_is_too_slow_is_refused_with_the_reason(tmp_path: Path) -> None:
    wit = WitBoard(tmp_path)
    try:
        with pytest.raises(CannotOpen) as caught:
            open_source(f"serial:{wit.port}?baud=9600").open()
    finally:
        wit.close()
    said = str(caught.value)
    assert "at least 40 are needed" in said
    assert f"balance-timer devices serial:{wit.port} --configure" in said
    assert wit.commands == []


def test_a_rate_is_offered_for_ports_alone() -> None:
    found = probe.Found("witmotion", None, 10.0, True, DeviceFacts(), {}, ())
    assert "--configure" not in link_module.too_slow(TcpChannel("sensor", 9999), found)


def test_a_speed_is_found_among_others(tmp_path: Path) -> None:
    wit = WitBoard(tmp_path, baud=57600, rate_hz=100)
    try:
        with open_source(f"serial:{wit.port}") as source:
            info = source.open()
    finally:
        wit.close()
    assert info.details["baud"] == 57600
    assert info.details["protocol"] == "witmotion"
    assert wit.commands == []


def test_silence_at_open(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_port.SerialChannel, "first_wait_s", 0.1)
    with pytest.raises(CannotOpen, match=r"Nothing came .* switch the sensor on"):
        open_source(f"serial:{board.port}").open()


def test_noise_is_no_sensor(board: Board) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 30), dtype=np.uint8)
    board.play([row.tobytes() for row in noise], RATE_HZ)
    with pytest.raises(CannotOpen, match="no known sensor"):
        open_source(f"serial:{board.port}?baud=9600").open()


def test_free_fall_is_no_evidence(board: Board) -> None:
    """A text without gravity in it may be anything."""
    lines = [f"{i},{i % 7 * 0.01},{i % 5 * 0.01},0.02\r\n".encode() for i in range(400)]
    board.play(lines, RATE_HZ)
    with pytest.raises(CannotOpen, match="gravity was not seen; keep the sensor still"):
        open_source(f"serial:{board.port}?baud=9600").open()


def test_frames_without_acceleration(board: Board) -> None:
    angles = [devices.wit_frame(0x53, bytes(8)) for _ in range(400)]
    board.play(angles, RATE_HZ)
    with pytest.raises(CannotOpen, match="speaks witmotion, but sends no acceleration"):
        open_source(f"serial:{board.port}?baud=9600").open()


def test_a_port_is_found_by_itself(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = [
        Port("/dev/ttyS0", "built in", likely=False),
        Port(str(board.port), "USB", likely=True),
    ]
    monkeypatch.setattr(serial_port, "list_ports", lambda: ports)
    board.play(devices.rvc(devices.moving(80, RATE_HZ)), RATE_HZ)
    with open_source("serial:") as source:
        info = source.open()
    assert str(board.port) in info.found
    assert info.address == "serial:"


def test_without_any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_port, "list_ports", list)
    with pytest.raises(CannotOpen, match="driver may be missing"):
        open_source("serial:").open()


def test_a_port_in_use(board: Board) -> None:
    board.play(devices.rvc(devices.moving(80, RATE_HZ)), RATE_HZ)
    with open_source(f"serial:{board.port}?protocol=rvc") as source:
        source.open()
        with pytest.raises(CannotOpen, match="in use by another program"):
            open_source(f"serial:{board.port}?protocol=rvc").open()


def test_permission_denied_names_the_group(board: Board) -> None:
    said = serial_port.why_closed(str(board.port), OSError(errno.EACCES, "denied"))
    assert "join the group" in said or "belongs to root" in said
    assert str(board.port) in said


def test_a_port_that_is_not_there() -> None:
    with pytest.raises(CannotOpen, match="There is no port /dev/ttyNone"):
        open_source("serial:/dev/ttyNone").open()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("serial:/dev/ttyUSB0?baud=10", "baud takes a whole number from 300"),
        ("serial:/dev/ttyUSB0?protocol=witmotio", "perhaps for 'witmotion'"),
        ("serial:bogus://x", "pyserial does not know"),
        ("tcp:somewhere", "write tcp:HOST:PORT"),
        ("tcp:somewhere:0", "port from 1 to 65535"),
        ("udp:x", "write udp:PORT"),
        ("udp:5555?baud=9600", "unknown option 'baud'"),
    ],
)
def test_wrong_addresses(address: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        open_source(address)
    assert words in str(caught.value)


def test_a_udp_port_that_is_taken() -> None:
    phone = Phone()
    try:
        with open_source(f"udp:{phone.port}") as first:
            phone.play([b"".join(each) for each in devices.ngimu(devices.moving(80))], RATE_HZ)
            first.open()
            with pytest.raises(CannotOpen, match="close the other program"):
                open_source(f"udp:{phone.port}").open()
    finally:
        phone.close()


def test_a_connection_that_is_refused() -> None:
    with pytest.raises(CannotOpen, match="switch the sensor's server on"):
        open_source(f"tcp:127.0.0.1:{free_port()}").open()


def test_closing_ends_an_open_that_waits(board: Board) -> None:
    source = open_source(f"serial:{board.port}")
    failed = threading.Event()

    def try_open() -> None:
        with pytest.raises(CannotOpen, match="closed"):
            source.open()
        failed.set()

    opener = threading.Thread(target=try_open)
    opener.start()
    until(board.is_open)
    source.close()
    opener.join(SOON_S)
    assert failed.is_set()
    with pytest.raises(EndOfSource):
        source.read(0.0)

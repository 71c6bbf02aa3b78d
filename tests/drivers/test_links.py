"""Sources over real pseudo-terminals and loopback sockets, against the contract and beyond it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Protocol

import devices
import numpy as np
import pytest
from pretend import Board, Phone, RemoteBoard, Sender, Server

from balance.samples import SampleBlock
from drivers import probe
from drivers.registry import open_source
from drivers.source import Source
from drivers.testing.contract import SourceContract, joined

RATE_HZ = 200.0
ACC_M_S2, GYR_RAD_S = 0.006, 0.0008


class Device(Protocol):
    def play(self, parts: Sequence[bytes], rate_hz: float) -> Sender: ...

    def close(self) -> None: ...


def read_rows(source: Source, rows: int) -> list[SampleBlock]:
    """Read so many rows, however long it takes."""
    blocks: list[SampleBlock] = []
    while sum(len(block) for block in blocks) < rows:
        block = source.read(10.0)
        assert block is not None, "nothing came"
        blocks.append(block)
    return blocks


@pytest.fixture(autouse=True)
def short_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the rate for a moment only: here it is known."""
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)


class LinkContract(SourceContract):
    """A live source: the device plays in real time, and the source ends when it is closed."""

    gyroscope: ClassVar[bool] = True

    @pytest.fixture(autouse=True)
    def _devices(self) -> Iterator[None]:
        self.devices: list[Device] = []
        yield
        for device in self.devices:
            device.close()

    def device(self, folder: Path) -> tuple[Device, str]:
        raise NotImplementedError

    def parts(self, block: SampleBlock) -> list[bytes]:
        raise NotImplementedError

    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        whole = devices.moving(120, RATE_HZ, gyroscope=self.gyroscope)
        return self.playing(folder, whole), whole

    def slow(self, folder: Path) -> Source:
        return self.playing(folder, devices.moving(30, RATE_HZ, gyroscope=self.gyroscope))

    def playing(self, folder: Path, block: SampleBlock) -> Source:
        device, address = self.device(folder)
        self.devices.append(device)
        device.play(self.parts(block), RATE_HZ)
        return open_source(address)

    def read_whole(self, source: Source, whole: SampleBlock) -> list[SampleBlock]:
        blocks = read_rows(source, len(whole))
        source.close()
        return blocks

    def assert_whole(self, got: SampleBlock, whole: SampleBlock) -> None:
        assert np.abs(got.acc_m_s2 - whole.acc_m_s2).max() < ACC_M_S2
        assert (got.gyr_rad_s is None) == (whole.gyr_rad_s is None)
        if got.gyr_rad_s is not None and whole.gyr_rad_s is not None:
            assert np.abs(got.gyr_rad_s - whole.gyr_rad_s).max() < GYR_RAD_S
        assert got.duration_s == pytest.approx(whole.duration_s, rel=0.1)
        assert np.diff(got.time_s).max() < 0.05


class OnPort(LinkContract):
    options = ""

    def device(self, folder: Path) -> tuple[Device, str]:
        board = Board(folder)
        return board, f"serial:{board.port}{self.options}"


class TestSerialWitMotion(OnPort):
    def parts(self, block: SampleBlock) -> list[bytes]:
        return devices.witmotion(block)


class TestSerialRvc(OnPort):
    gyroscope = False
    options = "?baud=115200&protocol=rvc"

    def parts(self, block: SampleBlock) -> list[bytes]:
        return devices.rvc(block)


class TestSerialXImu3(OnPort):
    options = "?protocol=auto"

    def parts(self, block: SampleBlock) -> list[bytes]:
        return devices.ximu3_binary(block)


class TestTcp(LinkContract):
    def device(self, folder: Path) -> tuple[Device, str]:
        server = Server()
        return server, f"tcp:127.0.0.1:{server.port}"

    def parts(self, block: SampleBlock) -> list[bytes]:
        return devices.ximu3_text(block)


class TestUdp(LinkContract):
    def device(self, folder: Path) -> tuple[Device, str]:
        phone = Phone()
        return phone, f"udp:{phone.port}"

    def parts(self, block: SampleBlock) -> list[bytes]:
        return [b"".join(each) for each in devices.ngimu(block)]


@pytest.mark.parametrize("road", ["tcp", "udp"])
def test_text_with_its_units_in_a_header_over_a_network(road: str) -> None:
    """It is no phone's, however alike the numbers are."""
    block = devices.moving(120, RATE_HZ)
    device = Server() if road == "tcp" else Phone()
    host = "127.0.0.1:" if road == "tcp" else ""
    try:
        assert block.gyr_rad_s is not None
        degrees = SampleBlock(block.time_s, block.acc_m_s2, np.degrees(block.gyr_rad_s))
        header = b"t_us,ax_m_s2,ay_m_s2,az_m_s2,gx_deg_s,gy_deg_s,gz_deg_s\n"
        device.play([header, *devices.text(degrees)], RATE_HZ)
        with open_source(f"{road}:{host}{device.port}") as source:
            assert source.open().details["protocol"] == "text"
            got = joined(read_rows(source, len(block)))
    finally:
        device.close()
    assert got.gyr_rad_s is not None
    assert np.abs(got.gyr_rad_s - block.gyr_rad_s).max() < GYR_RAD_S


@pytest.mark.filterwarnings("ignore:set(Daemon|Name)")  # pyserial has a thread of its own
def test_a_port_of_another_computer(tmp_path: Path) -> None:
    """Some of the first rows go by while the port is being agreed on."""
    board = RemoteBoard(tmp_path)
    try:
        board.play(devices.rvc(devices.moving(2000)), RATE_HZ)
        with open_source(f"serial:{board.url}?baud=115200") as source:
            assert source.open().found.startswith(f"rvc on {board.url} at 115200 baud")
            assert len(joined(read_rows(source, 60))) >= 60
            health = source.health()
    finally:
        board.close()
    assert health is not None
    assert health.faults() == []

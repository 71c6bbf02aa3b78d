"""phyphox, SensorServer, Sensor Logger and apps that send datagrams, against the contract."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import devices
import numpy as np
import phone_apps
import pytest
from phone_apps import PhyphoxApp, SensorLoggerApp, SensorServerApp
from ports import free_port
from pretend import Phone
from test_links import RATE_HZ, Device, LinkContract, read_rows

from balance.samples import SampleBlock
from drivers import phyphox, probe
from drivers import sensor_logger as sensor_logger_module
from drivers.registry import open_source
from drivers.source import Source
from drivers.testing.contract import joined


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.3)
    monkeypatch.setattr(phyphox, "POLL_S", 0.02)
    monkeypatch.setattr(sensor_logger_module, "MOST_A_SECOND", 1000)


class AppContract(LinkContract):
    def parts(self, block: SampleBlock) -> list[bytes]:
        return phone_apps.samples(block)


class TestPhyphox(AppContract):
    def device(self, folder: Path) -> tuple[Device, str]:
        app = PhyphoxApp()
        return app, f"phyphox:127.0.0.1:{app.port}"


class TestPhyphoxWithoutGyroscope(AppContract):
    gyroscope = False

    def device(self, folder: Path) -> tuple[Device, str]:
        app = PhyphoxApp(gyroscope=False)
        return app, f"phyphox:127.0.0.1:{app.port}?placement=thigh"


class TestPhyphoxInTwoParts(AppContract):
    def device(self, folder: Path) -> tuple[Device, str]:
        app = PhyphoxApp(
            sensors={"lin": "linear_acceleration", "grav": "gravity", "gyr": "gyroscope"}
        )
        return app, f"phyphox:127.0.0.1:{app.port}"


class TestSensorServer(AppContract):
    def device(self, folder: Path) -> tuple[Device, str]:
        app = SensorServerApp()
        return app, f"sensorserver:127.0.0.1:{app.port}"


class TestSensorServerWithoutGyroscope(AppContract):
    gyroscope = False

    def device(self, folder: Path) -> tuple[Device, str]:
        app = SensorServerApp(gyroscope=False)
        return app, f"sensorserver:127.0.0.1:{app.port}"


class OnSensorLogger(AppContract):
    batch = 10
    ios: ClassVar[bool] = True
    options = ""

    def device(self, folder: Path) -> tuple[Device, str]:
        app = SensorLoggerApp(free_port())
        return app, f"sensorlogger:?port={app.port}{self.options}"

    def parts(self, block: SampleBlock) -> list[bytes]:
        return phone_apps.messages(phone_apps.samples(block), self.batch, ios=self.ios)

    def playing(self, folder: Path, block: SampleBlock) -> Source:
        device, address = self.device(folder)
        self.devices.append(device)
        device.play(self.parts(block), RATE_HZ / self.batch)
        return open_source(address)

    def assert_whole(self, got: SampleBlock, whole: SampleBlock) -> None:
        super().assert_whole(got, whole)
        # The phone's own times, to the microsecond.
        wanted = whole.time_s - whole.time_s[0]
        np.testing.assert_allclose(got.time_s, wanted, atol=1.1e-6)


class TestSensorLoggerOnAnIPhone(OnSensorLogger):
    pass


class TestSensorLoggerOnAndroid(OnSensorLogger):
    ios = False


class Packets(Phone):
    """A phone that sends several datagrams for each moment."""

    def send(self, data: bytes) -> None:
        while data:
            (size,) = struct.unpack(">H", data[:2])
            super().send(data[2 : 2 + size])
            data = data[2 + size :]


def packed(datagrams: list[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(each)) + each for each in datagrams)


APPS: dict[str, tuple[str, Callable[[SampleBlock], list[list[bytes]]]]] = {
    "SensaGram": ("sensagram", devices.sensagram),
    "HyperIMU": ("hyperimu", devices.hyperimu),
    "GyrOSC": ("osc", devices.gyrosc),
    "ZIG SIM": ("osc", devices.zig_sim),
    "Sensors2OSC": ("osc", devices.sensors2osc),
}


@pytest.fixture
def phone() -> Iterator[Packets]:
    made = Packets()
    yield made
    made.close()


@pytest.mark.parametrize("protocol", ["named", "auto"])
@pytest.mark.parametrize("app", APPS)
def test_apps_that_send_datagrams(phone: Packets, app: str, protocol: str) -> None:
    name, sent = APPS[app]
    block = devices.moving(160, RATE_HZ)
    phone.play([packed(each) for each in sent(block)], RATE_HZ)
    option = name if protocol == "named" else "auto"
    with open_source(f"udp:{phone.port}?protocol={option}") as source:
        info = source.open()
        got = joined(read_rows(source, 150))
    assert info.model == app
    assert info.details["protocol"] == name
    skipped = len(block.acc_m_s2) - 150
    nearest = min(
        float(np.abs(got.acc_m_s2[:140] - block.acc_m_s2[first : first + 140]).max())
        for first in range(skipped + 1)
    )
    assert nearest < 0.006

"""Real streams of Lab Streaming Layer on loopback, into the source and out of our outlets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import devices
import lsl_streams
import numpy as np
import pytest
import xdf_made
from lsl_streams import Outlet, values
from test_links import read_rows

from balance.analysis import analyze
from balance.hold_json import hold_dict
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.timing.results import Event, Hold
from drivers import probe
from drivers.address import parse_address
from drivers.lsl import channel as channel_module
from drivers.lsl import library as library_module
from drivers.lsl.outlets import Outlets
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen
from drivers.testing import joined
from drivers.wire import decoder_for

pytest.importorskip("pylsl", reason="pylsl is not installed (the extra 'lab')")

LABELS = [
    *(f"acc_{axis} in m/s^2" for axis in "xyz"),
    *(f"gyr_{axis} in rad/s" for axis in "xyz"),
]
Send = Callable[..., Outlet]


@pytest.fixture(scope="module", autouse=True)
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have the library, which is set up once a process, keep to this process's streams."""
    folder = tmp_path_factory.mktemp("lsl")
    path = folder / "lsl.cfg"
    path.write_text(lsl_streams.LOOPBACK % f"{folder.name}-{os.getpid()}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LSLAPICFG", str(path))
        yield


@pytest.fixture
def send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Send]:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(channel_module, "MORE_S", 0.3)
    monkeypatch.setattr(channel_module, "NAMESAKES_S", 0.0)
    playing: list[Outlet] = []

    def begin(block: SampleBlock, rate_hz: float = 200.0, **how: object) -> Outlet:
        playing.append(Outlet(tmp_path, values(block), rate_hz=rate_hz, **how))  # type: ignore[arg-type]
        return playing[-1]

    yield begin
    for outlet in playing:
        outlet.kill()


@pytest.mark.parametrize("rate_hz", [50.0, 1000.0])
def test_nothing_is_lost_at_any_rate(send: Send, rate_hz: float) -> None:
    whole = devices.moving(round(1.2 * rate_hz), rate_hz)
    send(whole, rate_hz, labels=LABELS, chunk=max(1, round(rate_hz / 50)))
    with open_source("lsl:?name=Strap&placement=chest") as source:
        info = source.open()
        got = joined(read_rows(source, len(whole)))
        health = source.health()
    assert info.model == "Strap"
    assert info.nominal_rate_hz == pytest.approx(rate_hz, rel=0.01)
    assert info.conditions.placement == "chest"
    np.testing.assert_allclose(got.acc_m_s2, whole.acc_m_s2, atol=1e-4)
    assert got.gyr_rad_s is not None
    assert whole.gyr_rad_s is not None
    np.testing.assert_allclose(got.gyr_rad_s, whole.gyr_rad_s, atol=1e-4)
    np.testing.assert_allclose(got.time_s, whole.time_s, atol=1e-3)
    assert health is not None
    assert not health.faults()


def test_half_a_second_without_samples_is_a_hole_of_half_a_second(send: Send) -> None:
    whole = devices.moving(300, 200.0)
    kept = (whole.time_s < 0.7) | (whole.time_s >= 1.2)
    block = SampleBlock(whole.time_s[kept], whole.acc_m_s2[kept], None)
    send(block, labels=LABELS[:3])
    with open_source("lsl:?type=imu") as source:
        source.open()
        got = joined(read_rows(source, len(block)))
    steps = np.diff(got.time_s)
    assert steps.max() == pytest.approx(0.505, abs=0.002)
    assert np.count_nonzero(steps > 0.01) == 1


def test_an_outlet_that_is_killed_and_comes_again_is_a_gap(send: Send) -> None:
    """It comes again with another unit, which is taken from its new description."""
    block = devices.moving(160, 200.0)
    in_g = SampleBlock(block.time_s, block.acc_m_s2 / 9.80665, block.gyr_rad_s)
    first = send(block, labels=LABELS)
    with open_source("lsl:?name=Strap") as source:
        source.open()
        before = joined(read_rows(source, len(block)))
        first.kill()
        send(in_g, labels=[label.replace("m/s^2", "g") for label in LABELS])
        after = joined(read_rows(source, len(block)))
    assert after.time_s[0] - before.time_s[-1] > 0.1
    np.testing.assert_allclose(after.acc_m_s2, block.acc_m_s2, atol=1e-4)


def test_units_are_taken_from_the_description_or_told_by_gravity(send: Send) -> None:
    still = devices.moving(150, 200.0, gyroscope=False)
    in_g = SampleBlock(still.time_s, still.acc_m_s2 / 9.80665)
    send(in_g, kind="Accelerometer")
    with open_source("lsl:") as source:
        info = source.open()
        got = joined(read_rows(source, 100))
    assert "acceleration taken to be in g" in info.found
    assert np.linalg.norm(got.acc_m_s2, axis=1).mean() == pytest.approx(9.7, abs=0.3)


def test_two_streams_that_fit_are_both_named(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "MORE_S", 1.5)
    block = devices.moving(50, 200.0)
    send(block, name="Trunk", labels=LABELS)
    send(block, name="Shin", labels=LABELS)
    send(block, name="Brain", kind="EEG")
    with open_source("lsl:") as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert "There are 2 LSL streams that fit; name one: " in str(caught.value)
    assert "lsl:?name=Shin (IMU)" in str(caught.value)
    assert "Brain" not in str(caught.value)


class Announced(SimpleNamespace):
    """What LSL says of a stream that somebody announces."""

    def __getattr__(self, key: str) -> object:
        return lambda: self.said[key]


def announced(name: str, host: str, kind: str = "IMU", source_id: str = "id") -> Announced:
    said = {"name": name, "hostname": host, "type": kind, "source_id": source_id}
    return Announced(said={**said, "channel_format": 1, "channel_count": 6})


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ([("Clinic", "room-1"), ("Clinic", "room-2")],
         "lsl:?name=Clinic&host=room-1 (IMU), lsl:?name=Clinic&host=room-2 (IMU)"),
        ([("Clinic", "room-1", "IMU", "a"), ("Clinic", "room-1", "ACC", "b")],
         "lsl:?name=Clinic&type=IMU (IMU), lsl:?name=Clinic&type=ACC (ACC)"),
        ([("A & B", "room-1"), ("'C'?", "room-1")],
         "lsl:?name=A %26 B (IMU), lsl:?name='C'? (IMU)"),
    ],
)  # fmt: skip
def test_streams_are_told_apart_by_what_an_address_can_say(
    monkeypatch: pytest.MonkeyPatch, streams: list[tuple[str, ...]], said: str
) -> None:
    there = [announced(*each) for each in streams]
    resolver = SimpleNamespace(results=lambda: there)
    library = SimpleNamespace(cf_string=3, ContinuousResolver=lambda **_: resolver)
    monkeypatch.setattr(channel_module, "library", lambda: library)
    monkeypatch.setattr(channel_module, "MORE_S", 0.0)
    with open_source("lsl:") as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert str(caught.value).endswith(f"name one: {said}.")
    for each in re.findall(r"lsl:(.*?) \(", str(caught.value)):
        assert parse_address(f"lsl:{each}").options["name"] in {name for name, *_ in streams}


def test_of_one_name_on_two_computers_the_host_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = [announced("Clinic", "room-1"), announced("Clinic", "room-2")]
    library = SimpleNamespace(cf_string=3)
    monkeypatch.setattr(channel_module, "FIND_S", 0.2)
    monkeypatch.setattr(channel_module, "NAMESAKES_S", 0.0)
    for host, count in (("", 2), ("ROOM-2", 1), ("room-3", 0)):
        channel = channel_module.LslChannel("Clinic", "", threading.Event(), host)
        assert len([each for each in there if channel._fits(library, each)]) == count


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\0b"])
def test_streams_can_t_be_called_nothing(name: str) -> None:
    with pytest.raises(AddressError, match="Streams can't be called"):
        Outlets(name)


def test_a_stream_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "FIND_S", 0.3)
    with open_source("lsl:?name=Nobody") as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert "No LSL stream called 'Nobody' was found" in str(caught.value)


def test_without_pylsl_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with open_source("lsl:") as source, pytest.raises(CannotOpen, match=r"balance-timer\[lab\]"):
        source.open()


def test_a_library_that_does_not_load_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        msg = "LSL binary library file was not found.\nPlease make sure that ..."
        raise RuntimeError(msg)

    monkeypatch.setattr(library_module.importlib, "import_module", fail)
    with pytest.raises(CannotOpen) as caught:
        library_module.library()
    assert "(LSL binary library file was not found)" in str(caught.value)


def test_an_address_with_a_place_is_wrong() -> None:
    with pytest.raises(AddressError, match="lsl:\\?name=MyIMU"):
        open_source("lsl:MyIMU")


def test_a_message_that_begins_like_another_kind_is_none() -> None:
    """A stamp may have any first byte."""
    block = devices.moving(400, 100.0)
    decoder = decoder_for("lsl")
    shifted = SampleBlock(block.time_s + 0.1234567, block.acc_m_s2, block.gyr_rad_s)
    rows = [decoder.push(each) for each in lsl_streams.messages(shifted, 1)]
    assert sum(map(len, rows)) == len(block)
    assert decoder.counts["broken"] == 0


_READER = """
import json, sys, time
import pylsl
names, inlets, got = sys.argv[1:], {}, {}
for name in names:
    info = pylsl.resolve_byprop("name", name, 1, 60.0)[0]
    inlets[name] = pylsl.StreamInlet(info, processing_flags=pylsl.proc_clocksync)
    inlets[name].open_stream(30.0)
    got[name] = []
until = time.monotonic() + 60.0
while time.monotonic() < until:
    came = 0
    for name, inlet in inlets.items():
        samples, stamps = inlet.pull_chunk(timeout=0.2)
        got[name] += list(zip(stamps, samples))
        came += len(samples)
    if all(got.values()) and not came:  # and nothing is on its way
        break
info = inlets[names[0]].info()
channel = info.desc().child("channels").child("channel")
labels = []
for _ in range(info.channel_count()):
    labels.append(channel.child_value("label") + " " + channel.child_value("unit"))
    channel = channel.next_sibling("channel")
print(json.dumps({"got": got, "labels": labels, "type": info.type()}), flush=True)
"""


@dataclass(frozen=True)
class Pulled:
    """What a plain client had of our streams, and what was found meanwhile."""

    block: SampleBlock
    holds: list[Hold]
    labels: list[str]
    kind: str
    got: dict[str, list[tuple[float, list[object]]]]


@pytest.fixture(scope="module")
def pulled() -> Pulled:
    """A recording timed while another process reads all three streams from its second on."""
    path = Path(__file__).resolve().parents[2] / "recordings" / "shank_open_firm.csv.gz"
    recording = open_recording(path)
    session = Session(recording.header.conditions())
    outlets = Outlets("Clinic")
    outlets.push(recording.block[:25])
    block = recording.block[25:]
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, "Clinic", "Clinic-events", "Clinic-holds"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    holds: list[Hold] = []
    try:
        for stream in (outlets._samples, outlets._events, outlets._holds):
            assert stream.wait_for_consumers(60.0)
        for first in range(0, len(block), 10):
            some = block[first : first + 10]
            items = session.push(some)
            outlets.push(some)
            outlets.show(items)
            holds += [item for item in items if isinstance(item, Hold)]
        items = session.finish()
        outlets.show(items)
        holds += [item for item in items if isinstance(item, Hold)]
        said, _ = reader.communicate(timeout=100.0)
    finally:
        reader.kill()
        outlets.close()
    read = json.loads(said.splitlines()[-1])
    return Pulled(block, holds, read["labels"], read["type"], read["got"])


def test_our_streams_are_read_by_a_plain_client(pulled: Pulled) -> None:
    (end_s, (text,)) = pulled.got["Clinic-holds"][0]
    assert json.loads(str(text)) == hold_dict(pulled.holds[0])
    assert pulled.kind == "IMU"
    assert pulled.labels[0] == "acc_x m/s^2"
    assert pulled.labels[5] == "gyr_z rad/s"
    stamps, samples = zip(*pulled.got["Clinic"], strict=True)
    assert len(stamps) == len(pulled.block)
    np.testing.assert_allclose(np.array(samples)[:, :3], pulled.block.acc_m_s2, atol=1e-9)
    np.testing.assert_allclose(np.diff(stamps), np.diff(pulled.block.time_s), atol=1e-4)
    lift_offs = [stamp for stamp, (word,) in pulled.got["Clinic-events"] if word == "lift_off"]
    # The hold's own ends are finer than those of the events that were known first.
    first = min(lift_offs, key=lambda stamp: abs(end_s - stamp - pulled.holds[0].duration_s))
    assert end_s - first == pytest.approx(pulled.holds[0].duration_s, abs=0.05)


def test_a_recording_of_our_streams_is_timed_as_what_was_sent(
    pulled: Pulled, tmp_path: Path
) -> None:
    """Written as LabRecorder writes, without its program; read by pyxdf and by us."""
    pyxdf = pytest.importorskip("pyxdf", reason="pyxdf is not installed (the extra 'lab')")
    stamps, samples = map(np.array, zip(*pulled.got["Clinic"], strict=True))
    channels = [(*each.split(), "") for each in pulled.labels]
    path = tmp_path / "sub-P001_task-stance.xdf"
    path.write_bytes(
        xdf_made.HEADER
        + xdf_made.words(2, "Clinic-events", "Markers", pulled.got["Clinic-events"])
        + xdf_made.words(3, "Clinic-holds", "Results", pulled.got["Clinic-holds"])
        + xdf_made.stream(1, stamps, samples, name="Clinic", kind="IMU", channels=channels)
    )
    streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    read = {each["info"]["name"][0]: each for each in streams}
    assert set(read) == {"Clinic", "Clinic-events", "Clinic-holds"}
    (text,) = read["Clinic-holds"]["time_series"][0]
    assert json.loads(text) == hold_dict(pulled.holds[0])
    np.testing.assert_array_equal(read["Clinic"]["time_series"], samples)
    recording = open_recording(path, Told(placement="shank"))
    assert recording.header.model == "Clinic"
    found = analyze(recording).holds
    assert len(found) == len(pulled.holds) > 0
    for one, sent in zip(found, pulled.holds, strict=True):
        assert one.duration_s == pytest.approx(sent.duration_s, abs=0.002)


def test_what_comes_before_the_first_samples_is_not_lost() -> None:
    outlets = Outlets("Early")
    event = Event("settled", 1.0, 1.0)
    outlets.show([event])
    assert outlets._early == [event]
    outlets.push(devices.moving(25, 100.0))
    assert outlets._early == []
    outlets.close()

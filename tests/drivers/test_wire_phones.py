"""x-IMU3, BNO08x, SensaGram and OSC: examples of the documents, and what goes astray."""

from __future__ import annotations

import json
from typing import Final

import devices
import numpy as np
import pytest

from balance.samples import GRAVITY_M_S2
from drivers.wire import decoder_for
from drivers.wire.osc_packet import Message, read_packet

BLOCK: Final = devices.moving(100)
GYR: Final = BLOCK.gyr_rad_s
assert GYR is not None


def test_the_rvc_example_of_the_data_sheet() -> None:
    decoder = decoder_for("rvc")
    rows = decoder.push(bytes.fromhex("aaaa0728236aff19000a00ecffe803000000b4"))
    np.testing.assert_allclose(rows.acc_m_s2, [[0.098067, -0.196134, 9.8067]])
    assert rows.gyr_rad_s is None
    assert rows.count is not None
    assert rows.count.tolist() == [7]
    assert rows.end_byte.tolist() == [19]


def test_rvc_counts_on_over_the_end_of_its_index_and_over_lost_frames() -> None:
    parts = devices.rvc(BLOCK, first=250)
    del parts[30:40]
    parts[50] = parts[50][:9] + bytes((parts[50][9] ^ 1,)) + parts[50][10:]
    decoder = decoder_for("rvc")
    found = [decoder.push(part).count for part in parts]
    count = np.concatenate([each for each in found if each is not None])
    assert count.tolist() == [250 + i for i in range(100) if not 30 <= i < 40 and i != 60]
    assert dict(decoder.counts) == {"frames": 89, "checksum": 1, "skipped_bytes": 19}


def test_the_ximu3_examples_of_the_manual() -> None:
    text = b"I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,1.0000\r\n"
    binary = bytes.fromhex("c940420f0000000000" + "00000000" * 5 + "0000803f" + "0a")
    for message in (text, binary):
        rows = decoder_for("ximu3").push(message)
        np.testing.assert_allclose(rows.acc_m_s2, [[0, 0, GRAVITY_M_S2]])
        assert rows.stamp_s is not None
        assert rows.stamp_s.tolist() == [1.0]


def test_ximu3_stuffed_bytes_are_those_that_were_meant() -> None:
    # 0x0ADB0A ticks; a float of bytes DB 0A DB 3F.
    message = bytes.fromhex("c9dbdcdbdddbdc0000000000" + "00000000" * 5 + "dbdddbdcdbdd3f0a")
    rows = decoder_for("ximu3").push(message)
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == [0x0ADB0A / 1e6]
    value = np.frombuffer(bytes.fromhex("db0adb3f"), "<f4")[0]
    assert rows.acc_m_s2[0, 2] == float(value) * GRAVITY_M_S2


def test_ximu3_other_messages_and_broken_ones() -> None:
    decoder = decoder_for("ximu3")
    rows = decoder.push(
        b"Q,1,1.0,0.0,0.0,0.0\r\nB,1,87.5,4.1,0.0\r\nI,2,0,0,0,0,0\r\nI,2,0,0,0,0,0,x\r\n"
        b"I,2,0,0,0,0,0,99.0\r\n\xc9123\n\xdb\n"
    )
    assert len(rows) == 0
    assert decoder.facts.battery == 0.875
    expected = {"frames": 1, "other": 1, "length": 4, "range": 1, "stamp": 0}
    assert dict(decoder.counts) == expected


def test_sensagram_rates_are_those_at_the_stamp_of_the_acceleration() -> None:
    decoder = decoder_for("sensagram")

    def said(kind: str, stamp_s: float, x: float) -> bytes:
        reading = {"type": f"android.sensor.{kind}", "timestamp": round(stamp_s * 1e9)}
        return json.dumps({**reading, "values": [x, 2.0 * x, 9.8]}).encode()

    for i in range(9):
        decoder.push(said("gyroscope", 1.0 + 0.02 * i, 0.1 * i))
        decoder.push(said("accelerometer", 1.005 + 0.02 * i, 0.0))
    rows = decoder.push(said("gyroscope", 1.18, 0.9))
    assert rows.gyr_rad_s is not None
    assert rows.stamp_s is not None
    assert rows.stamp_s[-1] == pytest.approx(1.165)
    assert rows.gyr_rad_s[-1] == pytest.approx([0.825, 1.65, 9.8])


def test_sensagram_without_a_gyroscope_and_with_other_sensors() -> None:
    decoder = decoder_for("sensagram")
    found = 0
    for accelerometer in devices.sensagram(devices.moving(50, gyroscope=False)):
        found += len(decoder.push(accelerometer[0]))
        decoder.push(accelerometer[0].replace(b"accelerometer", b"gravity"))
    assert found == 50
    assert decoder.facts.has_gyr is False
    assert decoder.counts["other"] == 50


def test_sensagram_goes_on_where_the_gyroscope_falls_silent() -> None:
    decoder = decoder_for("sensagram")
    sent = devices.sensagram(BLOCK)
    turns = []
    for i, (acc, gyr) in enumerate(sent):
        for datagram in (acc, gyr) if i < 50 else (acc,):
            rows = decoder.push(datagram)
            turns += [] if rows.gyr_rad_s is None else rows.gyr_rad_s.tolist()
    turn = np.array(turns)
    assert len(turn) == 100 - 8
    assert np.isfinite(turn[:50]).all()
    assert np.isnan(turn[65:]).all()


@pytest.mark.parametrize(
    "text",
    [
        b'{"type":"android.sensor.accelerometer","timestamp":1,"values":[1,2]}',
        b'{"type":"android.sensor.accelerometer","timestamp":"1","values":[1,2,3]}',
        b'{"type":"android.sensor.accelerometer","timestamp":1,"values":[1,null,3]}',
        b'{"type":"android.sensor.accelerometer","timestamp":1}',
        b'{"type" "x"}',
    ],
)
def test_sensagram_objects_that_are_broken(text: bytes) -> None:
    decoder = decoder_for("sensagram")
    assert len(decoder.push(text)) == 0
    assert decoder.counts["broken"] == 1


def test_an_object_too_deep_to_read_is_broken() -> None:
    """Anybody can send a datagram to an open port."""
    decoder = decoder_for("sensagram")
    assert len(decoder.push(b'{"values":' + b"[" * 1010 + b"}")) == 0
    assert decoder.counts["broken"] == 1


def test_a_phone_whose_clock_begins_anew_is_heard_again() -> None:
    decoder = decoder_for("sensagram")
    sent = [datagram for each in devices.sensagram(BLOCK) for datagram in each]
    anew = [datagram.replace(b":3925", b":25") for datagram in sent]
    assert anew != sent
    found = sum(len(decoder.push(datagram)) for datagram in [*sent, *anew])
    assert found >= 199


OSC_EXAMPLE: Final = bytes.fromhex(
    "2f6779726f73632f616363656c0000002c66666600000000000000003f000000bf800000"
)


def test_the_osc_example() -> None:
    assert read_packet(OSC_EXAMPLE) == [Message("/gyrosc/accel", (0.0, 0.5, -1.0), None)]


def test_osc_arguments_of_all_kinds() -> None:
    arguments = b"hi\x00\x00" + b"\x00\x00\x00\x03abc\x00" + b"\x00\x00\x00\x07"
    arguments += b"\x3f\xf8" + bytes(6) + b"\xff" * 8
    packet = devices.osc_text("/a") + devices.osc_text(",sbTidh") + arguments
    assert read_packet(packet) == [Message("/a", (7.0, 1.5, -1.0), None)]


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"/a",
        b"a\x00\x00\x00,\x00\x00\x00",
        devices.osc_text("/a"),
        devices.osc_text("/a") + devices.osc_text(",f"),
        devices.osc_text("/a") + devices.osc_text(",?"),
        b"#bundle\x00",
        devices.osc_bundle([b""]),
        devices.osc_bundle([OSC_EXAMPLE])[:-4],
    ],
)
def test_what_is_no_osc_packet(packet: bytes) -> None:
    decoder = decoder_for("osc")
    assert len(decoder.push(packet)) == 0
    assert decoder.counts["broken"] == 1


def test_bundles_too_deep_are_refused() -> None:
    packet = OSC_EXAMPLE
    for _ in range(12):
        packet = devices.osc_bundle([packet])
    decoder = decoder_for("osc")
    decoder.push(packet)
    assert decoder.counts["broken"] == 1


def test_signs_of_ios_are_turned() -> None:
    decoder = decoder_for("osc")
    # Screen up, at rest: gravity reads -1 g on z; the phone is pushed up by half a g.
    cycle = [
        devices.osc_message("/gyrosc/grav", (0.0, 0.0, -1.0)),
        devices.osc_message("/gyrosc/accel", (0.0, 0.0, -0.5)),
    ]
    rows = [decoder.push(packet) for packet in cycle * 8][-1]
    np.testing.assert_allclose(rows.acc_m_s2[-1], [0, 0, 1.5 * GRAVITY_M_S2])


def test_the_attitude_of_gyrosc_is_not_taken_for_a_rate() -> None:
    decoder = decoder_for("osc")
    for datagram in [each for packets in devices.gyrosc(BLOCK) for each in packets]:
        if b"rrate" not in datagram:
            decoder.push(datagram)
    assert decoder.facts.has_gyr is False
    assert decoder.facts.model == "GyrOSC"


@pytest.mark.parametrize(("lost", "rows"), [(1, 100), (2, 100), (3, 99)])
def test_a_lost_datagram_costs_its_own_row_at_most(lost: int, rows: int) -> None:
    """Lost is a rate of turn, gravity, or the acceleration without it."""
    decoder = decoder_for("osc")
    cycles = devices.gyrosc(BLOCK)
    del cycles[60][lost]
    found = [decoder.push(packet) for cycle in cycles for packet in cycle]
    acc = np.concatenate([each.acc_m_s2 for each in found])
    turns = [each.gyr_rad_s for each in found if each.gyr_rad_s is not None]
    assert len(acc) == rows
    assert GYR is not None
    np.testing.assert_allclose(acc[-39:], BLOCK.acc_m_s2[-39:], atol=1e-5)
    np.testing.assert_allclose(np.concatenate(turns)[-39:], GYR[-39:], atol=1e-6)
    assert decoder.counts["incomplete"] == (lost != 3)


def test_rates_of_turn_at_half_the_rate_are_held() -> None:
    decoder = decoder_for("osc")
    sent = devices.sensors2osc(BLOCK)
    found = []
    for i, (acc, gyr) in enumerate(sent):
        found += [decoder.push(packet) for packet in ((acc, gyr) if i % 2 == 0 else (acc,))]
    turns = np.concatenate([each.gyr_rad_s for each in found if each.gyr_rad_s is not None])
    assert len(turns) >= 99
    assert np.isfinite(turns).all()


def test_gravity_of_sensors2osc_is_not_that_of_zig_sim() -> None:
    decoder = decoder_for("osc")
    decoder.push(devices.osc_message("/gravity", (0.0, 0.0, 9.81)))
    found = sum(len(decoder.push(p)) for each in devices.sensors2osc(BLOCK) for p in each)
    assert decoder.facts.model == "Sensors2OSC"
    assert found == 100


def test_ngimu_tells_its_time_and_battery() -> None:
    decoder = decoder_for("osc")
    decoder.push(devices.ngimu(BLOCK)[0][0])
    decoder.push(devices.osc_message("/battery", (62.5, 120.0, 3.9)))
    rows = decoder.push(devices.ngimu(BLOCK)[1][0])
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == pytest.approx([100.01])
    assert decoder.facts.battery == 0.625


def test_ngimu_without_a_clock_has_no_stamps() -> None:
    decoder = decoder_for("osc")
    packet = devices.osc_message("/sensors", (0, 0, 90, 0, 0, 1, 20, 0, 40, 1013))
    rows = decoder.push(packet)
    assert rows.stamp_s is None
    assert rows.gyr_rad_s is not None
    np.testing.assert_allclose(rows.gyr_rad_s, [[0, 0, np.pi / 2]])
    np.testing.assert_allclose(rows.acc_m_s2, [[0, 0, GRAVITY_M_S2]])


def test_nothing_is_made_of_numbers_out_of_range() -> None:
    decoder = decoder_for("osc")
    for value in (1e30, float("nan"), float("inf")):
        assert not len(decoder.push(devices.osc_message("/acceleration", (0.0, value, 9.8))))
    assert decoder.counts["range"] == 3

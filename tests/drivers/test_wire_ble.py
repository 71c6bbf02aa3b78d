"""What Bluetooth sensors send, decoded: frames that their makers print, and frames as they say."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import ble_air
import devices
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, SampleBlock
from balance.session import Session
from balance.timing.results import Hold
from drivers.feed import Feed
from drivers.testing import joined as joined_blocks
from drivers.wire import Decoder, Rows, decoder_for, movesense_gsp, polar
from drivers.wire.blocks import Blocks, joined

MG = GRAVITY_M_S2 / 1000.0
HEAD = "02 0094357700000000"  # acceleration, 2,000,000,000 ns


def pushed(decoder: Decoder, messages: Sequence[bytes]) -> Rows:
    return joined([rows for rows in map(decoder.push, messages) if len(rows)])


def later(message: bytes, passed_ns: int) -> bytes:
    """The same message at another time: the step from sample to sample takes two of them."""
    (stamp,) = struct.unpack_from("<Q", message, 1)
    return message[:1] + struct.pack("<Q", stamp + passed_ns) + message[9:]


def test_plain_samples_that_polar_prints() -> None:
    """AccDataTest.swift, testProcessAccRawDataFrameType1: its first samples."""
    message = bytes.fromhex(HEAD + "01 F7FF FFFF E703 F8FF FEFF E503")
    rows = pushed(decoder_for("polar"), [message, later(message, 10_000_000)])
    assert_allclose(rows.acc_m_s2[:2], np.array([[-9, -1, 999], [-8, -2, 997]]) * MG)
    assert rows.stamp_s is not None
    assert_allclose(rows.stamp_s, [1.995, 2.0, 2.005, 2.01])


def test_compressed_samples_in_mg_that_polar_prints() -> None:
    """The same file, testProcessAccCompressedFrameType1: whole."""
    found = polar.unpacked(bytes.fromhex("F1FF 1400 F003 06 01 7B0F08"))
    assert found is not None
    assert_array_equal(found, [[-15, 20, 1008], [-20, 17, 1008]])


def test_compressed_samples_in_g_that_polar_prints() -> None:
    """The same file, testProcessAccCompressedFrameType0: its first samples, and its factor."""
    message = bytes.fromhex(HEAD + "80 7107 F06A 9E8D 0A 01 BE5CBE3A")
    answer = bytes.fromhex("F0 02 02 00 00 05 01") + struct.pack("<f", 2.44e-4)
    rows = pushed(decoder_for("polar"), [answer, message, later(message, 10_000_000)])
    steps = np.array([[1905, 27376, -29282], [1905 + 190, 27376 - 105, -29282 - 85]])
    assert_allclose(rows.acc_m_s2[:2], steps * 2.44e-4 * GRAVITY_M_S2, rtol=1e-6)


def test_compressed_in_g_without_a_factor_is_not_guessed() -> None:
    decoder = decoder_for("polar")
    message = bytes.fromhex(HEAD + "80 7107 F06A 9E8D 0A 01 BE5CBE3A")
    assert not len(pushed(decoder, [message, later(message, 10_000_000)]))
    assert decoder.counts["broken"] == 2


@pytest.mark.parametrize(
    ("size", "kind"), [(1, 0), (2, 1), (3, 2)], ids=["one byte", "two bytes", "three bytes"]
)
def test_integers_of_each_length_have_their_sign(size: int, kind: int) -> None:
    most = 1 << (8 * size - 1)
    values = [[most - 1, -most, -1], [0, 1, -2]]
    content = b"".join(each.to_bytes(size, "little", signed=True) for row in values for each in row)
    message = bytes.fromhex(HEAD) + bytes((kind,)) + content
    rows = pushed(decoder_for("polar"), [message, later(message, 10_000_000)])
    assert_allclose(rows.acc_m_s2[:2], np.array(values) * MG)


def test_the_start_takes_the_highest_rate_and_the_widest_range() -> None:
    """The settings of an H10, in the form of online_measurement.pdf."""
    offers = "F0 01 02 00 00 00 04 1900 3200 6400 C800 01 01 1000 02 03 0200 0400 0800"
    wanted = "02 02 00 01 C800 01 01 1000 02 01 0800"
    assert polar.start(bytes.fromhex(offers)) == bytes.fromhex(wanted)
    faster = offers.replace("00 04 1900 3200 6400 C800", "00 04 3400 6800 D000 A001")
    assert polar.start(bytes.fromhex(faster))[4:6] == (208).to_bytes(2, "little")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "does not answer"),
        ("F0 01 02 03", "no acceleration to send"),
        ("F0 01 02 08", "charger"),
        ("F0 01 02 63", "error 99"),
        ("F0 01 02 00 00", "offers no acceleration"),
        ("F0 01 02 00 00 00 04 19", "offers no acceleration"),
    ],
)
def test_an_answer_that_helps_nothing_is_said(answer: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        polar.start(bytes.fromhex(answer))


@pytest.mark.parametrize("answer", ["", "02 63", "01 63 9401"])
def test_movesense_that_refuses_speaks_of_its_firmware(answer: str) -> None:
    with pytest.raises(ValueError, match="GSP"):
        movesense_gsp.check(bytes.fromhex(answer))
    movesense_gsp.check(bytes.fromhex("01 63 C800"))


def whole(n: int = 240, rate_hz: float = 104.0) -> SampleBlock:
    return devices.moving(n, rate_hz)


def movesense(block: SampleBlock, rows: int, longest: int = 155) -> list[bytes]:
    """Messages as they come over the link."""
    came = []
    for message in ble_air.Movesense().parts(block, rows):
        came.append(message[:longest])
        if len(message) > longest:
            came.append(bytes((3, message[1])) + message[longest:])
    return came


@pytest.mark.parametrize("rows", [1, 4, 6, 8])
def test_movesense_is_timed_by_the_first_sample_of_each_message(rows: int) -> None:
    block = whole()
    found = pushed(decoder_for("movesense"), movesense(block, rows))
    assert block.gyr_rad_s is not None
    assert found.gyr_rad_s is not None
    assert found.stamp_s is not None
    assert_allclose(found.acc_m_s2, block.acc_m_s2, atol=1e-5)
    assert_allclose(found.gyr_rad_s, block.gyr_rad_s, atol=1e-5)
    assert_allclose(found.stamp_s - 0.123, block.time_s, atol=0.0015)  # stamps are in ms


def test_half_a_message_of_movesense_is_counted_and_left_out() -> None:
    decoder = decoder_for("movesense")
    messages = movesense(whole(), 8)
    del messages[21]  # the second part of one
    assert len(pushed(decoder, messages)) == 240 - 8
    assert decoder.counts["broken"] == 1
    messages = movesense(whole(), 8)
    del messages[20]  # the first
    decoder = decoder_for("movesense")
    assert len(pushed(decoder, messages)) == 240 - 8
    assert decoder.counts["broken"] == 1


def test_dot_goes_on_where_its_clock_begins_anew() -> None:
    block = devices.moving(120, 60.0)
    found = pushed(decoder_for("dot"), ble_air.MovellaDot().parts(block))
    assert found.stamp_s is not None
    assert_allclose(found.stamp_s - found.stamp_s[0], block.time_s, atol=1e-5)
    assert_allclose(found.acc_m_s2, block.acc_m_s2, atol=1e-5)


@pytest.mark.parametrize("kind", [ble_air.PolarH10, ble_air.PolarVerity])
@pytest.mark.parametrize("rows", [5, 16, 57])
def test_polar_gives_back_all_that_was_sent(kind: type[ble_air.PolarH10], rows: int) -> None:
    block = devices.moving(57 * 8, 52.0, gyroscope=False)
    messages = [ble_air.PolarVerity.factor, *kind().parts(block, rows)]
    found = pushed(decoder_for("polar"), messages)
    assert found.stamp_s is not None
    assert len(found) == len(block)
    assert_allclose(found.acc_m_s2, block.acc_m_s2, atol=0.006)
    assert_allclose(found.stamp_s - 700_000_000, block.time_s, atol=1e-4)


def test_a_lost_block_leaves_a_hole_of_its_length_and_no_other_time_moves() -> None:
    block = devices.moving(200, 100.0, gyroscope=False)
    messages = ble_air.PolarH10().parts(block, 10)
    for missing in (1, 2, 10):
        left = messages[:missing] + messages[missing + 1 :]
        found = pushed(decoder_for("polar"), left)
        assert found.stamp_s is not None
        kept = np.delete(block.time_s, np.arange(10 * missing, 10 * missing + 10))
        # The first two messages alone may lie on both sides of the hole.
        late = 20 if missing == 1 else 0
        assert_allclose(found.stamp_s[late:] - 700_000_000, kept[late:], atol=1e-4)


def test_a_clock_that_steps_back_is_no_step_from_sample_to_sample() -> None:
    acc = np.ones((10, 3))
    blocks = Blocks("last")
    stamps = [10.0, 10.1, 10.2, 3.0, 3.1, 3.2]
    rows = joined([each for stamp_s in stamps for each in blocks.push(stamp_s, acc, None, 0)])
    assert rows.stamp_s is not None
    assert len(rows) == 60
    assert_allclose(np.diff(rows.stamp_s)[np.diff(rows.stamp_s) > 0], 0.01, atol=1e-9)


def test_facts_of_what_was_not_said_are_not_made_up() -> None:
    for name in ("polar", "movesense", "dot"):
        facts = decoder_for(name).facts
        assert facts.battery is None
        assert facts.range_m_s2 is None


RECORDING = Path(__file__).resolve().parents[2] / "recordings" / "shank_open_firm.csv.gz"


def holds(block: SampleBlock) -> list[Hold]:
    session = Session(open_recording(RECORDING).header.conditions())
    found = [*session.push(block), *session.finish()]
    return [each for each in found if isinstance(each, Hold)]


@pytest.mark.parametrize(
    ("name", "first", "make", "rows"),
    [
        ("polar", [], ble_air.PolarH10().parts, 20),
        ("polar", [ble_air.PolarVerity.factor], ble_air.PolarVerity().parts, 57),
        ("movesense", [], lambda block, rows: movesense(block, rows), 8),
        ("dot", [], ble_air.MovellaDot().parts, 1),
    ],
    ids=["H10", "Verity Sense", "Movesense", "DOT"],
)
def test_a_hold_over_bluetooth_is_the_hold_of_the_file(
    name: str, first: list[bytes], make: Callable[[SampleBlock, int], list[bytes]], rows: int
) -> None:
    """Each message arrives late by chance, as over a link that sends anew; nothing is real time."""
    block = open_recording(RECORDING).block
    turns = name != "polar"
    rate_hz = len(block) / block.duration_s
    feed = Feed(decoder_for(name), rate_hz=rate_hz, has_gyr=turns)
    messages = make(block, rows)
    late_s = np.random.default_rng(4).exponential(0.02, len(messages))
    whole_messages = -(-len(block) // rows)
    number = np.arange(len(messages)) * whole_messages // len(messages)  # some come in two parts
    last = np.minimum(rows * (number + 1), len(block)) - 1
    ends_s = block.time_s[last]
    came_s = np.maximum.accumulate(100.0 + ends_s + late_s)
    reads = [([message], float(now_s)) for message, now_s in zip(messages, came_s, strict=True)]
    came = [feed.push([([*first], 99.9)]), *(feed.push([read]) for read in reads)]
    sent = joined_blocks([each for each in came if each is not None])
    assert len(sent) == len(block)
    # The same readings, as the sensor rounds them, at the times at which they were taken.
    expected = holds(SampleBlock(block.time_s, sent.acc_m_s2, sent.gyr_rad_s))
    found = holds(sent)
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert one.duration_s == pytest.approx(other.duration_s, abs=1.5 / rate_hz)

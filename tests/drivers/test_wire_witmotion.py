"""WitMotion's frames: examples of the document, what belongs together, damage, a real dump."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Final

import damage
import devices
import numpy as np
import pytest

from balance.samples import GRAVITY_M_S2
from drivers.wire import Rows, decoder_for

DUMP: Final = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "witmotion/example_data.TXT"
)
real = pytest.mark.skipif(not DUMP.is_file(), reason="the real dump (../shared/data) is not here")

BLOCK: Final = devices.moving(200)
ONE_G: Final = bytes.fromhex("5551000000000008c4097b")


def decoded(data: bytes) -> Rows:
    return decoder_for("witmotion").push(data)


def test_the_example_of_the_document_is_one_g() -> None:
    rows = decoded(ONE_G * 8)
    np.testing.assert_allclose(rows.acc_m_s2, np.tile([0, 0, GRAVITY_M_S2], (8, 1)))
    assert rows.gyr_rad_s is None
    assert rows.end_byte.tolist() == list(range(11, 99, 11))


def test_a_row_is_an_acceleration_with_the_rate_that_follows_it() -> None:
    rows = decoded(devices.joined(devices.witmotion(BLOCK)))
    assert rows.gyr_rad_s is not None
    assert BLOCK.gyr_rad_s is not None
    np.testing.assert_allclose(rows.acc_m_s2, BLOCK.acc_m_s2, atol=0.0024)
    np.testing.assert_allclose(rows.gyr_rad_s, BLOCK.gyr_rad_s, atol=0.00054)
    assert rows.end_byte.tolist() == list(range(22, 200 * 33, 33))
    assert rows.stamp_s is None


def test_times_are_seconds_across_the_end_of_a_month() -> None:
    rows = decoded(devices.joined(devices.witmotion(BLOCK, time=True)))
    assert rows.stamp_s is not None
    assert len(rows) == 200
    np.testing.assert_allclose(rows.stamp_s - rows.stamp_s[0], BLOCK.time_s, atol=1e-6)


def test_a_clock_that_was_never_set_still_runs() -> None:
    unset = [devices.wit_frame(0x50, bytes((0, 0, 0, 0, 0, s, 0, 0))) for s in range(9)]
    rows = decoded(b"".join(time + ONE_G for time in unset))
    assert rows.stamp_s is not None
    assert np.diff(rows.stamp_s).tolist() == [1.0] * 8


def test_a_lost_rate_frame_leaves_its_row_without_a_rate() -> None:
    parts = devices.witmotion(BLOCK)
    parts[50] = parts[50][:15] + b"\x00" + parts[50][16:]
    assert parts[50] != devices.witmotion(BLOCK)[50]
    decoder = decoder_for("witmotion")
    rows = decoder.push(devices.joined(parts))
    assert rows.gyr_rad_s is not None
    assert np.flatnonzero(np.isnan(rows.gyr_rad_s).all(axis=1)).tolist() == [50]
    assert np.isfinite(rows.acc_m_s2).all()
    assert len(rows) == 200
    counts = decoder.counts
    assert (counts["rate_lost"], counts["checksum"], counts["frames"]) == (1, 1, 599)


def test_a_rate_of_another_sample_is_never_taken() -> None:
    parts = devices.witmotion(BLOCK, angle=False)
    # The rate frame of one sample and the acceleration of the next are lost, a gap between.
    cut = devices.joined(parts[:100]) + parts[100][:11] + b"\x00\x00" + parts[101][11:]
    rows = decoded(cut + devices.joined(parts[102:]))
    assert rows.gyr_rad_s is not None
    assert np.isnan(rows.gyr_rad_s[100]).all()
    assert np.isfinite(rows.gyr_rad_s[101:]).all()


def test_a_row_whose_time_was_lost_is_left_out() -> None:
    parts = devices.witmotion(BLOCK, time=True)
    parts[50] = parts[50][:5] + b"\xff" + parts[50][6:]
    decoder = decoder_for("witmotion")
    rows = decoder.push(devices.joined(parts))
    assert rows.stamp_s is not None
    assert len(rows) == 199
    assert decoder.counts["time_lost"] == 1


def test_a_start_within_a_frame_is_skipped() -> None:
    decoder = decoder_for("witmotion")
    rows = decoder.push(devices.joined(devices.witmotion(BLOCK))[7:])
    np.testing.assert_allclose(rows.acc_m_s2, BLOCK.acc_m_s2[1:], atol=0.0024)
    assert decoder.counts["skipped_bytes"] == 4


@pytest.mark.parametrize("kind", [0x50, 0x52, 0x53])
def test_a_stream_without_acceleration_is_not_kept(kind: int) -> None:
    decoder = decoder_for("witmotion")
    for _ in range(400):
        assert not len(decoder.push(devices.wit_frame(kind, bytes(8)) * 10))
    assert len(pickle.dumps(decoder)) < 5000
    assert decoder.counts["frames"] == 4000


def test_bluetooth_le_frames_are_told_from_the_others() -> None:
    sent = devices.joined(devices.witmotion_le(BLOCK))
    decoder = decoder_for("witmotion")
    rows = decoder.push(sent + b"\x55\x61")
    assert rows.gyr_rad_s is not None
    assert BLOCK.gyr_rad_s is not None
    np.testing.assert_allclose(rows.acc_m_s2, BLOCK.acc_m_s2, atol=0.0024)
    np.testing.assert_allclose(rows.gyr_rad_s, BLOCK.gyr_rad_s, atol=0.00054)
    assert not decoder.facts.checked
    assert decoder_for("witmotion").facts.checked


def test_a_bluetooth_le_frame_that_was_cut_short_is_left_out() -> None:
    parts = devices.witmotion_le(BLOCK)
    parts[20] = parts[20][:13]
    rows = decoded(devices.joined(parts))
    expected = np.delete(BLOCK.acc_m_s2, 20, axis=0)[: len(rows)]
    assert len(rows) == 198
    np.testing.assert_allclose(rows.acc_m_s2, expected, atol=0.0024)


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_cost_their_own_frames_alone(seed: int) -> None:
    sent = devices.joined(devices.witmotion(devices.moving(2000)))
    damaged = damage.flipped(sent, seed)
    found = damage.judge(sent, damaged, decoded(damaged))
    assert found.refuted == 0
    assert found.strange == 0
    assert found.untouched > 1500
    assert found.recovered >= 0.97 * found.untouched


@real
def test_the_real_dump_is_decoded_to_the_last_byte() -> None:
    data = DUMP.read_bytes()
    decoder = decoder_for("witmotion")
    rows = decoder.push(data)
    assert len(rows) == 2017
    counts = dict(decoder.counts)
    assert counts.pop("frames") == 4 * 2017
    assert set(counts.values()) == {0}
    assert damage.judge(data, data, rows) == damage.Judged(2017, 2017, 0, 0)
    rest = np.median(np.linalg.norm(rows.acc_m_s2, axis=1)) / GRAVITY_M_S2
    assert 0.94 < rest < 1.08


@real
@pytest.mark.parametrize("seed", range(12))
def test_the_real_dump_with_flipped_bytes(seed: int) -> None:
    sent = DUMP.read_bytes()
    damaged = damage.flipped(sent, seed)
    found = damage.judge(sent, damaged, decoded(damaged))
    assert found.refuted == 0
    assert found.recovered >= 0.97 * found.untouched

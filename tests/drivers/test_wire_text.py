"""Lines of text: forms, names, units, clocks, and what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import devices
import numpy as np
import pytest

from balance.samples import GRAVITY_M_S2, SampleBlock
from drivers.wire import Decoder, Rows, decoder_for
from drivers.wire.cells import axis_names, header_names, read_line

BLOCK: Final = devices.moving(150)
NAMES: Final = ("ax", "ay", "az", "gx", "gy", "gz")
HYPERIMU: Final = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "other-loggers/hyperimu.csv"
)


def decoded(data: bytes, name: str = "text") -> tuple[Decoder, Rows]:
    decoder = decoder_for(name)
    return decoder, decoder.push(data)


def check(rows: Rows, *, first: int = 1, gyr: bool = True, block: SampleBlock = BLOCK) -> None:
    np.testing.assert_allclose(rows.acc_m_s2, block.acc_m_s2[first:], atol=0.005)
    assert (rows.gyr_rad_s is not None) == gyr
    if rows.gyr_rad_s is not None:
        assert block.gyr_rad_s is not None
        np.testing.assert_allclose(rows.gyr_rad_s, block.gyr_rad_s[first:], atol=0.002)


@pytest.mark.parametrize(
    ("unit", "gyr_unit"),
    [("m/s^2", "rad/s"), ("g", "deg/s"), ("mg", "deg/s"), ("raw", "raw")],
)
@pytest.mark.parametrize("separator", [",", "\t", " ", "; "])
def test_units_are_told_by_gravity_and_shown(unit: str, gyr_unit: str, separator: str) -> None:
    decoder, rows = decoded(b"".join(devices.text(BLOCK, unit=unit, separator=separator)))
    check(rows)
    assert (decoder.facts.unit, decoder.facts.gyr_unit) == (unit, gyr_unit)


@pytest.mark.parametrize("counts", [16384, 8192, 4096, 2048, 256])
def test_raw_counts_of_any_range(counts: int) -> None:
    still = np.random.default_rng(5).normal([0, 0.6, -0.8], 0.01, (40, 3))
    lines = [",".join(str(round(axis * counts)) for axis in row) for row in still]
    decoder, rows = decoded("\n".join([*lines, ""]).encode())
    assert decoder.facts.unit == "raw"
    np.testing.assert_allclose(rows.acc_m_s2, still[1:] * GRAVITY_M_S2, atol=5 / counts)


@pytest.mark.parametrize(("tick_s", "name"), [(1e-6, "us"), (1e-3, "ms"), (None, "")])
def test_ticks_are_told_by_their_step(tick_s: float | None, name: str) -> None:
    _, rows = decoded(b"".join(devices.text(BLOCK, tick_s=tick_s)))
    check(rows)
    if tick_s is None:
        assert rows.stamp_s is None
    else:
        assert rows.stamp_s is not None
        np.testing.assert_allclose(rows.stamp_s, BLOCK.time_s[1:], atol=1e-9)


def test_a_counter_in_front_is_a_count() -> None:
    _, rows = decoded(b"".join(devices.text(BLOCK, tick_s=0.01)))
    check(rows)
    assert rows.stamp_s is None
    assert rows.count is not None
    assert rows.count.tolist() == list(range(1, 150))


@pytest.mark.parametrize("tick_s", [1e-6, 1e-3])
def test_a_clock_of_32_bits_runs_over(tick_s: float) -> None:
    late = SampleBlock(BLOCK.time_s + 2.0**32 * tick_s - 0.7351, BLOCK.acc_m_s2, BLOCK.gyr_rad_s)
    decoder, rows = decoded(b"".join(devices.text(late, tick_s=tick_s)))
    assert rows.stamp_s is not None
    assert len(rows) == 149
    np.testing.assert_allclose(rows.stamp_s, late.time_s[1:], atol=tick_s)
    assert decoder.counts["stamp"] == 0


def test_a_board_that_starts_anew_costs_a_line() -> None:
    old = SampleBlock(BLOCK.time_s + 100.0, BLOCK.acc_m_s2, BLOCK.gyr_rad_s)
    sent = devices.text(old) + devices.text(BLOCK)
    decoder, rows = decoded(b"".join(sent))
    assert rows.stamp_s is not None
    assert len(rows) == 298
    assert np.count_nonzero(np.diff(rows.stamp_s) < 0) == 1
    assert decoder.counts["stamp"] == 1


def test_a_stamp_with_a_broken_digit_is_left_out() -> None:
    sent = devices.text(BLOCK)
    sent[40] = b"9" + sent[40]
    decoder, rows = decoded(b"".join(sent))
    assert len(rows) == 148
    assert decoder.counts["stamp"] == 1


def test_a_header_names_the_columns_in_any_order() -> None:
    acc, gyr = BLOCK.acc_m_s2 / GRAVITY_M_S2, BLOCK.gyr_rad_s
    assert gyr is not None
    lines = ["gyroZ (dps),gyroY (dps),gyroX (dps),temp,accX (g),accY (g),accZ (g),millis"]
    for i, (a, g) in enumerate(zip(acc, np.degrees(gyr), strict=True)):
        values = [*g[::-1], 25.0, *a]
        lines.append(",".join(f"{value:.5f}" for value in values) + f",{1000 + 10 * i}")
    decoder, rows = decoded("\r\n".join([*lines, ""]).encode())
    check(rows, first=0)
    assert rows.stamp_s is not None
    np.testing.assert_allclose(rows.stamp_s, BLOCK.time_s + 1.0)
    assert (decoder.facts.unit, decoder.facts.gyr_unit) == (None, None)
    assert decoder.counts["words"] == 1


def test_openlog_artemis_with_its_clock_and_trailing_comma() -> None:
    gyr = BLOCK.gyr_rad_s
    assert gyr is not None
    lines = ["rtcDate,rtcTime,aX,aY,aZ,gX,gY,gZ,mX,mY,mZ,imu_degC,output_Hz,"]
    milli_g = BLOCK.acc_m_s2 / GRAVITY_M_S2 * 1000
    for i, (a, g) in enumerate(zip(milli_g, np.degrees(gyr), strict=True)):
        axes = ",".join(f"{value:.2f}" for value in [*a, *g, 21, -3, 40, 29.5])
        seconds = 59.5 + i / 100
        clock = f"23:59:{seconds:05.2f}" if seconds < 60 else f"00:00:{seconds - 60:05.2f}"
        lines.append(f"31/12/2026,{clock},{axes},99.9,")
    decoder, rows = decoded("\r\n".join([*lines, ""]).encode())
    check(rows, first=0)
    assert decoder.facts.unit == "mg"
    assert rows.stamp_s is not None
    np.testing.assert_allclose(np.diff(rows.stamp_s), 0.01, atol=1e-6)


@pytest.mark.parametrize("separator", [" ", ",", ", ", "\t"])
def test_labels_stand_in_for_a_header(separator: str) -> None:
    sent = devices.text(BLOCK, tick_s=None, separator=separator, labels=NAMES)
    check(decoded(b"".join(sent))[1])


def test_a_label_for_all_six_is_passed_over() -> None:
    sent = devices.text(BLOCK, unit="raw", tick_s=None, separator="\t", prefix="a/g:\t")
    decoder, rows = decoded(b"".join(sent))
    check(rows)
    assert decoder.facts.unit == "raw"


def test_a_sensor_without_a_gyroscope() -> None:
    block = devices.moving(60, gyroscope=False)
    decoder, rows = decoded(b"".join(devices.text(block)))
    check(rows, gyr=False, block=block)
    assert decoder.facts.has_gyr is False


def test_the_rate_of_turn_may_come_first() -> None:
    swapped = SampleBlock(BLOCK.time_s, BLOCK.gyr_rad_s, BLOCK.acc_m_s2)
    check(decoded(b"".join(devices.text(swapped)))[1])


def test_degrees_beside_m_s2_are_told_by_how_far_they_swing() -> None:
    gyr = BLOCK.gyr_rad_s
    assert gyr is not None
    turned = SampleBlock(BLOCK.time_s, BLOCK.acc_m_s2, np.degrees(gyr))
    decoder, rows = decoded(b"".join(devices.text(turned)))
    assert decoder.facts.gyr_unit == "deg/s"
    check(rows)


def with_heat(
    order: str, *, unit: str = "m/s^2", bias: float = 0.0, tick: bool = True
) -> list[str]:
    """Lines of a sketch that prints a temperature among the axes."""
    acc_scale, _, gyr_scale, _ = devices.TEXT_UNITS[unit]
    assert BLOCK.gyr_rad_s is not None
    heat = 26.5 + 0.01 * (np.arange(len(BLOCK)) % 7)
    parts = {
        "acc": BLOCK.acc_m_s2 / acc_scale,
        "gyr": BLOCK.gyr_rad_s / gyr_scale + bias,
        "heat": np.round((heat - 36.53) * 340) if unit == "raw" else heat,
    }
    rows = np.column_stack([parts[part] for part in order.split()])
    stamps = [[1000 + 10 * i] if tick else [] for i in range(len(rows))]
    return [
        ",".join([*map(str, stamp), *(f"{value:.5f}" for value in row)])
        for stamp, row in zip(stamps, rows, strict=True)
    ]


@pytest.mark.parametrize("order", ["acc heat gyr", "acc gyr heat", "gyr heat acc"])
@pytest.mark.parametrize("unit", ["m/s^2", "g", "raw"])
@pytest.mark.parametrize("tick", [True, False])
def test_a_temperature_among_the_axes_is_none(order: str, unit: str, tick: bool) -> None:
    sent = "\n".join([*with_heat(order, unit=unit, tick=tick), ""])
    decoder, rows = decoded(sent.encode())
    if unit == "raw" and order == "gyr heat acc":  # counts of a temperature beside two axes may
        assert "names first" in decoder.trouble  # be as long as gravity
        return
    check(rows)
    assert decoder.trouble == ""


SIX = ("AcX", "AcY", "AcZ", "Tmp", "GyX", "GyY", "GyZ")


@pytest.mark.parametrize("sketch", ["header", "AcX = 1 | AcY = 2", "AcX:1 AcY:2"])
def test_the_commonest_sketch_of_all(sketch: str) -> None:
    lines = with_heat("acc heat gyr", tick=False)
    if sketch == "header":
        lines = [",".join(SIX), *lines]
    else:
        between, equals = (" | ", " = ") if "|" in sketch else (" ", ":")
        cells = [zip(SIX, line.split(","), strict=True) for line in lines]
        lines = [between.join(f"{n}{equals}{v}" for n, v in row) for row in cells]
    check(decoded("\n".join([*lines, ""]).encode())[1], first=int(sketch != "header"))


def test_where_nothing_tells_the_temperature_names_are_asked_for() -> None:
    lines = with_heat("acc gyr gyr")
    lines = [",".join(line.split(",")[:8]) for line in lines]
    decoder, rows = decoded("\n".join([*lines, ""]).encode())
    assert len(rows) == 0
    assert "names first" in decoder.trouble


def test_without_gravity_nothing_is_believed() -> None:
    linear = SampleBlock(BLOCK.time_s, BLOCK.acc_m_s2 - BLOCK.acc_m_s2.mean(axis=0))
    decoder, rows = decoded(b"".join(devices.text(linear)))
    assert len(rows) == 0
    assert decoder.counts["no_gravity"] == 144


def test_no_unit_is_guessed_while_the_sensor_moves() -> None:
    restless = BLOCK.acc_m_s2 * (1 + 0.2 * np.sin(np.arange(150)))[:, None]
    decoder, rows = decoded(b"".join(devices.text(SampleBlock(BLOCK.time_s, restless))))
    steady = SampleBlock(BLOCK.time_s, BLOCK.acc_m_s2)
    assert len(rows) == 0
    assert decoder.facts.unit is None
    assert len(decoder.push(b"".join(devices.text(steady)))) > 150


def test_rows_from_before_the_first_rest_are_kept() -> None:
    shaken = np.concatenate((np.full((32, 3), 30.0), BLOCK.acc_m_s2))
    time_s = np.arange(len(shaken)) / 100
    decoder, rows = decoded(b"".join(devices.text(SampleBlock(time_s, shaken))))
    assert len(rows) == 181
    assert decoder.counts["no_gravity"] == 16 + 16


def test_broken_lines_are_counted_by_what_is_wrong() -> None:
    sent = devices.text(BLOCK, tick_s=None)
    sent[50] = b"1.0,2.0,3.0\r\n"  # too few
    sent[60] = sent[60].replace(b".", b"x", 1)  # no number
    sent[70] = b"900000.0," + sent[70].split(b",", 1)[1]  # no acceleration
    sent[80] = b"nan," + sent[80].split(b",", 1)[1]
    sent[90] = b"\xff" + sent[90]
    sent[100] = b"0" * 2000 + sent[100]
    decoder, rows = decoded(b"".join(sent))
    assert len(rows) == 149 - 6
    counts = decoder.counts
    assert [counts[name] for name in ("width", "words", "range", "length")] == [1, 3, 1, 1]


def test_the_step_of_a_coarse_sensor_is_seen() -> None:
    coarse = SampleBlock(BLOCK.time_s, np.round(BLOCK.acc_m_s2, 1), BLOCK.gyr_rad_s)
    decoder, _ = decoded(b"".join(devices.text(coarse)))
    assert decoder.facts.resolution_m_s2 == 0.1


@pytest.mark.parametrize(
    ("line", "labels", "values"),
    [
        (b"1,2.5,-3", ("", "", ""), [1, 2.5, -3]),
        (b" ax: 1  ay = 2, az:.5\r", ("ax", "ay", "az"), [1, 2, 0.5]),
        (b"Accel X: 1, Y: 2, Z: 3 m/s^2", ("Accel_X", "Y", "Z"), [1, 2, 3]),
        (b"10:00:01.5,7", ("", ""), [36001.5, 7]),
        (b"170000,A4:5e:60:c1:02:ff,1,2,3", ("",) * 4, [170000, 1, 2, 3]),
        (b"1,2,3,", ("", "", ""), [1, 2, 3]),
    ],
)
def test_cells(line: bytes, labels: tuple[str, ...], values: list[float]) -> None:
    assert read_line(line) == (labels, values)


@pytest.mark.parametrize(
    "line",
    [b"", b"\r", b"ready", b"1,-", b"1_0,2", b"inf,1", b"1,0x12,3", b"1,\xb2", b"1e299,1,2"],
)
def test_what_is_no_line_of_numbers(line: bytes) -> None:
    assert read_line(line) is None


def test_names() -> None:
    assert header_names(b"# t_us, ax, ay, az\r") == ["t_us", "ax", "ay", "az"]
    assert header_names(b'"t" ax ay') == ["t", "ax", "ay"]
    assert header_names(b"MPU ready") == []
    assert axis_names(("acc", "", "", "gyr", "", ""))[::2] == ("acc_x", "acc_z", "gyr_y")
    assert axis_names(("a/g", "", "", "", "", "")) == ("a/g", "", "", "", "", "")


def test_hyperimu_finds_its_sensors_without_names() -> None:
    sent = b"".join(each[0] for each in devices.hyperimu(BLOCK))
    decoder, rows = decoded(sent, "hyperimu")
    check(rows)
    assert decoder.facts.unit is None
    assert decoder.facts.model == "HyperIMU"


@pytest.mark.skipif(not HYPERIMU.is_file(), reason="the real files (../shared/data) are not here")
def test_a_real_hyperimu_stream() -> None:
    lines = [each for each in HYPERIMU.read_bytes().splitlines(keepends=True) if each[:1] != b"@"]
    decoder, rows = decoded(b"".join(lines), "hyperimu")
    assert decoder.facts.has_gyr is False  # the second sensor is the first without gravity
    assert len(rows) == len(lines) - 1
    values = np.array([[float(cell) for cell in line.split(b",")[:3]] for line in lines[1:]])
    np.testing.assert_array_equal(rows.acc_m_s2, values)

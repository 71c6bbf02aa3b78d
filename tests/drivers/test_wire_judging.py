"""Which decoder speaks: evidence weighed, and streams as people really send them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Final

import devices
import numpy as np
import phone_apps
import pytest
from test_wire_streams import cut, flat
from test_wire_text import HYPERIMU

from balance.samples import GRAVITY_M_S2, SampleBlock
from drivers.network import TCP_PROTOCOLS, UDP_PROTOCOLS
from drivers.serial_port import PROTOCOLS as SERIAL_PROTOCOLS
from drivers.wire import Claim
from drivers.wire.judging import STEP, Candidates, Evidence, judge
from drivers.wire.text import Text

BLOCK: Final = devices.moving(150)
ROADS: Final = {"serial": SERIAL_PROTOCOLS, "tcp": TCP_PROTOCOLS, "udp": UDP_PROTOCOLS}
AXES: Final = {
    "m/s^2, rad/s": (1.0, 1.0),
    "m/s^2, deg/s": (1.0, np.pi / 180),
    "g, deg/s": (GRAVITY_M_S2, np.pi / 180),
    "mg, deg/s": (GRAVITY_M_S2 / 1000, np.pi / 180),
}
NAMES: Final = {
    "m/s^2, rad/s": "ax_m_s2,ay_m_s2,az_m_s2,gx_rad_s,gy_rad_s,gz_rad_s",
    "m/s^2, deg/s": "ax_m_s2,ay_m_s2,az_m_s2,gx_deg_s,gy_deg_s,gz_deg_s",
    "g, deg/s": "ax (g),ay (g),az (g),gx (deg/s),gy (deg/s),gz (deg/s)",
    "mg, deg/s": "ax_mg,ay_mg,az_mg,gx_dps,gy_dps,gz_dps",
}


def lines(
    units: str = "m/s^2, deg/s",
    *,
    tick_s: float | None = 1e-3,
    decimals: int | None = 4,
    gyroscope: bool = True,
    end: str = "\n",
    more: Sequence[float] = (),
) -> list[bytes]:
    """Lines of a sketch in some units; None prints all digits that there are, as Java does."""
    acc_scale, gyr_scale = AXES[units]
    assert BLOCK.gyr_rad_s is not None
    values = [BLOCK.acc_m_s2 / acc_scale]
    values += [BLOCK.gyr_rad_s / gyr_scale] if gyroscope else []
    values += [np.broadcast_to(np.array(more), (len(BLOCK), len(more)))]
    sent = []
    for t, row in zip(BLOCK.time_s.tolist(), np.column_stack(values), strict=True):
        cells = [f"{v:.{decimals}f}" if decimals else str(float(np.float32(v))) for v in row]
        stamp = [] if tick_s is None else [_ticks(8.694 + t, tick_s)]
        sent.append((",".join([*stamp, *cells]) + end).encode())
    return sent


def _ticks(t: float, tick_s: float) -> str:
    return f"{t:.3f}" if tick_s == 1.0 else str(round(t / tick_s))


def heard(road: str, sent: Sequence[bytes]) -> Candidates:
    candidates = Candidates(ROADS[road])
    for each in sent:
        candidates.push(each)
    return candidates


def check(
    candidates: Candidates, name: str, *, gyroscope: bool = True, atol: float = 0.006
) -> None:
    """It is decided for a decoder, and that one gives what was sent."""
    assert candidates.decided == name, candidates.evidence()
    rows = candidates.rows[name]
    acc = np.concatenate([each.acc_m_s2 for each in rows])
    lost = len(BLOCK) - len(acc)
    assert lost <= 2
    np.testing.assert_allclose(acc, BLOCK.acc_m_s2[lost:], atol=atol)
    turns = [each.gyr_rad_s for each in rows if each.gyr_rad_s is not None]
    assert bool(turns) == gyroscope
    if turns:
        assert BLOCK.gyr_rad_s is not None
        np.testing.assert_allclose(np.concatenate(turns), BLOCK.gyr_rad_s[lost:], atol=0.002)


# Evidence -----------------------------------------------------------------------------------------

ALIKE: Final = Evidence("alike", Claim.ALIKE, 100)


@pytest.mark.parametrize(
    "other",
    [
        Evidence("names", Claim.STATED, 20),
        Evidence("names, and a rate of turn that is odd", Claim.STATED, 20, far_fetched=True),
        Evidence("marks", Claim.MARKED, 5),
        Evidence("sums", Claim.CHECKED, 5, weightless=True),
    ],
)
def test_what_is_stated_outweighs_a_likeness(other: Evidence) -> None:
    assert judge([ALIKE, other]) is other
    assert judge([other, ALIKE]) is other


@pytest.mark.parametrize(
    "other",
    [
        Evidence("turns faster than any leg", Claim.STATED, 100, too_fast=0.1),
        Evidence("has no gravity", Claim.MARKED, 100, weightless=True),
        Evidence("reads half of it", Claim.MARKED, 100, explained=0.5),
        Evidence("turns more than it shakes", Claim.ALIKE, 100, far_fetched=True),
        Evidence("is no turn", Claim.ALIKE, 100, no_turn=True, has_gyr=True),
        Evidence("is not as its device sends it", Claim.STRANGE, 100),
        Evidence("has hardly any rows", Claim.CHECKED, 4),
    ],
)
def test_what_loses_to_a_likeness(other: Evidence) -> None:
    assert judge([other, ALIKE]) is ALIKE


def test_nobody_is_believed_where_no_sensor_can_have_measured_that() -> None:
    assert judge([]) is None
    assert judge([Evidence("a", Claim.ALIKE, 99, weightless=True)]) is None
    assert judge([Evidence("a", Claim.STATED, 99, too_fast=0.6)]) is None


# Text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("units", AXES)
@pytest.mark.parametrize(("stamp", "tick_s"), [("t_us", 1e-6), ("millis", 1e-3), ("t_s", 1.0)])
def test_a_header_says_what_is_in_the_columns(
    road: str, units: str, stamp: str, tick_s: float
) -> None:
    header = f"{stamp},{NAMES[units]}\n".encode()
    check(heard(road, [header, *lines(units, tick_s=tick_s)]), "text", atol=0.02)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("t_ms,ax,ay,az", {"gyroscope": False}),
        ("ax,ay,az,gx_dps,gy_dps,gz_dps", {"tick_s": None}),
        ("t_ms,ax,ay,az,gx_dps,gy_dps,gz_dps,temp", {"more": (25.1,)}),
        ("t_ms,ax,ay,az,gx_dps,gy_dps,gz_dps,mx,my,mz", {"more": (21.0, -3.5, 40.25)}),
    ],
)
def test_a_header_of_any_length(road: str, header: str, options: dict[str, object]) -> None:
    sent = [f"{header}\n".encode(), *lines(**options)]  # type: ignore[arg-type]
    check(heard(road, sent), "text", gyroscope=options.get("gyroscope") is not False)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    "preamble",
    [
        b"# accelerometer in m/s^2, gyroscope in deg/s\n",
        b"MPU6050 ready\nunits: ms, m/s2, dps\n",
        b"t,ax,ay,az,gx,gy,gz\nms,m/s2,m/s2,m/s2,deg/s,deg/s,deg/s\n",
        b"t,ax,ay,az,gx,gy,gz\nWiFi connected, signal -40 dBm\n# deg/s\n",
    ],
)
def test_units_in_a_line_of_their_own(road: str, preamble: bytes) -> None:
    check(heard(road, [preamble, *lines()]), "text")


@pytest.mark.parametrize(
    "preamble",
    [
        b"Accelerometer range set to: +-8G\nGyro range set to: +- 500 deg/s\n",
        b"MPU6050 at 250 deg/s, 21 Hz\n",
        b"131 LSB per deg/s\n",
    ],
)
def test_a_range_is_no_unit(preamble: bytes) -> None:
    check(heard("tcp", [preamble, *lines("m/s^2, rad/s")]), "text")


@pytest.mark.parametrize("road", ["tcp", "udp"])
@pytest.mark.parametrize(("tick_s", "cut_off"), [(1e-6, 0), (1e-3, 9), (None, 11)])
def test_a_stream_joined_late_has_no_header(road: str, tick_s: float | None, cut_off: int) -> None:
    sent = b"".join(lines(tick_s=tick_s))[cut_off:]
    check(heard(road, [sent]), "text")


@pytest.mark.parametrize("road", ["tcp", "udp"])
def test_a_header_that_was_cut_still_states_its_units(road: str) -> None:
    check(heard(road, [b"z_m_s2,gx_deg_s,gy_deg_s,gz_deg_s\n", *lines()]), "text")


@pytest.mark.parametrize("road", ["tcp", "udp"])
def test_lines_of_json(road: str) -> None:
    assert BLOCK.gyr_rad_s is not None
    rows = list(zip(BLOCK.time_s, BLOCK.acc_m_s2, np.degrees(BLOCK.gyr_rad_s), strict=True))
    plain, vectors, nested = [], [], []
    for t, a, g in rows:
        names = ("ax", "ay", "az", "gx_dps", "gy_dps", "gz_dps")
        plain.append({"ms": round(1000 * t), **dict(zip(names, [*a, *g], strict=True))})
        vectors.append({"t_ms": round(1000 * t), "acc": a.tolist(), "gyro_dps": g.tolist()})
        xyz = dict(zip("xyz", a.tolist(), strict=True))
        nested.append({"dev": "esp", "accelerometer": {"timestamp": round(1e9 * t), "value": xyz}})
    check(heard(road, [json.dumps(each).encode() + b"\n" for each in plain]), "text")
    sent = [json.dumps(each).encode() + b"\r\n" for each in nested]
    check(heard(road, sent), "text", gyroscope=False)
    candidates = heard(road, [json.dumps(each).encode() + b"\n" for each in vectors])
    assert candidates.decided == "text"


def test_names_that_come_late_are_no_reason_to_begin_anew_and_are_counted() -> None:
    header = b"ms,ax,ay,az,gx_rad_s,gy_rad_s,gz_rad_s\n"
    candidates = heard("tcp", [*lines(), header, *lines()])
    assert candidates.decided == "text"
    assert candidates.decoders["text"].counts["contradicted"] == 1
    agreeing = heard("tcp", [*lines(), b"ms,ax,ay,az,gx_dps,gy_dps,gz_dps\n", *lines()])
    assert agreeing.decoders["text"].counts["contradicted"] == 0


# Phones and devices -------------------------------------------------------------------------------


@pytest.mark.parametrize("road", ["tcp", "udp"])
@pytest.mark.parametrize("end", ["\r\n", "#", ",\r\n"])
@pytest.mark.parametrize("time", [True, False])
def test_hyperimu_with_four_sensors(road: str, end: str, time: bool) -> None:
    check(heard(road, flat(devices.hyperimu(BLOCK, time=time, end=end))), "hyperimu")


@pytest.mark.parametrize("road", ["tcp", "udp"])
@pytest.mark.parametrize("end", ["\r\n", ",\r\n"])
@pytest.mark.parametrize("gyroscope", [True, False])
def test_hyperimu_with_few_sensors(road: str, end: str, gyroscope: bool) -> None:
    sent = lines("m/s^2, rad/s", tick_s=None, decimals=None, gyroscope=gyroscope, end=end)
    check(heard(road, sent), "hyperimu", gyroscope=gyroscope)


@pytest.mark.parametrize("road", ["tcp", "udp"])
def test_sensagram(road: str) -> None:
    candidates = heard(road, flat(devices.sensagram(BLOCK)))
    assert candidates.decided == "sensagram"


@pytest.mark.parametrize("road", ["serial", "tcp", "udp"])
def test_a_bridge_from_a_cable(road: str) -> None:
    candidates = heard(road, devices.witmotion(BLOCK))
    assert candidates.decided == "witmotion"
    assert heard(road, devices.ximu3_text(BLOCK)).decided == "ximu3"


@pytest.mark.parametrize("app", [devices.gyrosc, devices.zig_sim, devices.sensors2osc])
def test_osc(app: object) -> None:
    assert heard("udp", flat(app(BLOCK))).decided == "osc"  # type: ignore[operator]


def test_what_is_none_of_these_is_nobody_s() -> None:
    pieces = phone_apps.samples(BLOCK)
    assert heard("tcp", phone_apps.messages(pieces, 10)).best() is None
    noise = np.random.default_rng(3).bytes(20_000)
    for road in ROADS:
        assert heard(road, cut(noise, 1, 300)).best() is None


def test_a_magnetometer_in_the_place_of_a_gyroscope_is_no_rate_of_turn() -> None:
    sent = lines(tick_s=None, gyroscope=False, more=(21.0, -3.5, 60.0))
    moved = [line.replace(b",21.0", f",21.{i % 7}".encode()) for i, line in enumerate(sent)]
    assert heard("serial", moved).best() == "text"
    decoder = Text()
    for line in moved:
        decoder.push(line)
    assert decoder.facts.has_gyr is False


@pytest.mark.skipif(not HYPERIMU.is_file(), reason="the real files (../shared/data) are not here")
def test_a_real_hyperimu_stream() -> None:
    real = [each for each in HYPERIMU.read_bytes().splitlines(keepends=True) if each[:1] != b"@"]
    assert heard("tcp", 10 * real[-12:]).decided == "hyperimu"


# Any cut ------------------------------------------------------------------------------------------

STREAMS: Final = {
    "header": [f"t_us,{NAMES['m/s^2, deg/s']}\n".encode(), *lines(tick_s=1e-6)],
    "no header": lines(),
    "hyperimu": flat(devices.hyperimu(BLOCK)),
    "witmotion": devices.witmotion(BLOCK),
    "sensagram": flat(devices.sensagram(BLOCK)),
}


@pytest.mark.parametrize("stream", STREAMS)
def test_any_cut_of_a_stream_decides_alike_at_the_same_byte(stream: str) -> None:
    data = b"".join(STREAMS[stream])

    def decided_at(pieces: Sequence[bytes]) -> tuple[str | None, int]:
        candidates, pushed = Candidates(TCP_PROTOCOLS), 0
        for piece in pieces:
            candidates.push(piece)
            pushed += len(piece)
            if candidates.decided is not None:
                return candidates.decided, pushed
        return None, pushed

    name, at = decided_at([data[i : i + STEP] for i in range(0, len(data), STEP)])
    assert name is not None
    for seed, longest in ((1, 3), (2, 70), (3, 5000)):
        other, reached = decided_at(cut(data, seed, longest))
        assert other == name
        assert at <= reached < at + longest


@pytest.mark.parametrize("stream", ["header", "no header", "hyperimu"])
def test_datagrams_of_several_lines_or_parts_of_one(stream: str) -> None:
    data = b"".join(STREAMS[stream])
    name = heard("tcp", [data]).decided
    rng = random.Random(7)
    for longest in (60, 150, 900):
        pieces = cut(data, rng.randrange(99), longest)
        assert heard("udp", [each for each in pieces if each]).decided == name


def test_a_decision_stands() -> None:
    candidates = heard("tcp", STREAMS["no header"])
    for each in [*devices.witmotion(BLOCK), *flat(devices.sensagram(BLOCK))]:
        candidates.push(each)
    assert candidates.decided == candidates.best() == "text"


def test_degrees_of_a_leg_that_swings_are_not_taken_for_radians() -> None:
    assert BLOCK.gyr_rad_s is not None
    swung = SampleBlock(BLOCK.time_s, BLOCK.acc_m_s2, np.degrees(2.0 * BLOCK.gyr_rad_s))
    for digits in (",", " "):
        sent = b"".join(devices.text(swung, tick_s=None, separator=digits))
        candidates = heard("tcp", [sent])
        assert candidates.decided == "text"
        assert candidates.decoders["text"].facts.gyr_unit == "deg/s"

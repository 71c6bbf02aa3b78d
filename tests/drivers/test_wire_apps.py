"""phyphox and Sensor Logger: what they send, to rows; and sensors that come in batches, joined."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import Any, Final

import devices
import numpy as np
import phone_apps
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.samples import GRAVITY_M_S2, FloatArray
from drivers.clock import StampClock
from drivers.wire import Decoder, Rows, decoder_for
from drivers.wire.phyphox_answers import read_answer, read_experiment
from drivers.wire.streams import GRAVITY, LINEAR, LOOK, RATE, TOTAL, Streams

BLOCK: Final = devices.moving(120)
PIECES: Final = phone_apps.samples(BLOCK)
PUSHES: Final = phone_apps.messages(PIECES, 10)


def config(*sensors: tuple[str, str]) -> bytes:
    inputs = []
    for source, key in sensors:
        outputs = [{"x": f"{key}X"}, {"y": f"{key}Y"}, {"z": f"{key}Z"}, {"t": f"{key}_time"}]
        inputs.append({"source": source, "outputs": outputs})
    return json.dumps({"title": "Acceleration with g", "inputs": inputs}).encode()


def answer(mode: str = "partial", **buffers: str) -> bytes:
    """An answer in the words of phyphox; `acc="1.2E0,null"`."""
    parts = [
        f'"{name}":{{"size":0,"updateMode":"{mode}", "buffer":[{values}]}}'
        for name, values in buffers.items()
    ]
    status = '"session":"a1b2c3", "measuring":true, "timedRun":false, "countDown":0'
    text = ",\n".join(parts)
    return f'{{"buffer":{{\n{text}\n}},\n"status":{{\n{status}\n}}\n}}\n'.encode()


def acc(mode: str = "partial", **columns: str) -> bytes:
    names = {"t": "acc_time", "x": "accX", "y": "accY", "z": "accZ"}
    return answer(mode, **{names[key]: values for key, values in columns.items()})


def together(rows: list[Rows]) -> tuple[FloatArray, FloatArray]:
    found = [each for each in rows if len(each)]
    stamps = np.concatenate([each.stamp_s for each in found if each.stamp_s is not None])
    return stamps, np.concatenate([each.acc_m_s2 for each in found])


# phyphox ------------------------------------------------------------------------------------------


def test_the_answer_of_the_document() -> None:
    body = (
        b'{"buffer":{\n"acc_time":{"size":0,"updateMode":"partial", "buffer":[1.2345678E1,'
        b'1.2355678E1]},\n"accX":{"size":0,"updateMode":"partial", "buffer":[1.2E-1,-3E-2]}\n},\n'
        b'"status":{\n"session":"a1b2c3", "measuring":true, "timedRun":false, "countDown":0\n}\n}'
    )
    read = read_answer(body)
    assert (read.session, read.measuring, read.full) == ("a1b2c3", True, frozenset())
    assert read.buffers["acc_time"].tolist() == [12.345678, 12.355678]
    assert read.buffers["accX"].tolist() == [0.12, -0.03]


def test_buffers_are_found_by_their_source_and_not_by_their_name() -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("magnetic_field", "acc"), ("accelerometer", "q")))
    rows = decoder.push(answer(q_time="1E0", qX="1E-1", qY="2E-1", qZ="9.8E0"))
    assert rows.acc_m_s2.tolist() == [[0.1, 0.2, 9.8]]
    assert decoder.facts.has_gyr is False


def test_null_and_columns_of_different_length() -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("accelerometer", "acc")))
    rows = decoder.push(acc(t="1E0,2E0,3E0,4E0", x="1,null,3,4", y="0,0,0,0", z="9,9,9"))
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == [1.0, 3.0]
    assert decoder.counts["no_value"] == 1
    experiment = read_experiment(config(("accelerometer", "acc")))
    newest = read_answer(acc(t="1E0,2E0,3E0,4E0", x="1,2,3,4", y="0,0,0,0", z="9,9,9"))
    assert newest.newest_s(experiment.sensors[0]) == 3.0  # the fourth is asked for again


def test_samples_at_the_threshold_come_twice_and_count_once() -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("accelerometer", "acc")))
    decoder.push(acc(t="1E0,2E0", x="1,2", y="0,0", z="9,9"))
    rows = decoder.push(acc(t="2E0,3E0", x="2,3", y="0,0", z="9,9"))
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == [3.0]
    assert decoder.counts["late"] == 1


@pytest.mark.parametrize("mode", ["full", "partial"])
def test_a_cleared_experiment_begins_at_0(mode: str) -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("accelerometer", "acc")))
    decoder.push(acc(t="1E1,2E1", x="1,2", y="0,0", z="9,9"))
    rows = decoder.push(acc(mode, t="0E0,1E-2", x="1,2", y="0,0", z="9,9"))
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == [0.0, 0.01]


def test_all_of_a_buffer_again_adds_what_is_new() -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("accelerometer", "acc")))
    decoder.push(acc(t="1E0,2E0", x="1,2", y="0,0", z="9,9"))
    rows = decoder.push(acc("full", t="1E0,2E0,3E0", x="1,2,3", y="0,0,0", z="9,9,9"))
    assert rows.stamp_s is not None
    assert rows.stamp_s.tolist() == [3.0]


@pytest.mark.parametrize(
    ("sources", "kinds"),
    [
        (("accelerometer", "linear_acceleration", "gravity", "gyroscope"), (TOTAL, RATE)),
        (("gyroscope", "gravity", "linear_acceleration"), (LINEAR, GRAVITY, RATE)),
        (("linear_acceleration", "gyroscope"), ()),
        (("location",), ()),
    ],
)
def test_what_an_experiment_is_good_for(sources: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    body = config(*[(source, source) for source in sources])
    assert tuple(sensor.kind for sensor in read_experiment(body).sensors) == kinds


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b'{"buffer": 1, "status": {}}',
        b'{"buffer": {"a": 1}, "status": {}}',
        b'{"inputs": 3}',
        b"[" * 100_000,
    ],
)
def test_answers_that_are_none(body: bytes) -> None:
    decoder = decoder_for("phyphox")
    assert len(decoder.push(body)) == 0
    assert decoder.counts["broken"] == 1


def test_numbers_that_are_none() -> None:
    decoder = decoder_for("phyphox")
    decoder.push(config(("accelerometer", "acc")))
    huge = "1" + "0" * 400
    rows = decoder.push(acc(t="1,2,3,4", x=f"1,{huge},1e999,600", y="0,0,0,0", z='9,9,9,"9"'))
    assert len(rows) == 1
    assert decoder.counts["no_value"] == 3


# Sensor Logger ------------------------------------------------------------------------------------


def pushed(decoder: Decoder, sent: list[bytes]) -> list[Rows]:
    return [decoder.push(each) for each in sent]


def test_the_message_of_the_document() -> None:
    """An iPhone on a table: gravity reads -9.81 on the axis that points up."""
    stamp = 1_698_501_144_401_773_000
    vectors = {
        "accelerometer": {"z": -0.1038, "y": -0.0009, "x": 0.0611},
        "gravity": {"x": 0, "y": 0, "z": -9.80665},
        "gyroscope": {"x": 0, "y": 0, "z": 0.5},
    }
    payload = [
        {"name": name, "time": stamp + i * 10_000_000, "values": values}
        for i in range(LOOK)
        for name, values in vectors.items()
    ]
    head = {"messageId": 0, "sessionId": "identifier", "deviceId": "identifier"}
    rows = decoder_for("sensor_logger").push(json.dumps({**head, "payload": payload}).encode())
    assert len(rows) == LOOK
    np.testing.assert_allclose(rows.acc_m_s2[0], [-0.0611, 0.0009, GRAVITY_M_S2 + 0.1038])
    assert rows.gyr_rad_s is not None
    assert rows.gyr_rad_s[0].tolist() == [0, 0, 0.5]
    assert rows.stamp_s is not None
    assert rows.stamp_s[0] == pytest.approx(1_698_501_144.401773, abs=1e-6)


@given(seed=st.integers(0, 10_000), reach=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_pushes_may_come_in_any_order_and_twice(seed: int, reach: int) -> None:
    rng = random.Random(seed)
    order = sorted(range(len(PUSHES)), key=lambda i: i + rng.uniform(0, reach))
    order += rng.sample(order, 3)
    decoder = decoder_for("sensor_logger")
    stamps, acc_m_s2 = together(pushed(decoder, [PUSHES[i] for i in order]))
    np.testing.assert_allclose(acc_m_s2, BLOCK.acc_m_s2[-len(acc_m_s2) :], atol=1e-9)
    # Whoever hears the second message first can't know of one before it ...
    assert len(acc_m_s2) == len(BLOCK) or 0 not in order[:2]
    np.testing.assert_allclose(np.diff(stamps), 0.01, atol=1e-6)


def test_a_push_that_never_comes_is_waited_for_and_given_up() -> None:
    decoder = decoder_for("sensor_logger")
    sent = [each for i, each in enumerate(PUSHES) if i != 3]
    found = pushed(decoder, sent)
    assert [len(each) for each in found[3:7]] == [0, 0, 0, 0]
    assert sum(len(each) for each in found) == len(BLOCK) - 10
    assert decoder.counts["messages_lost"] == 1


def test_what_still_waits_when_another_recording_begins_is_not_lost() -> None:
    decoder = decoder_for("sensor_logger")
    second = phone_apps.messages(phone_apps.samples(BLOCK, 60.0), 10, session="two")
    found = pushed(decoder, [*PUSHES[:3], PUSHES[4], *second])
    assert sum(len(each) for each in found) == 40 + len(BLOCK)
    assert decoder.counts["messages_lost"] == 1


def test_total_acceleration_of_android_is_taken_as_it_is() -> None:
    sent = phone_apps.messages(PIECES, 20, ios=False, total=True)
    decoder = decoder_for("sensor_logger")
    _, acc_m_s2 = together(pushed(decoder, sent))
    np.testing.assert_array_equal(acc_m_s2, BLOCK.acc_m_s2)
    assert decoder.facts.model == "Sensor Logger on Android"


def altered(change: dict[str, Any]) -> bytes:
    said = json.loads(PUSHES[0])
    said["payload"][0] |= change
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"values": None},
        {"values": {"x": 1, "y": 2}},
        {"values": {"x": 1, "y": 2, "z": None}},
        {"values": {"x": 1, "y": 2, "z": float("nan")}},
        {"values": {"x": 1, "y": 2, "z": 1e9}},
        {"time": "yesterday"},
        {"time": -1},
        {"time": 10**400},
    ],
)
def test_readings_that_can_not_be_cost_themselves_alone(change: dict[str, Any]) -> None:
    decoder = decoder_for("sensor_logger")
    found = pushed(decoder, [altered(change), *PUSHES[1:]])
    assert decoder.counts["values"] == 1
    assert sum(len(each) for each in found) == len(BLOCK) - 1


def test_a_test_push_without_numbers_does_no_harm() -> None:
    decoder = decoder_for("sensor_logger")
    sent = [b'{"payload": []}', *PUSHES[:6], b'{"payload": [{"name": "test"}]}', *PUSHES[6:]]
    assert sum(len(each) for each in pushed(decoder, sent)) == len(BLOCK)


# Sensors joined -----------------------------------------------------------------------------------


def stream(seed: int, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    stamps = np.cumsum(rng.uniform(0.7, 1.3, 200)) / rate_hz
    return stamps, np.column_stack([stamps, 2.0 * stamps, -stamps])


@given(cuts=st.lists(st.integers(0, 200), max_size=12), seed=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_any_cut_gives_the_same_rows_and_the_line_between_neighbours(
    cuts: list[int], seed: int
) -> None:
    lead, rate = stream(seed, 100.0), stream(seed + 100, 100.0)

    def run(edges: list[int]) -> list[Rows]:
        streams = Streams((TOTAL,), has_gyr=True)
        found = []
        for first, last in pairwise(edges):
            for kind, (stamps, values) in ((TOTAL, lead), (RATE, rate)):
                streams.push(kind, stamps[first:last], values[first:last], last)
            found.append(streams.rows())
        return found

    whole = run([0, 200])
    pieces = run(sorted({0, 200, *cuts}))
    stamps, acc_m_s2 = together(pieces)
    np.testing.assert_array_equal(stamps, together(whole)[0])
    np.testing.assert_array_equal(acc_m_s2, together(whole)[1])
    gyr = np.concatenate([each.gyr_rad_s for each in pieces if each.gyr_rad_s is not None])
    inside = stamps >= rate[0][0]
    np.testing.assert_allclose(gyr[inside, 1], 2.0 * stamps[inside], atol=1e-9)
    assert (np.diff(np.concatenate([each.end_byte for each in pieces])) >= 0).all()


def test_a_sensor_that_falls_silent_is_not_waited_for_without_end() -> None:
    streams = Streams((TOTAL,), has_gyr=True)
    stamps, values = stream(1, 50.0)
    streams.push(RATE, stamps[:50], values[:50], 1)
    streams.push(TOTAL, stamps, values, 2)
    rows = streams.rows()
    assert 50 < len(rows) < 200
    assert rows.gyr_rad_s is not None
    assert np.isfinite(rows.gyr_rad_s[:50]).all()
    assert np.isnan(rows.gyr_rad_s[60:]).all()
    assert streams.lost == np.count_nonzero(np.isnan(rows.gyr_rad_s[:, 0]))


def test_a_clock_that_was_set_back_is_followed() -> None:
    streams = Streams((TOTAL,), has_gyr=False)
    stamps, values = stream(1, 50.0)
    streams.push(TOTAL, 1000.0 + stamps, values, 1)
    assert len(streams.rows()) == 200
    streams.push(TOTAL, stamps, values, 2)
    assert len(streams.rows()) == 200


def test_memory_does_not_grow_with_a_sensor_that_is_not_used() -> None:
    streams = Streams()
    for i in range(300):
        stamps = 1.0 * i + np.linspace(0, 0.99, 100)
        streams.push(GRAVITY, stamps, np.ones((100, 3)), i)
        assert len(streams.rows()) == 0
    assert streams._stamps[GRAVITY].size <= 4096


# Times that are the stamps themselves -------------------------------------------------------------


def test_stamps_are_the_times_however_late_they_come() -> None:
    clock, rng = StampClock(), np.random.default_rng(1)
    stamps = 1.7e9 + np.arange(100) / 100
    times = []
    for second in range(10):
        late_s = rng.uniform(0.0, 3.0)
        part = stamps[10 * second : 10 * second + 10]
        times.append(clock.push(part, np.full(10, 50.0 + 0.1 * second + late_s)))
        clock.restart()
    np.testing.assert_array_equal(np.concatenate(times), stamps)
    assert clock.late_s.min() >= 0.0


def test_a_clock_set_back_goes_on_by_what_passed() -> None:
    clock = StampClock()
    clock.push(np.array([100.0, 101.0]), np.array([7.0, 7.0]))
    np.testing.assert_allclose(
        clock.push(np.array([40.0, 41.0]), np.array([9.5, 9.5])), [103.5, 104.5]
    )
    assert clock.push(np.empty(0), np.empty(0)).size == 0

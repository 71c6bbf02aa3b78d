"""Numbers and stamps far from all others: they cost themselves, and what follows goes on."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, Final

import devices
import numpy as np
import phone_apps
import phone_pages
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.samples import FloatArray
from drivers.wire import Decoder, Rows, decoder_for
from drivers.wire.course import Course
from drivers.wire.sensor_logger import read_message
from drivers.wire.streams import RATE, TOTAL, Streams

BLOCK: Final = devices.moving(120)
PIECES: Final = phone_apps.samples(BLOCK)
PUSHES: Final = phone_apps.messages(PIECES, 10)
PAGES: Final = phone_pages.messages(BLOCK, 10)
SYNC: Final = b'{"type": "sync", "t0_ms": 10.0, "host_s": 100.012, "t1_ms": 14.0}'
#: A loop over so many numbers would not come to its end within a test.
HUGE: Final = 10**9


def changed(message: bytes, **members: Any) -> bytes:
    return json.dumps({**json.loads(message), **members}).encode()


def rows_of(decoder: Decoder, sent: list[bytes]) -> list[Rows]:
    return [rows for rows in map(decoder.push, sent) if len(rows)]


def acc_of(found: list[Rows]) -> FloatArray:
    return np.concatenate([rows.acc_m_s2 for rows in found])


def stamps_of(found: list[Rows]) -> FloatArray:
    return np.concatenate([rows.stamp_s for rows in found if rows.stamp_s is not None])


def phone() -> Decoder:
    decoder = decoder_for("phone")
    decoder.push(json.dumps(phone_pages.HELLO).encode())
    decoder.push(SYNC)
    return decoder


# Numbers of messages ------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 5, 12])
def test_one_huge_number_of_sensor_logger_costs_nothing_else(place: int) -> None:
    decoder = decoder_for("sensor_logger")
    wild = changed(PUSHES[0], messageId=HUGE, payload=[])
    found = rows_of(decoder, [*PUSHES[:place], wild, *PUSHES[place:]])
    np.testing.assert_allclose(acc_of(found), BLOCK.acc_m_s2, atol=1e-9)
    second = phone_apps.messages(phone_apps.samples(BLOCK, 60.0), 10, session="two")
    assert sum(len(rows) for rows in rows_of(decoder, second)) == len(BLOCK)
    assert decoder.counts["messages_lost"] == 0


def test_huge_numbers_one_after_the_other_do_not_end_sensor_logger() -> None:
    decoder = decoder_for("sensor_logger")
    wild = [changed(PUSHES[0], messageId=HUGE - 7 * i, payload=[]) for i in range(8)]
    wild += [changed(PUSHES[0], messageId=HUGE - 100 + i, payload=[]) for i in range(8)]
    found = rows_of(decoder, [*PUSHES[:4], *wild, *PUSHES[4:]])
    np.testing.assert_allclose(acc_of(found), BLOCK.acc_m_s2, atol=1e-9)


def test_numbers_that_go_on_far_away_are_followed() -> None:
    decoder = decoder_for("sensor_logger")
    sent = [changed(each, messageId=i + 5000 * (i > 3)) for i, each in enumerate(PUSHES)]
    sent[6], sent[7] = sent[7], sent[6]
    found = rows_of(decoder, sent)
    np.testing.assert_allclose(acc_of(found), BLOCK.acc_m_s2, atol=1e-9)
    assert decoder.counts["messages_lost"] == 5000


@pytest.mark.parametrize("number", [-1, 10**12, 10**400], ids=["below", "above", "huge"])
def test_numbers_that_can_not_be_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="messageId that can't be"):
        read_message(changed(PUSHES[0], messageId=number))


@pytest.mark.parametrize("place", [0, 1, 5])
def test_one_huge_number_of_the_page_costs_nothing_else(place: int) -> None:
    decoder = phone()
    wild = changed(PAGES[0], n=HUGE, rows=[[0.0, 9.0, 9.0, 9.0, 0, 0, 0]])
    found = rows_of(decoder, [*PAGES[:place], wild, *PAGES[place:]])
    np.testing.assert_allclose(acc_of(found), BLOCK.acc_m_s2, atol=1e-9)


def test_the_page_may_have_been_away_for_long() -> None:
    decoder = phone()
    sent = [changed(each, n=i + 5000 * (i > 3)) for i, each in enumerate(PAGES)]
    np.testing.assert_allclose(acc_of(rows_of(decoder, sent)), BLOCK.acc_m_s2, atol=1e-9)
    assert decoder.counts["messages_lost"] == 5000


def test_a_number_of_the_page_that_can_not_be_is_malformed() -> None:
    decoder = phone()
    assert not rows_of(decoder, [changed(PAGES[0], n=10**12)])
    assert decoder.counts["malformed"] == 1


# Stamps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stamp_ms", [1e12, 90_000.0, -1e12])
@pytest.mark.parametrize("at", [0, 5, 9])
def test_one_stamp_of_the_page_far_away_costs_its_row_alone(stamp_ms: float, at: int) -> None:
    rows = json.loads(PAGES[4])["rows"]
    rows[at][0] = stamp_ms
    decoder = phone()
    found = rows_of(decoder, [*PAGES[:4], changed(PAGES[4], rows=rows), *PAGES[5:]])
    np.testing.assert_allclose(acc_of(found), np.delete(BLOCK.acc_m_s2, 40 + at, axis=0), atol=1e-9)
    assert np.diff(stamps_of(found)).max() < 0.1
    assert decoder.counts["stamp"] == 1


def test_the_first_stamp_of_the_page_may_be_wrong_too() -> None:
    rows = json.loads(PAGES[0])["rows"]
    rows[0][0] = 1e12
    found = rows_of(phone(), [changed(PAGES[0], rows=rows), *PAGES[1:]])
    np.testing.assert_allclose(acc_of(found), BLOCK.acc_m_s2[1:], atol=1e-9)


@pytest.mark.parametrize("stamp", [9 * 10**18, 1])
@pytest.mark.parametrize("name", ["accelerometer", "gravity", "gyroscope"])
@pytest.mark.parametrize("batch", [1, 10])
def test_one_stamp_of_sensor_logger_far_away_costs_its_reading_alone(
    stamp: int, name: str, batch: int
) -> None:
    sent = phone_apps.messages(PIECES, batch)
    said = json.loads(sent[60 // batch])
    next(each for each in said["payload"] if each["name"] == name)["time"] = stamp
    decoder = decoder_for("sensor_logger")
    found = rows_of(
        decoder, [*sent[: 60 // batch], json.dumps(said).encode(), *sent[60 // batch + 1 :]]
    )
    assert len(acc_of(found)) >= len(BLOCK) - 1
    steps_s = np.diff(stamps_of(found))
    assert steps_s.min() > 0.0
    assert steps_s.max() < 0.05


@given(
    cuts=st.lists(st.integers(0, 120), max_size=8),
    wild=st.lists(st.tuples(st.integers(1, 119), st.floats(-1e9, 1e9)), max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_any_cut_gives_the_same_whatever_stamps_there_are(
    cuts: list[int], wild: list[tuple[int, float]]
) -> None:
    stamp_s = BLOCK.time_s.copy()
    for at, value in wild:
        stamp_s[at] = value

    def run(edges: list[int]) -> FloatArray:
        streams = Streams((TOTAL,), has_gyr=False)
        found = []
        for first, last in pairwise(edges):
            streams.push(TOTAL, stamp_s[first:last], BLOCK.acc_m_s2[first:last], last)
            found.append(streams.rows())
        return np.concatenate([rows.acc_m_s2 for rows in found])

    edges = sorted({0, 120, *cuts})
    whole, pieces = run([0, 120]), run(edges)
    # A clock that was set back drops what was not given yet, which hangs on when it was asked for.
    assert len(pieces) >= len(whole)
    np.testing.assert_array_equal(whole[-20:], pieces[-20:])


def test_a_pause_loses_nothing() -> None:
    streams = Streams((TOTAL,), has_gyr=True)
    stamp_s = BLOCK.time_s + 3600.0 * (np.arange(len(BLOCK)) >= 60)
    found = []
    for i in range(len(BLOCK)):
        for kind in (TOTAL, RATE):
            streams.push(kind, stamp_s[i : i + 1], BLOCK.acc_m_s2[i : i + 1], i)
        found.append(streams.rows())
    np.testing.assert_array_equal(np.concatenate([rows.acc_m_s2 for rows in found]), BLOCK.acc_m_s2)


def test_phyphox_with_a_stamp_far_away_goes_on() -> None:
    decoder = decoder_for("phyphox")
    outputs = [{"x": "aX"}, {"y": "aY"}, {"z": "aZ"}, {"t": "a_time"}]
    inputs = [{"source": "accelerometer", "outputs": outputs}]
    decoder.push(json.dumps({"title": "mine", "inputs": inputs}).encode())

    def answer(first: int, stamps: list[float]) -> bytes:
        acc = BLOCK.acc_m_s2[first : first + len(stamps)]
        columns = {"a_time": stamps, **{f"a{a}": acc[:, i].tolist() for i, a in enumerate("XYZ")}}
        buffer = {name: {"buffer": v, "updateMode": "partial"} for name, v in columns.items()}
        return json.dumps({"buffer": buffer, "status": {"measuring": True}}).encode()

    time_s = BLOCK.time_s.tolist()
    wild = [*time_s[40:49], 1e300]
    sent = [answer(0, time_s[:40]), answer(40, wild), answer(50, time_s[50:])]
    found = rows_of(decoder, sent)
    np.testing.assert_allclose(acc_of(found), np.delete(BLOCK.acc_m_s2, 49, axis=0), atol=1e-9)


def test_a_course_gives_what_goes_on_and_counts_what_does_not() -> None:
    course: Course[int] = Course()
    given_s = [0.0, 0.1, 50.0, 0.2, 50.1, 50.2, 50.1, 20.0, 50.3, 20.1, 20.2]
    found = [each.time_s for i, s in enumerate(given_s) for each in course.take(s, i)]
    assert found == [0.0, 0.1, 0.2, 50.1, 50.2, 50.1, 50.3, 20.1, 20.2]
    assert course.astray == 2

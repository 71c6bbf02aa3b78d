"""The decoder of what the page on a phone sends."""

from __future__ import annotations

import json
from typing import Any

import devices
import numpy as np
import phone_pages
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.samples import GRAVITY_M_S2
from drivers.wire.decoder import Rows
from drivers.wire.phone import LOOK, MOST_ROWS, Phone

SYNC = {"type": "sync", "t0_ms": 10.0, "host_s": 100.012, "t1_ms": 14.0}
OFFSET_S = 100.0


def say(decoder: Phone, message: dict[str, Any]) -> Rows:
    return decoder.push(json.dumps(message).encode())


def begun(**hello: str) -> Phone:
    decoder = Phone()
    say(decoder, {**phone_pages.HELLO, **hello})
    say(decoder, SYNC)
    return decoder


def samples(n: int, rows: list[list[Any]]) -> dict[str, Any]:
    return {"type": "samples", "n": n, "sent_ms": 0.0, "rows": rows}


def still(count: int = LOOK, *, first_ms: float = 0.0, step: float = 0.0) -> list[list[Any]]:
    """Readings of a phone with fine values, each a little different."""
    return [
        [first_ms + 16.0 * i, 0.01 + 1e-4 * i + step, 0.02, 9.807, 0.5, -0.5, 0.25]
        for i in range(count)
    ]


@pytest.mark.parametrize("ios", [False, True])
def test_readings_become_samples_in_si_units(ios: bool) -> None:
    block = devices.moving(60, 60.0)
    decoder = begun(platform="ios" if ios else "android")
    got = [decoder.push(message) for message in phone_pages.messages(block, ios=ios)]
    rows = [each for each in got if len(each)]
    np.testing.assert_allclose(np.vstack([r.acc_m_s2 for r in rows]), block.acc_m_s2, atol=1e-12)
    assert block.gyr_rad_s is not None
    turns = np.vstack([r.gyr_rad_s for r in rows if r.gyr_rad_s is not None])
    np.testing.assert_allclose(turns, block.gyr_rad_s, atol=1e-12)
    stamps = np.concatenate([r.stamp_s for r in rows if r.stamp_s is not None])
    np.testing.assert_allclose(stamps, block.time_s + OFFSET_S, atol=1e-9)
    assert decoder.counts["frames"] == 60
    assert sum(decoder.counts.values()) == 60
    model = "phone's browser on an iPhone" if ios else "phone's browser on Android"
    assert decoder.facts.model == model
    assert decoder.facts.has_gyr is True


def test_an_iphone_face_up_reads_up() -> None:
    """WebKit gives -9.8 along the axis that points up; specific force is +9.8."""
    decoder = begun(platform="ios")
    rows = say(
        decoder, samples(0, [[16.0 * i, 0.0, 0.0, -9.8 - 1e-3 * i, 0, 0, 0] for i in range(8)])
    )
    assert rows.acc_m_s2[0, 2] == pytest.approx(GRAVITY_M_S2, abs=0.01)


def test_nothing_comes_before_the_clock_is_known_and_then_all() -> None:
    decoder = Phone()
    say(decoder, phone_pages.HELLO)
    assert len(say(decoder, samples(0, still(20)))) == 0
    assert len(say(decoder, SYNC)) == 20


def test_no_rate_of_turn() -> None:
    decoder = begun()
    rows = say(decoder, samples(0, [[*row[:4], None, None, None] for row in still()]))
    assert len(rows) == LOOK
    assert rows.gyr_rad_s is None
    assert decoder.facts.has_gyr is False


def test_a_rate_of_turn_that_is_missing_now_and_then() -> None:
    decoder = begun()
    rows = still()
    rows[3][5] = None
    got = say(decoder, samples(0, rows)).gyr_rad_s
    assert got is not None
    assert np.isnan(got[3]).all()
    assert np.isfinite(got[[0, 1, 2, 4]]).all()


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({1: None}, "no_value"),
        ({1: 1e9}, "values"),
        ({2: "x"}, "values"),
        ({0: None}, "values"),
        ({3: True}, "values"),
        ({0: 0.0}, "late"),
        ({0: -50.0}, "late"),
    ],
)
def test_readings_that_are_none_are_left_out_and_counted(
    change: dict[int, Any], counted: str
) -> None:
    decoder = begun()
    rows = still(LOOK + 1)
    for column, value in change.items():
        rows[4][column] = value
    assert len(say(decoder, samples(0, rows))) == LOOK
    assert decoder.counts[counted] == 1


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_has_not(number: str) -> None:
    decoder = begun()
    text = json.dumps(samples(0, still())).replace("9.807", number)
    assert len(decoder.push(text.encode())) == 0
    assert decoder.counts["malformed"] == 1


def test_messages_that_come_twice_count_once_and_lost_ones_are_told() -> None:
    decoder = begun()
    first, second = samples(0, still()), samples(3, still(4, first_ms=500.0, step=0.5))
    assert len(say(decoder, first)) == LOOK
    assert len(say(decoder, first)) == 0
    assert len(say(decoder, second)) == 4
    assert decoder.counts["doubled"] == 1
    assert decoder.counts["messages_lost"] == 2


def test_the_same_reading_again_is_one_where_values_are_fine() -> None:
    decoder = begun()
    rows = still()
    again = [[rows[-1][0] + 16.7, *rows[-1][1:]], [rows[-1][0] + 33.0, 0.5, *rows[-1][2:]]]
    assert len(say(decoder, samples(0, [*rows, *again]))) == LOOK + 1
    assert decoder.counts["repeated"] == 1
    assert decoder.facts.resolution_m_s2 is None


def test_rounded_readings_may_be_the_same_and_their_step_is_known() -> None:
    decoder = begun()
    rows = [[16.0 * i, 0.1, 0.3, 9.8, 0.2, 0.0, 0.1] for i in range(20)]
    assert len(say(decoder, samples(0, rows))) == 20
    assert decoder.counts["repeated"] == 0
    assert decoder.facts.resolution_m_s2 == 0.1


def test_a_page_that_was_there_before_lost_nothing() -> None:
    decoder = begun()
    assert len(say(decoder, samples(700, still()))) == LOOK
    assert decoder.counts["messages_lost"] == 0


def test_a_page_that_was_loaded_again_has_a_clock_of_its_own() -> None:
    decoder = begun()
    before = say(decoder, samples(0, still(first_ms=60_000.0))).stamp_s
    say(decoder, {**phone_pages.HELLO, "page": "two"})
    say(decoder, {"type": "sync", "t0_ms": 10.0, "host_s": 161.012, "t1_ms": 14.0})
    after = say(decoder, samples(0, still(step=0.5))).stamp_s
    assert before is not None
    assert after is not None
    assert after[0] == pytest.approx(161.0)
    assert after[0] > before[-1]


def test_the_same_page_again_goes_on() -> None:
    decoder = begun()
    say(decoder, samples(0, still()))
    say(decoder, phone_pages.HELLO)
    assert len(say(decoder, samples(0, still()))) == 0
    assert len(say(decoder, samples(1, still(2, first_ms=500.0)))) == 2
    assert decoder.counts["messages_lost"] == 0


def test_no_acceleration_at_all_is_said() -> None:
    decoder = begun()
    say(decoder, samples(0, [[16.0 * i, None, None, None, 0, 0, 0] for i in range(8)]))
    assert "no acceleration" in decoder.trouble


@pytest.mark.parametrize(
    "message",
    [
        {"type": "samples", "n": 0, "rows": []},
        {"type": "samples", "n": -1, "rows": still()},
        {"type": "samples", "n": True, "rows": still()},
        {"type": "samples", "n": 0, "rows": [[1.0] * 6]},
        {"type": "samples", "n": 0, "rows": still(MOST_ROWS + 1)},
        {"type": "samples", "n": 0, "rows": {"0": 1}},
        {"type": "sync", "t0_ms": "1", "host_s": 1, "t1_ms": 2},
        {"n": 0},
    ],
)
def test_messages_of_another_form(message: dict[str, Any]) -> None:
    decoder = begun()
    assert len(say(decoder, message)) == 0
    assert decoder.counts["malformed"] == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(st.lists(st.binary(max_size=60) | json_values.map(lambda v: json.dumps(v).encode())))
def test_any_bytes_are_taken(pieces: list[bytes]) -> None:
    decoder = begun()
    for piece in pieces:
        assert len(decoder.push(piece)) == 0


members = st.none() | st.booleans() | st.floats() | st.integers() | st.just("x")


@given(st.lists(st.lists(members, min_size=7, max_size=7), min_size=1, max_size=20))
def test_any_rows_give_finite_acceleration_and_times_that_increase(rows: list[list[Any]]) -> None:
    decoder = begun()
    got = say(decoder, samples(0, rows))
    assert np.isfinite(got.acc_m_s2).all()
    if got.stamp_s is not None:
        assert np.all(np.diff(got.stamp_s) > 0.0)

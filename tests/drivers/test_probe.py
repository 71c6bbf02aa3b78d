"""Finding out what a channel speaks, where a protocol was asked for or another kind of address is.

No clock in here: what came is pushed with the time at which it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import devices
import phone_apps
import pytest
from test_wire_judging import BLOCK, NAMES, lines

from drivers.health import Health
from drivers.link import describe
from drivers.live.watching import Watch
from drivers.network import TCP_PROTOCOLS, TcpChannel
from drivers.probe import Trial
from drivers.pump import Pump

TEXT = [f"t_ms,{NAMES['m/s^2, deg/s']}\n".encode(), *lines()]


def tried(sent: Sequence[bytes], asked: str = "") -> Trial:
    trial = Trial(TCP_PROTOCOLS, asked)
    for i, each in enumerate(sent):
        trial.push([each], 0.01 * i)
    return trial


def found(sent: Sequence[bytes], asked: str = "") -> str:
    best = tried(sent, asked).best(None)
    return "" if best is None else describe(TcpChannel("sensor", 9000), best)


def test_what_was_asked_for_is_taken_and_the_evidence_against_it_is_told() -> None:
    said = found(TEXT, "hyperimu")
    assert said.startswith("hyperimu on sensor:9000, 100.0 Hz")
    assert "what comes is rather text: write protocol=text, or leave the protocol out" in said


@pytest.mark.parametrize("asked", ["", "text"])
def test_no_doubt_is_told_where_there_is_none(asked: str) -> None:
    assert found(TEXT, asked) == "text on sensor:9000, 100.0 Hz"
    assert "rather" not in found(lines("m/s^2, rad/s"), asked)


def test_a_protocol_that_is_not_spoken_is_told_with_the_one_that_is() -> None:
    trial = tried(devices.witmotion(BLOCK), "text")
    assert trial.best(None) is None
    assert trial.why_not().startswith("does not speak text, but witmotion; write protocol=")


def test_what_has_an_address_of_another_kind_is_named() -> None:
    pushes = phone_apps.messages(phone_apps.samples(BLOCK), 10)
    posted = [b"POST /data HTTP/1.1\r\nHost: x\r\n\r\n" + each for each in pushes]
    assert "write sensorlogger:?port=8000" in tried(posted).why_not()
    assert "server or a client of web pages" in tried([b"HTTP/1.1 200 OK\r\n\r\n<html>"]).why_not()


def test_a_steady_field_beside_the_acceleration_does_not_refuse_a_sensor() -> None:
    sent = lines(tick_s=None, gyroscope=False, more=(21.0, -3.5, 60.0))
    assert tried(sent).why_not() == ""


def test_what_contradicts_the_choice_is_said_once() -> None:
    watch = Watch(cast(Pump, None))
    calm = Health(errors={"too_fast": 2})
    fast = Health(errors={"too_fast": 9, "contradicted": 1})
    notes = [watch.look(each, 1.0) for each in (calm, fast, fast)]
    assert [len(each) for each in notes] == [0, 2, 0]
    assert "9 samples that turn faster than any leg" in notes[1][1].detail

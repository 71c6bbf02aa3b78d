"""What devices send, changed at random: no decoder ever fails, and none takes much."""

from __future__ import annotations

import sys
from random import Random
from typing import Final

import ble_air
import lsl_streams
import phone_apps
import phone_pages
import pytest
from mutations import INPUTS, MOST_MB, Memory, little_time_each, mutated, next_one
from test_wire_apps import acc, config
from test_wire_streams import BLOCK, DATAGRAMS, STREAMS, flat

from drivers.network import TCP_PROTOCOLS, UDP_PROTOCOLS
from drivers.wire import DECODERS, decoder_for
from drivers.wire.judging import Candidates

PIECES: Final = phone_apps.samples(BLOCK)
PUSHES: Final = phone_apps.messages(PIECES, 10)
ANSWERS: Final = [
    config(("accelerometer", "acc"), ("gyroscope", "gyr")),
    *(
        acc(t=f"{i}E-1,{i}.5E-1", x="1.2E-1,null", y="0,-2E0", z="9.8E0,9.7E0")
        for i in range(10)
    ),
]  # fmt: skip
#: Decoder and what is sent to it, message by message.
SENT: Final[list[tuple[str, list[bytes]]]] = [
    *((name, parts[:60]) for name, parts, _ in STREAMS.values()),
    *(("osc", flat(make(BLOCK))[:60]) for make, _ in DATAGRAMS.values()),
    ("phyphox", ANSWERS),
    ("sensor_logger", PUSHES),
    ("sensor_logger_standardised", PUSHES),
    ("phone", phone_pages.messages(BLOCK)),
    ("sensor_server", flat(STREAMS and [STREAMS["sensagram"][1]])[:60]),
    ("polar", [*ble_air.PolarH10().parts(BLOCK, 10)]),
    ("polar", [ble_air.PolarVerity().factor, *ble_air.PolarVerity().parts(BLOCK, 15)]),
    ("movesense", ble_air.Movesense().parts(BLOCK, 6)),
    ("dot", ble_air.MovellaDot().parts(BLOCK)),
    ("lsl", lsl_streams.messages(BLOCK, 10)),
]
EVERY: Final = [part for _, parts in SENT for part in parts]


def test_every_decoder_is_sent_something() -> None:
    assert {name for name, _ in SENT} == set(DECODERS)


def send_many(seed: int, count: int) -> None:
    rng, memory, rows = Random(seed), Memory(), 0
    with little_time_each():
        for number in range(count):
            name, parts = rng.choice(SENT)
            first = rng.randrange(len(parts))
            parts = parts[:1] * (first > 0) + parts[first : first + rng.choice((2, 10, 40))]
            for _ in range(rng.choice((1, 1, 3))):
                at = rng.randrange(len(parts))
                parts[at] = mutated(rng, parts[at], EVERY)
            next_one()
            try:
                rows += sent(name, parts, restart=rng.random() < 0.1)
                judged(parts)
            except Exception as error:
                error.add_note(f"input {number} of seed {seed}: {name}, {parts!r:.3000}")
                raise
    sys.stdout.write(f"\n{rows} rows, {memory.most_mb} MB\n")
    assert memory.most_mb < MOST_MB
    assert rows > count


def sent(name: str, parts: list[bytes], *, restart: bool) -> int:
    decoder, rows = decoder_for(name), 0
    for part in parts:
        rows += len(decoder.push(part))
        if restart:
            decoder.restart()
    assert all(isinstance(count, int) for count in decoder.counts.values())
    assert decoder.trouble.isprintable()
    assert decoder.facts is not None
    return rows


def judged(parts: list[bytes]) -> None:
    """Whatever comes, somebody speaks or nobody, and whoever was decided on stays."""
    for names in (TCP_PROTOCOLS, UDP_PROTOCOLS):
        candidates, decided = Candidates(names), None
        for part in parts:
            candidates.push(part)
            assert decided in (None, candidates.decided)
            decided = candidates.decided
        assert candidates.best() in (None, *names)


def test_some_streams_changed_at_random() -> None:
    send_many(seed=1, count=150)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_many_streams_changed_at_random() -> None:
    send_many(seed=2, count=INPUTS // 2)

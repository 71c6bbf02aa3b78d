"""Which of those that send to a port is heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import devices
import numpy as np
import pytest
from pretend import SOON_S, Phone
from test_links_staying_up import take, until

from drivers import probe
from drivers.health import Health
from drivers.live.watching import Watch
from drivers.network import UDP_PROTOCOLS
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.senders import MOST_SENDERS, SILENT_S, TELLING, Sender, Senders
from drivers.source import SourceInfo

BLOCK: Final = devices.moving(120, 200.0)
SENT: Final = [each[0] for each in devices.ngimu(BLOCK)]
ONE: Final[Sender] = ("192.168.0.7", 5000)
OTHER: Final[Sender] = ("192.168.0.9", 6000)


def pushed(
    senders: Senders, sent: Iterable[bytes], sender: Sender, first_s: float = 0.0
) -> list[bytes]:
    return [
        piece
        for i, data in enumerate(sent)
        for piece in senders.take(data, sender, first_s + 0.005 * i)
    ]


def seated() -> Senders:
    senders = Senders(UDP_PROTOCOLS)
    assert pushed(senders, SENT, ONE) == SENT
    assert senders.heard == ONE
    return senders


def test_whoever_is_understood_is_heard_from_the_first_datagram_on() -> None:
    assert seated().strangers == 0


def test_junk_before_it_does_not_take_the_seat() -> None:
    senders = Senders(UDP_PROTOCOLS)
    junk = [bytes(np.random.default_rng(i).bytes(40)) for i in range(TELLING - 1)]
    assert pushed(senders, junk, OTHER) == []
    assert pushed(senders, SENT, ONE, 0.2) == SENT
    assert senders.heard == ONE
    assert senders.stranger == OTHER
    assert senders.strangers == len(junk)


def test_a_second_one_does_not_take_over_and_is_told_of() -> None:
    senders = seated()
    assert pushed(senders, SENT, OTHER, 0.6) == []
    assert pushed(senders, SENT, ONE, 1.2) == SENT
    assert senders.strangers == len(SENT)
    assert senders.stranger == OTHER


def test_a_pause_of_a_second_is_no_invitation() -> None:
    senders = seated()
    assert pushed(senders, SENT[:40], OTHER, 2.0) == []
    assert senders.heard == ONE


def test_junk_does_not_take_over_either_in_a_silence() -> None:
    senders = seated()
    later_s = 0.6 + SILENT_S
    assert pushed(senders, [b"junk"] * 1000, OTHER, later_s) == []
    assert pushed(senders, SENT, ONE, later_s + 5.0) == SENT


def test_another_one_is_heard_once_the_first_is_silent() -> None:
    senders = seated()
    assert pushed(senders, SENT, OTHER, 0.6 + SILENT_S) == SENT
    assert senders.heard == OTHER
    assert pushed(senders, SENT, ONE, 1.2 + SILENT_S) == []
    assert senders.stranger == ONE


def test_what_nobody_understands_is_handed_on_to_be_told_of() -> None:
    senders = Senders(UDP_PROTOCOLS)
    junk = [b"junk"] * (TELLING + 5)
    assert pushed(senders, junk, OTHER) == junk
    assert senders.heard is None


def test_a_flood_of_senders_is_forgotten_again() -> None:
    senders = Senders(UDP_PROTOCOLS)
    for i in range(1000):
        senders.take(b"junk", ("10.0.0.1", i), 0.001 * i)
    assert len(senders._candidates) == MOST_SENDERS
    assert pushed(senders, SENT, ONE, 2.0) == SENT


def test_the_second_sender_is_told_of_once_with_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    phone, other = Phone(), Phone()
    other.port = phone.port
    more = devices.moving(2000, 200.0)
    try:
        phone.play([each[0] for each in devices.ngimu(more)], 200.0)
        with Pump(open_source(f"udp:{phone.port}")) as pump:
            assert isinstance(pump.wait_open(SOON_S), SourceInfo)
            other.send(SENT[0])
            number = other._socket.getsockname()[1]
            until(lambda: stranger(pump).endswith(f":{number}"))
            watch, health = Watch(pump), pump.health()
            notes = [*watch.look(health, 1.0), *watch.look(health, 2.0)]
            take(pump, 100)
    finally:
        phone.close()
        other.close()
    assert [note.detail for note in notes] == [
        f"127.0.0.1:{number} sends too, and is not heard while this sensor sends"
    ]


def stranger(pump: Pump) -> str:
    health = pump.health()
    return health.stranger if isinstance(health, Health) else ""

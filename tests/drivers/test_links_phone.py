"""The phone's page as a source: the contract over TLS, strangers, floods, comings and goings."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import devices
import numpy as np
import phone_pages
import pytest
from phone_pages import Page
from ports import free_port
from pretend import SOON_S
from test_links import RATE_HZ, Device, LinkContract
from test_links_staying_up import state, take, until

from balance.samples import SampleBlock
from drivers import door as door_module
from drivers import link as link_module
from drivers import probe
from drivers.phone_page import channel as channel_module
from drivers.phone_page import source as source_module
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen, Source, SourceInfo
from drivers.telling import Cue, Told
from drivers.testing.contract import joined

BATCH = 4
STRANGERS = ["/", "/?t=", "/?t=wrong", "/ws", "/push", "/wait", "/page/main.js", "/robots.txt"]


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(link_module, "SILENT_S", 0.5)
    monkeypatch.setattr(link_module, "RETRY_S", 0.05)
    monkeypatch.setattr(channel_module, "_WATCH_S", 0.02)


class Phones(LinkContract):
    posts: ClassVar[bool] = False
    ios: ClassVar[bool] = False

    def device(self, folder: Path) -> tuple[Device, str]:
        return Page(posts=self.posts, ios=self.ios), f"phone:?host=127.0.0.1&port={free_port()}"

    def playing(self, folder: Path, block: SampleBlock) -> Source:
        device, address = self.device(folder)
        self.devices.append(device)
        assert isinstance(device, Page)
        source = open_source(address)
        device.source = source
        device.play(phone_pages.messages(block, BATCH, ios=self.ios), RATE_HZ / BATCH)
        return source

    def assert_whole(self, got: SampleBlock, whole: SampleBlock) -> None:
        super().assert_whole(got, whole)
        # The phone's own times, but for what the clock goes over to a better offset.
        np.testing.assert_allclose(got.time_s, whole.time_s - whole.time_s[0], atol=0.0003)


class TestOverASocket(Phones):
    pass


class TestOverPosts(Phones):
    posts = True


class TestAnIPhoneWithoutGyroscope(Phones):
    ios = True
    gyroscope = False


@pytest.fixture
def page() -> Iterator[Page]:
    made = Page()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Page]:
    made = Page(page="two")
    yield made
    made.close()


def pump_for(page: Page, options: str = "") -> Pump:
    source = open_source(f"phone:?host=127.0.0.1&port={free_port()}{options}")
    page.source = source
    return Pump(source)


def opened(pump: Pump) -> SourceInfo:
    info = pump.wait_open(SOON_S)
    assert isinstance(info, SourceInfo), info
    return info


def begin(page: Page, pump: Pump, rows: int = 120) -> SourceInfo:
    """Have the page join and send so much; all of it is taken."""
    block = devices.moving(rows, RATE_HZ)
    page.play(phone_pages.messages(block, BATCH), RATE_HZ / BATCH)
    info = opened(pump)
    take(pump, rows)
    assert page.sender.done.wait(SOON_S)
    return info


def more(first: int, rows: int, first_s: float) -> list[bytes]:
    """Messages that go on with number `first`."""
    block = devices.moving(rows, RATE_HZ)
    moved = SampleBlock(block.time_s + first_s, block.acc_m_s2, block.gyr_rad_s)
    made = [json.loads(each) for each in phone_pages.messages(moved, BATCH)]
    return [json.dumps({**each, "n": each["n"] + first}).encode() for each in made]


def counted(page: Page, pump: Pump, name: str, least: int) -> int:
    """Go on sending until so many faults are known: they are looked at as samples come."""
    rest = iter(more(1000, 8000, 100.0))

    def known() -> int:
        page.send(next(rest))
        pump.get(0.01)
        health = pump.health()
        return 0 if health is None else health.errors.get(name, 0)

    until(lambda: known() >= least)
    return known()


def test_what_is_picked_on_the_phone_is_known(page: Page) -> None:
    with pump_for(page) as pump:
        info = begin(page, pump)
        fixed = page.wait(lambda said: said["type"] == "welcome" and said["fixed"])
    assert info.conditions.placement == "thigh"
    assert info.conditions.stance_leg == "left"
    assert info.model == "phone's browser on Android"
    assert info.nominal_rate_hz == pytest.approx(RATE_HZ, rel=0.01)
    assert fixed["fixed"] == {"placement": "thigh", "leg": "left"}
    assert len(fixed["fingerprint"]) == 32 * 3 - 1


def test_what_the_address_says_is_not_asked_for(page: Page) -> None:
    with pump_for(page, "&placement=shank&eyes=closed") as pump:
        info = begin(page, pump)
        first = page.heard[0]
    assert first["fixed"] == {"placement": "shank"}
    assert info.conditions.placement == "shank"
    assert info.conditions.stance_leg == "left"
    assert info.conditions.eyes == "closed"


@pytest.mark.parametrize("posts", [False, True])
def test_the_phone_shows_and_sounds_what_it_is_told(posts: bool) -> None:
    page = Page(posts=posts)
    try:
        with pump_for(page) as pump:
            begin(page, pump)
            pump.tell(Told("hold", "Holding", held_s=1.5, wishes=("stop",)), [Cue("start", "Go")])
            told = page.wait(lambda said: said["type"] == "told" and said["state"] == "hold")
            cues = page.wait(lambda said: said["type"] == "cues")
            page.say({"type": "wish", "wish": "stop"})
            page.say({"type": "wish", "wish": "fly"})
            wishes: list[str] = []
            until(lambda: bool(wishes.extend(pump.wishes()) or wishes))
    finally:
        page.close()
    assert told["held_s"] == 1.5
    assert told["buttons"] == ["stop"]
    assert cues["cues"] == [{"tone": "start", "words": "Go", "flash": False}]
    assert wishes == ["stop"]


@pytest.mark.parametrize("posts", [False, True])
def test_the_last_words_come_before_the_end(posts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "CLOSE_S", 0.5)
    page = Page(posts=posts)
    try:
        with pump_for(page) as pump:
            begin(page, pump)
            pump.tell(Told("over", "Session done"), [Cue("done")])
        page.wait(lambda said: said["type"] == "bye")
    finally:
        page.close()
    assert [said["type"] for said in page.heard][-3:] == ["cues", "told", "bye"]


def test_a_page_that_comes_back_is_told_where_things_stand(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        pump.tell(Told("lift", "Lift your foot"))
        page.wait(lambda said: said.get("state") == "lift")
        page.hang_up()
        page.heard.clear()
        page.connect()
        page.say(page.hello)
        assert page.wait(lambda said: said["type"] == "told")["words"] == "Lift your foot"


def test_strangers_learn_nothing(page: Page, other: Page) -> None:
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        other.url = pump.invitation().partition("/?")[0]
        answers = [other.get(path) for path in STRANGERS]
        answers += [other.get("/push", "POST", data=b"[]"), other.get("/", "OPTIONS")]
        assert pump.invitation()
    for status, headers, body in answers:
        assert (status, body) == (403, b"")
        assert set(headers) <= {"Server", "Content-Length", "Date", "Content-Type", "Connection"}
        assert not headers["Server"]


@pytest.mark.parametrize("said", [b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 99])
def test_what_is_no_request_is_answered_alike(page: Page, said: bytes) -> None:
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        port = int(pump.invitation().split(":")[2].partition("/")[0])
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(("127.0.0.1", port), SOON_S) as bare,
            context.wrap_socket(bare) as safe,
        ):
            safe.sendall(said)
            answer = b""
            while data := safe.recv(4096):
                answer += data
    assert re.match(rb"HTTP/1\.[01] 403 ", answer)
    assert answer.endswith(b"\r\n\r\n")
    assert b"aiohttp" not in answer.lower()


def test_a_token_is_good_for_one_phone(page: Page, other: Page) -> None:
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        url = pump.invitation()
        begin(page, pump)
        until(lambda: not pump.invitation())
        other.url = page.url
        assert other.get(url.removeprefix(other.url))[0] == 403
        assert page.get("/")[0] == 200


def test_another_phone_is_invited_once_the_first_is_gone(
    page: Page, other: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_module, "AWAY_S", 0.1)
    with pump_for(page) as pump:
        begin(page, pump)
        page.hang_up()
        until(lambda: bool(pump.invitation()))
        other.join(pump.invitation())
        assert page.get("/")[0] == 403
        for message in more(0, 40, 60.0):
            other.send(message)
        assert np.diff(joined(take(pump, 40)).time_s).min() > 0.0


def test_a_second_tab_takes_over_and_the_first_is_told(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        page.connect()
        page.say(page.hello)
        page.wait(lambda said: said["type"] == "refused")
        for message in more(30, 40, 2.0):
            page.send(message)
        take(pump, 40)


def test_a_phone_comes_back_by_itself_to_a_source_that_is_opened_again(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        address = pump._source.address
    page.hang_up()
    with Pump(open_source(address)) as pump:
        until(lambda: page.is_reachable())
        page.connect()
        page.say(page.hello)
        page.ping()
        for message in more(30, 100, 3.0):
            page.send(message)
        assert isinstance(pump.wait_open(SOON_S), SourceInfo)
        take(pump, 100)
        assert not pump.invitation()
        assert counted(page, pump, "messages_lost", 0) < 1000


def test_silence_says_why_and_the_gap_is_in_the_times(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        page.say({"type": "seen", "visible": False, "awake": False, "sound": True})
        until(lambda: state(pump) == "silent")
        health = pump.health()
        assert health is not None
        assert "locked" in health.detail
        page.say({"type": "seen", "visible": True, "awake": True, "sound": True})
        for message in more(30, 40, 3.0):
            page.send(message)
        got = joined(take(pump, 40))
        until(lambda: state(pump) == "open")
    assert got.time_s[0] == pytest.approx(3.0, abs=0.001)


def test_a_new_connection_may_send_again_what_had_come(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        page.hang_up()
        page.connect()
        page.say(page.hello)
        for message in [*more(25, 20, 0.5), *more(30, 40, 1.0)]:
            page.send(message)
        got = joined(take(pump, 40))
        assert counted(page, pump, "doubled", 5) == 5
    assert np.diff(got.time_s).max() == pytest.approx(1.0 / RATE_HZ, abs=1e-4)


def test_a_phone_that_stumbles_at_first_is_looked_at_again(page: Page) -> None:
    slow = devices.moving(40, 20.0)
    rest = more(10, 400, 2.0)
    with pump_for(page) as pump:
        parts = [*phone_pages.messages(slow, BATCH), *rest]
        times = [*(0.2 * n for n in range(10)), *(2.0 + BATCH * n / RATE_HZ for n in range(100))]
        page.play(parts, times)
        info = opened(pump)
        take(pump, 100)
    assert info.nominal_rate_hz == pytest.approx(RATE_HZ, rel=0.05)
    assert info.found.startswith("the phone's browser, 200")


def test_a_phone_that_stays_too_slow_is_refused(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "LOOKS", 1)
    with pump_for(page) as pump:
        page.play(phone_pages.messages(devices.moving(60, 20.0), 2), 10.0)
        refused = pump.wait_open(SOON_S)
    assert isinstance(refused, CannotOpen)
    assert "The phone's browser sends 20" in str(refused)


def test_junk_in_any_number_does_no_harm(page: Page) -> None:
    """Ten thousand broken messages between the good ones: counted, and nothing else."""
    junk = [b"{", b"[1,2]", b'{"type":"samples"}', b'{"type":"x"}', b"nan", b"\xff" * 20]
    with pump_for(page) as pump:
        begin(page, pump)
        for message in more(30, 40, 1.0):
            page.run(page.burst(junk, 170))
            page.send(message)
        got = joined(take(pump, 40))
        assert counted(page, pump, "malformed", 10_000) == 10 * 170 * len(junk)
    assert np.abs(np.diff(got.time_s) - 1.0 / RATE_HZ).max() < 0.0005


def test_a_flood_of_samples_is_held_back(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        block = devices.moving(8, RATE_HZ)
        one = json.loads(phone_pages.messages(block, 8)[0])
        for n in range(1000):
            page.say({**one, "n": 100 + n})
        assert counted(page, pump, "too_many", 1) < 1000


@pytest.mark.parametrize("posts", [False, True])
def test_a_message_that_is_too_large(posts: bool) -> None:
    page = Page(posts=posts)
    try:
        with pump_for(page) as pump:
            begin(page, pump)
            page.send(b'"' + b"x" * 100_000 + b'"')
            if not posts:  # the socket is closed for it, and the page opens another
                page.connect()
                page.say(page.hello)
            for message in more(30, 40, 2.0):
                page.send(message)
            take(pump, 40)
    finally:
        page.close()


def test_half_open_connections_are_cut(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "SHOW_S", 0.1)
    monkeypatch.setattr(door_module, "SHAKE_S", 0.2)
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        port = int(pump.invitation().split(":")[2].partition("/")[0])
        bare = [socket.create_connection(("127.0.0.1", port), SOON_S) for _ in range(60)]
        begin(page, pump)
        for one in bare:
            one.settimeout(SOON_S)
            assert one.recv(1) == b""
            one.close()


def test_handshakes_that_are_held_up_keep_no_phone_out(page: Page) -> None:
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        port = int(pump.invitation().split(":")[2].partition("/")[0])
        bare = [socket.create_connection(("127.0.0.1", port), SOON_S) for _ in range(60)]
        begin(page, pump)
        for one in bare:
            one.close()


def test_messages_from_another_site_are_not_taken(page: Page) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        elsewhere = {"Origin": "https://example.org"}
        assert page.get("/push", "POST", data=b"[]", headers=elsewhere)[0] == 403
        assert page.get("/push", "POST", data=b"[]", headers={"Origin": page.url})[0] == 200


@pytest.mark.parametrize("path", ["/page/../source.py", "/page/%2e%2e/source.py", "/page/x.js"])
def test_no_other_file_is_served(page: Page, path: str) -> None:
    with pump_for(page) as pump:
        begin(page, pump)
        assert page.get(path)[0] == 404


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            open_source(f"phone:?host=127.0.0.1&port={port}") as source,
            pytest.raises(CannotOpen, match=f"Port {port} of 127.0.0.1 can't be listened to"),
        ):
            source.open()


def test_a_computer_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "own_address", lambda: "the address of this computer")
    with open_source("phone:") as source, pytest.raises(CannotOpen, match="in no network"):
        source.open()


def test_another_network_is_another_invitation(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "AWAY_S", 0.1)
    monkeypatch.setattr(channel_module, "own_address", lambda: "127.0.0.1")
    with Pump(source := open_source(f"phone:?port={free_port()}")) as pump:
        page.source = source
        begin(page, pump)
        page.hang_up()
        monkeypatch.setattr(channel_module, "own_address", lambda: "127.0.0.2")
        until(lambda: "127.0.0.2" in pump.invitation())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("phone:192.168.0.2", "write phone:"),
        ("phone:?port=0", "port"),
        ("phone:?colour=red", "unknown option"),
    ],
)
def test_wrong_addresses(address: str, said: str) -> None:
    with pytest.raises(AddressError, match=said):
        open_source(address)


def test_nothing_listens_after_the_source_is_closed(page: Page) -> None:
    with pump_for(page) as pump:
        until(lambda: bool(pump.invitation()))
        port = int(pump.invitation().split(":")[2].partition("/")[0])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), SOON_S)
    assert not pump.invitation()


def test_a_fault_of_ours_surfaces(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault made for this test")

    with pump_for(page) as pump:
        begin(page, pump)
        monkeypatch.setattr(channel_module, "page_file", broken)
        page.get("/")
        until(lambda: pump.error is not None)
    assert isinstance(pump.error, ZeroDivisionError)


def test_no_thread_is_left(page: Page) -> None:
    before = threading.active_count()
    for _ in range(3):
        with pump_for(page) as pump:
            until(lambda: bool(pump.invitation()))
    assert threading.active_count() == before

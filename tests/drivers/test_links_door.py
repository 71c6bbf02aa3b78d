"""The door of the phone's page and of Sensor Logger's port: strangers, late ones, odd requests."""

from __future__ import annotations

import asyncio
import gc
import gzip
import random
import socket
import ssl
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import devices
import phone_apps
import phone_pages
import pytest
from aiohttp import web
from phone_apps import SensorLoggerApp
from phone_pages import Page
from ports import free_port
from pretend import SOON_S
from test_links_staying_up import state, take, until

from drivers import door as door_module
from drivers import probe, sensor_logger
from drivers.door import Door
from drivers.phone_page.certificate import certificate
from drivers.phone_page.files import page_file
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import SourceInfo
from drivers.testing.contract import joined

BLOCK = devices.moving(120, 200.0)
PUSHES = phone_apps.messages(phone_apps.samples(BLOCK), 20)
HEAD = b"POST /data HTTP/1.1\r\nHost: x\r\n"
LONG_NAME = "x" * 300 + ".js"
linux = pytest.mark.skipif(sys.platform != "linux", reason="one address on loopback elsewhere")


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(sensor_logger, "MOST_A_SECOND", 1000)
    monkeypatch.setattr(sensor_logger, "_WATCH_S", 0.02)


@pytest.fixture
def logger() -> Iterator[SensorLoggerApp]:
    made = SensorLoggerApp(free_port())
    yield made
    made.close()


@pytest.fixture
def page() -> Iterator[Page]:
    made = Page()
    yield made
    made.close()


def listening(logger: SensorLoggerApp) -> Pump:
    return Pump(open_source(f"sensorlogger:?port={logger.port}"))


def connected(logger: SensorLoggerApp, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection((host, logger.port), SOON_S)


def answer(one: socket.socket) -> bytes:
    """All that comes until it is closed; a connection may be cut off as well."""
    got = b""
    try:
        while data := one.recv(4096):
            got += data
    except ConnectionResetError:
        pass
    return got


def check_goes_on(logger: SensorLoggerApp, pump: Pump) -> None:
    """A phone is recorded as if nothing had been."""
    for each in PUSHES:
        assert logger.push(each)[0] == 200
    assert isinstance(pump.wait_open(SOON_S), SourceInfo)
    assert len(joined(take(pump, len(BLOCK)))) == len(BLOCK)
    assert pump.error is None


def test_idle_connections_in_any_number_are_cut(logger: SensorLoggerApp) -> None:
    with listening(logger) as pump:
        until(logger.is_heard)
        held: deque[socket.socket] = deque()
        for _ in range(400):
            held.append(connected(logger))
            if len(held) > 3 * door_module.MOST_OPEN:
                oldest = held.popleft()
                assert answer(oldest) == b""
                oldest.close()
        check_goes_on(logger, pump)
        for one in held:
            one.close()


@pytest.mark.parametrize("tls", [False, True])
def test_whoever_comes_while_it_closes_is_hung_up_on(tls: bool, tmp_path: Path) -> None:
    """In whichever turn of the loop: an accepted socket that nobody closes is a warning here."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    context = certificate(tmp_path, ["127.0.0.1"], now).context() if tls else None

    async def answered(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response()

    async def closed_after(turns: int, port: int) -> list[socket.socket]:
        door = Door(answered, 1000)
        await door.serve(["127.0.0.1"], port, context)
        callers = [socket.create_connection(("127.0.0.1", port), SOON_S) for _ in range(3)]
        for _ in range(turns):
            await asyncio.sleep(0)
        await door.close()
        return callers

    gc.freeze()  # what is there already is not looked through each time: it is a lot
    for turns in range(12):
        for caller in asyncio.run(closed_after(turns, free_port())):
            with caller:
                assert answer(caller) == b""
        gc.collect()
    gc.unfreeze()


def test_who_says_nothing_is_cut(logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "SHOW_S", 0.1)
    with listening(logger) as pump:
        until(logger.is_heard)
        with connected(logger) as silent, connected(logger) as slow:
            slow.sendall(HEAD[:-10])
            assert answer(silent) == b""
            assert answer(slow) == b""
        check_goes_on(logger, pump)


def test_a_body_that_does_not_come_whole_is_not_waited_for(
    logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "BODY_S", 0.1)
    with listening(logger) as pump:
        until(logger.is_heard)
        with connected(logger) as slow:
            slow.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")
            assert b"does not come whole" in slow.recv(4096)
        check_goes_on(logger, pump)


ODD_REQUESTS = [
    HEAD + b"Content-Length: 1000\r\n\r\n{",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    HEAD + b"Content-Length: 9\r\nContent-Encoding: gzip\r\n\r\nnot packed",
    HEAD + b"Content-Length: 40\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x")[:12],
    HEAD + b"Content-Encoding: deflate\r\nContent-Length: 4\r\n\r\n\xff\xff\xff\xff",
    HEAD + b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n",
    HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n",
    HEAD + b"Content-Length: -1\r\n\r\n",
    HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    HEAD + b"Expect: a miracle\r\nContent-Length: 5\r\n\r\nabcde",
    b"GARBAGE\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST * HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01" + b"\x00" * 200,
]


def test_odd_requests_that_break_off_do_no_harm(logger: SensorLoggerApp) -> None:
    with listening(logger) as pump:
        until(logger.is_heard)
        for said in ODD_REQUESTS:
            with connected(logger) as one:
                one.sendall(said)
                one.shutdown(socket.SHUT_WR)
                got = answer(one)
            assert b"aiohttp" not in got.lower(), said[:100]
            assert pump.error is None, said[:100]
        check_goes_on(logger, pump)


@linux
def test_the_port_is_open_at_this_computers_own_address_alone(
    logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensor_logger, "own_address", lambda: "127.0.0.2")
    with listening(logger) as pump:
        until(logger.is_heard)
        connected(logger, "127.0.0.2").close()
        with pytest.raises(ConnectionRefusedError):
            connected(logger, "127.0.0.3")
        check_goes_on(logger, pump)


@linux
def test_the_port_follows_into_another_network(
    logger: SensorLoggerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensor_logger, "own_address", lambda: "127.0.0.2")
    with listening(logger) as pump:
        until(logger.is_heard)
        check_goes_on(logger, pump)
        monkeypatch.setattr(sensor_logger, "PHONE_SILENT_S", 0.0)
        monkeypatch.setattr(sensor_logger, "own_address", lambda: "127.0.0.3")
        until(lambda: state(pump) == "lost")
        until(lambda: is_open(logger, "127.0.0.3"))


def is_open(logger: SensorLoggerApp, host: str) -> bool:
    try:
        connected(logger, host).close()
    except OSError:
        return False
    return True


@linux
def test_an_address_may_be_given(logger: SensorLoggerApp) -> None:
    with Pump(open_source(f"sensorlogger:?port={logger.port}&host=127.0.0.4")) as pump:
        until(lambda: is_open(logger, "127.0.0.4"))
        assert f"http://127.0.0.4:{logger.port}/data" in pump.waiting_hint()
        assert not logger.is_heard()


# The page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [LONG_NAME, "a\0.js", "\0.js", "..", "../channel.py", "\udcff.js", ".js", "a/" * 4000 + ".js"],
    ids=range(8),
)
def test_a_name_that_no_system_takes_is_no_file(name: str) -> None:
    assert page_file(f"/page/{name}").status == 404
    assert page_file(name).status == 404


def said_by_the_seat(page: Page, request: bytes) -> bytes:
    """Send bare bytes with the cookie of the seat, and then nothing more; give the answer."""
    (cookie,) = page._http.cookie_jar
    port = int(page.url.rpartition(":")[2])
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), SOON_S) as bare,
        context.wrap_socket(bare) as safe,
    ):
        with suppress(OSError):  # it need not be heard to its end
            safe.sendall(request.replace(b"COOKIE", f"{cookie.key}={cookie.value}".encode()))
        with suppress(OSError):
            return safe.recv(4096)
        return b""


ODD_LINES = [
    (f"GET /page/{LONG_NAME}", 404),
    ("GET /page/a%00.js", 404),
    ("GET /page/%2e%2e%2fchannel.py", 404),
    ("GET /page/%ff%fe.js", 404),
    ("GET /page/%.js", 404),
    ("GET /page/%u1234.js", 404),
    ("GET /page/../../front.py", 404),
    ("GET http://elsewhere/page/x.js", 404),
    ("DELETE /page/main.js", 404),
    ("GET /ws", 400),
    ("GET /?" + "t=" * 2000, 200),
]
PUSH = b"POST /push HTTP/1.1\r\nHost: x\r\nCookie: COOKIE\r\n"
ODD_PUSHES = [
    b"Content-Length: 9\r\nContent-Encoding: gzip\r\n\r\nnot packed",
    b"Content-Length: 6\r\n\r\n\xff\xfe\x00\x00[]",
    b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n",
    b"Cookie: " + bytes(random.Random(1).choices(range(33, 127), k=4000)) + b"\r\n\r\n",
]


def test_odd_requests_of_the_seat_end_nothing(page: Page, pump_of_page: Pump) -> None:
    for line, status in ODD_LINES:
        head = f"{line} HTTP/1.1\r\nHost: x\r\nCookie: COOKIE\r\n\r\n".encode()
        assert status_of(said_by_the_seat(page, head)) == status, line[:100]
        check_page_goes_on(page, pump_of_page)


def test_odd_pushes_of_the_seat_end_nothing(page: Page, pump_of_page: Pump) -> None:
    for rest in ODD_PUSHES:
        assert status_of(said_by_the_seat(page, PUSH + rest)) in (0, 400, 403), rest[:100]
        check_page_goes_on(page, pump_of_page)


def status_of(said: bytes) -> int:
    """Status of an answer; 0 where the connection was cut."""
    return int(said.split()[1]) if said else 0


def test_a_seat_that_hangs_up_amid_its_body_ends_nothing(page: Page, pump_of_page: Pump) -> None:
    (cookie,) = page._http.cookie_jar
    port = int(page.url.rpartition(":")[2])
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(5):
        bare = socket.create_connection(("127.0.0.1", port), SOON_S)
        with context.wrap_socket(bare) as safe:
            head = f"POST /push HTTP/1.1\r\nHost: x\r\nCookie: {cookie.key}={cookie.value}\r\n"
            safe.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n{")
    check_page_goes_on(page, pump_of_page)


@pytest.fixture
def pump_of_page(page: Page) -> Iterator[Pump]:
    source = open_source(f"phone:?host=127.0.0.1&port={free_port()}")
    page.source = source
    with Pump(source) as pump:
        page.play(phone_pages.messages(BLOCK, 4), 50.0)
        assert isinstance(pump.wait_open(SOON_S), SourceInfo)
        take(pump, len(BLOCK))
        yield pump


def check_page_goes_on(page: Page, pump: Pump) -> None:
    assert page.get("/page/main.js")[0] == 200
    assert page.get("/")[0] == 200
    assert pump.error is None
    assert pump._thread.is_alive()

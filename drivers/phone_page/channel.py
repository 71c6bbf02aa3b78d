"""PhoneChannel: the page's server, open while the phone is the source, and no longer."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

from aiohttp import web

from drivers.channel import ChannelLost
from drivers.door import body_of
from drivers.inbox import InboxChannel
from drivers.network import own_address
from drivers.phone_page.certificate import Certificate, certificate
from drivers.phone_page.files import headers, page_file
from drivers.phone_page.front import LARGEST, Front
from drivers.phone_page.intake import Intake
from drivers.phone_page.seat import Seat
from drivers.phone_page.talk import Message, Talk
from drivers.source import CannotOpen
from drivers.telling import Cue, Told, Wish

#: A phone that was away for so long may be another one next.
AWAY_S: Final = 10.0
#: A page without a socket waits so long for something to be said to it.
WAIT_S: Final = 20.0
#: The last words wait so long to be sent.
GOODBYE_S: Final = 0.3
_WATCH_S: Final = 0.25
_HEARTBEAT_S: Final = 5.0
_CLOSE_S: Final = 0.5


class PhoneChannel(InboxChannel):
    """The messages of one phone's page; its samples are left in the inbox, as they were sent.

    Parameters
    ----------
    host
        The address that phones are to call; empty for that of this computer in its network.
    port
        The port.
    folder
        Where the certificate is kept.
    fixed
        What of placement and leg the page is not to ask for.
    seat
        Who may talk to it.

    Attributes
    ----------
    url : str
        The page's address, with the token; empty while nobody is invited.
    fingerprint : str
        Of the certificate.
    """

    first_wait_s: ClassVar[float] = 3600.0
    silent_hint: ClassVar[str] = (
        "scan the code with the phone, and see that phone and computer are in the same network; "
        "a firewall or a guest network may be in the way"
    )
    reopens_when_silent: ClassVar[bool] = False

    def __init__(
        self, host: str, port: int, folder: Path, fixed: Mapping[str, str], seat: Seat
    ) -> None:
        super().__init__("the phone's browser")
        self.url = ""
        self.fingerprint = ""
        self._host, self._port, self._folder = host, port, folder
        self._fixed = dict(fixed)
        self._seat, self._talk, self._intake = seat, Talk(), Intake(self.put)
        self._turned_away: Counter[str] = Counter()
        self._present = False

    # -- from any thread ----------------------------------------------------------------------

    @property
    def chosen(self) -> Mapping[str, str]:
        """Placement and leg, as picked on the phone."""
        return self._intake.chosen

    def why_silent(self) -> str:
        """Why nothing comes."""
        if not self._intake.visible:
            return "the phone is locked, or shows something else than the page"
        if not self._present:
            return "the phone is out of reach, or its page was closed"
        return "the phone is there, but sends no samples"

    def refused(self) -> Mapping[str, int]:
        """Messages and requests refused, by reason."""
        return self._intake.refused + self._turned_away

    def tell(self, told: Told, cues: Sequence[Cue]) -> None:
        """Show a moment of the test on the page."""
        self.call(lambda: self._talk.tell(told, cues))

    def wishes(self) -> list[Wish]:
        """What was asked for on the page since the last time."""
        wishes = self._intake.wishes
        return [wishes.popleft() for _ in range(len(wishes))]

    def say_again(self) -> None:
        """Have what the page said of itself come again, for another look at it."""
        self.call(self._intake.again)

    def fix(self, fixed: Mapping[str, str]) -> None:
        """Have the page ask for nothing of this any more."""
        self._fixed = dict(fixed)
        self.call(lambda: self._talk.be_welcome(self._fixed, self.fingerprint))

    # -- in the loop --------------------------------------------------------------------------

    async def attend(self, ready: Callable[[], None]) -> None:
        """Serve until it is cancelled."""
        host = self._host or own_address()
        made = self._certificate(host)
        self.fingerprint = made.fingerprint
        self._talk.be_welcome(self._fixed, made.fingerprint)
        self._intake.anew()
        front = Front(self._seat, self._inside, headers(host, self._port))
        try:
            await front.serve([host], self._port, made.context())
        except OSError as error:
            msg = (
                f"Port {self._port} of {host} can't be listened to ({error.strerror or error}); "
                "close the other program, or choose another port, as in phone:?port=8444."
            )
            raise CannotOpen(msg) from error
        self._turned_away = front.turned_away
        ready()
        try:
            await self._watch(front, host)
        finally:
            self.url, self._present = "", False
            await self._talk.goodbye(GOODBYE_S)
            await front.close()

    def _certificate(self, host: str) -> Certificate:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            msg = (
                "This computer is in no network that a phone could reach; join the phone's "
                "network, or its hotspot, or give an address, as in phone:?host=192.168.0.2."
            )
            raise CannotOpen(msg) from None
        try:
            return certificate(self._folder, [host], datetime.now(UTC))
        except OSError as error:
            msg = f"The page's certificate can't be kept in {self._folder}: {error.strerror}."
            raise CannotOpen(msg) from error

    async def _watch(self, front: Front, host: str) -> None:
        """Invite a phone while there is none, and see that this computer stays where it was."""
        here_s, invited = time.monotonic() - AWAY_S, False
        while not front.fault.done():
            self._present = self._talk.present
            if self._present or (invited and not self._seat.token):
                here_s, invited = time.monotonic(), False
                self._seat.withdraw()
            elif time.monotonic() - here_s >= AWAY_S:
                self._seat.invite()
                invited = True
                if not self._host and own_address() != host:
                    raise ChannelLost("this computer has another address in the network now")
            token = self._seat.token
            place = f"[{host}]" if ":" in host else host
            self.url = f"https://{place}:{self._port}/?t={token}" if token else ""
            await asyncio.wait({front.fault}, timeout=_WATCH_S)
        front.fault.result()

    async def _inside(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request of the seat."""
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"https://{request.host}":
            self._intake.refused["strangers"] += 1
            return web.Response(status=403)
        match request.method, request.path:
            case "GET", "/ws":
                return await self._converse(request)
            case "GET", "/wait":
                return web.json_response(await self._talk.fetch(WAIT_S))
            case "POST", "/push":
                return await self._pushed(request)
            case "GET", path:
                return page_file(path)
        return web.Response(status=404)

    async def _converse(self, request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse(
            max_msg_size=LARGEST, heartbeat=_HEARTBEAT_S, timeout=_CLOSE_S
        )
        await socket.prepare(request)
        await self._talk.begin(socket)
        try:
            async for message in socket:
                if message.type is web.WSMsgType.TEXT:
                    for answer in self._take(message.data.encode()):
                        self._talk.say(answer)
                    if self.is_full():
                        await self.room()
                else:
                    self._intake.refused["malformed"] += 1
        finally:
            await self._talk.end(socket)
        return socket

    async def _pushed(self, request: web.BaseRequest) -> web.StreamResponse:
        self._talk.asked()
        try:
            said = json.loads(await body_of(request))
        except web.HTTPRequestEntityTooLarge:
            self._intake.refused["too_large"] += 1
            return web.Response(status=413)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, list):
            self._intake.refused["malformed"] += 1
            return web.Response(status=400)
        answers = [answer for each in said for answer in self._take(json.dumps(each).encode())]
        await self.room()
        return web.json_response(answers)

    def _take(self, data: bytes) -> list[Message]:
        is_new, answers = self._intake.take(data, time.monotonic())
        if is_new:
            self._talk.greet()
        return answers

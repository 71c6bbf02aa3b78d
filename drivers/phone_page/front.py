"""The https server in front of the page: who is let in, and what a stranger gets, which is nothing.

Everything without the seat's token or secret is answered by an empty 403 that looks the same
whatever was asked, and so is what is no request at all.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter

from drivers.phone_page.seat import Seat

if TYPE_CHECKING:
    from aiohttp.http_parser import RawRequestMessage

COOKIE: Final = "seat"
LARGEST: Final = 65_536
#: Connections that are open at once; strangers' go first.
MOST_OPEN: Final = 32
#: So long for a handshake, and for showing a token or a secret behind it.
SHAKE_S: Final = 5.0
SHOW_S: Final = 10.0
IDLE_S: Final = 60.0
CLOSE_S: Final = 0.5
_COOKIE_S: Final = 12 * 3600
_OURS: Final = 500
_PAUSE_S: Final = 0.1
_TURNS: Final = 5
_REFUSED: Final = 403

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Front:
    """Lets in whoever holds the seat.

    Parameters
    ----------
    seat
        Who that is.
    inside
        Answers the requests of the seat.
    headers
        Put on each answer from inside.

    Attributes
    ----------
    turned_away : Counter
        Requests refused, by reason.
    fault : Future
        Done with what `inside` raised and should not have.
    """

    def __init__(self, seat: Seat, inside: Handler, headers: dict[str, str]) -> None:
        self.turned_away: Counter[str] = Counter()
        self.fault: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._seat = seat
        self._inside = inside
        self._headers = headers
        self._open: list[_Connection] = []
        self._work: set[asyncio.Task[None]] = set()
        self._server = web.Server(self._answer, request_factory=_request)

    async def serve(self, host: str, port: int, context: ssl.SSLContext) -> None:
        """Begin to listen.

        Raises
        ------
        OSError
            Where the port can't be had.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=MOST_OPEN)
        listener.setblocking(False)
        self._work.add(asyncio.create_task(self._accept(listener, context)))

    async def close(self) -> None:
        """Listen no more, and hang up on everybody."""
        for task in self._work:
            task.cancel()
        await asyncio.wait(self._work)
        await self._server.shutdown(CLOSE_S)
        for connection in self._open:
            connection.cut()
        for _ in range(_TURNS):  # what was cut is closed in the loop's next turns
            await asyncio.sleep(0)

    def came(self, connection: _Connection) -> None:
        """A connection was made; where there are too many, the oldest of a stranger is cut."""
        self._open = [one for one in self._open if not one.gone]
        self._open.append(connection)
        if len(self._open) > MOST_OPEN:
            stranger = next((one for one in self._open if not one.seated), self._open[0])
            stranger.cut()

    async def _accept(self, listener: socket.socket, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        with listener:
            while True:
                try:
                    one, _ = await loop.sock_accept(listener)
                except OSError:  # too many files are open: some will be closed
                    await asyncio.sleep(_PAUSE_S)
                    continue
                if len(self._work) > MOST_OPEN:
                    one.close()
                    continue
                task = asyncio.create_task(self._shake(one, context))
                self._work.add(task)
                task.add_done_callback(self._work.discard)

    async def _shake(self, one: socket.socket, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                lambda: _Connection(self, self._server),
                one,
                ssl=context,
                ssl_handshake_timeout=SHAKE_S,
                ssl_shutdown_timeout=CLOSE_S,
            )
        except OSError:
            return  # a phone that shows its warning, or somebody who speaks something else

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = request.protocol
        if self._seat.holds(request.cookies.get(COOKIE, "")):
            if isinstance(connection, _Connection):
                connection.seated = True
            response = await self._inside(request)
        elif request.method == "GET" and request.path == "/" and "t" in request.query:
            response = self._admit(request.query["t"])
        else:
            self.turned_away["strangers"] += 1
            response = nothing()
        if not response.prepared:
            response.headers.update({} if response.status == _REFUSED else self._headers)
        return response

    def _admit(self, token: str) -> web.StreamResponse:
        secret = self._seat.admit(token)
        if secret is None:
            self.turned_away["strangers"] += 1
            return nothing()
        # The token goes from the address line, so that nobody passes it on.
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            COOKIE, secret, max_age=_COOKIE_S, secure=True, httponly=True, samesite="Lax"
        )
        return response


class _Connection(web.RequestHandler):
    """One connection. Nobody is told what answers here, nor what was wrong with a request."""

    def __init__(self, front: Front, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # which stands for none
            keepalive_timeout=IDLE_S,
        )
        self.seated = False
        self.gone = False
        self._front = front
        self._kept: asyncio.BaseTransport | None = None  # aiohttp lets go of it while it closes
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._kept = transport
        self._late = asyncio.get_running_loop().call_later(SHOW_S, self._check)
        self._front.came(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self.gone = True
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def cut(self) -> None:
        """Hang up at once."""
        if isinstance(self._kept, asyncio.Transport) and not self.gone:
            self._kept.abort()
        self.gone = True

    def _check(self) -> None:
        if not self.seated:
            self.cut()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the arguments are aiohttp's
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """Answer what could not be; a fault of ours is kept for whoever runs the server."""
        if status >= _OURS and exc is not None and not self._front.fault.done():
            self._front.fault.set_exception(exc)
        else:
            self._front.turned_away["malformed"] += 1
        response = nothing()
        response.force_close()
        return response

    def log_exception(self, *_: object, **_also: object) -> None:
        """Say nothing: a flood of broken requests would fill the screen; faults are kept."""


def nothing() -> web.Response:
    """Give the answer to strangers."""
    return web.Response(status=_REFUSED, headers={"Server": ""})


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST)

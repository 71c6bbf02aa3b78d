"""Door: an HTTP server that strangers can't stop. Connections are counted, and late ones cut.

Nobody is told what answers here, nor what was wrong with a request: what is no request at all gets
the same empty 403 as whoever is not let in.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import HttpProcessingError

if TYPE_CHECKING:
    from aiohttp.http_parser import RawRequestMessage

#: Connections that are open at once; strangers' go first.
MOST_OPEN: Final = 32
#: So long for a handshake, and behind it for showing that one belongs here.
SHAKE_S: Final = 5.0
SHOW_S: Final = 10.0
#: So long for all of a body, and between two requests.
BODY_S: Final = 10.0
IDLE_S: Final = 60.0
CLOSE_S: Final = 0.5
#: Connections that wait to be taken, so that a phone is not turned away in a rush of others.
_WAITING: Final = 512
_OURS: Final = 500
_PAUSE_S: Final = 0.1
_TURNS: Final = 5
_REFUSED: Final = 403

#: Requests that break off, or that are packed otherwise than they say.
_THEIRS: Final = (ConnectionError, HttpProcessingError, web.RequestPayloadError)

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Door:
    """Listens, and has requests answered.

    Parameters
    ----------
    answer
        Answers a request; it calls `welcome` where who asks belongs here.
    largest
        Bytes of a body.

    Attributes
    ----------
    turned_away : Counter
        Requests refused, by reason.
    fault : Future
        Done with what `answer` raised and should not have.
    """

    def __init__(self, answer: Handler, largest: int) -> None:
        self.turned_away: Counter[str] = Counter()
        self.fault: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._largest = largest
        self._open: list[_Connection] = []
        self._listeners: list[_Listener] = []
        self._accepting: list[asyncio.Task[None]] = []
        self._shaking: dict[asyncio.Task[None], None] = {}  # the oldest first

        async def unnamed(request: web.BaseRequest) -> web.StreamResponse:
            """Answer without a word of what answers."""
            response = await answer(request)
            if not response.prepared:
                response.headers.setdefault("Server", "")
            return response

        self._server = web.Server(unnamed, request_factory=self._request)

    async def serve(
        self, hosts: Sequence[str], port: int, context: ssl.SSLContext | None = None
    ) -> None:
        """Begin to listen at some addresses of this computer, over TLS where there is a context.

        Raises
        ------
        OSError
            Where the port can't be had at one of them; then at none.
        """
        try:
            for host in hosts:
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                made = socket.create_server((host, port), family=family, backlog=_WAITING)
                self._listeners.append(_Listener(fileno=made.detach()))
        except OSError:
            await self.close()
            raise
        for one in self._listeners:
            one.setblocking(False)
            self._accepting.append(asyncio.create_task(self._accept(one, context)))

    async def close(self) -> None:
        """Listen no more, and hang up on everybody."""
        await _ended(self._accepting)
        for listener in self._listeners:
            listener.close()
        await asyncio.sleep(0)  # the newest handshake begins: before that, its socket is left open
        await _ended(list(self._shaking))
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
            stranger = next((one for one in self._open if not one.welcome), self._open[0])
            stranger.cut()

    async def _accept(self, listener: _Listener, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                one, _ = await loop.sock_accept(listener)
            except OSError:  # too many files are open: some will be closed
                await asyncio.sleep(_PAUSE_S)
                continue
            listener.untaken = None
            task = asyncio.create_task(self._shake(one, context))
            self._shaking[task] = None
            task.add_done_callback(self._shaking.pop)
            if len(self._shaking) > MOST_OPEN:
                next(iter(self._shaking)).cancel()
            await asyncio.sleep(0)  # it begins, so that it can be cancelled

    async def _shake(self, one: socket.socket, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                lambda: _Connection(self, self._server),
                one,
                ssl=context,
                ssl_handshake_timeout=None if context is None else SHAKE_S,
                ssl_shutdown_timeout=None if context is None else CLOSE_S,
            )
        except OSError:
            return  # a phone that shows its warning, or somebody who speaks something else

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        loop, most = asyncio.get_running_loop(), self._largest
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=most)


class _Listener(socket.socket):
    """A listener that closes what it accepted for a task that was cancelled meanwhile."""

    untaken: socket.socket | None = None

    def accept(self) -> tuple[socket.socket, Any]:
        self.untaken, where = super().accept()
        return self.untaken, where

    def close(self) -> None:
        if self.untaken is not None:
            self.untaken.close()
        super().close()


class _Connection(web.RequestHandler):
    """One connection."""

    def __init__(self, door: Door, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # which stands for none
            keepalive_timeout=IDLE_S,
        )
        self.welcome = False
        self.gone = False
        self._door = door
        self._kept: asyncio.BaseTransport | None = None  # aiohttp lets go of it while it closes
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._kept = transport
        self._late = asyncio.get_running_loop().call_later(SHOW_S, self._check)
        self._door.came(self)

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
        if not self.welcome:
            self.cut()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the arguments are aiohttp's
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """Answer what could not be; a fault of ours is kept for whoever runs the server."""
        ours = status >= _OURS and exc is not None and not isinstance(exc, _THEIRS)
        if ours and exc is not None and not self._door.fault.done():
            self._door.fault.set_exception(exc)
        else:
            self._door.turned_away["malformed"] += 1
        response = nothing()
        response.headers["Server"] = ""
        response.force_close()
        return response

    def log_exception(self, *_: object, **_also: object) -> None:
        """Say nothing: a flood of broken requests would fill the screen; faults are kept."""


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def welcome(request: web.BaseRequest) -> None:
    """Whoever asks this belongs here: the connection is not cut for being a stranger's."""
    if isinstance(request.protocol, _Connection):
        request.protocol.welcome = True


async def body_of(request: web.BaseRequest) -> bytes:
    """Give the body of a request.

    Raises
    ------
    aiohttp.web.HTTPRequestEntityTooLarge
        Where it is larger than the door lets in.
    ValueError
        Where it does not come in time, breaks off or is packed wrongly.
    """
    try:
        async with asyncio.timeout(BODY_S):
            return await request.read()
    except (TimeoutError, *_THEIRS):
        raise ValueError("does not come whole") from None


def nothing() -> web.Response:
    """Give the answer to strangers."""
    return web.Response(status=_REFUSED)

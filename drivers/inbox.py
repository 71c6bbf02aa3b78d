"""InboxChannel: a channel whose pieces are fetched or taken in by aiohttp, in a thread of its own.

The thread runs one coroutine, `attend`, from `open` to `close`. It leaves what comes in an inbox,
and `read` takes it from there; nothing else is shared.
"""

from __future__ import annotations

import asyncio
import threading
from abc import abstractmethod
from collections.abc import Callable
from typing import Final

from drivers.channel import Channel, ChannelLost

#: Pieces that wait to be read; while there are more, `room` waits.
MOST_PIECES: Final = 4096
_ROOM_S: Final = 0.02
_JOIN_S: Final = 4.0


class InboxChannel(Channel):
    """A channel with a thread and an asyncio loop, which live while it is open."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self._changed = threading.Condition()
        self._pieces: list[bytes] = []
        self._ready = False
        self._last: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @abstractmethod
    async def attend(self, ready: Callable[[], None]) -> None:
        """Connect, call `ready`, and `put` what comes until it is cancelled.

        Raises
        ------
        CannotOpen
            Before `ready` was called.
        ChannelLost
            After it.
        """

    def put(self, piece: bytes) -> None:
        """Leave a piece to be read."""
        with self._changed:
            self._pieces.append(piece)
            self._changed.notify_all()

    def is_full(self) -> bool:
        """Whether nobody has read for long."""
        return len(self._pieces) >= MOST_PIECES

    async def room(self) -> None:
        """Wait until there is room for more."""
        while self.is_full():
            await asyncio.sleep(_ROOM_S)

    def call(self, act: Callable[[], object]) -> None:
        """Do something in the loop, from any thread; nothing while it is not open."""
        with self._changed:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(act)

    def open(self) -> None:
        """Start the thread, and wait until it is connected."""
        self.close()
        self.begin()
        self.connected_within(None)

    def begin(self) -> None:
        """Start the thread alone; it must be closed."""
        self._pieces, self._ready, self._last = [], False, None
        self._thread = threading.Thread(target=self._run, name=f"inbox {self.place}", daemon=True)
        self._thread.start()

    def connected_within(self, wait_s: float | None) -> bool:
        """Wait until the thread is connected; False where the time ran out, none where it is None.

        Raises
        ------
        CannotOpen
            Where it has failed; it is closed then.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._last is not None, wait_s)
        if not self._ready and self._last is not None:
            last = self._last
            self.close()
            raise last
        return self._ready

    def read(self, timeout_s: float) -> list[bytes]:
        """Wait for pieces; all that are there."""
        with self._changed:
            self._changed.wait_for(
                lambda: bool(self._pieces) or self._thread is None or self._last is not None,
                max(0.0, timeout_s),
            )
            pieces, self._pieces = self._pieces, []
            if not pieces:
                if self._last is not None:
                    raise self._last
                if self._thread is None:
                    raise ChannelLost("the connection is closed")
            return pieces

    def close(self) -> None:
        """Cancel what the thread does, and wait for its end."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._changed:
            self._changed.wait_for(lambda: self._stop is not None or self._last is not None)
            stop = self._stop
        if stop is not None:
            stop()
        thread.join(_JOIN_S)

    def _run(self) -> None:
        last: BaseException
        try:
            asyncio.run(self._live())
        except asyncio.CancelledError:
            last = ChannelLost("the connection is closed")
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: `read` raises it
            last = error
        else:
            last = ChannelLost("the connection is closed")
        with self._changed:
            self._last, self._stop = last, None
            self._changed.notify_all()

    async def _live(self) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine is run by a task

        def stop() -> None:
            with self._changed:
                if self._stop is stop:  # else the loop is gone
                    loop.call_soon_threadsafe(task.cancel)

        with self._changed:
            self._stop, self._loop = stop, loop
            self._changed.notify_all()
        try:
            await self.attend(self._is_ready)
        finally:
            with self._changed:
                self._stop = self._loop = None

    def _is_ready(self) -> None:
        with self._changed:
            self._ready = True
            self._changed.notify_all()

"""Pump: one thread that reads a source into a bounded queue, for a front end that may not wait."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from balance.samples import Losses, SampleBlock
from drivers.health import Health
from drivers.live.log import kind_of
from drivers.source import EndOfSource, Source, SourceError, SourceInfo
from drivers.telling import Cue, Told, Wish

_log = logging.getLogger(__name__)

READ_S = 0.25
JOIN_S = 5.0

Last = SourceError | EndOfSource


class Pump:
    """Reads a source in a thread of its own; errors come out as values.

    `start` gives the source to the thread, which opens it, reads it to its end and closes it.
    `wait_open` and `get` hand out what came of that. A `SourceError` or an `EndOfSource` is the
    last item: `get` gives it again and again once all blocks are out. Nothing is dropped: while
    the queue is full the thread waits, and after `close` the blocks that were read can still be
    had. An exception that no source should raise is kept in `error`, and raised by `wait_open`,
    and by `get` in place of the last item.

    Parameters
    ----------
    source
        A source that is not open. The pump closes it.
    maxsize
        Blocks that the queue holds.

    Attributes
    ----------
    waits : int
        How often the thread had to wait because the queue was full.
    error : BaseException or None
        What the source raised and should not have.
    """

    def __init__(self, source: Source, *, maxsize: int = 256) -> None:
        if maxsize < 1:
            raise ValueError("A pump holds one block or more.")
        self.waits = 0
        self.error: BaseException | None = None
        self._source = source
        self._maxsize = maxsize
        self._changed = threading.Condition()
        self._blocks: deque[SampleBlock] = deque()
        self._info: SourceInfo | None = None
        self._last: Last | None = None
        self._closing = False
        self._thread = threading.Thread(
            target=self._run, name=f"pump {source.address}", daemon=True
        )

    def start(self) -> None:
        """Start the thread; it opens the source. Call it once."""
        self._thread.start()

    def wait_open(self, timeout_s: float | None = None) -> SourceInfo | Last | None:
        """Wait until the source is open or will not be.

        Returns
        -------
        SourceInfo, SourceError, EndOfSource or None
            What `open` gave; `EndOfSource` where the pump was closed first; None where the time
            ran out. Without a timeout it waits as long as the source takes.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._info or self._ended, timeout_s)
            if self._info is not None:
                return self._info
            return self._last_item()

    def get(self, timeout_s: float) -> SampleBlock | Last | None:
        """Take the next block.

        Returns
        -------
        SampleBlock, SourceError, EndOfSource or None
            None where nothing came in `timeout_s` seconds; an error or the end after the last
            block.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._blocks or self._ended, timeout_s)
            if not self._blocks:
                return self._last_item()
            self._changed.notify_all()
            return self._blocks.popleft()

    def health(self) -> Health | None:
        """How the connection of the source stands now; None where it has none to speak of."""
        return self._source.health()

    def losses(self) -> Losses:
        """What came to the source so far and became no sample."""
        return self._source.losses()

    def waiting_hint(self) -> str:
        """What to do so that the source can be opened; empty where there is nothing."""
        return self._source.waiting_hint()

    def invitation(self) -> str:
        """What a phone is to open to become the sensor; empty while none is wanted."""
        return self._source.invitation()

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        """Show a moment of the test at the sensor, where it has a screen."""
        self._source.tell(told, cues)

    def wishes(self) -> list[Wish]:
        """What the person at the sensor asked for since this was asked last."""
        return self._source.wishes()

    def close(self) -> None:
        """Stop reading, close the source and wait for the thread. Closing again does nothing.

        Raises
        ------
        SourceError
            Where the source does not let go of the thread.
        """
        with self._changed:
            self._closing = True
            if self._thread.ident is None and not self._ended:
                self._last = EndOfSource("The source was closed.")
            self._changed.notify_all()
        self._source.close()
        if self._thread.ident is not None:
            self._thread.join(JOIN_S)
            if self._thread.is_alive():
                msg = (
                    f"{self._source.address} does not answer and could not be closed; "
                    "switch the sensor off, and start the program again."
                )
                raise SourceError(msg)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _ended(self) -> bool:
        return self._last is not None or self.error is not None

    def _last_item(self) -> Last | None:
        if self.error is not None:
            raise self.error
        return self._last

    def _run(self) -> None:
        try:
            self._read_all()
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: `get` raises it
            with self._changed:
                self.error = error
                self._changed.notify_all()

    def _read_all(self) -> None:
        try:
            with self._source:
                self._opened(self._source.open())
                while not self._closing:
                    block = self._source.read(READ_S)
                    if block is not None:
                        self._put(block)
        except (SourceError, EndOfSource) as last:
            self._end(last)
        else:
            self._end(EndOfSource("The source was closed."))

    def _opened(self, info: SourceInfo) -> None:
        with self._changed:
            self._info = info
            self._changed.notify_all()

    def _put(self, block: SampleBlock) -> None:
        with self._changed:
            if len(self._blocks) >= self._maxsize and not self._closing:
                self.waits += 1
                self._changed.wait_for(lambda: len(self._blocks) < self._maxsize or self._closing)
            self._blocks.append(block)
            self._changed.notify_all()

    def _end(self, last: Last) -> None:
        with self._changed:
            if self._closing and isinstance(last, SourceError):
                # Closing a device under a read may look like losing it.
                closed = EndOfSource("The source was closed.")
                closed.__cause__ = last
                last = closed
            self._last = last
            self._changed.notify_all()
        if isinstance(last, SourceError):
            _log.warning("source ended: %s", kind_of(last))

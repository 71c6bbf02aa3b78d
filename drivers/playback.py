"""Playing a block that is there already at the pace of its own times: replay and simulation."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from typing import Final, Protocol

import numpy as np

from balance.samples import FloatArray, SampleBlock
from drivers.address import Address
from drivers.source import AddressError, CannotOpen, EndOfSource, Source, SourceInfo

SLOWEST: Final = 0.001
FASTEST: Final = 1000.0
CHUNK_S: Final = 0.03
FAST_ROWS: Final = 1024
LONGEST_WAIT_S: Final = 60.0


class Clock(Protocol):
    """The time and the waiting that a playback goes by."""

    def now_s(self) -> float:
        """Seconds that never step backward."""

    def wait(self, event: threading.Event, timeout_s: float) -> bool:
        """Wait until the event is set or the time is over; True where it is set."""


class MonotonicClock:
    """The clock of this computer."""

    def now_s(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def wait(self, event: threading.Event, timeout_s: float) -> bool:
        """Wait for the event."""
        return event.wait(timeout_s)


class Playback:
    """A block, handed out in chunks, each when its last sample has happened.

    Each chunk has a time at which it is due, counted from the first read. Waking up late delays
    one chunk and none after it. Gaps of more than `LONGEST_WAIT_S` are not waited for; the times
    of the samples stay as they are.

    Parameters
    ----------
    block
        What to play.
    speed
        Recorded seconds a second; 0 plays as fast as it is read.
    clock
        Whose seconds they are.
    stopped
        Set from any thread, it ends the read that waits and all after it.
    """

    def __init__(
        self, block: SampleBlock, speed: float, clock: Clock, stopped: threading.Event
    ) -> None:
        self._block = block
        self._clock = clock
        self._stopped = stopped
        self._next = 0
        self._start_s: float | None = None
        if speed > 0:
            played_s = played_times_s(block.time_s, speed)
            self._ends = chunk_ends(played_s)
            self._due_s = played_s[self._ends - 1]
        else:
            self._ends = np.append(np.arange(FAST_ROWS, len(block), FAST_ROWS), len(block))
            self._due_s = np.zeros(self._ends.size)

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next chunk, as `Source.read` does.

        Parameters
        ----------
        timeout_s
            The longest wait in seconds.
        """
        if self._stopped.is_set():
            raise EndOfSource("The source was closed.")
        if self._next == self._ends.size:
            raise EndOfSource("All samples were played.")
        if self._start_s is None:
            self._start_s = self._clock.now_s()
        due_s = self._start_s + float(self._due_s[self._next])
        return self._take() if waited(due_s, timeout_s, self._clock, self._stopped) else None

    def _take(self) -> SampleBlock:
        first = int(self._ends[self._next - 1]) if self._next else 0
        chunk = self._block[first : int(self._ends[self._next])]
        self._next += 1
        return chunk


class Playing(Protocol):
    """What hands out samples at their pace."""

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next samples, as `Source.read` does."""


class PlayedSource(Source):
    """A source that has all its samples as soon as it is open. Subclasses write `load` alone.

    One whose samples depend on what it is told writes `play` as well.

    Parameters
    ----------
    address
        Where it plays from; the option `speed` is read here.
    options
        The other options that the subclass takes, besides the common ones.
    clock
        As in `Playback`; the computer's own where none is given.

    Raises
    ------
    AddressError
        Where an option is unknown, or `speed` or a common one has no right value.
    """

    def __init__(
        self, address: Address, options: tuple[str, ...] = (), *, clock: Clock | None = None
    ) -> None:
        super().__init__(str(address))
        address.check_options("speed", *options)
        address.conditions()
        self._speed = _speed(address)
        self._clock = clock or MonotonicClock()
        self._playback: Playing | None = None
        self._closed = threading.Event()

    @abstractmethod
    def load(self) -> tuple[SourceInfo, SampleBlock]:
        """Get the samples, all of them.

        Returns
        -------
        tuple of SourceInfo, SampleBlock
            What is known of the source, and what it plays.

        Raises
        ------
        CannotOpen
            Where there are none to be had.
        """

    def play(self, block: SampleBlock, clock: Clock, stopped: threading.Event) -> Playing:
        """Give what hands out the samples that were loaded.

        Parameters
        ----------
        block
            What `load` gave.
        clock, stopped
            As of `Playback`.
        """
        return Playback(block, self._speed, clock, stopped)

    def open(self) -> SourceInfo:
        """Get the samples ready to be played."""
        if self._playback is not None:
            msg = f"{self.address} is open already."
            raise RuntimeError(msg)
        if self._closed.is_set():
            msg = f"{self.address} was closed; make a new source to play it again."
            raise CannotOpen(msg)
        info, block = self.load()
        if len(block) == 0:
            msg = f"{self.address} holds no samples; choose another recording."
            raise CannotOpen(msg)
        self._playback = self.play(block, self._clock, self._closed)
        return info

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next samples."""
        if self._playback is not None:
            return self._playback.read(timeout_s)
        if self._closed.is_set():
            raise EndOfSource("The source was closed.")
        msg = f"{self.address} was not opened."
        raise RuntimeError(msg)

    def close(self) -> None:
        """Stop playing."""
        self._closed.set()


def waited(due_s: float, timeout_s: float, clock: Clock, stopped: threading.Event) -> bool:
    """Wait until a chunk is due, or the time is over; True where it is due.

    Raises
    ------
    EndOfSource
        Where the source was closed meanwhile.
    """
    now_s = clock.now_s()
    until_s = min(due_s, now_s + timeout_s)
    while now_s < until_s:
        if clock.wait(stopped, until_s - now_s):
            raise EndOfSource("The source was closed.")
        now_s = clock.now_s()
    return now_s >= due_s


def played_times_s(time_s: FloatArray, speed: float) -> FloatArray:
    """Seconds from the first sample at which each sample is played, long gaps left out."""
    steps = np.diff(time_s, prepend=time_s[:1])
    return np.asarray(np.cumsum(np.where(steps > LONGEST_WAIT_S, 0.0, steps)) / speed)


def chunk_ends(played_s: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Rows behind the last one of each chunk of `CHUNK_S`."""
    cells = np.floor(played_s / CHUNK_S)
    return np.append(np.flatnonzero(np.diff(cells)) + 1, cells.size)


def _speed(address: Address) -> float:
    speed = address.number("speed", 1.0, low=0.0, high=FASTEST)
    if 0.0 < speed < SLOWEST:
        msg = (
            f"'{address}' is too slow; speed takes {SLOWEST:g} to {FASTEST:g}, "
            "or 0 for as fast as possible."
        )
        raise AddressError(msg)
    return speed

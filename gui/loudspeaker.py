"""The loudspeaker: opened and let go of in a thread of its own, and fed from a queue.

A sound server that hangs holds up whoever asks it for something. So nothing in here is asked of a
device in the window's thread, and a device asks for samples in a thread that is its own.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from gui.tones import RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

NO_DEVICE: Final = "no loudspeaker was found; the screen flashes instead"
PERIOD_MS: Final = 20  # between two questions of a device: about as late as a tone can be
CLOSE_S: Final = 1.0  # after which a device that hangs is left to itself
_WIDTH: Final = 2  # bytes of a sample
_CARDS: Final = Path("/dev/snd")
#: By system, in the order of choice. None that discards all is among them.
_BACKENDS: Final = {
    "linux": ("pulseaudio", "alsa"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound", "winmm"),
}


class NoDeviceError(Exception):
    """There is no device that plays, and why, in words."""


class Device(Protocol):
    """What plays: it takes samples from a `Feed` until it is closed."""

    def close(self) -> None:
        """Let go of it; this may take as long as a sound server likes."""


@dataclass(slots=True)
class _Tone:
    samples: bytes
    asked_ns: int
    taken: int = 0


class Feed:
    """Samples on their way from the window to a device, which are in two threads.

    `handed_ms` is how long after it was put in the newest tone's first byte was taken out.
    """

    def __init__(self) -> None:
        self.handed_ms = 0.0
        self._lock = threading.Lock()
        self._waiting: deque[_Tone] = deque()

    @property
    def left(self) -> int:
        """Bytes that no device has taken yet."""
        with self._lock:
            return sum(len(tone.samples) - tone.taken for tone in self._waiting)

    def put(self, samples: bytes) -> None:
        """Have a tone played, after those that wait."""
        with self._lock:
            self._waiting.append(_Tone(samples, time.perf_counter_ns()))

    def take(self, count: int) -> bytes:
        """Give the next bytes, as many as there are and `count` at most; called by a device."""
        parts = []
        with self._lock:
            while count > 0 and self._waiting:
                tone = self._waiting[0]
                if not tone.taken:
                    self.handed_ms = (time.perf_counter_ns() - tone.asked_ns) / 1e6
                part = tone.samples[tone.taken : tone.taken + count]
                tone.taken += len(part)
                count -= len(part)
                parts.append(part)
                if tone.taken == len(tone.samples):
                    self._waiting.popleft()
        return b"".join(parts)

    def clear(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._waiting.clear()


class Loudspeaker:
    """A device that is opened when asked for, and opened anew when asked for again.

    Parameters
    ----------
    told
        Is told, in another thread, what came of it: empty, or in words why nothing can be heard.
    open_device
        Opens one; `NoDeviceError` where there is none, `ImportError` where nothing can play.
    """

    def __init__(
        self, told: Callable[[str], None], open_device: Callable[[Feed], Device] | None = None
    ) -> None:
        self.feed = Feed()
        self._told, self._open_device = told, open_device or open_default
        self._lock = threading.Lock()
        self._over = False
        self._answered = False
        self._device: Device | None = None
        self._opening: threading.Thread | None = None

    @property
    def opening(self) -> bool:
        """Whether a device is being opened, and nothing came of it yet."""
        # The thread lives on for a moment after it has answered: what is asked then is a new try.
        return not self._answered and self._opening is not None and self._opening.is_alive()

    def open(self) -> None:
        """Have a device opened, in place of the one before; not while one is being opened."""
        if not self.opening:
            self._answered = False
            self._opening = _thread(self._reopen)
            self._opening.start()

    def close(self) -> None:
        """Let go of the device. One that hangs is not waited for."""
        with self._lock:
            self._over = True
        self.feed.clear()
        closing = _thread(self._let_go)
        closing.start()
        for thread in filter(None, [self._opening, closing]):
            thread.join(CLOSE_S)

    def _reopen(self) -> None:
        self._let_go()
        device, trouble = None, ""
        try:
            device = self._open_device(self.feed)
        except NoDeviceError:
            trouble = NO_DEVICE
        except (ImportError, OSError) as error:
            trouble = f"tones can't be played ({error}); the screen flashes instead"
        with self._lock:
            if not self._over:
                self._device = device
                self._answered = True
                self._told(trouble)  # within the lock: nobody is told after `close`
                return
        if device is not None:
            device.close()

    def _let_go(self) -> None:
        with self._lock:
            device, self._device = self._device, None
        if device is not None:
            device.close()


def _thread(job: Callable[[], None]) -> threading.Thread:
    # As a daemon: one that hangs in a sound server does not hold up the end of the program.
    return threading.Thread(target=job, name="loudspeaker", daemon=True)


def open_default(feed: Feed, backends: tuple[str, ...] | None = None) -> Device:
    """Open the device that the system plays on, and have it take from `feed`.

    Parameters
    ----------
    backends
        Which to try, as miniaudio calls them; None for those of this system.
    """
    import miniaudio

    for name in _backends() if backends is None else backends:
        backend = miniaudio.Backend[name.upper()]
        try:
            # A context that finds no device is never let go of by PlaybackDevice.
            if name == "pulseaudio" and not miniaudio.Devices([backend]).get_playbacks():
                continue
            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE_HZ,
                buffersize_msec=PERIOD_MS,
                backends=[backend],
                app_name="Balance Timer",
            )
            samples = _samples(feed)
            next(samples)  # it is given to the device begun
            device.start(samples)
        except miniaudio.MiniaudioError:
            continue
        return cast("Device", device)
    raise NoDeviceError


def _backends() -> tuple[str, ...]:
    names = _BACKENDS.get(sys.platform, _BACKENDS["linux"])
    # Without a card the library of ALSA writes lines to standard error that help nobody.
    has_cards = any(_CARDS.glob("pcm*p"))
    return tuple(name for name in names if name != "alsa" or has_cards)


def _samples(feed: Feed) -> Generator[bytes, int, None]:
    """Answer a device, which asks for a number of samples; what it is not given is silence."""
    count = yield b""
    while True:
        count = yield feed.take(_WIDTH * count)

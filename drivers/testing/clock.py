"""A clock that is turned by hand."""

from __future__ import annotations

import threading


class VirtualClock:
    """Time that passes by waiting alone, so that a test of hours takes no time.

    It has what `drivers.playback.Clock` asks for: give it to a `PlayedSource` as its `clock`.

    Parameters
    ----------
    time_s
        What it shows at first, seconds.
    late_s
        How long after it should each wait ends, seconds, as on a computer with much to do.

    Attributes
    ----------
    time_s : float
        What it shows; set it to turn the clock.
    """

    def __init__(self, time_s: float = 0.0, *, late_s: float = 0.0) -> None:
        self.time_s = time_s
        self.late_s = late_s

    def now_s(self) -> float:
        """Give what it shows, seconds."""
        return self.time_s

    def wait(self, event: threading.Event, timeout_s: float) -> bool:
        """Let the time pass at once.

        Parameters
        ----------
        event
            What is waited for.
        timeout_s
            The longest wait in seconds, more than 0.

        Returns
        -------
        bool
            Whether the event is set.

        Raises
        ------
        ValueError
            Where there is nothing to wait for: in a loop that would be no rest.
        """
        if timeout_s <= 0:
            raise ValueError(f"A wait takes more than 0 s, not {timeout_s!r}.")
        self.time_s += timeout_s + self.late_s
        return event.is_set()

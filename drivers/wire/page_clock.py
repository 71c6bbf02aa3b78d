"""A phone page's clock to the clock of this computer, by exchanges of stamps.

The page sends its time, the computer answers with its own, and the page says when the answer came.
The way there makes the page's clock look slow, the way back makes it look fast: the offset is
between the two. RFC 5905 (section 10) trusts the exchange of the least delay there and back; here
the least delay of each way has the say by itself, which is nearer where ways are late by chance.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from balance.samples import FloatArray

#: Exchanges that are looked at: a minute of them, one every two seconds.
KEPT: Final = 30
#: The offset goes over to a better one at this share of a second a second: more than clocks drift,
#: and less than would be seen in the length of a hold.
SLEW: Final = 2e-4
#: An exchange that took longer says nothing.
MOST_DELAY_S: Final = 2.0


class PageClock:
    """The clock of one page, from its loading on.

    Attributes
    ----------
    offset_s : float or None
        What is to be added to the page's seconds; None before the first exchange.
    delay_s : float or None
        The least delay there and back, of the ways kept.
    refused : int
        Exchanges that can't be.
    """

    def __init__(self) -> None:
        self.offset_s: float | None = None
        self.delay_s: float | None = None
        self.refused = 0
        self._exchanges: deque[tuple[float, float]] = deque(maxlen=KEPT)
        self._target_s = 0.0
        self._newest_s: float | None = None

    def exchange(self, sent_s: float, host_s: float, came_s: float) -> None:
        """Take an exchange: when the page asked, what the computer said, when that came."""
        if not 0.0 <= came_s - sent_s <= MOST_DELAY_S:
            self.refused += 1
            return
        self._exchanges.append((host_s - sent_s, host_s - came_s))
        most_s = min(there for there, _ in self._exchanges)
        least_s = max(back for _, back in self._exchanges)
        self.delay_s = max(0.0, most_s - least_s)
        self._target_s = 0.5 * (most_s + least_s)
        if self._newest_s is None:  # nothing was timed yet: there is nothing to go over from
            self.offset_s = self._target_s

    def at(self, page_s: FloatArray) -> FloatArray:
        """Give the computer's times of samples, shape (n,); the page's times increase.

        Raises
        ------
        ValueError
            Before the first exchange.
        """
        if self.offset_s is None:
            raise ValueError("No exchange has told the offset yet.")
        if not page_s.size:
            return page_s
        passed_s = page_s - (page_s[0] if self._newest_s is None else self._newest_s)
        ahead_s = self._target_s - self.offset_s
        moved_s = np.clip(SLEW * passed_s, 0.0, abs(ahead_s)) * np.sign(ahead_s)
        time_s: FloatArray = page_s + self.offset_s + moved_s
        self.offset_s += float(moved_s[-1])
        self._newest_s = float(page_s[-1])
        return time_s

"""Watching a connection: what of it a person must know, and what belongs in the events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from balance.samples import count_of
from balance.timing.results import Event
from drivers.health import ERRORS, Health

if TYPE_CHECKING:
    from drivers.pump import Pump


#: What contradicts the way in which a sensor was taken, and how much of it is no accident.
_DOUBTS: Final = {"contradicted": 1, "too_fast": 3}


class Watch:
    """Looks at the health of a pump's source, and tells what has changed.

    Attributes
    ----------
    lost : str
        Why no samples come, in a sentence; empty while they do.
    """

    def __init__(self, pump: Pump, clock: Callable[[], float] = time.monotonic) -> None:
        self.lost = ""
        self._pump = pump
        self._clock = clock
        self._state = "open"
        self._stranger = ""
        self._doubted: set[str] = set()
        self._since_s = 0.0

    def look(self, health: Health | None, now_s: float | None) -> list[Event]:
        """Give notes on what has changed.

        Parameters
        ----------
        health
            As it was before the queue of the pump was found empty, so that all that came before a
            loss has been taken.
        now_s
            Time of the newest sample.
        """
        if health is None:
            return []
        self.lost = _sentence(health)
        state, self._state = self._state, health.state
        if now_s is None:
            return []
        words = [*self._of_strangers(health), *self._of_doubts(health)]
        if state == self._state:
            return [_note(now_s, each) for each in words]
        if state == "open":
            self._since_s = self._clock()
        if health.state == "open":
            away_s = self._clock() - self._since_s
            words.append(f"samples come again after {away_s:.1f} s")
        else:
            words.append(f"sensor {health.state}: {health.detail}")
        return [_note(now_s, each) for each in words]

    def _of_strangers(self, health: Health) -> list[str]:
        """Say once of another one that it sends too."""
        if health.stranger in ("", self._stranger):
            return []
        self._stranger = health.stranger
        return [f"{health.stranger} sends too, and is not heard while this sensor sends"]

    def _of_doubts(self, health: Health) -> list[str]:
        """Say once that the sensor may be another than it was taken for."""
        found = {name for name, least in _DOUBTS.items() if health.errors.get(name, 0) >= least}
        new = sorted(found - self._doubted)
        self._doubted |= found
        return [
            f"{count_of(health.errors[name], ERRORS[name])}; open the sensor again" for name in new
        ]

    def summary(self, now_s: float | None) -> list[Event]:
        """Give a note on how all of it came, and on what was wrong."""
        health = self._pump.health()
        if health is None or now_s is None:
            return []
        rate = [] if health.rate_hz is None else [f"{health.rate_hz:.1f} Hz"]
        words = [*rate, *health.measures(), *health.faults()]
        return [_note(now_s, f"sensor: {', '.join(words)}")] if words else []


def _sentence(health: Health) -> str:
    if health.state == "open":
        return ""
    return f"The sensor is {health.state}: {health.detail}. Trying again; look after it."


def _note(now_s: float, detail: str) -> Event:
    return Event("note", now_s, now_s, detail)

"""Intake: what the page sends, looked at before it is believed. No socket in here."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from balance.protocol.conditions import Leg
from balance.signal.placement import PLACEMENTS
from drivers.phone_page.talk import Message
from drivers.telling import Wish
from drivers.wire.phone import read_object, read_rows

#: Messages of samples a second, and at once: a page that was cut off sends what it kept in a rush.
MOST_A_SECOND: Final = 100.0
RUSH: Final = 400.0
_SYNCS: Final = 16
_WISHES: Final = 8


class Intake:
    """Takes the messages of one page.

    The decoder is to have ``hello`` first, and what is known of the page's clock; nothing before
    the first samples, since finding out what comes begins with the first piece.

    Parameters
    ----------
    put
        Takes the messages that the decoder is to have, as they came.

    Attributes
    ----------
    chosen : Mapping
        Placement and stance leg, as picked on the phone.
    visible : bool
        Whether the page is in front, and the phone unlocked.
    refused : Counter
        Messages that were not taken, by reason.
    wishes : deque
        What was asked for, the oldest first.
    """

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self.chosen: Mapping[str, str] = {}
        self.visible = True
        self.refused: Counter[str] = Counter()
        self.wishes: deque[Wish] = deque(maxlen=_WISHES)
        self._put = put
        self._syncs: deque[bytes] = deque(maxlen=_SYNCS)
        self._held: list[bytes] = []
        self._hello: list[bytes] = []
        self._begun = False
        self._left, self._left_at_s = RUSH, 0.0

    def anew(self) -> None:
        """Whoever takes the pieces begins anew: the next page says ``hello`` first."""
        self._begun, self._held = False, []

    def again(self) -> None:
        """Whoever takes the pieces begins anew, and the page goes on: say again what it said."""
        self._held = [*self._hello, *self._syncs]

    def take(self, data: bytes, now_s: float) -> tuple[bool, list[Message]]:
        """Take one message.

        Parameters
        ----------
        data
            As it came.
        now_s
            The monotonic time of this computer.

        Returns
        -------
        is_new
            Whether it is from a page that has just come.
        answers
            What is to be said to it at once.
        """
        try:
            said = read_object(data)
            return self._take(said, data, now_s)
        except ValueError:
            self.refused["malformed"] += 1
            return False, []

    def _take(
        self, said: Mapping[str, Any], data: bytes, now_s: float
    ) -> tuple[bool, list[Message]]:
        match said["type"]:
            case "peek":  # a page that was just loaded: its clock has begun anew
                self._syncs.clear()
                return True, []
            case "hello":
                self._begin(said, data)
                return True, []
            case "samples":
                self._take_samples(said, data, now_s)
            case "ping":
                return False, [{"type": "pong", "t0_ms": said.get("t0_ms"), "host_s": now_s}]
            case "sync":
                self._take_sync(data)
            case "seen":
                self.visible = said.get("visible") is not False
            case "wish" if said.get("wish") in get_args(Wish):
                self.wishes.append(said["wish"])
            case _:
                raise ValueError("is of no known kind")
        return False, []

    def _begin(self, said: Mapping[str, Any], data: bytes) -> None:
        placement, leg = said.get("placement"), said.get("leg")
        if placement not in PLACEMENTS or leg not in get_args(Leg):
            raise ValueError("says no placement or leg")
        self.chosen = {"placement": str(placement), "leg": str(leg)}
        self._begun = True
        self._hello = [data]
        self.again()

    def _take_samples(self, said: Mapping[str, Any], data: bytes, now_s: float) -> None:
        read_rows(said)
        if not self._begun:
            raise ValueError("comes before a hello")
        came = MOST_A_SECOND * (now_s - self._left_at_s)
        self._left, self._left_at_s = min(RUSH, self._left + came), now_s
        if self._left < 1.0:
            self.refused["too_many"] += 1
            return
        self._left -= 1.0
        for held in self._held:
            self._put(held)
        self._held = []
        self._put(data)

    def _take_sync(self, data: bytes) -> None:
        self._syncs.append(data)
        if self._held:
            self._held.append(data)
        elif self._begun:
            self._put(data)

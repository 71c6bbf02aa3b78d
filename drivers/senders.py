"""Senders: which of those that send to a port is heard. The first that is understood, and no other.

Until one is, all are listened to side by side. Whoever is understood keeps the seat until nothing
has come from there for some seconds; then again the first that is understood has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from drivers.probe import Trial

#: Silent for so long, a sender's seat goes to another one that is understood.
SILENT_S: Final = 3.0
#: Not understood in so many datagrams, they are handed on where nobody has the seat: whoever looks
#: at them can say what is the matter.
TELLING: Final = 40
#: So many are listened to at once; of more, the oldest is forgotten.
MOST_SENDERS: Final = 8
#: A new look at a sender that was not understood, so that nothing grows.
_ANEW: Final = 400

Sender: TypeAlias = tuple[str, int]


@dataclass(slots=True)
class _Candidate:
    """A sender that is not understood yet, and what it sent."""

    trial: Trial
    kept: list[bytes] = field(default_factory=list)
    count: int = 0


class Senders:
    """Judges senders by their datagrams; no socket and no clock in here.

    Parameters
    ----------
    protocols
        Names of decoders, one of which has to make sense of what comes.
    asked
        The one that has to, where it was asked for.

    Attributes
    ----------
    heard : Sender or None
        Who has the seat.
    strangers : int
        Datagrams of others, dropped.
    stranger : Sender or None
        The first of these others.
    """

    def __init__(self, protocols: Sequence[str], asked: str = "") -> None:
        self.heard: Sender | None = None
        self.strangers = 0
        self.stranger: Sender | None = None
        self._protocols = (asked,) if asked else tuple(protocols)
        self._heard_s = 0.0
        self._candidates: dict[Sender, _Candidate] = {}

    def take(self, data: bytes, sender: Sender, now_s: float) -> list[bytes]:
        """Take a datagram; give what is to be handed on, in order.

        Parameters
        ----------
        data, sender
            What came, and from where.
        now_s
            When: seconds of a clock that does not go back.
        """
        if sender == self.heard:
            self._heard_s = now_s
            return [data]
        if self.heard is not None and now_s - self._heard_s < SILENT_S:
            self._drop(sender, 1)
            return []
        candidate = self._candidate(sender)
        candidate.trial.push([data], now_s)
        candidate.kept.append(data)
        candidate.count += 1
        if candidate.trial.is_understood():
            return self._seat(sender, candidate, now_s)
        if self.heard is None and candidate.count >= TELLING:
            kept, candidate.kept = candidate.kept, []
            return kept
        return []

    def _candidate(self, sender: Sender) -> _Candidate:
        known = self._candidates.get(sender)
        if known is None or known.count >= _ANEW:
            self._candidates.pop(sender, None)
            known = self._candidates[sender] = _Candidate(Trial(self._protocols))
        while len(self._candidates) > MOST_SENDERS:
            oldest = next(iter(self._candidates))
            self._drop(oldest, self._candidates.pop(oldest).count)
        return known

    def _seat(self, sender: Sender, candidate: _Candidate, now_s: float) -> list[bytes]:
        del self._candidates[sender]
        for other, one in self._candidates.items():
            self._drop(other, one.count)
        self._candidates = {}
        self.heard, self._heard_s = sender, now_s
        return candidate.kept

    def _drop(self, sender: Sender, count: int) -> None:
        self.strangers += count
        if self.stranger is None or self.stranger == self.heard:
            self.stranger = sender

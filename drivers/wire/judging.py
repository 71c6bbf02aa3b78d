"""Which decoder speaks: all that may are pushed the same bytes, and their rows are compared.

What a sender says of itself outweighs a likeness: sums and marks of a protocol first, then names
and units of columns, then numbers that look like something. Whoever needs a rate of turn that no
leg reaches, sees no gravity, or leaves much of the bytes unread, loses to whoever does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from drivers.wire.catalogue import decoder_for
from drivers.wire.decoder import Claim, Decoder, Rows

LEAST_ROWS: Final = 5
#: So many rows, where they are only alike: another decoder may need as long for its first ones.
SETTLED_ROWS: Final = 48
#: Bytes of a stream after which it is judged again, however it was cut on its way here.
STEP: Final = 256
#: No leg turns faster; a foot that kicks a ball reaches half of it.
FASTEST_RAD_S: Final = 40.0
_JUDGED: Final = 256
_PLAUSIBLE_G: Final = (0.5, 2.0)
_FAST_ROWS: Final = 3
_UNREAD: Final = 0.3
#: Turning by more rad/s than m/s^2 of shaking is a rate of turn in another unit ...
_TURN_TO_SHAKE: Final = 2.0
_LEAST_TURN_RAD_S: Final = 0.03
#: ... and a steady one that leaves gravity where it is, or one that follows the acceleration, none.
_STEADY_RAD_S: Final = 1.0
_STILL_M_S2: Final = 0.5
_FOLLOWS: Final = 0.7
_SPAN: Final = 16
#: What decoders count that they could not read.
_FAULTS: Final = ("words", "width", "length", "broken", "range", "checksum", "stamp")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one decoder, and what against it.

    Parameters
    ----------
    name
        Of the decoder.
    claim
        What it knows the bytes by.
    rows
        Samples that it made of them.
    explained
        Share of the bytes that it could read.
    weightless
        Whether there is no gravity in its acceleration.
    too_fast
        Share of its samples that turn faster than any leg.
    no_turn
        Whether its rate of turn is that of no turn: it follows the acceleration, or is steady while
        gravity stays where it is.
    far_fetched
        Whether its rate of turn is larger than goes with its acceleration.
    has_gyr
        Whether it found a rate of turn.
    """

    name: str
    claim: Claim
    rows: int
    explained: float = 1.0
    weightless: bool = False
    too_fast: float = 0.0
    no_turn: bool = False
    far_fetched: bool = False
    has_gyr: bool = False

    @property
    def can_be(self) -> bool:
        """Whether a sensor can have measured this."""
        sure = self.claim is Claim.CHECKED
        return self.rows >= LEAST_ROWS and (sure or not (self.weightless or self.too_fast > 0.5))

    @property
    def is_settled(self) -> bool:
        """Whether more of the same can't speak for another decoder."""
        return self.claim >= Claim.STATED or self.rows >= SETTLED_ROWS

    @property
    def weight(self) -> tuple[bool, Claim, bool, bool, bool, bool]:
        """What is compared, the weightiest first."""
        says = max(self.claim, Claim.ALIKE)
        fast = self.too_fast * min(self.rows, _JUDGED) >= _FAST_ROWS
        usual = self.claim is not Claim.STRANGE
        return not fast, says, not self.no_turn, usual, not self.far_fetched, self.has_gyr


def judge(heard: Sequence[Evidence]) -> Evidence | None:
    """Give the one that speaks; of two alike the first, None where none can be."""
    can_be = [each for each in heard if each.can_be]
    if not can_be:
        return None
    most = max(each.explained for each in can_be)
    return max(
        (each for each in can_be if each.explained > most - _UNREAD), key=lambda each: each.weight
    )


class Candidates:
    """Decoders side by side. Any cut of the same stream gives the same answer.

    Parameters
    ----------
    names
        Of the decoders, of two that are alike the more likely one first.

    Attributes
    ----------
    decided : str or None
        The one that speaks, once that is settled. It stays so, whatever comes.
    decoders, rows
        The decoders, and what they made, by name.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.decided: str | None = None
        self.decoders: dict[str, Decoder] = {name: decoder_for(name) for name in names}
        self.rows: dict[str, list[Rows]] = {name: [] for name in names}
        self._pushed = 0
        self._whole = any(decoder.by_message for decoder in self.decoders.values())

    def push(self, piece: bytes) -> None:
        """Take the next bytes, or one datagram."""
        if self._whole:
            self._take(piece)
            return
        begin = 0
        while begin < len(piece):
            end = begin + STEP - self._pushed % STEP
            self._take(piece[begin:end])
            begin = end

    def best(self) -> str | None:
        """Give the one that was decided on; where none is yet, the best so far."""
        if self.decided is not None:
            return self.decided
        found = judge(self.evidence())
        return None if found is None else found.name

    def evidence(self) -> list[Evidence]:
        """Say what speaks for each."""
        return [self._of(name) for name in self.decoders]

    def _take(self, piece: bytes) -> None:
        self._pushed += len(piece)
        came = False
        for name, decoder in self.decoders.items():
            rows = decoder.push(piece)
            if len(rows):
                self.rows[name].append(rows)
                came = True
        is_due = self._whole or self._pushed % STEP == 0
        if is_due and self.decided is None and (came or not self._whole):
            found = judge(self.evidence())
            if found is not None and found.is_settled:
                self.decided = found.name

    def _of(self, name: str) -> Evidence:
        decoder, rows = self.decoders[name], self.rows[name]
        claim, count = decoder.claim, sum(len(each) for each in rows)
        if count < LEAST_ROWS:
            return Evidence(name, claim, count)
        acc = np.concatenate([each.acc_m_s2 for each in rows])[:_JUDGED]
        turns = [each.gyr_rad_s for each in rows if each.gyr_rad_s is not None]
        gyr = np.concatenate(turns)[:_JUDGED] if turns else np.empty((0, 3))
        rest_g = float(np.median(np.linalg.norm(acc, axis=1))) / GRAVITY_M_S2
        fast = (np.abs(gyr) > FASTEST_RAD_S).any(axis=1)
        return Evidence(
            name,
            claim,
            count,
            explained=self._explained(decoder),
            weightless=not _PLAUSIBLE_G[0] <= rest_g <= _PLAUSIBLE_G[1],
            too_fast=float(fast.mean()) if gyr.size else 0.0,
            no_turn=len(gyr) == len(acc) and _is_no_turn(acc, gyr),
            far_fetched=len(gyr) == len(acc) and _is_far_fetched(acc, gyr),
            has_gyr=gyr.size > 0,
        )

    def _explained(self, decoder: Decoder) -> float:
        counts = decoder.counts
        read = counts["frames"] + counts.get("other", 0)
        unread = sum(counts.get(name, 0) for name in _FAULTS)
        skipped = counts.get("skipped_bytes", 0) / max(1, self._pushed)
        return max(0.0, 1.0 - skipped) * read / max(1, read + unread)


def _is_no_turn(acc: FloatArray, gyr: FloatArray) -> bool:
    acc, gyr = _whole(acc, gyr)
    if len(gyr) < LEAST_ROWS:
        return False
    steady = float(np.linalg.norm(gyr.mean(axis=0))) > _STEADY_RAD_S
    is_still = _spread(acc) < _STILL_M_S2
    if steady and is_still:
        return True
    # Some rows at a time, so that one step, such as zeros before it begins, says little.
    one, other = np.diff(acc, axis=0), np.diff(gyr, axis=0)
    spans = [slice(first, first + _SPAN) for first in range(0, len(one), _SPAN)]
    return float(np.median([follows(one[span], other[span]) for span in spans])) > 0.5


def _is_far_fetched(acc: FloatArray, gyr: FloatArray) -> bool:
    acc, gyr = _whole(acc, gyr)
    if len(gyr) < LEAST_ROWS:
        return False
    shake, turn = _spread(acc), _spread(gyr)
    return shake > 0.0 and turn > max(_LEAST_TURN_RAD_S, _TURN_TO_SHAKE * shake)


def _whole(acc: FloatArray, gyr: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Leave out samples whose rate of turn was lost."""
    whole = np.isfinite(gyr).all(axis=1)
    return acc[whole], gyr[whole]


def _spread(vectors: FloatArray) -> float:
    return float(np.sqrt(vectors.var(axis=0).sum()))


def follows(one: FloatArray, other: FloatArray) -> bool:
    """Whether the changes of one sensor are those of another, as with and without gravity."""
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return size > 0.0 and float((one * other).sum()) / size > _FOLLOWS

"""What of a stream can be timed, and how good the signal is.

Rows that no sensor gives and those of a dead one are taken out at once. How good the rest is need
not be known by the row: it is looked at a fifth of a second at a time, which costs a live test a
fraction of what a look at each few samples would.
"""

from __future__ import annotations

from typing import Final

from balance.samples import NO_LOSSES, Losses, SampleBlock, joined
from balance.signal.agreement import Agreement
from balance.signal.living import Died, Living
from balance.signal.opening import Opening
from balance.signal.possible import Possible
from balance.signal.quality import Quality, Status
from balance.signal.stuck import Stuck

LOOK_S: Final = 0.2


class Watch:
    """Watches one stream. Any cut of it gives the same rows, and at its end the same words.

    Attributes
    ----------
    quality : Quality
        As of the last look, `LOOK_S` of samples ago at most.
    looks : int
        How often it was looked.
    """

    def __init__(self) -> None:
        self.quality = Quality()
        self.looks = 0
        self._possible = Possible()
        self._opening = Opening()
        self._living = Living()
        self._stuck = Stuck()
        self._agreement = Agreement()
        self._came: list[SampleBlock] = []
        self._lived: list[SampleBlock] = []

    def push(self, block: SampleBlock) -> list[SampleBlock | Died]:
        """Add samples; give those that can be timed, and the moments at which a sensor died."""
        parts = self._take_in(self._possible.push(block))
        if self._came and self._came[-1].time_s[-1] - self._came[0].time_s[0] >= LOOK_S:
            self.look()
        return parts

    def look_on(self, block: SampleBlock) -> None:
        """Take note of samples that nobody times."""
        self.look()
        self.quality.push(block)

    def finish(self) -> list[SampleBlock | Died]:
        """Give what waits: no more samples will come."""
        parts = self._take_in(self._possible.finish())
        rest = self._living.finish()
        self._note_living(rest)
        self.look()
        return parts + rest

    def look(self) -> None:
        """See how good the samples are that came since the last look."""
        self.looks += 1
        if self._came:
            self.quality.push(joined(self._came))
        if self._lived:
            lived = joined(self._lived)
            self._stuck.push(lived)
            self._agreement.push(lived)
        self._came, self._lived = [], []

    @property
    def losses(self) -> Losses:
        """Rows that no sensor gives, dropped so far."""
        return self._possible.losses

    def status(
        self, *, settled: bool, known: Losses = NO_LOSSES, doubts: tuple[str, ...] = ()
    ) -> tuple[Status, tuple[str, ...]]:
        """Status and reasons, as of the last look.

        Parameters
        ----------
        settled
            Whether there ever was quiet stance.
        known
            Rows that are known to have been lost.
        doubts
            What else makes the signal worth a look, in words.
        """
        status, reasons = self.quality.status(settled=settled, known=known)
        watched = (self._opening, self._living, self._stuck, self._agreement)
        doubts = (*(reason for each in watched for reason in each.reasons), *doubts)
        return "attention" if doubts and status == "valid" else status, (*reasons, *doubts)

    def _take_in(self, block: SampleBlock) -> list[SampleBlock | Died]:
        if len(block) == 0:
            return []
        self._came.append(block)
        parts: list[SampleBlock | Died] = []
        for part in self._opening.push(block):
            parts += [part] if isinstance(part, Died) else self._living.push(part)
        self._note_living(parts)
        return parts

    def _note_living(self, parts: list[SampleBlock | Died]) -> None:
        self._lived += [part for part in parts if isinstance(part, SampleBlock)]

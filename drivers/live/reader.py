"""The one loop that reads a source: what comes, what it means, and when it is silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from balance.samples import NO_LOSSES, SampleBlock
from balance.timing.results import Event
from balance.words import NO_SAMPLES
from drivers.live.watching import Watch
from drivers.pump import Last, Pump
from drivers.source import SourceInfo

SILENT_S: Final = 0.8
#: A link tells itself that it is lost, and knows how long the pauses between its batches are.
LONG_SILENCE_S: Final = 6.0


@dataclass(frozen=True, slots=True)
class Read:
    """What one turn of the loop brought.

    Parameters
    ----------
    block
        New samples, None where none came.
    notes
        What of the connection belongs beside the samples.
    last
        Why no more will come; None while more may.
    """

    block: SampleBlock | None = None
    notes: Sequence[Event] = ()
    last: Last | None = None


class Reader:
    """Reads a pump, turn by turn.

    Parameters
    ----------
    pump
        Started; whoever made it closes it.
    clock
        Seconds that only grow.

    Attributes
    ----------
    info : SourceInfo or None
        What is known of the source once it is open.
    newest_s : float or None
        Time of the newest sample.
    losses : Losses
        What came so far and became no sample.
    """

    def __init__(self, pump: Pump, clock: Callable[[], float] = time.monotonic) -> None:
        self.info: SourceInfo | None = None
        self.newest_s: float | None = None
        self.losses = NO_LOSSES
        self._pump = pump
        self._clock = clock
        self._watch = Watch(pump, clock)
        self._heard_s = clock()
        self._told = False

    @property
    def knows_health(self) -> bool:
        """Whether the source itself says how its connection stands."""
        return self._told

    @property
    def lost(self) -> str:
        """Why no samples come, in a sentence; empty while they do."""
        if self._watch.lost or self.info is None:
            return self._watch.lost
        silent_s = self._clock() - self._heard_s
        return NO_SAMPLES if silent_s >= (LONG_SILENCE_S if self._told else SILENT_S) else ""

    def opened(self, wait_s: float) -> SourceInfo | Last | None:
        """Wait until the source is open or will not be; None where the time ran out."""
        opened = self._pump.wait_open(wait_s)
        if isinstance(opened, SourceInfo):
            self.info, self._heard_s = opened, self._clock()
        return opened

    def read(self, wait_s: float) -> Read:
        """Take what is there, or wait so long for it."""
        health = self._pump.health()
        self._told = health is not None
        item = self._pump.get(wait_s)
        self.losses = self._pump.losses()
        if item is not None and not isinstance(item, SampleBlock):
            return Read(last=item)
        notes: Sequence[Event] = ()
        # What came before a loss is taken before the loss is told.
        if item is None or (health is not None and health.state == "open"):
            notes = self._watch.look(health, self.newest_s)
        if item is not None:
            self._heard_s = self._clock()
            if len(item):
                self.newest_s = float(item.time_s[-1])
        return Read(item, notes)

    def summary(self) -> Sequence[Event]:
        """Say how all of it came."""
        return self._watch.summary(self.newest_s)

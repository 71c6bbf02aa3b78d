"""A set of heel raises under way: counted by the sensor, where it is worn so that it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balance.protocol.exercise.outcomes import Measured
from balance.timing.raises.counter import RaiseCounter
from balance.timing.raises.rule import SetRule

if TYPE_CHECKING:
    from balance.protocol.exercise.program import Item
    from balance.samples import SampleBlock
    from drivers.source import SourceInfo


class Raising:
    """Counts one set.

    Parameters
    ----------
    item
        The step of the program, which says the tempo and the side.
    info
        The open source; None where it is being opened.
    """

    def __init__(self, item: Item, info: SourceInfo | None) -> None:
        self._item = item
        self._counter: RaiseCounter | None = None
        self._refused = ""
        if info is not None:
            self._begin(info)

    @property
    def count(self) -> int:
        """Raises so far."""
        if self._counter is None:
            return 0
        return sum(one.count for one in self._counter.sets) + len(self._counter.under_way)

    @property
    def over(self) -> bool:
        """Whether the set has ended by itself."""
        return self._counter is not None and bool(self._counter.sets)

    def push(self, block: SampleBlock, info: SourceInfo | None) -> None:
        """Count in new samples."""
        if self._counter is None and not self._refused and info is not None:
            self._begin(info)
        if self._counter is not None:
            self._counter.push(block)

    def measured(self, took_s: float) -> Measured:
        """End the set, and say what it came to; without a counter the clock alone has a say."""
        if self._counter is None:
            return Measured(took_s, ended_by=self._refused)
        self._counter.stop()
        if not self._counter.sets:
            return Measured(took_s, count=0)
        made = self._counter.sets[0]
        return Measured(
            took_s,
            count=made.count,
            tempo_s=made.tempo_s,
            height_cm=made.height_cm,
            decline=made.decline,
            ended_by=made.ended_by,
        )

    def _begin(self, info: SourceInfo) -> None:
        tempo_s = self._item.part.dose.tempo_s or None
        try:
            self._counter = RaiseCounter(
                info.conditions.placement,
                rule=SetRule(tempo_s=tempo_s),
                leg=self._item.side,
            )
        except ValueError as error:
            self._refused = str(error)

"""A set of heel raises under way: counted by the sensor, where it is worn so that it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balance.exercise import RaiseCounting
from balance.protocol.exercise.outcomes import Measured
from balance.records.recorder import as_written

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
    heel_to_ball_cm
        A length of the foot, by which heights are worked out.

    Attributes
    ----------
    refused : str
        Why it can't count, in a sentence; empty where it can.
    """

    def __init__(self, item: Item, info: SourceInfo | None, heel_to_ball_cm: float) -> None:
        self._item = item
        self._heel_to_ball_cm = heel_to_ball_cm
        self._counter: RaiseCounting | None = None
        self.refused = ""
        if info is not None:
            self._begin(info)

    @property
    def count(self) -> int:
        """Raises so far."""
        return 0 if self._counter is None else self._counter.count

    @property
    def over(self) -> bool:
        """Whether the set has ended by itself."""
        return self._counter is not None and bool(self._counter.sets)

    def push(self, block: SampleBlock, info: SourceInfo | None) -> None:
        """Count in new samples."""
        if self._counter is None and not self.refused and info is not None:
            self._begin(info)
        if self._counter is not None:
            self._counter.push(as_written(block))  # so that the recording says the same

    def measured(self, took_s: float) -> Measured:
        """End the set, and say what it came to; without a counter the clock alone has a say."""
        if self._counter is None:
            return Measured(took_s, refused=self.refused)
        self._counter.finish()
        if not self._counter.sets:
            return Measured(took_s, count=0)
        made = self._counter.sets[0]
        return Measured(
            took_s,
            count=made.count,
            tempo_s=made.tempo_s,
            height_cm=made.height_cm,
            decline=made.decline,
            ended_by="stop" if made.ended_by == "recording_end" else made.ended_by,
        )

    def _begin(self, info: SourceInfo) -> None:
        tempo_s = self._item.part.dose.tempo_s or None
        try:
            self._counter = RaiseCounting(
                info.conditions.placement,
                heel_to_ball_cm=self._heel_to_ball_cm,
                leg=self._item.side,
                tempo_s=tempo_s,
            )
        except ValueError as error:
            self.refused = str(error)

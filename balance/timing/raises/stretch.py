"""One unbroken stretch of samples: rows, the quiet stance among them, and what finds raises."""

from __future__ import annotations

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.timing.raises.foot import FootFinder
from balance.timing.raises.found import Finder, Found
from balance.timing.raises.limits import STILL
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import Rows
from balance.timing.raises.shank import ShankFinder


class Stretch:
    """Finds raises in one stretch.

    Attributes
    ----------
    rows : Rows
        The newest rows.
    """

    def __init__(self, placement: Placement, start_s: float, *, has_gyr: bool) -> None:
        self.rows = Rows(start_s, has_gyr=has_gyr)
        self._rest = Rest(STILL[placement])
        finder = FootFinder if placement == "foot" else ShankFinder
        self._finder: Finder = finder(self.rows, self._rest)
        self._ended = False

    @property
    def settled(self) -> bool:
        """Whether there was quiet stance."""
        return self._rest.down_m_s2 is not None

    @property
    def unclear(self) -> bool:
        """Whether there was something like a set, too faint to be counted."""
        return self._finder.unclear

    @property
    def counting(self) -> bool:
        """Whether a set is under way."""
        return self._finder.counting

    def add(self, block: SampleBlock) -> None:
        """Take in samples; `tile` then looks at them, tile by tile."""
        self.rows.add(block)

    def tile(self, *, rest: bool = False) -> bool:
        """Look at the next tile; False where there is none. `rest` takes the last, shorter one."""
        if not self.rows.tile(rest=rest):
            return False
        self._ended = rest
        self._rest.look(self.rows, counting=self.counting)
        return True

    def found(self) -> list[Found]:
        """Raises that the newest tile completes."""
        return self._finder.found(over=self._ended) if self.settled else []

    def is_up(self) -> bool:
        """Whether a raise is under way, or was a moment ago and may not be taken yet."""
        return self._finder.is_up()

    def over(self) -> None:
        """The set is over: another may begin from here on."""
        self._finder.over()

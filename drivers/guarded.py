"""Sources of other packages: whatever one of them does wrong ends in a sentence that names it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from balance.plugins import ANYTHING, Plugin
from balance.samples import NO_LOSSES, Losses, SampleBlock
from drivers.health import Health
from drivers.source import CannotOpen, EndOfSource, Source, SourceError, SourceInfo, SourceLost
from drivers.telling import Cue, Told, Wish

T = TypeVar("T")


class GuardedSource(Source):
    """A source of another package, as the rest of the program is to see it.

    What it raises beside the errors of a source, blocks that are none and times that step back
    become `CannotOpen` or `SourceLost`; what only informs is passed over where it fails.

    Parameters
    ----------
    source
        What the package gave.
    plugin
        Whose it is.
    """

    def __init__(self, source: Source, plugin: Plugin) -> None:
        super().__init__(source.address)
        self._source = source
        self._plugin = plugin
        self._newest_s = float("-inf")
        self._lost: SourceLost | None = None

    def open(self) -> SourceInfo:
        """Open it."""
        try:
            info = self._source.open()
        except (SourceError, EndOfSource):
            raise
        except ANYTHING as error:
            raise CannotOpen(self._plugin.blamed(error)) from error
        if not isinstance(info, SourceInfo):
            raise CannotOpen(self._plugin.blamed("open gave no SourceInfo"))
        return info

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for the next samples, and see that they are some."""
        if self._lost is not None:
            raise self._lost
        try:
            block = self._source.read(timeout_s)
        except (SourceError, EndOfSource):
            raise
        except ANYTHING as error:
            self._lost = SourceLost(self._plugin.blamed(error))
            raise self._lost from error
        return self._checked(block)

    def close(self) -> None:
        """Close it."""
        self._or(None, self._source.close)

    def health(self) -> Health | None:
        """How the connection stands now."""
        return self._or(None, self._source.health)

    def losses(self) -> Losses:
        """What came and became no sample."""
        return self._or(NO_LOSSES, self._source.losses)

    def waiting_hint(self) -> str:
        """What to do while `open` waits."""
        return self._or("", self._source.waiting_hint)

    def invitation(self) -> str:
        """What a phone is to open."""
        return self._or("", self._source.invitation)

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        """Show a moment of the test at the sensor."""
        self._or(None, lambda: self._source.tell(told, cues))

    def wishes(self) -> list[Wish]:
        """What the person at the sensor asked for."""
        return self._or([], self._source.wishes)

    def _checked(self, block: SampleBlock | None) -> SampleBlock | None:
        wrong = ""
        if block is not None and not isinstance(block, SampleBlock):
            wrong = "read gave something else than a SampleBlock"
        elif block is not None and len(block) and float(block.time_s[0]) <= self._newest_s:
            wrong = "the times of its samples step back"
        if wrong:
            self._lost = SourceLost(self._plugin.blamed(wrong))
            raise self._lost
        if block is None or not len(block):
            return None
        self._newest_s = float(block.time_s[-1])
        return block

    def _or(self, otherwise: T, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except ANYTHING:  # nobody's test ends because a battery can't be asked for
            return otherwise

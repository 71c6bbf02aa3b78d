"""A hold timer that has its final word two seconds after the end is decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from balance.samples import SampleBlock
from balance.timing.hold_timer import HoldTimer
from balance.timing.phases import Phase
from balance.timing.results import TAKEN_BACK, Event, Hold, Item

LATE_S = 2.0
MOVED_S = 0.05


class LateTimer(HoldTimer):
    """As the real one, but each end that was decided is held back, and then a little earlier."""

    doubts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: list[Item] = []
        self._newest_s = 0.0

    @property
    def _waiting(self) -> Hold | None:
        first = self._queue[0] if self._queue else None
        return first if isinstance(first, Hold) else None

    @property
    def phase(self) -> Phase:
        return super().phase if self._waiting is None else "ended"

    @property
    def lift_off_s(self) -> float | None:
        return super().lift_off_s if self._waiting is None else self._waiting.lift_off_s

    @property
    def paused_s(self) -> float | None:
        return super().paused_s if self._waiting is None else self._waiting.paused_s

    @property
    def decided_end_s(self) -> float | None:
        return None if self._waiting is None else self._waiting.end_s

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.doubts

    def push(self, block: SampleBlock) -> list[Item]:
        if len(block):
            self._newest_s = float(block.time_s[-1])
        return self._release(super().push(block))

    def stop(self) -> list[Item]:
        return self._release(super().stop(), at_once=True)

    def finish(self) -> list[Item]:
        return self._release(super().finish(), at_once=True)

    def _release(self, items: list[Item], *, at_once: bool = False) -> list[Item]:
        self._queue += items
        given: list[Item] = []
        while self._queue:
            item = self._queue[0]
            if isinstance(item, Hold) and item.end_reason in ("step_down", "cap"):
                due_s = item.decided_s + LATE_S
                if self._newest_s < due_s and not at_once:
                    break
                item = replace(
                    item,
                    final_s=min(due_s, self._newest_s) if at_once else due_s,
                    end_s=item.end_s - MOVED_S,
                )
            given.append(item)
            self._queue.pop(0)
        return given


def taken_back(at_s: float) -> Event:
    """What is said where an end that had been decided was none."""
    return Event("correction", at_s, at_s + LATE_S, TAKEN_BACK)

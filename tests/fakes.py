"""A pump without a thread: one block a turn, so that no state of a test is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from drawn import drawn

from balance.protocol.conditions import Conditions, Leg
from balance.protocol.plans import Plan
from balance.samples import Losses, SampleBlock
from balance.timing.results import EndReason, Hold
from drivers.health import Health
from drivers.live.live import open_pump
from drivers.pump import Last, Pump
from drivers.source import EndOfSource, SourceInfo
from drivers.telling import Cue, Told, Wish

INFO = SourceInfo("fake:", model="fake", conditions=Conditions(placement="shank"))
END = EndOfSource("end")


def blocks(
    seed: int = 1,
    rows: int = 20,
    holds: int = 3,
    hold_range_s: tuple[float, float] = (1.5, 60.0),
) -> list[SampleBlock]:
    block = drawn(seed, placement="shank", holds=holds, hold_range_s=hold_range_s).block
    return [block[first : first + rows] for first in range(0, len(block), rows)]


def hold(
    seconds: float, why: EndReason = "step_down", *, at_s: float = 1.0, wide_s: float = 0.17
) -> Hold:
    end_s = at_s + seconds
    censored = why in ("cap", "gap", "recording_end")
    return Hold(
        lift_off_s=at_s,
        end_s=end_s,
        end_reason=why,
        paused_s=end_s,
        decided_s=end_s + 0.3,
        final_s=end_s + 2.0,
        lift_off_decided_s=at_s + 0.3,
        lift_off_final_s=at_s + 1.0,
        uncertainty_s=wide_s,
        censored=censored,
        corrections=0,
    )


@dataclass(frozen=True)
class FakeOrder:
    """An order as it stands: whatever a front door makes of a person's choice."""

    source_address: str = "fake:"
    beside_address: str = ""
    played: bool = True
    recorded: bool = True
    supervised: bool = False
    leg: Leg | None = "left"
    wanted: Plan | None = None
    cap_s: float | None = None
    practice: bool = False
    person: str | None = None
    exercise: Mapping[str, object] | None = None

    def plan(self) -> Plan | None:
        return self.wanted

    def conditions(self, known: Conditions) -> Conditions:
        return replace(known, stance_leg=self.leg, cap_s=self.cap_s, practice=self.practice)

    def person_code(self) -> str | None:
        return self.person


class StepPump:
    """Gives `script`, an item and a None in turn; then None for ever.

    A `Health` in the script is how the connection stands from then on. With `lost_after` the sensor
    is lost, with that for a reason, once the script is at its end. As a phone it keeps what it is
    told in `told` and `cues`, and asks for what is put into `wished`.
    """

    def __init__(
        self, script: Sequence[SampleBlock | Last | Health], opened: object = INFO
    ) -> None:
        self.opened = opened
        self.closed = False
        self.lost_after = ""
        self.link = ""
        self.told: list[Told] = []
        self.cues: list[Cue] = []
        self.wished: list[Wish] = []
        self._left = len(script)
        self._health: Health | None = None
        self._items: Iterator[SampleBlock | Last | Health | None] = (
            given for item in script for given in (item, None)
        )

    @property
    def left(self) -> int:
        """How much of the script is still to come."""
        return self._left

    def go_on(self, script: Sequence[SampleBlock | Last | Health]) -> None:
        """Give this from now on, and be open."""
        again = StepPump(script)
        self._items, self._left, self.opened = again._items, again._left, again.opened

    def start(self) -> None: ...

    def wait_open(self, _timeout_s: float) -> object:
        return self.opened

    def get(self, _timeout_s: float) -> SampleBlock | Last | None:
        item = next(self._items, None)
        self._left -= item is not None
        if isinstance(item, Health):
            self._health = item
            return None
        return item

    def invitation(self) -> str:
        return self.link

    def waiting_hint(self) -> str:
        return f"Scan the code, or open {self.link}." if self.link else ""

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        self.told.append(told)
        self.cues += cues

    def wishes(self) -> list[Wish]:
        wishes, self.wished = self.wished, []
        return wishes

    def health(self) -> Health | None:
        if not self.lost_after:
            return self._health
        return Health("open") if self._left else Health("lost", self.lost_after)

    def losses(self) -> Losses:
        return Losses() if self._health is None else self._health.losses

    def close(self) -> None:
        self.closed = True


class Pumps:
    """Gives the pump of an address, until a test puts a `StepPump` in its place."""

    def __init__(self) -> None:
        self.scripted: StepPump | None = None

    def __call__(self, address: str) -> Pump:
        return open_pump(address) if self.scripted is None else cast("Pump", self.scripted)

"""A second sensor of the same person, worn where the first one is not: on the trunk or on a leg."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from balance.paired.session import check_places
from balance.records.errors import RecordingError
from balance.signal.clocks import Clocks
from balance.signal.placement import TRUNK
from balance.timing.aligning import UNTOLD, UntoldError, clocks_by_movement
from balance.timing.handover import SIDES, Side
from balance.timing.joint import END_S
from drivers.address import parse_address
from drivers.live.reader import LONG_SILENCE_S, Read, Reader
from drivers.live.standing import Two
from drivers.replay import recorded
from drivers.source import AddressError, CannotOpen, SourceError, SourceInfo

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from drivers.pump import Last, Pump

NO_CLOCK: Final = (
    "{a} and {b} have no clock in common, so that their samples can't be timed together: "
    "give two sensors, or two recordings of one attempt"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The sensor on the trunk, beside the one on the leg.

    Parameters
    ----------
    info
        The open source.
    conditions
        Of every attempt, as it is worn.
    clocks
        From its clock to that of the leg's.
    """

    info: SourceInfo
    conditions: Conditions
    clocks: Clocks


class Pair:
    """Opens and reads the second of two sensors, and sees which of both still send.

    Parameters
    ----------
    pump
        Of the second one, not started.
    clock
        Seconds that only grow.

    Attributes
    ----------
    pump, reader, info
        Of the second sensor; from when both are open of the one on the trunk.
    last : SourceError or EndOfSource or None
        Why no more will come of either.
    swapped : bool
        Whether the one that was chosen first is that on the trunk.
    """

    def __init__(self, pump: Pump, clock: Callable[[], float]) -> None:
        self.pump = pump
        self.reader = Reader(pump, clock)
        self.info: SourceInfo | None = None
        self.last: Last | None = None
        self.swapped = False
        self._clock = clock
        self._ended: dict[Side, Last] = {}
        self._quiet_s: dict[Side, float] = {}  # since when reads bring nothing

    @property
    def ended(self) -> bool:
        """Whether no more will come of one of them."""
        return bool(self._ended)

    def standing(self, leg_info: SourceInfo, leg: Reader) -> Two | None:
        """Give how both do, the one that was chosen first before the other."""
        if self.info is None:
            return None
        gone = self.gone(leg)
        lost = {side: one.why for side, one in gone.items() if not one.after_s}
        leg_worn, trunk_worn = (one.conditions.placement for one in (leg_info, self.info))
        on_leg, on_trunk = lost.get("leg", ""), lost.get("trunk", "")
        if self.swapped:
            return Two((trunk_worn, leg_worn), (on_trunk, on_leg))
        return Two((leg_worn, trunk_worn), (on_leg, on_trunk))

    def refusal(self, leg: SourceInfo) -> SourceError | None:
        """Why both can't be timed together; None where they can."""
        try:
            if self.info is not None:
                check_worn(leg, self.info)
        except SourceError as error:
            return error
        return None

    def beside(self, leg: SourceInfo, attempt: Conditions) -> Beside | None:
        """Give the trunk's sensor as `beside` does; None before it is open."""
        return None if self.info is None else beside(leg, self.info, attempt)

    def read(self, leg: Reader, wait_s: float) -> tuple[Read, Read]:
        """Take what is there of the leg's and of the trunk's, or wait so long for one of them."""
        readers: dict[Side, Reader] = {"leg": leg, "trunk": self.reader}
        read = {side: Read() for side in SIDES}
        for side in SIDES:
            if side in self._ended:
                continue
            waits = side == "leg" or "leg" in self._ended
            read[side] = readers[side].read(wait_s if waits else 0.0)
            self._note(side, read[side])
        if len(self._ended) == len(SIDES):
            errors = [each for each in self._ended.values() if isinstance(each, SourceError)]
            self.last = errors[0] if errors else self._ended["leg"]
        return read["leg"], read["trunk"]

    def _note(self, side: Side, read: Read) -> None:
        if read.last is not None:
            self._ended[side] = read.last
        if read.block is not None:
            self._quiet_s.pop(side, None)
        else:
            self._quiet_s.setdefault(side, self._clock())

    def gone(self, leg: Reader) -> dict[Side, Gone]:
        """Give the sensors that send no more, and why."""
        readers: dict[Side, Reader] = {"leg": leg, "trunk": self.reader}
        gone: dict[Side, Gone] = {}
        for side, reader in readers.items():
            last = self._ended.get(side)
            if last is not None:
                ended = not isinstance(last, SourceError)
                gone[side] = Gone(str(last).rstrip("."), END_S if ended else 0.0)
            elif reader.lost and self._is_quiet(side, reader):
                gone[side] = Gone(reader.lost.rstrip("."))
        return gone

    def _is_quiet(self, side: Side, reader: Reader) -> bool:
        """Whether nothing comes: of what is played only where that is no slow computer."""
        quiet_s = self._clock() - self._quiet_s.get(side, self._clock())
        return quiet_s >= (0.0 if reader.knows_health else LONG_SILENCE_S) and side in self._quiet_s

    def lost(self, leg: Reader) -> str:
        """Why nothing comes of either, in a sentence; empty while something does."""
        return "" if len(self.gone(leg)) < len(SIDES) else leg.lost or self.reader.lost


@dataclass(frozen=True, slots=True)
class Gone:
    """Why a sensor sends no more.

    `after_s` is how far the other one must be ahead before it goes on alone: two that are played to
    their ends end at nearly the same time.
    """

    why: str
    after_s: float = 0.0


def check_addresses(one: str, other: str) -> None:
    """See that two addresses are not of one sensor.

    Raises
    ------
    AddressError
        Where they are, or one of them is no address.
    """
    first, second = parse_address(one), parse_address(other)
    if first.scheme != "sim" and (first.scheme, first.target) == (second.scheme, second.target):
        same = ("protocol", "port", "sensor", "profile", "name", "type")
        if all(first.options.get(key) == second.options.get(key) for key in same):
            raise AddressError(f"'{one}' and '{other}' are the same sensor; give two of them.")


def refusal_of(one: str, other: str) -> str:
    """Say, before they are open, why two addresses can't be timed together; empty where they may.

    Where recordings were worn is in themselves.
    """
    try:
        check_addresses(one, other)
        both = [parse_address(each) for each in (one, other)]
        if not any(each.scheme == "replay" for each in both):
            check_places(*(each.conditions() for each in both))
    except AddressError as error:
        return str(error)
    except ValueError as error:
        said = str(error)
        return f"{said[:1].upper()}{said[1:]}."
    return ""


def is_on_trunk(info: SourceInfo) -> bool:
    """Tell where a source is worn."""
    return info.conditions.placement in TRUNK


def check_worn(leg: SourceInfo, trunk: SourceInfo) -> None:
    """See that one sensor is on the raised leg and one on the trunk; raises `CannotOpen`."""
    try:
        check_places(leg.conditions, trunk.conditions)
    except ValueError as error:
        raise CannotOpen(f"{leg.address} and {trunk.address}: {error}.") from error


def beside(leg: SourceInfo, trunk: SourceInfo, attempt: Conditions) -> Beside:
    """Give the trunk's sensor, once both are open.

    Parameters
    ----------
    attempt
        Conditions of the attempt, with the leg's sensor.

    Raises
    ------
    CannotOpen
        Where both are on the trunk or on a leg, or nothing tells how their clocks stand.
    """
    check_worn(leg, trunk)
    own = trunk.conditions
    worn = replace(attempt, placement=own.placement, forward_axis=own.forward_axis)
    return Beside(trunk, worn, _clocks(leg, trunk))


def _clocks(leg: SourceInfo, trunk: SourceInfo) -> Clocks:
    here, there = trunk.clock, leg.clock
    if here is not None and there is not None and here.name == there.name:
        found = here.clocks.through(there.clocks)
        return replace(found, offset_s=round(found.offset_s, 6), rate=round(found.rate, 9))
    if not all(info.address.startswith("replay:") for info in (leg, trunk)):
        raise CannotOpen(NO_CLOCK.format(a=leg.address, b=trunk.address) + ".")
    try:
        found = clocks_by_movement(
            recorded(trunk.address),
            trunk.conditions.placement,
            recorded(leg.address),
            leg.conditions.placement,
        )
    except UntoldError as error:
        raise CannotOpen(f"{leg.address} and {trunk.address}: {UNTOLD}.") from error
    except RecordingError as error:
        raise CannotOpen(str(error)) from error
    # As it is written into the recordings, so that they give the same answer.
    return replace(found, offset_s=round(found.offset_s, 6), rate=round(found.rate, 9))

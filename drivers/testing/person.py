"""A simulated person whose samples are to come out of a driver, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from balance.protocol.conditions import Leg
from balance.samples import SampleBlock
from balance.session import Session
from balance.signal.placement import Placement
from balance.simulate.sensor import SensorModel
from balance.simulate.session import simulate_session
from balance.timing.results import Hold, Item
from drivers.source import EndOfSource, Source

#: Two samples at 100 Hz: a driver that keeps the device's times changes a hold by less.
SAME_S: Final = 0.02


class SimulatedPerson:
    """A person who stands on one leg, as a sensor at one place sees it; the truth is known.

    The same arguments give the same samples. Give them to the far end of a driver (a pretended
    device, a file, a socket on loopback), and see with `timed` and `assert_held` that the holds
    come out of it.

    Parameters
    ----------
    seed
        Another number is another person.
    placement, leg
        Where the sensor is worn, and which leg is stood on.
    holds, hold_range_s
        How many attempts, and the range of their lengths in seconds.
    sensor
        A name of `balance.simulate.sensor.PRESETS`, such as ``imu100`` or ``phone60``, or a model.

    Attributes
    ----------
    block : SampleBlock
        All samples.
    conditions : Conditions
        How they were made; without a cap, of which no sensor knows.
    truth : tuple of (float, float)
        Lift-off and end of each hold as they truly were, seconds of the samples' clock.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        placement: Placement = "shank",
        leg: Leg = "left",
        holds: int = 2,
        hold_range_s: tuple[float, float] = (2.0, 6.0),
        sensor: str | SensorModel = "imu100",
    ) -> None:
        made = simulate_session(
            seed,
            placement=placement,
            stance_leg=leg,
            holds=holds,
            hold_range_s=hold_range_s,
            sensor=sensor,
        )
        self.block = made.block
        self.conditions = replace(made.conditions, cap_s=None)
        self.truth = made.holds

    def blocks(self, length: int = 20) -> Iterator[SampleBlock]:
        """Give the samples in blocks, as they would come.

        Parameters
        ----------
        length
            Samples a block; the last may have fewer.
        """
        for first in range(0, len(self.block), length):
            yield self.block[first : first + length]

    @property
    def held(self) -> tuple[Hold, ...]:
        """What is timed in the samples as they are, and should be behind a driver as well."""
        session = Session(self.conditions)
        return _holds(session.push(self.block) + session.finish())


def timed(source: Source, timeout_s: float = 10.0) -> tuple[Hold, ...]:
    """Open a source, read it to its end or until it is silent, and time what comes.

    Parameters
    ----------
    source
        One that is not open; it is closed.
    timeout_s
        Silence of so many seconds is the end.

    Returns
    -------
    tuple of Hold
        The holds, in order.

    Raises
    ------
    SourceError
        Where it can't be opened, or is lost.
    """
    with source:
        session = Session(source.open().conditions)
        items: list[Item] = []
        try:
            while (block := source.read(timeout_s)) is not None:
                items += session.push(block)
        except EndOfSource:
            pass
        return _holds(items + session.finish())


def assert_held(got: Sequence[Hold], wanted: Sequence[Hold], within_s: float = SAME_S) -> None:
    """See that holds are as long as they should be; where on which clock does not matter.

    Parameters
    ----------
    got, wanted
        What `timed` gave, and `SimulatedPerson.held`.
    within_s
        By how much a duration may be another, seconds.

    Raises
    ------
    AssertionError
        Where there are more or fewer, or one is of another length or ended otherwise.
    """
    said = [(round(hold.duration_s, 3), hold.end_reason) for hold in got]
    meant = [(round(hold.duration_s, 3), hold.end_reason) for hold in wanted]
    same = len(got) == len(wanted) and all(
        abs(one.duration_s - other.duration_s) <= within_s and one.end_reason == other.end_reason
        for one, other in zip(got, wanted, strict=True)
    )
    if not same:
        raise AssertionError(f"Timed were {said}, and not {meant}.")


def _holds(items: Sequence[Item]) -> tuple[Hold, ...]:
    return tuple(item for item in items if isinstance(item, Hold))

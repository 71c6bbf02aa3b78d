"""`sim:?placement=shank&seed=1`: a simulated person and sensor, played as if they were live.

Besides `speed` and the common options it takes `seed`, `holds` (attempts), `sensor` (a name of
`balance.simulate.sensor.PRESETS`) and `rate` (its rate in Hz, where another than its own). With
`listens=yes` the person does as the test asks: waits, lifts when told to, on either leg, and goes
on for as long as somebody asks; `holds` is then how many attempts on a leg differ. With
`exercise=heel_raise` the person raises the heels in place of holds, at the words of a led session:
`raises` of them a set, `tempo` seconds each.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast, get_args

import numpy as np

from balance.protocol.conditions import Conditions, Leg
from balance.records.header import HEEL_RAISE
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.simulate.attempt import Ending, Style, Trial
from balance.simulate.motion import RATE_HZ
from balance.simulate.sensor import PRESETS, SensorModel
from balance.simulate.session import Simulated, draw_session
from drivers.address import Address
from drivers.attentive import Attentive, AttentivePlay, Course
from drivers.playback import Clock, PlayedSource, Playing
from drivers.raiser import Raiser
from drivers.source import AddressError, EndOfSource, SharedClock, SourceInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.simulate.raises import RaisePlacement
    from drivers.telling import Cue, Told

RAISING: Final = ("foot", "shank")
_WORN: Final = "placement=foot or placement=shank"
SLOWEST_HZ: Final = 10.0
MOST_HOLDS: Final = 100
LARGEST_SEED: Final = 2**32 - 1
#: Of a person who listens: nobody who looks on is to wait for long.
SHOWN_S: Final = (4.0, 12.0)
ENDINGS: Final[tuple[Ending, ...]] = ("firm", "soft")
STYLES: Final[tuple[Style, ...]] = ("behind", "front")


class SimulatedSource(PlayedSource):
    """Plays a session of a simulated person; the same address gives the same samples.

    A person who listens does the same things, and does them when asked to.
    """

    def __init__(self, address: Address, *, clock: Clock | None = None) -> None:
        options = ("seed", "holds", "sensor", "rate", "listens", "exercise", "raises", "tempo")
        super().__init__(address, options, clock=clock)
        if address.target:
            msg = (
                f"'{address}' has '{address.target}' where nothing belongs; "
                "write the options behind a question mark, as in sim:?placement=shank&seed=1."
            )
            raise AddressError(msg)
        self._seed = address.integer("seed", 1, low=0, high=LARGEST_SEED)
        self._holds = address.integer("holds", 3, low=1, high=MOST_HOLDS)
        self._sensor = _sensor(address)
        self._conditions = address.conditions()
        said = address.choice("listens", ("yes", "no")) if "listens" in address.options else "no"
        self._listens = said == "yes"
        if self._listens and not self._speed:
            msg = f"'{address}' has no pace for a person who listens; give a speed above 0."
            raise AddressError(msg)
        self._person: Attentive | None = None
        self._raiser: Raiser | None = None
        self._raising = "exercise" in address.options
        if self._raising:
            address.choice("exercise", (HEEL_RAISE,))
            self._raises = address.integer("raises", 8, low=1, high=MOST_HOLDS)
            self._tempo_s = address.number("tempo", 5.0, low=1.5, high=12.0)
            if self._conditions.placement not in RAISING:
                msg = f"'{address}' wears the sensor where raises can't be counted; give {_WORN}."
                raise AddressError(msg)

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        """Simulate the session; of a person who listens, one on each leg."""
        if self._raising:
            return self._load_raises()
        first: Leg = self._conditions.stance_leg or "left"
        if self._listens:
            made: dict[Leg, Simulated] = {}
            for leg in get_args(Leg):
                if self._closed.is_set():  # each leg takes a second: nobody waits for the other
                    raise EndOfSource("The source was closed.")
                made[leg] = self._simulated(leg, self._trials(leg))
            session = made[first]
            courses = {leg: Course.of(each) for leg, each in made.items()}
            self._person = Attentive(courses, first, self._seed)
        else:
            session = self._simulated(first, None)
        info = SourceInfo(
            address=self.address,
            model="simulated",
            conditions=session.conditions,
            resolution_m_s2=self._sensor.acc_step_m_s2,
            nominal_rate_hz=self._sensor.rate_hz,
            has_gyr=self._sensor.gyroscope,
            clock=self._clock_of(session.conditions),
        )
        return info, session.block

    def _clock_of(self, worn: Conditions) -> SharedClock | None:
        """Give the session's clock: whoever simulates the same one feels the same movement.

        One who listens begins when asked to, by each sensor in its own time.
        """
        if self._listens:
            return None
        same = f"{worn.stance_leg}, {worn.eyes}, {worn.surface}, {self._holds} holds"
        return SharedClock(f"simulated session {self._seed}: {same}", Clocks())

    def play(self, block: SampleBlock, clock: Clock, stopped: threading.Event) -> Playing:
        """Play the session, or have the person do as told."""
        if self._person is None:
            return super().play(block, clock, stopped)
        return AttentivePlay(self._person, self._speed, clock, stopped)

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        """Say to the person what is wanted; whoever does not listen takes no notice."""
        if self._raiser is not None:
            self._raiser.hear(told, cues)
        elif self._person is not None:
            self._person.hear(told)

    def _load_raises(self) -> tuple[SourceInfo, SampleBlock]:
        placement = self._conditions.placement
        self._raiser = Raiser(
            self._seed,
            cast("RaisePlacement", placement),
            self._sensor,
            raises=self._raises,
            tempo_s=self._tempo_s,
        )
        self._person = self._raiser.person
        info = SourceInfo(
            address=self.address,
            model="simulated",
            conditions=replace(self._conditions, sensor_on="stance"),
            resolution_m_s2=self._sensor.acc_step_m_s2,
            nominal_rate_hz=self._sensor.rate_hz,
            has_gyr=self._sensor.gyroscope,
        )
        return info, self._raiser.made.block

    def _trials(self, leg: Leg) -> tuple[Trial, ...]:
        rng = np.random.default_rng([self._seed, get_args(Leg).index(leg)])
        low, high = SHOWN_S
        held_s = low * (high / low) ** rng.random(self._holds)
        return tuple(
            Trial(float(each), ENDINGS[rng.integers(2)], style=STYLES[rng.integers(2)])
            for each in held_s
        )

    def _simulated(self, leg: Leg, trials: Sequence[Trial] | None) -> Simulated:
        wanted = self._conditions
        return draw_session(
            self._seed,
            placement=wanted.placement,
            eyes=wanted.eyes,
            surface=wanted.surface,
            stance_leg=leg,
            sensor_on=wanted.sensor_on,
            holds=self._holds,
            trials=trials,
            sensor=self._sensor,
        )


def _sensor(address: Address) -> SensorModel:
    name = address.choice("sensor", tuple(PRESETS)) if "sensor" in address.options else "imu100"
    model = PRESETS[name]
    return replace(
        model, rate_hz=address.number("rate", model.rate_hz, low=SLOWEST_HZ, high=RATE_HZ)
    )

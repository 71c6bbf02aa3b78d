"""What every world gives: one recording, what is true of it, and who stood there."""

from __future__ import annotations

from dataclasses import dataclass

from balance.samples import SampleBlock
from balance.signal.placement import Placement

ENDINGS = (
    "firm",
    "soft",
    "stumble",
    "toe_tap",  # touches and goes up again at once: the touch ends the hold
    "hop",  # the stance foot moves: that ends the hold, though the raised foot is still up
    "step_away",  # steps off or walks away
    "recording_end",  # the samples end while the foot is up
)


@dataclass(frozen=True)
class Labelled:
    """One recording with its truth.

    Attributes
    ----------
    world : str
        Name of the module that made it.
    person : str
        Code of the real person whose movement is in it, or "" where all is simulated.
    placement : Placement
        Of the sensor; leg placements are on the raised leg.
    block : SampleBlock
        The samples.
    holds : tuple of (lift_off_s, end_s)
        True holds, in order; one that the recording cuts off ends at its last sample.
    endings : tuple of str
        One of `ENDINGS` for each hold.
    unsure_s : tuple of (start_s, end_s)
        Stretches that say nothing either way, after a tap or a hop, while a foot is up again: not
        learned from, and a hold reported within one is no mistake.
    """

    world: str
    person: str
    placement: Placement
    block: SampleBlock
    holds: tuple[tuple[float, float], ...]
    endings: tuple[str, ...]
    unsure_s: tuple[tuple[float, float], ...] = ()

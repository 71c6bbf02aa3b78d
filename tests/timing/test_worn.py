"""A sensor that is not where it is said to be."""

import pytest

from balance.signal.placement import Placement
from balance.simulate.session import draw_session
from balance.timing.hold_timer import HoldTimer
from balance.timing.results import Cue
from balance.timing.worn import misplaced


@pytest.mark.parametrize(
    ("placement", "tilt_deg", "turning_deg_s", "like"),
    [
        ("lower_back", 40.0, 120.0, "a leg"),
        ("lower_back", 6.0, 90.0, ""),
        ("shank", 2.0, 12.0, "the trunk"),
        ("shank", 2.0, 80.0, ""),
        ("foot", 30.0, 200.0, ""),
    ],
)
def test_what_moves_as_another_part_is_told(
    placement: Placement, tilt_deg: float, turning_deg_s: float, like: str
) -> None:
    cues = (Cue("lift_off", "tilt", tilt_deg), Cue("lift_off", "turning", turning_deg_s))
    said = misplaced(placement, cues)
    assert (f"as on {like}," in said) if like else said == ""


def test_without_a_gyroscope_a_leg_is_believed() -> None:
    assert misplaced("thigh", (Cue("lift_off", "tilt", 2.0),)) == ""


@pytest.mark.parametrize(("worn", "said"), [("foot", "chest"), ("lower_back", "lower_back")])
def test_it_is_said_of_a_recording(worn: Placement, said: Placement) -> None:
    block = draw_session(5, placement=worn, holds=2, hold_range_s=(4.0, 9.0)).block
    timer = HoldTimer(said)
    timer.push(block)
    assert bool(timer.reasons) == (worn != said)

"""Which of several sensors moves."""

import numpy as np
import pytest

from balance.records.formats.choosing import moving


@pytest.mark.parametrize("huge", [1e200, 1e308, -1e308])
def test_numbers_that_no_sensor_gives_move_nothing(huge: float) -> None:
    still = np.tile([0.0, 0.0, 9.81], (400, 1))
    odd = huge * np.random.default_rng(1).choice((-1.0, 0.0, 1.0), size=(400, 3))
    assert moving([still, odd], ["one", "other"]) is None

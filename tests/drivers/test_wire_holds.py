"""A simulated hold comes out of every wire format as it is in the samples themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import devices
import numpy as np
import pytest

from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.timing.results import Hold
from drivers.wire import decoder_for

RECORDING: Final = Path(__file__).resolve().parents[2] / "recordings" / "shank_open_firm.csv.gz"
FORMATS: Final[dict[str, Callable[[SampleBlock], list[bytes]]]] = {
    "witmotion": devices.witmotion,
    "rvc": devices.rvc,
    "ximu3": devices.ximu3_text,
    "text": devices.text,
}


def holds(block: SampleBlock) -> list[Hold]:
    session = Session(open_recording(RECORDING).header.conditions())
    found = [*session.push(block), *session.finish()]
    return [each for each in found if isinstance(each, Hold)]


@pytest.mark.parametrize("name", FORMATS)
def test_holds_are_the_same_within_a_sample(name: str) -> None:
    block = open_recording(RECORDING).block
    decoder = decoder_for(name)
    parts = FORMATS[name](block)
    rows = decoder.push(devices.joined(parts))
    lost = len(block) - len(rows)
    assert lost <= 1  # the first line of a text
    arrived = np.searchsorted(np.cumsum([len(part) for part in parts]), rows.end_byte)
    sent = SampleBlock(block.time_s[arrived], rows.acc_m_s2, rows.gyr_rad_s)

    gyr = None if name == "rvc" else block.gyr_rad_s
    expected = holds(SampleBlock(block.time_s, block.acc_m_s2, gyr))
    found = holds(sent)
    assert len(found) == len(expected) > 0
    step_s = float(np.median(np.diff(block.time_s)))
    for one, other in zip(found, expected, strict=True):
        assert one.lift_off_s == pytest.approx(other.lift_off_s, abs=step_s)
        assert one.end_s == pytest.approx(other.end_s, abs=step_s)

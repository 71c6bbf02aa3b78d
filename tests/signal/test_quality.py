import numpy as np
import pytest

from balance.samples import SampleBlock
from balance.signal.quality import Quality


def block(n: int = 400, rate_hz: float = 100.0, start_s: float = 0.0) -> SampleBlock:
    rng = np.random.default_rng(1)
    return SampleBlock(start_s + np.arange(n) / rate_hz, rng.normal(9.8, 0.1, (n, 3)))


def test_a_good_signal_is_valid() -> None:
    quality = Quality()
    quality.push(block())
    assert quality.status(settled=True) == ("valid", ())
    assert quality.rate_hz == pytest.approx(100.0)


def test_each_trouble_has_its_words() -> None:
    slow = Quality()
    slow.push(block(rate_hz=25.0))
    assert slow.status(settled=False)[0] == "invalid"
    assert "25.0 samples a second" in slow.status(settled=False)[1][0]

    restless = Quality()
    restless.push(block())
    assert "never still" in restless.status(settled=False)[1][0]

    coarse = Quality()
    values = np.round(block().acc_m_s2, 1)
    coarse.push(SampleBlock(block().time_s, values))
    assert coarse.status(settled=True) == (
        "attention",
        ("resolution coarse: steps of 0.1 m/s^2",),
    )

    lossy = Quality()
    lossy.push(block())
    lossy.push(block(start_s=5.0))
    assert lossy.status(settled=True)[1] == ("gap of 1.01 s at 3.99 s",)
    assert lossy.rate_hz == pytest.approx(100.0, rel=0.1)

    values = block().acc_m_s2.copy()
    values[100:110, 0] = 39.2
    full = Quality()
    full.push(SampleBlock(block().time_s, values))
    assert "saturated" in full.status(settled=True)[1][0]


def test_the_cut_does_not_matter() -> None:
    whole, parts = Quality(), Quality()
    values = block(900).acc_m_s2.copy()
    values[300:306, 1] = -39.2
    data = SampleBlock(block(900).time_s, values)
    whole.push(data)
    for first in range(0, 900, 7):
        parts.push(data[first : first + 7])
    assert whole.status(settled=True) == parts.status(settled=True)
    assert whole.rate_hz == parts.rate_hz
    assert whole.resolution_m_s2 == parts.resolution_m_s2


def test_nothing_at_all_is_invalid() -> None:
    assert Quality().status(settled=False)[0] == "invalid"

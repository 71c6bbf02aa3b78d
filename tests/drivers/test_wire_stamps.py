"""Stamps of a stream that run over, and of packets."""

from __future__ import annotations

import numpy as np
import pytest

from balance.samples import FloatArray
from drivers.wire.catalogue import decoder_for
from drivers.wire.stamps import Stamps

N = 300
T_S = np.arange(N) / 100.0


def times_of(lines: list[str], cut: int) -> FloatArray:
    decoder = decoder_for("text")
    data = "\n".join(["x", *lines, ""]).encode()
    pushed = (decoder.push(data[i : i + cut]) for i in range(0, len(data), cut))
    found = [rows.stamp_s for rows in pushed if rows.stamp_s is not None]
    return np.concatenate(found)


@pytest.mark.parametrize(("bits", "tick_s"), [(16, 1e-3), (32, 1e-3), (32, 1e-6)])
@pytest.mark.parametrize("at_once", [1, 7, N])
def test_counters_run_over(bits: int, tick_s: float, at_once: int) -> None:
    top = 2.0**bits
    ticks = (np.round(T_S / tick_s) + top - round(1.0 / tick_s)) % top
    stamps = Stamps(tick_s, (2.0**16, 2.0**32))
    found = [stamps.push(ticks[i : i + at_once])[0] for i in range(0, N, at_once)]
    np.testing.assert_allclose(np.diff(np.concatenate(found)), 0.01, atol=1e-6)
    assert stamps.broken == 0


@pytest.mark.parametrize("last_ms", [60_000.0, 30_000.0, 4e9])
def test_a_device_begun_anew_has_not_run_over(last_ms: float) -> None:
    stamps = Stamps(1e-3, (2.0**16, 2.0**32))
    ticks = np.append(last_ms + np.arange(5) * 10.0, [10.0, 20.0, 30.0])
    seconds, _ = stamps.push(ticks)
    assert (seconds.max() < last_ms / 1000 + 1.0) == (last_ms < 1e9)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
@pytest.mark.parametrize("unit", [1.0, 1e3, 1e6])
@pytest.mark.parametrize("cut", [1, 50, 100_000])
@pytest.mark.parametrize("names", [True, False])
def test_rows_that_share_a_stamp_are_spread(n: int, unit: float, cut: int, names: bool) -> None:
    last = T_S[np.minimum(np.arange(N) // n * n + n - 1, N - 1)] + 5.0
    lines = [f"{t * unit:.6g},0.{i % 9},0.1,9.8{i % 7}" for i, t in enumerate(last.tolist())]
    found = times_of((["t,ax,ay,az"] if names else []) + lines, cut)
    assert found.size >= N - 2 * n
    np.testing.assert_allclose(np.diff(found), 0.01, atol=1e-6)

from __future__ import annotations

import numpy as np
import pytest
from fakes import blocks
from pytestqt.qtbot import QtBot

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.session import draw_session
from gui.measure.traces import ACC, TURN, Drawn, Peaks, Ring, Traces


def test_a_ring_gives_the_newest_in_one_piece() -> None:
    ring = Ring(1, 10)
    for first in range(0, 37, 3):
        ring.push(np.arange(first, first + 3, dtype=float)[None])
        assert ring.window()[0, 0] >= 0.0  # nothing is made up before the first sample
        assert ring.count == min(10, first + 3)
    assert ring.window()[0].tolist() == list(range(29, 39))
    assert np.shares_memory(ring.window(), ring.window())
    ring.push(np.arange(100.0)[None])
    assert ring.window()[0].tolist() == list(range(90, 100))


def test_traces_are_the_same_however_the_samples_come() -> None:
    whole, cut = Traces(), Traces()
    block = draw_session(1, placement="shank", holds=1).block
    whole.push(block)
    for piece in blocks(rows=50, holds=1):
        cut.push(piece)
    assert whole.drawn is not None
    assert cut.drawn is not None
    assert cut.drawn.ring.length == pytest.approx(whole.drawn.ring.length, abs=20)
    n = min(cut.drawn.ring.length, whole.drawn.ring.length)
    for row in (ACC, TURN):
        same = whole.drawn.ring.window()[row, -n:], cut.drawn.ring.window()[row, -n:]
        assert np.allclose(*same)
    assert np.abs(whole.drawn.path.window()).max() < 180.0


@pytest.mark.parametrize(("rate_hz", "points"), [(50.0, 500), (100.0, 666), (400.0, 666)])
def test_what_cannot_be_seen_is_not_drawn_and_peaks_are(rate_hz: float, points: int) -> None:
    drawn = Drawn(rate_hz)
    n = int(10 * rate_hz)
    acc = np.tile([0.0, 0.0, 9.80665], (n, 1))
    acc[n // 2, 2] += 7.0
    acc[n // 3, 2] -= 5.0
    for first in range(0, n, 7):
        rows = slice(first, first + 7)
        drawn.push(SampleBlock(np.arange(n)[rows] / rate_hz, acc[rows]))
    seen = drawn.ring.window()[ACC]
    assert seen.size == pytest.approx(points, abs=3)
    assert (seen.max(), seen.min()) == pytest.approx((7.0, -5.0))
    assert drawn.path.window().shape[1] == 250


def test_pieces_are_the_same_however_the_columns_come() -> None:
    values = np.random.default_rng(1).normal(size=(2, 1000))
    whole, cut = Peaks(6), Peaks(6)
    parts = [cut.push(values[:, first : first + 7]) for first in range(0, 1000, 7)]
    assert np.array_equal(np.concatenate(parts, axis=1), whole.push(values))


def test_nothing_is_fresh_before_something_came_and_clear_forgets() -> None:
    traces = Traces()
    assert not traces.fresh
    for piece in blocks(rows=50)[:5]:
        traces.push(piece)
    assert traces.fresh
    traces.clear()
    assert traces.drawn is None


def test_the_whole_sway_path_is_in_view(qtbot: QtBot) -> None:
    from gui.kit.palette import LIGHT
    from gui.measure.traces_view import TraceView

    view = TraceView(Traces(), LIGHT)
    qtbot.addWidget(view)
    view.resize(300, 420)
    view.show()
    way = np.array([0.0, 40.0])
    for x, y in ((way, -way), (0.01 * way, way)):
        view._path.show(x, y)
        qtbot.waitExposed(view)
        for low, high in view._path.plot.viewRange():
            assert low < -40.0
            assert high > 40.0


def test_a_raised_leg_has_no_sway_path_and_says_why(qtbot: QtBot) -> None:
    from gui.kit.palette import LIGHT
    from gui.measure.traces_view import NO_SWAY, TraceView

    worn: list[Placement] = ["shank"]
    traces = Traces(lambda: worn[0])
    view = TraceView(traces, LIGHT)
    qtbot.addWidget(view)
    view.resize(300, 420)
    with qtbot.waitExposed(view):
        view.show()
    traces.push(draw_session(1, placement="shank", holds=1).block)
    assert view.draw()
    assert not view._path.curve.isVisible()
    assert "back or chest" in view._path.plot.titleLabel.text
    assert view.accessibleDescription() == NO_SWAY
    traces.clear()
    worn[0] = "lower_back"
    traces.push(draw_session(1, placement="lower_back", holds=1).block)
    assert view.draw()
    assert view._path.curve.isVisible()
    assert view.accessibleDescription() == ""


def test_a_trunk_has_ten_degrees_whatever_it_began_with(qtbot: QtBot) -> None:
    from gui.kit.palette import LIGHT
    from gui.measure.traces_view import TraceView

    traces = Traces(lambda: "lower_back")
    view = TraceView(traces, LIGHT)
    qtbot.addWidget(view)
    view.resize(300, 420)
    with qtbot.waitExposed(view):
        view.show()
    still = np.tile([0.0, 9.81 * np.sin(0.5), 9.81 * np.cos(0.5)], (2000, 1))
    still[:20] = [0.0, 0.0, 9.81]  # somebody was still strapping it on
    traces.push(SampleBlock(np.arange(2000) / 100.0, still))
    assert view.draw()
    x, y = view._path.curve.getData()
    assert abs(x).max() < 1.0
    assert abs(y).max() < 1.0
    axis = view._path.plot.getAxis("left")
    assert [at for at, _ in axis._tickLevels[0]] == [-10.0, 0.0, 10.0]

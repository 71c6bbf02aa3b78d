from __future__ import annotations

import numpy as np
import pytest
from fakes import blocks
from pytestqt.qtbot import QtBot

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.session import draw_session
from gui.measure.traces import ACC, LEAN_X, TURN, Ring, Traces


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
    assert whole.ring is not None
    assert cut.ring is not None
    assert cut.ring.length == pytest.approx(whole.ring.length, abs=20)
    n = min(cut.ring.length, whole.ring.length)
    for row in (ACC, TURN):
        same = whole.ring.window()[row, -n:], cut.ring.window()[row, -n:]
        assert np.allclose(*same)
    assert np.abs(whole.ring.window()[LEAN_X]).max() < 180.0


def test_nothing_is_fresh_before_something_came_and_clear_forgets() -> None:
    traces = Traces()
    assert not traces.fresh
    for piece in blocks(rows=50)[:5]:
        traces.push(piece)
    assert traces.fresh
    traces.clear()
    assert traces.ring is None


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

"""What of a test is Qt's: a timer that turns it, and signals that tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import END, Pumps, StepPump, blocks
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from balance.records.history.schema import Tried
from drivers.live.keeper import Keeping
from drivers.live.place import place_in
from drivers.live.standing import Standing
from gui.setup import Setup
from gui.turning import SLOW_TICK_MS, TICK_MS, Turning

SOON_MS = 60_000
SIM = Setup("sim:?placement=shank", kind="free")


@pytest.fixture
def turning(qtbot: QtBot, tmp_path: Path, pumps: Pumps) -> Iterator[Turning]:
    made = Turning(lambda: Keeping(tmp_path / "kept", ".csv"), pump=pumps)
    yield made
    made.live.close()
    made._timer.stop()


def test_it_turns_from_the_start_of_a_source_to_its_end(
    qtbot: QtBot, turning: Turning, pumps: Pumps
) -> None:
    pumps.scripted = StepPump([*blocks(rows=20), END])
    seen: list[Standing] = []
    ticks: list[bool] = []
    turning.changed.connect(seen.append)
    turning.ticked.connect(lambda: ticks.append(True))
    turning.be_slow(False)
    assert turning._timer.interval() == TICK_MS
    turning._timer.setInterval(0)
    assert not turning._timer.isActive()
    turning.live.start(SIM)
    assert turning._timer.isActive()
    qtbot.waitUntil(lambda: turning.live.standing.stage == "over", timeout=SOON_MS)
    assert not turning._timer.isActive()
    assert [now.stage for now in (seen[0], seen[-1])] == ["opening", "over"]
    assert seen[-1] == turning.live.standing
    assert len(seen[-1].entries) == 3
    assert len(ticks) > len(blocks(rows=20))


def test_a_hold_is_kept_before_it_is_seen(
    qtbot: QtBot, tmp_path: Path, pumps: Pumps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.turning.MOST_KEEPING_S", 60.0)
    pumps.scripted = StepPump([*blocks(rows=50), END])
    place = place_in(tmp_path)
    with place.open() as history:
        turning = Turning(lambda: Keeping(place.folder, ".csv", lambda: history), pump=pumps)
        counts: list[tuple[int, int]] = []

        def count(now: Standing) -> None:
            with history.reading() as session:
                counts.append((len(now.entries), session.scalar(select(func.count(Tried.id))) or 0))

        turning.changed.connect(count)
        turning.live.start(SIM)
        qtbot.waitUntil(lambda: turning.live.standing.stage == "over", timeout=SOON_MS)
        turning.live.close()
    assert {seen for seen, _ in counts} == {0, 1, 2, 3}
    assert all(kept >= seen for seen, kept in counts)


def test_it_is_turned_again_for_another_source(
    qtbot: QtBot, turning: Turning, pumps: Pumps
) -> None:
    turning._timer.setInterval(0)
    for _ in range(2):
        pumps.scripted = StepPump([*blocks(rows=50)[:4], END])
        turning.live.start(SIM)
        qtbot.waitUntil(lambda: turning.live.standing.stage == "over", timeout=SOON_MS)
    assert not turning._timer.isActive()


def test_thirty_frames_a_second_are_enough_for_some(turning: Turning) -> None:
    turning.be_slow(True)
    assert turning._timer.interval() == SLOW_TICK_MS


def test_what_a_phone_asks_for_is_told(qtbot: QtBot, turning: Turning, pumps: Pumps) -> None:
    pump = pumps.scripted = StepPump(blocks())
    wished: list[str] = []
    turning.wished.connect(wished.append)
    turning.live.connect_to(SIM)
    pump.wished += ["start", "stop"]
    qtbot.waitUntil(lambda: len(wished) == 2, timeout=SOON_MS)
    assert wished == ["start", "stop"]
    turning.live.disconnect()
    qtbot.waitUntil(lambda: not turning._timer.isActive(), timeout=SOON_MS)


def test_a_source_that_cannot_open_leaves_no_timer_running(qtbot: QtBot, turning: Turning) -> None:
    turning.live.start(Setup("nonsense:1"))
    assert "nonsense" in turning.live.standing.trouble
    assert not turning._timer.isActive()

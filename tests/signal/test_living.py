"""A sensor that died and goes on sending, and living ones that repeat their readings lawfully."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import Analysis, analyze
from balance.protocol.conditions import Conditions
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.signal.living import Died, Living
from balance.signal.stuck import Stuck
from balance.simulate.session import draw_session

_SESSION = draw_session(1, placement="shank", holds=2)
WHOLE = _SESSION.block
FIRST = analyze(Recording(Path("x.csv"), Header(placement="shank"), WHOLE)).holds[0]
MID_S = 0.5 * (FIRST.lift_off_s + FIRST.end_s)


def scored(block: SampleBlock, chunk: int | None = None) -> Analysis:
    return analyze(Recording(Path("x.csv"), Header(placement="shank"), block), chunk=chunk)


def lived(block: SampleBlock, rows: int | None = None) -> tuple[np.ndarray, list[Died]]:
    living, parts = Living(), []
    for first in range(0, len(block), rows or len(block)):
        parts += living.push(block[first : first + (rows or len(block))])
    parts += living.finish()
    times = [part.time_s for part in parts if isinstance(part, SampleBlock)]
    return np.concatenate([[], *times]), [part for part in parts if isinstance(part, Died)]


def dead(block: SampleBlock, from_s: float, to_s: float, *, zeros: bool) -> SampleBlock:
    """Let a sensor die for a while: it sends zeros, or the reading that it had."""
    time_s, acc, gyr = block.time_s, block.acc_m_s2.copy(), block.gyr_rad_s
    rows = (time_s > from_s) & (time_s <= to_s)
    last = int(np.flatnonzero(rows)[0]) - 1
    acc[rows] = 0.0 if zeros else acc[last]
    if gyr is not None:
        gyr = gyr.copy()
        gyr[rows] = 0.0 if zeros else gyr[last]
    return SampleBlock(time_s, acc, gyr)


def without_turn(block: SampleBlock) -> SampleBlock:
    return SampleBlock(block.time_s, block.acc_m_s2)


def acc_zeros_alone(block: SampleBlock, from_s: float, to_s: float) -> SampleBlock:
    """The accelerometer dies, the gyroscope does not."""
    acc = dead(block, from_s, to_s, zeros=True).acc_m_s2
    return SampleBlock(block.time_s, acc, block.gyr_rad_s)


END_S = float(WHOLE.time_s[-1])
DYING = {
    "zeros to the end": dead(WHOLE, MID_S, END_S, zeros=True),
    "frozen to the end": dead(WHOLE, MID_S, END_S, zeros=False),
    "zeros for a while": dead(WHOLE, MID_S, MID_S + 6.0, zeros=True),
    "frozen for a while": dead(WHOLE, MID_S, MID_S + 6.0, zeros=False),
    "frozen for half a second": dead(WHOLE, MID_S, MID_S + 0.5, zeros=False),
    "zeros of the accelerometer": acc_zeros_alone(WHOLE, MID_S, END_S),
    "frozen without a gyroscope": dead(without_turn(WHOLE), MID_S, END_S, zeros=False),
    "zeros without a gyroscope": dead(without_turn(WHOLE), MID_S, END_S, zeros=True),
}


@pytest.mark.parametrize("what", DYING)
def test_a_hold_ends_as_a_gap_at_the_last_live_sample(what: str) -> None:
    analysis = scored(DYING[what])
    (hold,) = (h for h in analysis.holds if h.lift_off_s < MID_S)
    last_s = float(WHOLE.time_s[WHOLE.time_s <= MID_S][-1])
    assert (hold.end_reason, hold.censored) == ("gap", True)
    assert hold.end_s == last_s
    assert analysis.status == "attention"
    assert any(reason.startswith("dead sensor: ") for reason in analysis.reasons)
    if "end" in what:
        assert [h for h in analysis.holds if h.lift_off_s > MID_S] == []


@pytest.mark.parametrize("what", DYING)
@pytest.mark.parametrize("rows", [1, 7, 64])
def test_the_cut_does_not_matter(what: str, rows: int) -> None:
    whole, parts = lived(DYING[what]), lived(DYING[what], rows)
    np.testing.assert_array_equal(parts[0], whole[0])
    assert parts[1] == whole[1]


@pytest.mark.parametrize("what", ["zeros to the end", "frozen for a while"])
def test_items_are_the_same_for_any_cut(what: str) -> None:
    assert scored(DYING[what], chunk=9).items == scored(DYING[what]).items


def test_live_it_is_known_within_a_second_and_the_clock_stops() -> None:
    session = Session(Conditions(placement="shank"))
    ended_s = None
    for first in range(len(WHOLE)):
        block = DYING["frozen to the end"][first : first + 1]
        session.push(block)
        if session.attempts and ended_s is None:
            ended_s = float(block.time_s[0])
    assert ended_s is not None
    assert ended_s - MID_S < 1.0
    assert session.clock_s(END_S) is None


def test_a_stop_by_hand_after_a_death_is_read_again_as_it_was() -> None:
    block = DYING["frozen to the end"]
    session = Session(Conditions(placement="shank"))
    session.push(block[: int(np.searchsorted(block.time_s, MID_S + 2.0))])
    (stop,) = session.stop()
    assert stop.t_s > MID_S
    assert session.attempts[0].hold.end_reason == "gap"


# -- lawful repeats ---------------------------------------------------------------------------


def quiet(n: int = 1200, rate_hz: float = 60.0, noise: float = 0.01, seed: int = 4) -> SampleBlock:
    """Somebody stands quietly, or the sensor lies; no gyroscope."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(n) / rate_hz
    sway = 0.02 * np.sin(2.0 * time_s)[:, None]
    acc = np.array([0.31, -0.42, 9.78]) + sway + rng.normal(0.0, noise, (n, 3))
    return SampleBlock(time_s, acc)


def rounded(block: SampleBlock, step: float) -> SampleBlock:
    return SampleBlock(block.time_s, np.round(block.acc_m_s2 / step) * step, block.gyr_rad_s)


def doubled(block: SampleBlock, times: int) -> SampleBlock:
    """A stream that gives each sample several times."""
    rows = np.repeat(np.arange(len(block)), times)
    step_s = float(np.median(np.diff(block.time_s))) / times
    gyr = None if block.gyr_rad_s is None else block.gyr_rad_s[rows]
    return SampleBlock(block.time_s[0] + np.arange(rows.size) * step_s, block.acc_m_s2[rows], gyr)


def moved_then_lying() -> SampleBlock:
    """A phone that is put on a table: coarse steps, and not one change for ten seconds."""
    rng = np.random.default_rng(5)
    acc = np.tile([0.1, 0.2, 9.8], (900, 1))
    acc[:300] += rng.normal(0.0, 2.0, (300, 3))
    return rounded(SampleBlock(np.arange(900) / 60.0, acc), 0.1)


LAWFUL = {
    "a simulated session": WHOLE,
    "coarse, standing": rounded(quiet(), 0.1),
    "coarse, lying": rounded(quiet(noise=0.002), 0.1),
    "coarse, put on a table": moved_then_lying(),
    "12 bit of 4 g, lying": rounded(quiet(noise=0.004), 9.80665 / 512),
    "12 bit of 2 g, lying": rounded(quiet(noise=0.01), 9.80665 / 1024),
    "each sample twice": doubled(WHOLE, 2),
    "each sample ten times": doubled(quiet(rate_hz=50.0), 10),
    "nothing ever changed": SampleBlock(np.arange(600) / 60.0, np.tile([0.1, 0.2, 9.8], (600, 1))),
}


@pytest.mark.parametrize("what", LAWFUL)
def test_a_living_sensor_loses_nothing(what: str) -> None:
    times, died = lived(LAWFUL[what])
    np.testing.assert_array_equal(times, LAWFUL[what].time_s)
    assert died == []


@pytest.mark.parametrize("what", ["coarse, lying", "a simulated session", "coarse, standing"])
def test_nothing_waits(what: str) -> None:
    living, block = Living(), LAWFUL[what]
    given = [len(p) for i in range(400) for p in living.push(block[i : i + 1])]  # type: ignore[arg-type]
    assert sum(given) == 400


def test_zeros_from_the_start_are_a_sensor_that_has_not_begun() -> None:
    acc = WHOLE.acc_m_s2.copy()
    acc[:150] = 0.0
    times, _ = lived(SampleBlock(WHOLE.time_s, acc, WHOLE.gyr_rad_s), 13)
    assert times[0] == WHOLE.time_s[150]


# -- one axis ---------------------------------------------------------------------------------


def stuck(axis: int, seconds: float, to: float | None = None) -> SampleBlock:
    """Let one axis of six stand still for a while."""
    assert WHOLE.gyr_rad_s is not None
    values = np.concatenate([WHOLE.acc_m_s2, WHOLE.gyr_rad_s], axis=1)
    rows = (WHOLE.time_s > 1.0) & (WHOLE.time_s <= 1.0 + seconds)
    values[rows, axis] = values[np.flatnonzero(rows)[0], axis] if to is None else to
    return SampleBlock(WHOLE.time_s, values[:, :3], values[:, 3:])


@pytest.mark.parametrize(
    ("axis", "seconds", "to", "name"),
    [(0, 5.0, None, "x axis of the acceleration"), (2, 60.0, 0.0, "z axis of the acceleration"),
     (3, 5.0, None, "x axis of the rate of turn"), (5, 60.0, 0.0, "z axis of the rate of turn"),
     (1, 60.0, 39.2, "y axis of the acceleration")],
)  # fmt: skip
def test_a_broken_axis_is_said(axis: int, seconds: float, to: float | None, name: str) -> None:
    whole, parts = Stuck(), Stuck()
    block = stuck(axis, seconds, to)
    whole.push(block)
    for first in range(0, len(block), 11):
        parts.push(block[first : first + 11])
    (reason,) = whole.reasons
    assert name in reason
    assert parts.reasons == whole.reasons


@pytest.mark.parametrize(
    "block",
    [*LAWFUL.values(), stuck(0, 1.0), stuck(4, 8.0, 0.0)],
    ids=[*LAWFUL, "a second", "a gyroscope that holds back rest"],
)
def test_axes_that_only_rest_are_not_broken(block: SampleBlock) -> None:
    watched = Stuck()
    watched.push(block)
    assert watched.reasons == ()

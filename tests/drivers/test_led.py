"""A led session on a clock that the tests turn, with a sensor and without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from fakes import END, INFO, FakeOrder, StepPump, blocks

from balance.analysis import analyze
from balance.exercise import count_raises
from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Outcome, sets_of
from balance.protocol.exercise.program import Item, Part, lay_out
from balance.protocol.exercise.scoring import score_of
from balance.protocol.exercise.scripts import Side
from balance.protocol.exercise.tiers import Ease
from balance.records.open_any import find_recordings, open_recording
from balance.samples import SampleBlock
from balance.simulate.raise_plan import SetPlan
from balance.simulate.raises import draw_raises
from drivers.live import prompts
from drivers.live.keeper import Keeping
from drivers.live.led import Led
from drivers.live.led_words import NO_SENSOR
from drivers.live.live import Live
from drivers.live.screen import told
from drivers.live.standing import Standing
from drivers.pump import Pump
from drivers.source import SourceLost
from drivers.telling import Cue

LIBRARY = Library()
MOST_TURNS = 200_000
FEET = ("big_toe_lift", "arch_squeeze")


def part(name: str, tier: int = 0, *sides: Side) -> Part:
    script = LIBRARY[name]
    rung = script.tiers[tier]
    return Part(script, rung.dose, rung.name, sides or ("left", "right"))


class Driven:
    """A `Led`, with all that it said, kept and showed."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        pump: Callable[[str], object] | None = None,
        folder: Path | None = None,
        order: FakeOrder | None = None,
        place: Place | None = None,
        step_s: float = 0.01,
    ) -> None:
        self.now_s, self.step_s = 50.0, step_s
        self.heard: list[tuple[float, Cue]] = []
        self.seen: list[Standing] = []
        self.kept: list[Place] = []
        self.eases: list[tuple[str, Ease]] = []
        self.links: list[tuple[Outcome, Path]] = []
        self.live: Live | None = None
        if pump is not None and folder is not None:
            keeping = Keeping(folder, ".csv")
            opener = cast("Callable[[str], Pump]", pump)
            self.live = Live(
                lambda: keeping, changed=lambda _now: None, pump=opener, clock=self.clock
            )
        self.led = Led(
            lay_out(parts, counted=self.live is not None),
            order or FakeOrder() if self.live is not None else None,
            self.live,
            diary=self,
            changed=self.seen.append,
            sound=lambda cues: self.heard.extend((self.now_s, cue) for cue in cues),
            place=place,
            clock=self.clock,
        )

    def clock(self) -> float:
        return self.now_s

    def keep(self, place: Place, items: Sequence[Item]) -> None:
        assert len(items) == len(self.led.lead.items)
        self.kept.append(place)

    def link(self, outcome: Outcome, path: Path) -> None:
        self.links.append((outcome, path))

    def say_ease(self, script: str, ease: Ease) -> None:
        self.eases.append((script, ease))

    def until(self, there: Callable[[], bool]) -> None:
        for _ in range(MOST_TURNS):
            if there():
                return
            due_s = self.led.lead.due_s()
            quiet = self.live is None or not self.live.connected
            waits_s = self.step_s if due_s is None or not quiet else due_s + 0.005 - self.now_s
            self.now_s += max(waits_s, 0.001)
            self.led.turn()
        raise AssertionError(self.led.standing)

    def to_end(self) -> None:
        self.led.begin()
        self.until(lambda: self.led.over)
        self.led.leave()
        if self.live is not None:
            self.live.desk.wait()

    def close(self) -> None:
        if self.live is not None:
            self.live.close()

    @property
    def words(self) -> list[str]:
        return [cue.words for _, cue in self.heard if cue.words]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return self.led.lead.outcomes

    @property
    def states(self) -> list[str]:
        return [one.state for one in sets_of(self.led.lead.items, self.outcomes)]


@pytest.fixture
def drive() -> Iterator[Callable[..., Driven]]:
    made: list[Driven] = []

    def make(*args: object, **kwargs: object) -> Driven:
        made.append(Driven(*args, **kwargs))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


Drive = Callable[..., Driven]


def pumps(*scripts: Sequence[object]) -> Callable[[str], StepPump]:
    """Give one pump after the other, each time that the source is opened."""
    left = [StepPump(script) for script in scripts]  # type: ignore[arg-type]
    return lambda _address: left.pop(0) if len(left) > 1 else left[0]


def test_a_session_without_a_sensor_goes_to_its_end_by_itself(drive: Drive) -> None:
    driven = drive([part(name) for name in FEET])
    driven.to_end()
    assert driven.states == ["done"] * 4
    assert driven.led.standing.stage == "over"
    assert driven.words.count("Squeeze.") == 10
    shown = [prompts.headline(now)[0] for now in driven.seen]
    assert "Squeeze 2 of 5" in shown
    assert "Rest" in shown
    assert shown[-1] == "Session done"
    assert len(driven.kept) >= len(driven.outcomes)
    assert driven.kept[-1].outcomes == driven.outcomes


def test_what_is_due_is_said_at_its_turn_and_all_of_one_moment_at_once(drive: Drive) -> None:
    driven = drive([part("arch_squeeze", 0, "left")])
    driven.to_end()
    said = [(at_s, cue.words) for at_s, cue in driven.heard if cue.words]
    together = [words for _, words in said if words.startswith("Let go.")]
    assert together[0] == "Let go. Rest 20 seconds. Next, squeeze 2 of 5."
    begun_s = [at_s for at_s, words in said if words == "Squeeze."]
    assert begun_s == pytest.approx([50 + 11 + 25 * n for n in range(5)], abs=0.02)


def test_what_was_left_is_gone_on_with_where_it_was(drive: Drive) -> None:
    first = drive([part("arch_squeeze")])
    first.led.begin()
    first.until(lambda: len(first.outcomes) == 3)
    first.led.leave()
    later = drive([part("arch_squeeze")], place=first.kept[-1])
    later.to_end()
    assert later.states == ["done", "done"]
    assert len(later.outcomes) == 10


def test_a_pause_lets_everything_stand_and_a_skip_leaves_out(drive: Drive) -> None:
    driven = drive([part("arch_squeeze", 0, "left")])
    driven.led.begin()
    driven.until(lambda: prompts.headline(driven.led.standing)[0] == "Squeeze 1 of 5")
    driven.led.pause()
    assert driven.led.standing.stage == "paused"
    assert told(driven.led.standing).wishes == ("pause",)
    driven.now_s += 1000.0
    driven.led.turn()
    assert driven.led.standing.stage == "paused"
    driven.led.press()  # the large button goes on
    assert driven.led.standing.stage == "running"
    assert told(driven.led.standing).wishes == ("pause", "repeat", "skip")
    driven.led.grant("skip")
    driven.until(lambda: driven.led.over)
    (done,) = sets_of(driven.led.lead.items, driven.outcomes)
    assert (done.done, done.asked) == (4, 5)


def test_without_a_sensor_a_hold_is_left_out_and_that_is_said(drive: Drive) -> None:
    driven = drive([part("single_leg_hold")])
    driven.to_end()
    assert driven.states == ["skipped", "skipped"]
    assert NO_SENSOR in driven.words


def test_holds_are_measured_as_everywhere(drive: Drive, tmp_path: Path) -> None:
    driven = drive(
        [part("single_leg_hold")],
        pump=pumps(*([*blocks(seed, holds=1), END] for seed in range(4))),
        folder=tmp_path,
    )
    driven.to_end()
    assert driven.states == ["done", "done"]
    kept = [open_recording(path) for path in find_recordings([tmp_path])]
    assert len(kept) == 4
    held = sorted(analyze(one).holds[0].duration_s for one in kept)
    assert sorted(cast("float", one.measured.seconds) for one in driven.outcomes) == held  # type: ignore[union-attr]
    assert {one.header.stance_leg for one in kept} == {"left", "right"}
    said = [prompts.headline(now)[0] for now in driven.seen]
    assert {"Stand still on both feet", "Lift your foot", "Holding", "Foot down"} <= set(said)
    assert not any("Session done" in words for words in driven.words)


def test_a_hold_of_a_named_test_has_its_conditions_and_its_cap(
    drive: Drive, tmp_path: Path
) -> None:
    given = blocks(3, holds=1, hold_range_s=(20.0, 25.0))
    driven = drive([part("ten_second", 0, "left")], pump=pumps([*given, END]), folder=tmp_path)
    driven.to_end()
    (kept,) = (open_recording(path) for path in find_recordings([tmp_path]))
    assert (kept.header.cap_s, kept.header.arms) == (10.0, "at the sides")
    script = LIBRARY["ten_second"]
    assert score_of(script, driven.led.lead.items, driven.outcomes).value == 1.0


def test_a_sensor_that_is_lost_pauses_the_session_and_the_hold_is_done_again(
    drive: Drive, tmp_path: Path
) -> None:
    given = blocks(1, holds=1)
    driven = drive(
        [part("single_leg_hold", 0, "left")],
        pump=pumps([*given[:30], SourceLost("unplugged")], [*given, END], [*given, END]),
        folder=tmp_path,
    )
    driven.led.begin()
    driven.until(lambda: driven.led.standing.stage == "paused")
    assert "unplugged" in prompts.hint(driven.led.standing)[0]
    assert any("unplugged" in words for words in driven.words)
    driven.led.pause()
    driven.until(lambda: driven.led.over)
    assert driven.states == ["done"]


def test_raises_are_counted_and_kept_without_a_hold(drive: Drive, tmp_path: Path) -> None:
    plan = SetPlan(count=8, tempo_s=5.0, height_cm=8.0)
    made = draw_raises(4, placement="foot", leg="both", plans=[plan])
    info = replace(INFO, conditions=replace(INFO.conditions, placement="foot"))
    rows = [made.block[n : n + 20] for n in range(0, len(made.block), 20)]

    def open_pump(_address: str) -> StepPump:
        return StepPump(rows, opened=info)

    driven = drive(
        [replace(part("heel_raise", 0, "both"), dose=replace(part("heel_raise").dose, sets=1))],
        pump=open_pump,
        folder=tmp_path,
        order=FakeOrder(played=False),
        step_s=0.1,  # a block of 0.2 s every other turn
    )
    driven.to_end()
    (outcome,) = driven.outcomes
    assert outcome.measured is not None
    assert outcome.measured.count == 8
    assert outcome.measured.height_cm == pytest.approx(
        np.mean([one.height_cm for one in made.sets[0]]), abs=1.5
    )
    (path,) = find_recordings([tmp_path])
    assert driven.links == [(outcome, path)]
    header = open_recording(path).header
    assert (header.sensor_on, header.stance_leg, header.extra["exercise"]) == (
        "stance",
        None,
        "heel_raise",
    )
    assert header.extra["raise_leg"] == "both"
    (counted_again,) = count_raises(open_recording(path)).sets
    live = outcome.measured
    assert (live.count, live.tempo_s, live.height_cm, live.decline) == (
        counted_again.count,
        counted_again.tempo_s,
        counted_again.height_cm,
        counted_again.decline,
    )
    assert header.extra["heel_to_ball_cm"] == 18.0
    counted = {now.guide.counted for now in driven.seen if now.guide is not None}
    assert {3, 7} <= counted


def test_two_taps_on_the_sensor_pause_and_go_on(drive: Drive, tmp_path: Path) -> None:
    still = np.tile([0.0, 0.0, 9.81], (3000, 1))
    for row in (400, 430, 1200, 1230):
        still[row, 2] += 25.0
    block = SampleBlock(np.arange(3000) / 100.0, still, None)
    rows = [block[n : n + 10] for n in range(0, 3000, 10)]
    driven = drive(
        [part("big_toe_lift"), part("single_leg_hold")],
        pump=lambda _address: StepPump(rows),
        folder=tmp_path,
        order=FakeOrder(played=False),
        step_s=0.05,
    )
    assert driven.live is not None
    driven.live.connect_to(FakeOrder(played=False))
    driven.led.begin()
    driven.until(lambda: driven.led.standing.stage == "paused")
    driven.until(lambda: driven.led.standing.stage != "paused")
    assert driven.words.count("Paused") == 1


def test_how_it_felt_is_asked_once_after_an_exercise(drive: Drive) -> None:
    driven = drive([part(name, 0, "left") for name in FEET])
    driven.led.begin()
    driven.led.say_ease("hard")  # nothing is over yet
    driven.until(lambda: driven.led.lead.item is not None and driven.led.lead.item.number == 1)
    assert [one.id for one in driven.led.unsaid] == ["big_toe_lift"]
    driven.led.say_ease("easy")
    driven.led.say_ease("hard")
    driven.until(lambda: driven.led.over)
    assert prompts.hint(driven.led.standing)[0] == (
        "Ball squeeze under the arch: was it easy, right or hard?"
    )
    assert told(driven.led.standing).wishes == ("easy", "right", "hard")
    driven.led.grant("right")
    assert driven.eases == [("big_toe_lift", "easy"), ("arch_squeeze", "right")]
    assert told(driven.led.standing).wishes == ("start",)


@pytest.mark.parametrize("placement", ["lower_back", "thigh"])
def test_where_raises_can_not_be_counted_it_is_said_and_the_clock_goes_on(
    drive: Drive, tmp_path: Path, placement: str
) -> None:
    still = np.tile([0.0, 0.0, 9.81], (100_000, 1))
    block = SampleBlock(np.arange(100_000) / 100.0, still, None)
    rows = [block[n : n + 50] for n in range(0, 100_000, 50)]
    info = replace(INFO, conditions=replace(INFO.conditions, placement=placement))
    driven = drive(
        [part("heel_raise", 0, "both")],
        pump=lambda _address: StepPump(rows, opened=info),
        folder=tmp_path,
        order=FakeOrder(played=False),
        step_s=0.25,
    )
    driven.to_end()
    assert driven.states == ["done", "done"]
    said = [words for words in driven.words if "can't be counted" in words]
    assert len(said) == 1
    measured = [one.measured for one in driven.outcomes]
    assert [(one.count, one.refused) for one in measured if one is not None] == [
        (None, said[0])
    ] * 2

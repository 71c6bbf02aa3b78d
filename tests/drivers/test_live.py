"""One test after another from a source, turn by turn, without a thread of a pump and without Qt."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from drawn import drawn
from fakes import END, INFO, FakeOrder, StepPump, blocks
from keepers import dump
from late import LATE_S, LateTimer

from balance.analysis import analyze
from balance.protocol.plans import Plan, Step, custom
from balance.records.edits import KeptHold, apply_edits
from balance.records.events_file import LOST, events_path, read_events
from balance.records.header import Header
from balance.records.history.engine import open_history
from balance.records.open_any import find_recordings, open_recording
from balance.records.recorder import as_written
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.session import Session
from balance.timing.results import Event, Hold, Item
from balance.words import NO_SAMPLES
from drivers.health import Health
from drivers.live import prompts
from drivers.live.cues import Wanted, cues
from drivers.live.keeper import Keeping
from drivers.live.live import LATE_PRESS_S, Live, open_pump
from drivers.live.reader import LONG_SILENCE_S, SILENT_S
from drivers.live.run import SETTLING_S, TAIL_S
from drivers.live.screen import told
from drivers.live.standing import Standing
from drivers.pump import Last, Pump
from drivers.source import CannotOpen, Source, SourceError, SourceInfo, SourceLost

FREE = FakeOrder()
MOST_TURNS = 100_000

Script = Sequence[SampleBlock | Last | Health]


class Clock:
    """Seconds that go on when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Driven:
    """A `Live` on a pump without a thread, with all that it said."""

    def __init__(self, pump: Callable[[str], Pump], folder: Path, spare: tuple[Path, ...]) -> None:
        self.clock = Clock()
        self.seen: list[Standing] = []
        self.items: list[Item] = []
        self.folder = folder
        self.live = Live(
            lambda: Keeping(self.folder, ".csv", spare=spare),
            changed=self.seen.append,
            heed=self.items.extend,
            pump=pump,
            clock=self.clock,
        )

    @property
    def now(self) -> Standing:
        return self.live.standing

    @property
    def holds(self) -> list[Hold]:
        return [entry.hold for entry in self.now.entries]

    @property
    def said(self) -> list[str]:
        """The headlines, each once in its turn."""
        said = [prompts.headline(now)[0] for now in self.seen]
        return [one for one, before in zip(said, ["", *said], strict=False) if one != before]

    def until(self, there: Callable[[], bool]) -> None:
        for _ in range(MOST_TURNS):
            if there():
                return
            self.live.turn()
        raise AssertionError(self.now)

    def to_end(self, order: FakeOrder = FREE) -> None:
        self.live.start(order)
        self.until(lambda: self.now.stage == "over")
        self.live.desk.wait()

    def to_hold(self, seconds: float = 2.0, order: FakeOrder = FREE) -> None:
        self.live.start(order)
        self.until(lambda: (self.now.held_s or 0.0) > seconds)


Make = Callable[..., Driven]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Driven] = []

    def drive(
        script: Script | StepPump, *, folder: Path = tmp_path / "kept", spare: tuple[Path, ...] = ()
    ) -> Driven:
        pump = script if isinstance(script, StepPump) else StepPump(script)
        made.append(Driven(lambda _address: pump, folder, spare))  # type: ignore[arg-type,return-value]
        return made[-1]

    yield drive
    for each in made:
        each.live.close()


def of(recording: Path) -> tuple[Hold, ...]:
    """What a recording says of its holds, with the stops beside it."""
    return analyze(recording).holds


def edits_of(recording: Path) -> tuple[KeptHold, ...]:
    """What is said of those holds, as the edits beside the recording say it."""
    rows = read_events(events_path(recording))
    edited, troubles = apply_edits([KeptHold(hold) for hold in of(recording)], rows)
    assert troubles == ()
    return edited


def details(recording: Path, event: str) -> list[str]:
    return [row.detail for row in read_events(events_path(recording)) if row.event == event]


def test_every_state_is_shown_in_its_turn(make: Make) -> None:
    pump = StepPump([*blocks(rows=5), END])
    driven = make(pump)
    driven.to_end()
    turn = iter(driven.said)
    hold = ["Stand still on both feet", "Lift your foot", "Holding"]
    assert all(word in turn for word in ["Opening the sensor", *hold, "Foot down"])
    assert driven.said.count("Foot down") == 3
    assert driven.said[-1] == "Session done"
    assert pump.closed


def test_what_becomes_known_is_heard_in_order_and_as_a_session_says_it(make: Make) -> None:
    given = blocks()
    driven = make([*given, END])
    driven.to_end()
    session = Session(driven.now.entries[0].conditions)
    expected: list[Item] = []
    for piece in open_recording(driven.now.entries[0].path).block, None:  # type: ignore[arg-type]
        expected += session.finish() if piece is None else session.push(piece)
    assert driven.items == expected
    assert driven.holds == [item for item in expected if isinstance(item, Hold)]


def test_a_decided_end_stands_until_it_is_final(make: Make) -> None:
    driven = make([*blocks(), END])
    driven.to_end()
    said, seen = driven.said, driven.seen
    at = said.index("Foot down, being checked")
    assert said[at + 1] == "Foot down"
    assert said.count("Foot down") == 3
    checked = [now for now in seen if now.checked and not now.entries]
    assert len({now.held_s for now in checked}) == 1
    assert all(now.last is None and not now.can_judge for now in checked)
    tones = [cue.tone for now, then in pairwise(seen) for cue in cues(now, then, Wanted())]
    assert tones.count("end") == tones.count("start") >= 3
    path = driven.now.entries[-1].path
    assert path is not None
    rows = read_events(events_path(path))
    ends = [row.time_s for row in rows if row.event == "step_down"]
    assert ends == pytest.approx([hold.end_s for hold in driven.holds], abs=1e-6)


def test_a_press_after_a_decided_end_does_not_end_the_hold_by_hand(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    driven = make(blocks())
    driven.live.start(FREE)
    driven.until(lambda: driven.now.checked)
    driven.live.press()
    assert driven.now.active
    driven.until(lambda: bool(driven.now.entries))
    (made,) = driven.holds
    assert made.end_reason == "step_down"
    assert made.final_s == pytest.approx(made.decided_s + LATE_S)
    driven.clock.now_s += LATE_PRESS_S
    driven.live.press()
    assert driven.now.stage == "over"


def test_a_sensor_that_is_lost_after_a_decided_end_leaves_the_end_as_it_is(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    block = drawn(1, placement="shank", holds=3).block
    first, *_ = analyze(Recording(Path("x.csv"), Header(placement="shank"), block)).holds
    rows = int((block.time_s < first.decided_s + 0.5).sum()) // 20
    pump = StepPump(blocks()[:rows])
    pump.lost_after = "unplugged"
    driven = make(pump)
    driven.live.start(FREE)
    driven.until(lambda: bool(driven.now.lost))
    assert driven.now.checked
    assert driven.holds == []
    driven.live.stop()
    (made,) = driven.holds
    assert (made.end_reason, made.censored) == ("step_down", False)


def test_the_clock_counts_up_by_tenths_and_the_sensor_line_stands_still(make: Make) -> None:
    driven = make([*blocks(rows=5, holds=1), END])
    driven.to_end()
    first = [now for now in driven.seen if now.held_s is not None and not now.entries]
    clock = [now.held_s for now in first if now.phase == "holding" and now.held_s is not None]
    assert clock[-1] > 3.0
    assert max(after - before for before, after in pairwise(clock)) < 1.0
    assert {now.rate_hz for now in first} == {first[0].rate_hz}


def test_what_is_kept_gives_the_same_holds_as_the_live_test(make: Make) -> None:
    driven = make([*blocks(), END])
    driven.to_end()
    (path,) = {entry.path for entry in driven.now.entries}
    assert path is not None
    assert len(driven.holds) == 3
    assert of(path) == tuple(driven.holds)


def test_a_plan_runs_by_itself_leg_after_leg(make: Make) -> None:
    driven = make([*blocks(holds=6, hold_range_s=(3.0, 6.0)), END])
    driven.to_end(
        replace(FREE, wanted=custom("2 left, 1 right @2", rest_s=1.0), person="simulated")
    )
    entries = [entry for entry in driven.now.entries if entry.counted]
    assert [entry.conditions.stance_leg for entry in entries] == ["left", "left", "right"]
    assert any(now.stage == "resting" and now.rest_s for now in driven.seen)
    assert any(now.move_sensor for now in driven.seen)
    paths = {entry.path for entry in driven.now.entries}
    assert len(paths) == 2
    legs = {open_recording(path).header.stance_leg for path in paths if path}
    assert legs == {"left", "right"}
    assert all(open_recording(p).header.person == "simulated" for p in paths if p)


def test_a_recording_is_named_by_how_it_is_made(make: Make) -> None:
    for leg, start in (("left", "left-open-firm-2"), (None, "open-firm-2")):
        driven = make(blocks(rows=5)[:10])
        driven.live.start(replace(FREE, leg=leg))  # type: ignore[arg-type]
        driven.until(lambda driven=driven: driven.now.recording != "")  # type: ignore[misc]
        assert driven.now.recording.startswith(start)
        assert driven.now.recording.endswith("Z.csv")


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_plan_of_so_many_attempts_ends_with_two_seconds_more(make: Make, attempts: int) -> None:
    pump = StepPump(blocks(holds=4))
    driven = make(pump)
    driven.to_end(replace(FREE, wanted=Plan((Step(None),) * attempts)))
    assert len(driven.holds) == attempts
    assert pump.left > 0
    assert pump.closed
    path = driven.now.entries[-1].path
    assert path is not None
    tail_s = open_recording(path).block.time_s[-1] - driven.holds[-1].final_s
    assert TAIL_S <= tail_s < TAIL_S + 0.5
    assert of(path) == tuple(driven.holds)


def test_a_plan_is_over_where_the_sensor_is_lost_after_its_last_attempt(make: Make) -> None:
    given, session = blocks(holds=1), Session(INFO.conditions)
    items = [item for block in given for item in session.push(block)]
    final_s = next(item.final_s for item in items if isinstance(item, Hold))
    pump = StepPump([block for block in given if block.time_s[0] < final_s + 0.1])
    pump.lost_after = "unplugged"
    driven = make(pump)
    driven.live.start(replace(FREE, wanted=Plan((Step(None),))))
    driven.until(lambda: driven.now.stage == "over")
    assert len(driven.holds) == 1
    assert driven.holds[0].end_reason == "step_down"


def test_a_device_goes_on_being_watched_after_a_test(make: Make) -> None:
    pump = StepPump(blocks(holds=4))
    driven = make(pump)
    order = replace(FREE, played=False, wanted=Plan((Step(None),)))
    driven.to_end(order)
    (path,) = {entry.path for entry in driven.now.entries}
    assert path is not None
    kept = path.read_bytes()
    for _ in range(200):
        driven.live.turn()
    assert driven.live.connected
    assert driven.now.stage == "over"
    assert len(driven.holds) == 1
    assert path.read_bytes() == kept
    driven.live.start(order)
    assert driven.now.stage == "running"
    assert not pump.closed
    driven.live.stop()
    driven.live.disconnect()
    driven.live.desk.wait()
    assert pump.closed


def test_an_attempt_that_is_tried_again_goes_on_with_its_plan(make: Make) -> None:
    driven = make(blocks(holds=4))
    order = replace(FREE, wanted=Plan((Step("left"),)))
    driven.live.start(order)
    driven.until(lambda: bool(driven.now.entries))
    assert driven.live.run is not None
    assert driven.live.run.course is not None
    driven.live.judge("again")
    assert not driven.live.run.course.done
    driven.until(lambda: driven.now.stage == "over")
    assert [entry.verdict for entry in driven.now.entries] == ["again", "open"]


def test_a_verdict_stands_in_the_events_file(make: Make) -> None:
    driven = make([*blocks(), END])
    driven.to_end()
    driven.live.judge("discarded")
    driven.live.undo()
    driven.live.judge("not_step_down")
    assert driven.live.run is not None
    driven.live.run.let_go()
    driven.live.desk.wait()
    path = driven.now.entries[-1].path
    assert path is not None
    edits = details(path, "edit")
    assert len(edits) == 1
    assert edits[0].endswith(" or more")


def test_what_a_phone_asks_for_is_done(make: Make) -> None:
    driven = make(blocks())
    driven.live.grant("keep")
    driven.live.grant("stop")
    driven.live.grant("start")
    assert driven.now == Standing()
    driven.live.start(FREE)
    driven.until(lambda: bool(driven.now.entries))
    driven.live.grant("again")
    assert driven.now.entries[-1].verdict == "again"
    driven.live.grant("keep")
    assert driven.now.entries[-1].verdict == "kept"
    driven.until(lambda: (driven.now.held_s or 0.0) > 2.0)
    driven.live.grant("again")
    driven.live.grant("stop")
    assert [hold.end_reason for hold in driven.holds] == ["step_down", "stop"]
    assert driven.now.entries[-1].verdict == "open"
    driven.clock.now_s += LATE_PRESS_S
    driven.live.grant("stop")
    assert driven.now.stage == "over"


def test_skip_and_pause_between_holds(make: Make) -> None:
    driven = make([*blocks(holds=6, hold_range_s=(3.0, 6.0)), END])
    driven.live.start(replace(FREE, wanted=custom("3 left, 3 right", rest_s=500.0)))
    driven.until(lambda: driven.now.stage == "resting")
    driven.live.pause()
    assert driven.now.stage == "paused"
    driven.live.pause()
    driven.live.skip()
    assert driven.now.stage == "running"
    driven.live.stop()
    assert driven.now.stage == "over"


def test_the_cap_ends_a_hold(make: Make) -> None:
    driven = make([*blocks(), END])
    driven.to_end(replace(FREE, cap_s=2.0))
    assert prompts.held(driven.holds[0]) == "2 s or more"
    assert "Longest time reached" in driven.said


def test_a_press_ends_the_hold_and_a_late_one_does_nothing(make: Make) -> None:
    driven = make(blocks())
    driven.to_hold()
    driven.live.press()
    assert [hold.end_reason for hold in driven.holds] == ["stop"]
    driven.clock.now_s += LATE_PRESS_S - 0.1
    driven.live.press()
    assert driven.now.active
    driven.clock.now_s += 0.1
    driven.live.press()
    assert driven.now.stage == "over"


def test_an_attempt_is_ended_by_hand_in_any_phase(make: Make) -> None:
    driven = make(blocks())
    driven.live.end_attempt()
    driven.live.start(FREE)
    driven.until(lambda: driven.now.phase == "ready")
    driven.live.end_attempt()
    assert driven.now.phase == "settling"
    assert driven.now.active
    driven.until(lambda: driven.now.phase == "maybe_down")
    driven.live.end_attempt()
    assert [hold.end_reason for hold in driven.holds] == ["stop"]
    driven.live.stop()
    driven.live.desk.wait()
    path = driven.now.entries[0].path
    assert path is not None
    assert of(path) == tuple(driven.holds)


def test_what_is_not_to_be_kept_is_not(make: Make, tmp_path: Path) -> None:
    driven = make([*blocks(), END])
    driven.to_end(replace(FREE, recorded=False))
    assert len(driven.holds) == 3
    assert not (tmp_path / "kept").exists()


def test_somebody_who_looked_on_stands_in_the_header(make: Make) -> None:
    driven = make([*blocks(), END])
    driven.to_end(replace(FREE, supervised=True))
    (path,) = find_recordings([driven.folder])
    assert open_recording(path).header.extra["supervised"] is True


@pytest.mark.parametrize("address", ["", "nonsense:1", "no/such/file.csv", "sim:?seed=x"])
def test_a_wrong_address_is_said(tmp_path: Path, address: str) -> None:
    driven = Driven(open_pump, tmp_path, ())
    driven.to_end(replace(FREE, source_address=address))
    assert driven.now.trouble
    assert isinstance(driven.live.failure, SourceError)
    driven.live.close()


def test_a_wrong_list_is_said(make: Make) -> None:
    class Wrong(FakeOrder):
        def plan(self) -> Plan | None:
            return custom("up")

    driven = make(blocks())
    driven.live.start(Wrong())
    assert "3 left, 3 right" in driven.now.trouble
    assert driven.now.stage == "over"


def test_a_source_that_cannot_open_is_said(make: Make) -> None:
    driven = make(StepPump([], opened=CannotOpen("Plug it in.")))
    driven.to_end()
    assert driven.now == Standing(stage="over", trouble="Plug it in.")
    assert isinstance(driven.live.failure, CannotOpen)


def test_a_source_that_is_lost_in_a_hold_keeps_what_was_held(make: Make) -> None:
    given = blocks()[:45]
    driven = make([*given, SourceLost("It is gone.")])
    driven.to_end()
    assert driven.now.trouble == "It is gone."
    (made,) = driven.now.entries
    assert made.hold.end_reason == "recording_end"
    assert made.path is not None
    assert len(open_recording(made.path).block) == sum(map(len, given))
    assert of(made.path) == (made.hold,)


def test_a_disk_that_takes_nothing_does_not_end_the_test(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    driven = make([*blocks(), END], folder=tmp_path / "file" / "kept")
    driven.to_end()
    assert len(driven.holds) == 3
    assert "Not saved" in driven.live.refresh().unsaved
    assert not driven.live.save_in(tmp_path / "file" / "other")
    assert driven.live.save_in(tmp_path / "better")
    assert driven.now.unsaved == ""
    (path,) = find_recordings([tmp_path / "better"])
    assert {entry.path for entry in driven.now.entries} == {path}
    assert of(path) == tuple(driven.holds)


def test_a_disk_that_takes_nothing_is_left_for_another_and_attempts_know_where(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    driven = make([*blocks(), END], folder=tmp_path / "file" / "kept", spare=(tmp_path / "spare",))
    driven.to_end()
    now = driven.live.refresh()
    assert now.unsaved == ""
    assert str(tmp_path / "spare") in now.said
    (path,) = find_recordings([tmp_path / "spare"])
    assert {entry.path for entry in now.entries} == {path}
    assert of(path) == tuple(driven.holds)


def test_a_history_has_each_hold_and_says_where_it_has_not(tmp_path: Path) -> None:
    with open_history(tmp_path / "h.db", tmp_path / "kept") as history:
        pump = StepPump([*blocks(), END])
        live = Live(
            lambda: Keeping(history.folder, history=lambda: history),
            changed=lambda _now: None,
            pump=lambda _address: pump,  # type: ignore[arg-type,return-value]
        )
        live.start(FREE)
        for _ in range(MOST_TURNS):
            live.turn()
            if live.standing.entries:
                break
        live.desk.wait()
        assert len(dump(history)) == 1
        while live.connected:
            live.turn()
        live.close()
        assert live.refresh().said == ""
        rows = dump(history)
    assert [row["holds.end_s"] for row in rows] == pytest.approx(
        [entry.hold.end_s for entry in live.standing.entries], abs=0.001
    )


# -- silence ----------------------------------------------------------------------------------


def test_silence_is_said_and_taken_back(make: Make) -> None:
    pump = StepPump(blocks(rows=5)[:20])
    driven = make(pump)
    driven.live.start(FREE)
    driven.until(lambda: pump.left == 0)
    driven.clock.now_s += SILENT_S - 0.01
    driven.live.turn()
    assert driven.now.lost == ""
    driven.clock.now_s += 0.02
    driven.live.turn()
    assert driven.now.lost == NO_SAMPLES
    pump.go_on(blocks(rows=5)[20:25])
    driven.until(lambda: pump.left == 4)
    assert driven.now.lost == ""


def test_a_link_that_tells_of_itself_may_be_silent_for_longer(make: Make) -> None:
    """An app that sends a batch a second is no silent sensor."""
    pump = StepPump([Health(), *blocks(rows=5)[:20]])
    driven = make(pump)
    driven.live.start(FREE)
    driven.until(lambda: pump.left == 0)
    driven.clock.now_s += LONG_SILENCE_S - 0.1
    driven.live.turn()
    assert driven.now.lost == ""
    driven.clock.now_s += 0.1
    driven.live.turn()
    assert driven.now.lost == NO_SAMPLES


def until_lost(make: Make) -> Driven:
    """A hold under way, and a sensor that was lost in it."""
    pump = StepPump(blocks()[:45])
    pump.lost_after = "unplugged"
    driven = make(pump)
    driven.live.start(FREE)
    driven.until(lambda: bool(driven.now.lost))
    return driven


def test_a_sensor_that_is_lost_in_a_hold_does_not_end_it_and_the_clock_stands(make: Make) -> None:
    driven = until_lost(make)
    assert "unplugged" in driven.now.lost
    assert driven.now.holding
    held_s, count = driven.now.held_s, len(driven.seen)
    for _ in range(50):
        driven.clock.now_s += 10.0
        driven.live.turn()
    assert driven.now.held_s == held_s
    assert driven.holds == []
    assert len(driven.seen) == count
    driven.live.stop()
    driven.live.desk.wait()
    (made,) = driven.now.entries
    newest_s = as_written(blocks()[44]).time_s[-1]
    assert (made.hold.end_reason, made.hold.censored) == ("gap", True)
    assert made.hold.end_s <= newest_s
    assert made.hold.duration_s == pytest.approx(held_s, abs=0.051)
    assert made.path is not None
    assert details(made.path, "note") == ["sensor lost: unplugged"]
    assert details(made.path, "stop") == [LOST]
    assert of(made.path) == (made.hold,)
    (stop,) = [item for item in driven.items if isinstance(item, Event) and item.event == "stop"]
    assert (stop.t_s, stop.detail) == (newest_s, LOST)


@pytest.mark.parametrize("by", ["press", "end_attempt", "disconnect", "close"])
def test_a_hold_ended_by_hand_while_no_samples_come_is_or_more(make: Make, by: str) -> None:
    driven = until_lost(make)
    getattr(driven.live, by)()
    (made,) = driven.now.entries
    assert (made.hold.end_reason, made.hold.censored) == ("gap", True)
    assert prompts.held(made.hold).endswith(" s or more")
    driven.live.stop()
    if by != "close":
        driven.live.desk.wait()
    assert made.path is not None
    assert of(made.path) == (made.hold,)


def test_samples_that_come_again_end_a_hold_as_a_gap(make: Make) -> None:
    given = blocks()
    lost, again = Health("lost", "unplugged"), Health()
    driven = make([Health(), *given[:45], lost, again, *given[50:], END])
    driven.to_end()
    assert any(now.lost and now.holding for now in driven.seen)
    first, *_ = driven.now.entries
    assert (first.hold.end_reason, first.hold.censored) == ("gap", True)
    assert driven.now.lost == ""
    assert first.path is not None
    assert details(first.path, "note")[0] == "sensor lost: unplugged"
    assert details(first.path, "note")[1].startswith("samples come again after ")
    assert details(first.path, "stop") == []
    assert of(first.path) == tuple(driven.holds)


def test_samples_that_were_only_late_change_nothing(make: Make) -> None:
    given = blocks()
    lost, again = Health("silent", "nothing comes"), Health()
    late = make([Health(), *given[:45], lost, again, *given[45:], END])
    late.to_end()
    assert any(now.lost and now.holding for now in late.seen)
    in_time = make([*given, END])
    in_time.to_end()
    assert late.holds == in_time.holds
    (path,) = {entry.path for entry in late.now.entries}
    assert path is not None
    assert of(path) == tuple(late.holds)


@pytest.mark.parametrize(("every", "said"), [(10, "Signal invalid: "), (1, "")])
def test_a_signal_that_is_unfit_is_said_once_it_has_settled(
    make: Make, every: int, said: str
) -> None:
    block = drawn(1, placement="shank", holds=3).block
    assert block.gyr_rad_s is not None
    thin = SampleBlock(block.time_s[::every], block.acc_m_s2[::every], block.gyr_rad_s[::every])
    second = 100 // every
    driven = make([*(thin[first : first + second] for first in range(0, len(thin), second)), END])
    driven.to_end()
    early = [now for now in driven.seen if now.unfit][:1]
    assert [now.unfit.startswith("Signal invalid: ") for now in early] == [True] * bool(said)
    assert any(now.unfit.startswith(said) for now in driven.seen)
    assert driven.live.run is not None
    assert driven.live.run.sampled_s > SETTLING_S
    assert (driven.now.signal[0] == "invalid") is bool(said)


# -- the source -------------------------------------------------------------------------------


def test_a_source_that_does_not_let_go_is_written_down(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    class Stuck(StepPump):
        def close(self) -> None:
            raise CannotOpen("It does not answer.")

    driven = make(Stuck(blocks()))
    driven.live.start(FREE)
    with caplog.at_level(logging.WARNING):
        driven.live.stop()
        driven.live.desk.wait()
    (said,) = (record.getMessage() for record in caplog.records)
    assert said.startswith("a source did not let go: CannotOpen")
    assert "answer" not in said  # an error's text may name a person's things


def test_what_no_source_should_raise_is_raised(tmp_path: Path) -> None:
    class Broken(Source):
        def open(self) -> SourceInfo:
            return INFO

        def read(self, timeout_s: float) -> SampleBlock | None:
            raise ZeroDivisionError

        def close(self) -> None: ...

    driven = Driven(lambda address: Pump(Broken(address)), tmp_path, ())
    driven.live.start(FREE)
    with pytest.raises(ZeroDivisionError):
        driven.until(lambda: driven.live.turn(0.1))
    driven.live.close()


@pytest.mark.parametrize("then", ["close", "start"])
def test_whoever_is_told_of_the_end_may_close_it_all_or_start_anew_at_once(
    tmp_path: Path, then: str
) -> None:
    pumps = [StepPump([*blocks(rows=5)[:20], END]), StepPump(blocks(rows=5)[:20])]
    first, second = pumps

    def changed(now: Standing) -> None:
        if now.stage == "over" and not first.closed:
            assert first.told == []
            live.tell(told(now), [])
            live.close() if then == "close" else live.start(FREE)

    live = Live(
        lambda: None,
        changed=changed,
        pump=lambda _address: pumps.pop(0),  # type: ignore[arg-type,return-value]
    )
    live.start(FREE)
    while not first.told:
        live.turn()
    if then == "start":
        live.desk.wait()
        assert live.standing.stage == "opening"
        assert not second.closed
        live.close()
    assert [one.state for one in first.told] == ["over"]
    assert first.closed


def test_a_test_is_given_up_with_a_reason(make: Make) -> None:
    driven = make(blocks())
    driven.to_hold()
    driven.live.fail("It is broken.")
    driven.live.desk.wait()
    assert driven.now.trouble == "It is broken."
    assert driven.now.stage == "over"
    assert driven.holds == []
    (path,) = find_recordings([driven.folder])
    assert len(open_recording(path).block) > 500


def test_a_source_can_be_watched_without_a_test(make: Make, tmp_path: Path) -> None:
    pump = StepPump(blocks())
    driven = make(pump)
    drawn: list[SampleBlock] = []
    driven.live.watchers.append(drawn.append)
    driven.live.connect_to(FREE)
    driven.until(lambda: driven.now.rate_hz is not None)
    assert driven.now.stage == "idle"
    assert driven.now.recording == ""
    assert sum(map(len, drawn)) >= 50
    driven.live.disconnect()
    driven.live.desk.wait()
    assert pump.closed
    assert not (tmp_path / "kept").exists()


def test_what_a_phone_is_to_open_is_shown_while_it_is_wanted(make: Make) -> None:
    pump = StepPump([], opened=None)
    pump.link = "https://192.168.0.2:8443/?t=abc"
    driven = make(pump)
    driven.live.start(FREE)
    assert driven.now.invitation == pump.link
    assert pump.link in driven.live.waiting_hint
    pump.link = ""
    pump.go_on(blocks())
    driven.until(lambda: driven.now.stage == "running")
    assert driven.now.invitation == ""


# -- a live run and its recording -------------------------------------------------------------


def shaken(seed: int, draw: random.Random) -> Script:
    """A session whose samples are cut anywhere, sometimes late, lost for a while or missing."""
    placement = draw.choice(("shank", "shank", "lower_back", "foot"))
    block = drawn(seed, placement=placement, holds=draw.randint(2, 4)).block
    script: list[SampleBlock | Last | Health] = [Health()]
    first = 0
    while first < len(block):
        last = first + draw.choice((1, 3, 10, 40, 200))
        script.append(block[first:last])
        first = last
        what = draw.random()
        if what < 0.02:  # late: told as lost, and all of it comes
            script += [Health("lost", "unplugged"), Health()]
        elif what < 0.04:  # lost
            first += draw.randint(20, 200)
            script += [Health("silent", "nothing comes"), Health()]
        elif what < 0.05:  # some are missing, and nobody says so
            first += draw.randint(2, 60)
    return [*script, END]


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(6, 500))]
)
def test_a_live_run_is_what_its_recordings_say(make: Make, tmp_path: Path, seed: int) -> None:
    """With `==`, after losses, late samples, stops by hand and edits."""
    draw = random.Random(seed)
    pump = StepPump(shaken(seed, draw))
    pump.opened = replace(INFO, conditions=replace(INFO.conditions, placement=placement_of(seed)))
    driven = make(pump)
    plan = draw.choice((None, custom("2 left, 3 right", rest_s=2.0, change_s=3.0)))
    driven.live.start(replace(FREE, wanted=plan, cap_s=draw.choice((None, 4.0))))
    while driven.live.connected:
        driven.live.turn()
        now, what = driven.now, draw.random()
        if (now.lost and now.holding and what < 0.3) or (now.holding and what < 0.005):
            driven.live.press()
        elif what < 0.0005:
            driven.live.end_attempt()
        elif now.can_judge and what < 0.003:
            driven.live.judge(draw.choice(("kept", "discarded", "again", "not_step_down")))
        elif now.active and not now.holding and what > 0.9995:
            driven.live.pause()
            driven.live.pause()
    driven.live.close()
    assert driven.live.run is not None
    made = [item for item in driven.items if isinstance(item, Hold)]
    read: list[Hold] = []
    edited: list[KeptHold] = []
    for keeper in driven.live.run.keepers:
        if keeper.path.exists():
            assert keeper.path in find_recordings([tmp_path])
            read += of(keeper.path)
            edited += edits_of(keeper.path)
    assert read == made
    assert [entry.hold for entry in driven.now.entries] == made
    counted = ("open", "kept", "not_step_down")
    assert [(not each.discarded, each.went_on) for each in edited] == [
        (entry.verdict in counted, entry.verdict == "not_step_down") for entry in driven.now.entries
    ]


@pytest.mark.parametrize(
    ("errors", "status"),
    [({}, "valid"), ({"checksum": 3}, "valid"), ({"checksum": 400}, "attention"),
     ({"width": 300, "not_finite": 100}, "attention"), ({"backward": 6000}, "invalid"),
     ({"words": 6000, "strangers": 900}, "valid")],
)  # fmt: skip
def test_what_was_lost_on_the_way_has_a_say_live_and_in_the_recording(
    make: Make, errors: dict[str, int], status: str
) -> None:
    given = blocks()
    rows = sum(len(block) for block in given)
    half = {name: count // 2 for name, count in errors.items()}
    first, second = Health(samples=rows // 2, errors=half), Health(samples=rows, errors=errors)
    at = len(given) // 2
    driven = make([Health(), *given[:at], first, *given[at:-2], second, *given[-2:], END])
    driven.to_end()
    assert driven.live.run is not None
    signal = driven.live.run.signal
    assert signal[0] == status
    (path,) = {entry.path for entry in driven.now.entries}
    assert path is not None
    again = analyze(path)
    assert (again.status, again.reasons[: len(signal[1])]) == signal


def placement_of(seed: int) -> str:
    return random.Random(seed).choice(("shank", "shank", "lower_back", "foot"))

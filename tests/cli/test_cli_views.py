"""What the views draw, moment by moment, without a terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import cast

import pytest
from fakes import END, StepPump
from late import taken_back
from rich.console import Console

from balance.protocol.conditions import Conditions
from balance.simulate.session import Simulated
from balance.timing.results import Event, Hold
from balance.words import NO_SAMPLES, WENT_ON
from cli import words
from cli.live import Asked
from cli.terminal_view import TerminalView
from cli.views import PlainView
from drivers.live import prompts
from drivers.live.course import Entry, scores_of
from drivers.live.live import Live
from drivers.live.standing import Standing
from drivers.pump import Pump
from drivers.telling import Cue, ToneName

HOLD = Hold(
    lift_off_s=4.0,
    end_s=12.5,
    end_reason="step_down",
    paused_s=12.55,
    decided_s=12.9,
    final_s=14.5,
    lift_off_decided_s=4.3,
    lift_off_final_s=5.0,
    uncertainty_s=0.09,
    censored=False,
    corrections=1,
)


def drawn(view: TerminalView, standing: Standing, console: Console) -> str:
    with console.capture() as capture:
        console.print(view._picture(standing))
    return capture.get()


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=90, height=30, color_system=None, legacy_windows=False)


@pytest.fixture(scope="module")
def standings(simulated: Simulated) -> list[Standing]:
    """All that a run says of itself."""
    block, seen = simulated.block, []
    pump = StepPump([*(block[first : first + 10] for first in range(0, len(block), 10)), END])
    live = Live(lambda: None, changed=seen.append, pump=lambda _: cast("Pump", pump))
    live.start(Asked("fake:"))
    while live.connected:
        live.turn()
    live.close()
    return seen


def test_each_phase_is_said_in_words(console: Console, standings: list[Standing]) -> None:
    view = TerminalView(console, keys="q: end.", quiet=True)
    seen = [drawn(view, Standing(stage="running"), console)]
    seen += [drawn(view, now, console) for now in standings]
    text = "\n".join(seen)
    assert "Stand still on both feet" in seen[0]
    assert "Stand near a wall" in seen[0]
    for said in ("Lift your foot", "Holding", "Foot down", "Session done"):
        assert said in text
    assert all("q: end." in picture for picture in seen)
    assert all(len(picture.splitlines()) <= console.height for picture in seen)


@pytest.mark.parametrize("phase", ["settling", "ready", "holding", "maybe_down", "ended"])
def test_no_phase_is_without_words(phase: str) -> None:
    assert phase in prompts.PHASES


def test_the_terminal_says_what_the_window_says(standings: list[Standing]) -> None:
    console = Console(file=io.StringIO(), width=120, height=40, color_system=None)
    view = TerminalView(console, quiet=True)
    for now in standings[::7]:
        assert prompts.headline(now)[0] in drawn(view, now, console)


def test_a_decided_time_stands_and_is_not_called_final(
    console: Console, standings: list[Standing]
) -> None:
    view = TerminalView(console, quiet=True)
    checked = [now for now in standings if now.checked and not now.entries]
    assert len({now.held_s for now in checked}) == 1
    pictures = [drawn(view, now, console) for now in checked]
    assert all("being checked" in picture and "±" not in picture for picture in pictures)
    final = next(now for now in standings if now.entries)
    assert "±" in drawn(view, final, console)


def test_an_end_that_is_taken_back_is_said_until_the_next(console: Console) -> None:
    view = TerminalView(console, quiet=True)
    said = prompts.went_on()
    assert WENT_ON[1:] in said
    now = Standing(stage="running", phase="holding", held_s=8.6, went_on=True)
    assert said in drawn(view, now, console)
    ended = replace(now, phase="ended", ended_by="step_down")
    assert said not in drawn(view, ended, console)


def test_the_bell_rings_for_an_end_as_it_is_decided() -> None:
    out = io.StringIO()
    view = TerminalView(Console(file=out, force_terminal=True))
    view.sound([Cue("end", flash=True)])
    assert out.getvalue().count("\a") == 1
    assert view._bell_due_s is not None
    view.sound([Cue(words="8.5 seconds")])
    assert out.getvalue().count("\a") == 1
    view.sound([Cue("end", "8.5 seconds", flash=True)])
    assert out.getvalue().count("\a") == 2


@pytest.mark.parametrize(
    ("tone", "rings"),
    [("start", 1), ("cap", 1), ("trouble", 1), ("ready", 0), ("tick", 0), ("done", 0)],
)
def test_only_what_must_be_heard_rings(tone: ToneName, rings: int) -> None:
    out, quiet = io.StringIO(), io.StringIO()
    TerminalView(Console(file=out, force_terminal=True)).sound([Cue(tone)])
    assert out.getvalue().count("\a") == rings
    TerminalView(Console(file=quiet, force_terminal=True), quiet=True).sound([Cue(tone)])
    assert quiet.getvalue() == ""


def test_a_small_terminal_gets_plain_digits() -> None:
    console = Console(file=io.StringIO(), width=20, height=10, color_system=None)
    assert "0.0 s" in drawn(TerminalView(console), Standing(stage="running"), console)


def test_a_terminal_without_blocks_gets_signs() -> None:
    console = Console(file=io.TextIOWrapper(io.BytesIO(), "ascii"), width=90, height=30)
    assert "####" in drawn(TerminalView(console), Standing(stage="running"), console)


def test_silence_and_a_bad_signal_are_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    good = Standing(stage="running")
    silent = replace(good, lost=NO_SAMPLES)
    for now in (good, good, silent, silent, good):
        view.tick(now)
    unfit = replace(good, unfit="Signal invalid: rate too low, 10.0 Hz.")
    view.tick(unfit)
    view.tick(unfit)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [NO_SAMPLES, "The readings are good again."]
    assert len(lines) == 3
    assert lines[2].startswith("Signal invalid: rate too low")


def test_a_loss_that_a_note_tells_of_is_not_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    view.tick(Standing(stage="running", lost="The sensor is lost: unplugged."))
    assert capsys.readouterr().out == ""


def test_what_is_not_on_the_disk_is_said(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    now = Standing(stage="running", unsaved="Not saved: the disk is full.")
    PlainView().tick(now)
    assert capsys.readouterr().out.splitlines() == [now.unsaved]
    assert now.unsaved in drawn(TerminalView(console), now, console)


def test_an_event_is_a_line_with_its_detail(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    view.show([Event("gap", 3.0, 3.4, "0.40 s"), taken_back(4.0), HOLD])
    assert capsys.readouterr().out.splitlines() == [
        "     3.00 s  readings are missing: 0.40 s",
        "     4.00 s  that was no step-down: the clock goes on",
        "Hold 1: 8.5 s ± 0.1, ended by step-down.",
    ]


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        (
            Conditions("lower_back"),
            "Stance leg not said, eyes open, firm surface, sensor on the lower back",
        ),
        (
            Conditions("foot", "right", "stance", "closed", "foam", cap_s=45.0, practice=True),
            "Standing on the right leg, eyes closed, foam surface, "
            "sensor on the foot of the stance leg, 45 s at most, practice",
        ),
        (
            Conditions(test="phenx_30@1"),
            "PhenX one leg stand, 30 s: Stance leg not said, eyes open, firm surface, "
            "sensor on the lower back",
        ),
        (
            Conditions(test="phenx_30@99"),
            "PhenX one leg stand, 30 s (version 99): Stance leg not said, eyes open, "
            "firm surface, sensor on the lower back",
        ),
        (
            Conditions(test="mine@2"),
            "mine@2: Stance leg not said, eyes open, firm surface, sensor on the lower back",
        ),
    ],
)
def test_conditions_in_words(conditions: Conditions, said: str) -> None:
    assert words.describe(conditions) == said


def test_a_censored_time_is_or_more() -> None:
    assert words.length(45.0, 0.1, censored=True) == "45 s or more"
    assert words.length(8.567, 0.09, censored=False) == "8.6 s ± 0.1"


def test_a_hold_that_a_gap_cut_off_was_timed_all_the_same() -> None:
    cut = replace(HOLD, end_reason="gap", censored=True)
    entries = (Entry(1, cut, Conditions(), None),)
    now = Standing(stage="over", entries=entries, scores=scores_of(entries))
    assert words.summary(now) == ["No hold counts; the last one was 8.5 s or more."]
    assert prompts.hint(now)[0].startswith("No hold counts; the last one was 8.5 s or more.")
    assert words.summary(Standing(stage="over")) == ["No hold was timed."]

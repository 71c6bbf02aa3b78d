"""What the views draw, moment by moment, without a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from late import taken_back
from rich.console import Console

from balance.protocol.conditions import Conditions
from balance.session import Session
from balance.simulate.session import Simulated
from balance.timing.results import Event, Hold
from cli import words
from cli.terminal_view import TerminalView
from cli.views import PlainView, Standing

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


def test_each_phase_is_said_in_words(console: Console, simulated: Simulated) -> None:
    session = Session(simulated.conditions)
    view = TerminalView(console, keys="q: end.", quiet=True)
    seen = [drawn(view, Standing(session, None, 0.0, 0.0), console)]
    block = simulated.block
    for first in range(0, len(block), 10):
        piece = block[first : first + 10]
        view.show(session.push(piece))
        now_s = float(piece.time_s[-1])
        seen.append(drawn(view, Standing(session, now_s, now_s, 0.0), console))
    text = "\n".join(seen)
    assert "GET STILL on both feet" in seen[0]
    for said in ("READY: lift your foot", "HOLDING", "RESULT: rest"):
        assert said in text
    assert all("q: end." in picture for picture in seen)
    assert all(len(picture.splitlines()) <= console.height for picture in seen)


@pytest.mark.parametrize("phase", ["settling", "ready", "holding", "maybe_down", "ended"])
def test_no_phase_is_without_words(phase: str) -> None:
    assert phase in words.PHASES


def test_a_decided_time_stands_and_is_not_called_final(
    console: Console, simulated: Simulated
) -> None:
    session = Session(simulated.conditions)
    view = TerminalView(console, quiet=True)
    seen = []
    for first in range(0, len(simulated.block), 10):
        piece = simulated.block[first : first + 10]
        view.show(session.push(piece))
        now_s = float(piece.time_s[-1])
        if session.phase == "ended":
            seen.append(
                (session.clock_s(now_s), drawn(view, Standing(session, now_s, 0, 0), console))
            )
        elif seen:
            break
    assert len({held_s for held_s, _ in seen}) == 1
    assert all("being checked" in picture and "±" not in picture for _, picture in seen)
    assert "±" in drawn(view, Standing(session, now_s, 0, 0), console)


def test_an_end_that_is_taken_back_is_said_until_the_next(console: Console) -> None:
    view = TerminalView(console, quiet=True)
    standing = Standing(Session(Conditions("shank")), None, 0.0, 0.0)
    view.show([taken_back(9.0)])
    assert words.WENT_ON in drawn(view, standing, console)
    view.show([Event("step_down", 12.0, 12.4)])
    assert words.WENT_ON not in drawn(view, standing, console)


def test_the_bell_rings_for_an_end_as_it_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    view = TerminalView(Console(file=out, force_terminal=True))
    view.sound([Event("step_down", 12.5, 12.9)])
    assert out.getvalue().count("\a") == 1
    assert view._bell_due_s is not None
    view.sound([HOLD])
    assert out.getvalue().count("\a") == 1
    view.sound([replace(HOLD, end_reason="stop")])
    assert out.getvalue().count("\a") == 2


def test_a_small_terminal_gets_plain_digits() -> None:
    console = Console(file=io.StringIO(), width=20, height=10, color_system=None)
    view = TerminalView(console)
    session = Session(Conditions("shank"))
    assert "0.0 s" in drawn(view, Standing(session, None, 0.0, 0.0), console)


def test_a_terminal_without_blocks_gets_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.TextIOWrapper(io.BytesIO(), "ascii"), width=90, height=30)
    view = TerminalView(console)
    standing = Standing(Session(Conditions("shank")), None, 0.0, 0.0)
    assert "####" in drawn(view, standing, console)


def test_silence_and_a_bad_signal_are_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    session = Session(Conditions("shank"))
    for silent_s in (0.0, 0.5, 0.9, 4.0, 0.0):
        view.tick(Standing(session, 1.0, 1.0, silent_s))
    view.tick(Standing(session, 11.0, 11.0, 0.0))
    view.tick(Standing(session, 12.0, 12.0, 0.0))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [words.NO_SAMPLES, "The samples are good again."]
    assert len(lines) == 3
    assert lines[2].startswith("Signal invalid: rate too low")


def test_an_event_is_a_line_with_its_detail(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    view.show([Event("gap", 3.0, 3.4, "0.40 s"), taken_back(4.0), HOLD])
    assert capsys.readouterr().out.splitlines() == [
        "     3.00 s  samples are missing: 0.40 s",
        "     4.00 s  that was no step-down: the clock goes on",
        "Hold 1: 8.50 s ± 0.09 s, ended by step-down.",
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
    ],
)
def test_conditions_in_words(conditions: Conditions, said: str) -> None:
    assert words.describe(conditions) == said


def test_a_censored_time_is_or_more() -> None:
    assert words.length(45.0, 0.1, censored=True) == "45.00 s or more"
    assert words.length(8.567, 0.09, censored=False) == "8.57 s ± 0.09 s"

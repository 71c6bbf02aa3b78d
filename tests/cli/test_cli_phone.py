"""What the terminal offers to a phone, and what it has the phone show and sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest
import segno
from cli.phone_view import PhoneView
from late import LateTimer, taken_back

from balance.protocol.conditions import Conditions
from balance.session import Session
from balance.simulate.session import Simulated
from balance.timing.results import Event, Hold
from cli import invitation as invitation_module
from cli import output
from cli.invitation import Invitation, qr_text
from cli.views import JsonView, Standing
from drivers.pump import Pump
from drivers.telling import Cue, Told


class Phone:
    """A pump whose source is a phone: it keeps what it is told."""

    def __init__(self) -> None:
        self.link = self.hint = ""
        self.told: list[Told] = []
        self.cues: list[Cue] = []

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        if not self.told or told != self.told[-1]:
            self.told.append(told)
        self.cues += cues

    def invitation(self) -> str:
        return self.link

    def waiting_hint(self) -> str:
        return self.hint


def view_on(phone: Phone) -> PhoneView:
    return PhoneView(JsonView(), cast(Pump, phone))


def test_a_run_is_shown_and_sounded_on_the_phone(simulated: Simulated) -> None:
    phone = Phone()
    view = view_on(phone)
    session = Session(Conditions("shank", stance_leg="left"))
    view.begin("Source: a phone", session)
    for first in range(0, len(simulated.block), 10):
        piece = simulated.block[first : first + 10]
        items = session.push(piece)
        view.sound(items)
        view.show(items)
        now_s = float(piece.time_s[-1])
        view.tick(Standing(session, now_s, now_s, 0.0))
    view.end(session)
    assert len(session.attempts) == 3
    states = [told.state for told in phone.told]
    turns = [b for a, b in zip(["", *states], states, strict=False) if a != b]
    assert turns[:4] == ["still", "lift", "hold", "doubt"]
    assert turns.count("result") == 3
    assert turns[-1] == "over"
    tones = [cue.tone for cue in phone.cues]
    assert tones.count("start") >= 3
    assert tones.count("end") == 3
    assert tones[-1] == "done"
    said = [cue.words for cue in phone.cues if "seconds" in cue.words]
    assert said == [f"{each.hold.duration_s:.1f} seconds" for each in session.attempts]
    holding = [told for told in phone.told if told.state == "hold"]
    seconds = [told.held_s for told in holding]
    assert all(told.wishes == ("stop",) for told in holding)
    assert all(b == pytest.approx(round(b or 0.0, 1)) for b in seconds)
    result = next(told for told in phone.told if told.state == "result")
    assert result.held_s == pytest.approx(session.attempts[0].hold.duration_s, abs=0.051)
    assert result.leg == "Left leg"
    assert result.best == result.result
    assert not result.wishes


def hold(**change: Any) -> Hold:
    known = {"lift_off_s": 4.0, "end_s": 16.5, "end_reason": "step_down", "paused_s": 16.5}
    known |= {"decided_s": 16.9, "final_s": 18.5}
    known |= {"lift_off_decided_s": 4.3, "lift_off_final_s": 5.0}
    known |= {"uncertainty_s": 0.1, "censored": False, "corrections": 0}
    return Hold(**{**known, **change})


def test_the_longest_time_sounds_otherwise_and_says_or_more() -> None:
    phone = Phone()
    view = view_on(phone)
    view.sound([Event("cap", 16.5, 16.5)])
    assert phone.cues == [Cue("cap", flash=True)]
    view.sound([hold(end_reason="cap", censored=True)])
    assert phone.cues[1:] == [Cue(words="12.5 seconds or more")]


def test_an_end_that_comes_at_once_has_its_tone_with_its_time() -> None:
    phone = Phone()
    view_on(phone).sound([hold(end_reason="stop")])
    assert phone.cues == [Cue("end", "12.5 seconds", flash=True)]


def test_an_end_is_heard_as_it_is_decided_and_its_time_once_it_is_final(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    phone = Phone()
    view = view_on(phone)
    session = Session(Conditions("shank"))
    for first in range(0, len(simulated.block), 10):
        piece = simulated.block[first : first + 10]
        view.sound(session.push(piece))
        now_s = float(piece.time_s[-1])
        view.tick(Standing(session, now_s, now_s, 0.0))
    heard = [cue for cue in phone.cues if cue.tone == "end" or "seconds" in cue.words]
    assert heard[0] == Cue("end", flash=True)
    assert heard[1].tone is None
    checked = [told for told in phone.told if told.state == "ended"]
    assert {told.words for told in checked} == {"Ended: the time is being checked"}
    assert checked[0].result == ""
    assert not checked[0].wishes
    states = [told.state for told in phone.told]
    assert states.index("ended") < states.index("result")


def test_an_end_that_is_taken_back_is_said() -> None:
    phone = Phone()
    view_on(phone).sound([taken_back(9.0)])
    said = "That was no step-down: the clock goes on."
    assert phone.cues == [Cue("start", said, flash=True)]


def test_missing_samples_are_heard() -> None:
    phone = Phone()
    view_on(phone).sound([Event("gap", 3.0, 3.4, "0.40 s")])
    assert phone.cues == [Cue("trouble", "Samples are missing.", flash=True)]


def test_seconds_are_spoken_where_the_attempt_is_coached(monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Phone()
    view = view_on(phone)
    session = Session(Conditions("shank", sound="coached"))
    view.begin("", session)
    for held_s in (1.0, 9.9, 10.0, 15.0, 21.0):
        monkeypatch.setattr(session, "clock_s", lambda _now_s, held_s=held_s: held_s)
        view.tick(Standing(session, held_s, held_s, 0.0))
    assert [cue.words for cue in phone.cues] == ["10", "20"]


def test_a_code_is_drawn_once_for_each_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    phone = Phone()
    shown = Invitation(said.append)
    look = lambda: shown.look(cast(Pump, phone))  # noqa: E731
    monkeypatch.setattr(output, "is_terminal", lambda **_: True)
    look()
    phone.link, phone.hint = "https://192.168.0.2:8443/?t=abc", "Scan the code."
    look()
    look()
    assert said == [qr_text(phone.link), "Scan the code."]
    phone.link = phone.hint = ""
    look()
    phone.link, phone.hint = "https://192.168.0.2:8443/?t=def", "Scan this code."
    look()
    assert said[2:] == [qr_text(phone.link), "Scan this code."]


def test_no_code_is_drawn_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    phone = Phone()
    phone.link, phone.hint = "https://192.168.0.2:8443/?t=abc", "Open it."
    monkeypatch.setattr(output, "is_terminal", lambda **_: False)
    Invitation(said.append).look(cast(Pump, phone))
    assert said == ["Open it."]


def test_the_code_in_characters_is_that_of_the_link() -> None:
    """White on black, two rows a line, with a margin: read back, the code itself."""
    link = "https://192.168.0.2:8443/?t=abc"
    lines = [
        line.removeprefix(invitation_module._COLOURS).removesuffix(invitation_module._PLAIN)
        for line in qr_text(link).splitlines()
    ]
    rows: list[list[bool]] = []
    for line in lines:
        rows.append([sign not in "█▀" for sign in line])
        rows.append([sign not in "█▄" for sign in line])
    code = [[bool(module) for module in row] for row in segno.make(link, micro=False).matrix]
    margin = invitation_module._QUIET
    inner = [row[margin : margin + len(code)] for row in rows[margin : margin + len(code)]]
    assert inner == code

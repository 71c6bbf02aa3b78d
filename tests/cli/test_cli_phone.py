"""What the terminal offers to a phone, what it has the phone show and sound, and does for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import segno
from fakes import END, INFO, StepPump
from late import LateTimer, taken_back

from balance.analysis import analyze
from balance.protocol.conditions import Conditions
from balance.records.edits import KeptHold, apply_edits
from balance.records.events_file import events_path, read_events
from balance.records.open_any import find_recordings
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated, draw_session
from balance.timing.hold_timer import HoldTimer
from balance.timing.phases import Phase
from balance.timing.results import Event, Hold, Item
from cli import invitation as invitation_module
from cli import output
from cli.invitation import Invitation, qr_text
from cli.keys import NoKeys
from cli.live import Asked, time_holds
from cli.views import JsonView
from drivers.health import Health
from drivers.live.keeper import Keeping
from drivers.live.standing import Standing
from drivers.pump import Pump
from drivers.source import SourceLost
from drivers.telling import Cue

LEFT = Conditions("shank", stance_leg="left")


class Looking(JsonView):
    """Says nothing, and looks at each standing."""

    def __init__(self, look: Callable[[Standing], object] = lambda _now: None) -> None:
        super().__init__()
        self.holds: list[Hold] = []
        self.ended = Standing()
        self._look = look

    def event(self, event: Event) -> None: ...

    def hold(self, hold: Hold) -> None:
        self.holds.append(hold)

    def tick(self, standing: Standing) -> None:
        self._look(standing)

    def end(self, now: Standing) -> None:
        self.ended = now


def pieces(block: SampleBlock, rows: int = 10) -> list[SampleBlock]:
    return [block[first : first + rows] for first in range(0, len(block), rows)]


def on_a_phone(script: Sequence[Any], conditions: Conditions = LEFT) -> StepPump:
    return StepPump(script, opened=replace(INFO, conditions=conditions))


def run(phone: StepPump, view: Looking | None = None, **more: Any) -> Looking:
    """Time what a phone sends, to its end."""
    view = view or Looking()
    keeping: Keeping | None = more.pop("keeping", None)
    pump = cast("Pump", phone)
    time_holds(Asked("fake:", **more), view, NoKeys(), keeping=keeping, pump=lambda _: pump)
    return view


def test_a_run_is_shown_and_sounded_on_the_phone(simulated: Simulated) -> None:
    phone = on_a_phone([*pieces(simulated.block), END])
    view = run(phone)
    assert len(view.holds) == 3
    states = [told.state for told in phone.told]
    turns = [b for a, b in zip(["", *states], states, strict=False) if a != b]
    assert turns[:6] == ["idle", "still", "lift", "hold", "doubt", "ended"]
    assert turns.count("result") == 3
    assert turns[-1] == "over"
    tones = [cue.tone for cue in phone.cues]
    assert tones.count("start") >= 3
    assert tones.count("end") == 3
    assert tones[-1] == "done"
    said = [cue.words for cue in phone.cues if "seconds" in cue.words]
    assert said == [f"{hold.duration_s:.1f} seconds" for hold in view.holds]
    holding = [told for told in phone.told if told.state == "hold"]
    assert all(told.wishes == ("stop",) for told in holding)
    assert all(told.held_s == pytest.approx(round(told.held_s or 0.0, 1)) for told in holding)
    result = next(told for told in phone.told if told.state == "result")
    assert result.held_s == pytest.approx(view.holds[0].duration_s, abs=0.051)
    assert result.leg == "On the left leg"
    assert f"left {result.result.removesuffix(' s')}" == result.best
    assert result.wishes == ("keep", "again", "stop")


def test_the_longest_time_sounds_otherwise_and_says_or_more(simulated: Simulated) -> None:
    phone = on_a_phone([*pieces(simulated.block), END])
    run(phone, cap_s=2.0)
    heard = [cue for cue in phone.cues if cue.tone == "cap" or "seconds" in cue.words]
    assert heard[:2] == [Cue("cap", flash=True), Cue(words="2 seconds or more")]


def test_an_end_that_comes_at_once_has_its_tone_with_its_time(simulated: Simulated) -> None:
    """A tap on the phone ends the hold; one that comes just after it does nothing."""
    phone = on_a_phone([*pieces(simulated.block), END])

    def tap(now: Standing) -> None:
        if (now.held_s or 0.0) >= 2.0 and not now.entries:
            phone.wished = ["stop", "stop"]

    view = run(phone, Looking(tap))
    first = view.holds[0]
    assert first.end_reason == "stop"
    assert Cue("end", f"{first.duration_s:.1f} seconds", flash=True) in phone.cues
    assert len(view.holds) > 1


def test_an_end_is_heard_as_it_is_decided_and_its_time_once_it_is_final(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", LateTimer)
    phone = on_a_phone([*pieces(simulated.block), END])
    run(phone)
    heard = [cue for cue in phone.cues if cue.tone == "end" or "seconds" in cue.words]
    assert heard[0] == Cue("end", flash=True)
    assert heard[1].tone is None
    checked = [told for told in phone.told if told.state == "ended"]
    assert {told.words for told in checked} == {"Foot down, being checked"}
    assert checked[0].result == ""
    assert {told.wishes for told in checked} == {("stop",)}
    states = [told.state for told in phone.told]
    assert states.index("ended") < states.index("result")


class DoubtingTimer(HoldTimer):
    """Takes the first end that is decided back at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ended_s: float | None = None
        self._back = False

    @property
    def phase(self) -> Phase:
        return "holding" if self._back and super().phase == "ended" else super().phase

    def push(self, block: SampleBlock) -> list[Item]:
        items = super().push(block)
        if self._ended_s is not None and not self._back:
            self._back = True
            return [taken_back(self._ended_s), *items]
        for item in items:
            if isinstance(item, Event) and item.event == "step_down":
                self._ended_s = item.t_s
        return items


def test_an_end_that_is_taken_back_is_said(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balance.session.HoldTimer", DoubtingTimer)
    phone = on_a_phone([*pieces(simulated.block), END])
    seen: list[Standing] = []
    run(phone, Looking(seen.append))
    said = "That was no step-down: the clock goes on."
    assert phone.cues.count(Cue("start", said, flash=True)) == 1
    assert any(now.went_on and now.holding and not now.checked for now in seen)


def test_a_sensor_that_is_lost_is_heard_and_its_return_goes_on(simulated: Simulated) -> None:
    given = pieces(simulated.block)
    lost = Health("lost", "the page was closed")
    phone = on_a_phone([Health(), *given[:20], lost, Health(), *given[20:], END])
    view = run(phone)
    said = "The sensor is lost: the page was closed. Trying again; look after it."
    assert phone.cues.count(Cue("trouble", said, flash=True)) == 1
    assert len(view.holds) == 3


def test_a_sensor_that_is_gone_for_good_is_heard(simulated: Simulated) -> None:
    phone = on_a_phone([*pieces(simulated.block)[:20], SourceLost("It is gone.")])
    with pytest.raises(SourceLost, match="It is gone"):
        run(phone)
    assert phone.cues[-1] == Cue("trouble", "It is gone.", flash=True)
    assert phone.told[-1].state == "trouble"


def test_seconds_are_spoken_where_the_attempt_is_coached() -> None:
    block = draw_session(4, placement="shank", trials=[Trial(22.0)]).block
    for sound, said in (("coached", ["10", "20"]), ("silent", [])):
        conditions = replace(LEFT, sound=sound)
        phone = on_a_phone([*pieces(block, 50), END], conditions)
        run(phone)
        assert [cue.words for cue in phone.cues if cue.words.isdigit()] == said


def test_what_is_asked_for_on_the_phone_is_done_in_the_terminal_too(
    simulated: Simulated, tmp_path: Path
) -> None:
    phone = on_a_phone([*pieces(simulated.block), END])

    def tap(now: Standing) -> None:
        if now.can_judge and now.entries[-1].verdict == "open" and len(now.entries) < 3:
            phone.wished.append("again" if len(now.entries) == 1 else "keep")

    view = run(phone, Looking(tap), keeping=Keeping(tmp_path / "kept", ".csv"))
    assert [entry.verdict for entry in view.ended.entries] == ["again", "kept", "open"]
    (path,) = find_recordings([tmp_path / "kept"])
    rows = read_events(events_path(path))
    holds = analyze(path).holds
    assert list(holds) == view.holds
    edited, _ = apply_edits([KeptHold(hold) for hold in holds], rows)
    assert [each.discarded for each in edited] == [True, False, False]
    best = view.ended.scores["left"].best
    assert best is not None
    assert best.number != 1


def test_an_attempt_that_is_tried_again_is_asked_for_once_more(simulated: Simulated) -> None:
    phone = on_a_phone([*pieces(simulated.block), END])

    def tap(now: Standing) -> None:
        if len(now.entries) == 1 and now.can_judge and now.entries[0].verdict == "open":
            phone.wished.append("again")

    view = run(phone, Looking(tap), attempts=1)
    assert [entry.verdict for entry in view.ended.entries] == ["again", "open"]
    assert phone.closed


def test_a_code_is_drawn_once_for_each_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    shown = Invitation(said.append)
    monkeypatch.setattr(output, "is_terminal", lambda **_: True)
    shown.look("", "")
    link, hint = "https://192.168.0.2:8443/?t=abc", "Scan the code."
    shown.look(link, hint)
    shown.look(link, hint)
    assert said == [qr_text(link), hint]
    shown.look("", "")
    link, hint = "https://192.168.0.2:8443/?t=def", "Scan this code."
    shown.look(link, hint)
    assert said[2:] == [qr_text(link), hint]


def test_no_code_is_drawn_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(output, "is_terminal", lambda **_: False)
    Invitation(said.append).look("https://192.168.0.2:8443/?t=abc", "Open it.")
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

"""The window on a screen, by keys and mouse alone: what a user does, and what is left of it."""

from __future__ import annotations

import gzip

import pytest
from desk import User, until
from wearer import HELD_S, wearers

from gui.kit.palette import LIGHT

FAST = "sim:?placement=shank&speed=20"
SLOWER = "sim:?placement=shank&speed=8"  # so that a hold can be left in the middle
#: In the middle of the large button, below the stage at the left.
START = (250, 690)
#: What a test of the normal run may take of a plan; the rests of whoever was made up are real.
SHORT_PLAN = "1 left, 1 right @1"


def answer(user: User, code: str, address: str) -> None:
    """Answer the first questions by keys; the keyboard is on Start then.

    A person who was made up is the first of the list, at the pace of life; another address is
    typed where the last of the list asks for one.
    """
    keys = user.screen
    keys.type(code)
    if address:
        keys.key("Tab", "Tab", "End", "Tab", "ctrl+a")
        keys.type(address)
    keys.key("Return")


def wait_for_the_end(user: User, attempts: int) -> None:
    """Wait until so many attempts are in the history, and no recording is written any more."""
    until(lambda: len(user.kept()) >= attempts, f"{attempts} attempts in the history")
    until(lambda: not user.writes(), "the end of the recording")


def wait_for_lift_off(user: User) -> None:
    """Wait until a foot is up in the newest recording."""

    def up() -> bool:
        made = user.made()
        events = made[-1].with_name(made[-1].name.split(".")[0] + ".events.csv") if made else None
        return events is not None and events.exists() and "lift_off" in events.read_text()

    until(up, "a lift-off")


def own_list(user: User, plan: str) -> None:
    """Choose a plan of one's own by keys."""
    user.screen.key("alt+l", "Home", "Down", "Down", "alt+i", "ctrl+a")
    user.screen.type(plan)
    user.screen.key("Return")


def whole(user: User) -> None:
    """Nothing is torn: each recording ends with a line break, and can be unpacked to its end."""
    for path in user.made():
        raw = path.read_bytes()
        text = gzip.decompress(raw) if path.suffix == ".gz" else raw
        assert text.endswith(b"\n"), path
    assert "Traceback" not in user.said()


def close_by_key(user: User) -> None:
    user.screen.key("ctrl+q")
    assert user.ended() == 0, user.said()
    whole(user)


def first_hold(user: User, address: str) -> None:
    user.start()
    answer(user, "P1", address)
    user.screen.key("space")
    wait_for_the_end(user, 1)
    ((code, leg, why, held_s),) = user.kept()
    assert (code, leg, why) == ("simulated", "left", "step_down")
    assert 3.0 < held_s < 15.0


def test_a_first_evening(user: User) -> None:
    """The first questions and a hold, then a plan of both legs from Start to its end."""
    first_hold(user, FAST)
    own_list(user, SHORT_PLAN)
    user.screen.key("space")
    wait_for_the_end(user, 3)
    assert [(leg, why) for _, leg, why, _ in user.kept()[1:]] == [
        ("left", "step_down"),
        ("right", "step_down"),
    ]
    close_by_key(user)


def skipped_to_the_end(user: User) -> bool:
    """Skip a step; True once the session is over."""
    if user.sittings() == [1]:
        return True
    user.screen.key("s")
    return False


def in_a_hold(user: User) -> None:
    user.start()
    answer(user, "P1", SLOWER)
    user.screen.key("space")
    wait_for_lift_off(user)


def one_is_kept(user: User) -> None:
    assert user.ended() == 0, user.said()
    whole(user)
    ((_, _, why, held_s),) = user.kept()
    assert why in ("stop", "step_down")
    assert held_s > 0.0


def test_closing_the_window_in_a_hold_keeps_it(user: User) -> None:
    in_a_hold(user)
    user.screen.close(user.main)
    one_is_kept(user)


def test_a_new_user_sets_up_the_advice_and_is_led_to_its_end(user: User) -> None:
    """The plan of the week by keys, Start by the mouse, to the end by Skip, and what is left of
    it: the sets are seen, and are in the history."""
    user.start()
    answer(user, "P1", FAST)
    user.screen.key("Tab", "Return", "ctrl+p")  # not now; the plan first
    user.screen.window("^Plan of the week: P1$")
    user.screen.key("ctrl+Return")
    until(lambda: user.plan() == "advice", "the plan in the history")
    user.screen.window("^Balance Timer$")
    user.screen.click(*START)
    until(lambda: bool(user.sittings()), "a session in the history")
    before = user.screen.pixels()[2]
    until(lambda: skipped_to_the_end(user), "the end of the session")
    until(lambda: user.screen.differs(before), "the sets")
    scripts = {script for script, _ in user.sets()}
    assert scripts == {"big_toe_lift", "arch_squeeze", "single_leg_hold"}
    user.screen.key("1", "2")
    until(lambda: {"easy", "right"} <= {ease for _, ease in user.sets()}, "how it felt")
    close_by_key(user)


@pytest.mark.soak
def test_ctrl_c_in_a_hold_keeps_it(user: User) -> None:
    in_a_hold(user)
    user.interrupt()
    one_is_kept(user)


@pytest.mark.soak
def test_a_new_user_s_first_hold_at_the_pace_of_life(user: User) -> None:
    first_hold(user, "")
    close_by_key(user)


@pytest.mark.soak
def test_three_attempts_on_each_leg(user: User) -> None:
    first_hold(user, FAST)
    user.screen.key("alt+l", "Home", "Down", "space")
    wait_for_the_end(user, 7)
    assert [leg for _, leg, _, _ in user.kept()[1:]] == ["left"] * 3 + ["right"] * 3
    assert all(why == "step_down" for _, _, why, _ in user.kept())
    close_by_key(user)


@pytest.mark.soak
def test_a_clinic_s_day(user: User) -> None:
    """Three people; one was timed as another, and is given what is theirs; a time is corrected by
    the mouse, noted on, and compared with the one before."""
    with wearers() as worn:
        user.start()
        answer(user, "P1", f"{worn.address}&placement=shank")
        user.screen.key("space")
        wait_for_the_end(user, 1)
        for number, code in ((2, "P2"), (3, "P2"), (4, "P1")):  # the third is P3, and was not asked
            worn.wait_for(number - 1)
            user.screen.key("alt+p", "ctrl+a")
            user.screen.type(code)
            user.screen.key("Return", "space")
            wait_for_the_end(user, number)
        assert [code for code, *_ in user.kept()] == ["P1", "P2", "P2", "P1"]
        assert all(abs(kept[3] - s) < 0.5 for kept, s in zip(user.kept(), HELD_S, strict=True))
        third, newest = user.made()[2:]
        user.ask_for("people", "add", "P3")
        user.ask_for("people", "move", third.name, "--to", "P3")
        assert [code for code, *_ in user.kept()] == ["P1", "P2", "P3", "P1"]

        user.screen.key("ctrl+2")
        beside = newest.with_name(newest.stem + ".events.csv")
        until(lambda: user.screen.has_column(LIGHT.go), "the ends of the hold")
        x, y = user.screen.column(LIGHT.go)
        user.screen.drag(x, y, x - 40)
        until(lambda: "edit,user" in beside.read_text(), "the edit")
        user.screen.key("t")
        user.screen.window("^Note")
        user.screen.type("arms crossed")
        user.screen.key("ctrl+Return")
        until(lambda: "arms crossed" in beside.read_text(), "the note")
        user.screen.window("^Balance Timer$")
        before = user.screen.pixels()[2]
        user.screen.key("c")
        until(lambda: user.screen.differs(before), "the comparison")
        close_by_key(user)
    *_, (_, _, _, held_s) = user.kept()
    assert held_s < HELD_S[-1] - 0.2  # and the history knows what was corrected

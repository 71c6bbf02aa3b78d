"""A phone's browser as the sensor: from there to the command line, and back to its loudspeaker.

Chromium is real, and its motion sensors are told what to measure; the person is simulated.
"""

from __future__ import annotations

import asyncio
import importlib.util
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from chromium import Browser
from ports import free_port
from ready import Ready
from scene import NEVER_OPENS, Computer, Phone, Play, attempt, holds_in, seen

from balance.analysis import analyze
from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from drivers.telling import State

START_HZ = 880
END_HZ = [587, 440]


async def connected(
    stack: AsyncExitStack, starter: Ready, folder: Path, *options: object
) -> Computer:
    address = f"phone:?host=127.0.0.1&port={free_port()}"
    return await stack.enter_async_context(
        Computer(starter, folder, "time", address, "--json", "--save", folder / "kept", *options)
    )


async def timed(
    stack: AsyncExitStack, starter: Ready, browser: Browser, folder: Path, *scripts: str
) -> tuple[Computer, Phone]:
    """One attempt, timed with a phone."""
    computer = await connected(stack, starter, folder, "--attempts", 1)
    phone = await Phone.taken_up(stack, browser, *scripts)
    await phone.scan(await computer.invitation())
    block = attempt()
    await phone.begin(block)
    await phone.sensors.play(block)
    await computer.event("hold")
    return computer, phone


def rising(numbers: list[float]) -> bool:
    return len(numbers) > 1 and numbers == sorted(numbers)


def same_samples(given: SampleBlock, kept: SampleBlock) -> SampleBlock:
    """What the page was given from the first sample that was kept to the last, none left out."""
    n = len(kept)
    firsts = range(len(given) - n + 1)
    same = (i for i in firsts if np.allclose(given.acc_m_s2[i : i + n], kept.acc_m_s2, atol=1e-3))
    first = next(same, None)
    assert first is not None, "samples were lost, or came in another order"
    return given[first : first + n]


def check_samples(hold: dict[str, Any], motion: list[list[float]], kept: Path) -> None:
    [saved] = sorted(kept.glob("*Z.csv"))
    recording = open_recording(saved)
    [again] = analyze(recording).holds
    [same] = holds_in(same_samples(seen(motion), recording.block))
    assert hold["duration_s"] == pytest.approx(same.duration_s, abs=0.1)
    assert hold["duration_s"] == pytest.approx(again.duration_s, abs=0.1)
    assert hold["end_reason"] == "step_down"
    header = recording.header
    assert (header.placement, header.stance_leg) == ("thigh", "left")
    assert header.resolution_m_s2 == pytest.approx(0.1)


def check_shown(hold: dict[str, Any], shown: list[dict[str, Any]], transport: str) -> None:
    states = [each["state"] for each in shown if each["screen"] == "test"]
    assert states.index("lift") < states.index("hold") < states.index("over")
    held = [each for each in shown if each["state"] == "hold"]
    assert rising([float(each["digits"]) for each in held])
    assert all(each["words"] for each in held)
    assert {each["transport"] for each in held} == {transport}
    assert f"{hold['duration_s']:.1f} s" in shown[-1]["result"]
    assert shown[-1]["digits"] == f"{hold['duration_s']:.1f}"


def check_heard(tones: list[dict[str, Any]]) -> None:
    pitches = [tone["hz"] for tone in tones]
    assert pitches.count(START_HZ) == pitches.count(END_HZ[0]) == 1
    ends = pitches.index(END_HZ[0])
    assert pitches.index(START_HZ) < ends
    assert pitches[ends : ends + 2] == END_HZ
    assert all(tone["heard"] for tone in tones)


CONNECTION = "document.getElementById('connection')"


def test_a_hold_is_that_of_analyze_over_wss_and_over_post(
    play: Play, browser: Browser, starter: Ready, tmp_path: Path
) -> None:
    async def one(name: str, *scripts: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        async with AsyncExitStack() as stack:
            computer, phone = await timed(stack, starter, browser, folder, *scripts)
            hold = await computer.event("hold")
            said = f"{hold['duration_s']:.1f} seconds"
            await phone.page.until(f"noted.spoken.some(({{words}}) => words.includes('{said}'))")
            await phone.page.until("document.body.dataset.state === 'over'")
            await phone.page.until(f"{CONNECTION}.textContent.includes('has ended the session')")
            noted = await phone.page.evaluate("noted")
            assert await computer.ended() == 0
            # The computer has ended; nothing else may be wrong.
            assert [each for each in phone.page.faults if "net::ERR_" not in each] == []
        check_samples(hold, noted["motion"], folder / "kept")
        check_shown(hold, noted["shown"], name)
        check_heard(noted["tones"])

    async def both() -> None:
        await asyncio.gather(one("ws"), one("post", NEVER_OPENS))

    play(both())


def test_who_comes_second_and_who_says_no(
    play: Play, browser: Browser, starter: Ready, tmp_path: Path
) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            computer = await connected(stack, starter, tmp_path)
            invitation = await computer.invitation()
            phone = await Phone.taken_up(stack, browser)
            await browser.connection.call(
                "Browser.setPermission",
                permission={"name": "accelerometer"},
                setting="denied",
                browserContextId=phone.page.context,
            )
            await phone.scan(invitation)
            await phone.page.tap("#allow")
            said = await phone.page.until("document.querySelector('#denied').textContent")
            assert "motion" in said
            assert await phone.page.evaluate("document.body.dataset.screen") == "welcome"

            other = await Phone.taken_up(stack, browser)
            await other.page.open_past_warning(invitation)
            status = "performance.getEntriesByType('navigation')[0].responseStatus"
            assert await other.page.until(f"document.readyState === 'complete' && {status}") == 403
            # Chromium's own words, because there are none of ours.
            assert "HTTP ERROR 403" in await other.page.evaluate("document.body.innerText")
            assert phone.page.faults == []

    play(story())


def test_a_hidden_page_says_so_and_the_gap_is_marked(
    play: Play, browser: Browser, starter: Ready, tmp_path: Path
) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            computer = await connected(stack, starter, tmp_path)
            phone = await Phone.taken_up(stack, browser)
            await phone.scan(await computer.invitation())
            block = attempt()
            await phone.begin(block)
            await phone.sensors.play(block[: int(0.6 * len(block))])
            await phone.page.until("document.body.dataset.state === 'hold'")
            async with phone.in_the_background():
                note = await computer.event("note")
                assert note["detail"].startswith("sensor ")
                # Silence alone ends no hold.
                assert not any(each["event"] == "hold" for each in computer.events)
            hold = await computer.event("hold")
            assert hold["end_reason"] == "gap"
            assert hold["censored"]
            shown = "!document.querySelector('#interrupted').hidden"
            await phone.page.until(shown)
            assert "interrupted" in await phone.page.evaluate(
                "document.querySelector('#interrupted').textContent"
            )
            assert (await computer.event("gap"))["detail"]
            assert phone.page.faults == []

    play(story())


def test_a_session_is_led_on_the_phone(
    play: Play, browser: Browser, starter: Ready, tmp_path: Path
) -> None:
    shown: list[str] = []

    async def story() -> None:
        async with AsyncExitStack() as stack:
            address = f"phone:?host=127.0.0.1&port={free_port()}"
            led = Computer(
                starter, tmp_path, "exercise", address, "--plan", "arch_squeeze", "--json"
            )
            computer = await stack.enter_async_context(led)
            phone = await Phone.taken_up(stack, browser)
            await phone.scan(await computer.invitation())
            await phone.sensors.read([0.0, 0.0, 9.81], (0.0, 0.0, 0.0))
            await phone.page.tap("#allow")
            await phone.choose()
            for hint in (
                "Turn the volume up until",
                "Ball squeeze. Sit with",
                "Ball under the left",
            ):
                said = f"document.getElementById('hint').textContent.startsWith('{hint}')"
                await phone.page.until(said)
                shown.append(
                    await phone.page.evaluate("document.getElementById('words').textContent")
                )
                await phone.page.tap("#skip")
            squeeze = "document.getElementById('words').textContent === 'Squeeze 1 of 5'"
            await phone.page.until(f"{squeeze} && document.body.dataset.state === 'work'")
            shown.append(await phone.page.evaluate("document.getElementById('digits').textContent"))
            await phone.page.tap("#pause")
            await phone.page.until("document.body.dataset.state === 'paused'")
            assert await phone.page.evaluate("document.getElementById('skip').hidden")
            assert (
                await phone.page.evaluate("document.getElementById('pause').textContent") == "Go on"
            )
            await phone.page.tap("#pause")
            await phone.page.until(f"{squeeze} && document.body.dataset.state === 'work'")
            words = [one.get("words", "") for one in computer.events if one["event"] == "say"]
            assert words.count("Squeeze.") == 2
            assert "Paused" in words

    play(story())
    exercise = "Ball squeeze under the arch"
    assert shown[:3] == ["Before you begin", exercise, exercise]
    assert int(shown[3]) in (3, 4, 5)


SQUEEZE = """
id = "squeeze"
version = 1
kind = "exercise"
title = "Long squeeze"
about = "Long enough to be looked at."
source = "Our own."
sides = "each"
[[tier]]
name = "1"
repetitions = 2
hold_s = 600
rest_s = 300
source = "Our own."
[[step]]
does = "work"
at = "repetition"
seconds = "hold_s"
called = "squeeze {repetition} of {repetitions}"
[step.words]
start = "Squeeze"
[[step]]
does = "rest"
at = "repetition"
seconds = "rest_s"
not_last = true
[step.words]
start = "Rest"
"""


def test_the_page_says_what_comes_how_many_and_what_is_next(
    play: Play, browser: Browser, tmp_path: Path, starter: Ready
) -> None:
    shown: list[dict[str, str]] = []
    look = (
        "Object.fromEntries(['words', 'digits', 'leg', 'hint', 'pause'].map("
        "(id) => [id, document.getElementById(id).textContent]))"
    )
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "squeeze.toml").write_text(SQUEEZE)

    async def story() -> None:
        async with AsyncExitStack() as stack:
            address = f"phone:?host=127.0.0.1&port={free_port()}"
            led = Computer(starter, tmp_path, "exercise", address, "--plan", "squeeze", "--json")
            computer = await stack.enter_async_context(led)
            phone = await Phone.taken_up(stack, browser)
            page = phone.page
            await phone.scan(await computer.invitation())
            await phone.sensors.read([0.0, 0.0, 9.81], (0.0, 0.0, 0.0))
            await page.tap("#allow")
            await phone.choose()

            async def seen(state: str, words: str) -> None:
                is_it = f"document.getElementById('words').textContent === '{words}'"
                await page.until(f"{is_it} && document.body.dataset.state === '{state}'")
                shown.append(await page.evaluate(look))

            await seen("work", "Before you begin")
            await page.tap("#skip")
            await seen("work", "Squeeze 1 of 2")
            await page.tap("#pause")
            await seen("paused", "Paused")
            await page.tap("#pause")
            await seen("work", "Squeeze 1 of 2")
            await page.tap("#skip")
            await seen("rest", "Rest")
            await page.tap("#skip")
            await seen("work", "Squeeze 2 of 2")
            await page.tap("#skip")
            await seen("work", "Squeeze 1 of 2")

    play(story())
    _, first, paused, again, rest, second, other = shown
    for one in (first, again):
        assert one["leg"].startswith("Left foot, Long squeeze, about ")
        assert one["hint"] == "Next: squeeze 2 of 2."
        assert 0 < int(one["digits"]) <= 600
    assert paused["pause"] == "Go on"
    assert (rest["hint"], rest["pause"]) == ("Next: squeeze 2 of 2.", "Pause")
    assert 0 < int(rest["digits"]) <= 300
    assert second["hint"] == "Next: squeeze 1 of 2."
    assert other["leg"].startswith("Right foot, Long squeeze")


def axe_source() -> str:
    found = importlib.util.find_spec("axe_core_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core-python is not installed, so that accessibility can't be looked at")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


async def violations(phone: Phone, rules: str = "") -> list[Any]:
    """What axe finds, each with where and why."""
    found = await phone.page.evaluate(
        f"axe.run({rules}).then(({{violations}}) => violations.map(({{id, nodes}}) =>"
        " [id, nodes.map(({html, failureSummary}) => html + ' ' + failureSummary)]))"
    )
    return list(found)


def test_each_screen_can_be_used_by_everybody(
    play: Play, browser: Browser, starter: Ready, tmp_path: Path
) -> None:
    axe = axe_source()
    found: dict[str, list[Any]] = {}

    async def story() -> None:
        async with AsyncExitStack() as stack:
            computer = await connected(stack, starter, tmp_path)
            phone = await Phone.taken_up(stack, browser)
            await phone.scan(await computer.invitation())
            await phone.page.evaluate(f"void (() => {{ {axe} }})()")
            found["welcome"] = await violations(phone)
            await phone.page.tap("#allow")
            await phone.page.until("document.body.dataset.screen === 'choose'")
            found["choose"] = await violations(phone)
            await phone.choose()
            await phone.page.until("document.body.dataset.state === 'lift'")
            found["test"] = await violations(phone)
            # The colours of the other moments, without living through them.
            for state in get_args(State):
                await phone.page.evaluate(f"document.body.dataset.state = '{state}'")
                found[state] = await violations(phone, "{runOnly: ['color-contrast']}")
            async with phone.in_the_background("location.href"):
                await phone.page.until("document.body.dataset.screen === 'refused'")
            found["refused"] = await violations(phone)

    play(story())
    assert found == {screen: [] for screen in found}
    assert len(found) > 10

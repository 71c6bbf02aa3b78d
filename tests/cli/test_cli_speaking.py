"""Words spoken beside the terminal: silent again on every way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.speaking import Speaker
from drivers import voices
from drivers.voices import Program

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="the program here is a script of a shell"
)

# As Speech Dispatcher: what asks waits until it is spoken, and what is asked goes on without it.
SPEAKS = """#!/bin/sh
if [ "$1" = "-S" ]; then echo hushed >> "{said}"; exit; fi
echo "$1" >> "{said}"
echo "$1" > "{began}"
{spoken}
"""


def program(folder: Path, spoken: str) -> Program:
    path, began = folder / "spd-say", folder / "began"
    os.mkfifo(began)
    path.write_text(SPEAKS.format(said=folder / "said", began=began, spoken=spoken))
    path.chmod(0o700)
    made = voices.find("linux", {"spd-say": str(path)}.get)
    assert made is not None
    assert made.hush == ("-S",)
    return Program(str(path), made.listing, made.read, _as_told, made.hush)


def _as_told(words: str, volume: float, voice: str) -> voices.Asked:
    return voices.Asked((words,))


def begun(folder: Path) -> str:
    """Wait until the program speaks."""
    return (folder / "began").read_text().strip()


def said(folder: Path) -> list[str]:
    return (folder / "said").read_text().splitlines()


@pytest.mark.parametrize("way", [None, KeyboardInterrupt, ValueError])
def test_a_sentence_is_hushed_on_every_way_out(
    tmp_path: Path, way: type[BaseException] | None
) -> None:
    speaker = Speaker(program(tmp_path, "exec sleep 600"))
    try:
        with speaker:
            speaker.say("squeeze")
            assert begun(tmp_path) == "squeeze"
            if way is not None:
                raise way
    except (KeyboardInterrupt, ValueError):
        pass
    assert said(tmp_path) == ["squeeze", "hushed"]


def test_nobody_else_is_hushed_once_it_is_spoken(tmp_path: Path) -> None:
    with Speaker(program(tmp_path, "exit")) as speaker:
        speaker.say("done")
        assert begun(tmp_path) == "done"
        speaker.finish(lambda: False)
    assert said(tmp_path) == ["done"]


def test_who_leaves_does_not_wait_for_the_last_sentence(tmp_path: Path) -> None:
    with Speaker(program(tmp_path, "exec sleep 600")) as speaker:
        speaker.say("done")
        assert begun(tmp_path) == "done"
        speaker.finish(lambda: True)
    assert said(tmp_path) == ["done", "hushed"]

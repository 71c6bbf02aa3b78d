from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from pytestqt.qtbot import QtBot

from drivers.telling import Cue
from gui.sound import NOTES, RATE_HZ, STUCK, Sound, pcm


def test_the_end_is_longer_and_louder_than_the_start() -> None:
    def length(name: str) -> float:
        return sum(s for _, s, _ in NOTES[name])  # type: ignore[index]

    assert length("end") > 2 * length("start")
    assert max(loud for *_, loud in NOTES["end"]) > max(loud for *_, loud in NOTES["start"])
    samples = pcm(NOTES["end"])
    assert len(samples) == 2 * sum(int(s * RATE_HZ) for _, s, _ in NOTES["end"])
    assert samples[:2] == b"\0\0"


class Voice:
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    def stop(self) -> None: ...


def test_the_time_is_not_talked_over_by_the_rest_that_begins_with_it(qtbot: QtBot) -> None:
    sound, voice = Sound(), Voice()
    sound._speech, sound.speech_trouble = voice, ""
    end = Cue("end", "8.6 seconds", flash=True)
    sound.play(end, Cue(words="Rest 30 seconds. Next: Right leg. Stand still on both feet."))
    qtbot.waitUntil(lambda: bool(voice.said), timeout=60_000)
    (said,) = voice.said
    assert said.startswith("8.6 seconds. Rest 30 seconds. Next: Right leg.")
    sound.play(Cue(words="never heard"))
    sound.stop()
    assert voice.said == [said]


class Sink:
    def __init__(self) -> None:
        self.free = 100

    def bufferSize(self) -> int:  # noqa: N802
        return 100

    def bytesFree(self) -> int:  # noqa: N802
        return self.free

    def stop(self) -> None: ...


def test_a_loudspeaker_that_is_gone_in_a_test_is_said_and_its_return_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.sound.SETTLE_MS", 0)
    sound, sink, out = Sound(), Sink(), QBuffer()
    out.open(QIODevice.OpenModeFlag.ReadWrite)
    sound.play_into(out)
    sound._sink = sink
    sink.free = 10
    with qtbot.waitSignal(sound.changed, timeout=60_000):
        sound.play(Cue("tick"))
    assert sound.tone_trouble == STUCK
    assert sound.lack.startswith("no tones")
    sink.free = 100
    with qtbot.waitSignal(sound.changed, timeout=60_000):
        sound.play(Cue("tick"))
    assert sound.tone_trouble == ""
    sound.stop()

from __future__ import annotations

from pathlib import Path

import pytest
from loudspeakers import Loudspeakers, programs, talker
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drivers.live.cues import Wanted
from drivers.telling import Cue
from gui.loudspeaker import NO_DEVICE, NoDeviceError
from gui.sensor.sound_sheet import SoundSheet
from gui.settings import Remembered
from gui.sound import STUCK, Sound
from gui.tones import NOTES, RATE_HZ, pcm, softer

LONG_MS = 60_000


def test_the_end_is_longer_and_louder_than_the_start() -> None:
    def length(name: str) -> float:
        return sum(s for _, s, _ in NOTES[name])  # type: ignore[index]

    assert length("end") > 2 * length("start")
    assert max(loud for *_, loud in NOTES["end"]) > max(loud for *_, loud in NOTES["start"])
    samples = pcm(NOTES["end"])
    assert len(samples) == 2 * sum(int(s * RATE_HZ) for _, s, _ in NOTES["end"])
    assert samples[:2] == b"\0\0"


def test_the_volume_is_that_of_the_next_tone(qtbot: QtBot) -> None:
    devices = Loudspeakers()
    sound = started(qtbot, devices)
    whole = pcm(NOTES["tick"])
    for share in (1.0, 0.5, 0.0):
        sound.set_volume(share)
        sound.play(Cue("tick"))
        assert devices.feed.take(10**6) == softer(whole, share)
    assert softer(whole, 1.0) == whole
    assert set(softer(whole, 0.0)) == {0}
    sound.stop()


def started(qtbot: QtBot, devices: Loudspeakers, **others: object) -> Sound:
    """A sound whose first device was looked for, and which finds no voice."""
    sound = Sound(open_device=devices.open, **{"find_program": lambda: None, **others})  # type: ignore[arg-type]
    with qtbot.waitSignal(sound._opened, timeout=LONG_MS):
        sound.start()
    QApplication.processEvents()
    return sound


def test_the_time_is_not_talked_over_by_the_rest_that_begins_with_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    voice = talker(tmp_path)
    sound = started(qtbot, Loudspeakers(), find_program=programs(voice))
    end = Cue("end", "8.6 seconds", flash=True)
    sound.play(end, Cue(words="Rest 30 seconds. Next: Right leg. Stand still on both feet."))
    assert sound._wait.remainingTime() > 500  # until the tone is over
    qtbot.waitUntil(lambda: bool(voice.said()), timeout=LONG_MS)
    (said,) = voice.said()
    assert said == "8.6 seconds. Rest 30 seconds. Next: Right leg. Stand still on both feet"
    sound.play(Cue(words="never heard"))
    sound.stop()
    QApplication.processEvents()
    assert voice.said() == [said]


def test_a_loudspeaker_that_is_gone_in_a_test_is_said_and_its_return_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.sound.SETTLE_MS", 0)
    devices = Loudspeakers()
    sound = started(qtbot, devices)
    assert sound.tone_trouble == ""
    with qtbot.waitSignal(sound.changed, timeout=LONG_MS):
        sound.play(Cue("tick"))  # nothing takes it
    assert sound.tone_trouble == STUCK
    assert sound.lack.startswith("no tones")
    assert devices.feed.left == 0  # nor is it heard later
    devices.takes = True
    with qtbot.waitSignal(sound.changed, timeout=LONG_MS):
        sound.play(Cue("tick"))
    assert sound.tone_trouble == ""
    assert devices.opened == 2
    assert devices.closed == 1
    sound.stop()
    assert devices.closed == 2


def test_a_loudspeaker_that_comes_later_is_found_when_it_is_needed(qtbot: QtBot) -> None:
    devices = Loudspeakers(trouble=NoDeviceError())
    sound = started(qtbot, devices)
    assert sound.tone_trouble == NO_DEVICE
    assert "no loudspeaker was found" in sound.trouble
    devices.trouble = None
    with qtbot.waitSignal(sound.changed, timeout=LONG_MS):
        sound.play(Cue("tick"))
        sound._check.stop()  # nothing takes the tone here, which is not what is looked at
    assert sound.tone_trouble == ""
    assert devices.feed.left == len(pcm(NOTES["tick"]))  # the tone that needed it
    sound.stop()


def test_where_nothing_can_play_it_is_said_why(qtbot: QtBot) -> None:
    sound = started(qtbot, Loudspeakers(trouble=ImportError("no module")))
    assert sound.tone_trouble == "tones can't be played (no module); the screen flashes instead"
    sound.stop()


def test_words_do_not_wait_for_tones_that_nobody_hears(qtbot: QtBot) -> None:
    sound = started(qtbot, Loudspeakers(trouble=NoDeviceError()))
    sound.play(Cue("end", "8.6 seconds"))
    assert sound._wait.remainingTime() == 0
    sound.stop()


def test_before_it_is_started_and_after_it_is_stopped_nothing_is_played(qtbot: QtBot) -> None:
    devices = Loudspeakers()
    sound = Sound(open_device=devices.open, find_program=lambda: None)
    assert sound.trouble == "sound is not started; speech is not started"
    sound.play(Cue("end", "8.6 seconds"))
    assert devices.opened == 0
    assert sound.handed_ms == 0.0
    sound.stop()


def test_voices_that_are_listed_late_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    voice = talker(tmp_path, voices="en Alva\nen Bo\n")
    remembered = Remembered(voice="Bo", cues=Wanted())
    sound = Sound(open_device=Loudspeakers().open, find_program=programs(voice))
    sheet = SoundSheet(remembered, sound, None, lambda: None)
    qtbot.addWidget(sheet)
    assert [sheet.voice.itemData(at) for at in range(sheet.voice.count())] == [""]
    sound.start()
    qtbot.waitUntil(lambda: sheet.voice.count() == 3, timeout=LONG_MS)
    assert [sheet.voice.itemData(at) for at in range(3)] == ["", "Alva", "Bo"]
    assert sheet.voice.currentData() == "Bo"
    sound.stop()

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from loudspeakers import Talker, programs, talker
from PySide6.QtCore import QLocale, QProcess
from pytestqt.qtbot import QtBot

from drivers.voices import find, lack
from gui import speech
from gui.speech import Speech

LONG_MS = 60_000


def started(qtbot: QtBot, voice: Talker) -> Speech:
    made = Speech(find=programs(voice))
    made.start()
    qtbot.waitUntil(lambda: not made._lister.busy, timeout=LONG_MS)
    return made


def running(made: Speech) -> list[QProcess]:
    return [
        process
        for process in made.findChildren(QProcess)
        if process.state() is not QProcess.ProcessState.NotRunning
    ]


def test_a_new_sentence_cuts_off_the_one_before(qtbot: QtBot, tmp_path: Path) -> None:
    voice = talker(tmp_path)
    made = started(qtbot, voice)
    assert made.trouble == ""
    made.say("long and never over", 0.8)
    qtbot.waitUntil(lambda: len(voice.said()) == 1, timeout=LONG_MS)
    [first] = running(made)
    with qtbot.waitSignal(first.finished, timeout=LONG_MS):
        made.say("8.6 seconds", 0.8)
    qtbot.waitUntil(lambda: not made._speaker.busy, timeout=LONG_MS)
    assert voice.said() == ["long and never over", "8.6 seconds"]
    assert made.trouble == ""  # to be cut off is no failure
    made.stop()


def test_when_it_stops_no_program_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    voice = talker(tmp_path)
    voice = replace(voice, program=replace(voice.program, hush=("-c", "", "hush")))
    made = started(qtbot, voice)
    made.say("long and never over", 0.8)
    qtbot.waitUntil(lambda: bool(voice.said()), timeout=LONG_MS)
    made.start()  # has the voices listed anew
    made.stop()
    assert not running(made)
    assert not made._patience.isActive()


def test_what_a_program_says_of_its_failure_is_told_and_it_is_tried_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = started(qtbot, talker(tmp_path))
    with qtbot.waitSignal(made.changed, timeout=LONG_MS):
        made.say("failing sound", 0.8)
    assert made.trouble == "nothing is spoken: there is no failing sound"
    made.say("8.6 seconds", 0.8)
    qtbot.waitUntil(lambda: not made._speaker.busy and not made._lister.busy, timeout=LONG_MS)
    assert made.trouble == ""
    made.stop()


def test_an_error_at_a_good_end_is_a_failure() -> None:
    alone = "ALSA lib pcm.c:2666: Unknown PCM default\nerror: No such file or directory\n"
    assert speech.failure(alone, well=True) == "No such file or directory"
    assert speech.failure("ALSA lib pcm.c: underrun\n", well=True) == ""
    assert speech.failure("", well=False) == "the voice does not answer"
    assert speech.failure("Failed to connect.\nmore\n", well=False) == "Failed to connect"
    assert len(speech.failure(1000 * "x", well=False)) < 200


def test_a_program_that_is_not_there_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    made = started(qtbot, talker(tmp_path, path=str(tmp_path / "nothing")))
    assert made.trouble.startswith("nothing is spoken: ")
    made.stop()


def test_a_voice_that_comes_later_is_found_when_it_is_needed(qtbot: QtBot, tmp_path: Path) -> None:
    voice = talker(tmp_path)
    made = Speech(find=programs(None, None, voice))
    made.start()
    assert made.trouble == f"nothing is spoken: {lack()}"
    assert made.voices() == []
    made.say("not heard", 0.8)
    assert made.trouble
    made.say("8.6 seconds", 0.8)
    qtbot.waitUntil(lambda: not made._speaker.busy and not made._lister.busy, timeout=LONG_MS)
    assert voice.said() == ["8.6 seconds"]
    assert made.trouble == ""
    made.stop()


def test_a_program_that_never_ends_is_given_up(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = started(qtbot, talker(tmp_path))
    monkeypatch.setattr(speech, "_PATIENCE_MS", 0)
    monkeypatch.setattr(speech, "_LETTER_MS", 0)
    with qtbot.waitSignal(made.changed, timeout=LONG_MS):
        made.say("long and never over", 0.8)
    assert made.trouble == "nothing is spoken: the voice does not answer"
    made.stop()


def test_voices_of_the_system_s_language_are_offered_and_one_is_chosen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    voice = talker(tmp_path, voices="en-GB Alva\nde Bo\nen_US Cleo\nen_US Cleo\n")
    made = started(qtbot, voice)
    before = QLocale()
    try:
        for locale, names in (
            ("en_GB", ["Alva", "Cleo"]),
            ("de_AT", ["Bo"]),
            ("fi_FI", ["Alva", "Bo", "Cleo"]),
            ("C", ["Alva", "Cleo"]),
        ):
            QLocale.setDefault(QLocale(locale))
            assert made.voices() == names
    finally:
        QLocale.setDefault(before)
    for name in ("Bo", "who is not here", ""):
        made.voice = name
        made.say("8.6 seconds", 0.25)
        qtbot.waitUntil(lambda: not made._speaker.busy, timeout=LONG_MS)
    assert voice.how() == ["0.25 code-Bo", "0.25", "0.25"]
    made.stop()


def test_on_linux_speech_dispatcher_speaks_or_else_espeak() -> None:
    made = find("linux", {"spd-say": "/a/spd-say", "espeak-ng": "/a/espeak-ng"}.get)
    assert made is not None
    assert made.path == "/a/spd-say"
    asked = made.say("-x is said, and not an option", 0.8, "English (America)")
    assert asked.arguments[-4:] == (
        "-y", "English (America)", "--", "-x is said, and not an option",
    )  # fmt: skip
    volume = asked.arguments.index("-i") + 1
    assert asked.arguments[volume] == "60"
    assert made.say("", 0.0, "").arguments[volume] == "-100"
    assert "-y" not in made.say("8.6 seconds", 0.8, "").arguments
    listed = made.read(
        "                     NAME                 LANGUAGE                  VARIANT\n"
        "           Afrikaans+Adam                       af                     Adam\n"
        "        English (America)                    en-US                     none\n"
    )
    assert [(one.name, one.language, one.code) for one in listed] == [
        ("English (America)", "en-US", "English (America)")
    ]
    assert find("linux", {}.get) is None
    assert lack("linux") == "neither spd-say nor espeak-ng is installed"


def test_espeak_is_given_words_by_standard_input() -> None:
    made = find("linux", {"espeak-ng": "/a/espeak-ng"}.get)
    assert made is not None
    asked = made.say("8.6 seconds", 0.8, "en-us")
    assert asked.given == b"8.6 seconds"
    assert asked.arguments == ("-a", "100", "-v", "en-us", "--stdin")
    listed = made.read(
        "Pty Language       Age/Gender VoiceName          File                 Other Languages\n"
        " 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)\n"
    )
    assert [(one.name, one.code) for one in listed] == [("English (Great Britain)", "en-gb")]


def test_on_macos_words_are_no_orders() -> None:
    made = find("darwin", {"say": "/usr/bin/say"}.get)
    assert made is not None
    asked = made.say("[[slnc 5000]] 8.6 seconds", 0.5, "Bad News")
    assert asked.arguments == ("-v", "Bad News", "-f", "-")
    assert asked.given == b"[[volm 0.50]] [slnc 5000] 8.6 seconds"
    listed = made.read(
        "Alex                en_US    # Most people recognize me by my voice.\n"
        "Bad News            en_US    # The light you see # at the end.\n"
        "Eddy (German (Germany)) de_DE    # Hallo!\n"
    )
    assert [(one.name, one.language) for one in listed] == [
        ("Alex", "en_US"), ("Bad News", "en_US"), ("Eddy (German (Germany))", "de_DE"),
    ]  # fmt: skip


def test_on_windows_words_are_data_and_never_code() -> None:
    made = find("win32", {"powershell": "powershell.exe"}.get)
    assert made is not None
    words = "'; Remove-Item x; \" $(exit) ´ ü\n9"
    asked = made.say(words, 0.8, "Microsoft Zira Desktop")
    assert asked.arguments == made.say("8.6 seconds", 0.1, "").arguments
    assert '"' not in asked.arguments[-1]
    given = [base64.b64decode(line).decode() for line in asked.given.splitlines()]
    assert given == [words, "80", "Microsoft Zira Desktop"]
    listed = made.read("en-US Microsoft Zira Desktop\r\nde-DE Microsoft Hedda Desktop\r\n")
    assert [(one.name, one.language) for one in listed] == [
        ("Microsoft Zira Desktop", "en-US"), ("Microsoft Hedda Desktop", "de-DE"),
    ]  # fmt: skip
    assert lack("win32") == "powershell is missing"

"""Programs of the system that speak: how each is asked, and what it says of its voices."""

from __future__ import annotations

import base64
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: As loud as a program is by itself: where the window's volume stands at first.
_PLAIN: Final = 0.8


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice: its name for people, its language, and what its program calls it."""

    name: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program is started with, and given by standard input."""

    arguments: tuple[str, ...]
    given: bytes = b""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that speaks.

    Parameters
    ----------
    path
        What is started.
    listing
        Arguments that have it list its voices.
    read
        Reads that list.
    say
        Gives how it is asked, by words, volume from 0 to 1, and a voice or an empty code.
    hush
        Arguments that have it cut off what goes on where its end alone does not; empty where it
        does.
    """

    path: str
    listing: tuple[str, ...]
    read: Callable[[str], list[Voice]]
    say: Callable[[str, float, str], Asked]
    hush: tuple[str, ...] = ()


def find(
    platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which
) -> Program | None:
    """Give the program that speaks on this system; None where there is none."""
    for name, made in _PROGRAMS.get(platform, _PROGRAMS["linux"]):
        if path := which(name):
            return made(path)
    return None


def lack(platform: str = sys.platform) -> str:
    """Say what is missing where no program was found."""
    names = [name for name, _ in _PROGRAMS.get(platform, _PROGRAMS["linux"])]
    if len(names) > 1:
        return f"neither {' nor '.join(names)} is installed"
    return f"{names[0]} is missing"


def _spd_say(path: str) -> Program:
    """Speech Dispatcher: its server speaks, and goes on where only the program that asked ends."""

    def say(words: str, volume: float, voice: str) -> Asked:
        chosen = ("-y", voice) if voice else ()
        # A text cuts off the text before it; the program ends once it was spoken.
        plain = ("-w", "-P", "text", "-N", "balance-timer", "-i", str(round(200 * volume - 100)))
        return Asked((*plain, *chosen, "--", words))

    def read(listed: str) -> list[Voice]:
        found = re.findall(r"^ *(\S.*?) +(\S+) +(\S+) *$", listed, re.MULTILINE)[1:]
        # Each voice of eSpeak comes a hundred times, in variants that are written behind it.
        plain = [one for one in found if not one[0].endswith(f"+{one[2]}")]
        return [Voice(name, language, name) for name, language, _ in plain]

    return Program(path, ("-L",), read, say, hush=("-S",))


def _espeak(path: str) -> Program:
    def say(words: str, volume: float, voice: str) -> Asked:
        chosen = ("-v", voice) if voice else ()
        loud = str(round(100 * volume / _PLAIN))
        return Asked(("-a", loud, *chosen, "--stdin"), words.encode())

    def read(listed: str) -> list[Voice]:
        found = re.findall(r"^ *\d+ +(\S+) +\S+ +(\S+)", listed, re.MULTILINE)
        return [Voice(name.replace("_", " "), language, language) for language, name in found]

    return Program(path, ("--voices",), read, say)


def _say(path: str) -> Program:
    def say(words: str, volume: float, voice: str) -> Asked:
        chosen = ("-v", voice) if voice else ()
        # It has no argument for the volume, and takes what stands in double brackets as an order.
        plain = words.replace("[[", "[").replace("]]", "]")
        return Asked((*chosen, "-f", "-"), f"[[volm {volume:.2f}]] {plain}".encode())

    def read(listed: str) -> list[Voice]:
        found = re.findall(r"^(\S.*?) +([a-z]{2,3}[_-]\w+) +#", listed, re.MULTILINE)
        return [Voice(name, language, name) for name, language in found]

    return Program(path, ("-v", "?"), read, say)


def _powershell(path: str) -> Program:
    """System.Speech. The words come by standard input, coded: no part of them can be a command."""
    plain = ("-NoProfile", "-NonInteractive", "-InputFormat", "Text", "-Command")
    # No double quotes, which the command line of Windows would take for its own.
    begin = (
        "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Speech; "
        "$speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    )
    tell = begin + (
        "$speaker.GetInstalledVoices() | Where-Object { $_.Enabled } | "
        "ForEach-Object { $_.VoiceInfo.Culture.Name + ' ' + $_.VoiceInfo.Name }"
    )
    speak = begin + (
        "$given = @($input | ForEach-Object { "
        "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_)) }); "
        "$speaker.Volume = [int]$given[1]; "
        "if ($given[2]) { $speaker.SelectVoice($given[2]) }; "
        "$speaker.Speak($given[0])"
    )

    def say(words: str, volume: float, voice: str) -> Asked:
        lines = [words, str(round(100 * volume)), *([voice] if voice else [])]
        coded = [base64.b64encode(line.encode()) for line in lines]
        return Asked((*plain, speak), b"\n".join(coded) + b"\n")

    def read(listed: str) -> list[Voice]:
        found = re.findall(r"^([a-z]{2,3}\S*) (\S.*?)\s*$", listed, re.MULTILINE)
        return [Voice(name, language, name) for language, name in found]

    return Program(path, (*plain, tell), read, say)


_PROGRAMS: Final[dict[str, tuple[tuple[str, Callable[[str], Program]], ...]]] = {
    "linux": (("spd-say", _spd_say), ("espeak-ng", _espeak)),
    "darwin": (("say", _say),),
    "win32": (("powershell", _powershell),),
}

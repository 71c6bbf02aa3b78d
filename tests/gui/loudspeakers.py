"""Loudspeakers and voices that are none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.voices import Asked, Program, Voice
from gui.loudspeaker import Feed

#: Writes down what it is given once it has all of it; what begins with "long" it goes on saying.
_TALKER = """
import sys
from pathlib import Path
if sys.argv[2] == "list":
    sys.stdout.buffer.write(Path(sys.argv[1], "voices").read_bytes())
    sys.exit()
words = sys.stdin.buffer.read().decode()
if words.startswith("fail"):
    sys.exit("there is no " + words)
with open(Path(sys.argv[1], "said"), "a", encoding="utf-8") as said:
    said.write(words + "\\n")
with open(Path(sys.argv[1], "how"), "a", encoding="utf-8") as how:
    how.write(" ".join(sys.argv[2:]) + "\\n")
if words.startswith("long"):
    import threading
    threading.Event().wait(100)
"""


class Loudspeakers:
    """Gives devices that take all or nothing, or none at all."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.takes = False
        self.opened = self.closed = 0
        self.feed = Feed()

    def open(self, feed: Feed) -> _Device:
        if self.trouble is not None:
            raise self.trouble
        self.opened += 1
        self.feed = feed
        return _Device(self)


class _Device:
    def __init__(self, given: Loudspeakers) -> None:
        self._given = given
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while not self._over.wait(0.001):
            if self._given.takes:
                self._given.feed.take(10_000)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._given.closed += 1


@dataclass(frozen=True)
class Talker:
    """A program that writes down what it is to say."""

    folder: Path
    program: Program

    def said(self) -> list[str]:
        return self._lines("said")

    def how(self) -> list[str]:
        """What it was started with."""
        return self._lines("how")

    def _lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def talker(folder: Path, voices: str = "", path: str = sys.executable) -> Talker:
    """Make one; `voices` has a line for each, its language and its name."""
    (folder / "voices").write_text(voices, encoding="utf-8")
    fixed = ("-c", _TALKER, str(folder))

    def say(words: str, volume: float, voice: str) -> Asked:
        return Asked((*fixed, f"{volume:.2f}", *([voice] if voice else [])), words.encode())

    def read(listed: str) -> list[Voice]:
        lines = [line.split(" ", 1) for line in listed.splitlines()]
        return [Voice(name, language, f"code-{name}") for language, name in lines]

    return Talker(folder, Program(path, (*fixed, "list"), read, say))


def programs(*found: Talker | None) -> Callable[[], Program | None]:
    """Find one program after the other, and the last one from then on."""
    left = list(found)

    def find() -> Program | None:
        one = left.pop(0) if len(left) > 1 else left[0]
        return None if one is None else one.program

    return find

"""The program as a user has it: a process of its own, on a screen, with keys and a mouse.

Nothing in here knows the program from inside. It is started as from a shell, driven by `xdotool`
alone, and what it did is read from what it leaves behind: recordings, history, exit code. What was
on the screen is there as a picture, for whoever has to look at a failure.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE: Final = (1366, 768)
LACKING: Final = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
NO_SCREEN: Final = (
    f"{' and '.join(LACKING)} missing; on Debian: apt-get install xvfb xdotool" if LACKING else ""
)
LONGEST_S: Final = 90.0  # of waiting; what hangs ends the test and not the clock
LOOK_S: Final = 0.03
#: What a window manager sends where somebody closes a window by its frame.
_MESSAGE: Final = 33
_TALL: Final = 100  # pixels
_MUCH: Final = 0.02
_ATTEMPTS: Final = """
    select people.code, conditions.stance_leg, holds.end_reason, attempts.duration_s
    from attempts
    join people on people.id = attempts.person_id
    join conditions on conditions.id = attempts.condition_id
    join holds on holds.attempt_id = attempts.id
    order by attempts.order_key, attempts.number
"""


class Screen:
    """An X server that nobody looks at, and its keyboard and mouse."""

    def __init__(self, display: str, picture: Path) -> None:
        self.display = display
        self._picture = picture

    def tool(self, *words: str | int) -> str:
        """Have `xdotool` do something, and give what it says."""
        asked = ["xdotool", *map(str, words)]
        env = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(asked, env=env, capture_output=True, text=True, timeout=LONGEST_S)
        assert done.returncode == 0, f"{asked}: {done.stderr}"
        return done.stdout.strip()

    def key(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.tool("key", "--delay", 15, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.tool("type", "--delay", 8, text)

    def click(self, x: int, y: int) -> None:
        """Click there."""
        self.tool("mousemove", "--sync", x, y, "click", 1)

    def drag(self, x: int, y: int, to_x: int) -> None:
        """Press the mouse there, move it sideways in small steps, and let go."""
        self.tool("mousemove", x, y)
        self.tool("mousedown", 1)
        step = 4 if to_x > x else -4
        for at in (*range(x, to_x, step), to_x):
            self.tool("mousemove", at, y)
        self.tool("mouseup", 1)

    def window(self, title: str) -> str:
        """Wait until a window with this title is on the screen, and give it the keyboard."""
        found: list[str] = []

        def there() -> bool:
            asked = ["xdotool", "search", "--onlyvisible", "--name", title]
            env = {**os.environ, "DISPLAY": self.display}
            found[:] = subprocess.run(asked, env=env, capture_output=True, text=True).stdout.split()
            return bool(found)

        until(there, f"the window '{title}'")
        self.tool("windowfocus", "--sync", found[-1])
        return found[-1]

    def close(self, window: str) -> None:
        """Close a window as its frame does: by asking the program that it belongs to."""
        lib = ctypes.CDLL("libX11.so.6")
        lib.XOpenDisplay.restype = ctypes.c_void_p
        at = ctypes.c_void_p(lib.XOpenDisplay(self.display.encode()))
        asked = (ctypes.c_long * 24)()
        atoms = [lib.XInternAtom(at, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
        # XClientMessageEvent: type, serial, send_event, display, window, message_type, format, data
        asked[0], asked[4], asked[5], asked[6], asked[7] = (
            _MESSAGE,
            int(window),
            atoms[0],
            32,
            atoms[1],
        )
        lib.XSendEvent(at, ctypes.c_ulong(int(window)), 0, 0, ctypes.byref(asked))
        lib.XSync(at, 0)
        lib.XCloseDisplay(at)

    def pixels(self) -> tuple[int, int, bytes]:
        """Give what is on the screen: width, height, and four bytes a pixel, blue first."""
        raw = self._picture.read_bytes()
        head = [int.from_bytes(raw[at : at + 4], "big") for at in range(0, 100, 4)]
        return head[4], head[5], raw[head[0] + 12 * head[19] :]

    def has_column(self, ink: str) -> bool:
        """Whether there is a tall upright line in a colour."""
        return bool(self._columns(ink)[1].size)

    def column(self, ink: str) -> tuple[int, int]:
        """Give the middle of the last tall upright line in a colour."""
        alike, columns = self._columns(ink)
        x = int(columns[-1])
        return x, int(np.median(np.flatnonzero(alike[:, x])))

    def differs(self, before: bytes) -> bool:
        """Whether more than a fiftieth of the screen is another than before."""
        seen = (np.frombuffer(each, np.uint8) for each in (before, self.pixels()[2]))
        return float(np.mean(np.not_equal(*seen))) > _MUCH

    def _columns(self, ink: str) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        wide, high, bytes_ = self.pixels()
        seen = np.frombuffer(bytes_, np.uint8).reshape(high, wide, 4)
        blue_green_red = [int(ink[at : at + 2], 16) for at in (5, 3, 1)]
        alike = (seen[:, :, :3] == blue_green_red).all(axis=2)
        return alike, np.flatnonzero(alike.sum(axis=0) > _TALL)

    def shoot(self, path: Path) -> None:
        """Keep a picture of the screen."""
        from PySide6.QtGui import QImage

        wide, high, bytes_ = self.pixels()
        QImage(bytes_, wide, high, 4 * wide, QImage.Format.Format_RGB32).save(str(path))


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """Give a screen on a display of its own; gone afterwards."""
    folder.mkdir(parents=True)
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "{}x{}x24".format(*SIZE)]
    command += ["-fbdir", str(folder), "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        with os.fdopen(reads) as said:
            number = said.readline().strip()  # comes once the server takes connections
        assert number, "Xvfb did not start"
        yield Screen(f":{number}", folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait(LONGEST_S)


class User:
    """Somebody at this computer: their data, their screen, and the program that they started."""

    def __init__(self, screen: Screen, home: Path) -> None:
        self.screen = screen
        self.home = home
        self.data = home / "data" / "balance-timer"
        self.recordings = home / "own" / "recordings"
        names = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
        names |= {"XDG_CACHE_HOME": home / "cache", "XDG_RUNTIME_DIR": home / "run"}
        names |= {"BALANCE_TIMER_DATABASE": home / "own" / "history.db", "PYTHONPATH": ROOT}
        for folder in ("own", "data", "config", "cache", "run"):
            (home / folder).mkdir(parents=True)
        (home / "run").chmod(0o700)
        self._env = os.environ | {name: str(path) for name, path in names.items()}
        self._env["DISPLAY"] = screen.display
        self._env["QT_QPA_PLATFORM"] = "xcb"
        for other in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            self._env.pop(other, None)
        self.program: subprocess.Popen[bytes] | None = None
        self.main = ""

    def start(self, *arguments: str) -> None:
        """Start the program, and wait until its window takes keys."""
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "cli", *arguments]
        with (self.home / "said.txt").open("ab") as said:
            self.program = subprocess.Popen(
                command, env=self._env, cwd=self.home, stdout=said, stderr=said
            )
        self.main = self.screen.window("^Balance Timer$")
        # It is made while the window gets ready, in one go with what comes then: a key that is
        # pressed from here on is heard by what is on the screen afterwards.
        until(lambda: (self.data / "window.lock").exists(), "the program's lock")

    def ended(self) -> int:
        """Wait until the program has ended, and give its exit code."""
        assert self.program is not None
        return self.program.wait(LONGEST_S)

    def interrupt(self) -> None:
        """Press Ctrl-C in the terminal that it was started from."""
        assert self.program is not None
        self.program.send_signal(signal.SIGINT)

    def leave(self) -> None:
        """End what is still there, after a failure."""
        if self.program is not None and self.program.poll() is None:
            self.program.kill()
            self.program.wait(LONGEST_S)

    def said(self) -> str:
        """Give what the program wrote into its terminal."""
        return (self.home / "said.txt").read_text()

    def ask(self, *arguments: str) -> list[dict[str, Any]]:
        """Ask the program in the terminal, and give its lines of JSON."""
        return [json.loads(line) for line in self.ask_for(*arguments, "--json").splitlines()]

    def ask_for(self, *arguments: str) -> str:
        """Run the program in the terminal, and give what it says."""
        command = [sys.executable, "-m", "cli", *arguments]
        done = subprocess.run(
            command, env=self._env, cwd=self.home, capture_output=True, text=True, timeout=LONGEST_S
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def made(self) -> list[Path]:
        """Give the recordings that are there, the newest last."""
        found = self.recordings.glob("**/*.csv*")
        paths = [path for path in found if not path.name.endswith(".events.csv")]
        return sorted(paths, key=lambda path: path.stat().st_mtime_ns)

    def writes(self) -> bool:
        """Whether the program has a recording open."""
        assert self.program is not None
        for each in Path(f"/proc/{self.program.pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                if each.readlink().is_relative_to(self.recordings):
                    return True
        return False

    def kept(self) -> list[tuple[str, str, str, float]]:
        """Give the attempts of the history as they came: code, leg, why it ended, how long."""
        return self._asked(_ATTEMPTS)

    def _asked(self, question: str) -> list[Any]:
        """Ask the history, while the program may be writing it."""
        database = self.home / "own" / "history.db"
        if not database.exists():
            return []
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as history:
            try:
                return list(history.execute(question))
            except sqlite3.OperationalError:  # it is being made
                return []

    def plan(self) -> str:
        """Give the plan of the week of the first person who has one; empty for none."""
        found = self._asked("select json_extract(regimen, '$.id') from people where regimen != ''")
        return str(found[0][0]) if found else ""

    def sittings(self) -> list[int]:
        """Give of each session that was led whether it is finished."""
        return [row[0] for row in self._asked("select finished from sittings order by id")]

    def sets(self) -> list[tuple[str, str | None]]:
        """Give the exercise of each set that was led, and how that felt."""
        return [(row[0], row[1]) for row in self._asked("select script, ease from sets")]

    def events(self) -> str:
        """Give all events that stand beside the recordings."""
        paths = sorted(self.recordings.glob("**/*.events.csv"))
        return "\n".join(path.read_text() for path in paths)


def until(so: Callable[[], bool], what: str) -> None:
    """Wait until something is so; nothing tells us, so it is looked at again and again."""
    end_s = time.monotonic() + LONGEST_S
    while not so():
        assert time.monotonic() < end_s, f"waited too long for {what}"
        time.sleep(LOOK_S)

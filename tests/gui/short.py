"""Scripts of a moment, so that a session that is led is over before anybody waits for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.window import Window

SOON_MS = 60_000
_HEAD = 'version = 1\nabout = "What it is for."\nsource = "Our own."\n'
_TIER = '[[tier]]\nname = "{name}"\nrepetitions = {n}\nhold_s = {hold}\nsource = "Our own."\n'
_SAY = '[[step]]\ndoes = "say"\nat = "begin"\nseconds = {s}\n[step.words]\nstart = "{words}"\n'
_WORK = """
[[step]]
does = "work"
at = "repetition"
seconds = "hold_s"
called = "squeeze {repetition} of {repetitions}"
[step.words]
start = "Squeeze"
end = "Let go"
[[step]]
does = "rest"
at = "repetition"
seconds = 0.05
not_last = true
"""
_STANCE = """
[test]
rule = "errors"
cap_s = 500
stop = ["it is over"]
[[step]]
does = "stance"
at = "begin"
seconds = 500
called = "both feet together"
[step.words]
start = "Stand"
"""
_HOLD = """
[[step]]
does = "hold"
at = "repetition"
called = "hold {repetition} of {repetitions}"
[step.words]
start = "Get ready"
"""


_RAISES = """
[[tier]]
name = "1"
sets = 1
repetitions = 8
up_s = 2
top_s = 1
down_s = 2
source = "Our own."
[[step]]
does = "raises"
at = "set"
called = "{repetitions} heel raises"
[step.words]
end = "Done"
"""


def _script(name: str, kind: str, title: str, sides: str, *parts: str) -> str:
    return f'id = "{name}"\nkind = "{kind}"\ntitle = "{title}"\nsides = "{sides}"\n{_HEAD}' + (
        "\n".join(parts)
    )


def _tier(name: str, n: int, hold: float) -> str:
    return _TIER.format(name=name, n=n, hold=hold)


SCRIPTS = {
    "opening": _script(
        "opening", "opening", "Begin", "both", _tier("usual", 1, 0), _SAY.format(s=0.02, words="Hi")
    ),
    "quick": _script(
        "quick",
        "exercise",
        "Quick squeeze",
        "each",
        _tier("1", 2, 0.1),
        _tier("2", 3, 0.1),
        _SAY.format(s=0.02, words="Quick squeeze"),
        _WORK,
    ),
    "slow": _script("slow", "exercise", "Slow squeeze", "both", _tier("1", 3, 500.0), _WORK),
    "stance": _script("stance", "test", "Short stance", "both", _tier("test", 1, 0), _STANCE),
    "raised": _script("raised", "exercise", "Raised", "both", _RAISES),
    "held": _script("held", "exercise", "Held", "one", _tier("1", 1, 0), _HOLD),
}


def write_scripts(folder: Path) -> None:
    """Put them beside the database that is in a folder."""
    place = folder / "scripts"
    place.mkdir(parents=True)
    for name, text in SCRIPTS.items():
        (place / f"{name}.toml").write_text(text)


def offered(qtbot: QtBot, window: Window) -> None:
    """Wait until all that can be led is in the list."""
    qtbot.waitUntil(lambda: bool(window.measure.strip.plan.offers), timeout=SOON_MS)


def lead(qtbot: QtBot, window: Window, name: str) -> None:
    """Choose in the list, and start."""
    offered(qtbot, window)
    box = window.measure.strip.plan
    box.setCurrentIndex(box.findData(f"led:{name}"))
    box.activated.emit(box.currentIndex())
    qtbot.keyClick(window.measure.start_button, Qt.Key.Key_Space)
    leading = window.measure.led.leading
    assert leading is not None
    qtbot.waitUntil(lambda: leading.led is not None, timeout=SOON_MS)


def over(qtbot: QtBot, window: Window) -> None:
    """Wait until it is over."""
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)

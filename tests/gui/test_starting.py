from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from meanwhile import once
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from balance.session import Session
from drivers.live.log import kept, log_path
from gui import app
from gui.window import Window

ROOT = Path(__file__).resolve().parents[2]

FIRST_PICTURE = """
import sys
from gui import app, window

heavy = {"numpy", "scipy", "pyqtgraph", "balance.session", "drivers.pump",
         "gui.sound", "miniaudio"}
painted, attached = [], []
paint, attach, show = (
    window.Window.paintEvent,
    window.Window.attach,
    window.Window.show_standing,
)

def note_paint(self, event):
    painted.append(heavy & set(sys.modules))
    paint(self, event)

def note_attach(self):
    attached.append(len(painted))
    attach(self)

def close_when_over(self, now):
    show(self, now)
    if now.stage == "over":
        self.close()

window.Window.paintEvent = note_paint
window.Window.attach = note_attach
window.Window.show_standing = close_when_over
code = app.run(sys.argv[1])
print(code, painted[0], attached[0] > 0)
"""


def close_when_over(live_for_ms: int = 10) -> QTimer:
    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, Window) and window.standing.stage == "over":
                window.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(live_for_ms)
    return timer


def test_the_window_is_seen_before_anything_heavy_is_imported(recording: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PICTURE, f"{recording}?speed=0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert done.stdout.split("\n")[0] == "0 set() True", done.stderr


def test_with_an_address_it_starts_at_once(
    qtbot: QtBot, recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    timer = close_when_over()
    assert app.run(f"{recording}?speed=0") == 0
    timer.stop()
    assert capsys.readouterr().err == ""


def test_closing_on_trouble_is_said_on_standard_error(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    timer = close_when_over()
    assert app.run("nonsense:1") == 1
    timer.stop()
    said = capsys.readouterr().err
    assert "nonsense" in said
    assert said.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_ends_the_window_that_asks_something(qtbot: QtBot, recording: Path) -> None:
    def seen() -> list[Window]:
        windows = QApplication.topLevelWidgets()
        return [w for w in windows if isinstance(w, Window) and w.isVisible()]

    def ask() -> None:
        answered.append(QMessageBox.question(seen()[0], "?", "Does anybody answer?"))

    def stop() -> None:
        if QApplication.activeModalWidget() is not None:
            os.kill(os.getpid(), signal.SIGTERM)
            timer.stop()

    answered: list[object] = []
    timer = QTimer()
    timer.timeout.connect(stop)
    timer.start(10)
    QTimer.singleShot(0, lambda: once(seen, ask))
    assert app.run(f"{recording}?speed=0") == 0
    assert not timer.isActive()
    assert len(answered) == 1


def test_a_fault_of_the_program_is_shown_and_not_swallowed(
    qtbot: QtBot,
    recording: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Session, "push", fail)
    hook = sys.excepthook
    timer = close_when_over()
    with kept(), qtbot.capture_exceptions() as exceptions:
        hook_inside = sys.excepthook
        assert app.run(f"{recording}?speed=0") == 1
        assert sys.excepthook is hook_inside
    timer.stop()
    assert sys.excepthook is hook
    assert [kind for kind, *_ in exceptions] == [ZeroDivisionError]
    said = capsys.readouterr().err
    assert "fault" in said
    assert str(log_path()) in said
    logged = log_path().read_text(encoding="utf-8")
    assert "ZeroDivisionError" in logged
    assert "drivers/live/run.py" in logged


def test_the_help_says_where_the_log_is(qtbot: QtBot) -> None:
    from gui.help import help_html

    assert str(log_path()) in help_html()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="displays have no names there")
def test_a_display_that_is_gone_is_said_in_a_sentence() -> None:
    environment = {**os.environ, "DISPLAY": ":9999"}
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from gui.app import run; sys.exit(run())"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot open on this display" in done.stderr
    assert "Traceback" not in done.stderr


def test_libraries_that_are_missing_are_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gui.window", None)
    assert app.run() == 1
    assert "balance-timer demo --terminal" in capsys.readouterr().err

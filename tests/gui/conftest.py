from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import Pumps

# Before Qt is imported: it looks once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

try:
    import PySide6.QtWidgets  # noqa: F401

    NO_QT = ""
except ImportError as error:
    NO_QT = (
        f"PySide6 cannot load here ({error}); on Debian: apt-get install "
        "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
    )


class _Skipped(pytest.Module):
    def collect(self) -> list[pytest.Item]:
        pytest.skip(NO_QT, allow_module_level=True)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    return _Skipped.from_parent(parent, path=module_path) if NO_QT else None


def running_timers() -> set[int]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer)]
    return {id(timer) for timer in timers if isValid(timer) and timer.isActive()}


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    threads = set(threading.enumerate())
    gc.freeze()  # what is there already is not looked through for timers: it is a lot
    yield
    timers = running_timers()
    gc.unfreeze()
    left = [thread.name for thread in threading.enumerate() if thread not in threads]
    assert not left, f"threads left running: {left}"
    assert not timers, "a timer was left running"


@pytest.fixture(autouse=True)
def no_window_stays(nothing_left_running: None) -> Iterator[None]:
    """A window is gone with its test, and its menus: what stays is styled again with each later."""
    yield
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    for widget in QApplication.topLevelWidgets():
        if type(widget).__name__ in ("Window", "QMenu") and widget.parent() is None:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def nobody_s_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What no folder takes goes to the home of the test."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def nothing_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test plays or speaks to whoever works at this machine, nor differs by what it has."""
    from drivers import voices
    from gui import loudspeaker

    def none(_: object) -> None:
        raise loudspeaker.NoDeviceError

    monkeypatch.setattr(loudspeaker, "open_default", none)
    monkeypatch.setattr(voices, "find", lambda: None)


@pytest.fixture
def pumps() -> Pumps:
    return Pumps()


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from balance.records.header import Header
    from balance.records.recorder import Recorder
    from balance.simulate.session import draw_session

    session = draw_session(1, placement="shank", holds=3)
    path = tmp_path_factory.mktemp("recording") / "three.csv"
    with Recorder(path, Header(placement="shank", model="simulated"), has_gyr=True) as recorder:
        recorder.push(session.block)
    return path


@pytest.fixture(scope="session")
def a_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with somebody's year of training, for `states.walk`."""
    from states import year_kept

    return year_kept(tmp_path_factory.mktemp("year"))

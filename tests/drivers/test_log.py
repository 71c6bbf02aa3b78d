"""The log: what it says, and above all what it never does."""

from __future__ import annotations

import logging
import os
import stat
import threading
import warnings
from pathlib import Path

import pytest

from balance.version import __version__
from drivers.live import log
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen

PERSONAL = ("Ann", "P-0042", "192.168.0.7", "fe80::1", "walk_P-0042.csv", "/home/ann")


def text() -> str:
    return log.log_path().read_text(encoding="utf-8")


def check_nothing_personal(said: str) -> None:
    assert [word for word in PERSONAL if word in said] == []


def test_what_was_started_is_said_with_versions_and_system() -> None:
    with log.kept():
        log.note_start("time")
    assert f"start: time, balance-timer {__version__}" in text()
    assert "numpy 2" in text() or "numpy 1" in text()


def test_of_a_source_its_kind_is_said_and_nothing_else(tmp_path: Path) -> None:
    with log.kept():
        with pytest.raises(CannotOpen), open_source(f"replay:{tmp_path}/walk_P-0042.csv") as source:
            source.open()
        with pytest.raises(AddressError):
            open_source("udp:192.168.0.7?protocol=osc")
    assert "source: replay, with no options" in text()
    assert "source: udp, with protocol" in text()
    check_nothing_personal(text())


def test_a_fault_is_said_with_its_way_through_our_sources_and_without_its_text() -> None:
    with log.kept():
        try:
            try:
                open_source("udp:x")
            except AddressError as error:
                raise KeyError("Ann, P-0042 in /home/ann/walk_P-0042.csv") from error
        except KeyError as error:
            logging.getLogger("cli.app").critical("a fault of the program", exc_info=error)
    said = text()
    assert "  KeyError" in said
    assert "  AddressError" in said
    assert "drivers/network.py:" in said
    assert "open_source" in said
    check_nothing_personal(said)


@pytest.mark.parametrize(
    "words",
    [
        "can't read /home/ann/walk_P-0042.csv",
        r"can't read C:\Users\Ann\walk_P-0042.csv",
        "walk_P-0042.csv is broken",
        "no route to 192.168.0.7:8000, nor to fe80::1",
        "Task exception: KeyError('Ann')",
        "no person \"P-0042\"\nnor 'Ann'",
        "https://192.168.0.7:8443/?t=secret",
    ],
)
def test_what_libraries_say_is_cleaned(words: str) -> None:
    with log.kept():
        logging.getLogger("asyncio").error(words)
    assert "ERROR" in text()
    assert text().count("\n") == 1
    check_nothing_personal(text())
    assert "secret" not in text()


def test_warnings_of_libraries_are_caught() -> None:
    with log.kept(), warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("overflow in /home/ann/walk_P-0042.csv", RuntimeWarning, stacklevel=1)
    assert "RuntimeWarning: overflow" in text()
    check_nothing_personal(text())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ends_by_a_fault_is_said() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with log.kept():
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert "ZeroDivisionError" in text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_it_is_its_owners_alone() -> None:
    with log.kept():
        log.note_start("time")
    assert stat.S_IMODE(log.log_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(log.log_path().parent.stat().st_mode) == 0o700


def test_it_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 2000)
    with log.kept():
        for i in range(200):
            logging.getLogger("drivers.link").warning("line %d", i)
    folder = log.log_path().parent
    assert sorted(path.name for path in folder.iterdir()) == [log.NAME, log.OLD_NAME]
    assert all(path.stat().st_size <= 2000 for path in folder.iterdir())
    assert text().splitlines()[-1].endswith("line 199")


def test_a_log_that_can_not_be_written_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    log.log_path().parent.parent.mkdir(parents=True)
    log.log_path().parent.write_text("a file where the folder should be")
    with log.kept():
        log.note_start("time")
    assert capsys.readouterr().err == ""
    assert "--verbose" in log.fault_words()


def test_verbose_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    with log.kept(verbose=True):
        log.note_start("time")
    assert "start: time" in capsys.readouterr().err


def test_it_leaves_nothing_behind() -> None:
    handlers, hook = list(logging.getLogger().handlers), threading.excepthook
    with log.kept(), log.kept(verbose=True):
        log.note_start("time")
    assert logging.getLogger().handlers == handlers
    assert threading.excepthook is hook
    assert text().count("start: time") == 1

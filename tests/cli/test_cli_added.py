"""Sources and formats of other packages, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run, json_lines
from packages import install, write_package

from drivers import open_source
from drivers.testing import SimulatedPerson, assert_held, timed


def test_a_driver_of_somebody_else_is_timed(
    balance_timer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch)
    ran = balance_timer("time", "gaitbox:?seed=4&speed=0", "--json", "--save", tmp_path / "kept")
    assert ran.returncode == 0, ran.stderr
    holds = [line for line in json_lines(ran.stdout) if line["event"] == "hold"]
    wanted = timed(open_source("gaitbox:?seed=4&speed=0"))
    assert [hold["duration_s"] for hold in holds] == [
        pytest.approx(each.duration_s, abs=0.001) for each in wanted
    ]
    assert len(wanted) == 2
    assert_held(wanted, SimulatedPerson(4, hold_range_s=(2.0, 4.0)).held)
    (kept,) = (tmp_path / "kept").glob("*Z.csv")
    assert '"model": "GaitBox 3"' in kept.read_text(encoding="utf-8")


def test_devices_lists_what_is_added_and_what_is_broken(
    balance_timer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("drivers.ports.list_ports", list)
    install(monkeypatch)
    lines = "udp = wrongbox:Box\nwrong = wrongbox:Box"
    install(monkeypatch, write_package(tmp_path / "site", "wrongbox", "1 / 0", sources=lines))
    ran = balance_timer("devices")
    assert ran.returncode == 0
    assert "gaitbox:                added by the package gaitbox 1.2" in ran.stderr
    assert "udp: the package wrongbox 0.9, which adds it, is broken" in ran.stderr
    assert "wrong: the package wrongbox 0.9, which adds it, is broken (ZeroDiv" in ran.stderr
    assert "added by the package wrongbox" not in ran.stderr


def test_a_broken_driver_ends_in_one_sentence(
    balance_timer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = "wrong = wrongbox2:Box"
    install(monkeypatch, write_package(tmp_path / "site", "wrongbox2", "1 / 0", sources=lines))
    ran = balance_timer("time", "wrong:", "--json")
    assert ran.returncode == 1
    assert ran.stdout == ""
    (said,) = ran.stderr.strip().splitlines()
    assert "wrong: the package wrongbox2 0.9, which adds it, is broken (ZeroDivisionError" in said


def test_files_of_a_format_that_was_added_are_scored(
    balance_timer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch)
    from gaitbox.packets import pack

    person = SimulatedPerson(4)
    folder = tmp_path / "in"
    folder.mkdir()
    head = b'GAITBOX {"placement": "shank"}\n'
    (folder / "a.gbx").write_bytes(head + pack(person.block))
    lines = "wrong = wrongfiles:Files"
    install(monkeypatch, write_package(tmp_path / "site", "wrongfiles", "1 / 0", formats=lines))
    ran = balance_timer("analyze", folder, "--json")
    assert ran.returncode == 0, ran.stderr
    (scored,) = json_lines(ran.stdout)
    assert scored["recording"] == "a.gbx"
    assert len(scored["holds"]) == 2
    assert "wrong: the package wrongfiles 0.9, which adds it, is broken" in ran.stderr

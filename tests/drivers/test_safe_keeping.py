from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from drivers.keeping import event_rows
from drivers.safe_keeping import SafeKeeper, new_path
from keepers import hold

from balance.records.edits import no_hold_edit
from balance.records.errors import RecordingError
from balance.records.events_file import events_path, read_events
from balance.records.header import Header
from balance.records.recording import read_recording
from balance.simulate.session import draw_session
from balance.timing.results import Event
from drivers import keeping

BLOCK = draw_session(1, placement="shank", holds=1).block
PIECES = [BLOCK[first : first + 200] for first in range(0, len(BLOCK), 200)]
ROW = no_hold_edit(1.0, 2.0)


def keeper(folder: Path) -> SafeKeeper:
    return SafeKeeper(folder, "left", Header(placement="shank"))


def test_a_set_is_on_the_disk_with_its_events(tmp_path: Path) -> None:
    kept = keeper(tmp_path / "new")
    for piece in PIECES:
        kept.push(piece)
    kept.add([ROW])
    assert kept.close()
    assert kept.path is not None
    assert len(read_recording(kept.path).block) == len(BLOCK)
    assert read_events(events_path(kept.path)) == (ROW,)


def test_what_is_said_after_the_end_is_written_too(tmp_path: Path) -> None:
    kept = keeper(tmp_path)
    kept.push(PIECES[0])
    kept.close()
    kept.add([ROW])
    assert kept.path is not None
    assert read_events(events_path(kept.path)) == (ROW,)


def test_both_ends_of_a_hold_are_written_once_it_is_final() -> None:
    decided = [Event("ready", 1.0, 1.0), Event("lift_off", 5.2, 5.4), Event("pause", 9.0, 9.1)]
    decided += [Event("correction", 9.0, 9.4), Event("step_down", 13.2, 13.4)]
    assert [(row.event, row.time_s) for row in event_rows(decided)] == [
        ("ready", 1.0),
        ("correction", 9.0),
    ]
    assert [(row.event, row.time_s) for row in event_rows([hold(8.0)])] == [
        ("lift_off", 5.0),
        ("step_down", 13.0),
    ]
    cut = [hold(8.0, reason="gap"), Event("gap", 13.0, 13.5, "0.50 s")]
    assert [row.event for row in event_rows(cut)] == ["lift_off", "gap"]


def test_two_sets_of_one_second_get_two_names(tmp_path: Path) -> None:
    first = new_path(tmp_path, "left")
    first.touch()
    for _ in range(3):
        again = new_path(tmp_path, "left")
        assert not again.exists()
        again.touch()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_full_disk_is_said_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeper(tmp_path / "full")
    kept.push(PIECES[0])

    def refuse(*_: object) -> None:
        raise RecordingError("can't be written (No space left on device)", kept.path)

    monkeypatch.setattr(keeping.Recorder, "push", refuse)
    for piece in PIECES[1:]:
        kept.push(piece)
    kept.add([ROW])
    monkeypatch.undo()
    assert "No space left" in kept.trouble
    assert not kept.close()
    path = kept.save_as(tmp_path / "elsewhere")
    assert path is not None
    assert kept.trouble == ""
    assert len(read_recording(path).block) == len(BLOCK)
    assert read_events(events_path(path)) == (ROW,)


def test_a_folder_that_goes_away_is_noticed_and_nothing_is_lost(tmp_path: Path) -> None:
    kept = keeper(tmp_path / "gone")
    for piece in PIECES:
        kept.push(piece)
    shutil.rmtree(tmp_path / "gone")
    kept.add([ROW])
    assert not kept.close()
    assert "gone from its folder" in kept.trouble
    path = kept.save_as(tmp_path / "here")
    assert path is not None
    assert len(read_recording(path).block) == len(BLOCK)
    assert read_events(events_path(path)) == (ROW,)


def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = keeper(tmp_path / "file" / "folder")
    kept.push(PIECES[0])
    assert kept.trouble.startswith("Not saved: ")
    assert kept.save_as(tmp_path / "file" / "other") is None
    assert kept.save_as(tmp_path) is not None

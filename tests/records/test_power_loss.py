"""The power goes: what had reached the disk is read, and nothing that was not measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from damaged import ROWS, Written, damages, zeroed

from balance.records.edits import no_hold_edit
from balance.records.events_file import append_events, read_events
from balance.records.recording import read_recording

KINDS = pytest.mark.parametrize(
    ("name", "members"), [("r.csv", True), ("r.csv.gz", True), ("r.csv.gz", False)]
)


@KINDS
def test_cut_off_or_zeroed_anywhere(tmp_path: Path, name: str, members: bool) -> None:
    written = Written(tmp_path / name, members=members)
    for data, sound in damages(written, seed=1, count=60):
        written.check(data, sound)


@KINDS
@pytest.mark.soak
def test_cut_off_or_zeroed_everywhere(tmp_path: Path, name: str, members: bool) -> None:
    written = Written(tmp_path / name, members=members)
    for data, sound in damages(written, seed=2, count=0):
        written.check(data, sound)


@pytest.mark.parametrize("zeros", [1, 100, 5_000_000])
def test_zeros_behind_a_whole_plain_file_are_said_and_left_out(tmp_path: Path, zeros: int) -> None:
    written = Written(tmp_path / "r.csv")
    written.path.write_bytes(written.data + bytes(zeros))
    recording = read_recording(written.path)
    assert len(recording.block) == ROWS
    assert recording.faults == ("the file ends in zeros; what came before was kept",)


def test_zeros_in_place_of_some_lines_are_said(tmp_path: Path) -> None:
    written = Written(tmp_path / "r.csv")
    size, rows = written.flushed[2]
    written.path.write_bytes(zeroed(written.data, size, size + 300))
    recording = read_recording(written.path)
    assert len(recording.block) == rows
    assert recording.faults == ("zeros stand where lines were; what came before was kept",)


def test_a_damaged_second_costs_that_second_and_what_came_after(tmp_path: Path) -> None:
    written = Written(tmp_path / "r.csv.gz")
    size, rows = written.flushed[3]
    rng = np.random.default_rng(3)
    for at in rng.integers(size, written.flushed[4][0], 50):
        flipped = bytearray(written.data)
        flipped[at] ^= int(rng.integers(1, 256))
        written.path.write_bytes(flipped)
        recording = read_recording(written.path)
        # A byte of a member's head may say what changes nothing, such as when it was made.
        assert len(recording.block) in (rows, ROWS)
        assert len(recording.block) == ROWS or recording.faults


def test_events_that_come_after_zeros_are_read(tmp_path: Path) -> None:
    path = tmp_path / "r.events.csv"
    append_events(path, [no_hold_edit(1.0, 2.0)])
    path.write_bytes(path.read_bytes() + bytes(4096))
    append_events(path, [no_hold_edit(3.0, 4.0)])
    assert [row.time_s for row in read_events(path)] == [1.0, 3.0]

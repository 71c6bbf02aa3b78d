"""Never "valid" beside a loss: rows dropped, repeated, stepped back or not understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.bookkeeping import import_recording, score_kept
from balance.records.events_file import EventRow, append_events, events_path, losses_in, losses_note
from balance.records.formats.told import Told
from balance.records.header import Header
from balance.records.history.engine import open_history
from balance.records.open_any import open_recording
from balance.records.recorder import write_recording
from balance.samples import FloatArray, Losses
from balance.simulate.session import draw_session

BLOCK = draw_session(1, placement="lower_back", holds=1).block
N = len(BLOCK)
SAID = Told(placement="lower_back")
NAMES = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
_RNG = np.random.default_rng(8)


def lines(values: FloatArray | None = None) -> list[str]:
    if values is None:
        values = np.column_stack([BLOCK.time_s, BLOCK.acc_m_s2])
    return [",".join(f"{cell:.6f}" for cell in row) for row in values]


def some(share: float) -> list[int]:
    return sorted(_RNG.choice(np.arange(50, N - 50), round(share * N), replace=False).tolist())


def torn(share: float) -> list[str]:
    rows = lines()
    for i in some(share):
        rows[i] = rows[i][: len(rows[i]) // 2]
    return rows


def no_number(share: float) -> list[str]:
    rows = lines()
    for i in some(share):
        rows[i] = rows[i].replace(",", ",x", 1)
    return rows


def stepped_back(share: float) -> list[str]:
    rows = lines()
    for i in some(share):
        rows[i] = f"{BLOCK.time_s[i] - 0.3:.6f}" + rows[i][rows[i].index(",") :]
    return rows


def repeated(share: float) -> list[str]:
    rows = lines()
    for i in reversed(some(share)):
        rows.insert(i, rows[i])
    return rows


def missing(share: float) -> list[str]:
    gone = set(some(share))
    return [row for i, row in enumerate(lines()) if i not in gone]


def words_between(share: float) -> list[str]:
    rows = lines()
    for i in some(share):
        rows[i] = "ERROR sensor busy,,,"
    return rows


LOSING: dict[str, tuple[Callable[[float], list[str]], str]] = {
    "torn": (torn, "without a finite value"),
    "no number": (no_number, "without a finite value"),
    "words": (words_between, "without a finite value"),
    "back": (stepped_back, "with a step back in time"),
    "repeated": (repeated, "with a repeated time"),
    "missing": (missing, "missing between others"),
}


def written(folder: Path, rows: list[str]) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join([NAMES, *rows]) + "\n")
    return path


@pytest.mark.parametrize("what", LOSING)
@pytest.mark.parametrize(("share", "status"), [(0.005, "valid"), (0.05, "attention")])
def test_a_loss_is_in_the_status_with_number_and_cause(
    tmp_path: Path, what: str, share: float, status: str
) -> None:
    losing, cause = LOSING[what]
    analysis = analyze(open_recording(written(tmp_path, losing(share)), SAID))
    assert analysis.status == status
    said = [reason for reason in analysis.reasons if cause in reason]
    if status == "valid":
        assert analysis.status == "valid"
    else:
        (reason,) = said
        assert " %) " in reason
        assert f" of {'' if what == 'repeated' else N}" in reason


@pytest.mark.parametrize("what", LOSING)
def test_past_a_fifth_it_is_invalid(tmp_path: Path, what: str) -> None:
    losing, cause = LOSING[what]
    analysis = analyze(open_recording(written(tmp_path, losing(0.3)), SAID))
    assert analysis.status == "invalid"
    assert any(cause in reason for reason in analysis.reasons)


def test_rows_of_sensors_that_take_turns_are_no_losses(tmp_path: Path) -> None:
    rows = [cut for row in lines() for cut in (row, row.split(",")[0] + "5,,,")]
    recording = open_recording(written(tmp_path, rows))
    assert len(recording.block) == N
    assert recording.losses.count == 0


def test_a_kept_copy_says_what_the_file_had_lost(tmp_path: Path) -> None:
    path = written(tmp_path, stepped_back(0.05))
    first = analyze(open_recording(path))
    with open_history(tmp_path / "history.db", tmp_path / "kept") as history:
        kept = score_kept(import_recording(history, path, person="p1").path)
    assert (kept.status, kept.reasons) == (first.status, first.reasons)


def test_a_note_beside_a_recording_is_a_loss_of_it(tmp_path: Path) -> None:
    path = tmp_path / "live.csv"
    write_recording(path, Header(placement="lower_back"), BLOCK)
    lost = Losses(N + 120, (("frames broken on the way", 100), ("lines of another form", 20)))
    older = Losses(50, (("frames broken on the way", 1),))
    rows = [EventRow(1.0, "note", "auto", losses_note(each)) for each in (older, lost)]
    append_events(events_path(path), [EventRow(0.5, "note", "auto", "sensor: 100.0 Hz"), *rows])
    assert losses_in(rows) == lost
    kept = score_kept(path)
    assert kept.status == "attention"
    percent = 100 * 100 / (N + 120)
    assert kept.reasons[0] == (f"100 of {N + 120} frames ({percent:.0f} %) broken on the way")


@pytest.mark.parametrize("detail", ["", "x", "1e9 in all; a: 2", "12 in all; a; b: x", "in all"])
def test_a_note_that_is_none_tells_nothing(detail: str) -> None:
    assert losses_in([EventRow(0.0, "note", "auto", f"lost on the way: {detail}")]).count == 0

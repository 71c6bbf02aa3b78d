"""`history`, `people`, and what `time`, `demo` and `analyze` keep for them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, command, json_lines

from balance.records.edits import hold_edit
from balance.records.events_file import append_events, events_path
from balance.records.header import Header
from balance.records.history.migrating import HistoryError
from balance.records.recorder import write_recording
from balance.records.recording import read_recording
from balance.simulate.session import Simulated
from cli import chart as charts

KEYS = {
    "person",
    "stance_leg",
    "eyes",
    "surface",
    "best_s",
    "best_censored",
    "mean_of_three_s",
    "attempts",
    "last_session",
    "next_step",
    "reference",
}


@pytest.fixture
def own() -> Path:
    """Folder of the test's own history; the fixture of all tests names it."""
    return Path(os.environ["BALANCE_TIMER_DATABASE"]).parent


def kept_files(own: Path) -> list[Path]:
    return sorted(own.glob("recordings/*.csv.gz"))


def fast(recording: Path) -> str:
    return f"{recording}?speed=0"


def lines_of(balance_timer: Run, *more: object) -> list[dict[str, Any]]:
    run = balance_timer("history", "--json", *more)
    assert run.returncode == 0, run.stderr
    return json_lines(run.stdout)


def test_an_empty_history_says_how_to_fill_it(balance_timer: Run) -> None:
    run = balance_timer("history")
    assert run.returncode == 0
    assert "Nothing is kept yet" in run.stdout
    assert lines_of(balance_timer) == []


def test_time_keeps_what_it_timed(balance_timer: Run, recording: Path, own: Path) -> None:
    run = balance_timer("time", fast(recording), "--json", "--person", "P7")
    timed = [line for line in json_lines(run.stdout) if line["event"] == "hold"]
    (line,) = lines_of(balance_timer)
    assert set(line) >= KEYS
    assert (line["person"], line["stance_leg"]) == ("P7", "left")
    assert line["attempts"] == len(timed)
    assert line["best_s"] == max(hold["duration_s"] for hold in timed)
    newest = sorted(hold["duration_s"] for hold in timed[-3:])
    assert line["mean_of_three_s"] == pytest.approx(sum(newest) / 3, abs=0.001)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", line["last_session"])
    assert set(line["next_step"]) == {"text", "source"}
    assert line["reference"] is None
    (file,) = kept_files(own)
    header = read_recording(file).header
    assert (header.person, header.stance_leg) == ("P7", "left")
    again = json_lines(balance_timer("analyze", file, "--json").stdout)[0]["holds"]
    assert [{"event": "hold", **hold} for hold in again] == timed


def test_the_same_samples_count_once(balance_timer: Run, recording: Path, own: Path) -> None:
    balance_timer("time", fast(recording))
    before = lines_of(balance_timer)
    run = balance_timer("time", fast(recording))
    assert "they count once" in run.stderr
    assert lines_of(balance_timer) == before
    assert len(kept_files(own)) == 1
    taken = balance_timer("analyze", recording, "--save")
    assert "in the history already, and counted once" in taken.stderr
    assert lines_of(balance_timer) == before


def test_no_save_keeps_nothing(balance_timer: Run, recording: Path, own: Path) -> None:
    assert balance_timer("time", fast(recording), "--no-save").returncode == 0
    assert not own.exists()
    assert balance_timer("demo", "--terminal").returncode == 0
    assert not own.exists()


def test_practice_and_supervision_are_kept_with_it(
    balance_timer: Run, recording: Path, own: Path
) -> None:
    balance_timer("time", fast(recording), "--practice", "--supervised")
    (line,) = lines_of(balance_timer)
    assert (line["best_s"], line["attempts"], line["practice"]) == (None, 0, 3)
    (file,) = kept_files(own)
    header = read_recording(file).header
    assert header.practice
    assert header.extra["supervised"] is True


def test_a_folder_of_ones_own_is_known_to_the_history(
    balance_timer: Run, recording: Path, own: Path, tmp_path: Path
) -> None:
    balance_timer("time", fast(recording), "--save", tmp_path / "clinic")
    before = lines_of(balance_timer)
    assert before[0]["attempts"] == 3
    assert kept_files(own) == []
    assert balance_timer("history", "--rebuild").returncode == 0
    assert lines_of(balance_timer) == before


def test_the_demo_is_kept_apart(balance_timer: Run, recording: Path) -> None:
    balance_timer("time", fast(recording))
    run = balance_timer("demo", "--save", "--speed", "0")
    assert run.returncode == 0
    assert {line["person"] for line in lines_of(balance_timer)} == {"me", "simulated"}
    (mine,) = lines_of(balance_timer, "--person", "me")
    assert mine["attempts"] == 3


def test_rebuild_gives_the_same_answers_edits_included(
    balance_timer: Run, recording: Path, own: Path
) -> None:
    hold = json_lines(balance_timer("analyze", recording, "--json").stdout)[0]["holds"][0]
    append_events(events_path(recording), [hold_edit(hold["lift_off_s"], hold["end_s"] + 40.0)])
    balance_timer("people", "add", "P7", "--name", "Some One", "--birth-year", "1970")
    assert balance_timer("analyze", recording, "--save", "--person", "P7").returncode == 0
    before = lines_of(balance_timer)
    assert before[0]["best_s"] == pytest.approx(hold["duration_s"] + 40.0, abs=0.002)
    assert before[0]["reference"]["value"] == 41.2
    run = balance_timer("history", "--rebuild")
    assert "Made again from 1 recordings" in run.stderr
    assert lines_of(balance_timer) == before
    for file in own.glob("history.db*"):
        file.unlink()
    balance_timer("history", "--rebuild")
    lost = lines_of(balance_timer)
    assert lost == [before[0] | {"reference": None}], "only what the database alone knew is lost"


def test_scoring_again(balance_timer: Run, recording: Path, own: Path) -> None:
    balance_timer("analyze", recording, "--save")
    run = balance_timer("analyze", "--rescore")
    assert (run.returncode, run.stdout) == (0, "")
    assert "0 times change in 1 recordings; nothing was stored" in run.stderr
    # As if an older version had seen another end.
    import sqlite3

    file = sqlite3.connect(own / "history.db")
    file.execute("UPDATE holds SET end_s = end_s - 0.5 WHERE attempt_id = 1")
    file.execute("UPDATE attempts SET duration_s = duration_s - 0.5 WHERE id = 1")
    file.commit()
    file.close()
    before = lines_of(balance_timer)
    (change,) = json_lines(balance_timer("analyze", "--rescore", "--json").stdout)
    assert change["new_s"] == pytest.approx(change["old_s"] + 0.5, abs=0.0011)
    assert change["edited"] is False
    assert lines_of(balance_timer) == before, "nothing was stored"
    run = balance_timer("analyze", "--rescore", "--save")
    assert re.search(r"hold at [\d.]+ s: [\d.]+ s before, [\d.]+ s now", run.stdout)
    assert "are stored" in run.stderr
    assert balance_timer("analyze", "--rescore").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["analyze"], "PATH"),
        (["analyze", "--rescore", "x.csv"], "takes no PATH"),
        (["analyze", "x.csv", "--save", "--min-hold", "2"], "leave out --min-hold"),
        (["people", "set", "P1", "--birth-year", "19"], "no year of birth"),
        (["people", "set", "P1", "--week-plan", "many"], "no plan of a week"),
    ],
)
def test_wrong_usage(balance_timer: Run, arguments: list[str], said: str) -> None:
    run = balance_timer(*arguments)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["history", "--person", "P9"], 'nobody here has the code "P9"'),
        (["history", "--rules", "nothing"], "no such rule set"),
        (["people", "rename", "P9", "P8"], "nobody here"),
        (["people", "erase", "P9", "--yes"], "nobody here"),
        (["history", "--database", "nonsense://x"], "no address of a database"),
        (["time", "sim:?speed=0", "--person", " "], "no code"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    balance_timer: Run, arguments: list[str], said: str
) -> None:
    run = balance_timer(*arguments)
    assert run.returncode == 1
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_one_person_in_full(balance_timer: Run, recording: Path) -> None:
    balance_timer("people", "add", "P7", "--birth-year", "1960", "--rules", "unstable")
    balance_timer("time", fast(recording), "--person", "P7")
    run = balance_timer("history", "--person", "P7")
    assert run.returncode == 0
    text = " ".join(run.stdout.split())
    for part in (
        "best so far",
        "Newest: ",
        "First session done, best ",
        "The first sessions rise by practice alone",
        "Left against right. No time of the other leg yet",
        "[#",
        "Reference: 32.1 s, Springer et al. 2007",
        "arms crossed in theirs, yours not said",
        "Next step. Now: hold 60 s",
        "J Foot Ankle Res 2022",
        "This week: ",
        "of the last 8 weeks went as planned",
    ):
        assert part in text, part
    assert not any(word in text.lower() for word in ("risk", "diagnos", "percentile"))


def test_rules_of_ones_own_from_anywhere(
    balance_timer: Run, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'title = "Mine"\nsource = "agreed with Kim"\nattempts = 1\ndays = 1\n'
    (tmp_path / "mine.toml").write_text(f"{text}[[goals]]\nhold_s = 2\n[[goals]]\nhold_s = 200\n")
    monkeypatch.chdir(tmp_path)
    balance_timer("people", "add", "P7", "--rules", "mine.toml")
    balance_timer("time", fast(recording), "--person", "P7")
    monkeypatch.chdir("/")
    (line,) = lines_of(balance_timer)
    assert line["next_step"]["source"] == "agreed with Kim"
    assert line["next_step"]["text"].startswith("Now: hold 200 s")
    (goal,) = lines_of(balance_timer, "--rules", "90 s")
    assert goal["next_step"]["text"].startswith("Now: hold 90 s")
    (other,) = lines_of(balance_timer, "--rules", "clinic")
    assert other["next_step"]["text"].startswith("Now: hold 30 s")


def test_a_goal_for_each_leg(balance_timer: Run, recording: Path) -> None:
    balance_timer("people", "add", "P7", "--rules", "90 s; 80 s, left")
    balance_timer("time", fast(recording), "--person", "P7", "--leg", "left")
    (line,) = lines_of(balance_timer)
    assert line["next_step"]["text"].startswith("Now: hold 80 s on the left leg")
    (other,) = lines_of(balance_timer, "--rules", "90 s; 80 s, right")
    assert other["next_step"]["text"].startswith("Now: hold 90 s with")


def test_rules_that_are_gone_hinder_nobody_else(
    balance_timer: Run, recording: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'title = "Mine"\nsource = "x"\nattempts = 1\ndays = 1\n[[goals]]\nhold_s = 200\n'
    )
    balance_timer("people", "add", "P7", "--rules", mine)
    balance_timer("people", "add", "P8")
    balance_timer("time", fast(recording), "--person", "P7")
    mine.unlink()
    run = balance_timer("history", "--json")
    assert run.returncode == 1
    assert "mine.toml: there is no such rule set or file" in run.stderr
    assert "P7 is shown by clinic" in run.stderr
    (line,) = json_lines(run.stdout)
    assert line["next_step"]["text"].startswith("Now: hold 30 s")
    assert balance_timer("history", "--person", "P8").returncode == 0


def test_people_listed_renamed_and_erased(
    balance_timer: Run, recording: Path, own: Path, tmp_path: Path
) -> None:
    code = "QX-Theodosia"
    balance_timer("people", "add", code, "--name", "Theo Sand")
    balance_timer("time", fast(recording), "--person", code)
    listed = balance_timer("people", "list").stdout
    assert listed.startswith(f"{code}  Theo Sand  3 attempts, last 20")
    asked = balance_timer("people", "erase", code)
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    assert str(kept_files(own)[0]) in asked.stderr
    assert balance_timer("people", "rename", code, "QX-Ludmilla").returncode == 0
    assert read_recording(kept_files(own)[0]).header.person == "QX-Ludmilla"
    done = balance_timer("people", "erase", "QX-Ludmilla", "--yes")
    assert "Erased: 3 attempts and 2 files" in done.stderr
    words = (b"QX-Theodosia", b"QX-Ludmilla", b"Theo Sand")
    for path in own.rglob("*"):
        assert path.is_dir() or not any(word in path.read_bytes() for word in words), path
    assert json_lines(balance_timer("people", "list", "--json").stdout) == []


def test_a_history_that_is_newer_is_refused_before_anything_is_timed(
    balance_timer: Run, recording: Path, own: Path
) -> None:
    import sqlite3

    balance_timer("history")
    file = sqlite3.connect(own / "history.db")
    file.execute("UPDATE alembic_version SET version_num = '0999'")
    file.commit()
    file.close()
    run = balance_timer("time", fast(recording))
    assert run.returncode == 1
    assert "newer version" in run.stderr
    assert kept_files(own) == []
    assert balance_timer("time", fast(recording), "--no-save").returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX systems")
def test_a_kill_in_the_middle_keeps_the_attempts_that_ended(
    balance_timer: Run, recording: Path, own: Path, environment: dict[str, str]
) -> None:
    process = subprocess.Popen(
        command("time", f"{recording}?speed=20", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert process.stdout is not None
    for text in process.stdout:
        line = json.loads(text)
        if line["event"] == "hold":
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    process.wait(timeout=60)
    (kept,) = lines_of(balance_timer)
    assert kept["attempts"] == 1
    assert kept["best_s"] == line["duration_s"]
    assert balance_timer("history", "--rebuild").returncode == 0
    (again,) = lines_of(balance_timer)
    assert again["attempts"] == 1
    assert again["best_s"] == line["duration_s"]


def test_a_disk_that_is_full_for_the_history_ends_no_test(
    balance_timer: Run, recording: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise HistoryError("history.db: the disk is full; make room")

    # As if the disk of the database were full, and that of the recordings not.
    monkeypatch.setattr("balance.bookkeeping.keep", full)
    run = balance_timer("time", fast(recording))
    assert run.returncode == 1
    assert "Hold 3: " in run.stdout, "the test went on"
    assert "the disk is full" in run.stderr
    assert "the recording is whole" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert len(kept_files(own)) == 1


def test_a_recording_that_says_nobody_and_one_that_cannot_be_read(
    balance_timer: Run, simulated: Simulated, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    write_recording(folder / "a.csv", Header(placement="shank"), simulated.block)
    (folder / "b.csv").write_text("no recording\n")
    run = balance_timer("analyze", folder, "--save", "--leg", "right", "--json")
    assert run.returncode == 1
    assert "b.csv" in run.stderr
    (line,) = lines_of(balance_timer)
    assert (line["person"], line["stance_leg"]) == ("me", "right")
    written = datetime.fromtimestamp((folder / "a.csv").stat().st_mtime, UTC)
    assert line["last_session"] == written.date().isoformat(), "nothing else says when it was"


def test_the_chart_has_each_time_in_its_place() -> None:
    times = [2.0, 6.0, 4.0, 8.0]
    rows = charts.chart(times, [False, False, False, True], [True, False, False, False], columns=40)
    assert rows[-1].strip() == "* a time, - best so far, ^ that or more, o practice"
    assert rows[0].startswith("   16 s")
    body = [row[8:] for row in rows[:-1]]
    marks = {(y, x): mark for y, row in enumerate(body) for x, mark in enumerate(row)}
    assert [mark for (y, x), mark in sorted(marks.items()) if mark == "^"] == ["^"]
    placed = {mark: (y, x) for (y, x), mark in marks.items() if mark in "o^"}
    assert placed["o"][0] == 6
    assert placed["^"][0] == 3
    assert placed["o"][1] < placed["^"][1]


@pytest.mark.parametrize("count", [1, 2, 30, 5000])
def test_the_chart_fits(count: int) -> None:
    rows = charts.chart([10.0] * count, [False] * count, [False] * count, columns=80)
    assert max(map(len, rows)) <= 80
    assert len(rows) == charts.ROWS + 1

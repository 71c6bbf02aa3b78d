"""`validate`: planted errors are found, what is wrong is said, files are new."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, Run, json_lines

from balance.records.errors import RecordingError
from balance.records.events_file import append_events, events_path
from balance.records.jobs import find_jobs
from balance.records.ratings import rated_hold, rating_done
from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Refused, Share
from balance.report.agreement.gathering import Looked, of_truth
from balance.report.agreement.pairs import Attempt, Bounds
from balance.report.agreement.study import Study
from balance.report.scoring import ScoreSettings
from cli.validating_work import Asked, compare_sides, look_at

RECORDINGS = ROOT / "recordings"
BOUNDS = Bounds()


@cache
def looked() -> tuple[Looked, ...]:
    """The recordings of the project, simulated, with their truth: scored once."""
    jobs, _ = find_jobs([RECORDINGS])
    return tuple(look_at(jobs, ScoreSettings(), 1))


@dataclass(frozen=True)
class Told:
    """A row of a table."""

    recording: str
    lift_off_s: float
    end_s: float


def truths() -> list[Told]:
    rows = []
    for one in looked():
        for held in of_truth(one) or ():
            assert held.span_s is not None
            rows.append(Told(one.name, *held.span_s))
    return rows


def table(folder: Path, rows: Sequence[Told], *, durations: bool = False) -> Path:
    path = folder / "reference.csv"
    names = "recording,duration_s" if durations else "recording,lift_off_s,end_s"
    lines = [
        f"{row.recording},{row.end_s - row.lift_off_s:.3f}"
        if durations
        else f"{row.recording},{row.lift_off_s:.3f},{row.end_s:.3f}"
        for row in rows
    ]
    path.write_text("\n".join([names, *lines]))
    return path


def study(asked: Asked) -> Study:
    return compare_sides(looked(), asked, BOUNDS, 1.0).study


def limits(found: Limits | Refused | None) -> Limits:
    assert isinstance(found, Limits)
    return found


def counted(found: Share | Refused) -> tuple[int, int]:
    assert isinstance(found, Share)
    return found.count, found.n


def test_the_truth_of_the_recordings_of_the_project() -> None:
    of = study(Asked(None, truth=True)).comparison
    assert (of.recordings, of.simulated) == (17, 17)
    assert counted(of.found.found) == (21, 21)
    assert limits(of.every.plain).bias.holds(0.0)


@pytest.mark.parametrize("durations", [False, True])
def test_a_planted_bias_of_a_fifth_of_a_second_is_found(tmp_path: Path, durations: bool) -> None:
    shorter = [Told(row.recording, row.lift_off_s, row.end_s - 0.2) for row in truths()]
    of = study(Asked(table(tmp_path, shorter, durations=durations))).comparison
    bias = limits(of.every.plain).bias
    assert bias.holds(0.2)
    assert not bias.holds(0.1)
    assert (of.lift_off is None) == durations


def test_planted_early_stops_are_counted_as_such(tmp_path: Path) -> None:
    rows = truths()
    later = [
        Told(row.recording, row.lift_off_s, row.end_s + 1.0) if at in (3, 11) else row
        for at, row in enumerate(rows)
    ]
    of = study(Asked(table(tmp_path, later))).comparison
    assert counted(of.found.early) == (2, 21)
    assert counted(of.found.found) == (21, 21)
    assert of.right.n == of.every.n - 2


def test_planted_attempts_that_were_missed_and_that_are_extra_are_counted(tmp_path: Path) -> None:
    rows = truths()
    several = next(row for row in rows if sum(row.recording == r.recording for r in rows) > 1)
    rows.remove(several)
    rows.append(Told(rows[0].recording, 0.1, 1.4))  # before anybody lifted a foot
    of = study(Asked(table(tmp_path, rows))).comparison
    assert counted(of.found.missed) == (1, 21)
    assert of.found.extra == 1


def test_a_reference_in_a_clock_of_its_own(tmp_path: Path) -> None:
    names = [one.name for one in looked()]
    moved = [
        Told(row.recording, row.lift_off_s + ahead, row.end_s + ahead)
        for row in truths()
        for ahead in [1000.0 + 7.25 * names.index(row.recording)]
    ]
    path = table(tmp_path, moved)
    with pytest.raises(RecordingError, match="if the reference has a clock of its own"):
        study(Asked(path))
    of = study(Asked(path, own_clock=True)).comparison
    for at, clock in enumerate(of.clocks):
        assert clock.offset_s == pytest.approx(-1000.0 - 7.25 * at, abs=0.08)
    assert counted(of.found.found) == (21, 21)
    assert limits(of.every.plain) == limits(study(Asked(None, truth=True)).comparison.every.plain)
    assert (of.lift_off, of.end) == (None, None)


def test_recordings_that_the_reference_does_not_have_are_left_out_and_said(tmp_path: Path) -> None:
    rows = truths()
    found = study(Asked(table(tmp_path, rows[:3])))
    left = 17 - len({row.recording for row in rows[:3]})
    assert any(f"{left} recordings left out (not in a reference)" in s for s in found.left_out)


def test_touches_of_the_reference_are_left_out_and_said(tmp_path: Path) -> None:
    rows = truths()
    rows.append(Told(rows[0].recording, 0.1, 0.6))
    found = study(Asked(table(tmp_path, rows)))
    assert found.left_out == ("1 attempt of a reference under 1 s: touches, left out.",)


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Two raters of five recordings: A sees the truth, B ends all later by 0.4 s and misses one."""
    folder = tmp_path / "rated"
    folder.mkdir()
    for one in looked()[:5]:
        copy = Path(shutil.copy(one.path, folder))
        truth = of_truth(one) or ()
        rows = [rated_hold("A", *span(held)) for held in truth]
        later = [(begin, end + 0.4) for begin, end in map(span, truth)]
        seen = later[1:] if one is looked()[0] else later
        rows += [rated_hold("B", *each) for each in seen]
        rows += [rating_done("A", one.span_s[1]), rating_done("B", one.span_s[1])]
        append_events(events_path(copy), [*one.rows, *rows])
    return folder


def span(held: Attempt) -> tuple[float, float]:
    assert held.span_s is not None
    return held.span_s


def test_raters_in_the_events_files(balance_timer: Run, rated: Path, tmp_path: Path) -> None:
    (alone,) = json_lines(balance_timer("validate", rated, "--rater", "a", "--json").stdout)
    assert (alone["first"], alone["reference"]) == ("Balance Timer", "rater a")
    assert alone["attempts"]["found"]["share"] == 1.0
    assert alone["algorithm"] == looked()[0].scored["algorithm"]
    two = balance_timer("validate", rated, "--rater", "A", "--rater", "B", "--json")
    (both,) = json_lines(two.stdout)
    assert (both["first"], both["reference"], both["algorithm"]) == ("rater A", "rater B", None)
    assert both["attempts"]["extra"] == 1
    assert {pair["difference_s"] for pair in both["pairs"]} == {-0.4, None}
    assert both["every"]["plain"]["refused"].startswith("all differences are the same (-0.400)")
    names = {path.name for path in rated.iterdir()}
    rows = [row for row in truths() if row.recording in names]
    beside = balance_timer(
        "validate", rated, "--rater", "B", "--reference", table(tmp_path, rows), "--json"
    )
    (one,) = json_lines(beside.stdout)
    assert (one["first"], one["reference"]) == ("rater B", "a reference")
    assert one["attempts"]["missed"]["count"] == 1


def test_a_rater_who_is_not_done_is_said(balance_timer: Run, rated: Path) -> None:
    path = next(rated.glob("*.events.csv"))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "rater=A done" not in line))
    run = balance_timer("validate", rated, "--rater", "A")
    assert run.returncode == 0
    assert "Rater A has not said to be done with 1 recording" in run.stdout


def test_files_are_written_and_never_over_others(
    balance_timer: Run, rated: Path, tmp_path: Path
) -> None:
    out = [tmp_path / name for name in ("v.html", "v.csv")]
    arguments = ["validate", rated, "--truth", *(each for path in out for each in ("-o", path))]
    run = balance_timer(*arguments)
    assert (run.returncode, run.stderr) == (0, "")
    page = out[0].read_text()
    assert "Simulated: no person stood here." in page
    assert "<svg" in page
    assert "<script" not in page
    assert "src=" not in page
    with out[1].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (said,) = json_lines(balance_timer("validate", rated, "--truth", "--json").stdout)
    assert [row["recording"] for row in rows] == [pair["recording"] for pair in said["pairs"]]
    about = json.loads((tmp_path / "v.columns.json").read_text())
    assert [each["name"] for each in about["tables"]["pairs"]["columns"]] == list(rows[0])
    again = balance_timer(*arguments)
    assert again.returncode == 2
    assert "this file exists, and nothing is overwritten" in again.stderr
    assert out[0].read_text() == page


def test_a_page_as_pdf_is_one_page(balance_timer: Run, rated: Path, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    from pypdf import PdfReader

    run = balance_timer("validate", rated, "--truth", "-o", tmp_path / "v.pdf")
    assert (run.returncode, run.stderr) == (0, "")
    reader = PdfReader(tmp_path / "v.pdf")
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Simulated: no person stood here." in text
    assert "Upper limit of agreement" in text


def test_where_nothing_can_be_worked_out_it_says_why(
    balance_timer: Run, rated: Path, tmp_path: Path
) -> None:
    only = sorted(path for path in rated.glob("*.csv.gz"))[0]
    run = balance_timer("validate", only, "--truth", "-o", tmp_path / "v.html")
    assert run.returncode == 0
    assert "are too few: it takes 5" in run.stdout
    assert "are too few: it takes 5" in (tmp_path / "v.html").read_text()


Arguments = Callable[[Path], list[object]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say what to compare with: --reference FILE, --rater CODE, or --truth"),
        (["--truth", "--rater", "A"], "--truth goes without --reference and --rater."),
        (["--rater", "A", "--rater", "a"], "two different raters at most"),
        (["--rater", "A", "--rater", "B", "--rater", "C"], "two different raters at most"),
        (["--rater", "A", "--clock", "own"], "are of a table: --reference FILE."),
        (["--truth", "--kind", "sundial"], "--kind: 'sundial' is none; take stopwatch,"),
        (["--truth", "--clock", "mine"], "--clock: 'mine' is none; take recording or own."),
        (["--truth", "-o", "v.txt"], "a file for -o ends in .pdf, .html or .csv"),
        (["--truth", "--bundle", "v.tar"], "a bundle's name ends in .zip."),
        (["--truth", "-o", "no/v.csv"], "there is no such folder"),
        (["--truth", "--early", "soon"], "--early: 'soon' is no number"),
    ],
)
def test_wrong_usage_is_said(balance_timer: Run, arguments: list[str], said: str) -> None:
    run = balance_timer("validate", RECORDINGS, *arguments)
    assert run.returncode in (1, 2)
    assert said in run.stderr
    assert run.stdout == ""


def test_inputs_that_fail_are_named_and_the_rest_is_compared(
    balance_timer: Run, rated: Path, tmp_path: Path
) -> None:
    (rated / "torn.csv").write_bytes(b"\x00\x01")
    run = balance_timer("validate", rated, tmp_path / "none.csv", "--truth", "--json")
    assert run.returncode == 1
    assert "torn.csv" in run.stderr
    assert "none.csv" in run.stderr
    (said,) = json_lines(run.stdout)
    assert said["recordings"] == 5


def test_a_table_that_is_wrong_ends_it_in_one_sentence(
    balance_timer: Run, rated: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "reference.csv"
    wrong.write_text("recording,duration_s\nnobody,5\n")
    run = balance_timer("validate", rated, "--reference", wrong, "-o", tmp_path / "v.csv")
    assert run.returncode == 1
    assert run.stderr.startswith(f'{wrong}, line 2: there is no recording "nobody"')
    assert not (tmp_path / "v.csv").exists()


def test_a_table_that_can_t_be_read_is_said_before_anything_is_scored(
    balance_timer: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.validating_work.look_at", lambda *_: pytest.fail("it was scored"))
    run = balance_timer("validate", RECORDINGS, "--reference", tmp_path / "none.csv")
    assert run.returncode == 1
    assert run.stderr == f"{tmp_path / 'none.csv'}: there is no such file; check the name\n"


def test_where_nothing_can_be_compared_that_is_said(balance_timer: Run, tmp_path: Path) -> None:
    copy = shutil.copy(looked()[0].path, tmp_path)  # without the truth beside it
    run = balance_timer("validate", copy, "--truth", "--json")
    assert (run.returncode, run.stdout) == (1, "")
    assert "nothing was compared. 1 recording left out" in run.stderr
    nobody = balance_timer("validate", copy, "--rater", "A")
    assert nobody.returncode == 1
    assert "rater A has rated none of these recordings; nobody did" in nobody.stderr


def test_recordings_of_one_name_in_two_folders_are_told_by_the_folder(
    balance_timer: Run, tmp_path: Path
) -> None:
    rows = ["recording,duration_s"]
    for folder, one in zip(("a", "b"), looked()[:2], strict=True):
        (tmp_path / folder).mkdir()
        shutil.copy(one.path, tmp_path / folder / "h.csv.gz")
        rows += [f"{folder}/h,{held.duration_s:.3f}" for held in of_truth(one) or ()]
    path = tmp_path / "reference.csv"
    path.write_text("\n".join(rows))
    folders = [tmp_path / "a", tmp_path / "b"]
    run = balance_timer("validate", *folders, "--reference", path, "--json")
    (said,) = json_lines(run.stdout)
    assert {pair["recording"] for pair in said["pairs"]} == {"a/h.csv.gz", "b/h.csv.gz"}
    assert said["attempts"]["found"]["share"] == 1.0
    path.write_text("recording,duration_s\nh,5\n")
    run = balance_timer("validate", *folders, "--reference", path)
    assert '"h" is the name of 2 recordings (a/h.csv.gz, b/h.csv.gz)' in run.stderr


def test_a_folder_without_a_recording(balance_timer: Run, tmp_path: Path) -> None:
    run = balance_timer("validate", tmp_path, "--truth")
    assert run.returncode == 1
    assert "there is no recording in this folder" in run.stderr


def test_the_table_may_lie_among_the_recordings(balance_timer: Run, rated: Path) -> None:
    names = {path.name for path in rated.iterdir()}
    path = table(rated, [row for row in truths() if row.recording in names])
    run = balance_timer("validate", rated, "--reference", path, "--kind", "video")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Balance Timer beside a video: 5 recordings" in run.stdout

"""The data set OLST scored, on files that the simulator made: what is in them is found again."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from olst_made import METRES_Y_UP, MIRRORED, Manner, Take, act, write_data_set, write_markers

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Share
from balance.report.agreement.pairs import Pair
from balance.report.olst.comparing import beside, left_out
from balance.report.olst.labels import Attempt
from balance.report.olst.layout import Capture
from balance.report.olst.scoring import ScoredCapture, find_tasks, score_capture
from balance.report.olst.sensed import PLACES
from balance.report.olst.summing import Part, Summary, sum_up
from balance.report.olst.telling import COLUMNS, row_files, rows_of, summary_dict
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial
from balance.timing.results import EndReason, Hold

#: Simulated lift-offs and step-downs are found within these; docs/accuracy.md has the usual error.
LIFT_S = 0.35
DOWN_S = 0.3


@pytest.fixture(scope="module")
def takes() -> list[Take]:
    """Two young people and two older, one of whom never becomes stable once, and taps once."""
    firm = [Trial(3.0, "firm"), Trial(2.0, "firm")]
    return [
        Take("01", "MNTRL", "V1", act(31, "left", firm)),
        Take("02", "MNTRR", "V1", act(32, "right", firm), METRES_Y_UP, open_end=True),
        Take("41", "TRLGL", "V1", act(33, "left", [*firm, Trial(1.5, "stumble")]), MIRRORED, (3,)),
        Take("42", "TRLGR", "V2", act(34, "right", [Trial(6.0, "firm"), Trial(0.5, "firm")]),
             unstable=(2,)),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(takes: list[Take], tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = {"01": "Young", "02": "Young", "41": "Older", "42": "Older"}
    return write_data_set(tmp_path_factory.mktemp("olst") / "1.0", takes, people)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def scored(folder: Path) -> list[ScoredCapture]:
    tasks = find_tasks(folder)
    assert tasks.troubles == ()
    return [score_capture(task) for task in tasks.tasks]


@pytest.fixture(scope="module")
def summary(scored: list[ScoredCapture]) -> Summary:
    return sum_up(scored)


def part_of(summary: Summary, placement: str, who: str, *, stable: bool = True) -> Part:
    wanted = (placement, who, stable)
    (part,) = [p for p in summary.parts if (p.placement, p.who, p.stable) == wanted]
    return part


def test_what_was_done_is_found_at_each_placement(
    takes: list[Take], scored: list[ScoredCapture]
) -> None:
    found = dict.fromkeys(PLACES, 0)
    for take, one in zip(takes, scored, strict=True):
        assert str(one.capture) == take.name
        assert one.troubles == ()
        for place in PLACES:
            for outcome in one.places[place].outcomes:
                if outcome.pair is None or outcome.pair.outcome not in ("right", "or_more"):
                    continue
                found[place] += 1
                assert outcome.pair.first is not None
                lift_s, down_s = take.acted.holds[outcome.attempt.number - 1]
                assert abs((outcome.pair.first.lift_off_s or 0.0) - lift_s) < LIFT_S
                if not outcome.attempt.is_open:
                    assert abs((outcome.pair.first.end_s or 0.0) - down_s) < DOWN_S
    assert found["shank"] == 8  # of eight attempts of a second and more
    assert min(found.values()) >= 7


def test_nobody_is_in_the_wrong_age_group(summary: Summary, scored: list[ScoredCapture]) -> None:
    assert [one.group for one in scored] == ["young", "young", "older", "older"]
    young, older = (part_of(summary, "shank", who).comparison for who in ("young", "older"))
    assert {pair.person for pair in young.pairs} == {"01", "02"}
    assert {pair.person for pair in older.pairs} == {"41", "42"}
    everybody = part_of(summary, "shank", "all").comparison
    assert everybody.found.reference == young.found.reference + older.found.reference == 7


def test_attempts_without_stability_are_apart(summary: Summary) -> None:
    stable = part_of(summary, "lower_back", "older").comparison
    never = part_of(summary, "lower_back", "older", stable=False)
    assert stable.found.reference == 3
    assert never.comparison.found.reference == 1
    assert never.left_out == {"short": 1}
    assert not [part for part in summary.parts if part.who == "young" and not part.stable]


def test_an_end_that_nobody_saw_is_a_bound(scored: list[ScoredCapture], summary: Summary) -> None:
    outcome = scored[1].places["shank"].outcomes[1]
    assert outcome.attempt.is_open
    assert outcome.pair is not None
    assert outcome.pair.outcome == "or_more"
    assert outcome.pair.difference_s is None
    part = part_of(summary, "shank", "young")
    assert part.comparison.found.or_more == 1
    assert part.comparison.every.n == 3
    assert getattr(part.lift_off, "n", 0) == 4  # where it began was seen


def test_the_same_files_give_the_same_numbers(folder: Path, scored: list[ScoredCapture]) -> None:
    task = find_tasks(folder).tasks[0]
    assert rows_of(score_capture(task)) == rows_of(scored[0])
    other = score_capture(task, seed=1)
    assert rows_of(other) != rows_of(scored[0])


def test_one_broken_capture_harms_no_other(
    folder: Path, takes: list[Take], scored: list[ScoredCapture], tmp_path: Path
) -> None:
    people = {"01": "Young", "02": "Young", "41": "Older", "42": "Older"}
    other = write_data_set(tmp_path / "1.0", takes, people)  # type: ignore[arg-type]
    broken = next(other.rglob("41_TRLGL_MC_V1_pos.csv"))
    broken.write_bytes(broken.read_bytes()[:5000])
    next(other.rglob("02_MNTRR_MC_V1_pos.csv")).unlink()
    again = [score_capture(task) for task in find_tasks(other).tasks]
    assert [rows_of(again[k]) for k in (0, 3)] == [rows_of(scored[k]) for k in (0, 3)]
    assert again[1].troubles == (
        "02_MNTRR_V1: there is no motion capture of it (looked for PERSON_MOVEMENT_MC_V1_pos.csv)",
    )
    assert again[2].troubles[0].startswith(str(broken))
    assert "too few" in again[2].troubles[0]
    part = part_of(sum_up(again), "chest", "all")
    assert part.left_out["not_read"] == 4
    assert part.comparison.found.reference == 3


def test_a_hole_in_the_markers_leaves_out_one_attempt_and_no_other(
    takes: list[Take], tmp_path: Path
) -> None:
    lift_s, _ = takes[0].acted.holds[0]
    manner = Manner(holes={"Knee_R": (lift_s + 0.5, lift_s + 0.9)})
    holed = replace(takes[0], manner=manner)
    (task,) = find_tasks(write_data_set(tmp_path / "x", [holed], {"01": "Young"})).tasks
    one = score_capture(task)
    for place, reasons in (("shank", ["not_seen", None]), ("lower_back", [None, None])):
        outcomes = one.places[place].outcomes  # type: ignore[index]
        assert [outcome.reason for outcome in outcomes] == reasons
    assert one.places["shank"].extra == ()


def test_a_name_that_contradicts_the_ankles_is_told_and_the_ankles_count(
    takes: list[Take], scored: list[ScoredCapture], tmp_path: Path
) -> None:
    wrong = replace(takes[0], movement="MNTRR")
    (task,) = find_tasks(write_data_set(tmp_path / "x", [wrong], {"01": "Young"})).tasks
    one = score_capture(task)
    assert "the left leg is raised, but the right ankle goes up" in one.troubles[0]
    for mine, theirs in zip(
        one.places["shank"].outcomes, scored[0].places["shank"].outcomes, strict=True
    ):
        assert mine.pair is not None
        assert theirs.pair is not None
        assert mine.pair.outcome == theirs.pair.outcome == "right"


def test_a_movement_that_is_not_known_and_no_ankle_is_left_out(
    takes: list[Take], tmp_path: Path
) -> None:
    blind = replace(takes[0], movement="CHAIR", manner=Manner(without=("Ankle_R",)))
    (task,) = find_tasks(write_data_set(tmp_path / "x", [blind], {"01": "Young"})).tasks
    one = score_capture(task)
    assert "which leg was raised" in one.troubles[0]
    assert {outcome.reason for outcome in one.places["chest"].outcomes} == {"not_read"}


def test_rows_and_columns_fit_and_are_read_again(
    scored: list[ScoredCapture], tmp_path: Path
) -> None:
    path = tmp_path / "olst.csv"
    files = row_files(path, scored)
    assert sorted(file.name for file in files) == ["olst.columns.json", "olst.csv"]
    rows = list(csv.DictReader(files[path].decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    labelled = [row for row in rows if row["attempt"]]
    assert len(labelled) == 9 * len(PLACES)
    for row in labelled:
        if row["outcome"] == "right":
            apart = float(row["end_apart_s"]) - float(row["lift_off_apart_s"])
            assert apart == pytest.approx(float(row["difference_s"]), abs=0.0021)
    about = json.loads(files[tmp_path / "olst.columns.json"])
    assert about["assumed"][0].startswith("The reader was written from what is published")


def test_all_figures_are_json_and_say_what_was_assumed(summary: Summary) -> None:
    said = json.loads(json.dumps(summary_dict(summary), allow_nan=False))
    first = said["parts"][0]
    assert first["placement"] == "lower_back"
    assert first["who"] == "all"
    assert any("MOCAP_End_Time" in sentence for sentence in said["assumed"])
    assert any("simulated" in sentence for sentence in said["assumed"])
    assert any("metres" in sentence for sentence in said["told_by_the_files"])
    assert said["smoothing"]["chest"]["marker_noise_mm"] == pytest.approx(0.03, abs=0.003)


CAPTURE = Capture("09", "MNTRL", "V1")


def attempt(number: int, lift_s: float, last_s: float, end_s: float = 60.0) -> Attempt:
    return Attempt(CAPTURE, number, lift_s, lift_s + 0.3, last_s - 0.2, last_s, (1.0, end_s))


def hold(lift_s: float, end_s: float, reason: EndReason = "step_down") -> Hold:
    return Hold(lift_s, end_s, reason, end_s, end_s, end_s, lift_s, lift_s, 0.1, reason == "gap", 0)


def block(*spans: tuple[float, float]) -> SampleBlock:
    time_s = np.concatenate([np.arange(*span, 0.01) for span in spans])
    return SampleBlock(time_s, np.zeros((time_s.size, 3)))


def outcomes(attempts: list[Attempt], holds: list[Hold], seen: SampleBlock) -> list[str]:
    found = beside(attempts, holds, seen, "young", "chest")
    told = [one.reason or (one.pair.outcome if one.pair else "") for one in found.outcomes]
    return told + [pair.outcome for pair in found.extra]


def test_what_becomes_of_attempts_and_holds() -> None:
    seen = block((0.0, 70.0))
    attempts = [attempt(1, 10.0, 14.0), attempt(2, 20.0, 24.0), attempt(3, 30.0, 34.0)]
    right = [hold(10.1, 14.1), hold(20.0, 24.0), hold(30.0, 34.4)]
    assert outcomes(attempts, right, seen) == ["right", "right", "right"]
    assert outcomes(attempts, [], seen) == ["missed", "missed", "missed"]
    worse = [hold(10.0, 13.6), hold(20.0, 24.6), hold(26.0, 28.0)]
    assert outcomes(attempts, worse, seen) == ["early", "late", "missed", "extra"]
    assert outcomes(attempts, [*right, hold(62.0, 66.0)], seen) == ["right", "right", "right"]


def test_a_hold_over_an_attempt_that_is_left_out_is_nobodys() -> None:
    seen = block((0.0, 70.0))
    attempts = [attempt(1, 10.0, 10.6), attempt(2, 20.0, 24.0)]
    assert outcomes(attempts, [hold(10.0, 11.5), hold(20.0, 24.0)], seen) == ["short", "right"]


def test_an_open_end_is_not_ended_too_late() -> None:
    seen = block((0.0, 70.0))
    attempts = [attempt(1, 55.0, 59.995)]
    assert attempts[0].is_open
    assert outcomes(attempts, [hold(55.0, 64.0)], seen) == ["or_more"]
    assert outcomes(attempts, [hold(55.0, 57.0)], seen) == ["early"]


def test_overlapping_and_unseen_attempts_are_left_out() -> None:
    whole, holed = block((0.0, 70.0)), block((0.0, 11.0), (11.3, 70.0))
    one, two = attempt(1, 10.0, 14.0), attempt(2, 13.0, 16.0)
    assert left_out(one, [one, two], whole) == "overlapping"
    assert left_out(one, [one], whole) is None
    assert left_out(one, [one], holed) == "not_seen"
    assert left_out(attempt(1, 20.0, 24.0), [], holed) is None
    assert left_out(attempt(1, 0.5, 4.0), [], whole) == "not_seen"  # no quiet second before it
    assert left_out(attempt(1, 10.0, 10.9), [], holed) == "short"


def test_without_the_labelled_stretch_every_end_is_an_end() -> None:
    free = replace(attempt(1, 10.0, 14.0), watched_s=(0.0, math.inf))
    assert not free.is_open


def test_bias_and_limits_are_those_of_the_rows(
    scored: list[ScoredCapture], summary: Summary
) -> None:
    part = part_of(summary, "thigh", "all")
    pairs: list[Pair] = [
        outcome.pair
        for one in scored
        for outcome in one.places["thigh"].outcomes
        if outcome.pair is not None and outcome.attempt.reached_stability
    ]
    apart = [pair.difference_s for pair in pairs if pair.difference_s is not None]
    limits = part.comparison.every.limits
    assert isinstance(limits, Limits)
    assert limits.bias.value == pytest.approx(np.mean(apart))
    cover = part.comparison.every.cover
    assert isinstance(cover, Share)
    assert cover.count == sum(pair.within is True for pair in pairs)


def test_markers_are_written_as_published(takes: list[Take], tmp_path: Path) -> None:
    path = write_markers(tmp_path, takes[0])
    assert path.relative_to(tmp_path).as_posix() == "Raw/MOCAP/01/01_MNTRL_MC_V1_pos.csv"
    with path.open() as file:
        names = file.readline().strip().split(",")
    assert names[:3] == ["frame", "time", "participant_id"]
    assert len(names) == 3 + 19 * 3

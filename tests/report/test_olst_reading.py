"""Files as OLST has them are read: names, labels, people, markers. All of them are simulated."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from mutations import mutated
from olst_made import (
    METRES_Y_UP,
    MIRRORED,
    PUBLISHED,
    Acted,
    Manner,
    Take,
    act,
    write_data_set,
    write_markers,
)

from balance.records.errors import RecordingError
from balance.report.olst.comparing import left_out
from balance.report.olst.labels import read_attempts, read_people
from balance.report.olst.layout import Capture, capture_of, find_layout
from balance.report.olst.markers import part_of, read_markers
from balance.report.olst.room import Body, in_the_room, raised_leg
from balance.report.olst.scoring import find_tasks
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial

MUTATED = 1000
#: Labels of two real people, as another project has published them, typed over.
REAL = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "people"
    / "olst-hold-times"
    / "olst_two_participants.csv"
)


@pytest.fixture(scope="module")
def acted() -> Acted:
    return act(11, "left", [Trial(2.5, "firm"), Trial(1.5, "soft")])


@pytest.fixture(scope="module")
def take(acted: Acted) -> Take:
    return Take("07", "MNTRL", "V2", acted, unstable=(2,))


@pytest.fixture(scope="module")
def data_set(take: Take, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("olst") / "files" / "1.0"
    return write_data_set(folder, [take], {"07": "Young", "51": "Older"})


@pytest.mark.parametrize(
    ("name", "capture"),
    [
        ("01_MNTRL_RR_V1", Capture("01", "MNTRL", "V1")),
        ("01_MNTRL_RR_V1_an3", Capture("01", "MNTRL", "V1")),
        ("12_TRLGR_MC_V10_pos", Capture("12", "TRLGR", "V10")),
        ("12_MNTRL_V2", Capture("12", "MNTRL", "V2")),
        ("3_mntrr_rr_v4", Capture("03", "MNTRR", "V4")),
        ("MNTRL_RR_V1", None),
        ("01_MNTRL", None),
        ("01_MNTRL_RR_first", None),
        ("", None),
    ],
)
def test_captures_are_told_by_their_names(name: str, capture: Capture | None) -> None:
    assert capture_of(name) == capture


def test_the_stance_leg_is_the_last_letter_of_the_movement() -> None:
    names = ("01_MNTRL_V1", "01_MNTRR_V1", "01_TRLGL_V1", "01_TRLGR_V1", "01_CHAIR_V1")
    legs = [capture.stance_leg for name in names if (capture := capture_of(name)) is not None]
    assert legs == ["left", "right", "left", "right", None]


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("Lower_Back_pos_X", ("lower_back", 0)),
        ("Hip_R_Ant_pos_Y", ("hip_front_right", 1)),
        ("Hip_L_Post_pos_Z", ("hip_back_left", 2)),
        ("Knee_R_pos_X", ("knee_right", 0)),
        ("LeftAnkle.z", ("ankle_left", 2)),
        ("ankle l position y (mm)", ("ankle_left", 1)),
        ("Chest_X", ("chest", 0)),
        ("Knee_R_vel_X", None),
        ("Knee_pos_X", None),
        ("Knee_R_angle", None),
        ("Wrist_R_pos_X", None),
        ("participant_id", None),
    ],
)
def test_markers_are_told_by_their_names(column: str, part: tuple[str, int] | None) -> None:
    assert part_of(column) == part


def test_files_are_found_however_deep_and_the_radar_is_passed_over(data_set: Path) -> None:
    radar = data_set / "Processed" / "Radar_RDMs" / "07"
    radar.mkdir(parents=True, exist_ok=True)
    (radar / "07_MNTRL_RR_V2.mat").write_bytes(b"\0" * 64)
    (data_set / "Raw" / "MOCAP" / "07" / "._07_MNTRL_MC_V2_pos.csv").write_bytes(b"\0")
    for folder in (data_set, data_set.parent, data_set.parent.parent):
        layout = find_layout(folder)
        assert layout.attempts.name == "OLST_Attempts.csv"
        assert layout.people is not None
        assert [str(capture) for capture in layout.markers] == ["07_MNTRL_V2"]


def test_what_is_not_there_is_said_with_what_was_looked_for(tmp_path: Path, data_set: Path) -> None:
    with pytest.raises(RecordingError, match="no such folder"):
        find_layout(tmp_path / "nowhere")
    with pytest.raises(RecordingError, match=r"no table of attempts.*OLST_Attempts\.csv"):
        find_layout(tmp_path)
    shutil.copytree(data_set / "Metadata", tmp_path / "Metadata")
    with pytest.raises(RecordingError, match=r"no motion capture.*_pos\.csv"):
        find_layout(tmp_path)
    shutil.copytree(data_set, tmp_path / "again")
    with pytest.raises(RecordingError, match="one copy of the data set"):
        find_layout(tmp_path)


def test_labels_are_read_as_they_stand(data_set: Path, take: Take) -> None:
    attempts, faults = read_attempts(data_set / "Metadata" / "OLST_Attempts.csv")
    assert faults == []
    assert [attempt.name for attempt in attempts] == ["07_MNTRL_V2_an1", "07_MNTRL_V2_an2"]
    for attempt, (lift_s, down_s) in zip(attempts, take.acted.holds, strict=True):
        assert attempt.foot_lift_s == round(lift_s, 2)
        assert attempt.last_s == round(down_s, 2)
        assert not attempt.is_open
    first, second = attempts
    assert first.stable_s == round(take.acted.holds[0][0] + 0.31, 2)
    assert first.break_s == round(take.acted.holds[0][1] - 0.23, 2)
    assert first.reached_stability
    assert not second.reached_stability
    assert second.break_s is None


def test_an_attempt_that_ends_with_the_labelled_stretch_is_open(tmp_path: Path, take: Take) -> None:
    write_data_set(tmp_path / "x", [replace(take, open_end=True)], {"07": "Young"})
    attempts, _ = read_attempts(tmp_path / "x" / "Metadata" / "OLST_Attempts.csv")
    assert [attempt.is_open for attempt in attempts] == [False, True]
    assert attempts[1].last_s < take.acted.holds[1][1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("10.0,", "ten,"), "is no number"),
        (("07_MNTRL_RR_V2,", "nobody,"), "is no capture"),
    ],
)
def test_a_broken_row_of_labels_harms_no_other(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    path = tmp_path / "OLST_Attempts.csv"
    row = "07_MNTRL_RR_V2_an{0},07_MNTRL_RR_V2,{0},{1},,,{2}\n"
    rows = [row.format(1, "10.0", "12.5"), row.format(2, "20.0", "22.5")]
    rows[0] = rows[0].replace(*change)
    path.write_text(
        "OLST_attempt_id,RADAR_capture,an,t_foot_up,t_stable,t_break,t_end\n" + "".join(rows)
    )
    attempts, faults = read_attempts(path)
    assert [attempt.number for attempt in attempts] == [2]
    (fault,) = faults
    assert fault.startswith(f"{path}, line 2: ")
    assert said in fault
    assert "left out" in fault


@pytest.mark.skipif(not REAL.is_file(), reason="labels of real people are not here")
def test_labels_of_real_people_are_read_and_overlaps_are_found() -> None:
    attempts, faults = read_attempts(REAL)
    assert faults == []
    assert len(attempts) == 102
    assert {attempt.capture.person for attempt in attempts} == {"43", "56"}
    seen = SampleBlock(np.arange(0.0, 45.0, 0.01), np.zeros((4500, 3)))
    reasons = {
        attempt.name: left_out(
            attempt, [other for other in attempts if other.capture == attempt.capture], seen
        )
        for attempt in attempts
    }
    overlapping = [name for name, reason in reasons.items() if reason == "overlapping"]
    assert overlapping == ["56_TRLGL_V4_an1", "56_TRLGL_V4_an2"]  # as the other project found
    assert sum(reason == "short" for reason in reasons.values()) == sum(
        attempt.duration_s < 1.0 for attempt in attempts
    )


def test_people_are_young_or_older_by_word_or_by_years(tmp_path: Path, data_set: Path) -> None:
    path = data_set / "Metadata" / "Participant_Demographics.csv"
    assert read_people(path) == ({"07": "young", "51": "older"}, [])
    other = tmp_path / "subjects.csv"
    other.write_text("Subject;Age\n1;25\n2;71\n3;45\n4;32\n5;64\n6;\n")
    people, faults = read_people(other)
    assert people == {"01": "young", "02": "older", "04": "young", "05": "older"}
    assert len(faults) == 2
    assert "45 years is neither" in faults[0]


def test_an_age_that_contradicts_its_group_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "Participant_Demographics.csv"
    path.write_text("Participant_ID,Age_Group,Age\n1,Young,70\n2,Older,70\n")
    people, faults = read_people(path)
    assert people == {"02": "older"}
    assert "Young" in faults[0]
    assert "70" in faults[0]


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        (PUBLISHED, ("positions are in millimetres", "up is Z")),
        (METRES_Y_UP, ("positions are in metres", "up is Y")),
        (
            MIRRORED,
            (
                "positions are in millimetres",
                "up is Z",
                "the axes are left-handed, and one of them was turned round",
            ),
        ),
        (Manner(axes=np.diag([-1.0, 1.0, -1.0])), ("positions are in millimetres", "up is -Z")),
        (Manner(unit_m=0.01), ("positions are in centimetres", "up is Z")),
    ],
    ids=["published", "metres, y up", "mirrored", "z down", "centimetres"],
)
def test_unit_axes_and_raised_leg_are_told_by_the_data(
    manner: Manner, told: tuple[str, ...], take: Take, data_set: Path, tmp_path: Path
) -> None:
    attempts, _ = read_attempts(data_set / "Metadata" / "OLST_Attempts.csv")
    body = in_the_room(read_markers(write_markers(tmp_path, replace(take, manner=manner))))
    assert body.told == told
    assert raised_leg(body, attempts) == "right"
    _as_it_was(body, take.acted)


def _as_it_was(body: Body, acted: Acted) -> None:
    """Distances and heights are the simulated ones, to the noise of markers and of rounding."""
    for part, name in (("chest", "Chest"), ("ankle_right", "Ankle_R"), ("knee_left", "Knee_L")):
        true = acted.markers[name][::10]
        assert np.abs(body.places[part][:, 2] - true[:, 2]).max() < 1e-3
    true = acted.markers["Hip_L_Ant"][::10] - acted.markers["Lower_Back"][::10]
    seen = body.places["hip_front_left"] - body.places["lower_back"]
    assert np.abs(np.linalg.norm(seen, axis=1) - np.linalg.norm(true, axis=1)).max() < 1e-3


def test_the_raised_leg_is_not_told_where_no_ankle_is_seen(take: Take, tmp_path: Path) -> None:
    manner = Manner(without=("Ankle_L",))
    body = in_the_room(read_markers(write_markers(tmp_path, replace(take, manner=manner))))
    assert raised_leg(body, []) is None


@pytest.mark.parametrize("cell", ["", "NaN", "0.000"])
def test_a_short_hole_is_closed_and_a_long_one_stays(cell: str, take: Take, tmp_path: Path) -> None:
    holes = {"Chest": (3.0, 3.08), "Lower_Back": (3.0, 3.5)}
    take = replace(take, manner=Manner(holes=holes, hole_cell=cell))
    body = in_the_room(read_markers(write_markers(tmp_path, take)))
    true = take.acted.markers["Chest"][::10]
    assert np.abs(body.places["chest"] - true)[300:308].max() < 1e-3
    assert not np.isfinite(body.places["lower_back"][300:350]).any()
    assert np.isfinite(body.places["lower_back"][:300]).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("frame,time,Wrist_R_pos_X\n0,0,1\n", "no markers that are known"),
        ("Chest_pos_X,Chest_pos_Y,Chest_pos_Z\n" + "1,2,3\n" * 200, "no column for the time"),
        ("time,Chest_pos_X,Chest_pos_Y,Chest_pos_Z\n0,1,2,3\n", "too few"),
        (
            "time,Chest_pos_X,Chest_pos_Y,Chest_pos_Z\n"
            + "".join(f"{k / 100},a,2,3\n" for k in range(200)),
            "'a' in column Chest_pos_X is not a number",
        ),
        (
            "time,Chest_pos_X,Chest_pos_Y,Chest_pos_Z\n"
            + "".join(f"{k},1,2,3\n" for k in range(200)),
            "frames a second",
        ),
        (
            "time,Chest_pos_X,Chest_pos_Y,Chest_pos_Z\n"
            + "".join(f"{5 - k / 100},1,2,3\n" for k in range(200)),
            "do not go on",
        ),
    ],
)
def test_motion_capture_that_does_not_fit_is_refused_in_a_sentence(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "01_MNTRL_MC_V1_pos.csv"
    path.write_text(text)
    with pytest.raises(RecordingError, match=said) as error:
        read_markers(path)
    assert str(error.value).startswith(str(path))


def test_times_are_counted_from_frames_where_there_are_none(take: Take, tmp_path: Path) -> None:
    path = write_markers(tmp_path, take)
    rows = [line.split(",", 2) for line in path.read_text().splitlines()]
    path.write_text("\n".join(f"{row[0]},{row[2]}" for row in rows))
    markers = read_markers(path)
    assert markers.rate_hz == pytest.approx(100.0)
    assert "counted from frames" in markers.notes[0]


def test_a_last_frame_that_is_not_whole_is_left_out(take: Take, tmp_path: Path) -> None:
    path = write_markers(tmp_path, take)
    whole = read_markers(path)
    with path.open("a") as file:
        file.write("4001,,07" + "," * 57 + "\n")
    again = read_markers(path)
    assert np.array_equal(again.time_s, whole.time_s)
    lines = path.read_text().splitlines()
    lines[200] = "199,," + lines[200].split(",", 2)[2]
    path.write_text("\n".join(lines))
    with pytest.raises(RecordingError, match="do not go on"):
        read_markers(path)


def test_participants_are_told_by_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "Participant_Demographics.csv"
    path.write_text("Participant_ID,Age_Group\nP1,YA\nSub-041,OA\n7.0,elderly\n")
    assert read_people(path) == ({"01": "young", "41": "older", "07": "older"}, [])


def test_what_is_published_as_missing_is_no_trouble(take: Take, tmp_path: Path) -> None:
    missing = replace(take, person="12", movement="MNTRL", version="V2")
    folder = write_data_set(tmp_path / "x", [take, missing], {"07": "Young", "12": "Young"})
    next(folder.rglob("12_MNTRL_MC_V2_pos.csv")).unlink()
    tasks = find_tasks(folder)
    assert [str(task.capture) for task in tasks.tasks] == ["07_MNTRL_V2"]
    assert tasks.troubles == ()
    assert "published as missing" in tasks.notes[0]


def test_people_who_are_not_in_the_table_are_named(take: Take, tmp_path: Path) -> None:
    tasks = find_tasks(write_data_set(tmp_path / "x", [take], {"51": "Older"}))
    assert "tells no age group of 07" in tasks.troubles[0]


def test_damaged_files_give_declared_errors_alone(data_set: Path, tmp_path: Path) -> None:
    attempts = (data_set / "Metadata" / "OLST_Attempts.csv").read_bytes()
    people = (data_set / "Metadata" / "Participant_Demographics.csv").read_bytes()
    whole = next(data_set.rglob("07_MNTRL_MC_V2_pos.csv")).read_bytes()
    markers = b"\n".join(whole.splitlines()[:130]) + b"\n"
    rng = Random(23)
    path = tmp_path / "damaged.csv"
    refused = []
    for number in range(MUTATED):
        data = (attempts, people, markers)[number % 3]
        path.write_bytes(mutated(rng, data, [attempts, people, markers]))
        try:
            if number % 3 == 0:
                read_attempts(path)
            elif number % 3 == 1:
                read_people(path)
            else:
                in_the_room(read_markers(path))
        except RecordingError as error:
            refused.append(str(error))
    assert [said for said in refused if str(path) not in said] == []
    assert 100 < len(refused) < MUTATED - 100


def test_a_data_set_without_people_has_no_age_groups_and_says_so(
    data_set: Path, tmp_path: Path
) -> None:
    shutil.copytree(data_set, tmp_path / "x")
    (tmp_path / "x" / "Metadata" / "Participant_Demographics.csv").unlink()
    tasks = find_tasks(tmp_path / "x")
    assert [task.group for task in tasks.tasks] == [None]
    assert "no table of people" in tasks.troubles[0]

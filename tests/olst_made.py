"""Files as the data set OLST has them, made by the simulator: nobody stood on one leg for them.

People of `balance.simulate` with markers where the data set has them; layout, columns and units are
those of docs/decisions/0023-olst-as-published.md. All that is found in such files is simulated.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np

from balance.protocol.conditions import Leg
from balance.samples import FloatArray
from balance.simulate.attempt import Trial
from balance.simulate.draw import Draw
from balance.simulate.leg import LegMotion, move_leg
from balance.simulate.motion import RATE_HZ, along, index
from balance.simulate.person import Person, draw_person
from balance.simulate.score import Limb
from balance.simulate.script import write_score
from balance.simulate.trunk import Segment, Trunk, move_trunk

MARKER_NOISE_MM: Final = 0.03
#: Medians of hand-labelled attempts: foot up to stable, and break to contact.
STABLE_AFTER_S: Final = 0.31
BREAK_BEFORE_S: Final = 0.23
SLOWEST_HZ: Final = 3.0
FRAME: Final = 10  # steps of the simulator's clock: 100 Hz
PELVIS: Final[dict[str, tuple[float, float, float]]] = {
    "Lower_Back": (-0.11, 0.0, 0.08),
    "Belly": (0.12, 0.0, 0.10),
    "Hip_R_Ant": (0.09, -0.12, 0.02),
    "Hip_L_Ant": (0.09, 0.12, 0.02),
    "Hip_R_Post": (-0.10, -0.05, 0.03),
    "Hip_L_Post": (-0.10, 0.05, 0.03),
}
CHEST: Final[dict[str, tuple[float, float, float]]] = {
    "Chest": (0.12, 0.0, 0.26),
    "Upper_Back": (-0.10, 0.0, 0.36),
    "Shoulder_R": (0.0, -0.19, 0.38),
    "Shoulder_L": (0.0, 0.19, 0.38),
    "Elbow_R": (0.0, -0.26, 0.10),
    "Elbow_L": (0.0, 0.26, 0.10),
    "Wrist_R": (0.05, -0.26, -0.12),
    "Wrist_L": (0.05, 0.26, -0.12),
}
ORDER: Final = (
    "Actuator", "Wrist_R", "Elbow_R", "Shoulder_R", "Wrist_L", "Elbow_L", "Shoulder_L",
    "Upper_Back", "Lower_Back", "Chest", "Belly", "Hip_R_Ant", "Hip_L_Ant", "Hip_R_Post",
    "Hip_L_Post", "Knee_R", "Knee_L", "Ankle_R", "Ankle_L",
)  # fmt: skip
ATTEMPT_COLUMNS: Final = (
    "OLST_attempt_id", "RADAR_capture", "MOCAP_Start_Time", "MOCAP_End_Time", "RADAR_Start_Frame",
    "RADAR_End_Frame", "Seconds_per_Frame", "an", "is_attempt_final", "t_foot_up", "t_stable",
    "t_break", "t_end", "frame_foot_up", "frame_stable", "frame_break", "frame_end",
)  # fmt: skip
Cohort = Literal["Young", "Older"]


@dataclass(frozen=True)
class Acted:
    """A simulated person on one leg some times: markers at 1 kHz in metres, z up, and the truth."""

    markers: Mapping[str, FloatArray]
    pelvis: Segment
    raised: LegMotion
    person: Person
    stance_leg: Leg
    holds: tuple[tuple[float, float], ...]

    @property
    def duration_s(self) -> float:
        return self.pelvis.pitch.size / RATE_HZ


def act(seed: int, stance_leg: Leg, trials: Sequence[Trial]) -> Acted:
    """Let a person of the simulator make some attempts."""
    who, course = Draw(seed, "report", "person"), Draw(seed, "report", "course")
    person = draw_person(who, stance_leg, "open", "firm")
    draws = [Draw(seed, "report", f"attempt{k}") for k in range(len(trials))]
    score = write_score(person, trials, course, draws)
    n = index(score.end_s)
    trunk = move_trunk(score, person, Draw(seed, "report", "body").rng, n)
    trunk = Trunk(_with_ripple(trunk.pelvis), _with_ripple(trunk.chest), trunk.alone, trunk.unrest)
    limbs: dict[Limb, LegMotion] = {
        "raised": move_leg(score, person, trunk, "raised", Draw(seed, "report", "raised").rng),
        "stance": move_leg(score, person, trunk, "stance", Draw(seed, "report", "stance").rng),
    }
    lifts = [event.time_s for event in score.truth if event.event == "lift_off"]
    downs = [event.time_s for event in score.truth if event.event == "step_down"]
    return Acted(
        _markers(trunk, limbs, person, stance_leg),
        trunk.pelvis,
        limbs["raised"],
        person,
        stance_leg,
        tuple(zip(lifts, downs, strict=True)),
    )


def _with_ripple(segment: Segment) -> Segment:
    """A segment whose fast acceleration, which the simulator adds afterwards, moves it."""
    ripple = segment.ripple_m_s2
    assert ripple is not None
    hz = np.fft.rfftfreq(ripple.shape[0], 1.0 / RATE_HZ)
    fast = hz > SLOWEST_HZ
    moved = np.fft.rfft(ripple, axis=0)
    moved[~fast] = 0.0
    moved[fast] /= -((2.0 * np.pi * hz[fast, None]) ** 2)
    origin = segment.origin_m + np.fft.irfft(moved, ripple.shape[0], axis=0)
    return replace(segment, origin_m=origin, ripple_m_s2=np.zeros_like(ripple))


def _markers(
    trunk: Trunk, limbs: Mapping[Limb, LegMotion], person: Person, stance_leg: Leg
) -> dict[str, FloatArray]:
    body = person.body
    up = np.array([0.0, 0.0, body.pelvis_height_m])
    markers = {}
    for segment, marks in ((trunk.pelvis, PELVIS), (trunk.chest, CHEST)):
        frame = segment.matrix()
        for name, at in marks.items():
            markers[name] = up + segment.origin_m + along(frame, np.array(at))
    for limb, legs in limbs.items():
        left = (limb == "stance") == (stance_leg == "left")
        side = 1.0 if left else -1.0
        shank = _with_ripple(legs.shank)
        under_the_hip = np.array([body.foot_m, side * body.hip_m, 0.0])
        frame = shank.matrix()
        ankle = under_the_hip + shank.origin_m
        markers[f"Ankle_{'L' if left else 'R'}"] = ankle + along(frame, np.array([0, 0.04, 0]))
        knee = np.array([0.0, 0.05, body.shank_m])
        markers[f"Knee_{'L' if left else 'R'}"] = ankle + along(frame, knee)
    still = np.zeros_like(markers["Chest"])
    still[:, 0] = 1.5 + 0.05 * np.sin(2.0 * np.pi * 0.25 * np.arange(still.shape[0]) / RATE_HZ)
    markers["Actuator"] = still + np.array([0.0, 0.0, 1.0])
    return markers


@dataclass(frozen=True)
class Manner:
    """How a file is written: unit in metres, room to file axes (3, 3), holes in markers."""

    unit_m: float = 0.001
    axes: FloatArray = field(default_factory=lambda: np.eye(3))
    noise_mm: float = MARKER_NOISE_MM
    holes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    hole_cell: str = ""
    without: tuple[str, ...] = ()


PUBLISHED: Final = Manner()
METRES_Y_UP: Final = Manner(
    unit_m=1.0, axes=np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
)
MIRRORED: Final = Manner(axes=np.diag([1.0, -1.0, 1.0]))


@dataclass(frozen=True)
class Take:
    """One capture that is to be written.

    `unstable` are the attempts, from 1, that never reached stability; `open_end` whether the
    labelled stretch ends within the last one.
    """

    person: str
    movement: str
    version: str
    acted: Acted
    manner: Manner = PUBLISHED
    unstable: tuple[int, ...] = ()
    open_end: bool = False

    @property
    def name(self) -> str:
        return f"{self.person}_{self.movement}_{self.version}"


def write_data_set(folder: Path, takes: Sequence[Take], people: Mapping[str, Cohort]) -> Path:
    """Write takes and people as the data set has them; gives the folder."""
    metadata = folder / "Metadata"
    metadata.mkdir(parents=True)
    with (metadata / "OLST_Attempts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(ATTEMPT_COLUMNS)
        for take in takes:
            writer.writerows(_attempt_rows(take))
    with (metadata / "Participant_Demographics.csv").open("w", encoding="utf-8-sig") as file:
        file.write("Participant_ID,Age_Group,Sex,Height_cm,Weight_kg\n")
        for code, cohort in people.items():
            file.write(f"{int(code)},{cohort},F,170,65\n")
    (folder / "README.txt").write_text("Made by a simulator.\n", encoding="utf-8")
    for seed, take in enumerate(takes):
        write_markers(folder, take, seed)
    return folder


def write_markers(folder: Path, take: Take, seed: int = 0) -> Path:
    """Write the motion capture of a take; gives the file."""
    place = folder / "Raw" / "MOCAP" / take.person
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{take.person}_{take.movement}_MC_{take.version}_pos.csv"
    manner, rng = take.manner, np.random.default_rng(seed)
    names = [name for name in ORDER if name not in manner.without]
    columns = []
    count = take.acted.markers["Chest"][::FRAME].shape[0]
    time_s = np.arange(count) / 100.0
    for name in names:
        seen = take.acted.markers[name][::FRAME] @ manner.axes.T
        seen = seen + 0.001 * manner.noise_mm * rng.standard_normal(seen.shape)
        decimals = 3 if manner.unit_m < 0.1 else 6
        cells = np.char.mod(f"%.{decimals}f", seen / manner.unit_m)
        if name in manner.holes:
            first, last = manner.holes[name]
            cells = cells.astype(object)
            cells[(time_s >= first) & (time_s < last)] = manner.hole_cell
        columns.append(cells)
    head = ["frame", "time", "participant_id"]
    head += [f"{name}_pos_{axis}" for name in names for axis in "XYZ"]
    rows = np.concatenate(columns, axis=1)
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(",".join(head) + "\n")
        for k, row in enumerate(rows):
            file.write(f"{k},{k / 100.0:.2f},{take.person}," + ",".join(row) + "\n")
    return path


def _attempt_rows(take: Take) -> list[list[object]]:
    capture = f"{take.person}_{take.movement}_RR_{take.version}"
    holds = take.acted.holds
    last_s = holds[-1][1] - 0.4 if take.open_end else take.acted.duration_s - 0.5
    rows: list[list[object]] = []
    for k, (lift_s, down_s) in enumerate(holds, 1):
        open_end = take.open_end and k == len(holds)
        stable: object = "" if k in take.unstable else round(lift_s + STABLE_AFTER_S, 2)
        broke: object = "" if k in take.unstable or open_end else round(down_s - BREAK_BEFORE_S, 2)
        end = round(last_s if open_end else down_s, 2)
        rows.append(
            [f"{capture}_an{k}", capture, 0.5, round(last_s, 2), 10, 800, 0.0365, k,
             k == len(holds), round(lift_s, 2), stable, broke, end, "", "", "", ""]
        )  # fmt: skip
    return rows

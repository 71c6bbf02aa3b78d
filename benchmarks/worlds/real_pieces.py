"""Real starts and landings of ten people, in the level frame of their quiet stance.

They lie outside the project, in ``../shared/people``, and are read from there; without that folder
`available` says no, and the worlds made of them are left out.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from balance.records.open_any import open_recording
from balance.samples import FloatArray
from worlds.real_clips import FS, Clip

PEOPLE: Final = tuple(f"p{number:02d}" for number in range(1, 11))
SHARED: Final = Path(__file__).resolve().parents[2] / ".." / "shared"
_FOLDER: Final = SHARED / "people" / "starts-and-landings"
_QUIET_ROWS: Final = 60
_QUIET_STD_M_S2: Final = 0.5


@dataclass(frozen=True, eq=False)
class Piece:
    """One cut: quiet stance and lift-off, or last contact and quiet stance.

    Attributes
    ----------
    clip : Clip
        In the level frame; its event is the lift-off or the contact. In quiet stance the turn is
        about none and the acceleration about zero.
    mount : Rotation
        From the sensor to the level frame in quiet stance.
    gravity_m_s2 : float
        What the sensor reads upwards at rest.
    quiet : slice
        Rows of quiet stance.
    """

    person: str
    trial: str
    placement: str
    side: str
    part: str
    clip: Clip
    mount: Rotation
    gravity_m_s2: float
    quiet: slice
    usable: bool


def available() -> bool:
    """Whether the recordings are here."""
    return (_FOLDER / "index.csv").is_file()


def nearest(placement: str) -> str:
    """Which of the two placements of the recordings stands for this one."""
    return "lower_back" if placement in ("lower_back", "chest") else "foot"


@functools.cache
def starts(placement: str, people: tuple[str, ...] = PEOPLE) -> tuple[Piece, ...]:
    """Start pieces that can be used, by person and trial."""
    return _of("start", placement, people)


@functools.cache
def landings(placement: str, people: tuple[str, ...] = PEOPLE) -> tuple[Piece, ...]:
    """Landing pieces that can be used, by person and trial."""
    return _of("landing", placement, people)


def levelled(
    acc: FloatArray, gyr: FloatArray, quiet: slice
) -> tuple[Rotation, FloatArray, Rotation, float]:
    """Find how the sensor turned and moved, from how it stood when quiet.

    Returns
    -------
    turn : Rotation
        Away from quiet stance, in the level frame, one for each row.
    lin : FloatArray
        Acceleration without gravity in the level frame, mean 0 in quiet stance.
    mount : Rotation
        From the sensor to the level frame in quiet stance.
    gravity_m_s2 : float
        Length of the specific force in quiet stance.
    """
    path = integrated(gyr - gyr[quiet].mean(axis=0))
    up = path[quiet].apply(acc[quiet]).mean(axis=0)
    rot = _upright(up) * path
    mount = rot[quiet].mean()
    forward = mount.apply([0.0, 0.0, 1.0])
    yaw = Rotation.from_euler("z", -np.arctan2(forward[1], forward[0]))
    rot, mount = yaw * rot, yaw * mount
    lin = rot.apply(acc)
    at_rest = lin[quiet].mean(axis=0)
    return rot * mount.inv(), lin - at_rest, mount, float(np.linalg.norm(up))


def integrated(gyr: FloatArray) -> Rotation:
    """Orientation at each row from the rate of turn, the first one being none."""
    steps = np.vstack([np.zeros(3), gyr[:-1] / FS])
    path, reach = Rotation.from_rotvec(steps), 1
    while reach < len(steps):  # products over runs of 2, 4, 8 ... rows
        path = Rotation.concatenate([path[:reach], path[:-reach] * path[reach:]])
        reach *= 2
    return path


def _of(part: str, placement: str, people: tuple[str, ...]) -> tuple[Piece, ...]:
    every = (piece for piece in _all(placement) if piece.part == part and piece.usable)
    return tuple(piece for piece in every if piece.person in people)


def _upright(up: FloatArray) -> Rotation:
    return Rotation.align_vectors([[0.0, 0.0, 1.0]], [up / np.linalg.norm(up)])[0]


@functools.cache
def _all(placement: str) -> tuple[Piece, ...]:
    if not available():
        return ()
    with (_FOLDER / "index.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["placement"] == placement]
    rows.sort(key=lambda row: (row["person"], row["trial"], row["part"]))
    return tuple(_piece(row) for row in rows)


def _piece(row: dict[str, str]) -> Piece:
    block = open_recording(_FOLDER / row["file"]).block
    acc, gyr = block.acc_m_s2.copy(), block.gyr_rad_s.copy()
    event, rows = round(float(row["time_s"]) * FS), len(block)
    if row["part"] == "start":
        quiet = slice(max(0, event - 500), event - 130)
        usable = event >= 300
    else:
        quiet = slice(event + 120, rows - 10)
        usable = rows - event >= 250 and event >= 12 and quiet.stop - quiet.start >= _QUIET_ROWS
        usable = usable and bool(acc[quiet].std(axis=0).max() <= _QUIET_STD_M_S2)
    if quiet.stop - quiet.start < 2:
        quiet = slice(rows - 2, rows)
    turn, lin, mount, gravity = levelled(acc, gyr, quiet)
    return Piece(
        person=row["person"],
        trial=row["trial"],
        placement=row["placement"],
        side=row["side"],
        part=row["part"],
        clip=Clip(turn, lin, event),
        mount=mount,
        gravity_m_s2=gravity,
        quiet=quiet,
        usable=usable,
    )

"""Where the files of the data set are, found by what their names say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from balance.protocol.conditions import Leg
from balance.records.errors import RecordingError

ATTEMPTS: Final = "Metadata/OLST_Attempts.csv"
PEOPLE: Final = "Metadata/Participant_Demographics.csv"
MARKERS: Final = "Raw/MOCAP/NN/NN_MNTRL_MC_V1_pos.csv"
#: Cued trials of some 4 s, and trials of up to 20 s; the last letter is the leg that is stood on.
MOVEMENTS: Final[dict[str, Leg]] = {
    "MNTRL": "left",
    "MNTRR": "right",
    "TRLGL": "left",
    "TRLGR": "right",
}
#: Published as missing, though its attempts are in the table.
KNOWN_MISSING: Final = "12_MNTRL_V2"
_VERSION: Final = re.compile(r"V\d+")
_NUMBER: Final = re.compile(r"[0-9]+")
_KINDS: Final = ("RR", "MC", "FP")
_PLACE: Final = re.compile(r"\.csv(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Capture:
    """One recording of the data set: who, which movement, the how many-th."""

    person: str
    movement: str
    version: str

    def __str__(self) -> str:
        """As the data set names it: 01_MNTRL_V1."""
        return f"{self.person}_{self.movement}_{self.version}"

    @property
    def stance_leg(self) -> Leg | None:
        """The leg that is stood on, as the movement's name says; None for a name not known."""
        return MOVEMENTS.get(self.movement)


@dataclass(frozen=True)
class Layout:
    """The files of the data set; `markers` are those of motion capture, by capture."""

    attempts: Path
    people: Path | None
    markers: dict[Capture, Path]


def capture_of(name: str) -> Capture | None:
    """Read the capture out of a name such as 01_MNTRL_RR_V1_an2 or 01_MNTRL_MC_V1_pos.

    None where the name is not made like that.
    """
    words = [word.upper() for word in name.strip().split("_")]
    if len(words) < 3 or not (words[0].isascii() and words[0].isdecimal()):
        return None
    rest = words[2:]
    if rest[0] in _KINDS:
        rest = rest[1:]
    if not rest or _VERSION.fullmatch(rest[0]) is None:
        return None
    return Capture(person_code(words[0]), words[1], rest[0])


def person_code(text: str) -> str:
    """Give a participant's number as the folders have it, two digits at least: 1 and P1 give 01."""
    number = _NUMBER.search(text)
    return text.strip() if number is None else number[0].lstrip("0").zfill(2)


def find_layout(folder: Path) -> Layout:
    """Find the files of the data set in a folder, however deep.

    Raises
    ------
    RecordingError
        Where the table of attempts or motion capture is not there.
    """
    if not folder.is_dir():
        raise RecordingError("there is no such folder; name the one OLST was unpacked in", folder)
    tables = [
        path
        for path in sorted(folder.rglob("*"))
        if _PLACE.search(path.name) and not path.name.startswith(".") and path.is_file()
    ]
    attempts = _one(tables, ("attempt",), folder, ATTEMPTS)
    if attempts is None:
        raise RecordingError(
            f"there is no table of attempts: looked for a .csv with 'attempts' in its name, as "
            f"{ATTEMPTS}",
            folder,
        )
    people = _one(tables, ("demographic", "participant", "subject"), folder, PEOPLE)
    markers: dict[Capture, Path] = {}
    for path in tables:
        capture = _markers_of(path)
        if capture is not None:
            markers.setdefault(capture, path)
    if not markers:
        raise RecordingError(
            f"there is no motion capture: looked for files such as {MARKERS}", folder
        )
    return Layout(attempts, people, markers)


def _markers_of(path: Path) -> Capture | None:
    stem = _PLACE.sub("", path.name)
    words = stem.upper().split("_")
    if "MC" not in words or "VEL" in words:
        return None
    return capture_of(stem)


def _one(tables: list[Path], words: tuple[str, ...], folder: Path, as_in: str) -> Path | None:
    """The one table that a word is in the name of; of several the one that is named as published.

    A capture's own files have such words nowhere in their names.
    """
    found = [path for path in tables if any(word in path.name.lower() for word in words)]
    if not found:
        return None
    named = [path for path in found if path.name.lower() == Path(as_in).name.lower()]
    if len(named or found) > 1:
        both = " and ".join(str(path.relative_to(folder)) for path in (named or found)[:2])
        raise RecordingError(f"holds {both}; name a folder with one copy of the data set", folder)
    return (named or found)[0]

"""The list of a data set that comes back whole: who is in it, and the sum of each file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.formats.bids.naming import WHOLE
from balance.records.formats.content import read_content
from balance.records.history.migrating import VERSIONS
from balance.records.sealed import seal, unseal
from balance.records.strict import checksum, items, refused, table, text
from balance.report.unpacking import Tell, is_safe
from balance.version import __version__

KIND: Final = "balance-timer-bids"
VERSION: Final = 1
FOLDER: Final = "/".join(WHOLE)
LIST: Final = f"{FOLDER}/list.json"
_LONGEST: Final = 1000
_CHANGED: Final = (
    "it is not as it was written; take another copy of the data set, or take the folder "
    f"{FOLDER} out of it, and it is read as anybody's"
)
_AT_ONCE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording of a person.

    Parameters
    ----------
    name
        What its file was called.
    motion
        Its samples in the data set; None where it is not laid out there.
    """

    name: str
    motion: str | None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person: their code, the label that their files have, and their recordings."""

    code: str
    label: str
    recordings: tuple[Listed, ...]

    @property
    def folder(self) -> str:
        """Where what is in no table of theirs lies."""
        return f"{FOLDER}/sub-{self.label}"


@dataclass(frozen=True, slots=True)
class Listing:
    """All that the list says.

    Parameters
    ----------
    program, history
        Versions of the program and of the history that wrote it.
    people
        Who is in it.
    sums
        SHA-256 of each file but the list, by its place.
    """

    program: str
    history: str
    people: tuple[Someone, ...]
    sums: Mapping[str, str]

    def check(self, top: Path, tell: Tell) -> None:
        """See that each file is the one that was written.

        Raises
        ------
        RecordingError
            Where one is gone or changed.
        """
        for done, (name, known) in enumerate(self.sums.items(), start=1):
            if sum_of(top / name) != known:
                raise RecordingError(_CHANGED, top / name)
            tell(done, len(self.sums))


def list_bytes(people: Sequence[Someone], sums: Mapping[str, str]) -> bytes:
    """Write the list."""
    body = {
        "program": __version__,
        "history": VERSIONS[-1],
        "people": [asdict(one) for one in people],
        "sums": dict(sums),
    }
    return seal(KIND, VERSION, body)


def read_list(top: Path) -> Listing:
    """Read the list of a data set.

    Raises
    ------
    RecordingError
        Where it can't be read, was changed, or a newer version wrote it.
    """
    path = top / LIST
    try:
        return _listing(unseal(read_content(path).data, KIND, VERSION))
    except RecordingError as error:
        raise error.at(path) from error


def sum_of(path: Path) -> str:
    """Give the SHA-256 of a file.

    Raises
    ------
    RecordingError
        Where it can't be read.
    """
    told = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_AT_ONCE):
                told.update(piece)
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    return told.hexdigest()


def _listing(said: dict[str, Any]) -> Listing:
    table(said, "list", ("program", "history", "people", "sums"))
    history = text(said["history"], "history")
    if history not in VERSIONS:
        raise RecordingError("made by a newer version of this program; update it to take it in")
    sums = table(said["sums"], "sums")
    for name, known in sums.items():
        checksum(known, "sums")
        if not is_safe(name):
            raise refused("sums")
    people = tuple(_people(items(said["people"], "people"), sums))
    return Listing(text(said["program"], "program"), history, people, sums)


def _people(said: list[Any], sums: Mapping[str, Any]) -> Iterator[Someone]:
    for one in said:
        known = table(one, "people", ("code", "label", "recordings"))
        recordings = []
        for each in items(known["recordings"], "recordings"):
            listed = table(each, "recordings", ("name", "motion"))
            motion = listed["motion"]
            if motion is not None and motion not in sums:
                raise refused("motion")
            name = text(listed["name"], "name", _LONGEST)
            if "/" in name or not is_safe(name):
                raise refused("name")
            recordings.append(Listed(name, motion))
        label = text(known["label"], "label", _LONGEST)
        if not is_safe(label):
            raise refused("label")
        yield Someone(text(known["code"], "code", _LONGEST), label, tuple(recordings))

"""A sitting as a text beside the recordings: written whole or not at all, read with every check.

It is what the history has of one session that was led by voice, so that the history can be made
again from it. One without a regimen is the score of a test that was taken in no sitting.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.outcomes import State
from balance.protocol.exercise.scoring import PartScore
from balance.protocol.exercise.scripts import Side
from balance.protocol.exercise.tiers import Ease
from balance.records.errors import RecordingError
from balance.records.history.exercises.written import (
    list_of,
    parts_from,
    place_from,
    place_keys,
    table_of,
    values_of,
)
from balance.records.history.migrating import DamagedError
from balance.records.history.rewriting import unfinished
from balance.records.owner_file import open_for_owner, sync_folder
from balance.records.plain_json import read_plain

FORMAT: Final = "balance-sitting"
VERSION: Final = 1
MOST_BYTES: Final = 16 * 2**20
MOST_SORE: Final = 10
_LAST_YEAR: Final = 9999  # beyond it no zone can be taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class SetKept:
    """A set of a sitting, as the table of sets has it.

    Parameters
    ----------
    recording, checksum
        The file name of the recording that its raises were counted in, and the checksum of that
        one's samples; None where there is none, or it is not known.
    """

    number: int
    script: str
    version: int
    tier: str
    side: Side
    set: int
    asked: int
    done: int
    state: State
    hold_s: float
    rest_s: float
    seconds: float | None = None
    censored: bool | None = None
    ease: Ease | None = None
    count: int | None = None
    tempo_s: float | None = None
    height_cm: float | None = None
    decline: float | None = None
    ended_by: str | None = None
    recording: str | None = None
    checksum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKept:
    """The score of a named test, as the table of scores has it."""

    taken_utc: str
    script: str
    version: int
    side: Side | None
    value: float | None
    unit: str
    parts: tuple[PartScore, ...]
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingFile:
    """All that is kept of one sitting.

    Parameters
    ----------
    person
        A code, never a name.
    day, label, supervised
        The session that it belongs to; `day` is ISO 8601.
    started_utc
        When it was begun, ISO 8601 with its zone: with the person this tells it from all others.
    regimen, keys
        What was asked, by its id and as `regimen_from` reads it; an empty id for a score alone.
    side
        The side where one was to be chosen.
    finished, place, turn
        How far it came; `place` is None once it is finished, `turn` how often it was taken in hand.
    soreness
        0 to 10; None where nobody said.
    sets, scores
        What was done.
    """

    version: int = VERSION
    person: str
    day: str
    label: str
    supervised: bool
    started_utc: str
    regimen: str
    keys: Mapping[str, Any]
    side: Side
    finished: bool
    place: Place | None = None
    turn: int = 1
    soreness: int | None = None
    sets: tuple[SetKept, ...] = ()
    scores: tuple[ScoreKept, ...] = ()

    @property
    def is_score_alone(self) -> bool:
        """Whether it is the score of a test that was taken in no sitting."""
        return not self.regimen

    @property
    def reach(self) -> tuple[int, ...]:
        """How far it goes, to be compared with an older or newer state of the same sitting."""
        said = [self.soreness, *(one.ease for one in self.sets)]
        return (
            int(self.finished),
            len(self.place.outcomes) if self.place else 0,
            sum(one.done for one in self.sets),
            len(self.scores),
            sum(one is not None for one in said),
        )


def text_of(sitting: SittingFile) -> str:
    """Give the text that stands in the file of a sitting."""
    keys = asdict(sitting)
    keys["place"] = None if sitting.place is None else place_keys(sitting.place)
    checksum = _checksum(keys)
    first = {"format": FORMAT, "version": keys.pop("version"), "checksum": checksum}
    return json.dumps({**first, **keys}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def sitting_from(data: bytes) -> SittingFile:
    """Read the text of a sitting.

    Raises
    ------
    RecordingError
        Where it is none, is of a newer version, or says anything but what was written.
    """
    if len(data) > MOST_BYTES:
        raise RecordingError(f"is over {MOST_BYTES // 2**20} MB, which no session is")
    try:
        keys = table_of(read_plain(data))
    except ValueError as error:
        reason = "is no session that can be read; it was damaged, cut off or changed"
        raise RecordingError(reason) from error
    if keys.get("format") != FORMAT:
        raise RecordingError("is no session that was led by voice")
    version = keys.get("version")
    if type(version) is int and version > VERSION:
        raise RecordingError("was written by a newer version; update the program")
    rest = {key: value for key, value in keys.items() if key not in ("format", "checksum")}
    if keys.get("checksum") != _checksum(rest):
        raise RecordingError("was changed since it was written, and is no session any more")
    try:
        return _sitting(rest)
    except DamagedError as error:
        raise RecordingError(f"is no session that was ever written: {error} is wrong") from error


def write_sitting(path: Path, sitting: SittingFile) -> None:
    """Write a sitting, readable by its owner alone, in place of what is there: whole or not at all.

    Raises
    ------
    RecordingError
        Where it can't be written; then what was there is as it was.
    """
    new = unfinished(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with open_for_owner(new, "xb") as file:
            file.write(text_of(sitting).encode())
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        reason = f"can't be written ({error.strerror or error}); make room and do it again"
        raise RecordingError(reason, path) from error


def read_sitting(path: Path) -> SittingFile:
    """Read the file of a sitting.

    Raises
    ------
    RecordingError
        Where it can't be read, or `sitting_from` refuses it; the file is named.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    try:
        return sitting_from(data)
    except RecordingError as error:
        raise error.at(path) from error


def _checksum(keys: Mapping[str, Any]) -> str:
    plain = json.dumps(keys, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _sitting(keys: Mapping[str, Any]) -> SittingFile:
    _no_others(SittingFile, keys)
    place = keys.get("place")
    ready = {
        "version": keys.get("version"),
        "keys": table_of(keys.get("keys")),
        "place": None if place is None else place_from(place),
        "sets": tuple(map(_set, list_of(keys.get("sets")))),
        "scores": tuple(map(_score, list_of(keys.get("scores")))),
    }
    sitting = SittingFile(**values_of(SittingFile, keys, ready))
    _check(sitting)
    return sitting


def _check(sitting: SittingFile) -> None:
    """See that what belongs together fits."""
    wrong = {
        "version": sitting.version != VERSION,
        "person": not sitting.person.strip(),
        "day": bool(sitting.day) and _moment(sitting.day) is None,
        "started_utc": not _has_zone(sitting.started_utc),
        "taken_utc": not all(_has_zone(one.taken_utc) for one in sitting.scores),
        "place": (sitting.place is None) is not sitting.finished,
        "soreness": not 0 <= (sitting.soreness or 0) <= MOST_SORE,
        "sets": len({(one.number, one.side, one.set) for one in sitting.sets}) < len(sitting.sets),
        "scores": sitting.is_score_alone and (len(sitting.scores) != 1 or bool(sitting.sets)),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise DamagedError(name)


def _set(keys: object) -> SetKept:
    _no_others(SetKept, keys)
    return SetKept(**values_of(SetKept, keys))


def _score(keys: object) -> ScoreKept:
    _no_others(ScoreKept, keys)
    parts = parts_from(table_of(keys).get("parts"))
    return ScoreKept(**values_of(ScoreKept, keys, {"parts": parts}))


def _no_others(made: type[Any], keys: object) -> None:
    others = set(table_of(keys)) - {one.name for one in fields(made)}
    if others:
        raise DamagedError(min(others))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _has_zone(text: str) -> bool:
    moment = _moment(text)
    return moment is not None and moment.tzinfo is not None and 1 < moment.year < _LAST_YEAR

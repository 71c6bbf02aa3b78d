"""The results of a recording without its samples: what a page brought, kept beside recordings.

It stands for the recording until that comes itself: the history is made of it as of a recording,
and its checksum is that of the samples which are elsewhere. `edits` and notes made here are rows
of an events file beside it, as with every recording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from balance.records.edits import KeptHold, apply_edits, edits_for, note_on
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow
from balance.records.header import Header
from balance.records.history.kept import DATED_BY, FILE, Kept
from balance.records.parts import PART_OF, wholes_of
from balance.records.recording import RESULTS, read_header
from balance.records.sealed import seal, unseal
from balance.records.strict import (
    checksum,
    count,
    flag,
    items,
    number,
    one_of,
    positive,
    refused,
    seconds,
    table,
    text,
)
from balance.signal.quality import Status
from balance.timing.results import CueEvent, EndReason, Hold

VERSION: Final = 1
SUFFIX: Final = ".results.json"
MOST_BYTES: Final = 32 * 2**20
_SHORT: Final = 200
SUPERVISED: Final = "supervised"
_EXTRA: Final = (SUPERVISED, DATED_BY, PART_OF)
_KEYS: Final = (
    "header",
    "checksum",
    "algorithm",
    "status",
    "reasons",
    "rate_hz",
    "duration_s",
    "holds",
)
_HOLD_KEYS: Final = (
    "automatic",
    "edited_s",
    "discarded",
    "went_on",
    "sway",
    "evidence",
    "note",
)
_FOUND: Final = tuple(f.name for f in fields(Hold) if f.name not in ("evidence", "sway"))
_CUE_KEYS: Final = ("event", "kind", "value")
_IN_SWAY: Final = ("ap", "ml", "first_seconds", "settings")


def is_results(path: Path) -> bool:
    """Tell results from recordings, by the name that they are given here."""
    return path.name.endswith(SUFFIX)


def results_name(sum_: str, number: int = 1) -> Path:
    """Give the name that results have in a folder; a further one where something else is there."""
    return Path(f"kept-{sum_[:16]}{f'-{number}' if number > 1 else ''}{SUFFIX}")


def find_results(folders: Sequence[Path]) -> list[Path]:
    """List the results in folders, sorted; what is hidden is passed over."""
    found: set[Path] = set()
    for folder in folders:
        inside = (path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
        found.update(
            path
            for path in inside
            if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )
    return sorted(found)


def header_of(path: Path) -> Header:
    """Read who and how, of a recording or of results.

    Raises
    ------
    RecordingError
        Where it can't be read.
    """
    return read_results(path).header if is_results(path) else read_header(path)


def kept_dict(kept: Kept) -> dict[str, Any]:
    """Give a kept recording as JSON has it; where its file is, is not in it."""
    return {
        "header": kept.header.to_dict(),
        "checksum": kept.checksum,
        "algorithm": kept.algorithm,
        "status": kept.status,
        "reasons": list(kept.reasons),
        "rate_hz": kept.rate_hz,
        "duration_s": kept.duration_s,
        "holds": [_hold_dict(hold) for hold in kept.holds],
    }


def kept_from(said: object) -> Kept:
    """Read what `kept_dict` gave; its path is the name that it is given in a folder.

    Raises
    ------
    RecordingError
        Where it is anything else.
    """
    keys = table(said, "recordings", _KEYS)
    header = _header(keys["header"])
    sum_ = checksum(keys["checksum"], "checksum")
    holds = tuple(_hold(each, header.cap_s) for each in items(keys["holds"], "holds"))
    if header.attempt is not None:
        count(header.attempt, "attempt")
    return Kept(
        path=results_name(sum_),
        header=header,
        checksum=sum_,
        algorithm=text(keys["algorithm"], "algorithm", _SHORT),
        status=one_of(keys["status"], "status", get_args(Status)),
        reasons=tuple(text(each, "reasons") for each in items(keys["reasons"], "reasons")),
        rate_hz=None if keys["rate_hz"] is None else positive(keys["rate_hz"], "rate_hz"),
        duration_s=positive(keys["duration_s"], "duration_s"),
        holds=holds,
    )


def results_bytes(kept: Kept) -> bytes:
    """Give a kept recording as a results file has it."""
    return seal(RESULTS, VERSION, {"results": kept_dict(kept)})


def read_results(path: Path) -> Kept:
    """Read a results file as it came, without what was said of it here.

    Raises
    ------
    RecordingError
        Where it can't be read, or is damaged.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    try:
        if len(data) > MOST_BYTES:
            raise RecordingError(f"is over {MOST_BYTES // 2**20} MB, which is the limit")
        said = table(unseal(data, RESULTS, VERSION), "results", ("results",))
        return replace(kept_from(said["results"]), path=path)
    except RecordingError as error:
        raise error.at(path) from error


def with_events(kept: Kept, rows: Sequence[EventRow]) -> Kept:
    """Lay over results what was said of them here: what they came with was said before."""
    before = [
        EventRow(sum(hold.span_s) / 2, "note", "user", hold.note)
        for hold in kept.holds
        if hold.note
    ]
    holds, troubles = apply_edits(kept.holds, [*before, *rows], kept.header.cap_s)
    return replace(kept, holds=holds, troubles=troubles)


def rows_for(kept: Kept) -> list[EventRow]:
    """Give what was said of the holds of results, as rows beside the recording itself."""
    notes = [note_on(hold.span_s, hold.note) for hold in kept.holds if hold.note]
    return [*edits_for(kept.holds), *notes]


def _header(said: object) -> Header:
    keys = table(said, "header")
    for key, value in keys.items():
        if isinstance(value, str):
            text(value, key)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            number(value, key)
    header = Header.from_dict(keys)
    extra = header.extra
    if not set(extra) <= set(_EXTRA) or extra.get(DATED_BY, FILE) != FILE:
        raise refused("header")
    flag(extra.get(SUPERVISED, True), SUPERVISED)
    for each in items(extra.get(PART_OF, []), PART_OF):
        checksum(table(each, PART_OF, ("file", "checksum"))["checksum"], PART_OF)
        text(each["file"], PART_OF, _SHORT)
    if len(wholes_of(header)) != len(items(extra.get(PART_OF, []), PART_OF)):
        raise refused(PART_OF)
    return header


def _hold_dict(hold: KeptHold) -> dict[str, Any]:
    found = hold.automatic
    return {
        "automatic": None if found is None else {key: getattr(found, key) for key in _FOUND},
        "edited_s": None if hold.edited_s is None else list(hold.edited_s),
        "discarded": hold.discarded,
        "went_on": hold.went_on,
        "sway": None if hold.sway is None else dict(hold.sway),
        "evidence": hold.evidence,
        "note": hold.note,
    }


def _hold(said: object, cap_s: float | None) -> KeptHold:
    keys = table(said, "holds", _HOLD_KEYS)
    found = None if keys["automatic"] is None else _found(keys["automatic"])
    edited = None if keys["edited_s"] is None else _span(keys["edited_s"])
    if found is None and edited is None:
        raise refused("automatic")
    return KeptHold(
        found,
        edited_s=edited,
        discarded=flag(keys["discarded"], "discarded"),
        went_on=flag(keys["went_on"], "went_on"),
        cap_s=cap_s,
        sway=None if keys["sway"] is None else _sway(keys["sway"]),
        evidence=None if keys["evidence"] is None else _evidence(keys["evidence"]),
        note=text(keys["note"], "note"),
    )


def _found(said: object) -> Hold:
    keys = table(said, "automatic", _FOUND)
    times: dict[str, Any] = {key: seconds(keys[key], key) for key in _FOUND if key.endswith("_s")}
    if not times["lift_off_s"] < times["end_s"] or times["uncertainty_s"] < 0:
        raise refused("automatic")
    return Hold(
        **times,
        end_reason=one_of(keys["end_reason"], "end_reason", get_args(EndReason)),
        censored=flag(keys["censored"], "censored"),
        corrections=count(keys["corrections"], "corrections"),
    )


def _span(said: object) -> tuple[float, float]:
    span = [seconds(each, "edited_s") for each in items(said, "edited_s")]
    if len(span) != 2 or not span[0] < span[1]:
        raise refused("edited_s")
    return span[0], span[1]


def _evidence(said: object) -> list[dict[str, Any]]:
    found = items(said, "evidence")
    for each in found:
        cue = table(each, "evidence", _CUE_KEYS)
        one_of(cue["event"], "evidence", get_args(CueEvent))
        text(cue["kind"], "evidence", _SHORT)
        number(cue["value"], "evidence")
    return found


def _sway(said: object, inside: tuple[str, ...] = _IN_SWAY) -> Mapping[str, object]:
    """See that measures are what they are kept as; which of them there are hangs on the version."""
    keys = table(said, "sway")
    for key, value in keys.items():
        text(key, "sway", _SHORT)
        if value is None or isinstance(value, bool):
            continue
        if key == "spoiled":
            for name in items(value, key):
                text(name, key, _SHORT)
        elif key in inside:
            _sway(value, () if key != "first_seconds" else ("ap", "ml"))
        elif isinstance(value, list):
            for each in value:
                text(each, key, _SHORT) if isinstance(each, str) else number(each, key)
        elif isinstance(value, str):
            text(value, key)
        else:
            number(value, key)
    return keys

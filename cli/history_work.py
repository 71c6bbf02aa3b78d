"""Many recordings for the history: taken up, made again, scored again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from balance.bookkeeping import (
    import_recording,
    kept_paths,
    rebuild,
    score_kept,
)
from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.history.changes import TimeChange, changes
from balance.records.history.engine import History
from balance.records.history.exercises.copies import copy_all, read_copies
from balance.records.history.kept import Kept
from balance.records.jobs import find_jobs
from balance.version import SOFTWARE
from balance.words import many
from cli import output, scoring
from cli.progress import watched, working
from cli.spreading import DIED


def save_all(
    history: History,
    paths: list[Path],
    instead: dict[str, Any],
    person: str | None,
    told: Told,
) -> bool:
    """Take recordings up into the history; True where all could be."""
    jobs, _ = find_jobs(paths)
    taken = attempts = 0
    good = True
    for job in watched(jobs, len(jobs), "Keeping"):
        try:
            kept = import_recording(history, job.path, person=person, instead=instead, told=told)
        except RecordingError as error:
            output.note(str(error))
            good = False
            continue
        if kept.same_as is not None:
            output.note(f"{job.name}: in the history already, and counted once.")
        else:
            taken, attempts = taken + 1, attempts + kept.attempts
    said = f"{many(taken, 'recording')} with {many(attempts, 'attempt')}"
    output.note(f"Kept {said} in {history.where}.")
    return good


def rebuild_all(history: History, jobs: int | None) -> bool:
    """Make the history again from its recordings; True where all could be read."""
    recordings, troubles = _score(history, jobs)
    moved = sum(1 for kept in recordings for _ in changes(history, kept))
    sittings, broken = read_copies(history)
    with working("Writing"):
        done = rebuild(history, recordings, sittings)
        broken += copy_all(history)
    troubles += broken
    for trouble in troubles:
        output.note(trouble)
    for each in done:
        if each.same_as is not None:
            output.note(f"{each.path}: the same samples as {each.same_as.name}, counted once.")
    attempts = sum(each.attempts for each in done)
    output.note(
        f"Made again from {len(recordings)} recordings: {attempts} attempts, "
        f"{moved} automatic times are not what they were."
    )
    if sittings:
        output.note(f"Sessions led by voice, each once, from {len(sittings)} copies of them.")
    return not troubles


def rescore(history: History, jobs: int | None, *, store: bool, json_lines: bool) -> bool:
    """Score the kept recordings with this version, list what changes, and store it if wanted.

    True where all recordings could be read.
    """
    recordings, troubles = _score(history, jobs)
    count = 0
    for kept in recordings:
        for change in changes(history, kept):
            count += 1
            if json_lines:
                output.json_line(_change_dict(change))
            else:
                output.line(_change_in_words(change))
    for trouble in troubles:
        output.note(trouble)
    said = f"{count} times change in {len(recordings)} recordings"
    if not store:
        output.note(f"{said}; nothing was stored. Store them with: analyze --rescore --save")
    else:
        with working("Writing"):
            rebuild(history, recordings, sittings=())
        output.note(f"{said}, and are stored. Edits by people stand.")
    return not troubles


def _score(history: History, processes: int | None) -> tuple[list[Kept], list[str]]:
    paths = kept_paths(history)
    recordings, troubles = [], []
    for result in watched(_scores(paths, processes), len(paths), "Scoring"):
        if isinstance(result, str):
            troubles.append(result)
        else:
            recordings.append(result)
            troubles += [f"{result.path}: {trouble}." for trouble in result.troubles]
    return recordings, troubles


def _scores(paths: list[Path], processes: int | None) -> Iterator[Kept | str]:
    yield from scoring.spread(_score_one, paths, processes, _given_up)


def _score_one(path: Path) -> Kept | str:
    try:
        return score_kept(path)
    except RecordingError as error:
        return _stays(str(error))


def _given_up(path: Path) -> str:
    return _stays(f"{path}: {DIED}")


def _stays(trouble: str) -> str:
    return f"{trouble.rstrip('.')}; what the history has of it stays."


def _change_dict(change: TimeChange) -> dict[str, object]:
    return {
        "recording": str(change.path),
        "lift_off_s": change.lift_off_s,
        "old_s": change.old_s,
        "new_s": change.new_s,
        "edited": change.edited,
        "software": SOFTWARE,
    }


def _change_in_words(change: TimeChange) -> str:
    old = "no hold" if change.old_s is None else f"{change.old_s:.3f} s"
    new = "no hold" if change.new_s is None else f"{change.new_s:.3f} s"
    stands = "; a person's edit stands in its place" if change.edited else ""
    return f"{change.path}, hold at {change.lift_off_s:.2f} s: {old} before, {new} now{stands}"

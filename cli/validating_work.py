"""The work of `validate`: recordings looked at, sides found, files written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from balance.records.errors import RecordingError
from balance.records.jobs import Job, find_jobs
from balance.records.open_any import open_recording
from balance.records.ratings import rater_code, raters_in
from balance.report.agreement.bundle import REFERENCE, differences, pack, stage
from balance.report.agreement.gathering import (
    Looked,
    Sides,
    of_rater,
    of_table,
    of_timer,
    of_truth,
    study_of,
)
from balance.report.agreement.pairs import EARLY_S, LATE_S, Bounds
from balance.report.agreement.placing import place
from balance.report.agreement.reference import read_reference
from balance.report.agreement.study import IN_WORDS, TIMER, Kind, Study
from balance.report.scoring import ScoreSettings, score_read
from cli import output
from cli.progress import watched
from cli.scoring import spread
from cli.spreading import DIED


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to be compared with whom.

    Parameters
    ----------
    reference
        A table; None where raters or the truth are asked for.
    raters
        Codes of raters in the events files: one, or two that are compared with each other.
    table_rater
        Whose rows of the table count.
    truth
        The truth of simulated recordings is the reference.
    kind
        Of the reference in the table.
    own_clock
        Its times are of a clock of its own.
    """

    reference: Path | None
    raters: tuple[str, ...] = ()
    table_rater: str | None = None
    truth: bool = False
    kind: Kind = "other"
    own_clock: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    looked: Looked | None
    error: str | None = None


def look_at(jobs: Sequence[Job], settings: ScoreSettings, processes: int | None) -> list[Looked]:
    """Score recordings and read their events; those that can't be read are said, and missing."""
    seen = spread(partial(_look, settings), jobs, processes, _given_up)
    found = []
    for one in watched(seen, len(jobs), "Scoring"):
        if one.error is not None:
            output.note(one.error)
        if one.looked is not None:
            found.append(one.looked)
    return found


def distinct(work: Sequence[Job]) -> list[Job]:
    """Name recordings so that no two are called alike: those of several folders with the folder."""
    if len({job.name for job in work}) == len(work):
        return list(work)
    places = [job.path.resolve() for job in work]
    try:
        common = Path(os.path.commonpath([place.parent for place in places]))
    except ValueError:  # on several drives
        return [
            replace(job, name=place.as_posix()) for job, place in zip(work, places, strict=True)
        ]
    named = zip(work, places, strict=True)
    return [replace(job, name=place.relative_to(common).as_posix()) for job, place in named]


def _given_up(job: Job) -> _Seen:
    return _Seen(None, f"{job.path}: {DIED}.")


def _look(settings: ScoreSettings, job: Job) -> _Seen:
    try:
        recording = open_recording(job.path, settings.told)
    except RecordingError as error:
        return _Seen(None, str(error))
    scored = score_read(settings, job, recording)
    if scored.error is not None:
        return _Seen(None, scored.error)
    header = recording.header.said(settings.instead)
    time_s = recording.block.time_s
    span_s = (float(time_s[0]), float(time_s[-1])) if len(time_s) else (0.0, 0.0)
    return _Seen(Looked(job.path, scored.scored, header, recording.events, span_s))


def sides_of(asked: Asked, recordings: Sequence[Looked]) -> tuple[Sides, tuple[str, ...]]:
    """Give who is judged and by what, and what is to be said of the table.

    Raises
    ------
    RecordingError
        Where the table can't be used, or a code of a rater is none.
    """
    codes = tuple(rater_code(code) for code in asked.raters)
    _check_raters(codes, recordings)
    if asked.truth:
        return Sides(of_timer, of_truth, TIMER, IN_WORDS["truth"], "truth"), ()
    if asked.reference is not None:
        return _beside_table(asked, asked.reference, codes, recordings)
    names = [_rater(code) for code in codes]
    if len(codes) == 1:
        only = of_rater(codes[0])
        return Sides(of_timer, only, TIMER, names[0], "rater", raters=codes), ()
    first, second = of_rater(codes[0]), of_rater(codes[1])
    return Sides(first, second, names[0], names[1], "rater", timer=False, raters=codes), ()


def _check_raters(codes: Sequence[str], recordings: Sequence[Looked]) -> None:
    """See that each rater has rated something, before it is said that nothing can be compared."""
    known = {code.casefold(): code for one in recordings for code in raters_in(one.rows)}
    for code in codes:
        if recordings and code.casefold() not in known:
            there = f"those who did are {', '.join(known.values())}" if known else "nobody did"
            raise RecordingError(f"rater {code} has rated none of these recordings; {there}")


def _beside_table(
    asked: Asked, path: Path, codes: tuple[str, ...], recordings: Sequence[Looked]
) -> tuple[Sides, tuple[str, ...]]:
    """Give the timer, or a rater, beside a table."""
    table = read_reference(path)
    spans_s = {one.name: one.span_s for one in recordings}
    placed = place(table, spans_s, rater=asked.table_rater, own_clock=asked.own_clock)
    notes = tuple(
        f'{path}: the column "{name}" means nothing here, and is passed over.'
        for name in table.passed_over
    )
    sides = Sides(
        of_rater(codes[0]) if codes else of_timer,
        of_table(placed),
        _rater(codes[0]) if codes else TIMER,
        IN_WORDS[asked.kind],
        asked.kind,
        timer=not codes,
        own_clock=asked.own_clock,
        placed=placed,
        raters=codes,
    )
    return sides, notes


def _rater(code: str) -> str:
    return f"rater {code}"


def share(
    path: Path,
    asked: Asked,
    recordings: Sequence[Looked],
    compared: Compared,
    settings: ScoreSettings,
) -> None:
    """Write the bundle of a study: made aside, scored again from there, and seen to be the same.

    Raises
    ------
    RecordingError
        Where it can't be written, or other figures come of it.
    """
    sides, study = compared.sides, compared.study
    with TemporaryDirectory() as aside:
        staged = stage(
            Path(aside),
            recordings,
            study,
            raters=sides.raters,
            placed=sides.placed,
            own_clock=asked.own_clock,
            read=lambda each: open_recording(each, settings.told),
        )
        again = replace(asked, reference=staged.reference, raters=staged.raters, table_rater=None)
        work, _ = find_jobs([staged.folder])
        seen = look_at(work, ScoreSettings(settings.min_hold_s), None)
        other = compare_sides(seen, again, compared.bounds, settings.min_hold_s)
        apart = differences(study, other.study)
        if apart or len(seen) < len(work):
            reason = (
                "without codes, names and dates other figures come of these recordings "
                f"({', '.join(apart) or 'some can not be read'}); no bundle was made"
            )
            raise RecordingError(reason, path)
        pack(path, staged, seen, other.study, _command(again, compared.bounds, settings))


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it, and how it was asked for."""

    sides: Sides
    study: Study
    bounds: Bounds


def compare_sides(
    recordings: Sequence[Looked], asked: Asked, bounds: Bounds, min_hold_s: float
) -> Compared:
    """Compare both sides of recordings that were looked at.

    Raises
    ------
    RecordingError
        As `sides_of`.
    """
    sides, notes = sides_of(asked, recordings)
    for note in notes:
        output.note(note)
    study = study_of(recordings, sides, bounds=bounds, least_s=min_hold_s)
    if not study.comparison.recordings:
        raise RecordingError(" ".join(("nothing was compared.", *study.left_out)))
    return Compared(sides, study, bounds)


def _command(asked: Asked, bounds: Bounds, settings: ScoreSettings) -> str:
    """Give the command that compares again, from the folder of the bundle."""
    parts = ["balance-timer validate recordings"]
    parts += [f"--reference {REFERENCE}"] if asked.reference else []
    parts += [f"--rater {code}" for code in asked.raters]
    parts += ["--truth"] if asked.truth else []
    parts += [f"--kind {asked.kind}"] if asked.reference and asked.kind != "other" else []
    parts += ["--clock own"] if asked.own_clock else []
    for option, value, usual in (
        ("early", bounds.early_s, EARLY_S),
        ("late", bounds.late_s, LATE_S),
        ("min-hold", settings.min_hold_s, 1.0),
    ):
        parts += [f"--{option} {value:g}"] if value != usual else []
    return " ".join(parts)

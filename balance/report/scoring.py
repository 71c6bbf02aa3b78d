"""One recording scored as `analyze --json` shows it, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from balance.analysis import Analysis, analyze
from balance.exercise import Exercise, count_raises
from balance.hold_json import evidence_dicts
from balance.paired.scoring import score_together
from balance.records.errors import RecordingError
from balance.records.formats.told import NOTHING, Told
from balance.records.jobs import Job, paired
from balance.records.open_any import open_recording
from balance.records.recording import Recording


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """How recordings are scored; `instead` are conditions that take the place of a file's own.

    `standing_s` is a stretch on two feet whose sway is wanted, in each file's time; `why` adds
    the evidence to each hold; `told` is how files of other programs are to be read. With an
    `exercise` that is counted, and no hold is timed.
    """

    min_hold_s: float = 1.0
    chunk: int | None = None
    instead: Mapping[str, Any] = field(default_factory=dict)
    standing_s: tuple[float, float] | None = None
    why: bool = False
    told: Told = NOTHING
    exercise: Exercise | None = None
    heel_to_ball_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The object of `analyze --json`, and where there is one, the error in a sentence."""

    scored: dict[str, Any]
    error: str | None = None


def failed(job: Job, error: str) -> Scored:
    """Give what stands for a recording that could not be scored."""
    return Scored({"recording": job.name, "error": error}, error)


def attempts_of(settings: ScoreSettings, jobs: Sequence[Job]) -> list[Job]:
    """Give jobs with two recordings of one attempt as one, where holds are timed."""
    alone = settings.exercise is not None or settings.standing_s is not None
    return list(jobs) if alone else paired(jobs)


def score_one(settings: ScoreSettings, job: Job) -> Scored:
    """Score one recording, or two of one attempt.

    Raises
    ------
    ValueError
        Where a setting is none that there is.
    """
    if job.trunk is not None:
        return _scored_together(settings, job, job.trunk)
    try:
        recording = open_recording(job.path, settings.told)
    except RecordingError as error:
        return failed(job, str(error))
    return score_read(settings, job, recording)


def score_read(settings: ScoreSettings, job: Job, recording: Recording) -> Scored:
    """Score a recording that was read."""
    recording = replace(recording, header=recording.header.said(settings.instead))
    if settings.exercise is not None:
        return _counted(settings, job, recording)
    analysis = analyze(
        recording,
        min_hold_s=settings.min_hold_s,
        chunk=settings.chunk,
        standing_s=settings.standing_s,
    )
    return _shown(settings, job, analysis)


def _shown(settings: ScoreSettings, job: Job, analysis: Analysis) -> Scored:
    scored = analysis.as_dict(job.name)
    if settings.why:
        for said, hold in zip(scored["holds"], analysis.holds, strict=True):
            said["evidence"] = evidence_dicts(hold)
    return Scored(scored)


def _scored_together(settings: ScoreSettings, job: Job, trunk: Path) -> Scored:
    """Score two recordings of one attempt."""
    if any(key in settings.instead for key in ("placement", "forward_axis")):
        return failed(
            job,
            f"{job.path} and {trunk.name} are of one attempt, each with a place of its own: leave "
            "out --placement and --forward, or give one of them alone",
        )
    try:
        analysis = score_together(
            job.path,
            trunk,
            instead=settings.instead,
            min_hold_s=settings.min_hold_s,
            chunk=settings.chunk,
        )
    except RecordingError as error:
        return failed(job, str(error))
    return _shown(settings, job, analysis)


def _counted(settings: ScoreSettings, job: Job, recording: Recording) -> Scored:
    """Count the raises of one recording."""
    try:
        analysis = count_raises(
            recording,
            heel_to_ball_cm=settings.heel_to_ball_cm,
            leg=settings.instead.get("stance_leg"),
            chunk=settings.chunk,
        )
    except RecordingError as error:
        return failed(job, str(error.at(job.path)))
    return Scored(analysis.as_dict(job.name))

"""One recording scored as `analyze --json` shows it, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from balance.exercise import Exercise, count_raises
from balance.records.errors import RecordingError
from balance.records.formats.told import NOTHING, Told
from balance.records.jobs import Job
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.session import analyze, evidence_dicts


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


def score_one(settings: ScoreSettings, job: Job) -> Scored:
    """Score one recording.

    Raises
    ------
    ValueError
        Where a setting is none that there is.
    """
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
    scored = analysis.as_dict(job.name)
    if settings.why:
        for said, hold in zip(scored["holds"], analysis.holds, strict=True):
            said["evidence"] = evidence_dicts(hold)
    return Scored(scored)


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

"""What a machine of a cluster does for `analyze --cluster`: says what it has, scores one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from balance.records.jobs import Job
from balance.report.scoring import Scored, ScoreSettings, failed, score_one
from balance.timing.hold_timer import ALGORITHM as HOLDS
from balance.timing.raises.counter import ALGORITHM as RAISES
from balance.version import __version__
from balance.words import printable


@dataclass(frozen=True, slots=True)
class Versions:
    """What gives a recording its times."""

    program: str = __version__
    holds: str = HOLDS
    raises: str = RAISES

    def __str__(self) -> str:
        return f"version {self.program} (algorithms {self.holds}, {self.raises})"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why this machine can't score a file; `reason` is the end of a sentence."""

    reason: str
    job: Job


def look(path: str | PathLike[str]) -> tuple[Versions, bool]:
    """Say what is installed here, and whether something is seen here."""
    return Versions(), is_seen(Path(path))


def score_afar(wanted: Versions, settings: ScoreSettings, folder: Path, job: Job) -> Scored | Unfit:
    """Score one file as the machine that asks would.

    Parameters
    ----------
    wanted
        What that machine has.
    folder
        Where it looks for files: a path that is given from there on is named so in errors too.
    """
    if wanted != Versions():
        return Unfit(f"has {Versions()}, and this machine {wanted}; install the same", job)
    path = folder / job.path
    if not is_seen(path):
        return Unfit(unseen(path), job)
    scored = score_one(settings, replace(job, path=path))
    if scored.error is None:
        return scored
    return failed(job, _as_given(scored.error, path.parent, job.path.parent))


def unseen(path: Path) -> str:
    """Say that a file is not seen, as the end of a sentence."""
    return f"can't see {path}; all machines need the folder of the recordings at the same place"


def _as_given(error: str, there: Path, given: Path) -> str:
    """Name a file in an error as it was given, and not where it lies."""
    begins, is_to_begin = (printable(str(each / "x"), lines=False)[:-1] for each in (there, given))
    return is_to_begin + error[len(begins) :] if error.startswith(begins) else error


def is_seen(path: Path) -> bool:
    """Tell whether something of that name is there, and ours to see."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True

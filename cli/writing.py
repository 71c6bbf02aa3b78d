"""`analyze -o FILE`: results written as they come, and gone on with after a kill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from balance.records.formats.added import format_troubles
from balance.records.header import NO_PLACEMENT
from balance.records.jobs import find_jobs
from balance.report.files import tables_of
from balance.report.scoring import ScoreSettings
from balance.words import many
from cli import output
from cli.growing import Form, Growing, JsonLines, Table, begun, gone_on
from cli.progress import watched
from cli.resuming import NotSoError, Plan, beside
from cli.scoring import Where, score_all
from cli.showing import SAY_PLACEMENT

_LINES: Final = ".jsonl"
_TABLE: Final = ".csv"


def check_target(
    target: Path, paths: Sequence[Path], settings: ScoreSettings, *, resume: bool
) -> None:
    """See that a file can be begun or gone on with, before anything is read.

    Raises
    ------
    NotSoError
        Where it can't be, in one sentence.
    """
    if target.suffix.lower() not in (_LINES, _TABLE):
        raise NotSoError(f"-o {target}: name a file that ends in {_LINES} or {_TABLE}.")
    if target.suffix.lower() == _TABLE:
        _check_table(target, paths, settings)
    if not target.parent.is_dir():
        raise NotSoError(f"{target}: there is no such folder; make it first, or choose another.")
    unfinished = beside(target).exists()
    if resume:
        if target.exists() and not unfinished:
            raise NotSoError(
                f"{target}: nothing is left to go on with: it is finished, or was not made so."
            )
        return
    if unfinished:
        raise NotSoError(f"{target}: it was begun; go on with --resume, or choose another name.")
    *_, columns = tables_of(target)
    for path in (target, columns) if target.suffix.lower() == _TABLE else (target,):
        if path.exists():
            raise NotSoError(
                f"{path}: this file exists, and nothing is overwritten; choose another name."
            )


def _check_table(target: Path, paths: Sequence[Path], settings: ScoreSettings) -> None:
    if settings.exercise is not None or settings.why or settings.standing_s is not None:
        raise NotSoError(
            f"-o {target}: a table has a row for each hold; for --exercise, --why and --standing "
            f"take a file that ends in {_LINES}."
        )
    place = target.absolute().parent
    for path in paths:
        if path.is_dir() and (path.absolute() == place or path.absolute() in place.parents):
            raise NotSoError(
                f"-o {target}: it would lie among the recordings of {path} and be taken for one; "
                "choose another folder."
            )


def write_results(
    target: Path, paths: Sequence[Path], settings: ScoreSettings, where: Where, *, resume: bool
) -> bool:
    """Score recordings into a file; True where all could be scored.

    Raises
    ------
    BalanceError
        Where the file can't be written or gone on with, or nothing is there to score with.
    """
    form: Form = JsonLines() if target.suffix.lower() == _LINES else Table()
    jobs, troubles = find_jobs(paths)
    for trouble in (*troubles, *format_troubles()):
        output.note(trouble)
    plan = Plan.of(paths, jobs, settings)
    with _opened(target, form, plan, resume=resume) as growing:
        _fill(growing, settings, where)
    said = f"{target}: {many(growing.done, 'recording')}"
    output.note(f"{said}, {growing.failed} of them not scored." if growing.failed else f"{said}.")
    return not (troubles or growing.failed)


@contextmanager
def _opened(target: Path, form: Form, plan: Plan, *, resume: bool) -> Iterator[Growing]:
    if not (resume and beside(target).exists()):
        with begun(target, form, plan) as growing:
            yield growing
        return
    with gone_on(target, form, plan) as (growing, differences):
        for sentence in differences:
            output.note(sentence)
        output.note(f"{target}: {growing.done} of {len(growing.jobs)} recordings are in it.")
        yield growing


def _fill(growing: Growing, settings: ScoreSettings, where: Where) -> None:
    """Score what is left; where that breaks off, say how to go on."""
    unsaid = whole = False
    try:
        with closing(score_all(growing.left, settings, where)) as results:
            for result in watched(results, len(growing.left), "Scoring"):
                if result.error is not None:
                    output.note(result.error)
                unsaid |= NO_PLACEMENT in result.scored.get("reasons", ())
                growing.add(result.scored)
        growing.finish()
        whole = True
    finally:
        if growing.done and not whole:
            output.note(
                f"{growing.path}: {growing.done} of {len(growing.jobs)} recordings are in it; "
                "go on with --resume."
            )
    if unsaid:
        output.note(SAY_PLACEMENT)

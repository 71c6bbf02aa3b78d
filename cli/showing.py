"""Results of `analyze` on standard output: JSON Lines as they come, or tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from balance.records.formats.added import format_troubles
from balance.records.header import NO_PLACEMENT
from balance.records.jobs import find_jobs
from balance.report.scoring import ScoreSettings
from cli import output
from cli.progress import watched
from cli.scoring import Where, score_all
from cli.sway_table import print_sway
from cli.table import print_raises, print_table, print_why

SAY_PLACEMENT: Final = "Say where the sensor was worn, for example with --placement shank."


def show_results(
    paths: Sequence[Path], settings: ScoreSettings, where: Where, *, json_lines: bool, sway: bool
) -> bool:
    """Score and show; True where every input could be read."""
    work, troubles = find_jobs(paths)
    for trouble in (*troubles, *format_troubles()):
        output.note(trouble)
    good = []
    failed, unsaid = bool(troubles), False
    with closing(score_all(work, settings, where)) as results:
        for result in watched(results, len(work), "Scoring", lines=json_lines):
            if result.error is not None:
                failed = True
                output.note(result.error)
            unsaid |= NO_PLACEMENT in result.scored.get("reasons", ())
            if result.error is None and not json_lines:
                good.append(result.scored)
            if json_lines:
                output.json_line(result.scored)
    if not json_lines:
        _show(good, settings, sway=sway)
    if unsaid:
        output.note(SAY_PLACEMENT)
    return not failed


def _show(results: list[dict[str, Any]], settings: ScoreSettings, *, sway: bool) -> None:
    """Show the tables that were asked for."""
    if settings.exercise is not None:
        print_raises(results)
        return
    print_table(results)
    if settings.why:
        print_why(results)
    if sway:
        print_sway(results)

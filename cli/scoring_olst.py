"""`balance-timer validate --olst`: the data set OLST scored, and shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.table import Column, Table

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Refused, Share
from balance.report.files import write_new
from balance.report.olst.scoring import ScoredCapture, Task, find_tasks, score_capture
from balance.report.olst.summing import Part, Summary, sum_up
from balance.report.olst.telling import row_dict, row_files, rows_of, summary_dict
from balance.report.olst.words import ASSUMED, TITLE, WHO_WORDS, WHY
from cli import output
from cli.console import SafeConsole
from cli.progress import watched
from cli.scoring import spread
from cli.spreading import DIED
from cli.table import WIDTH_OF_A_PIPE

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEED: Final = 0
_FOUND: Final = (
    "sensor", "people", "attempts", "found", "early", "late", "lift-off elsewhere", "extra",
    "left out",
)  # fmt: skip
_APART: Final = ("sensor", "lift-off, s", "touch-down, s", "duration, s", "within ±")


def score_olst(
    folder: Path, jobs: int | None, targets: Sequence[Path], *, json_lines: bool
) -> bool:
    """Score the data set in a folder; True where all of it could be read.

    Parameters
    ----------
    folder
        Where it was unpacked.
    jobs
        Captures scored at a time, as `spread` takes it.
    targets
        New tables (.csv), each with what its columns are beside it.
    json_lines
        Rows and figures on standard output, in place of tables.

    Raises
    ------
    RecordingError
        Where there is no data set, or a table can't be written.
    """
    found = find_tasks(folder)
    for said in found.notes:
        output.note(said)
    for trouble in found.troubles:
        _trouble(trouble, json_lines=json_lines)
    captures = list(_scored(found.tasks, jobs, json_lines=json_lines))
    files: Mapping[Path, bytes] = {
        path: data for target in targets for path, data in row_files(target, captures).items()
    }
    write_new(files)
    summary = sum_up(captures)
    if json_lines:
        output.json_line({"summary": summary_dict(summary)})
    else:
        print_summary(summary)
    return not found.troubles and not any(one.troubles for one in captures)


def _scored(
    tasks: Sequence[Task], jobs: int | None, *, json_lines: bool
) -> Iterator[ScoredCapture]:
    results = spread(_score, tasks, jobs, _given_up)
    for one in watched(results, len(tasks), "Scoring", lines=json_lines):
        for trouble in one.troubles:
            _trouble(trouble, json_lines=json_lines)
        if json_lines:
            for row in rows_of(one):
                output.json_line(row_dict(row))
        yield one


def _given_up(task: Task) -> ScoredCapture:
    """Give what stands for a capture that ended whatever scored it."""
    return ScoredCapture(task.capture, task.group, {}, troubles=(f"{task.path}: {DIED}.",))


def _score(task: Task) -> ScoredCapture:
    return score_capture(task, seed=_SEED)


def _trouble(said: str, *, json_lines: bool) -> None:
    output.note(said)
    if json_lines:
        output.json_line({"error": said})


def print_summary(summary: Summary) -> None:
    """Print what was found, by placement and age group, and what that rests on."""
    output.line(f"{TITLE}: times of this program beside its labels.")
    for stable, title in (
        (True, "Attempts that reached stability"),
        (False, "Attempts that never reached stability"),
    ):
        parts = [part for part in summary.parts if part.stable == stable]
        if parts:
            output.line()
            output.line(f"{title}:")
            _print(_FOUND, [_found(part) for part in parts])
            _print(_APART, [_far_apart(part) for part in parts])
    output.line()
    for place, one in summary.smoothing.items():
        output.line(
            f"{place.replace('_', ' ')}: markers smoothed to {one.bandwidth_hz:.1f} Hz, their own "
            f"noise being {one.marker_noise_mm:.3f} mm (medians)."
        )
    for said in summary.told:
        output.line(f"From the files: {said}.")
    output.line()
    for said in ASSUMED:
        output.line(said)


def _print(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*(Column(name, overflow="fold") for name in names))
    for row in rows:
        table.add_row(*row)
    width = None if output.is_terminal() else WIDTH_OF_A_PIPE
    SafeConsole(width=width, highlight=False, markup=False).print(table)


def _found(part: Part) -> tuple[str, ...]:
    of = part.comparison
    left_out = ", ".join(f"{count} {WHY[reason]}" for reason, count in part.left_out.items())
    return (
        _sensor(part),
        str(of.persons),
        str(of.found.reference),
        _share(of.found.found),
        _share(of.found.early),
        _share(of.found.late),
        _share(of.found.lift_off),
        str(of.found.extra),
        left_out or "-",
    )


def _far_apart(part: Part) -> tuple[str, ...]:
    """The two ends of holds with the right end; duration and its stated bounds of all."""
    every = part.comparison.every
    figures = (part.lift_off, part.touch_down, every.limits)
    return _sensor(part), *map(_limits, figures), _share(every.cover)


def _sensor(part: Part) -> str:
    return f"{part.placement.replace('_', ' ')}{WHO_WORDS[part.who]}"


def _share(of: Share | Refused | None) -> str:
    if not isinstance(of, Share):
        return "-"
    return f"{of.count}/{of.n} ({100 * of.low:.0f}-{100 * of.high:.0f} %)"


def _limits(of: Limits | Refused) -> str:
    """Bias, its limits of agreement, and how many."""
    if isinstance(of, Refused):
        return f"- (n={of.n})"
    return f"{of.bias.value:+.3f} ({of.lower.value:+.2f} to {of.upper.value:+.2f}; n={of.n})"

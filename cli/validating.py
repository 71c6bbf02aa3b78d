"""`balance-timer validate`: agreement with a reference."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from balance.records.formats.told import Told
from cli import output
from cli.numbers import number
from cli.scoring_options import LEAST_HOLD_S, Jobs, MinHold, Placed, SensorName, StanceLeg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.report.agreement.gathering import Looked
    from balance.report.agreement.study import Study
    from balance.report.scoring import ScoreSettings
    from cli.validating_work import Asked, Compared

_FORMS: Final = (".pdf", ".html", ".csv")
_KINDS: Final = ("stopwatch", "force_plate", "video", "rater", "other")
_CLOCKS: Final = ("recording", "own")


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Recordings, or folders of them.", metavar="PATH...", show_default=False
        ),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Table of the reference: a row an attempt, with recording, lift_off_s and end_s, "
            "or duration_s.",
        ),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help=f"What the table's times are of: {', '.join(_KINDS[:-1])} or {_KINDS[-1]}.",
        ),
    ] = "other",
    clock: Annotated[
        str,
        typer.Option(
            metavar="CLOCK",
            help="Whose times stand in the table: recording, or own, whose offset is estimated.",
        ),
    ] = "recording",
    table_rater: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Whose rows of the table, where several raters' are."),
    ] = None,
    rater: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="A rater in the events files: the reference; given twice, the first is compared "
            "with the second; with --reference, with the table.",
        ),
    ] = None,
    truth: Annotated[
        bool, typer.Option("--truth", help="The truth of simulated recordings is the reference.")
    ] = False,
    olst: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="In place of PATH: PhysioNet's OLST 1.0, as it was unpacked; a sensor is worked "
            "out of its motion capture. Goes with -o FILE.csv, --json (a line an attempt) and "
            "--jobs.",
        ),
    ] = None,
    early: Annotated[
        float | None,
        typer.Option(
            parser=number("--early", 0),
            metavar="S",
            help="Ends sooner than this before the reference's are early.  [default: 0.3]",
        ),
    ] = None,
    late: Annotated[
        float | None,
        typer.Option(
            parser=number("--late", 0),
            metavar="S",
            help="Ends later than this after the reference's are late.  [default: 0.5]",
        ),
    ] = None,
    min_hold: MinHold = LEAST_HOLD_S,
    placement: Placed = None,
    leg: StanceLeg = None,
    sensor: SensorName = None,
    target: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="New file: a page (.pdf, .html) or the pairs (.csv, with .columns.json beside). "
            "May be given several times.",
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.zip",
            help="New zip to share: recordings, results, reference and figures, without code, "
            "name or date.",
        ),
    ] = None,
    jobs: Jobs = None,
    json_line: Annotated[
        bool, typer.Option("--json", help="All figures as one JSON object on standard output.")
    ] = False,
) -> None:
    """Compare times with a reference: a stopwatch, a force plate, a second rater."""
    if olst is not None:
        others = (reference, table_rater, rater, early, late, bundle, truth or None, placement)
        plain = (kind, clock, min_hold) == ("other", "recording", LEAST_HOLD_S)
        if paths or not plain or any(one is not None for one in (*others, leg, sensor)):
            output.fail(
                "--olst goes without PATH, and with -o FILE.csv, --json and --jobs alone.",
                output.WRONG_USAGE,
            )
        _score_olst(olst, target or (), jobs, json_lines=json_line)
    if not paths:
        raise typer.BadParameter("Missing argument 'PATH...': recordings, or folders of them.")
    _check(kind, clock, table_rater, reference, rater or (), truth=truth)
    files = _places(target or (), bundle)
    from balance.records.errors import RecordingError
    from balance.report.agreement.reference import read_reference
    from balance.report.agreement.study import KINDS
    from balance.report.scoring import ScoreSettings
    from cli.validating_work import Asked

    known = next(one for one in KINDS if one == kind)
    asked = Asked(reference, tuple(rater or ()), table_rater, truth, known, clock == "own")
    said = {"placement": placement, "stance_leg": leg}
    instead = {key: value for key, value in said.items() if value is not None}
    settings = ScoreSettings(min_hold, instead=instead, told=Told(sensor))
    with output.errors_in_words(RecordingError):
        if reference is not None:  # what is wrong with it is said before hours of scoring
            read_reference(reference)
        recordings, whole = _looked(paths, reference, settings, jobs)
        compared = _compared(recordings, asked, (early, late), min_hold)
        _write(compared.study, files)
        if bundle is not None:
            from balance.report.agreement.bundle import CONTENT
            from cli.validating_work import share

            output.note(CONTENT)
            share(bundle, asked, recordings, compared, settings)
        _tell(compared.study, json_line=json_line)
    raise typer.Exit(output.DONE if whole else output.INPUT_FAILED)


def _score_olst(
    folder: Path, targets: Sequence[Path], jobs: int | None, *, json_lines: bool
) -> NoReturn:
    """Score the data set OLST, and end."""
    for path in targets:
        if path.suffix.lower() != ".csv":
            output.fail(f"{path}: of --olst there are tables, -o FILE.csv.", output.WRONG_USAGE)
    from balance.records.errors import RecordingError
    from cli.exporting import check_new
    from cli.scoring_olst import score_olst

    check_new([file for path in targets for file in (path, path.with_suffix(".columns.json"))])
    with output.errors_in_words(RecordingError):
        whole = score_olst(folder, jobs, targets, json_lines=json_lines)
    raise typer.Exit(output.DONE if whole else output.INPUT_FAILED)


def _check(
    kind: str,
    clock: str,
    table_rater: str | None,
    reference: Path | None,
    raters: Sequence[str],
    *,
    truth: bool,
) -> None:
    """See that what was said goes together."""
    if kind not in _KINDS:
        output.fail(f"--kind: '{kind[:40]}' is none; take {_or(_KINDS)}.", output.WRONG_USAGE)
    if clock not in _CLOCKS:
        output.fail(f"--clock: '{clock[:40]}' is none; take {_or(_CLOCKS)}.", output.WRONG_USAGE)
    if truth and (reference is not None or raters):
        output.fail("--truth goes without --reference and --rater.", output.WRONG_USAGE)
    if reference is None and (table_rater or clock == "own" or kind != "other"):
        output.fail(
            "--table-rater, --clock and --kind are of a table: --reference FILE.",
            output.WRONG_USAGE,
        )
    if reference is None and not raters and not truth:
        output.fail(
            "Say what to compare with: --reference FILE, --rater CODE, or --truth for simulated "
            "recordings.",
            output.WRONG_USAGE,
        )
    most = 2 if reference is None else 1
    if len(raters) > most or len({code.casefold() for code in raters}) < len(raters):
        output.fail(
            "--rater: two different raters at most, and one beside --reference.",
            output.WRONG_USAGE,
        )


def _or(choices: Sequence[str]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def _places(targets: Sequence[Path], bundle: Path | None) -> Sequence[Path]:
    """See that files can be made, before anything is read."""
    from cli.exporting import check_new

    for path in targets:
        if path.suffix.lower() not in _FORMS:
            output.fail(
                f"{path}: a file for -o ends in {_or(_FORMS)}; figures for programs: --json.",
                output.WRONG_USAGE,
            )
    if bundle is not None and bundle.suffix.lower() != ".zip":
        output.fail(f"{bundle}: a bundle's name ends in .zip.", output.WRONG_USAGE)
    check_new([*targets, *([] if bundle is None else [bundle])])
    return targets


def _looked(
    paths: Sequence[Path], reference: Path | None, settings: ScoreSettings, jobs: int | None
) -> tuple[Sequence[Looked], bool]:
    """Look at recordings; False at the end where an input could not be read."""
    from balance.records.jobs import find_jobs
    from balance.report.scoring import attempts_of
    from cli.validating_work import distinct, look_at

    work, troubles = find_jobs(list(paths))
    if reference is not None:  # which may lie among them
        work = [job for job in work if job.path.resolve() != reference.resolve()]
    for trouble in troubles:
        output.note(trouble)
    work = attempts_of(settings, distinct(work))
    recordings = look_at(work, settings, jobs)
    return recordings, not troubles and len(recordings) == len(work)


def _compared(
    recordings: Sequence[Looked],
    asked: Asked,
    bounds_s: tuple[float | None, float | None],
    min_hold: float,
) -> Compared:
    from balance.report.agreement.pairs import EARLY_S, LATE_S, Bounds
    from cli.validating_work import compare_sides

    early_s, late_s = bounds_s
    bounds = Bounds(EARLY_S if early_s is None else early_s, LATE_S if late_s is None else late_s)
    return compare_sides(recordings, asked, bounds, min_hold)


def _tell(study: Study, *, json_line: bool) -> None:
    if json_line:
        from balance.report.agreement.telling import as_dict

        output.json_line(as_dict(study))
        return
    from cli.validation_view import print_study

    print_study(study)


def _write(study: Study, targets: Sequence[Path]) -> None:
    """Write the files that were asked for: all of them, or none."""
    from balance.report.agreement import page
    from balance.report.agreement.telling import pair_files
    from balance.report.files import write_new

    now = datetime.now().astimezone()
    files: dict[Path, bytes] = {}
    for path in targets:
        form = path.suffix.lower()
        if form == ".csv":
            files |= pair_files(path, study.comparison)
        elif form == ".html":
            files[path] = page.html(study, now.date().isoformat()).encode()
        else:
            files[path] = page.pdf(study, now)
    write_new(files)

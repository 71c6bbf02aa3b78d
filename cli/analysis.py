"""`balance-timer analyze`: recordings scored, one or thousands."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from balance.protocol.conditions import Eyes, Surface
from balance.records.formats.told import LEAST_RATE_HZ, MOST_RATE_HZ, TimeUnit, Told
from balance.signal.placement import ForwardAxis
from cli import output
from cli.data_place import Database, open_history
from cli.numbers import number
from cli.person_code import NewPerson, person_for
from cli.scoring_options import LEAST_HOLD_S, Jobs, MinHold, Placed, SensorName, StanceLeg

if TYPE_CHECKING:
    pass

Exercise = Literal["heel_raise"]


def analyze(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Recordings, or folders of them.", metavar="PATH...", show_default=False
        ),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object a recording on standard output.")
    ] = False,
    min_hold: MinHold = LEAST_HOLD_S,
    jobs: Jobs = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Of a dask scheduler, such as tcp://10.0.0.1:8786: its workers score, and see the "
            "recordings at the same place.",
        ),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="New file that grows as recordings are scored: .jsonl has what --json prints, "
            ".csv a row for each hold.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with FILE after it was broken off.")
    ] = False,
    placement: Placed = None,
    leg: StanceLeg = None,
    eyes: Annotated[Eyes | None, typer.Option(help="Whatever the file says.")] = None,
    surface: Annotated[Surface | None, typer.Option(help="Whatever the file says.")] = None,
    sway: Annotated[
        bool, typer.Option("--sway", help="Sway of each hold as a table; JSON has it anyway.")
    ] = False,
    standing: Annotated[
        str | None,
        typer.Option(
            metavar="START:END",
            help="Sway of standing on two feet as well, between two times of the file, seconds.",
        ),
    ] = None,
    sensor: SensorName = None,
    rate: Annotated[
        float | None,
        typer.Option(
            parser=number("--rate", LEAST_RATE_HZ, MOST_RATE_HZ),
            metavar="HZ",
            help="Samples a second, where a file does not say.",
        ),
    ] = None,
    time_unit: Annotated[
        TimeUnit | None, typer.Option(help="Unit of the times, where a file does not say.")
    ] = None,
    forward: Annotated[
        ForwardAxis | None,
        typer.Option(metavar="AXIS", help="Axis of the sensor that points forward: x, -x, y ..."),
    ] = None,
    exercise: Annotated[
        Exercise | None,
        typer.Option(help="Count an exercise in place of timing holds; keeps nothing."),
    ] = None,
    heel_to_ball: Annotated[
        float | None,
        typer.Option(
            "--heel-to-ball",
            parser=number("--heel-to-ball", 5, 40),
            metavar="CM",
            help="From the back of the heel to the ball of the foot, for heights.  [default: 18]",
        ),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="What spoke for each lift-off and step-down.")
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Take a copy of each up into the history.")
    ] = False,
    rescore: Annotated[
        bool,
        typer.Option(
            "--rescore",
            help="Score what the history keeps with this version, and list each time that changes; "
            "with --save store them.",
        ),
    ] = False,
    person: Annotated[
        str | None,
        typer.Option(help="With --save: who it was, whatever the file says.", metavar="CODE"),
    ] = None,
    new_person: NewPerson = False,
    database: Database = None,
    chunk: Annotated[int | None, typer.Option(min=1, hidden=True, metavar="N")] = None,
) -> None:
    """Score recordings, native or of any supported format."""
    from balance.errors import BalanceError
    from balance.report.scoring import ScoreSettings
    from cli.resuming import NotSoError
    from cli.scoring import Where

    _check_usage(paths, min_hold, save=save, rescore=rescore)
    if exercise is not None and (save or rescore or why or sway or standing is not None):
        raise typer.BadParameter(
            "--exercise counts, and goes without --save, --rescore, --why, --sway and --standing."
        )
    if heel_to_ball is not None and exercise is None:
        raise typer.BadParameter("--heel-to-ball goes with --exercise heel_raise.")
    _check_many(jobs, cluster, target, resume=resume, shown=json_lines or sway, rescore=rescore)
    said = {
        "placement": placement,
        "stance_leg": leg,
        "eyes": eyes,
        "surface": surface,
        "forward_axis": forward,
    }
    instead = {key: value for key, value in said.items() if value is not None}
    told = Told(sensor, rate, time_unit)
    settings = ScoreSettings(
        min_hold, chunk, instead, _window(standing), why, told, exercise, heel_to_ball
    )
    show_sway = sway or standing is not None
    with output.errors_in_words(BalanceError, usage=NotSoError), ExitStack() as stack:
        if target is not None:
            from cli.writing import check_target

            check_target(target, paths or [], settings, resume=resume)
        history = stack.enter_context(open_history(database)) if save or rescore else None
        code = None if history is None else person_for(history, person, new=new_person)
        if history is not None and rescore:
            from cli.history_work import rescore as rescore_all

            all_done = rescore_all(history, jobs, store=save, json_lines=json_lines)
        else:
            where = Where(jobs, cluster)
            if target is not None:
                from cli.writing import write_results

                all_done = write_results(target, paths or [], settings, where, resume=resume)
            else:
                from cli.showing import show_results

                all_done = show_results(
                    paths or [], settings, where, json_lines=json_lines, sway=show_sway
                )
            if history is not None:
                from cli.history_work import save_all

                all_done = save_all(history, paths or [], instead, code, told) and all_done
    raise typer.Exit(output.DONE if all_done else output.INPUT_FAILED)


def _window(text: str | None) -> tuple[float, float] | None:
    """Two times out of START:END."""
    if text is None:
        return None
    try:
        start_s, end_s = map(float, text.split(":"))
    except ValueError:
        start_s, end_s = 0.0, 0.0
    if not (math.isfinite(end_s - start_s) and start_s < end_s):
        raise typer.BadParameter(
            f"{text!r} is no window: give two times in seconds, as in 5:35.",
            param_hint="--standing",
        )
    return start_s, end_s


def _check_usage(paths: list[Path] | None, min_hold: float, *, save: bool, rescore: bool) -> None:
    if rescore and paths:
        raise typer.BadParameter("--rescore goes over the kept recordings and takes no PATH.")
    if not rescore and not paths:
        raise typer.BadParameter("Missing argument 'PATH...': recordings, or folders of them.")
    if (save or rescore) and min_hold != LEAST_HOLD_S:
        raise typer.BadParameter(
            f"The history counts holds from {LEAST_HOLD_S:g} s on; leave out --min-hold."
        )


def _check_many(
    jobs: int | None,
    cluster: str | None,
    target: Path | None,
    *,
    resume: bool,
    shown: bool,
    rescore: bool,
) -> None:
    """See that what scores, and where results go, is said once."""
    if cluster is not None and jobs is not None:
        raise typer.BadParameter("--cluster has its own workers, and goes without --jobs.")
    if rescore and (cluster is not None or target is not None):
        raise typer.BadParameter("--rescore goes without --cluster and -o.")
    if resume and target is None:
        raise typer.BadParameter("--resume goes on with a file: -o FILE.")
    if target is not None and shown:
        raise typer.BadParameter("-o FILE has all results, and goes without --json and --sway.")

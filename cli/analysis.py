"""`balance-timer analyze`: recordings scored, one or thousands."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.records.formats.told import LEAST_RATE_HZ, MOST_RATE_HZ, TimeUnit, Told
from balance.signal.placement import ForwardAxis, Placement
from cli import output
from cli.data_place import Database, open_history
from cli.numbers import number, whole
from cli.person_code import NewPerson, person_for

if TYPE_CHECKING:
    from balance.report.scoring import ScoreSettings

Exercise = Literal["heel_raise"]
LEAST_HOLD_S: Final = 1.0


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
    min_hold: Annotated[
        float,
        typer.Option(
            parser=number("--min-hold", 0), help="Shorter holds are touches, seconds.", metavar="S"
        ),
    ] = LEAST_HOLD_S,
    jobs: Annotated[
        int | None,
        typer.Option(
            parser=whole("--jobs", 0),
            metavar="N",
            help="Recordings scored at a time; 0 is one a core.  [default: 1, for many 0]",
        ),
    ] = None,
    placement: Annotated[
        Placement | None, typer.Option(help="Where the sensor was, whatever the file says.")
    ] = None,
    leg: Annotated[Leg | None, typer.Option(help="Stance leg, whatever the file says.")] = None,
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
    sensor: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which one, where a file holds several sensors."),
    ] = None,
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
    from balance.records.errors import RecordingError
    from balance.report.scoring import ScoreSettings

    _check_usage(paths, min_hold, save=save, rescore=rescore)
    if exercise is not None and (save or rescore or why or sway or standing is not None):
        raise typer.BadParameter(
            "--exercise counts, and goes without --save, --rescore, --why, --sway and --standing."
        )
    if heel_to_ball is not None and exercise is None:
        raise typer.BadParameter("--heel-to-ball goes with --exercise heel_raise.")
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
    with output.errors_in_words(RecordingError), ExitStack() as stack:
        history = stack.enter_context(open_history(database)) if save or rescore else None
        code = None if history is None else person_for(history, person, new=new_person)
        if history is not None and rescore:
            from cli.history_work import rescore as rescore_all

            all_done = rescore_all(history, jobs, store=save, json_lines=json_lines)
        else:
            all_done = _analyze(paths or [], settings, jobs, json_lines=json_lines, sway=show_sway)
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


def _analyze(
    paths: list[Path], settings: ScoreSettings, jobs: int | None, *, json_lines: bool, sway: bool
) -> bool:
    """Score and show; True where every input could be read."""
    from balance.records.formats.added import format_troubles
    from balance.records.header import NO_PLACEMENT
    from balance.records.jobs import find_jobs
    from cli.progress import watched
    from cli.scoring import score_all

    work, troubles = find_jobs(paths)
    for trouble in (*troubles, *format_troubles()):
        output.note(trouble)
    results = score_all(work, settings, jobs)
    good = []
    failed, unsaid = bool(troubles), False
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
        output.note("Say where the sensor was worn, for example with --placement shank.")
    return not failed


def _show(results: list[dict[str, Any]], settings: ScoreSettings, *, sway: bool) -> None:
    """Show the tables that were asked for."""
    from cli.sway_table import print_sway
    from cli.table import print_raises, print_table, print_why

    if settings.exercise is not None:
        print_raises(results)
        return
    print_table(results)
    if settings.why:
        print_why(results)
    if sway:
        print_sway(results)

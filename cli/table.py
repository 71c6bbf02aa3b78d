"""Results of `analyze` as a table for people."""

from __future__ import annotations

from typing import Any, Final

from rich.table import Column, Table

from cli import output, words
from cli.console import SafeConsole

WIDTH_OF_A_PIPE: Final = 140


def print_table(results: list[dict[str, Any]]) -> None:
    """Print a row for each hold, and one for each recording without any."""
    if not results:
        return
    table = Table(
        Column("Recording", overflow="fold"),
        "Placement",
        "Stance leg",
        "Hold",
        "From",
        "Ended by",
        "Signal",
    )
    for result in results:
        first = [
            result["recording"],
            _worn(result),
            result["stance_leg"] or "not said",
        ]
        signal = ": ".join(filter(None, (result["status"], "; ".join(result["reasons"]))))
        rows = [_hold_cells(hold) for hold in result["holds"]] or [["no hold", "", ""]]
        for row in rows:
            table.add_row(*first, *row, signal)
            first, signal = ["", "", ""], ""
    _show(table)


def _worn(result: dict[str, Any]) -> str:
    places = [result["placement"], *([result["with"]["placement"]] if "with" in result else ())]
    return " and ".join(place.replace("_", " ") for place in places)


def print_raises(results: list[dict[str, Any]]) -> None:
    """Print a row for each set of raises, and one for each recording without any."""
    if not results:
        return
    names = ("Leg", "Raises", "A raise every", "Height", "Lost", "From", "Ended by", "Signal")
    table = Table(Column("Recording", overflow="fold"), "Placement", *names)
    for result in results:
        first = [result["recording"], result["placement"]]
        signal = ": ".join(filter(None, (result["status"], "; ".join(result["reasons"]))))
        rows = [_set_cells(each) for each in result["sets"]]
        for row in rows or [["", "no raises", "", "", "", "", ""]]:
            table.add_row(*first, *row, signal)
            first, signal = ["", ""], ""
    _show(table)


def _set_cells(each: dict[str, Any]) -> list[str]:
    tempo, height, decline = each["tempo_s"], each["height_cm"], each["decline"]
    return [
        each["leg"],
        str(each["count"]),
        "" if tempo is None else f"{tempo:.1f} s",
        "not from here" if height is None else f"{height:.1f} cm",
        "" if decline is None else f"{100.0 * decline:.0f} %",
        f"{each['raises'][0]['start_s']:.1f} s",
        words.SET_ENDS[each["ended_by"]],
    ]


def _show(table: Table) -> None:
    # A pipe has no width; what is narrower than a line needs would be cut.
    width = None if output.is_terminal() else WIDTH_OF_A_PIPE
    SafeConsole(width=width, highlight=False, markup=False).print(table)


def _hold_cells(hold: dict[str, Any]) -> list[str]:
    length = words.length(hold["duration_s"], hold["uncertainty_s"], censored=hold["censored"])
    reason = words.ended_by(hold["end_reason"], hold.get("sensors", ""))
    return [length, f"{hold['lift_off_s']:.2f} s", reason]


def print_why(results: list[dict[str, Any]]) -> None:
    """Print what was seen at both ends of each hold."""
    from balance.timing.cues import in_words
    from balance.timing.results import Cue

    for result in results:
        for number, hold in enumerate(result["holds"], start=1):
            cues = [Cue(**cue) for cue in hold["evidence"]]
            output.line(f"{result['recording']}, hold {number}")
            output.line(f"  lift-off: {in_words(cues, 'lift_off') or 'nothing to tell'}")
            if hold["end_reason"] == "step_down":
                output.line(f"  step-down: {in_words(cues, 'step_down') or 'nothing to tell'}")

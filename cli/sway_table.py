"""Sway of holds and of standing, as tables for people with a plain line above each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.table import Table

from cli import output
from cli.console import SafeConsole

WIDTH_OF_A_PIPE: Final = 140

ROWS: Final = (
    ("RMS", "rms_m_s2", "m/s²"),
    ("Range", "range_m_s2", "m/s²"),
    ("Mean distance", "mean_distance_m_s2", "m/s²"),
    ("Path", "path_m_s2", "m/s²"),
    ("Path a second", "path_rate_m_s3", "m/s³"),
    ("Mean velocity", "mean_velocity_m_s", "m/s"),
    ("Jerk", "jerk_m2_s5", "m²/s⁵"),
    ("Area a second", "area_per_s_m2_s5", "m²/s⁵"),
    ("95 % ellipse (χ²)", "ellipse95_chi2_m2_s4", "m²/s⁴"),
    ("95 % ellipse (F)", "ellipse95_f_m2_s4", "m²/s⁴"),
    ("Total power", "total_power_m2_s4", "m²/s⁴"),
    ("Half the power by", "f50_hz", "Hz"),
    ("95 % of the power by", "f95_hz", "Hz"),
    ("Centroidal frequency", "centroid_hz", "Hz"),
    ("Mean of the power", "mean_power_hz", "Hz"),
    ("Frequency dispersion", "dispersion", ""),
    ("Mean frequency", "mean_frequency_hz", "Hz"),
)
COARSE: Final = "? The sensor's steps are too coarse for this number."


def print_sway(results: list[dict[str, Any]]) -> None:
    """Print the sway of each hold, and of standing where that was asked for."""
    width = None if output.is_terminal() else WIDTH_OF_A_PIPE
    console = SafeConsole(width=width, highlight=False, markup=False)
    for result in results:
        for title, has in _parts(result):
            _print_one(console, f"{result['recording']}, {title}", has)


def _parts(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, hold in enumerate(result["holds"], start=1):
        yield f"hold {number}", hold
    if "standing" in result:
        yield "standing", result["standing"]


def _print_one(console: SafeConsole, title: str, has: dict[str, Any]) -> None:
    sway = has["sway"]
    output.line()
    if sway is None:
        output.line(f"{title}: no sway: {has['sway_reason']}.")
        return
    output.line(f"{title}, {sway['from_s']:.2f} to {sway['to_s']:.2f} s: {plain(sway)}")
    table = Table("", "Resultant", "Front to back", "Side to side", "Unit")
    for words, name, unit in ROWS:
        cells = [_cell(sway, prefix, name) for prefix in ("", "ap", "ml")]
        table.add_row(words, *cells, unit)
    console.print(table)
    if sway["spoiled"]:
        output.line(COARSE)


def plain(sway: dict[str, Any]) -> str:
    """Say how much somebody swayed, for somebody who never heard of RMS."""
    text = f"Leaned {sway['lean_deg']:.1f}° about the middle"
    if sway["ap"] is not None:
        ap, ml = sway["ap"]["lean_deg"], sway["ml"]["lean_deg"]
        text += f", {ap:.1f}° front to back and {ml:.1f}° side to side"
    early = sway["first_seconds"]
    if early is not None:
        text += f" (first seconds {early['lean_deg']:.1f}°)"
    return f"{text}. Front and side: {sway['axes_note']}."


def _cell(sway: dict[str, Any], prefix: str, name: str) -> str:
    measures = sway[prefix] if prefix else sway
    value = None if measures is None else measures.get(name)
    if value is None:
        return "" if prefix else "none"
    unsure = " ?" if (f"{prefix}.{name}" if prefix else name) in sway["spoiled"] else ""
    return f"{value:.4g}{unsure}"

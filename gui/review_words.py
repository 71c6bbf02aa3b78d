"""What the detector saw in a recording, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from balance.words import END_REASONS, EVENTS, describe
from gui.text import number, seconds, tr

if TYPE_CHECKING:
    from pathlib import Path

    from gui.looking import Looking, Seen

_CUES = 3


def title(look: Looking) -> str:
    """Say what is open."""
    header = look.recording.header
    parts = [look.path.name, describe(look.analysis.conditions)]
    parts += [tr("person {code}", code=header.person)] if header.person else []
    return "   ".join(parts)


def file_line(path: Path, changed_s: float) -> str:
    """Say a file of the folder: when it was written, and its name without the stamp of time."""
    when = QDateTime.fromSecsSinceEpoch(int(changed_s))
    name = re.sub(r"-?\d{8}T\d{6}Z", "", path.name.removesuffix(".gz").removesuffix(".csv"))
    return f"{QLocale().toString(when, QLocale.FormatType.ShortFormat)}\n{name.replace('-', ', ')}"


def signal(look: Looking) -> str:
    """Say how good the signal is."""
    analysis = look.analysis
    rate = tr("{rate} samples a second", rate=number(analysis.rate_hz))
    length = tr("{s} s", s=number(analysis.duration_s))
    reasons = "; ".join((*analysis.reasons, *look.troubles)) or tr("good signal")
    return f"{length}, {rate}: {reasons}."


def hold_line(index: int, seen: Seen) -> str:
    """Say one hold in the list: the time that counts, and the automatic one where it differs."""
    kept = seen.kept
    said = f"{index + 1}   " + seconds(kept.duration_s, kept.uncertainty_s, censored=kept.censored)
    notes = []
    if kept.discarded:
        notes.append(tr("no hold, not counted"))
    elif kept.went_on:
        notes.append(tr("its end was no step-down"))
    elif kept.automatic is None:
        notes.append(tr("added by hand"))
    elif kept.edited_s is not None:
        notes.append(tr("edited; automatic: {time}", time=automatic(seen)))
    return said + (f"\n     {'; '.join(notes)}" if notes else "")


def automatic(seen: Seen) -> str:
    """Say the automatic time."""
    hold = seen.kept.automatic
    if hold is None:
        return tr("none: the detector found no hold here")
    return seconds(hold.duration_s, hold.uncertainty_s, censored=hold.censored)


def both_times(seen: Seen) -> list[tuple[str, str, str]]:
    """Give lift-off, end and time, automatic and as it counts, side by side."""
    kept, hold = seen.kept, seen.kept.automatic
    lift_off_s, end_s = kept.span_s
    counts = seconds(kept.duration_s, kept.uncertainty_s, censored=kept.censored)
    found = [
        number(at, 2) if at is not None else "–"
        for at in (hold.lift_off_s if hold else None, hold.end_s if hold else None)
    ]
    return [
        (tr("Lift-off, s"), found[0], number(lift_off_s, 2)),
        (tr("End, s"), found[1], number(end_s, 2)),
        (tr("Time"), automatic(seen) if hold else "–", counts),
    ]


def explained(seen: Seen) -> list[str]:
    """Say, a sentence each, what the detector saw of a hold and why it decided as it did."""
    hold = seen.kept.automatic
    if hold is None:
        return [tr("A person added this hold; the detector found none here.")]
    said = [
        tr(
            "Lift-off at {at} s, known {late} s later.",
            at=number(hold.lift_off_s, 2),
            late=number(_known_s(seen) - hold.lift_off_s, 2),
        )
    ]
    for event in seen.events:
        if event.event == "correction":
            detail = f" ({event.detail})" if event.detail else ""
            said.append(
                tr("At {at} s it looked like a step-down, and was none", at=number(event.t_s, 2))
                + f"{detail}."
            )
    said.append(
        tr("End at {at} s: {why}.", at=number(hold.end_s, 2), why=tr(END_REASONS[hold.end_reason]))
    )
    if hold.end_reason == "step_down":
        said.append(
            tr(
                "The clock stopped {pause} s after it, and it was sure after {sure} s.",
                pause=number(max(0.0, hold.paused_s - hold.end_s), 2),
                sure=number(max(0.0, hold.decided_s - hold.end_s), 2),
            )
        )
    said.append(
        tr(
            "The time is right to within {wide} s, 95 times in 100.",
            wide=number(hold.uncertainty_s, 2),
        )
    )
    return said + cues(hold)


def cues(hold: object) -> list[str]:
    """Say what the detector went by, loudest first, where it names it."""
    said = []
    evidence = sorted(getattr(hold, "evidence", ()), key=lambda cue: -abs(cue.log_odds))
    for event, name in (("lift_off", tr("Lift-off")), ("step_down", tr("Step-down"))):
        for cue in [one for one in evidence if one.event == event][:_CUES]:
            kind = str(cue.kind).replace("_", " ")
            text = "{name}: {kind}, {odds} in log odds."
            said.append(tr(text, name=name, kind=kind, odds=f"{cue.log_odds:+.1f}"))
    return said


def mark(event: str) -> str:
    """Say an event, short enough for a mark on the trace."""
    return tr(EVENTS.get(event, event))


def _known_s(seen: Seen) -> float:
    found = [event.decided_s for event in seen.events if event.event == "lift_off"]
    return found[0] if found else seen.kept.span_s[0]

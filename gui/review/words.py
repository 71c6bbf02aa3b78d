"""What the detector saw in a recording, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from balance.timing.cues import in_words
from balance.timing.results import TAKEN_BACK
from balance.words import END_REASONS, EVENTS, describe, sentence
from drivers.live.prompts import LEGS
from gui.kit.text import number, seconds, tr

if TYPE_CHECKING:
    from pathlib import Path

    from balance.timing.results import Event
    from gui.review.looking import Looking, Seen

EMPTY = "Choose a recording, or open any file with Ctrl+O: what was found is shown, and why."


def title(look: Looking) -> str:
    """Say what is open."""
    person = look.recording.header.person
    return look.path.name + (f", {tr('person {code}', code=person)}" if person else "")


def about(look: Looking) -> list[str]:
    """Say how it was made, and how good the signal is."""
    return [f"{describe(look.analysis.conditions)}.", signal(look)]


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
    return sentence(f"{length}, {rate}: {reasons}")


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
            "Lift-off at {at} s, known {late} s later; final {final} s later.",
            at=number(hold.lift_off_s, 2),
            late=_after(hold.lift_off_decided_s, hold.lift_off_s),
            final=_after(hold.lift_off_final_s, hold.lift_off_s),
        ),
        *(_doubt(event) for event in seen.events if event.event == "correction"),
        tr("End at {at} s: {why}.", at=number(hold.end_s, 2), why=tr(END_REASONS[hold.end_reason])),
    ]
    if hold.end_reason == "step_down":
        said.append(
            tr(
                "The clock was stopped {pause} s after it; sure {sure} s after it; final {final} s "
                "after it.",
                pause=_after(hold.paused_s, hold.end_s),
                sure=_after(hold.decided_s, hold.end_s),
                final=_after(hold.final_s, hold.end_s),
            )
        )
    said.append(
        tr(
            "The time is right to within {wide} s, 95 times in 100.",
            wide=number(hold.uncertainty_s, 2),
        )
    )
    lift_off, end = (in_words(hold.evidence, event) for event in ("lift_off", "step_down"))
    said += [tr("At the lift-off: {cues}.", cues=lift_off)] if lift_off else []
    said += [tr("At the end: {cues}.", cues=end)] if end else []
    return said


def _after(known_s: float, happened_s: float) -> str:
    return number(max(0.0, known_s - happened_s), 2)


def _doubt(event: Event) -> str:
    """Say a doubt that was none, and an end that had been decided and was none either."""
    at = number(event.t_s, 2)
    if event.detail == TAKEN_BACK:
        return tr("At {at} s an end was decided, and taken back: it was no step-down.", at=at)
    detail = f" ({event.detail})" if event.detail else ""
    return tr("At {at} s it looked like a step-down, and was none", at=at) + f"{detail}."


def compared(look: Looking, number_: int) -> str:
    """Say which hold this is, beside another."""
    leg = look.analysis.conditions.stance_leg
    kept = look.holds[number_].kept
    held = seconds(kept.duration_s, kept.uncertainty_s, censored=kept.censored)
    parts = [tr(LEGS[leg])] if leg else []
    return ", ".join([*parts, tr("hold {n}", n=number_ + 1), held])


def mark(event: str) -> str:
    """Say an event, short enough for a mark on the trace."""
    return tr(EVENTS.get(event, event))

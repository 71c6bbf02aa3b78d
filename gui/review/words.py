"""A recording and its holds, in words for people who treat people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDateTime, QLocale, Qt

from balance.words import EVENTS, describe, sentence, with_test
from drivers.live import progress_words
from drivers.live.pair_words import rests_on
from gui.kit.text import FRONT, number, seconds, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.conditions import Conditions
    from gui.review.looking import Looking, Seen
    from gui.review.rivals import Rival
    from gui.review.rows import Row

EMPTY: Final = (
    "Choose a recording on the left, or open a file of any program (Ctrl+O).\n"
    "Its holds are shown here, to be looked at and put right."
)
NO_FILES: Final = "There is no recording yet.\nTime somebody in Measure, or open a file (Ctrl+O)."
NO_MATCH: Final = "None of the recordings is like that.\nSearch for something else, or press Esc."
NO_FOLDER: Final = "Nothing is kept: there is no folder.\nChoose one in Sensor, or open a file."
NO_HOLD: Final = (
    "No hold was found here. Did the person stand on one leg? Look at that moment in the trace, "
    "press Insert to add the hold, and drag its ends."
)
NO_RIVAL: Final = (
    "There is nothing to compare it with yet: no other hold on this leg, made in the same way."
)
_LEG: Final[Mapping[str | None, str]] = {"left": "left leg", "right": "right leg"}
#: How reasons begin that the timer gives in its own words, and what is said in their place.
_PLAIN: Final[Mapping[str, str]] = {
    "rate too low": "the sensor sent too few readings to time from",
    "never still": "no quiet second on two feet was found to begin from",
    "gap of": "readings are missing for a while",
    "saturated": "some moves were too strong for the sensor to measure",
    "resolution coarse": "the sensor measures in coarse steps: good for times, less so for sway",
}


def title(look: Looking, row: Row) -> str:
    """Say whose recording is open, on which leg, and of when."""
    leg = look.analysis.conditions.stance_leg
    parts = [tr("Person {code}", code=row.person) if row.person else "", tr(_LEG.get(leg, ""))]
    return ", ".join(part for part in (*parts, when(row)) if part)


def about(look: Looking) -> list[str]:
    """Say how it was made, how good the signal is, and which file it is."""
    how = f"{describe(look.analysis.conditions)}."
    beside = [] if look.beside is None else [_beside(look, look.beside.name)]
    return [how, signal(look), tr("File: {name}", name=look.path.name), *beside]


def _beside(look: Looking, name: str) -> str:
    """Say which other recording of two sensors there is, and which of them has the holds."""
    if look.trunk:
        return tr(
            "Second sensor, scored alone: the holds that count are those of {name}", name=name
        )
    return tr("Second sensor: {name}", name=name)


def signal(look: Looking) -> str:
    """Say how good the signal is."""
    analysis = look.analysis
    length = tr("{s} s long", s=number(analysis.duration_s, 0))
    rate = tr("{rate} readings a second", rate=number(analysis.rate_hz, 0))
    said = [plain(reason) for reason in analysis.reasons]
    reasons = "; ".join((*said, *look.troubles)) or tr("the signal is good")
    return sentence(f"{length}, {rate}: {reasons}")


def plain(reason: str) -> str:
    """Say a reason for a doubt about the signal in plain words, its numbers in brackets."""
    found = next((tr(said) for begins, said in _PLAIN.items() if reason.startswith(begins)), "")
    detail = reason.partition(": ")[2] or reason
    return f"{found} ({detail.replace('m/s^2', 'm/s²')})" if found else reason


def when(row: Row) -> str:
    """Say when a recording was made, and where that is only the date of its file."""
    made = QDateTime.fromSecsSinceEpoch(int(row.order))
    said = progress_words.day(made.date().toString(Qt.DateFormat.ISODate), FRONT)
    if row.made.tzinfo is not None and not row.by_file:
        said += QLocale().toString(made.time(), " HH:mm")
    return tr("{day} (date of the file)", day=said) if row.by_file else said


def whose(row: Row) -> str:
    """Say whose recording it is, and on which leg; the file where neither is known."""
    if not row.person and row.leg is None:
        return row.path.name
    leg = tr(_LEG[row.leg]) if row.leg else ""
    return ", ".join(part for part in (row.person, leg) if part)


def held(row: Row) -> str:
    """Say the best time of a recording; nothing where it has none."""
    if row.best is None:
        return ""
    return seconds(row.best.duration_s, censored=row.best.censored)


def how(conditions: Conditions | None) -> str:
    """Say in a few words how a recording was made."""
    if conditions is None:
        return tr("open it to see how it was made")
    eyes = tr("eyes open") if conditions.eyes == "open" else tr("eyes closed")
    surface = tr("firm floor") if conditions.surface == "firm" else tr("foam")
    parts = [eyes, surface, tr(conditions.placement.replace("_", " "))]
    if conditions.practice:
        parts.append(tr("practice"))
    parts += filter(None, (conditions.arms, conditions.footwear))
    return with_test(conditions.test, ", ".join(parts))


def row_said(row: Row) -> str:
    """Say a row in one line: what assistive technology reads, and what is searched."""
    best = tr("best {time}", time=held(row)) if row.best else tr("no time known")
    return ", ".join((whose(row), best, when(row), how(row.conditions)))


def counted(shown: int, all_: int) -> str:
    """Say how many recordings are listed."""
    if shown == all_:
        return tr("{n} recordings", n=all_) if all_ != 1 else tr("1 recording")
    return tr("{n} of {all} recordings", n=shown, all=all_)


def hold_line(index: int, seen: Seen) -> str:
    """Say one hold in the list: the time that counts, and the one that was found, if another."""
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
    if kept.automatic is not None and (rests := rests_on(kept.automatic.sensors, FRONT)):
        notes.append(rests)
    return said + (f"\n     {'; '.join(notes)}" if notes else "")


def automatic(seen: Seen) -> str:
    """Say the automatic time."""
    hold = seen.kept.automatic
    if hold is None:
        return "–"
    return seconds(hold.duration_s, hold.uncertainty_s, censored=hold.censored)


def automatic_ends(seen: Seen) -> tuple[str, str]:
    """Say where the timer found the ends."""
    hold = seen.kept.automatic
    if hold is None:
        return "–", "–"
    return number(hold.lift_off_s, 2), number(hold.end_s, 2)


def rival_line(rival: Rival) -> str:
    """Say a hold that can be compared with, as one of a list."""
    lead = {"best": tr("The best"), "before": tr("The one before"), "other": ""}[rival.why]
    at = "" if rival.number is None or rival.number < 0 else tr("hold {n}", n=rival.number + 1)
    held_ = (
        "" if rival.time is None else seconds(rival.time.duration_s, censored=rival.time.censored)
    )
    said = ", ".join(part for part in (held_, at, when(rival.row)) if part)
    return f"{lead}: {said}" if lead else said


def compared(look: Looking, number_: int, row: Row | None = None) -> str:
    """Say which hold this is, beside another."""
    leg = look.analysis.conditions.stance_leg
    kept = look.holds[number_].kept
    held_ = seconds(kept.duration_s, kept.uncertainty_s, censored=kept.censored)
    parts = (held_, tr("hold {n}", n=number_ + 1), tr(_LEG.get(leg, "")))
    return ", ".join(part for part in (*parts, "" if row is None else when(row)) if part)


def mark(event: str) -> str:
    """Say an event, short enough for a mark on the trace."""
    return tr(EVENTS.get(event, event))


def trace_titles(look: Looking | None, *, doubted: bool) -> tuple[str, str, str]:
    """Say what the three traces are; `doubted` is whether there are doubts marked in the first."""
    acc = tr("Acceleration less gravity, m/s²")
    acc += tr("; green: on one leg") if look is not None and look.analysis.course else ""
    acc += tr("; dashed: a doubt that was none") if doubted else ""
    turn = tr("Rate of turn, °/s")
    if look is not None and look.turn_deg_s is None:
        turn = tr("Rate of turn: this sensor does not measure it")
    if look is None or look.trunk:
        lean = tr("Sway: how far the trunk leaned from its middle, °; below it the time in s")
    else:
        lean = tr("How far the raised leg turned from its pose, °; below it the time in s")
    return acc, turn, lean

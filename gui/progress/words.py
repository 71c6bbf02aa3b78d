"""How a person stands, in words: best, sides, change, next step, reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.live.prompts import LEGS
from gui.kit.text import number, seconds, tr

if TYPE_CHECKING:
    from balance.protocol.best_times import Mean, Sides, Time
    from balance.protocol.change import Change
    from balance.protocol.reference import Reference
    from balance.records.history.progress import Line


NOBODY = "Nobody is known here yet: add a person, or measure with a person's code in Measure."


def group(line: Line) -> str:
    """Say leg and conditions, and how many attempts there are."""
    said = line.conditions
    parts = [tr(LEGS[said.stance_leg]), tr("eyes {eyes}", eyes=tr(said.eyes)), tr(said.surface)]
    parts += [tr(said.sound)] if said.sound == "coached" else []
    parts += [part for part in (said.arms, said.footwear) if part]
    best = time(line.best)
    return f"{', '.join(parts)}\n" + tr("best {best}, {n} attempts", best=best, n=line.attempts)


def time(best: Time | None) -> str:
    """Say a time; a dash where there is none."""
    if best is None:
        return "–"
    return seconds(best.duration_s, best.uncertainty_s, censored=best.censored)


def mean(found: Mean | None) -> str:
    """Say the mean of three."""
    if found is None:
        return tr("– (after three attempts)")
    return seconds(found.mean_s, censored=found.censored)


def sides(found: Sides | None) -> str:
    """Say left against right."""
    if found is None:
        return tr("no best time of the other leg yet")
    longer = tr("left longer") if found.difference_s > 0 else tr("right longer")
    said = tr("{s} s, {longer}", s=number(abs(found.difference_s)), longer=longer)
    if found.ratio is not None:
        said += "; " + tr("the shorter is {n} % of the longer", n=number(100 * found.ratio, 0))
    return said + ("; " + tr("not exact: one was cut short") if found.censored else "")


def change(found: Change | None) -> str:
    """Say whether the newest session differs by more than the person's own spread."""
    if found is None:
        return tr("No session yet.")
    answers = {
        "more": "Yes, longer than your own spread.",
        "less": "Yes, shorter than your own spread.",
        "within": "No, within your own spread.",
        "too few": "Too few sessions to say.",
        "cut short": "Can't be said: some holds were ended by the longest time.",
    }
    said = tr(answers[found.answer])
    if found.change_s is not None and found.needed_s is not None:
        said += " " + tr(
            "Newest session {change} s against your earlier ones; a change counts from {needed} s.",
            change=f"{'+' if found.change_s >= 0 else '−'}{number(abs(found.change_s))}",
            needed=number(found.needed_s),
        )
    if found.learning:
        said += " " + tr("In the first sessions times rise by practice alone.")
    return said


def reference(found: Reference | None) -> str:
    """Say what healthy people of that age held, where that is known."""
    if found is None:
        return tr("None for this age and these conditions; set the year of birth to see one.")
    said = tr("{s} s", s=number(found.value_s))
    if found.at_ceiling:
        said += ", " + tr("at the ceiling of that test, which tells people apart no more")
    said += f". {found.source}. {found.protocol}."
    return said + (
        " " + tr("Not the same as yours: {note}.", note=found.note) if found.note else ""
    )

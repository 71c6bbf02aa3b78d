"""How a person stands, in words: the same sentences in the window and in the terminal."""

from __future__ import annotations

import math
from calendar import month_name
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from balance.protocol.change import FEWEST_EARLIER, START
from balance.words import with_test
from drivers.live.front import PLAIN, Front
from drivers.live.prompts import LEGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.best_times import Mean, Sides, Time
    from balance.protocol.change import Change, Spread
    from balance.protocol.conditions import Conditions
    from balance.protocol.progression import NextStep
    from balance.protocol.reference import Reference
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.progress import Line
    from balance.records.history.sessions import Beside, SessionScore

NOBODY: Final = (
    "Nobody is known here yet. Add a person with a code, or do a first test in Measure; "
    "it is kept here."
)
NOTHING_COUNTS: Final = (
    "No hold counts yet: practice is kept, but not counted. Do a test without Practice."
)
PRACTICE: Final = "The first sessions rise by practice alone."
OPEN: Final = "some holds were ended by the longest time of the test"
WHAT_THEN: Final = "A higher longest time, or none, would show it."
UPS: Final = "your usual ups and downs"
NO_OTHER_LEG: Final = "No time of the other leg yet: do the test on that leg as well."
NO_REFERENCE: Final = "no published time for these conditions, or the year of birth is not known."
_SHOWN_S: Final = 0.05  # what is under it shows as nothing
_START_DAYS: Final = timedelta(days=45)
MONTHS: Final = tuple(month_name)[1:]


def no_holds(person: str, front: Front = PLAIN) -> str:
    """Say what to do next where nothing of a person is kept."""
    text = "No holds of {person} are kept yet. Choose {person} in Measure and do a first test."
    return front.tr(text, person=person)


def conditions(said: Conditions, front: Front = PLAIN) -> str:
    """Say the conditions that are never mixed, without the leg; a named test by its title."""
    parts = [front.tr("eyes {eyes}", eyes=front.tr(said.eyes))]
    parts.append(front.tr("{surface} surface", surface=front.tr(said.surface)))
    parts += [front.tr("arms {arms}", arms=said.arms)] if said.arms else []
    parts += [said.footwear] if said.footwear else []
    parts += [front.tr("seconds spoken")] if said.sound == "coached" else []
    return with_test(said.test, ", ".join(parts))


def leg(line: Line, front: Front = PLAIN) -> str:
    """Say which leg."""
    side = line.conditions.stance_leg
    return front.tr(LEGS[side]) if side else front.tr("Leg not said")


def day(text: str, front: Front = PLAIN) -> str:
    """Say a day."""
    if not text:
        return front.tr("a day not known")
    one = date.fromisoformat(text)
    return f"{one.day} {front.tr(MONTHS[one.month - 1])[:3]} {one.year}"


def time(best: Time | None, front: Front = PLAIN) -> str:
    """Say a time; a dash where there is none."""
    if best is None:
        return "–"
    return front.seconds(best.duration_s, best.uncertainty_s, censored=best.censored)


def mean(found: Mean | None, front: Front = PLAIN) -> str:
    """Say the mean of three."""
    if found is None:
        return front.tr("after three holds")
    return front.seconds(found.mean_s, censored=found.censored)


def ups_and_downs(found: Spread | None, front: Front = PLAIN) -> str:
    """Say how much sessions of a person usually differ."""
    if found is None:
        return front.tr("not known yet")
    return front.tr("± {s} s", s=front.number(found.spread_s))


def first_line(line: Line, front: Front = PLAIN) -> str:
    """Say in a sentence or two whether somebody holds longer than at the start."""
    found = line.since_start
    if found is None:
        return front.tr(NOTHING_COUNTS)
    if found.answer == "too few":
        return _too_few(line, found.sessions, front)
    said = _changed(found, _than_at_start(line, front), front)
    if found.sessions < FEWEST_EARLIER + START and found.answer in ("more", "not less"):
        said += f" {front.tr(PRACTICE)}"
    return said


def newest(line: Line, front: Front = PLAIN) -> str:
    """Say how the newest session was beside those before it; at first, how little that says."""
    found = line.change
    if found is None:
        return ""
    if found.answer == "too few":
        return front.tr(PRACTICE)
    said = _changed(found, front.tr("than in the sessions before it"), front)
    return front.tr("Newest session: {said}", said=f"{said[0].lower()}{said[1:]}")


def sides(found: Sides | None, front: Front = PLAIN) -> str:
    """Say left against right by the best times."""
    if found is None:
        return front.tr(NO_OTHER_LEG)
    apart_s = abs(found.difference_s)
    if found.censored and not found.at_least:
        return front.tr("Best: not known which leg holds longer, since {why}.", why=front.tr(OPEN))
    if not found.censored and apart_s <= found.doubt_s:
        return front.tr("Best: as good as equal, {s} s apart.", s=front.number(apart_s))
    left_longer = found.difference_s > 0
    said = {
        (True, False): "Best: left {s} s longer; right comes to {n} % of left.",
        (False, False): "Best: right {s} s longer; left comes to {n} % of right.",
        (True, True): "Best: left at least {s} s longer; right comes to {n} % of left or less.",
        (False, True): "Best: right at least {s} s longer; left comes to {n} % of right or less.",
    }[left_longer, found.censored]
    share = front.number(100 * (found.ratio or 0.0), 0)
    return front.tr(said, s=front.number(apart_s), n=share)


def usual_sides(found: Change | None, front: Front = PLAIN) -> str:
    """Say left against right by what is usual now; empty where there are too few sessions.

    `found` is left beside right.
    """
    if found is None or found.at_least_s is None or found.at_most_s is None:
        return ""
    if found.answer == "too few":
        return ""
    right = found.at_most_s < 0
    if right:
        found = replace(found, at_least_s=-found.at_most_s, at_most_s=-found.at_least_s)
    by, ups = _by(found, front), front.tr(UPS)
    if by is None:
        if found.answer == "within":
            return front.tr("Newest sessions: about as long on both legs, within {ups}.", ups=ups)
        text = "Newest sessions: not known which leg holds longer, since {why}."
        return front.tr(text, why=front.tr(OPEN))
    said = front.tr("Newest sessions: right {by}" if right else "Newest sessions: left {by}", by=by)
    if found.answer == "within":
        return front.tr("{said}, within {ups}.", said=said, ups=ups)
    if found.answer in ("more", "less"):
        return front.tr("{said}, more than {ups}.", said=said, ups=ups)
    return f"{said}."


def reference(found: Reference | None, front: Front = PLAIN) -> str:
    """Say what healthy people of that age held, where that is known."""
    if found is None:
        return front.tr(NO_REFERENCE)
    said = front.tr("{s} s", s=front.number(found.value_s)) + f", {found.source}."
    if found.at_ceiling:
        said += f" {front.tr('That test ends there, so it tells nothing beyond.')}"
    if found.note:
        said += f" {front.tr('Not done as yours: {note}.', note=found.note)}"
    return said


def source(step: NextStep, front: Front = PLAIN) -> str:
    """Say where the next step comes from."""
    return front.tr("Source: {source}", source=step.source)


def goal(step: NextStep, front: Front = PLAIN) -> str:
    """Say how far somebody is from the goal; empty where there is none."""
    if step.goal is None or step.standing is None:
        return ""
    best_s, hold_s = step.standing.best_s, step.goal.hold_s
    if best_s is None:
        return front.tr("Goal {goal} s: no hold under these conditions yet.", goal=f"{hold_s:g}")
    if best_s >= hold_s:
        text = "Goal {goal} s: reached, {n} of {all} times, on {d} of {days} days."
    else:
        text = "Goal {goal} s: {left} s to go."
    return front.tr(
        text,
        goal=f"{hold_s:g}",
        left=front.number(hold_s - best_s),
        n=min(step.standing.attempts, step.attempts),
        all=step.attempts,
        d=min(step.standing.days, step.days),
        days=step.days,
    )


def share(step: NextStep) -> float | None:
    """Give how much of the goal the best time is, 0 to 1; None where there is no goal."""
    if step.goal is None or step.standing is None:
        return None
    return min(1.0, (step.standing.best_s or 0.0) / step.goal.hold_s)


def this_week(weeks: Sequence[Week], plan: WeekPlan, front: Front = PLAIN) -> str:
    """Say how this week stands against its plan."""
    now = weeks[-1]
    text = "This week: {home} of {plan} sessions at home"
    text += ", {seen} of {supervised} supervised." if plan.supervised else "."
    return front.tr(
        text, home=now.home, plan=plan.home, seen=now.supervised, supervised=plan.supervised
    )


def weeks_kept(weeks: Sequence[Week], plan: WeekPlan, front: Front = PLAIN) -> str:
    """Say in how many weeks there were as many sessions as planned."""
    return front.tr(
        "{kept} of the last {n} weeks went as planned ({plan} a week).",
        n=len(weeks),
        kept=sum(week.kept(plan) for week in weeks),
        plan=plan.sessions,
    )


def session(score: SessionScore, front: Front = PLAIN) -> str:
    """Say what one session came to."""
    said = front.tr("best {time}", time=time(score.best, front))
    if score.mean is not None:
        said += ", " + front.tr("mean of three {time}", time=mean(score.mean, front))
    return said


def beside(found: Beside, front: Front = PLAIN) -> str:
    """Say how a session was beside an earlier one."""
    text = {
        "longer": "best {least}{s} s longer",
        "shorter": "best {least}{s} s shorter",
        "as long": "best as long ({s} s apart)",
        "untold": "best can't be compared, since holds were ended by the longest time",
    }[found.best]
    least = front.tr("at least ") if found.best_open else ""
    said = front.tr(text, least=least, s=front.number(abs(found.best_s)))
    means = found.means
    if means is None:
        return said + "; " + front.tr("no mean of three in one of them") + "."
    by = _by(means, front)
    if by is None:
        return said + "; " + front.tr("mean of three not known to differ") + "."
    said += "; " + front.tr("mean of three {by}", by=by)
    if means.answer in ("more", "less"):
        said += ", " + front.tr("more than {ups}", ups=front.tr(UPS))
    elif means.answer == "within":
        said += ", " + front.tr("within {ups}", ups=front.tr(UPS))
    return said + "."


def _too_few(line: Line, sessions: int, front: Front) -> str:
    if sessions == 1:
        text = "First session done, best {best}. Do it again on another day to see how it changes."
    else:
        text = (
            "{n} sessions so far, best {best}. From the fifth on you see here whether you hold "
            "longer than at the start."
        )
    return front.tr(text, n=sessions, best=time(line.best, front))


def _changed(found: Change, than: str, front: Front) -> str:
    """Say a change and what it means, as far as that can be told."""
    by, ups = _by(found, front), front.tr(UPS)
    if found.answer == "within":
        as_long = found.change_s is not None and abs(found.change_s) < _SHOWN_S
        how = front.tr("No longer and no shorter")
        if not as_long:
            how = _capital(by) if by else front.tr("Neither much longer nor much shorter")
        return front.tr("{how} {than}; that is within {ups}.", how=how, than=than, ups=ups)
    if found.answer in ("more", "less") and by is not None:
        text = "{how} {than}; that is more than {ups}."
        return front.tr(text, how=_capital(by), than=than, ups=ups)
    if by is not None:
        text = "{how} {than}. Whether that is more than {ups} is not known: {why}."
        how = _capital(by)
        return front.tr(text, how=how, than=than, ups=ups, why=front.tr(OPEN))
    text = {
        "not less": "Not shorter {than}; how much longer is not known: {why}. {then}",
        "not more": "Not longer {than}; how much shorter is not known: {why}. {then}",
    }.get(found.answer, "Not known whether you hold longer {than}: {why}. {then}")
    return front.tr(text, than=than, why=front.tr(OPEN), then=front.tr(WHAT_THEN))


def _by(found: Change, front: Front) -> str | None:
    """Say by how much, or by how much at least; None where not even the direction is known."""
    least_s, most_s = found.at_least_s, found.at_most_s
    if least_s is None or most_s is None or least_s < 0 < most_s:
        return None
    longer = most_s > 0 or least_s == most_s == 0
    near_s, far_s = sorted((abs(least_s), abs(most_s)))
    text = "{s} s longer" if longer else "{s} s shorter"
    if near_s == far_s:
        return front.tr(text, s=front.number(near_s))
    if near_s < _SHOWN_S:
        return None
    # Rounded so that it promises no more than is known.
    least = front.number(math.floor(near_s * 10 + 1e-6) / 10)
    if math.isinf(far_s):
        return front.tr("at least " + text, s=least)
    return front.tr(text, s=f"{least}–{front.number(math.ceil(far_s * 10 - 1e-6) / 10)}")


def _than_at_start(line: Line, front: Front) -> str:
    """Say when the start was: by its month, where the first sessions were within some weeks."""
    days = [date.fromisoformat(text) for text in line.start_days if text]
    near = bool(days) and days[-1] - days[0] <= _START_DAYS
    middle = days[(len(days) - 1) // 2] if near else None
    if middle is None or middle.isoformat()[:7] == line.last_session[:7]:
        return front.tr("than in your first sessions")
    month = front.tr(MONTHS[middle.month - 1])
    if str(middle.year) != line.last_session[:4]:
        return front.tr("than in {month} {year}", month=month, year=middle.year)
    return front.tr("than in {month}", month=month)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

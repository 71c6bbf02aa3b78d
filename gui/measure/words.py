"""A standing in the words and the digits that the window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.words import END_REASONS, SAFETY
from drivers.live import pair_words, prompts
from drivers.live.front import Front
from drivers.live.prompts import ENDS, LEGS, Tone
from gui.kit.text import number, read_by_people, seconds, tr
from gui.setup import AS_RECORDED, KINDS, WORN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.attempts import Score
    from balance.protocol.conditions import Leg
    from balance.protocol.exercise.lead import Lead
    from balance.timing.results import Hold
    from drivers.live.choosing import Offer
    from drivers.live.course import Entry
    from drivers.live.standing import Standing
    from gui.setup import Setup

AGAIN: Final = "Press Space to start again."
NOTHING_YET: Final = "The result comes here, to be kept, tried again or corrected."
NO_ATTEMPT: Final = "Each hold is listed here. Press Space to start."
HELD: Final = "The result comes here after the step-down."
LED_DONE: Final = "All of it is kept."
LED_ALONE: Final = "Led by voice; no sensor is needed."
LED_BEGINS: Final = "Start leads: {title}."
WEEK_BEGINS: Final = "Start leads the session of this week: {title}."
TWO_CHOSEN: Final = "Two sensors are worn: {where}."
CHECKED: Final = "This time is not final yet. The result comes here in a moment."

FRONT: Final = Front(
    translate=tr,
    write=number,
    start="Press Space to start",
    again=AGAIN,
    scan="Scan the code in Sensor (Ctrl+4) with the phone.",
)
VERDICTS: Final[Mapping[str, str]] = {
    "open": "",
    "kept": "kept",
    "again": "tried again, not counted",
    "not_step_down": "not a step-down: held at least this long",
    "discarded": "discarded",
    "extra": "outside the plan, not counted",
}


def headlines() -> tuple[str, ...]:
    """All that `headline` can say, so that room can be kept for the longest."""
    return prompts.headlines(FRONT)


def headline(now: Standing) -> tuple[str, Tone]:
    """Say where the test stands."""
    return prompts.headline(now, FRONT)


def hint(now: Standing, *, teaches: bool = True) -> tuple[str, Tone]:
    """Say, in one sentence, what is wrong or what to do next; nothing where that is plain.

    How to stand safely is plain to whoever was taught it.
    """
    said = prompts.hint(now, FRONT)
    return said if teaches or said[0] != tr(SAFETY) else ("", "text")


def bests(now: Standing) -> str:
    """Say the best time of each leg."""
    return prompts.bests(now, FRONT)


def chosen(setup: Setup, *, alone: bool = False) -> str:
    """Say which sensor is chosen, and how to choose another; `alone` where none is needed."""
    if alone:
        return tr(LED_ALONE)
    kind = KINDS.get(setup.scheme, (setup.address, ""))[0]
    two = [tr(TWO_CHOSEN, where=both(*setup.worn))] if setup.beside_address else []
    if setup.scheme != "sim":
        return ". ".join([tr("Sensor: {kind}", kind=tr(kind)), *two])
    said = [tr("{kind}. Choose a sensor: Ctrl+4.", kind=tr(kind)), *two]
    if setup.person:
        said.append(tr("Its times are kept as 'simulated', not as {person}.", person=setup.person))
    return " ".join(said)


def both(one: str, other: str) -> str:
    """Say where two sensors are worn: `Shin and lower back`."""
    places = [tr(WORN[each]) if each in WORN else tr(AS_RECORDED) for each in (one, other)]
    return tr("{one} and {other}", one=places[0], other=places[1].lower())


def begins(offer: Offer) -> str:
    """Say what Start begins, to whoever holds the sensor and does not see the list."""
    title, about = tr(offer.title), tr(offer.about)
    said = tr(WEEK_BEGINS if offer.kind == "own" else LED_BEGINS, title=title)
    return f"{said} {about}" if about.endswith(".") or not about else f"{said} {about}."


def set_lines(lead: Lead) -> list[str]:
    """Say each set of a session so far, and the scores once it is over."""
    from drivers.live import set_words  # late: the window opens without

    titles = {item.part.script.key: item.part.script.title for item in lead.items}
    lines = [
        set_words.set_line(one, titles[one.script], FRONT) for one in set_words.sets_so_far(lead)
    ]
    for title, score in set_words.scores_of(lead) if lead.over else ():
        tries = [set_words.tries_line(part, FRONT) for part in score.parts]
        lines.append("\n".join([set_words.score_line(score, title, FRONT), *tries]))
    return lines


def leg_line(now: Standing) -> str:
    """Say which leg, and which attempt of how many."""
    return prompts.leg_line(now, FRONT)


def is_led(now: Standing) -> bool:
    """Whether a session is led, and no hold is being measured in it."""
    return now.guide is not None and not now.guide.measured


def digits(now: Standing) -> str:
    """Give the seconds of this hold or the last; whole ones from 100, so that they stay as big.

    Of a step that is led they are those that are left, or the raises that were counted.
    """
    held_s = now.held_s
    if is_led(now):
        guide = now.guide
        left_s = None if guide is None or now.stage == "over" else guide.left_s
        counted = None if guide is None else guide.counted
        shown = left_s if counted is None else counted
        return "" if shown is None else number(shown, 0)
    if held_s is None and now.stage == "resting" and not now.just_over:
        return number(now.rest_s, 0)
    if held_s is None:
        held_s = now.last.duration_s if now.last else 0.0
    return number(held_s, 1 if held_s < 99.95 else 0)


def hold(held: Hold) -> str:
    """Say how long a hold was."""
    return seconds(held.duration_s, held.uncertainty_s, censored=held.censored)


def entry(made: Entry) -> str:
    """Say one attempt, and below it what is special about it."""
    held = made.attempt().hold
    leg = f"{tr(made.conditions.stance_leg)}   " if made.conditions.stance_leg else ""
    why = [tr(END_REASONS[held.end_reason])] if held.end_reason != "step_down" else []
    why += [rests] if (rests := pair_words.rests_on(held.sensors, FRONT)) else []
    why += [tr(VERDICTS[made.verdict])] if VERDICTS[made.verdict] else []
    why += [tr("practice")] if made.conditions.practice else []
    return f"{made.number}   {leg}{hold(held)}" + (f"\n{'; '.join(why)}" if why else "")


def score_lines(scores: Mapping[Leg | None, Score]) -> list[tuple[str, str, str]]:
    """Give leg, best and mean of three for each leg; a dash where there is none yet."""
    lines = []
    for leg, score in scores.items():
        best = hold(score.best.hold) if score.best else "–"
        mean_s = score.mean_of_three_s
        mean = "–" if mean_s is None else seconds(mean_s, censored=score.mean_censored)
        lines.append((tr(LEGS[leg]), best, mean))
    return lines


def waits() -> tuple[str, ...]:
    """All that `result` can say where there is no result yet."""
    return tuple(tr(one) for one in (NOTHING_YET, HELD, CHECKED))


def result(now: Standing) -> tuple[str, str, str]:
    """Say of the newest attempt: time, why it ended, and where it stands beside the best."""
    if not now.can_judge:
        wait = CHECKED if now.checked else HELD if now.holding else NOTHING_YET
        return tr("Result"), tr(wait), ""
    made = now.entries[-1]
    held = made.attempt().hold
    score = now.scores.get(made.conditions.stance_leg)
    best = score.best if score else None
    standing = tr("not counted") if not made.counted else ""
    if made.counted and best is not None:
        first = best.number == made.number
        standing = tr("best so far") if first else tr("best so far: {time}", time=hold(best.hold))
    corrected = made.hold.corrections
    steady = tr("wobbles on the way: {n}", n=corrected) if corrected else ""
    ended = pair_words.with_sensors(tr(ENDS[held.end_reason]), held.sensors, FRONT)
    ended = "" if made.verdict == "not_step_down" else ended
    why = [ended, tr(VERDICTS[made.verdict]), steady]
    said = ", ".join(filter(None, why))
    if made.verdict == "not_step_down":
        said += ". " + tr("Automatic time: {time}", time=hold(made.hold))
    return hold(held), said[:1].upper() + said[1:], standing


def sensor(now: Standing) -> tuple[str, Tone]:
    """Say what the sensor is, how fast it runs and how good its signal is."""
    if now.rate_hz is None:
        waits = now.active and not is_led(now)
        return tr("Waiting for readings" if waits else "No sensor open"), "text"
    if lost := pair_words.lost_of_two(now, FRONT):
        return lost, "doubt"
    parts = [] if now.two is None else [both(*now.two.worn)]
    parts += [now.model] if now.model else []
    parts.append(tr("{rate} readings a second", rate=number(now.rate_hz)))
    parts.extend([read_by_people(one) for one in now.faults] or [tr("good signal")])
    return ", ".join(parts), "doubt" if now.faults or now.lost else "text"


def recording(now: Standing) -> tuple[str, Tone]:
    """Say what is being kept."""
    if now.unsaved:
        return now.unsaved, "trouble"
    if now.said:
        return now.said, "doubt"
    if now.recording:
        doing = "Recording to {name}" if now.active else "Kept as {name}"
        return tr(doing, name=now.recording), "text"
    return tr("Not recording"), "text"


def button(now: Standing, *, goes_on: bool = False) -> str:
    """Say what the button and the space bar do; `goes_on` where something was left."""
    if not now.active:
        return tr("Go on") if goes_on else tr("Start")
    if is_led(now):
        return tr("Go on") if now.stage == "paused" else tr("Done with this")
    return tr("End this hold") if now.holding and not now.checked else tr("Stop")


def announcement(now: Standing) -> str:
    """Say to assistive technology what has changed; the running seconds are not read out."""
    trouble = now.trouble or now.unsaved or (now.lost and now.active)
    if is_led(now) and not trouble and now.stage != "over":
        return ""  # its own words are said
    hinted = trouble or now.stage == "over" or (now.holding and now.went_on)
    said = [headline(now)[0], hint(now)[0] if hinted else ""]
    if now.just_over and now.last is not None:
        said.insert(1, hold(now.last))
    elif now.stage in ("running", "resting") and not now.holding:
        said.append(leg_line(now))
    if now.active:
        said.append(pair_words.lost_of_two(now, FRONT))
    return ", ".join(filter(None, said))

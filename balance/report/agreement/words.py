"""The figures in words, for people: what a table, a page and a terminal say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.estimates import Estimate, Refused, Share
from balance.report.agreement.figures import Agreement, Comparison
from balance.report.agreement.reliability import METHOD, Reliability
from balance.report.agreement.study import Study

TITLE: Final = "Agreement with a reference"
SIMULATED: Final = "Simulated: no person stood here. The program made these readings itself."
HEADINGS: Final = {
    "compared": "What was compared",
    "found": "Attempts",
    "apart": "How far the times are apart",
    "plot": "Differences against the length of the hold",
    "assumed": "How to read this, and what was assumed",
    "versions": "Versions and sources",
}
EVERY: Final = "All pairs"
RIGHT: Final = "Both ends right"
NOT_ADVICE: Final = "A training and recording tool, not a medical device."


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is, and what is so."""

    name: str
    cells: tuple[str, ...]


def in_short(study: Study) -> str:
    """Say the whole in a sentence or two, for whoever reads no further."""
    of = study.comparison
    told, limits = of.found, of.every.limits
    if not isinstance(told.found, Share):
        return f"In short: the reference has no attempt, and {told.extra} were found."
    found = f"{told.found.count} of {_many(told.found.n, 'attempt')} were found"
    said = f"In short: {found}, and {told.extra} that the reference has not."
    if not isinstance(limits, Limits):
        return said
    low, high = limits.lower.value, limits.upper.value
    return (
        f"{said} Times are {_longer(limits.bias.value)} than the reference's on average, and 95 "
        f"in 100 lie between {_longer(low)} and {_longer(high)}."
    )


def compared(study: Study) -> tuple[str, ...]:
    """Say what was compared, a sentence each."""
    of = study.comparison
    many = _many(of.recordings, "recording")
    said = (
        f"{study.first[0].upper()}{study.first[1:]} beside {study.reference}: {many}{_whose(of)}. "
        f"Differences are {study.first} minus {study.reference}, in seconds."
    )
    return (in_short(study), said, *_clocks(of), *study.left_out)


def found(study: Study) -> tuple[Line, ...]:
    """Say what became of the attempts."""
    told, bounds = study.comparison.found, study.comparison.bounds
    lines = [
        Line("Found, of the reference's", (shared(told.found),)),
        Line("Missed", (shared(told.missed),)),
        Line("Extra: the reference has none there", (str(told.extra),)),
        Line(f"Ended too early, by over {bounds.early_s:g} s", (shared(told.early),)),
        Line(f"Ended too late, by over {bounds.late_s:g} s", (shared(told.late),)),
    ]
    if study.comparison.lift_off is not None:
        name = f"Lift-off alone elsewhere, by over {bounds.lift_off_s:g} s"
        lines.append(Line(name, (shared(told.lift_off),)))
    cut = [("Cut short (so long or more): no difference", told.or_more)]
    cut.append(("Early or late beside a time that was cut short: no difference", told.contradict))
    cut.append(("Cut off by missing readings: no difference", told.cut_off))
    lines += [Line(name, (str(count),)) for name, count in cut if count]
    if told.unplaced:
        many = f"{told.unplaced} in {_many(told.in_recordings, 'recording')}"
        lines.append(Line("Durations alone, and not as many on both sides: left out", (many,)))
    return tuple(lines)


def apart(study: Study) -> tuple[Line, ...]:
    """Say how far durations are apart: of all pairs, and of those with both ends right."""
    sides = (study.comparison.every, study.comparison.right)
    rows = [
        Line("Pairs with a difference", tuple(str(side.n) for side in sides)),
        Line("Bias", tuple(_bias(side) for side in sides)),
        Line("Standard deviation", tuple(_sd(side) for side in sides)),
        Line("Lower limit of agreement", tuple(_limit(side, "lower") for side in sides)),
        Line("Upper limit of agreement", tuple(_limit(side, "upper") for side in sides)),
        Line("Mean difference without its sign", tuple(_off(side) for side in sides)),
        Line("ICC(2,1), absolute agreement", tuple(_icc(side, "icc_2_1") for side in sides)),
        Line("ICC(3,1), consistency", tuple(_icc(side, "icc_3_1") for side in sides)),
        Line("SEM", tuple(_sem(side, "sem") for side in sides)),
        Line("MDC95", tuple(_sem(side, "mdc95") for side in sides)),
    ]
    if any(side.cover is not None for side in sides):
        rows.append(Line("Within the stated ±", tuple(_cover(side) for side in sides)))
    for name, end in (("Lift-off", study.comparison.lift_off), ("End", study.comparison.end)):
        if isinstance(end, Limits):
            rows.append(Line(f"{name}: bias", (_interval(end.bias, "s", sign=True), "")))
    return tuple(rows)


def refused(study: Study) -> tuple[str, ...]:
    """Say which figures there are not, and why."""
    said = []
    for name, side in ((EVERY, study.comparison.every), (RIGHT, study.comparison.right)):
        for what, figure in (("limits", side.plain), ("ICC, SEM and MDC", side.reliability)):
            if isinstance(figure, Refused):
                said.append(f"{name}, no {what}: {figure.reason}.")
    return tuple(said)


def assumed(study: Study) -> tuple[str, ...]:
    """Say how figures are to be read and what they rest on, a sentence or two each."""
    of = study.comparison
    said = [
        "In brackets are 95 % intervals. 95 in 100 differences lie between the limits of "
        "agreement, where differences are spread normally and alike for short and long holds; see "
        "the plot. Whether limits are narrow enough is for whoever uses the times to say, and "
        "before looking.",
        _repeated(of),
        "ICC depends on how different the holds are that were compared: it is no property of the "
        "timer alone. SEM is what one time is off by at random, MDC95 the least change between two "
        "times that is more than that; here both are of one method beside the other, not of a "
        "person from day to day.",
    ]
    if of.found.or_more or of.found.contradict:
        said.append("A time that was cut short is a bound, and takes part in no difference.")
    if study.kind == "stopwatch":
        said.append(
            "A stopwatch in the hand errs by about 0.1 s (one standard deviation; Faux and "
            "Godolphin 2019): its error is in all figures, and makes the stated ± look too narrow."
        )
    elif of.every.cover is not None:
        said.append("An error of the reference counts against the timer, also in the stated ±.")
    if of.clocks:
        said.append(
            "The reference has a clock of its own. Its offset was estimated from the attempts "
            "themselves, so that nothing is said of when a hold began or ended, only how long it "
            "was."
        )
    return (*said, NOT_ADVICE)


def sources(study: Study) -> tuple[str, ...]:
    """Say by what versions and formulas the figures were made."""
    version = f", algorithm {study.algorithm}" if study.algorithm else ""
    limits = study.comparison.every.limits
    methods = [limits.method] if isinstance(limits, Limits) else []
    return (
        f"{study.software}{version}.",
        f"Limits: {methods[0]}." if methods else "No limits.",
        f"{METHOD}. Shares: Wilson 1927.",
    )


def shared(figure: Share | Refused) -> str:
    """Say a share: how many, of how many, and with what interval."""
    if isinstance(figure, Refused):
        return f"- ({figure.reason})"
    low, high = 100 * figure.low, 100 * figure.high
    return f"{figure.count} of {figure.n}: {100 * figure.value:.0f} % [{low:.0f}, {high:.0f}]"


def _bias(side: Agreement) -> str:
    return _interval(side.limits.bias, "s", sign=True) if isinstance(side.limits, Limits) else "-"


def _sd(side: Agreement) -> str:
    if not isinstance(side.limits, Limits):
        return "-"
    told = f"{side.limits.sd:.3f} s"
    if side.limits.sd_between is None or side.limits.sd_within is None:
        return told
    return (
        f"{told} (between people {side.limits.sd_between:.3f}, within {side.limits.sd_within:.3f})"
    )


def _limit(side: Agreement, which: str) -> str:
    if not isinstance(side.limits, Limits):
        return "-"
    return _interval(getattr(side.limits, which), "s", sign=True)


def _off(side: Agreement) -> str:
    return "-" if side.mean_off_s is None else f"{side.mean_off_s:.3f} s"


def _icc(side: Agreement, which: str) -> str:
    if not isinstance(side.reliability, Reliability):
        return "-"
    return _interval(getattr(side.reliability, which), "")


def _sem(side: Agreement, which: str) -> str:
    if not isinstance(side.reliability, Reliability):
        return "-"
    return _interval(getattr(side.reliability, which), "s")


def _cover(side: Agreement) -> str:
    return "-" if side.cover is None else shared(side.cover)


def _longer(seconds: float) -> str:
    return f"{abs(seconds):.2f} s {'shorter' if seconds < 0 else 'longer'}"


def _interval(of: Estimate, unit: str, *, sign: bool = False) -> str:
    form = "+.3f" if sign else ".3f"
    after = f" {unit}" if unit else ""
    return f"{of.value:{form}}{after} [{of.low:{form}}, {of.high:{form}}]"


def _repeated(of: Comparison) -> str:
    limits, repeated = of.every.limits, of.every.repeated
    if isinstance(limits, Limits) and limits.persons is not None:
        return (
            f"Bias and limits take into account that the {limits.n} attempts are of "
            f"{limits.persons} people, and those of one person alike. ICC, SEM and MDC don't."
        )
    if isinstance(repeated, Refused) and of.persons < of.every.n:
        return (
            "Attempts are taken for independent, though people made several "
            f"({repeated.reason}): the intervals are too narrow."
        )
    if of.unnamed:
        return (
            "Attempts are taken for independent, since it is not said of all whose they are. "
            "Where one person made several, the intervals are too narrow: name people with a "
            "column person."
        )
    return "Attempts are taken for independent of one another."


def _whose(of: Comparison) -> str:
    told = []
    if of.persons:
        told.append(f"of {_many(of.persons, 'person', 'people')}")
    if of.unnamed:
        many = f"{_many(of.unnamed, 'recording')} " if of.persons else ""
        told.append(f"{many}of people not named")
    if of.simulated:
        many = "all" if of.simulated == of.recordings else str(of.simulated)
        told.append(f"{many} simulated")
    return f" {', '.join(told)}" if told else ""


def _clocks(of: Comparison) -> Sequence[str]:
    if not of.clocks:
        return ()
    shown = ", ".join(f"{one.recording} {one.offset_s:+.3f} s" for one in of.clocks[:8])
    more = f" and {len(of.clocks) - 8} more" if len(of.clocks) > 8 else ""
    said = [f"Offset added to the reference's clock, as estimated: {shown}{more}."]
    unsure = [one.recording for one in of.clocks if not one.sure]
    if unsure:
        said.append(
            f"Another offset fits nearly as well in {', '.join(unsure[:8])}: too few attempts tell "
            "which is which there."
        )
    return said


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}"

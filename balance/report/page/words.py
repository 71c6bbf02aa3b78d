"""What stands on the page whoever it is for, and who says the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balance.protocol.best_times import Mean, Time
    from balance.protocol.change import Answer
    from balance.protocol.conditions import Conditions
    from balance.protocol.reference import Reference
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.exercises.summary import Summary
    from balance.records.history.progress import Line


class Sayings(Protocol):
    """How holds and exercises are put into words: as both front doors do it."""

    def conditions(self, said: Conditions) -> str:
        """Say the conditions that are never mixed, without the leg."""

    def leg(self, line: Line) -> str:
        """Say which leg."""

    def day(self, text: str) -> str:
        """Say a day."""

    def time(self, best: Time | None) -> str:
        """Say a time."""

    def mean(self, found: Mean | None) -> str:
        """Say the mean of three."""

    def number(self, value: float, decimals: int = 1) -> str:
        """Write a number."""

    def changed(self, line: Line) -> str:
        """Say whether somebody holds longer than at the start."""

    def newest(self, line: Line) -> str:
        """Say how the newest session was."""

    def sides(self, line: Line) -> str:
        """Say left against right."""

    def reference(self, found: Reference | None) -> str:
        """Say what healthy people of that age held."""

    def weeks(self, weeks: Sequence[Week], plan: WeekPlan) -> tuple[str, ...]:
        """Say how weeks stand against their plan."""

    def exercises(self, found: Summary) -> tuple[str, ...]:
        """Say what was done of exercises and named tests, a sentence each."""


TITLE: Final = "Balance on one leg"
SIMULATED: Final = "Simulated: no person stood here. The program made these readings itself."
SUBTITLE: Final = "How long you stand on one leg, timed by a sensor."
BEST: Final = "Best"
MEAN: Final = "Mean of three"
CHANGE: Final = "Since the start"
NO_LEG: Final = "Leg not said"
LEGS: Final = {"left": "Left leg", "right": "Right leg", None: NO_LEG}
NEVER: Final = "–"
READ_THEM: Final = (
    "“45 s or more” means that the test ended there while you still stood. ± says how exactly the "
    "time is known."
)
HEADINGS: Final = {
    "times": "Your times",
    "chart": "In the course of time",
    "change": "What has changed",
    "step": "What comes next",
    "done": "What you have done",
    "method": "How this was measured",
    "sway": "How still you stood",
    "versions": "Versions and sources",
    "carried": "For whoever treats you next",
}
NOTHING_YET: Final = "No hold counts yet. After a first test your times stand here."
NO_SESSIONS: Final = "Holds of one session stand above; a second one makes it a chart."
STEP_ON_BOTH: Final = "Both legs"

ANSWERS: Final[Mapping[Answer, str]] = {
    "more": "longer",
    "less": "shorter",
    "within": "about as long",
    "not less": "not shorter",
    "not more": "not longer",
    "untold": "can't be told",
    "too few": "too early to say",
}

METHOD: Final = (
    "A sensor on the body felt the foot leave the floor and touch it again; the program worked out "
    "both moments, and nobody pressed a stopwatch. A hold is the time between them.",
    "± is how exactly a time is known: the true time is meant to lie within it 95 times in 100. "
    "That was checked on simulated recordings. A time that was set by hand has ± 0.2 s.",
    "“Or more” stands where a hold went on: at the longest time of a test, or as the readings "
    "ended. It is never counted as less than it was.",
    "Best is the longest hold that counts. The mean is that of the newest three that count. Times "
    "under different conditions are never mixed, and practice does not count.",
    "Usual ups and downs are how much sessions of one person differ anyway. A change is called one "
    "only where it goes beyond them; that takes five sessions and more.",
)
SWAY: Final = (
    "How much the trunk moved while standing, from 3 s after lift-off to 0.5 s before the end, in "
    "holds of 10 s and more: the middle of the newest holds, up to ten. The smaller, the stiller. "
    "A lean is how far the body leaned about its middle, were all of the movement leaning; "
    "Hz is its mean frequency."
)
SWAY_COLUMNS: Final = ("Holds", "Lean (°)", "RMS (m/s²)", "Hz")
NO_SWAY: Final = (
    "No hold has figures of sway: they take holds of 10 s and more, and a signal that is fine "
    "enough."
)
COARSE: Final = "* The sensor was coarse for this figure; it is likely to be too large."
CARRIED: Final = (
    "This PDF carries its results as data (balance-results.json, attached). Balance Timer takes "
    "them in: open the page in its window, or run “balance-timer import” with this file. They come "
    "in once, however often it is done. The readings of the sensor are not in it."
)
NOT_ADVICE: Final = "The next step is a suggestion by the rules named with it, and no prescription."

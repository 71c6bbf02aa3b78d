"""A comparison with what it is of: who is judged by what, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from balance.report.agreement.figures import Comparison

Kind = Literal["stopwatch", "force_plate", "video", "rater", "truth", "other"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
IN_WORDS: Final[dict[Kind, str]] = {
    "stopwatch": "a stopwatch",
    "force_plate": "a force plate",
    "video": "a video",
    "rater": "a rater",
    "truth": "the truth of simulated recordings",
    "other": "a reference",
}
TIMER: Final = "Balance Timer"


@dataclass(frozen=True, slots=True)
class Study:
    """What a page, a table or a bundle is of.

    Parameters
    ----------
    comparison
        The figures.
    first, reference
        Who is judged, and by what, in words: `TIMER`, "rater A", "a stopwatch".
    kind
        Of the reference.
    left_out
        What was not compared, a sentence each.
    algorithm
        Version of the timer; None where no side is the timer.
    software
        Name and version of the program.
    whose
        The recordings that were compared, each with its person, where that is said.
    """

    comparison: Comparison
    first: str
    reference: str
    kind: Kind
    left_out: tuple[str, ...]
    algorithm: str | None
    software: str
    whose: Mapping[str, str | None]

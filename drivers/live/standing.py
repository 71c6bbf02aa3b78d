"""Where a test stands: the one thing that is given to whatever draws it and sounds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.attempts import Score
    from balance.protocol.conditions import Leg
    from balance.protocol.exercise.scripts import Does
    from balance.signal.placement import Placement
    from balance.signal.quality import Status
    from balance.timing.phases import Phase
    from balance.timing.results import Hold
    from drivers.live.course import Entry

Stage = Literal["idle", "opening", "running", "resting", "paused", "over"]


@dataclass(frozen=True, slots=True)
class Guide:
    """Where a session that is led by voice stands, ready to be put in words.

    Parameters
    ----------
    title
        The exercise or the test.
    does
        What goes on in the step.
    called
        What the step is called; of a rest, what comes after it.
    side
        Which foot.
    left_s
        Whole seconds that are left of the step; None where nobody knows.
    part, parts
        Which exercise of how many; 0 before the first.
    minutes
        Whole minutes that are left of the session, about; 0 once it is over.
    counted
        Raises counted so far; None where nobody counts.
    faults
        Errors that somebody counted in this stance; None where they do not matter.
    said
        What was said last, in full, for whoever reads it.
    asks
        Of which exercise it is asked how it felt; empty where nothing is.
    measured
        Whether a hold is being measured: then the rest of the standing says how it stands.
    next
        What comes after the work that is under way; empty where nothing does, or where `called`
        says it.
    """

    title: str
    does: Does
    called: str
    side: str
    left_s: int | None
    part: int
    parts: int
    minutes: int
    counted: int | None = None
    faults: int | None = None
    said: str = ""
    asks: str = ""
    measured: bool = False
    next: str = ""


@dataclass(frozen=True, slots=True)
class Two:
    """How both of two sensors do, in the order in which they were chosen.

    Parameters
    ----------
    worn
        Where each is worn.
    lost
        Why no samples come of each; empty while they do.
    """

    worn: tuple[Placement, Placement]
    lost: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A moment of a test, ready to be put in words.

    `held_s` is None outside a hold. In the phase "ended" it stands: the end is decided, by
    `ended_by`, and not yet final. `went_on` is whether such an end was taken back in this hold.
    `last` is the newest final hold, until the next one begins, and `just_over` until the person
    is ready again. `leg` is the stance leg of the attempt that comes
    or is under way, `attempt` its number in the plan and `attempts` how many the plan has.
    `rest_s` is what is left of a rest, in whole seconds. What is said of the sensor stands still
    during a hold. `invitation` is what a phone is to open, while one is wanted. `unfit` says why
    the signal is too bad to time anything, `said` what has become of the recording, and `signal`,
    once the test is over, how good the samples were. `guide` is where a session led by voice
    stands; None for a test alone. `two` is how both sensors do, where two are worn.
    """

    stage: Stage = "idle"
    phase: Phase = "settling"
    held_s: float | None = None
    ended_by: str = ""
    went_on: bool = False
    last: Hold | None = None
    just_over: bool = False
    entries: tuple[Entry, ...] = ()
    scores: Mapping[Leg | None, Score] = field(default_factory=dict)
    leg: Leg | None = None
    attempt: int = 1
    attempts: int | None = None
    rest_s: int = 0
    move_sensor: bool = False
    undoable: bool = False
    practice: bool = False
    model: str | None = None
    rate_hz: float | None = None
    faults: tuple[str, ...] = ()
    lost: str = ""
    recording: str = ""
    unsaved: str = ""
    trouble: str = ""
    invitation: str = ""
    unfit: str = ""
    said: str = ""
    signal: tuple[Status, tuple[str, ...]] = ("valid", ())
    guide: Guide | None = None
    two: Two | None = None

    @property
    def active(self) -> bool:
        """Whether a test is under way."""
        return self.stage in ("opening", "running", "resting", "paused")

    @property
    def holding(self) -> bool:
        """Whether a hold is under way, or over and not yet final."""
        return self.held_s is not None

    @property
    def checked(self) -> bool:
        """Whether a hold is over, and its time not final yet."""
        return self.holding and self.phase == "ended"

    @property
    def can_judge(self) -> bool:
        """Whether there is a newest attempt of which something can be said."""
        return bool(self.entries) and not self.holding

"""One hold, followed from its lift-off to its end.

While holding, the first of these decides what happens next: a sign of a step-down, a second look
at an older sign, a quiet that tells of two-leg stance, the cap, a lean that no balance has. A sign
puts the hold in doubt; doubt ends in a step-down or in a correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.signal import features as f
from balance.signal import lift_off, step_down
from balance.signal.features import Features
from balance.signal.grid import GRID_HZ, rows
from balance.signal.profile import Profile
from balance.signal.results import EndReason, Event
from balance.signal.stillness import WINDOW, Quiet, StillLimits, quiet_at, still_rows
from balance.signal.vectors import squared
from balance.signal.verdict import LIKELY, SURE, Judge
from balance.signal.where import Moment, likeliest

SAME_BURST: Final = rows(1.0)
LONG_CALM: Final = rows(2.0)
SCANNED: Final = rows(3.0)  # at a time: what lies behind the next event is not looked at twice
SPARSE: Final = rows(0.1)  # how often a quiet is compared with the hold before it
UNLIKELY: Final = -4.0
ASTRAY_M_S2: Final = 5.0  # a lean of 30 degrees
WALKING_RAD_S: Final = 1.5
STIRRED: Final = 1.2
GUARD: Final = rows(0.3)
MOVED: Final = "not a hold: the person or the sensor moved too far"
NEVER_UP: Final = "not a hold: as quiet as before, nothing says that the foot was up"


@dataclass(frozen=True, slots=True)
class End:
    """How a hold ended; `reason` None means that it was none. Rows are of the grid."""

    reason: EndReason | None
    end_s: float
    spread_s: float
    paused_row: int
    known_row: int


class HoldCourse:
    """Follows one hold over feature rows.

    Parameters
    ----------
    features, profile, judge, cap_s
        As in `Phases`.
    quiet
        The stance before the lift.
    lift_sign, lift
        The first sign of the lift-off, a row, and when the foot left.
    known_row
        The row at which that was known.

    Attributes
    ----------
    events : list[Event]
        What became known and was not taken yet.
    end : End or None
        Set once the hold is over.
    """

    def __init__(
        self,
        features: Features,
        profile: Profile,
        judge: Judge,
        cap_s: float | None,
        quiet: Quiet,
        lift_sign: int,
        lift: Moment,
        known_row: int,
    ) -> None:
        self._features = features
        self._profile = profile
        self._judge = judge
        self._cap_s = cap_s
        self._quiet = quiet
        self._lift_row = round(lift.row)
        self._known_row = known_row
        self._lift_sign = lift_sign
        self._calm_limits = _hardly_more_than(quiet)
        self._cursor = self._lift_row + 1
        self._tick = 0
        self._looks: list[tuple[int, int]] = []  # row and sign of the second looks to come
        self._likeliest: tuple[float, int] = (-np.inf, 0)  # the best dismissed sign
        self._corrected_row = -SAME_BURST
        self.lift = lift
        self.phase: Literal["holding", "maybe_down"] = "holding"
        self.sign = 0
        self.corrections = 0
        self.events: list[Event] = []
        self.end: End | None = None

    def step(self) -> bool:
        """Look at rows not yet seen; True where something happened and more may follow."""
        if self.phase == "maybe_down":
            now = self.sign + step_down.DOUBT[self._tick]
            if now >= self._features.rows.end:
                return False
            self._judge_sign(now, last=self._tick + 1 == len(step_down.DOUBT))
            return True
        return self._hold()

    def finish(self) -> None:
        """No more rows will come: a doubt is settled on what there is."""
        last = self._features.rows.end - 1
        if self.phase == "maybe_down" and last - self.sign > GRID_HZ / 10:
            self._judge_sign(last, last=True)
        if self.end is None and self._likeliest[0] > 0.0:
            # More likely than not, and nothing more will come: a hold is not drawn out to the end.
            self._come_down(self._likeliest[1], last, paused_row=last)
        elif self.end is None and self._profile.trunk and not self._is_up(last):
            self._discard(last, NEVER_UP)

    # -- holding ------------------------------------------------------------------------------

    def _hold(self) -> bool:
        end = min(self._features.rows.end, self._cursor + SCANNED)
        if self._cursor >= end:
            return False
        sign = step_down.first_sign(
            self._features, self._cursor, end, self._lift_row, self._quiet, self._profile.down
        )
        upto = end if sign is None else sign + 1
        look, of_sign = min(self._looks, default=(upto, 0))
        upto = min(upto, look + 1)
        astray = self._astray_row(upto)
        upto = upto if astray is None else astray + 1
        calm = self._calm_row(upto)
        cap = self._cap_row()
        if cap is not None and cap < (upto if calm is None else calm):
            self._reach_cap(cap)
        elif calm is not None:
            self._land_unseen(calm)
        elif astray is not None:
            self._discard(astray, MOVED)
        elif look < upto:
            self._look_again(look, of_sign)
        elif sign is not None:
            self.sign, self._tick, self.phase = sign, 0, "maybe_down"
            self._say("pause", self._time_s(sign), sign)
        else:
            self._cursor = end
        return True

    def _cap_row(self) -> int | None:
        if self._cap_s is None:
            return None
        return int(np.ceil(self.lift.row + self._cap_s * GRID_HZ))

    def _reach_cap(self, cap: int) -> None:
        known = max(cap, self._cursor)
        end_s = self._time_s(self.lift.row) + float(self._cap_s or 0.0)
        self._say("cap", end_s, known)
        self._over("cap", end_s, 0.0, known, known)

    def _astray_row(self, upto: int) -> int | None:
        """First row at which a trunk leans, or a leg swings, as nobody's does while balancing."""
        if self._cursor >= upto:
            return None
        if not self._profile.trunk:
            return self._walking_row(upto)
        up = self._features.rows.view(self._cursor, upto)[f.UP]
        astray = squared(up - self._quiet.up_m_s2[:, None]) > ASTRAY_M_S2**2
        found = np.flatnonzero(astray)
        return self._cursor + int(found[0]) if found.size else None

    def _walking_row(self, upto: int) -> int | None:
        """First row that ends three seconds in each of which a leg swings as in walking."""
        first = max(self._cursor, self._lift_row + 3 * WINDOW)
        if first >= upto or not self._features.has_gyr:
            return None
        sums = self._features.rows.view(first - 3 * WINDOW, upto)[f.SUM_GYR2]
        swings = sums[WINDOW:] - sums[:-WINDOW] > WINDOW * WALKING_RAD_S**2
        found = np.flatnonzero(
            swings[2 * WINDOW :] & swings[WINDOW:-WINDOW] & swings[: -2 * WINDOW]
        )
        return first + int(found[0]) if found.size else None

    def _calm_row(self, upto: int) -> int | None:
        """First row at which a quiet as before the lift says that nobody is on one leg."""
        earliest = self._lift_row + 2 * WINDOW
        first = max(self._cursor, earliest)
        if first >= upto:
            return None
        if not still_rows(self._features, first, upto, self._calm_limits).any():
            return None  # as nearly always: what came before need not be looked at
        before = max(earliest, first - LONG_CALM)
        calm = still_rows(self._features, before, upto, self._calm_limits)
        stirs = np.where(calm, before - 1, np.arange(before, upto))
        run = np.arange(before, upto) - np.maximum.accumulate(stirs)
        for row in first + np.flatnonzero(calm[first - before :]):
            if run[row - before] >= LONG_CALM or (
                row % SPARSE == 0 and self._stands_again(int(row))
            ):
                return int(row)
        return None

    def _is_calm(self, row: int) -> bool:
        return bool(still_rows(self._features, row, row + 1, self._calm_limits)[0])

    def _stands_again(self, row: int) -> bool:
        return step_down.stands_again(self._features, row, self._lift_row, self._quiet)

    def _land_unseen(self, calm: int) -> None:
        """No sign was believed, but the person stands on two legs: the likeliest sign was it."""
        if self._profile.trunk and not self._stands_again(calm):
            self._discard(calm, NEVER_UP)  # no return: what came before was fidgeting
            return
        odds, sign = self._likeliest
        begin = max(self._lift_row + step_down.BLIND, calm - LONG_CALM - 4 * WINDOW)
        if sign < begin or odds < UNLIKELY:
            sign = step_down.loudest(self._features, begin, calm - WINDOW // 2)
        self._come_down(sign, calm, paused_row=calm)

    # -- doubt --------------------------------------------------------------------------------

    def _judge_sign(self, now: int, *, last: bool) -> None:
        odds = self._odds(self.sign, now)
        if odds > (LIKELY if last else SURE):
            self._come_down(self.sign, now, paused_row=self.sign)
        elif last:
            self._correct(odds, now)
        else:
            self._tick += 1

    def _correct(self, odds: float, now: int) -> None:
        """A false alarm: the clock goes on as if nothing had happened."""
        sign = self.sign
        if sign - self._corrected_row > SAME_BURST:
            self.corrections += 1
        self._corrected_row = sign
        self._say("correction", self._time_s(sign), now)
        self._likeliest = max(self._likeliest, (odds, sign))
        self._looks += [(sign + after, sign) for after in step_down.SECOND_LOOKS]
        self.phase, self._cursor = "holding", sign + 5

    def _look_again(self, now: int, sign: int) -> None:
        """What came since a dismissed sign may say that it was the step-down after all."""
        self._looks.remove((now, sign))
        self._cursor = max(now, self._cursor)
        if self._odds(sign, now) > LIKELY:
            self._come_down(sign, now, paused_row=now)

    def _odds(self, sign: int, now: int) -> float:
        seen = step_down.evidence(self._features, sign, now, self._lift_row, self._quiet)
        return self._judge.down(seen, self._time_s(sign), self._time_s(now))

    # -- the end ------------------------------------------------------------------------------

    def _come_down(self, sign: int, now: int, *, paused_row: int) -> None:
        if not self._was_a_hold(sign):
            self._discard(now, NEVER_UP)
            return
        span = step_down.span(sign, now, self._lift_row, trunk=self._profile.trunk)
        moment = likeliest(self._features, span, now, sign, self._quiet, self._judge, "down")
        end_s = self._time_s(moment.row)
        self._say("step_down", end_s, now)
        self._over("step_down", end_s, moment.spread_s, paused_row, now)

    def _was_a_hold(self, end_row: int) -> bool:
        """Whether a trunk moved more in the usual second of the hold than in the quiet before."""
        if not self._profile.trunk or end_row - self._lift_row < 2 * WINDOW:
            return True
        ends = range(end_row - GUARD, self._lift_row + GUARD + WINDOW, -WINDOW)
        seconds = [quiet_at(self._features, row) for row in list(ends)[:10]]
        acc = np.percentile([second.acc_rms_m_s2 for second in seconds], 30)
        gyr = np.percentile([second.gyr_rms_rad_s for second in seconds], 30)
        quiet = self._quiet
        return bool(
            acc > STIRRED * quiet.acc_rms_m_s2
            or (self._features.has_gyr and gyr > STIRRED * quiet.gyr_rms_rad_s)
        )

    def _is_up(self, row: int) -> bool:
        """Whether a trunk still looks like that of somebody on one leg."""
        if self._is_calm(row) or not self._was_a_hold(row):
            return False
        seen = lift_off.evidence(self._features, self._lift_sign, row, self._quiet)
        odds = self._judge.lift(seen, self._time_s(self._lift_sign), self._time_s(row))
        return odds > self._profile.lifted

    def _discard(self, row: int, why: str) -> None:
        self._say("note", self._time_s(row), row, why)
        self._over(None, self._time_s(row), 0.0, row, row)

    def _over(
        self, reason: EndReason | None, end_s: float, spread_s: float, paused: int, known: int
    ) -> None:
        paused, known = max(paused, self._known_row), max(known, self._known_row)
        self.end = End(reason, end_s, spread_s, paused, known)

    def _say(self, event: str, t_s: float, known: int, detail: str = "") -> None:
        known_s = self._time_s(max(known, self._known_row))
        self.events.append(Event(event, t_s, known_s, detail))

    def _time_s(self, row: float) -> float:
        return self._features.grid.time_s(row)


def _hardly_more_than(quiet: Quiet) -> StillLimits:
    """Limits that a quiet stance keeps, and one leg hardly ever does."""
    return StillLimits(
        acc_m_s2=float(np.clip(1.3 * quiet.acc_rms_m_s2, 0.04, 0.25)),
        gyr_rad_s=float(np.clip(1.3 * quiet.gyr_rms_rad_s, 0.015, 0.06)),
    )

"""One hold, followed from its lift-off to its end.

While holding, the first of these decides what happens next: a sign of a step-down, a second look
at an older sign, a quiet that tells of two-leg stance, the cap, a lean that no balance has. A sign
puts the hold in doubt; doubt ends in a step-down or in a correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.samples import FloatArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import GRID_HZ, rows
from balance.signal.stillness import WINDOW, Quiet, StillLimits, quiet_at, still_rows
from balance.signal.vectors import squared
from balance.timing import lift_off, step_down
from balance.timing.cues import Cue
from balance.timing.profile import Profile
from balance.timing.results import EndReason, Event
from balance.timing.verdict import LIKELY, SURE, Judge
from balance.timing.where import Moment, likeliest

SAME_BURST: Final = rows(1.0)
LONG_CALM: Final = rows(2.0)
SCANNED: Final = rows(3.0)  # at a time: what lies behind the next event is not looked at twice
SPARSE: Final = rows(0.1)  # how often a quiet is compared with the hold before it
UNLIKELY: Final = -4.0
HARDLY: Final = -0.5  # log odds below which a sign no longer keeps the clock standing
ASTRAY_M_S2: Final = 5.0  # a lean of 30 degrees
WALKING_RAD_S: Final = 1.8  # RMS of a second, on a leg
WALKING_M_S2: Final = 1.3  # on the trunk
WALKED: Final = 3 * WINDOW
STIRRED: Final = 1.2
QUIETER: Final = 0.8
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
        self.known_row = known_row
        self._lift_sign = lift_sign
        self._calm_limits = _hardly_more_than(quiet)
        self._shift = lift_off.shift_at(features, self._lift_row, known_row, quiet)
        self._cursor = self._lift_row + 1
        self._tick = 0
        self._doubting = False
        self._hopes: dict[int, float] = {}  # signs that keep the clock standing, and their odds
        self._looks: list[tuple[int, int]] = []  # row and sign of the second looks to come
        self._likeliest: tuple[float, int] = (-np.inf, 0)  # the best dismissed sign
        self._corrected_row = -SAME_BURST
        self.lift = lift
        self.paused_row: int | None = None
        self._sign = 0
        self.corrections = 0
        self.cues: tuple[Cue, ...] = ()
        self.events: list[Event] = []
        self.end: End | None = None

    @property
    def phase(self) -> Literal["holding", "maybe_down"]:
        """Whether the clock stands because of a sign that is in doubt."""
        return "holding" if self.paused_row is None else "maybe_down"

    def step(self) -> bool:
        """Look at rows not yet seen; True where something happened and more may follow."""
        if self._doubting:
            now = self._sign + step_down.DOUBT[self._tick]
            if now >= self._features.rows.end:
                return False
            self._judge_sign(now, last=self._tick + 1 == len(step_down.DOUBT))
            return True
        return self._hold()

    def finish(self) -> None:
        """No more rows will come: a doubt is settled on what there is."""
        last = self._features.rows.end - 1
        if self._doubting and last - self._sign > GRID_HZ / 10:
            self._judge_sign(last, last=True)
        if self.end is None and self._likeliest[0] > 0.0:
            # More likely than not, and nothing more will come: a hold is not drawn out to the end.
            self._come_down(self._likeliest[1], last)
        elif self.end is None and self._profile.trunk and not self._is_up(last):
            self._discard(last, NEVER_UP)

    # -- holding ------------------------------------------------------------------------------

    def _hold(self) -> bool:
        end = min(self._features.rows.end, self._cursor + SCANNED)
        if self._cursor >= end:
            return False
        sign = step_down.first_sign(
            self._features,
            self._cursor,
            end,
            self._lift_row,
            self._quiet,
            self._shift,
            self._profile.down,
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
            self._sign, self._tick, self._doubting = sign, 0, True
            if self.paused_row is None:
                self.paused_row = sign
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
        """First row at which a trunk leans, or anybody walks, as nobody does while balancing."""
        if self._cursor >= upto:
            return None
        rows_astray = [self._leaning_row(upto), self._walking_row(self._cursor, upto)]
        return min((row for row in rows_astray if row is not None), default=None)

    def _leaning_row(self, upto: int) -> int | None:
        if not self._profile.trunk:
            return None
        up = self._features.rows.view(self._cursor, upto)[f.UP]
        astray = squared(up - self._quiet.up_m_s2[:, None]) > ASTRAY_M_S2**2
        found = np.flatnonzero(astray)
        return self._cursor + int(found[0]) if found.size else None

    def _walking_row(self, first: int, upto: int) -> int | None:
        """First row that ends three seconds in each of which it moves as in walking."""
        first = max(first, self._lift_row + WALKED)
        if first >= upto or not (self._profile.trunk or self._features.has_gyr):
            return None
        view = self._features.rows.view(first - WALKED, upto)
        if self._profile.trunk:
            mean = (view[f.SUM_ACC, WINDOW:] - view[f.SUM_ACC, :-WINDOW]) / WINDOW
            about = (view[f.SUM_ACC2, WINDOW:] - view[f.SUM_ACC2, :-WINDOW]) / WINDOW
            walks = about - squared(mean) > WALKING_M_S2**2
        else:
            turning2 = view[f.SUM_GYR2, WINDOW:] - view[f.SUM_GYR2, :-WINDOW]
            walks = turning2 > WINDOW * WALKING_RAD_S**2
        found = np.flatnonzero(walks[2 * WINDOW :] & walks[WINDOW:-WINDOW] & walks[: -2 * WINDOW])
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
        self._come_down(sign, calm)

    # -- doubt --------------------------------------------------------------------------------

    def _judge_sign(self, now: int, *, last: bool) -> None:
        odds = self._odds(self._sign, now)
        if odds > (LIKELY if last else SURE):
            self._come_down(self._sign, now)
        elif last:
            self._dismiss(self._sign, odds, now)
        else:
            self._tick += 1

    def _dismiss(self, sign: int, odds: float, now: int) -> None:
        """Not believed yet: what comes later is looked at while the hold goes on."""
        self._likeliest = max(self._likeliest, (odds, sign))
        if odds > UNLIKELY:
            self._looks += [(sign + after, sign) for after in self._profile.second_looks]
        self._doubting, self._cursor = False, sign + 5
        self._hope(sign, odds, now)

    def _hope(self, sign: int, odds: float, now: int) -> None:
        """Keep the clock standing for as long as some sign is not unlikely to be the step-down."""
        self._hopes[sign] = odds
        self._hopes = {row: hope for row, hope in self._hopes.items() if hope > HARDLY}
        if self.paused_row is None or self._hopes:
            return
        if self.paused_row - self._corrected_row > SAME_BURST:
            self.corrections += 1
        self._corrected_row = self.paused_row
        self._say("correction", self._time_s(self.paused_row), now)
        self.paused_row = None

    def _look_again(self, now: int, sign: int) -> None:
        """What came since a dismissed sign may say that it was the step-down after all."""
        self._looks.remove((now, sign))
        self._cursor = max(now, self._cursor)
        odds = self._odds(sign, now)
        if odds > LIKELY:
            self._come_down(sign, now)
            return
        if now - sign >= self._profile.second_looks[-1]:
            odds = -np.inf
        self._hope(sign, odds, now)

    def _odds(self, sign: int, now: int) -> float:
        return self._judge.down(self._evidence(sign, now), self._time_s(sign), self._time_s(now))

    def _why(self, sign: int, now: int) -> tuple[Cue, ...]:
        times_s = self._time_s(sign), self._time_s(now)
        return self._judge.cues("step_down", self._evidence(sign, now), *times_s)

    def _evidence(self, sign: int, now: int) -> FloatArray:
        hold = self._lift_row, self._quiet
        seen = step_down.evidence(self._features, sign, now, *hold)
        if not self._profile.trunk:
            return seen
        back = step_down.shift_evidence(self._features, sign, now, *hold, self._shift)
        return np.concatenate([seen, back])

    # -- the end ------------------------------------------------------------------------------

    def _come_down(self, sign: int, now: int) -> None:
        if not self._was_a_hold(sign):
            self._discard(now, NEVER_UP)
            return
        if self._walking_row(now, now + 1) is not None:
            self._discard(now, MOVED)
            return
        span = step_down.span(sign, now, self._lift_row, trunk=self._profile.trunk)
        shift = self._shift if self._profile.trunk else None
        marks = step_down.marks(self._features, sign, span[0], now, self._quiet, shift)
        moment = likeliest(self._features, span, now, marks, self._quiet, self._judge, "down")
        end_s = self._time_s(moment.row)
        self.cues += self._why(sign, now)
        self._say("step_down", end_s, now)
        paused_row = now if self.paused_row is None else self.paused_row
        self._over("step_down", end_s, moment.spread_s, paused_row, now)

    def _was_a_hold(self, end_row: int, *, least: float = 0.0) -> bool:
        """Whether a trunk moved more in the usual second of the hold than in the quiet before.

        `least` is what its acceleration must be, however much it turned, as a share of the quiet's.
        """
        if not self._profile.trunk or end_row - self._lift_row < 2 * WINDOW:
            return True
        ends = range(end_row - GUARD, self._lift_row + GUARD + WINDOW, -WINDOW)
        seconds = [quiet_at(self._features, row) for row in list(ends)[:10]]
        acc = [second.acc_rms_m_s2 for second in seconds]
        gyr = [second.gyr_rms_rad_s for second in seconds]
        quiet_acc, quiet_gyr = self._quiet.acc_rms_m_s2 + 1e-3, self._quiet.gyr_rms_rad_s + 1e-3
        pushed = float(np.percentile(acc, 30)) / quiet_acc
        turned = float(np.percentile(gyr, 30)) / quiet_gyr if self._features.has_gyr else pushed
        quietest = float(np.percentile(acc, 20)) / quiet_acc
        return max(pushed, turned) > STIRRED and quietest > least

    def _is_up(self, row: int) -> bool:
        """Whether a trunk still looks like that of somebody on one leg."""
        if self._is_calm(row) or not self._was_a_hold(row, least=QUIETER):
            return False
        seen = lift_seen(self._features, self._profile, self._lift_sign, row, self._quiet)
        odds = self._judge.lift(seen, self._time_s(self._lift_sign), self._time_s(row))
        return odds > self._profile.lifted

    def _discard(self, row: int, why: str) -> None:
        self._say("note", self._time_s(row), row, why)
        self._over(None, self._time_s(row), 0.0, row, row)

    def _over(
        self, reason: EndReason | None, end_s: float, spread_s: float, paused: int, known: int
    ) -> None:
        paused, known = max(paused, self.known_row), max(known, self.known_row)
        self.end = End(reason, end_s, spread_s, paused, known)

    def _say(self, event: str, t_s: float, known: int, detail: str = "") -> None:
        known_s = self._time_s(max(known, self.known_row))
        self.events.append(Event(event, t_s, known_s, detail))

    def _time_s(self, row: float) -> float:
        return self._features.grid.time_s(row)


def _hardly_more_than(quiet: Quiet) -> StillLimits:
    """Limits that a quiet stance keeps, and one leg hardly ever does."""
    return StillLimits(
        acc_m_s2=float(np.clip(1.3 * quiet.acc_rms_m_s2, 0.04, 0.25)),
        gyr_rad_s=float(np.clip(1.3 * quiet.gyr_rms_rad_s, 0.015, 0.06)),
    )


def lift_seen(
    features: Features, profile: Profile, sign: int, now: int, quiet: Quiet
) -> FloatArray:
    """What speaks for a foot in the air: on a trunk, the weight shift as well."""
    seen = lift_off.evidence(features, sign, now, quiet)
    if not profile.trunk:
        return seen
    return np.concatenate([seen, lift_off.shift_evidence(features, sign, now, quiet)])

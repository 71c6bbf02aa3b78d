"""Raises seen by a sensor on the shank: it goes up by a few centimetres and hardly tilts."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.timing.raises.begin import LEAST, LEAST_SIZE, PERIODS_S, Begun, begun, goes_up
from balance.timing.raises.found import Found
from balance.timing.raises.matching import APART, Match, Template
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import TILE, Rows
from balance.timing.raises.traces import Traces, traces_of

#: The start of a set is looked for every so many tiles: it takes some raises to be known anyway.
_PATIENT: Final = 4
#: A rise of this much is no chance; with less it is waited for, in seconds and in periods.
_SURE_M: Final = 0.02
_WAITS_S: Final = 24.0
_WAITS: Final = 4.0
_QUIET: Final = 1.7
#: A further raise looks like the others so much; or less, where it is due and goes up.
_FURTHER: Final = 0.5
_DUE_SCORE: Final = 0.3
_DUE: Final = (0.7, 1.4)
_DUE_UP: Final = 0.45
_DUE_SIZES: Final = (0.4, 1.8)
#: One that comes on time may be smaller: the end of the last one comes sooner.
_ON_TIME: Final = (0.95, 1.2)
_LEAST_ON_TIME: Final = 0.22
#: It is known once so many periods have passed since its top: a better one may still come.
_KNOWN: Final = 0.84
#: RMS of what is felt beyond gravity during a raise; steps and hops push harder.
_FORCE_M_S2: Final = 1.5
_NEWEST: Final = 6


class ShankFinder:
    """Finds raises in rows of the shank.

    Attributes
    ----------
    counting : bool
        Whether a set is under way.
    unclear : bool
        Whether there was something like a set, too faint to be counted.
    """

    def __init__(self, rows: Rows, rest: Rest) -> None:
        self.counting = self.unclear = False
        self._rows = rows
        self._rest = rest
        self._from = 0  # the row that the next set is looked for from
        self._period_s = 0.0
        self._windows: list[FloatArray] = []
        self._template: Template | None = None
        self._up_score = 0.0
        self._top = 0.0  # of the newest raise
        self._comes = False

    def found(self, *, over: bool) -> list[Found]:
        """Raises that the newest tile completes; `over` where there is no more to come."""
        if self._rest.down_m_s2 is None:
            return []
        if self._template is not None:
            new = self._further(self._template, over)
        elif self._rows.last // TILE % _PATIENT and not over:
            return []
        else:
            new = self._first(over)
        return [self._as_found(each) for each in new]

    def is_up(self) -> bool:
        """Whether a raise is under way that may not be taken yet."""
        return self._comes

    def over(self) -> None:
        """The set is over: another may begin from here on."""
        self.counting, self._comes, self._template = False, False, None
        self._from = self._rows.last

    def _first(self, over: bool) -> list[Match]:
        begin = max(self._rows.first, self._rest.since, self._from)
        sets = []
        for period_s in PERIODS_S:
            each = begun(self._rows, begin, period_s, over=over)
            if each == "unclear":
                self.unclear = True
            elif each and all(self._only_the_heel(one) for one in each.matches[-3:]):
                sets.append(each)
        if not sets:
            return []
        # A wrong period is a part of the right one, and goes up by much less.
        best = max(sets, key=lambda each: each.rise_m)
        if not over and not self._is_sure(best):
            return []
        self.counting = True
        self._period_s, self._template = best.period_s, best.template
        self._windows, self._up_score = list(best.windows[-_NEWEST:]), best.up_score
        self._top = best.matches[-1].top
        return list(best.matches)

    def _is_sure(self, best: Begun) -> bool:
        """Whether a longer period can't show any more; a part of one goes up by little."""
        if best.rise_m >= _SURE_M:
            return True
        lasts = (self._rows.last - best.matches[0].top) * STEP_S
        quiet = (self._rows.last - best.matches[-1].top) * STEP_S
        long = max(_WAITS_S, _WAITS * best.period_s)
        return lasts >= long or quiet >= _QUIET * best.period_s

    def _further(self, template: Template, over: bool) -> list[Match]:
        traces = self._since_newest(over)
        self._comes = False
        for each in template.matches(traces, self._period_s, _DUE_SCORE):
            if each.top < self._top + APART * self._period_s / STEP_S or not self._fits(each):
                continue
            if not over and self._rows.last < each.top + _KNOWN * self._period_s / STEP_S:
                self._comes = True
                continue
            if not self._only_the_heel(each):
                continue
            window = traces.window(each.place)
            if window is not None:
                self._windows = [*self._windows, window][-_NEWEST:]
                self._template = Template(self._windows)
            self._top = each.top
            return [each, *self._further(self._template or template, over)] if over else [each]
        return []

    def _since_newest(self, over: bool) -> Traces:
        first = int(self._top - 1.2 * self._period_s / STEP_S)
        before_s = 0.2 * self._period_s if first <= self._rows.first else 0.0
        first = max(self._rows.first, first)
        after_s = 0.6 * self._period_s * over
        return traces_of(self._rows, first, self._rows.last, self._period_s, before_s, after_s)

    def _fits(self, each: Match) -> bool:
        """Whether a match is a further raise."""
        due = (each.top - self._top) * STEP_S / self._period_s
        on_time = _ON_TIME[0] < due < _ON_TIME[1]
        least = _LEAST_ON_TIME if on_time else LEAST_SIZE
        if each.score >= _FURTHER:
            return goes_up(each, self._up_score, least)
        return (
            _DUE[0] < due < _DUE[1]
            and self._up_score > LEAST
            and each.score * each.size >= least
            and each.up_score > _DUE_UP * self._up_score
            and _DUE_SIZES[0] < each.up_size < _DUE_SIZES[1]
        )

    def _only_the_heel(self, each: Match) -> bool:
        felt = self._rows.felt(int(each.start), int(each.end))
        if felt.shape[1] < 2:
            return True
        size = np.sqrt(np.sum(felt * felt, axis=0))
        return float(np.std(size)) <= _FORCE_M_S2

    def _as_found(self, each: Match) -> Found:
        time_s = self._rows.time_s
        return Found(time_s(each.start), time_s(each.top), time_s(each.end), None)

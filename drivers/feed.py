"""Feed: what was read, and when, to blocks of samples with the times at which they were taken."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, Inlet, SampleBlock
from drivers.arrivals import Arrivals
from drivers.clock import DeviceClock, StampClock
from drivers.health import Health
from drivers.tally import Tally
from drivers.wire import Decoder, Rows
from drivers.wire.judging import FASTEST_RAD_S

#: As many decimals as a recording has, so that what is timed live is timed again from the file.
TIME_DECIMALS: Final = 6
VALUE_DECIMALS: Final = 4
#: How far off a rate may be that was measured for a second, as a share.
RATE_OFF: Final = 0.05

Read = tuple[list[bytes], float]


class Feed:
    """One device's rows on their way to blocks; no I/O of its own.

    Parameters
    ----------
    decoder
        Fresh, for what will be pushed.
    rate_hz
        Samples a second as far as known.
    has_gyr
        Whether all blocks have a rate of turn.

    Notes
    -----
    Time 0 of the blocks is that of the first sample.
    """

    def __init__(self, decoder: Decoder, *, rate_hz: float, has_gyr: bool) -> None:
        self._decoder = decoder
        self._period_s = 1.0 / rate_hz
        self._has_gyr = has_gyr
        self._origin_s: float | None = None
        self._arrivals = Arrivals()
        self._kind = ""
        self._clock: DeviceClock | StampClock | None = None
        self._fresh = True
        self._inlet = Inlet()
        self._tally = Tally(self._period_s)
        self._counted = 0
        self._incomplete = 0
        self._too_fast = 0

    @property
    def zero_s(self) -> float | None:
        """Time of the monotonic clock of this computer at time 0 of the blocks; None before any.

        Of a device whose stamps are taken as they stand it is told by what arrived least late.
        """
        if self._origin_s is None:
            return None
        clock = self._clock
        return self._origin_s + (clock.behind_s if isinstance(clock, StampClock) else 0.0)

    @property
    def listens_first(self) -> bool:
        """Whether what comes after a silence tells more where it is taken some at a time."""
        return self._fresh or self._kind == "counted"

    def push(self, reads: list[Read]) -> SampleBlock | None:
        """Take reads; give the samples that they complete, None where there are none."""
        found = []
        for pieces, now_s in reads:
            for piece in pieces:
                self._arrivals.note(len(piece), now_s)
                found.append(self._decoder.push(piece))
        rows = [each for each in found if len(each) and self._is_complete(each)]
        if not rows:
            return None
        time_s, late_s = self._times(rows)
        if self._origin_s is None:
            self._origin_s = float(time_s[0])
        acc = np.round(np.concatenate([each.acc_m_s2 for each in rows]), VALUE_DECIMALS)
        gyr = [each.gyr_rad_s for each in rows if each.gyr_rad_s is not None]
        block = self._inlet.push(
            np.round(time_s - self._origin_s, TIME_DECIMALS),
            acc,
            np.round(np.concatenate(gyr), VALUE_DECIMALS) if self._has_gyr else None,
        )
        self._inlet.gaps.clear()  # the core finds them again, and a long day has many
        if block.gyr_rad_s is not None:
            fast = (np.abs(block.gyr_rad_s) > FASTEST_RAD_S).any(axis=1)
            self._too_fast += int(np.count_nonzero(fast))
        self._tally.note(block, late_s, self._decoder.facts.range_m_s2)
        return block if len(block) else None

    def restart(self, *, reconnected: bool) -> None:
        """Let times start from the next arrival: there was a silence, or a new connection."""
        self._fresh = True
        if reconnected:
            self._decoder.restart()
        if self._clock is not None:
            self._clock.restart()

    def health(self) -> Health:
        """What came so far, and how."""
        facts, inlet, tally = self._decoder.facts, self._inlet, self._tally
        errors = {name: n for name, n in self._decoder.counts.items() if name != "frames"}
        errors |= {
            "not_finite": inlet.not_finite,
            "repeats": inlet.repeats,
            "backward": inlet.backward,
            "incomplete": self._incomplete,
            "too_fast": self._too_fast,
        }
        return Health(
            rate_hz=tally.rate_hz,
            jitter_s=tally.jitter_s,
            samples=tally.samples,
            lost=tally.lost,
            gaps=tally.gaps,
            errors={name: count for name, count in errors.items() if count},
            saturated=tally.saturated,
            resolution_m_s2=facts.resolution_m_s2,
            range_m_s2=facts.range_m_s2,
            battery=facts.battery,
            drift_ppm=self._clock.drift_ppm if self._clock and self._kind == "stamp" else None,
        )

    def _is_complete(self, rows: Rows) -> bool:
        """Whether rows have all that the first ones had; the others are counted and left out."""
        if not self._kind:
            self._kind = _kind(rows)
            self._clock = self._make_clock()
        known = self._kind == "counted" or _kind(rows) == self._kind
        if known and (rows.gyr_rad_s is not None or not self._has_gyr):
            return True
        self._incomplete += len(rows)
        return False

    def _make_clock(self) -> DeviceClock | StampClock:
        if self._kind != "stamp":
            return DeviceClock(self._period_s, off=RATE_OFF, counted=self._kind == "counted")
        return StampClock() if self._decoder.own_time else DeviceClock()

    def _times(self, rows: list[Rows]) -> tuple[FloatArray, FloatArray]:
        ends = np.concatenate([each.end_byte for each in rows])
        arrival_s = self._arrivals.of(ends)
        self._arrivals.forget(int(ends[-1]))
        clock = self._clock
        assert clock is not None  # noqa: S101 - made with the first rows
        time_s = clock.push(self._units(rows, ends.size), arrival_s)
        self._fresh = False
        return time_s, clock.late_s

    def _units(self, rows: list[Rows], n: int) -> FloatArray:
        if self._kind == "stamp":
            return np.concatenate([each.stamp_s for each in rows if each.stamp_s is not None])
        if self._kind == "count":
            counts = [each.count for each in rows if each.count is not None]
            return np.concatenate(counts).astype(np.float64)
        self._counted += n
        return np.arange(self._counted - n, self._counted, dtype=np.float64)


def _kind(rows: Rows) -> str:
    """What tells when a row was taken."""
    if rows.stamp_s is not None:
        return "stamp"
    return "counted" if rows.count is None else "count"

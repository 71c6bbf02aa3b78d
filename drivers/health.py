"""How a connection stands: what came, what did not, and how it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from balance.samples import Losses, count_of

LinkState = Literal["open", "silent", "lost"]


@dataclass(frozen=True, slots=True)
class Health:
    """A connection at one moment. It is asked for, never sent.

    Parameters
    ----------
    state
        open: samples come; silent: connected, and none come; lost: not connected, trying.
    detail
        Why it is lost, as the end of a sentence.
    rate_hz
        Samples a second over the last seconds, None before that is known.
    jitter_s
        How late samples come, 95 of 100 of them: the time from being taken to arriving, above the
        least. It does not reach their times.
    samples, lost
        Samples that came, and samples missing between them in holes too short for a gap.
    gaps
        Holes of 0.3 s and more.
    reconnects
        How often it was lost or silent, and came back.
    errors
        Faults in what came, by name, those that happened.
    saturated
        Samples at the end of the range.
    resolution_m_s2, range_m_s2, battery
        As the device says, where it does; battery from 0 to 1.
    drift_ppm
        How much faster its clock runs than that of this computer.
    stranger
        The address of another one that sends to the same port and is not heard; empty while there
        is none.
    """

    state: LinkState = "open"
    detail: str = ""
    rate_hz: float | None = None
    jitter_s: float | None = None
    samples: int = 0
    lost: int = 0
    gaps: int = 0
    reconnects: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    saturated: int = 0
    resolution_m_s2: float | None = None
    range_m_s2: float | None = None
    battery: float | None = None
    drift_ppm: float | None = None
    stranger: str = ""

    def measures(self) -> list[str]:
        """How it comes, each measure in words; those that are known."""
        words = []
        if self.jitter_s is not None:
            words.append(f"jitter {1000.0 * self.jitter_s:.1f} ms")
        if self.drift_ppm is not None:
            words.append(f"clock {abs(self.drift_ppm):.0f} ppm {_fast_or_slow(self.drift_ppm)}")
        if self.resolution_m_s2 is not None:
            words.append(f"steps of {self.resolution_m_s2:.2g} m/s^2")
        if self.battery is not None:
            words.append(f"battery {self.battery:.0%}")
        return words

    @property
    def losses(self) -> Losses:
        """What came and became no sample; what never came leaves holes in the times.

        A row whose rate of turn was lost is counted again as one without a value, and perhaps as
        the broken frame that did it: each is taken for one loss.
        """
        counts = {name: self.errors.get(name, 0) for name in _OF_ROWS}
        parts = counts["rate_lost"] + counts["time_lost"]
        counts["not_finite"] = max(0, counts["not_finite"] - parts)
        counts["checksum"] = max(0, counts["checksum"] - parts)
        lost = tuple((ERRORS[name], count) for name, count in counts.items() if count)
        return Losses(self.samples + sum(counts.values()), lost)

    def faults(self) -> list[str]:
        """What was wrong so far, each fault in words; empty where nothing was."""
        counted: tuple[tuple[int, str], ...] = (
            (self.lost, "samples lost on the way"),
            (self.gaps, "gaps of 0.3 s or more"),
            (self.reconnects, "times without a connection"),
            (self.saturated, "samples at the end of the range"),
        )
        counted += tuple((n, ERRORS[name]) for name, n in self.errors.items() if name in ERRORS)
        words = [count_of(count, what) for count, what in counted if count]
        if self.battery is not None and self.battery < 0.1:
            words.append(f"battery at {self.battery:.0%}")
        return words

    def as_dict(self) -> dict[str, Any]:
        """Object of `devices --json`."""
        return {
            "rate_hz": _rounded(self.rate_hz, 2),
            "jitter_ms": _rounded(self.jitter_s, 4, 1000.0),
            "samples": self.samples,
            "lost": self.lost,
            "errors": dict(self.errors),
            "saturated": self.saturated,
            "resolution_m_s2": _rounded(self.resolution_m_s2, 6),
            "range_m_s2": _rounded(self.range_m_s2, 3),
            "battery": _rounded(self.battery, 3),
        }


#: Faults in words. What else decoders count, such as messages of other kinds, is none.
ERRORS: Final[Mapping[str, str]] = {
    "checksum": "frames broken on the way",
    "rate_lost": "samples without their rate of turn",
    "time_lost": "samples without their time",
    "width": "lines of another form",
    "no_gravity": "lines without gravity in them",
    "range": "lines with values out of range",
    "length": "lines broken or too long",
    "stamp": "stamps of time broken",
    "not_finite": "samples without a value",
    "repeats": "samples with a repeated time",
    "backward": "samples with a step back in time",
    "no_value": "samples with a value missing",
    "values": "readings that can't be",
    "messages_lost": "messages that never came",
    "malformed": "messages refused as malformed",
    "too_large": "messages refused as too large",
    "too_many": "messages refused as too many",
    "unread": "messages let go as nobody read them",
    "strangers": "messages of other senders refused",
    "contradicted": "lines of names that say something else of the columns than was taken",
    "too_fast": "samples that turn faster than any leg: in another unit than was taken",
    "incomplete": "samples without all that the first ones had",
}


_OF_ROWS: Final = (
    "checksum",
    "rate_lost",
    "time_lost",
    "width",
    "range",
    "length",
    "stamp",
    "not_finite",
    "repeats",
    "backward",
    "no_value",
    "values",
    "incomplete",
)


def _fast_or_slow(drift_ppm: float) -> str:
    return "fast" if drift_ppm >= 0.0 else "slow"


def _rounded(value: float | None, digits: int, scale: float = 1.0) -> float | None:
    return None if value is None else round(value * scale, digits)

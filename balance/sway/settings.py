"""What has to be chosen before sway is a number. The choices travel with the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Detrend = Literal["mean", "line"]


@dataclass(frozen=True, slots=True)
class SwaySettings:
    """The choices behind a set of sway measures. docs/sway.md says what each one moves.

    Parameters
    ----------
    definition
        Version of our own definitions; raised whenever a number can change.
    lowpass_hz, lowpass_order
        Butterworth low-pass, run forward and backward, so that nothing is delayed and the corner
        is at half the amplitude; None for a signal that is filtered already.
    ddof
        Taken off the number of samples in `rms` and `ellipse95_chi2`: 0 for the moments of these
        samples, 1 for the unbiased estimate of a variance.
    rate_over
        What `path_rate` and `mean_velocity` of a centre of pressure divide by: "steps", the N - 1
        steps that were summed, or "samples", N.
    band_hz
        Frequencies that count in the spectral measures, both ends in.
    segment_s, overlap
        Welch segments, Hann window; a record that is shorter than a segment is one segment.
    segments
        "spread": evenly from the first sample to the last, overlapping by `overlap` or more;
        "from_start": one every `segment_s` less the overlap, and what is left at the end counts
        for nothing.
    detrend
        Taken off each segment: its mean, or its straight line.
    record_detrend
        Taken off the whole record before it is cut into segments, or None.
    frequency_step_hz
        Distance of the frequencies, made by padding with zeros: a number of Hz, "record" for one
        over the record's length, "segment" for no padding.
    spectrum_rate_hz
        Rate that the record is brought to, by straight lines, for its spectrum alone; None for
        its own.
    power
        `total_power` is the "integral" of the density over frequency, a variance, or the "sum" of
        its bins, which grows with the number of bins.
    """

    definition: str = "1.0"
    lowpass_hz: float | None = 3.5
    lowpass_order: int = 4
    ddof: Literal[0, 1] = 0
    rate_over: Literal["steps", "samples"] = "steps"
    band_hz: tuple[float, float] = (0.15, 5.0)
    segment_s: float = 10.0
    overlap: float = 0.5
    segments: Literal["spread", "from_start"] = "spread"
    detrend: Detrend = "line"
    record_detrend: Detrend | None = None
    frequency_step_hz: float | Literal["record", "segment"] = 0.025
    spectrum_rate_hz: float | None = None
    power: Literal["integral", "sum"] = "integral"

    def __post_init__(self) -> None:
        low, high = self.band_hz
        if not 0.0 <= low < high:
            raise ValueError(
                f"The band must run from a lower to a higher frequency, not {low}-{high} Hz."
            )
        if not (self.segment_s > 0.0 and 0.0 <= self.overlap < 1.0):
            raise ValueError("Segments must be longer than 0 s and overlap by less than the whole.")
        if self.lowpass_hz is not None and not self.lowpass_hz > 0.0:
            raise ValueError(f"The low-pass must be above 0 Hz, not {self.lowpass_hz}.")
        if isinstance(self.frequency_step_hz, float | int) and not self.frequency_step_hz > 0.0:
            raise ValueError("The step between frequencies must be above 0 Hz.")


TRUNK: Final = SwaySettings()
"""Ours: zero-phase low-pass at 3.5 Hz, moments of the samples, variance within 0.15 to 5 Hz."""

RECORD_BINS: Final = SwaySettings(
    lowpass_hz=None,
    rate_over="samples",
    segments="from_start",
    frequency_step_hz="record",
    power="sum",
)
"""A filtered signal; bins one over the record's length, summed; path over N samples.

What code_descriptors_postural_control (commit c66a0e4) chooses, the code of Quijoux et al. 2021.
"""

UNBIASED_50_HZ: Final = SwaySettings(
    lowpass_hz=None,
    ddof=1,
    band_hz=(0.1, 5.0),
    segment_s=20.0,
    segments="from_start",
    detrend="mean",
    record_detrend="line",
    frequency_step_hz="segment",
    spectrum_rate_hz=50.0,
)
"""A filtered signal; unbiased variances; its spectrum at 50 Hz in segments of up to 20 s.

What micromotion (1.15.0) chooses in `cop_sway_metrics`.
"""

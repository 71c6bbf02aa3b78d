"""What was measured of somebody's sway, with units, and when two results may be compared.

x stands for AP or ML in m/s^2, low-passed and without its mean; r for sqrt(AP^2 + ML^2); N for the
number of samples, d for the step from one sample to the next, T = (N - 1) / rate. docs/sway.md has
the sources, and what each measure is sensitive to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal

from balance.sway.settings import SwaySettings
from balance.sway.spectrum import SpectralMeasures

Axes = Literal["known", "learned", "none"]

GROWING: Final = ("path_m_s2", "jerk_m2_s5", "mean_velocity_m_s")
"""What grows with the length of what is measured: sums, and an integral that drifts."""


@dataclass(frozen=True, slots=True)
class DirectionMeasures:
    """Sway along AP, along ML, or of both together ("resultant", the same for any axes).

    Attributes
    ----------
    rms_m_s2
        sqrt(sum(x^2) / (N - ddof)); resultant sqrt(rms_AP^2 + rms_ML^2).
    range_m_s2
        max(x) - min(x); resultant the largest distance between any two samples.
    mean_distance_m_s2
        mean(|x|); resultant mean(r). DIST of Mancini et al. 2012.
    path_m_s2
        sum(|d|); resultant sum(sqrt(d_AP^2 + d_ML^2)).
    path_rate_m_s3
        path / T, or path rate / N by `rate_over`. For a centre of pressure this is its mean
        velocity.
    mean_velocity_m_s
        mean(|v|), v the integral of x by trapezoids, without its mean; resultant
        mean(sqrt(v_AP^2 + v_ML^2)). MV of Mancini et al. 2012. Gravity in a tilted sensor counts
        as movement here.
    jerk_m2_s5
        Half the integral of (dx/dt)^2: rate / 2 sum(d^2); resultant the sum of both. JERK of
        Mancini et al. 2012.
    mean_frequency_hz
        Resultant mean(|d|) rate / (2 pi mean(r)), of a circle travelled at that speed; along an
        axis mean(|d|) rate / (4 sqrt(2) mean(|x|)), of a sine (Prieto et al. 1996). None where
        nothing moved.
    lean_deg
        rms over gravity, in degrees: the RMS lean, were all of it lean (small angles).
    spectral
        None for less than `SHORTEST_SPECTRUM_S`. The resultant's is of both densities added up.
    """

    rms_m_s2: float
    range_m_s2: float
    mean_distance_m_s2: float
    path_m_s2: float
    path_rate_m_s3: float
    mean_velocity_m_s: float
    jerk_m2_s5: float
    mean_frequency_hz: float | None
    lean_deg: float
    spectral: SpectralMeasures | None

    def values(self) -> dict[str, float | None]:
        """Each measure by its name, the spectral ones where they are."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "spectral"}
        if self.spectral is not None:
            own |= {f.name: getattr(self.spectral, f.name) for f in fields(self.spectral)}
        return own


@dataclass(frozen=True, slots=True)
class SwayMeasures:
    """Everything that was measured, and how.

    Attributes
    ----------
    settings, rate_hz, samples
        The choices, the rate of the signal, and how many samples it had.
    axes
        Whether AP and ML were known, learned from the person's own movement, or neither: then
        `ap`, `ml` and `principal_direction_deg` are None.
    resultant, ap, ml
        Measures that have a direction.
    area_per_s_m2_s5
        sum(|AP_i ML_i+1 - AP_i+1 ML_i|) / (2 T): the area swept about the middle. AREA of Mancini
        et al. 2012.
    ellipse95_chi2_m2_s4, ellipse95_f_m2_s4
        As in `Ellipse`.
    principal_direction_deg
        Longer axis of that ellipse, from 0 (front to back) to 90 (side to side).
    spoiled
        Measures that the source is too coarse for.
    """

    settings: SwaySettings
    rate_hz: float
    samples: int
    axes: Axes
    resultant: DirectionMeasures
    ap: DirectionMeasures | None
    ml: DirectionMeasures | None
    area_per_s_m2_s5: float
    ellipse95_chi2_m2_s4: float
    ellipse95_f_m2_s4: float
    principal_direction_deg: float | None
    spoiled: tuple[str, ...] = ()

    def values(self) -> dict[str, float | None]:
        """Each direction-free measure by its name."""
        return self.resultant.values() | {
            "area_per_s_m2_s5": self.area_per_s_m2_s5,
            "ellipse95_chi2_m2_s4": self.ellipse95_chi2_m2_s4,
            "ellipse95_f_m2_s4": self.ellipse95_f_m2_s4,
        }


def compare(first: SwayMeasures, second: SwayMeasures) -> dict[str, float]:
    """Give how many times as large each direction-free measure of the second result is.

    What grows with the length of the record is compared only where both are equally long; what is
    spoiled or missing in either is left out.

    Raises
    ------
    ValueError
        Where settings or rates differ: such numbers are never compared.
    """
    if first.settings != second.settings or first.rate_hz != second.rate_hz:
        raise ValueError(
            "Sway measured with different settings or rates can't be compared: "
            "measure both recordings again with the same ones."
        )
    left_out = {*first.spoiled, *second.spoiled}
    if first.samples != second.samples:
        left_out |= {*GROWING}
    before, after = first.values(), second.values()
    ratios = {}
    for name in before:
        old, new = before[name], after.get(name)
        if name not in left_out and old and new is not None:
            ratios[name] = new / old
    return ratios

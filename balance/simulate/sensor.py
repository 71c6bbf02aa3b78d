"""What a strapped-on sensor makes of a movement: mounting, bandwidth, clock, noise and steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import butter, lfilter, sosfilt
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from balance.simulate.draw import Draw
from balance.simulate.motion import RATE_HZ, along, rate_of_turn, specific_force
from balance.simulate.trunk import Segment


@dataclass(frozen=True)
class SensorModel:
    """A kind of sensor, as it is simulated.

    Parameters
    ----------
    rate_hz
        Nominal samples a second.
    bandwidth
        Corner of the anti-alias filter as a share of the rate.
    acc_noise_m_s2, gyr_noise_rad_s
        Density of the noise, per root hertz.
    acc_bias_m_s2, acc_gain_error, gyr_bias_rad_s
        SD from unit to unit; of the gain as a share.
    acc_step_m_s2, gyr_step_rad_s
        What the readings are rounded to.
    acc_range_m_s2, gyr_range_rad_s
        The largest readings.
    gyroscope
        Whether it has one.
    uneven
        SD of the sampling instants as a share of the step.
    stamp_step_s
        What the time stamps are rounded to; 0 for not at all.
    rate_error
        SD of the true rate about the nominal one, as a share.
    gaps_per_min, gap_s
        How often a stretch is lost, and how long it is in seconds.
    """

    rate_hz: float = 100.0
    bandwidth: float = 0.4
    acc_noise_m_s2: float = 0.002
    gyr_noise_rad_s: float = 0.0002
    acc_bias_m_s2: float = 0.2
    acc_gain_error: float = 0.01
    gyr_bias_rad_s: float = 0.01
    acc_step_m_s2: float = 0.0012
    gyr_step_rad_s: float = 0.0005
    acc_range_m_s2: float = 16.0 * GRAVITY_M_S2
    gyr_range_rad_s: float = 34.9
    gyroscope: bool = True
    uneven: float = 0.0
    stamp_step_s: float = 0.0
    rate_error: float = 0.003
    gaps_per_min: float = 0.0
    gap_s: float = 0.2


PRESETS: Final[dict[str, SensorModel]] = {
    "imu100": SensorModel(),
    "imu50": SensorModel(rate_hz=50.0, rate_error=0.01),
    "phone60": SensorModel(
        rate_hz=60.0,
        acc_step_m_s2=0.1,
        gyr_step_rad_s=float(np.radians(0.1)),
        stamp_step_s=0.0001,
        uneven=0.06,
    ),
    "imu200_noisy": SensorModel(
        rate_hz=200.0,
        acc_noise_m_s2=0.006,
        gyr_noise_rad_s=0.0006,
        acc_bias_m_s2=0.5,
        acc_gain_error=0.04,
        gyr_bias_rad_s=0.05,
        acc_range_m_s2=4.0 * GRAVITY_M_S2,
    ),
    "jittered": SensorModel(rate_hz=100.0, uneven=0.2, stamp_step_s=0.001, rate_error=0.03),
    "acc_only": SensorModel(gyroscope=False),
    "gappy": SensorModel(uneven=0.1, stamp_step_s=0.001, gaps_per_min=1.5, gap_s=0.25),
}


def measure(
    segment: Segment, lever_m: FloatArray, model: SensorModel, draw: Draw
) -> tuple[SampleBlock, FloatArray]:
    """Sample the movement of a segment with a sensor fixed to it.

    Parameters
    ----------
    segment
        The moving part, at RATE_HZ.
    lever_m
        Shape (3,), where the sensor sits, in the segment's axes from its origin.
    model
        The kind of sensor.
    draw
        Source of this unit's mounting, biases and noise.

    Returns
    -------
    The samples, and the mounting as a matrix (3, 3) from the sensor's axes to the segment's.
    """
    frame = segment.matrix()
    force = specific_force(frame, segment.origin_m + along(frame, lever_m))
    if segment.ripple_m_s2 is not None:
        force += segment.ripple_m_s2
    turn = rate_of_turn(segment.pitch, segment.roll, segment.yaw)
    mounting = Rotation.from_quat(draw.rng.standard_normal(4)).as_matrix()  # any, evenly
    felt = np.concatenate((_on_soft_tissue(force, draw), turn), axis=1)
    instants, stamps = _clock(felt.shape[0], model, draw)
    sampled = _sampled(felt, instants, model)
    acc = digitised(sampled[:, :3] @ mounting, model, draw, gyroscope=False)
    gyr = digitised(sampled[:, 3:] @ mounting, model, draw, gyroscope=True)
    return SampleBlock(stamps, acc, gyr if model.gyroscope else None), mounting


def _on_soft_tissue(force: FloatArray, draw: Draw) -> FloatArray:
    """A sensor on a strap over skin follows the bone through a spring and a damper."""
    omega = 2.0 * np.pi * draw.between("strap_hz", 18.0, 60.0)
    damping = draw.between("strap_damping", 0.25, 0.7)
    c = 2.0 * RATE_HZ
    cross = 2.0 * damping * omega * c
    a = np.array([c * c + cross + omega**2, 2.0 * (omega**2 - c * c), c * c - cross + omega**2])
    b = np.array([cross + omega**2, 2.0 * omega**2, omega**2 - cross])
    start = force[0]
    result: FloatArray = start + lfilter(b / a[0], a / a[0], force - start, axis=0)
    return result


def _clock(n: int, model: SensorModel, draw: Draw) -> tuple[FloatArray, FloatArray]:
    """The instants of the samples, and the stamps that the sensor gives them."""
    rate = model.rate_hz * (1.0 + model.rate_error * float(np.clip(draw.rng.normal(), -2, 2)))
    draw.facts[f"{draw.topic}.true_rate_hz"] = rate
    end = (n - 1) / RATE_HZ
    instants = draw.rng.uniform(0.0, 1.0 / rate) + np.arange(int(end * rate) - 1) / rate
    jitter = np.clip(draw.rng.normal(size=instants.size), -2.4, 2.4) * model.uneven / rate
    instants = np.sort(np.clip(instants + jitter, 0.0, end))
    if model.gaps_per_min > 0.0:
        lost = draw.rng.poisson(model.gaps_per_min * end / 60.0)
        for start in draw.rng.uniform(0.0, end, lost):
            instants = instants[(instants < start) | (instants > start + model.gap_s)]
    stamps = instants
    if model.stamp_step_s > 0.0:
        stamps = np.round(instants / model.stamp_step_s) * model.stamp_step_s
    fresh = np.concatenate(([True], np.diff(stamps) > 1e-9))
    return instants[fresh], stamps[fresh]


def _sampled(felt: FloatArray, instants: FloatArray, model: SensorModel) -> FloatArray:
    """Through the anti-alias filter, then taken at the instants; shape (m, 6)."""
    corner = model.bandwidth * model.rate_hz
    if corner < 0.45 * RATE_HZ:
        sos = butter(2, corner, fs=RATE_HZ, output="sos")
        felt = felt[0] + sosfilt(sos, felt - felt[0], axis=0)
    place = instants * RATE_HZ
    before = np.minimum(place.astype(int), felt.shape[0] - 2)
    share = (place - before)[:, None]
    result: FloatArray = felt[before] * (1.0 - share) + felt[before + 1] * share
    return result


def digitised(values: FloatArray, model: SensorModel, draw: Draw, *, gyroscope: bool) -> FloatArray:
    """Give ideal readings, shape (n, 3), a unit's gain, bias and noise, its range and its steps."""
    noise = model.gyr_noise_rad_s if gyroscope else model.acc_noise_m_s2
    bias = model.gyr_bias_rad_s if gyroscope else model.acc_bias_m_s2
    step = model.gyr_step_rad_s if gyroscope else model.acc_step_m_s2
    limit = model.gyr_range_rad_s if gyroscope else model.acc_range_m_s2
    gain = 0.01 if gyroscope else model.acc_gain_error
    rng = draw.rng
    sd = noise * np.sqrt(model.bandwidth * model.rate_hz)
    values = values * (1.0 + gain * np.clip(rng.normal(size=3), -2, 2))
    values = values + bias * np.clip(rng.normal(size=3), -2, 2)
    values = np.clip(values + sd * rng.standard_normal(values.shape), -limit, limit)
    return np.round(values / step) * step if step > 0.0 else values

"""What the columns of scored recordings are, one row a hold.

Names are those of the object of `analyze --json`. Where it has one name twice, for a recording
and for a hold, they are those of the table that `export` makes: `recording_s`, `hold_s`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from balance.report.columns import Column, Kind

_KEPT: Final[tuple[tuple[str, Kind, str, str | None], ...]] = (
    ("recording", "text", "Name of the recording: its path within the folder given.", None),
    ("error", "text", "Why it could not be scored, in a sentence; empty where it was.", None),
    ("algorithm", "text", "Version of the detector that timed it.", None),
    ("status", "text", "Signal of the recording: valid, attention or invalid.", None),
    ("reasons", "text", "Why it is not valid, in words.", None),
    ("placement", "text", "Where the sensor was: lower_back, chest, thigh, shank, foot.", None),
    ("stance_leg", "text", "Leg stood on: left or right; empty where nothing says.", None),
    ("rate_hz", "number", "Measured rate of the samples.", "Hz"),
    ("recording_s", "number", "Length of the recording.", "s"),
    ("holds", "whole", "How many holds it has; each has a row, and none has one as well.", None),
    ("hold", "whole", "Which of them this is, from 1 on; empty in the row of none.", None),
    ("hold_s", "number", "How long it lasted.", "s"),
    (
        "uncertainty_s",
        "number",
        "Half-width that is meant to hold the true time 95 times in 100.",
        "s",
    ),
    ("censored", "yes_no", "It lasted at least so long: hold_s is no end.", None),
    ("end_reason", "text", "Why it ended: step_down, cap, recording_end, gap, stop.", None),
    ("corrections", "whole", "Doubts within it that did not end it.", None),
    ("lift_off_s", "number", "Lift-off, in the recording's time.", "s"),
    ("end_s", "number", "End, in the recording's time.", "s"),
    ("paused_s", "number", "When the live timer would have paused for this end.", "s"),
    ("decided_s", "number", "When it would have been sure enough for the end tone.", "s"),
    ("final_s", "number", "When nothing of the end could change any more.", "s"),
    ("lift_off_decided_s", "number", "When the live timer would have been sure of it.", "s"),
    ("lift_off_final_s", "number", "When nothing of the lift-off could change any more.", "s"),
    ("sway_reason", "text", "Why there is no sway; empty where there is.", None),
    ("sway_from_s", "number", "Where the sway begins, in the recording's time.", "s"),
    ("sway_to_s", "number", "Where it ends.", "s"),
    ("sway_axes", "text", "What is known of front and side: known, learned or none.", None),
    ("sway_rate_hz", "number", "Rate of the even samples that were measured.", "Hz"),
    ("sway_samples", "whole", "How many of them.", None),
    ("sway_spoiled", "text", "Measures that the sensor is too coarse for.", None),
    ("sway_settings", "text", "All choices behind it, as JSON: others are not compared.", None),
)

#: Measures of sway along one direction or of both; docs/sway.md has each formula.
DIRECTED: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("rms_m_s2", "Root mean square", "m/s^2"),
    ("range_m_s2", "Range", "m/s^2"),
    ("mean_distance_m_s2", "Mean distance", "m/s^2"),
    ("path_m_s2", "Path", "m/s^2"),
    ("path_rate_m_s3", "Path a second", "m/s^3"),
    ("mean_velocity_m_s", "Mean velocity", "m/s"),
    ("jerk_m2_s5", "Jerk", "m^2/s^5"),
    ("mean_frequency_hz", "Mean frequency", "Hz"),
    ("lean_deg", "Lean", "deg"),
    ("total_power_m2_s4", "Total power", "m^2/s^4"),
    ("f50_hz", "Half of the power is below", "Hz"),
    ("f95_hz", "95 % of the power is below", "Hz"),
    ("centroid_hz", "Centroidal frequency", "Hz"),
    ("mean_power_hz", "Mean of the power", "Hz"),
    ("dispersion", "Frequency dispersion", None),
)
#: Those of both together alone.
PLANAR: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("area_per_s_m2_s5", "Area a second", "m^2/s^5"),
    ("ellipse95_chi2_m2_s4", "95 % ellipse, by chi-squared", "m^2/s^4"),
    ("ellipse95_f_m2_s4", "95 % ellipse, by F", "m^2/s^4"),
    ("principal_direction_deg", "Longer axis of the ellipse, 0 front to back, 90 across", "deg"),
)
#: What stands before the name of a measure, by where it is in the object of sway.
DIRECTIONS: Final = (("ap", "front to back"), ("ml", "across"))


def _sway_columns() -> Iterator[Column]:
    for name, about, unit in DIRECTED:
        yield Column(f"sway_{name}", "number", f"{about} of the sway, for any axes.", unit)
    for name, about, unit in PLANAR:
        yield Column(f"sway_{name}", "number", f"{about}.", unit)
    for key, words in DIRECTIONS:
        for name, about, unit in DIRECTED:
            yield Column(f"sway_{key}_{name}", "number", f"{about} of the sway, {words}.", unit)


SCORED_COLUMNS: Final = (*(Column(*each) for each in _KEPT), *_sway_columns())

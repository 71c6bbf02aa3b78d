"""What the results of the data set rest on, in words; they are told with each result."""

from __future__ import annotations

from typing import Final

from balance.report.agreement.pairs import EARLY_S, LATE_S, LIFT_OFF_S
from balance.report.olst.comparing import LEAST_HOLD_S, LeftOut
from balance.report.olst.room import CLOSED_GAP_S
from balance.report.olst.sensed import NARROWEST_HZ, SENSOR, WIDEST_HZ
from balance.report.olst.summing import Who

TITLE: Final = "OLST 1.0 (PhysioNet, doi 10.13026/46hn-6b25)"
ASSUMED: Final = (
    "The reader was written from what is published about the files, without one of them at hand, "
    "and had only been tried on simulated ones.",
    "No sensor was worn: acceleration and rate of turn are worked out of the markers of motion "
    f"capture, smoothed to {NARROWEST_HZ:g} to {WIDEST_HZ:g} Hz, as far as their own noise allows. "
    "The knock of a foot that lands is faster than that, so that a real sensor shows step-downs "
    "better.",
    f"Bias, noise and steps of a usual sensor ({SENSOR}) are simulated and added, the same in "
    "each run.",
    "Turns of thigh and shank about their own length can't be seen by hip, knee and ankle, and "
    "are left out. No marker is below the ankle: a sensor on the foot is not scored.",
    "An attempt whose t_end is MOCAP_End_Time ended with what was labelled, and not on the floor: "
    "its lift-off is compared, and that we did not end it before.",
    f"An end is right from {EARLY_S:g} s before to {LATE_S:g} s after the labelled touch-down, "
    f"and a lift-off is elsewhere over {LIFT_OFF_S:g} s from the labelled one. "
    "Differences are ours minus the label: bias, and the limits that hold 95 in 100 of them. "
    "Those of lift-off and touch-down are of attempts with both ends right, those of duration "
    "and of the stated ± of all that were found and whose touch-down is labelled. Per cents are "
    "95 % intervals of the shares.",
    f"Attempts under {LEAST_HOLD_S:g} s are touches to this program, and are left out; so are "
    "attempts that overlap another in the table, and those with markers unseen for longer than "
    f"{CLOSED_GAP_S:g} s around them.",
)
WHY: Final[dict[LeftOut, str]] = {
    "short": f"under {LEAST_HOLD_S:g} s",
    "overlapping": "overlapping another",
    "not_seen": "markers not seen",
    "not_read": "not read",
}
WHO_WORDS: Final[dict[Who, str]] = {
    "all": "",
    "young": ", young",
    "older": ", older",
    "not told": ", age not told",
}

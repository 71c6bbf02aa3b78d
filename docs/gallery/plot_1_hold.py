"""
Read a hold and plot it
=======================

A recording with three attempts of a simulated person is read and scored as if it were live. Each
hold has its times in the recording's own seconds, and its uncertainty.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import balance
from balance import analyze, open_recording

recordings = Path(balance.__file__).parents[1] / "recordings"  # of the checkout
recording = open_recording(recordings / "demo.csv.gz")
scored = analyze(recording, course=True)

for hold in scored.holds:
    print(f"{hold.duration_s:.2f} s ± {hold.uncertainty_s:.2f} s, ended by {hold.end_reason}")

# %%
# The samples are one block: ``time_s`` of shape (n,), ``acc_m_s2`` and ``gyr_rad_s`` of shape
# (n, 3). At rest the length of the acceleration is that of gravity, 9.81 m/s², as well as the
# sensor can tell. Below it stands how surely somebody was on one leg, as the timer saw it in the
# end.

block, course = recording.block, scored.course
length_m_s2 = np.linalg.norm(block.acc_m_s2, axis=1)

figure, (above, below) = plt.subplots(
    2, sharex=True, figsize=(8, 4.5), height_ratios=(3, 1), layout="constrained"
)
above.plot(block.time_s, length_m_s2, color="0.25", linewidth=0.8)
above.set_ylabel("acceleration (m/s²)")
above.set_title(f"Three simulated holds, with a sensor on the {recording.header.placement}")
for hold in scored.holds:
    above.axvspan(hold.lift_off_s, hold.end_s, color="tab:blue", alpha=0.15)
    middle_s = (hold.lift_off_s + hold.end_s) / 2
    above.text(middle_s, length_m_s2.max(), f"held {hold.duration_s:.1f} s", ha="center", va="top")
    for end_s in (hold.lift_off_s, hold.end_s):
        above.axvline(end_s, color="tab:blue", linestyle="--")
below.plot(course.time_s, course.on_one_leg, color="0.25")
below.set_ylabel("on one leg\n(0 to 1)")
below.set_xlabel("time in the recording (s)")
below.set_xlim(block.time_s[0], block.time_s[-1])
plt.show()

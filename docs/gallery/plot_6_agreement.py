"""
Agreement with a reference of one's own
=======================================

Thirty simulated people hold once each, timed by a sensor on the thigh and by a stopwatch that is
simulated as well: the true times, with an error of the hand of 0.1 s at both ends. With recordings
and a table of your own, ``balance-timer validate`` does all of this and more.
"""

import matplotlib.pyplot as plt
import numpy as np

from balance import analyze, simulate_session
from balance.report.agreement.bland_altman import limits_of_agreement

rng = np.random.default_rng(1)
by_sensor_s, by_hand_s = [], []
for person in range(1, 31):
    simulated = simulate_session(person, placement="thigh", holds=1, hold_range_s=(5.0, 30.0))
    scored = analyze(simulated.block, conditions=simulated.conditions)
    ((lift_off_s, end_s),) = simulated.holds
    near = [hold for hold in scored.holds if abs(hold.end_s - end_s) < 1.0]
    if near:
        pressed_s = rng.normal((lift_off_s, end_s), 0.1)
        by_sensor_s.append(near[0].duration_s)
        by_hand_s.append(pressed_s[1] - pressed_s[0])
    else:
        print(f"person {person}: no end within a second of the true one; left out")

# %%
# Bias and limits of agreement after Bland and Altman: 95 in 100 differences lie between the limits.
# All three are estimates, with intervals of their own.

difference_s = np.subtract(by_sensor_s, by_hand_s)
limits = limits_of_agreement(difference_s)
lines = {"upper limit": limits.upper, "bias": limits.bias, "lower limit": limits.lower}
for name, line in lines.items():
    print(f"{name}: {line.value:+.2f} s, 95 % from {line.low:+.2f} to {line.high:+.2f} s")

# %%
# Every difference, sensor minus stopwatch, over the mean of both.

figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
axes.plot(np.mean([by_sensor_s, by_hand_s], axis=0), difference_s, "o", color="0.3")
for name, line in lines.items():
    axes.axhspan(line.low, line.high, color="tab:blue", alpha=0.15)
    axes.axhline(line.value, color="tab:blue", linestyle="-" if name == "bias" else "--")
    beside = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    axes.annotate(f"{name} {line.value:+.2f} s", (1, line.value), xytext=(4, 0), **beside)
axes.set_xlabel("mean of sensor and stopwatch (s)")
axes.set_ylabel("sensor minus stopwatch (s)")
axes.set_title("Agreement of a sensor and a stopwatch, both simulated")
plt.show()

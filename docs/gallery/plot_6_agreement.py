"""
Agreement with a reference of one's own
=======================================

Twenty simulated people hold twice, timed by a sensor on the thigh and by a stopwatch that is
simulated as well: the true time, and the hand's error of 0.1 s on average. With people and a
stopwatch of your own the last two parts stay as they are.
"""

import matplotlib.pyplot as plt
import numpy as np

from balance import Hold, Session, simulate_session
from balance.report.agreement.figures import compare
from balance.report.agreement.pairs import Attempt, Compared

rng = np.random.default_rng(1)
recordings = []
for person in range(1, 21):
    simulated = simulate_session(person, placement="thigh", holds=2, hold_range_s=(5.0, 30.0))
    session = Session(simulated.conditions)
    items = session.push(simulated.block) + session.finish()
    timed = [
        Attempt(hold.duration_s, hold.lift_off_s, hold.end_s, uncertainty_s=hold.uncertainty_s)
        for hold in items
        if isinstance(hold, Hold)
    ]
    by_hand = []
    for true_s in simulated.holds:
        pressed_s = np.add(true_s, rng.normal(0.0, 0.1, size=2))
        by_hand.append(Attempt(pressed_s[1] - pressed_s[0], *pressed_s))
    recordings.append(Compared(f"{person}", tuple(timed), tuple(by_hand), f"P{person}", True))

# %%
# Attempts of the two sides are matched by their times; what one side alone has is counted, and
# left out of the differences, and so is what ended more than half a second late. The limits are
# those of Bland and Altman for several attempts a person; ``limits.method`` has the papers.

result = compare(recordings)
print(f"found: {result.found.found.count} of {result.found.reference}, extra: {result.found.extra}")
limits = result.right.limits
for name in ("bias", "lower", "upper"):
    figure_s = getattr(limits, name)
    print(f"{name}: {figure_s.value:+.3f} s, 95 % from {figure_s.low:+.3f} to {figure_s.high:+.3f}")

# %%
# Every difference, sensor minus stopwatch, over the mean of both.

pairs = [pair for pair in result.pairs if pair.outcome == "right"]
mean_s = [np.mean(pair.durations_s) for pair in pairs]
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
axes.plot(mean_s, [pair.difference_s for pair in pairs], "o", color="0.3")
for name, style in (("upper", "--"), ("bias", "-"), ("lower", "--")):
    line = getattr(limits, name)
    axes.axhspan(line.low, line.high, color="tab:blue", alpha=0.15)
    axes.axhline(line.value, color="tab:blue", linestyle=style)
    axes.annotate(
        f"{name} {line.value:+.2f} s", (1, line.value), xycoords=("axes fraction", "data"),
        textcoords="offset points", xytext=(4, 0), va="center",
    )  # fmt: skip
axes.set_xlabel("mean of sensor and stopwatch (s)")
axes.set_ylabel("sensor minus stopwatch (s)")
axes.set_title("Agreement of a sensor and a stopwatch, both simulated")
plt.show()

"""
Sway with eyes open and eyes closed
===================================

Twelve simulated people stand on one leg for 20 s, once with their eyes open and once with them
closed, with a sensor on the lower back. What is measured, and how, is in :doc:`/sway`.
"""

import matplotlib.pyplot as plt
import pandas as pd

from balance import Hold, NoSway, analyze, simulate_session


def longest_hold(person: int, eyes: str) -> Hold:
    """Simulate one attempt of a person, and give what was timed of it."""
    simulated = simulate_session(
        person, placement="lower_back", eyes=eyes, holds=1, hold_range_s=(20.0, 20.0)
    )
    scored = analyze(simulated.block, conditions=simulated.conditions)
    return max(scored.holds, key=lambda hold: hold.duration_s)


# %%
# Sway is measured in holds of 10 s and more. Where there is none, its reason stands in its place;
# such a person is named, and left out of the comparison.

rows = []
for person in range(1, 13):
    for eyes in ("open", "closed"):
        sway = longest_hold(person, eyes).sway
        if isinstance(sway, NoSway):
            print(f"person {person}, eyes {eyes}: {sway.reason}")
        else:
            lean = sway.measures.resultant.lean_deg
            rows.append({"person": person, "eyes": eyes, "lean_deg": lean})

leans = pd.DataFrame(rows)
lean_deg = leans.pivot_table(index="person", columns="eyes", values="lean_deg").dropna()
change = (lean_deg["closed"] / lean_deg["open"]).median()
print(f"{len(lean_deg)} simulated people; closed over open, median: {change:.2f}")

# %%
# Each line is a person. Numbers at other settings, filters or rates are not to be laid beside
# these: ``sway.measures.settings`` says which they are.

figure, axes = plt.subplots(figsize=(5, 4.5), layout="constrained")
for _, one in lean_deg.iterrows():
    axes.plot(["eyes open", "eyes closed"], [one["open"], one["closed"]], "o-", color="0.5")
middle = lean_deg.median()
axes.plot([0, 1], [middle["open"], middle["closed"]], "s--", color="black", label="median")
axes.set_ylabel("lean, root mean square (degrees)")
axes.set_ylim(bottom=0)
axes.set_xlim(-0.3, 1.3)
axes.set_title("Sway of simulated people on one leg")
axes.legend()
plt.show()

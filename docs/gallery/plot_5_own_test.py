"""
A named test of one's own
=========================

A test is a TOML file: what is said, how often, how long at most, and what counts. It lies in the
folder ``scripts`` beside the database, and is led like those that come with the program. What may
stand in it is in :doc:`/exercises`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

test = """
id = "corridor_20"
version = 1  # goes up whenever a number or a rule changes
kind = "test"
title = "Corridor test, 20 s"
about = "Two tries on one leg between two walls, at most 20 s each."
source = "Our own, as an example."
sides = "one"

[[tier]]
name = "test"
source = "Our own."

[test]
rule = "mean"
cap_s = 20
stop = ["the raised foot touches the floor", "20 s are reached"]

[[step]]
does = "hold"
at = "repetition"
tries = 2
between_s = 2
eyes = "open"
surface = "firm"
called = "one-leg stance, {side}"
[step.words]
start = "Stand on both feet between the walls, and keep still."
[step.between]
start = "Rest {seconds} seconds."
"""

# %%
# In place of a sensor stands a simulated person who does as told, at eight times the true pace.
# In a terminal it is the same words behind ``balance-timer``.

command = [sys.executable, "-m", "cli", "exercise"]
command += ["sim:?placement=thigh&seed=4&listens=yes&speed=8", "--plan", "corridor_20"]
with tempfile.TemporaryDirectory() as folder:
    script = Path(folder) / "scripts" / "corridor.toml"
    script.parent.mkdir()
    script.write_text(test, encoding="utf-8")
    command += ["--database", f"{folder}/history.db", "--quiet", "--json"]
    led = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)

events = [json.loads(line) for line in led.stdout.splitlines()]
(score,) = (event for event in events if event["event"] == "score")
print(score["test"], score["value"], score["unit"])

# %%
# The score is the mean of the tries, as the rule has it.

(part,) = score["parts"]
tries_s = part["tries_s"]
figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
bars = axes.bar([f"try {number}" for number, _ in enumerate(tries_s, 1)], tries_s, color="tab:blue")
axes.bar_label(bars, fmt="%.1f s")
axes.axhline(score["value"], color="black", linestyle="--", label=f"mean {score['value']:.1f} s")
axes.axhline(20, color="0.5", linestyle=":", label="at most 20 s")
axes.set_ylabel("time on one leg (s)")
axes.set_ylim(0, 22)
axes.set_title(f"Corridor test of a simulated person, {part['called']}")
axes.legend(loc="center right")
plt.show()

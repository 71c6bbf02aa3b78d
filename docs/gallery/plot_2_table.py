"""
Score a folder into a table
===========================

All recordings that come with the project, simulated ones, are scored into one table: a row a hold.
The command line writes the same as lines of JSON, which a database reads as they are.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import matplotlib.pyplot as plt
import pandas as pd

import balance
from balance import holds_table

recordings = Path(balance.__file__).parents[1] / "recordings"  # of the checkout
table = pd.DataFrame(holds_table(recordings))
shown = ["recording", "placement", "hold_s", "uncertainty_s", "censored", "end_reason"]
table[shown].head()

# %%
# Recordings without a hold, and files that could not be read, have a row too: nothing is lost
# without a word. ``censored`` holds lasted at least so long.

print("recordings without a hold:", table["hold"].isna().sum())
print("files that could not be read:", table["error"].notna().sum())
print("holds that are censored:", table["censored"].sum())

# %%
# The same from a terminal: ``balance-timer analyze recordings --json > results.jsonl``. DuckDB
# reads the lines without being told what is in them; holds are a list in each, and are taken out.

with tempfile.TemporaryDirectory() as folder:
    results = Path(folder) / "results.jsonl"
    with results.open("wb") as out:
        command = [sys.executable, "-m", "cli", "analyze", recordings, "--json"]
        subprocess.run(command, stdout=out, check=True)
    lines = duckdb.read_json(str(results))
    by_placement = duckdb.sql("""
        SELECT placement, count(*) AS holds, median(hold.duration_s) AS median_s,
               max(hold.uncertainty_s) AS widest_s
        FROM (SELECT placement, unnest(holds) AS hold FROM lines)
        GROUP BY placement ORDER BY placement
    """).df()
by_placement

# %%
# Each hold with its uncertainty, by where the sensor was worn.

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
for placement, holds in table.dropna(subset=["hold"]).groupby("placement"):
    where = [placement] * len(holds)
    axes.errorbar(holds["hold_s"], where, xerr=holds["uncertainty_s"], fmt="|", capsize=6)
axes.set_xlabel("length of the hold, with its uncertainty (s)")
axes.set_ylabel("where the sensor was worn")
axes.set_title("Holds in the simulated recordings that come with the project")
axes.margins(y=0.15)
axes.grid(axis="x", alpha=0.3)
plt.show()

"""How long the history takes to answer: a year of one person, and 100,000 attempts of many.

    python benchmarks/history.py

All attempts are simulated. The last line of each table is a bound: the database's own module
reading the times of all attempts, with nothing of ours in between. Each run opens the history anew,
as a command does; that is a line of its own.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from balance.protocol.progression import CLINIC, UNSTABLE
from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history import progress, queries
from balance.records.history.engine import open_history
from balance.records.history.kept import Kept
from balance.records.history.store import keep
from balance.timing.results import Hold

RUNS = 9
LAST = date(2026, 12, 31)
PLACES = [("left", "open"), ("right", "open"), ("left", "closed"), ("right", "closed")]
TRIES = 3


@dataclass(frozen=True)
class Wanted:
    """So many people with so many sessions each, of twelve attempts: three a leg and eyes."""

    people: int
    sessions: int

    @property
    def attempts(self) -> int:
        """How many that makes."""
        return self.people * self.sessions * len(PLACES) * TRIES


def simulated(person: str, sessions: int, rng: np.random.Generator) -> list[Kept]:
    """Sessions of a person who learns slowly, some days better than others; newest on `LAST`."""
    made = []
    for number in range(sessions):
        days = int((sessions - number) * 1.2)
        begun = datetime.combine(LAST - timedelta(days), datetime.min.time()).isoformat()
        day = rng.normal(0, 3)
        for leg, eyes in PLACES:
            mean_s = (20 if eyes == "open" else 8) + 15 * number / sessions + day
            holds = []
            for i, duration_s in enumerate(np.clip(rng.normal(mean_s, 4, TRIES), 1, 45).tolist()):
                end_s = 100.0 * i + duration_s
                capped = duration_s >= 45
                reason = "cap" if capped else "step_down"
                hold = Hold(
                    lift_off_s=100.0 * i,
                    end_s=end_s,
                    end_reason=reason,
                    paused_s=end_s,
                    decided_s=end_s,
                    final_s=end_s,
                    lift_off_decided_s=100.0 * i,
                    lift_off_final_s=100.0 * i,
                    uncertainty_s=0.2,
                    censored=capped,
                    corrections=0,
                )
                holds.append(KeptHold(hold, cap_s=45.0))
            name = f"{person}-{number}-{leg}-{eyes}"
            header: Any = {"stance_leg": leg, "eyes": eyes, "created_utc": f"{begun}Z"}
            head = Header(person=person, cap_s=45.0, **header)
            path = Path(f"/{name}.csv.gz")
            made.append(Kept(path, head, name, "1.0", "valid", (), 100.0, 300.0, tuple(holds)))
    return made


def fill(path: Path, wanted: Wanted) -> float:
    """Keep it all, and give the seconds that took."""
    rng = np.random.default_rng(1)
    begun_s = time.perf_counter()
    with open_history(path, path.parent / "recordings") as history:
        for number in range(wanted.people):
            keep(history, simulated(f"P{number:04d}", wanted.sessions, rng))
    return time.perf_counter() - begun_s


def questions(path: Path) -> dict[str, Callable[[], object]]:
    """Everything that the front doors ask, each with the history open."""
    history = open_history(path, path.parent / "recordings")
    with history.reading() as session:
        group = queries.groups(session, "P0000")[0]

    def asked(question: Callable[[Any], object]) -> Callable[[], object]:
        def ask() -> object:
            with history.reading() as session:
                return question(session)

        return ask

    def opened() -> object:
        with open_history(path, path.parent / "recordings"):
            return None

    def bare() -> object:
        with closing(sqlite3.connect(path)) as file:
            return file.execute("SELECT duration_s, order_key FROM attempts").fetchall()

    rules = {"P0000": UNSTABLE}
    return {
        "open, check the version": opened,
        "history --json, everybody": asked(lambda s: progress.lines(s, LAST, rules, CLINIC)),
        "history --json, one person": asked(
            lambda s: progress.lines(s, LAST, rules, CLINIC, "P0000")
        ),
        "best times, means, sessions": asked(queries.groups),
        "course of one leg": asked(lambda s: queries.course(s, group.key)),
        "this week": asked(lambda s: progress.week(s, "P0000", LAST)),
        "people": asked(queries.people),
        "(bound: bare read of all times)": bare,
    }


def main() -> None:
    """Print a table for each size."""
    for wanted in (Wanted(1, 300), Wanted(1, 8334), Wanted(200, 42)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "history.db"
            took_s = fill(path, wanted)
            size_mb = path.stat().st_size / 1e6
            print(f"\n{wanted.people} people, {wanted.attempts} simulated attempts, ", end="")
            print(f"{size_mb:.1f} MB; kept in {took_s:.1f} s; {RUNS} runs each")
            print(f"{'':34s} {'median ms':>10s} {'longest ms':>11s}")
            for name, ask in questions(path).items():
                times_s = []
                for _ in range(RUNS):
                    begun_s = time.perf_counter()
                    ask()
                    times_s.append(time.perf_counter() - begun_s)
                median_ms, longest_ms = statistics.median(times_s) * 1e3, max(times_s) * 1e3
                print(f"{name:34s} {median_ms:10.1f} {longest_ms:11.1f}")


if __name__ == "__main__":
    main()

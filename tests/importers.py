"""Several processes that import recordings into one history, at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from drawn import drawn
from sqlalchemy import func, select

from balance.records.header import Header
from balance.records.history.engine import open_history
from balance.records.history.schema import Held, Recorded, Tried
from balance.records.open_any import open_recording
from balance.records.recorder import as_written, write_recording
from balance.samples import SampleBlock
from balance.simulate.attempt import Trial

ROOT = Path(__file__).resolve().parents[1]
ATTEMPTS = 2
"""In each recording of `recordings`."""

# One process that has all imported makes the others, which then begin in the same moment.
_RUN = """
import json, os, sys
from pathlib import Path
from balance.bookkeeping import import_recording
from balance.records.history.engine import open_history

address, folder, *lists = sys.argv[1:]
if "://" not in address:
    address = Path(address)
started, start = os.pipe()
children = []
for each in lists:
    child = os.fork()
    if child:
        children.append(child)
        continue
    os.close(start)
    os.read(started, 1)
    done = []
    with open_history(address, Path(folder)) as history:
        for path in Path(each).read_text().splitlines():
            kept = import_recording(history, Path(path))
            done.append([path, kept.attempts, kept.same_as is not None])
    Path(each).with_suffix(".json").write_text(json.dumps(done))
    os._exit(0)
os.close(start)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


@dataclass(frozen=True)
class Outcome:
    """What the processes said, and what is there afterwards."""

    new: Counter[str]
    attempts: int
    holds: int
    recordings: int
    files: int
    hidden: int
    samples: Counter[int]


def recordings(folder: Path, count: int) -> list[Path]:
    """Recordings of `ATTEMPTS` attempts; of each two, samples differ in a single number."""
    folder.mkdir(parents=True)
    whole = drawn(4, placement="shank", trials=[Trial(2.0)] * ATTEMPTS).block
    paths = []
    for number in range(count):
        acc = whole.acc_m_s2.copy()
        acc[0, 0] += number / 1000
        path = folder / f"r{number}.csv"
        write_recording(
            path,
            Header(placement="shank", stance_leg="left", person=f"P{number % 3}"),
            SampleBlock(whole.time_s, acc, whole.gyr_rad_s),
        )
        paths.append(path)
    return paths


def import_at_once(address: str, folder: Path, lists: Sequence[Sequence[Path]]) -> Outcome:
    """Let each process import its list; see that none failed."""
    work = folder.parent / "lists"
    work.mkdir()
    names = [work / f"{number}.txt" for number in range(len(lists))]
    for name, paths in zip(names, lists, strict=True):
        name.write_text("\n".join(map(str, paths)))
    command = [sys.executable, "-c", _RUN, address, str(folder), *map(str, names)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    new: Counter[str] = Counter()
    for name in names:
        for path, attempts, was_there in json.loads(name.with_suffix(".json").read_text()):
            assert attempts == (0 if was_there else ATTEMPTS)
            new[path] += not was_there
    own = address if "://" in address else Path(address)
    with open_history(own, folder) as history, history.reading() as session:
        attempts, holds, rows = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Tried, Held, Recorded)
        )
        paths = [folder / path for path in session.scalars(select(Recorded.path))]
    return Outcome(
        new=new,
        attempts=attempts,
        holds=holds,
        recordings=rows,
        files=len(set(paths) & set(folder.glob("*.csv.gz"))),
        hidden=len(list(folder.glob(".*"))),
        samples=Counter(len(open_recording(path).block) for path in paths),
    )


def check(outcome: Outcome, paths: Sequence[Path]) -> None:
    """See that each recording is there once, whole, and was new to one process alone."""
    assert outcome.new == Counter(map(str, paths))
    assert outcome.recordings == outcome.files == len(paths)
    assert outcome.attempts == outcome.holds == ATTEMPTS * len(paths)
    assert outcome.hidden == 0
    length = len(as_written(open_recording(paths[0]).block))
    assert outcome.samples == Counter({length: len(paths)})


def shuffled(paths: Sequence[Path], seed: int) -> list[Path]:
    """The same, in another order."""
    order = np.random.default_rng(seed).permutation(len(paths))
    return [paths[i] for i in order]

"""Data sets of BIDS Motion as they go out and come in, for the tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from balance.records.formats.told import NOTHING, Told
from balance.records.history.engine import History
from balance.report.bids.data_set import Laid, codes_in, write_data_set
from drivers.live.bids import looked_into
from drivers.live.handing import unheard
from drivers.live.place import place_in
from drivers.live.taking import Taken, take_in

VALIDATOR = "bids-validator-deno"


def lay(
    history: History, target: Path, code: str | None = None, draw: Random | None = None
) -> Laid:
    return write_data_set(history, codes_in(history, code), target, draw, unheard)


def bring(history: History, top: Path, told: Told = NOTHING) -> tuple[list[Taken], tuple[str, ...]]:
    place = place_in(history.folder.parent)
    with looked_into(top, told, unheard) as looked:
        done = [take_in(place, history, each, unheard) for each in looked.brought]
    return done, looked.troubles


def samples_in(top: Path) -> list[Path]:
    return sorted(top.glob("sub-*/ses-*/motion/*_motion.tsv"))


def contents(top: Path) -> dict[str, bytes]:
    files = (path for path in sorted(top.rglob("*")) if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in files}


def issues(top: Path) -> list[dict[str, Any]]:
    """What the official validator says of a data set; it needs no network."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(VALIDATOR, path=beside) or shutil.which(VALIDATOR)
    if found is None:
        pytest.skip(f"{VALIDATOR} is not installed")
    ran = subprocess.run([found, top, "--format", "json"], capture_output=True, timeout=100)
    said: list[dict[str, Any]] = json.loads(ran.stdout)["issues"]["issues"]
    return said

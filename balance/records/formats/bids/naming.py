"""Names of files as BIDS has them: entities, a suffix and an ending."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DESCRIPTION: Final = "dataset_description.json"
#: What a recording is called at its end; a packed one is none, says the standard.
MOTION: Final = "motion"
ENDING: Final = "_motion.tsv"
#: What this program put into a data set of its own so that it comes back whole.
WHOLE: Final = ("sourcedata", "balance-timer")
_PART: Final = re.compile(r"([a-zA-Z]+)-([0-9a-zA-Z+]+)")
_TABLES: Final = ("_channels.tsv", "_events.tsv", "_scans.tsv", "_sessions.tsv", "_physio.tsv")
_AT_TOP: Final = ("participants.tsv", "samples.tsv")


@dataclass(frozen=True)
class Named:
    """What a name says.

    Parameters
    ----------
    entities
        Such as ``{"sub": "01", "task": "stand"}``.
    suffix, ending
        Such as ``motion`` and ``.tsv``.
    """

    entities: Mapping[str, str]
    suffix: str
    ending: str

    def covers(self, other: Named) -> bool:
        """Tell whether all that this name says is said by another one as well."""
        return self.entities.items() <= other.entities.items()


def named(name: str) -> Named | None:
    """Read a name; None where it is none that BIDS knows."""
    stem, dot, more = name.partition(".")
    *parts, suffix = stem.split("_")
    found = [_PART.fullmatch(part) for part in parts]
    if not suffix or not dot or not all(found):
        return None
    return Named({each[1]: each[2] for each in found if each}, suffix, f".{more}")


def is_motion(path: Path) -> bool:
    """Tell by its name whether a file is the samples of a recording."""
    said = named(path.name)
    if said is None or "sub" not in said.entities:
        return False
    return (said.suffix, said.ending) == (MOTION, ".tsv")


def is_beside(path: Path) -> bool:
    """Tell by its name whether a table is one that BIDS puts beside recordings, and is none."""
    if path.name in _AT_TOP:
        return (path.parent / DESCRIPTION).is_file()
    return path.name.startswith(("sub-", "task-")) and path.name.endswith(_TABLES)


def is_kept_whole(path: Path) -> bool:
    """Tell whether a file is one that comes along in a data set of this program."""
    return WHOLE in itertools.pairwise(path.parts)

"""Everything of one person as one zip that another installation takes in.

In it are their recordings as they are, with the events beside them, the rows that the history has
of the person, and the files of one's own that those rows speak of. What may be somebody else's as
well stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from balance.protocol.progression import RULE_SETS
from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.history.belongings import Belongings, Left, belongings
from balance.records.history.codes import find
from balance.records.history.dumping import Row, lines_of, rows_of_person
from balance.records.history.engine import History
from balance.records.history.exercises.own_files import PLANS, SCRIPTS, files_in
from balance.records.history.migrating import VERSIONS
from balance.records.parts import ORIGINALS
from balance.report.files import new_file
from balance.report.packing import FORMAT, VERSION, Packing, clean
from balance.report.unpacking import Tell, Unpacking
from balance.version import __version__

KIND: Final = "balance-timer-person"
ROWS: Final = "history.jsonl"
RECORDINGS: Final = "recordings"
RULES: Final = "rules"
# Where recordings are on their way in. Hidden: whoever looks for recordings finds none, and who is
# erased is erased there as well.
STAGED: Final = ".taken-in-"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a zip has of a person.

    Parameters
    ----------
    recordings
        How many.
    missing
        Recordings that the history knows of, and that are not there now.
    left
        Files that may be theirs or not: nobody can tell.
    originals
        What was set aside when it was split: its parts are handed over, since others are in it.
    """

    recordings: int
    missing: tuple[Path, ...]
    left: tuple[Left, ...]
    originals: tuple[Path, ...]


def write_person(
    history: History, code: str, target: Path, *, with_name: bool, tell: Tell
) -> HandedOver:
    """Write all that there is of a person into a new file, whole or not at all.

    Parameters
    ----------
    with_name
        Whether the name is in it.
    tell
        Is told how far it is.

    Raises
    ------
    HistoryError
        Where there is no such person, or the database can't be read.
    RecordingError
        Where a file can't be read or changes meanwhile, or there is a file of this name already.
    """
    theirs = belongings(history, code)
    names = Names(history.folder, handed_over(theirs.recordings))
    rows = PersonRows(history, code, names, with_name=with_name)
    before = rows.sha()
    files = {**names.files, **rows.own_files()}
    there = {path: name for path, name in files.items() if path.exists()}
    bytes_in_all = sum(path.stat().st_size for path in there)
    with new_file(target) as hidden:
        with Packing(hidden) as packing:
            done = 0
            for path, name in there.items():
                packing.add_file(name, path, still=True)
                done += packing.newest.size
                tell(done, 2 * bytes_in_all)
            packing.add(ROWS, rows.lines())
            if packing.newest.sha256 != before:
                reason = f"what is kept of {code} changed while it was being copied; do it again"
                raise RecordingError(reason)
            packing.finish({**said(KIND), "person": code})
        with Unpacking(hidden) as made:
            made.check(lambda read, whole: tell(bytes_in_all + read, bytes_in_all + whole))
    return HandedOver(len(names.recordings), theirs.missing, theirs.left, originals_of(theirs))


def handed_over(recordings: Sequence[Path]) -> list[Path]:
    """Give the recordings, each once: no links, nothing set aside, and no copy broken off."""
    real = dict.fromkeys(path.resolve() for path in recordings)
    return [
        path
        for path in real
        if not (_is_aside(path) or path.name.startswith(".") or path.parent.name.startswith(STAGED))
    ]


def originals_of(theirs: Belongings) -> tuple[Path, ...]:
    """Give what was set aside when it was split, and is not handed over."""
    aside = dict.fromkeys((*theirs.originals, *filter(_is_aside, theirs.recordings)))
    return tuple(path for path in aside if path.exists())


def _is_aside(path: Path) -> bool:
    """Tell whether it was set aside when it was split, and so has samples of others."""
    return path.parent.name == ORIGINALS


class Names:
    """What each file is called in the zip: the recordings, and the events beside each."""

    def __init__(self, folder: Path, recordings: Sequence[Path]) -> None:
        self._folder = folder
        self.recordings: dict[Path, str] = {}
        self.files: dict[Path, str] = {}
        taken: set[str] = set()
        for path in recordings:
            name = _free(clean(path.name), taken)
            self.recordings[path] = name
            self.files[path] = f"{RECORDINGS}/{name}"
            self.files[events_path(path)] = f"{RECORDINGS}/{events_path(Path(name)).name}"

    def of(self, path: str) -> str | None:
        """Give the name of a recording by what the history calls it; None where it is not in it."""
        return self.recordings.get((self._folder / path).resolve())


def _free(name: str, taken: set[str]) -> str:
    """Give a name that no recording has yet, nor its events."""
    stem, dot, more = name.partition(".")
    number = 1
    while taken & (both := {name.casefold(), events_path(Path(name)).name.casefold()}):
        number += 1
        name = f"{stem}-{number}{dot}{more}"
    taken |= both
    return name


class PersonRows:
    """The rows of a person, as they are handed over, and which files of one's own they name."""

    def __init__(self, history: History, code: str, names: Names, *, with_name: bool) -> None:
        self._history = history
        self._code = code
        self._names = names
        self._with_name = with_name
        self._scripts: set[str] = set()
        self._plans: set[str] = set()
        self._rules: Path | None = None
        self._out: dict[str, set[int]] = {"recordings": set(), "attempts": set()}

    def lines(self) -> Iterator[bytes]:
        """Give the lines."""
        with self._history.reading() as session:
            rows = rows_of_person(session, find(session, self._code).id)
            yield from lines_of(rows, self._told)

    def sha(self) -> str:
        """Give the SHA-256 of the lines as they are now."""
        told = hashlib.sha256()
        for line in self.lines():
            told.update(line)
        return told.hexdigest()

    def own_files(self) -> dict[Path, str]:
        """Give the files of one's own that the lines named, and what they are called in the zip."""
        own = files_in(self._history.folder.parent)
        found = {}
        for kind, wanted in ((SCRIPTS, self._scripts), (PLANS, self._plans)):
            for name in sorted(wanted & set(own[kind])):
                found[own[kind][name]] = f"{kind}/{clean(own[kind][name].name)}"
        if self._rules is not None:
            found[self._rules] = rules_name(self._rules)
        return found

    def _told(self, table: str, row: Row) -> Row | None:
        if table == "people":
            return self._person(row)
        if table == "sittings":
            self._scripts |= _scripts_in(row["keys"])
        elif table in ("sets", "scores"):
            self._scripts.add(row["script"])
        return self._recorded(table, row)

    def _person(self, row: Row) -> Row:
        if isinstance(row["regimen"], dict):
            self._scripts |= _scripts_in(row["regimen"])
            self._plans.add(str(row["regimen"].get("id")))
        path = rules_file(row["rules"])
        if path is not None:
            self._rules, row["rules"] = path, rules_name(path)
        return row if self._with_name else {**row, "name": None}

    def _recorded(self, table: str, row: Row) -> Row | None:
        """Leave out what is of a recording that is not handed over."""
        if table == "recordings":
            name = self._names.of(row["path"])
            if name is None:
                self._out["recordings"].add(row["id"])
                return None
            return {**row, "path": name}
        if table == "sets":
            gone = row["recording_id"] in self._out["recordings"]
            return {**row, "recording_id": None} if gone else row
        if row.get("recording_id") in self._out["recordings"]:
            if table == "attempts":
                self._out["attempts"].add(row["id"])
            return None
        return None if row.get("attempt_id") in self._out["attempts"] else row


def said(kind: str) -> dict[str, Any]:
    """Give what the list of every zip of ours begins with."""
    return {
        FORMAT: kind,
        "version": VERSION,
        "program": __version__,
        "history": VERSIONS[-1],
    }


def rules_file(rules: str | None) -> Path | None:
    """Give the file of a rule set that was picked; None where it is none, or is not there."""
    if not rules or rules in RULE_SETS:
        return None
    path = Path(rules)
    return path if path.suffix.lower() == ".toml" and path.is_file() else None


def rules_name(path: Path) -> str:
    """Give what the file of a rule set is called in a zip."""
    return f"{RULES}/{clean(path.name)}"


def _scripts_in(keys: object) -> set[str]:
    """Give the ids of the scripts that a plan of a week has."""
    wanted = keys.get("exercise") if isinstance(keys, dict) else None
    parts = wanted if isinstance(wanted, list) else []
    return {str(one.get("script")) for one in parts if isinstance(one, dict)}

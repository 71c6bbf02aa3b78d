"""Scripts and plans of one's own: TOML files in two folders beside the database."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from balance.protocol.exercise.library import Library, script_of
from balance.protocol.exercise.regimens import Regimen, regimen_from, shipped_regimens
from balance.protocol.exercise.scripts import Script
from balance.records.errors import RecordingError
from balance.records.history.engine import History

SCRIPTS: Final = "scripts"
PLANS: Final = "plans"
_LARGEST: Final = 2**20  # bytes; a long script has some thousand
T = TypeVar("T", Script, Regimen)


@dataclass(frozen=True, slots=True)
class Exercises:
    """What can be chosen.

    Parameters
    ----------
    library
        The scripts of the program, and one's own.
    plans
        Those of one's own, then those of the program whose place none of them takes.
    troubles
        Files that are no script or no plan, a sentence each; the others are there.
    """

    library: Library
    plans: tuple[Regimen, ...]
    troubles: tuple[str, ...] = ()

    @classmethod
    def shipped(cls) -> Exercises:
        """Give what the program has."""
        return cls(Library(), shipped_regimens())

    def plan(self, name: str) -> Regimen:
        """Give a plan by its id, or read it where the name is that of a file.

        Raises
        ------
        RecordingError
            Where there is neither, or the file is no plan; the key is named.
        """
        found = next((one for one in self.plans if one.id == name), None)
        if found is not None:
            return found
        path = Path(name).expanduser()
        if not path.exists():
            known = ", ".join(one.id for one in self.plans)
            reason = f"there is no such plan or file; choose one of {known}, or write a .toml file"
            raise RecordingError(reason, Path(name))
        return _read(path, "plan", _plans_of(self.library))


def exercises_of(history: History) -> Exercises:
    """Give what can be chosen beside a history: `scripts` and `plans` beside its recordings."""
    return exercises_in(history.folder.parent)


def own_scripts(history: History) -> tuple[Script, ...]:
    """Give the scripts of one's own that can be read; of the others `exercises_of` tells."""
    found = _all_of(history.folder.parent / SCRIPTS, "script", script_of, [])
    return tuple(one for _, one in found)


def exercises_in(folder: Path) -> Exercises:
    """Give what can be chosen, with one's own out of two folders in this one."""
    troubles: list[str] = []
    library = _library(folder, troubles)
    plans = [one for _, one in _all_of(folder / PLANS, "plan", _plans_of(library), troubles)]
    taken = {one.id for one in plans}
    others = [one for one in shipped_regimens() if one.id not in taken]
    return Exercises(library, (*plans, *others), tuple(troubles))


def files_in(folder: Path) -> dict[str, dict[str, Path]]:
    """Give the files of one's own in these two folders of a folder, by the id of what they are.

    What is no script or no plan is passed over.
    """
    found: list[str] = []
    scripts = _all_of(folder / SCRIPTS, "script", script_of, found)
    plans = _all_of(folder / PLANS, "plan", _plans_of(_library(folder, found)), found)
    return {
        SCRIPTS: {one.id: path for path, one in scripts},
        PLANS: {one.id: path for path, one in plans},
    }


def id_of(content: bytes) -> str | None:
    """Give the id in the content of a file; None where it has none."""
    try:
        found = tomllib.loads(content.decode("utf-8")).get("id")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def _library(folder: Path, troubles: list[str]) -> Library:
    return Library(one for _, one in _all_of(folder / SCRIPTS, "script", script_of, troubles))


def _plans_of(library: Library) -> Callable[[str], Regimen]:
    return lambda text: regimen_from(tomllib.loads(text), library)


def _all_of(
    folder: Path, what: str, make: Callable[[str], T], troubles: list[str]
) -> Iterator[tuple[Path, T]]:
    """Read the files of a folder by name; what can't be read hinders none of the others."""
    names: set[str] = set()
    for path in _files(folder, troubles):
        try:
            one = _read(path, what, make)
            if one.id in names:
                raise RecordingError(f"another file here is the {what} {one.id} already", path)
        except RecordingError as error:
            troubles.append(f"{str(error).rstrip('.')}.")
            continue
        names.add(one.id)
        yield path, one


def _files(folder: Path, troubles: list[str]) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.suffix.lower() == ".toml")
    except FileNotFoundError:
        return []
    except OSError as error:
        troubles.append(f"{RecordingError(_closed(error), folder)}.")
        return []


def _read(path: Path, what: str, make: Callable[[str], T]) -> T:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise RecordingError(f"no {what}: it is larger than 1 MB", path)
        return make(data.decode("utf-8"))
    except OSError as error:
        raise RecordingError(_closed(error), path) from error
    except (ValueError, RecursionError) as error:  # broken TOML, text or keys
        raise RecordingError(f"no {what}: {str(error).rstrip('.')}", path) from error


def _closed(error: OSError) -> str:
    return f"can't be read ({error.strerror or error})"

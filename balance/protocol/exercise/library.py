"""The scripts that there are: those of the program, and those of one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from balance.protocol.exercise.script_keys import script_from
from balance.protocol.exercise.scripts import Script

OPENING: Final = "opening"


def script_of(text: str) -> Script:
    """Read a script.

    Raises
    ------
    ValueError
        With the end of a sentence, where it is no TOML or no script.
    """
    return script_from(tomllib.loads(text))


@cache
def shipped() -> tuple[Script, ...]:
    """Give the scripts of the program, sorted by kind and name of their file."""
    folder = resources.files("balance.protocol.exercise.shipped")
    texts = (one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml"))
    return tuple(sorted(map(script_of, texts), key=lambda one: (one.kind, one.id)))


class Library:
    """Scripts by id.

    Parameters
    ----------
    own
        Scripts of one's own; one with the id of another takes its place.
    """

    def __init__(self, own: Iterable[Script] = ()) -> None:
        self._scripts = {one.id: one for one in (*shipped(), *own)}

    def __getitem__(self, name: str) -> Script:
        """Give a script by its id.

        Raises
        ------
        ValueError
            With one sentence, where there is none.
        """
        if name not in self._scripts:
            raise ValueError(f"There is no '{name}'; choose one of {', '.join(self.ids())}.")
        return self._scripts[name]

    def ids(self) -> tuple[str, ...]:
        """Give the ids of what can be chosen."""
        return tuple(one.id for one in (*self.exercises(), *self.tests()))

    def exercises(self) -> tuple[Script, ...]:
        """Give the exercises."""
        return tuple(one for one in self._scripts.values() if one.kind == "exercise")

    def tests(self) -> tuple[Script, ...]:
        """Give the named tests."""
        return tuple(one for one in self._scripts.values() if one.kind == "test")

"""What other packages add by entry points: found by name, loaded when asked for, never trusted.

A package says in its ``pyproject.toml`` what it adds::

    [project.entry-points."balance_timer.sources"]
    mybox = "my_package.box:BoxSource"

    [project.entry-points."balance_timer.formats"]
    mybox = "my_package.files:BoxFormat"

One that is broken ends in a sentence that names it, and everything else goes on.
"""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from balance.errors import BalanceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import Distribution

SOURCES: Final = "balance_timer.sources"
FORMATS: Final = "balance_timer.formats"
#: What a stranger's code may raise and is not to end the program.
ANYTHING: Final = (Exception, SystemExit)
_WHERE: Final = re.compile(r"([\w.]+):([\w.]+)")
_LINE: Final = re.compile(r"([^=\s\[][^=]*?)\s*=\s*(.+)")


class PluginError(BalanceError):
    """A package that adds something and is broken; it is named, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One thing that a package adds.

    Attributes
    ----------
    name : str
        What it is called, in lower case.
    package : str
        The package and its version, as pip names them.
    where : str
        The class, as ``module:Class``.
    """

    name: str
    package: str
    where: str

    def load(self) -> Any:  # noqa: ANN401 - what it is only shows once it is there
        """Import the package and give what it names.

        Raises
        ------
        PluginError
            Where that can't be done.
        """
        match = _WHERE.fullmatch(self.where)
        if match is None:
            raise PluginError(self.blamed(f'"{self.where}" is not of the form module:Class'))
        try:
            found: Any = importlib.import_module(match[1])
            for part in match[2].split("."):
                found = getattr(found, part)
        except ANYTHING as error:  # a stranger's module may do anything
            raise PluginError(self.blamed(error)) from error
        return found

    def blamed(self, error: BaseException | str) -> str:
        """Say in one sentence that the package is at fault, and what to do."""
        why = error if isinstance(error, str) else _said(error)
        return (
            f"{self.name}: the package {self.package}, which adds it, is broken ({why}); "
            "update or uninstall it"
        )


def plugins(group: str) -> tuple[Plugin, ...]:
    """Find what installed packages add to a group, in the order of their names; nothing is loaded.

    Parameters
    ----------
    group
        `SOURCES` or `FORMATS`.
    """
    return _found(group, tuple(sys.path))


@lru_cache(maxsize=8)
def _found(group: str, _path: tuple[str, ...]) -> tuple[Plugin, ...]:
    from importlib.metadata import distributions  # late: it takes its time

    # Package by package, since one damaged file makes `entry_points()` fail for all of them.
    made: dict[tuple[str, str], Plugin] = {}
    for package in distributions():
        text = _entry_points_of(package)
        if group in text:
            name = _name_of(package)
            for line in _lines_of(text, group):
                plugin = Plugin(line[1].strip().lower(), name, line[2].strip())
                made.setdefault((plugin.name, name.partition(" ")[0]), plugin)
    return tuple(sorted(made.values(), key=lambda plugin: (plugin.name, plugin.package)))


def _entry_points_of(package: Distribution) -> str:
    try:
        return package.read_text("entry_points.txt") or ""
    except (OSError, UnicodeError):
        return ""


def _name_of(package: Distribution) -> str:
    try:
        return f"{package.metadata['Name']} {package.version}"
    except Exception:  # noqa: BLE001 - a package without a name may still be removed by its folder
        return "without a name"


def _lines_of(text: str, group: str) -> Iterator[re.Match[str]]:
    """Give the lines of one section of an entry_points.txt, as far as they can be understood."""
    inside = False
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and (match := _LINE.fullmatch(line)):
            yield match


def _said(error: BaseException) -> str:
    """Say an error of somebody else in one line."""
    text = " ".join(str(error).split())[:200].rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__

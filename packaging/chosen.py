"""What goes into the folder of the program, and what stays out."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PyInstaller.utils.hooks import copy_metadata

from drivers.live.log import PARTS
from gui.libraries import advice, missing

#: Name in the folder, where it comes from, and what it is, as PyInstaller has it.
Entry: TypeAlias = tuple[str, str, str]

ROOT: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("balance", "drivers", "gui", "cli")
#: What is imported by name as it runs, so that nobody sees it in the sources.
BY_NAME: Final = ("sqlalchemy.dialects.sqlite", "logging.config", "pylsl", "pyxdf")
#: Who works on several machines (`cluster`) has Python there.
EXTRAS: Final = ("report", "lab", "clinic")
#: What is asked for by others and not used.
UNUSED: Final = (
    "tkinter", "setuptools", "pyqtgraph.examples", "pyqtgraph.opengl",
    "PySide6.QtNetwork", "PySide6.QtTest",
)  # fmt: skip
#: Of Qt: translations that nothing loads, a theme that brings all of GTK, screens without a
#: desktop, the network, and formats of pictures that the program has not.
UNWANTED: Final = re.compile(
    r"""PySide6/(?:Qt/)?translations/
    |plugins/(?:egldeviceintegrations|generic|networkinformation|tls)/
    |plugins/platformthemes/libqgtk3
    |plugins/platforms/(?:lib)?q(?:eglfs|linuxfb|vnc|vkkhrdisplay|minimal|minimalegl|direct2d)\.
    |plugins/imageformats/(?:lib)?q(?:webp|tiff|tga|wbmp|icns)\.""",
    re.VERBOSE,
)


def modules() -> list[str]:
    """Give all modules of ours, since sources and protocols are imported by name."""
    ours = [path.relative_to(ROOT).with_suffix("") for path in _ours() if path.suffix == ".py"]
    return [*BY_NAME, *(".".join(each.parts).removesuffix(".__init__") for each in ours)]


def files() -> list[tuple[str, str]]:
    """Give the files beside our modules, each with its folder.

    Alembic reads the steps of the history as files, and the demo lies elsewhere in a checkout.
    """
    read = [path for path in _ours() if path.suffix != ".py" or "migrations" in path.parts]
    beside = [(str(path), path.parent.relative_to(ROOT).as_posix()) for path in read]
    return [*beside, (str(ROOT / "recordings" / "demo.csv.gz"), "cli")]


def _ours() -> list[Path]:
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*"))]
    return [path for path in found if path.is_file() and path.suffix != ".pyc"]


def left_out() -> list[str]:
    """Give what is installed and no part of the program: for development, say."""
    wanted = asked_for()
    tops = packages_distributions()
    none_of_ours = [
        top
        for top, whose in tops.items()
        if top.isidentifier() and not wanted.intersection(map(canonicalize_name, whose))
    ]
    return sorted({*UNUSED, *none_of_ours} - set(ROOMS))


def asked_for() -> set[str]:
    """Give the names of all that the program asks for, and what that asks for in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in EXTRAS for each in project["optional-dependencies"][extra]]
    waiting = [Requirement(each) for each in [*project["dependencies"], *extras]]
    found: dict[str, set[str]] = {}
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if name in found and each.extras <= found[name]:
            continue
        found[name] = found.get(name, set()) | each.extras
        with suppress(PackageNotFoundError):  # an extra that is not installed here
            for needed in map(Requirement, distribution(name).requires or ()):
                if _applies(needed, found[name]):
                    waiting.append(needed)
    return set(found)


def _applies(needed: Requirement, extras: set[str]) -> bool:
    return needed.marker is None or any(
        needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


def versions() -> list[tuple[str, str]]:
    """Give what says the versions of parts that the log names."""
    return [each for part in PARTS for each in copy_metadata(part)]


def is_wanted(name: str) -> bool:
    """Whether a file goes in, by its name in the folder."""
    return UNWANTED.search(name.replace("\\", "/")) is None


def reached(
    entries: Sequence[Entry],
    needs: Callable[[str], Iterable[str]],
    installed: str = sys.prefix,
    platform: str = sys.platform,
) -> list[Entry]:
    """Leave out what was needed by nothing but what was left out.

    Parameters
    ----------
    entries
        Compiled files.
    needs
        Gives the names of the libraries that a file was linked with.
    installed
        Libraries in there were asked for, but for those of Qt; others came along with something.
    platform
        Libraries of the system come along on Linux alone.
    """
    if platform != "linux":
        return list(entries)
    by_name = {PurePosixPath(each[0]).name: each for each in entries if each[2] != "SYMLINK"}
    waiting = [name for name, each in by_name.items() if not _came_along(each, installed)]
    kept: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in kept:
            kept.add(name)
            waiting += needs(by_name[name][1])
    return [each for each in entries if PurePosixPath(each[0]).name in kept]


def _came_along(entry: Entry, installed: str) -> bool:
    return "PySide6/Qt/lib/" in entry[0] or is_of_the_system(entry, installed)


def is_of_the_system(entry: Entry, installed: str = sys.prefix) -> bool:
    """Whether it is a library that is neither installed with a package nor Python itself."""
    name, path, kind = entry
    if kind != "BINARY" or name.startswith(("libpython", "python3")):
        return False
    # An environment may be reached by a link, and the same file be named by either way.
    inside = (Path(path), Path(installed)), (Path(path).resolve(), Path(installed).resolve())
    return not any(file.is_relative_to(folder) for file, folder in inside)


def without_loose_links(entries: Sequence[Entry], kept: Iterable[Entry]) -> list[Entry]:
    """Leave out links to what is not among the compiled files that are kept."""
    there = {PurePosixPath(name).name for name, _, _ in kept}
    return [
        each for each in entries if each[2] != "SYMLINK" or PurePosixPath(each[1]).name in there
    ]


def say_what_is_missing() -> None:
    """Say which libraries the folder lacks because this system does; a window may want them."""
    lacking = missing(("xcb", "wayland"))
    if lacking:
        sys.stderr.write(f"The folder lacks {', '.join(lacking)}. {advice(lacking)}\n")

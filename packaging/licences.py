"""The licences of all parts of the folder, beside the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
#: Parts of every folder, whose modules are not imported under their own names.
ALWAYS: Final = ("balance-timer", "pyinstaller", "shiboken6")
_NAMED: Final = re.compile(r"(?:^|[^a-z])(?:licen[cs]es?|copying|notice|authors)(?:[^a-z]|$)", re.I)
_ABOUT: Final = """\
Balance Timer is under the MIT licence (balance-timer). Here is a folder for each part that it is
made of, with the licence that came with it.

PySide6, shiboken6 and Qt are used under the GNU Lesser General Public License, version 3. Its text
is here, with that of the General Public License that it refers to. They are libraries of their own,
in the folder _internal, and may be replaced by changed ones of the same version. Their sources:
https://code.qt.io and https://download.qt.io.

The starter is PyInstaller's, whose licence allows it in programs of any licence.

"""


def write(folder: Path, modules: Iterable[str], libraries: Iterable[str]) -> None:
    """Write the licences of what was bundled.

    Parameters
    ----------
    folder
        Made anew.
    modules
        Names of all modules.
    libraries
        Paths of those that are of the system.
    """
    folder.mkdir()
    for text in sorted((HERE / "licences").glob("*.txt")):
        shutil.copy(text, folder)
    parts = {each: distribution(each) for each in parts_of(modules, packages_distributions())}
    for name, part in parts.items():
        for path, inside in licence_files(part):
            _copy(path, folder / name / inside)
    _copy(_of_python(), folder / "python" / "LICENSE.txt")
    lines = [f"{name} {part.version}: {licence(part)}" for name, part in sorted(parts.items())]
    lines += [f"Python {sys.version.split()[0]}: PSF-2.0", *_of_the_system(libraries, folder)]
    told = "\n".join(lines)
    (folder / "README.txt").write_text(f"{_ABOUT}{told}\n", encoding="utf-8")


def parts_of(modules: Iterable[str], whose: Mapping[str, Iterable[str]]) -> list[str]:
    """Give the distributions that modules belong to, by the names that they are imported under."""
    tops = {name.partition(".")[0] for name in modules}
    found = {each for top in tops for each in whose.get(top, ())}
    return sorted({each.lower().replace("_", "-") for each in (*found, *ALWAYS)})


def licence_files(part: Distribution) -> list[tuple[Path, str]]:
    """Give the licence files of a distribution, and what each is called in a folder of its own."""
    inside = [each for each in part.files or () if ".dist-info" in each.parts[0]]
    named = [each for each in inside if any(map(_NAMED.search, each.parts[1:]))]
    return [
        (Path(str(part.locate_file(each))), "/".join(each.parts[1:]).removeprefix("licenses/"))
        for each in named
    ]


def licence(part: Distribution) -> str:
    """Say a distribution's licence in a line, as it does itself."""
    said = part.metadata
    for key in ("License-Expression", "License"):
        if said[key] and len(said[key]) < 80 and "\n" not in said[key]:
            return str(said[key])
    classes = [each for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    return ", ".join(each.rpartition(" :: ")[2] for each in classes) or "see the folder"


def _of_python() -> Path:
    for folder in (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return folder / name
    sys.exit(f"Python in {sys.base_prefix} has no licence beside it: build with one that has.")


def _of_the_system(paths: Iterable[str], folder: Path) -> list[str]:
    """Copy what the system says of libraries that came from it, and give a line for each."""
    lines = []
    for path in sorted(map(Path, paths)):
        package = _package(path)
        told = Path("/usr/share/doc") / package / "copyright"
        if package and told.is_file():
            _copy(told, folder / "system" / package / "copyright")
        lines.append(f"{path.name}: of the system, {package or 'whose package is not known'}")
    return lines


def _package(path: Path) -> str:
    """Give the Debian package of a file; empty where there is none."""
    if shutil.which("dpkg-query") is None:
        return ""
    # A package may say the folder by its old name, without the /usr in front.
    for each in (path, path.resolve(), Path("/", *path.resolve().parts[2:])):
        asked = ["dpkg-query", "--search", str(each)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    return ""


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)

"""Packages of others on the path, as after an installation: a sound one and broken ones."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

GAITBOX: Final = Path(__file__).parent / "added"


def install(patch: pytest.MonkeyPatch, folder: Path = GAITBOX) -> None:
    """Have the packages of a folder be there for one test."""
    patch.syspath_prepend(str(folder))


def write_package(
    folder: Path, name: str, code: str, *, sources: str = "", formats: str = ""
) -> Path:
    """Write a package of one module, which adds things as `sources` and `formats` say."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    info = folder / f"{name}-0.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.9\n", encoding="utf-8"
    )
    groups = {"sources": sources, "formats": formats}
    text = "".join(f"[balance_timer.{group}]\n{lines}\n" for group, lines in groups.items())
    (info / "entry_points.txt").write_text(text, encoding="utf-8")
    return folder

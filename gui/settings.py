"""What the window remembers from one day to the next, in one file of the data folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, get_args

from PySide6.QtCore import QByteArray, QSettings

from drivers.live.cues import Wanted
from gui.kit.palette import ThemeName
from gui.setup import Setup

FILE = "window.ini"
_PLAIN: Final = (
    "theme", "pane", "slow", "volume", "voice", "rules", "birth_year", "folder", "taught",
)  # fmt: skip


@dataclass(slots=True)
class Remembered:
    """Choices of a person. What the file holds and can't be understood takes its default.

    `taught` is whether a test was ever finished; `fresh` whether nothing was remembered yet.
    """

    theme: ThemeName = "system"
    pane: bool = True
    slow: bool = False
    volume: float = 0.8
    voice: str = ""
    rules: str = ""
    birth_year: int = 0
    setup: Setup = field(default_factory=Setup)
    cues: Wanted = field(default_factory=Wanted)
    geometry: bytes = b""
    folder: str = ""
    taught: bool = False
    fresh: bool = True


def load(folder: Path | None) -> Remembered:
    """Read what was remembered; without a folder, the defaults."""
    made = Remembered()
    if folder is None:
        return made
    file = QSettings(str(folder / FILE), QSettings.Format.IniFormat)
    for name in _PLAIN:
        setattr(made, name, _read(file, name, getattr(made, name)))
    if made.theme not in get_args(ThemeName):
        made.theme = "system"
    made.fresh = not file.contains("setup/address")
    made.setup = _read_all(file, "setup", Setup)
    made.cues = _read_all(file, "cues", Wanted)
    geometry = file.value("geometry")
    made.geometry = bytes(geometry.data()) if isinstance(geometry, QByteArray) else b""
    return made


def store(folder: Path | None, remembered: Remembered) -> None:
    """Write it down; without a folder nothing is remembered."""
    if folder is None or not folder.is_dir():
        return
    file = QSettings(str(folder / FILE), QSettings.Format.IniFormat)
    for name in _PLAIN:
        file.setValue(name, getattr(remembered, name))
    for group in ("cues",) if remembered.fresh else ("setup", "cues"):
        for key, value in asdict(getattr(remembered, group)).items():
            file.setValue(f"{group}/{key}", "" if value is None else value)
    file.setValue("geometry", QByteArray(remembered.geometry))
    file.sync()


def _read_all(file: QSettings, group: str, kind: type[Any]) -> Any:  # noqa: ANN401
    default = kind()
    known = {
        f.name: _read(file, f"{group}/{f.name}", getattr(default, f.name)) for f in fields(kind)
    }
    choices = {
        "leg": ("left", "right"),
        "eyes": ("open", "closed"),
        "surface": ("firm", "foam"),
        "sound": ("silent", "coached"),
        "kind": ("single", "both", "custom", "free", "led"),
    }
    for name, allowed in choices.items():
        if name in known and known[name] not in allowed:
            known[name] = getattr(default, name)
    return kind(**known)


def _read(file: QSettings, name: str, default: object) -> Any:  # noqa: ANN401
    value = file.value(name)
    if value is None:
        return default
    text = str(value)
    if isinstance(default, bool):
        return text.lower() == "true"
    if default is None or isinstance(default, int | float):
        try:
            number = float(text)
        except ValueError:
            return default
        return int(number) if isinstance(default, int) else number
    return text

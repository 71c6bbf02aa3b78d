"""What the window shows, against what it showed the day before: pictures, and every text.

Where something was meant to change, write both anew and look at the difference before you commit:

    python -m pytest tests/gui/test_seen.py --update-seen
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import Pumps
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from same_day import same_window
from states import walk
from written import in_sources, on_screen

from gui.window import Window

HERE = Path(__file__).resolve().parent
PICTURES, TEXTS = HERE / "pictures", HERE / "texts.txt"
SIZE = QSize(1366, 768)
GRID = QSize(64, 36)
FONT = "DejaVu Sans"
#: Shown in pictures: what people see for long. All others are read, and not looked at.
MAIN = (
    "first-time", "measure", "measure-holding", "measure-result", "measure-resting", "measure-over",
    "measure-trouble", "measure-led-week", "measure-led-work", "measure-led-asks",
    "measure-led-over", "week-plan", "review-empty", "review", "review-compare", "review-blind",
    "progress", "progress-exercises", "progress-test", "progress-plan", "sensor", "sensor-second",
    "help",
)  # fmt: skip
#: Grey levels of 255. A line of text that moves by a line changes its cells by tens.
MOST_OF_ONE, MOST_OF_ALL = 24, 1.0


@pytest.fixture
def window(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    pumps: Pumps,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """A window as large as a small laptop's screen."""
    yield from same_window(qtbot, qapp, tmp_path / "data", pumps, monkeypatch, SIZE)


def picture(widget: QWidget) -> NDArray[np.float64]:
    """Give the mean grey of each cell of a widget."""
    drawn = QPixmap(widget.size())
    widget.render(drawn)
    small = drawn.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.array(small.constBits(), np.float64).reshape(small.height(), -1)[:, : small.width()]
    rows, columns = (
        np.linspace(0, n, m + 1).astype(int)
        for n, m in zip(grey.shape, (GRID.height(), GRID.width()), strict=True)
    )
    sums = np.add.reduceat(np.add.reduceat(grey, rows[:-1], axis=0), columns[:-1], axis=1)
    return sums / np.outer(np.diff(rows), np.diff(columns))


def without_folder(widget: QWidget, folder: str) -> None:
    """Write the folder of this run as one of the same length each time."""
    for one in widget.findChildren(QLabel):
        if folder in one.text():
            one.setText(one.text().replace(folder, "/data"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_are_those_of_the_day_before(
    window: Window, qapp: QApplication, theme: str, update_seen: bool, a_year: Path
) -> None:
    if QFontInfo(qapp.font()).family() != FONT:
        pytest.skip(f"letters are not those of the pictures: {FONT} (apt: fonts-dejavu-core)")
    window.theme.use(theme)  # type: ignore[arg-type]
    seen = {}
    for name, widget in walk(window, a_year):
        if name in MAIN:
            window.measure.draw()
            without_folder(widget, str(window.folder.parent))
            qapp.processEvents()
            seen[name] = picture(widget)
    assert sorted(seen) == sorted(MAIN)
    path = PICTURES / f"{theme}.json"
    if update_seen:
        rows = {name: [" ".join(f"{x:.0f}" for x in row) for row in seen[name]] for name in MAIN}
        PICTURES.mkdir(exist_ok=True)
        path.write_text(json.dumps(rows, indent=0) + "\n")
    known = json.loads(path.read_text())
    other = {}
    for name, now in seen.items():
        before = np.array([[float(x) for x in row.split()] for row in known[name]])
        apart = np.abs(now - before)
        if apart.max() > MOST_OF_ONE or apart.mean() > MOST_OF_ALL:
            down, across = np.unravel_index(apart.argmax(), apart.shape)
            other[name] = f"most in row {down} of 36, column {across} of 64: {apart.max():.0f}"
    assert not other, f"not as before (--update-seen, where it was meant): {other}"


def test_every_text_is_in_the_list(
    window: Window, qapp: QApplication, update_seen: bool, a_year: Path
) -> None:
    shown: dict[str, list[str]] = {}
    known: set[str] = set()
    home = str(window.folder)
    for name, widget in walk(window, a_year):
        qapp.processEvents()
        texts = {text.replace(home, "FOLDER") for text in on_screen(widget)} - known
        texts = {text for text in texts if "FOLDER" not in text and str(home)[:5] not in text}
        known |= texts
        shown[name] = sorted(texts)
    parts = [*in_sources().items(), *((f"on the screen: {n}", t) for n, t in shown.items() if t)]
    said = "\n\n".join(
        "\n".join([f"# {n}", *(json.dumps(t, ensure_ascii=False)[1:-1] for t in each)])
        for n, each in parts
    )
    if update_seen:
        TEXTS.write_text(said + "\n")
    before, now = TEXTS.read_text().splitlines(), said.splitlines()
    gone, new = [x for x in before if x not in now], [x for x in now if x not in before]
    assert (gone, new) == ([], []), "not the texts of the day before (--update-seen)"

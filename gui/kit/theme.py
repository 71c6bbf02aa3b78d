"""Light, dark or as the system has it: the palette of the application and its few style rules."""

from __future__ import annotations

from typing import Final, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.kit.palette import DARK, LIGHT, Inks, ThemeName, qt_palette

# What is chosen has a bar of its own at the foot; what has the keyboard has a ring around it.
_CHOSEN: Final = (
    "qlineargradient(x1:0, y1:0, x2:0, y2:1, stop:0 {wash}, stop:0.86 {wash}, stop:0.87 {accent}, "
    "stop:1 {accent})"
)
_RULES: Final = """
* {{ outline: 0 }}
QToolTip {{ background: {sheet}; color: {text}; border: 1px solid {line}; padding: 4px }}
QFrame#sheet {{ background: {sheet}; border-radius: 10px }}
QLabel#faint, QCheckBox#faint {{ color: {faint} }}
QPushButton, QToolButton#act {{ background: {sheet}; color: {text}; border: 1px solid {line};
    border-radius: 7px; padding: 6px 14px; min-height: 1.5em }}
QPushButton:hover, QToolButton#act:hover {{ background: {wash} }}
QPushButton:checked, QToolButton#act:checked {{ background: {chosen};
    border: 1px solid {accent} }}
QPushButton:disabled {{ color: {faint}; border: 1px dashed {line} }}
QPushButton:focus, QToolButton#act:focus {{ border: 3px solid {text}; padding: 4px 12px }}
QPushButton#big {{ background: {accent}; color: {on_accent}; border: 3px solid {accent};
    border-radius: 10px; padding: 10px 22px; font-weight: 600 }}
QPushButton#big:hover {{ border-color: {text} }}
QPushButton#big:focus {{ border-color: {text} }}
QPushButton#place {{ background: transparent; border: 2px solid transparent; border-radius: 9px;
    padding: 8px 4px 8px 16px; color: {text}; text-align: left }}
QPushButton#place:hover {{ background: {sheet} }}
QPushButton#place:checked {{ background: {wash}; border-color: transparent; font-weight: 600 }}
QPushButton#place:focus {{ border-color: {text} }}
QComboBox, QLineEdit {{ background: {sheet}; color: {text};
    border: 1px solid {line}; border-radius: 7px; padding: 6px 8px; min-height: 1.5em }}
QComboBox {{ padding-right: 26px }}
QLineEdit {{ placeholder-text-color: {faint} }}
QComboBox:disabled, QLineEdit:disabled {{ color: {faint}; border: 1px dashed {line} }}
QCheckBox:disabled {{ color: {faint} }}
QComboBox:focus, QLineEdit:focus {{
    border: 3px solid {text}; padding: 4px 6px }}
QComboBox:focus {{ padding-right: 24px }}
QComboBox::drop-down {{ border: 0; width: 22px }}
QComboBox QAbstractItemView {{ background: {sheet}; color: {text};
    selection-background-color: {accent}; selection-color: {on_accent} }}
QCheckBox {{ spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 6px }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {line}; border-radius: 4px;
    background: {sheet} }}
QCheckBox::indicator:checked {{ background: {accent}; border: 1px solid {text} }}
QCheckBox:focus {{ border-color: {text} }}
QListWidget, QTextBrowser {{ background: {sheet}; border: 2px solid transparent;
    border-radius: 8px; color: {text} }}
QListWidget:focus, QTextBrowser:focus, QScrollArea:focus {{ border: 2px solid {text} }}
QTableWidget {{ background: {sheet}; border: 2px solid transparent; border-radius: 8px;
    color: {text} }}
QTableWidget:focus {{ border: 2px solid {text} }}
QTableWidget::item {{ padding: 3px 6px }}
QTableWidget::item:focus {{ background: {wash}; color: {text}; border: 2px solid {accent} }}
QHeaderView, QHeaderView::section {{ background: {sheet}; color: {faint}; border: 0;
    padding: 3px 6px }}
QListView#cards {{ background: {sheet}; border: 2px solid transparent; border-radius: 8px }}
QListView#cards:focus {{ border: 2px solid {text} }}
QListWidget::item {{ padding: 7px 8px; border-radius: 6px }}
QListWidget::item:selected {{ background: {wash}; color: {text} }}
QWidget#clear {{ background: transparent }}
QScrollArea {{ border: 2px solid transparent; border-radius: 8px; background: transparent }}
QScrollArea#place {{ border: 0 }}
QWidget#traces {{ border: 2px solid transparent; border-radius: 8px }}
QWidget#traces:focus {{ border: 2px solid {text} }}
QSlider::groove:horizontal {{ height: 4px; background: {line}; border-radius: 2px }}
QSlider::handle:horizontal {{ background: {accent}; width: 20px; margin: -9px 0;
    border-radius: 10px }}
QSlider:focus {{ border: 2px solid {text}; border-radius: 8px }}
QSlider {{ min-height: 26px; border: 2px solid transparent }}
"""


class Theme(QObject):
    """The colours in use. `changed` comes once they are the application's."""

    changed = Signal()

    def __init__(self, app: QApplication, name: ThemeName = "system") -> None:
        super().__init__()
        self._app = app
        self.name: ThemeName = name
        self.inks = LIGHT
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.use(name)

    def use(self, name: ThemeName) -> None:
        """Take the light, the dark or the system's colours."""
        self.name = name
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = name == "dark" or (name == "system" and scheme == Qt.ColorScheme.Dark)
        self.inks = DARK if dark else LIGHT
        self._app.setPalette(qt_palette(self.inks))
        self._app.setStyleSheet(rules(self.inks))
        self.changed.emit()

    def turn(self) -> None:
        """Go from the system's colours to light, to dark, and back."""
        names = get_args(ThemeName)
        self.use(names[(names.index(self.name) + 1) % len(names)])

    def _system_changed(self) -> None:
        if self.name == "system":
            self.use("system")


def rules(inks: Inks) -> str:
    """Give the style rules in some colours."""
    values = {name: getattr(inks, name) for name in inks.__slots__}
    return _RULES.format(**values, chosen=_CHOSEN.format(**values))


def sized(font: QFont, pixels: float) -> QFont:
    """Give the font at a height of so many pixels."""
    font = QFont(font)
    font.setPixelSize(max(1, int(pixels)))
    return font


def larger(font: QFont, times: float, *, bold: bool = False) -> QFont:
    """Give the font at a multiple of its size: the system's own scaling stays in it."""
    font = QFont(font)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    if font.pointSizeF() > 0:
        font.setPointSizeF(times * font.pointSizeF())
        return font
    return sized(font, times * font.pixelSize())

"""The two sets of colours, light and dark; a test computes the contrast of each pair in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

ThemeName = Literal["system", "light", "dark"]

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
LEAST_LINE_CONTRAST: Final = 3.0  # WCAG 2.2, 1.4.11


@dataclass(frozen=True, slots=True)
class Inks:
    """What is drawn with. Colour only repeats what words, places or line styles say.

    `ground` is the window, `sheet` what lies on it; `line` borders a control. Traces and legs are
    Okabe and Ito's colours, which people with any colour vision tell apart, made darker or lighter
    where the ground asks for it.
    """

    ground: str
    sheet: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    wash: str
    go: str
    doubt: str
    trouble: str
    grid: str
    first: str
    second: str
    third: str

    @property
    def dark(self) -> bool:
        """Whether this is the dark one."""
        return luminance(QColor(self.ground)) < 0.5


LIGHT: Final = Inks(
    ground="#F1F3F5",
    sheet="#FFFFFF",
    line="#7C8791",
    text="#15191D",
    faint="#4B5660",
    accent="#0B5C95",
    on_accent="#FFFFFF",
    wash="#DCEAF5",
    go="#00694C",
    doubt="#8A5300",
    trouble="#A83D00",
    grid="#DDE2E6",
    first="#0072B2",
    second="#C65500",
    third="#00795A",
)
DARK: Final = Inks(
    ground="#121417",
    sheet="#1C1F24",
    line="#7B8692",
    text="#EEF1F4",
    faint="#AEB7C0",
    accent="#6CB9EE",
    on_accent="#0B1015",
    wash="#1D3446",
    go="#3CC79B",
    doubt="#F0B13C",
    trouble="#FF8D57",
    grid="#2D3239",
    first="#56B4E9",
    second="#E69F00",
    third="#2FC796",
)


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def qt_palette(inks: Inks) -> QPalette:
    """Give the palette that Qt draws its own controls with."""
    palette = QPalette(QColor(inks.ground))
    role = QPalette.ColorRole
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for each, ink in (
            (role.Window, inks.ground),
            (role.Base, inks.sheet),
            (role.AlternateBase, inks.ground),
            (role.Button, inks.sheet),
            (role.ToolTipBase, inks.sheet),
            (role.WindowText, inks.text),
            (role.Text, inks.text),
            (role.ButtonText, inks.text),
            (role.ToolTipText, inks.text),
            (role.PlaceholderText, inks.faint),
            (role.Highlight, inks.accent),
            (role.HighlightedText, inks.on_accent),
            (role.Link, inks.accent),
            (role.Mid, inks.line),
            (role.Accent, inks.accent),
        ):
            palette.setColor(group, each, QColor(ink))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(inks.faint))
    return palette


def write_with(ink: str, *widgets: QWidget) -> None:
    """Have widgets write with an ink."""
    colour = QColor(ink)
    for widget in widgets:
        palette = widget.palette()
        if palette.windowText().color() != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            palette.setColor(QPalette.ColorRole.Text, colour)
            widget.setPalette(palette)

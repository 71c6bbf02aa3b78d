"""Colours from the system's palette, light or dark, moved until they can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
_STEPS: Final = 50
# Okabe and Ito's colours, which people with any colour vision tell apart.
_GREEN, _ORANGE, _VERMILLION, _BLUE = "#009E73", "#E69F00", "#D55E00", "#0072B2"


@dataclass(frozen=True, slots=True)
class Inks:
    """What is written with on one background. Colour only repeats what the words say."""

    text: QColor
    go: QColor
    doubt: QColor
    trouble: QColor
    button: QColor
    button_text: QColor


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


def readable(colour: QColor, ground: QColor) -> QColor:
    """Give the colour, moved toward black or white as far as `LEAST_CONTRAST` asks.

    One of black and white has a contrast of 4.58 or more to any background.
    """
    end = max(QColor("black"), QColor("white"), key=lambda end: contrast(end, ground))
    shares = (step / _STEPS for step in range(_STEPS))
    mixed = (_mixed(colour, end, share) for share in shares)
    return next((ink for ink in mixed if contrast(ink, ground) >= LEAST_CONTRAST), end)


def inks_on(ground: QColor, text: QColor) -> Inks:
    """Give the inks for a background, with the system's `text` as far as it can be read."""
    button = readable(QColor(_BLUE), ground)
    return Inks(
        text=readable(text, ground),
        go=readable(QColor(_GREEN), ground),
        doubt=readable(QColor(_ORANGE), ground),
        trouble=readable(QColor(_VERMILLION), ground),
        button=button,
        button_text=readable(QColor("white"), button),
    )


def write_with(ink: QColor, *widgets: QWidget) -> None:
    """Have widgets write with an ink."""
    for widget in widgets:
        palette = widget.palette()
        if palette.windowText().color() != ink:
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            palette.setColor(QPalette.ColorRole.Text, ink)
            widget.setPalette(palette)


def _mixed(colour: QColor, end: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        colour.redF() + share * (end.redF() - colour.redF()),
        colour.greenF() + share * (end.greenF() - colour.greenF()),
        colour.blueF() + share * (end.blueF() - colour.blueF()),
    )

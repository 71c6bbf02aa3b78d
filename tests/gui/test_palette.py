from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gui.kit.palette import DARK, LEAST_CONTRAST, LEAST_LINE_CONTRAST, LIGHT, Inks, contrast
from gui.kit.theme import rules

WRITTEN = ("text", "faint", "go", "doubt", "trouble", "accent")
DRAWN = ("line", "accent", "first", "second", "third", "text")


def ratio(one: str, other: str) -> float:
    return contrast(QColor(one), QColor(other))


def test_contrast_as_in_wcag() -> None:
    assert ratio("black", "white") == pytest.approx(21.0)
    assert ratio("#767676", "white") == pytest.approx(4.54, abs=0.01)
    assert ratio("#0072B2", "white") == pytest.approx(5.19, abs=0.01)
    assert ratio("#E69F00", "#121212") == pytest.approx(8.32, abs=0.01)


@pytest.mark.parametrize("inks", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "sheet"])
def test_every_text_and_every_line_can_be_made_out(inks: Inks, ground: str) -> None:
    under = getattr(inks, ground)
    for ink in WRITTEN:
        assert ratio(getattr(inks, ink), under) >= LEAST_CONTRAST, ink
    for ink in DRAWN:
        assert ratio(getattr(inks, ink), under) >= LEAST_LINE_CONTRAST, ink


@pytest.mark.parametrize("inks", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_buttons_and_chosen_things_can_be_read(inks: Inks) -> None:
    assert ratio(inks.on_accent, inks.accent) >= LEAST_CONTRAST
    assert ratio(inks.text, inks.wash) >= LEAST_CONTRAST


def test_one_is_light_and_one_is_dark() -> None:
    assert (LIGHT.dark, DARK.dark) == (False, True)
    assert LIGHT.text in rules(LIGHT)

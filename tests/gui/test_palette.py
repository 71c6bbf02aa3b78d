from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from gui.palette import LEAST_CONTRAST, contrast, inks_on, readable

levels = st.integers(0, 255)
colours = st.builds(QColor, levels, levels, levels)


def test_contrast_as_in_wcag() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)
    assert contrast(QColor("#0072B2"), QColor("white")) == pytest.approx(5.19, abs=0.01)
    assert contrast(QColor("#E69F00"), QColor("#121212")) == pytest.approx(8.32, abs=0.01)


@given(colours, colours)
def test_any_colour_can_be_read_on_any_background(colour: QColor, ground: QColor) -> None:
    assert contrast(readable(colour, ground), ground) >= LEAST_CONTRAST


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable(QColor("#0072B2"), QColor("white")).name() == "#0072b2"


@given(colours, colours)
def test_every_ink_can_be_read(ground: QColor, text: QColor) -> None:
    inks = inks_on(ground, text)
    *on_ground, button, button_text = (QColor(ink) for ink in astuple(inks))
    assert min(contrast(ink, ground) for ink in [*on_ground, button]) >= LEAST_CONTRAST
    assert contrast(button_text, button) >= LEAST_CONTRAST

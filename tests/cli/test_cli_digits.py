from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.digits import ROWS, block_digits, fitting_scale


def test_it_looks_like_the_number() -> None:
    assert block_digits("1.7", ink="#") == [
        "  ##        ######",
        "####            ##",
        "  ##            ##",
        "  ##            ##",
        "######  ##      ##",
    ]


@given(st.from_regex(r"[0-9]{1,3}\.[0-9]", fullmatch=True), st.integers(1, 4))
def test_rows_are_equally_wide_and_scale(text: str, scale: int) -> None:
    rows = block_digits(text, scale=scale)
    assert len(rows) == ROWS * scale
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) == scale * len(block_digits(text)[0])


def test_every_digit_is_different() -> None:
    assert len({tuple(block_digits(digit)) for digit in "0123456789"}) == 10


def test_an_unknown_character_is_an_error() -> None:
    with pytest.raises(KeyError):
        block_digits("x")


@pytest.mark.parametrize(
    ("columns", "rows", "scale"), [(80, 24, 2), (200, 60, 4), (20, 24, 0), (80, 4, 0), (80, -3, 0)]
)
def test_the_scale_fits(columns: int, rows: int, scale: int) -> None:
    assert fitting_scale("888.8", columns=columns, rows=rows) == scale

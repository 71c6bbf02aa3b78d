"""Seconds in block digits that can be read from across a room."""

from __future__ import annotations

from typing import Final

ROWS: Final = 5
_CELLS_A_DOT: Final = 2  # a character cell is about twice as high as wide

_GLYPHS: Final[dict[str, tuple[str, ...]]] = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"),
    "-": ("   ", "   ", "###", "   ", "   "),
    " ": (" ", " ", " ", " ", " "),
}


def block_digits(text: str, *, scale: int = 1, ink: str = "█") -> list[str]:
    """Draw digits, a point, a dash or a space.

    Returns
    -------
    list of str
        `ROWS` * `scale` rows of equal width.

    Raises
    ------
    KeyError
        For a character that has no glyph.
    """
    glyphs = [_GLYPHS[character] for character in text]
    rows = []
    for row in range(ROWS):
        dots = " ".join(glyph[row] for glyph in glyphs)
        cells = "".join((ink if dot == "#" else " ") * (_CELLS_A_DOT * scale) for dot in dots)
        rows.extend([cells] * scale)
    return rows


def fitting_scale(text: str, *, columns: int, rows: int, largest: int = 4) -> int:
    """Give the largest scale at which `text` fits, 0 where even the smallest doesn't."""
    width = len(block_digits(text)[0])
    return max(0, min(largest, columns // width, rows // ROWS))

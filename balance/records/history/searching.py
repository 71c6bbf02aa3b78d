"""Texts as whoever searches them reads them: case and accents make no difference."""

from __future__ import annotations

from typing import Final
from unicodedata import category, normalize

# Letters with a stroke or of two, which no normal form takes apart.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def folded(text: str) -> str:
    """Give a text without what tells letters apart by case, accent or form."""
    if text.isascii():
        return text.lower()
    parts = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(sign for sign in parts if category(sign) != "Mn").translate(_PLAIN)


def matches(search: str, *texts: str | None) -> bool:
    """Tell whether each word of a search is in one of the texts; an empty search is in all."""
    inside = [folded(text) for text in texts if text]
    return all(any(word in text for text in inside) for word in folded(search).split())

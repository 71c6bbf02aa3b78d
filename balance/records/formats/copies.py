"""The name of a file without what a download or a copy adds to it."""

from __future__ import annotations

import re
from typing import Final

# "Gravity (1)", "Gravity - Copy (2)", "Gravity copy 3", "Gravity-1", "Gravity_2", as browsers and
# file managers write them, in the languages that they are most met in.
_COPY: Final = r"(copy|kopie|copie|copia|c\u00f3pia|kopia|kopi|\u30b3\u30d4\u30fc|\u526f\u672c)"
_ADDED: Final = re.compile(
    rf"\s*\(\d{{1,3}}\)$|\s*[-_ ]\s*{_COPY}( ?\d{{1,3}})?$|\s*\({_COPY}( ?\d{{1,3}})?\)$"
    r"|[-_ ]\d{1,3}$",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(rf"^{_COPY} (of|von|de|di|av|van) ", re.IGNORECASE)


def without_copy(stem: str) -> tuple[str, str]:
    """Split a stem into the name that it had at first and what was added behind it.

    Copies of copies lose all of it; ``Copy of`` in front goes too.
    """
    bare = _BEFORE.sub("", stem.strip())
    whole = bare
    while (shorter := _ADDED.sub("", bare)) != bare and shorter:
        bare = shorter
    return bare.strip(), whole[len(bare) :].strip()

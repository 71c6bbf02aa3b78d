"""Lines that a serial monitor put its own time in front of, to a table with that time as a column.

``10:15:00.123 -> ax,ay,az`` as Arduino's does it, ``[10:15:00.123] ..``, ``(..)``, ``.. RX<- ..``
and a date in front of the time. What was printed is taken as it stands: its separator parts the
time from it, and a line of names, with such a time or without, gets one more name.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_LOOKED_AT: Final = 200
_TIME: Final = (
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T_]+)?\d{1,2}:\d{2}(?::\d{2})?(?:[.,:]\d{1,9})?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?"
)
_MARK: Final = r"(?:[-=]*>+|→|<-+|[RT]X\b ?(?:<-|->|:|>)?|\|(?= )|:(?= ))"
# A blank alone parts them where numbers are next that something else parts: the first is no zone,
# and the same sign stands behind the second, as it does not in 0,5 0,6.
_NUMBER: Final = r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[-+]?\d+)?"
_BLANK: Final = (
    rf"(?= +(?![-+]\d\d:?\d\d *[,;\t]){_NUMBER} *(?P<sign>[,;\t])"
    rf"[ \t]*(?:{_NUMBER} *(?:(?P=sign)|\s*$)|[^-+.\d\s]|$))"
)
_SEPARATORS: Final = ("\t", ";", ",")
_STAMP: Final = re.compile(
    rf"\s*(?:[\[(<]\s*(?P<within>{_TIME}|\d+(?:\.\d+)?)\s*[\])>]\s*{_MARK}?"
    rf"|(?P<before>{_TIME})(?:\s*(?P<mark>{_MARK})|{_BLANK}))[ \t]*(?P<said>.*)",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(rf"\s*{_TIME} +")
_PRINTED: Final = re.compile(r"[-+\w.\"']")
_LETTER: Final = re.compile(r"[^\W\d_]")
_LABEL: Final = re.compile(r"[^\W\d_]\w*\s*[:=]\s*[-+.\d]")


def is_stamped(text: str) -> bool:
    """Tell whether most lines have the time of a monitor in front."""
    return _separator(_head(text)) is not None


def unstamped(text: str) -> str:
    """Give lines with the time of a monitor in front as a table; other text as it is."""
    if (parting := _separator(_head(text))) is None:
        return text
    lines = [_STAMP.fullmatch(line) or line for line in text.splitlines()]
    width = _width(lines, parting)
    return "\n".join(_row(line, parting, width) for line in lines) + "\n"


def _head(text: str) -> list[str]:
    head = text[: 300 * _LOOKED_AT].splitlines()[:_LOOKED_AT]
    return [line for line in head if line.strip()]


def _separator(head: list[str]) -> str | None:
    """Find what parts the numbers that were printed; None where lines bear no monitor's time."""
    found = [match for line in head if (match := _STAMP.fullmatch(line)) is not None]
    said = [match["said"] for match in found if _PRINTED.match(match["said"])]
    if not said or len(said) * 2 < len(head):
        return None
    forms = Counter(next((each for each in _SEPARATORS if each in one), " ") for one in said)
    return forms.most_common(1)[0][0]


def _width(lines: list[re.Match[str] | str], parting: str) -> int:
    sizes = Counter(
        len(line["said"].split(parting if parting != " " else None))
        for line in lines[: 2 * _LOOKED_AT]
        if isinstance(line, re.Match)
    )
    return sizes.most_common(1)[0][0]


def _row(line: re.Match[str] | str, parting: str, width: int) -> str:
    said = _BEFORE.sub("", line) if isinstance(line, str) else line["said"].strip()
    cells = said.split(parting if parting != " " else None)
    names = len(cells) == width and all(_LETTER.search(cell) for cell in cells)
    if names and not any(_LABEL.search(cell) for cell in cells):
        return f"time{parting}{said}"
    if isinstance(line, str):
        return line
    stamp = (line["within"] or line["before"]).strip()
    return f"{stamp if parting != ' ' else stamp.replace(' ', 'T')}{parting}{said}"
